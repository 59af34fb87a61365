"""Fit on any target that dbt can reach: read and written through its adapter, by dbt's own commands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from retensi.clv.churn import SAMPLE, Term, fit_churn
from retensi.clv.forecast import MONTHS, forecast_all
from retensi.clv.warehouse import HISTORIES, ORDER_VALUES, FitRow, fit_all
from retensi.dbt_target import read_query, run_dbt

DAYS = """
    select fit, cast(fit_day as {{ dbt.type_string() }}) as fit_day, customers_at_most
    from {{ ref('retensi', 'int_clv_fit_days') }}
"""
CUSTOMERS = "{{ ref('retensi', 'int_clv_customers') }}"
CHURN_SAMPLE = SAMPLE.format(customers="{{ ref('retensi', 'int_churn_covariates') }}")
MONTH_END = "cast(month_end as {{ dbt.type_string() }})"
TABLES = {
    "days": DAYS,
    "histories": HISTORIES.format(customers=CUSTOMERS),
    "order_values": ORDER_VALUES.format(customers=CUSTOMERS),
    "months": MONTHS.format(month_end=MONTH_END, months="{{ ref('retensi', 'int_revenue_months') }}"),
}


def fit_on_target(project: Path, options: Sequence[str] = ()) -> tuple[list[FitRow], list[Term]]:
    """Fit customer value, churn risk and revenue on what a build has left on a target, and write the parameters there.

    Args:
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.

    Returns:
        The fits of customer value, one for today and two for the backtests, and the terms of churn risk for today and
        its backtest.

    Raises:
        TargetError: dbt cannot read the tables, which a build makes, or cannot write.
    """
    tables = {name: read_query(query, project, options) for name, query in TABLES.items()}
    months = tables.pop("months")
    fits = fit_all(**tables)
    terms = fit_churn(tables["days"], read_query(CHURN_SAMPLE, project, options))
    found = [asdict(fit) for fit in fits if fit.converged]
    columns = {name: [fit[name] for fit in found] for name in FitRow.__annotations__}
    forecasts = forecast_all(columns, tables["histories"], months)
    for kind, rows in (("clv", fits), ("churn", terms), ("revenue", forecasts)):
        written = json.dumps({"kind": kind, "fits": [asdict(row) for row in rows]})
        run_dbt("run-operation", "write_fits", "--args", written, project=project, options=options)
    return fits, terms
