"""Hard numeric cases of the models of customer value, against formulas that share no code with them."""

import numpy as np
import pytest
from scipy.special import betainc, betaln, gammaln, hyp2f1

from retensi.clv import gamma_gamma
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.bg_nbd_likelihood import BgNbdLikelihood
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import OrderValues, PurchaseHistories, even_sample
from tests.clv_predictions import (
    discounted_purchases_if_alive,
    expected_purchases,
    expected_purchases_of_new,
    probability_alive,
    purchases_if_alive,
    steps,
)

ORDINARY = ((0.05, 5), (0.5, 50), (0.1, 5), (0.3, 20))
EXTREME = ((1e-3, 1e3), (0.02, 1e3), (1e-4, 1e4), (1e-3, 1e4))


def counted_purchases(model: BgNbd, frequency: float, age: float, horizon: float) -> float:
    """The same expectation from another side, purchase by purchase; nan where they are too many.

    The sum over k of the probability of more than k purchases, if nobody left, x that of staying after k purchases.
    """
    shape, ratio = model.r + frequency, horizon / (model.alpha + age + horizon)
    mean = shape * ratio / (1 - ratio)
    terms = int(mean + 60 * np.sqrt(mean) / (1 - ratio) + 60 / (1 - ratio) + 50)
    if terms > 1_000_000:
        return float("nan")
    count = np.arange(terms, dtype=float)
    stays = model.b + frequency + count[:-1]
    stayed = np.exp(np.cumsum(np.r_[0.0, np.log(stays / (model.a + stays))]))
    return float(np.sum(betainc(count + 1, shape, ratio) * stayed))


@pytest.mark.parametrize(("ranges", "tolerance"), [(ORDINARY, 1e-11), (EXTREME, 1e-10)])
def test_expected_purchases_equal_the_counted_ones(ranges, tolerance):
    random = np.random.default_rng(4)
    compared = 0
    for _ in range(150):
        model = BgNbd(*np.exp(random.uniform(*np.log(ranges).T)))
        frequency, age = float(random.choice([0, 1, 2, 5, 20, 100, 3000])), float(random.choice([0, 0.14, 4, 40, 300]))
        horizon = float(random.choice([4, 26, 52, 150]))
        expected = counted_purchases(model, frequency, age, horizon)
        if np.isnan(expected):
            continue
        found = float(purchases_if_alive(model, frequency, age, horizon))
        assert found == pytest.approx(expected, rel=tolerance), (model, frequency, age, horizon)
        compared += 1
    assert compared > 100


def test_expected_purchases_equal_the_formula_of_the_paper():
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    x, age, horizon = np.arange(0, 40.0), np.linspace(0, 78, 40), 39.0
    z = horizon / (model.alpha + age + horizon)
    hypergeometric = hyp2f1(model.r + x, model.b + x, model.a + model.b + x - 1, z)
    expected = (model.a + model.b + x - 1) / (model.a - 1) * (1 - (1 - z) ** (model.r + x) * hypergeometric)
    assert purchases_if_alive(model, x, age, horizon) == pytest.approx(expected, rel=1e-10)


def test_there_is_no_pole_at_a_equal_to_1():
    near, at = BgNbd(0.3, 5, 1 + 1e-9, 2.0), BgNbd(0.3, 5, 1.0, 2.0)
    assert purchases_if_alive(at, 3, 30, 52) == pytest.approx(purchases_if_alive(near, 3, 30, 52), rel=1e-7)


