"""Gamma-Gamma: what an order of a customer is worth.

The values of a customer's orders follow a gamma distribution with shape p and a scale of his own; the scales follow a
gamma distribution with shape q and scale v. From: Peter Fader and Bruce Hardie, "The Gamma-Gamma Model of Monetary
Value" (2013), where v is called gamma.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from retensi.clv.histories import Floats, OrderValues, total


@dataclass(frozen=True)
class GammaGamma:
    """The three parameters, all more than 0.

    Attributes:
        p: Shape of the values of one customer's orders.
        q: Shape of the differences between customers; the mean exists only for q > 1.
        v: Scale, in the reporting currency.
    """

    p: float
    q: float
    v: float

    @property
    def population_mean(self) -> float:
        """Mean value of an order over all customers; infinite where q <= 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else np.inf

    def log_likelihood(self, values: OrderValues) -> float:
        """Log-likelihood of mean order values: equation 1a of the paper, summed over the customers."""
        value, _ = log_likelihood_and_gradient(self, values)
        return value


def log_likelihood_and_gradient(model: GammaGamma, values: OrderValues) -> tuple[float, Floats]:
    """Log-likelihood and its derivatives with respect to p, q and v, both summed over the customers."""
    p, q, v = model.p, model.q, model.v
    x, mean, weight = values.frequency, values.mean_value, values.customers
    counts, position = np.unique(x, return_inverse=True)
    customers = np.asarray(np.bincount(position, weights=weight), dtype=float)
    px = p * counts
    log_spent, log_total = np.log(x * mean), np.log(x * mean + v)
    value = total(customers, gammaln(px + q) - gammaln(px) - gammaln(q)) + total(
        weight, q * np.log(v) + p * x * log_spent - np.log(mean) - (p * x + q) * log_total
    )
    from_shapes = psi(px + q)
    gradient = np.array(
        [
            total(customers, counts * (from_shapes - psi(px))) + total(weight, x * (log_spent - log_total)),
            total(customers, from_shapes - psi(q)) + total(weight, np.log(v) - log_total),
            total(weight, q / v - (p * x + q) / (x * mean + v)),
        ]
    )
    return float(value), gradient
