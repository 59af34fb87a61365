"""Whose marts are served: the demo shop does not take the place of a real shop by mistake."""

from __future__ import annotations

from collections.abc import Mapping

from retensi.publish.errors import PublishError

# How a build calls the demo shop where it notes its source (macros/inputs/check_source.sql).
DEMO = "demo"
# Stands in the comments of what is published of it.
DEMO_MARK = "Of the made-up demo shop."
# By this variable a build or publish that replaces a shop by another source is meant.
REPLACE = "RETENSI_REPLACE_SOURCE"


def replaces_source(environment: Mapping[str, str]) -> bool:
    """Say whether a real shop may be replaced.

    Args:
        environment: ``RETENSI_REPLACE_SOURCE`` counts as in a build.
    """
    return environment.get(REPLACE, "").lower() == "yes"


def refuse_demo(source: str | None, place: str, demo_is_served: bool | None) -> None:
    """Stop where the demo shop would take the place of a shop that is served.

    Args:
        source: The kind of source that the build is of, as it noted it; None where it noted none.
        place: What is to be replaced, for the message.
        demo_is_served: Whether the demo shop is what is served there; None where nothing is.

    Raises:
        PublishError: the build is one of the demo shop, and what is served is not.
    """
    if source == DEMO and demo_is_served is False:
        raise PublishError(
            f"The build is one of the made-up demo shop, and {place} holds another shop.",
            "a build of the shop that is served",
            "set RETENSI_INPUT_PATH, RETENSI_INPUT_SCHEMA or RETENSI_MAPPING, build, then publish; to serve the demo"
            f" shop instead and mean it, set {REPLACE}=yes for this publish",
        )
