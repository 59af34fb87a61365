"""Deliberate cases around interactions: scores, complaints, funnel order and windows, loyalty, subscriptions."""

from __future__ import annotations

from retensi.demo.shop import Shop


def buyer(shop: Shop, name: str, *moments: str) -> str:
    """A customer of this name who bought at these moments (one in April 2024 unless said otherwise)."""
    customer = f"c_{name}"
    shop.customer(customer)
    shop.orders(customer, *(moments or ("2024-04-02T04:00:00Z",)))
    return customer


def score(shop: Shop, name: str, number: int, moment: str, interaction_type: str, value: str) -> None:
    """One score of customer c_<name>, with the id i_<name>_<number>."""
    shop.event(f"i_{name}_{number}", f"c_{name}", moment, interaction_type, value=value, channel="email")


def detractors(shop: Shop) -> None:
    """Low scores: left standing, made good by a later score of the same type, not by another type, by a purchase."""
    buyer(shop, "detractor")
    score(shop, "detractor", 1, "2024-04-10T04:00:00Z", "nps_response", "6")
    buyer(shop, "detractor_healed")
    score(shop, "detractor_healed", 1, "2024-04-10T04:00:00Z", "nps_response", "0")
    score(shop, "detractor_healed", 2, "2024-04-25T04:00:00Z", "nps_response", "7")
    buyer(shop, "other_type")
    score(shop, "other_type", 1, "2024-04-10T04:00:00Z", "csat_response", "2")
    score(shop, "other_type", 2, "2024-04-25T04:00:00Z", "nps_response", "10")
    buyer(shop, "review_healed")
    score(shop, "review_healed", 1, "2024-04-10T04:00:00Z", "review_submitted", "1")
    score(shop, "review_healed", 2, "2024-04-12T04:00:00Z", "review_submitted", "3")
    buyer(shop, "healed_by_purchase", "2024-04-02T04:00:00Z", "2024-05-02T04:00:00Z")
    score(shop, "healed_by_purchase", 1, "2024-04-10T04:00:00Z", "csat_response", "1")


def scores_on_the_day(shop: Shop) -> None:
    """A bad score on the day of the purchase, in its very second (not after it), before any purchase, twice at once."""
    buyer(shop, "score_same_day")
    score(shop, "score_same_day", 1, "2024-04-02T09:00:00Z", "nps_response", "3")
    buyer(shop, "score_same_second")
    score(shop, "score_same_second", 1, "2024-04-02T04:00:00Z", "nps_response", "3")
    buyer(shop, "score_before")
    score(shop, "score_before", 1, "2024-03-02T04:00:00Z", "nps_response", "3")
    buyer(shop, "score_tied")
    score(shop, "score_tied", 1, "2024-04-10T04:00:00Z", "nps_response", "3")
    score(shop, "score_tied", 2, "2024-04-10T04:00:00Z", "nps_response", "9")
    buyer(shop, "score_day_60")
    score(shop, "score_day_60", 1, "2024-06-01T04:00:00Z", "nps_response", "5")


def promoters(shop: Shop) -> None:
    """Scores of people who are content: 7, 8, 9, 10, a rating of 3, 4, 5."""
    buyer(shop, "promoter")
    for number, value in enumerate(("7", "8", "9", "10"), start=1):
        score(shop, "promoter", number, f"2024-04-1{number}T04:00:00Z", "nps_response", value)
    for number, value in enumerate(("3", "4", "5"), start=5):
        score(shop, "promoter", number, f"2024-04-1{number}T04:00:00Z", "csat_response", value)


def complaint(shop: Shop, name: str, *steps: tuple[str, str], reference: bool = True) -> None:
    """A buyer and the steps (moment, what happened) of one complaint."""
    customer = buyer(shop, name)
    for number, (moment, step) in enumerate(steps, start=1):
        topic = f"case_{name}" if reference else None
        shop.event(f"i_{name}_{number}", customer, moment, f"complaint_{step}", reference_id=topic, channel="email")


def complaints(shop: Shop) -> None:
    """Resolved the same day, later, reopened, closed twice, never answered, only answered, without a reference."""
    opened = ("2024-04-10T04:00:00Z", "opened")
    complaint(shop, "complaint_same_day", opened, ("2024-04-10T09:00:00Z", "resolved"))
    answered, resolved = ("2024-04-11T04:00:00Z", "answered"), ("2024-04-15T04:00:00Z", "resolved")
    complaint(shop, "complaint_later", opened, answered, resolved)
    reopened = ("2024-04-20T04:00:00Z", "reopened")
    complaint(shop, "complaint_reopened", opened, answered, resolved, reopened)
    complaint(shop, "complaint_closed_twice", opened, resolved, reopened, ("2024-04-22T04:00:00Z", "resolved"))
    complaint(shop, "complaint_never", opened)
    complaint(shop, "complaint_answered", opened, answered)
    complaint(shop, "complaint_no_reference", opened, resolved, reference=False)
    complaint(shop, "complaint_before", ("2024-03-10T04:00:00Z", "opened"), ("2024-04-20T04:00:00Z", "reopened"))
    complaint(shop, "complaint_not_opened", ("2024-04-12T04:00:00Z", "resolved"))


def complaint_at_the_end(shop: Shop) -> None:
    """A complaint that is open on the last day, of somebody who bought in December (c_complaint_open)."""
    buyer(shop, "complaint_open", "2025-11-20T04:00:00Z", "2025-12-12T04:00:00Z")
    cells = {"reference_id": "case_complaint_open", "channel": "whatsapp", "body": "Lampu saya pecah saat tiba."}
    shop.event("i_complaint_open", "c_complaint_open", "2025-12-20T04:00:00Z", "complaint_opened", **cells)


