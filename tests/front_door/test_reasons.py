"""Every reason of every input in one build: what is refused, why, and that nothing is lost."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dbt_project import rows
from tests.front_door.support import reconciliation, through_the_door

SOON = (datetime.now(UTC) + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")

# Each order: what makes it bad (or good), and what becomes of it.
ORDERS: list[tuple[dict, str]] = [
    ({}, "accepted"),
    ({"order_id": ""}, "missing_key"),
    ({"order_id": "   "}, "missing_key"),
    ({"order_id": " NaN "}, "missing_key"),
    ({"ordered_at": "NaT"}, "unreadable_timestamp"),
    ({"updated_at": "null"}, "accepted"),
    ({"ordered_at": ""}, "unreadable_timestamp"),
    ({"ordered_at": "2024-02-30"}, "unreadable_timestamp"),
    ({"ordered_at": "01/03/2024"}, "unreadable_timestamp"),
    ({"ordered_at": "2024-03-01T24:00:00Z"}, "unreadable_timestamp"),
    ({"ordered_at": "2024-03-01T10:00:00 Europe/Rome"}, "unreadable_timestamp"),
    ({"ordered_at": "45662.385"}, "unreadable_timestamp"),
    ({"ordered_at": "1709287200"}, "accepted"),
    ({"ordered_at": "1 Maret 2024"}, "accepted"),
    ({"updated_at": "lately"}, "unreadable_timestamp"),
    ({"ordered_at": "2024-03-01T10:00Z"}, "accepted"),
    ({"ordered_at": "2024-03-01 10:00"}, "accepted"),
    ({"ordered_at": " 2024-03-01T10:00:00.123456789z "}, "accepted"),
    ({"ordered_at": "2024-03-01T10:00:00+0530"}, "accepted"),
    ({"ordered_at": "2024-03-01T10:00-08"}, "accepted"),
    ({"ordered_at": SOON}, "timestamp_in_future"),
    ({"status": ""}, "unknown_status"),
    ({"status": "paid."}, "unknown_status"),
    ({"status": "None"}, "unknown_status"),
    ({"status": " PAID "}, "accepted"),
    ({"gross_amount": ""}, "unreadable_amount"),
    ({"gross_amount": "10,00"}, "unreadable_amount"),
    ({"gross_amount": "$10"}, "unreadable_amount"),
    ({"gross_amount": "NaN"}, "unreadable_amount"),
    ({"gross_amount": "Infinity"}, "unreadable_amount"),
    ({"gross_amount": "1e30"}, "unreadable_amount"),
    ({"gross_amount": "1e2"}, "accepted"),
    ({"gross_amount": "+.5"}, "accepted"),
    ({"gross_amount": "0"}, "accepted"),
    ({"discount_amount": "none"}, "accepted"),
    ({"discount_amount": "nothing"}, "unreadable_amount"),
    ({"refunded_amount": "1.2.3"}, "unreadable_amount"),
    ({"cost_amount": "?"}, "unreadable_amount"),
    ({"gross_amount": "-0.0001"}, "negative_amount"),
    ({"discount_amount": "-1"}, "accepted"),
    ({"refunded_amount": "-1"}, "accepted"),
    ({"cost_amount": "-1"}, "accepted"),
    ({"status": "credit_note", "gross_amount": "-10"}, "accepted"),
    ({"status": "credit_note", "gross_amount": "10"}, "accepted"),
    ({"discount_amount": "4", "refunded_amount": "6"}, "accepted"),
    ({"discount_amount": "4", "refunded_amount": "6.0001"}, "accepted"),
    # What never came about is judged for key, time and status alone.
    ({"status": "cancelled", "gross_amount": "-1"}, "accepted"),
    ({"status": "cancelled", "gross_amount": ""}, "accepted"),
    ({"status": "cancelled", "refunded_amount": "?", "currency": "XXX"}, "accepted"),
    ({"status": "cancelled", "ordered_at": "?"}, "unreadable_timestamp"),
    ({"currency": "eur"}, "accepted"),
    ({"currency": "EUR", "ordered_at": "2024-01-01"}, "accepted"),
    ({"currency": "EUR", "ordered_at": "2023-12-31"}, "missing_exchange_rate"),
    ({"currency": "XXX"}, "missing_exchange_rate"),
    ({"currency": "BAD"}, "missing_exchange_rate"),
    ({"currency": "usd", "customer_id": ""}, "accepted"),
    # Priorities: the first of several reasons is named.
    ({"order_id": "", "ordered_at": "x"}, "missing_key"),
    ({"ordered_at": "x", "status": "x"}, "unreadable_timestamp"),
    ({"status": "x", "gross_amount": "x"}, "unknown_status"),
    ({"gross_amount": "-1", "currency": "XXX"}, "negative_amount"),
]
INTERACTIONS: list[tuple[dict, str]] = [
    ({}, "accepted"),
    ({"interaction_id": ""}, "missing_key"),
    ({"customer_id": " ", "visitor_id": ""}, "missing_person"),
    ({"customer_id": "#N/A", "visitor_id": "undefined"}, "missing_person"),
    ({"customer_id": "", "visitor_id": "", "email": " ", "phone": "+12 34567"}, "missing_person"),
    ({"customer_id": "", "visitor_id": "v1"}, "accepted"),
    ({"customer_id": "", "visitor_id": "", "phone": "+12 345678"}, "accepted"),
    ({"customer_id": "", "visitor_id": "", "email": "a@shop.example"}, "accepted"),
    ({"occurred_at": ""}, "unreadable_timestamp"),
    ({"occurred_at": SOON}, "timestamp_in_future"),
    ({"interaction_type": ""}, "unknown_interaction_type"),
    ({"interaction_type": "telepathy"}, "unknown_interaction_type"),
    ({"interaction_type": " Page_View "}, "accepted"),
    ({"value": "a lot"}, "accepted"),
    ({"interaction_type": "nps_response", "value": ""}, "value_out_of_range"),
    ({"interaction_type": "nps_response", "value": "ten"}, "unreadable_amount"),
    ({"interaction_type": "nps_response", "value": "-"}, "value_out_of_range"),
    ({"interaction_type": "nps_response", "value": "-0.0001"}, "value_out_of_range"),
    ({"interaction_type": "nps_response", "value": "0"}, "accepted"),
    ({"interaction_type": "nps_response", "value": "10"}, "accepted"),
    ({"interaction_type": "nps_response", "value": "10.0001"}, "value_out_of_range"),
    ({"interaction_type": "csat_response", "value": "0"}, "value_out_of_range"),
    ({"interaction_type": "points_earned", "value": "0"}, "value_out_of_range"),
    ({"interaction_type": "points_earned", "value": "0.0001"}, "accepted"),
    ({"interaction_type": "subscription_started", "value": ""}, "accepted"),
    ({"interaction_type": "subscription_started", "value": "0"}, "value_out_of_range"),
    ({"interaction_type": "offer_redeemed", "value": "-1"}, "value_out_of_range"),
    ({"body": 'she said "no",\nthen left'}, "accepted"),
    ({"updated_at": "x"}, "unreadable_timestamp"),
]
OTHERS: dict[str, list[tuple[dict, str]]] = {
    "customers": [
        ({}, "accepted"),
        ({"customer_id": ""}, "missing_key"),
        ({"customer_id": "(null)", "registered_at": "-"}, "missing_key"),
        ({"registered_at": "x"}, "unreadable_timestamp"),
        ({"registered_at": ""}, "accepted"),
        ({"registered_at": SOON}, "timestamp_in_future"),
        ({"updated_at": "x"}, "unreadable_timestamp"),
        ({"birth_date": "unknown", "marketing_consent": "perhaps"}, "accepted"),
    ],
    "order_items": [
        ({}, "accepted"),
        ({"order_id": "nowhere"}, "orphan"),
        ({"order_id": "o3"}, "orphan"),
        ({"order_id": ""}, "missing_key"),
        ({"line_number": "one"}, "missing_key"),
        ({"product_id": ""}, "missing_key"),
        ({"amount": "x"}, "unreadable_amount"),
        ({"quantity": "x"}, "accepted"),
    ],
    "marketing_spend": [
        ({}, "accepted"),
        ({"spend_date": ""}, "missing_key"),
        ({"channel": ""}, "missing_key"),
        ({"spend_date": "x"}, "unreadable_timestamp"),
        ({"spend_date": "2999-01-01"}, "timestamp_in_future"),
        ({"amount": ""}, "unreadable_amount"),
        ({"amount": "-1"}, "negative_amount"),
        ({"currency": "XXX"}, "missing_exchange_rate"),
    ],
    "exchange_rates": [
        ({}, "accepted"),
        ({"currency": ""}, "missing_key"),
        ({"valid_from": ""}, "missing_key"),
        ({"valid_from": "x"}, "unreadable_timestamp"),
        ({"currency": "BAD", "rate": "x"}, "unreadable_amount"),
        ({"currency": "BAD", "rate": "0"}, "value_out_of_range"),
        ({"currency": "BAD", "rate": "-1"}, "value_out_of_range"),
    ],
    "customer_merges": [
        ({"customer_id": "b", "merged_into": "a"}, "accepted"),
        ({"customer_id": "", "merged_into": "a"}, "missing_key"),
        ({"customer_id": "d", "merged_into": ""}, "missing_key"),
        ({"customer_id": "e", "merged_into": "a", "merged_at": "x"}, "unreadable_timestamp"),
        ({"customer_id": "f", "merged_into": "a", "merged_at": SOON}, "timestamp_in_future"),
        ({"customer_id": "g", "merged_into": "g"}, "merge_cycle"),
        ({"customer_id": "h", "merged_into": "i"}, "merge_cycle"),
        ({"customer_id": "i", "merged_into": "h"}, "merge_cycle"),
        ({"customer_id": "k", "merged_into": "h"}, "accepted"),
    ],
    "erasure_requests": [
        ({}, "accepted"),
        ({"customer_id": ""}, "missing_key"),
        ({"requested_at": ""}, "unreadable_timestamp"),
        ({"requested_at": SOON}, "timestamp_in_future"),
    ],
}
DEFAULTS: dict[str, dict[str, str]] = {
    "orders": {
        "order_id": "o{number}",
        "customer_id": "c1",
        "ordered_at": "2024-03-01",
        "status": "paid",
        "gross_amount": "10",
        "discount_amount": "",
        "refunded_amount": "",
        "cost_amount": "",
        "currency": "",
        "updated_at": "",
    },
    "interactions": {
        "interaction_id": "i{number}",
        "customer_id": "c1",
        "email": "",
        "phone": "",
        "visitor_id": "",
        "occurred_at": "2024-03-01",
        "interaction_type": "page_view",
        "value": "",
        "body": "",
        "updated_at": "",
    },
    "customers": {
        "customer_id": "c{number}",
        "registered_at": "2024-03-01",
        "birth_date": "1990-01-01",
        "marketing_consent": "yes",
        "updated_at": "",
    },
    "order_items": {
        "order_id": "o0",
        "line_number": "{number}",
        "product_id": "p",
        "quantity": "1",
        "amount": "1",
    },
    "marketing_spend": {"spend_date": "2024-03-01", "channel": "ch{number}", "amount": "5", "currency": ""},
    "exchange_rates": {"currency": "EUR", "valid_from": "2024-01-01", "rate": "1.25"},
    "customer_merges": {"customer_id": "", "merged_into": "", "merged_at": "2024-01-01"},
    "erasure_requests": {"customer_id": "c{number}", "requested_at": "2024-03-01"},
}
CASES = {"orders": ORDERS, "interactions": INTERACTIONS, **OTHERS}


def filled(name: str, number: int, changes: dict) -> dict[str, str]:
    """Give a whole row of an input: its defaults, with what makes it special."""
    return {**{key: value.format(number=number) for key, value in DEFAULTS[name].items()}, **changes}


@pytest.fixture(scope="module")
def every_reason(tmp_path_factory) -> Path:
    """A warehouse with every reason of every input; each row says in `case_number` which case it is."""
    folder = tmp_path_factory.mktemp("every_reason") / "landing"
    folder.mkdir()
    for name, cases in CASES.items():
        table = [{**filled(name, number, changes), "case_number": number} for number, (changes, _) in enumerate(cases)]
        (folder / f"{name}.json").write_text("".join(json.dumps(row) + "\n" for row in table))
    return through_the_door(folder, folder.parent / "w.duckdb", quarantine_severity="warn")


@pytest.mark.parametrize("name", CASES)
def test_each_bad_row_is_refused_for_its_reason(every_reason, name):
    found = dict(rows(every_reason, f"select cast(case_number as integer), reason from inputs.quarantined_{name}"))
    expected = {number: reason for number, (_, reason) in enumerate(CASES[name]) if reason != "accepted"}
    assert {number: (CASES[name][number], found.get(number)) for number in found.keys() ^ expected.keys()} == {}
    assert found == expected


def test_every_row_of_every_input_is_accounted_for(every_reason):
    for name, counts in reconciliation(every_reason).items():
        outcomes = Counter(reason == "accepted" for _, reason in CASES[name])
        assert counts == (len(CASES[name]), outcomes[True], 0, outcomes[False]), name


def test_a_quarantined_row_stands_whole_as_it_came(every_reason):
    number = next(index for index, (_, reason) in enumerate(ORDERS) if reason == "missing_exchange_rate")
    columns = list(filled("orders", number, ORDERS[number][0]))
    found = rows(
        every_reason, f"select {', '.join(columns)} from inputs.quarantined_orders where case_number = '{number}'"
    )
    assert found == [tuple(filled("orders", number, ORDERS[number][0]).values())]


def test_unreadable_optional_values_become_null_and_are_counted(every_reason):
    counted = dict(rows(every_reason, "select input, unreadable_values from inputs.input_reconciliation"))
    # Interactions: one value of a type without limits, one that is quarantined for it. Customers: birth date, consent.
    assert (counted["customers"], counted["order_items"], counted["interactions"]) == (2, 1, 2)
    assert rows(
        every_reason, "select birth_date, marketing_consent from staging.stg_customers where customer_id = 'c7'"
    ) == [(None, None)]


def test_timestamps_are_read_as_utc(every_reason):
    numbers = [
        index
        for index, (changes, reason) in enumerate(ORDERS)
        if reason == "accepted" and ":" in changes.get("ordered_at", "")
    ]
    names = ", ".join(f"'o{number}'" for number in numbers)
    found = rows(every_reason, f"select ordered_at from staging.stg_orders where order_id in ({names}) order by 1")
    assert [moment.strftime("%H:%M:%S.%f") for (moment,) in found] == [
        "04:30:00.000000",
        "10:00:00.000000",
        "10:00:00.000000",
        "10:00:00.123456",
        "18:00:00.000000",
    ]
