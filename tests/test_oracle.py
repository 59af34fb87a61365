"""The oracle is right about the lifecycle: shops worked out by hand, at the edges of the definitions."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.oracle import Settings, recompute
from tests.oracle.examples import happening, marts, only, order, spans

# Lifecycle


def test_silence_moves_a_customer_on_days_61_and_91() -> None:
    result = marts([order("1", "2024-01-01")], "2024-04-30")
    # 2024 is a leap year: 1 January + 61 days is 2 March, + 91 days 1 April.
    assert spans(result) == [
        ("2024-01-01", "new", "first_purchase"),
        ("2024-03-02", "at_risk", "silence"),
        ("2024-04-01", "inactive", "silence"),
    ]
    assert [row["valid_to"] for row in result["lifecycle_stage_history"]] == [date(2024, 3, 2), date(2024, 4, 1), None]


@pytest.mark.parametrize(
    ("as_of", "stage"),
    [("2024-03-01", "new"), ("2024-03-02", "at_risk"), ("2024-03-31", "at_risk"), ("2024-04-01", "inactive")],
)
def test_stage_at_gaps_of_60_61_90_and_91_days(as_of: str, stage: str) -> None:
    row = only(marts([order("1", "2024-01-01")], as_of)["customers"], customer_id="a")
    assert row["lifecycle_stage"] == stage


def test_a_purchase_on_day_91_comes_before_inactivity_and_on_day_92_after_it() -> None:
    early = marts([order("1", "2024-01-01"), order("2", "2024-04-01")], "2024-04-02")
    assert spans(early)[-2:] == [("2024-03-02", "at_risk", "silence"), ("2024-04-01", "repeat", "repeat_purchase")]
    assert not only(early["orders"], order_id="2")["is_reactivation"]
    late = marts([order("1", "2024-01-01"), order("2", "2024-04-02"), order("3", "2024-04-02")], "2024-04-02")
    assert spans(late)[-2:] == [("2024-04-01", "inactive", "silence"), ("2024-04-02", "repeat", "reactivation")]
    # The second purchase of that day finds the customer awake.
    assert [row["is_reactivation"] for row in late["orders"]] == [False, True, False]


def test_two_orders_at_the_same_second_make_a_repeat_customer_at_once() -> None:
    result = marts([order("2", "2024-01-01 10:00:00"), order("1", "2024-01-01 10:00:00")], "2024-01-02")
    assert spans(result) == [("2024-01-01", "repeat", "first_purchase")]
    assert [(row["order_id"], row["order_number"]) for row in result["orders"]] == [("1", 1), ("2", 2)]


def test_a_further_purchase_of_a_repeat_customer_opens_no_span() -> None:
    result = marts([order(day, f"2024-01-{day}") for day in ("01", "05", "09")], "2024-01-31")
    assert spans(result) == [("2024-01-01", "new", "first_purchase"), ("2024-01-05", "repeat", "repeat_purchase")]


def test_a_customer_with_only_a_cancelled_order_and_a_credit_note_is_a_lead() -> None:
    orders = [order("1", "2024-01-03", status="cancelled"), order("2", "2024-01-05", status="credit_note")]
    assert spans(marts(orders, "2024-01-31")) == [("2024-01-03", "lead", "first_contact")]


def test_negative_feedback_counts_only_after_the_last_purchase() -> None:
    orders = [order("1", "2024-01-01 10:00:00")]
    at_the_same_second = happening("nps_response", "2024-01-01 10:00:00", value="0")
    assert spans(marts(orders, "2024-01-10", at_the_same_second)) == [("2024-01-01", "new", "first_purchase")]
    a_second_later = happening("nps_response", "2024-01-01 10:00:01", value="0")
    assert spans(marts(orders, "2024-01-10", a_second_later)) == [("2024-01-01", "at_risk", "negative_feedback")]


@pytest.mark.parametrize(
    ("kind", "value", "is_negative"),
    [
        ("nps_response", "6", True),
        ("nps_response", "7", False),
        ("csat_response", "2", True),
        ("csat_response", "3", False),
        ("review_submitted", "2", True),
        ("review_submitted", "3", False),
    ],
)
def test_limits_of_scores(kind: str, value: str, is_negative: bool) -> None:
    result = marts([order("1", "2024-01-01")], "2024-01-10", happening(kind, "2024-01-05", value=value))
    assert (spans(result)[-1][1] == "at_risk") is is_negative


def test_a_score_is_made_good_by_a_better_one_of_its_own_kind_only() -> None:
    result = marts(
        [order("1", "2024-01-01")],
        "2024-01-31",
        happening("nps_response", "2024-01-05", value="3"),
        happening("csat_response", "2024-01-07", value="5"),
        happening("nps_response", "2024-01-09", value="8"),
    )
    assert spans(result)[1:] == [
        ("2024-01-05", "at_risk", "negative_feedback"),
        ("2024-01-09", "new", "feedback_made_good"),
    ]


def test_a_complaint_resolved_on_the_day_leaves_no_trace_and_a_reopened_one_does() -> None:
    orders = [order("1", "2024-01-01")]
    opened = happening("complaint_opened", "2024-01-05 10:00:00", reference_id="t")
    resolved = happening("complaint_resolved", "2024-01-05 18:00:00", reference_id="t")
    reopened = happening("complaint_reopened", "2024-01-08 09:00:00", reference_id="t")
    assert spans(marts(orders, "2024-01-31", opened, resolved)) == [("2024-01-01", "new", "first_purchase")]
    result = marts(orders, "2024-01-31", opened, resolved, reopened)
    assert spans(result)[1:] == [("2024-01-08", "at_risk", "negative_feedback")]
    assert only(result["customers"], customer_id="a")["risk_reasons"] == "negative_feedback, open_complaint"


def test_a_complaint_without_a_reference_stays_open_until_the_next_purchase() -> None:
    result = marts(
        [order("1", "2024-01-01"), order("2", "2024-01-20")],
        "2024-01-31",
        happening("complaint_opened", "2024-01-05"),
        happening("complaint_resolved", "2024-01-08"),
    )
    assert spans(result)[1:] == [
        ("2024-01-05", "at_risk", "negative_feedback"),
        ("2024-01-20", "repeat", "repeat_purchase"),
    ]


def test_silence_takes_over_from_feedback_without_a_new_span() -> None:
    complaint = happening("complaint_opened", "2024-02-10")
    assert spans(marts([order("1", "2024-01-01")], "2024-04-01", complaint))[1:] == [
        ("2024-02-10", "at_risk", "negative_feedback"),
        ("2024-04-01", "inactive", "silence"),
    ]


def test_growth_and_funnel_of_a_month() -> None:
    # a stays, b lapses in April, c is new in April, d comes back in April after 100 days.
    orders = [order("a1", "2024-01-01"), order("a2", "2024-03-20"), order("b1", "2024-01-31")]
    orders += [order("c1", "2024-04-30", "c"), order("d1", "2024-01-01", "d"), order("d2", "2024-04-10", "d")]
    orders[2]["customer_id"] = "b"
    result = marts(orders, "2024-04-30")
    # b: 31 January + 91 days is 1 May, so at the end of April b is still at risk; d was inactive from 1 April on.
    row = only(result["retention_by_month"], month=date(2024, 4, 1))
    assert (row["opening_customers"], row["retained_customers"], row["lapsed_customers"]) == (3, 3, 0)
    assert (row["new_customers"], row["reactivated_customers"], row["closing_customers"]) == (1, 0, 4)
    assert row["is_complete"] is True
    may = only(marts(orders, "2024-05-01")["retention_by_month"], month=date(2024, 5, 1))
    assert (may["opening_customers"], may["retained_customers"], may["lapsed_customers"]) == (4, 3, 1)
    assert (may["retention_rate"], may["churn_rate"], may["is_complete"]) == (0.75, 0.25, False)
    funnel = only(result["retention_funnel_by_month"], month=date(2024, 4, 1))
    assert (funnel["new_customers"], funnel["repeat_customers"], funnel["at_risk_customers"]) == (1, 2, 1)
    # At the end of March b was new (gap 60) and d at risk (gap 90).
    assert (funnel["at_risk_to_repeat_rate"], funnel["new_to_repeat_rate"]) == (1.0, 0.0)


def test_a_customer_who_came_back_is_reactivated_and_one_known_earlier_is_carried_in() -> None:
    customers = [{"customer_id": "lead", "registered_at": "2023-12-05"}]
    orders = [order("1", "2024-01-01"), order("2", "2024-06-15")]
    result = marts(orders, "2024-06-30", customers=customers)
    june = only(result["retention_by_month"], month=date(2024, 6, 1))
    assert (june["opening_customers"], june["reactivated_customers"], june["closing_customers"]) == (0, 1, 1)
    first = only(result["lifecycle_transitions_by_month"], month=date(2024, 1, 1), from_stage="lead")
    assert (first["to_stage"], first["customer_count"]) == ("lead", 1)
    assert only(result["lifecycle_stages_by_day"], day=date(2024, 1, 1), lifecycle_stage="lead")["customer_count"] == 1


# Time


def test_the_time_zone_moves_a_timestamp_but_not_a_bare_date() -> None:
    orders = [order("1", "2024-03-01 03:00:00"), order("2", "2024-03-01")]
    result = marts(orders, "2024-03-31", timezone="America/New_York")
    assert only(result["orders"], order_id="1")["order_date"] == date(2024, 2, 29)
    bare = only(result["orders"], order_id="2")
    assert (bare["order_date"], bare["ordered_at"]) == (date(2024, 3, 1), datetime(2024, 3, 1, 5))
    assert [row["month"] for row in result["retention_by_month"]] == [date(2024, 2, 1), date(2024, 3, 1)]


def test_as_of_is_the_latest_day_of_an_order_or_interaction() -> None:
    interactions = [happening("page_view", "2024-02-03")]
    result = recompute({"orders": [order("1", "2024-01-15")], "interactions": interactions}, Settings())
    assert max(row["day"] for row in result["lifecycle_stages_by_day"]) == date(2024, 2, 3)
    assert min(row["day"] for row in result["lifecycle_stages_by_day"]) == date(2024, 1, 1)


def test_a_registration_after_as_of_is_not_known_but_its_attributes_are() -> None:
    customers = [
        {"customer_id": "a", "registered_at": "2024-06-01", "city": "Medan"},
        {"customer_id": "later", "registered_at": "2024-06-01"},
        {"customer_id": "undated"},
    ]
    result = marts([order("1", "2024-01-15")], "2024-01-31", customers=customers)
    assert [row["customer_id"] for row in result["customers"]] == ["a", "undated"]
    buyer = only(result["customers"], customer_id="a")
    assert (buyer["registered_at"], buyer["known_since"], buyer["city"]) == (None, date(2024, 1, 15), "Medan")
    assert only(result["customers"], customer_id="undated")["known_since"] == date(2024, 1, 1)


# Subscriptions and messages


@pytest.mark.parametrize(("paid_again", "came_back"), [("2024-02-07", 0), ("2024-02-08", 1)])
def test_a_payment_on_the_last_day_of_grace_renews_and_a_day_later_brings_back(paid_again: str, came_back: int) -> None:
    started = happening("subscription_started", "2024-01-01", value="30")
    result = marts(
        [order("1", "2024-01-01")], "2024-02-29", started, happening("subscription_renewed", paid_again, value="30")
    )
    [row] = result["subscriptions"]
    assert (row["times_reactivated"], row["renewals"], row["subscription_state"]) == (came_back, 1, "active")
    # The evening of 7 February is the only one without it.
    assert row["days_subscribed"] == 60 - came_back
    february = only(result["subscriptions_by_month"], month=date(2024, 2, 1))
    names = ("opening", "lapsed", "reactivated", "closing", "churned")
    counts = [february[f"{name}_subscriptions"] for name in names]
    assert counts == [1, came_back, came_back, 1, came_back]


def test_a_question_of_the_last_day_is_not_judged_and_one_without_an_answer_is_the_slowest() -> None:
    said = [
        happening("customer_message", "2024-01-02 10:00:00", channel="chat"),
        happening("message_sent", "2024-01-02 11:00:00", channel="chat"),
        happening("customer_message", "2024-01-03 10:00:00", channel="chat"),
        happening("customer_message", "2024-01-10 09:00:00", channel="chat"),
        happening("customer_message", "2024-01-31 10:00:00", channel="chat"),
    ]
    [row] = marts([order("1", "2024-01-01")], "2024-01-31", *said)["channel_engagement_by_month"]
    # The third message is one question with the second.
    assert (row["questions"], row["watched_questions"], row["answered_within_hour"]) == (3, 2, 1)
    assert (row["response_hours_p50"], row["response_hours_p90"]) == (1.0, None)
    assert (row["messages_sent"], row["watched_messages"], row["reply_rate"]) == (1, 0, None)
