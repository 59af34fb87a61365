"""What a build costs grows with the shop and no faster: ratios of one run, never seconds of one machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.replay import Replay, replay
from retensi.simulate import simulate
from tests.dbt_project import copy_of

pytestmark = pytest.mark.long

SMALL, LARGE = 500, 3_000
# A model that grows with the square of the shop takes 36 times as long where its rows are 6 times as many.
STEEPEST = 2.0
# Below, what a statement takes at all is all that is measured; in seconds.
SMALLEST = 0.01
# All models as a multiple of a copy of the inputs, in memory: 55 to 60 when this was written.
FLOORS = 100
# The most expensive model took 15 percent.
LARGEST_SHARE = 0.3
# A tenth of the larger shop's interactions.
MANY_ROWS = 15_000
# DuckDB cannot know how few people asked to be forgotten, rows share their key or orders have a discount; nodes
# are few for each frequency, whatever the customers; and whoever orders passes through some stages for each order.
HASHES_MANY = {
    "buyers_at_order",
    "checked_order_items",
    "erased_identifiers",
    "input_findings",
    "int_clv_expected_purchases",
}


@pytest.fixture(scope="module")
def shops(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Replay]:
    """Both shops, built twice with the models of the demo shop; of each model the smaller cost, as noise only adds."""
    folder = tmp_path_factory.mktemp("growth")
    copy = copy_of(demo_warehouse, folder)
    manifest = demo_warehouse.parent / "target" / "manifest.json"
    found = {}
    for size in (SMALL, LARGE):
        simulate(size, 9, folder / str(size))
        first, second = (replay(copy, manifest, folder / str(size)) for _ in range(2))
        models = {name: min(cost, second.models[name]) for name, cost in first.models.items()}
        found[size] = Replay(first.rows, min(first.floor, second.floor), models, first.plans)
    return found


def test_a_build_costs_no_more_than_in_a_straight_line(shops):
    times = shops[LARGE].rows / shops[SMALL].rows
    assert shops[LARGE].all_models < times * shops[SMALL].all_models


def test_no_model_grows_faster_than_the_shop(shops):
    small, large = shops[SMALL], shops[LARGE]
    times = large.rows / small.rows
    steep = {
        name: (round(small.models[name], 3), round(cost, 3))
        for name, cost in large.models.items()
        if cost > STEEPEST * times * max(small.models[name], SMALLEST)
    }
    assert steep == {}


def test_a_build_stays_within_a_multiple_of_the_floor(shops):
    assert shops[LARGE].all_models < FLOORS * shops[LARGE].floor


def test_no_model_takes_most_of_a_build(shops):
    heavy = {name: cost for name, cost in shops[LARGE].models.items() if cost > LARGEST_SHARE * shops[LARGE].all_models}
    assert heavy == {}


# What is hashed must fit into memory or goes to the disk and back.
def test_no_model_hashes_many_rows_to_join_them_with_few(shops):
    plans = shops[LARGE].plans
    assert sum(len(list(hash_joins(plan))) for plan in plans.values()) > 200
    found = {name: [*filter(None, map(wrong_way_round, hash_joins(plan)))] for name, plan in plans.items()}
    assert {name: joins for name, joins in found.items() if joins and name not in HASHES_MANY} == {}
    assert {name for name in HASHES_MANY if not found[name]} == set()


def hash_joins(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the hash joins of an executed plan."""
    for child in node["children"]:
        yield from hash_joins(child)
    if node.get("operator_type") == "HASH_JOIN":
        yield node


def wrong_way_round(join: dict[str, Any]) -> str | None:
    """Describe a join whose hashed side has many rows, and more than twice those of the other."""
    probed, hashed = (child["operator_cardinality"] for child in join["children"])
    if hashed <= max(MANY_ROWS, 2 * probed):
        return None
    return f"{join['extra_info'].get('Conditions')}: {hashed} rows hashed, {probed} looked up"
