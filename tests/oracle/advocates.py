"""The mart of advocates."""

from __future__ import annotations

from tests.oracle.erasure import is_erased
from tests.oracle.shop import ACTIVE, STAGES, Customer, Interaction, Shop, ratio
from tests.oracle.values import ZERO

Row = dict[str, object]
SPOKEN = ("review_submitted", "community_post", "nps_response")
REFERRALS = ("referral_sent", "referral_converted")


def referrals_of(shop: Shop) -> list[tuple[str, set[str]]]:
    """Whose each referral is, and what is known of it: that it was sent, that it was converted."""
    threads: dict[tuple[str, str], list[tuple[Interaction, Customer | None]]] = {}
    for row, customer in shop.interactions:
        if row.interaction_type in REFERRALS:
            alone = ("row", row.interaction_id)
            thread = alone if row.reference_id is None else ("reference", row.reference_id)
            threads.setdefault(thread, []).append((row, customer))
    found = []
    for rows in threads.values():
        by_sender_first = sorted(rows, key=lambda pair: (pair[0].interaction_type != "referral_sent", pair[0].place))
        owners = [customer.customer_id for _, customer in by_sender_first if customer is not None]
        if owners:
            found.append((owners[0], {row.interaction_type for row, _ in rows}))
    return found


def advocates(shop: Shop) -> list[Row]:
    """One row per customer who referred, reviewed, posted or answered an NPS survey."""
    top = {customer.customer_id for customer in top_decile(shop)}
    buyers = [customer for customer in shop.customers if customer.purchases]
    worth = sum((order.net_revenue for customer in buyers for order in customer.orders), ZERO)
    referrals = referrals_of(shop)
    rows: list[Row] = []
    for customer in shop.customers:
        own = [known for owner, known in referrals if owner == customer.customer_id]
        made = sum("referral_sent" in known for known in own)
        converted = sum("referral_converted" in known for known in own)
        said = [row for row in customer.interactions if row.interaction_type in SPOKEN]
        ratings = [row.value for row in said if row.interaction_type == "review_submitted"]
        posts = sum(row.interaction_type == "community_post" for row in said)
        scores = [row.value for row in said if row.interaction_type == "nps_response"]
        if not own and not said:
            continue
        is_top = customer.customer_id in top
        bought_enough = len(customer.purchases) >= shop.settings.advisory_min_purchases
        rows.append(
            {
                "customer_id": customer.customer_id,
                "referrals_made": made,
                "referrals_converted": converted,
                "reviews": len(ratings),
                "average_rating": ratio(sum(ratings), len(ratings)),
                "community_posts": posts,
                "last_nps": scores[-1] if scores else None,
                "lifecycle_stage": STAGES[customer.stages[-1]],
                "order_count": len(customer.purchases),
                "is_top_decile": is_top,
                "net_revenue": sum((order.net_revenue for order in customer.orders), ZERO),
                "value_referred_estimate": converted * (ratio(worth, len(buyers)) or 0.0),
                "is_advisory_candidate": not is_erased(customer.customer_id)
                and bool(
                    scores
                    and scores[-1] >= 9
                    and (bought_enough or is_top)
                    and customer.stages[-1] in ACTIVE
                    and (own or ratings or posts)
                ),
            }
        )
    return rows


def top_decile(shop: Shop) -> list[Customer]:
    """The tenth of the customers with a purchase who brought most, rounded up."""

    def brought(customer: Customer) -> tuple:
        return (-sum((order.net_revenue for order in customer.orders), ZERO), customer.customer_id)

    ranked = sorted((customer for customer in shop.customers if customer.purchases), key=brought)
    return ranked[: -(-len(ranked) // 10)]
