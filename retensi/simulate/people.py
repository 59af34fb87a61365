"""The customers of a simulated shop: when they come, from where, and what kind of people they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from retensi.simulate import parameters as given
from retensi.simulate.draws import DAY, Flags, Table, Whole, chosen, landed_late, stacked, taken, within_day

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Span:
    """The days of a shop.

    Attributes:
        first: First day, as days since 1970.
        last: Last day.
        arrivals: Weight of each day in the arrivals of new customers.
    """

    first: int
    last: int
    arrivals: tuple[float, ...]

    @classmethod
    def of(cls, first: date, last: date) -> Span:
        """Give the span from one day to another, both in it."""
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        growth = [given.YEARLY_GROWTH ** ((day - first).days / 365) for day in days]
        weights = tuple(rate * given.SEASON[day.month - 1] for rate, day in zip(growth, days, strict=True))
        return cls((first - EPOCH).days, (last - EPOCH).days, weights)

    @property
    def opening(self) -> int:
        """The first moment."""
        return self.first * DAY

    @property
    def closing(self) -> int:
        """The last moment."""
        return (self.last + 1) * DAY - 1

    def arrival_days(self, size: int, random: np.random.Generator) -> Whole:
        """Draw days on which somebody new comes."""
        return self.first + chosen(self.arrivals, size, random)


@dataclass(frozen=True)
class People:
    """Customers of one block, one position each.

    Attributes:
        number: From 1 on, over all blocks.
        came_on: Day of the first purchase, or of the registration of somebody who never buys.
        came_at: Second of that day.
        buys: Whether they ever buy.
        registered: Moment of the registration.
        channel: Position in CHANNELS.
        is_member: In the loyalty programme.
        is_subscriber: With a subscription.
        consents: To marketing.
    """

    number: Whole
    came_on: Whole
    came_at: Whole
    buys: Flags
    registered: Whole
    channel: Whole
    is_member: Flags
    is_subscriber: Flags
    consents: Flags


def draw_people(start: int, size: int, span: Span, random: np.random.Generator) -> People:
    """Draw customers.

    Args:
        start: Customers in the blocks before.
        size: Customers of this block.
        span: The days of the shop.
        random: Source of randomness.
    """
    came_on, came_at = span.arrival_days(size, random), within_day(size, random)
    # Half of them register at the checkout, half of them look around first.
    looked_around = np.where(random.random(size) < 0.5, 600, random.exponential(10 * DAY, size)).astype(np.int64)
    return People(
        number=np.arange(start + 1, start + size + 1),
        came_on=came_on,
        came_at=came_at,
        buys=random.random(size) >= given.LEAD_SHARE,
        registered=np.maximum(came_on * DAY + came_at - looked_around, span.opening),
        channel=chosen([weight for _, weight in given.CHANNELS], size, random),
        is_member=random.random(size) < given.MEMBER_SHARE,
        is_subscriber=random.random(size) < given.SUBSCRIBER_SHARE,
        consents=random.random(size) < 0.7,
    )


def account_rows(people: People, span: Span, random: np.random.Generator) -> Table:
    """Give the rows of the input customers, with a newer version for some, in the order in which they land."""
    size = len(people.number)
    rows = {
        "number": people.number,
        "registered": people.registered,
        "channel": people.channel,
        "has_channel": random.random(size) < 0.9,
        "birth_day": np.where(random.random(size) < 0.6, random.integers(-12_000, 13_000, size), np.int64(1 << 40)),
        "place": chosen([weight for *_, weight in given.PLACES], size, random),
        "consents": people.consents,
        "updated": people.registered,
        "landed": landed_late(people.registered, span.closing, given.LATE_SHARE, given.LATEST_DAYS, random),
    }
    changed = taken(rows, random.random(size) < given.CHANGED_CUSTOMERS_SHARE)
    waited = (random.random(len(changed["number"])) * (span.closing - changed["registered"])).astype(np.int64)
    changed["updated"] = changed["registered"] + waited
    changed["landed"] = np.maximum(changed["updated"], changed["landed"])
    changed["place"] = chosen([weight for *_, weight in given.PLACES], len(waited), random)
    rows = stacked([rows, changed])
    return taken(rows, np.argsort(rows["landed"], kind="stable"))
