"""The marts customers and orders."""

from __future__ import annotations

import itertools
import math
import statistics
from datetime import timedelta
from decimal import Decimal

from tests.oracle.lifecycle import negative_scores, open_complaints
from tests.oracle.shop import INACTIVE, STAGES, Complaint, Customer, Shop, ratio
from tests.oracle.values import ZERO

Row = dict[str, object]


def orders(shop: Shop) -> list[Row]:
    """One row per purchase or credit note."""
    places = {order.order_id: place for c in shop.customers for place, order in enumerate(c.purchases, start=1)}
    rows: list[Row] = []
    for order, customer in shop.sales:
        number = gap = None
        woke_up = False
        if customer is not None and order.treatment == "purchase":
            number = places[order.order_id]
            if number > 1:
                gap = (order.order_date - customer.purchases[number - 2].order_date).days
            # Only the first purchase of a day can wake a customer up: the second finds him awake.
            woke_up = gap != 0 and customer.stage_on(order.order_date - timedelta(days=1)) == INACTIVE
        rows.append(
            {
                "order_id": order.order_id,
                "treatment": order.treatment,
                "customer_id": None if customer is None else customer.customer_id,
                "ordered_at": order.ordered_at,
                "order_date": order.order_date,
                "order_number": number,
                "is_first_order": number == 1,
                "days_since_previous_order": gap,
                "gross_amount": order.gross_amount,
                "discount_amount": order.discount_amount,
                "refunded_amount": order.refunded_amount,
                "net_revenue": order.net_revenue,
                "margin": order.margin,
                "channel": order.channel,
                "campaign_id": order.campaign_id,
                "is_reactivation": woke_up,
            }
        )
    return rows


def customers(shop: Shop) -> list[Row]:
    """One row per customer, as he stands at as_of."""
    return [customer_row(shop, customer) for customer in shop.customers]


def customer_row(shop: Shop, customer: Customer) -> Row:
    """The row of one customer."""
    purchases = customer.purchases
    last_day = purchases[-1].order_date if purchases else None
    typical = typical_days(customer)
    return {
        "customer_id": customer.customer_id,
        "known_since": customer.known_since,
        "registered_at": customer.registered_at,
        "acquisition_channel": customer.acquisition_channel,
        "city": customer.city,
        "country": customer.country,
        "first_order_at": purchases[0].ordered_at if purchases else None,
        "last_order_at": purchases[-1].ordered_at if purchases else None,
        "order_count": len(purchases),
        "net_revenue": sum((order.net_revenue for order in customer.orders), ZERO),
        "margin": sum((order.margin for order in customer.orders), ZERO),
        "average_order_value": ratio(sum((order.net_revenue for order in purchases), Decimal(0)), len(purchases)),
        "gross_amount": sum((order.gross_amount for order in purchases), ZERO),
        "discount_amount": sum((order.discount_amount for order in purchases), ZERO),
        "discount_share": ratio(
            sum((order.discount_amount for order in purchases), ZERO),
            sum((order.gross_amount for order in purchases), ZERO),
        ),
        "lifecycle_stage": STAGES[customer.stages[-1]],
        "stage_since": stage_since(shop, customer),
        "days_since_last_order": None if last_day is None else (shop.as_of - last_day).days,
        "typical_days_between_orders": typical,
        "next_order_expected_on": None if typical is None else last_day + timedelta(days=math.ceil(typical)),
        "risk_reasons": ", ".join(risk_reasons(shop, customer)) or None,
        "community_posts": sum(row.interaction_type == "community_post" for row in customer.interactions),
    }


def stage_since(shop: Shop, customer: Customer) -> object:
    """The first day of the uninterrupted time in the present stage."""
    days = 0
    while days < len(customer.stages) and customer.stages[-1 - days] == customer.stages[-1]:
        days += 1
    return shop.as_of - timedelta(days=days - 1)


def typical_days(customer: Customer) -> float | None:
    """The median of the days between purchase days, None with fewer than three of them."""
    days = sorted({order.order_date for order in customer.purchases})
    if len(days) < 3:
        return None
    return float(statistics.median((later - earlier).days for earlier, later in itertools.pairwise(days)))


def stays_open(customer: Customer, complaint: Complaint) -> bool:
    """Whether a complaint stands unresolved; one without a reference ends with the next purchase instead."""
    if complaint.opening.reference_id is None:
        return all(order.ordered_at < complaint.opening.occurred_at for order in customer.purchases)
    return not complaint.is_resolved


def risk_reasons(shop: Shop, customer: Customer) -> list[str]:
    """Why a customer may be lost, in their fixed order."""
    # Somebody never heard of has been quiet since becoming known.
    heard_of = [customer.known_since]
    heard_of += [order.order_date for order in customer.purchases]
    heard_of += [row.interaction_date for row in customer.interactions if row.direction == "in"]
    gone_quiet = (shop.as_of - max(heard_of)).days > shop.settings.quiet_after_days
    last = customer.purchases[-1] if customer.purchases else None
    typical = typical_days(customer)
    # A complaint is negative feedback too.
    unhappy = negative_scores(customer, last, shop.as_of) or open_complaints(customer, last, shop.as_of)
    reasons = {
        "late_for_own_rhythm": typical is not None and (shop.as_of - last.order_date).days > 1.5 * typical,
        "gone_quiet": gone_quiet,
        "negative_feedback": bool(unhappy),
    }
    reasons["open_complaint"] = any(stays_open(customer, complaint) for complaint in customer.complaints)
    return [reason for reason, applies in reasons.items() if applies]
