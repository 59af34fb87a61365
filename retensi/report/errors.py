"""What keeps a report from being made."""

from retensi.errors import RetensiError


class ReportError(RetensiError):
    """The report cannot be made. One that was made before is left as it is."""


class BusyWarehouseError(ReportError):
    """Somebody is writing to the warehouse. Trying again later helps."""
