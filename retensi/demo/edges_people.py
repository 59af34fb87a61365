"""Deliberate cases around identity: guests, visitors, mails, merges, attributes of customers, spend, erasure."""

from __future__ import annotations

from retensi.demo.shop import Shop


def leads(shop: Shop) -> None:
    """Without a purchase: registered only, with a cancelled order only, with pending and failed orders only."""
    shop.customer("c_lead", "2024-03-05T03:00:00Z")
    shop.customer("c_lead_cancelled", "2024-03-05T03:00:00Z")
    shop.order("o_lead_cancelled", "c_lead_cancelled", "2024-03-06T03:00:00Z", status="cancelled")
    shop.customer("c_lead_pending", "2024-03-05T03:00:00Z")
    shop.order("o_lead_pending", "c_lead_pending", "2024-03-06T03:00:00Z", status="pending")
    shop.order("o_lead_failed", "c_lead_pending", "2024-03-07T03:00:00Z", status="failed")


def not_in_customers(shop: Shop) -> None:
    """Known by an order only (c_order_only), by an interaction only (c_contact_only), by an ignored order only."""
    shop.orders("c_order_only", "2024-04-11T04:00:00Z", "2024-05-02T04:00:00Z")
    shop.event("i_contact_only", "c_contact_only", "2024-04-11T04:00:00Z", "customer_message", channel="chat")
    shop.order("o_ignored_only_1", "c_ignored_only", "2024-04-12T04:00:00Z", status="failed")


def dates_of_registration(shop: Shop) -> None:
    """No date at all (c_dateless), none but an order's, a contact before registering, registered after an order."""
    shop.customer("c_dateless", None, acquisition_channel=None)
    shop.customer("c_no_registered_at", None)
    shop.orders("c_no_registered_at", "2024-05-05T04:00:00Z")
    shop.customer("c_contact_first", "2024-05-10T04:00:00Z")
    shop.event("i_contact_first", "c_contact_first", "2024-05-02T04:00:00Z", "newsletter_subscribed", channel="web")
    shop.customer("c_registered_late", "2024-06-20T04:00:00Z")
    shop.orders("c_registered_late", "2024-05-20T04:00:00Z")


def attributes(shop: Shop) -> None:
    """Consent true, false, null and unreadable; an impossible birth date; capitals and blanks; nothing but an id."""
    shop.customer("c_consent_true", marketing_consent="true")
    shop.customer("c_consent_false", marketing_consent="false")
    shop.customer("c_consent_null", marketing_consent=None)
    shop.customer("c_consent_unreadable", marketing_consent="maybe")
    shop.customer("c_birth_unreadable", birth_date="1990-02-30")
    shop.customer("c_birthday_soon", birth_date="1988-01-03")
    shop.orders("c_birthday_soon", "2025-11-20T04:00:00Z")
    shop.customer("c_odd_channel", acquisition_channel=" Paid_Search ", email=" C_Odd_Channel@Example.COM ")
    shop.add("customers", customer_id="c_only_id")


def acquisition_channels(shop: Shop) -> None:
    """Channel from the first purchase (its later ones say otherwise), and from nowhere: unknown."""
    shop.customer("c_channel_of_order", acquisition_channel=None)
    shop.order("o_channel_1", "c_channel_of_order", "2024-03-03T04:00:00Z", channel=" Referral")
    shop.order("o_channel_2", "c_channel_of_order", "2024-03-23T04:00:00Z", channel="email")
    shop.customer("c_channel_unknown", acquisition_channel=None)
    shop.order("o_channel_unknown", "c_channel_unknown", "2024-03-03T04:00:00Z", channel=None)


def versions_of_a_customer(shop: Shop) -> None:
    """An older and a newer version of one customer: the consent was withdrawn, the city changed."""
    old = shop.customer("c_version", city="Bandung", updated_at="2024-01-10T03:00:00Z")
    shop.copy("customers", old, city="Surabaya", marketing_consent="false", updated_at="2025-01-10T03:00:00Z")


def guests_with_email(shop: Shop) -> None:
    """A guest whose mail, in other letters, is a customer's; one who buys twice; one who matches nobody."""
    shop.customer("c_mail_match")
    shop.order("o_mail_match", None, "2024-06-06T04:00:00Z", email=" C_Mail_Match@Example.COM ")
    shop.order("o_guest_twice_1", None, "2024-06-07T04:00:00Z", email="guest.twice@example.org")
    shop.order("o_guest_twice_2", None, "2024-07-07T04:00:00Z", email="Guest.Twice@example.org")
    shop.order("o_guest_once", None, "2024-06-08T04:00:00Z", email="guest.once@example.org")


def guests_with_visitor(shop: Shop) -> None:
    """A guest order with a visitor nobody knows, and one whose visitor is later tied to a customer."""
    shop.order("o_guest_visitor", None, "2024-06-09T04:00:00Z", visitor_id="v_guest_visitor")
    shop.event("i_guest_visitor", None, "2024-06-09T03:50:00Z", "cart_added", visitor_id="v_guest_visitor")
    shop.customer("c_visitor_later", "2024-06-30T04:00:00Z")
    shop.order("o_visitor_later", None, "2024-06-10T04:00:00Z", visitor_id="v_visitor_later")
    shop.event("i_visitor_later", "c_visitor_later", "2024-06-30T04:00:00Z", "registered", visitor_id="v_visitor_later")


