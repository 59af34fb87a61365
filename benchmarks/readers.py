"""One reader of the served marts: a BI tool that opens what is served, asks what dashboards ask, and opens it anew."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import duckdb

from benchmarks.dashboards import QUERIES

BUILD_OF_TABLE = re.compile(r"Build (\S+) of ")
# Seconds a reader keeps a connection, and seconds between two of its queries, at most.
HELD = 8.0
PAUSED = 0.5

Counts = dict[str, int]


@dataclass
class Reading:
    """What one reader found.

    Attributes:
        is_file: whether it read the DuckDB file, not the Parquet files.
        waits: for each query the seconds until all its rows were there.
        openings: for each connection the seconds until the first table was known.
        seen: for each connection the build it was of and the rows of each mart, counted at its begin or its end.
        errors: the texts of what failed, with what was asked.
    """

    is_file: bool
    waits: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    seen: list[tuple[str, Counts]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def builds(self) -> set[str]:
        """The builds that it read."""
        return {build for build, _ in self.seen}


def not_whole(reading: Reading, served: dict[str, Counts]) -> list[str]:
    """Say where a reader saw something else than one whole build that was published.

    Args:
        reading: what it saw.
        served: for each build published the rows of its marts.
    """
    problems = []
    for build, counts in reading.seen:
        if build not in served:
            problems.append(f"no published build: {build}")
        elif counts != served[build]:
            other = sorted({name for name, _ in counts.items() ^ served[build].items()})
            problems.append(f"not whole: {build} in {', '.join(other)}")
    return problems


def read(serving: Path, is_file: bool, stop: Path, seed: int) -> Reading:
    """Read what is served until told to stop, or left alone; for a process of its own.

    Args:
        serving: the folder that is published into.
        is_file: read the DuckDB file, not the Parquet files.
        stop: a file that is there when it is time to stop.
        seed: of what is asked, and when.
    """
    random, reading = Random(seed), Reading(is_file)
    measuring = os.getppid()
    while not stop.exists() and os.getppid() == measuring:
        asked = "open"
        try:
            began = time.monotonic()
            with _file(serving) if is_file else _files(serving) as (connection, builds, names):
                reading.openings.append(time.monotonic() - began)
                if len(builds) != 1:
                    reading.errors.append(f"marts of {len(builds)} builds: {sorted(builds)}")
                [build] = builds
                asked = "count"
                reading.seen.append((build, _counts(connection, names)))
                until = began + random.uniform(1, HELD)
                while time.monotonic() < until and not stop.exists():
                    asked = random.choice(list(QUERIES))
                    asked_at = time.monotonic()
                    connection.execute(QUERIES[asked]).fetchall()
                    reading.waits.append(time.monotonic() - asked_at)
                    time.sleep(random.uniform(0, PAUSED))
                asked = "count"
                # The same connection goes on reading the same build, whatever was published since.
                reading.seen.append((build, _counts(connection, names)))
        except Exception as error:
            reading.errors.append(f"{'file' if is_file else 'Parquet'}, {asked}: {type(error).__name__}: {error}")
            time.sleep(0.1)
    return reading


Opened = tuple[duckdb.DuckDBPyConnection, set[str], list[str]]


@contextmanager
def _file(serving: Path) -> Iterator[Opened]:
    """Open the DuckDB file; with the builds that its tables say they are of, and their names."""
    with duckdb.connect(str(serving / "retensi.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables() order by table_name").fetchall()
        yield connection, {BUILD_OF_TABLE.findall(comment)[-1] for _, comment in tables}, [name for name, _ in tables]


@contextmanager
def _files(serving: Path) -> Iterator[Opened]:
    """Open the Parquet files, the link followed once, under the names of the tables."""
    folder = (serving / "parquet" / "current").resolve()
    build, counts = manifest_of(folder)
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for name in counts:
            connection.execute(f"create view marts.{name} as from '{folder / name}.parquet'")
        yield connection, {build}, sorted(counts)


def manifest_of(folder: Path) -> tuple[str, Counts]:
    """Give the build whose Parquet files lie in a folder, and the rows of each mart."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest["build"], {name: mart["rows"] for name, mart in manifest["marts"].items()}


def _counts(connection: duckdb.DuckDBPyConnection, names: list[str]) -> Counts:
    """Read every mart once."""
    query = " union all ".join(f"select '{name}', count(*) from marts.{name}" for name in names)
    return dict(connection.execute(query).fetchall())
