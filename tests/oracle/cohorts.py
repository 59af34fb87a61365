"""Do the customers of a first purchase month (or week) come back?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.oracle.shop import Customer, Order, Shop, month_of, next_month, ratio, week_of
from tests.oracle.values import ZERO

Row = dict[str, object]
WITHIN_DAYS = (30, 60, 90, 180, 365)
COHORT_ATTRIBUTES = Path(__file__).parents[2] / "seeds" / "reference" / "cohort_attributes.csv"


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
        margin: dict[date, Decimal] = {}
        for member in members:
            for order in member.orders:
                period = period_of(order.order_date)
                revenue[period] = revenue.get(period, ZERO) + order.net_revenue
                margin[period] = margin.get(period, ZERO) + order.margin
        period, number, cumulative, cumulative_margin = group[0], 0, ZERO, ZERO
        while period <= shop.as_of:
            retained = sum(period in periods for periods in purchase_periods)
            on_or_after = sum(max(periods) >= period for periods in purchase_periods)
            cumulative += revenue.get(period, ZERO)
            cumulative_margin += margin.get(period, ZERO)
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
                    "margin": margin.get(period, ZERO),
                    "cumulative_margin": cumulative_margin,
                    "cumulative_margin_per_customer": ratio(cumulative_margin, len(members)),
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


def cohort_retention_by_attribute(shop: Shop) -> list[Row]:
    """One row per attribute, its value, month of first purchase and month since; lines of orders are not looked at."""
    asked = {"all", "acquisition_channel", *COHORT_ATTRIBUTES.read_text(encoding="utf-8").split()[1:]}
    found: dict[tuple[object, ...], list[Customer]] = {}
    for customer, values in first_purchase_values(shop):
        for attribute in asked & values.keys():
            month = month_of(customer.purchases[0].order_date)
            found.setdefault((month, attribute, values[attribute]), []).append(customer)
    sizes: dict[tuple[object, ...], int] = {}
    for (month, attribute, _), members in found.items():
        sizes[month, attribute] = sizes.get((month, attribute), 0) + len(members)
    groups: dict[tuple[object, ...], list[Customer]] = {}
    for (month, attribute, value), members in found.items():
        is_rare = attribute != "acquisition_channel" and Fraction(len(members), sizes[month, attribute]) < Fraction(
            1, 100
        )
        groups.setdefault((month, attribute, "(other)" if is_rare else value), []).extend(members)
    return cohort_rows(shop, groups, ("cohort_month", "attribute", "attribute_value"), month_of, next_month)


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


def payback_by_channel(shop: Shop) -> list[Row]:
    """One row per month of first purchase and acquisition channel."""
    rows: list[Row] = []
    for cells in cells_of_cohorts(cohort_retention_by_channel(shop)):
        month, channel, size = (cells[0][name] for name in ("cohort_month", "acquisition_channel", "cohort_size"))
        lines = [line for line in shop.spend if line.channel == channel and month_of(line.spend_date) == month]
        spent = sum((line.amount for line in lines), ZERO) if "marketing_spend" in shop.inputs_given else None
        paid_back = [cell["period_number"] for cell in cells if spent and cell["cumulative_margin"] >= spent]
        rows.append(
            {
                "cohort_month": month,
                "acquisition_channel": channel,
                "cohort_size": size,
                "marketing_spend": spent,
                "customer_acquisition_cost": None if spent is None else ratio(spent, size),
                "margin": cells[-1]["cumulative_margin"],
                "margin_per_customer": cells[-1]["cumulative_margin_per_customer"],
                "months_observed": len(cells) - 1,
                "payback_months": min(paid_back, default=None),
            }
        )
    return rows


def cells_of_cohorts(rows: list[Row]) -> list[list[Row]]:
    """The cells of each cohort of a channel, in the order of their months."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        found.setdefault((row["cohort_month"], row["acquisition_channel"]), []).append(row)
    return list(found.values())


