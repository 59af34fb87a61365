"""Which unit tests an engine can fail that DuckDB passes: those of models made with a macro that the engine varies."""

import json
from pathlib import Path


def models_that_differ(target_path: Path, engine: str) -> list[str]:
    """Give the models with unit tests whose SQL on an engine is made by a macro of its own, from a build's manifest.

    Args:
        target_path: the target folder of a build on the engine.
        engine: the adapter's type, such as `spark`.
    """
    manifest = json.loads((target_path / "manifest.json").read_text())
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    return sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["name"] in tested and _has_variant(node, manifest, engine)
    )


def _has_variant(node: dict, manifest: dict, engine: str) -> bool:
    """Say whether one of the macros of a node, or of those they call, is the engine's own."""
    waiting, seen = list(node["depends_on"]["macros"]), set()
    while waiting:
        name = waiting.pop()
        if name not in seen and name in manifest["macros"]:
            seen.add(name)
            waiting += manifest["macros"][name]["depends_on"]["macros"]
    return any(name.startswith(f"macro.retensi.{engine}__") for name in seen)
