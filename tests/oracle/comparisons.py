"""Landmark comparisons: every customer at the end of every month, and what was bought in the 90 days around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.oracle.lifecycle import stage_by_rule
from tests.oracle.shop import STAGES, Customer, Shop
from tests.oracle.values import ZERO

Row = dict[str, object]
WINDOW = timedelta(days=90)


@dataclass(frozen=True)
class Standing:
    """A customer at a landmark."""

    customer: Customer
    month: date
    stage: str
    spend_band: str
    has_returned: bool
    net_revenue_before: Decimal
    net_revenue_after: Decimal


def stage_on(shop: Shop, customer: Customer, day: date) -> str:
    """The stage that purchases and silence alone give at the end of a day."""
    so_far = [order for order in customer.purchases if order.order_date <= day]
    if not so_far:
        return "lead"
    gap = (day - so_far[-1].order_date).days
    return STAGES[stage_by_rule(len(so_far), gap, False, shop.settings)]


class SpendBands:
    """The spend bands of a shop: what its customers with a purchase have spent on average, and parts of it."""

    def __init__(self, shop: Shop) -> None:
        buyers = [customer for customer in shop.customers if customer.purchases]
        self.buyers = len(buyers)
        self.revenue = sum((order.net_revenue for customer in buyers for order in customer.orders), Decimal(0))

    def band(self, spent: Decimal) -> str:
        """The band of what a customer has spent; multiplied out, so that nothing is rounded."""
        if spent <= 0:
            return "none"
        for name, share in (("quarter", 4), ("half", 2), ("average", 1)):
            if spent * share * self.buyers <= self.revenue:
                return name
        return "double" if spent * self.buyers <= self.revenue * 2 else "above"


def has_bought_after(customer: Customer, day: date) -> bool:
    """Whether a purchase lies in the 90 days after a day."""
    return any(day < order.order_date <= day + WINDOW for order in customer.purchases)


def standings(shop: Shop) -> Iterator[Standing]:
    """Every customer known at the end of every month of the shop."""
    bands = SpendBands(shop)
    for month in shop.months():
        landmark = shop.month_closes(month)
        for customer in shop.customers:
            if customer.known_since > landmark:
                continue
            stage = stage_on(shop, customer, landmark)
            spent, before, after = ZERO, ZERO, ZERO
            for order in customer.orders:
                if order.order_date <= landmark:
                    spent += order.net_revenue
                    before += order.net_revenue if order.order_date > landmark - WINDOW else 0
                elif order.order_date <= landmark + WINDOW:
                    after += order.net_revenue
            band = "none" if stage == "lead" else bands.band(spent)
            returned = has_bought_after(customer, landmark)
            yield Standing(customer, month, stage, band, returned, before, after)


def is_over(shop: Shop, landmark: date) -> bool:
    """Whether the 90 days after a landmark are known."""
    return landmark + WINDOW <= shop.as_of


def int_comparison_months(shop: Shop) -> list[Row]:
    """One row per month, stage and spend band with a customer."""
    rows: dict[tuple[date, str, str], Row] = {}
    for one in standings(shop):
        row = rows.setdefault(
            (one.month, one.stage, one.spend_band),
            {
                "month": one.month,
                "stage": one.stage,
                "spend_band": one.spend_band,
                "customers": 0,
                "returned_customers": 0,
                "net_revenue_before": ZERO,
                "net_revenue_after": ZERO,
                "is_complete": is_over(shop, shop.month_closes(one.month)),
            },
        )
        row["customers"] += 1
        row["returned_customers"] += one.has_returned
        row["net_revenue_before"] += one.net_revenue_before
        row["net_revenue_after"] += one.net_revenue_after
    return list(rows.values())
