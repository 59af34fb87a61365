"""What customers were just before they bought."""

from __future__ import annotations

import csv
from bisect import bisect_left
from datetime import date, timedelta
from pathlib import Path

from tests.oracle.loyalty import first_joining, tier_of
from tests.oracle.shop import STAGES, Customer, Shop, month_of
from tests.oracle.values import ZERO

Row = dict[str, object]
SEGMENT_NAMES = Path(__file__).parents[2] / "seeds" / "reference" / "rfm_segment_names.csv"
ONE_DAY = timedelta(days=1)


def buyers_at_order(shop: Shop) -> list[Row]:
    """One row per order of a customer."""
    segments = {month: segments_on(shop, shop.month_closes(month)) for month in shop.months()}
    rows: list[Row] = []
    for order, customer in shop.sales:
        if customer is None:
            continue
        day_before = order.order_date - ONE_DAY
        stage = customer.stage_on(day_before)
        of_month_before = segments.get(month_of(month_of(order.order_date) - ONE_DAY), {})
        rows.append(
            {
                "order_id": order.order_id,
                "customer_id": customer.customer_id,
                "order_date": order.order_date,
                "lifecycle_stage_before": None if stage is None else STAGES[stage],
                "loyalty_tier_at_order": tier_on(customer, day_before),
                "rfm_segment_before": of_month_before.get(customer.customer_id),
            }
        )
    return rows


def tier_on(customer: Customer, day: date) -> str | None:
    """The tier at the end of a day, None for somebody who had not joined."""
    joined = first_joining(customer)
    if joined is None or joined.interaction_date > day:
        return None
    earned = [row for row in customer.interactions if row.interaction_type == "points_earned"]
    last_year = [row.value for row in earned if 0 <= (day - row.interaction_date).days < 365]
    return tier_of(sum(last_year, ZERO))[0]


def segments_on(shop: Shop, day: date) -> dict[str, str]:
    """The RFM segment at the end of a day of everybody who had bought by then."""
    with SEGMENT_NAMES.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    names = {(int(line["rfm_recency"]), int(line["rfm_frequency"])): line["rfm_segment"] for line in lines}
    bought = {c.customer_id: [o.order_date for o in c.purchases if o.order_date <= day] for c in shop.customers}
    last_days = {customer_id: max(days) for customer_id, days in bought.items() if days}
    counts = {customer_id: len(days) for customer_id, days in bought.items() if days}
    in_order, by_count = sorted(last_days.values()), sorted(counts.values())
    found: dict[str, str] = {}
    for customer_id, last_day in last_days.items():
        recency = 1 + 5 * bisect_left(in_order, last_day) // len(in_order)
        frequency = 1 + 5 * bisect_left(by_count, counts[customer_id]) // len(by_count)
        silent = (day - last_day).days
        if silent > shop.settings.inactive_after_days:
            recency = 1
        elif silent > shop.settings.at_risk_after_days:
            recency = min(max(recency, 2), 3)
        else:
            recency = max(recency, 4)
        found[customer_id] = names[recency, frequency]
    return found
