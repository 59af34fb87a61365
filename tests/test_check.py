"""`retensi check`: what it says of a folder, that a build says the same, and what looks wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from retensi.cli import main
from retensi.front_door import Judged, check
from retensi.front_door.conventions import in_words
from retensi.front_door.findings import rules
from retensi.front_door.judge import CheckError
from retensi.front_door.project import ProjectError
from retensi.front_door.render import FrontDoor
from retensi.front_door.warehouse import WarehouseError
from tests.dbt_project import PROJECT, dicts, rows
from tests.front_door.support import good_orders, landed, parquet, through_the_door
from tests.oracle.files import write_inputs
from tests.oracle.strategies import Plan

Rows = list[dict[str, str]]


def judge(folder: Path, *, show_records: bool = False, **variables) -> Judged:
    return check(folder, project=PROJECT, variables=variables, show_records=show_records)


def land(folder: Path, **inputs: Rows | str) -> Path:
    """Write each input as a CSV file; `orders/a` is one of several files, and a text is a file as it is."""
    for name in inputs:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    texts = {name: rows for name, rows in inputs.items() if isinstance(rows, str)}
    return landed(
        folder, **texts, **{f"{name}_csv": text_of(rows) for name, rows in inputs.items() if name not in texts}
    )


def text_of(rows: Rows) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def orders(*changed: dict[str, str], good: int = 0) -> Rows:
    """Give an order for each change of a good one, after some good ones."""
    made = [{}] * good + list(changed)
    return [
        {
            "order_id": f"o{number}",
            "customer_id": f"c{number}",
            "ordered_at": "2024-03-01T09:00:00Z",
            "status": "paid",
            "gross_amount": "10.00",
            **change,
        }
        for number, change in enumerate(made)
    ]


# The same as a build


@pytest.fixture(scope="module")
def untidy(tmp_path_factory) -> Path:
    """A made-up shop with rows to refuse, older versions, merges in a circle, and a damaged file."""
    folder = tmp_path_factory.mktemp("untidy") / "landing"
    plan = Plan(11, 30, 150, "Asia/Jakarta", 20, (60, 90, 45), "1.0", frozenset(), "csv")
    write_inputs(plan.inputs(), folder)
    lines = [{"order_id": "o1", "line_number": str(line), "product_id": "p", "note": "x"} for line in (1, 2, 2)]
    lines += [{"order_id": "nowhere", "line_number": "1", "product_id": "p", "note": "for nobody"}]
    (folder / "order_items.csv").write_text(text_of(lines) + 'o1,3,"p"x,broken\no1,4,p\no1,5,p,fine\n')
    (folder / "erasure_requests.csv").write_text("customer_id,requested_at\nc3,2024-02-01\nc4,nonsense\n")
    return folder


@pytest.fixture(scope="module")
def built(untidy, tmp_path_factory) -> Path:
    """The same shop behind the front door of a build."""
    warehouse = tmp_path_factory.mktemp("built") / "w.duckdb"
    return through_the_door(untidy, warehouse, **VARS)


VARS = {"reporting_timezone": "Asia/Jakarta", "quarantine_severity": "warn"}


def test_it_says_what_a_build_says(untidy, built):
    judged = judge(untidy, **VARS)
    expected = {
        name: tuple(counts)
        for name, *counts in rows(
            built,
            "select input, rows_received, rows_accepted, rows_flawed, rows_superseded, rows_quarantined,"
            " unreadable_values from inputs.input_reconciliation",
        )
    }
    assert {
        each.name: (
            each.received,
            each.accepted,
            each.flawed,
            each.superseded,
            each.quarantined,
            each.unreadable_values,
        )
        for each in judged.inputs
    } == expected
    found = {(each.name, refusal.reason): refusal.rows for each in judged.inputs for refusal in each.refusals}
    refused = Counter()
    for name in expected:
        counted = rows(built, f"select reason, count(*) from inputs.quarantined_{name} group by reason")
        refused.update({(name, reason): number for reason, number in counted})
    assert found == dict(refused)
    assert len({reason for _, reason in found}) >= 8
    assert judged.would_build
    told = dicts(built, "select * from inputs.input_findings")
    assert len(told) >= 4
    assert {(row["finding"], row["input"]): row["says"] for row in told} == {
        (finding.name, finding.input): finding.says for finding in judged.findings
    }


# What it says


def test_refused_rows_are_told_with_values_and_no_person(tmp_path):
    folder = land(
        tmp_path,
        orders=orders(
            {"status": "on-ice", "email": "ani@shop.example"}, {"ordered_at": "01/02/2024", "Note": "for Ani"}, good=60
        ),
    )
    [judged] = judge(folder).inputs
    assert (judged.received, judged.accepted, judged.quarantined) == (62, 60, 2)
    assert {refusal.reason: refusal.values for refusal in judged.refusals} == {
        "unknown_status": "status 'on-ice' (1)",
        "unreadable_timestamp": "ordered_at '01/02/2024' (1)",
    }
    assert judged.unused_columns == ("Note",)
    assert [refusal.record for refusal in judged.refusals] == [None, None]
    assert "ani" not in json.dumps(judge(folder).as_dict()).lower()


def test_records_are_shown_when_asked_for(tmp_path):
    folder = land(tmp_path, orders=orders({"status": "on-ice", "email": "ani@shop.example", "Note": "x"}, good=60))
    [refusal] = judge(folder, show_records=True).inputs[0].refusals
    assert refusal.record is not None
    assert refusal.record["email"] == "ani@shop.example"
    assert refusal.record["Note"] == "x"
    assert refusal.record["_source"] == str(folder / "orders.csv")


@pytest.mark.parametrize("show_records", [False, True])
def test_a_damaged_file_loses_no_row(tmp_path, show_records):
    text = "order_id,customer_id,ordered_at,status,gross_amount,Note\n"
    text += "".join(f"o{n},c{n},2024-03-01,paid,10,fine\n" for n in range(9))
    text += 'x1,"c"1,2024-03-01,paid,10,quote\nx2,c2,2024-03-01,paid\no9,c9,2024-03-01,paid,10,fine\n'
    [judged] = judge(landed(tmp_path, orders_csv=text), show_records=show_records).inputs
    assert (judged.received, judged.accepted) == (12, 10)
    assert [(refusal.reason, refusal.rows) for refusal in judged.refusals] == [("unreadable_row", 2)]
    assert judged.unused_columns == ("Note",)


def test_all_formats_and_folders_are_read(tmp_path):
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "a.csv").write_text(good_orders(3))
    record = {"order_id": "j1", "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 5, "Shop": "A"}
    (tmp_path / "orders" / "b.json").write_text(json.dumps(record) + "\nnonsense\n")
    parquet(
        tmp_path / "orders" / "c.parquet",
        "select 'p1' as order_id, timestamp '2024-03-01 00:00:00' as ordered_at, 'paid' as status, 1.5 as gross_amount",
    )
    [judged] = judge(tmp_path).inputs
    assert (judged.received, judged.accepted) == (6, 5)
    assert judged.unused_columns == ("Shop",)
    assert len(judged.files) == 3


def test_inputs_that_cannot_be_used_are_named_together(tmp_path):
    folder = landed(tmp_path, orders_csv="order_id,ordered_at\n1,2024-03-01\n", customers_csv="id;name\n")
    judged = judge(folder)
    assert judged.inputs == ()
    assert [problem.split(":")[0] for problem in judged.problems] == ["orders", "customers"]
    assert "none of the columns gross_amount, total_amount" in judged.problems[0]


def test_vars_are_looked_at_as_a_build_does(tmp_path):
    landed(tmp_path, orders_csv=good_orders(2))
    [problem] = judge(tmp_path, reporting_timezon="Asia/Jakarta").problems
    assert "the nearest is reporting_timezone" in problem
    assert "Correct them" not in problem


def test_files_of_no_input_are_warned_of(tmp_path):
    judged = judge(landed(tmp_path, orders_csv=good_orders(2), odrers_csv=good_orders(2)))
    assert judged.would_build
    assert "odrers is not read" in judged.warnings[0]


def test_the_share_limit_is_that_of_a_build(tmp_path):
    land(tmp_path, orders=orders(*[{"status": "?"}] * 20, good=300))
    [problem] = judge(tmp_path).problems
    assert problem.startswith("orders: 20 of 320 rows are quarantined; at most 5.0 % may be")
    judged = judge(tmp_path, quarantine_severity="warn")
    assert judged.would_build
    assert judged.warnings[0].startswith("orders: 20 of 320")
    assert judge(tmp_path, quarantine_limit=0.1).would_build


def test_people_to_be_forgotten_are_in_no_record(tmp_path):
    land(
        tmp_path,
        orders=orders({"customer_id": "somebody1", "email": "ani@shop.example", "status": "?", "Note": "x"}, good=40),
        erasure_requests=[{"customer_id": "somebody1", "requested_at": "2024-03-02"}],
    )
    judged = judge(tmp_path, show_records=True)
    [refusal] = judged.inputs[0].refusals
    assert refusal.record is not None
    assert refusal.record["customer_id"].startswith("erased_")
    assert "ani@" not in json.dumps(judged.as_dict())


# What looks wrong

DAY = date(2024, 1, 1)


def one_a_day(days: int, each: int, without: set[int] = frozenset()) -> Rows:
    return orders(
        *(
            {"ordered_at": f"{DAY + timedelta(days=day)}T10:00:00Z"}
            for day in range(days)
            if day not in without
            for _ in range(each)
        )
    )


def interactions(*changed: dict[str, str]) -> Rows:
    good = {"customer_id": "c0", "occurred_at": "2024-03-01T09:00:00Z", "interaction_type": "page_view"}
    return [{"interaction_id": f"i{number}", **good, **change} for number, change in enumerate(changed)]


def lines(*amounts: str) -> Rows:
    return [
        {"order_id": f"o{number}", "line_number": "1", "product_id": "p", "amount": amount}
        for number, amount in enumerate(amounts)
    ]


def of_customers(*ids: str) -> Rows:
    return orders(*({"customer_id": customer_id} for customer_id in ids))


def accounts(*days: str) -> Rows:
    return [{"customer_id": f"c{number}", "registered_at": day} for number, day in enumerate(days)]


def spent(*days: str) -> Rows:
    return [{"spend_date": day, "channel": f"c{number}", "amount": "5"} for number, day in enumerate(days)]


def seen_at(*days: str) -> Rows:
    return interactions(*({"occurred_at": day} for day in days))


def priced(*amounts: str, day: int = 0) -> Rows:
    """Give an order a day, from some day on."""
    days = [str(DAY + timedelta(days=day + number)) for number in range(len(amounts))]
    return [
        {**row, "order_id": f"{day}-{row['order_id']}"}
        for row in orders(
            *({"gross_amount": amount, "ordered_at": at} for amount, at in zip(amounts, days, strict=True))
        )
    ]


def exported(days: Iterable[int], shop: str = "a") -> Rows:
    """Give an order of each of some days."""
    return [
        {**row, "order_id": f"{shop}{day}", "ordered_at": str(DAY + timedelta(days=day))}
        for row, day in zip(orders(good=30), days, strict=False)
    ]


def without_status(rows: Rows) -> Rows:
    return [{name: value for name, value in row.items() if name != "status"} for row in rows]


def two_sources(**said: str) -> str:
    """Write a mapping of two files of orders, with a line for each source that says something."""
    columns = "{order_id: order_id, ordered_at: ordered_at, gross_amount: gross_amount, status: {constant: paid}}"
    return "version: 1\nsources:\n" + "".join(
        f"  {name}:\n    files: {name}.csv\n"
        + (f"    amounts: {said[name]}\n" if name in said else "")
        + f"    orders: {{columns: {columns}}}\n"
        for name in ("shop", "till")
    )


JAKARTA = {"reporting_timezone": "Asia/Jakarta"}
# Of each step of a funnel that purchases and accounts do not make, one event.
EVERY_STEP = (
    "ad_click",
    "page_view",
    "cart_added",
    "newsletter_subscribed",
    "onboarding_step_completed",
    "referral_sent",
)
# By rule and input: inputs and vars that raise it, and inputs and vars that come near and must not.
CASES: dict[tuple[str, str], tuple[list[tuple[dict, dict]], list[tuple[dict, dict]]]] = {
    ("input_empty", "customers"): (
        [({"orders": orders(good=2), "customers": [{"customer_id": ""}]}, {})],
        [({"orders": orders(good=2), "customers": [{"customer_id": "c1"}]}, {}), ({"orders": orders(good=2)}, {})],
    ),
    ("refused_rows", "orders"): (
        [({"orders": orders({"ordered_at": "soon"}, good=300)}, {})],
        # What is superseded, ignored or flawed is not refused.
        [
            (
                {
                    "orders": orders(
                        {"order_id": "o1"},
                        {"status": "cancelled", "gross_amount": "?"},
                        {"refunded_amount": "99"},
                        good=9,
                    )
                },
                {},
            )
        ],
    ),
    ("refused_rows", "order_items"): (
        [({"orders": orders(good=2), "order_items": lines("1", "1", "1")}, {})],
        [({"orders": orders(good=3), "order_items": lines("1", "1", "1")}, {})],
    ),
    ("refused_rows", "interactions"): (
        [({"orders": orders(good=1), "interactions": interactions({"interaction_type": "?"}, {})}, {})],
        [({"orders": orders(good=1), "interactions": interactions({"interaction_type": "session_start"}, {})}, {})],
    ),
    ("statuses_ignored", "orders"): (
        [({"orders": orders({"status": "pending"}, good=1)}, {})],
        [
            ({"orders": orders({"status": "refunded"}, good=1)}, {}),
            # For another reason than their status.
            ({"orders": orders({"is_test": "yes"}, {"cancelled_at": "2024-03-02"}, good=1)}, {}),
            ({"orders": orders({"gross_amount": "0"}, good=1)}, {"zero_value_orders": "ignored"}),
        ],
    ),
    ("statuses_unknown", "orders"): (
        [({"orders": orders({"status": "wc-partial-payment"}, good=1)}, {})],
        [({"orders": orders({"status": " Completed "}, good=1)}, {})],
    ),
    ("status_absent", "orders"): (
        [
            ({"orders": without_status(orders(good=2))}, {}),
            ({"orders/a": without_status(orders(good=2)), "orders/b": orders(good=5)[2:]}, {}),
        ],
        [
            ({"orders": orders(good=2)}, {}),
            # A status that is empty; what the shop says in its mapping; and orders that never came about.
            ({"orders": orders({"status": ""}, good=30)}, {}),
            (
                {
                    "shop": without_status(orders(good=2)),
                    "till": without_status(orders(good=2)),
                    "retensi_yml": two_sources(),
                },
                {},
            ),
            ({"orders": without_status(orders({"is_test": "yes"}, {"cancelled_at": "2024-03-02"}))}, {}),
        ],
    ),
    ("placeholder_ids", "orders"): (
        [
            ({"orders": orders({"customer_id": "guest"}, good=1)}, {}),
            ({"orders": orders(*({"customer_id": "0", "email": f"m{n}@shop.example"} for n in range(2)))}, {}),
            ({"orders": orders(*[{"customer_id": "0"}] * 8, good=8)}, {}),
        ],
        # A customer whose number is 0.
        [({"orders": orders({"customer_id": "0", "email": "a@shop.example"}, {"customer_id": "0"}, good=2)}, {})],
    ),
    ("placeholder_ids", "interactions"): (
        [({"orders": orders(good=1), "interactions": interactions({"customer_id": "Guest"}, {})}, {})],
        [({"orders": orders(good=1), "interactions": interactions({"customer_id": "guest-7"}, {})}, {})],
    ),
    ("placeholder_ids", "customers"): (
        [({"orders": orders(good=1), "customers": [{"customer_id": "c1", "email": "guest"}]}, {})],
        [({"orders": orders(good=1), "customers": [{"customer_id": "c1", "email": ""}]}, {})],
    ),
    ("id_with_many_mails", "orders"): (
        [({"orders": orders(*({"customer_id": "till", "email": f"m{n}@shop.example"} for n in range(3)))}, {})],
        [
            (
                {
                    "orders": orders(
                        *({"customer_id": "c", "email": mail} for mail in ("a@b.cc", "A@b.cc ", "old@b.cc"))
                    )
                },
                {},
            )
        ],
    ),
    ("mail_with_many_ids", "orders"): (
        [
            ({"orders": orders(*[{"email": "ani@shop.example"}] * 2)}, {}),
            (
                {
                    "orders": orders({"email": "Ani@shop.example"}),
                    "customers": [{"customer_id": "other", "email": "ani@shop.example"}],
                },
                {},
            ),
        ],
        [
            (
                {
                    "orders": orders(*[{"email": "ani@shop.example"}] * 3),
                    "customer_merges": [
                        {"customer_id": "c0", "merged_into": "c1"},
                        {"customer_id": "c1", "merged_into": "c2"},
                    ],
                },
                {},
            )
        ],
    ),
    ("times_without_offset", "orders"): (
        [({"orders": orders({"ordered_at": "2024-01-31 18:30:00"})}, JAKARTA)],
        [
            ({"orders": orders({"ordered_at": "2024-01-31 18:30:00"})}, {}),
            ({"orders": orders({"ordered_at": "2024-01-31"}, {"ordered_at": "2024-01-31T18:30:00+07"})}, JAKARTA),
        ],
    ),
    ("times_without_offset", "interactions"): (
        [({"orders": orders(good=1), "interactions": interactions({"occurred_at": "2024-01-31T18:30"})}, JAKARTA)],
        [({"orders": orders(good=1), "interactions": interactions({"occurred_at": "2024-01-31T18:30Z"})}, JAKARTA)],
    ),
    ("decimal_comma", "orders"): (
        [({"orders": orders({"gross_amount": "1.234,50"}, good=1)}, {})],
        [({"orders": orders({"gross_amount": "1,234.50"}, {"gross_amount": "1,234"}, good=2)}, {})],
    ),
    ("decimal_comma", "order_items"): (
        [({"orders": orders(good=2), "order_items": lines("12,50", "10")}, {})],
        [({"orders": orders(good=2), "order_items": lines("12.50", "10")}, {})],
    ),
    ("points_for_thousands", "orders"): (
        [({"orders": orders(*({"gross_amount": amount} for amount in ("15.000", "150.000", "2.500", "900")))}, {})],
        [
            ({"orders": orders(*({"gross_amount": amount} for amount in ("15.000", "150.000", "2.500", "2.55")))}, {}),
            (
                {"orders": orders(*({"gross_amount": amount} for amount in ("15.000", "150.000", "2.500")))},
                {"reporting_currency": "KWD"},
            ),
        ],
    ),
    ("points_for_thousands", "marketing_spend"): (
        [
            (
                {
                    "orders": orders(good=1),
                    "marketing_spend": [
                        {"spend_date": "2024-03-01", "channel": f"c{n}", "amount": f"{n}0.000"} for n in (1, 2, 3)
                    ],
                },
                {},
            )
        ],
        [
            (
                {
                    "orders": orders(good=1),
                    "marketing_spend": [
                        {"spend_date": "2024-03-01", "channel": f"c{n}", "amount": f"{n}0.0000"} for n in (1, 2, 3)
                    ],
                },
                {},
            )
        ],
    ),
    ("totals_after_discount", "orders"): (
        [
            ({"orders": orders({"gross_amount": "12", "discount_amount": "147"}, good=1)}, {}),
            ({"orders": orders({"gross_amount": "80", "discount_amount": "20", "refunded_amount": "80"})}, {}),
            (
                {
                    "orders": orders(*[{"gross_amount": "80", "discount_amount": "20"}] * 2),
                    "order_items": lines("100", "100"),
                },
                {},
            ),
        ],
        [
            ({"orders": orders({"gross_amount": "100", "discount_amount": "100", "refunded_amount": "0"})}, {}),
            (
                {
                    "orders": orders(*[{"gross_amount": "100", "discount_amount": "20"}] * 2),
                    "order_items": lines("100", "100"),
                },
                {},
            ),
        ],
    ),
    ("negative_discounts", "orders"): (
        [({"orders": orders({"discount_amount": "-2"})}, {})],
        [({"orders": orders({"discount_amount": "2", "refunded_amount": "0"})}, {})],
    ),
    ("days_without_orders", "orders"): (
        [({"orders": one_a_day(40, 12, {20, 21})}, {})],
        [
            # Shut at weekends; and so few orders that a day without one is nothing.
            ({"orders": one_a_day(60, 12, {day for day in range(60) if day % 7 > 4})}, {}),
            ({"orders": one_a_day(40, 3, {20})}, {}),
        ],
    ),
    ("orders_without_person", "orders"): (
        [({"orders": orders({"customer_id": ""}, good=1)}, {})],
        [({"orders": orders({"customer_id": "", "email": "a@b.cc"}, {"customer_id": "", "status": "test"})}, {})],
    ),
    ("versions_tied", "orders"): (
        [({"orders": orders({"order_id": "x"}, {"order_id": "x"})}, {})],
        [
            # The same row twice; and two of which one is newer.
            ({"orders": orders(*[{"order_id": "x", "customer_id": "c"}] * 2)}, {}),
            (
                {
                    "orders": orders(
                        {"order_id": "x", "updated_at": "2024-03-02"}, {"order_id": "x", "updated_at": "2024-03-03"}
                    )
                },
                {},
            ),
        ],
    ),
    ("versions_tied", "customers"): (
        [({"orders": orders(good=1), "customers": [{"customer_id": "c", "city": city} for city in "AB"]}, {})],
        [({"orders": orders(good=1), "customers": [{"customer_id": "c", "city": "A"}] * 2}, {})],
    ),
    ("ids_hardly_meet", "customers"): (
        [
            ({"orders": orders(good=8), "customers": [{"customer_id": f"crm-{n}"} for n in range(8)]}, {}),
            # A table program has made numbers of them; and somebody writes them large.
            ({"orders": of_customers("12.0", "x"), "customers": [{"customer_id": "12"}]}, {}),
            ({"orders": of_customers("c 1", "C2", "c3"), "customers": [{"customer_id": f"c{n}"} for n in "123"]}, {}),
            ({"orders": of_customers("0042"), "customers": [{"customer_id": "42"}]}, {}),
            ({"orders": of_customers("shopify:42"), "customers": [{"customer_id": "42"}]}, {}),
        ],
        [
            # A club that few belong to; accounts most of which never bought; ids that were merged.
            ({"orders": orders(good=40), "customers": [{"customer_id": f"c{n}"} for n in range(5)]}, {}),
            ({"orders": orders(good=5), "customers": [{"customer_id": f"c{n}"} for n in range(80)]}, {}),
            (
                {
                    "orders": orders(good=6),
                    "customers": [{"customer_id": f"new{n}"} for n in range(6)],
                    "customer_merges": [{"customer_id": f"c{n}", "merged_into": f"new{n}"} for n in range(6)],
                },
                {},
            ),
            # Two sources that both count from 1; ids that differ in case on one side; too few to tell.
            ({"orders": of_customers("a:1", "a:2"), "customers": [{"customer_id": f"b:{n}"} for n in "12"]}, {}),
            ({"orders": of_customers("aB", "ab"), "customers": [{"customer_id": "aB"}, {"customer_id": "ab"}]}, {}),
            ({"orders": orders(good=4), "customers": [{"customer_id": f"x{n}"} for n in range(4)]}, {}),
        ],
    ),
    ("ids_hardly_meet", "order_items"): (
        [
            (
                {
                    "orders": orders(*({"order_id": str(n)} for n in range(6))),
                    "order_items": [{"order_id": f"{n}.0", "line_number": "1", "product_id": "p"} for n in range(6)],
                },
                {},
            )
        ],
        # Lines of some orders only, and of one that was refused.
        [({"orders": orders({"status": "?"}, good=30), "order_items": lines(*["1"] * 6)}, {})],
    ),
    ("ids_hardly_meet", "interactions"): (
        [
            (
                {"orders": orders(good=6), "interactions": interactions(*({"customer_id": f"u{n}"} for n in range(6)))},
                {},
            ),
            (
                {
                    "orders": orders({"visitor_id": "GA1.5"}),
                    "interactions": interactions({"customer_id": "", "visitor_id": "ga1.5"}),
                },
                {},
            ),
        ],
        [
            # Many who look, of whom few buy; and a log that begins after most orders.
            (
                {
                    "orders": orders(*({"visitor_id": f"v{n}"} for n in range(5))),
                    "interactions": interactions(*({"customer_id": "", "visitor_id": f"v{n}"} for n in range(120))),
                },
                {},
            ),
            (
                {
                    "orders": orders(*[{"ordered_at": "2020-01-01"}] * 20),
                    "interactions": interactions(*({"customer_id": f"u{n}"} for n in range(20))),
                },
                {},
            ),
        ],
    ),
    ("rows_far_away", "orders"): (
        [
            ({"orders": one_a_day(12, 1) + orders({"order_id": "x", "ordered_at": "1970-01-01"})}, {}),
            ({"orders": one_a_day(12, 1) + orders({"order_id": "x", "ordered_at": "2026-01-15"})}, {}),
        ],
        [
            # A slow beginning, a shop that was shut for long, and only two orders.
            ({"orders": one_a_day(12, 1) + orders({"order_id": "x", "ordered_at": "2022-02-01"})}, {}),
            ({"orders": one_a_day(8, 1) + orders(*({"ordered_at": f"2020-01-0{n}"} for n in range(1, 5)))}, {}),
            ({"orders": orders({"ordered_at": "2020-01-01"}, {"ordered_at": "2024-01-01"})}, {}),
        ],
    ),
    ("rows_far_away", "customers"): (
        [({"orders": orders(good=1), "customers": accounts("1900-01-01", *["2024-01-05"] * 12)}, {})],
        [({"orders": orders(good=1), "customers": accounts("", "2023-01-01", *["2024-01-05"] * 12)}, {})],
    ),
    ("rows_far_away", "marketing_spend"): (
        [({"orders": orders(good=1), "marketing_spend": spent("2014-03-01", *["2024-03-01"] * 12)}, {})],
        [({"orders": orders(good=1), "marketing_spend": spent("2023-03-01", *["2024-03-01"] * 12)}, {})],
    ),
    ("rows_far_away", "interactions"): (
        [({"orders": orders(good=1), "interactions": seen_at("2002-01-01", *["2024-03-01"] * 12)}, {})],
        [({"orders": orders(good=1), "interactions": seen_at("2023-01-01", *["2024-03-01"] * 12)}, {})],
    ),
    ("orders_of_no_value", "orders"): (
        [({"orders": orders({"gross_amount": "0"}, good=5)}, {})],
        # What was discounted to nothing was sold, and what was cancelled was not.
        [
            (
                {
                    "orders": orders(
                        {"gross_amount": "10", "discount_amount": "10"},
                        {"gross_amount": "0", "status": "cancelled"},
                        good=5,
                    )
                },
                {},
            )
        ],
    ),
    ("as_of_after_last_sale", "interactions"): (
        [
            ({"orders": one_a_day(20, 1), "interactions": seen_at("2024-02-20")}, {}),
            # What was cancelled is no sale.
            (
                {
                    "orders": one_a_day(20, 1) + orders({"ordered_at": "2024-02-20", "status": "cancelled"}),
                    "interactions": seen_at("2024-02-20"),
                },
                {},
            ),
        ],
        [
            ({"orders": one_a_day(20, 1), "interactions": seen_at("2024-01-24")}, {}),
            ({"orders": one_a_day(20, 1), "interactions": seen_at("2024-02-20")}, {"as_of": "2024-01-20"}),
            ({"orders": one_a_day(20, 1), "interactions": seen_at("2024-02-20")}, {"as_of_follows": "purchases"}),
            # A shop that sells once a month.
            (
                {
                    "orders": orders(*({"ordered_at": f"2024-0{month}-01"} for month in range(1, 7))),
                    "interactions": seen_at("2024-06-25"),
                },
                {},
            ),
        ],
    ),
    ("amounts_of_another_unit", "orders"): (
        [
            # From a day on in cents; some in thousands; one that lost its decimal point.
            ({"orders": priced(*["19.90", "5", "45"] * 5) + priced(*["2490", "700", "4500"] * 5, day=20)}, {}),
            ({"orders": priced(*["150000", "80000", "325000"] * 10, "150", "80", "95")}, {}),
            ({"orders": priced(*["19.90", "5", "45"] * 10, "19900")}, {}),
        ],
        [
            # Prices far apart; prices that rose; something dear; orders of next to nothing; another currency.
            ({"orders": priced(*["1", "10", "80", "400", "2000", "9000"] * 5)}, {}),
            ({"orders": priced(*["5", "10"] * 10) + priced(*["100", "200"] * 10, day=20)}, {}),
            ({"orders": priced(*["19.90", "5", "45"] * 10, "900")}, {}),
            ({"orders": priced(*["19.90", "5", "45"] * 10, "0.01", "0.01", "0.01")}, {"as_of": None}),
            (
                {
                    "orders": priced(*["19.90", "5", "45"] * 10)
                    + [{**row, "currency": "IDR"} for row in priced("99000")],
                    "exchange_rates": [{"currency": "IDR", "valid_from": "2020-01-01", "rate": "0.00006"}],
                },
                {},
            ),
        ],
    ),
    ("conventions_differ", "orders"): (
        [
            (
                {
                    "shop": orders(good=1),
                    "till": orders(good=1),
                    "retensi_yml": two_sources(shop="{tax: included}", till="{tax: excluded, shipping: excluded}"),
                },
                {},
            )
        ],
        [
            # What one of them leaves open; and sources that say the same.
            (
                {
                    "shop": orders(good=1),
                    "till": orders(good=1),
                    "retensi_yml": two_sources(shop="{tax: included}", till="{shipping: excluded}"),
                },
                {},
            ),
            (
                {
                    "shop": orders(good=1),
                    "till": orders(good=1),
                    "retensi_yml": two_sources(shop="{tax: excluded}", till="{tax: excluded, shipping: unknown}"),
                },
                {},
            ),
        ],
    ),
    ("orders_vanished", "orders"): (
        [({"orders/export_9": exported(range(10)), "orders/export_10": exported([*range(3), *range(4, 15)])}, {})],
        [
            # Another branch of the shop; the next days; what changed; and what a later export has added.
            ({"orders/a": exported(range(10)), "orders/b": exported(range(10), "b")}, {}),
            ({"orders/a": exported(range(10)), "orders/b": exported(range(9, 20))}, {}),
            ({"orders/a": exported(range(10)), "orders/b": exported([0, 4, 12])}, {}),
            ({"orders/export_9": exported([*range(3), *range(4, 15)]), "orders/export_10": exported(range(15))}, {}),
        ],
    ),
    ("funnel_step_without_events", "interactions"): (
        [
            ({"orders": orders(good=1), "interactions": interactions({})}, {}),
            # All but one; and one whose only event comes after the last day that is looked at.
            (
                {
                    "orders": orders(good=1),
                    "customers": accounts("2024-03-01"),
                    "interactions": interactions(*({"interaction_type": each} for each in EVERY_STEP[1:])),
                },
                {},
            ),
            (
                {
                    "orders": orders(good=1),
                    "customers": accounts("2024-03-01"),
                    "interactions": interactions(
                        {"interaction_type": EVERY_STEP[0], "occurred_at": "2024-03-02"},
                        *({"interaction_type": each} for each in EVERY_STEP[1:]),
                    ),
                },
                {"as_of": "2024-03-01"},
            ),
        ],
        [
            ({"orders": orders(good=1)}, {}),
            ({"orders": orders(good=1), "interactions": interactions({"occurred_at": "soon"})}, {}),
            (
                {
                    "orders": orders(good=1),
                    "customers": accounts("2024-03-01"),
                    "interactions": interactions(*({"interaction_type": each} for each in EVERY_STEP)),
                },
                {},
            ),
        ],
    ),
}


RULES = tuple(rules(FrontDoor(PROJECT, {}, {})))


def test_each_rule_has_cases():
    assert {name for name, _ in RULES} == {name for name, _ in CASES}


def test_the_page_lists_each_rule_with_its_inputs():
    page = (PROJECT / "docs" / "check.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, flags=re.MULTILINE))
    inputs = {name: [input_ for rule, input_ in RULES if rule == name] for name in listed}
    assert list(listed) == list(dict.fromkeys(name for name, _ in RULES))
    for name, said in listed.items():
        assert said.split(", with ")[0] in ("all", ", ".join(inputs[name])), name


@pytest.mark.long
@pytest.mark.parametrize(("rule", "name"), CASES)
def test_findings(rule, name, tmp_path):
    raised, silent = CASES[rule, name]
    for expected, cases in ((True, raised), (False, silent)):
        for place, (inputs, variables) in enumerate(cases):
            folder = land(tmp_path / f"{expected}{place}", **inputs)
            if rule == "input_empty" and expected:
                (folder / "customers.csv").write_text("customer_id\n")
            judged = judge(folder, quarantine_severity="warn", **variables)
            assert judged.inputs, judged.problems
            found = [finding for finding in judged.findings if (finding.name, finding.input) == (rule, name)]
            assert len(found) == expected, (place, judged.findings)


def test_a_tidy_shop_raises_nothing(tmp_path):
    land(
        tmp_path,
        orders=orders(
            *({"email": f"m{n}@shop.example", "discount_amount": "1.00", "ordered_at": "2024-03-01"} for n in range(30))
        ),
        customers=[
            {"customer_id": f"c{n}", "email": f"m{n}@shop.example", "registered_at": "2024-03-01"} for n in range(30)
        ],
        order_items=lines(*["10.00"] * 30),
        interactions=interactions(
            *({"customer_id": f"c{n}", "interaction_type": EVERY_STEP[n % len(EVERY_STEP)]} for n in range(30))
        ),
    )
    judged = judge(tmp_path, **JAKARTA)
    assert judged.findings == ()
    assert judged.problems == ()
    assert judged.warnings == ()


def test_a_finding_says_how_much_and_what_for(tmp_path):
    land(
        tmp_path,
        orders=orders(
            {"ordered_at": "2024-01-31 18:30:00", "status": "pending", "gross_amount": "30"},
            {"ordered_at": "2024-01-31 10:00:00"},
        ),
    )
    found = {finding.name: finding for finding in judge(tmp_path, **JAKARTA).findings}
    times, statuses = found["times_without_offset"], found["statuses_ignored"]
    assert (times.rows, times.share, times.severity) == (2, 1.0, "warning")
    assert "1 lie on another day and 1 in another month" in times.says
    assert times.examples == ("2024-01-31 18:30:00",)
    assert "50.0 %), with 75.0 % of the amount" in statuses.says
    assert statuses.examples == ("pending (1)",)
    assert all(finding.effect and finding.advice for finding in found.values())


def test_ids_are_said_to_meet_by_what_would_make_them(tmp_path):
    customers = [{"customer_id": each} for each in ("C0", "C1", "c2.0", "c3", "c4", "c5", "c6")]
    land(tmp_path, orders=orders(good=7), customers=customers)
    [found] = judge(tmp_path).findings
    assert (found.name, found.rows, found.severity) == ("ids_hardly_meet", 3, "warning")
    assert found.says.endswith(
        "ids of customer_id that could be both in orders and in customers, 4 are; 3 more would be without regard to"
    )
    assert found.examples == ("upper and lower case (2)", "a .0 behind them (1)")


def test_a_file_with_statuses_leaves_older_ones_as_they_were(tmp_path):
    land(tmp_path, **{"orders/2023": without_status(orders(good=3))})
    assert [(each.accepted, each.quarantined) for each in judge(tmp_path).inputs] == [(3, 0)]
    later = [{**row, "order_id": f"later-{row['order_id']}"} for row in orders({"status": ""}, good=40)]
    land(tmp_path, **{"orders/2024": later})
    judged = judge(tmp_path)
    assert [(each.accepted, each.quarantined) for each in judged.inputs] == [(43, 1)]
    [absent] = [finding for finding in judged.findings if finding.name == "status_absent"]
    assert (absent.rows, absent.examples, absent.severity) == (3, ("2023.csv (3)",), "notice")


@pytest.mark.long
def test_refused_rows_are_a_warning_where_nothing_else_tells_of_them(tmp_path):
    shops = {
        "few": (orders({"ordered_at": "soon"}, good=99), "notice"),
        "many": (orders(*[{"ordered_at": "soon"}] * 6, good=94), "warning"),
        # Of these there is a warning already.
        "statuses": (orders(*[{"status": "?"}] * 6, good=94), "notice"),
        "commas": (orders(*[{"gross_amount": "1,50"}] * 6, good=94), "notice"),
        "both": (orders(*[{"status": "?"}] * 6, *[{"ordered_at": "soon"}] * 6, good=88), "warning"),
    }
    for name, (made, severity) in shops.items():
        found = {finding.name: finding for finding in judge(land(tmp_path / name, orders=made)).findings}
        assert found["refused_rows"].severity == severity, name
    assert found["refused_rows"].says == "Rows that were refused: 12 of 100 (12.0 %)"
    assert found["refused_rows"].examples == ("unknown_status (6)", "unreadable_timestamp (6)")


def test_what_amounts_contain_is_told_by_source_where_it_differs(tmp_path):
    given = {"shop": orders(good=1), "till": orders(good=1)}
    judged = judge(land(tmp_path, **given, retensi_yml=two_sources(shop="{tax: included}")))
    assert judged.as_dict()["amounts"] == {
        "shop": {"tax": "included", "shipping": "unknown"},
        "till": {"tax": "unknown", "shipping": "unknown"},
    }
    assert in_words(judged.amounts) == [
        "amounts of shop: tax included, shipping not said",
        "amounts of till: tax not said, shipping not said",
    ]


def test_a_file_in_another_unit_is_named(tmp_path):
    for name, factor in (("a", 1), ("b", 1), ("c", 1000)):
        rows = priced(*(str(amount * factor) for amount in (5, 20, 45, 12, 30, 8)))
        landed(
            tmp_path / "orders",
            **{f"{name}_csv": text_of([{**row, "order_id": name + row["order_id"]} for row in rows])},
        )
    [found] = judge(tmp_path).findings
    assert found.examples == ("c.csv",)
    assert "about 1,000 times the others, in 1 file: 6 (33.3 %)" in found.says


def test_orders_that_stay_open_are_graver_than_cancelled_ones(tmp_path):
    for status, severity in (("cancelled", "notice"), ("pending", "warning")):
        [found] = judge(land(tmp_path / status, orders=orders(*[{"status": status}] * 3, good=7))).findings
        assert (found.name, found.severity) == ("statuses_ignored", severity)


def test_what_is_rare_is_no_warning(tmp_path):
    land(tmp_path, orders=orders({"customer_id": "guest"}, {"discount_amount": "-1"}, good=300))
    assert {(found.name, found.severity) for found in judge(tmp_path).findings} == {
        ("placeholder_ids", "notice"),
        ("negative_discounts", "warning"),
    }


def test_findings_name_nobody(tmp_path):
    land(
        tmp_path,
        orders=orders(
            *({"customer_id": "ani.wijaya", "email": f"ani{n}@shop.example"} for n in range(4)),
            {"email": "ani0@shop.example", "status": "ani@shop.example"},
            {"email": "ani0@shop.example"},
        ),
    )
    judged = judge(tmp_path)
    assert {finding.name for finding in judged.findings} >= {"id_with_many_mails", "mail_with_many_ids"}
    assert "ani" not in json.dumps([finding.examples for finding in judged.findings])


# Through a mapping

EXPORT = """Order;Mail;Created;State;Total;Discount;Item;Price;Qty;Remark
#1;ani@shop.example;31.01.2024 18:30;Bezahlt;80,00;20,00;mug;50,00;2;x
#1;;;;;;jar;0,00;1;
#2;budi@shop.example;01.02.2024 09:00;storniert;10,00;0,00;mug;10,00;1;x
#3;guest;2024;Bezahlt;10,00;0,00;mug;10,00;1;x
#4;cici@shop.example;02.02.2024 09:00;verschickt;10,00;0,00;mug;10,00;1;x
"""
MAPPING = """
version: 1
sources:
  shop:
    files: "export*.csv"
    format: {delimiter: ";", decimal: ",", dates: day_first, time_zone: Asia/Jakarta}
    placeholders: [guest]
    orders:
      rows: one per line
      columns:
        order_id: Order
        email: Mail
        ordered_at: Created
        status: {column: State, values: {Bezahlt: paid, storniert: cancelled}}
        total_amount: Total
        discount_amount: Discount
    order_items:
      rows: one per line
      columns:
        order_id: Order
        product_id: Item
        quantity: Qty
        amount: {expression: 'cast(replace("Price", '','', ''.'') as decimal(18, 3))'}
