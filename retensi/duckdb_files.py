"""DuckDB files as databases of a connection, which keeps them apart by names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from retensi.sql_text import quoted, text


@contextmanager
def attached(
    file: Path,
    name: str = "warehouse",
    *,
    to: duckdb.DuckDBPyConnection | None = None,
    writes: bool = False,
    storage_version: str | None = None,
    refusal: Callable[[duckdb.Error], Exception] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach a DuckDB file for as long as the block lasts.

    Args:
        file: The file.
        name: What SQL calls it. Called after its file, a warehouse `marts.duckdb` would be taken for the schema.
        to: The connection; None: one in memory, which is closed when the block ends.
        writes: Whether the file is written; else others may read it meanwhile.
        storage_version: The storage format of a new file; None: DuckDB's own.
        refusal: Explains why the file cannot be attached; None: DuckDB's own error says it.

    Yields:
        The connection.
    """
    with ExitStack() as stack:
        connection = to if to is not None else stack.enter_context(duckdb.connect())
        try:
            attach(connection, file, name, writes=writes, storage_version=storage_version)
        except duckdb.Error as error:
            if refusal is None:
                raise
            raise refusal(error) from error
        if to is not None:
            stack.callback(connection.execute, f"detach {quoted(name)}")
        yield connection


def attach(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    name: str,
    *,
    writes: bool = False,
    storage_version: str | None = None,
) -> None:
    """Attach a DuckDB file for as long as the connection lasts; the arguments are those of :func:`attached`.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    options = [] if writes else ["read_only"]
    if storage_version is not None:
        options.append(f"storage_version {text(storage_version)}")
    said = f" ({', '.join(options)})" if options else ""
    connection.execute(f"attach {text(str(file))} as {quoted(name)}{said}")
