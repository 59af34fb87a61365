"""A build that needs more memory than it may have lays it on the disk, and ends with the same marts."""

from __future__ import annotations

import duckdb
import pytest

from benchmarks.builds import ONLY_MODELS, Place, simulate
from benchmarks.measured import Cost

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


def built(shop: Place, memory: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Cost, dict[str, tuple]]:
    """Build from nothing; give the cost, and of each mart its rows and a sum over them all."""
    monkeypatch.setenv("RETENSI_MEMORY", memory)
    shop.warehouse.unlink(missing_ok=True)
    cost = shop.dbt("build", *ONLY_MODELS)
    with duckdb.connect(str(shop.warehouse), read_only=True) as connection:
        marts = connection.execute("select table_name from information_schema.tables where table_schema = 'marts'")
        return cost, {
            mart: connection.execute(f"select count(*), sum(hash(mart)) from marts.{mart} as mart").fetchone()
            for (mart,) in marts.fetchall()
        }


def test_a_build_with_little_memory_gives_the_same_marts(shop: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    roomy, expected = built(shop, "8GB", monkeypatch)
    narrow, found = built(shop, f"{LITTLE_MB}MB", monkeypatch)
    assert len(expected) > 40
    assert found == expected
    assert not any(shop.folder.glob("*.tmp/*"))
    assert narrow.peak_mib < BESIDES_MIB + LITTLE_MB < roomy.peak_mib
