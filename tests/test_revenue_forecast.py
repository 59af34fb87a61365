"""The forecast of revenue: its formulas, how good it is where the law is known, the marts against a recomputation."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from retensi.clv import expected
from retensi.clv.arrivals import expected_arrivals, seasons, spread
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.revenue import KnownCustomers, PastMonths, expected_months, month_after
from tests.clv_predictions import (
    expected_order_value,
    expected_purchases,
    expected_purchases_of_new,
    probability_alive,
    purchases_if_alive,
)
from tests.dbt_project import dicts
from tests.revenue_shops import Judged, RevenueShop, forecast, judged, known_on, simulated_shop

RATES, VALUES = BgNbd(0.6, 8.0, 0.8, 3.5), GammaGamma(4.0, 4.0, 40.0)
ROWS = (
    "known_customers_net_revenue",
    "new_customers_net_revenue",
    "anonymous_expected_net_revenue",
)


def test_formulas_equal_those_of_the_scores_for_a_sum_over_a_shop():
    random = np.random.default_rng(8)
    for _ in range(60):
        model = BgNbd(*np.exp(random.uniform(*np.log([(0.05, 5), (0.5, 50), (0.1, 5), (0.3, 20)]).T)))
        x = random.integers(0, 40, 20).astype(float)
        age = random.uniform(0, 150, 20)
        recency = np.where(x > 0, age * random.random(20), 0.0)
        horizon = float(random.choice([4, 26, 52]))
        assert expected.probability_alive(model, x, recency, age) == pytest.approx(
            probability_alive(model, x, recency, age), rel=1e-12
        )
        assert expected.purchases_if_alive(model, x, age, horizon) == pytest.approx(
            purchases_if_alive(model, x, age, horizon), rel=1e-6
        )
        spent = np.where(x > 0, random.uniform(0, 100, 20) * x, 0.0)
        assert expected.expected_value(VALUES, x, spent) == pytest.approx(
            expected_order_value(VALUES, x, spent / np.maximum(x, 1)), rel=1e-12
        )


@pytest.mark.parametrize("model", [BgNbd(1e12, 4e12, 0.0, 1e12), BgNbd(0.5, 4.0, 0.3e12, 0.7e12), BgNbd(1, 4, 0.2, 0)])
def test_limits_of_the_model_have_a_forecast(model):
    customers = KnownCustomers(*(np.array(column) for column in ([0.0, 3.0], [0.0, 20.0], [30.0, 40.0], [50.0, 20.0])),
                               np.array([0.0, 20.0]), np.array([0.0, 900.0]))  # fmt: skip
    months = np.full(6, 10.0)
    rows = expected_months(model, VALUES, date(2024, 6, 30), customers, PastMonths(months, *[100 * months] * 4))
    assert len(rows) == 12
    for row in rows:
        assert all(math.isfinite(value) for value in list(vars(row).values())[1:])
        total = row.known_net_revenue + row.new_net_revenue + row.anonymous_net_revenue
        assert row.lower_net_revenue <= total <= row.upper_net_revenue


def test_seasons_are_found_below_growth_and_two_years_are_needed():
    season = np.array([0.7, 0.8, 1.0, 1.1, 0.9, 1.2, 1.3, 1.0, 0.9, 0.8, 1.1, 1.2])
    counts = 100 * 1.03 ** np.arange(24) * np.tile(season, 2)
    assert seasons(counts) == pytest.approx(season / season.mean(), rel=0.01)
    assert seasons(counts[1:]) == pytest.approx(np.ones(12))
    # January after a December; what grew is not carried on.
    assert expected_arrivals(counts, np.array([1, 13]))[0] == expected_arrivals(counts, np.array([1, 13]))[1]
    assert expected_arrivals(counts[1:], np.array([1, 7])) == pytest.approx(counts[-3:].mean())


def test_years_that_do_not_agree_make_no_season():
    up_and_down = np.tile([50.0, 150.0], 6)
    assert seasons(np.r_[up_and_down, 200 - up_and_down]) == pytest.approx(np.ones(12))
    assert seasons(np.zeros(24)) == pytest.approx(np.ones(12))


def test_a_trend_does_not_widen_the_spread():
    noise = np.random.default_rng(3).normal(0, 10, 4000)
    assert spread(100 + noise) == pytest.approx(0.1, rel=0.05)
    assert spread(np.linspace(50, 150, 4000) + noise) == pytest.approx(0.1, rel=0.05)
    assert spread(np.zeros(12)) == 0.0


def test_fewer_than_three_months_are_no_forecast():
    nobody = KnownCustomers(*[np.zeros(0)] * 6)
    for months, length in ((2, 0), (3, 12)):
        past = PastMonths(*[np.full(months, 30.0)] * 5)
        rows = expected_months(RATES, VALUES, date(2024, 12, 15), nobody, past)
        assert len(rows) == length
    assert [row.month for row in rows[:2]] == ["2025-01-01", "2025-02-01"]
    assert {row.known_net_revenue for row in rows} == {0.0}


def bg_nbd_shop(seed: int, months: int, arrivals) -> RevenueShop:
    """A shop whose customers buy as the models say."""

    def again(random: Random):
        rate, leaving = random.gammavariate(RATES.r, 1 / RATES.alpha) / 7, random.betavariate(RATES.a, RATES.b)
        first = iter([False])
        return lambda: None if next(first, random.random() < leaving) else random.expovariate(max(rate, 1e-9))

    def value(random: Random):
        scale = random.gammavariate(VALUES.q, 1 / VALUES.v)
        return lambda: round(random.gammavariate(VALUES.p, 1 / scale), 2)

    return simulated_shop(seed, months, arrivals, again, value)


def level_shop(seed: int) -> RevenueShop:
    """A shop in which nothing but chance moves the months: as many come each month, and some buy again soon."""
    return simulated_shop(
        seed,
        36,
        lambda number, random: 60.0,
        lambda random: lambda: random.expovariate(1 / 20) if random.random() < 0.3 else None,
        lambda random: lambda: round(40 * math.exp(random.gauss(0, 0.7)), 2),
    )


def test_the_forecast_is_what_its_customers_add_up_to():
    """Customer by customer and arrival by arrival; the forecast goes by histories and by the middle of eighths."""
    shop = bg_nbd_shop(1, 15, lambda number, random: 20.0)
    customers, past, known = known_on(shop, 15)
    day = date(2023, 3, 31)
    rows = expected_months(RATES, VALUES, day, customers, past)
    assert rows == expected_months(RATES, VALUES, day, customers, past)
    level = past.new_customers[-3:].mean()
    first = past.first_net_revenue[-12:].sum() / past.new_customers[-12:].sum()
    for ahead, row in enumerate(rows, start=1):
        begin, end = ((month_after(day, number) - day).days - 1 for number in (ahead, ahead + 1))
        of_known = 0.0
        for seen in known:
            history = len(seen) - 1, (seen[-1][0] - seen[0][0]).days / 7, (day - seen[0][0]).days / 7
            spent = sum(value for _, value in seen[1:]) / max(len(seen) - 1, 1)
            more = [float(expected_purchases(RATES, *history, days / 7)) for days in (begin, end)]
            of_known += (more[1] - more[0]) * float(expected_order_value(VALUES, history[0], spent))
        assert row.known_net_revenue == pytest.approx(of_known, rel=1e-6)
        of_new = level * first
        for number in range(1, ahead + 1):
            opens, closes = ((month_after(day, each) - day).days - 1 for each in (number, number + 1))
            times = np.linspace(opens, closes, 401)
            bought = [expected_purchases_of_new(RATES, np.maximum(limit - times, 0) / 7) for limit in (begin, end)]
            of_new += level * float(np.mean(bought[1] - bought[0])) * VALUES.population_mean
        assert row.new_net_revenue == pytest.approx(of_new, rel=0.005)


@pytest.mark.long
def test_a_growing_shop_is_forecast_better_than_by_last_year():
    found = [judged(bg_nbd_shop(seed, 36, lambda number, random: 20 * 1.05**number)) for seed in range(5)]
    assert all(each.model < 0.6 * each.same_month_last_year for each in found), found
    assert all(each.model < each.last_three_months for each in found), found
    assert sum(each.wins for each in found) >= 4


@pytest.mark.long
def test_nine_of_ten_months_are_within_the_bounds_where_the_law_holds():
    found = [judged(bg_nbd_shop(seed, 30, lambda number, random: 60.0)) for seed in range(10)]
    assert 0.8 <= sum(each.within for each in found) / 120 <= 1.0, found


@pytest.mark.long
def test_chance_makes_no_winner():
    """Of twenty shops at most two: a bound of 95 percent is passed by chance once in forty times."""
    found: list[Judged] = [judged(level_shop(seed)) for seed in range(20)]
    assert sum(each.wins for each in found) <= 2


@pytest.mark.long
def test_the_forecast_of_a_level_shop_is_its_level():
    for seed in range(3):
        shop = level_shop(seed)
        level = sum(shop.revenue(number) for number in range(12, 36)) / 24
        rows = forecast(shop, 24)
        mean = sum(row.known_net_revenue + row.new_net_revenue for row in rows) / 12
        assert mean == pytest.approx(level, rel=0.2)


def test_the_marts_hold_what_customers_add_up_to(demo_warehouse: Path) -> None:
    """Of the demo shop, from its customers one by one, for today and for a year ago."""
    days = {"current": date(2025, 12, 31), "year_ago": date(2024, 12, 31)}
    said = {
        "current": dicts(demo_warehouse, "select * from marts.revenue_forecast_by_month order by month"),
        "year_ago": dicts(
            demo_warehouse,
            "select * from marts.revenue_forecast_backtest where forecast_by = 'model' and month is not null"
            " order by month",
        ),
    }
    compared = "select * from intermediate.int_revenue_compared order by month"
    for fit, day in days.items():
        [row] = dicts(demo_warehouse, f"select * from intermediate.int_clv_fits where fit = '{fit}'")
        rates, values = BgNbd(*(row[name] for name in ("r", "alpha", "a", "b"))), GammaGamma(*(row[n] for n in "pqv"))
        customers = dicts(demo_warehouse, f"select * from intermediate.int_clv_customers where fit = '{fit}'")
        x, recency, age, spent = (
            np.array([float(customer[name]) for customer in customers])
            for name in ("frequency", "recency_days", "age_days", "repeat_net_revenue")
        )
        worth = expected_order_value(values, x, spent / np.maximum(x, 1))
        rows = [each for each in dicts(demo_warehouse, compared) if each["fit"] == fit]
        assert [each["month"] for each in said[fit]] == [each["month"] for each in rows]
        for ahead, (found, shown) in enumerate(zip(rows, said[fit], strict=True), start=1):
            ends = [((month_after(day, number) - timedelta(days=1)) - day).days / 7 for number in (ahead, ahead + 1)]
            until = [expected_purchases(rates, x, recency / 7, age / 7, end) for end in ends]
            assert found["known_net_revenue"] == pytest.approx(float(((until[1] - until[0]) * worth).sum()), rel=1e-6)
            told = shown["model_net_revenue"] if fit == "current" else shown["expected_net_revenue"]
            assert told == pytest.approx(
                found["known_net_revenue"] + found["new_net_revenue"] + found["anonymous_net_revenue"]
            )
            assert found["lower_net_revenue"] < told < found["upper_net_revenue"]
            if fit == "current":
                assert told == pytest.approx(sum(shown[name] for name in ROWS))
