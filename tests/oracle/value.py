"""What the models of customer value may know of each customer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.oracle.shop import Customer, Shop, month_of

Row = dict[str, object]
NOTHING = Decimal("0.0000")


def int_clv_customers(shop: Shop) -> list[Row]:
    """Purchase days and their values today, and as they were known before the holdout and a year ago."""
    held_out = shop.settings.clv_holdout_days
    cut = shop.as_of - timedelta(days=held_out)
    # Twelve months before the last day of the last month that is over.
    open_month = month_of(shop.as_of + timedelta(days=1))
    year_ago = open_month.replace(year=open_month.year - 1) - timedelta(days=1)
    rows = []
    for customer in shop.customers:
        for fit, known_until in (("current", shop.as_of), ("holdout", cut), ("year_ago", year_ago)):
            days = days_that_count(customer, known_until)
            known = sorted(day for day in days if day <= known_until)
            if not known:
                continue
            repeats = known[1:]
            lately = [day for day in repeats if day > known_until - timedelta(days=held_out)]
            to_come = [day for day in days if day > known_until]
            rows.append(
                {
                    "fit": fit,
                    "customer_id": customer.customer_id,
                    "frequency": len(repeats),
                    "recency_days": (known[-1] - known[0]).days,
                    "age_days": (known_until - known[0]).days,
                    "repeat_net_revenue": sum((days[day] for day in repeats), NOTHING),
                    "last_period_orders": len(lately),
                    "last_period_value": sum((days[day] for day in lately), NOTHING),
                    "actual_orders": len(to_come),
                    "actual_value": sum((days[day] for day in to_come), NOTHING),
                }
            )
    return rows


def days_that_count(customer: Customer, known_until: date) -> dict[date, Decimal]:
    """What is left of each purchase day, for somebody who knows the credit notes up to a day of the days up to it."""
    asked: dict[date, Decimal] = {}
    worth: dict[date, Decimal] = {}
    for purchase in customer.purchases:
        day = purchase.order_date
        asked[day] = asked.get(day, NOTHING) + purchase.gross_amount - purchase.discount_amount
        worth[day] = worth.get(day, NOTHING) + purchase.net_revenue
    left = dict(worth)
    for note in customer.credit_notes:
        before = [day for day in worth if day <= note.order_date]
        if not before:
            continue
        large_enough = [day for day in before if worth[day] >= abs(note.net_revenue)]
        taken = max(large_enough or before)
        if note.order_date <= known_until or taken > known_until:
            left[taken] -= abs(note.net_revenue)
    return {day: max(value, NOTHING) for day, value in left.items() if value > 0 or asked[day] <= 0}
