"""Everything that is measured on a shop of one size."""

from __future__ import annotations

import json
import os
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.alone import IN_MEMORY, tables_of
from benchmarks.builds import ONLY_MODELS, Place, land_arrivals, simulate, simulated_with, take
from benchmarks.measured import THREADS, Cost, answer, run
from benchmarks.peers import GIVEN, MARTS
from benchmarks.plain_sql import TABLES

PACKAGES = ("duckdb", "dbt-core", "numpy", "pandas", "polars", "lifetimes")
# What takes little is measured so many times, and the median counts.
TIMES = 3
LARGE = 200_000
REPEATS = 21

Result = dict[str, Any]
Seconds = dict[str, float]


def measure(
    customers: int,
    seed: int,
    folder: Path,
    *,
    shop: Path | None = None,
    with_tests: bool,
    with_peers: bool,
    say: Callable[[str], None],
) -> Result:
    """Simulate, build, and measure a shop.

    Args:
        customers: Its size.
        seed: Of its simulation.
        folder: For its files; what is there is deleted.
        shop: Where it was simulated before; it is copied.
        with_tests: Run the data tests too.
        with_peers: Run plain SQL, pandas, polars and `lifetimes` too.
        say: Told what comes next.
    """
    place = Place(folder / f"shop_{customers}")
    result: Result = {
        "customers": customers,
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1), "threads": THREADS},
        "versions": {name: version(name) for name in PACKAGES},
    }

    def step(name: str) -> None:
        say(f"{customers:,} customers: {name}")
        # What was measured so far is not lost with a run that breaks.
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"shop_{customers}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")

    step("simulate")
    if shop is None:
        result["simulate"] = asdict(simulate(place, customers, seed))
    else:
        take(place, shop)
    result["seed"] = simulated_with(place.folder)["seed"]
    result["input_mib"] = sum(file.stat().st_size for file in place.inputs.rglob("*.parquet")) / 2**20
    step("parse")
    result["parse"] = asdict(place.dbt("parse"))
    step("build")
    result["build"] = asdict(place.dbt("build", *ONLY_MODELS))
    result["engine_seconds"] = place.engine_seconds()
    result["warehouse_mib"] = place.warehouse.stat().st_size / 2**20
    step("floor")
    floors = [_floor(place, result) for _ in range(_times(customers))]
    result["floor"] = asdict(sorted(floors, key=lambda cost: cost.cpu_seconds)[len(floors) // 2])
    step("dashboard")
    result["dashboard"] = _dashboard(place)
    if with_peers:
        step("plain SQL, and the models alone")
        result["by_hand"] = _by_hand(place, _times(customers))
        step("peers")
        result["peers"] = _peers(place)
        step("raw orders to scores")
        command = ("-m", "benchmarks.clv", "orders", str(customers))
        result["raw_orders_to_scores"] = answer(run(command, place.folder / "clv.log")[1])
    if with_tests:
        step("data tests")
        result["tests"] = asdict(place.dbt("test", "--exclude-resource-type", "unit_test"))
    step("the last day's arrivals")
    size = land_arrivals(place)
    result["arrivals"] = {"mib": size / 2**20, "build": asdict(place.dbt("build", *ONLY_MODELS))}
    result["arrivals"]["engine_seconds"] = place.engine_seconds()
    result["arrivals"]["history"] = sorted(place.history())
    return result


def _times(customers: int) -> int:
    return 1 if customers > LARGE else TIMES


def new_file(file: Path, warehouse: Path) -> None:
    """Make an empty DuckDB file in the storage format of a warehouse, for one format takes longer than another."""
    file.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as built (read_only)")
        (told,) = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'built'"
        ).fetchone()
        connection.execute(f"attach '{file}' as new (storage_version '{re.match(r'v[0-9.]+', told).group()}')")


def _floor(place: Place, result: Result) -> Cost:
    file = place.folder / "floor.duckdb"
    new_file(file, place.warehouse)
    arguments = ("-m", "benchmarks.floor", str(place.inputs), str(file), str(THREADS))
    cost, printed = run(arguments, place.folder / "floor.log")
    result["rows"] = answer(printed)
    file.unlink()
    return cost


def _dashboard(place: Place) -> dict[str, Any]:
    serving = place.folder / "serving.duckdb"
    arguments = ("-m", "benchmarks.dashboards", str(place.warehouse), str(serving), str(REPEATS))
    return answer(run(arguments, place.folder / "dashboards.log")[1])


def _by_hand(place: Place, times: int) -> dict[str, Any]:
    """Give what plain SQL takes for its tables and what the models behind the same marts do, after comparing them."""
    tables, again, log = place.folder / "by_hand.duckdb", place.folder / "again.duckdb", place.folder / "by_hand.log"
    command = ("-m", "benchmarks.plain_sql", "make", str(place.inputs), str(tables), str(THREADS))
    parts, peak = _medians(command, times, log, lambda: new_file(tables, place.warehouse))
    run(("-m", "benchmarks.plain_sql", "compare", str(tables), str(place.warehouse)), log)
    command = _alone(place, TABLES, (), again, only_sql=True)
    models, models_peak = _medians(command, times, log, lambda: new_file(again, place.warehouse))
    tables.unlink()
    again.unlink()
    return {"parts": parts, "peak_mib": peak, "models": models, "models_peak_mib": models_peak}


def _peers(place: Place) -> dict[str, Any]:
    """Give the processor seconds of each peer and those of the models that make the same figures."""
    orders, log = place.folder / "orders.parquet", place.folder / "peers.log"
    run(("-m", "benchmarks.peers", "export", str(place.warehouse), str(orders)), log)
    alone: dict[tuple[str, ...], Seconds] = {}
    found = {}
    for name, marts in MARTS.items():
        theirs, _ = _medians(("-m", "benchmarks.peers", name, str(place.warehouse), str(orders)), TIMES, log)
        if marts not in alone:
            alone[marts], _ = _medians(_alone(place, marts, GIVEN, IN_MEMORY, only_sql=False), TIMES, log)
        found[name] = {"parts": theirs, "models": alone[marts]}
    return found


def _alone(
    place: Place, marts: Sequence[str], given: tuple[str, ...], file: Path | str, *, only_sql: bool
) -> tuple[str, ...]:
    """Give the command that runs the models behind marts again."""
    manifest = place.target / "manifest.json"
    models = tables_of(manifest, place.behind(tuple(marts), given), only_sql=only_sql)
    return ("-m", "benchmarks.alone", str(place.warehouse), str(manifest), str(file), str(THREADS), *models)


def _medians(
    command: Sequence[str], times: int, log: Path, prepare: Callable[[], None] = lambda: None
) -> tuple[Seconds, float]:
    """Run a command that prints the seconds of its parts; give their medians, and the most memory it held."""
    runs, peaks = [], []
    for _ in range(times):
        prepare()
        cost, printed = run(command, log, {"POLARS_MAX_THREADS": str(THREADS)})
        runs.append(answer(printed))
        peaks.append(cost.peak_mib)
    return {part: statistics.median(each[part] for each in runs) for part in runs[0]}, max(peaks)
