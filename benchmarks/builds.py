"""Builds of a simulated shop, and what each model took in them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measured import Cost, run
from retensi.simulate.build import NOTE

ONLY_MODELS = ("--exclude-resource-type", "test", "unit_test")


@dataclass(frozen=True)
class Place:
    """Where one shop is simulated and built.

    Attributes:
        folder: Takes everything below.
    """

    folder: Path

    @property
    def inputs(self) -> Path:
        """The landing folder."""
        return self.folder / "inputs"

    @property
    def arrivals(self) -> Path:
        """What lands on the last day."""
        return self.folder / "arrivals"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file of the builds."""
        return self.folder / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        """Dbt's target folder."""
        return self.folder / "target"

    def dbt(self, *arguments: str) -> Cost:
        """Run a dbt command on the shop."""
        options = ("--vars", json.dumps({"input_path": str(self.inputs)}), "--target-path", str(self.target))
        command = (
            "-m",
            "dbt.cli.main",
            *arguments,
            *options,
            "--log-path",
            str(self.folder / "logs"),
            "--no-use-colors",
        )
        cost, _ = run(command, self.folder / f"{arguments[0]}.log", {"RETENSI_WAREHOUSE": str(self.warehouse)})
        return cost

    def engine_seconds(self) -> dict[str, float]:
        """Give the seconds in the engine of each model of the last dbt command, by name."""
        results = json.loads((self.target / "run_results.json").read_text(encoding="utf-8"))["results"]
        return {
            result["unique_id"].split(".")[2]: result["execution_time"]
            for result in results
            if result["unique_id"].startswith("model.")
        }

    def history(self) -> set[str]:
        """Give the models that are continued from build to build, and those that say for whom."""
        nodes = json.loads((self.target / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
        models = [node for node in nodes if node["resource_type"] == "model"]
        continued = {model["name"] for model in models if model["config"]["materialized"] == "incremental"}
        return continued | {model["name"] for model in models if model["name"].endswith("_changed")}

    def behind(self, models: tuple[str, ...], given: tuple[str, ...]) -> set[str]:
        """Give models and all they need, without what is given and what that needs."""
        parents = json.loads((self.target / "manifest.json").read_text(encoding="utf-8"))["parent_map"]

        def needed(names: tuple[str, ...]) -> set[str]:
            found, left = set(), [f"model.retensi.{name}" for name in names]
            while left:
                model = left.pop()
                if model not in found:
                    found.add(model)
                    left += [parent for parent in parents[model] if parent.startswith("model.")]
            return {model.split(".")[2] for model in found}

        return needed(models) - needed(given)


def simulate(place: Place, customers: int, seed: int) -> Cost:
    """Write the shop; its last day lies apart."""
    shutil.rmtree(place.folder, ignore_errors=True)
    arguments = ("--customers", str(customers), "--seed", str(seed), "--out", str(place.inputs))
    program = ("-c", "from retensi.cli import main; main()", "simulate")
    cost, _ = run((*program, *arguments, "--arrivals", str(place.arrivals)), place.folder.with_suffix(".log"))
    return cost


def take(place: Place, shop: Path) -> None:
    """Copy a shop that was simulated before, with `inputs` and `arrivals` in its folder."""
    shutil.rmtree(place.folder, ignore_errors=True)
    for source, target in ((shop / "inputs", place.inputs), (shop / "arrivals", place.arrivals)):
        shutil.copytree(source, target)


def simulated_with(shop: Path) -> dict[str, Any]:
    """Give what a shop was simulated with: its customers, its seed and the rest."""
    return json.loads((shop / "inputs" / NOTE).read_text(encoding="utf-8"))


def land_arrivals(place: Place) -> int:
    """Put the last day's files beside the others; give their bytes."""
    size = 0
    for file in place.arrivals.rglob("*.parquet"):
        size += file.stat().st_size
        shutil.copy2(file, place.inputs / file.relative_to(place.arrivals))
    return size
