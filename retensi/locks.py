"""Why a DuckDB file cannot be opened, and who holds it."""

import re
from typing import TypeVar

import duckdb

from retensi.errors import RetensiError

Refusal = TypeVar("Refusal", bound=RetensiError)
_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<id>\d+)\)(?: by user (?P<user>[^\s.]+))?")
_FILE = re.compile(r'(?:set lock on|[Cc]annot open) file "(?P<file>[^"]+)"')


def lock_holder(error: duckdb.Error | str) -> str | None:
    """Say which process holds the lock that DuckDB wanted, or None where no lock was in the way.

    Args:
        error: What DuckDB said, such as ``Could not set lock on file "…": Conflicting lock is held in
            /usr/bin/python3.12 (PID 4711) by user ana.``

    Returns:
        Such as ``process 4711 (/usr/bin/python3.12, user ana)``; ``another process`` where the system does not tell.
    """
    if "set lock on file" not in str(error):
        return None
    found = _HOLDER.search(str(error))
    if not found:
        return "another process"
    user = f", user {found['user']}" if found["user"] else ""
    return f"process {found['id']} ({found['program']}{user})"


def locked(file: object, error: duckdb.Error) -> tuple[str, str, str] | None:
    """Explain that a build holds a DuckDB file that was to be read.

    Args:
        file: The file.
        error: What DuckDB said.

    Returns:
        What was found, what was expected and what to do; None where it could not be read for another reason.
    """
    holder = lock_holder(error)
    if holder is None:
        return None
    return f"The warehouse {file} is locked: {holder} is writing to it.", "a finished build", "wait until it is done"


def forbidden(file: object, error: duckdb.Error) -> tuple[str, str, str] | None:
    """Explain that this user may not read a DuckDB file.

    Args:
        file: The file.
        error: What DuckDB said.

    Returns:
        What was found, what was expected and what to do; None where it could not be read for another reason.
    """
    if "Permission denied" not in str(error):
        return None
    return (
        f"The warehouse {file} cannot be opened: permission denied.",
        "a file that this user may read",
        "change its permissions or owner, or run this as the user who builds",
    )


def refusal(
    file: object,
    error: duckdb.Error,
    otherwise: tuple[str, str, str],
    refused: type[Refusal],
    busy: type[Refusal] | None = None,
) -> Refusal:
    """Say why a DuckDB file cannot be read.

    Args:
        file: The file.
        error: What DuckDB said.
        otherwise: What was found, what was expected and what to do, where neither a lock nor its permissions are in the
            way.
        refused: The error to say it with.
        busy: The one to say with that a build holds the file; None: the same.
    """
    if why := locked(file, error):
        return (busy or refused)(*why)
    return refused(*(forbidden(file, error) or otherwise))


def not_opened(said: str) -> tuple[str, str, str] | None:
    """Explain that a program could not open a DuckDB file for writing: somebody else holds it, or it is protected.

    Args:
        said: What the program said, DuckDB's message somewhere in it.

    Returns:
        What was found, what was expected and what to do, as :class:`~retensi.errors.RetensiError` takes them; None
        where it failed for another reason.
    """
    found = _FILE.search(said)
    if not found:
        return None
    holder = lock_holder(said)
    if holder:
        return (
            f"The warehouse {found['file']} is locked by {holder}.",
            "a warehouse that no build is writing and no other program has open",
            "wait until that process is done, or end it, then run this again",
        )
    if "Permission denied" in said or "Read-only file system" in said:
        return (
            f"The warehouse {found['file']} cannot be opened for writing: permission denied.",
            "a file and a folder that this user may write",
            "change their permissions or owner, or run this as the user who builds",
        )
    return None
