"""The communication calendar of the demo shop: every rule has somebody to write to, and nobody is asked too much."""

from __future__ import annotations

import csv
import re
from calendar import isleap
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, dicts, rows
from tests.oracle import Settings
from tests.oracle.contact_days import can_wait, communication_calendar, schedule
from tests.oracle.contacts import CONTACTS_PER_WEEK, Desk, is_contact
from tests.oracle.files import read_inputs
from tests.oracle.front_door import FrontDoor
from tests.oracle.identity import open_shop
from tests.oracle.points import Move, points_expiring
from tests.oracle.shop import Customer, Interaction, Shop, week_of
from tests.oracle.strategies import Plan

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
    assert service == {"open_complaint", "complaint_follow_up", "make_good", "subscription_ending"}
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


MONTHS_ID = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def facts(detail: str) -> list[str]:
    """The days and numbers of a sentence, in their order."""
    for number, name in enumerate(MONTHS_ID, start=1):
        detail = re.sub(rf"\b{name}\b", f"{date(2000, number, 1):%B}", detail)
    return re.findall(r"\d+ [A-Z][a-z]+ \d{4}|\d+", detail)


def test_both_languages_say_the_same(calendar: list[Row]) -> None:
    for row in calendar:
        assert facts(row["detail_id"]) == facts(row["detail"]) != []
        assert row["detail_id"] != row["detail"]
        assert not {"{", "}"} & {*row["detail"], *row["detail_id"]}
    # A step is called what the shop calls it, in both languages.
    steps = {row["detail"].rsplit(" is ")[-1] for row in calendar if row["reason"] == "next_onboarding_step"}
    said = {row["detail_id"].rsplit(" ", 1)[-1] for row in calendar if row["reason"] == "next_onboarding_step"}
    assert said == steps != set()


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


# From day to day. The calendar of a day is the oracle's, which test_properties holds against the mart.


def shop_on(day: date) -> Shop:
    """The demo shop as it was known at the end of a day."""
    settings = Settings(as_of=day)
    inputs = read_inputs(PROJECT / "seeds" / "demo", prefix="demo_")
    shop = open_shop(FrontDoor(inputs, settings).accept(), settings)
    # Every third customer is enough.
    shop.customers = shop.customers[::3]
    return shop


@pytest.mark.parametrize("seed", range(10))
def test_a_contact_that_is_promised_stays_on_its_day(seed: int) -> None:
    # A made-up shop: customers with a lot going on in the days up to as_of.
    plan = Plan(seed, 80, 213, "UTC", 30, (60, 90, 45), "1.0", frozenset(), "csv")
    settings = replace(plan.settings(), contacts_per_day=None)
    shop = open_shop(FrontDoor(plan.inputs(), settings).accept(), settings)
    customers = {customer.customer_id: customer for customer in shop.customers}
    planned = communication_calendar(shop)
    promises = 0
    for _ in range(12):
        shop.as_of += timedelta(days=1)
        promised = [row for row in planned if row["contact_on"] > shop.as_of]
        planned = communication_calendar(shop)
        kept = {(row["customer_id"], row["reason"]): row for row in planned}
        for row in promised:
            now = kept.get((row["customer_id"], row["reason"]))
            if now is None or now["contact_on"] != row["contact_on"]:
                # Nobody wrote about what was more important, so it moved into this week and fills it.
                week = week_of(row["contact_on"])
                own = [other for other in planned if other["customer_id"] == row["customer_id"]]
                others = [other for other in own if week_of(other["contact_on"]) == week]
                made = [contact for contact in customers[row["customer_id"]].interactions if is_contact(contact)]
                places = CONTACTS_PER_WEEK - sum(week_of(contact.interaction_date) == week for contact in made)
                assert sum(other["priority"] < row["priority"] for other in others) == places > 0, row
            promises += 1
    assert promises > 50


def write(shop: Shop, customer: Customer, day: date, about: str | None) -> None:
    """Send a customer a message on a day, which may name the reason it is sent for."""
    at, number = datetime.combine(day, time(12)), len(shop.interactions)
    sent = ("message_sent", "message", "out")
    row = Interaction(f"sent_{number}", customer.customer_id, None, at, day, *sent, about, None, "email", None)
    customer.interactions.append(row)
    shop.interactions.append((row, customer))


@pytest.mark.parametrize("says_why", [True, False])
def test_a_shop_that_writes_every_day_what_is_planned_repeats_nothing(says_why: bool) -> None:
    shop = shop_on(date(2025, 9, 30))
    once = {reason for reason, rule in Desk(shop).rules.items() if rule.once}
    sent: Counter[tuple[str, str, date]] = Counter()
    last_sent: dict[str, date] = {}
    for _ in range(40):
        desk, tomorrow = Desk(shop), shop.as_of + timedelta(days=1)
        for customer in shop.customers:
            due = [row for row in desk.plan(customer) if row["contact_on"] == tomorrow]
            for row in due:
                reason = row["reason"]
                sent[customer.customer_id, reason, row["about_on"]] += 1
                pause = (tomorrow - last_sent.get(customer.customer_id, date.min)).days
                assert pause >= desk.rules[reason].cool_down_days
                write(shop, customer, tomorrow, reason if says_why else None)
            if due:
                last_sent[customer.customer_id] = tomorrow
        shop.as_of = tomorrow
    assert {reason for _, reason, _ in sent} > once - {"ask_for_review", "complaint_follow_up"}
    # What stands is said again, and nothing else: a complaint is open, a customer stays away.
    repeated = {reason for (_, reason, _), times in sent.items() if times > 1}
    assert repeated == {"open_complaint", "win_back", "gone_quiet"}


@pytest.mark.parametrize("says_why", [True, False])
def test_a_shop_that_writes_to_so_many_a_day_works_through_its_first_run(says_why: bool) -> None:
    shop = shop_on(date(2025, 9, 30))
    shop.settings = replace(shop.settings, contacts_per_day=5)
    customers = {customer.customer_id: customer for customer in shop.customers}
    waiting, written = [], 0
    for _ in range(40):
        desk, tomorrow = Desk(shop), shop.as_of + timedelta(days=1)
        rows = schedule(desk, shop.customers)
        free = [row for row in rows if row["held_back_by"] is None]
        planned = [row for row in free if row["contact_on"] == tomorrow]
        # More than five only where all of them have their day.
        assert len(planned) <= 5 or not any(can_wait(desk, row) for row in planned)
        assert all(row["first_on"] <= row["contact_on"] <= row["contact_by"] for row in free)
        assert all(can_wait(desk, row) for row in rows if row["held_back_by"] == "full_days")
        for row in planned:
            write(shop, customers[row["customer_id"]], tomorrow, row["reason"] if says_why else None)
        waiting.append(sum(row["first_on"] <= tomorrow < row["contact_on"] for row in free))
        written += len(planned)
        shop.as_of = tomorrow
    assert waiting[0] > waiting[-1]
    assert written > 40
