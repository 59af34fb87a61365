"""Between the warehouse and the models: columns in, one row of parameters for each fit out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from retensi.clv.fit import CustomerValueFit, fit_customer_value
from retensi.clv.histories import Floats, OrderValues, PurchaseHistories

Columns = Mapping[str, Any]

# What a fit is made on: distinct rows with a count, so that there are far fewer than customers.
HISTORIES = """
    select
        fit, frequency, recency_days, age_days, count(*) as customers,
        count(case when repeat_net_revenue > 0 then 1 end) as payers, sum(repeat_net_revenue) as spent
    from {customers}
    group by fit, frequency, recency_days, age_days
"""
ORDER_VALUES = """
    select fit, frequency, repeat_net_revenue, count(*) as customers
    from {customers}
    where frequency > 0 and repeat_net_revenue > 0
    group by fit, frequency, repeat_net_revenue
"""

TYPES = {
    "fit": "varchar",
    "fitted_as_of": "date",
    **dict.fromkeys(("r", "alpha", "a", "b", "p", "q", "v"), "double"),
    "customers_fitted": "bigint",
    "log_likelihood": "double",
    "converged": "boolean",
    "note": "varchar",
}


@dataclass(frozen=True)
class FitRow:
    """One row of the model int_clv_fits; see there for the columns."""

    fit: str
    fitted_as_of: str
    r: float | None
    alpha: float | None
    a: float | None
    b: float | None
    p: float | None
    q: float | None
    v: float | None
    customers_fitted: int
    log_likelihood: float | None
    converged: bool
    note: str | None


def fit_all(days: Columns, histories: Columns, order_values: Columns) -> list[FitRow]:
    """Fit every fit that the warehouse asks for.

    Args:
        days: Columns of int_clv_fit_days: which fits, the last day that each knows, and how many customers it takes.
        histories: Columns of HISTORIES.
        order_values: Columns of ORDER_VALUES.
    """
    rows = []
    limits = (int(limit) for limit in days["customers_at_most"])
    for fit, day, limit in sorted(zip(texts(days["fit"]), iso_days(days["fit_day"]), limits, strict=True)):
        x, recency, age, customers = of_fit(histories, fit, ("frequency", "recency_days", "age_days", "customers"))
        repeats, spent, spenders = of_fit(order_values, fit, ("frequency", "repeat_net_revenue", "customers"))
        found = fit_customer_value(
            PurchaseHistories.from_days(x, recency, age, customers, limit),
            OrderValues.of(repeats, spent / repeats, spenders, limit),
        )
        rows.append(_row(fit, day, found, int(customers.sum())))
    return rows


def as_query(rows: Sequence[Any], types: Mapping[str, str] = TYPES) -> str:
    """Write rows, of a dataclass each, as a query without a source, with every digit."""
    return "\nunion all\n".join(
        "select "
        + ", ".join(f"cast({_literal(value)} as {types[name]}) as {name}" for name, value in asdict(row).items())
        for row in rows
    )


def _row(fit: str, day: str, found: CustomerValueFit, customers: int) -> FitRow:
    rates, values = found.bg_nbd.model, found.gamma_gamma.model
    notes = [found.note] if found.note else []
    if found.customers_fitted < customers:
        notes.append(f"Fitted on {found.customers_fitted} of {customers} customers, evenly chosen.")
    return FitRow(
        fit=fit,
        fitted_as_of=day,
        **(asdict(rates) if rates else dict.fromkeys(("r", "alpha", "a", "b"))),
        **(asdict(values) if values else dict.fromkeys(("p", "q", "v"))),
        customers_fitted=found.customers_fitted,
        log_likelihood=found.bg_nbd.log_likelihood,
        converged=found.converged,
        note=" ".join(notes) or None,
    )


def of_fit(columns: Columns, fit: str, names: Sequence[str]) -> list[Floats]:
    """Give columns of one fit as floats."""
    rows = np.asarray(columns["fit"], dtype=object) == fit
    return [np.asarray(columns[name])[rows].astype(float) for name in names]


def texts(values: Any) -> list[str]:
    """Give a column as texts."""
    return [str(value) for value in values]


def iso_days(values: Any) -> list[str]:
    """Give a column of dates, or of texts that are dates, as texts."""
    return [str(np.datetime64(value, "D")) for value in values]


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"'{value!r}'"
    return "'" + str(value).replace("'", "''") + "'"
