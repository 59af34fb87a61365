"""What the project knows of inputs, statuses and types: its contract and its seeds, read without dbt."""

from __future__ import annotations

import csv
from pathlib import Path

from retensi.front_door.drafts import Known
from retensi.front_door.project import home_of, input_contract

SEEDS = Path("seeds/reference")


def known_of(project: Path) -> Known:
    """Read what a project knows.

    Args:
        project: Folder of the dbt project retensi, or of one that has it as a package; seeds of the latter come first.

    Raises:
        ProjectError: The folder holds no such project.
    """
    home = home_of(project)
    statuses = _rows(project, home, "order_statuses")
    return Known(
        contract=input_contract(home),
        statuses={row["status"].strip().lower(): row["treatment"] for row in statuses},
        types=frozenset(row["interaction_type"].lower() for row in _rows(project, home, "interaction_types")),
    )


def _rows(project: Path, home: Path, seed: str) -> list[dict[str, str]]:
    own = sorted((project / "seeds").rglob(f"{seed}.csv")) if project != home else []
    with (own[0] if own else home / SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
