"""Points of the loyalty programme: a queue of what was earned, walked through move by move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Move:
    """Points earned or redeemed by a customer on a local day. Moves are given in their order."""

    customer_id: str
    day: date
    is_redemption: bool
    points: Decimal


@dataclass
class Account:
    """Points of one customer: batches by their last day, oldest first, what is owed, and what happened when."""

    batches: list[tuple[date, Decimal]] = field(default_factory=list)
    owed: Decimal = Decimal(0)
    earned: list[tuple[date, Decimal]] = field(default_factory=list)
    redeemed: list[tuple[date, Decimal]] = field(default_factory=list)
    expired: list[tuple[date, Decimal]] = field(default_factory=list)

    @property
    def balance(self) -> Decimal:
        """The points that can be redeemed."""
        return sum((left for _, left in self.batches), Decimal(0))

    def open_day(self, day: date) -> None:
        """Throw away the batches whose last day is over; they expired the day after it."""
        while self.batches and self.batches[0][0] < day:
            last_day, left = self.batches.pop(0)
            self.expired.append((last_day + timedelta(days=1), left))

    def move(self, move: Move, valid_days: int) -> None:
        """Earn or claim points; claims are paid as far as there are points, oldest first."""
        self.open_day(move.day)
        if move.is_redemption:
            self.owed += move.points
        else:
            self.batches.append((move.day + timedelta(days=valid_days), move.points))
            self.earned.append((move.day, move.points))
        while self.owed and self.batches:
            last_day, left = self.batches.pop(0)
            paid = min(self.owed, left)
            self.owed -= paid
            self.redeemed.append((move.day, paid))
            if left > paid:
                self.batches.insert(0, (last_day, left - paid))


def accounts(moves: Iterable[Move], as_of: date, valid_days: int = 365) -> dict[str, Account]:
    """The account of each customer at the end of as_of.

    The oldest points that are still valid are redeemed first. What is redeemed beyond them is owed, and the points
    earned next pay for it.
    """
    found: dict[str, Account] = {}
    for move in moves:
        found.setdefault(move.customer_id, Account()).move(move, valid_days)
    for account in found.values():
        account.open_day(as_of)
    return found


def points_expiring(moves: Iterable[Move], as_of: date, valid_days: int = 365) -> dict[tuple[str, date], Decimal]:
    """The points left at as_of by customer and last day on which they can be redeemed."""
    found: dict[tuple[str, date], Decimal] = {}
    for customer_id, account in accounts(moves, as_of, valid_days).items():
        for last_day, left in account.batches:
            found[customer_id, last_day] = found.get((customer_id, last_day), Decimal(0)) + left
    return found
