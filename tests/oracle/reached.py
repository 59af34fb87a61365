"""Phones, and mails of interactions, for a made-up shop: in several writings, shared, of guests, and none at all.

What is given here is drawn apart from the rest of the shop, which stays what it is without.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.front_door import Row
    from tests.oracle.made_up import ShopMaker

WRITINGS = ("+62 {0}", "0062{0}", "62-{0}", "+62 (0){0}", "+62{0}.0")
AT_HOME = ("0{0}", "(0) {0}")
NO_NUMBER = ("-", "1234567", "6.28123E+12", "+0812345678", "call me", "")


def give_phones(shop: ShopMaker) -> None:
    """Give people phones, and interactions mails and phones; versions of one key get the same."""
    random = Random(f"phones of {shop.plan.seed}")
    keys = ("customer_id", "order_id", "interaction_id")
    for rows, key in zip((shop.customers, shop.orders, shop.interactions), keys, strict=True):
        given: dict[str | None, Row] = {}
        for row in rows:
            if row.get(key) not in given:
                given[row.get(key)] = _given(random, row, is_interaction=rows is shop.interactions)
            row |= given[row.get(key)]
    for number in range(shop.plan.customers // 3 + 2):
        for _ in range(random.randint(1, 3)):
            who: Row = {"phone": writing(random, f"813{number:03}4567")}
            who |= random.choice(({}, {"email": f"by.phone{number}@mail.example"}, {"visitor_id": f"p{number}"}))
            _add(shop, random, who)
        if random.random() < 0.3:
            _add(shop, random, {"phone": writing(random, f"813{number:03}4567"), "customer_id": f"c{number}"})
        both = ({"email": f"by.phone{number}@mail.example"}, {"email": f"told{number}@mail.example"})
        _add(shop, random, random.choice(both) | {"visitor_id": random.choice((None, f"p{number}", f"g{number}"))})


def writing(random: Random, number: str) -> str:
    """One number in one of its writings."""
    return random.choice((*WRITINGS, *AT_HOME)).format(number)


def _given(random: Random, row: Row, *, is_interaction: bool) -> Row:
    """What a row that was made without is given besides."""
    chance = random.random()
    if chance < 0.03:
        return {"phone": random.choice(NO_NUMBER)}
    customer_id = row.get("customer_id")
    if chance > 0.3 or customer_id is None or not customer_id[1:].isdigit():
        return {}
    number = int(customer_id[1:])
    # Some share a phone with somebody else.
    given: Row = {"phone": writing(random, f"812{number - number % 5 // 4:03}7890")}
    if is_interaction and random.random() < 0.5:
        given["email"] = f" {customer_id.upper()}@shop.example"
    return given


def _add(shop: ShopMaker, random: Random, who: Row) -> None:
    """An order or an interaction of somebody on a day within the shop's."""
    day = f"2023-{random.randint(11, 12)}-{random.randint(1, 30):02}"
    number = len(shop.orders) + len(shop.interactions)
    if random.random() < 0.6:
        row = {"order_id": f"r{number}", "ordered_at": f"{day} 12:00:00", "status": "paid", "gross_amount": "20.00"}
        shop.orders.append(row | who)
    else:
        kind = random.choice(("page_view", "registered", "search"))
        row = {"interaction_id": f"r{number}", "occurred_at": f"{day} 12:00:00", "interaction_type": kind}
        shop.interactions.append(row | who)
