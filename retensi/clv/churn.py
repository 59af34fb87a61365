"""Who will not buy for a while: a logistic regression on what was known of customers, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from retensi.clv.histories import Floats, even_sample

# What is known of a customer on a day, in the order of the macro churn_covariates.
COVARIATES = ("silence", "rhythm", "purchases", "age", "spend", "discount", "feedback", "complaints", "channel")
# What a fit is made on: distinct covariates with a count, and how many of these did not buy.
SAMPLE = f"""
    select teaches as fit, {", ".join(COVARIATES)}, count(*) as customers, sum(is_lost) as lost
    from {{customers}}
    where teaches is not null
    group by teaches, {", ".join(COVARIATES)}
"""
TYPES = {
    "fit": "varchar",
    "term": "varchar",
    "mean": "double",
    "scale": "double",
    "coefficient": "double",
    "customers_fitted": "bigint",
    "note": "varchar",
}
INTERCEPT = "intercept"
# The fits that churn risk has: for today, and for its backtest.
FITS = ("current", "holdout")
# With fewer of either kind, ten numbers say more about chance than about the shop.
FEWEST_OF_EITHER = 30
# Coefficients are drawn to 0, as if each had a variance of a tenth: it keeps what chance says of few customers small,
# and bounds a covariate that tells the two kinds apart. Of thousands of customers it changes nothing.
PENALTY = 10.0


@dataclass(frozen=True)
class Term:
    """One row of the model int_churn_fits: a covariate, or the intercept with mean 0 and scale 1."""

    fit: str
    term: str
    mean: float | None
    scale: float | None
    coefficient: float | None
    customers_fitted: int
    note: str | None


def fit_churn(days: Mapping[str, Any], sample: Mapping[str, Any]) -> list[Term]:
    """Fit for today and for the backtest.

    Args:
        days: Columns of int_clv_fit_days: which fits, and how many customers each takes; others than FITS are left out.
        sample: Columns of SAMPLE.
    """
    terms: list[Term] = []
    for fit, limit in sorted(zip(map(str, days["fit"]), map(int, days["customers_at_most"]), strict=True)):
        if fit not in FITS:
            continue
        chosen = np.asarray(sample["fit"], dtype=object) == fit
        x = np.stack([as_floats(sample[name])[chosen] for name in COVARIATES], axis=1)
        customers, lost = (as_floats(sample[name])[chosen] for name in ("customers", "lost"))
        terms += _terms(fit, x, customers, lost, limit)
    return terms


def as_floats(values: Any) -> Floats:
    """Read numbers as a database gives them, masked or None where there is none, as floats with NaN."""
    if isinstance(values, np.ma.MaskedArray):
        filled: Floats = np.ma.filled(values.astype(float), np.nan)
        return filled
    return np.array([np.nan if value is None else float(value) for value in values])


def regress(x: Floats, customers: Floats, lost: Floats) -> tuple[Floats, Floats, Floats]:
    """Fit the log odds of being lost by maximum likelihood, with a ridge of PENALTY on standardised coefficients.

    Args:
        x: Covariates, a row per group of equal customers; NaN where unknown, which counts as the mean.
        customers: Customers of each row.
        lost: How many of them were lost.

    Returns:
        Means, scales and coefficients; the first is the intercept, with mean 0 and scale 1. A covariate that is the
        same for all has the coefficient 0.
    """
    known = np.where(np.isnan(x), 0.0, customers[:, None])
    filled = np.nan_to_num(x)
    counted = np.maximum(known.sum(axis=0), 1.0)
    means = (known * filled).sum(axis=0) / counted
    scales = np.sqrt((known * (filled - means) ** 2).sum(axis=0) / counted)
    scales = np.where(scales > 1e-9 * (1 + np.abs(means)), scales, 0.0)
    z = np.where(np.isnan(x) | (scales == 0), 0.0, (filled - means) / np.where(scales > 0, scales, 1.0))
    design = np.hstack([np.ones((len(z), 1)), z])
    total = customers.sum()
    ridge = np.r_[0.0, np.full(z.shape[1], PENALTY)] / total

    def objective(beta: Floats) -> tuple[float, Floats]:
        eta = _times(design, beta)
        value = np.sum(customers * np.logaddexp(0.0, eta) - lost * eta) / total + np.sum(ridge * beta**2) / 2
        return float(value), np.einsum("ij,i->j", design, customers * expit(eta) - lost) / total + ridge * beta

    def curvature(beta: Floats) -> Floats:
        p = expit(_times(design, beta))
        weighted = design * (customers * p * (1 - p))[:, None]
        hessian: Floats = np.einsum("ij,ik->jk", weighted, design) / total + np.diag(ridge)
        return hessian

    start = np.zeros(design.shape[1])
    start[0] = np.log(lost.sum() / (total - lost.sum()))
    found = minimize(objective, start, jac=True, hess=curvature, method="trust-exact", options={"gtol": 1e-7})
    beta: Floats = found.x
    # To the last digits, so that it does not matter where the search stopped.
    for _ in range(3):
        beta = beta - np.linalg.solve(curvature(beta), objective(beta)[1])
    return np.r_[0.0, means], np.r_[1.0, np.where(scales > 0, scales, 1.0)], beta


def _terms(fit: str, x: Floats, customers: Floats, lost: Floats, limit: int) -> list[Term]:
    all_customers = int(customers.sum())
    order = np.lexsort(x.T[::-1])
    x, customers, lost = x[order], customers[order], lost[order]
    chosen = even_sample(customers.astype(np.int64), limit).astype(float)
    kept = chosen > 0
    x, lost, customers = x[kept], (lost * chosen / customers)[kept], chosen[kept]
    fitted, gone = int(customers.sum()), float(lost.sum())
    if min(gone, fitted - gone) < FEWEST_OF_EITHER:
        note = (
            f"No fit of churn risk: of {fitted} active customers {gone:.0f} did not buy and {fitted - gone:.0f} did "
            f"in the days after, {FEWEST_OF_EITHER} of each are needed."
        )
        return [Term(fit, INTERCEPT, None, None, None, fitted, note)]
    few = f"Fitted on {fitted} of {all_customers} customers, evenly chosen." if fitted < all_customers else None
    columns = zip(
        (INTERCEPT, *COVARIATES), *(map(float, column) for column in regress(x, customers, lost)), strict=True
    )
    return [Term(fit, term, mean, scale, coefficient, fitted, few) for term, mean, scale, coefficient in columns]


def _times(design: Floats, beta: Floats) -> Floats:
    """A product in the same order each time; one of BLAS is split among as many threads as it has."""
    product: Floats = np.einsum("ij,j->i", design, beta)
    return product
