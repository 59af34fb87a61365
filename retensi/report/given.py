"""What came in. What did not is told from a count of zero, and the page says what to land for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retensi.report.marts import Marts, Row

# An input rather than a type of interaction.
SPEND = "marketing_spend"


@dataclass(frozen=True)
class Given:
    """What came in, as far as marts can tell.

    Attributes:
        things: types of interactions of which there is one or more, and ``marketing_spend`` where that input was given.
        buyers: customers with a purchase.
        repeaters: customers with two purchases or more.
    """

    things: frozenset[str]
    buyers: int = 0
    repeaters: int = 0

    @property
    def interactions(self) -> bool:
        """Say whether any interaction came in."""
        return bool(self.things - {SPEND})

    def lacking(self, needs: Iterable[str]) -> tuple[str, ...]:
        """Give what is missing of what a figure needs.

        Args:
            needs: Names of ``things``; alternatives are told apart by ``|``, of which the first is asked for.
        """
        return tuple(need.split("|")[0] for need in needs if not self.things & set(need.split("|")))


def given(marts: Marts) -> Given:
    """Say what came in.

    Args:
        marts: What the report is made of.
    """
    things = {row["interaction_type"] for row in marts["interaction_types"]}
    if any(row["marketing_spend"] is not None for row in marts["kpis"]):
        things.add(SPEND)
    return Given(frozenset(things), **_sums(marts["customers"]))


def of_channel(whole: Given, rows: Sequence[Row], channel: str) -> Given:
    """Give the same with the customers that one channel has won.

    Args:
        whole: What came in.
        rows: Customers by channel.
        channel: The channel.
    """
    return Given(whole.things, **_sums([row for row in rows if row["channel"] == channel]))


def _sums(rows: Sequence[Row]) -> dict[str, int]:
    names = ("buyers", "repeaters")
    return {name: sum(row[name] for row in rows) for name in names}
