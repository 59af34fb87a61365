"""KPIs of a month beside those of other months, and what the retail year brought in each."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tests.oracle.kpis import kpis_by_month, sales_kpis
from tests.oracle.shop import Customer, Order, Shop, month_of, months_later, next_month, ratio

Row = dict[str, object]
CALENDAR_EVENTS = Path(__file__).parents[2] / "seeds" / "reference" / "calendar_events.csv"
ONE_DAY = timedelta(days=1)
# Figures of sales that are the same sum or mean over any span of days.
OF_ANY_SPAN = ("purchases", "net_revenue", "margin", "first_time_buyers", "average_order_value", "repeat_order_share")
# Of others so many are added up before they are divided.
OF_MONTHS = {
    "retention_rate": ("retained_customers", "opening_customers"),
    "churn_rate": ("lapsed_customers", "opening_customers"),
    "purchase_frequency": ("identified_purchases", "buyers"),
    "discount_only_buyer_share": ("discount_only_buyers", "buyers"),
    "customer_acquisition_cost": ("marketing_spend", "first_time_buyers"),
}
OF_ONE_MONTH = ("buyers", "closing_customers", "historic_clv", "median_resolution_hours")
KPIS = (*OF_ANY_SPAN, *OF_MONTHS, *OF_ONE_MONTH)


def kpi_comparisons_by_month(shop: Shop) -> list[Row]:
    """One row per month and KPI of those above."""
    by_month = {row["month"]: row for row in kpis_by_month(shop)}
    sales_of: defaultdict[date, list[tuple[Order, Customer | None]]] = defaultdict(list)
    for order, customer in shop.sales:
        sales_of[month_of(order.order_date)].append((order, customer))

    @cache
    def sales_over(months: tuple[date, ...]) -> Row:
        sales = [sale for month in months for sale in sales_of[month]]
        return sales_kpis(months[0], shop.month_closes(months[-1]), sales)

    rows: list[Row] = []
    for month, row in by_month.items():
        before, year_before = month_of(month - ONE_DAY), month.replace(year=month.year - 1)
        january = month.replace(month=1)
        for kpi in KPIS:

            def over(first: date, last: date, kpi: str = kpi) -> float | None:
                return over_months(sales_over, by_month, kpi, first, last)

            rows.append(
                {
                    "kpi": kpi,
                    "month": month,
                    "value": as_float(row[kpi]),
                    "value_month_before": as_float(by_month.get(before, {}).get(kpi)),
                    "value_year_before": as_float(by_month.get(year_before, {}).get(kpi)),
                    "over_3_months": over(months_later(month, -2), month),
                    "over_12_months": over(months_later(month, -11), month),
                    "year_to_date": over(january, month),
                    "year_to_date_year_before": over(january.replace(year=month.year - 1), year_before),
                    "events": events_of(month),
                    "events_month_before": events_of(before) if before in by_month else None,
                    "events_year_before": events_of(year_before) if year_before in by_month else None,
                    "is_warming_up": row["is_warming_up"],
                    "is_complete": row["is_complete"],
                }
            )
    return rows


def over_months(
    sales_over: Callable[[tuple[date, ...]], Row], by_month: dict[date, Row], kpi: str, first: date, last: date
) -> float | None:
    """A KPI of several months together, None where one of them is not there."""
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    known = [by_month[month] for month in months if month in by_month]
    if len(known) < len(months) or kpi in OF_ONE_MONTH:
        return None
    if kpi in OF_ANY_SPAN:
        return as_float(sales_over(tuple(months))[kpi])
    part, whole = OF_MONTHS[kpi]
    of_loss = kpi in ("retention_rate", "churn_rate")
    if any(row[part] is None or (of_loss and row["is_warming_up"]) for row in known):
        return None
    return ratio(sum(row[part] for row in known), sum(row[whole] for row in known))


@cache
def events_of(month: date) -> str | None:
    """The events that touch a month, walked through day by day."""
    with CALENDAR_EVENTS.open(encoding="utf-8", newline="") as file:
        events = sorted((line["starts_on"], line["event"], line["ends_on"]) for line in csv.DictReader(file))
    named: list[str] = []
    for starts_on, event, ends_on in events:
        first, last = date.fromisoformat(starts_on), date.fromisoformat(ends_on)
        days = [first + ONE_DAY * place for place in range((last - first).days + 1)]
        inside = sum(month_of(day) == month for day in days)
        if inside:
            named.append(event if len(days) == 1 else f"{event} ({inside} d)")
    return ", ".join(named) or None


def as_float(figure: object) -> float | None:
    """A figure as the mart has it."""
    return None if figure is None else float(figure)
