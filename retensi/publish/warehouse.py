"""The warehouse as publishing reads it: read only, and only where it holds the very build that is to be published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from retensi.duckdb_files import attached
from retensi.locks import refusal
from retensi.publish.build import BUILD_AGAIN, EXPECTED, Build, Mart
from retensi.publish.errors import BusyError, PublishError, UnpublishableBuildError
from retensi.publish.source import DEMO, DEMO_MARK
from retensi.sql_text import sql_identifier, sql_literal


@dataclass(frozen=True)
class Warehouse:
    """A warehouse that is open for reading; no build can change it meanwhile.

    Attributes:
        connection: where it is attached as ``warehouse``.
        build: the build it holds.
        as_of: last day the marts know (ISO 8601), or None where the warehouse does not say.
        source: kind of source its rows are from, such as ``demo`` or ``files``; None where the warehouse does not say.
        columns: for each mart its columns with their types, as DuckDB calls them.
    """

    connection: duckdb.DuckDBPyConnection
    build: Build
    as_of: str | None
    source: str | None
    columns: dict[str, dict[str, str]]

    def query(self, mart: Mart) -> str:
        """Give the SQL that reads a mart whole."""
        return f"from warehouse.{sql_identifier(mart.schema)}.{sql_identifier(mart.name)}"

    def comment(self, mart: Mart) -> str:
        """Say what a mart is and which build it is of."""
        return f"{mart.description}\n\n{self.told}".lstrip()

    @property
    def told(self) -> str:
        """Which build this is, as sentences."""
        as_of = f", data up to {self.as_of}" if self.as_of else ""
        of_demo = f" {DEMO_MARK}" if self.source == DEMO else ""
        return f"Build {self.build.invocation_id} of {self.build.generated_at}{as_of}.{of_demo}"


@contextmanager
def open_warehouse(file: Path, build: Build) -> Iterator[Warehouse]:
    """Open the warehouse that holds a build.

    Args:
        file: The DuckDB file.
        build: What it is expected to hold.

    Raises:
        BusyError: a build is running.
        PublishError: there is no such warehouse, or it cannot be read.
        UnpublishableBuildError: it holds something else than the build.
    """
    if not file.is_file():
        raise PublishError(
            f"There is no warehouse {file}.",
            "the DuckDB file that a build has written",
            "run `uv run dbt build` first, or set RETENSI_WAREHOUSE as it was for the build",
        )

    def not_opened(error: duckdb.Error) -> PublishError:
        otherwise = (
            f"The warehouse {file} cannot be opened: {error}",
            "the DuckDB file that a build has written",
            "set RETENSI_WAREHOUSE as it was for the build, or build it anew",
        )
        return refusal(file, error, otherwise, PublishError, BusyError)

    with attached(file, refusal=not_opened) as connection:
        connection.execute("set TimeZone = 'UTC'")
        _refuse_other_build(connection, file, build)
        columns = _columns(connection, file, build)
        yield Warehouse(connection, build, _as_of(connection, build), _source(connection, build), columns)


def _refuse_other_build(connection: duckdb.DuckDBPyConnection, file: Path, build: Build) -> None:
    """Stop where another command than the build was the last one to change the warehouse."""
    if build.inputs_schema is None:
        return
    noted = (
        _exists(connection, build.inputs_schema, "last_build")
        and connection.execute(
            f"select invocation_id, command, started_at from warehouse.{sql_identifier(build.inputs_schema)}.last_build"
        ).fetchone()
    )
    if not noted or noted[0] != build.invocation_id:
        last = f"last changed by `dbt {noted[1]}` of {noted[2]} UTC" if noted else "not from this version of retensi"
        raise UnpublishableBuildError(
            f"The results that dbt left are not those of the warehouse {file}: it was {last}.", EXPECTED, BUILD_AGAIN
        )


def _as_of(connection: duckdb.DuckDBPyConnection, build: Build) -> str | None:
    """Give the last day that the marts know."""
    if build.as_of_relation is None or not _exists(connection, *build.as_of_relation):
        return None
    schema, table = map(sql_identifier, build.as_of_relation)
    found = connection.execute(f"select as_of from warehouse.{schema}.{table}").fetchone()
    return found[0].isoformat() if found and found[0] else None


def _source(connection: duckdb.DuckDBPyConnection, build: Build) -> str | None:
    """Give the kind of source that the rows of the warehouse are from, as the build noted it."""
    if build.inputs_schema is None or not _exists(connection, build.inputs_schema, "source_held"):
        return None
    found = connection.execute(
        f"select kind from warehouse.{sql_identifier(build.inputs_schema)}.source_held"
    ).fetchone()
    return found[0] if found else None


def _columns(connection: duckdb.DuckDBPyConnection, file: Path, build: Build) -> dict[str, dict[str, str]]:
    """Give the columns of all marts, and stop where one of these is missing."""
    rows = connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'warehouse' order by table_oid, column_index"
    ).fetchall()
    tables: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, type_ in rows:
        tables.setdefault((schema, table), {})[column] = type_
    missing = [mart.name for mart in build.marts if (mart.schema, mart.name) not in tables]
    if missing:
        raise UnpublishableBuildError(
            f"The warehouse {file} lacks the marts {', '.join(missing)}.", EXPECTED, BUILD_AGAIN
        )
    return {mart.name: tables[mart.schema, mart.name] for mart in build.marts}


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    # Values written into the text: for parameters DuckDB imports pandas where it is installed, which takes seconds.
    found = connection.execute(
        "select 1 from information_schema.tables where table_catalog = 'warehouse' "
        f"and table_schema = {sql_literal(schema)} and table_name = {sql_literal(table)}"
    ).fetchone()
    return found is not None
