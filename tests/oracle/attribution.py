"""The mart of campaigns: for every purchase all touches of its buyer are looked through again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from statistics import NormalDist
from zoneinfo import ZoneInfo

from tests.oracle.comparisons import Standing, is_over, standings
from tests.oracle.shop import Customer, Interaction, Order, Shop, month_of, ratio
from tests.oracle.values import ZERO

Row = dict[str, object]
Person = tuple[str, str | None]
Place = tuple[datetime, int, str]
# By the shop to the person: what makes somebody one of those who got a campaign.
ADDRESSED = ("reach", "message", "offer")
TEN_THOUSANDTH = Decimal("0.0001")


@dataclass(frozen=True)
class Touch:
    """A campaign touched a person; in one second interactions come before purchases, each by id."""

    place: Place
    campaign_id: str
    kind: str


@dataclass(frozen=True)
class Credit:
    """What three rules give a campaign of one purchase."""

    campaign_id: str
    order: Order
    customer: Customer | None
    share: float
    last: Decimal
    first: Decimal
    linear: Decimal
    is_last: bool
    is_first: bool


def person_of(row: Interaction, customer: Customer | None) -> Person:
    """The customer of an interaction, else its visitor."""
    return ("visitor", row.visitor_id) if customer is None else ("customer", customer.customer_id)


def buyer_of(order: Order, customer: Customer | None) -> Person:
    """The customer of an order; an anonymous sale is a person of its own."""
    return ("sale", order.order_id) if customer is None else ("customer", customer.customer_id)


def touches_of(shop: Shop) -> dict[Person, list[Touch]]:
    """The touches of each person, in order."""
    found: dict[Person, list[Touch]] = {}
    for row, customer in shop.interactions:
        if row.campaign_id is not None and row.interaction_type != "campaign_withheld":
            place = (row.occurred_at, 1, row.interaction_id)
            found.setdefault(person_of(row, customer), []).append(Touch(place, row.campaign_id, row.interaction_type))
    for order, customer in shop.sales:
        if order.campaign_id is not None and order.treatment == "purchase":
            place = (order.ordered_at, 2, order.order_id)
            found.setdefault(buyer_of(order, customer), []).append(Touch(place, order.campaign_id, "purchase"))
    return {person: sorted(touches, key=lambda touch: touch.place) for person, touches in found.items()}


def credits_of(order: Order, customer: Customer | None, touches: list[Touch], window: timedelta) -> list[Credit]:
    """What the campaigns in the window of a purchase get of it; `touches` are all of the buyer's, in order."""
    own_place = (order.ordered_at, 2, order.order_id)
    counting = [t for t in touches if t.place <= own_place and order.ordered_at - t.place[0] < window]
    # In the order in which they touched the person first, at whatever time.
    campaigns = [c for c in dict.fromkeys(t.campaign_id for t in touches) if c in {t.campaign_id for t in counting}]
    credits = []
    units = int(order.net_revenue / TEN_THOUSANDTH)
    for number, campaign_id in enumerate(campaigns):
        part, left = divmod(abs(units), len(campaigns))
        part = math.copysign(1, units) * (part + (number < left))
        is_last, is_first = counting[-1].campaign_id == campaign_id, counting[0].campaign_id == campaign_id
        credits.append(
            Credit(
                campaign_id=campaign_id,
                order=order,
                customer=customer,
                share=1 / len(campaigns),
                last=order.net_revenue if is_last else ZERO,
                first=order.net_revenue if is_first else ZERO,
                linear=int(part) * TEN_THOUSANDTH,
                is_last=is_last,
                is_first=is_first,
            )
        )
    return credits


