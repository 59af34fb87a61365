"""dbt's unit tests hold whatever vars a user sets, and a build leaves them out unless somebody asks for them."""

import json
from pathlib import Path
from typing import Any

import pytest

from retensi.known_vars import known_vars
from tests.dbt_project import PROJECT, build, copy_of
from tests.parsed_project import NOT_PARSED_VARS
from tests.unit_tests import LEFT_OUT, MORE_VARS, OTHER_VARS, UNIT_TESTS, forgotten_vars, read_manifest

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def tested(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo shop, whose unit tests have run and passed under other vars."""
    warehouse = copy_of(demo_warehouse, tmp_path_factory.mktemp("unit_tests"))
    build(OTHER_VARS, warehouse, "test", "--write-json", *UNIT_TESTS)
    return warehouse.parent


def statuses(target: Path) -> list[tuple[str, str]]:
    """Give the resource type and status of each node that the last command of a target folder ran."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return [(result["unique_id"].split(".")[0], result["status"]) for result in results]


@pytest.mark.parametrize("variables", [OTHER_VARS, MORE_VARS])
def test_the_other_vars_are_other_ones(variables: dict) -> None:
    known = {row.name: row for row in known_vars(PROJECT)}
    assert set(variables) == set(known) - LEFT_OUT
    assert [name for name, value in variables.items() if value == known[name].default] == []
    both = {name for name in variables if OTHER_VARS[name] != MORE_VARS[name]}
    # These have but two values worth trying.
    few = {"quarantine_severity", "fresh_within_days", "as_of_follows", "join_ids_by_contact", "zero_value_orders"}
    assert set(variables) - both == few


def test_all_unit_tests_hold_under_other_vars(tested: Path) -> None:
    manifest = read_manifest(tested / "target")
    ran = [status for kind, status in statuses(tested / "target") if kind == "unit_test"]
    assert ran == ["pass"] * len(manifest["unit_tests"])
    assert len(manifest["unit_tests"]) > 150


def parsed(folder: Path, variables: dict[str, Any]) -> dict[str, Any]:
    """Give the project as dbt itself parses it under vars, which is not taken from another test."""
    build(variables, folder / "demo.duckdb", "parse", "--write-json")
    return read_manifest(folder / "target")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The project as it is parsed under other vars."""
    return parsed(tmp_path_factory.mktemp("parsed"), OTHER_VARS)


def test_vars_that_tests_leave_out_of_what_they_parse_once_do_not_enter_it(
    manifest: dict[str, Any], tmp_path: Path
) -> None:
    def said(of: dict[str, Any]) -> dict[str, Any]:
        nodes = (of["nodes"] | of["unit_tests"]).items()
        return {name: (node["config"], node.get("depends_on", {}).get("nodes")) for name, node in nodes}

    others = {name: value for name, value in OTHER_VARS.items() if name not in NOT_PARSED_VARS}
    assert said(manifest) == said(parsed(tmp_path, others))


def test_no_unit_test_leaves_a_var_to_who_runs_it(manifest: dict[str, Any]) -> None:
    assert forgotten_vars(manifest) == {}
    # Without what they set, all of them but those whose models read no var would be told.
    names = {name for test in manifest["unit_tests"].values() for name in (test["overrides"] or {}).get("vars") or {}}
    for test in manifest["unit_tests"].values():
        test["overrides"] = None
    assert set.union(*forgotten_vars(manifest).values()) == names


def test_a_plain_build_leaves_unit_tests_out_and_a_selection_does_not(demo_warehouse: Path, tested: Path) -> None:
    types = {kind for kind, _ in statuses(demo_warehouse.parent / "target")}
    assert {"model", "seed", "test"} <= types
    assert "unit_test" not in types
    build(OTHER_VARS, tested / "demo.duckdb", "build", "--write-json", "--select", "int_as_of")
    assert ("unit_test", "pass") in statuses(tested / "target")