@pytest.mark.parametrize("shape", [1e-4, 0.3, 1.0, 1e4])
@pytest.mark.parametrize("leaving", [1e-4, 0.8, 1.0, 1e4])
@pytest.mark.parametrize("staying", [1e-4, 2.4, 1e4])
def test_hard_histories_give_numbers(shape, leaving, staying):
    """Frequency 0, recency = age, age 0, a day old, thousands of purchases, with parameters at their bounds."""
    model = BgNbd(shape, 4.4, leaving, staying)
    frequency = np.array([0, 0, 0, 1, 1, 5, 5, 4000, 4000, 4000])
    recency = np.array([0, 0, 0, 1, 1, 1, 700, 4000, 4100, 9000]) / 7
    age = np.array([0, 1, 9000, 1, 9000, 9000, 700, 9000, 4100, 9000]) / 7
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        alive = probability_alive(model, frequency, recency, age)
        expected = expected_purchases(model, frequency, recency, age, 52)
        discounted = discounted_purchases_if_alive(model, frequency, age, 365, 0.01)
        histories = PurchaseHistories(frequency.astype(float), recency, age, np.ones(len(age)))
        log_likelihood, gradient = BgNbdLikelihood(histories)(
            shape / 4.4, 1 / 4.4, leaving / (leaving + staying), 1 / (1 + leaving + staying)
        )
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all(alive[:3] == 1)
    for numbers in (expected, discounted, gradient, log_likelihood):
        assert np.all(np.isfinite(numbers))
    assert np.all(expected >= 0)


@pytest.mark.parametrize(
    "at", [(0.06, 0.2, 0.3, 0.25), (0.06, 1e-5, 0.3, 1e-7), (0.06, 3e-3, 1e-6, 0.9), (0.5, 40.0, 0.95, 0.999)]
)
def test_gradients_of_bg_nbd_are_the_slopes_of_the_likelihood(at):
    likelihood = BgNbdLikelihood(
        PurchaseHistories.from_days([0, 1, 2, 7], [0, 30, 100, 300], [200, 100, 100, 400], [9, 4, 2, 1])
    )
    gradient = likelihood(*at)[1]
    for index, value in enumerate(at):
        step = np.zeros(len(at))
        step[index] = max(value * 1e-5, 1e-9)
        slope = (likelihood(*(at + step))[0] - likelihood(*(at - step))[0]) / (2 * step[index])
        assert gradient[index] == pytest.approx(slope, rel=1e-5, abs=1e-4)


def test_gradients_of_gamma_gamma_are_the_slopes_of_the_likelihood():
    values, at = OrderValues.of([1, 2, 7], [10, 25.5, 3], [5, 1, 2]), [6.0, 4.0, 15.0]
    gradient = gamma_gamma.log_likelihood_and_gradient(GammaGamma(*at), values)[1]
    for index, value in enumerate(at):
        step = np.zeros(len(at))
        step[index] = value * 1e-6
        up, down = (GammaGamma(*(at + sign * step)).log_likelihood(values) for sign in (1, -1))
        assert gradient[index] == pytest.approx((up - down) / (2 * step[index]), rel=1e-6)


