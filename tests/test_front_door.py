"""Bad inputs, one by one, through real builds of the front door: what is refused, why, and that nothing is lost."""

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import BuildFailed, build, rows

FRONT_DOOR = ("build", "--exclude-resource-type", "test", "unit_test", "--select")
FRONT_DOOR += ("inputs", "staging", "int_as_of", "order_statuses", "interaction_types")
INPUTS = (
    "customer_merges",
    "customers",
    "erasure_requests",
    "exchange_rates",
    "interactions",
    "marketing_spend",
    "order_items",
    "orders",
)
HEADER = "order_id,customer_id,ordered_at,status,gross_amount"
GOOD = "c1,2024-03-01,paid,10"


def landed(folder: Path, **files: str | bytes) -> Path:
    """Write files into a landing folder; `orders_csv` becomes orders.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = folder / ".".join(name.rsplit("_", 1))
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def parquet(file: Path, query: str) -> None:
    """Write the result of a query as Parquet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.sql(query).write_parquet(str(file))


def through_the_door(folder: Path, warehouse: Path, **variables) -> Path:
    """Build inputs and staging from a landing folder, without tests."""
    build({"input_path": str(folder), **variables}, warehouse, *FRONT_DOOR)
    return warehouse


def reasons(warehouse: Path, name: str) -> Counter:
    """Count the quarantined rows of an input by reason."""
    return Counter(reason for (reason,) in rows(warehouse, f"select reason from inputs.quarantined_{name}"))


def reconciliation(warehouse: Path) -> dict[str, tuple[int, int, int, int]]:
    """Give received, accepted, superseded and quarantined rows by input."""
    found = rows(
        warehouse,
        "select input, rows_received, rows_accepted, rows_superseded, rows_quarantined from inputs.input_reconciliation",
    )
    for name, received, accepted, superseded, quarantined in found:
        assert received == accepted + superseded + quarantined, name
    assert sorted(name for name, *_ in found) == list(INPUTS)
    return {name: tuple(counts) for name, *counts in found}


# --- every reason, in one build -------------------------------------------------------------------------------------

