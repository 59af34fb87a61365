"""Tables on Spark, written through dbt's connection: the cluster need not see this machine's files.

Rows travel as JSON inside of statements. Spark has no transactions: a load that breaks leaves the tables it has done.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from retensi.errors import SourceDataError
from retensi.examples.files import INPUTS
from retensi.tables import MARK

NAME = "Spark"
# What Spark calls a type of DuckDB; others have one name on both.
TYPES = {"VARCHAR": "string", "INTEGER": "int", "TIMESTAMP WITH TIME ZONE": "timestamp"}
# Rows of one statement: some megabytes, and one file each.
ROWS_AT_A_TIME = 20_000


def refusal() -> type[Exception]:
    """Give the error of a server that is not there or refuses."""
    from dbt_common.exceptions import DbtBaseException

    return DbtBaseException


@contextmanager
def connection(credentials: Any) -> Iterator[Any]:
    """Connect as dbt does and give a cursor, by whatever method the profile names and with its settings."""
    from dbt.adapters.contracts.connection import Connection
    from dbt.adapters.spark.connections import SparkConnectionManager

    opened = SparkConnectionManager.open(Connection(type="spark", name="load", credentials=credentials))
    try:
        yield opened.handle.cursor()
    finally:
        SparkConnectionManager.close(opened)


def inputs_found(cursor: Any, schema: str) -> dict[str, bool]:
    """Give the inputs that a schema holds, by name, with whether a load wrote them."""
    cursor.execute(f"show tables in {quoted(schema)}")
    found = {}
    for name in [name for _, name, is_temporary in cursor.fetchall() if name in INPUTS and not is_temporary]:
        cursor.execute(f"describe table extended {quoted(schema)}.{quoted(name)}")
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
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
        cursor.execute(f"create table {table} ({columns}) using parquet comment '{MARK}'")
        values = ", ".join(f"cast(fields[{place}] as {kind})" for place, kind in enumerate(types.values()))
        while batch := texts.fetchmany(ROWS_AT_A_TIME):
            cursor.execute(
                f"insert into {table} select {values} "
                f"from (select explode(from_json({_literal(batch)}, 'array<array<string>>')) as fields)"
            )


def _literal(rows: list[tuple]) -> str:
    """Write rows of text as a JSON array in a literal of Spark."""
    # Spark takes "${" for a variable, also within a literal.
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("$", "\\u0024")
    return "'" + written.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quoted(name: str) -> str:
    """Quote a name."""
    return "`" + name.replace("`", "``") + "`"
