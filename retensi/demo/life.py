"""The simulated life of one customer: reach, registration, purchases at an own rate, dropout, and what happens between.

The purchases follow the idea of BG/NBD: a gamma-distributed rate for each customer, and after each purchase a chance
to leave for good that differs by customer too. Bad service raises that chance.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from retensi.demo.aftermath import after_purchase
from retensi.demo.catalog import CHANNELS, CLOSING, ONBOARDING_STEPS, PLACES, QUESTION_BODIES, SEASON
from retensi.demo.dice import Dice
from retensi.demo.purchases import Person, buy
from retensi.demo.shop import Shop, stamp

OPENING = datetime(2024, 1, 1)
REACH = {
    "organic_search": (("social_view", 1), ("page_view", 5)),
    "paid_search": (("ad_click", 4), ("ad_impression", 2)),
    "social_ads": (("ad_impression", 4), ("ad_click", 3), ("social_view", 2)),
    "referral": (("page_view", 3), ("social_view", 1)),
    "email": (("page_view", 1),),
    "marketplace": (("page_view", 2), ("ad_impression", 1)),
}
# Budgets in percent of the usual, with weights: few people spend much, as in every shop.
BUDGETS = ((45, 20), (70, 25), (100, 25), (130, 15), (170, 9), (230, 4), (300, 2))


def live(shop: Shop, seed: int, number: int, known_at: datetime, people: list[Person]) -> Person:
    """Simulate one customer from `known_at` on and append the rows. `people` are those known before."""
    dice = Dice(seed * 100_003 + number)
    channel, _, first_order, speed, leaving = dice.weighted([(entry, entry[1]) for entry in CHANNELS])
    place = dice.weighted([(entry, entry[3]) for entry in PLACES])
    person = Person(
        number=number,
        known_at=known_at,
        channel=channel,
        currency=place[2],
        budget=dice.weighted(BUDGETS),
        registered=not dice.chance(0.05),
        consent=dice.chance(0.72),
    )
    _arrive(shop, dice, person)
    if person.registered:
        _register(shop, dice, person, place[0], place[1])
    invitation = _invitation(shop, dice, person, people) if channel == "referral" and person.registered else None
    if dice.chance(first_order) or not person.registered:
        _purchase_life(shop, dice, person, speed, leaving)
    if invitation and person.purchases:
        referrer, reference = invitation
        converted = person.purchases[0] + timedelta(hours=1)
        shop.simulate(converted, "referral_converted", customer_id=referrer.customer_id, reference_id=reference)
    return person


def visit(shop: Shop, dice: Dice, person: Person, before: datetime, known: bool) -> None:
    """Looking around in the hours before a purchase, as a visitor or as the known customer."""
    session = shop.session()
    who = {"customer_id": person.customer_id} if known and person.registered else {"visitor_id": person.visitor_id}
    steps = (
        ("search", 0.2, 190),
        ("product_view", 0.6, 150),
        ("wishlist_added", 0.12, 100),
        ("cart_added", 0.5, 40),
        ("checkout_started", 0.4, 12),
    )
    for interaction_type, probability, minutes in steps:
        if dice.chance(probability):
            at = before - timedelta(minutes=minutes + dice.below(9), seconds=dice.below(60))
            shop.simulate(at, interaction_type, channel=person.channel, session_id=session, **who)


def moment_on(dice: Dice, day: datetime) -> datetime:
    """A moment of the day when people in Indonesia are awake, in UTC."""
    return datetime(day.year, day.month, day.day) + timedelta(seconds=dice.between(1 * 3600, 15 * 3600 + 1800))


def _arrive(shop: Shop, dice: Dice, person: Person) -> None:
    """First contact as an anonymous visitor, up to two weeks before the registration."""
    if not dice.chance(0.7):
        return
    at = person.known_at - timedelta(minutes=dice.between(3, 14 * 1440 if dice.chance(0.4) else 240))
    session = shop.session()
    campaign = f"{person.channel}_always_on" if person.channel in ("paid_search", "social_ads") else None
    cells = {"visitor_id": person.visitor_id, "channel": person.channel, "session_id": session}
    shop.simulate(at, dice.weighted(REACH[person.channel]), campaign_id=campaign, **cells)
    for interaction_type in ("page_view", "product_view"):
        at += timedelta(seconds=dice.between(10, 50))
        if dice.chance(0.6):
            shop.simulate(at, interaction_type, campaign_id=campaign, **cells)


def _register(shop: Shop, dice: Dice, person: Person, city: str, country: str) -> None:
    """The row in customers, the registration that ties the visitor to the customer, and the first steps."""
    at = person.known_at
    birthday = f"{dice.between(1958, 2005)}-{dice.between(1, 12):02d}-{dice.between(1, 28):02d}"
    shop.add(
        "customers",
        customer_id=person.customer_id,
        registered_at=stamp(at),
        email=person.email,
        acquisition_channel=person.channel if dice.chance(0.95) else None,
        birth_date=birthday if dice.chance(0.6) else None,
        city=city if dice.chance(0.9) else None,
        country=country,
        marketing_consent="true" if person.consent else ("false" if dice.chance(0.7) else None),
        updated_at=stamp(at) if dice.chance(0.5) else None,
    )
    shop.simulate(
        at,
        "registered",
        customer_id=person.customer_id,
        visitor_id=person.visitor_id,
        channel=person.channel,
        session_id=shop.session(),
    )
    if person.consent and dice.chance(0.5):
        later = at + timedelta(minutes=dice.between(1, 2000))
        shop.simulate(later, "newsletter_subscribed", customer_id=person.customer_id, channel="web")
    if dice.chance(0.2):
        later = at + timedelta(minutes=dice.between(2, 9000))
        shop.simulate(later, "notifications_enabled", customer_id=person.customer_id, channel="app")
    for step in ONBOARDING_STEPS:
        if not dice.chance(0.55):
            break
        at += timedelta(minutes=dice.between(2, 3 * 1440))
        cells = {"customer_id": person.customer_id, "channel": "app", "reference_id": step}
        shop.simulate(at, "onboarding_step_completed", **cells)


def _invitation(shop: Shop, dice: Dice, person: Person, people: list[Person]) -> tuple[Person, str] | None:
    """Who sent this customer, and the reference of the invitation; nobody if no buyer was known by then."""
    invited = person.known_at - timedelta(hours=dice.between(2, 90))
    buyers = [other for other in people[-200:] if other.registered and any(at < invited for at in other.purchases)]
    if not buyers:
        return None
    referrer = dice.pick(buyers)
    reference = f"ref_{person.number:04d}"
    cells = {"customer_id": referrer.customer_id, "reference_id": reference, "channel": "whatsapp"}
    shop.simulate(invited, "referral_sent", **cells)
    return referrer, reference


def _purchase_life(shop: Shop, dice: Dice, person: Person, speed: int, leaving: int) -> None:
    """Purchases from the first one until the customer leaves or the shop's two years are over."""
    # Gamma with shape 2: the sum of two exponential draws. The mean is a purchase every 36 days.
    per_day = (dice.exponential() + dice.exponential()) / 72 * speed / 100
    # Beta(1, 2): the smaller of two uniform draws. The mean chance to leave is one third.
    leaves = min(dice.uniform(), dice.uniform()) * 0.85 * leaving / 100
    at = person.known_at + timedelta(minutes=dice.between(15, 240))
    if dice.chance(0.6):
        at += timedelta(seconds=int(dice.exponential() * 14 * 86_400))
    if at < OPENING:
        at = moment_on(dice, OPENING + timedelta(days=dice.below(28)))
    is_first = True
    while at <= CLOSING:
        if person.registered or dice.chance(0.5):
            visit(shop, dice, person, at, known=not is_first)
        channel = person.channel if is_first or dice.chance(0.5) else dice.pick(("organic_search", "email"))
        unhappy = False
        if buy(shop, dice, person, at, channel):
            person.purchases.append(at)
            unhappy = after_purchase(shop, dice, person, at)
        if dice.chance(leaves + (0.3 if unhappy else 0)):
            if not dice.chance(0.12):
                break
            # Some who left come back on their own, long after.
            at = moment_on(dice, at + timedelta(days=dice.between(95, 260)))
        else:
            at = _next_purchase(dice, at, per_day)
        is_first = False
    if person.registered and dice.chance(0.15):
        asked = moment_on(dice, person.known_at + timedelta(days=dice.between(1, 300)))
        body = dice.pick(QUESTION_BODIES)
        who, channel = person.customer_id, dice.pick(("whatsapp", "email", "chat"))
        shop.simulate(asked, "customer_message", customer_id=who, channel=channel, body=body)
        # Mails wait longer, some for good. The ids are apart, so that those of other rows stay as they are.
        answered = asked + timedelta(minutes=dice.between(2, 90) * (12 if channel == "email" else 1))
        if dice.chance(0.85) and answered <= CLOSING:
            shop.event(f"i_answer_{person.number:04d}", who, stamp(answered), "message_sent", channel=channel)


def _next_purchase(dice: Dice, at: datetime, per_day: float) -> datetime:
    """The next moment of a process with this rate, thinned by the season."""
    while at <= CLOSING:
        at += timedelta(seconds=int(dice.exponential() / (per_day * 1.3) * 86_400) + 1)
        if at <= CLOSING and dice.chance(SEASON[at.month - 1]):
            return moment_on(dice, at) if dice.chance(0.9) else at
    return at