SOON = (datetime.now(UTC) + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
LONG = "text that an open quote swallowed, line by line\n" * 250

# Each order: what makes it bad (or good), and what becomes of it.
ORDERS: list[tuple[dict, str]] = [
    ({}, "accepted"),
    ({"order_id": ""}, "missing_key"),
    ({"order_id": "   "}, "missing_key"),
    ({"ordered_at": ""}, "unreadable_timestamp"),
    ({"ordered_at": "2024-02-30"}, "unreadable_timestamp"),
    ({"ordered_at": "01/03/2024"}, "unreadable_timestamp"),
    ({"ordered_at": "2024-03-01T24:00:00Z"}, "unreadable_timestamp"),
    ({"ordered_at": "2024-03-01T10:00:00 Europe/Rome"}, "unreadable_timestamp"),
    ({"ordered_at": "1709287200"}, "unreadable_timestamp"),
    ({"updated_at": "lately"}, "unreadable_timestamp"),
    ({"ordered_at": "2024-03-01T10:00Z"}, "accepted"),
    ({"ordered_at": "2024-03-01 10:00"}, "accepted"),
    ({"ordered_at": " 2024-03-01T10:00:00.123456789z "}, "accepted"),
    ({"ordered_at": "2024-03-01T10:00:00+0530"}, "accepted"),
    ({"ordered_at": "2024-03-01T10:00-08"}, "accepted"),
    ({"ordered_at": SOON}, "timestamp_in_future"),
    ({"status": ""}, "unknown_status"),
    ({"status": "paid."}, "unknown_status"),
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
    ({"discount_amount": "none"}, "unreadable_amount"),
    ({"refunded_amount": "1.2.3"}, "unreadable_amount"),
    ({"cost_amount": "?"}, "unreadable_amount"),
    ({"gross_amount": "-0.0001"}, "negative_amount"),
    ({"discount_amount": "-1"}, "negative_amount"),
    ({"refunded_amount": "-1"}, "negative_amount"),
    ({"cost_amount": "-1"}, "negative_amount"),
    ({"status": "credit_note", "gross_amount": "-10"}, "accepted"),
    ({"status": "credit_note", "gross_amount": "10"}, "accepted"),
    ({"discount_amount": "4", "refunded_amount": "6"}, "accepted"),
    ({"discount_amount": "4", "refunded_amount": "6.0001"}, "refund_exceeds_order"),
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
    ({"customer_id": "", "visitor_id": "v1"}, "accepted"),
    ({"occurred_at": ""}, "unreadable_timestamp"),
    ({"occurred_at": SOON}, "timestamp_in_future"),
    ({"interaction_type": ""}, "unknown_interaction_type"),
    ({"interaction_type": "telepathy"}, "unknown_interaction_type"),
    ({"interaction_type": " Page_View "}, "accepted"),
    ({"value": "a lot"}, "accepted"),
    ({"interaction_type": "nps_response", "value": ""}, "value_out_of_range"),
    ({"interaction_type": "nps_response", "value": "ten"}, "unreadable_amount"),
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
    number = next(index for index, (_, reason) in enumerate(ORDERS) if reason == "refund_exceeds_order")
    columns = list(filled("orders", number, ORDERS[number][0]))
    found = rows(
        every_reason, f"select {', '.join(columns)} from inputs.quarantined_orders where case_number = '{number}'"
    )
    assert found == [tuple(filled("orders", number, ORDERS[number][0]).values())]


def test_unreadable_optional_values_become_null_and_are_counted(every_reason):
    counted = dict(rows(every_reason, "select input, unreadable_values from inputs.input_reconciliation"))
    # interactions: one value of a type without limits, one that is quarantined for it; customers: a birth date, a consent.
    assert (counted["customers"], counted["order_items"], counted["interactions"]) == (2, 1, 2)
    assert rows(every_reason, "select birth_date, marketing_consent from staging.stg_customers where customer_id = 'c6'") == [
        (None, None)
    ]


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


# --- what stops the build before any model runs ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def step(tmp_path_factory) -> Path:
    """One folder that many tests use in turn: with vars and paths the same, dbt parses the project once."""
    return tmp_path_factory.mktemp("step")


@pytest.fixture
def landing(step) -> Path:
    """An empty landing folder, over a warehouse in which nothing is built."""
    shutil.rmtree(step / "landing", ignore_errors=True)
    (step / "landing").mkdir()
    with duckdb.connect(str(step / "w.duckdb")) as connection:
        for schema in ("inputs", "staging", "intermediate"):
            connection.execute(f"drop schema if exists {schema} cascade")
    return step / "landing"


def stopped(folder: Path, **variables) -> str:
    """Give the message with which a build stops before any model runs."""
    warehouse = folder.parent / "w.duckdb"
    with pytest.raises(BuildFailed) as failure:
        build({"input_path": str(folder), **variables}, warehouse, *FRONT_DOOR)
    # Nothing was built.
    tables = rows(warehouse, "select count(*) from duckdb_tables() where schema_name in ('inputs', 'staging')")
    assert tables == [(0,)]
    return str(failure.value)


def good_orders(count: int = 1) -> str:
    return HEADER + "\n" + "".join(f"o{number},{GOOD}\n" for number in range(count))


# (files of the landing folder, what the message must say): all of them are told from one build's message each.
STOPPING = {
    "orders missing": ({"customers_csv": "customer_id\nc1\n"}, ["orders: required, but nothing was found", "orders.csv"]),
    "zero bytes": ({"orders_csv": ""}, ["orders.csv is empty; expected a header line"]),
    "latin-1": ({"orders_csv": (good_orders() + "o9,Jos\u00e9,2024-03-01,paid,10\n").encode("latin-1")}, ["is not UTF-8"]),
    "utf-16": ({"orders_csv": good_orders().encode("utf-16")}, ["orders.csv is not UTF-8; save it as UTF-8"]),
    "missing column": (
        {"orders_csv": "order_id,ordered_at,status\no1,2024-03-01,paid\n"},
        ["orders.csv has no column gross_amount, which is required", "found: order_id, ordered_at, status"],
    ),
    "renamed column": (
        {"orders_csv": good_orders().replace("ordered_at", "order_date")},
        ["orders.csv has no column ordered_at", "order_date"],
    ),
    "nobody": (
        {
            "orders_csv": good_orders(),
            "interactions_csv": "interaction_id,occurred_at,interaction_type\ni1,2024-03-01,page_view\n",
        },
        ["interactions.csv has none of the columns customer_id, visitor_id"],
    ),
    "several at once": (
        {"orders_csv": "", "customers_csv": "id\n1\n", "interactions_parquet": b"PAR1"},
        ["orders.csv is empty", "customers.csv has no column customer_id", "interactions.parquet cannot be read as Parquet"],
    ),
}


@pytest.mark.parametrize("case", STOPPING)
def test_unusable_inputs_stop_the_build_by_name(landing, case):
    files, expected = STOPPING[case]
    message = stopped(landed(landing, **files))
    for part in expected:
        assert part in message


def test_a_folder_that_does_not_exist_stops_the_build(landing):
    landing.rmdir()
    assert f"input_path is {landing}, but there is no such folder" in stopped(landing)


def test_parquet_of_the_wrong_type_stops_the_build(landing):
    parquet(
        landing / "orders.parquet",
        """
        select cast(1 as double) as order_id, cast(1709287200 as bigint) as ordered_at, 'paid' as status,
            '10' as gross_amount, [1] as channel, interval 1 day as discount_amount
        """,
    )
    message = stopped(landing)
    for expected in (
        "orders.parquet has column order_id of type DOUBLE; expected text",
        "orders.parquet has column ordered_at of type BIGINT; expected timestamp",
        "orders.parquet has column gross_amount of type VARCHAR; expected decimal",
        "orders.parquet has column channel of type INTEGER[]; expected text",
        "orders.parquet has column discount_amount of type INTERVAL; expected decimal",
    ):
        assert expected in message


def test_truncated_and_empty_parquet_stop_the_build(landing):
    whole = landing / "orders" / "whole.parquet"
    parquet(whole, "select 'o1' as order_id, date '2024-03-01' as ordered_at, 'paid' as status, 10 as gross_amount")
    (whole.parent / "cut.parquet").write_bytes(whole.read_bytes()[:-20])
    (whole.parent / "empty.parquet").write_bytes(b"")
    message = stopped(landing)
    assert "cut.parquet cannot be read as Parquet" in message
    assert "empty.parquet cannot be read as Parquet" in message
    assert "whole.parquet" not in message


def test_vars_that_cannot_be_used_stop_the_build(landing):
    message = stopped(
        landed(landing, orders_csv=good_orders()),
        input_schema="raw",
        as_of="2024-02-30",
        reporting_timezone="Jakarta",
        reporting_currency="dollars",
        quarantine_limit="some",
        quarantine_severity="fatal",
        gross_margin_rate="half",
        inactive_after_days=60,
    )
    for expected in (
        "as_of is 2024-02-30; expected a day as YYYY-MM-DD",
        "input_path and input_schema are both set",
        "reporting_timezone is Jakarta; expected an IANA name",
        "reporting_currency is dollars; expected an ISO 4217 code",
        "quarantine_limit is some; expected a share from 0 to 1",
        "quarantine_severity is fatal; expected error or warn",
        "gross_margin_rate is half; expected a share from 0 to 1",
        "inactive_after_days is 60; expected more than at_risk_after_days (60)",
    ):
        assert expected in message


# --- what must be read ----------------------------------------------------------------------------------------------


def test_no_orders_build_an_empty_front_door(landing):
    folder = landed(landing, orders_csv=HEADER + "\n", interactions_json="")
    warehouse = through_the_door(folder, folder.parent / "w.duckdb")
    assert set(reconciliation(warehouse).values()) == {(0, 0, 0, 0)}
    presence = dict(rows(warehouse, "select input, is_present from inputs.input_presence"))
    assert presence == {name: name in ("orders", "interactions") for name in INPUTS}
    assert rows(warehouse, "select spine_start, as_of < current_date + 1 from intermediate.int_as_of") == [(None, True)]


@pytest.fixture(scope="module")
def mixed_files(tmp_path_factory) -> Path:
    """One input in many files: three formats, every form of damage, each file with columns of its own."""
    root = tmp_path_factory.mktemp("mixed_files")
    files = {
        "bom.csv": "\ufeff" + HEADER + f"\nbom,{GOOD}\n",
        "crlf it's.csv": HEADER + f"\r\ncrlf,{GOOD}\r\n",
        "mixed ends.csv": HEADER + f"\r\nmixed_1,{GOOD}\nmixed_2,{GOOD}\rmixed_3,{GOOD}\r\n",
        "no end[1].csv": HEADER + f"\nno_end,{GOOD}",
        "embedded.csv": HEADER + ',campaign_id,my note\nembedded,c1,2024-03-01,paid,10,"a ""b"", c\nd","kept, ""too"""\n',
        "order.csv": "gross_amount,STATUS, order_id ,Ordered_At\n10,paid,order_of_columns,2024-03-01\n",
        "ragged.csv": HEADER + f"\nragged_ok_1,{GOOD}\nshort,c1\nlong,{GOOD},more,and more\nragged_ok_2,{GOOD}\n",
        "after_quote.csv": HEADER + f'\n"after"quote,{GOOD}\nafter_ok,{GOOD}\n',
        "unclosed.csv": HEADER + f'\nunclosed_ok,{GOOD}\nunclosed,"c1,{LONG}',
        "huge.csv": HEADER + f'\nhuge_ok,{GOOD}\nhuge,"c1,{LONG * 200}',
        "closed_later.csv": HEADER + f'\nlater_1,"c1,2024-03-01,paid,10\nlater_2,"c1",2024-03-01,paid,10\nlater_ok,{GOOD}\n',
        "lines.json": "\ufeff"
        + json.dumps({"order_id": 12, "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 10.5})
        + "\r\n\n{not json}\n[1, 2]\n\"text\"\n"
        + json.dumps(
            {
                "Order_ID": "json_2",
                "ordered_at": "2024-03-01",
                "status": "paid",
                "gross_amount": "10",
                "a.b/c~'\"$": {"x": [1]},
                "_loaded_at": "mine",
                "reason": None,
            }
        )
        + "\n",
    }
    files["lines.json"] = files["lines.json"].replace("Order_ID", "order_id")
    (root / "landing" / "orders").mkdir(parents=True)
    for name, content in files.items():
        (root / "landing" / "orders" / name).write_bytes(content.encode())
    # Would be read twice if a file name were taken for a pattern.
    landed(root / "landing" / "orders", **{"no end1_csv": HEADER + f"\nnot_a_pattern,{GOOD}\n"})
    for name, key, moment in (
        ("day", "cast(1 as bigint)", "date '2024-03-01'"),
        ("moment", "cast('moment' as varchar)", "timestamp '2024-03-01 20:00:00'"),
        ("zoned", "cast(3 as decimal(20, 0))", "timestamptz '2024-03-01 20:00:00+07'"),
        ("nanos", "uuid '00000000-0000-0000-0000-000000000001'", "cast('2024-03-01 20:00:00' as timestamp_ns)"),
    ):
        parquet(
            root / "landing" / "orders" / f"{name}.parquet",
            f"select {key} as order_id, {moment} as ordered_at, 'paid' as status, 10 as gross_amount, 1 as extra",
        )
    return through_the_door(
        root / "landing", root / "w.duckdb", quarantine_severity="warn", reporting_timezone="Asia/Jakarta"
    )


def test_good_rows_of_mixed_files_are_accepted(mixed_files):
    found = {name for (name,) in rows(mixed_files, "select order_id from staging.stg_orders")}
    expected = {"bom", "crlf", "mixed_1", "mixed_2", "mixed_3", "no_end", "embedded", "order_of_columns", "not_a_pattern"}
    expected |= {"ragged_ok_1", "ragged_ok_2", "after_ok", "unclosed_ok", "huge_ok", "later_ok", "12", "json_2"}
    expected |= {"1", "moment", "3", "00000000-0000-0000-0000-000000000001"}
    assert found == expected
    received, accepted, superseded, quarantined = reconciliation(mixed_files)["orders"]
    assert (accepted, superseded, quarantined) == (len(expected), 0, 9)
    assert received == len(expected) + 9


def test_damaged_records_are_quarantined_once_as_text(mixed_files):
    assert reasons(mixed_files, "orders") == {"unreadable_row": 9}
    found = rows(
        mixed_files,
        "select regexp_extract(_source, '[^/]*$'), _unreadable from inputs.quarantined_orders order by 1, 2",
    )
    assert found == [
        ("after_quote.csv", f'"after"quote,{GOOD}'),
        ("closed_later.csv", 'later_1,"c1,2024-03-01,paid,10\nlater_2,"c1",2024-03-01,paid,10'),
        ("huge.csv", 'huge,"c1,' + (LONG * 200).rstrip("\n")),
        ("lines.json", '"text"'),
        ("lines.json", "[1, 2]"),
        ("lines.json", "{not json}"),
        ("ragged.csv", f"long,{GOOD},more,and more"),
        ("ragged.csv", "short,c1"),
        ("unclosed.csv", 'unclosed,"c1,' + LONG.rstrip("\n")),
    ]


def test_what_csv_and_json_hold_comes_in_unchanged(mixed_files):
    found = rows(mixed_files, "select campaign_id, \"my note\" from inputs.received_orders where order_id = 'embedded'")
    assert found == [('a "b", c\nd', 'kept, "too"')]
    found = rows(
        mixed_files,
        'select "a.b/c~\'""$", _loaded_at_received from inputs.received_orders where order_id = \'json_2\'',
    )
    assert found == [('{"x":[1]}', "mine")]


def test_typed_days_stay_and_typed_moments_move(mixed_files):
    found = dict(rows(mixed_files, "select order_id, order_date from staging.stg_orders"))
    # 20:00 UTC is the next day in Jakarta; 20:00+07 and bare days are not.
    assert found["1"] == date(2024, 3, 1)
    assert found["bom"] == date(2024, 3, 1)
    assert found["moment"] == date(2024, 3, 2)
    assert found["3"] == date(2024, 3, 1)
    assert found["00000000-0000-0000-0000-000000000001"] == date(2024, 3, 2)


# --- too many quarantined rows --------------------------------------------------------------------------------------


def orders_with(bad: int, good: int) -> str:
    """Give orders of which some have a status that nobody knows."""
    return good_orders(good) + "".join(f"b{number},c1,2024-03-01,lost,10\n" for number in range(bad))


@pytest.mark.parametrize(("bad", "good"), [pytest.param(20, 380, id="5 percent"), pytest.param(19, 1, id="19 rows")])
def test_a_few_quarantined_rows_pass(landing, bad, good):
    landed(landing, orders_csv=orders_with(bad, good))
    warehouse = through_the_door(landing, landing.parent / "w.duckdb")
    assert reconciliation(warehouse)["orders"] == (bad + good, good, 0, bad)


def test_too_many_quarantined_rows_leave_the_marts_as_they_were(tmp_path):
    folder, warehouse = tmp_path / "landing", tmp_path / "w.duckdb"
    everything = ("build", "--exclude-resource-type", "test", "unit_test", "--select")
    everything += ("inputs", "staging", "reference", "+customers", "+orders", "+retention_by_month")
    build({"input_path": str(landed(folder, orders_csv=orders_with(0, 30)))}, warehouse, *everything)
    marts = ["orders", "customers", "retention_by_month"]
    before = [rows(warehouse, f"select * from marts.{mart} order by all") for mart in marts]

    landed(folder, orders_csv=orders_with(20, 379))
    with pytest.raises(BuildFailed) as failure:
        build({"input_path": str(folder)}, warehouse, *everything)

    message = str(failure.value)
    assert "orders: 20 of 399 rows are quarantined (20 unknown_status); at most 5.0 % may be" in message
    assert "quarantined_orders" in message
    assert [rows(warehouse, f"select * from marts.{mart} order by all") for mart in marts] == before

    build({"input_path": str(folder), "quarantine_severity": "warn"}, warehouse, *everything)
    assert rows(warehouse, "select count(*) from marts.orders") == [(379,)]


# --- tables as a source ---------------------------------------------------------------------------------------------


def tables(warehouse: Path, **queries: str) -> None:
    """Make tables in a schema `raw` of a warehouse."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema if not exists raw")
        for name, query in queries.items():
            connection.execute(f"create or replace table raw.{name} as {query}")


TABLE_ORDERS = """
    select cast(number as bigint) as order_id, cast(null as varchar) as customer_id,
        timestamptz '2024-03-01 20:00:00+07' as ordered_at, 'paid' as status, cast(10.5 as double) as gross_amount,
        'note' as "a Note"
    from range(3) as series (number)
"""


def test_tables_are_read_by_schema(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    tables(
        warehouse,
        orders=TABLE_ORDERS,
        customers="select 7 as customer_id, date '2024-01-01' as registered_at, true as marketing_consent",
    )
    build({"input_schema": "raw"}, warehouse, *FRONT_DOOR)
    assert reconciliation(warehouse)["orders"] == (3, 3, 0, 0)
    assert rows(warehouse, "select distinct ordered_at, gross_amount from staging.stg_orders") == [
        (datetime(2024, 3, 1, 13), Decimal("10.5"))
    ]
    assert rows(warehouse, "select customer_id, registration_date, marketing_consent from staging.stg_customers") == [
        ("7", date(2024, 1, 1), True)
    ]
    presence = dict(rows(warehouse, "select input, is_present from inputs.input_presence"))
    assert sorted(name for name, is_present in presence.items() if is_present) == ["customers", "orders"]


def test_unusable_tables_stop_the_build_by_name(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    tables(warehouse, orders="select 1 as order_id, '2024-03-01' as ordered_at, 'paid' as status")
    with pytest.raises(BuildFailed) as failure:
        build({"input_schema": "raw"}, warehouse, *FRONT_DOOR)
    message = str(failure.value)
    assert "has no column gross_amount, which is required" in message
    assert "has column ordered_at of type VARCHAR; expected timestamp" in message
    assert "raw" in message

    with pytest.raises(BuildFailed) as failure:
        build({"input_schema": "elsewhere"}, warehouse, *FRONT_DOOR)
    assert "orders: required, but nothing was found; expected a table elsewhere.orders" in str(failure.value)
