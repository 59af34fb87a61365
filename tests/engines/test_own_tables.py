"""`retensi init` and `retensi check` on tables of PostgreSQL and Spark."""

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from retensi.front_door import check
from retensi.front_door.warehouse import WarehouseError, open_warehouse
from tests.dbt_project import PROJECT, run_dbt
from tests.engines.own_tables import assert_nothing_is_said_clearly, assert_proposed_and_checked, make_shop, run
from tests.engines.postgres_server import PostgresServer
from tests.engines.spark_cluster import Cluster, Schemas
from tests.front_door.support import FRONT_DOOR

JAKARTA = ("--time-zone", "Asia/Jakarta")


def test_tables_of_postgres_are_proposed_checked_and_built(postgres: PostgresServer, tmp_path: Path) -> None:
    database = postgres.new_database("own_tables")
    make_shop(database.query)
    folder = tmp_path / "mydata"
    assert_nothing_is_said_clearly(database, folder)
    assert_proposed_and_checked(database, folder, JAKARTA)

    result = run(database, "check", str(folder), "--target", "postgres", "--against-last-build")
    assert result.exit_code == 2
    assert "The last build is on PostgreSQL, and only that of a DuckDB file is compared with." in result.output

    given = {**database.environment, "RETENSI_MAPPING": str(folder / "retensi.yml")}
    variables = {"reporting_timezone": "Asia/Jakarta"}
    run_dbt(variables, tmp_path, given, *FRONT_DOOR, "--target", "postgres")
    worth = "gross_amount - discount_amount - refunded_amount"
    query = f"select order_id, customer_id, cast(order_date as text), treatment, {worth} from staging.stg_orders"
    # An id that is a double is a whole number, and the last day of January in Jakarta is that day.
    assert database.query(f"{query} order by order_id")[1] == [
        ("1", "K1", "2025-01-05", "purchase", Decimal("1.234")),
        ("2", "K2", "2025-01-31", "ignored", Decimal(0)),
        ("3", "K1", "2025-02-01", "purchase", Decimal("99000.5")),
    ]
    # As the build before it, it sees the texts that came.
    [(remark,)] = database.query("select catatan from inputs.received_orders where order_id = '1'")[1]
    assert remark == 'so "good", they said'


def test_a_role_of_postgres_sees_what_it_may_read(postgres: PostgresServer, tmp_path: Path) -> None:
    database = postgres.new_database("own_tables_of_roles")
    make_shop(database.query)
    database.query("create role looks_on login; grant usage on schema toko to looks_on")
    database.query("grant select on toko.penjualan to looks_on; grant insert on toko.pelanggan to looks_on")
    mine = {"RETENSI_POSTGRES_USER": "looks_on"}
    result = run(database, "init", str(tmp_path), "--tables", "toko", "--target", "postgres", *JAKARTA, **mine)
    assert result.exit_code == 0, result.output
    assert "4 orders" in result.output
    assert "pelanggan" not in (tmp_path / "retensi.yml").read_text().replace("customer_id: pelanggan", "")
    # Whatever the role may do, nothing is written.
    with duckdb.connect() as connection:
        opened = open_warehouse(connection, PROJECT, "postgres", {**os.environ, **database.environment})
        with pytest.raises(WarehouseError, match="read-only transaction"), opened as warehouse:
            warehouse._cursor.execute("delete from toko.penjualan")


def test_tables_named_like_inputs_are_checked_on_postgres(postgres: PostgresServer) -> None:
    database = postgres.new_database("own_inputs")
    database.query("""
        create schema raw;
        create table raw.orders as
        select
            cast(number as numeric(20, 0)) as order_id, 'K1' as customer_id,
            timestamptz '2024-03-01 20:00:00+07' as ordered_at, 'paid' as status, amount as gross_amount
        from (
            values (1, cast(10.5 as double precision)), (2, 'NaN'), (3, 'Infinity'), (4, 15.000)
        ) as given (number, amount)
    """)
    places = {"RETENSI_INPUT_SCHEMA": "raw", "DBT_PROFILES_DIR": str(PROJECT)}
    judged = check(
        project=PROJECT,
        target="postgres",
        variables={"quarantine_severity": "warn"},
        environment={**os.environ, **database.environment, **places},
    )
    [orders] = judged.inputs
    assert (orders.accepted, [(each.reason, each.rows) for each in orders.refusals]) == (2, [("unreadable_amount", 2)])
    # Numbers of a table say what they hold.
    assert "points_for_thousands" not in {finding.name for finding in judged.findings}


def test_no_server_is_said(tmp_path: Path) -> None:
    nowhere = Schemas(Cluster(tmp_path, 1), "none")
    result = run(nowhere, "init", str(tmp_path / "mydata"), "--tables", "toko", "--target", "spark")
    assert result.exit_code == 1
    assert "Spark does not give its tables: " in result.output
    assert "try `uv run dbt debug --target spark`" in result.output


def test_tables_of_spark_are_proposed_and_checked(spark: Cluster, tmp_path: Path) -> None:
    schemas = Schemas(spark, "own_tables")
    make_shop(spark.query, spark=True)
    folder = tmp_path / "mydata"
    assert_nothing_is_said_clearly(schemas, folder)
    # A timestamp of Spark is a moment, of which nobody is asked in which zone it is.
    assert_proposed_and_checked(schemas, folder, ())
    assert "time_zone: UTC" in (folder / "retensi.yml").read_text()
