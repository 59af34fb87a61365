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


# What must have come in for the steps of an event to be measured, where it is not the interaction of that name.
MADE_OF = {
    "second_purchase": "purchase",
    "fourth_purchase": "purchase",
    "positive_review": "review_submitted",
    "promoter_response": "nps_response",
}


@dataclass(frozen=True)
class Walk:
    """How far a person came: the events that reached the measured steps, one after the other."""

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


def came_in(shop: Shop) -> set[str]:
    """What came in at all, whoever did it: interactions by their type, purchases, registrations."""
    found = {row.interaction_type for row, _ in shop.interactions}
    if "registered" in found or any(customer.registered_at is not None for customer in shop.customers):
        found.add("registration")
    if any(order.treatment == "purchase" for order, _ in shop.sales):
        found.add("purchase")
    return found


def measured(shop: Shop, funnel: Funnel) -> list[bool]:
    """Which steps of a funnel the shop has events of."""
    found = came_in(shop)
    return [any(MADE_OF.get(event, event) in found for event in events) for _, events in funnel.steps]


def walk(events: list[Event], funnel: Funnel, way: list[bool]) -> Walk | None:
    """One person through the measured steps of one funnel; None where the person never entered."""
    steps = [names for (_, names), is_measured in zip(funnel.steps, way, strict=True) if is_measured]
    if len(steps) < 2:
        return None
    reached: list[Event] = []
    for event in events:
        if len(reached) == len(steps):
            break
        if reached and funnel.window is not None and event.at >= reached[0].at + funnel.window:
            break
        if event.names & steps[len(reached)]:
            reached.append(event)
    return Walk(funnel, reached) if reached else None


def window_is_over(shop: Shop, funnel: Funnel, month: date) -> bool:
    """Whether the window of who entered in the last moment of a month has passed by the end of as_of."""
    zone = ZoneInfo(shop.settings.timezone)
    month_ends = datetime.combine(next_month(month), time(), tzinfo=zone).astimezone(UTC)
    as_of_ends = datetime.combine(shop.as_of + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    return month_ends + (funnel.window or timedelta()) <= as_of_ends


FIGURES = (
    "people",
    "people_in_previous_step",
    "people_in_first_step",
    "rate_from_previous",
    "rate_from_first",
    "median_hours_from_previous",
)


def steps_of(shop: Shop, funnel: Funnel, month: date, walks: list[Walk]) -> list[Row]:
    """One row per step of a funnel, for the walks that began in a month."""
    rows: list[Row] = []
    way = measured(shop, funnel)
    for number, (step, _) in enumerate(funnel.steps, start=1):
        is_measured = way[number - 1]
        row: Row = {"funnel": funnel.name, "entry_month": month, "step_number": number, "step": step}
        row["is_measured"] = is_measured
        row |= figures(walks, sum(way[:number])) if is_measured and sum(way) > 1 else dict.fromkeys(FIGURES)
        row["is_complete"] = window_is_over(shop, funnel, month)
        rows.append(row)
    return rows


def figures(walks: list[Walk], place: int) -> Row:
    """The figures of the measured step of a place, counted from 1, for some walks through a funnel."""
    there = [one.reached for one in walks if len(one.reached) >= place]
    before = [one.reached for one in walks if len(one.reached) >= place - 1]
    hours = [(reached[place - 1].at - reached[place - 2].at) / timedelta(hours=1) for reached in there]
    is_first = place == 1
    values = (
        len(there),
        None if is_first else len(before),
        len(walks),
        None if is_first else ratio(len(there), len(before)),
        ratio(len(there), len(walks)),
        statistics.median(hours) if hours and not is_first else None,
    )
    return dict(zip(FIGURES, values, strict=True))


def all_walks(shop: Shop) -> list[Walk]:
    """Every person through every funnel."""
    people = people_of(shop)
    ways = [(funnel, measured(shop, funnel)) for funnel in read_funnels()]
    walks = [walk(events, funnel, way) for funnel, way in ways for events in people]
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
