"""What the project knows of inputs, statuses and types: its contract and its seeds, read without dbt."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import yaml

from retensi.errors import RetensiError
from retensi.front_door.contract import TABLE, input_contract
from retensi.front_door.drafts import Known

SEEDS = Path("seeds/reference")


def known_of(project: Path) -> Known:
    """Read what a project knows.

    Args:
        project: Folder of the dbt project retensi, or of one that has it as a package; seeds of the latter come first.

    Raises:
        RetensiError: The folder holds no such project.
    """
    homes = [folder for folder in (project, project / "dbt_packages" / "retensi") if (folder / TABLE).is_file()]
    if not homes:
        raise RetensiError(
            f"{project.absolute()} does not hold the dbt project retensi.",
            "its folder, with dbt_project.yml, macros and models, or that of a project which has it as a package",
            "run the command there, or name it with --project-dir",
        )
    statuses = _rows(project, homes[0], "order_statuses")
    return Known(
        contract=input_contract(homes[0]),
        statuses={row["status"].strip().lower(): row["treatment"] for row in statuses},
        types=frozenset(row["interaction_type"].lower() for row in _rows(project, homes[0], "interaction_types")),
        refunded_whole=frozenset(row["status"].lower() for row in statuses if row.get("refunded") == "whole"),
    )


def vars_of(project: Path) -> dict[str, Any]:
    """Give the vars that a project has, with those it sets for the package."""
    said = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8")).get("vars") or {}
    return said | (said.get("retensi") or {})


def _rows(project: Path, home: Path, seed: str) -> list[dict[str, str]]:
    own = sorted((project / "seeds").rglob(f"{seed}.csv")) if project != home else []
    with (own[0] if own else home / SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
