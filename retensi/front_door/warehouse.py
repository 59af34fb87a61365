"""A shop's own tables as a front door in memory sees them: which there are, their columns, and their rows.

The DuckDB file of a target is attached for reading. From other engines rows come over through a pipe, a table at a time
and never as a file, into DuckDB's memory. Nothing is written there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from retensi import duckdb_files, tables
from retensi.errors import RetensiError
from retensi.front_door.render import Relation
from retensi.locks import refusal
from retensi.sql_text import sql_identifier, sql_literal, without_values

_OWN_DATABASES = ("memory", "temp", "system")
_INTEGER = re.compile(r"(BIG|SMALL|TINY)?INT(EGER)?$|LONG$|SHORT$|BYTE$")
_DECIMAL = re.compile(r"(NUMERIC|DECIMAL)(\((\d+), ?(\d+)\))?$")
_FLOAT = re.compile(r"FLOAT|DOUBLE|REAL")


class WarehouseError(RetensiError):
    """Tables cannot be read where they lie."""


class Warehouse:
    """The tables of a dbt target, as a DuckDB connection has them.

    Attributes:
        engine: dbt's name of the engine, such as postgres.
        name: What people call it.
        database: The database that dbt's target names.
        place: What the connection calls the database that has them.
        cut: The tables of which fewer rows were brought than there are.
    """

    engine = "duckdb"
    name = "DuckDB"
    # Whether a timestamp without more is a moment, which is read in UTC, and no local time.
    has_moments_only = False
    place, _is_copied = "", False

    def __init__(self, connection: duckdb.DuckDBPyConnection, database: str, first_rows: int | None) -> None:
        """Take in where rows go to.

        Args:
            connection: DuckDB in memory.
            database: The database of the target.
            first_rows: How many rows of each table are wanted; None for all.
        """
        self.database = database
        self.cut: set[Relation] = set()
        self._connection, self._first_rows = connection, first_rows
        self._brought: set[Relation] = set()
        # Asked once each: the macros ask for them many times.
        self.schemas: Callable[[], list[str]] = cache(self._schemas)
        self.tables: Callable[[str], list[str]] = cache(self._tables)
        self._of_columns: Callable[[str, str], dict[str, str]] = cache(self._columns)

    def find(self, database: str | None, schema: str, identifier: str) -> Relation | None:
        """Give a table or view where it is there and may be seen, by the name that SQL on the connection calls it."""
        if database and database.lower() != self.database.lower():
            return None
        there = self.tables(schema)
        alike = [name for name in there if name.lower() == identifier.lower()]
        name = identifier if identifier in there else alike[0] if alike and self.engine != "postgres" else None
        return Relation(schema, name, self.place) if name else None

    def columns(self, relation: Relation) -> dict[str, str]:
        """Give the columns of a table with their types, as the engine calls these; of two of one name, the first."""
        try:
            return self._of_columns(relation.schema, relation.identifier)
        except duckdb.Error as error:
            raise _unreadable(relation, error) from error

    def bring(self, relation: Relation, with_types: bool = False) -> None:
        """Have the rows of a table where SQL on the connection finds them.

        Args:
            relation: As :meth:`find` gave it.
            with_types: Whether numbers are to be numbers; else they are texts, as the engine writes them.
        """
        if relation not in self._brought:
            self._bring(relation, with_types)
            self._brought.add(relation)
            if self._first_rows is not None:
                self._cut(relation, self._first_rows)

    def let_go(self, relation: Relation) -> None:
        """Forget the rows of a table that nothing reads any more."""
        if relation in self._brought and self._is_copied:
            self._connection.execute(f"drop table {relation}")
            self._brought.remove(relation)

    def _cut(self, relation: Relation, first_rows: int) -> None:
        # One row more was brought, which tells whether there are more.
        [(rows,)] = self._connection.execute(f"select count(*) from {relation}").fetchall()
        if rows > first_rows:
            self.cut.add(relation)
            self._connection.execute(f"delete from {relation} where rowid >= {first_rows}")

    def _schemas(self) -> list[str]:
        raise NotImplementedError

    def _tables(self, schema: str) -> list[str]:
        raise NotImplementedError

    def _columns(self, schema: str, table: str) -> dict[str, str]:
        raise NotImplementedError

    def _bring(self, relation: Relation, with_types: bool) -> None:
        raise NotImplementedError

    def _take_copies(self, place: str) -> None:
        """Make a database in memory that takes copies."""
        self.place, self._is_copied = place, True
        self._connection.execute(f"attach ':memory:' as {sql_identifier(place)}")

    def _copy(self, relation: Relation, query: str) -> None:
        self._connection.execute(
            f"create schema if not exists {sql_identifier(self.place)}.{sql_identifier(relation.schema)}"
        )
        self._connection.execute(f"create table {relation} as {query}")

    @property
    def _limit(self) -> int | None:
        return None if self._first_rows is None else self._first_rows + 1


class _Attached(Warehouse):
    """The DuckDB file of a target, where nothing has to be copied to be read whole."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path, first_rows: int | None) -> None:
        super().__init__(connection, file.stem, first_rows)
        self.place, self._is_copied = self.database, False
        attach(connection, file)
        if first_rows is not None:
            self._take_copies("first_rows")

    def _schemas(self) -> list[str]:
        found = self._of_catalog("select distinct table_schema from information_schema.tables")
        return sorted(name for (name,) in found)

    def _tables(self, schema: str) -> list[str]:
        found = self._of_catalog("select table_name, table_schema from information_schema.tables")
        return sorted(name for name, of in found if of.lower() == schema.lower())

    def _columns(self, schema: str, table: str) -> dict[str, str]:
        described = self._connection.execute(f"describe {Relation(schema, table, self.database)}").fetchall()
        return {name: kind for name, kind, *_ in described}

    def _of_catalog(self, query: str) -> list[tuple[str, ...]]:
        return self._connection.execute(f"{query} where table_catalog = {sql_literal(self.database)}").fetchall()

    def _bring(self, relation: Relation, with_types: bool) -> None:
        if self._is_copied:
            source = Relation(relation.schema, relation.identifier, self.database)
            self._copy(relation, f"select * from {source} limit {self._limit}")


