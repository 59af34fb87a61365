"""A shop in files of any shape gives the marts that the same shop in plain files gives, to the cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

from tests.dbt_project import WITHOUT_TESTS, build
from tests.engines.compare import differences, marts, on_duckdb
from tests.test_foreign_shapes import ForeignShop, Shape


class ShopOfOneSource(ForeignShop):
    """A shop whose ids stay as they are: marts show them."""

    def _shape(self, name: str) -> Shape:
        return replace(super()._shape(name), prefixed=False)


def written(folder: Path) -> tuple[ForeignShop, Path]:
    """Write the first such shop that is one: two sources of orders keep their ids apart."""
    for seed in count(1):
        shop = ShopOfOneSource(Random(seed), seed)
        here = folder / str(seed)
        shop.write(here / "plain", here / "foreign")
        if not shop.prefixes and "orders" not in shop.repeated:
            return shop, here
    raise AssertionError


def test_every_mart_is_that_of_the_plain_shop(tmp_path: Path) -> None:
    shop, folder = written(tmp_path)
    for name in ("plain", "foreign"):
        warehouse = tmp_path / name / "shop.duckdb"
        warehouse.parent.mkdir()
        variables = {
            "input_path": str(folder / name),
            "reporting_timezone": shop.time_zone,
            "quarantine_severity": "warn",
        }
        build(variables, warehouse, "build", *WITHOUT_TESTS)
    of_plain, of_foreign = (on_duckdb(tmp_path / name / "shop.duckdb") for name in ("plain", "foreign"))
    assert of_plain("select count(*) from marts.orders")[1][0][0] > 5
    assert not differences(marts(), of_plain, of_foreign)
