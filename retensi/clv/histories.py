"""The tables that the models of customer value are fitted on: what customers did, with a count of who did the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class PurchaseHistories:
    """Distinct purchase histories, one position of the arrays for each.

    Attributes:
        frequency: Purchase days after the first one.
        recency: Weeks from the first to the last purchase day.
        age: Weeks from the first purchase day to the last day known.
        customers: Customers with this history.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    customers: Floats

    def thinned(self, limit: int) -> PurchaseHistories:
        """Take so many customers, evenly spread, where there are more distinct histories than that."""
        counts = even_sample(self.customers.astype(np.int64), limit)
        kept = counts > 0
        return PurchaseHistories(self.frequency[kept], self.recency[kept], self.age[kept], counts[kept].astype(float))

    @classmethod
    def from_days(
        cls,
        frequency: ArrayLike,
        recency_days: ArrayLike,
        age_days: ArrayLike,
        customers: ArrayLike | None = None,
        limit: int | None = None,
    ) -> PurchaseHistories:
        """Compress histories, given in whole days.

        Args:
            frequency: Purchase days after the first one.
            recency_days: Days from the first to the last purchase day.
            age_days: Days from the first purchase day to the last day known.
            customers: Customers with each history; one each where it is left out.
            limit: Fit on this many customers, evenly spread, where there are more distinct histories than that.

        Raises:
            ValueError: The arrays differ in length, or a history is impossible.
        """
        columns = _columns(frequency, recency_days, age_days)
        x, recency, age = columns
        if np.any(x < 0) or np.any(recency < 0) or np.any(recency > age) or np.any((x == 0) != (recency == 0)):
            raise ValueError(
                "Purchase histories hold an impossible row; expected frequency >= 0 and 0 <= recency <= age, with "
                "recency 0 exactly where frequency is 0. Check how purchase days were counted."
            )
        rows, counts = _compressed(columns, customers)
        x, recency, age = rows
        histories = cls(x, recency / DAYS_PER_WEEK, age / DAYS_PER_WEEK, counts.astype(float))
        return histories if limit is None else histories.thinned(limit)


@dataclass(frozen=True)
class OrderValues:
    """Distinct pairs of how often and how much, of customers who came back and paid; an array position for each.

    Attributes:
        frequency: Purchase days after the first one, at least 1.
        mean_value: Mean net revenue of those days, more than 0, in the reporting currency.
        customers: Customers with this pair.
    """

    frequency: Floats
    mean_value: Floats
    customers: Floats

    def thinned(self, limit: int) -> OrderValues:
        """Take so many customers, evenly spread, where there are more distinct pairs than that."""
        counts = even_sample(self.customers.astype(np.int64), limit)
        kept = counts > 0
        return OrderValues(self.frequency[kept], self.mean_value[kept], counts[kept].astype(float))

    @classmethod
    def of(
        cls,
        frequency: ArrayLike,
        mean_value: ArrayLike,
        customers: ArrayLike | None = None,
        limit: int | None = None,
    ) -> OrderValues:
        """Compress pairs; those without a repeat purchase or without a positive mean are left out.

        Args:
            frequency: Purchase days after the first one.
            mean_value: Mean net revenue of those days.
            customers: Customers with each pair; one each where it is left out.
            limit: Fit on this many customers, evenly spread, where there are more distinct pairs than that.

        Raises:
            ValueError: The arrays differ in length.
        """
        columns = _columns(frequency, mean_value)
        inside = (columns[0] >= 1) & (columns[1] > 0)
        chosen = None if customers is None else np.asarray(customers)[inside]
        rows, counts = _compressed(columns[:, inside], chosen)
        x, mean = rows
        values = cls(x, mean, counts.astype(float))
        return values if limit is None else values.thinned(limit)


def even_sample(counts: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """Choose customers at even distances along a sorted table, if it has more rows than the limit.

    The choice depends on nothing but the table, so that the same data give the same fit. As neighbours are alike, it
    is closer to the whole than customers drawn at random would be.

    Args:
        counts: Customers of each row, in the order of the table.
        limit: Customers to choose.

    Returns:
        The customers chosen of each row, which may be none.
    """
    if len(counts) <= limit:
        return counts
    ends = np.cumsum(counts)
    chosen_up_to = ends * limit // ends[-1]
    chosen: NDArray[np.int64] = np.diff(chosen_up_to, prepend=0)
    return chosen


def total(weight: Floats, values: Floats) -> float:
    """Sum up weighted values, in the same order each time; a BLAS product splits it among as many threads as it has."""
    return float(np.sum(weight * values))


def _columns(*columns: ArrayLike) -> Floats:
    arrays = [np.asarray(column, dtype=float) for column in columns]
    if len({array.shape for array in arrays}) != 1 or arrays[0].ndim != 1:
        raise ValueError(f"Expected arrays of one length, found the shapes {[array.shape for array in arrays]}.")
    return np.stack(arrays)


def _compressed(columns: Floats, customers: ArrayLike | None) -> tuple[Floats, NDArray[np.int64]]:
    """Sorted distinct columns of a matrix, with the number of customers of each."""
    size = columns.shape[1]
    weights = np.ones(size, dtype=np.int64) if customers is None else np.asarray(customers).astype(np.int64)
    if weights.shape != (size,):
        raise ValueError(f"Expected {size} counts of customers, found {weights.shape}.")
    if size == 0:
        return columns, weights
    order = np.lexsort(columns[::-1])
    rows = columns[:, order]
    starts = np.flatnonzero(np.r_[True, np.any(rows[:, 1:] != rows[:, :-1], axis=0)])
    return rows[:, starts], np.add.reduceat(weights[order], starts)
