"""What the models of customer value say of customers: computed in SQL for the marts, and here to compare with.

Frequency counts purchase days after the first; recency, age and horizon are weeks. The papers are named in
`retensi.clv.bg_nbd` and `retensi.clv.gamma_gamma`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from retensi.clv.bg_nbd import LIMIT, BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import DAYS_PER_WEEK, Floats

DAYS_PER_STEP = 30
# The least probability of leaving that is divided by; nobody leaves there.
NEVER = 1e-100

# The integral over the probability of leaving, by the trapezoidal rule in y: see purchases_if_alive.
NODE_DISTANCE = 1 / 12
NODES = NODE_DISTANCE * np.arange(-168, 169)
# Nodes that weigh less than exp(-45) of the heaviest add nothing to a double.
LIGHTEST_NODE = -45.0
ROWS_AT_ONCE = 4096


def probability_alive(model: BgNbd, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
    """Probability that a customer with this history still buys; 1 where frequency is 0.

    From: Fader and Hardie, "Computing P(alive) Using the BG/NBD Model" (2008).

    Args:
        frequency: Purchase days after the first one.
        recency: Weeks from the first to the last purchase day.
        age: Weeks from the first purchase day to the last day known.
    """
    x, recency, age = _floats(frequency, recency, age)
    with np.errstate(divide="ignore"):
        log_odds_of_leaving = (
            np.log(model.a)
            - np.log(model.b + np.maximum(x, 1) - 1)
            + (model.r + x) * np.log1p((age - recency) / (model.alpha + recency))
        )
    return np.where(x == 0, 1.0, expit(-log_odds_of_leaving))


def purchases_if_alive(model: BgNbd, frequency: ArrayLike, age: ArrayLike, horizon: ArrayLike) -> Floats:
    r"""Purchase days expected over a horizon of a customer who is alive at its start.

    Equation 10 of the paper is this times the probability of being alive. Its form there,

        (a + b + x - 1) / (a - 1) * (1 - (1 + u)^-(r + x) * 2F1(r + x, b + x; a + b + x - 1; u / (1 + u)))

    with u = horizon / (alpha + age), has a pole at a = 1, where it is 0 / 0, and loses all digits near it. It comes
    from the mean of (1 - (1 + p u)^-(r + x)) / p over p, beta distributed with a and b + x, which has no pole, and
    which is what is computed: with p = 1 / (1 + exp(-s)), s = centre + width * sinh(y), by the trapezoidal rule
    over y, divided by the same sum over the weights alone. In s the integrand is smooth at a scale of about 1
    whatever the frequency, so one set of nodes does for all.

    Args:
        frequency: Purchase days after the first one.
        age: Weeks from the first purchase day to the last day known.
        horizon: Weeks to look ahead.
    """
    x, age, horizon = np.broadcast_arrays(*_floats(frequency, age, horizon))
    result = np.empty(x.shape)
    flat = result.reshape(-1)
    x, u = x.ravel(), (horizon / (model.alpha + age)).ravel()
    for start in range(0, len(flat), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        distinct, position = np.unique(x[rows], return_inverse=True)
        left, weight = _leaving(model, distinct)
        left, weight = left[position], weight[position]
        exponent = -(model.r + x[rows])[:, None] * np.log1p(left * u[rows][:, None])
        flat[rows] = np.sum(weight * -np.expm1(exponent) / left, axis=1)
    return result


def expected_purchases(
    model: BgNbd, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, horizon: ArrayLike
) -> Floats:
    """Purchase days expected over a horizon, in weeks, of a customer with this history (equation 10)."""
    return probability_alive(model, frequency, recency, age) * purchases_if_alive(model, frequency, age, horizon)


def expected_purchases_of_new(model: BgNbd, horizon: ArrayLike) -> Floats:
    """Repeat purchase days expected within this many weeks of the first purchase (equation 9)."""
    return purchases_if_alive(model, 0, 0, horizon)


def _leaving(model: BgNbd, frequency: Floats) -> tuple[Floats, Floats]:
    """Probabilities of leaving and their weights, by frequency (rows) and node (columns)."""
    if model.a + model.b >= LIMIT:
        one = np.full((len(frequency), 1), max(model.a / (model.a + model.b), NEVER))
        return one, np.ones_like(one)
    stay = (model.b + frequency)[:, None]
    centre = np.log((model.a + 0.5) / (stay + 0.5))
    width = np.minimum(1.0, np.sqrt(1 / model.a + 1 / stay))
    log_odds = centre + width * np.sinh(NODES)
    log_weight = model.a * log_odds - (model.a + stay) * np.logaddexp(0.0, log_odds) + np.log(np.cosh(NODES))
    log_weight -= log_weight.max(axis=1, keepdims=True)
    weight = np.where(log_weight < LIGHTEST_NODE, 0.0, np.exp(log_weight))
    # Far out what is averaged is constant, so the probability may stop before it underflows.
    return expit(np.clip(log_odds, -600.0, 600.0)), weight / weight.sum(axis=1, keepdims=True)


def expected_order_value(model: GammaGamma, frequency: ArrayLike, mean_value: ArrayLike) -> Floats:
    """Mean value of a customer's future orders (equation 5): his own mean, drawn to that of the population.

    Args:
        frequency: Purchase days after the first one.
        mean_value: Mean net revenue of those days. Where it is not positive, or there was no such day, the
            customer tells nothing and takes the population mean.
    """
    x, mean_value = np.broadcast_arrays(np.asarray(frequency, dtype=float), np.asarray(mean_value, dtype=float))
    informs = (x >= 1) & (mean_value > 0)
    x = np.where(informs, x, 0.0)
    spent = np.where(informs, x * np.where(informs, mean_value, 0.0), 0.0)
    own = model.p * (model.v + spent) / (model.p * np.maximum(x, 1) + model.q - 1)
    return np.where(informs, own, model.population_mean)


def steps(horizon_days: int) -> list[int]:
    """Ends of the steps of a horizon, in days: every 30 days, the last step may be shorter.

    Raises:
        ValueError: The horizon is not at least a day.
    """
    if horizon_days < 1:
        raise ValueError(f"Found a horizon of {horizon_days} days; expected at least 1. Set clv_horizon_days.")
    return [*range(DAYS_PER_STEP, horizon_days, DAYS_PER_STEP), horizon_days]


def discounted_purchases_if_alive(
    model: BgNbd, frequency: ArrayLike, age: ArrayLike, horizon_days: int, monthly_discount_rate: float
) -> Floats:
    """Purchase days expected of a customer alive today, each worth less the later its step of 30 days.

    Times probability alive, expected order value and gross margin rate this is the predicted lifetime value.

    Args:
        model: The fitted BG/NBD model.
        frequency: Purchase days after the first one.
        age: Weeks from the first purchase day to the last day known.
        horizon_days: Days to look ahead.
        monthly_discount_rate: Discount for each step of 30 days, 0.01 for one percent.

    Raises:
        ValueError: The horizon is not at least a day.
    """
    frequency, age = np.broadcast_arrays(np.asarray(frequency, dtype=float), np.asarray(age, dtype=float))
    total, before = np.zeros(frequency.shape), np.zeros(frequency.shape)
    for number, end in enumerate(steps(horizon_days), start=1):
        until_then = purchases_if_alive(model, frequency, age, end / DAYS_PER_WEEK)
        total += (until_then - before) / (1 + monthly_discount_rate) ** number
        before = until_then
    return total


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=float) for value in values]
