"""What a fit does with data that carry one, and with data that do not."""

import numpy as np
import pytest

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.fit import fit_bg_nbd, fit_customer_value, fit_gamma_gamma
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import OrderValues, PurchaseHistories
from retensi.clv.simulate import simulate_histories, simulate_mean_values

RATES = BgNbd(0.4, 6.0, 0.7, 2.5)
VALUES = GammaGamma(6.0, 4.0, 15.0)


def test_a_fit_finds_the_parameters_that_made_the_data():
    random = np.random.default_rng(7)
    histories = simulate_histories(RATES, 60_000, 700, random)
    means = simulate_mean_values(VALUES, histories[0], random)
    fit = fit_customer_value(PurchaseHistories.from_days(*histories), OrderValues.of(histories[0], means))
    assert fit.converged
    assert fit.customers_fitted == 60_000
    found = fit.bg_nbd.model
    # A day is the shortest time between two purchase days, which the model does not know.
    assert (found.r, found.alpha) == pytest.approx((RATES.r, RATES.alpha), rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(RATES.a / (RATES.a + RATES.b), rel=0.05)
    assert fit.gamma_gamma.model.population_mean == pytest.approx(VALUES.population_mean, rel=0.03)


def test_an_even_sample_gives_nearly_the_same_fit():
    histories = simulate_histories(RATES, 60_000, 700, np.random.default_rng(8))
    all_of_them = fit_bg_nbd(PurchaseHistories.from_days(*histories)).model
    some_of_them = fit_bg_nbd(PurchaseHistories.from_days(*histories, limit=10_000)).model
    assert some_of_them.expected_purchases_of_new(52) == pytest.approx(
        all_of_them.expected_purchases_of_new(52), rel=0.03
    )


def test_nobody_who_leaves_is_a_limit_that_fits():
    random = np.random.default_rng(9)
    never_leave = simulate_histories(BgNbd(2.0, 4.0, 1e-9, 1.0), 3_000, 400, random)
    fit = fit_bg_nbd(PurchaseHistories.from_days(*never_leave))
    assert fit.model is not None
    assert fit.note == "The purchases show no sign of customers who leave."
    assert fit.model.probability_alive(5, 30, 31) > 0.99


@pytest.mark.parametrize(
    ("histories", "reason"),
    [
        (([], [], []), "0 customers bought again"),
        (([0] * 500, [0] * 500, range(500)), "0 customers bought again"),
        (([0] * 500 + [1] * 29, [0] * 500 + [3] * 29, [9] * 529), "29 customers bought again"),
        (([4] * 200, [40] * 200, [50] * 200), "No BG/NBD fit"),
    ],
)
def test_histories_without_spread_or_repeats_give_no_fit(histories, reason):
    fit = fit_bg_nbd(PurchaseHistories.from_days(*histories))
    assert fit.model is None
    assert fit.log_likelihood is None
    assert reason in fit.note


@pytest.mark.parametrize(
    ("frequency", "means", "reason"),
    [
        ([], [], "0 customers bought again"),
        ([1] * 100, [0.0] * 100, "0 customers bought again on a later day and paid"),
        ([1, 2, 3] * 100, [20.0] * 300, "show no spread"),
        ([1] * 300, np.exp(np.random.default_rng(1).normal(0, 12, 300)), "No Gamma-Gamma fit"),
    ],
)
def test_values_without_spread_give_no_fit(frequency, means, reason):
    fit = fit_gamma_gamma(OrderValues.of(frequency, means))
    assert fit.model is None
    assert reason in fit.note


def test_one_failed_model_is_no_fit_and_the_note_says_which():
    histories = simulate_histories(RATES, 2_000, 400, np.random.default_rng(3))
    fit = fit_customer_value(
        PurchaseHistories.from_days(*histories), OrderValues.of(histories[0], np.full(len(histories[0]), 9.0))
    )
    assert not fit.converged
    assert fit.bg_nbd.model is not None
    assert fit.note == "No Gamma-Gamma fit: the order values show no spread."
