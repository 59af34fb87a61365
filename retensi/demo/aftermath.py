"""What follows a simulated purchase: surveys, reviews, complaints, points, subscriptions, community posts."""

from __future__ import annotations

from datetime import datetime, timedelta

from retensi.demo.catalog import NEGATIVE_BODIES, NEUTRAL_BODIES, POSITIVE_BODIES, POST_BODIES
from retensi.demo.dice import Dice
from retensi.demo.purchases import Person
from retensi.demo.shop import Shop

# mood, weight
MOODS = (("happy", 60), ("neutral", 26), ("unhappy", 14))
BODIES = {"happy": POSITIVE_BODIES, "neutral": NEUTRAL_BODIES, "unhappy": NEGATIVE_BODIES}
NPS = {"happy": (9, 9, 10, 10, 8), "neutral": (7, 7, 8, 6), "unhappy": (0, 2, 3, 4, 5, 6)}
STARS = {"happy": (5, 5, 4), "neutral": (3, 3, 4), "unhappy": (1, 2, 2)}


def after_purchase(shop: Shop, dice: Dice, person: Person, at: datetime) -> bool:
    """Append what a purchase at this moment leads to; says whether the customer ended up unhappy."""
    if not person.registered:
        return False
    mood = dice.weighted(MOODS)
    _ask(shop, dice, person, at, mood)
    unhappy = mood == "unhappy"
    if dice.chance(0.28 if unhappy else 0.02):
        unhappy = not _complain(shop, dice, person, at)
    _loyalty(shop, dice, person, at)
    if len(person.purchases) == 2 and dice.chance(0.14):
        _subscribe(shop, dice, person, at)
    if mood == "happy" and dice.chance(0.05):
        posted = at + timedelta(hours=dice.between(20, 900))
        body = dice.pick(POST_BODIES)
        shop.simulate(posted, "community_post", customer_id=person.customer_id, channel="community", body=body)
    return unhappy


def _ask(shop: Shop, dice: Dice, person: Person, at: datetime, mood: str) -> None:
    """A survey after some purchases, answered by some; reviews and ratings that come unasked."""
    who = {"customer_id": person.customer_id}
    if dice.chance(0.3):
        asked = at + timedelta(days=dice.between(4, 9))
        kind = "nps_response" if dice.chance(0.7) else "csat_response"
        medium = dice.pick(("email", "email", "whatsapp"))
        shop.simulate(asked, "survey_sent", channel=medium, **who)
        if dice.chance(0.5):
            answered = asked + timedelta(minutes=dice.between(3, 4000))
            value = dice.pick((NPS if kind == "nps_response" else STARS)[mood])
            body = dice.pick(BODIES[mood]) if dice.chance(0.4) else None
            shop.simulate(answered, kind, channel=medium, value=str(value), body=body, **who)
    if dice.chance(0.13):
        wrote = at + timedelta(hours=dice.between(60, 700))
        value, body = dice.pick(STARS[mood]), dice.pick(BODIES[mood])
        shop.simulate(wrote, "review_submitted", channel="web", value=str(value), body=body, **who)


def _complain(shop: Shop, dice: Dice, person: Person, at: datetime) -> bool:
    """A complaint with its answers; says whether it ended well."""
    opened = at + timedelta(hours=dice.between(30, 260))
    medium = dice.pick(("email", "whatsapp", "chat"))
    topic = f"case_{person.number:04d}_{len(person.purchases)}"
    cells = {"customer_id": person.customer_id, "channel": medium, "reference_id": topic}
    if not shop.simulate(opened, "complaint_opened", body=dice.pick(NEGATIVE_BODIES), **cells):
        return True
    answered = opened + timedelta(minutes=dice.between(20, 3500))
    if dice.chance(0.9):
        shop.simulate(answered, "complaint_answered", **cells)
    if not dice.chance(0.8):
        return False
    resolved = answered + timedelta(minutes=dice.between(15, 8000))
    shop.simulate(resolved, "complaint_resolved", **cells)
    if dice.chance(0.15):
        reopened = resolved + timedelta(hours=dice.between(5, 140))
        shop.simulate(reopened, "complaint_reopened", **cells)
        if dice.chance(0.5):
            return False
        shop.simulate(reopened + timedelta(hours=dice.between(3, 90)), "complaint_resolved", **cells)
    if dice.chance(0.5):
        rated = resolved + timedelta(hours=dice.between(150, 300))
        value = str(dice.pick((4, 5, 5, 3)))
        shop.simulate(rated, "csat_response", customer_id=person.customer_id, channel=medium, value=value)
    return True


def _loyalty(shop: Shop, dice: Dice, person: Person, at: datetime) -> None:
    """Joining from the second purchase on, points for each later purchase, some of them redeemed soon after."""
    cells = {"customer_id": person.customer_id, "channel": "app"}
    if not person.in_loyalty:
        if len(person.purchases) >= 2 and dice.chance(0.3):
            person.in_loyalty = shop.simulate(at + timedelta(minutes=dice.between(5, 300)), "loyalty_joined", **cells)
        return
    points = 10 * dice.between(2, 14)
    earned = at + timedelta(minutes=10)
    if shop.simulate(earned, "points_earned", value=str(points), **cells) and dice.chance(0.2):
        # Never more than was just earned, so that no balance falls below zero.
        redeemed = earned + timedelta(days=dice.between(1, 30))
        shop.simulate(redeemed, "points_redeemed", value=str(points // 20 * 10), **cells)


def _subscribe(shop: Shop, dice: Dice, person: Person, at: datetime) -> None:
    """A coffee subscription of 30 or 90 days, renewed a few times and cancelled by some."""
    days = dice.pick((30, 30, 90))
    cells = {"customer_id": person.customer_id, "channel": "web", "reference_id": f"sub_{person.number:04d}"}
    at += timedelta(minutes=30)
    if not shop.simulate(at, "subscription_started", value=str(days), **cells):
        return
    while dice.chance(0.75):
        at += timedelta(days=days)
        if not shop.simulate(at, "subscription_renewed", value=str(days), **cells):
            return
    if dice.chance(0.7):
        shop.simulate(at + timedelta(days=dice.between(5, days - 1)), "subscription_cancelled", **cells)
