"""A shop like a marketplace on its first build: one purchase each, bad reviews of cancelled orders, late reviews."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.dbt_project import build, dicts
from tests.oracle import Settings, recompute
from tests.oracle.compare import assert_same, read_marts
from tests.oracle.contact_days import HAVE_A_DAY
from tests.oracle.examples import Row, happening, order
from tests.oracle.files import write_inputs

pytestmark = pytest.mark.long

LAST_SALE, LAST_REVIEW = date(2024, 8, 29), date(2024, 10, 28)
PER_DAY = 4
SETTINGS = Settings(as_of_follows="purchases", contacts_per_day=PER_DAY)
# Who was let down: never delivered, never paid back, or delivered and bad.
CANCELLED = [f"cancelled_{number}" for number in range(1, 13)]


def shop() -> dict[str, list[Row]]:
    """Sixty buyers of one purchase, twelve people whose only order was cancelled, and what they say of it."""
    orders, interactions, customers = [], [], []
    for number in range(60):
        who, bought = f"buyer_{number:02}", LAST_SALE - timedelta(days=4 * number)
        orders.append(order(f"o{number}", bought.isoformat(), who, amount=str(10 + number % 7)))
        said = bought + timedelta(days=min(60, 8 + number))
        stars = str(1 + number % 5)
        interactions.append(happening("review_submitted", said.isoformat(), who, value=stars, channel="email"))
        customers.append({"customer_id": who, "marketing_consent": "true" if number % 4 else None})
    for number, who in enumerate(CANCELLED, start=1):
        day = LAST_SALE - timedelta(days=20 + number)
        orders.append(order(f"x{number}", day.isoformat(), who, status="canceled"))
        stars = str(1 + number % 2) if number < 12 else "3"
        interactions.append(happening("review_submitted", (day + timedelta(days=9)).isoformat(), who, value=stars))
        customers.append({"customer_id": who, "marketing_consent": None})
    interactions.append(happening("review_submitted", LAST_REVIEW.isoformat(), "buyer_00", value="2", channel="email"))
    return {"orders": orders, "interactions": interactions, "customers": customers}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first_run")
    write_inputs(shop(), folder / "inputs", "csv")
    build({"input_path": str(folder / "inputs"), **SETTINGS.dbt_vars()}, folder / "shop.duckdb")
    return folder / "shop.duckdb"


def test_all_marts_are_those_of_the_oracle(warehouse: Path) -> None:
    assert_same(read_marts(warehouse), recompute(shop(), SETTINGS))


def test_as_of_follows_the_last_sale_and_the_warehouse_knows_what_came_later(warehouse: Path) -> None:
    [known] = dicts(warehouse, "select * from intermediate.int_as_of")
    assert (known["as_of"], known["last_purchase_on"]) == (LAST_SALE, LAST_SALE)
    assert known["last_interaction_on"] == LAST_REVIEW
    # With the default the days marts know end with the last review, two months after the last sale.
    months = {row["month"] for row in recompute(shop(), Settings())["kpis_by_month"]}
    assert max(months) == date(2024, 10, 1)


def test_leads_who_were_let_down_count(warehouse: Path) -> None:
    found = dicts(warehouse, "select customer_id, lifecycle_stage, risk_reasons from marts.customers")
    people = {row["customer_id"]: row for row in found}
    assert {people[who]["lifecycle_stage"] for who in CANCELLED} == {"lead"}
    unhappy = {who for who in CANCELLED if "negative_feedback" in (people[who]["risk_reasons"] or "")}
    assert unhappy == {*CANCELLED} - {"cancelled_12"}
    [month] = dicts(warehouse, "select * from marts.kpis_by_month where month = '2024-08-01'")
    assert month["leads_with_negative_feedback"] == len(unhappy)
    made_good = dicts(warehouse, "select customer_id from marts.communication_calendar where reason = 'make_good'")
    assert unhappy <= {row["customer_id"] for row in made_good}


def test_nobody_gets_an_offer_whose_last_word_was_bad(warehouse: Path) -> None:
    planned = dicts(warehouse, "select * from marts.communication_calendar")
    told = dicts(warehouse, "select customer_id from marts.customers where risk_reasons like '%negative_feedback%'")
    unhappy = {row["customer_id"] for row in told}
    won_back = {row["customer_id"] for row in planned if row["reason"] in ("win_back", "gone_quiet")}
    assert won_back
    assert not won_back & unhappy
    # Every fourth buyer was never asked for consent, and is written to all the same where something went wrong.
    assert {row["customer_id"] for row in planned if row["reason"] == "make_good"} == unhappy


def test_the_first_run_is_spread_over_the_days(warehouse: Path) -> None:
    planned = dicts(warehouse, "select * from marts.communication_calendar")
    offers = [row for row in planned if row["reason"] not in (*HAVE_A_DAY, "make_good")]
    by_day = Counter(row["contact_on"] for row in offers)
    apologies = {row["contact_on"] for row in planned if row["reason"] == "make_good"}
    # All apologies are due tomorrow and stay there, so no offer is.
    assert apologies == {LAST_SALE + timedelta(days=1)}
    assert min(by_day) == LAST_SALE + timedelta(days=2)
    assert max(by_day.values()) == PER_DAY
    unlimited = recompute(shop(), replace(SETTINGS, contacts_per_day=None))["communication_calendar"]
    assert sum(row["contact_on"] == LAST_SALE + timedelta(days=1) for row in unlimited) > len(apologies) + PER_DAY


def test_what_holds_contacts_back_can_be_asked(warehouse: Path) -> None:
    counted = {row["reason"]: row for row in dicts(warehouse, "select * from marts.contacts_by_reason")}
    assert counted["win_back"]["contacts_without_consent"] > 0
    assert counted["make_good"]["contacts_without_consent"] == 0
    assert counted["make_good"]["reason_name_id"] == "Obati kekecewaan"
    for row in counted.values():
        kept = ("planned", "without_consent", "beyond_week", "beyond_days")
        assert row["contacts_due"] == sum(row[f"contacts_{how}"] for how in kept)
