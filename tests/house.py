"""What a reader of the project has to hold, counted; `uv run --group dev python -m tests.house` prints it.

Words of docs are those written by hand: without the pages that `retensi dictionary` writes whole, and without the table
of docs/vars.md and the measured tables of docs/performance.md, which commands write between two marks.
"""

from __future__ import annotations

import json
import re
import statistics
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import report
from retensi import known_vars
from tests.dbt_project import PROJECT, run_dbt

# Pages that `retensi dictionary` writes whole, and the marks between which commands write a part of one.
WRITTEN = ("data_dictionary.md", "kamus_data.md", "input_dictionary.md")
MARKS = ((known_vars.BEGIN, known_vars.END), (report.BEGIN, report.END))
# A bar of a table or a mark of a list is no word.
WORD = re.compile(r"\S*\w\S*")
# A model of more lines has its reason in test_house.py.
LONG_FROM = 80
# Ratios that may not rise; they follow what was reached. A new mart may bring models, but none heavier than there are.
LIMITS = {
    "longest path to a mart": 16,
    "lines of the median model": 55,
    "models per mart": 3.5,
    "tests per model": 2.5,
    "lines of YAML per model": 55,
}


def manifest() -> dict[str, Any]:
    """Parse the project as it is."""
    with tempfile.TemporaryDirectory() as folder:
        run_dbt({}, Path(folder), {}, "parse", "--write-json")
        found: dict[str, Any] = json.loads((Path(folder) / "target" / "manifest.json").read_text(encoding="utf-8"))
        return found


def by_hand(text: str) -> str:
    """Leave out what commands write into a page."""
    for begin, end in MARKS:
        before, mark, rest = text.partition(begin)
        text = before + rest.partition(end)[2] if mark else text
    return text


def counts(parsed: dict[str, Any]) -> dict[str, float]:
    """Count the house.

    Args:
        parsed: dbt's manifest.

    Returns:
        Each count by its name.
    """
    nodes = parsed["nodes"]
    models = {id_: node for id_, node in nodes.items() if node["resource_type"] == "model"}
    marts = [id_ for id_, node in models.items() if node["path"].startswith("marts")]
    tests = [node for node in nodes.values() if node["resource_type"] == "test"]

    @cache
    def depth(id_: str) -> int:
        return 1 + max((depth(parent) for parent in models[id_]["depends_on"]["nodes"] if parent in models), default=0)

    lines = [len(node["raw_code"].splitlines()) for node in models.values()]
    yaml = {
        folder: sum(len(file.read_text(encoding="utf-8").splitlines()) for file in (PROJECT / folder).rglob("*.yml"))
        for folder in ("models", "macros", "seeds", "tests/data")
    }
    pages = [page for page in (PROJECT / "docs").glob("*.md") if page.name not in WRITTEN]
    return {
        "models": len(models),
        "longest path to a mart": max(map(depth, marts)),
        "lines of the median model": statistics.median(lines),
        f"models above {LONG_FROM} lines": sum(count > LONG_FROM for count in lines),
        "models per mart": round(len(models) / len(marts), 1),
        "nodes of a build without unit tests": len(nodes),
        "tests per model": round(len(tests) / len(models), 1),
        "unit tests": len(parsed["unit_tests"]),
        "lines of YAML beside models": yaml["models"],
        "lines of YAML per model": round(yaml["models"] / len(models)),
        "lines of YAML of macros, seeds and tests": sum(yaml.values()) - yaml["models"],
        "words of docs by hand": sum(len(WORD.findall(by_hand(page.read_text(encoding="utf-8")))) for page in pages),
    }


def main() -> None:
    """Print each count and how far it may go."""
    print("| counted | is | at most |\n| --- | ---: | ---: |")
    for name, count in counts(manifest()).items():
        print(f"| {name} | {count:g} | {LIMITS.get(name, '')} |")


if __name__ == "__main__":
    main()
