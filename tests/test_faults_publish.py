"""A disk without room, and a clock that jumps back: what was served stays whole, and nothing half is left."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import PROJECT
from tests.faults import Faults
from tests.publishing import ROWS, SmallBuild, small_build


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    return Faults(tmp_path_factory.mktemp("faults"))


def retensi(build: SmallBuild, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from retensi.cli import main; main()", *arguments],
        cwd=PROJECT,
        env={**os.environ, "RETENSI_WAREHOUSE": str(build.places.warehouse), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def publish(build: SmallBuild, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    where = build.places
    return retensi(build, "publish", "--target-path", str(where.target), "--to", str(where.serving), *options, **more)


def bytes_below(folder: Path) -> dict[str, bytes | str]:
    """Every file and link below a folder, with its content or where it leads."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_a_full_disk_leaves_what_is_served_byte_for_byte(faults: Faults, tmp_path: Path) -> None:
    build = small_build(tmp_path)
    serving = build.places.serving
    assert publish(build).returncode == 0
    build.write(2)
    before = bytes_below(serving)
    said, too_little, enough = [], 0, 2_000_000
    # Ever closer to what it needs, so that it fails at its end too.
    while enough - too_little > 15_000:
        room = (too_little + enough) // 2 if said else 0
        tried = publish(build, **faults.full(serving, room))
        if tried.returncode == 0:
            enough, before = room, bytes_below(serving)
            continue
        too_little = room
        said.append(tried.stderr)
        assert f"Error: The marts cannot be written to {serving}: " in tried.stderr
        assert "No space left on device" in tried.stderr
        assert "To do: make room" in tried.stderr
        assert "Traceback" not in tried.stderr
        assert bytes_below(serving) == before, room
    # It failed in the file that BI tools read, and in the Parquet files.
    for name in ("retensi.duckdb.unfinished", ".parquet"):
        assert any(f'{name}"' in text for text in said), said
    build.write(3)
    assert publish(build).returncode == 0
    with duckdb.connect(str(serving / "retensi.duckdb"), read_only=True) as connection:
        assert connection.execute("select build, count(*) from marts.orders group by 1").fetchall() == [(3, ROWS + 3)]
    assert not [name for name in bytes_below(serving) if "unfinished" in name]


@pytest.mark.parametrize(
    "command",
    [
        ("backup", "{full}/b.duckdb"),
        ("restore", "{warehouse}.backup", "--warehouse", "{full}/restored.duckdb"),
        ("simulate", "--customers", "200", "--out", "{full}/shop"),
        ("load", "cdnow", "--to", "{full}/cdnow"),
    ],
    ids=lambda command: command[0],
)
def test_a_full_disk_is_told_by_every_command(faults: Faults, tmp_path: Path, command: tuple[str, ...]) -> None:
    build = small_build(tmp_path)
    (tmp_path / "full").mkdir()
    places = {"full": str(tmp_path / "full"), "warehouse": str(build.places.warehouse)}
    if command[0] == "restore":
        assert retensi(build, "backup", f"{build.places.warehouse}.backup").returncode == 0
    failed = retensi(build, *(part.format(**places) for part in command), **faults.full(tmp_path / "full", 30_000))
    assert failed.returncode == 1
    assert "No space left on device" in failed.stderr
    assert str(tmp_path / "full") in failed.stderr
    assert "To do: make room" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not [path for path in (tmp_path / "full").rglob("*") if path.is_file() and path.stat().st_size], (
        "half a file"
    )


def test_a_clock_that_jumps_back_keeps_the_builds_published_last(faults: Faults, tmp_path: Path) -> None:
    build = small_build(tmp_path)
    served = []
    for number in range(1, 6):
        build.write(number)
        # The first three are published by a clock that is more than a year ahead.
        clock = faults.clock(timedelta(days=400 if number < 4 else 0))
        assert publish(build, "--keep", "2", **clock).returncode == 0
        served.append((build.places.serving / "parquet" / "current").resolve().name)
        with duckdb.connect(str(build.places.serving / "retensi.duckdb"), read_only=True) as connection:
            assert connection.execute("select max(build) from marts.orders").fetchone() == (number,)
    kept = sorted(entry.name for entry in (build.places.serving / "parquet" / "builds").iterdir())
    assert kept == served[-2:]
