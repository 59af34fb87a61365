"""Files and folders that appear whole or not at all, also where the machine stops in between. POSIX file systems.

What is to be read is prepared beside its place, brought to the disk and put there in one step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

# What a killed process may leave behind bears this ending; the next one removes it.
UNFINISHED = ".unfinished"


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


def fsync(path: Path) -> None:
    """Make sure that a file's content, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def swap(prepared: Path, served: Path) -> None:
    """Put a prepared file or link in the place of the served one, in one step that readers see whole."""
    os.replace(prepared, served)  # noqa: PTH105 - the name says that it replaces
    fsync(served.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in the place of another one, if there is one.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    prepared = unfinished(path)
    try:
        prepared.write_bytes(content)
        fsync(prepared)
        swap(prepared, path)
    except BaseException:
        with suppress(OSError):
            prepared.unlink(missing_ok=True)
        raise


def create_private(path: Path) -> BinaryIO:
    """Open a new file that its owner alone may read.

    Raises:
        OSError: it cannot be made, or something is there.
    """
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read, and bring it to the disk.

    Raises:
        OSError: it cannot be written, or something is there.
    """
    with create_private(path) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def whole_folder(folder: Path, *, replaces: bool) -> Iterator[Path]:
    """Give an empty folder that takes its place when the block ends well.

    The new folder is a hidden sibling, so the swap is two renames on one file system. If the block fails, or is
    interrupted, what was there stays as it was.

    Args:
        folder: The place, its path resolved.
        replaces: Whether a folder that is there goes; else only an empty one does.

    Raises:
        OSError: the folder cannot be written.
    """
    mark = uuid4().hex[:8]
    new, old = (folder.with_name(f".{folder.name}.{mark}.{kind}") for kind in ("new", "old"))
    new.mkdir(parents=True)
    try:
        yield new
        if replaces and folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
