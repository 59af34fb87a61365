"""Deliberate cases around single orders: statuses, money, versions. Ids tell the case: o_full_refund, c_ties_a."""

from __future__ import annotations

from retensi.demo.shop import Shop

STATUSES = (
    "paid", "completed", "complete", "fulfilled", "processing", "shipped", "delivered", "refunded",
    "partially_refunded", "returned", "credit_note", "credited", "cancelled", "canceled", "failed", "declined",
    "expired", "pending", "draft", "test",
)  # fmt: skip


def every_status(shop: Shop) -> None:
    """Each of them once, on one customer (c_statuses, o_status_<status>); partially refunded without an amount."""
    shop.customer("c_statuses")
    for day, status in enumerate(STATUSES, start=1):
        gross, refunded = ("30.00", "5.00") if status == "refunded" else ("25.00", None)
        cells = {"status": status, "refunded_amount": refunded, "is_test": "true" if status == "test" else None}
        shop.order(f"o_status_{status}", "c_statuses", f"2024-02-{day:02d}T05:00:00Z", gross, **cells)
    shop.flawed.append("o_status_partially_refunded")


def statuses_in_odd_case(shop: Shop) -> None:
    """Statuses with blanks around them and in capitals (o_odd_status_1 to 4)."""
    shop.customer("c_odd_status")
    for number, status in enumerate((" Paid ", "CANCELLED", "Shipped ", " Credit_Note"), start=1):
        shop.order(f"o_odd_status_{number}", "c_odd_status", f"2024-04-0{number}T05:00:00Z", status=status)


def refunds(shop: Shop) -> None:
    """Refund of all, by the status alone, of a part, of more than a discount left; one on an order that says paid."""
    shop.customer("c_refunds")
    at = "2024-05-0{}T04:00:00Z"
    shop.order("o_full_refund", "c_refunds", at.format(1), "80.00", status="refunded")
    shop.order(
        "o_partial_refund", "c_refunds", at.format(2), "80.00", status="partially_refunded", refunded_amount="30.50"
    )
    shop.order(
        "o_refund_after_discount",
        "c_refunds",
        at.format(3),
        "80.00",
        status="returned",
        discount_amount="20.00",
        refunded_amount="80.00",
    )
    shop.order("o_refund_on_paid", "c_refunds", at.format(4), "80.00", discount_amount="-5.00", refunded_amount="10.00")
    shop.order("o_all_discount", "c_refunds", at.format(5), "35.00", total_amount="0.00", discount_amount="35.00")
    shop.flawed += ["o_full_refund", "o_refund_after_discount", "o_refund_on_paid"]


def credit_notes(shop: Shop) -> None:
    """Credit notes with positive and negative amounts, with a cost, in the purchase's month and in a later one."""
    shop.customer("c_credit")
    shop.order("o_credit_purchase", "c_credit", "2024-06-03T04:00:00Z", "120.00", cost_amount="60.00")
    shop.order("o_credit_positive", "c_credit", "2024-06-20T04:00:00Z", "30.00", status="credit_note")
    shop.order(
        "o_credit_negative", "c_credit", "2024-07-05T04:00:00Z", "-40.00", status="credited", cost_amount="18.00"
    )


def credit_note_without_purchase(shop: Shop) -> None:
    """A credit note before the first purchase (c_credit_early), without any (c_credit_only), and of nobody known."""
    shop.customer("c_credit_early")
    shop.order("o_credit_early", "c_credit_early", "2024-03-28T04:00:00Z", "15.00", status="credit_note")
    shop.order("o_credit_early_purchase", "c_credit_early", "2024-04-02T04:00:00Z", "50.00")
    shop.customer("c_credit_only")
    shop.order("o_credit_only", "c_credit_only", "2024-06-11T04:00:00Z", "-22.00", status="credit_note")
    shop.order("o_credit_anonymous", None, "2024-06-12T04:00:00Z", "9.00", status="chargeback")


def zero_and_cost(shop: Shop) -> None:
    """A purchase of nothing (o_zero), a cost of zero, a cost above the revenue, and no cost at all."""
    shop.customer("c_zero")
    shop.order("o_zero", "c_zero", "2024-05-11T04:00:00Z", "0.00")
    shop.order("o_cost_zero", "c_zero", "2024-05-21T04:00:00Z", "40.00", cost_amount="0.00")
    shop.order("o_cost_high", "c_zero", "2024-05-31T04:00:00Z", "40.00", cost_amount="55.00")
    shop.order("o_cost_absent", "c_zero", "2024-06-10T04:00:00Z", "40.00")


def anonymous_sales(shop: Shop) -> None:
    """Purchases without customer, mail or visitor, one of them refunded in part, one cancelled and below zero."""
    shop.order("o_anonymous_1", None, "2024-08-01T06:00:00Z", "18.00", channel="store")
    shop.order("o_anonymous_2", None, "2024-08-01T07:00:00Z", "27.00", channel=None, refunded_amount="7.00")
    at, again = "2024-08-02T06:00:00Z", "2024-08-03T06:00:00Z"
    cells = {"status": "cancelled", "cancelled_at": again, "channel": "store"}
    shop.order("o_anonymous_cancelled", None, at, "-27.00", **cells)


