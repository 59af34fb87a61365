"""The queue of runs, as Dagster's daemon works it off with this project's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from tests.dbt_project import PROJECT

pytestmark = pytest.mark.long

# A sensor asks for two runs at once; each goes on until it is let go.
DEFINITIONS = """
import time
from pathlib import Path
import dagster as dg

@dg.op
def build():
    while not Path("let_go").exists():
        time.sleep(0.1)

@dg.job
def builds():
    build()

@dg.sensor(job=builds, minimum_interval_seconds=1, default_status=dg.DefaultSensorStatus.RUNNING)
def two():
    yield dg.RunRequest(run_key="first")
    yield dg.RunRequest(run_key="second")

definitions = dg.Definitions(jobs=[builds], sensors=[two])
"""


def statuses(instance: dg.DagsterInstance) -> list[str]:
    """The statuses of all runs, the oldest first."""
    return [record.dagster_run.status.value for record in reversed(instance.get_run_records())]


def test_a_second_run_waits_in_the_queue(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "dagster.yaml", tmp_path)
    (tmp_path / "definitions.py").write_text(DEFINITIONS)
    seen: list[list[str]] = []
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        # The tables of an empty home are made here: two processes that make them at once fail in SQLite.
        instance.run_storage, instance.event_log_storage, instance.schedule_storage  # noqa: B018
        daemon = subprocess.Popen(
            [sys.executable, "-m", "dagster._daemon", "run", "-f", "definitions.py"],
            cwd=tmp_path,
            env=os.environ | {"DAGSTER_HOME": str(tmp_path)},
            stdout=(tmp_path / "log").open("w"),
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + 400
            while time.monotonic() < until and seen[-1:] != [["SUCCESS", "SUCCESS"]]:
                assert daemon.poll() is None, (tmp_path / "log").read_text()
                if (now := statuses(instance)) not in seen[-1:]:
                    seen.append(now)
                if now == ["STARTED", "QUEUED"] and not (tmp_path / "let_go").exists():
                    time.sleep(5)  # time enough to start a second one, were it not for the queue
                    assert statuses(instance) == now
                    (tmp_path / "let_go").touch()
                time.sleep(0.2)
        finally:
            daemon.terminate()
            daemon.wait(timeout=60)
    assert ["STARTED", "QUEUED"] in seen, (seen, (tmp_path / "log").read_text())
    assert seen[-1] == ["SUCCESS", "SUCCESS"], (seen, (tmp_path / "log").read_text())
