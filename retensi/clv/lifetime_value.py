"""From expected purchases and their value to a discounted customer lifetime value."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from retensi.clv.bg_nbd import BgNbd
from retensi.clv.histories import DAYS_PER_WEEK, Floats

DAYS_PER_STEP = 30


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
        until_then = model.purchases_if_alive(frequency, age, end / DAYS_PER_WEEK)
        total += (until_then - before) / (1 + monthly_discount_rate) ** number
        before = until_then
    return total
