"""DuckDB files as databases of a connection, which keeps them apart by names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb

from retensi.sql_text import sql_identifier, sql_literal

# The storage format of DuckDB 1.4, a release with long support: drivers from then on open the file. What a connection
# writes without a word is that of DuckDB 1.0, which takes a quarter more processor to write.
STORAGE_VERSION = "v1.4.0"


@contextmanager
def attached(
    file: Path,
    name: str = "warehouse",
    *,
    to: duckdb.DuckDBPyConnection | None = None,
    writes: bool = False,
    refusal: Callable[[duckdb.Error], Exception] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach a DuckDB file for as long as the block lasts.

    Args:
        file: The file.
        name: What SQL calls it. Called after its file, a warehouse `marts.duckdb` would be taken for the schema.
        to: The connection; None: one in memory, which is closed when the block ends.
        writes: Whether the file is written; else others may read it meanwhile.
        refusal: Explains why the file cannot be attached; None: DuckDB's own error says it.

    Yields:
        The connection.
    """
    with ExitStack() as stack:
        connection = to if to is not None else stack.enter_context(duckdb.connect())
        try:
            attach(connection, file, name, writes=writes)
        except duckdb.Error as error:
            if refusal is None:
                raise
            raise refusal(error) from error
        if to is not None:
            stack.callback(connection.execute, f"detach {sql_identifier(name)}")
        yield connection


def attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str, *, writes: bool = False) -> None:
    """Attach a DuckDB file for as long as the connection lasts; the arguments are those of :func:`attached`.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    options = f"storage_version {sql_literal(STORAGE_VERSION)}" if writes else "read_only"
    connection.execute(f"attach {sql_literal(str(file))} as {sql_identifier(name)} ({options})")


def make_warehouse(file: Path) -> None:
    """Make the file of a warehouse where there is none, in the storage format of all files that are written here.

    Whoever opens the file meets what is wrong with its place, and says it better.

    Args:
        file: The warehouse.
    """
    if not file.exists():
        with suppress(duckdb.Error), attached(file, writes=True):
            pass
