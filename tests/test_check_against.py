"""`retensi check --against-last-build`: what changed files or a changed mapping would move against the warehouse."""

from __future__ import annotations

import csv
import json
import os
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from retensi.cli import main
from retensi.front_door import Judged, check
from retensi.front_door.against import Moved
from retensi.front_door.judge import CheckError
from tests.dbt_project import PROJECT, copy_of
from tests.front_door.support import through_the_door

VARS = {"reporting_timezone": "Asia/Jakarta", "reporting_currency": "IDR"}
MAPPING = """
version: 1
sources:
  till:
    files: sales*.csv
    format: {time_zone: Asia/Jakarta}
    orders:
      columns:
        order_id: No
        customer_id: Customer
        email: Mail
        ordered_at: Placed
        status: State
        total_amount: Total
        discount_amount: Discount
"""
HEADER = ("No", "Customer", "Mail", "Placed", "State", "Total", "Discount")
JANUARY = (
    ("1", "ani", "", "2024-01-10 09:00:00", "paid", "100", "20"),
    ("2", "budi", "", "2024-01-31 02:00:00", "paid", "50", "0"),
    ("3", "", "cici@shop.example", "2024-01-31 23:00:00", "paid", "70", "0"),
    ("3", "", "cici@shop.example", "2024-01-31 23:00:00", "paid", "70", "0"),
    ("4", "ani", "", "2024-01-11 09:00:00", "lost", "10", "0"),
)
FEBRUARY = (
    ("5", "ani", "", "2024-02-01 03:00:00", "paid", "30", "10"),
    ("6", "", "dewi@shop.example", "2024-02-02 09:00:00", "refunded", "40", "0"),
)


def write(file: Path, rows) -> None:
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    """A shop of two files and the warehouse that holds it."""
    folder = tmp_path_factory.mktemp("against") / "landing"
    folder.mkdir()
    (folder / "retensi.yml").write_text(MAPPING)
    write(folder / "sales_01.csv", JANUARY)
    write(folder / "sales_02.csv", FEBRUARY)
    warehouse = through_the_door(folder, folder.parent / "shop.duckdb", **VARS)
    return folder, copy_of(warehouse, tmp_path_factory.mktemp("held"))


@pytest.fixture
def changed(built, tmp_path) -> Path:
    """A copy of the folder, to be changed."""
    return Path(shutil.copytree(built[0], tmp_path / "changed"))


def judge(folder: Path, warehouse: Path, *, show_records: bool = False, key: str | None = None, **variables) -> Judged:
    environment = os.environ | {"RETENSI_WAREHOUSE": str(warehouse)} | ({"RETENSI_HASH_KEY": key} if key else {})
    return check(
        folder,
        project=PROJECT,
        variables=VARS | variables,
        show_records=show_records,
        against_last_build=True,
        environment=environment,
    )


