"""The front door in Python: how a shop's own files become the inputs, and what a build would make of them.

``check`` is for notebooks: ``from retensi.front_door import check``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retensi.front_door.judge import Judged, check

__all__ = ["Judged", "check"]


def __getattr__(name: str) -> Any:
    # A build uses modules of this package, and need not load the others.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from retensi.front_door import judge

    return getattr(judge, name)
