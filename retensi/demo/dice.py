"""Seeded random draws that come out the same on every platform and Python version.

Only `random.Random.random()` is used, with comparisons, additions and multiplications: the mathematical library
of the platform (`exp`, `log`) may differ in the last digit, so no draw goes through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A stream of draws from one whole-number seed."""

    def __init__(self, seed: int) -> None:
        """Start the stream of a seed."""
        self._random = Random(seed).random

    def uniform(self) -> float:
        """A number in [0, 1)."""
        return self._random()

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self._random() * limit)

    def between(self, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest, both included."""
        return lowest + self.below(highest - lowest + 1)

    def chance(self, probability: float) -> bool:
        """True with this probability (0-1)."""
        return self._random() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[Item, int]]) -> Item:
        """One of the (item, weight) pairs' items, as likely as its whole-number weight says."""
        mark = self.below(sum(weight for _, weight in items))
        for item, weight in items:
            mark -= weight
            if mark < 0:
                return item
        raise ValueError("weighted() needs at least one positive weight")

    def exponential(self) -> float:
        """An exponentially distributed number with mean 1, by von Neumann's comparison of uniform draws."""
        whole = 0
        while True:
            first = last = self._random()
            run = 1
            while (draw := self._random()) <= last:
                last = draw
                run += 1
            if run % 2 == 1:
                return whole + first
            whole += 1
