"""dbt's manifest, completed so that every data test says which asset it checks."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def load_manifest(path: Path) -> dict[str, Any]:
    """Read dbt's manifest and name the checked model of each test that reads several.

    dagster-dbt makes no asset check of such a test unless the test says which model it is about. Here that follows from
    what the models are built from (see ``checked_node``). A test that sets ``meta.dagster.ref`` decides for itself.

    Args:
        path: The ``manifest.json`` that dbt wrote.

    Raises:
        OSError: where that file cannot be read.
    """
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("attached_node") and node["depends_on"]["nodes"]:
            node["attached_node"] = checked_node(node["depends_on"]["nodes"], manifest["parent_map"])
    return manifest


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
