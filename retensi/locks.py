"""Who holds a DuckDB file that cannot be opened."""

import re

import duckdb

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<id>\d+)\)(?: by user (?P<user>[^\s.]+))?")


def lock_holder(error: duckdb.Error) -> str | None:
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
