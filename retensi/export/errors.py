"""What can go wrong with an export."""

from retensi.errors import RetensiError


class ExportError(RetensiError):
    """An export cannot be made or written."""


class DestinationError(RetensiError):
    """A file that describes a destination cannot be used."""
