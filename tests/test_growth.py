"""What a build costs grows with the shop and no faster: ratios of one run, never seconds of one machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.replay import Replay, replay
from retensi.simulate import simulate
from tests.dbt_project import copy_of

SMALL, LARGE = 500, 3_000
# A model that grows with the square of the shop takes 36 times as long where its rows are 6 times as many.
STEEPEST = 2.0
# Below, what a statement takes at all is all that is measured; in seconds.
SMALLEST = 0.01
# All models as a multiple of a copy of the inputs, in memory: 55 to 60 when this was written.
FLOORS = 100
# The most expensive model took 15 percent.
LARGEST_SHARE = 0.3


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
        found[size] = Replay(first.rows, min(first.floor, second.floor), models)
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
