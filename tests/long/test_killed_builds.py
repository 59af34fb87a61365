"""A build that is killed at any moment leaves what the next one makes whole: the marts of an undisturbed build."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.arrivals import Arrivals, plan_of
from tests.dbt_project import PROJECT, WITHOUT_TESTS, build, copy_of
from tests.engines.compare import differences, marts, on_duckdb

SEED = int(os.environ.get("RETENSI_SEED", "4"))
# Fifty take some twenty minutes.
KILLS = int(os.environ.get("RETENSI_KILLS", "2"))


def started(arrivals: Arrivals, warehouse: Path) -> subprocess.Popen:
    """Start a build in a process of its own."""
    folder = warehouse.parent
    places = ("--target-path", str(folder / "target"), "--log-path", str(folder / "logs"))
    variables = ("--vars", json.dumps(arrivals.variables))
    return subprocess.Popen(
        [sys.executable, "-m", "dbt.cli.main", "build", *WITHOUT_TESTS, *variables, *places],
        cwd=PROJECT,
        env={**os.environ, "RETENSI_WAREHOUSE": str(warehouse)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Arrivals, Path, Path, float]:
    """A shop with arrivals; its warehouse before them, one that was built undisturbed, and the seconds that took."""
    folder = tmp_path_factory.mktemp("killed")
    arrivals = Arrivals(folder / "inputs", plan_of(SEED))
    (folder / "first").mkdir()
    build(arrivals.variables, folder / "first" / "shop.duckdb", "build", *WITHOUT_TESTS)
    before = copy_of(folder / "first" / "shop.duckdb", folder / "before")
    arrivals.happen(rare=False)
    undisturbed = Path(shutil.copytree(folder / "before", folder / "undisturbed")) / "shop.duckdb"
    began = time.monotonic()
    assert started(arrivals, undisturbed).wait() == 0
    return arrivals, before, undisturbed, time.monotonic() - began


@pytest.mark.parametrize("trial", range(KILLS))
def test_a_killed_build_is_made_whole_by_the_next(trial: int, shop: tuple, tmp_path: Path) -> None:
    arrivals, before, undisturbed, seconds = shop
    warehouse = Path(shutil.copy(before, tmp_path / "shop.duckdb"))
    killed = started(arrivals, warehouse)
    # Spread over the build, so that few trials too meet its parts; in its first third it reads the project.
    moment = seconds * (0.35 + 0.6 * (trial + Random(f"{SEED} {trial}").random()) / KILLS)
    time.sleep(moment)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert started(arrivals, warehouse).wait() == 0, f"killed after {moment:.1f} of {seconds:.1f} s"
    found = differences(marts(undisturbed.parent / "target"), on_duckdb(undisturbed), on_duckdb(warehouse))
    assert not found, "\n".join([f"killed after {moment:.1f} of {seconds:.1f} s", *arrivals.told, *map(str, found)])
