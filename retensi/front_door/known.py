"""What the project knows of inputs, statuses and types: its contract and its seeds, read without dbt."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import jinja2

from retensi.errors import RetensiError
from retensi.front_door.drafts import Known

CONTRACT = Path("macros/inputs/input_contract.sql")
SEEDS = Path("seeds/reference")


def known_of(project: Path) -> Known:
    """Read what a project knows.

    Args:
        project: Folder of the dbt project.

    Raises:
        RetensiError: The folder holds no such project.
    """
    try:
        rows = _rows(project, "order_statuses")
        statuses = {row["status"].lower(): row["treatment"] for row in rows}
        types = frozenset(row["interaction_type"].lower() for row in _rows(project, "interaction_types"))
        whole = frozenset(row["status"].lower() for row in rows if row.get("refunded") == "whole")
        return Known(_contract(project), statuses, types, whole)
    except OSError as error:
        raise RetensiError(
            f"{project.resolve()} is no folder of the project ({error.filename} is missing).",
            "the folder with dbt_project.yml of retensi",
            "go there, or name it with --project-dir",
        ) from error


def _rows(project: Path, seed: str) -> list[dict[str, str]]:
    with (project / SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _contract(project: Path) -> dict[str, Any]:
    returned: dict[str, Any] = {}
    environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])
    text = (project / CONTRACT).read_text(encoding="utf-8")
    module: Any = environment.from_string(text, {"return": returned.update}).make_module()
    module.input_contract()
    return returned
