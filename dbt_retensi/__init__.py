"""What dbt itself loads of retensi: the mapping of tables (docs/own_data.md), read for the macros on every engine.

dbt loads each module named ``dbt_*`` and makes the plugins it lists, once for each command. Macros can call no Python
but on DuckDB, so the plugin leaves what the mapping makes of tables where the macros find it: in the environment of
this one command, and nowhere else.
"""

from __future__ import annotations

import json
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, cast

from dbt.flags import get_flags
from dbt.plugins.manager import dbtPlugin
from dbt_common.context import get_invocation_context

# Read by the macro mapped_tables.
HANDED_OVER = "RETENSI_MAPPING_READ"


class Tables(dbtPlugin):
    """Hands the mapping of tables over to the macros."""

    def initialize(self) -> None:
        """Read the mapping that a var or the environment names; what is wrong with it is said by the macros."""
        flags = get_flags()  # type: ignore[no-untyped-call]  # dbt gives it no types
        project = Path(flags.PROJECT_DIR or ".")
        path = _named(project, flags.VARS or {})
        if path is not None:
            environment = cast(MutableMapping[str, str], get_invocation_context().env)
            environment[HANDED_OVER] = json.dumps(_read(project, path))


def _named(project: Path, given: dict[str, Any]) -> str | None:
    try:
        from retensi.front_door.project import ProjectError, read_project, vars_of
    except ImportError:
        # Without the package nothing is read, which the macros say.
        return None
    try:
        settings = vars_of(read_project(project)) | given
    except ProjectError:
        settings = given
    return settings.get("mapping") or os.environ.get("RETENSI_MAPPING") or None


def _read(project: Path, path: str) -> dict[str, Any]:
    # Only where there is a mapping: these take a moment to load.
    from retensi.front_door.project import ProjectError, home_of, input_contract
    from retensi.front_door.tables import plan_tables

    try:
        return plan_tables(path, input_contract(home_of(project)))
    except ProjectError as error:
        return {"path": path, "problems": [str(error)], "inputs": {}}


plugins = [Tables]
