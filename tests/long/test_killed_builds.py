"""A build that is killed at any moment leaves what the next one makes whole: the marts of an undisturbed build."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.arrivals import Arrivals, plan_of
from tests.dbt_project import PROJECT, WITHOUT_TESTS, copy_of
from tests.engines.compare import differences, marts, on_duckdb

SEED = int(os.environ.get("RETENSI_SEED", "4"))
# Fifty take some twenty minutes.
KILLS = int(os.environ.get("RETENSI_KILLS", "2"))
# One for each node of a build, as its log says it.
DONE = "Finished running node"
# A node takes less, so that a build is killed within nodes too, not only between them; in seconds.
LONGEST_NODE = 0.3


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


def nodes_done(warehouse: Path) -> int:
    """Count the nodes that the build of a warehouse has done so far."""
    log = warehouse.parent / "logs" / "dbt.log"
    return log.read_text(encoding="utf-8").count(DONE) if log.exists() else 0


@dataclass
class Shop:
    """A shop with arrivals, its warehouse before them, and one that was built with them undisturbed.

    Attributes:
        arrivals: what landed.
        warehouse: the place where all are built, since dbt reads the project anew for one of another name.
        before: a copy from before the arrivals.
        undisturbed: a copy of the undisturbed one.
        nodes: how many nodes its build had.
    """

    arrivals: Arrivals
    warehouse: Path
    before: Path
    undisturbed: Path
    nodes: int

    def begin(self) -> None:
        """Put the warehouse from before the arrivals into its place."""
        for file in self.warehouse.parent.glob("shop.duckdb*"):
            file.unlink()
        shutil.copy(self.before, self.warehouse)
        shutil.rmtree(self.warehouse.parent / "logs", ignore_errors=True)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop whose arrivals no killed build has met yet."""
    folder = tmp_path_factory.mktemp("killed")
    arrivals = Arrivals(folder / "inputs", plan_of(SEED))
    warehouse = folder / "place" / "shop.duckdb"
    warehouse.parent.mkdir()
    assert started(arrivals, warehouse).wait() == 0
    shop = Shop(arrivals, warehouse, copy_of(warehouse, folder / "before"), folder / "undisturbed" / "shop.duckdb", 0)
    arrivals.happen(rare=False)
    shop.begin()
    assert started(arrivals, warehouse).wait() == 0
    copy_of(warehouse, shop.undisturbed.parent)
    shop.nodes = nodes_done(warehouse)
    return shop


@pytest.mark.parametrize("trial", range(KILLS))
def test_a_killed_build_is_made_whole_by_the_next(trial: int, shop: Shop) -> None:
    shop.begin()
    random = Random(f"{SEED} {trial}")
    # Spread over the build, so that few trials too meet its parts, however fast the machine is just now.
    done = int(shop.nodes * (trial + random.random()) / KILLS)
    killed = started(shop.arrivals, shop.warehouse)
    while nodes_done(shop.warehouse) < done:
        assert killed.poll() is None, f"the build ended before {done} of its {shop.nodes} nodes"
        time.sleep(0.02)
    time.sleep(random.uniform(0, LONGEST_NODE))
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL, f"the build had ended when it was killed after {done} nodes"
    assert started(shop.arrivals, shop.warehouse).wait() == 0, f"killed after {done} of {shop.nodes} nodes"
    names = marts()
    found = differences(names, on_duckdb(shop.undisturbed), on_duckdb(shop.warehouse))
    told = [f"killed after {done} of {shop.nodes} nodes", *shop.arrivals.told]
    assert not found, "\n".join([*told, *map(str, found)])
