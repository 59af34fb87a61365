"""Orders: purchase days by BG/NBD, their worth by Gamma-Gamma, and everything that may happen to an order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retensi.clv.histories import DAYS_PER_WEEK
from retensi.simulate import parameters as given
from retensi.simulate.draws import DAY, Table, Whole, chosen, landed_late, stacked, taken, within_day
from retensi.simulate.people import People, Span

STATUSES = (
    *(name for name, _ in given.SETTLED),
    *(name for name, _ in given.FAILED),
    "processing", "refunded", "partially_refunded", "credit_note",
)  # fmt: skip
STATUS = {name: position for position, name in enumerate(STATUSES)}


@dataclass(frozen=True)
class Purchases:
    """What customers bought, sorted by customer and moment, one position for each purchase.

    Attributes:
        owner: Position of the customer in the block.
        moment: When.
        value: Net worth before refunds, in cents.
        left_on: For each customer, the last day on which they were interested.
    """

    owner: Whole
    moment: Whole
    value: Whole
    left_on: Whole


def draw_purchases(people: People, span: Span, random: np.random.Generator) -> Purchases:
    """Draw what customers buy up to the last day.

    The models count purchase days: of two purchases that would fall on one day the later one moves to the next day, so
    that their number stays that of the law.
    """
    rates, values = given.RATES, given.VALUES
    size = len(people.number)
    days_between = rates.alpha * DAYS_PER_WEEK / np.maximum(random.gamma(rates.r, 1.0, size), 1e-12)
    leaving = random.beta(rates.a, rates.b, size)
    worth = values.v / random.gamma(values.q, 1.0, size)
    active = np.flatnonzero(people.buys)
    age = span.last - people.came_on
    # The first purchase is in the middle of its day, as purchases are at the mean.
    time, day = np.full(size, 0.5), np.zeros(size, dtype=np.int64)
    left = np.minimum(age, 30)  # who never buys looks around for a month
    left[active] = age[active]
    owners, days = [active], [day[active]]
    while len(active):
        time[active] += random.exponential(days_between[active])
        # Somebody who hardly ever buys would come back after more days than a whole number holds.
        reached = np.maximum(np.minimum(time[active], age[active] + 1).astype(np.int64), day[active] + 1)
        is_inside = reached <= age[active]
        active = active[is_inside]
        day[active] = reached[is_inside]
        owners.append(active)
        days.append(day[active])
        # Who leaves does so right after a purchase day; nobody after the first one.
        stays = random.random(len(active)) >= leaving[active]
        left[active] = np.where(stays, age[active], day[active])
        active = active[stays]
    owner, after = np.concatenate(owners), np.concatenate(days)
    in_order = np.lexsort((after, owner))
    owner, after = owner[in_order], after[in_order]
    value = np.maximum(np.rint(100 * random.gamma(values.p, worth[owner])), 1).astype(np.int64)
    second = np.where(after == 0, people.came_at[owner], within_day(len(owner), random))
    moment = (people.came_on[owner] + after) * DAY + second
    return _split_some(Purchases(owner, moment, value, people.came_on + left), random)


def _split_some(whole: Purchases, random: np.random.Generator) -> Purchases:
    """Make two orders of some purchase days."""
    twice = (random.random(len(whole.owner)) < given.SAME_DAY_SHARE) & (whole.value > 1)
    first = np.where(twice, (whole.value * random.uniform(0.3, 0.7, len(twice))).astype(np.int64), whole.value)
    later = np.minimum(whole.moment + random.integers(60, 4 * 3600, len(twice)), whole.moment // DAY * DAY + DAY - 1)
    owner = np.concatenate([whole.owner, whole.owner[twice]])
    moment = np.concatenate([whole.moment, later[twice]])
    value = np.concatenate([first, (whole.value - first)[twice]])
    in_order = np.lexsort((moment, owner))
    return Purchases(owner[in_order], moment[in_order], value[in_order], whole.left_on)


def draw_orders(
    people: People, bought: Purchases, span: Span, first_id: int, random: np.random.Generator
) -> tuple[Table, int]:
    """Give one row for each order in its last state, numbered by time, and how many there are.

    Columns: id, customer (its number, 0 for an anonymous sale), moment, settled (when it gets its last status), status;
    gross, discount, refunded, cost (cents, cost -1 where unknown); channel, has_campaign, is_guest, has_visitor; landed
    (when its first state lands), keeps_history (whether that state stays in the files).
    """
    sold = _sold(people, bought, random)
    failed = taken(sold, random.random(len(sold["moment"])) < given.CANCELLED_SHARE)
    size = len(failed["moment"])
    failed["moment"] = np.maximum(failed["moment"] - random.integers(60, 3600, size), span.opening)
    failed["status"] = chosen([weight for _, weight in given.FAILED], size, random) + STATUS[given.FAILED[0][0]]
    failed["refunded"] = np.zeros(size, dtype=np.int64)
    returned = taken(sold, (random.random(len(sold["moment"])) < given.CREDIT_NOTE_SHARE) & (sold["refunded"] == 0))
    size = len(returned["moment"])
    returned["moment"] = returned["moment"] + random.integers(3 * DAY, 30 * DAY, size)
    returned["gross"] = np.maximum(returned["gross"] * random.integers(10, 100, size) // 100, 1)
    returned |= {"status": np.full(size, STATUS["credit_note"]), "cost": np.full(size, -1)}
    returned["discount"] = np.zeros(size, dtype=np.int64)
    nobody = taken(sold, random.random(len(sold["moment"])) < given.ANONYMOUS_SHARE)
    size = len(nobody["moment"])
    nobody["moment"] = span.arrival_days(size, random) * DAY + within_day(size, random)
    nobody["customer"] = np.zeros(size, dtype=np.int64)
    rows = stacked([sold, failed, returned, nobody])
    rows = taken(rows, rows["moment"] <= span.closing)
    rows = taken(rows, np.argsort(rows["moment"], kind="stable"))
    size = len(rows["moment"])
    hours = random.integers(*given.SETTLED_AFTER_HOURS, size, endpoint=True)
    landed = landed_late(rows["moment"], span.closing, given.LATE_SHARE, given.LATEST_DAYS, random)
    rows |= {
        "id": np.arange(first_id + 1, first_id + size + 1),
        "settled": rows["moment"] + hours * 3600,
        "landed": landed,
        "keeps_history": random.random(size) < given.HISTORY_SHARE,
    }
    return rows, size


def _sold(people: People, bought: Purchases, random: np.random.Generator) -> Table:
    """Give the purchases as orders."""
    size = len(bought.owner)
    percent = np.where(random.random(size) < given.DISCOUNT_SHARE, random.integers(1, 6, size) * 5, 0)
    discount = bought.value * percent // (100 - percent)
    status = chosen([weight for _, weight in given.SETTLED], size, random)
    fate = random.random(size)
    whole, partly = fate < given.REFUND_SHARE / 2, (fate >= given.REFUND_SHARE / 2) & (fate < given.REFUND_SHARE)
    status = np.where(whole, STATUS["refunded"], np.where(partly, STATUS["partially_refunded"], status))
    part = bought.value * random.integers(10, 60, size) // 100
    cost = (bought.value + discount) * random.integers(40, 60, size) // 100
    other = chosen([weight for _, weight in given.CHANNELS], size, random)
    return {
        "customer": people.number[bought.owner],
        "moment": bought.moment,
        "status": status,
        "gross": bought.value + discount,
        "discount": discount,
        "refunded": np.where(whole, bought.value, np.where(partly, part, 0)),
        "cost": np.where(random.random(size) < given.COST_SHARE, cost, -1),
        # People mostly come again the way they came first.
        "channel": np.where(random.random(size) < 0.7, people.channel[bought.owner], other),
        "has_campaign": random.random(size) < 0.08,
        "is_guest": random.random(size) < given.GUEST_SHARE,
        "has_visitor": random.random(size) < given.VISITOR_SHARE,
    }


def order_rows(orders: Table, span: Span, opened: int, random: np.random.Generator) -> Table:
    """Give the rows of the input orders, in the order in which they land.

    An order first lands as it was made, in process, and again once it is settled. What landed before the moment
    `opened` is there in its newest state, with the older one for some orders; what landed since is there as it came.

    Args:
        orders: As `draw_orders` gives them.
        span: The days of the shop.
        opened: The moment from which on each landing counts.
        random: Source of randomness.
    """
    made = orders | {
        "status": np.where(orders["status"] == STATUS["credit_note"], orders["status"], STATUS["processing"]),
        "refunded": np.zeros_like(orders["refunded"]),
        "updated": orders["moment"],
    }
    settled = orders | {"updated": orders["settled"], "landed": np.maximum(orders["landed"], orders["settled"])}
    is_settled = (orders["status"] != STATUS["credit_note"]) & (settled["landed"] <= span.closing)
    was_settled = is_settled & (settled["landed"] < opened)
    made = taken(made, ~was_settled | orders["keeps_history"])
    rows = stacked([made, taken(settled, is_settled)])
    return with_copies(rows, span, random)


def with_copies(rows: Table, span: Span, random: np.random.Generator) -> Table:
    """Add the same row again for some, and sort all by when they land."""
    copies = taken(rows, random.random(len(rows["landed"])) < given.DUPLICATE_SHARE)
    size = len(copies["landed"])
    copies["landed"] = np.minimum(copies["landed"] + random.integers(0, 2 * DAY, size), span.closing)
    rows = stacked([rows, copies])
    return taken(rows, np.argsort(rows["landed"], kind="stable"))


def item_rows(orders: Table, random: np.random.Generator) -> Table:
    """Give the lines of all orders but credit notes; a line lands with its order."""
    sold = taken(orders, orders["status"] != STATUS["credit_note"])
    size = len(sold["id"])
    lines = chosen(given.LINES, size, random) + 1
    position = np.repeat(np.arange(size), lines)
    number = np.arange(len(position)) - np.repeat(np.cumsum(lines) - lines, lines) + 1
    weights = 1 / np.arange(1, given.PRODUCTS + 1)
    each = sold["gross"] // lines
    return {
        "order": sold["id"][position],
        "number": number,
        "product": chosen(weights, len(position), random) + 1,
        "quantity": chosen((75, 18, 7), len(position), random) + 1,
        "amount": np.where(number == 1, (sold["gross"] - each * (lines - 1))[position], each[position]),
        "landed": sold["landed"][position],
    }