def order_intervals(shop: Shop) -> list[Row]:
    """One row per year of first purchase and purchase from the first to the tenth."""
    watched: dict[tuple[str, int], list[tuple[int, bool]]] = {}
    for customer in with_purchase(shop):
        days = [order.order_date for order in customer.purchases]
        for number, day in enumerate(days[:10], start=1):
            has_returned = number < len(days)
            waited = ((days[number] if has_returned else shop.as_of) - day).days
            for year in ("all", str(days[0].year)):
                watched.setdefault((year, number), []).append((waited, has_returned))
    rows: list[Row] = []
    for (year, number), waits in watched.items():
        curve = kaplan_meier(waits)
        row: Row = {
            "cohort_year": year,
            "order_number": number,
            "customers": len(waits),
            "returned_customers": sum(has_returned for _, has_returned in waits),
        }
        for within in WITHIN_DAYS:
            is_known = max(curve) >= within or curve[max(curve)] == 1
            share = max((share for day, share in curve.items() if day <= within), default=Fraction(0))
            row[f"returned_within_{within}_days"] = float(share) if is_known else None
        for percent in (10, 25, 50, 75, 90):
            reached = [day for day, share in curve.items() if share >= Fraction(percent, 100)]
            row[f"days_p{percent}"] = min(reached, default=None)
        rows.append(row)
    return rows


def kaplan_meier(waits: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """The share that has returned by each day on which somebody did or was last watched."""
    away, curve = Fraction(1), {}
    for day in sorted({wait for wait, _ in waits}):
        at_risk = sum(wait >= day for wait, _ in waits)
        away *= 1 - Fraction(sum(wait == day and has_returned for wait, has_returned in waits), at_risk)
        curve[day] = 1 - away
    return curve


def discount_band(order: Order) -> str:
    """The discount in percent of the gross amount, in bands."""
    if order.discount_amount <= 0:
        return "none"
    percent = Fraction(order.discount_amount) * 100
    for limit in (10, 25, 50):
        if percent <= limit * Fraction(order.gross_amount):
            return f"up_to_{limit}"
    return "above_50"


def basket_band(order: Order, mean: Fraction) -> str:
    """The net revenue beside the mean of first purchases."""
    bands = {"half": mean / 2, "average": mean, "double": mean * 2}
    return next((band for band, limit in bands.items() if order.net_revenue <= limit), "above")


def first_purchase_values(shop: Shop) -> list[tuple[Customer, dict[str, str]]]:
    """What each customer with a purchase has of each attribute; lines of orders are not looked at."""
    revenue_of_month: dict[date, list[Decimal]] = {}
    for customer in with_purchase(shop):
        first = customer.purchases[0]
        revenue_of_month.setdefault(month_of(first.order_date), []).append(first.net_revenue)
    found = []
    for customer in with_purchase(shop):
        first = customer.purchases[0]
        of_month = revenue_of_month[month_of(first.order_date)]
        values = {
            "all": "all",
            "acquisition_channel": customer.acquisition_channel,
            "order_channel": first.channel,
            "campaign_id": first.campaign_id,
            "city": customer.city,
            "country": customer.country,
            "discount_band": discount_band(first),
            "basket_band": basket_band(first, Fraction(sum(of_month)) / len(of_month)),
        }
        found.append((customer, {attribute: value or "(none)" for attribute, value in values.items()}))
    return found


def first_purchase_outcomes(shop: Shop) -> list[Row]:
    """One row per attribute, its value and number of days; lines of orders are not looked at."""
    groups: dict[tuple[str, str], list[Customer]] = {}
    for customer, values in first_purchase_values(shop):
        for group in values.items():
            groups.setdefault(group, []).append(customer)
    return [
        outcome(shop, {"attribute": attribute, "attribute_value": value, "within_days": within}, members, within)
        for (attribute, value), members in groups.items()
        for within in WITHIN_DAYS
    ]


def outcome(shop: Shop, key: Row, members: list[Customer], within: int) -> Row:
    """What came of customers within so many days of their first purchase."""
    last_days = {
        member.customer_id: member.purchases[0].order_date + timedelta(days=within)
        for member in members
        if member.purchases[0].order_date + timedelta(days=within) <= shop.as_of
    }
    eligible = [member for member in members if member.customer_id in last_days]
    back = [m for m in eligible if len(m.purchases) > 1 and m.purchases[1].order_date <= last_days[m.customer_id]]
    came = [
        order
        for member in eligible
        for order in member.orders
        if member.purchases[0].order_date <= order.order_date <= last_days[member.customer_id]
    ]
    net_revenue, margin = sum((o.net_revenue for o in came), ZERO), sum((o.margin for o in came), ZERO)
    return {
        **key,
        "customers": len(members),
        "eligible_customers": len(eligible),
        "repurchased_customers": len(back),
        "repurchase_rate": ratio(len(back), len(eligible)),
        "net_revenue": net_revenue,
        "margin": margin,
        "revenue_per_customer": ratio(net_revenue, len(eligible)),
        "margin_per_customer": ratio(margin, len(eligible)),
        "is_small": len(eligible) < 30,
    }