def funnel_order(shop: Shop) -> None:
    """Steps in the wrong order, two steps in one second, and steps right before and at the end of the 30 days."""
    shop.customer("c_funnel_order")
    shop.event("i_funnel_order_1", "c_funnel_order", "2024-09-01T04:00:00Z", "product_view", channel="web")
    shop.event("i_funnel_order_2", "c_funnel_order", "2024-09-02T04:00:00Z", "ad_click", channel="social_ads")
    shop.event("i_funnel_order_3", "c_funnel_order", "2024-09-03T04:00:00Z", "product_view", channel="web")
    for number, interaction_type in enumerate(("ad_click", "page_view", "cart_added"), start=1):
        shop.event(f"i_funnel_second_{number}", "c_funnel_second", "2024-09-01T04:00:00Z", interaction_type)
    for name, moment in (("inside", "2024-10-01T03:59:59Z"), ("outside", "2024-10-01T04:00:00Z")):
        customer = f"c_funnel_{name}"
        for number, interaction_type in enumerate(("ad_click", "page_view", "cart_added"), start=1):
            at = f"2024-09-01T04:0{number - 1}:00Z"
            shop.event(f"i_funnel_{name}_{number}", customer, at, interaction_type, channel="paid_search")
        shop.orders(customer, moment)


def versions_of_an_interaction(shop: Shop) -> None:
    """A score that was corrected, and its older version that stands after it."""
    buyer(shop, "score_version")
    cells = {"value": "8", "channel": "email", "updated_at": "2024-04-12T04:00:00Z"}
    row = shop.event("i_score_version", "c_score_version", "2024-04-10T04:00:00Z", "nps_response", **cells)
    shop.copy("interactions", row, value="2", updated_at="2024-04-10T04:00:00Z")


def optional_values(shop: Shop) -> None:
    """A coupon of zero and one without amount, a subscription without days, a click without anything but a person."""
    buyer(shop, "optional")
    shop.event("i_optional_1", "c_optional", "2024-04-02T04:00:00Z", "offer_redeemed", value="0")
    shop.event("i_optional_2", "c_optional", "2024-04-03T04:00:00Z", "offer_redeemed")
    shop.event(
        "i_optional_3", "c_optional", "2024-04-04T04:00:00Z", "subscription_started", reference_id="sub_optional"
    )
    shop.event("i_optional_4", "c_optional", "2024-04-05T04:00:00Z", "ad_click")


def about_to_end(shop: Shop) -> None:
    """Points of last January that soon run out and a subscription that ends in the first days of 2026."""
    buyer(shop, "points_expiring", "2025-01-05T04:00:00Z", "2025-11-28T04:00:00Z")
    shop.event("i_points_1", "c_points_expiring", "2025-01-05T03:00:00Z", "loyalty_joined", channel="app")
    shop.event("i_points_2", "c_points_expiring", "2025-01-08T04:00:00Z", "points_earned", value="120", channel="app")
    shop.event(
        "i_points_3", "c_points_expiring", "2025-02-08T04:00:00Z", "points_redeemed", value="40.5", channel="app"
    )
    buyer(shop, "subscription_ending", "2025-12-05T04:00:00Z")
    cells = {"reference_id": "sub_ending", "value": "30", "channel": "web"}
    moment = "2025-12-05T04:30:00Z"
    shop.event("i_subscription_ending", "c_subscription_ending", moment, "subscription_started", **cells)


def reasons_to_write(shop: Shop) -> None:
    """A promoter who wrote no review, a first recommendation, a complaint just resolved; much of it without consent."""
    buyer(shop, "review_wanted", "2025-12-15T04:00:00Z")
    score(shop, "review_wanted", 1, "2025-12-29T04:00:00Z", "nps_response", "10")
    buyer(shop, "advocate_new", "2025-12-15T04:00:00Z")
    cells = {"reference_id": "ref_advocate_new", "channel": "whatsapp"}
    shop.event("i_advocate_new", "c_advocate_new", "2025-12-29T04:00:00Z", "referral_sent", **cells)
    buyer(shop, "resolved_lately", "2025-12-15T04:00:00Z")
    for number, (day, step) in enumerate((("22", "opened"), ("23", "answered"), ("27", "resolved")), start=1):
        cells = {"reference_id": "case_resolved_lately", "channel": "email"}
        moment = f"2025-12-{day}T04:00:00Z"
        shop.event(f"i_resolved_lately_{number}", "c_resolved_lately", moment, f"complaint_{step}", **cells)
    # Everything but a subscription and a complaint needs consent.
    shop.customer("c_unasked", "2025-11-01T03:00:00Z", birth_date="1990-01-05", marketing_consent=None)
    shop.orders("c_unasked", "2025-11-05T04:00:00Z", "2025-11-25T04:00:00Z", "2025-12-15T04:00:00Z")
    score(shop, "unasked", 1, "2025-12-29T04:00:00Z", "nps_response", "10")
    cells = {"channel": "app", "value": "120"}
    shop.event("i_unasked_2", "c_unasked", "2025-01-08T04:00:00Z", "points_earned", **cells)
    cells = {"channel": "web", "value": "30", "reference_id": "sub_unasked"}
    shop.event("i_unasked_3", "c_unasked", "2025-12-05T04:00:00Z", "subscription_started", **cells)


CONTACT_EDGES = (
    detractors,
    scores_on_the_day,
    promoters,
    complaints,
    complaint_at_the_end,
    funnel_order,
    versions_of_an_interaction,
    optional_values,
    about_to_end,
    reasons_to_write,
)
