"""Fit on any target that dbt can reach: read and written through its adapter, by dbt's own commands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

from retensi.clv.warehouse import FitRow, fit_all
from retensi.errors import RetensiError

DAYS = "select fit, cast(fit_day as {{ dbt.type_string() }}) as fit_day from {{ ref('retensi', 'int_clv_fit_days') }}"
TABLES = {
    "days": DAYS,
    "histories": "select * from {{ ref('retensi', 'int_clv_histories') }}",
    "order_values": "select * from {{ ref('retensi', 'int_clv_order_values') }}",
}


class FitError(RetensiError):
    """The models of customer value cannot be fitted on a target."""


def fit_on_target(project: Path, options: Sequence[str] = ()) -> list[FitRow]:
    """Fit the models of customer value on what a build has left on a target, and write the parameters there.

    Args:
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.

    Returns:
        The fits, one for today and one for the backtest.

    Raises:
        FitError: dbt cannot read the tables, which a build makes, or cannot write.
    """
    shared = ("--project-dir", str(project), "--quiet", *options)
    tables = {
        name: _columns(_dbt("show", "--inline", query, "--limit", "-1", *shared)) for name, query in TABLES.items()
    }
    fits = fit_all(**tables)
    _dbt("run-operation", "write_clv_fits", "--args", json.dumps({"fits": [asdict(fit) for fit in fits]}), *shared)
    return fits


def _dbt(*arguments: str) -> Any:
    from dbt.cli.main import dbtRunner

    messages: list[str] = []

    def keep_errors(event: Any) -> None:
        if event.info.level == "error":
            messages.append(event.info.msg)

    # dbt prints the rows it shows; here they are only read.
    with redirect_stdout(StringIO()):
        result = dbtRunner(callbacks=[keep_errors]).invoke(list(arguments))
    if not result.success:
        raise FitError(
            f"dbt {arguments[0]} failed: {' '.join(messages) or result.exception}",
            "a target that dbt reaches, with the tables int_clv_* of a build",
            "run `uv run dbt build` on this target first, with the same options",
        )
    return result.result


def _columns(shown: Any) -> dict[str, list]:
    table = shown.results[0].agate_table
    return {name.lower(): list(table.columns[name].values()) for name in table.column_names}