def score_interval(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion, by its centre and half width."""
    z = NormalDist().inv_cdf(0.975)
    p, shrink = hits / trials, 1 + z * z / trials
    centre = (p + z * z / (2 * trials)) / shrink
    half = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials)) / shrink
    return max(centre - half, 0.0), min(centre + half, 1.0)


def newcombe(hits: int, trials: int, other_hits: int, other_trials: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two proportions, Newcombe (1998), method 10."""
    p, q = hits / trials, other_hits / other_trials
    (low, high), (other_low, other_high) = score_interval(hits, trials), score_interval(other_hits, other_trials)
    below = math.sqrt((p - low) ** 2 + (other_high - q) ** 2)
    above = math.sqrt((high - p) ** 2 + (q - other_low) ** 2)
    return p - q - below, p - q + above


def end_of_as_of(shop: Shop) -> datetime:
    """The first moment after as_of, UTC."""
    zone = ZoneInfo(shop.settings.timezone)
    ends = datetime.combine(shop.as_of + timedelta(days=1), time(), tzinfo=zone)
    return ends.astimezone(UTC).replace(tzinfo=None)


def groups_of(shop: Shop, campaign_id: str) -> dict[Person, tuple[Interaction, Customer | None]]:
    """The first row that put each person into a group of a campaign."""
    found: dict[Person, tuple[Interaction, Customer | None]] = {}
    for row, customer in shop.interactions:
        if row.campaign_id == campaign_id and row.direction == "out" and row.interaction_group in ADDRESSED:
            found.setdefault(person_of(row, customer), (row, customer))
    return found


def uplift_columns(shop: Shop, campaign_id: str, window: timedelta) -> tuple[Row, bool]:
    """The groups of a campaign and the uplift, and whether everybody's window is over."""
    names = ("treated_people", "treated_buyers", "treated_buy_rate", "withheld_people", "withheld_buyers")
    names += ("withheld_buy_rate", "uplift", "uplift_low", "uplift_high")
    groups = groups_of(shop, campaign_id)
    marked = [i for i, _ in shop.interactions if i.campaign_id == campaign_id]
    if all(row.interaction_type != "campaign_withheld" for row in marked):
        return dict.fromkeys(names), True
    people, buyers = {True: 0, False: 0}, {True: 0, False: 0}
    for row, customer in groups.values():
        is_holdout = row.interaction_type == "campaign_withheld"
        people[is_holdout] += 1
        bought = [order.ordered_at - row.occurred_at for order in customer.purchases] if customer else []
        buyers[is_holdout] += any(timedelta() <= gap < window for gap in bought)
    is_over = all(row.occurred_at + window <= end_of_as_of(shop) for row, _ in groups.values())
    counts = (people[False], buyers[False], people[True], buyers[True])
    columns: Row = dict.fromkeys(names)
    columns |= dict(
        zip(("treated_people", "treated_buyers", "withheld_people", "withheld_buyers"), counts, strict=True)
    )
    if is_over:
        columns["treated_buy_rate"] = ratio(counts[1], counts[0])
        columns["withheld_buy_rate"] = ratio(counts[3], counts[2])
        if counts[0] and counts[2]:
            columns["uplift"] = counts[1] / counts[0] - counts[3] / counts[2]
            interval = newcombe(counts[1], counts[0], counts[3], counts[2])
            columns["uplift_low"], columns["uplift_high"] = interval
    return columns, is_over


def campaign_performance(shop: Shop) -> list[Row]:
    """One row per campaign of an interaction, a purchase or spend."""
    window = timedelta(days=shop.settings.attribution_window_days)
    touches = touches_of(shop)
    credits: list[Credit] = []
    for order, customer in shop.sales:
        if order.treatment == "purchase":
            credits += credits_of(order, customer, touches.get(buyer_of(order, customer), []), window)
    names = {row.campaign_id for row, _ in shop.interactions if row.interaction_type == "campaign_withheld"}
    names |= {touch.campaign_id for own in touches.values() for touch in own}
    names |= {line.campaign_id for line in shop.spend}
    return [campaign_row(shop, name, touches, credits, window) for name in names - {None}]


def campaign_row(
    shop: Shop, name: str, touches: dict[Person, list[Touch]], credits: list[Credit], window: timedelta
) -> Row:
    """The row of one campaign."""
    own = [(person, touch) for person, line in touches.items() for touch in line if touch.campaign_id == name]
    mine = [credit for credit in credits if credit.campaign_id == name]
    at = [touch.place[0] for _, touch in own]

    def people(*kinds: str) -> int:
        return len({person for person, touch in own if touch.kind in kinds})

    reached = len({person for person, _ in own if person[0] != "sale"})
    buyers = len({credit.customer.customer_id for credit in mine if credit.customer is not None})
    seen: Row = {
        "opened_people": people("message_opened"),
        "clicked_people": people("message_clicked", "ad_click"),
        "redeemed_people": people("offer_redeemed"),
        "redemptions": sum(touch.kind == "offer_redeemed" for _, touch in own),
    }
    seen |= {
        "open_rate": ratio(seen["opened_people"], reached),
        "click_rate": ratio(seen["clicked_people"], reached),
        "redemption_rate": ratio(seen["redeemed_people"], reached),
    }
    if "interactions" not in shop.inputs_given:
        seen = dict.fromkeys(seen)
    spend = sum((line.amount for line in shop.spend if line.campaign_id == name), ZERO)
    revenue = {rule: sum((getattr(credit, rule) for credit in mine), ZERO) for rule in ("last", "first", "linear")}
    knows_spend = "marketing_spend" in shop.inputs_given
    uplift, is_over = uplift_columns(shop, name, window)
    return {
        "campaign_id": name,
        "first_touched_at": min(at, default=None),
        "last_touched_at": max(at, default=None),
        "reached_people": reached,
        "buyers": buyers,
        "buy_rate": ratio(buyers, reached),
        "purchases": len(mine),
        "last_touch_purchases": sum(credit.is_last for credit in mine),
        "first_touch_purchases": sum(credit.is_first for credit in mine),
        "linear_purchases": math.fsum(credit.share for credit in mine),
        "last_touch_revenue": revenue["last"],
        "first_touch_revenue": revenue["first"],
        "linear_revenue": revenue["linear"],
        "marketing_spend": spend if knows_spend else None,
        "last_touch_return_on_spend": ratio(revenue["last"], spend) if knows_spend else None,
        "first_touch_return_on_spend": ratio(revenue["first"], spend) if knows_spend else None,
        "linear_return_on_spend": ratio(revenue["linear"], spend) if knows_spend else None,
        "is_complete": is_over and all(moment + window <= end_of_as_of(shop) for moment in at),
        **seen,
        **uplift,
    }


def months_of_touches(shop: Shop) -> dict[str, dict[str, set[date]]]:
    """The months in which campaigns without a control group touched customers: by campaign, then customer."""
    controlled = {row.campaign_id for row, _ in shop.interactions if row.interaction_type == "campaign_withheld"}
    found: dict[str, dict[str, set[date]]] = {}
    touches = [(row.campaign_id, customer, row.interaction_date) for row, customer in shop.interactions]
    touches += [
        (order.campaign_id, who, order.order_date) for order, who in shop.sales if order.treatment == "purchase"
    ]
    for campaign_id, customer, day in touches:
        if campaign_id is not None and campaign_id not in controlled and customer is not None:
            found.setdefault(campaign_id, {}).setdefault(customer.customer_id, set()).add(month_of(day))
    return found


def landmark_columns(name: str, group: list[Standing]) -> Row:
    """What one of the two groups of a comparison did."""
    returned = sum(one.has_returned for one in group)
    before = sum((one.net_revenue_before for one in group), ZERO)
    after = sum((one.net_revenue_after for one in group), ZERO)
    return {
        f"{name}_customers": len(group),
        f"{name}_returned_customers": returned,
        f"{name}_return_rate": ratio(returned, len(group)),
        f"{name}_net_revenue_before": before,
        f"{name}_revenue_per_customer_before": ratio(before, len(group)),
        f"{name}_net_revenue_after": after,
        f"{name}_revenue_per_customer_after": ratio(after, len(group)),
    }


def campaign_comparison_by_month(shop: Shop) -> list[Row]:
    """One row per campaign without a control group, month, stage and spend band in which it reached somebody."""
    by_campaign = months_of_touches(shop)
    states: dict[tuple[date, str, str], list[Standing]] = {}
    for one in standings(shop) if by_campaign else ():
        states.setdefault((one.month, one.stage, one.spend_band), []).append(one)
    rows: list[Row] = []
    for campaign_id, months in by_campaign.items():
        for (month, stage, band), everybody in states.items():
            reached = [one for one in everybody if min(months.get(one.customer.customer_id, {date.max})) == month]
            others = [one for one in everybody if month not in months.get(one.customer.customer_id, set())]
            if reached:
                of_others = landmark_columns("comparison", others)
                expected = ratio(len(reached) * of_others["comparison_returned_customers"], len(others))
                rows.append(
                    {"campaign_id": campaign_id, "month": month, "stage": stage, "spend_band": band}
                    | landmark_columns("reached", reached)
                    | of_others
                    | {"expected_returned_customers": expected, "is_complete": is_over(shop, shop.month_closes(month))}
                )
    return rows
