"""Draws that several parts of the simulation share. A moment is a whole number of seconds since 1970, UTC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retensi.simulate.parameters import HOURS

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Column = NDArray[Any]
Table = dict[str, Column]
DAY = 86_400


def chosen(weights: Sequence[float] | NDArray[np.float64], size: int, random: np.random.Generator) -> Whole:
    """Draw positions of a list by weight.

    Args:
        weights: Any positive numbers.
        size: How many draws.
        random: Source of randomness.
    """
    bounds = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(bounds / bounds[-1], random.random(size), side="right").clip(max=len(bounds) - 1)


def within_day(size: int, random: np.random.Generator) -> Whole:
    """Draw seconds after midnight, as people are about."""
    return chosen(HOURS, size, random) * 3600 + random.integers(0, 3600, size)


def stacked(tables: Sequence[Table]) -> Table:
    """Put tables of the same columns below each other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def taken(table: Table, rows: Column) -> Table:
    """Take rows of a table, by position or by a flag for each."""
    return {name: column[rows] for name, column in table.items()}


def landed_late(happened: Whole, closing: int, share: float, days: int, random: np.random.Generator) -> Whole:
    """Say when rows land: a share of them on one of the next days, at the latest on the last one.

    Args:
        happened: Moments.
        closing: The last moment.
        share: Share of late rows.
        days: A late row is 1 to so many days late.
        random: Source of randomness.
    """
    delay = np.where(
        random.random(len(happened)) < share, random.integers(DAY, days * DAY, len(happened), endpoint=True), 0
    )
    return np.minimum(happened + delay, closing)
