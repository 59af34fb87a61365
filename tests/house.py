"""What a reader of the project has to hold, counted; `uv run --group dev python -m tests.house` prints it."""

from __future__ import annotations

import json
import statistics
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner

PROJECT = Path(__file__).resolve().parents[1]
# Pages that `retensi dictionary` writes whole.
WRITTEN = ("data_dictionary.md", "kamus_data.md", "input_dictionary.md")
# Nobody may go above these. They follow what was reached, downwards.
LIMITS = {
    "models": 208,
    "longest path to a mart": 25,
    "lines of the median model": 44,
    "models above 80 lines": 36,
    "models per mart": 4.6,
    "nodes of a build": 810,
    "generic and singular tests per model": 2.8,
    "unit tests": 206,
    "lines of YAML": 19_300,
    "words of docs written by hand": 80_000,
}


def manifest() -> dict[str, Any]:
    """Parse the project as it is."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", folder]
        done = dbtRunner().invoke(["--quiet", "--log-path", folder, "parse", *arguments])
        if not done.success:
            raise SystemExit(f"dbt parse failed: {done.exception}")
        found: dict[str, Any] = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
        return found


def counts(parsed: dict[str, Any]) -> dict[str, float]:
    """Count the house.

    Args:
        parsed: dbt's manifest.

    Returns:
        Each count by its name; those of LIMITS, in its order.
    """
    nodes = parsed["nodes"]
    models = {id_: node for id_, node in nodes.items() if node["resource_type"] == "model"}
    marts = [id_ for id_, node in models.items() if node["path"].startswith("marts")]
    tests = [node for node in nodes.values() if node["resource_type"] == "test"]

    @cache
    def depth(id_: str) -> int:
        return 1 + max((depth(parent) for parent in models[id_]["depends_on"]["nodes"] if parent in models), default=0)

    lines = [len(node["raw_code"].splitlines()) for node in models.values()]
    folders = ("models", "macros", "seeds", "tests/data")
    yaml = [file for folder in folders for file in (PROJECT / folder).rglob("*.yml")]
    pages = [page for page in (PROJECT / "docs").glob("*.md") if page.name not in WRITTEN]
    return {
        "models": len(models),
        "longest path to a mart": max(map(depth, marts)),
        "lines of the median model": statistics.median(lines),
        "models above 80 lines": sum(count > 80 for count in lines),
        "models per mart": round(len(models) / len(marts), 1),
        "nodes of a build": len(nodes),
        "generic and singular tests per model": round(len(tests) / len(models), 1),
        "unit tests": len(parsed["unit_tests"]),
        "lines of YAML": sum(len(file.read_text(encoding="utf-8").splitlines()) for file in yaml),
        "words of docs written by hand": sum(len(page.read_text(encoding="utf-8").split()) for page in pages),
    }


def main() -> None:
    """Print each count and how far it may go."""
    print("| counted | is | at most |\n| --- | ---: | ---: |")
    for name, count in counts(manifest()).items():
        print(f"| {name} | {count:g} | {LIMITS[name]:g} |")


if __name__ == "__main__":
    main()
