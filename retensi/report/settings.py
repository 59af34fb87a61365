"""The dbt vars of a build, which say what its money is in and where its thresholds lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from retensi.report.errors import ReportError


def build_vars(project: Path, target: Path, build: str | None, given: str | None = None) -> tuple[dict[str, Any], bool]:
    """Give the vars of a build: those of the project, those of dbt's command where it was this build, those given.

    Args:
        project: Folder of the dbt project.
        target: dbt's target folder, whose ``run_results.json`` names a build and its vars.
        build: dbt's name for the build; None: it is not known.
        given: Vars as YAML, as on dbt's command line.

    Returns:
        The vars, and whether they are known to be those of the build: given, or told by its own results.

    Raises:
        ReportError: the vars that were given are no YAML mapping.
    """
    values: dict[str, Any] = {}
    known = given is not None
    if (project / "dbt_project.yml").is_file():
        values |= yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8")).get("vars") or {}
        # A project that uses retensi as a package may set its vars under its name.
        values |= values.pop("retensi", None) or {}
    if (target / "run_results.json").is_file():
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
        if build and results["metadata"]["invocation_id"] == build:
            values |= results["args"].get("vars") or {}
            known = True
    return values | _parsed(given), known


def _parsed(given: str | None) -> dict[str, Any]:
    try:
        values = yaml.safe_load(given) if given else {}
    except yaml.YAMLError:
        values = None
    if not isinstance(values, dict):
        raise ReportError(
            f"--vars is no YAML mapping: {given}", "names and values", "write it as for the build: '{name: value}'"
        )
    return values
