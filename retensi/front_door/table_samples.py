"""A look at tables of a warehouse, for `retensi init`: their columns and the first of their rows, as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import duckdb

from retensi.front_door.render import Relation
from retensi.front_door.samples import HEAD_ROWS, Sample
from retensi.front_door.warehouse import Warehouse, WarehouseError
from retensi.sql_text import sql_identifier

# As the macro number_types has them.
_NUMBER = re.compile(r"(DECIMAL|NUMERIC|FLOAT|DOUBLE|REAL|U?(BIG|SMALL|TINY|HUGE)?INT(?!ERVAL)|LONG|SHORT|BYTE)")
# So many rows of each table are wanted of a warehouse.
FIRST_ROWS = HEAD_ROWS
_MOST_NAMED = 20


def look_into_tables(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, named: Sequence[str]) -> list[Sample]:
    """Look at tables.

    Args:
        connection: DuckDB in memory, on which the warehouse is open.
        warehouse: Of whose tables the first rows are brought.
        named: Schemas, all tables of which are meant, and tables as ``schema.table`` or ``database.schema.table``.

    Raises:
        WarehouseError: There is no such schema or table that this role may see.
    """
    return [
        _look_at(connection, warehouse, name, relation)
        for name, relation in dict(pair for each in named for pair in _meant(warehouse, each)).items()
    ]


def _meant(warehouse: Warehouse, named: str) -> Iterator[tuple[str, Relation]]:
    """Give the tables that a name means, by what a mapping calls them."""
    if "." not in named:
        schema = _schema(warehouse, named)
        for name in warehouse.tables(schema):
            # A mapping writes a point between schema and table.
            if "." not in name and (found := warehouse.find(None, schema, name)):
                yield f"{schema}.{name}", found
        return
    *database, schema, table = named.split(".")
    found = warehouse.find(".".join(database) or None, schema, table)
    if found is None:
        there = warehouse.tables(schema)
        raise WarehouseError(
            f"There is no table {named} that this role may see; the schema {schema} has {_listed(there)}.",
            "schema.table, or the name of a schema whose tables are all meant",
            "mend what stands behind --tables, or let the role read the table",
        )
    yield ".".join([*database, found.schema, found.identifier]), found


def _schema(warehouse: Warehouse, named: str) -> str:
    schemas = warehouse.schemas()
    alike = [schema for schema in schemas if schema.lower() == named.lower()]
    if named in schemas or len(alike) == 1:
        schema = named if named in schemas else alike[0]
        if warehouse.tables(schema):
            return schema
    raise WarehouseError(
        f"There is no schema {named} with tables that this role may see; found: {_listed(schemas)}.",
        "the schema in which the shop's tables lie, or tables as schema.table",
        "mend what stands behind --tables, name another --target, or let the role read the tables",
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} others" if more > 0 else "") if names else "none"


def _look_at(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, name: str, relation: Relation) -> Sample:
    try:
        columns = warehouse.columns(relation)
        warehouse.bring(relation)
        chosen = ", ".join(_as_text(column, kind) for column, kind in columns.items())
        found = connection.execute(f"select {chosen} from {relation}").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except (WarehouseError, duckdb.Error):
        # After an error nothing more is to be had of PostgreSQL.
        if warehouse.engine != "duckdb":
            raise
        return Sample(name, "table", problem="cannot be read; mend the view, or leave it out")
    warehouse.let_go(relation)
    has_moments = warehouse.has_moments_only
    return Sample(
        name,
        "table",
        tuple(columns),
        tuple(dict(zip(columns, (value or None for value in row), strict=True)) for row in found),
        is_whole=relation not in warehouse.cut,
        numbers=frozenset(column for column, kind in columns.items() if _NUMBER.match(kind)),
        moments=frozenset(column for column, kind in columns.items() if has_moments and kind == "TIMESTAMP"),
    )


def _as_text(column: str, kind: str) -> str:
    """Give a column as a mapping sees it."""
    if "WITH TIME ZONE" in kind or kind == "TIMESTAMPTZ":
        return f"cast(timezone('UTC', {sql_identifier(column)}) as varchar) || '+00:00'"
    return f"cast({sql_identifier(column)} as varchar)"
