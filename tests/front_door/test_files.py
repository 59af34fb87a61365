"""Files that are odd or damaged are read: good rows come in unchanged, the others are quarantined as text."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.dbt_project import numbered_twice, rows
from tests.front_door.support import GOOD, HEADER, landed, parquet, reasons, reconciliation, through_the_door

LONG = "text that an open quote swallowed, line by line\n" * 250


@pytest.fixture(scope="module")
def mixed_files(tmp_path_factory) -> Path:
    """One input in many files: three formats, every form of damage, each file with columns of its own."""
    root = tmp_path_factory.mktemp("mixed_files")
    files = {
        "bom.csv": "\ufeff" + HEADER + f"\nbom,{GOOD}\n",
        "crlf it's.csv": HEADER + f"\r\ncrlf,{GOOD}\r\n",
        "mixed ends.csv": HEADER + f"\r\nmixed_1,{GOOD}\nmixed_2,{GOOD}\rmixed_3,{GOOD}\r\n",
        "no end[1].csv": HEADER + f"\nno_end,{GOOD}",
        "embedded.csv": HEADER
        + ',campaign_id,my note\nembedded,c1,2024-03-01,paid,10,"a ""b"", c\nd","kept, ""too"""\n',
        "order.csv": "gross_amount,STATUS, order_id ,Ordered_At\n10,paid,order_of_columns,2024-03-01\n",
        "ragged.csv": HEADER + f"\nragged_ok_1,{GOOD}\nshort,c1\nlong,{GOOD},more,and more\nragged_ok_2,{GOOD}\n",
        "after_quote.csv": HEADER + f'\n"after"quote,{GOOD}\nafter_ok,{GOOD}\n',
        "unclosed.csv": HEADER + f'\nunclosed_ok,{GOOD}\nunclosed,"c1,{LONG}',
        "huge.csv": HEADER + f'\nhuge_ok,{GOOD}\nhuge,"c1,{LONG * 200}',
        "closed_later.csv": HEADER
        + f'\nlater_1,"c1,2024-03-01,paid,10\nlater_2,"c1",2024-03-01,paid,10\nlater_ok,{GOOD}\n',
        "lines.json": "\ufeff"
        + json.dumps({"order_id": 12, "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 10.5})
        + '\r\n\n{not json}\n[1, 2]\n"text"\n'
        + json.dumps(
            {
                "order_id": "json_2",
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
    # DuckDB gives the place of a row under this name, where the file has no such column.
    parquet(
        root / "landing" / "orders" / "numbered.parquet",
        "select concat('numbered_', number) as order_id, date '2024-03-01' as ordered_at, 'paid' as status,"
        " 10 as gross_amount, 7 as file_row_number from range(2) as numbers (number)",
    )
    return through_the_door(
        root / "landing", root / "w.duckdb", quarantine_severity="warn", reporting_timezone="Asia/Jakarta"
    )


def test_good_rows_of_mixed_files_are_accepted(mixed_files):
    found = {name for (name,) in rows(mixed_files, "select order_id from staging.stg_orders")}
    expected = {
        "bom",
        "crlf",
        "mixed_1",
        "mixed_2",
        "mixed_3",
        "no_end",
        "embedded",
        "order_of_columns",
        "not_a_pattern",
    }
    expected |= {"ragged_ok_1", "ragged_ok_2", "after_ok", "unclosed_ok", "huge_ok", "later_ok", "12", "json_2"}
    expected |= {"1", "moment", "3", "00000000-0000-0000-0000-000000000001", "numbered_0", "numbered_1"}
    assert found == expected
    received, accepted, superseded, quarantined = reconciliation(mixed_files)["orders"]
    assert (accepted, superseded, quarantined) == (len(expected), 0, 9)
    assert received == len(expected) + 9


def test_each_row_has_a_number_of_its_own(mixed_files):
    assert numbered_twice(mixed_files) == []


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
