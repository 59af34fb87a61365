"""Campaigns, points and recommendations of a made-up shop, around the ends of windows and the last days of points."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.oracle.front_door import Row

if TYPE_CHECKING:
    from tests.oracle.made_up import ShopMaker

CAMPAIGNS = ("spring", "autumn", "vip", " vip ")
UNCONTROLLED = "autumn"
TOUCHES = (
    "message_sent",
    "message_sent",
    "message_opened",
    "message_clicked",
    "ad_impression",
    "ad_click",
    "page_view",
    "offer_redeemed",
    "campaign_withheld",
    "points_earned",
)
# Seconds around a moment: before it, at it, after it.
CLOSE = (-1, 0, 0, 1)


def engage_some(shop: ShopMaker, last_day: date) -> None:
    """Touches before orders, points earned and redeemed up to some day, members, referrals and posts."""
    for order in list(shop.orders):
        if order.get("status") and shop.happens(0.4):
            touch_before(shop, order)
    for number in range(1, shop.plan.customers + 1):
        if shop.happens(0.5):
            save_points(shop, f"c{number}", last_day)
        if shop.happens(0.3):
            recommend(shop, f"c{number}", number)


def who_ordered(shop: ShopMaker, order: Row) -> Row:
    """How an interaction names the buyer of an order; somebody else where it cannot."""
    if order.get("customer_id"):
        return {"customer_id": order["customer_id"]}
    return {"visitor_id": order.get("visitor_id") or f"x{shop.random.randint(0, 3)}"}


def touch_before(shop: ShopMaker, order: Row) -> None:
    """One to four touches of campaigns, many at the second of an order or of the beginning of its window."""
    window = shop.plan.settings().attribution_window_days
    written = str(order["ordered_at"]).rstrip("Z").replace("T", " ")
    for _ in range(shop.random.choice((1, 1, 2, 4))):
        if len(written) == 19:
            back = timedelta(days=shop.random.choice((0, 0, 1, window // 2, window, window, 2 * window)))
            moment = datetime.fromisoformat(written) - back + timedelta(seconds=shop.random.choice(CLOSE))
            at = moment.strftime("%Y-%m-%d %H:%M:%S")
        else:
            at = written
        kind = shop.random.choice(TOUCHES)
        value = "5" if kind == "points_earned" else None
        campaign = shop.random.choice(CAMPAIGNS)
        # One campaign has no control group.
        if campaign == UNCONTROLLED and kind == "campaign_withheld":
            kind = "message_sent"
        shop.interaction(at, kind, campaign_id=campaign, value=value, **who_ordered(shop, order))


def save_points(shop: ShopMaker, customer_id: str, last_day: date) -> None:
    """Points earned and redeemed, on the last day they are valid and the day after, sometimes more than there are."""
    valid_days = shop.plan.settings().points_valid_days
    # Some long ago, so that points of a year run out.
    day = shop.any_day() - timedelta(days=shop.random.choice((0, 0, valid_days)))
    if shop.happens(0.7):
        joined = day + timedelta(days=shop.random.choice((-3, 0, 10)))
        shop.interaction(shop.moment(joined), "loyalty_joined", customer_id=customer_id)
    for _ in range(shop.random.choice((1, 3, 6, 10))):
        if day > last_day:
            break
        kind = shop.random.choice(("points_earned", "points_earned", "points_redeemed"))
        value = shop.random.choice(("1", "5", "10", "0.5", "12.25", "100", "300", "799.9999"))
        shop.interaction(shop.moment(day), kind, customer_id=customer_id, value=value)
        day += timedelta(days=shop.random.choice((0, 0, 1, 5, valid_days - 1, valid_days, valid_days + 1)))


def recommend(shop: ShopMaker, customer_id: str, number: int) -> None:
    """A referral with its reference, sometimes converted in another's name or before it was sent; posts and scores."""
    reference = shop.random.choice((None, f"r{number}", f"r{number}", f"r{number - 1}"))
    for kind in shop.random.choice(
        (("referral_sent",), ("referral_sent", "referral_converted"), ("referral_converted",), ("referral_sent",) * 2)
    ):
        known = {"customer_id": customer_id} if shop.happens(0.8) else {"visitor_id": f"x{number % 4}"}
        shop.interaction(shop.moment(shop.any_day()), kind, reference_id=reference, **known)
    if shop.happens(0.5):
        shop.interaction(shop.moment(shop.any_day()), "community_post", customer_id=customer_id)
    if shop.happens(0.5):
        shop.interaction(shop.moment(shop.any_day()), "nps_response", customer_id=customer_id, value="9")
