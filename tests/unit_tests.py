"""dbt's unit tests: the vars under which they must hold, those that each reads, and which ones an engine can fail."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# dbt's options for all of them, and for a selection without them.
UNIT_TESTS = ("--select", "test_type:unit")
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# No figures, and they need something to be there: where the inputs are, who fits customer value, the format of tables.
LEFT_OUT = {"input_path", "input_schema", "input_database", "mapping", "clv_fitted_by_command", "spark_file_format"}
# Every other var with another value than by default, once on the one side of it and once on the other.
OTHER_VARS: dict[str, Any] = {
    "quarantine_limit": 0.0,
    "quarantine_severity": "warn",
    "quarantine_keep_days": 1,
    "fresh_within_days": {"orders": 1},
    "as_of": "2001-02-28",
    "as_of_follows": "purchases",
    "reporting_timezone": "America/St_Johns",
    "reporting_currency": "IDR",
    "default_phone_region": "ID",
    "join_ids_by_contact": True,
    "gross_margin_rate": 0.25,
    "zero_value_orders": "ignored",
    "at_risk_after_days": 7,
    "inactive_after_days": 12,
    "quiet_after_days": 5,
    "subscription_grace_days": 2,
    "clv_horizon_days": 31,
    "clv_holdout_days": 13,
    "churn_risk_days": 11,
    "monthly_discount_rate": 0.0,
    "clv_fit_customers": 3,
    "category_pair_support": 0.0001,
    "offer_days": 3,
    "points_valid_days": 9,
    "contact_days_ahead": 1,
    "contacts_per_week": 1,
    "contacts_per_day": 1,
    "channel_needs_messages": 1,
    "attribution_window_days": 2,
    "advisory_min_purchases": 1,
}
MORE_VARS: dict[str, Any] = OTHER_VARS | {
    "quarantine_limit": 1.0,
    "quarantine_keep_days": None,
    "as_of": "2031-12-31",
    "reporting_timezone": "Pacific/Auckland",
    "reporting_currency": "EUR",
    "default_phone_region": "GB",
    "gross_margin_rate": 0.0,
    "at_risk_after_days": 200,
    "inactive_after_days": 500,
    "quiet_after_days": 300,
    "subscription_grace_days": 60,
    "clv_horizon_days": 800,
    "clv_holdout_days": 400,
    "churn_risk_days": 300,
    "monthly_discount_rate": 0.5,
    "clv_fit_customers": 1_000_000,
    "category_pair_support": 0.9,
    "offer_days": 100,
    "points_valid_days": 1000,
    "contact_days_ahead": 90,
    "contacts_per_week": 20,
    "contacts_per_day": 3,
    "channel_needs_messages": 50,
    "attribution_window_days": 200,
    "advisory_min_purchases": 40,
}


def read_manifest(target_path: Path) -> dict[str, Any]:
    """Read dbt's manifest in a target folder."""
    return json.loads((target_path / "manifest.json").read_text(encoding="utf-8"))


def forgotten_vars(manifest: Mapping[str, Any]) -> dict[str, set[str]]:
    """Give the vars that a unit test leaves to whoever runs it, by unit test: its model's SQL or a macro reads them.

    Args:
        manifest: dbt's manifest.
    """
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    found = {}
    for test in manifest["unit_tests"].values():
        model = models[test["model"]]
        texts = [model["raw_code"], *(manifest["macros"][name]["macro_sql"] for name in _macros_of(model, manifest))]
        read = {name for text in texts for name in re.findall(r"(?<![\w.])var\(\s*[\"'](\w+)[\"']", text)}
        found[f"{test['model']}::{test['name']}"] = read - LEFT_OUT - set((test["overrides"] or {}).get("vars") or {})
    return {name: forgotten for name, forgotten in found.items() if forgotten}


def models_that_differ(target_path: Path, engine: str) -> list[str]:
    """Give the models whose unit tests an engine may fail alone, from a build's manifest.

    Those are the checked inputs, which read what comes as text, and for each macro that the engine has a variant of,
    two of the models that call it, or the only one: first those that call the most of such macros, then by name.

    Args:
        target_path: the target folder of a build on the engine.
        engine: the adapter's type, such as `spark`.
    """
    manifest = read_manifest(target_path)
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    own = f"macro.retensi.{engine}__"
    called = {
        node["name"]: {name.removeprefix(own) for name in _macros_of(node, manifest) if name.startswith(own)}
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["name"] in tested
    }
    models = sorted(called, key=lambda name: (-len(called[name]), name))
    chosen = {name for name in models if called[name] and name.startswith("checked_")}
    for macro in set().union(*called.values()):
        chosen.update([name for name in models if macro in called[name]][:2])
    return sorted(chosen)


def _macros_of(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Give the project's macros that a node calls, and those that they call."""
    waiting, seen = list(node["depends_on"]["macros"]), set()
    while waiting:
        name = waiting.pop()
        if name not in seen and name in manifest["macros"] and name.startswith("macro.retensi."):
            seen.add(name)
            waiting += manifest["macros"][name]["depends_on"]["macros"]
            yield name
