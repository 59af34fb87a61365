"""Interactions: visits, messages, surveys, complaints, points and the rest, around purchases and between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retensi.demo import catalog
from retensi.simulate import episodes as played_by
from retensi.simulate import parameters as given
from retensi.simulate.draws import DAY, Flags, Table, Whole, chosen, landed_late, stacked, taken, within_day
from retensi.simulate.episodes import KINDS, STEPS, played
from retensi.simulate.people import People, Span
from retensi.simulate.purchases import Purchases, with_copies

NO_VALUE = -1
# More than a customer of a block has episodes at the mean, so that each episode of all blocks has its number.
MOST_EPISODES = 1000
# What people write, by mood, and where each mood begins; position 0 is nothing.
BODIES = (
    "", *catalog.POSITIVE_BODIES, *catalog.NEUTRAL_BODIES, *catalog.NEGATIVE_BODIES, *catalog.QUESTION_BODIES,
    *catalog.POST_BODIES,
)  # fmt: skip
POSITIVE = (1, len(catalog.POSITIVE_BODIES))
NEUTRAL = (sum(POSITIVE), len(catalog.NEUTRAL_BODIES))
NEGATIVE = (sum(NEUTRAL), len(catalog.NEGATIVE_BODIES))
QUESTIONS = (sum(NEGATIVE), len(catalog.QUESTION_BODIES))
POSTS = (sum(QUESTIONS), len(catalog.POST_BODIES))
NPS_WEIGHTS = (3, 1, 2, 2, 2, 5, 6, 14, 20, 22, 23)
STAR_WEIGHTS = (6, 7, 12, 30, 45)


def draw_contacts(
    people: People, bought: Purchases, span: Span, first_id: int, random: np.random.Generator
) -> tuple[Table, int]:
    """Give the rows of the input interactions, numbered by time, in the order in which they land; and their number.

    Columns: id, moment, type (position), landed; customer, visitor, campaign, reference, session (0 for none); channel,
    medium, step (positions, -1 for none), value (hundredths, -1 for none), body (position, 0 for none).

    Args:
        people: The customers of the block.
        bought: What they bought.
        span: The days of the shop.
        first_id: Interactions in the blocks before.
        random: Source of randomness.
    """
    rows = stacked(_episodes_played(people, bought, span, random))
    rows = taken(rows, (rows["moment"] >= span.opening) & (rows["moment"] <= span.closing))
    rows = taken(rows, np.argsort(rows["moment"], kind="stable"))
    size = len(rows["moment"])
    is_type = {name: rows["type"] == position for position, name in enumerate(STEPS.types)}
    group = np.array(STEPS.groups)[rows["type"]]
    on_device = _any(is_type, played_by.ON_A_DEVICE | {"checkout_started"})
    by_message = group == "message"
    is_anonymous = rows["is_anonymous"] & _any(is_type, played_by.ON_A_DEVICE)
    numbered = rows["episode_number"] + int(people.number[0]) * MOST_EPISODES
    rows |= {
        "id": np.arange(first_id + 1, first_id + size + 1),
        "customer": np.where(is_anonymous, 0, rows["customer"]),
        "visitor": np.where(on_device, rows["visitor"], 0),
        "medium": np.where(by_message, rows["medium"], NO_VALUE),
        "channel": np.where(on_device, rows["channel"], NO_VALUE),
        "campaign": np.where(by_message | (group == "reach") & ~is_type["social_view"], 1, 0),
        "reference": np.where(np.isin(group, list(played_by.REFERENCED)) & ~is_type["community_post"], numbered, 0),
        "step": np.where(is_type["onboarding_step_completed"], random.integers(0, 5, size), NO_VALUE),
        "session": np.where(on_device, numbered, 0),
        "landed": landed_late(rows["moment"], span.closing, given.LATE_SHARE, given.LATEST_DAYS, random),
    }
    rows["value"], rows["body"] = _said(rows, is_type, random)
    for name in ("is_anonymous", "episode_number", "worth"):
        del rows[name]
    return with_copies(rows, span, random), size


def _episodes_played(people: People, bought: Purchases, span: Span, random: np.random.Generator) -> list[Table]:
    """Draw the episodes of a block and play them, kind by kind."""
    everybody = np.arange(len(people.number))
    buyer, moment = bought.owner, bought.moment
    earns = people.is_member[buyer]
    visitors, visits = _visits(people, bought, span, random)
    subscribers = np.flatnonzero(people.is_subscriber)
    members = np.flatnonzero(people.is_member)
    strangers = random.poisson(given.STRANGERS * len(everybody))
    strangers_at = span.arrival_days(strangers, random) * DAY + within_day(strangers, random)
    days_later = moment + random.integers(DAY, 14 * DAY, len(moment))
    plan: list[tuple[Sequence[tuple[float, str]], Whole, Whole, Whole | int]] = [
        (played_by.BEFORE_PURCHASE, buyer, moment, 0),
        (played_by.AFTER_PURCHASE, buyer, days_later, bought.value),
        (played_by.VISIT, visitors, visits, 0),
        (played_by.STRANGER, np.full(strangers, -1), strangers_at, 0),
        (played_by.ACCOUNT, everybody, people.registered, 0),
        (played_by.MEMBERSHIP, members, people.registered[members], 0),
        (played_by.POINTS, buyer[earns], moment[earns] + 60, bought.value[earns]),
        (played_by.SUBSCRIPTION, subscribers, people.registered[subscribers] + 20 * DAY, 0),
    ]
    tables, number, unknown = [], 0, int(people.number[0])
    for kind, owner, at, worth in plan:
        size = len(owner)
        is_known = owner >= 0
        # Of strangers a visitor has an odd number, of customers an even one.
        known = people.number[owner] * 4 + 2 * (random.random(size) < given.SECOND_DEVICE_SHARE)
        other = chosen([weight for _, weight in given.CHANNELS], size, random)
        start = {
            "episode": chosen([weight for weight, _ in kind], size, random) + STEPS.first[KINDS.index(kind)],
            "moment": at,
            "customer": np.where(is_known, people.number[owner], 0),
            "visitor": np.where(is_known, known, (unknown + np.arange(size)) * 2 + 1),
            "channel": np.where(is_known & (random.random(size) < 0.5), people.channel[owner], other),
            "medium": chosen([weight for _, weight in given.MEDIA], size, random),
            "is_anonymous": ~is_known | (random.random(size) < given.NOT_LOGGED_IN_SHARE),
            "episode_number": number + np.arange(1, size + 1),
            "worth": np.broadcast_to(worth, size),
        }
        number += size
        tables.append(played(start, kind is played_by.BEFORE_PURCHASE, random))
    return tables


def _visits(people: People, bought: Purchases, span: Span, random: np.random.Generator) -> tuple[Whole, Whole]:
    """Draw who visits the shop when, without buying, from registration until they have lost interest."""
    until = np.minimum((bought.left_on + 60) * DAY, span.closing)
    interested = np.maximum(until - people.registered, DAY)
    keenness = random.gamma(0.7, 1 / 0.7, len(people.number))
    owner = np.repeat(
        np.arange(len(people.number)), random.poisson(given.VISITS_A_WEEK * keenness * interested / (7 * DAY))
    )
    day = (people.registered[owner] + random.random(len(owner)) * interested[owner]).astype(np.int64) // DAY
    return owner, day * DAY + within_day(len(owner), random)


def _said(rows: Table, is_type: dict[str, Flags], random: np.random.Generator) -> tuple[Whole, Whole]:
    """Give the value of each row in hundredths, and what was written."""
    size = len(rows["type"])
    value, body = np.full(size, NO_VALUE), np.zeros(size, dtype=np.int64)

    def write(where: Flags | Whole, bodies: tuple[int, int]) -> None:
        count = len(body[where])
        body[where] = bodies[0] + random.integers(0, bodies[1], count)

    def fill(name: str, values: Whole | int) -> None:
        value[is_type[name]] = values if isinstance(values, int) else values[is_type[name]]

    value[is_type["nps_response"]] = 100 * chosen(NPS_WEIGHTS, int(is_type["nps_response"].sum()), random)
    for name in ("csat_response", "review_submitted"):
        value[is_type[name]] = 100 * (chosen(STAR_WEIGHTS, int(is_type[name].sum()), random) + 1)
    points = np.maximum(rows["worth"] // 100, 1) * 100
    fill("points_earned", points)
    fill("points_redeemed", np.maximum(points // 200, 1) * 100)
    fill("offer_redeemed", np.maximum(rows["worth"] // 10, 1))
    fill("subscription_started", 3000)
    fill("subscription_renewed", 3000)
    stars, speaks = is_type["review_submitted"], random.random(size) < 0.7
    write(stars & speaks & (value >= 400), POSITIVE)
    write(stars & speaks & (value == 300), NEUTRAL)
    write(stars & speaks & (value < 300), NEGATIVE)
    write(is_type["complaint_opened"], NEGATIVE)
    write(is_type["customer_message"], QUESTIONS)
    write(is_type["community_post"], POSTS)
    return value, body


def _any(is_type: dict[str, Flags], names: frozenset[str]) -> Flags:
    """Say which rows are of one of these types."""
    found: Flags = np.logical_or.reduce([is_type[name] for name in sorted(names)])
    return found
