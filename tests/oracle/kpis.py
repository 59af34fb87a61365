"""How a month went, for the whole shop and by acquisition channel."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.lifecycle import growth, negative_scores, open_complaints
from tests.oracle.shop import Complaint, Customer, Interaction, Order, Shop, Spend, month_of, ratio
from tests.oracle.values import ZERO

Row = dict[str, object]
ANONYMOUS = "anonymous"
# What `sales_by_day` has of the figures of a month's sales.
DAILY = {
    "purchases",
    "identified_purchases",
    "buyers",
    "net_revenue",
    "net_revenue_of_purchases",
    "margin",
    "anonymous_purchases",
    "anonymous_net_revenue",
    "first_time_buyers",
    "repeat_purchases",
    "average_order_value",
}


@dataclass
class Part:
    """The part of a shop that a row of KPIs is about."""

    customers: list[Customer]
    sales: list[tuple[Order, Customer | None]]
    interactions: list[Interaction]
    complaints: list[Complaint]
    spend: list[Spend]


def kpis_by_month(shop: Shop) -> list[Row]:
    """One row per month."""
    whole = part_of(shop, lambda customer: True, lambda channel: True)
    return [kpi_row(shop, month, whole) for month in shop.months()]


def kpis_by_channel(shop: Shop) -> list[Row]:
    """One row per month and acquisition channel; what belongs to no customer is `anonymous`."""
    channels = {customer.acquisition_channel for customer in shop.customers} | {line.channel for line in shop.spend}
    rows: list[Row] = []
    for wanted in sorted({*channels, ANONYMOUS}):
        part = part_of(
            shop,
            lambda customer, wanted=wanted: wanted == (ANONYMOUS if customer is None else customer.acquisition_channel),
            lambda channel, wanted=wanted: channel == wanted,
        )
        for month in shop.months():
            rows.append({"acquisition_channel": wanted, **kpi_row(shop, month, part)})
    return rows


def part_of(shop: Shop, is_mine: Callable[[Customer | None], bool], is_my_channel: Callable[[str], bool]) -> Part:
    """The rows of a shop whose customer, or channel of spend, is wanted."""
    return Part(
        customers=[customer for customer in shop.customers if is_mine(customer)],
        sales=[(order, customer) for order, customer in shop.sales if is_mine(customer)],
        interactions=[row for row, customer in shop.interactions if is_mine(customer)],
        complaints=[complaint for complaint, customer in shop.complaints if is_mine(customer)],
        spend=[line for line in shop.spend if is_my_channel(line.channel)],
    )


def kpi_row(shop: Shop, month: date, part: Part) -> Row:
    """All KPIs of a month."""
    row = growth(shop, month, part.customers)
    row |= sales_kpis(month, shop.month_closes(month), part.sales)
    row |= acquisition_kpis(shop, month, part, row)
    row |= value_kpis(shop, month, part, row)
    if "interactions" not in shop.inputs_given:
        return row | dict.fromkeys((*FEEDBACK_COLUMNS, "leads_with_negative_feedback"))
    return row | feedback_kpis(month, part) | {"leads_with_negative_feedback": unhappy_leads(shop, month, part)}


def unhappy_leads(shop: Shop, month: date, part: Part) -> int:
    """How many people had not bought by the end of the month and had said something bad last."""
    closes = shop.month_closes(month)
    leads = [c for c in part.customers if not c.purchases or c.purchases[0].order_date > closes]
    return sum(bool(negative_scores(lead, None, closes) or open_complaints(lead, None, closes)) for lead in leads)


def sales_by_day(shop: Shop) -> list[Row]:
    """One row per day, days from the start of the spine."""
    sales: defaultdict[date, list[tuple[Order, Customer | None]]] = defaultdict(list)
    for order, customer in shop.sales:
        sales[order.order_date].append((order, customer))
    return [
        {"day": day} | {name: kpi for name, kpi in sales_kpis(day, day, sales[day]).items() if name in DAILY}
        for day in shop.days()
    ]


def sales_kpis(opens: date, closes: date, sales: list[tuple[Order, Customer | None]]) -> Row:
    """Purchases, buyers and revenue from a day to a day."""
    sold = [(order, customer) for order, customer in sales if opens <= order.order_date <= closes]
    purchases = [(order, customer) for order, customer in sold if order.treatment == "purchase"]
    identified = [(order, customer) for order, customer in purchases if customer is not None]
    buyers = {customer.customer_id: customer for _, customer in identified}
    first_time_buyers = sum(buyer.purchases[0].order_date >= opens for buyer in buyers.values())
    paid_in_full = {customer.customer_id for order, customer in identified if order.discount_amount == 0}
    repeat_purchases = sum(order is not customer.purchases[0] for order, customer in identified)
    net_revenue = sum((order.net_revenue for order, _ in sold), ZERO)
    revenue_of_purchases = sum((order.net_revenue for order, _ in purchases), ZERO)
    anonymous_revenue = sum((order.net_revenue for order, customer in sold if customer is None), ZERO)
    return {
        "purchases": len(purchases),
        "identified_purchases": len(identified),
        "buyers": len(buyers),
        "discount_only_buyers": len(buyers.keys() - paid_in_full),
        "net_revenue": net_revenue,
        "margin": sum((order.margin for order, _ in sold), ZERO),
        "anonymous_purchases": len(purchases) - len(identified),
        "anonymous_net_revenue": anonymous_revenue,
        "first_time_buyers": first_time_buyers,
        "repeat_purchases": repeat_purchases,
        "net_revenue_of_purchases": revenue_of_purchases,
        "average_order_value": ratio(revenue_of_purchases, len(purchases)),
        "revenue_per_customer": ratio(net_revenue - anonymous_revenue, len(buyers)),
        "purchase_frequency": ratio(len(identified), len(buyers)),
        "repeat_order_share": ratio(repeat_purchases, len(identified)),
        "discount_only_buyer_share": ratio(len(buyers.keys() - paid_in_full), len(buyers)),
    }


def acquisition_kpis(shop: Shop, month: date, part: Part, row: Row) -> Row:
    """Spend, and what a first-time buyer cost."""
    if "marketing_spend" not in shop.inputs_given:
        return {"marketing_spend": None, "customer_acquisition_cost": None}
    spent = sum((line.amount for line in part.spend if month_of(line.spend_date) == month), ZERO)
    return {"marketing_spend": spent, "customer_acquisition_cost": ratio(spent, row["first_time_buyers"])}


def value_kpis(shop: Shop, month: date, part: Part, row: Row) -> Row:
    """Lifetime value so far and projected, and how much hangs on the best customers."""
    closes = shop.month_closes(month)
    margin_to_date = sum((order.margin for order, _ in part.sales if order.order_date <= closes), ZERO)
    buyers = [c for c in part.customers if c.purchases and c.purchases[0].order_date <= closes]
    projected = projected_clv(month, closes, part, row)
    cost = row["customer_acquisition_cost"]
    return {
        "historic_clv": ratio(margin_to_date, len(buyers)),
        "projected_clv": projected,
        "clv_to_cac": None if projected is None or not cost else projected / cost,
        **top_decile(buyers, closes),
    }


def projected_clv(month: date, closes: date, part: Part, row: Row) -> float | None:
    """Average order value times purchases per customer times margin share / churn rate."""
    if not (row["purchases"] and row["closing_customers"] and row["net_revenue"] and row["lapsed_customers"]):
        return None
    of_purchases = sum(
        (o.net_revenue for o, _ in part.sales if o.treatment == "purchase" and month <= o.order_date <= closes), ZERO
    )
    identified = row["purchases"] - row["anonymous_purchases"]
    order_value = Fraction(of_purchases) / row["purchases"]
    frequency = Fraction(identified, row["closing_customers"])
    margin_share = Fraction(row["margin"]) / Fraction(row["net_revenue"])
    churn = Fraction(row["lapsed_customers"], row["opening_customers"])
    return float(order_value * frequency * margin_share / churn)


def top_decile(buyers: list[Customer], closes: date) -> Row:
    """The share of the top tenth in revenue to date, and their mean over the mean of the rest."""
    spent = [
        (-sum((order.net_revenue for order in buyer.orders if order.order_date <= closes), ZERO), buyer.customer_id)
        for buyer in buyers
    ]
    ranked = [-negative for negative, _ in sorted(spent)]
    size = -(-len(ranked) // 10)
    top, rest = sum(ranked[:size], ZERO), sum(ranked[size:], ZERO)
    mean_of_rest = Fraction(rest) / (len(ranked) - size) if len(ranked) > size else Fraction(0)
    return {
        "top_decile_revenue_share": ratio(top, top + rest),
        "top_decile_spend_ratio": ratio(Fraction(top) / size, mean_of_rest) if size else None,
    }


FEEDBACK_COLUMNS = (
    "nps",
    "nps_responses",
    "csat",
    "csat_responses",
    "complaints_opened",
    "complaints_resolved",
    "median_first_response_hours",
    "median_resolution_hours",
)


def feedback_kpis(month: date, part: Part) -> Row:
    """Scores given in the month, and the complaints opened in it as they stand now."""
    given = [row for row in part.interactions if month_of(row.interaction_date) == month]
    nps = [row.value for row in given if row.interaction_type == "nps_response"]
    csat = [row.value for row in given if row.interaction_type == "csat_response"]
    promoters, detractors = sum(score >= 9 for score in nps), sum(score <= 6 for score in nps)
    complaints = [c for c in part.complaints if month_of(c.opening.interaction_date) == month]
    responses = [hours for c in complaints if (hours := first_response_hours(c)) is not None]
    resolutions = [hours for c in complaints if (hours := resolution_hours(c)) is not None]
    return {
        "nps": ratio(100 * (promoters - detractors), len(nps)),
        "nps_responses": len(nps),
        "csat": ratio(sum(score >= 4 for score in csat), len(csat)),
        "csat_responses": len(csat),
        "complaints_opened": len(complaints),
        "complaints_resolved": len(resolutions),
        "median_first_response_hours": statistics.median(responses) if responses else None,
        "median_resolution_hours": statistics.median(resolutions) if resolutions else None,
    }


def hours_since_opening(complaint: Complaint, row: Interaction) -> float:
    """Hours from the opening of a complaint to one of its rows."""
    return (row.occurred_at - complaint.opening.occurred_at).total_seconds() / 3600


def first_response_hours(complaint: Complaint) -> float | None:
    """Hours to the first answer or resolution after the opening."""
    for row in sorted(complaint.rows, key=lambda row: row.place):
        is_response = row.interaction_type in ("complaint_answered", "complaint_resolved")
        if is_response and row.place > complaint.opening.place:
            return hours_since_opening(complaint, row)
    return None


def resolution_hours(complaint: Complaint) -> float | None:
    """Hours to the resolution that stands; None for a complaint that is open, or open again."""
    return hours_since_opening(complaint, complaint.latest_move) if complaint.is_resolved else None