"""


def test_a_folder_is_checked_through_its_mapping(tmp_path):
    folder = landed(tmp_path, export_2024_csv=EXPORT, retensi_yml=MAPPING)
    judged = judge(folder, show_records=True, quarantine_severity="warn", **JAKARTA)
    given = {each.name: each for each in judged.inputs}
    assert {name: (each.received, each.accepted) for name, each in given.items()} == {
        "orders": (4, 2),
        "order_items": (5, 3),
    }
    assert {refusal.reason: refusal.values for refusal in given["orders"].refusals} == {
        "unreadable_timestamp": "ordered_at '2024' (1)",
        "unknown_status": "status 'verschickt' (1)",
    }
    record = given["orders"].refusals[0].record or given["orders"].refusals[1].record
    assert record is not None
    assert {"Order", "State", "order_id"} <= set(record)
    # Of the file only what no input reads, once.
    assert (given["orders"].unused_columns, given["order_items"].unused_columns) == (("Remark",), ())
    found = {finding.name for finding in judged.findings}
    # The zone is said, the total is one, and three decimals are the expression's own.
    assert found == {"refused_rows", "statuses_ignored", "statuses_unknown"}


def test_a_mapping_and_files_named_like_inputs_go_together(tmp_path):
    merges = "customer_id,merged_into,Note\nc1,c2,x\n"
    judged = judge(
        landed(tmp_path, export_csv=EXPORT, retensi_yml=MAPPING, customer_merges_csv=merges), quarantine_severity="warn"
    )
    [given] = [each for each in judged.inputs if each.name == "customer_merges"]
    assert (given.received, given.accepted, given.unused_columns) == (1, 1, ("Note",))


def test_a_mapping_that_cannot_be_used_is_told_with_its_line(tmp_path):
    folder = landed(tmp_path, export_csv=EXPORT, retensi_yml=MAPPING.replace("Mail", "Mial"))
    judged = judge(folder)
    assert judged.inputs == ()
    [problem] = judged.problems
    assert "retensi.yml, line 12: no column 'Mial'" in problem


# What was refused, to be mended


def read(file: Path, **written) -> list[dict[str, str]]:
    with file.open(encoding=written.pop("encoding", "utf-8-sig"), newline="") as opened:
        return list(csv.DictReader(opened, **written))


def test_refused_rows_are_written_mended_and_accepted(tmp_path):
    good = {"Note": "x", "reason": ""}
    made = orders({"status": "on-ice", "Note": "für Ani", "reason": "a gift"}, {"gross_amount": "1.234,50"}, good=40)
    folder = land(tmp_path / "landing", orders=[good | row for row in made])
    with (folder / "orders.csv").open("a") as file:
        file.write("o90,c90,2024-03-01,paid,5\n")
    before = (folder / "orders.csv").read_bytes()
    judged = check(folder, project=PROJECT, refused_to=tmp_path / "refused")
    [written] = judged.refused_files
    assert (written.rows, written.land) == (3, f"as {folder}/orders/orders_refused.csv")
    assert (folder / "orders.csv").read_bytes() == before
    refused = Path(written.path)
    assert (refused.stat().st_mode & 0o777, refused.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    rows = read(refused)
    # Their own column `reason` stays; and a record with too few fields is there as far as it goes.
    assert list(rows[0]) == ["reason_of_refusal", *good, *made[0]]
    assert [row["reason_of_refusal"] for row in rows] == ["unknown_status", "unreadable_amount", "unreadable_row"]
    assert rows[0]["Note"] == "für Ani"
    assert rows[1]["gross_amount"] == "1.234,50"

    mended = [{name: value for name, value in row.items() if name != "reason_of_refusal"} for row in rows[:2]]
    mended[0]["status"], mended[1]["gross_amount"] = "paid", "1234.50"
    landed(folder / "orders", orders_refused_csv=text_of(mended))
    assert judge(folder).inputs[0].accepted == 42


def test_refused_rows_of_a_mapping_keep_its_columns_and_whole_orders(tmp_path):
    folder = tmp_path / "landing"
    mapping = MAPPING.replace('delimiter: ";"', 'delimiter: ";", encoding: cp1252')
    landed(folder, retensi_yml=mapping)
    lines = EXPORT + "#5;dedi@shop.example;02.02.2024 09:00;Bezahlt;30,00;0,00;mug;10,00;1;ä\n#5;;;;;;jar;10,00;1;\n"
    lines += "#5;;;;;;;10,00;1;no name\n"
    (folder / "export_1.csv").write_bytes(lines.encode("cp1252"))
    given = {"project": PROJECT, "refused_to": tmp_path / "refused", "variables": {"quarantine_severity": "warn"}}
    judged = check(folder, **given)
    accepted = {each.name: each.accepted for each in judged.inputs}
    assert accepted == {"orders": 3, "order_items": 5}
    [written] = judged.refused_files
    assert "source shop finds it (export*.csv)" in written.land
    file = Path(written.path)
    rows = read(file, encoding="cp1252", delimiter=";")
    assert list(rows[0]) == ["reason", *EXPORT.splitlines()[0].split(";")]
    assert [(row["Order"], row["Item"], row["reason"]) for row in rows] == [
        ("#3", "mug", "orders: unreadable_timestamp"),
        ("#4", "mug", "orders: unknown_status"),
        ("#5", "mug", ""),
        ("#5", "jar", ""),
        ("#5", "", "order_items: missing_key"),
    ]
    # Mended, with the column of reasons left in: nothing reads it.
    text = file.read_text(encoding="cp1252").replace("2024;Bezahlt", "01.02.2024;Bezahlt")
    text = text.replace("verschickt", "Bezahlt").replace(";;10,00;1;no name", ";lid;10,00;1;named")
    (folder / "export_mended.csv").write_text(text, encoding="cp1252")
    judged = judge(folder, quarantine_severity="warn")
    assert {each.name: each.accepted for each in judged.inputs} == {"orders": 5, "order_items": 8}


def test_spoiled_records_go_into_the_columns_of_their_file(tmp_path):
    (tmp_path / "landing" / "orders").mkdir(parents=True)
    (tmp_path / "landing" / "orders" / "a.json").write_text(
        '{"Shop": "A", "order_id": "1", "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 1}\n'
    )
    (tmp_path / "landing" / "orders" / "b.csv").write_text(
        'order_id,ordered_at,status,gross_amount\nc1,2024-03-01,paid,"5\nc2,2024-03-01,paid,6,7\n'
    )
    [written] = check(tmp_path / "landing", project=PROJECT, refused_to=tmp_path / "refused").refused_files
    rows = [row for row in read(Path(written.path)) if row["reason"] == "unreadable_row"]
    assert [(row["order_id"], row["gross_amount"], row["Shop"]) for row in rows] == [("c1", "5", ""), ("c2", "6,7", "")]


def test_refused_rows_never_go_where_a_build_reads_or_over_files(tmp_path):
    folder = land(tmp_path / "landing", orders=orders({"status": "?"}, good=40))
    (tmp_path / "link").symlink_to(folder)
    for place in (folder, folder / "refused", tmp_path / "link" / "x"):
        with pytest.raises(CheckError, match="lies in the landing folder"):
            check(folder, project=PROJECT, refused_to=place)
    landed(tmp_path / "refused", orders_refused_csv="mended by hand")
    with pytest.raises(CheckError, match=r"holds orders_refused\.csv already"):
        check(folder, project=PROJECT, refused_to=tmp_path / "refused")
    assert (tmp_path / "refused" / "orders_refused.csv").read_text() == "mended by hand"
    check(folder, project=PROJECT, refused_to=tmp_path / "refused", overwrite=True)
    assert len(read(tmp_path / "refused" / "orders_refused.csv")) == 1
    assert [file.name for file in folder.iterdir()] == ["orders.csv"]


def test_refused_rows_of_who_is_forgotten_are_not_written(tmp_path):
    land(
        tmp_path / "landing",
        orders=orders({"customer_id": "somebody1", "status": "?"}, {"status": "?"}, good=60),
        erasure_requests=[{"customer_id": "somebody1", "requested_at": "2024-03-02"}],
    )
    [written] = check(tmp_path / "landing", project=PROJECT, refused_to=tmp_path / "refused").refused_files
    assert [row["order_id"] for row in read(Path(written.path))] == ["o61"]


# Where it runs


def test_a_project_that_has_retensi_as_a_package(tmp_path):
    host = tmp_path / "host"
    (host / "dbt_packages").mkdir(parents=True)
    (host / "dbt_packages" / "retensi").symlink_to(PROJECT)
    (host / "dbt_project.yml").write_text(
        "name: host\nvars: {retensi: {reporting_timezone: Asia/Jakarta}, of_mine: 1}\n"
    )
    (host / "seeds").mkdir()
    (host / "seeds" / "order_statuses.csv").write_text("status,treatment,refunded\nlunas,purchase,\n")
    land(tmp_path / "landing", orders=orders({"status": "lunas", "ordered_at": "2024-03-01 18:00:00"}))
    judged = check(tmp_path / "landing", project=host)
    assert judged.inputs[0].accepted == 1
    assert [finding.name for finding in judged.findings] == ["times_without_offset"]


def test_another_folder_is_no_project(tmp_path):
    with pytest.raises(ProjectError, match="--project-dir"):
        check(tmp_path, project=tmp_path)


def test_the_folder_can_come_from_the_environment(tmp_path):
    landed(tmp_path, orders_csv=good_orders(2))
    judged = check(project=PROJECT, environment={"RETENSI_INPUT_PATH": str(tmp_path)})
    assert judged.inputs[0].accepted == 2
    with pytest.raises(CheckError, match="Nothing says where the inputs lie"):
        check(project=PROJECT, environment={})
    # Tables are looked for where the target has them, and here is no warehouse.
    nowhere = {"RETENSI_WAREHOUSE": str(tmp_path / "none.duckdb")}
    for place in ({"RETENSI_INPUT_SCHEMA": "raw"}, {"RETENSI_MAPPING": "shop.yml"}):
        with pytest.raises(WarehouseError, match=r"There is no warehouse .*none\.duckdb"):
            check(project=PROJECT, environment={**nowhere, **place})


@pytest.mark.long
def test_what_does_not_fit_into_memory_goes_to_the_disk_and_away(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with duckdb.connect() as connection:
        connection.sql(
            "select 'order-' || i as order_id, 'customer-' || i as customer_id, '2024-03-01' as ordered_at,"
            " 'paid' as status, '10' as gross_amount, 'person' || i || '@mail.example' as email"
            " from range(300000) as t (i)"
        ).write_csv(str(tmp_path / "orders.csv"))
    given = {**os.environ, "RETENSI_MEMORY": "320MB"}
    judged = check(tmp_path, project=PROJECT, environment=given)
    assert judged.inputs[0].accepted == 300000
    assert list((tmp_path / "temporary").iterdir()) == []


def test_it_writes_nothing_and_loads_neither_dbt_nor_pandas(tmp_path):
    landed(tmp_path / "landing", orders_csv=good_orders(2))
    (tmp_path / "empty").mkdir()
    program = (
        f"import sys\nfrom retensi.front_door import check\njudged = check({str(tmp_path / 'landing')!r},"
        f" project={str(PROJECT)!r})\nprint(judged.would_build, {{'dbt', 'pandas'}} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "empty", capture_output=True, text=True, check=True
    )
    assert done.stdout == "True set()\n"
    assert list((tmp_path / "empty").iterdir()) == []
    assert [file.name for file in (tmp_path / "landing").iterdir()] == ["orders.csv"]


# The command


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in the project's folder."""
    monkeypatch.chdir(PROJECT)
    return lambda *arguments: CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_the_command_tells_people(run, tmp_path):
    folder = land(tmp_path, orders=orders({"status": "on-ice", "Note": "x"}, {"status": "pending"}, good=60))
    result = run(folder)
    assert result.exit_code == 0
    told = result.stdout.splitlines()
    assert told[0] == "orders: 62 rows from 1 file, 61 accepted, 0 superseded, 1 refused"
    assert told[1].startswith("  1 unknown_status: status 'on-ice' (1). Add the status")
    assert told[2:5] == [
        "  not used: Note",
        "  amounts: tax not said, shipping not said",
        "Refused rows are written to be mended by --refused-to DIR.",
    ]
    # It is told of once.
    assert "refused_rows" not in result.stdout
    assert "  notice orders, statuses_ignored: Orders with a status that is no sale: 1 of 62 (1.6 %)" in result.stdout
    assert told[-1] == "A build would go through."


