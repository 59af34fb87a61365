"""Peers are compared with the marts before their times are, and the tables tell what was measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks import peers, plain_sql
from benchmarks.__main__ import PAGE, RESULTS
from benchmarks.alone import IN_MEMORY, WRITTEN, run_again, tables_of
from benchmarks.builds import Place, simulated_with, take
from benchmarks.replay import replayed
from benchmarks.report import NOTHING, page, replaced, tables
from benchmarks.shop import new_file
from retensi.simulate import simulate
from tests.dbt_project import copy_of

CUSTOMERS = 400


@pytest.fixture(scope="module")
def both(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A simulated shop in plain SQL, as `by_hand`, and in the models of the demo shop, as `demo`."""
    folder = tmp_path_factory.mktemp("by_hand")
    simulate(CUSTOMERS, 4, folder / "inputs")
    taken = plain_sql.make(folder / "inputs", folder / "by_hand.duckdb", 1)
    assert list(taken) == list(plain_sql.PARTS)
    manifest = demo_warehouse.parent / "target" / "manifest.json"
    with replayed(copy_of(demo_warehouse, folder), manifest, folder / "inputs") as (connection, _):
        connection.execute(f"attach '{folder / 'by_hand.duckdb'}' as by_hand")
        yield connection


@contextmanager
def changed(connection: duckdb.DuckDBPyConnection, statement: str) -> Iterator[None]:
    """A change of the tables by hand, for one block."""
    connection.execute("begin")
    connection.execute(statement)
    try:
        yield
    finally:
        connection.execute("rollback")


def test_plain_sql_makes_the_rows_of_the_marts(both):
    compared = plain_sql.compare(both, "by_hand.main", "demo.marts")
    assert set(compared) == set(plain_sql.TABLES)
    # Nothing is the same because it is empty.
    for table in plain_sql.TABLES:
        (rows,) = both.execute(f"select count(*) from by_hand.main.{table}").fetchone()
        assert rows >= 9, table
    reasons = both.execute("select distinct entered_by from by_hand.main.lifecycle_stage_history").fetchall()
    assert {"first_contact", "reactivation", "silence", "negative_feedback", "feedback_made_good"} <= {
        reason for (reason,) in reasons
    }
    (late,) = both.execute(
        "select max(people) from by_hand.main.funnel_steps_by_month where step_number = 4"
    ).fetchone()
    assert late > 0


@pytest.mark.parametrize("table", plain_sql.TABLES)
def test_a_row_too_few_stops_the_benchmark(both, table):
    with (
        changed(both, f"delete from by_hand.main.{table} where rowid = 0"),
        pytest.raises(ValueError, match=rf"(?s)times say nothing.\n{table}: 0 rows .* 1 rows of the mart"),
    ):
        plain_sql.compare(both, "by_hand.main", "demo.marts")


def test_another_value_stops_the_benchmark_and_is_shown(both):
    with (
        changed(both, "update by_hand.main.retention_by_month set closing_customers = 123456 where rowid = 3"),
        pytest.raises(ValueError, match=r"retention_by_month: 1 rows .*'closing_customers': 123456.*; 1 rows"),
    ):
        plain_sql.compare(both, "by_hand.main", "demo.marts")


def test_a_column_that_the_mart_has_no_more_stops_the_benchmark(both):
    with (
        changed(both, "alter table by_hand.main.customers rename column city to town"),
        pytest.raises(ValueError, match="customers: the mart has no column town"),
    ):
        plain_sql.compare(both, "by_hand.main", "demo.marts")


