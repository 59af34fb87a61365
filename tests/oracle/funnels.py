"""The marts of funnels: every person walks through every funnel, one event at a time."""

from __future__ import annotations

import csv
import statistics
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.oracle.shop import Interaction, Order, Shop, month_of, next_month, ratio

Row = dict[str, object]
FUNNEL_STEPS = Path(__file__).parents[2] / "seeds" / "reference" / "funnel_steps.csv"


@dataclass(frozen=True)
class Event:
    """Something a person did. `names` is what a funnel may call it; `kind` orders events of one second."""

    at: datetime
    kind: int
    event_id: str
    day: date
    names: frozenset[str]
    channel: str
    campaign_id: str

    @property
    def place(self) -> tuple[datetime, int, str]:
        """What the events of a person are sorted by: registrations first, then interactions, then orders."""
        return (self.at, self.kind, self.event_id)


@dataclass(frozen=True)
class Funnel:
    """A funnel of the reference seed: step names, the events of each, and the window."""

    name: str
    window: timedelta | None
    steps: list[tuple[str, frozenset[str]]]


@dataclass(frozen=True)
class Walk:
    """How far a person came: the events that reached step 1, 2, …"""

    funnel: Funnel
    reached: list[Event]


def read_funnels() -> list[Funnel]:
    """The funnels of the seed file."""
    with FUNNEL_STEPS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    funnels = []
    for name in dict.fromkeys(line["funnel"] for line in lines):
        own = [line for line in lines if line["funnel"] == name]
        steps = []
        for number in sorted({int(line["step_number"]) for line in own}):
            of_step = [line for line in own if int(line["step_number"]) == number]
            steps.append((of_step[0]["step"], frozenset(line["event"] for line in of_step)))
        days = own[0]["window_days"]
        funnels.append(Funnel(name, timedelta(days=int(days)) if days else None, steps))
    return funnels


def of_interaction(row: Interaction, account_says_when: bool) -> Event:
    """An interaction as an event; `account_says_when` where the person's registration is known from the account."""
    names = {row.interaction_type}
    if row.interaction_type == "review_submitted" and row.value >= 4:
        names.add("positive_review")
    if row.interaction_type == "nps_response" and row.value >= 9:
        names.add("promoter_response")
    if row.interaction_type == "registered" and not account_says_when:
        names.add("registration")
    channel, campaign = row.channel or "unknown", row.campaign_id or "none"
    return Event(row.occurred_at, 2, row.interaction_id, row.interaction_date, frozenset(names), channel, campaign)


def of_purchase(order: Order, number: int) -> Event:
    """The n-th purchase of a customer as an event."""
    names = {"purchase", {2: "second_purchase", 4: "fourth_purchase"}.get(number, "purchase")}
    channel, campaign = order.channel or "unknown", order.campaign_id or "none"
    return Event(order.ordered_at, 3, order.order_id, order.order_date, frozenset(names), channel, campaign)


def people_of(shop: Shop) -> list[list[Event]]:
    """The events of every customer and anonymous visitor, in order."""
    zone = ZoneInfo(shop.settings.timezone)
    people: dict[tuple[str, str], list[Event]] = {}
    for customer in shop.customers:
        events = people.setdefault(("customer", customer.customer_id), [])
        if customer.registered_at is not None:
            at = customer.registered_at
            day = at.replace(tzinfo=UTC).astimezone(zone).date()
            channel = customer.acquisition_channel
            events.append(Event(at, 1, customer.customer_id, day, frozenset({"registration"}), channel, "none"))
        events += [of_purchase(order, number) for number, order in enumerate(customer.purchases, start=1)]
    for row, customer in shop.interactions:
        person = ("visitor", row.visitor_id or "") if customer is None else ("customer", customer.customer_id)
        account_says_when = customer is not None and customer.registered_at is not None
        people.setdefault(person, []).append(of_interaction(row, account_says_when))
    return [sorted(events, key=lambda event: event.place) for events in people.values()]


