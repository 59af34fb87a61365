"""What the amounts of a source contain: tax and shipping. It is said and shown, and changes no figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

SAID = ("included", "excluded", "unknown")
NOT_SAID = "unknown"
PARTS = ("tax", "shipping")


@dataclass(frozen=True)
class Amounts:
    """Whether amounts of orders contain tax and shipping: ``included``, ``excluded`` or ``unknown``."""

    tax: str = NOT_SAID
    shipping: str = NOT_SAID

    @property
    def said(self) -> dict[str, str]:
        """What is said, without what is not."""
        return {part: said for part in PARTS if (said := getattr(self, part)) != NOT_SAID}


def said_of(sources: Iterable[Mapping[str, str] | None]) -> dict[str, Amounts]:
    """Read what is said, as parts of an input have it, by the key of the source; an empty key is that of none.

    Args:
        sources: Each with ``source``, ``tax`` and ``shipping``; None for what no mapping names.
    """
    found = (each or {"source": "", **asdict(Amounts())} for each in sources)
    return {each["source"]: Amounts(each["tax"], each["shipping"]) for each in found}


def in_words(amounts: Mapping[str, Amounts]) -> list[str]:
    """Tell people what amounts contain, in one sentence where all sources say the same.

    Args:
        amounts: What is said, by the key of the source, as :func:`said_of` gives it.
    """
    if len({*amounts.values()}) < 2:
        return [f"amounts: {_told(each)}" for each in [*amounts.values()][:1]]
    return [f"amounts of {key or 'files without a mapping'}: {_told(each)}" for key, each in amounts.items()]


def _told(amounts: Amounts) -> str:
    return ", ".join(f"{part} {amounts.said.get(part, 'not said')}" for part in PARTS)
