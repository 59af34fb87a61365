"""The marts in a PostgreSQL database, replaced in one transaction."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from retensi.publish.build import SCHEMA, Mart
from retensi.publish.errors import BusyError, PublishError
from retensi.publish.postgres_session import MARK, Destination, connect, explained, refuse_what_is_in_the_way
from retensi.publish.source import refuse_demo
from retensi.publish.warehouse import Warehouse
from retensi.sql_text import sql_identifier, sql_literal
from retensi.whole_files import remove, unfinished

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812 - a class
    from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class

# Where the marts are loaded, within the transaction that puts them into place.
LOADED = f"{SCHEMA}_unfinished"
TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp",
    "VARCHAR": "text",
}
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


class Load:
    """Marts that are loaded in an open transaction: nobody sees them before it commits, and a kill undoes it."""

    def __init__(self, connection: Connection, where: Destination, comment: str) -> None:
        """Keep what the swap needs."""
        self._connection = connection
        self._where = where
        self._comment = comment

    def swap(self) -> None:
        """Put the loaded marts in the place of the served ones and commit.

        The tables move to the schema that is read, which stays: a query that has looked up a table waits for its lock
        and looks it up again, but one that has looked up a schema fails when that is gone a moment later.
        The served tables are locked first, so that no query finds one table of the old build and another of the new.
        While a reader is in the way, the lock is asked for again and again, each time so shortly that queries behind it
        hardly wait and the server does not take it for a deadlock.

        Raises:
            BusyError: readers are in the way for longer than the destination is patient.
        """
        with explained(), self._connection.cursor() as cursor:
            served = _tables(cursor, SCHEMA)
            if served:
                self._lock(cursor, served)
                # Without "cascade": what others have built on them is not dropped with them.
                cursor.execute(f"drop table {', '.join(served)}")
            cursor.execute(f"create schema if not exists {SCHEMA}")
            for table in _tables(cursor, LOADED):
                cursor.execute(f"alter table {table} set schema {SCHEMA}")
            cursor.execute(f"drop schema {LOADED}")
            cursor.execute(f"comment on schema {SCHEMA} is {sql_literal(self._comment)}")
            _let_use(cursor, self._where.roles)
            self._connection.commit()

    def _lock(self, cursor: Cursor, tables: list[str]) -> None:
        from psycopg2.errors import DeadlockDetected, QueryCanceled

        cursor.execute("select extract(epoch from current_setting('deadlock_timeout')::interval) * 1000 / 2")
        [(half_ms,)] = cursor.fetchall()
        attempt_ms = max(10, int(half_ms))
        cursor.execute("select current_setting('statement_timeout')")
        [(timeout,)] = cursor.fetchall()
        until = time.monotonic() + self._where.patience
        cursor.execute("savepoint loaded")
        while True:
            try:
                cursor.execute(f"set local statement_timeout = {attempt_ms}")
                cursor.execute(f"lock table {', '.join(tables)} in access exclusive mode")
            except (QueryCanceled, DeadlockDetected) as error:
                cursor.execute("rollback to savepoint loaded")
                if time.monotonic() > until:
                    raise BusyError(
                        f"Readers have held the marts in PostgreSQL for {self._where.patience:.0f} seconds.",
                        "queries and transactions that end",
                        "find the session in pg_stat_activity, end it, then publish again",
                    ) from error
                time.sleep(2 * attempt_ms / 1000)
            else:
                cursor.execute(f"set local statement_timeout = {sql_literal(timeout)}")
                return


@contextmanager
def loaded(
    warehouse: Warehouse, where: Destination, scratch: Path, step: Callable[[str], None], *, replaces: bool = False
) -> Iterator[Load]:
    """Load the marts into a new schema, in a transaction that is undone unless they are swapped in.

    Args:
        warehouse: What to copy from.
        where: The database.
        scratch: A folder on a disk with room for one mart at a time as a CSV file.
        step: Called with the name of each mart before it is copied.
        replaces: Whether the demo shop may take the place of another shop.

    Yields:
        The load, to be swapped in.

    Raises:
        MissingPackageError: the extra ``postgres`` is not installed.
        UnreachableError: the database does not answer.
        BusyError: another process is publishing into it.
        PublishError: the marts cannot be loaded; the message says why and holds no secret and no data.
    """
    connection = connect(where)
    try:
        with explained(), connection.cursor() as cursor:
            demo_is_served = refuse_what_is_in_the_way(cursor, where)
            if not replaces:
                refuse_demo(warehouse.source, f"the schema {SCHEMA} of PostgreSQL", demo_is_served)
            cursor.execute(f"create schema {LOADED}")
            for mart in warehouse.build.marts:
                step(mart.name)
                _load(cursor, warehouse, mart, scratch)
            for role in where.roles:
                cursor.execute(f"grant select on all tables in schema {LOADED} to {sql_identifier(role)}")
        yield Load(connection, where, f"{MARK} {warehouse.told}")
    finally:
        connection.close()


def _tables(cursor: Cursor, schema: str) -> list[str]:
    """Name the tables of a schema as SQL."""
    cursor.execute("select tablename from pg_tables where schemaname = %s order by tablename", [schema])
    return [f"{schema}.{sql_identifier(name)}" for (name,) in cursor.fetchall()]


def _let_use(cursor: Cursor, roles: tuple[str, ...]) -> None:
    """Let these roles, and beside the owner no other, use the schema of the served marts."""
    cursor.execute(
        "select distinct case when grantee = 0 then 'public' else grantee::regrole::text end "
        "from pg_namespace cross join aclexplode(nspacl) where nspname = %s and grantee <> nspowner",
        [SCHEMA],
    )
    for (grantee,) in cursor.fetchall():
        cursor.execute(f"revoke all on schema {SCHEMA} from {grantee}")
    for role in roles:
        cursor.execute(f"grant usage on schema {SCHEMA} to {sql_identifier(role)}")


def _load(cursor: Cursor, warehouse: Warehouse, mart: Mart, scratch: Path) -> None:
    """Create a mart, fill it, and give it its key, an index by customer, its comments and statistics."""
    columns = warehouse.columns[mart.name]
    table = f"{LOADED}.{sql_identifier(mart.name)}"
    typed = ", ".join(
        f"{sql_identifier(name)} {postgres_type(mart.name, name, type_)}" for name, type_ in columns.items()
    )
    cursor.execute(f"create table {table} ({typed})")
    texts = ", ".join(sql_identifier(name) for name, type_ in columns.items() if type_ == "VARCHAR")
    forced = f", force_quote ({texts})" if texts else ""
    # A fresh file, which nobody else may read: DuckDB does not write into one that is there, it replaces it.
    folder = unfinished(scratch / "postgres")
    folder.mkdir(mode=0o700)
    file = folder / "rows.csv"
    # Every text is quoted and no null is, so that a text cannot be taken for a null.
    [(written,)] = warehouse.connection.execute(
        f"copy ({warehouse.query(mart)}) to {sql_literal(str(file))} (format csv, header false, nullstr '\\N'{forced})"
    ).fetchall()
    with file.open("rb") as rows:
        # Frozen rows are seen by transactions older than this one too; they would find the new tables empty.
        cursor.copy_expert(f"copy {table} from stdin (format csv, null '\\N', encoding 'UTF8', freeze)", rows)
    remove(folder)
    if cursor.rowcount != written:
        raise PublishError(
            f"PostgreSQL took {cursor.rowcount} of the {written} rows of {mart.name}.",
            "all of them",
            "report this as a bug of retensi",
        )
    if mart.key:
        key = ", ".join(map(sql_identifier, mart.key))
        if mart.not_null_columns.issuperset(mart.key):
            cursor.execute(f"alter table {table} add primary key ({key})")
        else:
            cursor.execute(f"create unique index on {table} ({key})")
    if "customer_id" in columns and mart.key[:1] != ("customer_id",):
        cursor.execute(f"create index on {table} (customer_id)")
    cursor.execute(f"comment on table {table} is {sql_literal(warehouse.comment(mart))}")
    for column, meaning in mart.columns.items():
        if column in columns:
            cursor.execute(f"comment on column {table}.{sql_identifier(column)} is {sql_literal(meaning)}")
    cursor.execute(f"analyze {table}")


def postgres_type(mart: str, column: str, type_: str) -> str:
    """Give the type of PostgreSQL that holds exactly the values of a type of DuckDB.

    Raises:
        PublishError: there is no such type in the contract of the marts.
    """
    decimal = DECIMAL.fullmatch(type_)
    if decimal:
        return f"numeric({decimal[1]}, {decimal[2]})"
    if type_ not in TYPES:
        raise PublishError(
            f"{mart}.{column} is of type {type_}.",
            f"decimal or one of {', '.join(TYPES).lower()}",
            "cast it in the mart, or add the type to retensi/publish/postgres.py",
        )
    return TYPES[type_]
