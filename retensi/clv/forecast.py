"""Between the warehouse and the forecast of revenue: fits, customers and months in, a row for each month ahead out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import DAYS_PER_WEEK
from retensi.clv.revenue import ExpectedMonth, KnownCustomers, PastMonths, expected_months
from retensi.clv.warehouse import Columns, iso_days, of_fit, texts

# The fits that look ahead by month: what is to come, and what the last twelve months that are over brought.
FORECASTS = ("current", "year_ago")
PAST = ("new_customers", "first_net_revenue", "net_revenue_of_purchases", "anonymous_net_revenue", "net_revenue")
MONTHS = "select {month_end} as month_end, " + ", ".join(PAST) + " from {months}"
TYPES = {
    "fit": "varchar",
    "fitted_as_of": "date",
    "month": "date",
    **dict.fromkeys(
        ("known_net_revenue", "new_net_revenue", "anonymous_net_revenue", "lower_net_revenue", "upper_net_revenue"),
        "double",
    ),
}


@dataclass(frozen=True)
class ForecastRow(ExpectedMonth):
    """One row of the model int_revenue_forecasts."""

    fit: str
    fitted_as_of: str


def forecast_all(fits: Columns, histories: Columns, months: Columns) -> list[ForecastRow]:
    """Forecast the months after the last day of each fit that looks ahead by month.

    Args:
        fits: Columns of int_clv_fits; only fits of both models.
        histories: Columns of HISTORIES.
        months: Columns of MONTHS.
    """
    ends = np.array(iso_days(months["month_end"]), dtype="datetime64[D]")
    rows = []
    for position, (fit, day) in enumerate(zip(texts(fits["fit"]), iso_days(fits["fitted_as_of"]), strict=True)):
        if fit not in FORECASTS:
            continue
        rates, values = (
            [float(fits[name][position]) for name in names] for names in (("r", "alpha", "a", "b"), ("p", "q", "v"))
        )
        known = np.flatnonzero(ends <= np.datetime64(day))
        known = known[np.argsort(ends[known])]
        past = PastMonths(*(np.asarray(months[name])[known].astype(float) for name in PAST))
        found = expected_months(
            BgNbd(*rates), GammaGamma(*values), date.fromisoformat(day), _customers(histories, fit), past
        )
        rows += [ForecastRow(**asdict(month), fit=fit, fitted_as_of=day) for month in found]
    return rows


def _customers(histories: Columns, fit: str) -> KnownCustomers:
    """The customers of a fit, sorted, so that the same data give the same draws."""
    columns: Sequence[str] = ("frequency", "recency_days", "age_days", "customers", "payers", "spent")
    x, recency, age, customers, payers, spent = of_fit(histories, fit, columns)
    order = np.lexsort((age, recency, x))
    weeks = (recency / DAYS_PER_WEEK, age / DAYS_PER_WEEK)
    return KnownCustomers(*(column[order] for column in (x, *weeks, customers, payers, spent)))
