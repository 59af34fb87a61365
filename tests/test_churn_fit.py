"""What the regression of churn risk does with data that carry a fit, and with data that do not."""

import math

import numpy as np
import pytest
from scipy.special import expit

from retensi.clv.churn import COVARIATES, FEWEST_OF_EITHER, INTERCEPT, PENALTY, TYPES, fit_churn, regress
from retensi.clv.warehouse import as_query
from retensi.macro_values import macro_value
from tests.churn_simulated import Law, backtest, simulate_shop
from tests.dbt_project import PROJECT

DAYS = {"fit": ["current", "holdout"], "customers_at_most": [100_000, 100_000]}


def law(size: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, tuple[float, float, float]]:
    """Two covariates of which log odds are made, and who was lost."""
    random = np.random.default_rng(seed)
    x = np.stack([random.normal(3, 2, size), random.normal(-1, 0.5, size)], axis=1)
    made = (-1.0, 0.4, -1.2)
    lost = random.random(size) < expit(made[0] + x @ np.array(made[1:]))
    return x, lost.astype(float), made


def sample_of(lost: int, kept: int) -> dict[str, list]:
    size = lost + kept
    columns = {name: [float(place) for place in range(size)] for name in COVARIATES}
    return columns | {"fit": ["current"] * size, "customers": [1] * size, "lost": [1] * lost + [0] * kept}


def test_the_regression_finds_the_coefficients_that_made_the_data():
    x, lost, made = law(200_000)
    means, scales, beta = regress(x, np.ones(len(x)), lost)
    slopes = beta[1:] / scales[1:]
    assert slopes == pytest.approx(made[1:], rel=0.03)
    assert beta[0] - float(np.sum(slopes * means[1:])) == pytest.approx(made[0], abs=0.05)


def test_no_step_from_the_fit_is_better():
    """Of the likelihood and the ridge, written down again, with a long step and a short one along each coordinate."""
    x, lost, _ = law(300)
    means, scales, beta = regress(x, np.ones(len(x)), lost)
    z = (x - means[1:]) / scales[1:]
    assert z.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert z.std(axis=0) == pytest.approx([1, 1])

    def badness(point: np.ndarray) -> float:
        p = expit(point[0] + z @ point[1:])
        return -float(np.sum(np.log(np.where(lost == 1, p, 1 - p)))) + PENALTY / 2 * float(np.sum(point[1:] ** 2))

    for place in range(3):
        for step in (-0.1, -1e-4, 1e-4, 0.1):
            moved = beta.copy()
            moved[place] += step
            assert badness(moved) > badness(beta)


def test_equal_customers_may_be_counted_together():
    x, lost, _ = law(500)
    x = np.round(x)
    rows, place = np.unique(x, axis=0, return_inverse=True)
    counts = np.bincount(place).astype(float)
    apart = regress(x, np.ones(len(x)), lost)[2]
    together = regress(rows, counts, np.bincount(place, weights=lost))[2]
    assert together == pytest.approx(apart, rel=1e-9)


def test_what_is_unknown_counts_as_the_mean_and_what_is_the_same_for_all_says_nothing():
    x, lost, _ = law(400)
    x = np.hstack([x, np.full((400, 1), 7.0), np.full((400, 1), np.nan)])
    x[::3, 1] = np.nan
    means, scales, beta = regress(x, np.ones(400), lost)
    assert means[2] == pytest.approx(np.nanmean(x[:, 1]))
    filled = x[:, :2].copy()
    filled[::3, 1] = means[2]
    # The scale is that of the known; with it the fit is that of the filled column.
    z = np.stack([(filled[:, 0] - means[1]) / scales[1], (filled[:, 1] - means[2]) / scales[2]], axis=1)
    gradient = z.T @ (expit(beta[0] + z @ beta[1:3]) - lost) + PENALTY * beta[1:3]
    assert gradient == pytest.approx([0, 0], abs=1e-8)
    assert beta[3:].tolist() == [0, 0]
    assert scales[3:].tolist() == [1, 1]


def test_a_covariate_that_tells_all_apart_has_a_bounded_coefficient():
    x = np.r_[np.zeros(100), np.ones(100)][:, None]
    beta = regress(x, np.ones(200), x[:, 0])[2]
    assert 0 < beta[1] < 5


