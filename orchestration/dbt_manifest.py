"""dbt's manifest, completed so that every data test says which asset it checks, and why."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def load_manifest(path: Path) -> dict[str, Any]:
    """Read dbt's manifest; name the checked model of each test that reads several, and describe each test.

    dagster-dbt makes no asset check of such a test unless the test says which model it is about. Here that follows from
    what the models are built from (see ``checked_node``). A test that sets ``meta.dagster.ref`` decides for itself.
    A test in SQL is described by the comment that it begins with, a generic one by its macro.

    Args:
        path: The ``manifest.json`` that dbt wrote.

    Raises:
        OSError: where that file cannot be read.
    """
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("attached_node") and node["depends_on"]["nodes"]:
            node["attached_node"] = checked_node(node["depends_on"]["nodes"], manifest["parent_map"])
        if node["resource_type"] == "test":
            # dagster-dbt takes a check's description from there.
            described = node["description"] or test_description(node, manifest["macros"])
            node["meta"] = {"description": described} | node.get("meta", {})
    return manifest


# What dbt's own generic tests look for.
OF_DBT = {
    "unique": "No value of the column stands in two rows.",
    "not_null": "The column has a value in each row.",
    "accepted_values": "The column has no other value than these.",
    "relationships": "Each value of the column is one of the other table.",
}
# The comment in which a test says why it is there: the first lines of its SQL, behind its own configuration.
REASON = re.compile(r"^(?:\s*\{\{\s*config\(.*?\)\s*\}\})?\s*((?:--[^\n]*\n)+)", re.DOTALL)


def test_description(node: Mapping[str, Any], macros: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what a data test is for.

    Args:
        node: The test, as the manifest has it.
        macros: The manifest's macros.

    Returns:
        The comment that its SQL begins with, or what its kind of test looks for; empty where neither says anything.
    """
    if kind := (node.get("test_metadata") or {}).get("name"):
        macro = macros.get(f"macro.{node['package_name']}.test_{kind}", {})
        return macro.get("description", "").strip() or OF_DBT.get(kind, "")
    found = REASON.match(node["raw_code"])
    return " ".join(line.strip().removeprefix("--").strip() for line in found[1].splitlines()) if found else ""


def checked_node(read: Sequence[str], parents: Mapping[str, Sequence[str]]) -> str:
    """Give the node that a test is about: the first one it reads that no other node it reads is built from.

    A test that compares a mart with the orders behind it is about the mart.

    Args:
        read: The nodes that the test reads, in the order in which it names them; at least one.
        parents: For each node, the nodes that it is built from directly.
    """
    behind = set().union(*(_ancestors(node, parents) for node in read))
    return next(node for node in read if node not in behind)


def _ancestors(node: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    """Give all nodes that a node is built from, directly or not."""
    found: set[str] = set()
    open_nodes = list(parents.get(node, ()))
    while open_nodes:
        ancestor = open_nodes.pop()
        if ancestor not in found:
            found.add(ancestor)
            open_nodes.extend(parents.get(ancestor, ()))
    return found