def identical_copies(shop: Shop) -> None:
    """The same row twice or three times, in every input that has no better place for it."""
    customer = shop.customer("c_copies")
    shop.copy("customers", customer)
    order = shop.order("o_copies", "c_copies", "2024-07-09T04:00:00Z", updated_at="2024-07-09T04:00:00Z")
    shop.copy("orders", order)
    shop.copy("orders", order)
    event = shop.event("i_copies", "c_copies", "2024-07-09T03:50:00Z", "product_view", channel="web")
    shop.copy("interactions", event)
    cells = {"product_id": "p_tea_java", "category": "tea", "quantity": "2", "amount": "17.80"}
    item = shop.add("order_items", order_id="o_copies", line_number="1", **cells)
    shop.copy("order_items", item)
    shop.copy("exchange_rates", shop.rows["exchange_rates"][3])


def versions_of_an_order(shop: Shop) -> None:
    """Pending and then paid; paid and refunded half a year later; a newer version that stands before the older one."""
    shop.customer("c_versions")
    pending = shop.order(
        "o_version_status", "c_versions", "2024-08-05T04:00:00Z", status="pending", updated_at="2024-08-05T04:00:00Z"
    )
    shop.copy("orders", pending, status="paid", updated_at="2024-08-06T09:30:00Z")
    paid = shop.order("o_version_refund", "c_versions", "2024-09-10T04:00:00Z", "90.00", updated_at="2024-09-10")
    shop.copy("orders", paid, status="refunded", refunded_amount="90.00", updated_at="2025-03-11T08:00:00Z")
    newest = shop.order("o_version_unsorted", "c_versions", "2024-10-01T04:00:00Z", updated_at="2024-10-09T04:00:00Z")
    shop.copy("orders", newest, gross_amount="39.00", updated_at="2024-10-01T04:00:00Z")
    undated = shop.order("o_version_undated", "c_versions", "2024-11-01T04:00:00Z", status="cancelled")
    shop.copy("orders", undated, status="paid", updated_at="2024-11-02T04:00:00Z")


def version_moves_month(shop: Shop) -> None:
    """A correction that moves an order from one month into the one before, and to another customer."""
    shop.customer("c_moved_from")
    shop.customer("c_moved_to")
    order = shop.order("o_moved", "c_moved_from", "2024-12-01T02:00:00Z", updated_at="2024-12-01T02:00:00Z")
    shop.copy(
        "orders",
        order,
        customer_id="c_moved_to",
        ordered_at="2024-11-30T12:00:00Z",
        updated_at="2024-12-03T02:00:00Z",
    )


def late_rows(shop: Shop) -> None:
    """Rows that arrive long after their day: an order and a page view of early 2024, loaded in late 2025."""
    shop.customer("c_late")
    shop.order("o_late_2", "c_late", "2024-06-01T04:00:00Z")
    shop.order("o_late_1", "c_late", "2024-01-20T04:00:00Z", updated_at="2025-11-05T03:00:00Z")
    cells = {"channel": "web", "updated_at": "2025-11-05T03:00:00Z"}
    shop.event("i_late", "c_late", "2024-01-19T04:00:00Z", "page_view", **cells)


def rate_changes_between_orders(shop: Shop) -> None:
    """Two equal orders in EUR and two in IDR, on the last day of one rate and the first day of the next."""
    shop.customer("c_rates", country="NL", city="Amsterdam")
    for currency, gross in (("EUR", "50.00"), ("IDR", "500000.00")):
        for day in ("2024-06-30", "2024-07-01"):
            order_id = f"o_rate_{currency.lower()}_{day[5:7]}"
            shop.order(order_id, "c_rates", f"{day}T05:00:00Z", gross, currency=currency)
    shop.order("o_rate_null", "c_rates", "2024-07-02T05:00:00Z", currency=None)


def items_of_orders(shop: Shop) -> None:
    """Items without quantity or amount; an unreadable quantity that becomes null; items of a cancelled order."""
    shop.customer("c_items")
    shop.order("o_items", "c_items", "2024-09-05T04:00:00Z")
    shop.order("o_items_cancelled", "c_items", "2024-09-06T04:00:00Z", status="cancelled")
    shop.add("order_items", order_id="o_items", line_number="1", product_id="p_soap_lemongrass")
    cells = {"product_id": "p_tea_java", "category": "tea", "amount": "8.90"}
    shop.add("order_items", order_id="o_items", line_number="2", quantity="a pair", **cells)
    shop.add("order_items", order_id="o_items_cancelled", line_number="1", quantity="1", **cells)


ORDER_EDGES = (
    every_status,
    statuses_in_odd_case,
    refunds,
    credit_notes,
    credit_note_without_purchase,
    zero_and_cost,
    anonymous_sales,
    identical_copies,
    versions_of_an_order,
    version_moves_month,
    late_rows,
    rate_changes_between_orders,
    items_of_orders,
)
