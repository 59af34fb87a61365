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
from scipy.special import expit

from retensi.clv.bg_nbd_likelihood import BgNbdLikelihood
from retensi.clv.histories import Floats, PurchaseHistories

# Stands for infinity in r and in a + b: no result differs from the limit by more than rounding of ten digits.
# A number and no null, so that r / alpha and a / (a + b) mean the same in every row of parameters.
LIMIT = 1e12
# The least probability of leaving that is divided by; nobody leaves there.
NEVER = 1e-100

# The integral over the probability of leaving, by the trapezoidal rule in y: see purchases_if_alive.
NODE_DISTANCE = 1 / 12
NODES = NODE_DISTANCE * np.arange(-168, 169)
# Nodes that weigh less than exp(-45) of the heaviest add nothing to a double.
LIGHTEST_NODE = -45.0
ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class BgNbd:
    """The four parameters, all more than 0 but where nobody or everybody leaves.

    Attributes:
        r: Shape of the purchase rates; LIMIT or more where all customers buy at the same rate.
        alpha: Their scale, in weeks; the mean rate of a customer is r / alpha purchase days a week.
        a, b: Of the probability of leaving after a purchase, whose mean is a / (a + b). Together LIMIT or more where
            all have the same probability; a is 0 where nobody leaves, b where everybody does.
    """

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def at(cls, rate: float, fading: float, leaving: float, division: float) -> BgNbd:
        """The model with these means and spreads, limits included; see bg_nbd_likelihood."""
        r = rate / fading if fading > 0 else LIMIT
        together = (1 - division) / division if division > 0 and 0 < leaving < 1 else LIMIT
        return cls(r, r / rate, leaving * together, (1 - leaving) * together)

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Log-likelihood of purchase histories: equation 6 of the paper, summed over the customers."""
        together = self.a + self.b
        value, _ = BgNbdLikelihood(histories)(
            self.r / self.alpha, 1 / self.alpha, self.a / together, 1 / (1 + together)
        )
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
        with np.errstate(divide="ignore"):
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
        if self.a + self.b >= LIMIT:
            one = np.full((len(frequency), 1), max(self.a / (self.a + self.b), NEVER))
            return one, np.ones_like(one)
        stay = (self.b + frequency)[:, None]
        centre = np.log((self.a + 0.5) / (stay + 0.5))
        width = np.minimum(1.0, np.sqrt(1 / self.a + 1 / stay))
        log_odds = centre + width * np.sinh(NODES)
        log_weight = self.a * log_odds - (self.a + stay) * np.logaddexp(0.0, log_odds) + np.log(np.cosh(NODES))
        log_weight -= log_weight.max(axis=1, keepdims=True)
        weight = np.where(log_weight < LIGHTEST_NODE, 0.0, np.exp(log_weight))
        # Far out what is averaged is constant, so the probability may stop before it underflows.
        return expit(np.clip(log_odds, -600.0, 600.0)), weight / weight.sum(axis=1, keepdims=True)


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=float) for value in values]
