"""The risks, reasons and backtest of the warehouse, each against a recomputation in Python."""

from math import exp, log1p
from pathlib import Path

import pytest

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.churn import COVARIATES, INTERCEPT
from retensi.macro_values import macro_value
from tests.clv_predictions import probability_alive
from tests.dbt_project import PROJECT, dicts
from tests.oracle.compare import same
from tests.oracle.risk import churn_risk_backtest

pytestmark = pytest.mark.long

REASONS = macro_value(PROJECT / "macros" / "value" / "churn_covariates.sql", "churn_covariates")


@pytest.fixture(scope="module", params=["demo_warehouse", "cdnow_warehouse"])
def warehouse(request: pytest.FixtureRequest) -> Path:
    """A shop that has all inputs, and one of purchases alone."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def recomputed(warehouse: Path) -> dict[tuple[str, str], dict]:
    """The scores of each fit and customer, from the covariates and the coefficients."""
    terms = {(row["fit"], row["term"]): row for row in dicts(warehouse, "from intermediate.int_churn_fits")}
    rates = {row["fit"]: row for row in dicts(warehouse, "from intermediate.int_clv_fits")}
    customers = dicts(warehouse, "from intermediate.int_churn_covariates")
    taught = {fit: [row for row in customers if row["teaches"] == fit] for fit in ("current", "holdout")}
    scores = {}
    for row in customers:
        fit = row["scored_by"]
        if fit is None:
            continue
        like = [each["is_lost"] for each in taught[fit] if each["lifecycle_stage"] == row["lifecycle_stage"]]
        parts = {}
        for name in COVARIATES:
            term = terms[fit, name]
            parts[name] = 0 if row[name] is None else (row[name] - term["mean"]) / term["scale"] * term["coefficient"]
        told = sorted((name for name in COVARIATES if parts[name] > 0), key=lambda name: -round(parts[name], 9))
        model = BgNbd(*(rates[fit][name] for name in ("r", "alpha", "a", "b")))
        x, recency, age = row["frequency"], row["recency_days"] / 7, row["age_days"] / 7
        silent = exp(-(model.r + x) * log1p(90 / 7 / (model.alpha + age)))
        scores[fit, row["customer_id"]] = {
            "is_lost": row["is_lost"],
            "by_stage": sum(like) / len(like),
            "by_bg_nbd": float(1 - probability_alive(model, x, recency, age) * (1 - silent)),
            "by_regression": 1 / (1 + exp(-terms[fit, INTERCEPT]["coefficient"] - sum(parts.values()))),
            "reasons": ",".join(REASONS[name][row[name] < terms[fit, name]["mean"]] for name in told[:3]) or None
            if fit == "current"
            else None,
        }
    return scores


def test_scores_equal_their_recomputation(warehouse, recomputed):
    found = dicts(warehouse, "from intermediate.int_churn_scores")
    assert {(row["fit"], row["customer_id"]) for row in found} == recomputed.keys()
    for row in found:
        for name, wanted in recomputed[row["fit"], row["customer_id"]].items():
            assert same(row[name], wanted), (name, row, wanted)


def test_the_backtest_equals_its_recomputation(warehouse, recomputed):
    held_out = [row for (fit, _), row in recomputed.items() if fit == "holdout"]
    risks = {model: [row[f"by_{model}"] for row in held_out] for model in ("stage", "bg_nbd", "regression")}
    expected = churn_risk_backtest(risks, [row["is_lost"] for row in held_out])
    found = {(row["risk_model"], row["decile"]): row for row in dicts(warehouse, "from marts.churn_risk_backtest")}
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        for name, wanted in row.items():
            assert same(found[key][name], wanted), (key, name, found[key][name], wanted)


def test_customers_have_the_risk_of_the_model_that_is_shown(warehouse, recomputed):
    (shown,) = dicts(warehouse, "select risk_model from marts.churn_risk_backtest where is_shown and decile = 0")
    found = {row["customer_id"]: row for row in dicts(warehouse, "from marts.customers")}
    active = {customer for fit, customer in recomputed if fit == "current"}
    assert {customer for customer, row in found.items() if row["churn_risk"] is not None} == active
    for customer in active:
        wanted = recomputed["current", customer]
        assert same(found[customer]["churn_risk"], wanted[f"by_{shown['risk_model']}"])
        assert found[customer]["churn_reasons"] == (wanted["reasons"] if shown["risk_model"] == "regression" else None)
