"""Tables on Spark, written and read through dbt's connection: the cluster need not see this machine's files.

Rows are written as JSON inside of statements. Spark has no transactions: a load that breaks leaves the tables it has
done.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from retensi.errors import SourceDataError
from retensi.examples.files import INPUTS
from retensi.tables import MARK

NAME = "Spark"
# What Spark calls a type of DuckDB; others have one name on both.
TYPES = {"VARCHAR": "string", "INTEGER": "int", "TIMESTAMP WITH TIME ZONE": "timestamp"}
# Rows of one statement: some megabytes, and one file each.
ROWS_AT_A_TIME = 20_000


def refusal() -> tuple[type[Exception], ...]:
    """Give the errors of a server that is not there or refuses."""
    from dbt_common.exceptions import DbtBaseException
    from pyhive.exc import Error

    return DbtBaseException, Error


@contextmanager
def connection(credentials: Any) -> Iterator[Any]:
    """Connect as dbt does and give a cursor, by whatever method the profile names and with its settings."""
    from dbt.adapters.contracts.connection import Connection, Identifier
    from dbt.adapters.spark.connections import SparkConnectionManager

    opened = SparkConnectionManager.open(Connection(type=Identifier("spark"), name="load", credentials=credentials))
    try:
        yield opened.handle.cursor()
    finally:
        SparkConnectionManager.close(opened)


def inputs_found(cursor: Any, schema: str) -> dict[str, bool]:
    """Give the inputs that a schema holds, by name, with whether a load wrote them."""
    cursor.execute(f"show tables in {sql_identifier(schema)}")
    found = {}
    for name in [name for _, name, is_temporary in cursor.fetchall() if name in INPUTS and not is_temporary]:
        cursor.execute(f"describe table extended {sql_identifier(schema)}.{sql_identifier(name)}")
        found[name] = ("Comment", MARK) in [(key, value) for key, value, _ in cursor.fetchall()]
    return found


def write_table(cursor: Any, table: str, file: Path) -> None:
    """Make a table and fill it with the rows of a file."""
    with duckdb.connect() as connection:
        try:
            connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
            rows = connection.read_parquet(str(file))
            types = {name: TYPES.get(str(kind), str(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)}
            texts = rows.project(", ".join(f'cast("{name}" as varchar)' for name in rows.columns))
        except duckdb.Error as error:
            raise SourceDataError(
                f"The file {file} cannot be read: {error}", "a Parquet file", "load the data set again"
            ) from error
        columns = ", ".join(f"{sql_identifier(name)} {kind}" for name, kind in types.items())
        cursor.execute(f"create table {table} ({columns}) using parquet comment '{MARK}'")
        values = ", ".join(f"cast(fields[{place}] as {kind})" for place, kind in enumerate(types.values()))
        while batch := texts.fetchmany(ROWS_AT_A_TIME):
            cursor.execute(
                f"insert into {table} select {values} "
                f"from (select explode(from_json({_literal(batch)}, 'array<array<string>>')) as fields)"
            )


def begin_reading(cursor: Any) -> None:
    """Nothing is to be done: Spark has no transactions, and what reads here only reads."""


def schemas(cursor: Any) -> list[str]:
    """Give the schemas."""
    cursor.execute("show schemas")
    return sorted(name for name, *_ in cursor.fetchall())


def tables(cursor: Any, schema: str) -> list[str]:
    """Give the tables and views of a schema; none where it is not there."""
    if schema.lower() not in map(str.lower, schemas(cursor)):
        return []
    cursor.execute(f"show tables in {sql_identifier(schema)}")
    return sorted(name for _, name, is_temporary in cursor.fetchall() if not is_temporary)


def columns(cursor: Any, schema: str, table: str) -> dict[str, str]:
    """Give the columns of a table with their types."""
    cursor.execute(f"describe table {sql_identifier(schema)}.{sql_identifier(table)}")
    found = {}
    for name, kind, _ in cursor.fetchall():
        # Behind the columns stands how the table is partitioned.
        if not name or name.startswith("#"):
            break
        found[name] = kind
    return found


def send_rows(
    cursor: Any, schema: str, table: str, given: Mapping[str, str], first_rows: int | None, into: BinaryIO
) -> None:
    """Write the rows of a table as CSV behind a first field that says nothing.

    Null is nothing at all, what is there is quoted; moments are UTC.

    Args:
        cursor: As `connection` gives it.
        schema: The schema.
        table: The table.
        given: Its columns that are wanted, with their types.
        first_rows: How many rows are wanted; None for all.
        into: Takes the text.
    """
    # A line of nothing but nulls would be none.
    chosen = ", ".join(["'row'", *(f"cast({sql_identifier(name)} as string)" for name in given)])
    limit = "" if first_rows is None else f" limit {first_rows}"
    # The driver's own cursor, which gives rows in batches.
    reading = cursor.handle.cursor()
    reading.execute(f"select {chosen} from {sql_identifier(schema)}.{sql_identifier(table)}{limit}")
    if not hasattr(reading, "fetchmany"):
        into.write(_as_csv(reading.fetchall()))
        return
    while batch := reading.fetchmany(ROWS_AT_A_TIME):
        into.write(_as_csv(batch))


def _as_csv(rows: Sequence[Sequence[str | None]]) -> bytes:
    """Write rows as CSV; for a zero byte, which no text may have, stands the replacement character."""

    def cell(text: str | None) -> str:
        return "" if text is None else '"' + str(text).replace('"', '""').replace("\x00", "\ufffd") + '"'

    return "".join(",".join(map(cell, row)) + "\n" for row in rows).encode("utf-8", "replace")


def _literal(rows: list[tuple[Any, ...]]) -> str:
    """Write rows of text as a JSON array in a literal of Spark."""
    # Spark takes "${" for a variable, also within a literal.
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("$", "\\u0024")
    return "'" + written.replace("\\", "\\\\").replace("'", "\\'") + "'"


def sql_identifier(name: str) -> str:
    """Quote a name."""
    return "`" + name.replace("`", "``") + "`"
