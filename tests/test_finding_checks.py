"""What a build has found stands as a check of each input in Dagster."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster_dbt import DbtCliResource

from orchestration import finding_checks
from tests.dbt_project import PROJECT

MANIFEST = {
    "nodes": {
        name: {"name": name, "resource_type": "model"}
        for name in ("received_orders", "received_customers", "received_order_items", "stg_orders")
    }
}
FOUND = {"row_count": 2, "share": 0.5, "effect": "It is wrong", "advice": "Mend it"}
ROWS = [
    {"input": "orders", "finding": "a", "severity": "warning", "says": "Two", "examples": "x (1); y (1)", **FOUND},
    {"input": "orders", "finding": "b", "severity": "notice", "says": "Three", "examples": None, **FOUND},
    {"input": "customers", "finding": "c", "severity": "notice", "says": "Four", "examples": None, **FOUND},
]


def test_a_warning_fails_the_check_of_its_input_and_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_checks, "shown", lambda *_: ROWS)
    definitions = dg.Definitions(
        assets=[dg.AssetSpec(finding_checks.FINDINGS)],
        asset_checks=[finding_checks.finding_checks(MANIFEST, Path())],
        jobs=[dg.define_asset_job("checks", selection=dg.AssetSelection.all_asset_checks())],
        resources={"dbt": DbtCliResource(project_dir=str(PROJECT))},
    )
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("checks").execute_in_process(instance=instance)
    assert result.success
    found = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert {name: (check.passed, check.description) for name, check in found.items()} == {
        "looks_right_orders": (False, "Two. Three."),
        "looks_right_customers": (True, "Four."),
        "looks_right_order_items": (True, "Nothing looks wrong."),
    }
    assert {check.severity for check in found.values()} == {dg.AssetCheckSeverity.WARN}
    orders = found["looks_right_orders"].metadata
    assert orders["a"].value == "*warning* Two: x (1), y (1).\n\nIt is wrong. Mend it."
    assert set(orders) == {"a", "b"}
