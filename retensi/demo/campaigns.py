"""Campaigns over the simulated customers: mailings, a control group that is left out, coupons and their orders."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from retensi.demo.catalog import CAMPAIGNS, CLOSING, QUESTION_BODIES
from retensi.demo.dice import Dice
from retensi.demo.purchases import Person, buy
from retensi.demo.shop import Shop


def run_campaigns(shop: Shop, seed: int, people: list[Person]) -> None:
    """Run every campaign on those with marketing consent; an eighth of each audience is withheld as control group."""
    for index, (campaign, day, medium, audience, percent) in enumerate(CAMPAIGNS):
        dice = Dice(seed * 1_009 + index)
        start = datetime.combine(day, time(2, 0))
        for person in people:
            if not _is_addressed(person, start, audience) or not dice.chance(0.95 if audience == "lapsed" else 0.8):
                continue
            at = start + timedelta(seconds=dice.below(5400))
            cells = {"customer_id": person.customer_id, "campaign_id": campaign, "channel": medium}
            if dice.chance(0.125):
                shop.simulate(at, "campaign_withheld", **cells)
                response = 0.03
            else:
                shop.simulate(at, "message_sent", **cells)
                response = _reaction(shop, dice, at, cells)
            if dice.chance(response):
                redeems = percent if response > 0.1 else 0
                _order(shop, dice, person, at + timedelta(hours=dice.between(3, 200)), campaign, medium, redeems)


def _is_addressed(person: Person, start: datetime, audience: str) -> bool:
    """Registered with consent before the campaign; lapsed = no purchase for more than 90 days."""
    if not (person.registered and person.consent and person.known_at < start):
        return False
    earlier = [at for at in person.purchases if at < start]
    return audience == "everyone" or (bool(earlier) and start - max(earlier) > timedelta(days=91))


def _reaction(shop: Shop, dice: Dice, sent: datetime, cells: dict[str, str | None]) -> float:
    """Opening, clicking and writing back; returns the chance of an order that follows."""
    if not dice.chance(0.38):
        return 0.03
    opened = sent + timedelta(minutes=dice.between(1, 1500))
    shop.simulate(opened, "message_opened", **cells)
    if dice.chance(0.02):
        body = dice.pick(QUESTION_BODIES)
        shop.simulate(opened + timedelta(minutes=9), "customer_message", body=body, **cells)
    if not dice.chance(0.35):
        return 0.05
    shop.simulate(opened + timedelta(seconds=dice.between(4, 300)), "message_clicked", **cells)
    return 0.3


def _order(shop: Shop, dice: Dice, person: Person, at: datetime, campaign: str, medium: str, percent: int) -> None:
    """An order in answer to a campaign; with a discount the coupon is redeemed in the same moment."""
    if at > CLOSING:
        return
    credited = campaign if percent else None
    if not buy(shop, dice, person, at, "email" if percent else person.channel, credited, percent):
        return
    person.purchases.append(at)
    person.purchases.sort()
    if percent:
        cells = {"customer_id": person.customer_id, "campaign_id": campaign, "channel": medium}
        shop.simulate(at, "offer_redeemed", value=str(percent), **cells)
