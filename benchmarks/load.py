"""Let readers query the served marts as BI tools do, while builds and publishes go on, and say how they fared.

    uv run --group dev python -m benchmarks.load --minutes 3 --readers 20

Every reader is a process of its own. It opens what is served, asks what dashboards ask, keeps the connection for some
seconds and opens it anew, as docs/bi_clients.md wants it. A quarter of them read the Parquet files, the others the
DuckDB file. Meanwhile some orders and interactions land, `dbt build` runs with all data tests, and `retensi publish`
follows some times, again and again. What this gave stands in docs/troubleshooting.md.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import duckdb

from benchmarks.builds import Place, simulate
from benchmarks.measured import run
from benchmarks.readers import HELD, Counts, Reading, manifest_of, not_whole, read

# So many rows of an input land before each build, as copies of others under ids of their own.
LANDED = {"orders": "order_id", "interactions": "interaction_id"}
LANDED_ROWS = 20
# So often each build is published, some seconds apart, and so many builds' Parquet files are kept: a reader has its
# folder until it opens the link anew.
PUBLISHED = 4
BETWEEN = 3.0
KEPT = 2 * PUBLISHED


@dataclass(frozen=True)
class Load:
    """How readers fared while builds and publishes went on.

    Attributes:
        readers: number of reading processes.
        seconds: how long they read.
        queries: queries answered, counts of whole marts not among them.
        connections: connections opened.
        errors: texts of queries, openings, builds and publishes that failed.
        torn: what readers saw that was not one whole build.
        waits_ms: milliseconds of queries: p50, p95, p99, max.
        openings_ms: milliseconds of openings, the same.
        builds: builds that ended while readers read, all data tests run.
        publishes: publishes that ended.
        build_seconds: how long each build took.
        publish_seconds: how long each publish took.
        fewest_builds_seen: different builds seen by the reader that saw fewest.
    """

    readers: int
    seconds: float
    queries: int
    connections: int
    errors: list[str]
    torn: list[str]
    waits_ms: dict[str, float]
    openings_ms: dict[str, float]
    builds: int
    publishes: int
    build_seconds: list[float]
    publish_seconds: list[float]
    fewest_builds_seen: int


class Shop:
    """A simulated shop that is built and published again and again."""

    def __init__(self, folder: Path, customers: int) -> None:
        """Simulate it.

        Args:
            folder: takes the shop, its warehouse and what is served.
            customers: its accounts.
        """
        self.place = Place(folder / "shop")
        self.serving = folder / "serving"
        self.served: dict[str, Counts] = {}
        self.build_seconds: list[float] = []
        self.publish_seconds: list[float] = []
        simulate(self.place, customers, seed=1)

    def land(self, number: int) -> None:
        """Let some orders and interactions arrive."""
        with duckdb.connect() as connection:
            for name, key in LANDED.items():
                folder = self.place.inputs / name
                arrived = folder / f"arrived_{number}.parquet"
                connection.execute(
                    f"""
                    copy (
                        select * replace (concat({key}, '-{number}') as {key})
                        from read_parquet('{folder}/[!a]*.parquet')
                        order by hash({key}, {number}) limit {LANDED_ROWS}
                    ) to '{folder}/.arriving' (format parquet)
                    """
                )
                (folder / ".arriving").rename(arrived)

    def build(self) -> None:
        """Build, with all data tests.

        Raises:
            RuntimeError: it failed.
        """
        took = self.place.dbt("build", "--exclude-resource-type", "unit_test")
        self.build_seconds.append(took.wall_seconds)

    def publish(self) -> None:
        """Publish, and note how many rows each mart of the build has.

        Raises:
            RuntimeError: it failed.
        """
        program = ("-c", "from retensi.cli import main; main()", "publish")
        options = ("--target-path", str(self.place.target), "--to", str(self.serving), "--keep", str(KEPT))
        environment = {"RETENSI_WAREHOUSE": str(self.place.warehouse)}
        took, _ = run((*program, *options), self.place.folder / "publish.log", environment)
        self.publish_seconds.append(took.wall_seconds)
        build, counts = manifest_of((self.serving / "parquet" / "current").resolve())
        self.served[build] = counts

    def forget_times(self) -> None:
        """Leave what was done before the readers began out of the figures."""
        self.build_seconds.clear()
        self.publish_seconds.clear()


def measure(
    folder: Path,
    readers: int = 20,
    seconds: float = 180,
    customers: int = 300,
    builds: int = 2,
    say: Callable[[str], None] = lambda step: None,
) -> Load:
    """Build a shop, then let readers read while it is built and published again and again.

    Args:
        folder: for all files.
        readers: number of reading processes.
        seconds: how long they read, at least.
        customers: accounts of the shop.
        builds: so many builds there are meanwhile, at least.
        say: told what comes next.
    """
    shop = Shop(folder, customers)
    say("first build")
    shop.build()
    shop.publish()
    shop.forget_times()
    say(f"{readers} readers")
    failed: list[str] = []
    with _reading(shop.serving, readers, folder / "stop") as readings:
        began = time.monotonic()
        while not failed and (time.monotonic() - began < seconds or len(shop.build_seconds) < builds):
            number = len(shop.build_seconds) + 1
            try:
                shop.land(number)
                shop.build()
                for _ in range(PUBLISHED):
                    shop.publish()
                    time.sleep(BETWEEN)
            except (RuntimeError, OSError, duckdb.Error) as error:
                failed.append(str(error))
            else:
                say(f"{number} built in {shop.build_seconds[-1]:.0f} s, published in {shop.publish_seconds[-1]:.0f} s")
        # Time to see the last build.
        time.sleep(HELD + 2)
        took = time.monotonic() - began
    return Load(
        readers=readers,
        seconds=took,
        queries=sum(len(each.waits) for each in readings),
        connections=sum(len(each.openings) for each in readings),
        errors=failed + [error for each in readings for error in each.errors],
        torn=[problem for each in readings for problem in not_whole(each, shop.served)],
        waits_ms=_spread([wait for each in readings for wait in each.waits]),
        openings_ms=_spread([wait for each in readings for wait in each.openings]),
        builds=len(shop.build_seconds),
        publishes=len(shop.publish_seconds),
        build_seconds=shop.build_seconds,
        publish_seconds=shop.publish_seconds,
        fewest_builds_seen=min((len(each.builds) for each in readings), default=0),
    )


@contextmanager
def _reading(serving: Path, readers: int, stop: Path) -> Iterator[list[Reading]]:
    """Let readers read; what they found is in the list when they have stopped."""
    found: list[Reading] = []
    started: list[Future[Reading]] = []
    with ProcessPoolExecutor(readers, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            started += [pool.submit(read, serving, seed % 4 != 0, stop, seed) for seed in range(readers)]
            yield found
        finally:
            stop.touch()
        found += [each.result() for each in started]


def _spread(seconds: list[float]) -> dict[str, float]:
    """Give the median, high percentiles and the maximum in milliseconds, by nearest rank; nothing of nothing."""
    ordered = sorted(1000 * value for value in seconds)
    last = len(ordered) - 1
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: ordered[round(share * last)] for name, share in shares.items()} if ordered else {}


@click.command(help=__doc__.splitlines()[0])
@click.option("--minutes", type=click.FloatRange(min=0), default=3.0, show_default=True)
@click.option("--readers", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--customers", type=click.IntRange(min=1), default=300, show_default=True, help="Of the simulated shop.")
@click.option("--folder", type=click.Path(path_type=Path), help="For what is built.  [default: a temporary one]")
def main(minutes: float, readers: int, customers: int, folder: Path | None) -> None:
    """Measure once and print the figures as JSON; exit code 1 where anything failed or was not whole."""
    with tempfile.TemporaryDirectory() as temporary:
        (folder or Path(temporary)).mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            ((folder or Path(temporary)) / "stop").unlink()
        found = measure(
            folder or Path(temporary), readers, 60 * minutes, customers, say=lambda step: click.echo(step, err=True)
        )
    click.echo(json.dumps(asdict(found), indent=1))
    if found.errors or found.torn:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
