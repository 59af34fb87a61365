"""What matters most in a month, by rule. Months of KPIs in, ranked changes out; docs/report.md states the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from retensi.report.figures import GROUPS, MEASURES, Measure, reported, settled
from retensi.report.given import Given
from retensi.report.marts import Row

# A change is compared with those of so many months before it, and needs that many to be compared at all.
USUAL_MONTHS = 12
FEWEST_MONTHS = 6
# So many times the usual change are news; the news of the other kind beside it is one from here on.
STANDS_OUT = 1.5
COUNTERPART = 1.0
# A larger change counts as this one: a history in which nothing happened makes everything huge.
MOST_TIMES = 5.0
# Usual changes are never smaller than these, by kind; of money it is a share of the amount before.
SMALLEST = {"share": 0.001, "count": 1.0, "score": 1.0, "hours": 0.1, "money": 0.005, "times": 0.05}
# Scores of fewer answers move by chance.
FEWEST_RESPONSES = 10
# Of fewer customers who bought twice, or a smaller share of the buyers, rates of who stays measure the clock.
FEWEST_REPEATERS = 30
LOWEST_REPEATER_SHARE = 0.05


@dataclass(frozen=True)
class Change:
    """What a KPI did in the month that is reported.

    Attributes:
        measure: which.
        value: its value.
        before: that of the month before.
        times: the size of its change, in usual changes.
    """

    measure: Measure
    value: Any
    before: Any
    times: float

    @property
    def direction(self) -> int:
        """Give +1 where it rose, else -1."""
        return 1 if self.value > self.before else -1

    @property
    def is_good(self) -> bool:
        """Say whether that is better for the shop."""
        return self.direction == self.measure.good

    @property
    def score(self) -> float:
        """Give how much it matters: its size against its own history, weighted by what it means for revenue."""
        return min(self.times, MOST_TIMES) * self.measure.weight


@dataclass(frozen=True)
class News:
    """What matters most in the month that is reported.

    Attributes:
        kind: ``no_sales`` (nothing was sold), ``changes`` (something stands out), ``usual`` (nothing does) or ``young``
            (too few months to say what is usual).
        changes: what stands out, what matters most first; what is told in the title comes first.
        lead: the change that the title is about; None: there is none.
        counterpart: beside it the one that matters most of the other kind, good or bad; None: there is none.
        last_sale: the last month before in which something was sold; None: there is none.
    """

    kind: str
    changes: tuple[Change, ...] = ()
    lead: Change | None = None
    counterpart: Change | None = None
    last_sale: date | None = None


def measures_the_clock(given: Given, rows: Sequence[Row], fewest: int = FEWEST_REPEATERS) -> bool:
    """Say whether so few customers ever bought twice that rates of who stays tell of time that passes.

    Args:
        given: What came in; in it how many customers bought, and bought twice.
        rows: KPIs by month. While nobody can lapse, few have had the time to buy twice, and there is no rate to judge.
        fewest: Number of customers who bought twice below which it is so, whatever their share; 0 for a channel, which
            may be small.
    """
    few = given.repeaters < fewest or given.repeaters < LOWEST_REPEATER_SHARE * given.buyers
    return few and not rows[reported(rows)]["is_warming_up"]


def news(rows: Sequence[Row], clock: bool = False) -> News:
    """Say what matters most in the month that is reported.

    Args:
        rows: KPIs by month, without gaps: ``kpis_by_month``, or one channel of ``kpis_by_channel``.
        clock: Whether rates of who stays measure the clock; then they are no news.
    """
    months = rows[: reported(rows) + 1]
    row = months[-1]
    changes = [change for measure in MEASURES if (change := _change(months, measure, clock)) is not None]
    # The first of equal ones is the one that the page shows first.
    ranked = sorted(changes, key=lambda change: -change.score)
    standing = [change for change in ranked if change.times >= STANDS_OUT]
    if not row["purchases"]:
        sold = [each["month"] for each in months if each["purchases"]]
        # What comes of sales is no news beside it.
        told = tuple(change for change in standing if change.measure in GROUPS["voice"])
        return News("no_sales", told, last_sale=sold[-1] if sold else None)
    if not standing:
        return News("usual" if sum(each["is_complete"] for each in months) > FEWEST_MONTHS + 1 else "young")
    lead = standing[0]
    other = [change for change in ranked if change.times >= COUNTERPART and change.is_good != lead.is_good]
    counterpart = other[0] if other else None
    first = [lead, *([counterpart] if counterpart else [])]
    return News("changes", (*first, *(change for change in standing if change not in first)), lead, counterpart)


def _change(months: Sequence[Row], measure: Measure, clock: bool) -> Change | None:
    """Give the change of a KPI in the last of some months; None where it is none, or cannot be compared."""
    if not measure.weight or not measure.good or (measure.clock and clock):
        return None
    if measure.base and any((row[measure.base] or 0) < FEWEST_RESPONSES for row in months[-2:]):
        return None
    complete = [row for row in months if row["is_complete"]][-USUAL_MONTHS - 2 :]
    values = [None if (value := settled(row, measure)) is None else float(value) for row in complete]
    changes = [None if before is None or now is None else now - before for before, now in pairwise(values)]
    earlier = [abs(change) for change in changes[:-1] if change is not None]
    if not changes or not changes[-1] or len(earlier) < FEWEST_MONTHS:
        return None
    # With a change there are two values.
    before = abs(values[-2] or 0.0)
    smallest = SMALLEST[measure.kind] * (before if measure.kind == "money" else 1)
    times = abs(changes[-1]) / max(median(earlier), smallest) if max(median(earlier), smallest) else MOST_TIMES
    return Change(measure, complete[-1][measure.column], complete[-2][measure.column], times)
