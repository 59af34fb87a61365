"""What looks wrong in a shop's rows is found alike on PostgreSQL, in the same words. Of Spark see test_parity."""

from pathlib import Path

import duckdb
import pytest

from retensi.tables import write_tables
from tests.dbt_project import PROJECT, build, run_dbt
from tests.engines.compare import but_for_ties, differences, on_duckdb
from tests.engines.engine import Engine
from tests.engines.postgres_server import PostgresServer

VARIABLES = {"reporting_timezone": "Asia/Jakarta", "quarantine_severity": "warn"}
SELECTED = ("--select", "+input_findings", "--exclude-resource-type", "test", "unit_test")
NEEDED = {
    "ids_hardly_meet": 2,
    "statuses_ignored": 1,
    "days_without_orders": 1,
    "rows_far_away": 1,
    "amounts_of_another_unit": 1,
    "input_empty": 1,
    "refused_rows": 1,
    "funnel_step_without_events": 1,
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in which nearly every rule finds something that looks at values rather than at how they are written."""
    folder = tmp_path_factory.mktemp("findings") / "landing"
    folder.mkdir()
    with duckdb.connect() as connection:
        for name, query in SHOP.items():
            connection.sql(query).write_parquet(str(folder / f"{name}.parquet"))
    return folder


# 12 orders a day over 40 days but four, of ids some of which are odd.
SHOP = {
    "orders": """
        select
            'o' || number as order_id,
            case
                when number % 100 = 0 then 'guest'
                when number % 100 = 1 then 'till 7'
                when number % 100 = 2 then ''
                when number % 10 = 3 then 'Shop-' || number || '.0'
                else 'shop-' || number
            end as customer_id,
            'm' || case when number % 100 = 1 then number else number // 3 end || '@shop.example' as email,
            timestamp '2024-01-01 18:30:00'
                + (number // 12 + case when number > 240 then 4 else 0 end) * interval 1 day as ordered_at,
            case
                when number % 9 = 0 then 'pending'
                when number % 50 = 4 then 'on hold, Ani'
                when number = 11 then 'a@b.cc'
                else 'paid'
            end as status,
            cast(case
                when number % 60 = 6 then 0
                when number % 40 = 8 then 19900000.5
                else 10.25 + number % 7
            end as decimal(18, 2)) as gross_amount,
            cast(case number % 30 when 1 then 30 when 2 then -1.5 end as decimal(18, 2)) as discount_amount,
            cast(null as timestamp) as updated_at
        from range(480) as numbers (number)
        union all
        select 'o1', 'shop-1', 'other@shop.example', timestamp '2024-01-02 00:00:00', 'paid', 11.25, null, null
        union all
        select 'n' || number, null, null, timestamp '2024-01-20 02:00:00', 'paid', 15, null, null
        from range(5) as numbers (number)
    """,
    "customers": """
        select
            'shop-' || number as customer_id,
            case when number = 3 then timestamp '1931-05-01' else timestamp '2024-01-03' end as registered_at
        from range(60) as numbers (number)
    """,
    "interactions": """
        select
            'i' || number as interaction_id,
            'SHOP-' || number as customer_id,
            timestamp '2024-02-01 17:30:00' + number % 3 * interval 30 day as occurred_at,
            'page_view' as interaction_type
        from range(70) as numbers (number)
    """,
    "customer_merges": "select 'a' as customer_id, 'b' as merged_into where 1 = 0",
}


@pytest.fixture(scope="module")
def expected(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on DuckDB."""
    warehouse = tmp_path_factory.mktemp("findings_duckdb") / "w.duckdb"
    build({"input_path": str(landing), **VARIABLES}, warehouse, "build", *SELECTED)
    _, found = on_duckdb(warehouse)("select finding, count(*) from inputs.input_findings group by finding")
    assert {name: number for name, number in found if name in NEEDED} == NEEDED
    assert len(found) >= 14, found
    return warehouse


def assert_same(expected: Path, engine: Engine, landing: Path, folder: Path) -> None:
    """Build the front door on an engine and compare what was found."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in engine.environment.items():
            patched.setenv(name, value)
        write_tables(landing, "odd_texts", PROJECT, engine.target)
    run_dbt(
        {"input_schema": "odd_texts", **VARIABLES},
        folder,
        engine.environment,
        "build",
        "--target",
        engine.target,
        *SELECTED,
    )
    found = differences(["input_findings"], *map(but_for_ties, (on_duckdb(expected), engine.query)), "inputs")
    assert not found, "\n".join(map(str, found))


def test_findings_on_postgres(expected: Path, landing: Path, postgres: PostgresServer, tmp_path: Path) -> None:
    assert_same(expected, postgres.new_database("findings"), landing, tmp_path)
