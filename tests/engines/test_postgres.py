"""What PostgreSQL has besides the marts: who may read them, and how they are found quickly."""

from pathlib import Path

import pytest

from tests.dbt_project import BuildError
from tests.engines.conftest import READER
from tests.engines.postgres_server import Database, PostgresServer
from tests.engines.typed_tables import assert_held, assert_judged_as_on_duckdb, through_the_door


def refused() -> type[Exception]:
    """Give the error of a statement that its role may not run."""
    from psycopg2.errors import InsufficientPrivilege

    return InsufficientPrivilege


def tables(database: Database) -> dict[str, list[str]]:
    """Give the tables and views of a build by schema."""
    _, rows = database.query("""
        select nspname, relname
        from pg_class
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where relkind in ('r', 'v') and nspname not in ('pg_catalog', 'information_schema')
    """)
    by_schema: dict[str, list[str]] = {}
    for schema, name in rows:
        by_schema.setdefault(schema, []).append(name)
    return by_schema


def test_the_reader_reads_the_marts_and_nothing_else(postgres_demo: Database) -> None:
    found = tables(postgres_demo)
    assert {"inputs", "staging", "intermediate", "marts", "reference", "demo"} <= set(found)
    for name in found.pop("marts"):
        assert len(postgres_demo.query(f"select * from marts.{name} limit 1", READER)[0]) > 0
    for schema, names in found.items():
        for name in names:
            with pytest.raises(refused()):
                postgres_demo.query(f"select * from {schema}.{name} limit 1", READER)
    for statement in ("delete from marts.customers", "create table marts.mine (a int)", "drop table marts.customers"):
        with pytest.raises(refused()):
            postgres_demo.query(statement, READER)


def test_nobody_reads_the_marts_where_no_reader_is_named(postgres_cdnow: Database, postgres_demo: Database) -> None:
    with pytest.raises(refused()):
        postgres_cdnow.query("select * from marts.customers limit 1", READER)


def test_marts_are_indexed_by_key_day_and_customer(postgres_demo: Database) -> None:
    _, rows = postgres_demo.query("select tablename, indexdef from pg_indexes where schemaname = 'marts'")
    indexes: dict[str, set[tuple[bool, str]]] = {}
    for name, definition in rows:
        columns = definition[definition.index("(") :]
        indexes.setdefault(name, set()).add((definition.startswith("CREATE UNIQUE"), columns))
    assert set(indexes) == set(tables(postgres_demo)["marts"])
    assert {(True, "(order_id)"), (False, "(customer_id)"), (False, "(order_date)")} == indexes["orders"]
    assert (True, "(customer_id, valid_from)") in indexes["lifecycle_stage_history"]
    assert all(any(is_unique for is_unique, _ in found) for found in indexes.values())


def test_typed_tables_are_read_and_judged_as_on_duckdb(postgres: PostgresServer, tmp_path: Path) -> None:
    database = postgres.new_database("typed")
    database.query("""
        create schema raw;
        create table raw.orders as
        select
            cast(number as numeric(20, 0)) as order_id,
            gen_random_uuid() as customer_id,
            timestamptz '2024-03-01 20:00:00+07' as ordered_at,
            cast('paid' as character(10)) as status,
            amount as gross_amount,
            'note' as "a Note"
        from (
            values (1, cast(10.5 as double precision)), (2, 'NaN'), (3, 'Infinity'), (4, 0.1)
        ) as given (number, amount);
        create table raw.order_items as
        select '1' as order_id, line as line_number, cast('p' as varchar(9)) as product_id
        from (values (cast(1 as double precision)), (1.5), ('NaN'), (1e30), (null)) as lines (line);
        create view raw.customers as
        select
            7 as customer_id,
            date '2024-01-01' as registered_at,
            timestamp '2000-02-29' as birth_date,
            true as marketing_consent
    """)
    through_the_door(database, tmp_path)
    assert_judged_as_on_duckdb(database, '"a Note"')
    assert_held(database, tmp_path)

    database.query("alter table raw.orders alter ordered_at type text")
    with pytest.raises(BuildError) as failure:
        through_the_door(database, tmp_path)
    assert "has column ordered_at of type TEXT; expected timestamp" in str(failure.value)
