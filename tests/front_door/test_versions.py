"""Of rows of one key that are equally new the one of the later file counts, in one file the later record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retensi.front_door.judge import judged_by
from retensi.front_door.render import FrontDoor
from tests.dbt_project import PROJECT, build, rows
from tests.front_door.support import FRONT_DOOR, HEADER, landed, parquet
from tests.oracle.files import natural_key
from tests.workbooks import workbook

GOOD = "c1,2024-03-01,paid"
# All that history is made of, so that a later build may go on from it, and the orders it leads to.
HISTORY = (*FRONT_DOOR, "+config.materialized:incremental", "+orders")


def door(folder: Path, **variables: object) -> FrontDoor:
    """Give the front door with a folder judged, which a build would take."""
    built = FrontDoor(PROJECT, variables, {})
    judged = judged_by(built, folder, show_records=False)
    assert judged.problems == ()
    return built


def accepted(folder: Path, columns: str = "order_id, cast(gross_amount as int)", name: str = "orders") -> dict:
    """Give two columns of the rows of an input that count."""
    built = door(folder, quarantine_severity="warn")
    found = built.connection.execute(f"select {columns} from {built.ref(f'stg_{name}')}").fetchall()
    assert len(found) == len(dict(found))
    return dict(found)


def parquet_orders(file: Path, order_id: str, *amounts: int) -> None:
    """Write versions of an order as Parquet."""
    said = "'c1' as customer_id, timestamp '2024-03-01' as ordered_at, 'paid' as status"
    parquet(file, f"select '{order_id}' as order_id, {said}, unnest({[*amounts]}) as gross_amount")


# The order of files

PATHS = st.lists(st.text("aAbB01290_-./ :é", max_size=8), max_size=12, unique=True)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(paths=PATHS)
def test_paths_sort_as_people_count(paths: list[str]) -> None:
    sql = FrontDoor(PROJECT, {}, {}).macros.in_natural_order("path")
    with duckdb.connect() as connection:
        query = f"select path from (select unnest($paths::varchar[]) as path) as given order by {sql}, path"
        found = connection.execute(query, {"paths": paths}).fetchall()
    assert [path for (path,) in found] == sorted(paths, key=natural_key)


PAIRS = [
    ("orders_2.csv", "orders_10.csv"),
    ("2024-9-30.csv", "2024-10-1.csv"),
    # Capital letters come before small ones in bytes, and after them here.
    ("apples.csv", "Bananas.csv"),
    ("Same.csv", "same.csv"),
    ("n02.csv", "n2.csv"),
    ("x9.json", "x10.parquet"),
]


def test_the_row_of_the_later_file_counts_whatever_landed_last(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    for number, (earlier, later) in enumerate(PAIRS):
        # The later one has the fewer digits, was written first, and stands before the other in the order of bytes.
        for name, amount in ((later, 2), (earlier, 1)):
            row = {"order_id": f"o{number}", "customer_id": "c1", "ordered_at": "2024-03-01", "status": "paid"}
            if name.endswith(".json"):
                (folder / name).write_text(json.dumps(row | {"gross_amount": amount}) + "\n")
            elif name.endswith(".parquet"):
                parquet_orders(folder / name, f"o{number}", amount)
            else:
                (folder / name).write_text(f"{HEADER}\no{number},{GOOD},{amount}\n")
    assert accepted(tmp_path) == {f"o{number}": 2 for number in range(len(PAIRS))}


def test_a_folder_of_a_mapping_is_part_of_the_path(tmp_path: Path) -> None:
    columns = "order_id: Name, customer_id: Buyer, ordered_at: Date, status: {constant: paid}, gross_amount: Price"
    source = "files: [2024/*/*.csv]\n    prefix: none"
    (tmp_path / "retensi.yml").write_text(
        f"version: 1\nsources:\n  shop:\n    {source}\n    orders: {{columns: {{{columns}}}}}\n"
    )
    for month, name, amount in (("10", "a", 3), ("9", "z", 2), ("2", "b", 1)):
        landed(tmp_path / "2024" / month, **{f"{name}_csv": f"Name,Buyer,Date,Price\no1,c1,2024-03-01,{amount}\n"})
    assert accepted(tmp_path) == {"o1": 3}


# The place in a file


def test_the_later_record_of_a_file_counts(tmp_path: Path) -> None:
    header, good = HEADER.split(","), [f"o,{GOOD},{amount}" for amount in (3, 1, 2)]
    values = [dict(zip(header, row.split(","), strict=True)) for row in good]

    def of(order_id: str) -> str:
        return "\n".join([HEADER, *(order_id + row[1:] for row in good)]) + "\n"

    landed(
        tmp_path / "orders",
        plain_csv=of("plain"),
        refused_csv=of("refused").replace("refused", "too,many,fields,stand,here,x\nrefused", 1),
        damaged_csv=of("damaged") + 'damaged,"a quote that is not closed\n',
        lines_json="".join(json.dumps(row | {"order_id": "lines"}) + "\n" for row in values),
    )
    parquet_orders(tmp_path / "orders" / "p.parquet", "parquet", 3, 1, 2)
    expected = dict.fromkeys(("plain", "refused", "damaged", "lines", "parquet"), 2)
    assert accepted(tmp_path) == expected
    # Who asks to be forgotten is looked for in each row, and rows stay in their order.
    landed(tmp_path, erasure_requests_csv="customer_id,requested_at\nc9,2024-01-01\n")
    assert accepted(tmp_path) == expected


def test_the_later_line_of_a_mapped_file_counts(tmp_path: Path) -> None:
    columns = "{order_id: Name, customer_id: Buyer, ordered_at: Date, status: {constant: paid}, gross_amount: Price}"
    sources = "".join(
        f"  {key}:\n    files: {key}.*\n    orders: {{{kind}columns: {columns}}}\n"
        for key, kind in (("lines", "rows: one per line, "), ("book", ""), ("list", ""))
    )
    header, said = ["Name", "Buyer", "Date", "Price"], [["o", "c1", "2024-03-01", amount] for amount in ("3", "1", "2")]
    (tmp_path / "retensi.yml").write_text("version: 1\nsources:\n" + sources)
    (tmp_path / "lines.csv").write_text("\n".join(",".join(line) for line in [header, *said]) + "\n")
    workbook(tmp_path / "book.xlsx", Orders=[header, *said])
    (tmp_path / "list.json").write_text(json.dumps([dict(zip(header, line, strict=True)) for line in said]))
    assert accepted(tmp_path) == dict.fromkeys(("lines:o", "book:o", "list:o"), 2)


def test_all_inputs_go_by_time_then_file_then_place(tmp_path: Path) -> None:
    landed(
        tmp_path,
        orders_csv=f"{HEADER},updated_at\no1,{GOOD},1,2024-03-02\no1,{GOOD},2,2024-03-02\no1,{GOOD},3,\no2,{GOOD},4,\n",
        exchange_rates_csv="currency,valid_from,rate\nEUR,2024-01-01,3\nEUR,2024-01-01,1\nEUR,2024-01-01,2\n",
        order_items_csv="order_id,line_number,product_id\no1,1,a\no1,1.0,c\no1,01,b\no1,2,d\n",
        customer_merges_csv="customer_id,merged_into\nc8,c7\nc8,c9\nc8,c6\n",
    )
    landed(tmp_path / "customers", a2_csv="customer_id,city\nc1,Bonn\n", a10_csv="customer_id,city\nc1,Oslo\nc1,Rome\n")
    header = "interaction_id,customer_id,occurred_at,interaction_type,channel\n"
    row = "i1,c1,2024-03-01,page_view,"
    landed(tmp_path / "interactions", b_csv=f"{header}{row}one\n{row}two\n", a_csv=f"{header}{row}three\n")
    assert accepted(tmp_path) == {"o1": 2, "o2": 4}
    assert accepted(tmp_path, "currency, cast(rate as int)", "exchange_rates") == {"EUR": 2}
    assert accepted(tmp_path, "line_number, product_id", "order_items") == {1: "b", 2: "d"}
    assert accepted(tmp_path, "customer_id, merged_into", "customer_merges") == {"c8": "c6"}
    assert accepted(tmp_path, "customer_id, city", "customers") == {"c1": "Rome"}
    assert accepted(tmp_path, "interaction_id, channel", "interactions") == {"i1": "two"}


def test_merges_close_a_circle_by_the_version_that_counts(tmp_path: Path) -> None:
    landed(
        tmp_path,
        orders_csv=f"{HEADER}\no1,{GOOD},1\n",
        customer_merges_csv="customer_id,merged_into\na,b\nb,a\nb,c\nx,z\nx,y\ny,x\n",
    )
    assert accepted(tmp_path, "customer_id, merged_into", "customer_merges") == {"a": "b", "b": "c"}


# A build that goes on from the last one

ITEMS = "order_id,line_number,product_id"
# Without what needs the key of hashes.
STAGED = "select columns(name -> name not in ('email_key', 'phone_key')) from {name} order by all"


def first_folder(folder: Path) -> Path:
    """Land files in which each order of interest has two rows."""
    landed(
        folder / "orders",
        swapped_csv=f"{HEADER}\nswapped,{GOOD},1\nbeside,{GOOD},9\nswapped,{GOOD},2\n",
        grown_csv=f"{HEADER}\ngrown,{GOOD},1\nalone,{GOOD},9\ngrown,{GOOD},2\n",
        a1_csv=f"{HEADER}\nrenamed,{GOOD},1\n",
        a2_csv=f"{HEADER}\nrenamed,{GOOD},2\n",
        late_10_csv=f"{HEADER}\nlate,{GOOD},2\n",
        euros_csv=f"{HEADER},currency\neuro,{GOOD},10,EUR\nlost,{GOOD},10,NA\n",
        copies_csv=f"{HEADER}\ncopy,{GOOD},1\ncopy,{GOOD},1\ncopy,{GOOD},2\n",
    )
    landed(
        folder,
        exchange_rates_csv="currency,valid_from,rate\nEUR,2024-01-01,3\nEUR,2024-01-01,2\nNA,2024-01-01,3\nNA,2024-01-01,2\n",
        order_items_csv=f"{ITEMS}\nbeside,1,a\nbeside,1,b\nalone,1,c\nalone,2,d\n",
        customers_csv="customer_id,city\nc1,Oslo\nc1,Rome\n",
        customer_merges_csv="customer_id,merged_into\nc2,c3\nc2,c1\n",
    )
    return folder


def change(folder: Path) -> None:
    """Let other rows of the same keys be the later ones, and rows move of which none passes another."""
    orders = folder / "orders"
    landed(
        orders,
        swapped_csv=f"{HEADER}\nswapped,{GOOD},2\nbeside,{GOOD},9\nswapped,{GOOD},1\n",
        grown_csv=f"{HEADER}\nnew,{GOOD},5\ngrown,{GOOD},1\nalone,{GOOD},9\ngrown,{GOOD},2\n",
        late_9_csv=f"{HEADER}\nlate,{GOOD},1\n",
        copies_csv=f"{HEADER}\ncopy,{GOOD},1\ncopy,{GOOD},2\ncopy,{GOOD},1\n",
    )
    (orders / "a1.csv").rename(orders / "a3.csv")
    landed(
        folder,
        exchange_rates_csv="currency,valid_from,rate\nEUR,2024-01-01,2\nEUR,2024-01-01,3\nNA,2024-01-01,2\nNA,2024-01-01,3\n",
        order_items_csv=f"{ITEMS}\nalone,1,c\nalone,2,d\nbeside,1,b\nbeside,1,a\n",
        customers_csv="customer_id,city\nc1,Rome\nc1,Oslo\n",
        customer_merges_csv="customer_id,merged_into\nc2,c1\nc2,c3\n",
    )


class WentOn(NamedTuple):
    """The folder, the warehouse that went on, the keys it noted by kind, and the one built at once."""

    folder: Path
    continued: Path
    noted: set[tuple[str, str]]
    whole: Path


@pytest.fixture(scope="module")
def went_on(tmp_path_factory: pytest.TempPathFactory) -> WentOn:
    """Build, change the folder and go on; and build at once from where the folder moved."""
    root = tmp_path_factory.mktemp("went_on")
    folder, continued, whole = first_folder(root / "in"), root / "continued" / "w.duckdb", root / "whole" / "w.duckdb"
    for warehouse in (continued, whole):
        warehouse.parent.mkdir()
    build({"input_path": str(folder)}, continued, *HISTORY)
    change(folder)
    # What the front door noted stays until all history was built.
    build({"input_path": str(folder)}, continued, *FRONT_DOOR)
    noted = set(rows(continued, "select kind, changed_key from inputs.pending_changes"))
    build({"input_path": str(folder)}, continued, *HISTORY)
    moved = root / "somewhere" / "else 1"
    shutil.copytree(folder, moved)
    build({"input_path": str(moved)}, whole, *FRONT_DOOR)
    return WentOn(folder, continued, noted, whole)


def test_a_build_goes_on_where_another_row_is_the_later_one(went_on: WentOn) -> None:
    _, continued, noted, _ = went_on
    amounts = rows(continued, "select order_id, cast(gross_amount as int) from marts.orders order by all")
    assert dict(amounts) == {
        **{"swapped": 1, "beside": 9, "grown": 2, "alone": 9, "new": 5, "renamed": 1, "late": 2, "euro": 30},
        **{"copy": 1, "lost": 30},
    }
    query = "select order_id, line_number, product_id from staging.stg_order_items order by all"
    assert rows(continued, query) == [("alone", 1, "c"), ("alone", 2, "d"), ("beside", 1, "a")]
    # Not those that only moved: `grown` and `alone`, and the lines of `alone`.
    changed = {"copy", "euro", "late", "lost", "new", "renamed", "swapped"}
    assert {key for kind, key in noted if kind == "orders"} == changed
    assert {key for kind, key in noted if kind == "order_items"} == {*changed, "beside"}


def test_it_equals_a_whole_build_of_the_folder_elsewhere(went_on: WentOn) -> None:
    _, continued, _, whole = went_on
    for name in ("orders", "order_items", "exchange_rates", "customers", "customer_merges"):
        received = "select * exclude (_row_id, _loaded_at) replace (regexp_extract(_source, '[^/]*$') as _source)"
        queries = [
            f"{received} from inputs.received_{name} order by all",
            f"{received} from inputs.received_{name} where _row_id in"
            f" (select _row_id from inputs.checked_{name} where row_status = 'superseded') order by all",
            STAGED.format(name=f"staging.stg_{name}"),
        ]
        for query in queries:
            assert rows(continued, query) == rows(whole, query), name
    # And it was continued.
    assert rows(continued, "select count(distinct _loaded_at) from inputs.received_orders") == [(2,)]


def test_the_check_accepts_the_rows_that_a_build_accepts(went_on: WentOn) -> None:
    folder, continued, _, _ = went_on
    checked = door(folder)
    for name in ("orders", "order_items", "exchange_rates", "customers", "customer_merges"):
        found = checked.connection.execute(STAGED.format(name=checked.ref(f"stg_{name}"))).fetchall()
        assert found == rows(continued, STAGED.format(name=f"staging.stg_{name}")), name
