"""The KPIs of a month with their change, and which of the changes stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from retensi.report.marts import Row

# Months that a spark line shows.
SHOWN_MONTHS = 24
# A change is compared with those of so many months before it, and needs that many to be compared at all.
USUAL_MONTHS = 12
FEWEST_MONTHS = 6
# So many times the usual change stand out.
STANDS_OUT = 1.5
# Scores of fewer answers move by chance.
FEWEST_RESPONSES = 10


@dataclass(frozen=True)
class Measure:
    """A column of the KPIs as the report shows it.

    Attributes:
        column: its name, in ``kpis_by_month`` and ``kpis_by_channel``.
        kind: how it is written, see ``Formats.of_kind``.
        good: +1 where more is better, -1 where less is, 0 where neither.
        base: the column that says how many answers it is of, or None.
        source: the column that is null where the input behind it was not given; None: orders are enough.
    """

    column: str
    kind: str
    good: int
    base: str | None = None
    source: str | None = None


GROUPS: dict[str, tuple[Measure, ...]] = {
    "customers": (
        Measure("retention_rate", "share", 1),
        Measure("churn_rate", "share", -1),
        Measure("closing_customers", "count", 1),
        Measure("first_time_buyers", "count", 1),
        Measure("reactivated_customers", "count", 1),
        Measure("repeat_order_share", "share", 1),
    ),
    "money": (
        Measure("net_revenue", "money", 1),
        Measure("average_order_value", "money", 1),
        Measure("revenue_per_customer", "money", 1),
        Measure("customer_acquisition_cost", "money", -1, source="marketing_spend"),
        Measure("projected_clv", "money", 1),
        Measure("clv_to_cac", "times", 1, source="marketing_spend"),
    ),
    "voice": (
        Measure("nps", "score", 1, "nps_responses", source="nps_responses"),
        Measure("csat", "share", 1, "csat_responses", source="csat_responses"),
        Measure("complaints_opened", "count", -1, source="complaints_opened"),
        Measure("complaints_resolved", "count", 0, source="complaints_opened"),
        Measure("median_first_response_hours", "hours", -1, source="complaints_opened"),
        Measure("median_resolution_hours", "hours", -1, source="complaints_opened"),
    ),
}
MEASURES = tuple(measure for group in GROUPS.values() for measure in group)


@dataclass(frozen=True)
class Figure:
    """A KPI of the month that is reported.

    Attributes:
        measure: which.
        value: its value; None: there is none.
        before: that of the month before; None: there is none.
        running: that of the month that is not over, so far; None: there is none.
        series: its values of the last months up to the reported one, oldest first.
        responses: number of answers it is of, or None.
        given: whether the input behind it was given.
    """

    measure: Measure
    value: Any
    before: Any
    running: Any
    series: tuple[float | None, ...]
    responses: int | None
    given: bool

    @property
    def verdict(self) -> str:
        """Say whether the change is ``better``, ``worse``, the ``same`` or ``neither``; empty without one."""
        if self.value is None or self.before is None:
            return ""
        if self.value == self.before:
            return "same"
        if not self.measure.good:
            return "neither"
        return "better" if (self.value > self.before) == (self.measure.good > 0) else "worse"

    @property
    def direction(self) -> int:
        """Give +1 where it rose, -1 where it fell, else 0."""
        if self.value is None or self.before is None:
            return 0
        return (self.value > self.before) - (self.value < self.before)


@dataclass(frozen=True)
class Overview:
    """The KPIs of one month.

    Attributes:
        month: the last one that is over; the running one where there is no other.
        complete: whether it is over.
        running_month: the one that is not over, if it is another; else None.
        row: all columns of the month.
        row_before: those of the month before, or None.
        months: the months of the series, oldest first.
        figures: the KPIs by column.
    """

    month: date
    complete: bool
    running_month: date | None
    row: Row
    row_before: Row | None
    months: tuple[date, ...]
    figures: dict[str, Figure]


def overview(rows: Sequence[Row]) -> Overview:
    """Give the KPIs of the last month that is over.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``; by month, without gaps.
    """
    complete = [index for index, row in enumerate(rows) if row["is_complete"]]
    focus = complete[-1] if complete else len(rows) - 1
    running = rows[focus + 1] if complete and focus + 1 < len(rows) else None
    row, before = rows[focus], rows[focus - 1] if focus else None
    # Without the running month: what it has summed up so far would end every line in a fall.
    shown = rows[: focus + 1][-SHOWN_MONTHS:]

    def figure(measure: Measure) -> Figure:
        column = measure.column
        return Figure(
            measure,
            row[column],
            before[column] if before else None,
            running[column] if running else None,
            tuple(None if each[column] is None else float(each[column]) for each in shown),
            row[measure.base] if measure.base else None,
            measure.source is None or any(each[measure.source] is not None for each in rows),
        )

    return Overview(
        row["month"],
        row["is_complete"],
        running["month"] if running else None,
        row,
        before,
        tuple(each["month"] for each in shown),
        {measure.column: figure(measure) for measure in MEASURES},
    )


def outstanding(rows: Sequence[Row], most: int) -> list[tuple[str, float]]:
    """Give the KPIs that moved more than they usually do.

    Args:
        rows: As for ``overview``.
        most: So many at most.

    Returns:
        Columns with how many times the usual change it was, the largest first. The usual change is the median size
        of the changes from month to month of the year before.
    """
    complete = [row for row in rows if row["is_complete"]][-USUAL_MONTHS - 2 :]
    found = []
    for place, measure in enumerate(MEASURES):
        # Told in the headline, or the same thing seen from the other side.
        if measure.column in ("retention_rate", "churn_rate", "complaints_resolved", "clv_to_cac"):
            continue
        if measure.base and any((row[measure.base] or 0) < FEWEST_RESPONSES for row in complete[-2:]):
            continue
        values = [None if row[measure.column] is None else float(row[measure.column]) for row in complete]
        changes = [None if before is None or now is None else now - before for before, now in pairwise(values)]
        earlier = [abs(change) for change in changes[:-1] if change is not None]
        if not changes or changes[-1] is None or len(earlier) < FEWEST_MONTHS or median(earlier) == 0:
            continue
        times = abs(changes[-1]) / median(earlier)
        if times >= STANDS_OUT:
            found.append((-times, place, measure.column))
    return [(column, -times) for times, _, column in sorted(found)[:most]]


def spark(values: Sequence[float | None], width: float, height: float) -> list[list[tuple[float, float]]]:
    """Give the points of a spark line, a line for each run of months that have a value.

    Args:
        values: One value a month; None is a gap.
        width: Width of the drawing.
        height: Height of the drawing; larger values are further up, that is at smaller heights.
    """
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, span = min(known), (max(known) - min(known)) or 1.0
    flat = max(known) == min(known)
    step = width / max(len(values) - 1, 1)
    lines: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            lines.append([])
            continue
        level = 0.5 if flat else (value - low) / span
        lines[-1].append((round(index * step, 1), round(height * (1 - level), 1)))
    return [line for line in lines if line]
