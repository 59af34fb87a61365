"""What the models cost as a shop grows, read from the plans DuckDB makes for them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

# Joins that compare each row of one side with each of the other, or a range of them.
PAIRWISE = ("BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "PIECEWISE_MERGE_JOIN", "IE_JOIN", "CROSS_PRODUCT")
# Tables that do not grow with customers, orders or interactions: of configuration, days, months, channels and fits; and
# of those who asked to be forgotten, whose words are compared as one list.
SMALL = (
    "reference.",
    "inputs.input_presence",
    "inputs.erased_identifiers",
    "marts.calendar",
    "marts.churn_risk_backtest",
    "intermediate.int_as_of",
    "intermediate.int_reporting_months",
    "intermediate.int_channels_warmed_up",
    "intermediate.int_comparison_months",
    "intermediate.int_onboarding_steps",
    "intermediate.int_churn_fits",
    "intermediate.int_clv_",
    "intermediate.int_revenue_",
    "intermediate.int_funnel_steps",
)
GROWING_CLV = ("intermediate.int_clv_customers", "intermediate.int_clv_scores")


def test_no_model_compares_customers_with_customers(demo_warehouse: Path) -> None:
    models = sorted((demo_warehouse.parent / "target" / "compiled" / "retensi" / "models").rglob("*.sql"))
    # The tests of a model are compiled beside it, into folders that are named after its YAML file.
    models = [path for path in models if path.parent.suffix != ".yml"]
    assert len(models) > 150
    found = {}
    with duckdb.connect(str(demo_warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for path in models:
            [(_, plan)] = connection.execute(f"explain (format json) {path.read_text()}").fetchall()
            joins = [join for root in json.loads(plan) for join in pairwise(root)]
            if joins:
                found[path.stem] = joins
    assert found == {}


def pairwise(node: dict, named: dict[str, dict] | None = None) -> list[str]:
    """Name the joins of a plan that compare pairs of rows and have no small side.

    Args:
        node: an operator of the plan, with those it reads from.
        named: what common table expressions stand for, by their number in the plan.
    """
    named = {} if named is None else named
    if node["name"].strip() == "CTE":
        named[node["extra_info"]["Table Index"]] = node["children"][0]
    found = [name for child in node["children"] for name in pairwise(child, named)]
    if node["name"].strip() in PAIRWISE and not any(is_small(child, named) for child in node["children"]):
        found.append(f"{node['name']} of {[sorted(tables(child, named)) for child in node['children']]}")
    return found


def is_small(node: dict, named: dict[str, dict]) -> bool:
    """Whether what comes out of a plan does not grow with the shop."""
    name = node["name"].strip()
    if name in ("UNGROUPED_AGGREGATE", "DUMMY_SCAN", "COLUMN_DATA_SCAN", "EMPTY_RESULT"):
        return True
    if name == "CTE_SCAN" and number(node) in named:
        return is_small(named[number(node)], named)
    if not node["children"]:
        return all(is_small_table(table) for table in tables(node, named))
    return all(is_small(child, named) for child in node["children"])


def is_small_table(table: str) -> bool:
    return table.startswith(SMALL) and table not in GROWING_CLV


def tables(node: dict, named: dict[str, dict]) -> set[str]:
    """Name the tables, with their schema, that a plan reads; what is read otherwise has the name of its operator."""
    if node["name"].strip() == "CTE_SCAN" and number(node) in named:
        return tables(named[number(node)], named)
    if node["children"]:
        return {name for child in node["children"] for name in tables(child, named)}
    table = node["extra_info"].get("Table")
    return {table.split(".", 1)[1] if table else node["name"].strip()}


def number(scan: dict) -> str:
    return scan["extra_info"]["CTE Index"]
