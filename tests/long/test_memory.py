"""A build that needs more memory than it may have lays it on the disk, and ends with the same marts."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.builds import ONLY_MODELS, Place, simulate
from benchmarks.measured import Cost
from tests.engines.compare import differences, marts, on_duckdb

CUSTOMERS = 30_000
# Some joins need a hundred or two at the same time, however small the shop is.
LITTLE_MB = 250
# What Python and dbt hold, and DuckDB outside of what it counts.
BESIDES_MIB = 500


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("memory") / "shop")
    simulate(place, CUSTOMERS, 7)
    return place


def built(shop: Place, memory: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Cost, Path]:
    """Build from nothing; give the cost, and the warehouse."""
    monkeypatch.setenv("RETENSI_MEMORY", memory)
    cost = shop.dbt("build", *ONLY_MODELS)
    return cost, shop.warehouse.rename(shop.folder / f"with_{memory}.duckdb")


def test_a_build_with_little_memory_gives_the_same_marts(shop: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    roomy, expected = built(shop, "8GB", monkeypatch)
    narrow, found = built(shop, f"{LITTLE_MB}MB", monkeypatch)
    assert len(marts()) > 40
    assert differences(marts(), on_duckdb(expected), on_duckdb(found)) == []
    assert not any(shop.folder.glob("*.tmp/*"))
    assert narrow.peak_mib < BESIDES_MIB + LITTLE_MB < roomy.peak_mib
