"""Tables on Spark, written through dbt's connection: the cluster need not see this machine's files.

Rows travel as JSON inside of statements. Spark has no transactions: a load that breaks leaves the tables it has done.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from retensi.errors import SourceDataError
from retensi.examples.files import INPUTS
from retensi.tables import MARK, not_ours, not_reached

# What Spark calls a type of DuckDB; others have one name on both.
TYPES = {"VARCHAR": "string", "INTEGER": "int", "TIMESTAMP WITH TIME ZONE": "timestamp"}
# Rows of one statement: some megabytes, and one file each.
ROWS_AT_A_TIME = 20_000


def write(credentials: Any, schema: str, files: Mapping[str, Path]) -> None:
    """Write Parquet files as tables.

    Args:
        credentials: What dbt connects with.
        schema: Schema, which is made if it is not there. The inputs of an earlier load in it go.
        files: Parquet file by table name.

    Raises:
        TablesError: Spark refuses, or tables of these names are somebody else's.
    """
    from dbt_common.exceptions import DbtBaseException

    try:
        with _connection(credentials) as cursor:
            cursor.execute(f"create schema if not exists {_name(schema)}")
            _drop_earlier(cursor, schema)
            for name, file in files.items():
                _write_table(cursor, f"{_name(schema)}.{_name(name)}", file)
    except DbtBaseException as error:
        raise not_reached("Spark", error) from error


@contextmanager
def _connection(credentials: Any) -> Iterator[Any]:
    """Connect as dbt does, by whatever method the profile names and with its settings."""
    from dbt.adapters.contracts.connection import Connection
    from dbt.adapters.spark.connections import SparkConnectionManager

    connection = SparkConnectionManager.open(Connection(type="spark", name="load", credentials=credentials))
    try:
        yield connection.handle.cursor()
    finally:
        SparkConnectionManager.close(connection)


def _drop_earlier(cursor: Any, schema: str) -> None:
    """Drop the inputs that an earlier load wrote; refuse where somebody else wrote one."""
    cursor.execute(f"show tables in {_name(schema)}")
    found = [name for _, name, is_temporary in cursor.fetchall() if name in INPUTS and not is_temporary]
    others = []
    for name in found:
        cursor.execute(f"describe table extended {_name(schema)}.{_name(name)}")
        if ("Comment", MARK) not in [(key, value) for key, value, _ in cursor.fetchall()]:
            others.append(name)
    if others:
        raise not_ours(schema, others)
    for name in found:
        cursor.execute(f"drop table {_name(schema)}.{_name(name)}")


def _write_table(cursor: Any, table: str, file: Path) -> None:
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
        columns = ", ".join(f"{_name(name)} {kind}" for name, kind in types.items())
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


def _name(name: str) -> str:
    """Quote a name."""
    return "`" + name.replace("`", "``") + "`"
