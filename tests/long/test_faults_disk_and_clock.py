"""A disk that is full at any moment of a build, and a clock that jumps back: the next build makes the same marts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retensi.publish.command import publish
from tests.arrivals import Arrivals, plan_of
from tests.dbt_project import PROJECT, WITHOUT_TESTS, rows
from tests.engines.compare import differences, marts, on_duckdb
from tests.faults import Faults
from tests.oracle.made_up import FIRST_DAY
from tests.publishing import small_build

SEED = 4
DAY = timedelta(days=1)
# What the front door found wrong, in every input.
REFUSED = "select * from inputs.input_reconciliation order by input"
IN_FUTURE = "select count(*) from inputs.quarantined_orders where reason = 'timestamp_in_future'"


@dataclass
class Shop:
    """A shop with arrivals, and the clock of the machine that builds it: it is noon of the day after its last rows.

    Attributes:
        arrivals: what landed.
        folder: takes the warehouse that is built and dbt's files. A warehouse is copied into its place, since dbt
            reads the project anew for one of another name.
        faults: what the machine does.
        before: the warehouse from before what landed last, closed.
        undisturbed: one that was built from nothing when all had landed.
        noon: how far the clock of this machine is from that noon.
    """

    arrivals: Arrivals
    folder: Path
    faults: Faults
    before: Path
    undisturbed: Path
    noon: timedelta

    @property
    def warehouse(self) -> Path:
        """Where warehouses are built: all that is in this folder is on the disk that gets full."""
        return self.folder / "disk" / "shop.duckdb"

    def begin(self, before: Path | None) -> None:
        """Put a copy of a warehouse into its place, or none."""
        shutil.rmtree(self.warehouse.parent, ignore_errors=True)
        self.warehouse.parent.mkdir()
        if before:
            shutil.copy(before, self.warehouse)

    def keep(self, name: str) -> Path:
        """Put a copy of the warehouse away, with what lies beside it."""
        return Path(shutil.copytree(self.warehouse.parent, self.folder / name)) / "shop.duckdb"

    def build(self, clock: timedelta = timedelta(), **more: str) -> subprocess.CompletedProcess[str]:
        """Build in a process of its own, with the clock wrong by so much."""
        (self.folder / "target" / "run_results.json").unlink(missing_ok=True)
        places = ("--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs"))
        variables = ("--vars", json.dumps(self.arrivals.variables))
        return subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "build", *WITHOUT_TESTS, *variables, *places, "--no-use-colors"],
            cwd=PROJECT,
            env={
                **os.environ,
                "RETENSI_WAREHOUSE": str(self.warehouse),
                **more,
                **self.faults.clock(self.noon + clock),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def succeeded(self) -> int:
        """How many models the last build made."""
        file = self.folder / "target" / "run_results.json"
        results = json.loads(file.read_text(encoding="utf-8"))["results"] if file.exists() else []
        return [result["status"] for result in results].count("success")

    def compare(self, warehouse: Path) -> None:
        """See that the marts, and what the front door counted, are those of the undisturbed build."""
        found = differences(marts(), on_duckdb(self.undisturbed), on_duckdb(warehouse))
        assert not found, "\n".join([*self.arrivals.told, *map(str, found)])
        assert rows(warehouse, REFUSED) == rows(self.undisturbed, REFUSED)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("faults")
    arrivals = Arrivals(folder / "inputs", plan_of(SEED))
    noon = datetime.combine(FIRST_DAY + arrivals.plan.days * DAY + DAY, datetime.min.time(), UTC) + DAY / 2
    made = Shop(arrivals, folder, Faults(folder / "library"), folder, folder, noon - datetime.now(UTC))
    stamp(arrivals, noon)
    made.begin(None)
    first = made.build()
    assert first.returncode == 0, first.stdout
    made.before = made.keep("before")
    landed = {file: file.stat().st_mtime_ns for file in arrivals.files}
    # What lands now is stamped by a clock that is two days behind.
    for _ in range(3):
        arrivals.happen(rare=False)
    stamp(arrivals, noon - 2 * DAY, [file for file in arrivals.files if file.stat().st_mtime_ns != landed.get(file)])
    same_size(arrivals, noon - 400 * DAY)
    made.begin(None)
    whole = made.build()
    assert whole.returncode == 0, whole.stdout
    made.undisturbed = made.keep("undisturbed")
    return made


def stamp(arrivals: Arrivals, moment: datetime, files: list[Path] | None = None) -> None:
    """Let files have been written at a moment."""
    for file in arrivals.files if files is None else files:
        os.utime(file, (moment.timestamp(), moment.timestamp()))


def same_size(arrivals: Arrivals, moment: datetime) -> None:
    """Change a file that keeps its size, and is older than before by its time of modification."""
    file = next(file for file, (name, _) in arrivals.files.items() if name == "orders")
    text = file.read_text(encoding="utf-8")
    assert "completed" in text
    file.write_text(text.replace("completed", "cancelled", 1), encoding="utf-8")
    assert file.stat().st_size == len(text.encode())
    stamp(arrivals, moment, [file])


def test_a_build_on_a_full_disk_fails_by_name_and_the_next_with_room_is_whole(shop: Shop, tmp_path: Path) -> None:
    shop.begin(shop.before)
    disk = shop.warehouse.parent
    small = small_build(tmp_path)
    publish(small.places)
    serving = small.places.serving
    served = bytes_below(serving)
    done = []
    # Before any model, at the front door, behind it; each goes on with what the one before has left.
    for room in (1_000, 60_000, 300_000):
        failed = shop.build(**shop.faults.full(disk, room))
        assert failed.returncode != 0, f"{room}\n{failed.stdout}"
        assert f'Could not write file "{shop.warehouse}' in failed.stdout
        assert "No space left on device" in failed.stdout
        done.append(shop.succeeded())
        refused = subprocess.run(
            [sys.executable, "-c", "from retensi.cli import main; main()", "publish", "--to", str(serving)],
            cwd=PROJECT,
            env={
                **os.environ,
                "RETENSI_WAREHOUSE": str(shop.warehouse),
                "DBT_TARGET_PATH": str(shop.folder / "target"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert refused.returncode == 1
        assert "To do: " in refused.stderr
        assert bytes_below(serving) == served
    assert 0 == done[0] < done[1] < done[2]
    # With room for what changed, but not for taking it into the file at the end: it stands beside it, and counts.
    narrow = shop.build(**shop.faults.full(disk, 6_000_000))
    assert narrow.returncode == 0, narrow.stdout
    assert shop.warehouse.with_name("shop.duckdb.wal").exists()
    shop.compare(shop.keep("narrow"))
    plain = shop.build()
    assert plain.returncode == 0, plain.stdout
    shop.compare(shop.warehouse)


def bytes_below(folder: Path) -> dict[Path, bytes]:
    """What is served, byte for byte."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_clock_that_jumps_back_loses_nothing(shop: Shop) -> None:
    shop.begin(shop.before)
    in_future = []
    loaded_ahead = "select count(*) from inputs.received_orders where _loaded_at > timestamp '2024-12-31'"
    # Two days behind, more than a year behind (before the first order), and right again.
    for clock in (-2 * DAY, -400 * DAY, timedelta()):
        built = shop.build(clock)
        assert built.returncode == 0, built.stdout
        assert ("The clock of this machine is behind" in built.stdout) == (clock < timedelta()), built.stdout
        assert rows(shop.warehouse, loaded_ahead) == [(0,)]
        in_future.append(rows(shop.warehouse, IN_FUTURE)[0][0])
        known = rows(shop.warehouse, "select name, size, modified_ns from inputs.landed_files order by name")
        stamps = {str(file): file.stat() for file in shop.arrivals.files}
        assert known == sorted((name, status.st_size, status.st_mtime_ns) for name, status in stamps.items())
        # Rows that were loaded while a clock was ahead are not kept in quarantine until it is as late as that.
        rows(shop.warehouse, "update inputs.received_orders set _loaded_at = timestamp '2030-01-01'")
    assert in_future[1] > in_future[0] > in_future[2]
    shop.compare(shop.warehouse)