@pytest.fixture(scope="module")
def demo_copy(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(demo_warehouse, tmp_path_factory.mktemp("peers"))


@pytest.mark.parametrize("peer", [peers.with_pandas, peers.with_polars])
def test_pandas_and_polars_make_the_rows_of_the_marts(demo_copy, tmp_path, peer):
    peers.export(demo_copy, tmp_path / "orders.parquet")
    assert list(peer(demo_copy, tmp_path / "orders.parquet")) == ["read", "triangle", "growth accounting"]
    # One purchase less is another retention.
    with duckdb.connect() as connection:
        fewer = f"select * from '{tmp_path / 'orders.parquet'}' order by all offset 1"
        connection.execute(f"copy ({fewer}) to '{tmp_path / 'fewer.parquet'}'")
    with pytest.raises(ValueError, match=r"and cohort_retention_by_month differ in \d+ rows"):
        peer(demo_copy, tmp_path / "fewer.parquet")


def test_a_month_that_moved_otherwise_is_found(demo_copy):
    months = "date_diff('month', date '1970-01-01', {})".format
    with duckdb.connect(str(demo_copy), read_only=True) as connection:
        cells = connection.execute(
            f"select {months('cohort_month')}, period_number, retained_customers, orders "
            "from marts.cohort_retention_by_month where retained_customers > 0"
        ).fetchall()
        moved = connection.execute(
            f"select {months('month')}, retained_customers, lapsed_customers, new_customers, reactivated_customers + 1 "
            "from marts.retention_by_month"
        ).fetchall()
    with pytest.raises(ValueError, match="by pen and retention_by_month differ"):
        peers.compare(demo_copy, "by pen", cells, moved)


def test_models_run_alone_make_what_the_build_made(demo_copy, demo_warehouse, tmp_path):
    manifest = demo_warehouse.parent / "target" / "manifest.json"
    behind = Place(demo_warehouse.parent).behind(peers.RETENTION, peers.GIVEN)
    names = tables_of(manifest, behind, only_sql=True)
    assert set(peers.RETENTION) <= set(names) < behind
    taken = run_again(demo_copy, manifest, str(tmp_path / "again.duckdb"), 2, names)
    assert list(taken) == [*names, WRITTEN]
    with duckdb.connect(str(tmp_path / "again.duckdb"), read_only=True) as connection:
        connection.execute(f"attach '{demo_copy}' as built (read_only)")
        for mart in peers.RETENTION:
            again, built = f"(from again.main.{mart})", f"(from built.marts.{mart})"
            for one, other in ((again, built), (built, again)):
                assert connection.execute(f"{one} except all {other}").fetchall() == [], mart


def test_the_fit_runs_where_not_only_sql_is_asked_for(demo_copy, demo_warehouse):
    manifest = demo_warehouse.parent / "target" / "manifest.json"
    assert tables_of(manifest, {"int_clv_fits", "int_clv_scores", "stg_orders"}, only_sql=True) == ["int_clv_scores"]
    assert list(run_again(demo_copy, manifest, IN_MEMORY, 1, ["int_clv_fits"])) == ["int_clv_fits", WRITTEN]


def test_a_file_is_made_in_the_storage_format_of_the_warehouse(tmp_path):
    formats = {}
    for version in ("v1.0.0", "v1.4.0"):
        with duckdb.connect() as connection:
            connection.execute(f"attach '{tmp_path / version}' as warehouse (storage_version '{version}')")
        new_file(tmp_path / "new", tmp_path / version)
        new_file(tmp_path / "new", tmp_path / version)
        with duckdb.connect(str(tmp_path / "new")) as connection:
            query = "select tags['storage_version'] from duckdb_databases() where database_name = 'new'"
            (formats[version],) = connection.execute(query).fetchone()
    assert formats["v1.4.0"].startswith("v1.4.0")
    assert formats["v1.0.0"] != formats["v1.4.0"]


def test_a_shop_that_was_simulated_before_is_copied(tmp_path):
    simulate(3, 1, tmp_path / "before" / "inputs", arrivals=tmp_path / "before" / "arrivals")
    place = Place(tmp_path / "work")
    take(place, tmp_path / "before")
    assert simulated_with(place.folder)["customers"] == 3
    files = {file.relative_to(tmp_path / "before") for file in (tmp_path / "before").rglob("*.parquet")}
    assert {file.relative_to(place.folder) for file in place.folder.rglob("*.parquet")} == files


def shop(customers: int, seconds: float) -> dict[str, Any]:
    """A result in which all costs are multiples of some seconds."""
    cost = {"wall_seconds": seconds, "cpu_seconds": seconds, "peak_mib": 512.0}
    twice = {**cost, "cpu_seconds": 2 * seconds}
    return {
        "customers": customers,
        "measured_at": "2026-11-22T19:54+00:00",
        "machine": {"cores": 2, "load_before": 0.1, "threads": 2},
        "versions": {"duckdb": "1.5.5"},
        "rows": {"orders": 10 * customers},
        "simulate": cost,
        "input_mib": 1.0,
        "parse": cost,
        "floor": cost,
        "build": {**cost, "cpu_seconds": 5 * seconds},
        "engine_seconds": {"int_history": 3 * seconds, "int_state": seconds},
        "warehouse_mib": 2048.0,
        "dashboard": {
            "queries": {"fast": {"p50": 1.0, "p95": 2.0}, "slow": {"p50": 3.0, "p95": 41.0}},
            "mib": 1.0,
            "serve_seconds": 1.0,
        },
        "by_hand": {
            "parts": {"orders": seconds, "funnel": seconds},
            "peak_mib": 1.0,
            "models": {"int_history": 12 * seconds, WRITTEN: 2 * seconds},
            "models_peak_mib": 1.0,
        },
        "peers": {
            name: {"parts": {"read": times * seconds}, "models": {"int_history": seconds}}
            for name, times in (("pandas", 3), ("polars", 4), ("lifetimes", 6))
        },
        "raw_orders_to_scores": {
            "here": {"wall": seconds, "processor": seconds},
            "lifetimes": {"wall": 9 * seconds, "processor": 8 * seconds},
        },
        "tests": cost,
        "arrivals": {
            "build": twice,
            "engine_seconds": {"int_history": seconds, "int_state": seconds},
            "history": ["int_history"],
        },
    }


DEMO = {
    name: {"nodes": 3, "wall_seconds": wall, "cpu_seconds": 1.0, "engine_seconds": 1.0, "rest_seconds": 1.0}
    for name, wall in (("from nothing", 30.0), ("warm", 20.0), ("warm, with unit tests", 40.0))
}


def test_one_table_tells_what_the_project_is_measured_by():
    results = {"demo": DEMO, "shops": [shop(1_000, 11), shop(100, 1)]}
    rows = [line.strip("| ").split(" | ") for line in page(results).split("\n\n")[1].splitlines()]
    assert rows[0][1:3] == ["100 customers", "1,000 customers"]
    assert {name: larger for name, _, larger, *_ in rows[2:-2]} == {
        "full build / floor": "5.0",
        "the models behind seven marts, alone / plain SQL": "7.0",
        "pandas; polars / models: triangle and growth accounting": "3.00; 4.00",
        "`lifetimes` / models: identified orders to scores": "6.00",
        "`lifetimes` / models: raw orders to scores (in wall time)": "8.0 (9.0)",
        "a day's arrivals / full build: models with history": "25%",
        "a day's arrivals / full build": "40%",
        "peak memory of the build, GiB": "0.5",
        "warehouse, GiB": "2.00",
        "worst dashboard query, p95, ms": "41",
        "cold parse, s": "11.0",
    }
    assert rows[-2][:3] == ["full build / that of the size before", NOTHING, "11.0"]
    assert rows[-1][1] == "20; 40"
    assert [row[-1] for row in rows[2:]] == [
        *("≤ 4.5", "≤ 3", "≥ 2", "≥ 2", "≥ 10", "≤ 6%", "≤ 20%", "≤ 3", "≤ 6", "≤ 40", "≤ 5", "≤ 10", "≤ 15")
    ]


def test_only_the_smallest_shop_lacks_a_number_where_all_was_measured():
    results = {"demo": DEMO, "shops": [shop(100, 1), shop(1_000, 11)]}
    assert tables(results).count(NOTHING) == 1
    for name in ("by_hand", "peers", "raw_orders_to_scores", "tests", "arrivals"):
        del results["shops"][0][name]
    assert tables(results).count(NOTHING) > 1


def test_the_page_shows_what_is_stored():
    text = PAGE.read_text(encoding="utf-8")
    assert replaced(text, page(json.loads(RESULTS.read_text(encoding="utf-8")))) == text
