"""What fitted models expect of customers, for sums over a shop: the forecast; each customer's scores are SQL.

Frequency counts purchase days after the first; recency, age and horizon are weeks.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from retensi.clv.bg_nbd import LIMIT, BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import Floats

# Nodes of the trapezoidal rule: docs/customer_value.md. Six digits are enough for a sum over a shop.
NODES = np.linspace(-9, 9, 73)
# The least probability of leaving that is divided by; nobody leaves there.
NEVER = 1e-100
ROWS_AT_ONCE = 4096


def probability_alive(model: BgNbd, frequency: Floats, recency: Floats, age: Floats) -> Floats:
    """Probability that a customer with this history still buys; 1 where frequency is 0."""
    with np.errstate(divide="ignore"):
        odds = np.log(model.a) - np.log(model.b + np.maximum(frequency, 1) - 1)
    silence = (model.r + frequency) * np.log1p((age - recency) / (model.alpha + recency))
    return np.where(frequency == 0, 1.0, expit(-(odds + silence)))


def purchases_if_alive(model: BgNbd, frequency: Floats, age: Floats, horizon: float) -> Floats:
    """Purchase days expected over a horizon of customers who are alive at its start."""
    parts = []
    for start in range(0, len(frequency), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        distinct, position = np.unique(frequency[rows], return_inverse=True)
        leaving, weight = (table[position] for table in _leaving(model, distinct))
        elapsed = np.log1p(leaving * (horizon / (model.alpha + age[rows]))[:, None])
        parts.append(np.sum(weight * -np.expm1(-(model.r + frequency[rows])[:, None] * elapsed) / leaving, axis=1))
    return np.concatenate(parts) if parts else np.zeros(0)


def expected_value(model: GammaGamma, frequency: Floats, spent: Floats) -> Floats:
    """Expected value of a purchase day; the mean of all where nothing was spent on the later days."""
    informs = (frequency > 0) & (spent > 0)
    own = model.p * (model.v + spent) / (model.p * np.maximum(frequency, 1) + model.q - 1)
    return np.where(informs, own, model.population_mean)


def _leaving(model: BgNbd, frequency: Floats) -> tuple[Floats, Floats]:
    """Probabilities of leaving and their weights, by frequency (rows) and node (columns)."""
    if model.a + model.b >= LIMIT:
        one = np.full((len(frequency), 1), max(model.a / (model.a + model.b), NEVER))
        return one, np.ones_like(one)
    stay = np.maximum(model.b + frequency, NEVER)[:, None]
    width = np.minimum(1.0, np.sqrt(1 / model.a + 1 / stay))
    log_odds = np.log((model.a + 0.5) / (stay + 0.5)) + width * np.sinh(NODES)
    log_weight = model.a * log_odds - (model.a + stay) * np.logaddexp(0.0, log_odds) + np.log(np.cosh(NODES))
    weight = np.exp(np.maximum(log_weight - log_weight.max(axis=1, keepdims=True), -600.0))
    return expit(np.clip(log_odds, -600.0, 600.0)), weight / weight.sum(axis=1, keepdims=True)
