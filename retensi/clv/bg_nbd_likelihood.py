"""The likelihood of BG/NBD in four numbers in which each of its limits is a point.

In r, alpha, a and b a shop where all customers buy at one rate, or leave with one probability, lies at infinity, and
the likelihood is a flat ridge on the way there. Here it lies at 0:

    rate      r / alpha, purchase days a week that a customer starts with on average
    fading    1 / alpha, how fast silence speaks for a low rate; 0 where all buy at the same rate
    leaving   a / (a + b), mean probability of leaving after a purchase day, from 0 to 1
    division  1 / (1 + a + b), how far customers differ in it: 0 where all have the same, 1 where some leave at once
              and the others never

The likelihood is that of equation 6 of the paper (see bg_nbd). Its gamma functions are ratios over whole numbers and
are written as the products that they are, so that no digit is lost where r or a + b is large.
"""

from __future__ import annotations

import numpy as np

from retensi.clv.histories import Floats, PurchaseHistories, total

# ln(1 + z) / z and its derivative by z are written as series below this.
SMALL = 0.01
SERIES = np.array([(-1) ** power / (power + 1) for power in range(9)])
SLOPE_SERIES = SERIES[1:] * np.arange(1, 9)


class BgNbdLikelihood:
    """Log-likelihood of purchase histories, with its derivatives; what does not depend on the four numbers once."""

    def __init__(self, histories: PurchaseHistories) -> None:
        """Take the histories."""
        self._weight = histories.customers
        self._repeats = histories.frequency
        self._has_repeated = histories.frequency > 0
        counts = np.bincount(histories.frequency.astype(np.int64), weights=self._weight, minlength=2)
        at_least = np.cumsum(np.asarray(counts, dtype=float)[::-1])[::-1]
        # How many customers have a (k + 1)th repeat purchase, which each multiply by the same factor; of the factors of
        # staying the last one belongs to the customer, for he may have left after it.
        self._bought, self._stayed = at_least[1:], at_least[2:]
        self._purchases = histories.frequency * self._weight
        self._ages, self._age = np.unique(histories.age, return_inverse=True)
        self._recencies, self._recency = np.unique(histories.recency, return_inverse=True)

    def __call__(self, rate: float, fading: float, leaving: float, division: float) -> tuple[float, Floats]:
        """Log-likelihood and its derivatives by the four numbers, both summed over the customers."""
        weight, x = self._weight, self._repeats
        again = np.maximum(x - 1, 0.0)
        logs, spent, spent_slope, shrinking = _over_time(self._ages, fading)[:, self._age]
        logs_then, spent_then, slope_then, shrinking_then = _over_time(self._recencies, fading)[:, self._recency]

        index = np.arange(len(self._bought), dtype=float)
        rates = rate + index * fading
        value = total(self._bought, np.log(rates)) - total(weight, rate * spent) - total(self._purchases, logs)
        by_rate = total(self._bought, 1 / rates) - total(weight, spent)
        by_fading = (
            total(self._bought, index / rates) - total(weight, rate * spent_slope) - total(self._purchases, shrinking)
        )

        index = np.arange(len(self._stayed), dtype=float)
        stays, all_ways = (1 - leaving) * (1 - division) + index * division, (1 - division) + index * division
        value += total(self._stayed, np.log(stays) - np.log(all_ways))
        by_leaving = -total(self._stayed, (1 - division) / stays)
        by_division = total(self._stayed, (index - 1 + leaving) / stays - (index - 1) / all_ways)

        # Alive until the end, or gone after the last purchase: the two ways to a history with repeat purchases.
        still, gone = (1 - leaving) * (1 - division) + again * division, leaving * (1 - division)
        silence = rate * (spent - spent_then) + x * (logs - logs_then)
        with np.errstate(divide="ignore"):
            both = np.logaddexp(np.log(still), np.log(gone) + silence)
        ways = (1 - division) + again * division
        ended = np.where(self._has_repeated, weight, 0.0)
        # With nobody gone the second may be larger than any double, which says as much.
        share_still, share_gone = np.exp(-both), np.exp(np.minimum(silence - both, 600.0))
        value += total(ended, both - np.log(ways))
        by_rate += total(ended, gone * share_gone * (spent - spent_then))
        by_fading += total(
            ended, gone * share_gone * (rate * (spent_slope - slope_then) + x * (shrinking - shrinking_then))
        )
        by_leaving += total(ended, (1 - division) * (share_gone - share_still))
        by_division += total(ended, (again - 1 + leaving) * share_still - leaving * share_gone - (again - 1) / ways)
        return float(value), np.array([by_rate, by_fading, by_leaving, by_division])


def _over_time(time: Floats, fading: float) -> Floats:
    """ln(1 + f t), ln(1 + f t) / f and its derivative by f, and t / (1 + f t), which are rows; t at f = 0."""
    z = fading * time
    logs, shrinking = np.log1p(z), time / (1 + z)
    is_small = z < SMALL
    near = np.where(is_small, z, 0.0)
    safe = fading if fading > 0 else 1.0
    spent = np.where(is_small, time * np.polyval(SERIES[::-1], near), logs / safe)
    slope = np.where(is_small, time * time * np.polyval(SLOPE_SERIES[::-1], near), (shrinking - logs / safe) / safe)
    return np.stack([logs, spent, slope, shrinking])
