"""Run the dbt project from a test, in process, into a warehouse and target folder of the test's own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunner

from tests.parsed_project import keep, parsed, shape_of

PROJECT = Path(__file__).resolve().parents[1]
# Arguments of a build of seeds and models alone.
WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass
class BuildError(Exception):
    """A dbt command that did not succeed, with what it said."""

    messages: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(self.messages)


def build(variables: dict, warehouse: Path, command: str = "build", *arguments: str, project: Path = PROJECT) -> None:
    """Run a dbt command on the DuckDB target.

    Args:
        variables: dbt vars.
        warehouse: the DuckDB file to build into; its folder also takes the target and log folders.
        command: build, run, test, …
        arguments: further arguments of the command, such as ``--select``.
        project: the folder of the dbt project, where it is a changed copy.

    Raises:
        BuildError: with the error messages of the run.
    """
    run_dbt(variables, warehouse.parent, {"RETENSI_WAREHOUSE": str(warehouse)}, command, *arguments, project=project)


def run_dbt(
    variables: dict, folder: Path, environment: dict[str, str], *arguments: str, project: Path = PROJECT
) -> None:
    """Run a dbt command on any target.

    Args:
        variables: dbt vars.
        folder: takes the target and log folders.
        environment: environment variables during the run, such as those that lead to an engine.
        arguments: the command and its arguments, such as ``--target``; dbt's manifest and results are written with
            ``--write-json`` alone, for they take a sixth of a small build, and its log with ``--log-level-file``.
        project: the folder of the dbt project, where it is a changed copy.

    Raises:
        BuildError: with the error messages of the run.
    """
    messages: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        # A copy of the project is one that a test changes.
        shape = shape_of(arguments, variables, environment) if project == PROJECT else None
        manifest = parsed(shape, environment) if shape else None
        result = dbtRunner(manifest, callbacks=[lambda event: _keep_errors(event, messages)]).invoke(
            [
                arguments[0],
                "--no-write-json",
                "--log-level-file",
                "none",
                *arguments[1:],
                "--vars",
                json.dumps(variables),
                "--project-dir",
                str(project),
                "--profiles-dir",
                str(project),
                "--target-path",
                str(folder / "target"),
                "--log-path",
                str(folder / "logs"),
                "--log-level",
                "none",
                "--no-use-colors",
            ]
        )
    if shape and manifest is None:
        keep(shape, folder / "target")
    if not result.success:
        if result.exception:
            messages.append(str(result.exception))
        raise BuildError(messages)


def rows(warehouse: Path, query: str) -> list[tuple]:
    """Give all rows of a query on a built warehouse."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(query).fetchall()


def numbered_twice(warehouse: Path) -> list[tuple]:
    """Give the row ids that more than one received order has."""
    return rows(warehouse, "select _row_id from inputs.received_orders group by all having count(*) > 1")


def dicts(warehouse: Path, query: str) -> list[dict]:
    """Give all rows of a query on a built warehouse, each as a dict by column."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def copy_of(warehouse: Path, folder: Path) -> Path:
    """Copy a built warehouse for readers in processes of their own: in this one dbt keeps it open, which locks it.

    Args:
        warehouse: the DuckDB file.
        folder: where the copy goes, under the same name.
    """
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("checkpoint")
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(warehouse, folder / warehouse.name))


def marts(warehouse: Path) -> list[str]:
    """Give the names of the marts of a built warehouse, sorted."""
    found = rows(
        warehouse, "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
    )
    return [name for (name,) in found]


def dbt_command(*arguments: str, warehouse: Path) -> subprocess.CompletedProcess[str]:
    """Run dbt as a process of its own, as a user does, and give what it printed."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "dbt.cli.main",
            *arguments,
            "--target-path",
            str(warehouse.parent / "target"),
            "--log-path",
            str(warehouse.parent / "logs"),
            "--no-use-colors",
        ],
        cwd=PROJECT,
        env={**os.environ, "RETENSI_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )


def _keep_errors(event, messages: list[str]) -> None:
    if event.info.level == "error":
        messages.append(event.info.msg)
