"""How long dbt takes on the demo shop beside what DuckDB does for it.

    uv run --group dev python -m benchmarks.overhead

Builds the demo shop three times in one folder with `dbt build`, data tests and all: from nothing, again as it is
("warm"), and warm with unit tests. Prints the wall time of each, the seconds its statements ran in DuckDB, and the
rest: wall time less those seconds by the number of threads. It is rather too high, as threads wait for one another.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.measured import THREADS, answer, run

LINE = "{:26} {:>6} {:>7} {:>12} {:>12} {:>17}"
BUILDS = {"from nothing": (), "warm": (), "warm, with unit tests": ("--select", "fqn:*")}


def main() -> None:
    """Build three times, and print what each build took."""
    print(LINE.format("build", "nodes", "wall s", "processor s", "in DuckDB s", "the rest, wall s"))
    for name, found in measure().items():
        seconds = (found[part] for part in ("wall_seconds", "cpu_seconds", "engine_seconds", "rest_seconds"))
        print(LINE.format(name, found["nodes"], *(f"{each:.1f}" for each in seconds)))


def measure() -> dict[str, dict[str, float]]:
    """Build the demo shop three times in one folder; give nodes and seconds of each build."""
    measured = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, options in BUILDS.items():
            command = ("-m", "benchmarks.overhead", "build", str(folder), *options)
            environment = {"RETENSI_WAREHOUSE": str(folder / "demo.duckdb")}
            cost, printed = run(command, folder / "build.log", environment)
            found = answer(printed)
            found["rest_seconds"] = cost.wall_seconds - found["engine_seconds"] / THREADS
            measured[name] = found | asdict(cost)
    return measured


def build(folder: Path, options: list[str]) -> None:
    """Run `dbt build` in this process, with a clock around each statement; print what it found as JSON."""
    from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
    from dbt.cli.main import dbtRunner

    taken: list[float] = []
    execute = DuckDBCursorWrapper.execute

    def timed(self, sql, bindings=None):
        start = time.perf_counter()
        try:
            return execute(self, sql, bindings)
        finally:
            taken.append(time.perf_counter() - start)

    DuckDBCursorWrapper.execute = timed
    arguments = ["build", "--quiet", "--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    result = dbtRunner().invoke([*arguments, *options])
    if not result.success:
        raise SystemExit(f"dbt build failed: {result.exception or 'see what is above'}")
    print(json.dumps({"nodes": len(result.result.results), "engine_seconds": sum(taken)}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["build"]:
        build(Path(sys.argv[2]), sys.argv[3:])
    else:
        main()
