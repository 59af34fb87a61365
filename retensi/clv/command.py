"""Fit on any target that dbt can reach: read and written through its adapter, by dbt's own commands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from retensi.clv.warehouse import HISTORIES, ORDER_VALUES, FitRow, fit_all
from retensi.dbt_target import read_query, run_dbt

DAYS = """
    select fit, cast(fit_day as {{ dbt.type_string() }}) as fit_day, customers_at_most
    from {{ ref('retensi', 'int_clv_fit_days') }}
"""
CUSTOMERS = "{{ ref('retensi', 'int_clv_customers') }}"
TABLES = {
    "days": DAYS,
    "histories": HISTORIES.format(customers=CUSTOMERS),
    "order_values": ORDER_VALUES.format(customers=CUSTOMERS),
}


def fit_on_target(project: Path, options: Sequence[str] = ()) -> list[FitRow]:
    """Fit the models of customer value on what a build has left on a target, and write the parameters there.

    Args:
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.

    Returns:
        The fits, one for today and one for the backtest.

    Raises:
        TargetError: dbt cannot read the tables, which a build makes, or cannot write.
    """
    fits = fit_all(**{name: read_query(query, project, options) for name, query in TABLES.items()})
    written = json.dumps({"fits": [asdict(fit) for fit in fits]})
    run_dbt("run-operation", "write_clv_fits", "--args", written, project=project, options=options)
    return fits
