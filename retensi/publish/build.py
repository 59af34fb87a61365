"""Which build may be published, judged by what dbt wrote down about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retensi.publish.errors import UnpublishableBuildError

# The schema of the marts, in the project and where they are served.
SCHEMA = "marts"
# How dbt calls what went well. A warning is for who builds, and no reason to serve yesterday's numbers.
WENT_WELL = frozenset({"success", "pass", "warn", "no-op"})
# So many models or tests are named in a message.
NAMED = 5
EXPECTED = "a `dbt build` of everything whose tests all passed"
BUILD_AGAIN = "mend what failed, run `uv run dbt build` without a selection, then publish"


@dataclass(frozen=True)
class Mart:
    """A mart of a build.

    Attributes:
        name: its name, also where it is served.
        schema: the schema it was built in.
        description: what its rows are.
        columns: the description of each documented column.
        key: the columns that tell its rows apart; empty where no test says so.
        not_null_columns: the columns that a test found filled in every row.
    """

    name: str
    schema: str = SCHEMA
    description: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    not_null_columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Build:
    """A build that may be published.

    Attributes:
        invocation_id: dbt's name for the command that built it.
        generated_at: when that command was done, as dbt wrote it (ISO 8601, UTC).
        marts: what it built for BI, by name.
        inputs_schema: the schema of the front door's tables; there the warehouse says which command changed it last.
        as_of_relation: schema and name of the model that holds the last day the marts know; None without one.
    """

    invocation_id: str
    generated_at: str
    marts: tuple[Mart, ...]
    inputs_schema: str | None = None
    as_of_relation: tuple[str, str] | None = None


def read_build(target: Path) -> Build:
    """Give the build that dbt described in its target folder.

    Args:
        target: The folder of dbt's ``manifest.json`` and ``run_results.json``.

    Raises:
        UnpublishableBuildError: there is none, or it may not be published; the message names what failed or is missing.
    """
    documents = []
    for name in ("manifest.json", "run_results.json"):
        try:
            documents.append(json.loads((target / name).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise UnpublishableBuildError(
                f"{target / name} cannot be read: {error}",
                "the files that a finished `dbt build` leaves in its target folder",
                "run `uv run dbt build` first, or name its target folder with --target-path",
            ) from error
    return publishable(*documents)


def publishable(manifest: Mapping[str, Any], run_results: Mapping[str, Any]) -> Build:
    """Give the build that dbt's two documents describe, if it may be published.

    It may where one command built every mart and everything behind it from the data of this moment, ran every data
    test of error severity on them, and nothing failed or was skipped.

    Args:
        manifest: dbt's manifest: what the project holds.
        run_results: What one dbt command did.

    Raises:
        UnpublishableBuildError: it may not; the message names what failed or is missing.
    """
    if manifest["metadata"].get("adapter_type") != "duckdb":
        raise UnpublishableBuildError(
            f"The build is one of {manifest['metadata'].get('adapter_type')}.",
            "a build on DuckDB; on a server the marts are where BI tools can read them already",
            "grant the BI role the right to read the schema marts there",
        )
    arguments = run_results.get("args", {})
    partial = [name for name in ("empty", "sample") if arguments.get(name)]
    if partial:
        raise UnpublishableBuildError(
            f"The build took no or few rows of the inputs (--{partial[0]}).", EXPECTED, BUILD_AGAIN
        )

    nodes = manifest["nodes"]
    statuses = {result["unique_id"]: result["status"] for result in run_results["results"]}
    failed = [id_ for id_, status in statuses.items() if status not in WENT_WELL]
    if failed:
        raise UnpublishableBuildError(
            f"Of the last dbt command these did not succeed: {_names(failed, nodes, statuses)}.", EXPECTED, BUILD_AGAIN
        )
    marts = {id_: node for id_, node in nodes.items() if _is_mart(node)}
    if not marts:
        raise UnpublishableBuildError("The project has no marts.", EXPECTED, BUILD_AGAIN)
    needed = _with_ancestors(marts, nodes)
    tests = [id_ for id_, node in nodes.items() if _is_gate(node) and needed & set(node["depends_on"]["nodes"])]
    missing = [id_ for id_ in [*sorted(needed), *tests] if id_ not in statuses]
    if missing:
        command = arguments.get("which", "build")
        raise UnpublishableBuildError(
            f"The last dbt command, `dbt {command}`, left out {len(missing)} of the models and tests that the marts "
            f"stand on: {_names(missing, nodes)}.",
            EXPECTED,
            BUILD_AGAIN,
        )

    front_door = nodes.get("model.retensi.input_reconciliation")
    as_of = nodes.get("model.retensi.int_as_of")
    return Build(
        invocation_id=run_results["metadata"]["invocation_id"],
        generated_at=run_results["metadata"]["generated_at"],
        marts=tuple(sorted((_mart(id_, node, nodes) for id_, node in marts.items()), key=lambda mart: mart.name)),
        inputs_schema=front_door["schema"] if front_door else None,
        as_of_relation=(as_of["schema"], as_of["alias"]) if as_of else None,
    )


def _is_mart(node: Mapping[str, Any]) -> bool:
    """Tell whether a node is a table for BI: the configuration says so, whatever schema a developer builds into."""
    return bool(
        node["resource_type"] == "model"
        and node["config"].get("schema") == SCHEMA
        and node["config"].get("materialized") != "ephemeral"
    )


def _is_gate(node: Mapping[str, Any]) -> bool:
    """Tell whether a node is a data test that must pass before anything is served."""
    return node["resource_type"] == "test" and str(node["config"].get("severity", "error")).lower() == "error"


def _with_ancestors(marts: Iterable[str], nodes: Mapping[str, Any]) -> set[str]:
    """Give the marts and every model, seed and snapshot that they are built from; what has no table is passed over."""
    found: set[str] = set()
    open_ids = list(marts)
    while open_ids:
        id_ = open_ids.pop()
        if id_ in nodes and id_ not in found:
            found.add(id_)
            open_ids.extend(nodes[id_]["depends_on"].get("nodes", ()))
    return {id_ for id_ in found if nodes[id_]["config"].get("materialized") != "ephemeral"}


def _mart(id_: str, node: Mapping[str, Any], nodes: Mapping[str, Any]) -> Mart:
    """Describe a mart, its key as the tests on it have proven it."""
    keys: list[tuple[str, ...]] = []
    not_null_columns: set[str] = set()
    for test in nodes.values():
        if not _is_gate(test) or test.get("attached_node") != id_ or test["config"].get("where"):
            continue
        about = test.get("test_metadata") or {"name": None, "kwargs": {}}
        columns = tuple(about["kwargs"].get("columns") or [test.get("column_name")])
        if about["name"] in ("primary_key", "unique", "unique_combination_of_columns"):
            keys.append(columns)
        if about["name"] in ("primary_key", "not_null_columns", "not_null"):
            not_null_columns.update(columns, about["kwargs"].get("not_null", ()))
    places = {name: place for place, name in enumerate(node["columns"])}
    # The shortest key; of equal ones the one that stands first in the table.
    keys.sort(key=lambda key: (len(key), *(places.get(name, len(places)) for name in key)))
    return Mart(
        name=node["name"],
        schema=node["schema"],
        description=node.get("description", "").strip(),
        columns={name: column["description"].strip() for name, column in node["columns"].items()},
        key=keys[0] if keys else (),
        not_null_columns=frozenset(not_null_columns),
    )


def _names(ids: Iterable[str], nodes: Mapping[str, Any], statuses: Mapping[str, str] | None = None) -> str:
    """Name some models or tests, with what became of them, those that failed before those that were skipped."""
    ids = sorted(ids, key=lambda id_: (statuses or {}).get(id_) == "skipped")
    named = [
        nodes.get(id_, {}).get("name", id_) + (f" ({statuses[id_]})" if statuses and id_ in statuses else "")
        for id_ in ids[:NAMED]
    ]
    more = len(ids) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
