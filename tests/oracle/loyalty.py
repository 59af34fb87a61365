"""The marts of the loyalty programme."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.oracle.points import Account, Move, accounts
from tests.oracle.shop import Customer, Interaction, Order, Shop, month_of, ratio
from tests.oracle.values import ZERO

Row = dict[str, object]
LOYALTY_TIERS = Path(__file__).parents[2] / "seeds" / "reference" / "loyalty_tiers.csv"
# Of a spend band: up to this share of what the customers with a purchase have spent on average.
SPEND_BANDS = {
    "quarter": Fraction(1, 4),
    "half": Fraction(1, 2),
    "average": Fraction(1),
    "double": Fraction(2),
}
LANDMARK = timedelta(days=90)


def first_joining(customer: Customer) -> Interaction | None:
    """The row with which a customer joined, None for somebody who did not."""
    return next((row for row in customer.interactions if row.interaction_type == "loyalty_joined"), None)


def accounts_of(shop: Shop) -> dict[str, Account]:
    """The points account of every customer who has one."""
    moves = [
        Move(customer.customer_id, row.interaction_date, row.interaction_type == "points_redeemed", row.value)
        for row, customer in shop.interactions
        if customer is not None and row.interaction_type in ("points_earned", "points_redeemed")
    ]
    return accounts(moves, shop.as_of, shop.settings.points_valid_days)


def tier_of(points: Decimal) -> tuple[str | None, Decimal | None]:
    """The tier that so many points make, and the minimum of the next one."""
    with LOYALTY_TIERS.open(encoding="utf-8", newline="") as file:
        minimums = sorted((Decimal(line["minimum_points"]), line["tier"]) for line in csv.DictReader(file))
    reached = [tier for minimum, tier in minimums if minimum <= points]
    ahead = [minimum for minimum, _ in minimums if minimum > points]
    return reached[-1] if reached else None, ahead[0] if ahead else None


def total(entries: list[tuple[date, Decimal]]) -> Decimal:
    """The points of entries."""
    return sum((points for _, points in entries), ZERO)


def loyalty_members(shop: Shop) -> list[Row]:
    """One row per customer who joined or whose points moved."""
    by_customer = accounts_of(shop)
    rows: list[Row] = []
    for customer in shop.customers:
        joined, account = first_joining(customer), by_customer.get(customer.customer_id)
        if joined is None and account is None:
            continue
        account = account or Account()
        last_year = total([entry for entry in account.earned if entry[0] > shop.as_of - timedelta(days=365)])
        tier, next_minimum = tier_of(last_year) if joined else (None, None)
        next_day = account.batches[0][0] if account.batches else None
        rows.append(
            {
                "customer_id": customer.customer_id,
                "is_member": joined is not None,
                "joined_at": joined.occurred_at if joined else None,
                "points_earned": total(account.earned),
                "points_redeemed": total(account.redeemed),
                "points_expired": total(account.expired),
                "points_balance": account.balance,
                "points_overdrawn": account.owed,
                "next_expiry_on": next_day,
                "next_expiry_points": total([b for b in account.batches if b[0] == next_day]) if next_day else None,
                "points_earned_last_year": last_year,
                "tier": tier,
                "points_to_next_tier": next_minimum - last_year if tier and next_minimum is not None else None,
            }
        )
    return rows


def compared(comparisons: list[Row], month: date) -> Row:
    """What those who joined in a month did, beside what they would have done as the others of their state."""
    own = [row for row in comparisons if row["month"] == month and row["comparison_customers"]]
    joined = sum(row["joined_customers"] for row in own)
    returned = sum(row["joined_returned_customers"] for row in own)

    def expected(of_others: str) -> Fraction:
        """What a sum over the comparison groups comes to for as many customers as joined."""
        shares = [(Fraction(row[of_others]) * row["joined_customers"], row["comparison_customers"]) for row in own]
        return sum((total / others for total, others in shares), Fraction(0))

    return {
        "compared_customers": joined,
        "returned_customers": returned,
        "return_rate": ratio(returned, joined),
        "comparison_customers": sum(row["comparison_customers"] for row in own),
        "comparison_return_rate": ratio(expected("comparison_returned_customers"), joined),
        "expected_returned_customers": float(expected("comparison_returned_customers")),
        "expected_net_revenue_before": float(expected("comparison_net_revenue_before")),
        "expected_net_revenue_after": float(expected("comparison_net_revenue_after")),
        "compared_net_revenue_before": sum((row["joined_net_revenue_before"] for row in own), ZERO),
        "compared_net_revenue_after": sum((row["joined_net_revenue_after"] for row in own), ZERO),
    }


def loyalty_by_month(shop: Shop) -> list[Row]:
    """One row per month of the shop."""
    comparisons = loyalty_comparison_by_month(shop)
    by_customer = accounts_of(shop)
    joined_by = {customer.customer_id: first_joining(customer) for customer in shop.customers}
    joined = [row for row in joined_by.values() if row is not None]
    sales_of: dict[date, list[tuple[Order, Customer | None]]] = {}
    for order, customer in shop.sales:
        sales_of.setdefault(month_of(order.order_date), []).append((order, customer))
    rows: list[Row] = []
    for month in shop.months():
        closes = shop.month_closes(month)
        sales = sales_of.get(month, [])
        by_members = []
        for order, customer in sales:
            since = joined_by[customer.customer_id] if customer is not None else None
            if since is not None and since.occurred_at <= order.ordered_at:
                by_members.append((order, customer))
        bought = [(order, customer) for order, customer in sales if order.treatment == "purchase"]
        bought_by_members = [(order, customer) for order, customer in by_members if order.treatment == "purchase"]
        points = {
            kind: sum(
                (
                    amount
                    for account in by_customer.values()
                    for day, amount in getattr(account, kind)
                    if month_of(day) == month
                ),
                ZERO,
            )
            for kind in ("earned", "redeemed", "expired")
        }
        balance = ZERO
        for account in by_customer.values():
            for kind, sign in (("earned", 1), ("redeemed", -1), ("expired", -1)):
                balance += sign * total([entry for entry in getattr(account, kind) if entry[0] <= closes])
        revenue = sum((order.net_revenue for order, _ in sales), ZERO)
        member_revenue = sum((order.net_revenue for order, _ in by_members), ZERO)
        about_members: Row = {
            "members": sum(row.interaction_date <= closes for row in joined),
            "joined_members": sum(month_of(row.interaction_date) == month for row in joined),
            "member_buyers": len({customer.customer_id for _, customer in bought_by_members}),
            "member_purchases": len(bought_by_members),
            "member_purchase_share": ratio(len(bought_by_members), len(bought)),
            "member_net_revenue": member_revenue,
            "member_revenue_share": ratio(member_revenue, revenue),
            "points_earned": points["earned"],
            "points_redeemed": points["redeemed"],
            "points_expired": points["expired"],
            "points_balance": balance,
            "redemption_rate": ratio(points["redeemed"], points["earned"]),
        }
        is_over = closes + LANDMARK <= shop.as_of
        comparison = compared(comparisons, month)
        about_members |= comparison if is_over else dict.fromkeys(comparison)
        if "interactions" not in shop.inputs_given:
            about_members = dict.fromkeys(about_members)
        rows.append(
            {
                "month": month,
                "buyers": len({customer.customer_id for _, customer in bought if customer is not None}),
                "purchases": len(bought),
                "net_revenue": revenue,
                "comparison_is_complete": is_over,
                "is_complete": shop.month_is_over(month),
                **about_members,
            }
        )
    return rows


def stage_by_purchases(customer: Customer, day: date, shop: Shop) -> str | None:
    """The stage at the end of a day by purchases and silence alone, None before the customer was known."""
    bought = [order.order_date for order in customer.purchases if order.order_date <= day]
    if not bought:
        return "lead" if customer.known_since <= day else None
    gap = (day - bought[-1]).days
    if gap > shop.settings.inactive_after_days:
        return "inactive"
    if gap > shop.settings.at_risk_after_days:
        return "at_risk"
    return "new" if len(bought) == 1 else "repeat"


def spend_band(customer: Customer, day: date, average: Fraction) -> str:
    """How much a customer with a purchase has spent by a day, against the average of all."""
    if not any(order.order_date <= day for order in customer.purchases):
        return "none"
    spent = Fraction(sum((order.net_revenue for order in customer.orders if order.order_date <= day), ZERO))
    if spent <= 0:
        return "none"
    return next((band for band, share in SPEND_BANDS.items() if spent <= share * average), "above")


def around(customer: Customer, landmark: date) -> tuple[Decimal, Decimal, bool]:
    """Net revenue of the 90 days up to a landmark and of the 90 after it, and whether there is a purchase in these."""
    before = [order for order in customer.orders if landmark - LANDMARK < order.order_date <= landmark]
    after = [order for order in customer.orders if landmark < order.order_date <= landmark + LANDMARK]
    has_returned = any(order.treatment == "purchase" for order in after)
    revenue = [sum((order.net_revenue for order in part), ZERO) for part in (before, after)]
    return revenue[0], revenue[1], has_returned


def group_columns(name: str, members: list[Customer], landmark: date) -> Row:
    """What one of the two groups of a comparison did."""
    did = [around(customer, landmark) for customer in members]
    before, after = sum((d[0] for d in did), ZERO), sum((d[1] for d in did), ZERO)
    returned = sum(d[2] for d in did)
    return {
        f"{name}_customers": len(members),
        f"{name}_returned_customers": returned,
        f"{name}_return_rate": ratio(returned, len(members)),
        f"{name}_net_revenue_before": before,
        f"{name}_revenue_per_customer_before": ratio(before, len(members)),
        f"{name}_net_revenue_after": after,
        f"{name}_revenue_per_customer_after": ratio(after, len(members)),
    }


def loyalty_comparison_by_month(shop: Shop) -> list[Row]:
    """One row per month, stage and spend band in which somebody joined."""
    buyers = [customer for customer in shop.customers if customer.purchases]
    spent = sum((order.net_revenue for customer in buyers for order in customer.orders), ZERO)
    average = Fraction(spent) / len(buyers) if buyers else Fraction(0)
    rows: list[Row] = []
    if all(first_joining(customer) is None for customer in shop.customers):
        return rows
    for month in shop.months():
        landmark = shop.month_closes(month)
        groups: dict[tuple[str, str], tuple[list[Customer], list[Customer]]] = {}
        for customer in shop.customers:
            stage = stage_by_purchases(customer, landmark, shop)
            if stage is None:
                continue
            joined = first_joining(customer)
            state = (stage, spend_band(customer, landmark, average))
            joiners, others = groups.setdefault(state, ([], []))
            if joined is None or joined.interaction_date > landmark:
                others.append(customer)
            elif month_of(joined.interaction_date) == month:
                joiners.append(customer)
        for (stage, band), (joiners, others) in groups.items():
            if not joiners:
                continue
            of_others = group_columns("comparison", others, landmark)
            expected = ratio(len(joiners) * of_others["comparison_returned_customers"], len(others))
            rows.append(
                {"month": month, "stage": stage, "spend_band": band}
                | group_columns("joined", joiners, landmark)
                | of_others
                | {"expected_returned_customers": expected, "is_complete": landmark + LANDMARK <= shop.as_of}
            )
    return rows
