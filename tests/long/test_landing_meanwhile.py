"""What lands while a build runs is worked in by the next one, a request to be forgotten too."""

from __future__ import annotations

import time
from pathlib import Path
from subprocess import Popen

from tests.arrivals import Arrivals, plan_of
from tests.dbt_project import WITHOUT_TESTS, build
from tests.engines.compare import differences, marts, on_duckdb
from tests.long.test_killed_builds import started

# Behind the front door, which has read all inputs by then, and before most of history.
UNDER_WAY = "Finished running node model.retensi.int_orders_identified"
LONGEST_WAIT = 300.0


def wait_until_under_way(running: Popen, log: Path) -> None:
    """Return once a build has read its inputs and works on."""
    end = time.monotonic() + LONGEST_WAIT
    while not log.exists() or UNDER_WAY not in log.read_text(encoding="utf-8"):
        assert running.poll() is None, f"the build ended before it said {UNDER_WAY!r}"
        assert time.monotonic() < end, f"no {UNDER_WAY!r} in {log} within {LONGEST_WAIT:.0f} s"
        time.sleep(0.05)


def test_what_lands_during_a_build_is_worked_in_by_the_next(tmp_path: Path) -> None:
    arrivals = Arrivals(tmp_path / "inputs", plan_of(7))
    continued, whole = tmp_path / "continued" / "shop.duckdb", tmp_path / "whole" / "shop.duckdb"
    for folder in (continued.parent, whole.parent):
        folder.mkdir()
    running = started(arrivals, continued)
    wait_until_under_way(running, continued.parent / "logs" / "dbt.log")
    told = [arrivals.late_rows(), arrivals.corrected_orders(), arrivals.erasures()]
    assert running.wait() == 0
    build(arrivals.variables, continued, "build", *WITHOUT_TESTS)
    build(arrivals.variables, whole, "build", *WITHOUT_TESTS)
    found = differences(marts(), on_duckdb(whole), on_duckdb(continued))
    assert not found, "\n".join([*told, *map(str, found)])
