"""What was measured as tables: all of them for the terminal, the most telling ones for docs/performance.md."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.alone import WRITTEN
from benchmarks.shop import Result

LONGEST = 15
LONGEST_ON_PAGE = 5
BEGIN, END = "<!-- measured: python -m benchmarks writes what follows -->", "<!-- end of what is written -->"
NOTHING = "not measured"

# Everything measured: the builds of the demo shop, if they were measured, and each simulated shop.
Results = dict[str, Any]
Value = Callable[[Result], str]


def tables(results: Results) -> str:
    """Write all tables, the smallest shop first."""
    shops = _shops(results)
    parts = [_machine(shops), _aims(results), _whole(shops), _growth(shops), _by_hand(shops), _peers(shops)]
    parts += [_dashboards(shops), _demo(results), *(_longest(shop, LONGEST) for shop in shops)]
    return "\n\n".join(part for part in parts if part)


def page(results: Results) -> str:
    """Write the tables of the page."""
    shops = _shops(results)
    return "\n\n".join((_machine(shops), _aims(results), _longest(shops[-1], LONGEST_ON_PAGE)))


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


def engine_total(shop: Result) -> float:
    """Seconds in the engine of all models."""
    return sum(shop["engine_seconds"].values())


def input_rows(shop: Result) -> int:
    """Rows that came in."""
    return sum(shop["rows"].values())


def _shops(results: Results) -> list[Result]:
    return sorted(results["shops"], key=lambda shop: shop["customers"])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _sizes(shops: Sequence[Result]) -> list[str]:
    return [f"{shop['customers']:,} customers" for shop in shops]


def _lines(shops: Sequence[Result], values: dict[str, Value]) -> list[list[str]]:
    """Give a row for each value, with a cell for each shop; what was not measured there is no number."""

    def cell(value: Value, shop: Result) -> str:
        try:
            return value(shop)
        except KeyError:
            return NOTHING

    return [[name, *(cell(value, shop) for shop in shops)] for name, value in values.items()]


def _machine(shops: Sequence[Result]) -> str:
    runs = "; ".join(
        f"{shop['customers']:,} customers on {shop['measured_at'][:10]}, load {shop['machine']['load_before']}"
        for shop in shops
    )
    machine, versions = shops[-1]["machine"], shops[-1]["versions"]
    return (
        f"Measured with {machine['cores']} cores, {machine['threads']} threads of dbt and DuckDB {versions['duckdb']}: "
        f"{runs}. Where the load is above the number of cores, look at processor seconds and ratios only."
    )


def _aims(results: Results) -> str:
    """Tell what the project is measured by, and what it aims at for a million customers."""
    shops = _shops(results)
    before = {large["customers"]: small for small, large in pairwise(shops)}

    def peer(shop: Result, name: str) -> float:
        found = shop["peers"][name]
        return sum(found["parts"].values()) / sum(found["models"].values())

    def scores(shop: Result, unit: str) -> float:
        found = shop["raw_orders_to_scores"]
        return found["lifetimes"][unit] / found["here"][unit]

    values: dict[str, tuple[Value, str]] = {
        "full build / floor": (lambda shop: f"{_ratio(shop, 'build', 'floor', 'cpu_seconds')}", "≤ 4.5"),
        "the models behind seven marts, alone / plain SQL": (lambda shop: f"{_by_hand_ratio(shop):.1f}", "≤ 3"),
        "pandas; polars / models: triangle and growth accounting": (
            lambda shop: "; ".join(f"{peer(shop, name):.2f}" for name in ("pandas", "polars") if name in shop["peers"]),
            "≥ 2",
        ),
        "`lifetimes` / models: identified orders to scores": (lambda shop: f"{peer(shop, 'lifetimes'):.2f}", "≥ 2"),
        "`lifetimes` / models: raw orders to scores (in wall time)": (
            lambda shop: f"{scores(shop, 'processor'):.1f} ({scores(shop, 'wall'):.1f})",
            "≥ 10",
        ),
        "a day's arrivals / full build: models with history": (
            lambda shop: f"{_history(shop['arrivals'], shop['arrivals']) / engine_total(shop):.0%}",
            "≤ 6%",
        ),
        "a day's arrivals / full build": (
            lambda shop: f"{shop['arrivals']['build']['cpu_seconds'] / shop['build']['cpu_seconds']:.0%}",
            "≤ 20%",
        ),
        "peak memory of the build, GiB": (lambda shop: f"{shop['build']['peak_mib'] / 1024:.1f}", "≤ 3"),
        "warehouse, GiB": (lambda shop: f"{shop['warehouse_mib'] / 1024:.2f}", "≤ 6"),
        "worst dashboard query, p95, ms": (lambda shop: f"{_worst(shop)[1]:.0f}", "≤ 40"),
        "cold parse, s": (lambda shop: f"{shop['parse']['cpu_seconds']:.1f}", "≤ 5"),
        "full build / that of the size before": (
            lambda shop: f"{shop['build']['cpu_seconds'] / before[shop['customers']]['build']['cpu_seconds']:.1f}",
            "≤ 10",
        ),
    }
    rows = _lines(shops, {name: value for name, (value, _) in values.items()})
    rows = [[*row, values[row[0]][1]] for row in rows]
    demo = results.get("demo")
    warm = (
        "; ".join(f"{demo[name]['wall_seconds']:.0f}" for name in demo if name != "from nothing") if demo else NOTHING
    )
    rows.append(["demo shop, warm build; with unit tests, wall s", warm, *[""] * (len(shops) - 1), "≤ 15"])
    return _table(["processor time, unless it says otherwise", *_sizes(shops), "aim"], rows)


def _ratio(shop: Result, part: str, whole: str, unit: str) -> str:
    return f"{shop[part][unit] / shop[whole][unit]:.1f}"


def _by_hand_ratio(shop: Result) -> float:
    found = shop["by_hand"]
    return sum(found["models"].values()) / sum(found["parts"].values())


def _worst(shop: Result) -> tuple[str, float]:
    """Give the dashboard query that waits longest, and its 95th percentile in milliseconds."""
    waits = {name: found["p95"] for name, found in shop["dashboard"]["queries"].items()}
    return max(waits.items(), key=lambda item: item[1])


def _whole(shops: Sequence[Result]) -> str:
    values: dict[str, Value] = {
        "rows that come in": lambda shop: f"{input_rows(shop):,}",
        "**floor**, wall s": lambda shop: f"{shop['floor']['wall_seconds']:.1f}",
        "floor, processor s": lambda shop: f"{shop['floor']['cpu_seconds']:.1f}",
        "**build** (seeds and models), wall s": lambda shop: f"{shop['build']['wall_seconds']:.1f}",
        "build, processor s": lambda shop: f"{shop['build']['cpu_seconds']:.1f}",
        "build / floor, wall": lambda shop: _ratio(shop, "build", "floor", "wall_seconds"),
        "all models in the engine, s": lambda shop: f"{engine_total(shop):.1f}",
        "processor µs a row": lambda shop: f"{1e6 * shop['build']['cpu_seconds'] / input_rows(shop):.0f}",
        "peak memory of the build, MiB": lambda shop: f"{shop['build']['peak_mib']:,.0f}",
        "peak memory of the floor, MiB": lambda shop: f"{shop['floor']['peak_mib']:,.0f}",
        "inputs as Parquet, MiB": lambda shop: f"{shop['input_mib']:,.0f}",
        "data tests, processor s": lambda shop: f"{shop['tests']['cpu_seconds']:.1f}",
        "**arrivals of a day**, wall s": lambda shop: f"{shop['arrivals']['build']['wall_seconds']:.1f}",
        "arrivals, processor s": lambda shop: f"{shop['arrivals']['build']['cpu_seconds']:.1f}",
        "share of the full build, in the engine": lambda shop: (
            f"{sum(shop['arrivals']['engine_seconds'].values()) / engine_total(shop):.0%}"
        ),
        "models that carry history, as a share of what they take in a full build": lambda shop: (
            f"{_history(shop['arrivals'], shop['arrivals']) / _history(shop['arrivals'], shop):.0%}"
        ),
        "simulate, processor s": lambda shop: f"{shop['simulate']['cpu_seconds']:.1f}",
        "simulate, peak MiB": lambda shop: f"{shop['simulate']['peak_mib']:,.0f}",
    }
    return "### A build\n\n" + _table(["", *_sizes(shops)], _lines(shops, values))


def _history(arrivals: dict[str, Any], build: dict[str, Any]) -> float:
    """Give the seconds in the engine that models which are continued took in a build."""
    return sum(build["engine_seconds"].get(name, 0) for name in arrivals["history"])


def _growth(shops: Sequence[Result]) -> str:
    rows, beyond = [], []
    for small, large in pairwise(shops):
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


def _by_hand(shops: Sequence[Result]) -> str:
    measured = [shop for shop in shops if "by_hand" in shop]
    if not measured:
        return ""

    def seconds(part: str) -> Value:
        return lambda shop: f"{shop['by_hand']['parts'][part]:.2f}"

    values = {part: seconds(part) for part in measured[-1]["by_hand"]["parts"]}
    values |= {
        "**plain SQL**, peak MiB": lambda shop: f"{shop['by_hand']['peak_mib']:,.0f}",
        "plain SQL, all parts": lambda shop: f"{sum(shop['by_hand']['parts'].values()):.1f}",
        "**models alone**": lambda shop: f"{sum(shop['by_hand']['models'].values()):.1f}",
        "so many models": lambda shop: f"{len(set(shop['by_hand']['models']) - {WRITTEN})}",
        "models alone, peak MiB": lambda shop: f"{shop['by_hand']['models_peak_mib']:,.0f}",
        "models alone / plain SQL": lambda shop: f"{_by_hand_ratio(shop):.1f}",
    }
    head = ["processor s", *_sizes(measured)]
    return "### Plain SQL by hand\n\n" + _table(head, _lines(measured, values))


def _peers(shops: Sequence[Result]) -> str:
    rows = []
    for shop in shops:
        for name, found in shop.get("peers", {}).items():
            parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in found["parts"].items())
            whole, ours = sum(found["parts"].values()), sum(found["models"].values())
            rows.append([f"{shop['customers']:,}", name, parts, f"{whole:.2f}", f"{ours:.2f}", f"{whole / ours:.2f}"])
        if "raw_orders_to_scores" in shop:
            theirs, ours = (shop["raw_orders_to_scores"][side]["processor"] for side in ("lifetimes", "here"))
            numbers = [f"{theirs:.2f}", f"{ours:.2f}", f"{theirs / ours:.2f}"]
            rows.append([f"{shop['customers']:,}", "lifetimes", "raw orders to scores", *numbers])
    if not rows:
        return ""
    head = ["customers", "peer", "its parts, s", "peer, s", "models, s", "peer / models"]
    told = (
        "Processor seconds from the same identified orders on, medians of three runs. The models give more columns "
        "than the peers; their SQL is run again, on its own."
    )
    return f"### Peers\n\n{told}\n\n{_table(head, rows)}"


def _dashboards(shops: Sequence[Result]) -> str:
    def waits(name: str) -> Value:
        return lambda shop: "{p50:.1f} / {p95:.1f}".format(**shop["dashboard"]["queries"][name])

    values = {name: waits(name) for name in shops[-1]["dashboard"]["queries"]}
    values["*serving file*"] = lambda shop: "{mib:,.0f} MiB in {serve_seconds:.1f} s".format(**shop["dashboard"])
    return "### Dashboards\n\n" + _table(["query, ms p50 / p95", *_sizes(shops)], _lines(shops, values))


def _demo(results: Results) -> str:
    if not results.get("demo"):
        return ""
    rows = [
        [
            name,
            f"{found['nodes']:,}",
            *(f"{found[f'{part}_seconds']:.1f}" for part in ("wall", "cpu", "engine", "rest")),
        ]
        for name, found in results["demo"].items()
    ]
    head = [
        "build of the demo shop",
        "nodes",
        "wall s",
        "processor s",
        "in DuckDB, s of all threads",
        "the rest, wall s",
    ]
    return "### What dbt takes\n\n" + _table(head, rows)


def _longest(shop: Result, number: int) -> str:
    total = engine_total(shop)
    later = shop.get("arrivals", {}).get("engine_seconds", {})
    longest = sorted(shop["engine_seconds"].items(), key=lambda item: -item[1])[:number]
    rows = [
        [name, f"{each:.2f}", f"{each / total:.1%}", f"{later[name]:.2f}" if name in later else ""]
        for name, each in longest
    ]
    head = ["model", "s", "share", "arrivals, s"]
    return f"### The models that take longest, {shop['customers']:,} customers\n\n" + _table(head, rows)
