"""Feedback and complaints of a made-up shop, in every constellation to a purchase that the rules tell apart."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Protocol

from tests.oracle.front_door import Row

# Days after an order on which something is said: the same day, around the thresholds, in between.
OFFSETS = (0, 0, 1, 5, 29, 30, 31, 44, 45, 46, 59, 60, 61, 62, 75, 89, 90, 91, 92)
SCORES = {"nps_response": ("0", "5", "6", "7", "8", "9", "10"), "csat_response": ("1", "2", "3", "4", "5")}
SCORES["review_submitted"] = SCORES["csat_response"]


class Counter(Protocol):
    """What the desk needs of the shop."""

    random: Random

    def happens(self, probability: float) -> bool: ...

    def moment(self, day: date, bare: float = 0.15) -> str: ...

    def interaction(self, at: str, kind: str, **columns: str | None) -> Row: ...


class SupportDesk:
    """Writes feedback and complaints into a shop."""

    def __init__(self, shop: Counter) -> None:
        self.shop = shop
        self.topics = 0

    def feedback(self, order: Row, customer_id: str, day: date) -> None:
        """One to three scores of one kind, the later ones better or worse."""
        random = self.shop.random
        kind = random.choice(tuple(SCORES))
        said_on = day + timedelta(days=random.choice(OFFSETS))
        at = order["ordered_at"] if self.shop.happens(0.1) else self.shop.moment(said_on)
        for _ in range(random.choice((1, 1, 2, 3))):
            self.shop.interaction(at, kind, customer_id=customer_id, value=random.choice(SCORES[kind]))
            if self.shop.happens(0.8):
                said_on += timedelta(days=random.choice((0, 1, 10)))
                at = self.shop.moment(said_on)

    def complaint(self, order: Row, customer_id: str, day: date) -> None:
        """A complaint and some of what may follow: an answer, a resolution, a reopening, another resolution."""
        random = self.shop.random
        self.topics += 1
        reference = None if self.shop.happens(0.2) else f"t{self.topics}"
        if reference is not None and self.topics > 1 and self.shop.happens(0.1):
            reference = f"t{self.topics - 1}"
        opened_on = day + timedelta(days=random.choice(OFFSETS))
        at = order["ordered_at"] if self.shop.happens(0.1) else self.shop.moment(opened_on)
        self.shop.interaction(at, "complaint_opened", customer_id=customer_id, reference_id=reference)
        steps = random.choice(
            (
                (),
                ("complaint_resolved",),
                ("complaint_answered", "complaint_resolved"),
                ("complaint_answered",),
                ("complaint_resolved", "complaint_reopened"),
                ("complaint_resolved", "complaint_reopened", "complaint_resolved"),
                ("complaint_resolved", "complaint_opened"),
            )
        )
        for step in steps:
            opened_on += timedelta(days=random.choice((0, 1, 2, 30)))
            self.shop.interaction(self.shop.moment(opened_on), step, customer_id=customer_id, reference_id=reference)
