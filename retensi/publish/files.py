"""Files that appear whole or not at all, also where the machine stops in between. POSIX file systems."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retensi.publish.errors import BusyError

# What a killed publish may leave behind bears this ending; the next one removes it.
UNFINISHED = ".unfinished"


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


def unfinished(path: Path) -> Path:
    """Give the name under which a file or folder is prepared, beside where it will be; leftovers there are removed."""
    prepared = path.with_name(f".{path.name}{UNFINISHED}")
    remove(prepared)
    return prepared


def remove(path: Path) -> None:
    """Remove a file, link or folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def keep(path: Path) -> None:
    """Make sure that a file's content, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap(prepared: Path, served: Path) -> None:
    """Put a prepared file or link in the place of the served one, in one step that readers see whole."""
    os.replace(prepared, served)  # noqa: PTH105 - the name says that it replaces
    keep(served.parent)


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