class _Brought(Warehouse):
    """Tables of another engine, whose rows come over as texts."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        engine: tables.Engine,
        cursor: Any,
        credentials: Any,
        first_rows: int | None,
    ) -> None:
        self.engine, self.name = credentials.type, engine.NAME
        self.has_moments_only = self.engine == "spark"
        super().__init__(connection, credentials.database or credentials.type, first_rows)
        self._module, self._cursor = engine, cursor
        # By the name it has there, so that what is said of it is what a build says.
        own = self.database.lower() in _OWN_DATABASES
        self._take_copies(f"{self.database}_there" if own else self.database)

    def _schemas(self) -> list[str]:
        return self._module.schemas(self._cursor)

    def _tables(self, schema: str) -> list[str]:
        return self._module.tables(self._cursor, schema)

    def _columns(self, schema: str, table: str) -> dict[str, str]:
        found: dict[str, tuple[str, str]] = {}
        for name, kind in self._module.columns(self._cursor, schema, table).items():
            found.setdefault(name.lower(), (name, kind.upper()))
        return dict(found.values())

    def _bring(self, relation: Relation, with_types: bool) -> None:
        given = self.columns(relation)
        read, write = os.pipe()
        failed: list[Exception] = []

        def send() -> None:
            try:
                with os.fdopen(write, "wb") as into:
                    lowered = {name: kind.lower() for name, kind in given.items()}
                    schema, table = relation.schema, relation.identifier
                    self._module.send_rows(self._cursor, schema, table, lowered, self._limit, into)
            except Exception as error:
                failed.append(error)

        sender = Thread(target=send, daemon=True)
        sender.start()
        try:
            self._copy(relation, _received(read, given, with_types))
        finally:
            # Who still writes is told by this that nobody reads any more.
            os.close(read)
            sender.join()
        if failed and isinstance(failed[0], self._module.refusal()):
            raise _unreadable(relation, failed[0]) from failed[0]
        if failed:
            raise failed[0]


def _unreadable(relation: Relation, error: Exception) -> WarehouseError:
    return WarehouseError(
        f"{relation.schema}.{relation.identifier} cannot be read: {without_values(error)[:400]}",
        "a table or view that this role can select from",
        "mend it where it is made, or leave it out",
    )


def _received(pipe: int, given: Mapping[str, str], with_types: bool) -> str:
    """Give the query that reads the rows of a table from a pipe."""
    fields = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(given) + 1))
    values = ", ".join(
        f"try_cast(c{place} as {_type_of(kind, with_types)}) as {sql_identifier(name)}"
        for place, (name, kind) in enumerate(given.items(), 1)
    )
    return (
        f"select {values} from read_csv('/dev/fd/{pipe}', auto_detect = false, header = false, delim = ',',"
        " quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, max_line_size = 20000000,"
        " buffer_size = 20000000,"
        f" columns = {{{fields}}})"
    )


def _type_of(kind: str, with_types: bool) -> str:
    """Give DuckDB's type for a column of another engine: a text, but of what is read by its type."""
    if kind.startswith("TIMESTAMP"):
        return "TIMESTAMP WITH TIME ZONE" if "WITH TIME ZONE" in kind else "TIMESTAMP"
    if kind == "DATE" or kind.startswith("BOOL"):
        return kind
    if not with_types:
        # A number is written as its engine writes it, for a mapping takes all columns for texts.
        return "VARCHAR"
    if found := _DECIMAL.match(kind):
        return f"DECIMAL({min(int(found[3]), 38)}, {found[4]})" if found[3] else "DECIMAL(38, 8)"
    if _INTEGER.match(kind):
        return "BIGINT"
    return "DOUBLE" if _FLOAT.match(kind) else "VARCHAR"


