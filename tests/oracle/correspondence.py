"""What passes between a made-up shop and its customers around the day up to which it is known."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
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
# Days between what was paid for and the next move: early, in time, around the end of the days of grace, much later.
LATE = (-12, -1, 0, 0, 0, 1, 6, 7, 8, 9, 40)
# Minutes from a message to the next: at once, around an hour, a day and a week.
APART = (0, 4, 4, 60, 60, 61, 300, 300, 1439, 1440, 1441, 10_080, 10_081)
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


def carry_on(shop: ShopMaker, today: date) -> None:
    """Subscriptions and conversations of some customers, drawn apart: other rows of a seed stay as they are."""
    drawn, shop.random = shop.random, Random(shop.plan.seed)
    for number in range(1, shop.plan.customers + 1):
        if shop.happens(0.3):
            subscribe(shop, f"c{number}", today)
        if shop.happens(0.3):
            talk(shop, f"c{number}", today)
    shop.random = drawn


def subscribe(shop: ShopMaker, customer_id: str, today: date) -> None:
    """A subscription that is renewed too early, in time or too late, cancelled and taken up again."""
    day = today - timedelta(days=shop.random.choice((20, 37, 38, 90, 200)))
    cells = {"customer_id": customer_id, "reference_id": shop.random.choice((None, "a", "b"))}
    for _ in range(shop.random.choice((1, 2, 4, 8))):
        length = shop.random.choice((None, "0.5", "5", "30", "30"))
        kind = shop.random.choice(("subscription_started", "subscription_renewed", "subscription_renewed"))
        shop.interaction(shop.moment(day), kind, value=length, **cells)
        if shop.happens(0.3):
            cancelled_on = day + timedelta(days=shop.random.choice((0, 0, 3, 45)))
            shop.interaction(shop.moment(cancelled_on), "subscription_cancelled", **cells)
        day += timedelta(days=int(float(length or 10)) + shop.random.choice(LATE))


def talk(shop: ShopMaker, customer_id: str, today: date) -> None:
    """Messages of both sides in one or two threads, some of a campaign or for a reason of the calendar."""
    at = datetime.combine(today - timedelta(days=shop.random.choice((1, 2, 9, 40, 90))), time(10))
    window = shop.plan.settings().attribution_window_days
    cells: dict[str, str | None] = {}
    for _ in range(shop.random.choice((2, 4, 9, 15))):
        kinds = ("customer_message", "customer_message", "message_sent", "message_sent", "message_opened")
        if not cells or shop.happens(0.2):
            cells = {
                "channel": shop.random.choice(("email", "chat")),
                "reference_id": shop.random.choice((None, None, "case 1", "win_back")),
                "campaign_id": shop.random.choice((None, None, "letter")),
            }
        kind = shop.random.choice((*kinds, "message_clicked"))
        shop.interaction(at.strftime("%Y-%m-%d %H:%M:%S"), kind, customer_id=customer_id, **cells)
        days_later = shop.random.choice((window, window + 1)) if shop.happens(0.1) else 0
        at += timedelta(days=days_later, minutes=0 if days_later else shop.random.choice(APART))
