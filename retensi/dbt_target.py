"""dbt's own commands on any target that dbt reaches, so that no engine needs a client of its own here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from retensi.errors import RetensiError
from retensi.locks import not_opened


class TargetError(RetensiError):
    """A command of dbt did not succeed on a target."""


def read_query(query: str, project: Path, options: Sequence[str] = ()) -> dict[str, list[Any]]:
    """Read all rows of a query through dbt. Neither log nor target folder keeps a row.

    Args:
        query: SQL with dbt's Jinja, such as ``select * from {{ ref('retensi', 'customers') }}``.
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.

    Returns:
        The columns, each a list of values, by lowercase name. Text stays text, also where it looks like a number.

    Raises:
        TargetError: dbt cannot read it.
    """
    result = run_dbt("show", "--inline", query, "--limit", "-1", project=project, options=options)
    table = result.results[0].agate_table
    return {name.lower(): list(table.columns[name].values()) for name in table.column_names}


def run_dbt(*arguments: str, project: Path, options: Sequence[str] = ()) -> Any:
    """Run a command of dbt in this process and give its result. dbt prints nothing and writes no log file.

    Args:
        arguments: The command and its arguments.
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.

    Raises:
        TargetError: the command failed.
    """
    from dbt.cli.main import dbtRunner

    messages: list[str] = []

    def keep_errors(event: Any) -> None:
        if event.info.level == "error":
            messages.append(event.info.msg)

    # What dbt shows may be personal: it is read here and neither printed nor logged.
    # The documents about the last build stay those of the build, so that it can be published afterwards.
    quietly = ["--quiet", "--log-level-file", "none", "--no-write-json", "--project-dir", str(project), *options]
    if (project / "profiles.yml").exists() and "DBT_PROFILES_DIR" not in os.environ:
        quietly += ["--profiles-dir", str(project)]
    with redirect_stdout(StringIO()):
        result = dbtRunner(callbacks=[keep_errors]).invoke([*arguments, *quietly])
    if not result.success:
        # A warehouse that cannot be opened is dbt's own bug to dbt, which tells it by a traceback.
        if why := not_opened(" ".join([*messages, str(result.exception)])):
            raise TargetError(*why)
        raise TargetError(
            f"dbt {arguments[0]} failed: {' '.join(messages) or result.exception}",
            "a target that dbt reaches, with the tables of a build",
            "run `uv run dbt build` on this target first, with the same options",
        )
    return result.result