@contextmanager
def open_warehouse(
    connection: duckdb.DuckDBPyConnection,
    project: Path,
    target: str | None,
    environment: Mapping[str, str],
    first_rows: int | None = None,
) -> Iterator[Warehouse]:
    """Give the tables of a dbt target to a DuckDB connection, for reading.

    Args:
        connection: DuckDB in memory.
        project: Folder of the dbt project, whose profile names the target.
        target: dbt target; the profile's own where it is left out.
        environment: Environment variables, which the profile reads.
        first_rows: How many rows of each table are wanted; None for all.

    Raises:
        TablesError: There is no such target, or its adapter is not installed.
        WarehouseError: It cannot be reached, or rows of it not be read.
    """
    credentials = tables.profile_of(project, target, environment).credentials
    if credentials.type == "duckdb":
        yield _Attached(connection, project / str(credentials.path), first_rows)
        return
    if find_spec(f"retensi.tables.{credentials.type}") is None:
        raise WarehouseError(
            f"The dbt target is on {credentials.type}, whose tables are not read here.",
            "a target on DuckDB, PostgreSQL or Spark",
            "name one with --target; a build reads what its adapter reads",
        )
    engine = tables.engine_of(credentials.type)
    try:
        with engine.connection(credentials) as cursor:
            engine.begin_reading(cursor)
            yield _Brought(connection, engine, cursor, credentials, first_rows)
    except engine.refusal() as error:
        raise WarehouseError(
            f"{engine.NAME} does not give its tables: {' '.join(str(error).split())[:400]}",
            "an engine that dbt reaches, and a role that may read the tables",
            f"try `uv run dbt debug{f' --target {target}' if target else ''}`, and mend what it says",
        ) from error


def attach(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Attach a warehouse of DuckDB for reading, under the name of its file, which its views name it by.

    Raises:
        WarehouseError: there is none, or it cannot be read.
    """
    there = connection.execute(
        f"select 1 from duckdb_databases() where database_name = {sql_literal(file.stem)}"
    ).fetchone()
    if there:
        return
    if not file.is_file():
        raise WarehouseError(
            f"There is no warehouse {file}.",
            "the DuckDB file of the dbt target",
            "set RETENSI_WAREHOUSE as it is for the build, or name another target with --target",
        )
    try:
        duckdb_files.attach(connection, file, file.stem)
    except duckdb.Error as error:
        otherwise = (
            f"The warehouse {file} cannot be opened: {error}",
            "the DuckDB file that a build has written",
            "set RETENSI_WAREHOUSE as it was for the build, or build it anew",
        )
        raise refusal(file, error, otherwise, WarehouseError) from error
