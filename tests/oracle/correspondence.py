"""What passes between a made-up shop and its customers around the day up to which it is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.made_up import ShopMaker

# Days before as_of: yesterday, the ends of cool-downs, leads and valid days, a year.
DAYS_AGO = (*range(9), 14, 15, 21, 30, 31, 46, 91, 364, 365, 366)
# Points and subscriptions of these days ago end in the days after as_of.
ENDING_SOON = (*range(25, 31), *range(336, 366, 3))
SAID = (
    ("message_opened", None),
    ("customer_message", None),
    ("referral_sent", None),
    ("review_submitted", "5"),
    ("nps_response", "10"),
    ("csat_response", "4"),
)
NAMED = (None, None, "birthday", "thank_advocate", "ask_for_review", "points_expiring", "letter 17")
BIRTHDAYS = (*range(-3, 4), 28, 29)


def write_to_some(shop: ShopMaker, today: date) -> None:
    """Birth dates and consent of the registered, messages to and from them, onboarding, points and subscriptions."""
    for row in shop.customers:
        # 1988 is a leap year, so that every day of a year is in it.
        soon = f"1988-{today + timedelta(days=shop.random.choice(BIRTHDAYS)):%m-%d}"
        row["birth_date"] = shop.random.choice((None, "1996-02-29", "1990-02-30", soon))
        row["marketing_consent"] = shop.random.choice(("true", "Yes", "true", "false", "maybe", None))
        row["email_consent"] = shop.random.choice((None, None, "true", "no", "perhaps"))
        row["phone_consent"] = shop.random.choice((None, None, "1", "false"))
        for _ in range(shop.random.choice((0, 2, 5, 12))):
            pass_on(shop, row["customer_id"], today)


def pass_on(shop: ShopMaker, customer_id: str, today: date) -> None:
    """One thing that passes between the shop and a customer."""
    at = shop.moment(today - timedelta(days=shop.random.choice(DAYS_AGO)))
    ending = shop.moment(today - timedelta(days=shop.random.choice(ENDING_SOON)))
    who = {"customer_id": customer_id}
    chance = shop.random.randint(0, 9)
    if chance <= 3:
        kind = shop.random.choice(("message_sent", "message_sent", "survey_sent", "campaign_withheld"))
        shop.interaction(at, kind, reference_id=shop.random.choice(NAMED), **who)
    elif chance <= 5:
        kind, value = shop.random.choice(SAID)
        shop.interaction(at, kind, value=value, **who)
    elif chance == 6:
        step = shop.random.choice(("profile", "address", "newsletter", None))
        shop.interaction(at, "onboarding_step_completed", reference_id=step, **who)
    elif chance <= 8:
        points = shop.random.choice(("0.5", "10", "25.5"))
        kind = shop.random.choice(("points_earned", "points_earned", "points_redeemed"))
        shop.interaction(ending, kind, value=points, **who)
    else:
        kind = shop.random.choice(("subscription_started", "subscription_renewed", "subscription_cancelled"))
        length = shop.random.choice((None, "5", "30", "31.5", "365"))
        shop.interaction(ending, kind, value=length, reference_id=shop.random.choice((None, "a", "b")), **who)
