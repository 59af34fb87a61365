"""How many rows each table has after a build, told to Dagster, which draws them over time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.dbt_build import shown


def row_counts(
    dbt: DbtCliResource, results: Path, keys: Mapping[str, dg.AssetKey], options: Sequence[str] = ()
) -> Iterator[dg.AssetObservation]:
    """Count the tables that the last dbt command built, all in one query behind it.

    dagster-dbt can count each table as it is built. On DuckDB, which has one writer, that holds every event back until
    the build is over, and then opens the warehouse once a table.

    Args:
        dbt: Runs dbt.
        results: The target folder of that command.
        keys: Asset keys by dbt's ids.
        options: The vars of that command, as options of dbt.

    Yields:
        For each table its number of rows, as ``dagster/row_count``.

    Raises:
        DagsterDbtCliRuntimeError: where the tables cannot be counted.
    """
    nodes = json.loads((results / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    built = [
        result["unique_id"]
        for result in json.loads((results / "run_results.json").read_text(encoding="utf-8"))["results"]
        if result["status"] == "success" and result["unique_id"] in keys
    ]
    # What a view holds is that of the tables behind it, and counting it would compute it; a mart only shows a table.
    tables = [
        id_ for id_ in built if nodes[id_]["config"]["materialized"] != "view" or nodes[id_]["access"] == "public"
    ]
    if not tables:
        return
    counts = (f"select '{id_}' as id, count(*) as row_count from {nodes[id_]['relation_name']}" for id_ in tables)
    for row in shown(dbt, " union all ".join(counts), results, *options):
        yield dg.AssetObservation(keys[row["id"]], metadata={"dagster/row_count": int(row["row_count"])})
