"""Everything that is measured on a shop of one size."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.builds import ONLY_MODELS, Place, land_arrivals, simulate
from benchmarks.measured import Cost, answer, run
from benchmarks.peers import GIVEN, MARTS

THREADS = int(os.environ.get("RETENSI_THREADS", "2"))
FLOORS = 3
REPEATS = 21
PAIRS = 3

Result = dict[str, Any]


def measure(
    customers: int, seed: int, folder: Path, *, with_tests: bool, with_peers: bool, say: Callable[[str], None]
) -> Result:
    """Simulate, build, and measure a shop.

    Args:
        customers: Its size.
        seed: Of its simulation.
        folder: For its files; what is there is deleted.
        with_tests: Run the data tests too.
        with_peers: Run pandas and `lifetimes` too.
        say: Told what comes next.
    """
    place = Place(folder / f"shop_{customers}")
    result: Result = {
        "customers": customers,
        "seed": seed,
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1), "threads": THREADS},
        "versions": {name: version(name) for name in ("duckdb", "dbt-core", "numpy", "pandas", "lifetimes")},
    }

    def step(name: str) -> None:
        say(f"{customers:,} customers: {name}")
        # What was measured so far is not lost with a run that breaks.
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"shop_{customers}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")

    step("simulate")
    result["simulate"] = asdict(simulate(place, customers, seed))
    result["input_mib"] = sum(file.stat().st_size for file in place.inputs.rglob("*.parquet")) / 2**20
    step("parse")
    result["parse"] = asdict(place.dbt("parse"))
    step("floor")
    floors = [_floor(place, result) for _ in range(1 if customers > 200_000 else FLOORS)]
    result["floor"] = asdict(sorted(floors, key=lambda cost: cost.cpu_seconds)[len(floors) // 2])
    step("build")
    result["build"] = asdict(place.dbt("build", *ONLY_MODELS))
    result["engine_seconds"] = place.engine_seconds()
    result["warehouse_mib"] = place.warehouse.stat().st_size / 2**20
    step("dashboard")
    result["dashboard"] = _child(place, "dashboards", place.folder / "serving.duckdb", REPEATS)
    if with_peers:
        step("peers")
        result["peers"] = _peers(place)
    if with_tests:
        step("data tests")
        result["tests"] = asdict(place.dbt("test", "--exclude-resource-type", "unit_test"))
    step("the last day's arrivals")
    size = land_arrivals(place)
    result["arrivals"] = {"mib": size / 2**20, "build": asdict(place.dbt("build", *ONLY_MODELS))}
    result["arrivals"]["engine_seconds"] = place.engine_seconds()
    result["arrivals"]["history"] = sorted(place.history())
    return result


def _floor(place: Place, result: Result) -> Cost:
    warehouse = place.folder / "floor.duckdb"
    warehouse.unlink(missing_ok=True)
    arguments = ("-m", "benchmarks.floor", str(place.inputs), str(warehouse), str(THREADS))
    cost, printed = run(arguments, place.folder / "floor.log")
    result["rows"] = answer(printed)
    warehouse.unlink()
    return cost


def _child(place: Place, module: str, *arguments: object) -> dict:
    command = ("-m", f"benchmarks.{module}", str(place.warehouse), *map(str, arguments))
    return answer(run(command, place.folder / f"{module}.log")[1])


def _peers(place: Place) -> dict[str, Any]:
    """Give the processor seconds of each peer and those of the models that make the same figures."""
    orders = place.folder / "orders.parquet"
    log = place.folder / "peers.log"
    run(("-m", "benchmarks.peers", "export", str(place.warehouse), str(orders)), log)
    found = {}
    for name, marts in MARTS.items():
        models = sorted(place.behind(marts, GIVEN))
        manifest = place.target / "manifest.json"
        theirs, ours = (
            [answer(run(("-m", "benchmarks.peers", *arguments), log)[1]) for _ in range(PAIRS)]
            for arguments in (
                (name, str(place.warehouse), str(orders)),
                ("models", str(place.warehouse), str(manifest), *models),
            )
        )
        found[name] = {
            side: {part: statistics.median(each[part] for each in runs) for part in runs[0]}
            for side, runs in (("parts", theirs), ("models", ours))
        }
    return found
