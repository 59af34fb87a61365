"""What the people of a made-up shop write and answer, and the first steps of those who register."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.made_up import ShopMaker

SAMPLE = Path(__file__).parents[1] / "sentiment_sample.csv"
FOREIGN = Path(__file__).parents[1] / "reviews_in_other_languages.csv"
STEPS = ("profile", "address", "newsletter")
# Days around the end of the time for an answer, and for onboarding.
LATE = (0, 1, 5, 29, 30, 31)
WRITES = ("nps_response", "csat_response", "review_submitted", "complaint_opened", "community_post", "page_view")
ANSWERS = (("nps_response", "7"), ("csat_response", "5"), ("review_submitted", "3"), ("survey_sent", None))


def texts() -> list[str]:
    """The texts of the sample that the word list is measured on, and some in languages that it does not know."""
    found = []
    for sample in (SAMPLE, FOREIGN):
        with sample.open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file)]
    return found


def speak_up(shop: ShopMaker) -> None:
    """Bodies for what is written; surveys and answers; onboarding steps of customers with an account.

    Draws from a source of its own, so that the rest of the shop stays as it is.
    """
    random = Random(shop.plan.seed)
    sample = texts()
    for row in list(shop.interactions):
        if row["interaction_type"] in WRITES and random.random() < 0.6:
            row["body"] = random.choice(sample)
    for row in list(shop.customers):
        who = {"customer_id": row["customer_id"]}
        if random.random() < 0.4:
            sent = shop_day(shop, random)
            shop.interaction(f"{sent} 12:00:00", "survey_sent", **who)
            for _ in range(random.choice((0, 1, 1, 2))):
                kind, value = random.choice(ANSWERS)
                sent += timedelta(days=random.choice(LATE))
                shop.interaction(f"{sent} 12:00:00", kind, value=value, **who)
        if row["registered_at"] is not None and random.random() < 0.7:
            registered = date.fromisoformat(str(row["registered_at"])[:10])
            for step in random.sample(STEPS, random.choice((1, 2, 3, 3, 3))):
                done = registered + timedelta(days=random.choice((-2, *LATE)))
                shop.interaction(f"{done} 12:00:00", "onboarding_step_completed", reference_id=step, **who)


def shop_day(shop: ShopMaker, random: Random) -> date:
    """A day on which the shop is open."""
    written = str(random.choice(shop.orders)["ordered_at"])[:10]
    try:
        return date.fromisoformat(written)
    except ValueError:
        return date(2024, 1, 31)
