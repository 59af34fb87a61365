"""The marts as a DuckDB file of their own, which BI tools open read-only while the next build runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb

from retensi.duckdb_files import attached
from retensi.publish.build import SCHEMA
from retensi.publish.errors import PublishError
from retensi.publish.source import DEMO_MARK
from retensi.publish.warehouse import Warehouse
from retensi.sql_text import sql_identifier, sql_literal
from retensi.whole_files import fsync, remove, unfinished


def refuse_foreign_file(file: Path, warehouse: Path) -> None:
    """Stop where the file to replace is one that publishing did not write.

    Args:
        file: Where the serving file goes.
        warehouse: The warehouse.

    Raises:
        PublishError: it is the warehouse, no DuckDB file, or holds other schemas than the marts.
    """
    if not file.exists():
        return
    problem = None
    if file.samefile(warehouse):
        problem = "is the warehouse itself"
    else:
        try:
            with attached(file, "served") as connection:
                schemas = connection.execute(
                    "select distinct schema_name from duckdb_tables() where database_name = 'served'"
                ).fetchall()
            if {schema for (schema,) in schemas} - {SCHEMA}:
                problem = "holds other tables than published marts"
        except duckdb.Error as error:
            problem = f"cannot be read ({str(error).splitlines()[0]})"
    if problem:
        raise PublishError(
            f"{file} {problem}.",
            "no file, or one that an earlier publish wrote and nobody writes to",
            "move it away, or publish into another folder with --to",
        )


def serves_demo(file: Path) -> bool | None:
    """Say whether a serving file is one of the demo shop; None where there is no such file.

    Args:
        file: A serving file, or no file.
    """
    if not file.exists():
        return None
    with attached(file, "served") as connection:
        found = connection.execute(
            "select coalesce(comment, '') from duckdb_tables() where database_name = 'served' limit 1"
        ).fetchone()
    return DEMO_MARK in found[0] if found else None


def prepare(warehouse: Warehouse, file: Path, step: Callable[[str], None]) -> Path:
    """Write the serving file beside its place.

    Args:
        warehouse: What to copy from.
        file: Where it will be served.
        step: Called with the name of each mart before it is copied.

    Returns:
        The file that is ready to be swapped in.
    """
    prepared = unfinished(file)
    remove(prepared.with_name(prepared.name + ".wal"))
    connection = warehouse.connection
    with attached(prepared, "serving", to=connection, writes=True):
        try:
            # One transaction: each of its own would wait for the disk.
            connection.execute("begin")
            connection.execute(f"create schema serving.{SCHEMA}")
            for mart in warehouse.build.marts:
                step(mart.name)
                table = f"serving.{SCHEMA}.{sql_identifier(mart.name)}"
                connection.execute(f"create table {table} as {warehouse.query(mart)}")
                connection.execute(f"comment on table {table} is {sql_literal(warehouse.comment(mart))}")
                for column, meaning in mart.columns.items():
                    if column in warehouse.columns[mart.name]:
                        connection.execute(
                            f"comment on column {table}.{sql_identifier(column)} is {sql_literal(meaning)}"
                        )
            connection.execute("commit")
            # All of it into the file itself: what is swapped in is one file.
            connection.execute("checkpoint serving")
        except BaseException:
            with suppress(duckdb.Error):
                connection.execute("rollback")
            raise
    # Who connects without saying read-only is told at once; the copy of tomorrow would not have their changes.
    prepared.chmod(prepared.stat().st_mode & ~0o222)
    fsync(prepared)
    return prepared
