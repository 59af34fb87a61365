"""Do the customers of a first purchase month (or week) come back?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from tests.oracle.shop import Customer, Shop, month_of, next_month, ratio, week_of
from tests.oracle.values import ZERO

Row = dict[str, object]
WITHIN_DAYS = (30, 60, 90, 180, 365)


def next_week(week: date) -> date:
    """The Monday after."""
    return week + timedelta(days=7)


def with_purchase(shop: Shop) -> list[Customer]:
    """The customers that have a cohort."""
    return [customer for customer in shop.customers if customer.purchases]


def cohort_rows(
    shop: Shop,
    members_of: dict[tuple[object, ...], list[Customer]],
    keys: tuple[str, ...],
    period_of: Callable[[date], date],
    next_period: Callable[[date], date],
) -> list[Row]:
    """One row per group of customers and period; the first part of a group's key is its cohort period."""
    rows: list[Row] = []
    for group, members in members_of.items():
        purchase_periods = [[period_of(order.order_date) for order in member.purchases] for member in members]
        revenue: dict[date, Decimal] = {}
        for member in members:
            for order in member.orders:
                period = period_of(order.order_date)
                revenue[period] = revenue.get(period, ZERO) + order.net_revenue
        period, number, cumulative = group[0], 0, ZERO
        while period <= shop.as_of:
            retained = sum(period in periods for periods in purchase_periods)
            on_or_after = sum(max(periods) >= period for periods in purchase_periods)
            cumulative += revenue.get(period, ZERO)
            rows.append(
                {
                    **dict(zip(keys, group, strict=True)),
                    "period_number": number,
                    "cohort_size": len(members),
                    "retained_customers": retained,
                    "retention_rate": ratio(retained, len(members)),
                    "retained_on_or_after": on_or_after,
                    "retention_rate_on_or_after": ratio(on_or_after, len(members)),
                    "orders": sum(periods.count(period) for periods in purchase_periods),
                    "net_revenue": revenue.get(period, ZERO),
                    "cumulative_net_revenue": cumulative,
                    "cumulative_revenue_per_customer": ratio(cumulative, len(members)),
                    "is_complete": next_period(period) - timedelta(days=1) <= shop.as_of,
                }
            )
            period, number = next_period(period), number + 1
    return rows


def group_by(
    customers: list[Customer], key: Callable[[Customer], tuple[object, ...]]
) -> dict[tuple[object, ...], list[Customer]]:
    """Customers by a key."""
    groups: dict[tuple[object, ...], list[Customer]] = {}
    for customer in customers:
        groups.setdefault(key(customer), []).append(customer)
    return groups


def cohort_retention_by_month(shop: Shop) -> list[Row]:
    """One row per month of first purchase and month since."""
    members = group_by(with_purchase(shop), lambda customer: (month_of(customer.purchases[0].order_date),))
    return cohort_rows(shop, members, ("cohort_month",), month_of, next_month)


def cohort_retention_by_week(shop: Shop) -> list[Row]:
    """One row per week of first purchase and week since."""
    members = group_by(with_purchase(shop), lambda customer: (week_of(customer.purchases[0].order_date),))
    return cohort_rows(shop, members, ("cohort_week",), week_of, next_week)


def cohort_retention_by_channel(shop: Shop) -> list[Row]:
    """One row per month of first purchase, acquisition channel and month since."""
    members = group_by(
        with_purchase(shop),
        lambda customer: (month_of(customer.purchases[0].order_date), customer.acquisition_channel),
    )
    return cohort_rows(shop, members, ("cohort_month", "acquisition_channel"), month_of, next_month)


def cohort_repurchase(shop: Shop) -> list[Row]:
    """One row per month of first purchase and number of days."""
    members_of = group_by(with_purchase(shop), lambda customer: (month_of(customer.purchases[0].order_date),))
    rows: list[Row] = []
    for (cohort_month,), members in members_of.items():
        for within_days in WITHIN_DAYS:
            eligible = repurchased = 0
            for member in members:
                first = member.purchases[0].order_date
                if (shop.as_of - first).days >= within_days:
                    eligible += 1
                    if len(member.purchases) > 1 and (member.purchases[1].order_date - first).days <= within_days:
                        repurchased += 1
            rows.append(
                {
                    "cohort_month": cohort_month,
                    "within_days": within_days,
                    "cohort_size": len(members),
                    "eligible_customers": eligible,
                    "repurchased_customers": repurchased,
                    "repurchase_rate": ratio(repurchased, eligible),
                }
            )
    return rows
