"""Warehouses that many tests read, each built once a session."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from retensi.examples import cdnow, complete_journey
from tests.dbt_project import build

# One key for every warehouse and engine of the tests, and for the oracle; PostgreSQL takes it by PGOPTIONS.
os.environ["RETENSI_HASH_KEY"] = "a-key-for-tests-that-guards-nothing-at-all"
os.environ["PGOPTIONS"] = f"-c retensi.hash_key={os.environ['RETENSI_HASH_KEY']}"
# Where a developer's own shop lies is no matter of the tests.
for name in ("INPUT_PATH", "INPUT_SCHEMA", "INPUT_DATABASE", "MAPPING", "REPLACE_SOURCE"):
    os.environ.pop(f"RETENSI_{name}", None)
# Warehouses and folders that cost much to make; tests that share one run in one process.
SHARED = (
    # Servers first: each runs once.
    "postgres",
    "spark",
    "demo_warehouse",
    "cdnow_landing",
    "cdnow_warehouse",
    "complete_journey_landing",
    "complete_journey_warehouse",
)
LONGEST_FIRST = (
    "spark",
    "postgres",
    "demo",
    "test_orchestration",
    "complete",
    "test_properties",
    "cdnow",
    "test_privacy_erasure",
    "test_operations",
    "test_funnels",
    "test_stopping",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep in one process what shares a warehouse, else what stands in one module; begin with what takes longest."""
    groups = {}
    for item in items:
        if item.path.parent.name in ("engines", "front_door", "long"):
            item.add_marker(pytest.mark.long)
        shared = [name.split("_")[0] for name in SHARED if name in getattr(item, "fixturenames", ())]
        # Whole real data sets are built for these.
        if {"cdnow", "complete"} & {*shared}:
            item.add_marker(pytest.mark.long)
        groups[item] = shared[0] if shared else item.module.__name__.split(".")[-1]
        item.add_marker(pytest.mark.xdist_group(groups[item]))
    items.sort(key=lambda item: LONGEST_FIRST.index(groups[item]) if groups[item] in LONGEST_FIRST else 99)


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, built and tested as `uv run dbt build` does."""
    warehouse = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    build({}, warehouse, "build", "--write-json", "--log-level-file", "debug")
    return warehouse


@pytest.fixture(scope="session")
def manifest(demo_warehouse: Path) -> dict[str, Any]:
    """What dbt knows of the project, as the demo shop was built with it."""
    return json.loads((demo_warehouse.parent / "target" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def cdnow_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landing folder of CDNOW."""
    folder = tmp_path_factory.mktemp("landing") / "cdnow"
    cdnow.load(folder)
    return folder


@pytest.fixture(scope="session")
def cdnow_warehouse(cdnow_landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CDNOW, built and tested."""
    warehouse = tmp_path_factory.mktemp("cdnow") / "cdnow.duckdb"
    build({"input_path": str(cdnow_landing)}, warehouse, "build", "--write-json")
    return warehouse


@pytest.fixture(scope="session")
def complete_journey_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landing folder of Complete Journey."""
    folder = tmp_path_factory.mktemp("landing") / "complete_journey"
    complete_journey.load(folder)
    return folder


@pytest.fixture(scope="session")
def complete_journey_warehouse(complete_journey_landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Complete Journey, built and tested."""
    warehouse = tmp_path_factory.mktemp("complete_journey") / "complete_journey.duckdb"
    build({"input_path": str(complete_journey_landing)}, warehouse, "build", "--write-json")
    return warehouse