def walk(events: list[Event], funnel: Funnel) -> Walk | None:
    """One person through one funnel; None where the person never entered."""
    reached: list[Event] = []
    for event in events:
        if len(reached) == len(funnel.steps):
            break
        if reached and funnel.window is not None and event.at >= reached[0].at + funnel.window:
            break
        if event.names & funnel.steps[len(reached)][1]:
            reached.append(event)
    return Walk(funnel, reached) if reached else None


def window_is_over(shop: Shop, funnel: Funnel, month: date) -> bool:
    """Whether the window of who entered in the last moment of a month has passed by the end of as_of."""
    zone = ZoneInfo(shop.settings.timezone)
    month_ends = datetime.combine(next_month(month), time(), tzinfo=zone).astimezone(UTC)
    as_of_ends = datetime.combine(shop.as_of + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    return month_ends + (funnel.window or timedelta()) <= as_of_ends


def steps_of(shop: Shop, funnel: Funnel, month: date, walks: list[Walk]) -> list[Row]:
    """One row per step of a funnel, for the walks that began in a month."""
    rows: list[Row] = []
    for number, (step, _) in enumerate(funnel.steps, start=1):
        there = [one.reached for one in walks if len(one.reached) >= number]
        before = [one.reached for one in walks if len(one.reached) >= number - 1]
        hours = [(reached[number - 1].at - reached[number - 2].at) / timedelta(hours=1) for reached in there]
        rows.append(
            {
                "funnel": funnel.name,
                "entry_month": month,
                "step_number": number,
                "step": step,
                "people": len(there),
                "people_in_previous_step": None if number == 1 else len(before),
                "people_in_first_step": len(walks),
                "rate_from_previous": None if number == 1 else ratio(len(there), len(before)),
                "rate_from_first": ratio(len(there), len(walks)),
                "median_hours_from_previous": statistics.median(hours) if hours and number > 1 else None,
                "is_complete": window_is_over(shop, funnel, month),
            }
        )
    return rows


def all_walks(shop: Shop) -> list[Walk]:
    """Every person through every funnel."""
    people = people_of(shop)
    walks = [walk(events, funnel) for funnel in read_funnels() for events in people]
    return [one for one in walks if one is not None]


def funnel_steps_by_month(shop: Shop) -> list[Row]:
    """One row per funnel, month and step: the months of the shop, and earlier ones in which somebody entered."""
    rows: list[Row] = []
    everyone = all_walks(shop)
    for funnel in read_funnels():
        walks = [one for one in everyone if one.funnel.name == funnel.name]
        months = {*shop.months(), *(month_of(one.reached[0].day) for one in walks)}
        for month in sorted(months):
            rows += steps_of(shop, funnel, month, [one for one in walks if month_of(one.reached[0].day) == month])
    return rows


def split(shop: Shop, column: str, attribute: str, is_dense: bool) -> list[Row]:
    """One row per funnel, month, value of an attribute of the entry, and step.

    Dense: every value has all months of the shop; otherwise only those in which somebody entered by it.
    """
    rows: list[Row] = []
    walks = all_walks(shop)
    for funnel in read_funnels():
        own = [one for one in walks if one.funnel.name == funnel.name]
        for value in {getattr(one.reached[0], attribute) for one in own}:
            by_value = [one for one in own if getattr(one.reached[0], attribute) == value]
            months = {month_of(one.reached[0].day) for one in by_value} | (set(shop.months()) if is_dense else set())
            for month in months:
                entered = [one for one in by_value if month_of(one.reached[0].day) == month]
                rows += [row | {column: value} for row in steps_of(shop, funnel, month, entered)]
    return rows


def funnel_steps_by_channel(shop: Shop) -> list[Row]:
    """The funnels by month and channel of the entry."""
    return split(shop, "entry_channel", "channel", is_dense=True)


def funnel_steps_by_campaign(shop: Shop) -> list[Row]:
    """The funnels by month and campaign of the entry."""
    return split(shop, "entry_campaign_id", "campaign_id", is_dense=False)
