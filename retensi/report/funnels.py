"""Funnels over a year of entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from retensi.report.marts import Row

# Months of entry that are added up.
MONTHS = 12


# For each step that interactions make, a type of interaction to land.
LANDS = {
    "attention": "ad_click",
    "interest": "product_view",
    "desire": "cart_added",
    "reach": "page_view",
    "acquisition": "registered",
    "advocacy": "review_submitted",
    "develop": "message_clicked",
    "advocate": "review_submitted",
    "register": "registered",
    "first_step": "onboarding_step_completed",
}


@dataclass(frozen=True)
class Step:
    """A step of a funnel.

    Attributes:
        name: as the seed ``funnel_steps`` has it.
        people: who reached it; None: it is not measured, as no event of it ever came in.
        of_first: their share of those who entered.
        of_previous: their share of the last measured step before.
        loses_most: whether more people are lost before it than before any other.
    """

    name: str
    people: int | None
    of_first: float | None = None
    of_previous: float | None = None
    loses_most: bool = False


@dataclass(frozen=True)
class Funnel:
    """A funnel over the newest months whose people have had their time.

    Attributes:
        name: as the seed ``funnel_steps`` has it.
        first_month: first month of entry; None: there is no month whose people have had their time.
        last_month: last month of entry.
        steps: the steps in their order.
        before: share of those who entered who reached the last measured step, in the months before these; None: nobody
            entered.
    """

    name: str
    first_month: date | None
    last_month: date | None
    steps: tuple[Step, ...]
    before: float | None

    @property
    def measured(self) -> list[Step]:
        """Give the steps that are measured; people enter at the first of them."""
        return [step for step in self.steps if step.people is not None]

    @property
    def is_measured(self) -> bool:
        """Say whether there is a way to follow: two measured steps or more."""
        return len(self.measured) > 1

    @property
    def people(self) -> int:
        """Give the number of people who entered."""
        return self.measured[0].people or 0 if self.measured else 0

    @property
    def lacking(self) -> list[Step]:
        """Give the steps that are not measured."""
        return [step for step in self.steps if step.people is None]


def funnels(rows: Sequence[Row], like: Sequence[Row] = ()) -> list[Funnel]:
    """Give the funnels.

    Args:
        rows: ``funnel_steps_by_month``, or one channel of ``funnel_steps_by_channel``.
        like: ``funnel_steps_by_month``, where rows are those of a channel, which has no rows for what nobody entered.
    """
    return [_funnel(name, rows, like or rows) for name in sorted({row["funnel"] for row in like or rows})]


def lands(found: Sequence[Step]) -> tuple[str, ...]:
    """Give a type of interaction to land for each of some steps.

    Args:
        found: Steps that are not measured. One of a funnel that the shop has added itself gives nothing.
    """
    return tuple(dict.fromkeys(LANDS[step.name] for step in found if step.name in LANDS))


def _funnel(name: str, rows: Sequence[Row], like: Sequence[Row]) -> Funnel:
    ours = [row for row in like if row["funnel"] == name]
    names = {row["step_number"]: row["step"] for row in ours}
    measured = sorted({row["step_number"] for row in ours if row["is_measured"]})
    months = sorted({row["entry_month"] for row in ours if row["is_complete"]})
    shown, before = months[-MONTHS:], months[-2 * MONTHS : -MONTHS]
    people, earlier = (_sums(rows, name, months) for months in (shown, before))
    steps = _steps(people, measured) if len(measured) > 1 else {}
    ended = None
    if len(measured) > 1 and len(before) == MONTHS:
        ended = _share(earlier.get(measured[-1], 0), earlier.get(measured[0], 0))
    return Funnel(
        name,
        shown[0] if shown else None,
        shown[-1] if shown else None,
        tuple(replace(steps.get(number, Step("", None)), name=names[number]) for number in sorted(names)),
        ended,
    )


def _steps(people: dict[int, int], measured: Sequence[int]) -> dict[int, Step]:
    """Follow people along the measured steps, by their numbers."""
    lost = {number: people.get(before, 0) - people.get(number, 0) for before, number in pairwise(measured)}
    most = max(lost, key=lambda number: (lost[number], -number))
    entered = people.get(measured[0], 0)
    found = {measured[0]: Step("", entered, _share(entered, entered))}
    for before, number in pairwise(measured):
        reached = people.get(number, 0)
        found[number] = Step(
            "",
            reached,
            _share(reached, entered),
            _share(reached, people.get(before, 0)),
            number == most and lost[most] > 0,
        )
    return found


def _sums(rows: Sequence[Row], name: str, months: Sequence[date]) -> dict[int, int]:
    """Add up the people of each step over months of entry."""
    sums: dict[int, int] = {}
    for row in rows:
        if row["funnel"] == name and row["entry_month"] in months:
            sums[row["step_number"]] = sums.get(row["step_number"], 0) + (row["people"] or 0)
    return sums


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
