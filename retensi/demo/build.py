"""Put the demo shop together and write it as one CSV per input."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from retensi.demo.campaigns import run_campaigns
from retensi.demo.catalog import COLUMNS
from retensi.demo.dice import Dice
from retensi.demo.edges import EDGES
from retensi.demo.life import live, moment_on
from retensi.demo.marketing import add_exchange_rates, add_marketing_spend
from retensi.demo.purchases import Person, sell_anonymously
from retensi.demo.shop import Shop

SEED = 20240101
CUSTOMERS = 520
ANONYMOUS_VISITORS = 220
ANONYMOUS_SALES = 45

Progress = Callable[[int, int], None]


def write_demo(folder: Path, progress: Progress | None = None) -> dict[str, int]:
    """Write the demo shop into a folder, one `demo_<input>.csv` per input of the contract.

    The files are the same byte for byte at every call, on every platform. Existing files of these names are
    overwritten; the folder is made if it is missing.

    Args:
        folder: where the files go.
        progress: called with (steps done, steps in all) after each step.

    Returns:
        Rows written by input, without the header.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    shop = build_shop(progress)
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        with (folder / f"demo_{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=columns, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
            writer.writeheader()
            writer.writerows(shop.rows[name])
    return {name: len(rows) for name, rows in shop.rows.items()}


def build_shop(progress: Progress | None = None) -> Shop:
    """Make the demo shop in memory: simulated customers first, then one deliberate case after the other.

    Args:
        progress: called with (steps done, steps in all) after each step.

    Returns:
        The shop, with what the front door must refuse or supersede counted in it.
    """
    shop = Shop()
    steps = CUSTOMERS + len(EDGES)
    add_exchange_rates(shop, SEED + 1)
    add_marketing_spend(shop, SEED + 2)
    people: list[Person] = []
    for number, known_at in enumerate(_arrivals(Dice(SEED + 3)), start=1):
        people.append(live(shop, SEED, number, known_at, people))
        if progress:
            progress(number, steps)
    run_campaigns(shop, SEED, people)
    _passers_by(shop, Dice(SEED + 4))
    shop.settle()
    for done, place in enumerate(EDGES, start=CUSTOMERS + 1):
        place(shop)
        if progress:
            progress(done, steps)
    return shop


def _arrivals(dice: Dice) -> list[datetime]:
    """When each customer comes: some in the last quarter of 2023, before the shop opens, then more every month."""
    days = [datetime(2023, 10, 1) + timedelta(days=dice.below(92)) for _ in range(45)]
    while len(days) < CUSTOMERS:
        day = datetime(2024, 1, 1) + timedelta(days=dice.below(731))
        weight = 0.55 + (0.45 if day.month >= 11 else 0.15 if day.month <= 3 else 0.0)
        if dice.chance(weight):
            days.append(day)
    return sorted(moment_on(dice, day) for day in days)


def _passers_by(shop: Shop, dice: Dice) -> None:
    """Visitors who never say who they are, and sales to nobody known."""
    for number in range(1, ANONYMOUS_VISITORS + 1):
        at = moment_on(dice, datetime(2024, 1, 1) + timedelta(days=dice.below(731)))
        channel = dice.pick(("social_ads", "paid_search", "organic_search"))
        first = "page_view" if channel == "organic_search" else dice.pick(("ad_impression", "ad_click"))
        cells = {"visitor_id": f"x{number:04d}", "channel": channel, "session_id": shop.session()}
        steps = ((first, 1.0), ("product_view", 0.6), ("search", 0.2), ("cart_added", 0.1))
        for interaction_type, probability in steps:
            if dice.chance(probability):
                shop.simulate(at, interaction_type, **cells)
            at += timedelta(seconds=dice.between(20, 400))
    for _ in range(ANONYMOUS_SALES):
        sell_anonymously(shop, dice, moment_on(dice, datetime(2024, 1, 1) + timedelta(days=dice.below(731))))