@pytest.mark.parametrize(("lost", "kept"), [(0, 0), (0, 100), (FEWEST_OF_EITHER - 1, 100), (100, FEWEST_OF_EITHER - 1)])
def test_too_few_of_either_kind_give_no_fit_and_the_note_says_which(lost, kept):
    (current, holdout) = fit_churn(DAYS, sample_of(lost, kept))
    assert (current.term, current.mean, current.scale, current.coefficient) == (INTERCEPT, None, None, None)
    assert f"of {lost + kept} active customers {lost} did not buy and {kept} did" in current.note
    assert (holdout.fit, holdout.customers_fitted, holdout.coefficient) == ("holdout", 0, None)


def test_enough_of_both_kinds_give_a_term_for_each_covariate():
    terms = [term for term in fit_churn(DAYS, sample_of(FEWEST_OF_EITHER, FEWEST_OF_EITHER)) if term.fit == "current"]
    assert [term.term for term in terms] == [INTERCEPT, *COVARIATES]
    assert {(term.customers_fitted, term.note) for term in terms} == {(60, None)}
    assert all(math.isfinite(term.coefficient) and term.scale > 0 for term in terms)
    assert as_query(terms, TYPES).count("union all") == len(COVARIATES)


def test_of_more_customers_so_many_are_fitted_evenly_chosen_in_whatever_order_they_come():
    sample = sample_of(100, 100)
    days = {"fit": ["current"], "customers_at_most": [150]}
    turned = {name: column[::-1] for name, column in sample.items()}
    found = fit_churn(days, sample)
    assert found == fit_churn(days, turned)
    assert {term.note for term in found} == {"Fitted on 150 of 200 customers, evenly chosen."}


def test_both_languages_of_the_project_name_the_same_covariates():
    reasons = macro_value(PROJECT / "macros" / "value" / "churn_covariates.sql", "churn_covariates")
    assert tuple(reasons) == COVARIATES
    words = (PROJECT / "seeds" / "reference" / "reason_words.csv").read_text(encoding="utf-8").splitlines()
    named = [line.split(",")[0] for line in words if ",churn," in line]
    assert sorted(named) == sorted(reason for both in reasons.values() for reason in both)


# Laws of shops, from rare buyers who leave soon to steady ones who stay.
LAWS = {
    "ordinary": Law(0.6, 90, (0.5, 3.0)),
    "steady": Law(2.0, 30, (0.3, 2.0)),
    "rare": Law(1.0, 120, (1.0, 3.0)),
    "nobody leaves": Law(1.0, 60, None),
}


@pytest.mark.long
@pytest.mark.parametrize("name", LAWS)
def test_risks_are_right_within_3_points_where_the_law_is_known(name):
    rows = backtest(simulate_shop(LAWS[name], 20_000, np.random.default_rng(11)))
    for model in ("regression", "bg_nbd"):
        assert rows[model, 0]["customers"] > 3_000
        assert rows[model, 0]["calibration_gap"] < 0.03, model
    shown = next(row for (_, decile), row in rows.items() if decile == 0 and row["is_shown"])
    assert shown["brier_score"] == min(rows[model, 0]["brier_score"] for model in ("stage", "bg_nbd", "regression"))


@pytest.mark.long
def test_the_regression_wins_where_something_matters_that_no_purchase_shows():
    """A tenth of the purchases end in a complaint, after which nobody comes back."""
    rows = backtest(simulate_shop(Law(2.0, 40, None, complaining=0.1), 12_000, np.random.default_rng(5)))
    assert rows["regression", 0]["is_shown"]
    assert rows["regression", 0]["advantage_low"] > 0
    assert rows["regression", 0]["calibration_gap"] < 0.03


@pytest.mark.long
def test_of_twenty_shops_of_pure_chance_at_most_two_claim_a_win():
    """All buy at one rate and nobody leaves: what is known of customers tells nothing, the stage included."""
    claims = 0
    for seed in range(20):
        rows = backtest(simulate_shop(Law(math.inf, 60, None), 2_000, np.random.default_rng(seed)))
        claims += not rows["stage", 0]["is_shown"]
    assert claims <= 2
