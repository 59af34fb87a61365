"""Faults of a machine for processes that tests start: a full disk, a wrong clock, files that may not be written."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from tests.engines.engine import stop_without

# Of Linux: what lets root write files whose mode forbids it, and what lets root read them.
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
PR_CAPBSET_DROP = 24


@contextmanager
def beside(watch: Callable[[Event], None]) -> Iterator[None]:
    """Let something watch in a thread while the block runs; the event it is given says that the block is over."""
    is_over = Event()
    watcher = Thread(target=watch, args=(is_over,))
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


class Faults:
    """What stands between a process and its C library; compiled once into a folder of the tests."""

    def __init__(self, folder: Path) -> None:
        """Compile it."""
        compiler = shutil.which("cc") or shutil.which("gcc")
        is_possible = sys.platform == "linux" and compiler is not None
        stop_without(
            None
            if is_possible
            else "A wrong clock and a full disk need Linux and a C compiler. Install one: apt-get install -y gcc"
        )
        folder.mkdir(parents=True, exist_ok=True)
        self._library = folder / "faults.so"
        source = Path(__file__).with_name("faults.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self._library, source, "-ldl"], check=True)

    def full(self, folder: Path, room: int) -> dict[str, str]:
        """Give the environment of a process for which files below a folder can grow by so many bytes in all.

        Then they get ENOSPC, "No space left on device", as from a disk without room.
        """
        return {**self.clock(timedelta()), "FAULTS_FULL_BELOW": f"{folder}/", "FAULTS_ROOM": str(room)}

    def clock(self, shift: timedelta) -> dict[str, str]:
        """Give the environment of a process whose clock is wrong by so much; what the system stamps is not."""
        return {"LD_PRELOAD": str(self._library), "FAULTS_CLOCK": str(int(shift.total_seconds()))}


def bound_by_modes() -> None:
    """Let a file's mode bind the process, as it binds everybody but root: for `preexec_fn` of a subprocess."""
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if ctypes.CDLL(None, use_errno=True).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "root cannot give up its rights here")
