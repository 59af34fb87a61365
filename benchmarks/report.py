"""The tables of docs/performance.md from what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.shop import Result

LONGEST = 15
BEGIN, END = "<!-- measured: python -m benchmarks writes what follows -->", "<!-- end of what is written -->"


def tables(results: Sequence[Result]) -> str:
    """Write all tables, the smallest shop first."""
    results = sorted(results, key=lambda result: result["customers"])
    parts = [_machine(results), _whole(results), _growth(results), _peers(results), _dashboards(results)]
    parts += [_longest(result) for result in results]
    return "\n\n".join(part for part in parts if part)


def replaced(document: str, text: str) -> str:
    """Put the tables between the marks of the document.

    Raises:
        ValueError: It has no marks.
    """
    before, _, rest = document.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"docs/performance.md lacks the lines '{BEGIN}' and '{END}'; write them where the tables go.")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"


def engine_total(result: Result) -> float:
    """Seconds in the engine of all models."""
    return sum(result["engine_seconds"].values())


def input_rows(result: Result) -> int:
    """Rows that came in."""
    return sum(result["rows"].values())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _machine(results: Sequence[Result]) -> str:
    runs = "; ".join(
        f"{result['customers']:,} customers on {result['measured_at'][:10]}, load {result['machine']['load_before']}"
        for result in results
    )
    machine, versions = results[-1]["machine"], results[-1]["versions"]
    return (
        f"Measured with {machine['cores']} cores, {machine['threads']} threads of dbt and DuckDB {versions['duckdb']}: "
        f"{runs}. A load above the number of cores says that others used the machine: then wall times and seconds in "
        "the engine are too high, and processor seconds and ratios are what to look at."
    )


def _whole(results: Sequence[Result]) -> str:
    def line(name: str, value: Callable[[Result], str]) -> list[str]:
        return [name, *(value(result) for result in results)]

    def ratio(result: Result, part: str, whole: str, unit: str) -> str:
        return f"{result[part][unit] / result[whole][unit]:.1f}"

    rows = [
        line("rows that come in", lambda result: f"{input_rows(result):,}"),
        line("**floor**, wall s", lambda result: f"{result['floor']['wall_seconds']:.1f}"),
        line("floor, processor s", lambda result: f"{result['floor']['cpu_seconds']:.1f}"),
        line("**build** (seeds and models), wall s", lambda result: f"{result['build']['wall_seconds']:.1f}"),
        line("build, processor s", lambda result: f"{result['build']['cpu_seconds']:.1f}"),
        line("build / floor, wall", lambda result: ratio(result, "build", "floor", "wall_seconds")),
        line("build / floor, processor", lambda result: ratio(result, "build", "floor", "cpu_seconds")),
        line("all models in the engine, s", lambda result: f"{engine_total(result):.1f}"),
        line(
            "processor µs a row",
            lambda result: f"{1e6 * result['build']['cpu_seconds'] / input_rows(result):.0f}",
        ),
        line("peak memory of the build, MiB", lambda result: f"{result['build']['peak_mib']:,.0f}"),
        line("peak memory of the floor, MiB", lambda result: f"{result['floor']['peak_mib']:,.0f}"),
        line("warehouse, MiB", lambda result: f"{result['warehouse_mib']:,.0f}"),
        line("inputs as Parquet, MiB", lambda result: f"{result['input_mib']:,.0f}"),
        line(
            "data tests, processor s",
            lambda result: f"{result['tests']['cpu_seconds']:.1f}" if "tests" in result else "not measured",
        ),
        line("**arrivals of a day**, wall s", _arrivals(lambda found, _: f"{found['build']['wall_seconds']:.1f}")),
        line("arrivals, processor s", _arrivals(lambda found, _: f"{found['build']['cpu_seconds']:.1f}")),
        line(
            "share of the full build, processor",
            _arrivals(lambda found, full: f"{found['build']['cpu_seconds'] / full['build']['cpu_seconds']:.0%}"),
        ),
        line(
            "share of the full build, in the engine",
            _arrivals(lambda found, full: f"{sum(found['engine_seconds'].values()) / engine_total(full):.0%}"),
        ),
        line(
            "**of these the models that carry history**",
            _arrivals(lambda found, full: f"{_history(found, found) / engine_total(full):.0%}"),
        ),
        line(
            "the same, as a share of what they take in a full build",
            _arrivals(lambda found, full: f"{_history(found, found) / _history(found, full):.0%}"),
        ),
        line("dbt parse, cold, wall s", lambda result: f"{result['parse']['wall_seconds']:.1f}"),
        line("simulate, processor s", lambda result: f"{result['simulate']['cpu_seconds']:.1f}"),
        line("simulate, peak MiB", lambda result: f"{result['simulate']['peak_mib']:,.0f}"),
    ]
    return "### A build\n\n" + _table(["", *(f"{result['customers']:,} customers" for result in results)], rows)


def _history(arrivals: dict[str, Any], build: dict[str, Any]) -> float:
    """Give the seconds in the engine that models which are continued took in a build."""
    return sum(build["engine_seconds"].get(name, 0) for name in arrivals.get("history", ()))


def _arrivals(value: Callable[[dict[str, Any], Result], str]) -> Callable[[Result], str]:
    """Tell something about the arrivals, or nothing where they were not measured."""
    return lambda result: value(result["arrivals"], result) if "arrivals" in result else "not measured"


def _growth(results: Sequence[Result]) -> str:
    rows, beyond = [], []
    for small, large in pairwise(results):
        times = large["customers"] / small["customers"]
        build, floor = (large[part]["cpu_seconds"] - small[part]["cpu_seconds"] for part in ("build", "floor"))
        added = input_rows(large) - input_rows(small)
        beyond.append(
            f"From {small['customers']:,} to {large['customers']:,} customers each further row takes "
            f"{1e6 * build / added:.1f} µs of processor in a build and {1e6 * floor / added:.1f} µs in the floor, "
            f"**{build / floor:.1f} times** as much: this ratio is without what dbt takes whatever the size."
        )
        measures = {
            "build, processor": (small["build"]["cpu_seconds"], large["build"]["cpu_seconds"]),
            "models in the engine": (engine_total(small), engine_total(large)),
            "floor, processor": (small["floor"]["cpu_seconds"], large["floor"]["cpu_seconds"]),
        }
        for name, (before, after) in measures.items():
            slope = math.log(after / before) / math.log(times)
            step = f"{small['customers']:,} to {large['customers']:,}"
            rows.append([step, name, f"{times:.0f}", f"{after / before:.1f}", f"{slope:.2f}"])
    if not rows:
        return ""
    head = ["customers", "cost", "times the size", "times the cost", "exponent"]
    return "### Growth\n\n" + "\n\n".join([*beyond, "An exponent of 1 is a straight line.", _table(head, rows)])


def _peers(results: Sequence[Result]) -> str:
    rows = []
    for result in results:
        for name, found in result.get("peers", {}).items():
            parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in found["parts"].items())
            whole, ours = sum(found["parts"].values()), sum(found["models"].values())
            rows.append([f"{result['customers']:,}", name, parts, f"{whole:.2f}", f"{ours:.2f}", f"{whole / ours:.2f}"])
    if not rows:
        return ""
    head = ["customers", "peer", "its parts, s", "peer, s", "models, s", "peer / models"]
    told = (
        "Processor seconds from the same identified orders on, medians of three runs. The models give more columns "
        "than the peers; their SQL is run again, on its own."
    )
    return f"### Peers\n\n{told}\n\n{_table(head, rows)}"


def _dashboards(results: Sequence[Result]) -> str:
    names = list(results[0]["dashboard"]["queries"])
    rows = []
    for name in names:
        found = [result["dashboard"]["queries"].get(name) for result in results]
        rows.append([name, *(f"{each['p50']:.1f} / {each['p95']:.1f}" if each else "" for each in found)])
    served = [result["dashboard"] for result in results]
    rows.append(["*serving file*", *(f"{each['mib']:,.0f} MiB in {each['serve_seconds']:.1f} s" for each in served)])
    head = ["query, ms p50 / p95", *(f"{result['customers']:,} customers" for result in results)]
    return "### Dashboards\n\n" + _table(head, rows)


def _longest(result: Result) -> str:
    total = engine_total(result)
    later = result.get("arrivals", {}).get("engine_seconds", {})
    longest = sorted(result["engine_seconds"].items(), key=lambda item: -item[1])[:LONGEST]
    rows = [
        [name, f"{each:.2f}", f"{each / total:.1%}", f"{later[name]:.2f}" if name in later else ""]
        for name, each in longest
    ]
    head = ["model", "s", "share", "arrivals, s"]
    return f"### The models that take longest, {result['customers']:,} customers\n\n" + _table(head, rows)