def likelihood_of_the_paper(model: BgNbd, x: float, recency: float, age: float) -> float:
    """Equation 6 as it is printed, for one history."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    rates = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = np.exp(rates + betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age))
    if x == 0:
        return float(stays)
    return float(stays + np.exp(rates + betaln(a + 1, b + x - 1) - betaln(a, b) - (r + x) * np.log(alpha + recency)))


def test_the_likelihood_is_that_of_the_paper():
    random = np.random.default_rng(6)
    for _ in range(100):
        model = BgNbd(*np.exp(random.uniform(*np.log(ORDINARY).T)))
        x = int(random.choice([0, 1, 2, 5, 20]))
        recency = 0 if x == 0 else int(random.integers(1, 300))
        age = recency + int(random.integers(0, 300))
        found = model.log_likelihood(PurchaseHistories.from_days([x], [recency], [age]))
        assert found == pytest.approx(np.log(likelihood_of_the_paper(model, x, recency / 7, age / 7)), rel=1e-9)


LIMITS = {
    "one rate": (BgNbd.at(0.05, 0.0, 0.3, 0.25), BgNbd(4e6, 8e7, 0.9, 2.1)),
    "one probability": (BgNbd.at(0.05, 0.2, 0.3, 0.0), BgNbd(0.25, 5.0, 3e6, 7e6)),
    "both": (BgNbd.at(0.05, 0.0, 0.3, 0.0), BgNbd(4e6, 8e7, 3e6, 7e6)),
    "nobody leaves": (BgNbd.at(0.05, 0.2, 0.0, 0.3), BgNbd(0.25, 5.0, 1e-9, 1.0)),
    "everybody leaves": (BgNbd.at(0.05, 0.2, 1.0, 0.3), BgNbd(0.25, 5.0, 1.0, 1e-9)),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_at_a_limit_the_formulas_give_what_they_tend_to(limit):
    at, near = LIMITS[limit]
    # Where everybody leaves nobody has bought on three days, and nobody who came back is alive.
    x = np.array([0, 0, 1, 1, 2, 9])[: 4 if limit == "everybody leaves" else 6]
    recency, age = np.array([0, 0, 20, 20, 30, 50.0])[: len(x)], np.array([0, 52, 21, 60, 60, 60.0])[: len(x)]
    assert probability_alive(at, x, recency, age) == pytest.approx(probability_alive(near, x, recency, age), abs=1e-5)
    expected = expected_purchases(near, x, recency, age, 52)
    assert expected_purchases(at, x, recency, age, 52) == pytest.approx(expected, rel=1e-5, abs=1e-7)
    histories = PurchaseHistories(*(column[:4].astype(float) for column in (x, recency, age)), np.ones(4))
    assert at.log_likelihood(histories) == pytest.approx(near.log_likelihood(histories), rel=1e-6)


def test_one_rate_and_one_probability_are_a_poisson_process_with_a_coin_after_each_purchase():
    """What is left of the model has formulas of its own: rate l, probability of leaving p."""
    rate, leaving = 0.05, 0.3
    model = BgNbd.at(rate, 0.0, leaving, 0.0)
    assert expected_purchases_of_new(model, 52) == pytest.approx((1 - np.exp(-rate * leaving * 52)) / leaving, rel=1e-9)
    odds = leaving / (1 - leaving) * np.exp(rate * 12)
    assert probability_alive(model, 3, 40, 52) == pytest.approx(1 / (1 + odds), rel=1e-9)
    assert probability_alive(model, 0, 0, 52) == 1
    nobody = BgNbd.at(rate, 0.0, 0.0, 0.0)
    assert (nobody.a, probability_alive(nobody, 3, 1, 500)) == (0, 1)
    assert expected_purchases(nobody, 3, 1, 500, 52) == pytest.approx(rate * 52, rel=1e-9)
    everybody = BgNbd.at(rate, 0.0, 1.0, 0.0)
    assert (everybody.b, probability_alive(everybody, 1, 1, 1)) == (0, 0)
    assert expected_purchases_of_new(everybody, 52) == pytest.approx(1 - np.exp(-rate * 52), rel=1e-9)


def test_a_discounted_horizon_has_steps_of_30_days():
    assert steps(365) == [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 365]
    assert steps(60) == [30, 60]
    assert steps(7) == [7]
    with pytest.raises(ValueError, match="clv_horizon_days"):
        steps(0)
    model = BgNbd(0.3, 5, 0.8, 2.0)
    by_hand = sum(
        (purchases_if_alive(model, 2, 10, end / 7) - purchases_if_alive(model, 2, 10, start / 7)) / 1.01**number
        for number, (start, end) in enumerate([(0, 30), (30, 60), (60, 70)], start=1)
    )
    assert discounted_purchases_if_alive(model, 2, 10, 70, 0.01) == pytest.approx(float(by_hand), rel=1e-12)


def test_an_even_sample_keeps_the_total_and_the_order_of_rows_does_not_matter():
    assert even_sample(np.array([3, 1, 3]), 2).tolist() == [0, 1, 1]
    assert even_sample(np.array([3, 1, 3]), 3).tolist() == [3, 1, 3]
    random = np.random.default_rng(1)
    frequency = random.integers(0, 5, 500)
    recency = np.where(frequency > 0, frequency * random.integers(1, 10, 500), 0)
    age = recency + random.integers(0, 300, 500)
    shuffled = random.permutation(500)
    one = PurchaseHistories.from_days(frequency, recency, age, limit=50)
    other = PurchaseHistories.from_days(frequency[shuffled], recency[shuffled], age[shuffled], limit=50)
    assert one.customers.sum() == 50
    for name in ("frequency", "recency", "age", "customers"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("row", [(1, 5, 4), (0, 3, 4), (1, 0, 4), (-1, 0, 4)])
def test_an_impossible_history_is_refused(row):
    with pytest.raises(ValueError, match="impossible row"):
        PurchaseHistories.from_days(*[[value] for value in row])