def which_id_wins(shop: Shop) -> None:
    """Customer id beats mail (o_wins_id belongs to c_wins_a), mail beats visitor (o_wins_mail belongs to c_wins_b)."""
    shop.customer("c_wins_a")
    shop.customer("c_wins_b")
    shop.customer("c_wins_c")
    shop.event("i_wins_c", "c_wins_c", "2024-02-01T04:00:00Z", "registered", visitor_id="v_wins_c")
    shop.order("o_wins_id", "c_wins_a", "2024-06-15T04:00:00Z", email="c_wins_b@example.com", visitor_id="v_wins_c")
    shop.order("o_wins_mail", None, "2024-06-16T04:00:00Z", email="c_wins_b@example.com", visitor_id="v_wins_c")


def shared_visitor_and_email(shop: Shop) -> None:
    """One visitor and one mail used by two customers: the earliest record has it, in a tie the smallest id."""
    for letter, hour in (("b", "04"), ("a", "05"), ("c", "06")):
        customer = f"c_shared_{letter}"
        shop.customer(customer, f"2024-02-02T{hour}:00:00Z", email="shared.home@example.org")
        moment = f"2024-02-03T{hour}:00:00Z"
        shop.event(f"i_shared_{letter}", customer, moment, "page_view", visitor_id="v_shared", channel="web")
    shop.event("i_shared_nobody", None, "2024-02-04T04:00:00Z", "product_view", visitor_id="v_shared", channel="web")
    shop.order("o_shared_mail", None, "2024-02-05T04:00:00Z", email="shared.home@example.org")
    for letter in ("z", "y"):
        customer = f"c_tied_{letter}"
        shop.customer(customer)
        moment = "2024-02-06T04:00:00Z"
        shop.event(f"i_tied_{letter}", customer, moment, "page_view", visitor_id="v_tied", channel="web")
    shop.event("i_tied_nobody", None, "2024-02-07T04:00:00Z", "product_view", visitor_id="v_tied", channel="web")


def anonymous_visitor(shop: Shop) -> None:
    """A visitor who only looks and is never tied to anybody: a person, never a customer."""
    for number, interaction_type in enumerate(("ad_impression", "page_view", "search"), start=1):
        moment = f"2024-02-08T04:0{number}:00Z"
        shop.event(f"i_nobody_{number}", None, moment, interaction_type, visitor_id="v_nobody", channel="social_ads")


def merges(shop: Shop) -> None:
    """A chain a into b into c with an order on each, an id merged into one nobody knew, and a copy of a merge."""
    for day, letter in enumerate(("a", "b", "c"), start=1):
        shop.customer(f"c_chain_{letter}", f"2024-03-0{day}T03:00:00Z")
        shop.order(f"o_chain_{letter}", f"c_chain_{letter}", f"2024-03-1{day}T04:00:00Z")
    shop.add("customer_merges", customer_id="c_chain_a", merged_into="c_chain_b", merged_at="2024-06-01T03:00:00Z")
    shop.add("customer_merges", customer_id="c_chain_b", merged_into="c_chain_c", merged_at="2025-02-01T03:00:00Z")
    shop.customer("c_merged_away")
    shop.orders("c_merged_away", "2024-03-20T04:00:00Z")
    row = shop.add("customer_merges", customer_id="c_merged_away", merged_into="c_merged_new", merged_at="2024-07-01")
    shop.copy("customer_merges", row)
    # A guest's mail leads to an id that was merged away since.
    shop.order("o_chain_guest", None, "2024-09-01T04:00:00Z", email="c_chain_a@example.com")


def marketing_spend(shop: Shop) -> None:
    """One key with two amounts, to be summed, and an identical copy; a channel without customers; a gift of zero."""
    key = {"spend_date": "2024-04-01", "channel": "paid_search", "campaign_id": "spring", "currency": "USD"}
    row = shop.add("marketing_spend", amount="50.00", **key)
    shop.add("marketing_spend", amount="25.00", **key)
    shop.copy("marketing_spend", row)
    shop.add("marketing_spend", spend_date="2024-04-01", channel="Billboard ", amount="300.00", currency=None)
    shop.add("marketing_spend", spend_date="2024-04-01", channel="podcast", amount="0.00", currency="EUR")


def erasures(shop: Shop) -> None:
    """Two customers who asked to be erased, one of them with orders and a message."""
    shop.customer("c_erased_a", "2024-05-05T03:00:00Z")
    shop.orders("c_erased_a", "2024-05-06T04:00:00Z", "2024-06-06T04:00:00Z")
    cells = {"channel": "email", "body": "Tolong hapus data saya."}
    shop.event("i_erased_a", "c_erased_a", "2025-08-31T04:00:00Z", "customer_message", **cells)
    shop.customer("c_erased_b", "2024-05-05T03:00:00Z")
    shop.add("erasure_requests", customer_id="c_erased_a", requested_at="2025-09-01T03:00:00Z")
    row = shop.add("erasure_requests", customer_id="c_erased_b", requested_at="2025-09-02")
    shop.copy("erasure_requests", row)


PEOPLE_EDGES = (
    leads,
    not_in_customers,
    dates_of_registration,
    attributes,
    acquisition_channels,
    versions_of_a_customer,
    guests_with_email,
    guests_with_visitor,
    which_id_wins,
    shared_visitor_and_email,
    anonymous_visitor,
    merges,
    marketing_spend,
    erasures,
)
