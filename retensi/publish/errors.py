"""What keeps a build from being published."""

from retensi.errors import RetensiError


class PublishError(RetensiError):
    """The marts cannot be published. What was served before still is."""


class UnpublishableBuildError(PublishError):
    """The build is not one that may be published: not whole, not tested, or a test of it failed."""


class BusyError(PublishError):
    """Somebody else holds what publishing needs: a build, another publish, a reader. Trying again later helps."""


class UnreachableError(PublishError):
    """PostgreSQL cannot be reached. Trying again later may help."""
