"""Inputs and vars that cannot be used stop the build before any model runs; too many refused rows before the marts."""

from pathlib import Path

import pytest

from tests.dbt_project import BuildError, build, marts, rows
from tests.front_door.support import (
    FRONT_DOOR,
    HEADER,
    INPUTS,
    good_orders,
    landed,
    parquet,
    reconciliation,
    through_the_door,
)


def stopped(folder: Path, **variables) -> str:
    """Give the message with which a build stops before any model runs."""
    warehouse = folder.parent / "w.duckdb"
    with pytest.raises(BuildError) as failure:
        build({"input_path": str(folder), **variables}, warehouse, *FRONT_DOOR)
    # Nothing was built.
    tables = rows(warehouse, "select count(*) from duckdb_tables() where schema_name in ('inputs', 'staging')")
    assert tables == [(0,)]
    return str(failure.value)


# (files of the landing folder, what the message must say): all of them are told from one build's message each.
STOPPING = {
    "orders missing": (
        {"customers_csv": "customer_id\nc1\n"},
        ["orders: required, but nothing was found", "orders.csv"],
    ),
    "zero bytes": ({"orders_csv": ""}, ["orders.csv is empty; expected a header line"]),
    "latin-1": (
        {"orders_csv": (good_orders() + "o9,Jos\u00e9,2024-03-01,paid,10\n").encode("latin-1")},
        ["is not UTF-8"],
    ),
    "utf-16": ({"orders_csv": good_orders().encode("utf-16")}, ["orders.csv is not UTF-8; save it as UTF-8"]),
    "missing column": (
        {"orders_csv": "order_id,ordered_at,status\no1,2024-03-01,paid\n"},
        [
            "orders.csv has none of the columns gross_amount, total_amount, of which one is required",
            "found: order_id, ordered_at, status",
        ],
    ),
    "renamed column": (
        {"orders_csv": good_orders().replace("ordered_at", "order_date")},
        ["orders.csv has no column ordered_at", "order_date"],
    ),
    "another shop's columns": (
        {"orders_csv": "id,email,total\n1,ann@shop.example,10\n"},
        [
            "orders.csv has no columns order_id, ordered_at, which are required, and none of the columns gross_amount, "
            "total_amount, of which one is required; found: id, email, total; rename or add what is missing"
        ],
    ),
    "a JSON array": (
        {"orders_json": '[{"order_id": "1", "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 1}]'},
        ["orders.json has no line that is a JSON object; expected one object a line"],
    ),
    "another format": (
        {"orders_csv": good_orders(), "customers_jsonl": '{"customer_id": "c1"}'},
        ["customers: ", "customers.jsonl is not read; expected a file that ends in .parquet, .csv or .json"],
    ),
    "nobody": (
        {
            "orders_csv": good_orders(),
            "interactions_csv": "interaction_id,occurred_at,interaction_type\ni1,2024-03-01,page_view\n",
        },
        [
            "interactions.csv has none of the columns customer_id, email, phone, visitor_id, of which one is required; "
            "found: interaction_id, occurred_at, interaction_type"
        ],
    ),
    "several at once": (
        {"orders_csv": "", "customers_csv": "id\n1\n", "interactions_parquet": b"PAR1"},
        [
            "orders.csv is empty",
            "customers.csv has no column customer_id",
            "interactions.parquet cannot be read as Parquet",
        ],
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


def orders_with(bad: int, good: int) -> str:
    """Give orders of which some have a status that nobody knows."""
    return good_orders(good) + "".join(f"b{number},c1,2024-03-01,lost,10\n" for number in range(bad))


@pytest.mark.parametrize(("bad", "good"), [pytest.param(20, 380, id="5 percent"), pytest.param(19, 19, id="half")])
def test_a_few_quarantined_rows_pass(landing, bad, good):
    landed(landing, orders_csv=orders_with(bad, good))
    warehouse = through_the_door(landing, landing.parent / "w.duckdb")
    assert reconciliation(warehouse)["orders"] == (bad + good, good, 0, bad)


def test_too_many_quarantined_rows_leave_the_marts_as_they_were(landing):
    # That `quarantine_severity: warn` lets them pass is seen in test_reasons.py.
    warehouse = landing.parent / "w.duckdb"
    everything = ("build", "--exclude-resource-type", "test", "unit_test", "--select")
    everything += ("inputs", "staging", "reference", "+orders", "+calendar")
    # Another file in the folder is told of, and does no harm.
    landed(landing, orders_csv=orders_with(0, 30), order_csv="anything\n")
    build({"input_path": str(landing)}, warehouse, *everything)
    watched = ["orders", "calendar"]
    before = [rows(warehouse, f"select * from marts.{mart} order by all") for mart in watched]
    assert [len(mart) for mart in before] == [30, 1]

    landed(landing, orders_csv=orders_with(20, 379))
    with pytest.raises(BuildError) as failure:
        build({"input_path": str(landing)}, warehouse, *everything)

    message = str(failure.value)
    assert "orders: 20 of 399 rows are quarantined; at most 5.0 % may be. Look at" in message
    assert "quarantined_orders" in message
    assert "20 unknown_status: status 'lost' (20). Add the status to the seed order_statuses" in message
    assert [rows(warehouse, f"select * from marts.{mart} order by all") for mart in watched] == before


# Of four inputs most is refused: for every reason that shows values, the most frequent first, and no more than three.
TOLD = {
    "orders_csv": "order_id,email,ordered_at,status,gross_amount,refunded_amount,currency,updated_at\n"
    + "".join(
        f"{row}\n"
        for row in (
            *("o1,a@shop.example,2024-03-01,lost,10,,,", "o2,a@shop.example,2024-03-01,lost,10,,,"),
            *(
                "o3,,2024-03-01,sent,10,,,",
                "o4,,2024-03-01,gone,10,,,",
                "o5,,2024-03-01,,10,,,",
                "o6,,2024-03-01,b@shop.example,10,,,",
            ),
            *("o7,,01/03/2024,paid,10,,,", "o8,,2024-03-01,paid,10,,,01/03/2024", "o9,,,paid,10,,,"),
            *('o10,,2024-03-01,paid,"10,00",,,', "o11,,2024-03-01,paid,10,$5,,", "o12,,2024-03-01,paid,,,,"),
            *("C13,,2024-03-01,paid,-10,,,", "o14,,2024-03-01,paid,10,,XXX,", ",c@shop.example,2024-03-01,paid,10,,,"),
            *("o16,,2999-01-01,paid,10,,,", "o17,,2024-03-01,paid,10,,,"),
        )
    ),
    "order_items_csv": "order_id,line_number,product_id\nA-17,1,p\nB-18,1,p\no17,one,p\n",
    "customer_merges_csv": "customer_id,merged_into\nAnn 1,Ann 1\n",
    "interactions_csv": "interaction_id,customer_id,occurred_at,interaction_type,value\n"
    "i1,ann,2024-03-01,sneeze,\ni2,ann,2024-03-01,nps_response,11\ni3,ann,2024-03-01,page_view,\n",
}
SAID = (
    "orders: 16 of 17 rows are quarantined; at most 50.0 % may be, however few",
    "6 unknown_status: status 'lost' (2), 'gone' (1), 'sent' (1) and 2 other values. Add",
    "3 unreadable_timestamp: ordered_at '01/03/2024' (1), empty (1); updated_at '01/03/2024' (1). Say",
    "3 unreadable_amount: gross_amount '10,00' (1), empty (1); refunded_amount '$5' (1). Write",
    "1 negative_amount: gross_amount '-10' (1). An order below 0",
    "1 missing_exchange_rate: currency 'XXX' (1). Land",
    "1 missing_key: order_id empty (1). Fill",
    "1 timestamp_in_future: ordered_at '2999-01-01' (1). It comes in",
    "order_items: 3 of 3 rows are quarantined",
    "2 orphan: order_id 'x-99' (2). Land",
    "1 missing_key: line_number 'xxx' (1). Fill",
    "1 merge_cycle: customer_id 'xxx 9' (1). Take",
    "1 unknown_interaction_type: interaction_type 'sneeze' (1). Add",
    "1 value_out_of_range: value '11' (1). The seed",
)


def test_a_first_file_of_which_most_is_refused_stops(landing):
    with pytest.raises(BuildError) as failure:
        through_the_door(landed(landing, **TOLD), landing.parent / "w.duckdb")
    message = str(failure.value)
    for said in SAID:
        assert said in message
    # Nobody is named.
    for named in ("@shop", "Ann", "ann", "A-17", "C13"):
        assert named not in message


# Whole records in quotes, as a spreadsheet writes a column of text.
WRAPPED = """order_id,email,ordered_at,status,gross_amount,note
"B1,a@example.com,2025-01-05,paid,100,""Jl. Mawar 1, Bandung\"""
"B2,b@example.com,2025-01-06,paid,100,""\"""
B3,c@example.com,2025-01-07,paid,100,
"""


def test_whole_records_in_quotes_stop_by_their_shape(landing):
    landed(landing, orders_csv=WRAPPED)
    warehouse = landing.parent / "w.duckdb"
    with pytest.raises(BuildError) as failure:
        through_the_door(landing, warehouse)
    message = str(failure.value)
    assert "2 unreadable_row: record '\"x9,x@xxxxxxx.xxx,9999-99-99,xxxx,999," in message
    assert "example.com" not in message
    assert "Mawar" not in message

    through_the_door(landing, warehouse, quarantine_severity="warn")
    assert rows(warehouse, "select order_id from staging.stg_orders") == [("B3",)]
    texts = sorted(text for (text,) in rows(warehouse, "select _unreadable from inputs.quarantined_orders"))
    assert ["Bandung" in text for text in texts] == [True, False]


def test_a_limit_above_one_half_holds_for_few_rows(landing):
    landed(landing, orders_csv=orders_with(3, 2))
    warehouse = through_the_door(landing, landing.parent / "w.duckdb", quarantine_limit=0.6)
    assert reconciliation(warehouse)["orders"] == (5, 2, 0, 3)


def test_no_orders_build_an_empty_front_door(landing):
    folder = landed(landing, orders_csv=HEADER + "\n", interactions_json="")
    warehouse = through_the_door(folder, folder.parent / "w.duckdb")
    assert set(reconciliation(warehouse).values()) == {(0, 0, 0, 0)}
    presence = dict(rows(warehouse, "select input, is_present from inputs.input_presence"))
    assert presence == {name: name in ("orders", "interactions") for name in INPUTS}
    assert rows(warehouse, "select spine_start, as_of < current_date + 1 from intermediate.int_as_of") == [(None, True)]


def test_no_orders_build_empty_marts(landing):
    folder = landed(landing, orders_csv=HEADER + "\n", interactions_json="")
    warehouse = folder.parent / "w.duckdb"
    build({"input_path": str(folder)}, warehouse)
    # What speaks of the shop as a whole, or of every named segment, has its rows.
    filled = {mart for mart in marts(warehouse) if rows(warehouse, f"select 1 from marts.{mart} limit 1")}
    of_the_shop = {"clv_parameters", "clv_backtest", "churn_risk_backtest"}
    assert filled <= of_the_shop | {"contacts_by_reason", "revenue_lorenz_curve", "rfm_segments"}


# Other vars make dbt parse the project again, so this one comes last.
def test_vars_that_cannot_be_used_stop_the_build(landing):
    message = stopped(
        landed(landing, orders_csv=good_orders()),
        input_schema="raw",
        as_of="2024-02-30",
        reporting_timezone="Jakarta",
        reporting_currency="dollars",
        quarantine_limit="some",
        quarantine_severity="fatal",
        fresh_within_days={"order": 2},
        gross_margin_rate="half",
        category_pair_support=0,
        inactive_after_days=60,
    )
    for expected in (
        "as_of is '2024-02-30'; expected a day as YYYY-MM-DD",
        "input_path and input_schema are both set",
        "reporting_timezone is 'Jakarta'; expected an IANA name",
        "reporting_currency is 'dollars'; expected an ISO 4217 code",
        "quarantine_limit is 'some'; expected a share from 0 to 1",
        "quarantine_severity is 'fatal'; expected error or warn",
        "fresh_within_days is {'order': 2}; expected whole numbers of days by input",
        "gross_margin_rate is 'half'; expected a share from 0 to 1",
        "category_pair_support is 0; expected a share from 0.000001 to 1",
        "inactive_after_days is 60; expected more than at_risk_after_days (60)",
    ):
        assert expected in message
