"""Between the warehouse and the models: columns in, one row of parameters for each fit out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from retensi.clv.fit import CustomerValueFit, fit_customer_value
from retensi.clv.histories import Floats, OrderValues, PurchaseHistories

Columns = Mapping[str, Any]

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
        days: Columns of int_clv_fit_days: which fits, and the last day that each knows.
        histories: Columns of int_clv_histories.
        order_values: Columns of int_clv_order_values.
    """
    rows = []
    for fit, day in sorted(zip(_texts(days["fit"]), _days(days["fit_day"]), strict=True)):
        customers = int(_of_fit(histories, fit, ("customers",))["customers"].sum())
        chosen = _taken(_of_fit(histories, fit, ("frequency", "recency_days", "age_days", "customers_fitted")))
        values = _taken(_of_fit(order_values, fit, ("frequency", "mean_value", "customers_fitted")))
        found = fit_customer_value(
            PurchaseHistories.from_days(
                chosen["frequency"], chosen["recency_days"], chosen["age_days"], chosen["customers_fitted"]
            ),
            OrderValues.of(values["frequency"], values["mean_value"], values["customers_fitted"]),
        )
        rows.append(_row(fit, day, found, customers))
    return rows


def as_query(rows: list[FitRow]) -> str:
    """Write fits as a query without a source, with every digit."""
    return "\nunion all\n".join(
        "select "
        + ", ".join(f"cast({_literal(value)} as {TYPES[name]}) as {name}" for name, value in asdict(row).items())
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


def _of_fit(columns: Columns, fit: str, names: Sequence[str]) -> dict[str, Floats]:
    rows = np.asarray(columns["fit"], dtype=object) == fit
    return {name: np.asarray(columns[name])[rows].astype(float) for name in names}


def _taken(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Leave out the rows of which the fit takes no customers."""
    taken = columns["customers_fitted"] > 0
    return {name: values[taken] for name, values in columns.items()}


def _texts(values: Any) -> list[str]:
    return [str(value) for value in values]


def _days(values: Any) -> list[str]:
    return [str(np.datetime64(value, "D")) for value in values]


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"'{value!r}'"
    return "'" + str(value).replace("'", "''") + "'"
