"""BG/NBD: how often customers buy, and whether they still do.

While alive, a customer buys at random with a rate of his own; after each purchase he leaves for good with a probability
of his own. The rates follow a gamma distribution (r, alpha), the probabilities a beta distribution (a, b). From: Peter
Fader, Bruce Hardie and Ka Lok Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model",
Marketing Science 24 (2005).

Frequency counts purchase days after the first; recency, age and horizon are weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, gammaln, psi

from retensi.clv.histories import Floats, PurchaseHistories, total

# The integral over the probability of leaving, by the trapezoidal rule in y: see purchases_if_alive.
NODE_DISTANCE = 1 / 12
NODES = NODE_DISTANCE * np.arange(-168, 169)
# Nodes that weigh less than exp(-45) of the heaviest add nothing to a double.
LIGHTEST_NODE = -45.0
ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class BgNbd:
    """The four parameters, all more than 0.

    Attributes:
        r: Shape of the purchase rates.
        alpha: Their scale, in weeks; the mean rate of a customer is r / alpha purchase days a week.
        a, b: Of the probability of leaving after a purchase, whose mean is a / (a + b).
    """

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Log-likelihood of purchase histories: equation 6 of the paper, summed over the customers."""
        value, _ = log_likelihood_and_gradient(self, histories)
        return value

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """Probability that a customer with this history still buys; 1 where frequency is 0.

        From: Fader and Hardie, "Computing P(alive) Using the BG/NBD Model" (2008).

        Args:
            frequency: Purchase days after the first one.
            recency: Weeks from the first to the last purchase day.
            age: Weeks from the first purchase day to the last day known.
        """
        x, recency, age = _floats(frequency, recency, age)
        log_odds_of_leaving = (
            np.log(self.a)
            - np.log(self.b + np.maximum(x, 1) - 1)
            + (self.r + x) * np.log1p((age - recency) / (self.alpha + recency))
        )
        return np.where(x == 0, 1.0, expit(-log_odds_of_leaving))

    def purchases_if_alive(self, frequency: ArrayLike, age: ArrayLike, horizon: ArrayLike) -> Floats:
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
        x, u = x.ravel(), (horizon / (self.alpha + age)).ravel()
        for start in range(0, len(flat), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            distinct, position = np.unique(x[rows], return_inverse=True)
            left, weight = self._leaving(distinct)
            left, weight = left[position], weight[position]
            exponent = -(self.r + x[rows])[:, None] * np.log1p(left * u[rows][:, None])
            flat[rows] = np.sum(weight * -np.expm1(exponent) / left, axis=1)
        return result

    def expected_purchases(
        self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, horizon: ArrayLike
    ) -> Floats:
        """Purchase days expected over a horizon, in weeks, of a customer with this history (equation 10)."""
        return self.probability_alive(frequency, recency, age) * self.purchases_if_alive(frequency, age, horizon)

    def expected_purchases_of_new(self, horizon: ArrayLike) -> Floats:
        """Repeat purchase days expected within this many weeks of the first purchase (equation 9)."""
        return self.purchases_if_alive(0, 0, horizon)

    def _leaving(self, frequency: Floats) -> tuple[Floats, Floats]:
        """Probabilities of leaving and their weights, by frequency (rows) and node (columns)."""
        stay = (self.b + frequency)[:, None]
        centre = np.log((self.a + 0.5) / (stay + 0.5))
        width = np.minimum(1.0, np.sqrt(1 / self.a + 1 / stay))
        log_odds = centre + width * np.sinh(NODES)
        log_weight = self.a * log_odds - (self.a + stay) * np.logaddexp(0.0, log_odds) + np.log(np.cosh(NODES))
        log_weight -= log_weight.max(axis=1, keepdims=True)
        weight = np.where(log_weight < LIGHTEST_NODE, 0.0, np.exp(log_weight))
        # Far out what is averaged is constant, so the probability may stop before it underflows.
        return expit(np.clip(log_odds, -600.0, 600.0)), weight / weight.sum(axis=1, keepdims=True)


def log_likelihood_and_gradient(model: BgNbd, histories: PurchaseHistories) -> tuple[float, Floats]:
    """Log-likelihood and its derivatives with respect to r, alpha, a and b, both summed over the customers."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    x, weight = histories.frequency, histories.customers
    # What depends on frequency alone is computed once for each frequency.
    counts, position = np.unique(x, return_inverse=True)
    customers = np.bincount(position, weights=weight)
    by_frequency = (
        gammaln(r + counts) - gammaln(r) + gammaln(a + b) + gammaln(b + counts) - gammaln(b) - gammaln(a + b + counts)
    )
    shared = psi(a + b) - psi(a + b + counts)

    log_alive = np.log(alpha + histories.age)
    log_left = np.log(alpha + histories.recency)
    has_repeated = x > 0
    still = b + np.maximum(x, 1) - 1
    # Alive until the end, or gone after the last purchase: the two ways to a history.
    alive = -(r + x) * log_alive
    left = np.where(has_repeated, np.log(a) - np.log(still) - (r + x) * log_left, -np.inf)
    share_left = expit(left - alive)

    value = total(customers, by_frequency) + total(weight, r * np.log(alpha) + np.logaddexp(alive, left))
    by_rate = psi(r + counts) - psi(r)
    in_rate = np.log(alpha) - (1 - share_left) * log_alive - share_left * log_left
    in_scale = (1 - share_left) / (alpha + histories.age) + share_left / (alpha + histories.recency)
    gradient = np.array(
        [
            total(customers, by_rate) + total(weight, in_rate),
            total(weight, r / alpha - (r + x) * in_scale),
            total(customers, shared) + total(weight, share_left / a),
            total(customers, shared + psi(b + counts) - psi(b)) - total(weight, share_left / still),
        ]
    )
    return float(value), gradient


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=float) for value in values]
