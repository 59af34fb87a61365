"""The embedded warehouse as one file to put away, and back into its place; each whole or not at all.

A backup is a copy of the file's bytes, read once under a reader's lock. DuckDB's ``copy from database`` makes a smaller
file and takes ten times as long, in which no build can begin.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from retensi.duckdb_files import attach, attached
from retensi.errors import RetensiError
from retensi.locks import forbidden, lock_holder
from retensi.sql_text import sql_identifier
from retensi.whole_files import create_private, fsync, remove, swap, unfinished

_CHUNK_BYTES = 1 << 22
# What only a warehouse of this project has: the note that each command which changes it leaves there.
_NOTE = "last_build"


class BackupError(RetensiError):
    """A backup cannot be made or put back. The warehouse is as it was."""


class LockedError(BackupError):
    """A build holds the warehouse. Trying again later helps."""


@dataclass(frozen=True)
class Backup:
    """What a warehouse file holds.

    Attributes:
        file: the file.
        size: its size in bytes.
        tables: number of its tables.
        command: the dbt command that changed it last, such as ``build``.
        changed_at: when that command began (UTC, as text).
    """

    file: Path
    size: int
    tables: int
    command: str
    changed_at: str


def back_up(warehouse: Path, file: Path, *, wait: float = 0) -> Backup:
    """Copy the warehouse into a file of its own, while others go on reading it.

    No build can begin while the bytes are copied; what is checked afterwards is the copy. The file is readable by its
    owner only.

    Args:
        warehouse: The DuckDB file that builds write.
        file: Where the backup goes; must not exist.
        wait: Seconds to wait for a build that runs.

    Returns:
        What the backup holds.

    Raises:
        LockedError: a build runs, and still did when the time was over.
        BackupError: there is no such warehouse, the file exists already, or it cannot be written.
    """
    _refuse_missing(warehouse, "the DuckDB file that builds write", "run `uv run dbt build`, or set RETENSI_WAREHOUSE")
    if file.exists():
        raise BackupError(f"{file} exists already.", "a new file", "name another one, or move that one away")
    return _copied(warehouse, file, wait)


def restore(file: Path, warehouse: Path, *, replace: bool = False, wait: float = 0) -> Backup:
    """Put a backup into the place of the warehouse, in one step; the backup stays.

    Args:
        file: The backup.
        warehouse: The DuckDB file that builds write.
        replace: Replace the warehouse that is there; what it holds is gone then.
        wait: Seconds to wait for a build that runs.

    Returns:
        What the warehouse holds now.

    Raises:
        LockedError: a build runs, and still did when the time was over.
        BackupError: the file is no backup, there is a warehouse that may not be replaced, or it cannot be written.
    """
    _refuse_missing(file, "a file that `retensi backup` wrote", "name that file")
    if warehouse.exists():
        if warehouse.samefile(file):
            raise BackupError(f"{file} is the warehouse itself.", "a backup of it", "name the backup")
        if not replace:
            raise BackupError(
                f"There is a warehouse {warehouse}.",
                "none, unless it may be replaced",
                "say --replace to give it up; `retensi backup` keeps it",
            )
    return _copied(file, warehouse, wait)


def _copied(source: Path, target: Path, wait: float) -> Backup:
    """Copy a warehouse file, prove that the copy is one, and put it into its place."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = unfinished(target)
        try:
            with _no_build(source, wait):
                _copy(source, copy)
            found = _inspected(copy, source, target)
            with ExitStack() as stack:
                if target.exists():
                    stack.enter_context(_no_build(target, wait, may_be_broken=True))
                # Changes that the former warehouse had not taken in yet would be laid over the new one.
                remove(_changes(target))
                swap(copy, target)
        finally:
            remove(copy)
            remove(_changes(copy))
    except OSError as error:
        raise BackupError(
            f"{target} cannot be written: {error}",
            "a folder that this user may write, on a disk with room for the warehouse",
            "make room or change its permissions",
        ) from error
    return found


def _refuse_missing(file: Path, expected: str, advice: str) -> None:
    if not file.is_file():
        raise BackupError(f"There is no file {file}.", expected, advice)


@contextmanager
def _no_build(file: Path, wait: float, *, may_be_broken: bool = False) -> Iterator[None]:
    """Hold the lock of readers on a warehouse file: others read it too, but no build writes it."""
    until = time.monotonic() + wait
    with duckdb.connect() as connection:
        while True:
            try:
                attach(connection, file, "warehouse")
                break
            except duckdb.Error as error:
                holder = lock_holder(error)
                if holder is None and may_be_broken:
                    break
                if holder is None:
                    raise _unreadable(file, error) from error
                if time.monotonic() >= until:
                    raise LockedError(
                        f"{file} is locked by {holder}.",
                        "a warehouse that no build is writing",
                        "wait until that process is done, or let this command wait with --wait SECONDS",
                    ) from error
                time.sleep(max(0.01, min(1, until - time.monotonic())))
        yield


def _copy(source: Path, copy: Path) -> None:
    """Copy a DuckDB file, and the changes beside it that it has not taken in yet."""
    # The file itself comes last: this process loses its lock on it when the file is closed.
    for read_from, write_to in ((_changes(source), _changes(copy)), (source, copy)):
        if not read_from.exists():
            continue
        with create_private(write_to) as written, read_from.open("rb") as read:
            while chunk := read.read(_CHUNK_BYTES):
                written.write(chunk)


def _inspected(copy: Path, source: Path, target: Path) -> Backup:
    """Let a copy take in its changes, read all of it, and say what it holds."""
    try:
        with attached(copy, writes=True) as connection:
            connection.execute("checkpoint warehouse")
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = 'warehouse' order by all"
            ).fetchall()
            notes = [schema for schema, table in tables if table == _NOTE]
            if not notes:
                raise BackupError(
                    f"{source} is no warehouse of retensi: it has no table {_NOTE}.",
                    "a file that `uv run dbt build` or `retensi backup` wrote",
                    "name another file",
                )
            [(command, changed_at), *_] = connection.execute(
                "select command, cast(started_at as varchar) from"
                f" warehouse.{sql_identifier(notes[0])}.{sql_identifier(_NOTE)}"
            ).fetchall()
            for schema, table in tables:
                _read_whole(connection, f"warehouse.{sql_identifier(schema)}.{sql_identifier(table)}")
    except duckdb.Error as error:
        raise _unreadable(source, error) from error
    fsync(copy)
    return Backup(target, copy.stat().st_size, len(tables), command, changed_at)


def _read_whole(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Read every block of a table, whose checksums DuckDB compares."""
    connection.execute(f"select max(hash(columns(*))) from {table}").fetchall()


def _unreadable(file: Path, error: duckdb.Error) -> BackupError:
    if why := forbidden(file, error):
        return BackupError(*why)
    return BackupError(
        f"{file} cannot be read: {str(error).splitlines()[0]}",
        "a whole warehouse file of DuckDB",
        "restore another backup, or build the warehouse anew",
    )


def _changes(file: Path) -> Path:
    """Give the file beside a DuckDB file that holds what it has not taken in yet."""
    return file.with_name(f"{file.name}.wal")
