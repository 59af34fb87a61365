"""Every cell of the marts equals what a naive recomputation in plain Python finds, on made-up and on real shops."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import example, given

from tests.dbt_project import PROJECT, WITHOUT_TESTS, build
from tests.oracle import Settings, recompute
from tests.oracle.compare import assert_same, read_marts
from tests.oracle.files import read_inputs, write_inputs
from tests.oracle.strategies import Plan, builds_of_shops, plans

pytestmark = pytest.mark.long

# So many shops more than the two below; the same ones each time, unless another number is asked for.
EXAMPLES = int(os.environ.get("RETENSI_EXAMPLES", "2"))
WITHOUT_REGISTER = frozenset({"customers"})
WITHOUT_FEEDBACK = frozenset({"interactions", "marketing_spend"})
example_numbers = itertools.count()


def build_and_compare(plan: Plan, folder: Path) -> None:
    """Build a made-up shop in a folder of its own and compare all marts; the folder is named where they differ."""
    inputs, chosen = plan.inputs(), plan.settings()
    write_inputs(inputs, folder / "inputs", plan.file_format)
    warehouse = folder / "shop.duckdb"
    # Of two merges that lead in a circle both are refused, which is most of a small input.
    variables = {"input_path": str(folder / "inputs"), "quarantine_limit": 1.0, **chosen.dbt_vars()}
    build(variables, warehouse, "build", *WITHOUT_TESTS)  # what is compared here is stronger
    assert_same(read_marts(warehouse), recompute(inputs, chosen), f"{plan}\nbuilt in {folder}")


@builds_of_shops(EXAMPLES)
@given(plan=plans(smallest=30, largest=60))
@example(plan=Plan(7, 45, 213, "Pacific/Auckland", 30, (60, 90, 45), "0.35", WITHOUT_REGISTER, "json"))
@example(plan=Plan(8, 45, 273, "Asia/Jakarta", None, (30, 75, 20), "1.0", WITHOUT_FEEDBACK, "csv"))
def test_random_shops(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> None:
    build_and_compare(plan, tmp_path_factory.mktemp(f"shop_{next(example_numbers)}_"))


def test_demo_shop(demo_warehouse: Path) -> None:
    inputs = read_inputs(PROJECT / "seeds" / "demo", prefix="demo_")
    assert_same(read_marts(demo_warehouse), recompute(inputs, Settings()))


def test_cdnow(cdnow_warehouse: Path, cdnow_landing: Path) -> None:
    assert_same(read_marts(cdnow_warehouse), recompute(read_inputs(cdnow_landing), Settings()))


def test_complete_journey(complete_journey_warehouse: Path, complete_journey_landing: Path) -> None:
    inputs = read_inputs(complete_journey_landing)
    assert_same(read_marts(complete_journey_warehouse), recompute(inputs, Settings()))
