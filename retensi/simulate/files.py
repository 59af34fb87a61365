"""The files of a simulated shop: written block by block into a new folder, which is there as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from retensi.errors import LandingError
from retensi.simulate.draws import Table, taken
from retensi.simulate.rows import ACCOUNTS, INTERACTIONS, ITEMS, ORDERS, SPEND
from retensi.whole_files import whole_folder

QUERIES = {
    "customers": ACCOUNTS,
    "orders": ORDERS,
    "interactions": INTERACTIONS,
    "order_items": ITEMS,
    "marketing_spend": SPEND,
}
ARRIVALS = "arrivals.parquet"


@contextmanager
def new_folder(folder: Path, option: str) -> Iterator[Path]:
    """Give a folder to write into that takes the name of ``folder`` when the block ends well.

    Args:
        folder: Must not exist, or be empty.
        option: What the user named it with, for the message.

    Raises:
        LandingError: The folder cannot be written, or holds something.
    """
    target = folder.resolve()
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise LandingError(
                f"The folder {folder} {'is not empty' if target.is_dir() else 'is a file'}.",
                "a folder that does not exist or is empty",
                f"name another folder with {option}, or take away what is there",
            )
        with whole_folder(target, replaces=False) as new:
            yield new
    except (OSError, duckdb.IOException) as error:
        raise LandingError(
            f"The folder {folder} cannot be written: {error}",
            "a folder that this user may write, on a disk with room",
            f"make room or change its permissions, or name another folder with {option}",
        ) from error


class Landing:
    """Writes the rows of each input as Parquet files, one a block, and what lands since a moment into another folder.

    Attributes:
        rows: Rows written so far, by input.
        arrived: Of them those that lie in the other folder.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, arrivals: Path | None, opened: int) -> None:
        """Start with empty folders.

        Args:
            connection: Writes the files, and keeps what lands since the moment until the end.
            folder: Where to write.
            arrivals: Where to write what landed since the moment; None for the same folder.
            opened: The moment, in seconds since 1970.
        """
        self.rows = dict.fromkeys(QUERIES, 0)
        self.arrived = dict.fromkeys(QUERIES, 0)
        self._connection, self._folder, self._arrivals, self._opened = connection, folder, arrivals, opened
        self._blocks = dict.fromkeys(QUERIES, 0)

    def add(self, name: str, table: Table) -> None:
        """Write the rows of an input of one block; their column `landed` says when they land."""
        self.rows[name] += len(table["landed"])
        if self._arrivals is not None:
            has_arrived = table["landed"] >= self._opened
            self._keep(name, taken(table, has_arrived))
            table = taken(table, ~has_arrived)
        self._blocks[name] += 1
        (self._folder / name).mkdir(exist_ok=True)
        with self._simulated(table):
            self._write(QUERIES[name], self._folder / name / f"part-{self._blocks[name]:04d}.parquet")

    def finish(self) -> None:
        """Write what landed since the moment."""
        for name, count in self.arrived.items():
            if count and self._arrivals is not None:
                (self._arrivals / name).mkdir()
                self._write(f"from arrived_{name}", self._arrivals / name / ARRIVALS)

    def _keep(self, name: str, table: Table) -> None:
        with self._simulated(table):
            self._connection.execute(f"create table if not exists arrived_{name} as {QUERIES[name]} limit 0")
            self._connection.execute(f"insert into arrived_{name} {QUERIES[name]}")
        self.arrived[name] += len(table["landed"])

    @contextmanager
    def _simulated(self, table: Table) -> Iterator[None]:
        """Let queries see columns as the table `simulated`."""
        self._connection.register("simulated", table)
        try:
            yield
        finally:
            self._connection.unregister("simulated")

    def _write(self, query: str, file: Path) -> None:
        quoted = str(file).replace("'", "''")
        self._connection.execute(f"copy ({query}) to '{quoted}' (format parquet, compression zstd)")
