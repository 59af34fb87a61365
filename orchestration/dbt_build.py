"""What a Dagster run may set of a dbt build, and the dbt command that follows from it."""

import json
import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster_dbt import DbtCliResource
from pydantic import Field

from retensi.errors import RetensiError
from retensi.known_vars import known_vars, nearest_var

# They run made-up rows through the SQL, and from day to day only the data is another. Data tests do run.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


class UnknownVarError(RetensiError):
    """A run sets a dbt var that the project does not have."""


class BuildConfig(dg.Config):
    """The run config of a build. Without any, dbt builds with the vars of ``dbt_project.yml``."""

    vars: dict[str, Any] = Field(
        default={},
        description="dbt vars for this run only, such as {as_of: 1998-06-30}; "
        "docs/vars.md lists them all. A lasting setting belongs in dbt_project.yml.",
    )
    full_refresh: bool = Field(default=False, description="Rebuild incremental models from nothing.")


def project_vars(project_dir: Path) -> dict[str, Any]:
    """Give the vars of the dbt project in a folder: what its ``dbt_project.yml`` sets, else their defaults.

    Args:
        project_dir: The folder of ``dbt_project.yml``.

    Raises:
        OSError: where that file cannot be read.
    """
    settings = yaml.safe_load((project_dir / "dbt_project.yml").read_text(encoding="utf-8"))
    given = dict(settings.get("vars") or {})
    return {known.name: known.default for known in known_vars(project_dir)} | given | (given.pop("retensi", None) or {})


def dbt_arguments(config: BuildConfig, names: Collection[str]) -> list[str]:
    """Give the arguments of the dbt command that a run config asks for.

    Args:
        config: What the run sets.
        names: Names of the vars that there are. dbt refuses others as well, once it has read the project.

    Raises:
        UnknownVarError: where the run sets a var that does not exist.
    """
    unknown = sorted(set(config.vars) - set(names))
    if unknown:
        raise UnknownVarError(
            f"The run config sets vars that do not exist: {', '.join(unknown)}.",
            ", ".join(nearest_var(name, names) for name in unknown) + ", which are nearest",
            "correct the name under 'vars' in the run config; docs/vars.md lists all vars",
        )
    full_refresh = ["--full-refresh"] if config.full_refresh else []
    return ["build", *WITHOUT_UNIT_TESTS, *vars_options(config), *full_refresh]


def vars_options(config: BuildConfig) -> list[str]:
    """Give the options of dbt that set the vars of a run."""
    # As YAML, which dbt reads: of what JSON says as 5e-05 it makes text.
    return (
        ["--vars", yaml.safe_dump(config.vars, default_flow_style=True, width=math.inf).strip()] if config.vars else []
    )


def shown(dbt: DbtCliResource, query: str, results: Path, *options: str) -> list[dict[str, Any]]:
    """Read the rows of a query behind a build, in a process of its own, so that this one never holds the warehouse.

    Args:
        dbt: Runs dbt.
        query: SQL with dbt's Jinja. dbt's log shows its rows: nothing personal may be among them.
        results: The target folder of the build, whose results stay as they are.
        options: Further options of dbt. With the vars of the build it need not read the project anew.

    Returns:
        Each row by column; days and moments are ISO 8601 text.

    Raises:
        DagsterDbtCliRuntimeError: where dbt fails, with its error messages.
    """
    arguments = ["show", "--inline", query, "--limit", "-1", "--output", "json", "--no-write-json", *options]
    events = [event.raw_event for event in dbt.cli(arguments, target_path=results).stream_raw_events()]
    [preview] = [event["data"]["preview"] for event in events if event["info"]["name"] == "ShowNode"]
    rows: list[dict[str, Any]] = json.loads(preview)
    return rows
