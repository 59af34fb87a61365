"""No rate of the past changes by what was not yet to be seen: random shops, cut at random days."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.censoring import MARTS, Comparison, compare
from tests.dbt_project import WITHOUT_TESTS, build
from tests.oracle import marts
from tests.oracle.compare import read_marts
from tests.oracle.files import write_inputs
from tests.oracle.front_door import Inputs
from tests.oracle.made_up import FIRST_DAY
from tests.oracle.strategies import Plan, builds_of_shops, plans

# So many shops more than the one below; the same ones each time, unless another number is asked for.
EXAMPLES = int(os.environ.get("RETENSI_EXAMPLES", "1"))
PLAIN = Plan(11, 45, 366, "Asia/Jakarta", None, (60, 90, 45), "0.35", frozenset({"interactions"}), "csv")
example_numbers = itertools.count()
# Where the cut lies between the day by which there is an order and the last.
cuts = st.floats(0, 1, exclude_max=True)


def days_of(plan: Plan, cut: float) -> tuple[date, date]:
    """The earlier and the later as_of."""
    return FIRST_DAY + timedelta(days=45 + int(cut * (plan.days - 45))), FIRST_DAY + timedelta(days=plan.days)


def inputs_of(plan: Plan) -> Inputs:
    """A shop whose accounts do not say since when: one opened later brings a channel and a city, which are news."""
    inputs = plan.inputs()
    accounts = [row | {"registered_at": None} for row in inputs.get("customers", [])]
    return inputs | ({"customers": accounts} if "customers" in inputs else {})


def assert_holds(found: Comparison, story: str) -> None:
    assert found.broken == [], "\n".join([story, *found.broken[:12]])


def recomputed(inputs: Inputs, plan: Plan, as_of: date) -> dict[str, list]:
    shop = marts.shop_of(inputs, replace(plan.settings(), as_of=as_of))
    return {name: marts.MARTS[name](shop) for name in MARTS}


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(smallest=5, largest=25), cut=cuts)
def test_definitions_let_nothing_unseen_into_the_past(plan: Plan, cut: float) -> None:
    inputs = inputs_of(plan)
    early, late = days_of(plan, cut)
    found = compare(recomputed(inputs, plan, early), recomputed(inputs, plan, late), early)
    assert_holds(found, f"{plan} cut on {early}")


def test_each_mart_is_looked_at_and_a_figure_that_moves_is_seen() -> None:
    inputs = inputs_of(PLAIN)
    early, late = days_of(PLAIN, 0.8)
    before, after = recomputed(inputs, PLAIN, early), recomputed(inputs, PLAIN, late)
    found = compare(before, after, early)
    assert_holds(found, f"{PLAIN} cut on {early}")
    assert set(found.compared) == set(MARTS)
    assert min(found.compared.values()) > 5
    # Who is counted before the window is over, whoever has come back already: the rate would fall later.
    columns = {
        "cohort_retention_by_attribute": "net_revenue",
        "cohort_repurchase": "repurchased_customers",
        "first_purchase_outcomes": "repurchased_customers",
        "order_intervals": "customers",
        "payback_by_channel": "cohort_size",
    }
    for mart, column in columns.items():
        moved = [row | {column: row[column] + 1000} for row in before[mart]]
        assert compare({**before, mart: moved}, after, early).broken, mart
    assert compare(before, {**after, "cohort_repurchase": []}, early).broken


@pytest.mark.long
@builds_of_shops(EXAMPLES)
@given(plan=plans(smallest=30, largest=60), cut=cuts)
@example(plan=PLAIN, cut=0.8)
def test_marts_let_nothing_unseen_into_the_past(
    plan: Plan, cut: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(f"cut_{next(example_numbers)}_")
    write_inputs(inputs_of(plan), folder / "inputs", plan.file_format)
    early, late = days_of(plan, cut)
    warehouse, seen = folder / "shop.duckdb", {}
    select = itertools.chain(*(("--select", f"+{mart}") for mart in MARTS))
    arguments = [*select, *WITHOUT_TESTS]
    for as_of in (early, late):
        variables = {"input_path": str(folder / "inputs"), "quarantine_limit": 1.0, **plan.settings().dbt_vars()}
        build({**variables, "as_of": as_of.isoformat()}, warehouse, "build", *arguments)
        seen[as_of] = read_marts(warehouse, MARTS)
    assert_holds(compare(seen[early], seen[late], early), f"{plan} cut on {early}, built in {folder}")
