"""Run a command as a process of its own and say what it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
THREADS = int(os.environ.get("RETENSI_THREADS", "2"))
# What a build sets for DuckDB in profiles.yml, for SQL that runs without dbt.
IN_UTC = "set TimeZone = 'UTC'"
SETTINGS = (
    IN_UTC,
    f"set memory_limit = '{os.environ.get('RETENSI_MEMORY', '4GB')}'",
    "set checkpoint_threshold = '256MB'",
)


@dataclass(frozen=True)
class Cost:
    """What a process took.

    Attributes:
        wall_seconds: From start to end.
        cpu_seconds: Of all its threads, in the program and in the system.
        peak_mib: The most memory it held.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_mib: float


def run(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run Python with these arguments in the project's folder.

    Args:
        command: Arguments of Python, such as ``-m benchmarks.floor``.
        log: Takes what the process prints.
        environment: Environment variables besides those of this process.

    Returns:
        What it took, and all it printed.

    Raises:
        RuntimeError: It failed; with the end of what it printed.
        CalledProcessError: It could not be started, or measured.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    launched = subprocess.run(
        [sys.executable, "-m", "benchmarks.launched", str(log.resolve()), sys.executable, *command],
        cwd=PROJECT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = answer(launched.stdout)
    printed = log.read_text(encoding="utf-8")
    if found["status"]:
        raise RuntimeError(f"{' '.join(command)} failed with {found['status']}:\n{printed[-3000:]}")
    return Cost(**found["cost"]), printed


@contextmanager
def timed(taken: dict[str, float], part: str) -> Iterator[None]:
    """Note the processor seconds that a block takes, of all threads of this process."""
    start = time.process_time()
    yield
    taken[part] = time.process_time() - start


def answer(printed: str) -> dict:
    """Read the last line of what a module of this package printed, which is JSON."""
    return json.loads(printed.strip().splitlines()[-1])
