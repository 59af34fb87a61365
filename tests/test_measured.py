"""What the benchmarks say of a process is true of it, whoever started it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measured import run

MANY_MIB = 300


def test_the_memory_of_a_process_is_its_own(tmp_path: Path):
    held = bytearray(MANY_MIB * 2**20)
    cost, printed = run(["-c", "print('done')"], tmp_path / "log")
    assert len(held) / 2**20 > cost.peak_mib
    assert printed == "done\n"


def test_memory_that_a_process_gave_back_counts(tmp_path: Path):
    cost, _ = run(["-c", f"bytearray({MANY_MIB} * 2**20)"], tmp_path / "log")
    assert MANY_MIB < cost.peak_mib < 2 * MANY_MIB


def test_a_process_that_fails_is_told_with_what_it_printed(tmp_path: Path):
    with pytest.raises(RuntimeError, match=r"failed with 3:\nout of paper"):
        run(["-c", "print('out of paper'); raise SystemExit(3)"], tmp_path / "log")
