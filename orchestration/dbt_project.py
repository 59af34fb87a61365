"""The dbt project as Dagster reads it."""

import os
from pathlib import Path

from dagster_dbt import DbtProject

from orchestration.dbt_manifest import load_manifest

PROJECT_DIR = Path(__file__).resolve().parents[1]

# dbt's own variable for its target folder counts here as well, so that the manifest and the runs stay together.
dbt_project = DbtProject(PROJECT_DIR, target_path=os.environ.get("DBT_TARGET_PATH", "target"))

# Only dbt can tell whether a manifest is stale: besides the files, it depends on the warehouse, the engine and the vars
# of the command that wrote it. So dbt is asked each time the definitions load, not under `dagster dev` alone: partial
# parsing keeps that to seconds, and a fresh clone needs no step before.
dbt_project.preparer.prepare(dbt_project)

manifest = load_manifest(dbt_project.manifest_path)

# Where builds leave their results, apart from the manifest that is made when the definitions load.
results = PROJECT_DIR / dbt_project.target_path / "build"
