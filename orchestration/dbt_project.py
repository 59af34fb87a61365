"""The dbt project as Dagster reads it."""

import os
from pathlib import Path

from dagster_dbt import DbtProject

from orchestration.dbt_manifest import load_manifest
from orchestration.staleness import is_as_prepared, note_as_prepared, state_of

PROJECT_DIR = Path(__file__).resolve().parents[1]

# dbt's own variable for its target folder counts here as well.
target = Path(os.environ.get("DBT_TARGET_PATH", "target"))

# Dagster's manifest lies apart from that of the command line: which warehouse and which shop it was made for would else
# depend on who came last, and `mf` reads the one of the command line.
dbt_project = DbtProject(PROJECT_DIR, target_path=target / "dagster")

# Each run of Dagster is a process that loads the definitions again. dbt parses only where something has changed that
# its manifest depends on; to ask dbt itself whether it has takes longer than all else that is loaded.
state = state_of(PROJECT_DIR, os.environ)
if not is_as_prepared(dbt_project.manifest_path, state):
    dbt_project.preparer.prepare(dbt_project)
    note_as_prepared(dbt_project.manifest_path, state)

manifest = load_manifest(dbt_project.manifest_path)

# Where builds leave their results.
results = PROJECT_DIR / target / "build"
