"""Run the compiled SQL of models again, each once and on its own, on what a build left.

    python -m benchmarks.alone WAREHOUSE MANIFEST FILE THREADS MODEL…

Each model reads its parents in the warehouse and is made as a table of another file, or of `:memory:`, in one process
with the settings of a build: so what dbt, hooks and tests take is left out. A view has no cost of its own, as its SQL
is part of what reads it. Of Python models there is one, the fit, which is run too unless only SQL is asked for. Prints
the processor seconds of each model as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.clv_sql import compressed
from benchmarks.measured import IN_UTC, SETTINGS, timed
from retensi import sql_functions
from retensi.clv.warehouse import fit_all
from retensi.keys import random_key

IN_MEMORY = ":memory:"
WRITTEN = "what stays is written"


def tables_of(manifest: Path, names: set[str], *, only_sql: bool) -> list[str]:
    """Give the models among these that have a cost of their own, by name.

    Args:
        manifest: Of a full build.
        names: Of models.
        only_sql: Leave out Python models too.
    """
    nodes = _nodes(manifest)
    return sorted(
        name
        for name in names
        if nodes[name]["config"]["materialized"] != "view" and not (only_sql and nodes[name]["language"] != "sql")
    )


def run_again(warehouse: Path, manifest: Path, file: str, threads: int, names: Sequence[str]) -> dict[str, float]:
    """Run models again; give the processor seconds of each.

    Args:
        warehouse: What a full build of the shop left.
        manifest: Of that build: a model that is continued is compiled otherwise by the next one.
        file: A DuckDB file to write, new or empty, or `:memory:`.
        threads: As many as a build uses.
        names: Of models.
    """
    nodes = _nodes(manifest)
    taken: dict[str, float] = {}
    with duckdb.connect(file, config={"threads": threads}) as connection:
        # What is held in memory, as a peer's frames are, is held without a limit.
        for setting in SETTINGS if file != IN_MEMORY else (IN_UTC,):
            connection.execute(setting)
        sql_functions.register(connection)
        # Compiled SQL names the database, which is called after its file.
        connection.execute(f"attach '{warehouse}' as \"{warehouse.stem}\" (read_only)")
        connection.execute(f"set variable retensi_hash_key = '{random_key()}'")
        for name in names:
            with timed(taken, name):
                if nodes[name]["language"] == "sql":
                    connection.execute(f'create table "{name}" as {nodes[name]["compiled_code"]}')
                else:
                    fit_all(*compressed(connection, f'"{warehouse.stem}".intermediate'))
        with timed(taken, WRITTEN):
            connection.execute("checkpoint")
    return taken


def _nodes(manifest: Path) -> dict[str, dict[str, Any]]:
    """Give the models of the project by name."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}


if __name__ == "__main__":
    built, compiled, target, cores, *models = sys.argv[1:]
    print(json.dumps(run_again(Path(built), Path(compiled), target, int(cores), models)))
