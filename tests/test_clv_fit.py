"""What a fit does with data that carry one, and with data that do not."""

import numpy as np
import pytest

from retensi.clv.bg_nbd import LIMIT, BgNbd
from retensi.clv.fit import BG_NBD_STARTS, fit_bg_nbd, fit_customer_value, fit_gamma_gamma
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import OrderValues, PurchaseHistories
from retensi.clv.warehouse import fit_all
from tests.clv_predictions import expected_order_value, expected_purchases, expected_purchases_of_new
from tests.clv_simulated import simulate_histories, simulate_mean_values

RATES = BgNbd(0.4, 6.0, 0.7, 2.5)
VALUES = GammaGamma(6.0, 4.0, 15.0)
UNEVEN = np.exp(np.random.default_rng(1).normal(0, 12, 300))


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
    assert expected_purchases_of_new(some_of_them, 52) == pytest.approx(
        expected_purchases_of_new(all_of_them, 52), rel=0.03
    )


def test_a_fit_with_more_histories_than_its_day_says_is_made_on_so_many_evenly_chosen():
    """Along the sorted table the 4th and the 7th of seven; another fit that is small enough takes all."""
    fits = ["current", "holdout"]
    days = {"fit": fits, "fit_day": ["2024-02-29", "2023-02-28"], "customers_at_most": [2, 2]}
    histories = {
        "fit": ["current", "current", "holdout", "current"],
        "frequency": [2, 0, 0, 1],
        "recency_days": [2, 0, 0, 2],
        "age_days": [5, 5, 5, 5],
        "customers": [3, 3, 3, 1],
    }
    order_values = {"fit": [], "frequency": [], "repeat_net_revenue": [], "customers": []}
    current, holdout = fit_all(days, histories, order_values)
    assert (current.fit, current.fitted_as_of, current.customers_fitted) == ("current", "2024-02-29", 2)
    assert "2 customers bought again on a later day" in current.note
    assert current.note.endswith("Fitted on 2 of 7 customers, evenly chosen.")
    assert (holdout.fit, holdout.fitted_as_of, holdout.customers_fitted) == ("holdout", "2023-02-28", 3)
    assert "Fitted on" not in holdout.note


def simulated(model: BgNbd, customers: int, longest_age: int, seed: int) -> PurchaseHistories:
    random = np.random.default_rng(seed)
    return PurchaseHistories.from_days(*simulate_histories(model, customers, longest_age, random))


def expected_in_a_year(model: BgNbd, histories: PurchaseHistories) -> float:
    """Purchase days expected of all customers of a table in the next 365 days."""
    expected = expected_purchases(model, histories.frequency, histories.recency, histories.age, 365 / 7)
    return float(np.sum(histories.customers * expected))


# Laws at the limits of the model, as simulated shops: how they buy, customers, days, what a fit at the limit says.
ONE_PROBABILITY = BgNbd(0.5, 8.0, 0.3e9, 0.7e9)
NOBODY_LEAVES = BgNbd(2.0, 4.0, 1e-9, 1.0)
EVERYBODY_LEAVES = BgNbd(0.3, 8.0, 1e9, 1e-3)
ONE_RATE = BgNbd(1e9, 20e9, 0.7, 2.5)
LAWS = {
    "one probability": (
        ONE_PROBABILITY,
        20_000,
        700,
        "The probability of leaving after a purchase day is the same",
    ),
    "nobody leaves": (NOBODY_LEAVES, 3_000, 400, "The purchases show no sign of customers who leave."),
    "everybody leaves": (EVERYBODY_LEAVES, 8_000, 700, "Everybody leaves after the second purchase day."),
    "one rate": (ONE_RATE, 8_000, 700, "All customers buy at the same rate, 0.0"),
    "leave at once or never": (BgNbd(0.5, 8.0, 0.0003, 0.0007), 8_000, 700, "percent of the customers leave after the"),
}


@pytest.mark.parametrize("law", LAWS)
def test_shops_that_follow_a_limit_of_the_model_have_a_fit_that_says_so(law):
    """By chance half of such shops lie a little on the inner side; of some others the fit says the limit."""
    model, customers, days, said = LAWS[law]
    notes = []
    for seed in range(3):
        histories = simulated(model, customers, days, seed)
        fit = fit_bg_nbd(histories)
        assert fit.model is not None, fit.note
        assert expected_in_a_year(fit.model, histories) == pytest.approx(expected_in_a_year(model, histories), rel=0.08)
        # No model of the same family explains the data better, the one that made them included.
        assert fit.log_likelihood >= model.log_likelihood(histories) - 1e-6
        notes.append(fit.note or "")
    assert any(said in note for note in notes), notes


def olist_like() -> PurchaseHistories:
    """96,000 people of two years of whom 35 bought on a second day, none on a third."""
    random = np.random.default_rng(35)
    age = random.integers(1, 730, 96_000)
    again = random.choice(np.flatnonzero(age > 60), 35, replace=False)
    recency, frequency = np.zeros(96_000, dtype=int), np.zeros(96_000, dtype=int)
    recency[again] = np.minimum(1 + random.exponential(120, 35), age[again])
    frequency[again] = 1
    return PurchaseHistories.from_days(frequency, recency, age)


def maven_like(seed: int = 3) -> PurchaseHistories:
    """31,700 customers of three years, some 600 of whom bought again, by one law of leaving."""
    return simulated(BgNbd(0.018, 35.0, 0.7e9, 0.3e9), 31_700, 1095, seed)


