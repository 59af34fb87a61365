"""The folder that is published into, and what its files hold."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retensi.publish.errors import BusyError


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process at a time publish into a folder. The lock goes with the process that holds it.

    Args:
        folder: Where to publish; made where it is missing.

    Raises:
        BusyError: another process is publishing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(
                f"Another process is publishing into {folder}.", "one publish at a time", "wait until it is done"
            ) from error
        yield


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
