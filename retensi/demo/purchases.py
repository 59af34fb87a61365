"""One simulated purchase: basket, currency, status, refund and cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from retensi.demo.catalog import CLOSING, PRODUCT_WEIGHTS, PRODUCTS
from retensi.demo.dice import Dice
from retensi.demo.marketing import local_amount
from retensi.demo.shop import Row, Shop, money, stamp

SHELF = tuple(zip(PRODUCTS, PRODUCT_WEIGHTS, strict=True))
SETTLED_STATUSES = (
    ("completed", 40), ("delivered", 22), ("paid", 14), ("fulfilled", 8), ("shipped", 6), ("complete", 3),
    ("refunded", 2), ("partially_refunded", 3), ("returned", 1), ("processing", 1),
)  # fmt: skip
IGNORED_STATUSES = (("cancelled", 5), ("failed", 3), ("expired", 2), ("declined", 1))


@dataclass
class Person:
    """What the simulation knows of one customer; moments are UTC."""

    number: int
    known_at: datetime
    channel: str
    currency: str
    budget: int
    registered: bool
    consent: bool
    purchases: list[datetime] = field(default_factory=list)
    in_loyalty: bool = False

    @property
    def customer_id(self) -> str | None:
        """The id in the shop's system; a guest has none."""
        return f"c{self.number:04d}" if self.registered else None

    @property
    def email(self) -> str:
        """A mail address on a domain that is reserved for examples."""
        return f"c{self.number:04d}@example.com" if self.registered else f"guest{self.number:04d}@example.org"

    @property
    def visitor_id(self) -> str:
        """The cookie of the person's first device."""
        return f"v{self.number:04d}"


def buy(
    shop: Shop,
    dice: Dice,
    person: Person,
    at: datetime,
    channel: str,
    campaign_id: str | None = None,
    percent_off: int = 0,
) -> bool:
    """Make one order of a person; says whether it is a purchase rather than a cancelled or failed one."""
    currency = person.currency if dice.chance(0.35) else "USD"
    if person.currency == "EUR":
        currency = "EUR" if dice.chance(0.9) else "USD"
    day = at.date().isoformat()
    items, gross = _basket(shop, dice, person.budget, currency, day)
    percent = percent_off or (dice.pick((5, 10, 15)) if dice.chance(0.1) else 0)
    discount = gross * percent // 100
    is_purchase = not dice.chance(0.04)
    status = dice.weighted(SETTLED_STATUSES if is_purchase else IGNORED_STATUSES)
    changed = at + timedelta(hours=dice.between(2, 200))
    if changed > CLOSING:
        status, changed = ("processing" if is_purchase else "pending"), at
    refunded = _refund(dice, status, gross - discount)
    # The shop keeps a cost for most orders; the rest fall back on the usual margin.
    cost = gross * dice.between(42, 58) // 100 if dice.chance(0.7) else None
    shop.simulate_order(
        at,
        items,
        customer_id=person.customer_id,
        status=status,
        gross_amount=money(gross),
        discount_amount=money(discount) if discount else None,
        refunded_amount=money(refunded) if refunded else None,
        cost_amount=None if cost is None else money(cost),
        currency=None if currency == "USD" and dice.chance(0.03) else currency,
        channel=channel,
        campaign_id=campaign_id,
        email=None if person.registered else person.email,
        visitor_id=person.visitor_id if dice.chance(0.25) else None,
        updated_at=stamp(changed) if dice.chance(0.6) else None,
    )
    return is_purchase


def sell_anonymously(shop: Shop, dice: Dice, at: datetime) -> None:
    """A sale to nobody known, such as one at a market stall."""
    items, gross = _basket(shop, dice, 90, "USD", at.date().isoformat())
    shop.simulate_order(at, items, status="completed", gross_amount=money(gross), currency="USD", channel="store")


def _basket(shop: Shop, dice: Dice, budget: int, currency: str, day: str) -> tuple[list[Row], int]:
    """One to four lines and the gross amount with shipping, in hundredths of the currency.

    `budget` in percent of the usual: who has more buys more lines and more pieces.
    """
    lines = 1
    while lines < 4 and dice.chance(0.30 * budget / 100):
        lines += 1
    items: list[Row] = []
    gross = local_amount(shop, 0 if dice.chance(0.4) else 450, currency, day)
    chosen: list[str] = []
    while len(items) < lines:
        product, category, price = dice.weighted(SHELF)
        if product in chosen:
            continue
        chosen.append(product)
        quantity = 1
        while quantity < 6 and dice.chance(0.22 * budget / 100):
            quantity += 1
        amount = local_amount(shop, price * quantity, currency, day)
        gross += amount
        items.append(
            {"product_id": product, "category": category, "quantity": str(quantity), "amount": money(amount)},
        )
    return items, gross


def _refund(dice: Dice, status: str, paid: int) -> int:
    """What went back to the buyer, by status."""
    if status in ("refunded", "returned"):
        return paid
    return paid * dice.between(15, 60) // 100 if status == "partially_refunded" else 0
