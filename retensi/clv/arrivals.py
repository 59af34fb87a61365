"""How many new customers come each month: as in the last three months, by the season where two years are known."""

from __future__ import annotations

import numpy as np

from retensi.clv.histories import Floats

RECENT_MONTHS = 3
YEAR = 12


def seasons(counts: Floats) -> Floats:
    """How much each of the last twelve places of a year is above or below its mean, 1 where nothing tells.

    The growth between the two years is taken out first. Of what then differs between months as much is kept as the two
    years agree on: 1 - (variance of a mean of two, from the difference of the years) / (variance between months).

    Args:
        counts: New customers of whole months, the latest last; the last 24 are read.

    Returns:
        Twelve factors; the last one is of the calendar month of the last count.
    """
    if len(counts) < 2 * YEAR:
        return np.ones(YEAR)
    years = counts[-2 * YEAR :].reshape(2, YEAR)
    before, after = years.sum(axis=1)
    if before <= 0 or after <= 0:
        return np.ones(YEAR)
    level = (years.reshape(-1) / (after / before) ** (np.arange(2 * YEAR) / YEAR)).reshape(2, YEAR)
    level = level / level.mean()
    means, apart = level.mean(axis=0), level[0] - level[1]
    between = float(np.var(means, ddof=1))
    kept = max(0.0, 1 - float(np.mean(apart**2)) / 4 / between) if between > 0 else 0.0
    return np.asarray(np.maximum(1 + kept * (means - 1), 0.05))


def without_seasons(counts: Floats) -> Floats:
    """The counts of at most the last year, each divided by the factor of its season."""
    recent = counts[-YEAR:]
    return np.asarray(recent / seasons(counts)[-len(recent) :])


def expected_arrivals(counts: Floats, months_later: Floats) -> Floats:
    """New customers of whole months that come so many months after the last one counted."""
    factors = seasons(counts)[(np.asarray(months_later, dtype=np.int64) - 1) % YEAR]
    return np.asarray(without_seasons(counts)[-RECENT_MONTHS:].mean() * factors)


def spread(counts: Floats) -> float:
    """Standard deviation of a month as a share of the mean, from differences of neighbours, which no trend enlarges."""
    mean = float(counts.mean())
    return float(np.sqrt(np.mean(np.diff(counts) ** 2) / 2)) / mean if mean > 0 else 0.0
