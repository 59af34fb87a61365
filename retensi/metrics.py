"""What lets `mf` answer from the warehouse at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from retensi.whole_files import replace_file

# Where `mf` reads it, below the folder of the dbt project.
MANIFEST = Path("target", "semantic_manifest.json")


def follow_warehouse(project: Path, database: str) -> None:
    """Have the semantic manifest name the tables of a DuckDB warehouse.

    dbt writes the tables' names with that of the database, which DuckDB calls after its file, and `mf` asks for them in
    whichever file is open: "Catalog does not exist" where dbt, or Dagster, last had another one.

    Args:
        project: Folder of the dbt project.
        database: What DuckDB calls the warehouse that is open.
    """
    file = project / MANIFEST
    if not file.is_file():
        return
    manifest = json.loads(file.read_text(encoding="utf-8"))
    spines = [spine["node_relation"] for spine in manifest["project_configuration"]["time_spines"]]
    # A host project may have models in other databases; the time spine lies where the marts do.
    former = {relation["database"] for relation in spines} - {database}
    relations = [*spines, *(model["node_relation"] for model in manifest["semantic_models"])]
    if _renamed(relations, former, database):
        replace_file(file, json.dumps(manifest).encode())


def _renamed(relations: Iterable[dict[str, Any]], former: set[str], database: str) -> int:
    """Move the relations of a former database to another one, and say how many these were."""
    moved = [relation for relation in relations if relation["database"] in former]
    for relation in moved:
        relation["relation_name"] = relation["relation_name"].replace(f'"{relation["database"]}"', f'"{database}"', 1)
        relation["database"] = database
    return len(moved)
