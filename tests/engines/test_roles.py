"""The roles for building and reading on PostgreSQL: the builder gets along, and the reader sees the marts alone."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from retensi.cli import main
from retensi.publish.command import publish
from retensi.publish.postgres_session import Destination
from retensi.roles import RoleError, roles_sql
from tests.dbt_project import run_dbt
from tests.engines.postgres_server import Database, PostgresServer
from tests.publishing import small_build

BUILDER, READER = "shop_builder", "bi_team"
ORDERS = """
    create schema raw;
    create table raw.orders as
    select
        'o' || number as order_id, 'c1' as customer_id, timestamp '2024-03-01 10:00:00' as ordered_at,
        case number when 3 then 'lost' else 'paid' end as status, cast(10 as numeric(18, 2)) as gross_amount
    from generate_series(1, 3) as series (number);
    create schema private;
    create table private.salaries as select 1 as salary;
"""


@pytest.fixture(scope="module")
def database(postgres: PostgresServer) -> Database:
    """A database with inputs and with something else, and its roles."""
    made = postgres.new_database("roles")
    made.query(ORDERS)
    sql = roles_sql("roles", BUILDER, [READER], ["raw"])
    made.query(sql)
    # Again at any time.
    made.query(sql)
    return made


@pytest.fixture(scope="module")
def built(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Marts built by the builder."""
    environment = {
        **database.environment,
        "RETENSI_POSTGRES_USER": BUILDER,
        "RETENSI_POSTGRES_READER": READER,
    }
    variables = {"input_schema": "raw", "quarantine_severity": "warn"}
    selected = (
        "--select",
        "+orders",
        "+calendar",
        "quarantined_orders",
        "--exclude-resource-type",
        "unit_test",
        "test",
    )
    run_dbt(variables, tmp_path_factory.mktemp("roles"), environment, "build", "--target", "postgres", *selected)
    return database


def refused() -> type[Exception]:
    from psycopg2 import Error

    return Error


def test_the_builder_builds_what_is_its_own(built: Database) -> None:
    owners = "select distinct tableowner from pg_tables where schemaname in ('inputs', 'intermediate', 'marts')"
    assert built.query(owners)[1] == [(BUILDER,)]
    for statement in (
        "insert into raw.orders (order_id) values ('x')",
        "drop table raw.orders",
        "create table raw.mine (x int)",
        "create table public.mine (x int)",
        "select * from private.salaries",
        "create role other",
        "create database other",
        "copy (select 1) to program 'true'",
        "select pg_read_file('/etc/passwd')",
    ):
        with pytest.raises(refused()):
            built.query(statement, BUILDER)


def test_the_reader_reads_marts_and_nothing_else(built: Database) -> None:
    tables = built.query(
        "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') "
        "union all select schemaname, viewname from pg_views "
        "where schemaname not in ('pg_catalog', 'information_schema')"
    )[1]
    schemas = {schema for schema, _ in tables}
    assert schemas >= {"inputs", "staging", "intermediate", "marts", "raw", "private", "reference"}
    assert ("inputs", "quarantined_orders") in tables
    for schema, name in tables:
        query = f'select * from {schema}."{name}" limit 1'
        if schema == "marts":
            assert len(built.query(query, READER)[0]) > 0
        else:
            with pytest.raises(refused(), match="permission denied"):
                built.query(query, READER)
    # Quarantined and raw values do not show in statistics either.
    shown = "select distinct schemaname from pg_stats where schemaname not in ('pg_catalog', 'information_schema')"
    assert {schema for (schema,) in built.query(shown, READER)[1]} <= {"marts"}


@pytest.mark.parametrize(
    "statement",
    [
        "insert into marts.orders (order_id) values ('x')",
        "update marts.orders set net_revenue = 0",
        "delete from marts.orders",
        "truncate marts.orders",
        "drop table marts.orders",
        "alter table marts.orders add column mine int",
        "comment on table marts.orders is 'mine'",
        "create index on marts.orders (order_id)",
        "create table marts.mine (x int)",
        "create view marts.mine as select 1 as x",
        "create table public.mine (x int)",
        "create temporary table mine (x int)",
        "create schema mine",
        f"set role {BUILDER}",
        "create function marts.mine() returns int language sql as 'select 1'",
        "copy marts.orders to program 'cat'",
        "select pg_read_file('/etc/passwd')",
    ],
)
def test_the_reader_writes_nothing(built: Database, statement: str) -> None:
    # Also where it takes off what its sessions begin with.
    for before in ("", "set default_transaction_read_only = off; commit; begin read write; "):
        with pytest.raises(refused()):
            built.query(before + statement, READER)
    assert built.query("select count(*) from marts.orders", READER)[1] == [(2,)]


def test_nobody_else_gets_in(built: Database) -> None:
    built.query("create role passer_by login")
    # PostgreSQL warns, and grants nothing.
    built.query("set default_transaction_read_only = off; commit; grant select on marts.orders to passer_by", READER)
    granted = "select has_table_privilege('passer_by', 'marts.orders', 'select')"
    assert built.query(granted)[1] == [(False,)]
    with pytest.raises(refused(), match="permission denied for database"):
        built.query("select 1", "passer_by")


def test_a_publisher_publishes_for_readers(postgres: PostgresServer, tmp_path: Path) -> None:
    made = postgres.new_database("roles_published")
    made.query(roles_sql("roles_published", "shop_publisher", ["dashboards"]))
    small = small_build(tmp_path)
    address = f"host={postgres.socket_folder} user=shop_publisher dbname=roles_published"
    for number in (1, 2):
        small.write(number)
        publish(small.places, Destination(address, ("dashboards",)))
        assert made.query("select max(build) from marts.orders", "dashboards")[1] == [(number,)]
    with pytest.raises(refused()):
        made.query("delete from marts.orders", "dashboards")


def test_a_role_with_powers_of_its_own_is_not_taken(built: Database) -> None:
    built.query("create role mighty login createrole; create role member login in role pg_read_all_data")
    for role in ("mighty", "member"):
        with pytest.raises(refused(), match=f"{role} may do more than its grants say"):
            built.query(roles_sql("roles", BUILDER, [role]))


def test_the_command_prints_the_sql_and_no_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RETENSI_POSTGRES_PASSWORD", "geheim")
    options = ["--database", "shop", "--build", "b", "--read", "r1", "--read", "r2", "--inputs", "raw"]
    result = CliRunner().invoke(main, ["postgres-roles", *options])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == roles_sql("shop", "b", ["r1", "r2"], ["raw"])
    assert "geheim" not in result.stdout
    assert "geheim" in os.environ.values()


@pytest.mark.parametrize(
    "names", [("shop", "a", ["a"]), ("shop", "", ["r"]), ("s$do$", "b", ["r"]), ("shop", "b", ['r" superuser'])]
)
def test_names_that_cannot_be_are_refused(names: tuple) -> None:
    with pytest.raises(RoleError):
        roles_sql(*names)