def test_the_command_ends_with_1_where_a_build_would_stop(run, tmp_path):
    land(tmp_path, orders=orders({"status": "on-ice"}))
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "A build would stop:\n  - orders: 1 of 1 rows are quarantined" in result.stdout
    assert run(tmp_path, "--vars", "{quarantine_severity: warn}").exit_code == 0


def test_the_command_writes_json(run, tmp_path):
    result = run(land(tmp_path, orders=orders(good=2)), "--json", "--show-records")
    told = json.loads(result.stdout)
    assert told["would_build"] is True
    assert told["inputs"][0]["accepted"] == 2


def test_the_command_writes_what_was_refused(run, tmp_path):
    folder = land(tmp_path / "landing", orders=orders({"status": "?"}, good=40))
    told = run(folder, "--refused-to", tmp_path / "refused").stdout
    assert "Refused rows to mend, with personal data. Take the column that says why away, and land" in told
    assert f"  {tmp_path}/refused/orders_refused.csv (1 row) as {folder}/orders/orders_refused.csv" in told
    assert run(folder, "--refused-to", tmp_path / "refused").exit_code == 2
    assert run(folder, "--refused-to", tmp_path / "refused", "--overwrite").exit_code == 0
    land(folder, orders=orders(good=2))
    assert "Nothing was written" in run(folder, "--refused-to", tmp_path / "other").stdout
    assert not (tmp_path / "other").exists()


def test_wrong_usage_ends_with_2(run, tmp_path, monkeypatch):
    monkeypatch.setenv("RETENSI_INPUT_SCHEMA", "raw")
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(tmp_path / "none.duckdb"))
    assert run().exit_code == 2
    for arguments in (("nowhere",), (tmp_path, "--vars", "[1]"), (tmp_path, "--vars", "{"), (tmp_path, "--nope")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, ""), arguments