def test_shops_with_few_repeat_customers_have_a_fit():
    for histories, repeat_customers in ((olist_like(), range(35, 36)), (maven_like(), range(550, 650))):
        assert int(histories.customers[histories.frequency > 0].sum()) in repeat_customers
        fit = fit_bg_nbd(histories)
        assert fit.model is not None, fit.note
        a_year = expected_in_a_year(fit.model, histories)
        # About as many as came in a year of the past.
        came = np.sum(histories.frequency * histories.customers) * 52 / histories.age.max()
        assert came / 3 < a_year < 3 * came


@pytest.mark.parametrize("shop", ["olist", "maven", "one probability", "ordinary"])
def test_the_fit_is_the_same_wherever_the_search_begins(shop, monkeypatch):
    histories = {
        "olist": olist_like,
        "maven": maven_like,
        "one probability": lambda: simulated(ONE_PROBABILITY, 20_000, 700, 0),
        "ordinary": lambda: simulated(RATES, 20_000, 700, 5),
    }[shop]()
    found = []
    starts = (*BG_NBD_STARTS, (0.2, 0.0, 0.5, 0.0), (5.0, 100.0, 0.9, 0.9))
    for start in starts:
        monkeypatch.setattr("retensi.clv.fit.BG_NBD_STARTS", (start,))
        fit = fit_bg_nbd(histories)
        assert fit.model is not None, (start, fit.note)
        found.append((fit.log_likelihood, expected_in_a_year(fit.model, histories), fit.note))
    for log_likelihood, a_year, note in found:
        assert log_likelihood == pytest.approx(found[0][0], abs=1e-5)
        assert a_year == pytest.approx(found[0][1], rel=1e-5)
        assert note == found[0][2]


def test_expected_orders_hardly_move_along_the_ridge_to_the_limit():
    histories = simulated(ONE_PROBABILITY, 20_000, 700, 0)
    limit = fit_bg_nbd(histories).model
    assert limit.a + limit.b == pytest.approx(LIMIT)
    mean = limit.a / (limit.a + limit.b)
    at_the_limit = expected_in_a_year(limit, histories)
    for together in (1e4, 1e6, 1e8, 1e10):
        on_the_ridge = BgNbd(limit.r, limit.alpha, mean * together, (1 - mean) * together)
        assert expected_in_a_year(on_the_ridge, histories) == pytest.approx(at_the_limit, rel=10 / together + 1e-9)
        assert on_the_ridge.log_likelihood(histories) < limit.log_likelihood(histories) + 1e-6


def test_customers_who_are_all_alike_have_a_fit():
    fit = fit_bg_nbd(PurchaseHistories.from_days([4] * 200, [40] * 200, [50] * 200))
    assert fit.note == (
        "All customers buy at the same rate, 0.56 purchase days a week. "
        "The purchases show no sign of customers who leave."
    )
    assert expected_purchases(fit.model, 4, 40 / 7, 50 / 7, 10) == pytest.approx(5.6, rel=1e-9)


@pytest.mark.parametrize(
    ("histories", "reason"),
    [
        (([], [], []), "0 customers bought again"),
        (([0] * 500, [0] * 500, range(500)), "0 customers bought again"),
        (([0] * 500 + [1] * 29, [0] * 500 + [3] * 29, [9] * 529), "29 customers bought again on a later day, 30 are"),
    ],
)
def test_histories_without_repeats_give_no_fit_and_the_note_says_what_they_lack(histories, reason):
    fit = fit_bg_nbd(PurchaseHistories.from_days(*histories))
    assert fit.model is None
    assert fit.log_likelihood is None
    assert reason in fit.note


@pytest.mark.parametrize(
    ("frequency", "means", "reason"),
    [
        ([], [], "0 customers bought again"),
        ([1] * 100, [0.0] * 100, "0 customers bought again on a later day and paid"),
        ([1] * 300, UNEVEN, "their mean does not exist"),
    ],
)
def test_values_that_tell_no_mean_give_no_fit(frequency, means, reason):
    fit = fit_gamma_gamma(OrderValues.of(frequency, means))
    assert fit.model is None
    assert reason in fit.note


def values_of(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Repeat purchases, and their mean value, of 2,000 customers whose values lack one spread or both."""
    random = np.random.default_rng(5)
    frequency = random.integers(1, 6, 2_000)
    own_mean = 15 / random.gamma(4.0, 1.0, 2_000) if kind == "steady customers" else np.full(2_000, 5.0)
    if kind == "all customers alike":
        return frequency, random.gamma(2.0 * frequency) * own_mean / (2.0 * frequency)
    return frequency, own_mean


@pytest.mark.parametrize(
    ("kind", "said", "tolerance"),
    [
        ("one price", "All purchase days are worth the same.", 1e-4),
        ("steady customers", "The purchase days of one customer are all worth the same.", 0.01),
        ("all customers alike", "All customers spend alike", 0.03),
    ],
)
def test_values_without_one_spread_or_both_have_a_fit_that_says_so(kind, said, tolerance):
    frequency, means = values_of(kind)
    fit = fit_gamma_gamma(OrderValues.of(frequency, means))
    assert said in fit.note
    expected = means if kind == "steady customers" else np.full(2_000, 5.0)
    assert expected_order_value(fit.model, frequency, means) == pytest.approx(expected, rel=tolerance)


def test_one_failed_model_is_no_fit_and_the_note_says_which():
    histories = simulate_histories(RATES, 2_000, 400, np.random.default_rng(3))
    fit = fit_customer_value(PurchaseHistories.from_days(*histories), OrderValues.of(np.ones(300), UNEVEN))
    assert not fit.converged
    assert fit.bg_nbd.model is not None
    assert "No Gamma-Gamma fit: the order values are so uneven" in fit.note
