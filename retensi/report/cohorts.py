"""The retention triangle: which share of each cohort came back in which period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from retensi.report.marts import Row

# Newest cohorts that are shown: two years of months, half a year of weeks.
SHOWN = {"month": 24, "week": 26}
# Levels of the colour scale above zero, and the widths that one may have, as shares.
LEVELS = 6
STEPS = (0.005, 0.01, 0.02, 0.025, 0.05, 0.1, 0.15)


@dataclass(frozen=True)
class Cell:
    """A cohort in a period.

    Attributes:
        period: periods since the cohort's own, from 1.
        customers: customers who came back in it.
        rate: their share of the cohort; None where it is empty.
        complete: whether the period is over.
        level: place in the colour scale, 0 (nobody) to ``LEVELS``.
    """

    period: int
    customers: int
    rate: float | None
    complete: bool
    level: int


@dataclass(frozen=True)
class Cohort:
    """A row of the triangle: first day of the cohort's period, its size, and the periods after that one."""

    start: date
    size: int
    complete: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Triangle:
    """The retention triangle.

    Attributes:
        grain: ``month`` or ``week``.
        cohorts: the newest ones that anybody is in, oldest first.
        averages: for each period the share of all customers whose cohorts have seen the end of it; None: nobody's has.
        step: width of a level of the colour scale, as a share.
        left_out: number of older cohorts.
    """

    grain: str
    cohorts: tuple[Cohort, ...]
    averages: tuple[float | None, ...]
    step: float
    left_out: int

    @property
    def periods(self) -> int:
        """Give the number of periods after the cohorts' own."""
        return max((len(cohort.cells) for cohort in self.cohorts), default=0)


def scale(rows: Sequence[Row]) -> float:
    """Give the width of a level of the colour scale, so that nineteen of twenty cells fit below the last level's end.

    Args:
        rows: A mart of cohorts.
    """
    rates = sorted(row["retention_rate"] for row in rows if row["period_number"] > 0 and row["retention_rate"])
    high = rates[min(ceil(len(rates) * 0.95), len(rates)) - 1] if rates else 0.3
    return next((step for step in STEPS if step * LEVELS >= high), STEPS[-1])


def level(rate: float | None, step: float) -> int:
    """Give the place of a share in the colour scale: 0 for nobody, else 1 to ``LEVELS``."""
    if not rate:
        return 0
    return min(int(rate / step + 1e-9) + 1, LEVELS)


def triangle(rows: Sequence[Row], grain: str, step: float) -> Triangle:
    """Give the triangle of the newest cohorts.

    Args:
        rows: ``cohort_retention_by_month`` or ``_by_week``, or one channel of ``_by_channel``; by cohort and period.
        grain: ``month`` or ``week``.
        step: Width of a level of the colour scale.
    """
    by_cohort: dict[date, list[Row]] = {}
    for row in rows:
        by_cohort.setdefault(row["cohort"], []).append(row)
    starts = sorted(by_cohort)
    shown = starts[-SHOWN[grain] :]
    cohorts = []
    for start in shown:
        first, *later = by_cohort[start]
        if not first["cohort_size"]:
            continue
        cells = [
            Cell(
                row["period_number"],
                row["retained_customers"],
                row["retention_rate"],
                row["is_complete"],
                level(row["retention_rate"], step),
            )
            for row in later
        ]
        cohorts.append(Cohort(start, first["cohort_size"], first["is_complete"], tuple(cells)))
    found = Triangle(grain, tuple(cohorts), (), step, len(starts) - len(shown))
    averages = tuple(_average(cohorts, period) for period in range(1, found.periods + 1))
    return Triangle(grain, found.cohorts, averages, step, found.left_out)


def _average(cohorts: Sequence[Cohort], period: int) -> float | None:
    pairs = [
        (cohort.cells[period - 1].customers, cohort.size)
        for cohort in cohorts
        if len(cohort.cells) >= period and cohort.cells[period - 1].complete
    ]
    return sum(customers for customers, _ in pairs) / sum(size for _, size in pairs) if pairs else None
