"""What PostgreSQL has besides the marts: who may read them, and how they are found quickly."""

import psycopg2
import pytest

from tests.engines.conftest import READER
from tests.engines.postgres_server import Database


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
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                postgres_demo.query(f"select * from {schema}.{name} limit 1", READER)
    for statement in ("delete from marts.customers", "create table marts.mine (a int)", "drop table marts.customers"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            postgres_demo.query(statement, READER)


def test_nobody_reads_the_marts_where_no_reader_is_named(postgres_cdnow: Database, postgres_demo: Database) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
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
