"""Customers who behave as the models say, for tests and benchmarks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import DAYS_PER_WEEK, Floats

Days = NDArray[np.int64]


def simulate_histories(
    model: BgNbd, customers: int, longest_age: int, random: np.random.Generator
) -> tuple[Days, Days, Days]:
    """Simulate purchase histories; several purchases of one day count as one.

    Args:
        model: How the customers buy and leave.
        customers: How many.
        longest_age: Their first purchase days are spread evenly over so many days.
        random: Source of randomness.

    Returns:
        Frequency, recency in days and age in days, one position per customer.
    """
    age = random.integers(0, longest_age + 1, customers)
    days_between = model.alpha * DAYS_PER_WEEK / np.maximum(random.gamma(model.r, 1.0, customers), 1e-12)
    leaving = random.beta(model.a, model.b, customers)
    frequency = np.zeros(customers, dtype=np.int64)
    recency = np.zeros(customers, dtype=np.int64)
    time = np.zeros(customers)
    active = np.arange(customers)
    while len(active):
        time[active] += random.exponential(days_between[active])
        active = active[time[active] < age[active] + 1]
        day = time[active].astype(np.int64)
        is_later = day > recency[active]
        frequency[active] += is_later
        recency[active] = day
        stays = random.random(len(active)) >= leaving[active]
        active = active[stays | ~is_later]
    recency = np.minimum(recency, age)
    return frequency, recency, age


def simulate_mean_values(model: GammaGamma, frequency: Days, random: np.random.Generator) -> Floats:
    """Simulate mean values of the repeat purchases, rounded to cents; 0 where there are none.

    Args:
        model: What the orders are worth.
        frequency: Repeat purchases, one position per customer.
        random: Source of randomness.
    """
    scale = random.gamma(model.q, 1.0, len(frequency)) / model.v
    total = random.gamma(np.maximum(model.p * frequency, 1e-9)) / scale
    return np.where(frequency > 0, np.round(total / np.maximum(frequency, 1), 2), 0.0)
