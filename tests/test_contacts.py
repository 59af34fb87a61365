"""The communication calendar of the demo shop: every rule has somebody to write to, and nobody is asked too much."""

from __future__ import annotations

import csv
from calendar import isleap
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, dicts, rows
from tests.oracle.points import Move, points_expiring

AS_OF = date(2025, 12, 31)
Row = dict[str, object]


@pytest.fixture(scope="module")
def rules() -> dict[str, dict[str, str]]:
    with (PROJECT / "seeds" / "reference" / "contact_rules.csv").open(encoding="utf-8", newline="") as file:
        return {line["reason"]: line for line in csv.DictReader(file)}


@pytest.fixture(scope="module")
def calendar(demo_warehouse: Path) -> list[Row]:
    return dicts(demo_warehouse, "select * from marts.communication_calendar")


@pytest.fixture(scope="module")
def customers(demo_warehouse: Path) -> dict[str, Row]:
    found = dicts(
        demo_warehouse, "select customer_id, birth_date, marketing_consent from intermediate.int_customers_known"
    )
    return {row["customer_id"]: row for row in found}


def reasons_of(calendar: list[Row], customer_id: str) -> dict[str, date]:
    return {row["reason"]: row["contact_on"] for row in calendar if row["customer_id"] == customer_id}


def test_every_rule_has_somebody_to_write_to(calendar: list[Row], rules: dict[str, dict[str, str]]) -> None:
    assert {row["reason"] for row in calendar} == set(rules)


def test_without_consent_only_what_a_customer_is_owed(
    calendar: list[Row], rules: dict[str, dict[str, str]], customers: dict[str, Row]
) -> None:
    asked_too_much = [
        row
        for row in calendar
        if rules[row["reason"]]["needs_consent"] == "true" and not customers[row["customer_id"]]["marketing_consent"]
    ]
    assert asked_too_much == []
    service = {reason for reason, rule in rules.items() if rule["needs_consent"] == "false"}
    assert service == {"open_complaint", "complaint_follow_up", "subscription_ending"}
    # Everything speaks for writing to this one, who was never asked for consent.
    assert set(reasons_of(calendar, "c_unasked")) == {"subscription_ending"}


def test_known_customers_are_written_to_when_they_should_be(calendar: list[Row]) -> None:
    assert reasons_of(calendar, "c_birthday_soon")["birthday"] == date(2026, 1, 3)
    assert reasons_of(calendar, "c_points_expiring")["points_expiring"] == date(2026, 1, 1)
    assert reasons_of(calendar, "c_subscription_ending")["subscription_ending"] == date(2026, 1, 1)
    assert reasons_of(calendar, "c_complaint_open") == {"open_complaint": date(2026, 1, 1)}
    assert reasons_of(calendar, "c_resolved_lately")["complaint_follow_up"] == date(2026, 1, 1)
    assert reasons_of(calendar, "c_review_wanted")["ask_for_review"] == date(2026, 1, 1)
    assert reasons_of(calendar, "c_advocate_new")["thank_advocate"] == date(2026, 1, 1)
    # Inactive from the 91st day after the last purchase, which is tomorrow.
    assert reasons_of(calendar, "c_gap_90")["win_back"] == date(2026, 1, 1)
    # Expected on the 15th, every 31 days after the last purchase.
    assert reasons_of(calendar, "c_rhythm_even")["reorder_due"] == date(2026, 1, 12)


def test_birthdays_of_january_are_in_the_calendar(calendar: list[Row], customers: dict[str, Row]) -> None:
    def is_on(birth_date: date, day: date) -> bool:
        if (birth_date.month, birth_date.day) == (2, 29) and not isleap(day.year):
            return (day.month, day.day) == (2, 28)
        return (birth_date.month, birth_date.day) == (day.month, day.day)

    planned = [AS_OF + timedelta(days=number) for number in range(1, 29)]
    expected = {
        (customer_id, day)
        for customer_id, row in customers.items()
        for day in planned
        if row["marketing_consent"] and row["birth_date"] and is_on(row["birth_date"], day)
    }
    found = {(row["customer_id"], row["contact_on"]) for row in calendar if row["reason"] == "birthday"}
    # Nobody who has a birthday in January was written to in the last days of December, or has two better reasons.
    assert found == expected


def test_detail_names_no_birth_year_and_no_mail(calendar: list[Row], customers: dict[str, Row]) -> None:
    for row in calendar:
        assert "@" not in row["detail"]
        assert row["detail"].endswith(".")
        if row["reason"] == "birthday":
            assert str(customers[row["customer_id"]]["birth_date"].year) not in row["detail"]


def test_points_that_expire_are_those_a_queue_finds(demo_warehouse: Path) -> None:
    moves = [
        Move(customer_id, day, kind == "points_redeemed", points)
        for customer_id, day, kind, points in rows(
            demo_warehouse,
            """
            select customer_id, interaction_date, interaction_type, value from marts.interactions
            where interaction_type in ('points_earned', 'points_redeemed') and customer_id is not null
            order by occurred_at, interaction_id
            """,
        )
    ]
    found = rows(demo_warehouse, "select customer_id, expires_on, points from intermediate.int_points_expiring")
    expected = points_expiring(moves, AS_OF)
    assert {(customer_id, day): points for customer_id, day, points in found} == expected
    assert len(expected) > 50
