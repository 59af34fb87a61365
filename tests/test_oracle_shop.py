"""The oracle is right about identity, money, cohorts and KPIs, and the comparison sees what differs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from tests.oracle import recompute
from tests.oracle.compare import assert_same, differences
from tests.oracle.examples import Row, happening, marts, only, order
from tests.oracle.identity import guest_by_email, guest_by_phone, guest_by_visitor
from tests.oracle.strategies import Plan, plans

# Who is who


def owners(result: dict[str, list[Row]]) -> dict[str, str | None]:
    return {row["order_id"]: row["customer_id"] for row in result["orders"]}


def test_a_mail_belongs_to_its_earliest_owner_and_else_to_a_guest() -> None:
    customers = [
        {"customer_id": "z", "registered_at": "2024-01-01", "email": "Ann@shop.example"},
        {"customer_id": "a", "registered_at": "2024-01-02", "email": "ann@shop.example"},
    ]
    orders = [
        order("1", "2024-01-05", None, email=" ANN@shop.example "),
        order("2", "2024-01-05", None, email="bob@shop.example"),
        order("3", "2024-01-06", "a", email="ann@shop.example"),
        order("4", "2024-01-06", None),
    ]
    guest = guest_by_email("bob@shop.example")
    found = owners(marts(orders, "2024-01-31", customers=customers))
    assert found == {"1": "z", "2": guest, "3": "a", "4": None}


def test_a_visitor_belongs_to_the_earliest_identified_row_and_else_to_a_guest_if_he_bought() -> None:
    orders = [order("1", "2024-01-02", None, visitor_id="v"), order("2", "2024-01-02", None, visitor_id="w")]
    interactions = [
        happening("page_view", "2024-01-01", None, visitor_id="v"),
        happening("search", "2024-01-05", "b", visitor_id="v"),
        happening("search", "2024-01-04", "c", visitor_id="v"),
        happening("page_view", "2024-01-01", None, visitor_id="only looks"),
    ]
    result = marts(orders, "2024-01-31", *interactions)
    assert owners(result) == {"1": "c", "2": guest_by_visitor("w")}
    # The visit of 1 January is the first contact of the one who was recognised later.
    assert only(result["customers"], customer_id="c")["known_since"] == date(2024, 1, 1)
    assert len(result["customers"]) == 3


def test_a_phone_goes_behind_the_mail_and_before_the_visitor() -> None:
    orders = [
        order("1", "2024-01-05", "a", phone="+62 812 0000 0001"),
        order("2", "2024-01-06", None, phone="0062-812-0000-0001", visitor_id="v"),
        # The mail is a guest's and goes first; the phone, the visitor and the mail of an interaction follow it.
        order("3", "2024-01-07", None, email="new@shop.example", phone="+62 812 0000 0002"),
        order("4", "2024-01-08", None, phone="628120000 0002", visitor_id="w"),
        order("5", "2024-01-09", None, visitor_id="w"),
        order("6", "2024-01-10", None, phone="+62 812 0000 0003"),
        order("7", "2024-01-11", None, phone="1234567"),
        # Whoever gave the mail in an interaction has the visitor that came with it.
        order("8", "2024-01-12", None, visitor_id="x"),
        order("9", "2024-01-13", None, email="known@shop.example", phone="+62 812 0000 0001"),
    ]
    interactions = [
        happening("page_view", "2024-01-12", None, email="c@shop.example", visitor_id="x"),
        happening("page_view", "2024-01-11", "c", email="C@shop.example"),
        happening("page_view", "2024-01-01", None, visitor_id="v"),
        happening("registered", "2024-01-02", None, email="only.told@shop.example"),
    ]
    guest, by_phone = guest_by_email("new@shop.example"), guest_by_phone("6281200000003")
    result = marts(orders, "2024-01-31", *interactions)
    found = {"1": "a", "2": "a", "3": guest, "4": guest, "5": guest, "6": by_phone, "7": None, "8": "c", "9": "a"}
    assert owners(result) == found
    assert only(result["customers"], customer_id="a")["known_since"] == date(2024, 1, 1)
    assert only(result["customers"], customer_id=guest_by_email("only.told@shop.example"))["lifecycle_stage"] == "lead"


def test_a_guest_whose_visitor_is_known_is_that_customer() -> None:
    orders = [
        order("1", "2024-01-05", None, email="new@shop.example", visitor_id="v"),
        order("2", "2024-01-06", None, email="new@shop.example"),
        order("3", "2024-01-07", None, email="other@shop.example", visitor_id="w"),
        order("4", "2024-01-08", None, visitor_id="w"),
    ]
    login = happening("search", "2024-01-09", "c", visitor_id="v")
    guest = guest_by_email("other@shop.example")
    assert owners(marts(orders, "2024-01-31", login)) == {"1": "c", "2": "c", "3": guest, "4": guest}


def test_merges_are_followed_to_the_end_and_a_cycle_is_none() -> None:
    merges = [
        {"customer_id": "a", "merged_into": "b", "merged_at": "2024-01-10"},
        {"customer_id": "b", "merged_into": "c", "merged_at": "2024-01-11"},
        {"customer_id": "a", "merged_into": "x", "merged_at": None},
        {"customer_id": "p", "merged_into": "q", "merged_at": None},
        {"customer_id": "q", "merged_into": "p", "merged_at": None},
        {"customer_id": "r", "merged_into": "p", "merged_at": None},
    ]
    orders = [order(name, "2024-01-05", name) for name in ("a", "b", "p", "q", "r")]
    customers = [
        {"customer_id": "a", "city": "Medan", "country": "ID", "registered_at": "2023-12-01"},
        {"customer_id": "b", "city": "Bandung", "updated_at": "2024-01-01", "registered_at": "2023-12-24"},
    ]
    result = marts(orders, "2024-01-31", customers=customers, customer_merges=merges)
    assert owners(result) == {"a": "c", "b": "c", "p": "p", "q": "q", "r": "p"}
    merged = only(result["customers"], customer_id="c")
    assert (merged["city"], merged["country"], merged["known_since"]) == ("Bandung", "ID", date(2023, 12, 1))


# Money, cohorts and KPIs


def test_amounts_are_converted_and_rounded_one_by_one() -> None:
    rates = [{"currency": "EUR", "valid_from": "2024-01-01", "rate": "1.2345"}]
    orders = [
        order("1", "2024-01-01", amount="10.01", discount_amount="0.01", currency="EUR"),
        order("2", "2024-01-02", amount="-5", status="credit_note", cost_amount="2"),
        order("3", "2024-01-03", amount="8", refunded_amount="1", cost_amount="3"),
    ]
    result = marts(orders, "2024-01-31", exchange_rates=rates, gross_margin_rate=Decimal("0.5"))
    converted = only(result["orders"], order_id="1")
    # 12.357345 and 0.012345, each rounded, then subtracted: 12.3573 - 0.0123.
    assert (converted["net_revenue"], converted["margin"]) == (Decimal("12.3450"), Decimal("6.1725"))
    returned = only(result["orders"], order_id="2")
    assert (returned["net_revenue"], returned["margin"], returned["order_number"]) == (Decimal(-5), Decimal(-3), None)
    assert only(result["orders"], order_id="3")["margin"] == Decimal(4)
    assert only(result["customers"], customer_id="a")["net_revenue"] == Decimal("14.3450")


def test_cohorts_and_repurchase() -> None:
    orders = [order("a1", "2024-01-31"), order("a2", "2024-03-01"), order("b1", "2024-01-10", "b")]
    orders += [order("b2", "2024-02-12", "b", status="credit_note", amount="4"), order("c1", "2024-02-29", "c")]
    result = marts(orders, "2024-03-01")
    january = [row for row in result["cohort_retention_by_month"] if row["cohort_month"] == date(2024, 1, 1)]
    assert [row["retained_customers"] for row in january] == [2, 0, 1]
    assert [row["retained_on_or_after"] for row in january] == [2, 1, 1]
    assert [row["net_revenue"] for row in january] == [20, -4, 10]
    assert [row["cumulative_revenue_per_customer"] for row in january] == [10.0, 8.0, 13.0]
    assert [row["is_complete"] for row in january] == [True, True, False]
    within_30 = only(result["cohort_repurchase"], cohort_month=date(2024, 1, 1), within_days=30)
    # 31 January + 30 days is 1 March in a leap year: seen for 30 full days, and back on the thirtieth.
    assert (within_30["eligible_customers"], within_30["repurchased_customers"]) == (2, 1)
    within_60 = only(result["cohort_repurchase"], cohort_month=date(2024, 1, 1), within_days=60)
    assert (within_60["eligible_customers"], within_60["repurchase_rate"]) == (0, None)


def test_what_few_of_a_cohort_have_is_counted_together() -> None:
    orders = [order(str(number), "2024-01-05", f"c{number}", channel="shop") for number in range(101)]
    orders += [order(f"later {number}", "2024-02-05", f"d{number}", channel="ads") for number in range(100)]
    cities = {"c0": "Solo", "d0": "Solo"}
    customers = [{"customer_id": name, "city": city} for name, city in cities.items()]
    cells = [
        (row["attribute_value"], row["cohort_size"])
        for row in marts(orders, "2024-02-29", customers=customers)["cohort_retention_by_attribute"]
        if row["attribute"] == "city" and row["period_number"] == 0
    ]
    assert sorted(cells) == [("(none)", 99), ("(none)", 100), ("(other)", 1), ("Solo", 1)]


def test_kpis_of_a_month() -> None:
    orders = [
        order("1", "2024-01-05", amount="30", channel="Search"),
        order("2", "2024-01-25", amount="10"),
        order("3", "2024-01-10", "b", amount="20", channel="shop"),
        order("4", "2024-01-11", None, amount="40"),
        order("5", "2024-01-12", "b", amount="5", status="credit_note"),
    ]
    interactions = [
        *(happening("nps_response", f"2024-01-1{score}", "b", value=str(score)) for score in (6, 7, 9)),
        happening("complaint_opened", "2024-01-20 10:00:00", reference_id="t"),
        happening("complaint_answered", "2024-01-20 12:00:00", reference_id="t"),
        happening("complaint_resolved", "2024-01-21 10:00:00", reference_id="t"),
        happening("complaint_opened", "2024-01-22 10:00:00", reference_id="still open"),
    ]
    spend = [
        {"spend_date": "2024-01-02", "channel": " search", "amount": "12"},
        {"spend_date": "2024-01-02", "channel": " search", "amount": "12"},
        {"spend_date": "2024-01-02", "channel": " search", "amount": "3"},
        {"spend_date": "2024-01-09", "channel": "tv", "amount": "5"},
    ]
    result = marts(orders, "2024-01-31", *interactions, marketing_spend=spend)
    [row] = result["kpis_by_month"]
    expected = {
        "purchases": 4,
        "buyers": 2,
        "net_revenue": Decimal(95),
        "anonymous_purchases": 1,
        "anonymous_net_revenue": Decimal(40),
        "first_time_buyers": 2,
        "repeat_purchases": 1,
        "average_order_value": 25.0,
        "revenue_per_customer": 27.5,
        "purchase_frequency": 1.5,
        "repeat_order_share": 1 / 3,
        "marketing_spend": Decimal(20),
        "customer_acquisition_cost": 10.0,
        "projected_clv": None,
        "top_decile_revenue_share": 40 / 55,
        "top_decile_spend_ratio": 40 / 15,
        "nps": 0.0,
        "nps_responses": 3,
        "csat": None,
        "complaints_opened": 2,
        "complaints_resolved": 1,
        "median_first_response_hours": 2.0,
        "median_resolution_hours": 24.0,
    }
    assert {column: row[column] for column in expected} == expected
    channels = {row["acquisition_channel"]: row for row in result["kpis_by_channel"]}
    assert sorted(channels) == ["anonymous", "search", "shop", "tv"]
    assert channels["search"]["customer_acquisition_cost"] == 15.0
    assert (channels["tv"]["marketing_spend"], channels["tv"]["customer_acquisition_cost"]) == (Decimal(5), None)
    assert (channels["anonymous"]["net_revenue"], channels["shop"]["net_revenue"]) == (Decimal(40), Decimal(15))


def test_sales_of_a_day() -> None:
    orders = [
        order("1", "2024-01-30", amount="30"),
        order("2", "2024-01-30", amount="10"),
        order("3", "2024-01-30", "b", amount="20"),
        order("4", "2024-01-30", None, amount="40"),
        order("5", "2024-02-01", "b", amount="5", status="credit_note"),
        order("6", "2024-02-02", "b", amount="7"),
    ]
    days = marts(orders, "2024-02-02")["sales_by_day"]
    assert (days[0]["day"], len(days)) == (date(2024, 1, 1), 33)
    columns = ("purchases", "buyers", "first_time_buyers", "repeat_purchases", "net_revenue", "average_order_value")
    assert [tuple(day[column] for column in columns) for day in days[29:]] == [
        (4, 2, 2, 1, 100, 25.0),
        (0, 0, 0, 0, 0, None),
        (0, 0, 0, 0, -5, None),
        (1, 1, 0, 1, 7, 7.0),
    ]


def test_projected_value_needs_churn_and_is_the_product_of_its_parts() -> None:
    orders = [order("a1", "2024-01-31"), order("b1", "2024-01-01", "b"), order("a2", "2024-04-10", amount="30")]
    result = marts(orders, "2024-04-30", gross_margin_rate=Decimal("0.5"))
    april = only(result["kpis_by_month"], month=date(2024, 4, 1))
    # 30 per order x 1 purchase per closing customer x a margin of a half / a churn of a half.
    assert (april["churn_rate"], april["projected_clv"]) == (0.5, 30.0)
    assert only(result["kpis_by_month"], month=date(2024, 3, 1))["projected_clv"] is None
    assert (april["nps"], april["nps_responses"], april["marketing_spend"]) == (None, None, None)


def test_rhythm_and_risk_reasons() -> None:
    orders = [order("1", "2024-01-01"), order("2", "2024-01-08"), order("3", "2024-01-16"), order("4", "2024-01-16")]
    result = marts(orders, "2024-01-27", happening("message_sent", "2024-01-25"))
    row = only(result["customers"], customer_id="a")
    # Gaps of 7 and 8 days; 11 days of silence are no more than 1.5 x 7.5 = 11.25, 12 are.
    assert (row["typical_days_between_orders"], row["next_order_expected_on"]) == (7.5, date(2024, 1, 24))
    assert row["risk_reasons"] is None
    later = only(marts(orders, "2024-01-28")["customers"], customer_id="a")
    assert later["risk_reasons"] == "late_for_own_rhythm"


def test_quiet_means_no_purchase_and_nothing_said_for_more_than_45_days() -> None:
    orders = [order("1", "2024-01-01")]
    assert marts(orders, "2024-02-15")["customers"][0]["risk_reasons"] is None
    assert marts(orders, "2024-02-16")["customers"][0]["risk_reasons"] == "gone_quiet"
    sent = marts(orders, "2024-02-16", happening("message_sent", "2024-02-01"))
    assert sent["customers"][0]["risk_reasons"] == "gone_quiet"
    heard = marts(orders, "2024-02-16", happening("page_view", "2024-01-02"))
    assert heard["customers"][0]["risk_reasons"] is None


# Made-up shops, and the comparison


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(smallest=1, largest=25))
def test_identities_hold_in_any_shop(plan: Plan) -> None:
    result = recompute(plan.inputs(), plan.settings())
    closing = 0
    for row in result["retention_by_month"]:
        assert row["opening_customers"] == row["retained_customers"] + row["lapsed_customers"] == closing
        closing = row["closing_customers"]
        assert closing == row["retained_customers"] + row["new_customers"] + row["reactivated_customers"]
    customers = len(result["customers"])
    last_day = max(row["day"] for row in result["lifecycle_stages_by_day"])
    assert sum(r["customer_count"] for r in result["lifecycle_stages_by_day"] if r["day"] == last_day) == customers
    revenue = sum(row["net_revenue"] for row in result["orders"])
    assert sum(row["net_revenue"] for row in result["kpis_by_month"]) == revenue
    assert sum(row["net_revenue"] for row in result["kpis_by_channel"]) == revenue


def test_the_comparison_sees_a_wrong_cell_a_missing_row_and_an_unknown_one() -> None:
    expected = marts([order("1", "2024-01-15")], "2024-01-31")
    assert_same(expected, expected)
    built = [dict(row) for row in expected["retention_by_month"]]
    built[0]["closing_customers"] = 2
    [found] = differences("retention_by_month", built, expected["retention_by_month"])
    assert found == "retention_by_month month=2024-01-01: closing_customers is 2, the oracle says 1"
    built[0]["month"] = date(2023, 12, 1)
    missing, unknown = differences("retention_by_month", built, expected["retention_by_month"])
    assert "missing in the mart" in missing
    assert "unknown to the oracle" in unknown
    with pytest.raises(AssertionError, match="missing in the mart"):
        assert_same({**expected, "orders": []}, expected)
