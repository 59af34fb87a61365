"""What the tests need of an engine, and how the project is built on one."""

import json
import os
from pathlib import Path
from typing import NoReturn, Protocol

import pytest
from click.testing import CliRunner

from retensi.cli import main
from tests.dbt_project import PROJECT, run_dbt
from tests.engines.compare import Table
from tests.unit_tests import WITHOUT_UNIT_TESTS, models_that_differ, read_manifest


class Engine(Protocol):
    """An engine on which one thing is built."""

    # dbt's target, and the environment variables that lead it there.
    target: str
    environment: dict[str, str]

    def query(self, sql: str) -> Table:
        """Give the column names and all rows of a query."""


def build_on(engine: Engine, variables: dict, folder: Path, *arguments: str, is_once: bool = False) -> None:
    """Build and test the project as docs/engines.md says: build, fit customer value, build what follows from the fit.

    Args:
        engine: where.
        variables: dbt vars.
        folder: takes the target and log folders.
        arguments: further arguments of the builds, such as to leave out tests.
        is_once: leave what follows from the fit out of the first build, so that each model is built and tested once.
    """
    target = ("--target", engine.target)
    first = ("--exclude", "int_clv_fits+") if is_once else ()
    # What selects or excludes has the unit tests in it.
    arguments = (*arguments, *WITHOUT_UNIT_TESTS)
    run_dbt(variables, folder, engine.environment, "build", "--write-json", *target, *arguments, *first)
    options = [*target, "--vars", json.dumps(variables)]
    command(engine, folder, "fit-clv", "--project-dir", str(PROJECT), *options)
    run_dbt(variables, folder, engine.environment, "build", *target, "--select", "int_clv_fits+", *arguments)


def run_unit_tests_that_differ(engine: Engine, variables: dict, folder: Path) -> None:
    """Run the unit tests that this engine may fail; the others test SQL that is the same on DuckDB.

    Args:
        engine: where the project is built.
        variables: dbt vars.
        folder: has the target folder of the build.
    """
    models = models_that_differ(folder / "target", engine.target)
    assert {"checked_orders", "checked_interactions", "campaign_performance"} <= {*models}
    selected = [f"{model},test_type:unit" for model in models]
    run_dbt(variables, folder, engine.environment, "test", "--target", engine.target, "--select", *selected)


def run_data_tests_that_differ(engine: Engine, folder: Path) -> None:
    """Run the data tests that have SQL of their own, and of the others, which differ by column alone, one of each kind.

    Args:
        engine: where the project is built.
        folder: has the target folder of the build.
    """
    tests = [node for node in read_manifest(folder / "target")["nodes"].values() if node["resource_type"] == "test"]
    kinds = {test["test_metadata"]["name"]: test["name"] for test in tests if test.get("test_metadata")}
    assert {
        "primary_key",
        "not_null_columns",
        "unique",
        "unique_combination_of_columns",
        "accepted_values",
        "relationships",
    } <= kinds.keys()
    selected = ("test_type:singular", *kinds.values())
    run_dbt({}, folder, engine.environment, "test", "--target", engine.target, "--select", *selected)


def command(engine: Engine, folder: Path, *arguments: str) -> str:
    """Run the command ``retensi`` towards an engine and give what it said.

    Args:
        engine: where.
        folder: takes the target and log folders.
        arguments: the command and its arguments.
    """
    places = {"DBT_TARGET_PATH": folder / "target", "DBT_LOG_PATH": folder / "logs", "DBT_PROFILES_DIR": PROJECT}
    environment = {**engine.environment, **{name: str(place) for name, place in places.items()}}
    result = CliRunner(env=environment).invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def stop_without(problem: str | None) -> None:
    """Skip what cannot run here, saying what installs what it needs; fail in CI, which leaves nothing out.

    Args:
        problem: what is missing and how to get it; None where nothing is.
    """
    if problem is not None:
        _fail_or_skip(problem)


def _fail_or_skip(problem: str) -> NoReturn:
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(problem)
    pytest.skip(problem)
