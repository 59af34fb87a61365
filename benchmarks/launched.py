"""Run a command and print as JSON what it took: the part of `benchmarks.measured` that must hold little memory itself.

    python -m benchmarks.launched LOG COMMAND...

Linux counts what a process held before it became another program, thus what whoever started it held, as memory of
that program. Started from here, that is some ten MiB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Run the command with the log as its output; print a status, seconds and the peak of its memory."""
    log, *command = sys.argv[1:]
    with Path(log).open("w", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
    # In KiB on Linux, in bytes on macOS.
    peak = used.ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)
    cost = {"wall_seconds": wall, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mib": peak}
    print(json.dumps({"status": process.returncode, "cost": cost}))


if __name__ == "__main__":
    main()