def told(folder: Path, warehouse: Path, *options: str) -> str:
    result = CliRunner(env={"RETENSI_WAREHOUSE": str(warehouse)}).invoke(
        main,
        [
            *("check", str(folder), "--project-dir", str(PROJECT), "--vars", json.dumps(VARS)),
            *("--against-last-build", *options),
        ],
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def counts(judged: Judged) -> dict[str, int]:
    against = judged.against
    assert against is not None
    found = {"new": against.new, "gone": against.gone, **against.changed}
    return {what: orders.rows for what, orders in found.items() if orders.rows}


def test_nothing_changed_says_so(built):
    folder, warehouse = built
    against = judge(folder, warehouse).against
    assert against is not None
    assert not against.moves
    assert against.has_key
    assert (against.purchases, against.customers) == (Moved(5, 5), Moved(4, 4))
    # 100 + 50 + 70 + 30 and nothing of what was refunded.
    assert against.revenue == Moved(Decimal(250), Decimal(250))
    assert "A build would change none of the rows" in told(folder, warehouse)


def test_another_zone_moves_days_and_months(built, changed):
    # Read as UTC, 23:00 on the last of January is February in Jakarta.
    (changed / "retensi.yml").write_text(MAPPING.replace("time_zone: Asia/Jakarta", "time_zone: UTC"))
    judged = judge(changed, built[1])
    assert counts(judged) == {"day": 1}
    assert judged.against.months == {
        "2024-01": Moved(Decimal(220), Decimal(150)),
        "2024-02": Moved(Decimal(30), Decimal(100)),
    }
    assert not judged.against.revenue.is_moved
    assert [each for each in judged.against.inputs if each.is_moved] == []


def test_a_total_taken_for_the_price_before_discount_moves_revenue(built, changed):
    (changed / "retensi.yml").write_text(MAPPING.replace("total_amount", "gross_amount"))
    judged = judge(changed, built[1], show_records=True)
    assert counts(judged) == {"amount": 2}
    assert judged.against.changed["amount"].ids == ("till:1", "till:5")
    assert judged.against.revenue == Moved(Decimal(250), Decimal(220))
    assert list(judged.against.months) == ["2024-01", "2024-02"]


def test_a_file_that_is_missing_takes_its_orders_with_it(built, changed):
    (changed / "sales_02.csv").unlink()
    judged = judge(changed, built[1])
    assert counts(judged) == {"gone": 2}
    assert judged.against.gone.ids == ()
    [orders] = judged.against.inputs
    assert (orders.received, orders.accepted, orders.quarantined) == (Moved(7, 5), Moved(5, 3), Moved(1, 1))
    assert judged.against.customers == Moved(4, 3)
    text = told(changed, built[1], "--show-records")
    assert "orders: 7 -> 5 received, 5 -> 3 accepted, 1 superseded, 1 refused" in text
    assert "2 orders gone: till:5, till:6" in text
    assert "dewi" not in text


def test_new_orders_and_what_differs_of_others(built, changed):
    rows = [*JANUARY, ("7", "eka", "", "2024-03-01", "paid", "5", "0")]
    rows[1] = ("2", "bela", "", "2024-01-31 02:00:00", "refunded", "50", "0")
    rows[2] = rows[3] = ("3", "", "rini@shop.example", "2024-01-31 23:00:00", "paid", "70", "0")
    write(changed / "sales_01.csv", rows)
    judged = judge(changed, built[1])
    assert counts(judged) == {"new": 1, "amount": 1, "status": 1, "customer": 2}
    assert judged.against.months["2024-03"] == Moved(Decimal(0), Decimal(5))


def test_mail_addresses_are_compared_with_the_key_of_the_warehouse_alone(built, changed):
    judged = judge(changed, built[1], key="another-key-that-guards-nothing-in-these-tests")
    assert not judged.against.has_key
    assert not judged.against.moves
    assert judged.against.customers == Moved(4, 4)


def test_all_of_it_is_to_be_had_as_json(built, changed):
    (changed / "retensi.yml").write_text(MAPPING.replace("total_amount", "gross_amount"))
    against = json.loads(told(changed, built[1], "--json"))["against"]
    assert against["purchases"] == {"then": 5, "now": 5}
    assert against["months"]["2024-02"] == {"then": "30.0000", "now": "20.0000"}
    assert against["changed"]["amount"] == {"rows": 2, "ids": []}


def test_without_the_question_no_warehouse_is_looked_at(built):
    environment = os.environ | {"RETENSI_WAREHOUSE": "nowhere.duckdb"}
    assert check(built[0], project=PROJECT, variables=VARS, environment=environment).against is None


def test_no_warehouse_is_said(built, tmp_path):
    with pytest.raises(CheckError, match=r"There is no warehouse .*nowhere\.duckdb to compare with"):
        judge(built[0], tmp_path / "nowhere.duckdb")


def test_a_copy_for_readers_is_no_warehouse(built, tmp_path):
    with duckdb.connect(str(tmp_path / "served.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.orders as select 1 as order_id")
    with pytest.raises(CheckError, match="lacks input_reconciliation and stg_orders"):
        judge(built[0], tmp_path / "served.duckdb")


def test_the_warehouse_of_another_shop_is_refused(built, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "orders.csv").write_text("order_id,ordered_at,status,gross_amount\n1,2024-01-01,paid,1\n")
    with pytest.raises(
        CheckError, match=r"holds the shop whose files lie in .*landing, and not the shop whose files lie in .*other"
    ):
        judge(other, built[1])
