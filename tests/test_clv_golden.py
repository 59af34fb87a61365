"""The models of customer value against what others published and computed."""

from datetime import date

import numpy as np
import pytest
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy.special import hyp2f1

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.fit import BgNbdFit, GammaGammaFit, fit_bg_nbd, fit_gamma_gamma
from retensi.clv.histories import OrderValues, PurchaseHistories
from tests.clv_data import MASTER, SAMPLE, Customers, customers, published
from tests.clv_predictions import expected_order_value, expected_purchases, expected_purchases_of_new, probability_alive

END_OF_CALIBRATION = date(1997, 9, 30)
LAST_DAY = date(1998, 6, 30)


@pytest.fixture(scope="module")
def sample() -> Customers:
    return customers(SAMPLE, END_OF_CALIBRATION)


@pytest.fixture(scope="module")
def whole() -> Customers:
    return customers(MASTER, LAST_DAY)


def histories_of(found: Customers) -> PurchaseHistories:
    return PurchaseHistories.from_days(found.frequency, found.recency, found.age)


@pytest.fixture(scope="module")
def rates(sample: Customers) -> BgNbdFit:
    return fit_bg_nbd(histories_of(sample))


@pytest.fixture(scope="module")
def values(sample: Customers) -> GammaGammaFit:
    return fit_gamma_gamma(OrderValues.of(sample.frequency, sample.mean_value))


def test_histories_equal_the_published_summary(sample):
    summary = published("cdnow_customers_summary.csv")
    assert len(sample.ids) == 2357
    assert np.array_equal(sample.frequency, summary["frequency"])
    assert np.max(np.abs(sample.recency / 7 - summary["recency"])) <= 0.005 + 1e-9
    assert np.max(np.abs(sample.age / 7 - summary["T"])) <= 0.005 + 1e-9


def test_bg_nbd_parameters_are_the_published_ones(rates):
    model = rates.model
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.001)
    assert rates.log_likelihood == pytest.approx(-9582.43, abs=0.05)
    assert rates.note is None


def test_expected_purchases_are_the_published_ones(rates):
    expected = expected_purchases_of_new(rates.model, [0.1429, 1, 3, 31.8571, 32])
    assert np.round(expected, 4).tolist() == [0.0078, 0.0532, 0.1506, 1.0405, 1.0437]
    assert round(float(expected_purchases(rates.model, 2, 30.43, 38.86, 39)), 3) == 1.226


def test_expected_purchases_of_78_weeks_are_the_published_ones_but_for_their_cut_off_series(rates):
    """The published 1.8576 adds up 150 terms of a series that has not ended there; all of them give 1.8580."""
    model, horizon = rates.model, 78
    z = horizon / (model.alpha + horizon)
    index = np.arange(149)
    ratios = (model.r + index) * (model.b + index) / ((model.a + model.b - 1 + index) * (index + 1)) * z
    series = np.cumsum(np.r_[1.0, np.cumprod(ratios)])[-1]
    cut_off = (model.a + model.b - 1) / (model.a - 1) * (1 - (1 - z) ** model.r * series)
    assert round(float(cut_off), 4) == 1.8576
    exact = (model.a + model.b - 1) / (model.a - 1)
    exact *= 1 - (1 - z) ** model.r * hyp2f1(model.r, model.b, model.a + model.b - 1, z)
    assert float(expected_purchases_of_new(model, horizon)) == pytest.approx(float(exact), rel=1e-12)
    assert round(float(exact), 4) == 1.8580


def test_gamma_gamma_parameters_are_the_published_ones(sample, values):
    assert int(np.sum(sample.frequency > 0)) == 946
    repeated = sample.mean_value[sample.frequency > 0]
    told = (repeated.mean(), np.median(repeated), repeated.std(ddof=1), repeated.max())
    assert [round(float(value)) for value in told] == [35, 27, 30, 300]
    model = values.model
    assert (round(model.p, 2), round(model.q, 2), round(model.v, 2)) == (6.25, 3.74, 15.44)


def test_expected_values_of_the_first_ten_are_the_published_ones(sample, values):
    found = expected_order_value(values.model, sample.frequency[:10], sample.mean_value[:10])
    expected = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert np.round(found, 2) == pytest.approx(expected, abs=1e-9)


def test_holdout_of_the_sample_is_predicted_as_recomputed(sample, rates):
    predicted = expected_purchases(rates.model, sample.frequency, sample.recency / 7, sample.age / 7, 39)
    until_the_end = customers(SAMPLE, LAST_DAY)
    assert round(float(predicted.sum())) == 1653
    assert int(until_the_end.frequency.sum() - sample.frequency.sum()) == 1882


@pytest.mark.parametrize("data", ["sample", "whole"])
def test_every_customer_agrees_with_lifetimes(data, request):
    found = request.getfixturevalue(data)
    recency, age = found.recency / 7, found.age / 7
    theirs = BetaGeoFitter().fit(found.frequency, recency, age)
    ours = fit_bg_nbd(histories_of(found)).model
    alive = theirs.conditional_probability_alive(found.frequency, recency, age)
    expected = theirs.conditional_expected_number_of_purchases_up_to_time(52, found.frequency, recency, age)
    assert np.max(np.abs(probability_alive(ours, found.frequency, recency, age) - alive)) < 1e-4
    assert np.max(np.abs(expected_purchases(ours, found.frequency, recency, age, 52) - expected)) < 1e-4
    # With their parameters the formulas agree to rounding.
    same = BgNbd(*theirs.params_)
    assert expected_purchases(same, found.frequency, recency, age, 52) == pytest.approx(np.asarray(expected), rel=1e-10)


def test_order_values_agree_with_lifetimes(whole):
    again = (whole.frequency > 0) & (whole.mean_value > 0)
    theirs = GammaGammaFitter().fit(whole.frequency[again], whole.mean_value[again])
    ours = fit_gamma_gamma(OrderValues.of(whole.frequency, whole.mean_value)).model
    expected = theirs.conditional_expected_average_profit(whole.frequency[again], whole.mean_value[again])
    found = expected_order_value(ours, whole.frequency[again], whole.mean_value[again])
    assert found == pytest.approx(np.asarray(expected), rel=1e-4)
