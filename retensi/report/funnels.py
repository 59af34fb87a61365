"""Funnels over a year of entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retensi.report.marts import Row

# Months of entry that are added up.
MONTHS = 12


@dataclass(frozen=True)
class Step:
    """A step: its name, the people who reached it, their share of the first step and of the one before."""

    name: str
    people: int
    of_first: float | None
    of_previous: float | None
    loses_most: bool


@dataclass(frozen=True)
class Funnel:
    """A funnel over the newest months whose people have had their time.

    Attributes:
        name: as the seed ``funnel_steps`` has it.
        first_month: first month of entry; None: there is no month whose people have had their time.
        last_month: last month of entry.
        steps: the steps in their order.
        before: share of the first step that reached the last one, in the months before these; None: nobody entered.
    """

    name: str
    first_month: date | None
    last_month: date | None
    steps: tuple[Step, ...]
    before: float | None

    @property
    def people(self) -> int:
        """Give the number of people who entered."""
        return self.steps[0].people if self.steps else 0


def funnels(rows: Sequence[Row], like: Sequence[Row] = ()) -> list[Funnel]:
    """Give the funnels.

    Args:
        rows: ``funnel_steps_by_month``, or one channel of ``funnel_steps_by_channel``.
        like: ``funnel_steps_by_month``, where rows are those of a channel, which has no rows for what nobody entered.
    """
    return [_funnel(name, rows, like or rows) for name in sorted({row["funnel"] for row in like or rows})]


def _funnel(name: str, rows: Sequence[Row], like: Sequence[Row]) -> Funnel:
    ours = [row for row in like if row["funnel"] == name]
    names = {row["step_number"]: row["step"] for row in ours}
    months = sorted({row["entry_month"] for row in ours if row["is_complete"]})
    shown, before = months[-MONTHS:], months[-2 * MONTHS : -MONTHS]
    people = _sums(rows, name, shown)
    numbers = sorted(names)
    lost = {
        number: people.get(number - 1, 0) - people.get(number, 0) for number in numbers[1:] if people.get(number - 1)
    }
    most = max(lost, key=lambda number: (lost[number], -number)) if lost and max(lost.values()) > 0 else None
    steps = [
        Step(
            names[number],
            people.get(number, 0),
            _share(people.get(number, 0), people.get(numbers[0], 0)),
            _share(people.get(number, 0), people.get(number - 1, 0)) if number > numbers[0] else None,
            number == most,
        )
        for number in numbers
    ]
    earlier = _sums(rows, name, before)
    ended = _share(earlier.get(numbers[-1], 0), earlier.get(numbers[0], 0)) if len(before) == MONTHS else None
    return Funnel(name, shown[0] if shown else None, shown[-1] if shown else None, tuple(steps), ended)


def _sums(rows: Sequence[Row], name: str, months: Sequence[date]) -> dict[int, int]:
    """Add up the people of each step over months of entry."""
    sums: dict[int, int] = {}
    for row in rows:
        if row["funnel"] == name and row["entry_month"] in months:
            sums[row["step_number"]] = sums.get(row["step_number"], 0) + (row["people"] or 0)
    return sums


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
