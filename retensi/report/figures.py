"""The KPIs of a month with their change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from retensi.report.given import Given
from retensi.report.marts import Row

# Months that a spark line shows.
SHOWN_MONTHS = 24


@dataclass(frozen=True)
class Measure:
    """A column of the KPIs as the report shows it.

    Attributes:
        column: its name, in ``kpis_by_month`` and ``kpis_by_channel``.
        kind: how it is written, see ``Formats.of_kind``.
        good: +1 where more is better, -1 where less is, 0 where neither.
        weight: what a change means for revenue: 3 is revenue, 2 makes the revenue of this and coming months, 1 is a
            sign of it; 0 repeats another figure.
        base: the column that says how many answers it is of, or None.
        needs: what has to be landed for it, as ``Given`` names it; each entry lists alternatives by ``|``.
        warms_up: whether it says little while nobody could lapse: then everybody is new, and stays.
        clock: whether it tells of time that passes, rather than of customers, where hardly anybody buys twice.
    """

    column: str
    kind: str
    good: int
    weight: int
    base: str | None = None
    needs: tuple[str, ...] = ()
    warms_up: bool = False
    clock: bool = False


GROUPS: dict[str, tuple[Measure, ...]] = {
    "customers": (
        Measure("retention_rate", "share", 1, 2, warms_up=True, clock=True),
        Measure("churn_rate", "share", -1, 0, warms_up=True, clock=True),
        Measure("closing_customers", "count", 1, 2, warms_up=True),
        Measure("first_time_buyers", "count", 1, 2, warms_up=True),
        Measure("reactivated_customers", "count", 1, 2, warms_up=True),
        Measure("repeat_order_share", "share", 1, 1, warms_up=True),
    ),
    "money": (
        Measure("net_revenue", "money", 1, 3),
        Measure("average_order_value", "money", 1, 2),
        Measure("revenue_per_customer", "money", 1, 1),
        Measure("customer_acquisition_cost", "money", -1, 2, needs=("marketing_spend",), warms_up=True),
        Measure("projected_clv", "money", 1, 1, warms_up=True, clock=True),
        Measure("clv_to_cac", "times", 1, 0, needs=("marketing_spend",), warms_up=True, clock=True),
    ),
    "voice": (
        Measure("nps", "score", 1, 1, "nps_responses", needs=("nps_response",)),
        Measure("csat", "share", 1, 1, "csat_responses", needs=("csat_response",)),
        Measure("complaints_opened", "count", -1, 1, needs=("complaint_opened",)),
        Measure("complaints_resolved", "count", 0, 0, needs=("complaint_opened", "complaint_resolved")),
        Measure(
            "median_first_response_hours",
            "hours",
            -1,
            1,
            needs=("complaint_opened", "complaint_answered|complaint_resolved"),
        ),
        Measure("median_resolution_hours", "hours", -1, 1, needs=("complaint_opened", "complaint_resolved")),
    ),
}
MEASURES = tuple(measure for group in GROUPS.values() for measure in group)


@dataclass(frozen=True)
class Figure:
    """A KPI of the month that is reported.

    Attributes:
        measure: which.
        value: its value; None: there is none.
        before: that of the month before; None: there is none that it can be compared with.
        running: that of the month that is not over, so far; None: there is none.
        series: its values of the last months up to the reported one, oldest first.
        responses: number of answers it is of, or None.
        lacking: what has to be landed for it; empty: it is there.
        caution: why it says little: ``warming_up`` (nobody could lapse yet), ``clock`` (it tells of time that passes)
            or empty. Then nothing about it is better or worse.
    """

    measure: Measure
    value: Any
    before: Any
    running: Any
    series: tuple[float | None, ...]
    responses: int | None
    lacking: tuple[str, ...]
    caution: str

    @property
    def verdict(self) -> str:
        """Say whether the change is ``better``, ``worse``, the ``same`` or ``neither``; empty without one."""
        if self.value is None or self.before is None:
            return ""
        if self.value == self.before:
            return "same"
        if not self.measure.good or self.caution:
            return "neither"
        return "better" if (self.value > self.before) == (self.measure.good > 0) else "worse"

    @property
    def direction(self) -> int:
        """Give +1 where it rose, -1 where it fell, else 0."""
        if self.value is None or self.before is None:
            return 0
        return int(self.value > self.before) - int(self.value < self.before)


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


def overview(rows: Sequence[Row], given: Given, clock: bool = False) -> Overview:
    """Give the KPIs of the last month that is over.

    Args:
        rows: ``kpis_by_month``, or one channel of ``kpis_by_channel``; by month, without gaps.
        given: What came in.
        clock: Whether rates of who stays measure the clock, as hardly anybody has bought twice.
    """
    focus = reported(rows)
    complete = rows[focus]["is_complete"]
    running = rows[focus + 1] if complete and focus + 1 < len(rows) else None
    row, before = rows[focus], rows[focus - 1] if focus else None
    # Without the running month: what it has summed up so far would end every line in a fall.
    shown = rows[: focus + 1][-SHOWN_MONTHS:]

    def figure(measure: Measure) -> Figure:
        column = measure.column
        if measure.clock and (clock or not row["purchases"]):
            caution = "clock"
        else:
            caution = "warming_up" if measure.warms_up and row["is_warming_up"] else ""
        return Figure(
            measure,
            row[column],
            settled(before, measure) if before else None,
            running[column] if running else None,
            tuple(None if (value := settled(each, measure)) is None else float(value) for each in shown),
            row[measure.base] if measure.base else None,
            given.lacking(measure.needs),
            caution,
        )

    return Overview(
        row["month"],
        complete,
        running["month"] if running else None,
        row,
        before,
        tuple(each["month"] for each in shown),
        {measure.column: figure(measure) for measure in MEASURES},
    )


def reported(rows: Sequence[Row]) -> int:
    """Give the place of the month that is reported: the last one that is over, else the last one.

    Args:
        rows: As for ``overview``.
    """
    complete = [index for index, row in enumerate(rows) if row["is_complete"]]
    return complete[-1] if complete else len(rows) - 1


def settled(row: Row, measure: Measure) -> Any:
    """Give a KPI of a month; None where there is none, and where it says nothing as nobody could lapse yet.

    Args:
        row: A month of KPIs.
        measure: The KPI.
    """
    return None if measure.warms_up and row["is_warming_up"] else row[measure.column]


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
