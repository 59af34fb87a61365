"""Points of the loyalty programme: a queue of what was earned, walked through move by move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Move:
    """Points earned or redeemed by a customer on a local day. Moves are given in their order."""

    customer_id: str
    day: date
    is_redemption: bool
    points: Decimal


def points_expiring(moves: Iterable[Move], as_of: date, valid_days: int = 365) -> dict[tuple[str, date], Decimal]:
    """The points left at as_of by customer and last day on which they can be redeemed.

    The oldest points that are still valid are redeemed first. What is redeemed beyond them is a debt that the points
    earned next pay off.
    """
    queues: dict[str, list[tuple[date, Decimal]]] = {}
    debts: dict[str, Decimal] = {}
    for move in moves:
        queue, debt = queues.get(move.customer_id, []), debts.get(move.customer_id, Decimal(0))
        queue = [(last_day, left) for last_day, left in queue if last_day >= move.day]
        if move.is_redemption:
            debt += move.points
        else:
            queue.append((move.day + timedelta(days=valid_days), move.points))
        while debt and queue:
            last_day, left = queue[0]
            paid = min(debt, left)
            debt -= paid
            queue = [(last_day, left - paid), *queue[1:]] if paid < left else queue[1:]
        queues[move.customer_id], debts[move.customer_id] = queue, debt
    found: dict[tuple[str, date], Decimal] = {}
    for customer_id, queue in queues.items():
        for last_day, left in queue:
            if last_day >= as_of:
                found[customer_id, last_day] = found.get((customer_id, last_day), Decimal(0)) + left
    return found
