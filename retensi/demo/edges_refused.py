"""Deliberate rows that belong in quarantine: every reason of the input contract that a well-formed CSV can carry."""

from __future__ import annotations

from retensi.demo.shop import Shop


def refused_orders(shop: Shop) -> None:
    """Two orders for each reason an order can be refused for (o_refused_01 and on; the ones without key have none)."""
    good = {"customer_id": "c_refused", "ordered_at": "2024-09-09T04:00:00Z", "status": "paid", "gross_amount": "20.00"}
    cases: tuple[tuple[str, dict[str, str]], ...] = (
        ("unreadable_timestamp", {"ordered_at": "yesterday"}),
        ("unreadable_timestamp", {"ordered_at": "2024-13-45T04:00:00Z"}),
        ("timestamp_in_future", {"ordered_at": "2999-01-01T00:00:00Z"}),
        ("timestamp_in_future", {"ordered_at": "2999-12-31"}),
        ("unreadable_amount", {"gross_amount": "twenty"}),
        ("unreadable_amount", {"discount_amount": "a tenth"}),
        ("negative_amount", {"gross_amount": "-20.00"}),
        ("negative_amount", {"gross_amount": "-0.01", "discount_amount": "-5.00", "refunded_amount": "20.00"}),
        ("unknown_status", {"status": "teleported"}),
        ("unknown_status", {"status": "paid?"}),
        ("missing_exchange_rate", {"currency": "GBP"}),
        ("missing_exchange_rate", {"currency": "EUR", "ordered_at": "2023-11-30T04:00:00Z"}),
    )
    shop.customer("c_refused")
    for number, (reason, bad) in enumerate(cases, start=1):
        shop.refuse("orders", reason, order_id=f"o_refused_{number:02d}", **{"currency": "USD", **good, **bad})
    shop.refuse("orders", "missing_key", **good)
    shop.refuse("orders", "missing_key", **{**good, "gross_amount": "21.00"})


def refused_interactions(shop: Shop) -> None:
    """Interactions without key or person, with bad times, an unknown type and values outside their limits."""
    good = {"customer_id": "c_refused", "occurred_at": "2024-09-09T04:00:00Z", "interaction_type": "page_view"}
    cases: tuple[tuple[str, dict[str, str]], ...] = (
        ("missing_person", {"customer_id": ""}),
        ("missing_person", {"customer_id": "", "channel": "web"}),
        ("unreadable_timestamp", {"occurred_at": "09.09.2024, noon"}),
        ("unreadable_timestamp", {"occurred_at": "2024-02-30T04:00:00Z"}),
        ("timestamp_in_future", {"occurred_at": "2999-01-01T00:00:00Z"}),
        ("unknown_interaction_type", {"interaction_type": "telepathy"}),
        ("unknown_interaction_type", {"interaction_type": "page_viewed"}),
        ("value_out_of_range", {"interaction_type": "nps_response", "value": "11"}),
        ("value_out_of_range", {"interaction_type": "csat_response", "value": "0"}),
        ("value_out_of_range", {"interaction_type": "review_submitted", "value": "5.5"}),
        ("value_out_of_range", {"interaction_type": "points_earned", "value": "0"}),
        ("value_out_of_range", {"interaction_type": "nps_response"}),
    )
    for number, (reason, bad) in enumerate(cases, start=1):
        shop.refuse("interactions", reason, interaction_id=f"i_refused_{number:02d}", **{**good, **bad})
    shop.refuse("interactions", "missing_key", **good)


def refused_customers(shop: Shop) -> None:
    """Customers without id and with an unreadable or future registration."""
    shop.refuse("customers", "missing_key", registered_at="2024-09-09T04:00:00Z", email="no.id@example.org")
    shop.refuse("customers", "unreadable_timestamp", customer_id="c_refused_1", registered_at="last spring")
    shop.refuse("customers", "timestamp_in_future", customer_id="c_refused_2", registered_at="2999-01-01T00:00:00Z")


def refused_items(shop: Shop) -> None:
    """Items of an order nobody knows, without product or line, with an unreadable amount."""
    good = {"product_id": "p_tea_java", "category": "tea", "quantity": "1", "amount": "8.90"}
    shop.refuse("order_items", "orphan", order_id="o_never_came", line_number="1", **good)
    shop.refuse("order_items", "orphan", order_id="o_never_came", line_number="2", **good)
    known = {**good, "order_id": "o_full_refund"}
    shop.refuse("order_items", "missing_key", **known)
    shop.refuse("order_items", "missing_key", **{**known, "line_number": "1", "product_id": ""})
    shop.refuse("order_items", "unreadable_amount", **{**known, "line_number": "2", "amount": "cheap"})


def refused_spend(shop: Shop) -> None:
    """Spend without channel, with a bad or future date, an unreadable amount, a currency without rate."""
    good = {"spend_date": "2024-09-09", "channel": "podcast", "amount": "10.00", "currency": "USD"}
    shop.refuse("marketing_spend", "missing_key", **{**good, "channel": ""})
    shop.refuse("marketing_spend", "unreadable_timestamp", **{**good, "spend_date": "week 37"})
    shop.refuse("marketing_spend", "timestamp_in_future", **{**good, "spend_date": "2999-01-01"})
    shop.refuse("marketing_spend", "unreadable_amount", **{**good, "amount": "about ten"})
    shop.refuse("marketing_spend", "missing_exchange_rate", **{**good, "currency": "GBP"})


def refused_rates(shop: Shop) -> None:
    """An exchange rate that is no number, one without a currency and one without a readable date."""
    shop.refuse("exchange_rates", "unreadable_amount", currency="GBP", valid_from="2024-01-01", rate="strong")
    shop.refuse("exchange_rates", "missing_key", valid_from="2024-01-01", rate="1.2700000")
    shop.refuse("exchange_rates", "unreadable_timestamp", currency="GBP", valid_from="spring", rate="1.2700000")


def refused_merges(shop: Shop) -> None:
    """Two customers merged into each other, one merged into itself, and a merge of nobody."""
    for letter, other in (("a", "b"), ("b", "a")):
        customer = f"c_cycle_{letter}"
        shop.customer(customer)
        shop.orders(customer, "2024-09-11T04:00:00Z")
        cells = {"customer_id": customer, "merged_into": f"c_cycle_{other}", "merged_at": "2024-10-01T03:00:00Z"}
        shop.refuse("customer_merges", "merge_cycle", **cells)
    shop.customer("c_cycle_self")
    cells = {"customer_id": "c_cycle_self", "merged_into": "c_cycle_self", "merged_at": "2024-10-01T03:00:00Z"}
    shop.refuse("customer_merges", "merge_cycle", **cells)
    shop.refuse("customer_merges", "missing_key", merged_into="c_chain_c", merged_at="2024-10-01T03:00:00Z")


def refused_erasures(shop: Shop) -> None:
    """A request that names nobody and one without a readable moment."""
    shop.refuse("erasure_requests", "missing_key", requested_at="2025-09-03T03:00:00Z")
    shop.refuse("erasure_requests", "unreadable_timestamp", customer_id="c_refused", requested_at="soon")


REFUSED_EDGES = (
    refused_orders,
    refused_interactions,
    refused_customers,
    refused_items,
    refused_spend,
    refused_rates,
    refused_merges,
    refused_erasures,
)
