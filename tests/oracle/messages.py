"""Which channel people answer on, and how fast the shop does: each message held against all that came after it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.oracle.contacts import read_rules
from tests.oracle.shop import Customer, Interaction, Shop, month_of, next_month, ratio

Row = dict[str, object]
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass
class Group:
    """What happened through a channel in a month."""

    sent: list[str] = field(default_factory=list)
    watched: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    clicked: list[str] = field(default_factory=list)
    replied: list[str] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)
    questions: int = 0
    waited: list[float] = field(default_factory=list)


class Threads:
    """Tells what belongs together among the rows of one person."""

    def __init__(self) -> None:
        self.reasons = frozenset(read_rules())

    def is_planned(self, row: Interaction) -> bool:
        """Whether a message is of a campaign or of the calendar."""
        return row.campaign_id is not None or row.reference_id in self.reasons

    def of(self, row: Interaction) -> tuple[str, str]:
        """The thread of a row."""
        if row.reference_id is not None and row.reference_id not in self.reasons:
            return ("reference", row.reference_id)
        return ("channel", row.channel or "(none)")

    def first_after(self, rows: list[Interaction], place: int, kind: str) -> date | None:
        """The day of the first reaction to a message before the shop writes again, by its place among the rows."""
        message = rows[place]
        for row in rows[place + 1 :]:
            same = self.of(row) == self.of(message)
            if kind != "customer_message":
                same = same and row.campaign_id == message.campaign_id
            if same and row.interaction_type == "message_sent":
                return None
            if same and row.interaction_type == kind:
                return row.interaction_date
        return None

    def hours_waited(self, rows: list[Interaction], place: int) -> float | None:
        """Hours from a question to its answer, infinite without one; None where the row asks nothing new."""
        question = rows[place]
        own = [
            row
            for row in rows
            if self.of(row) == self.of(question)
            and (
                row.interaction_type == "customer_message"
                or (row.interaction_type == "message_sent" and not self.is_planned(row))
            )
        ]
        at = own.index(question)
        before = own[at - 1] if at > 0 else None
        is_waiting = before is not None and before.interaction_type == "customer_message"
        if is_waiting and question.occurred_at - before.occurred_at <= ONE_WEEK:
            return None
        answers = [row.occurred_at for row in own[at:] if row.interaction_type == "message_sent"]
        took = min(answers) - question.occurred_at if answers else ONE_WEEK * 2
        return took / timedelta(hours=1) if took <= ONE_WEEK else math.inf


def bought_after(customer: Customer | None, moment: datetime, last_day: date) -> bool:
    """Whether a customer bought in the second of a message or later, up to a day."""
    bought = [] if customer is None else customer.purchases
    return any(order.ordered_at >= moment and order.order_date <= last_day for order in bought)


def percentile(waited: list[float], share: float) -> float | None:
    """The shortest time in which so many were answered, None where fewer were."""
    if not waited:
        return None
    found = sorted(waited)[math.ceil(round(len(waited) * share, 6)) - 1]
    return None if math.isinf(found) else found


def channel_engagement_by_month(shop: Shop) -> list[Row]:
    """One row per month and channel with a message of the shop or a question to it."""
    threads, window = Threads(), timedelta(days=shop.settings.attribution_window_days)
    of_person: dict[str, list[Interaction]] = defaultdict(list)
    customers: dict[str, Customer | None] = {}
    for row, customer in shop.interactions:
        person = f"visitor:{row.visitor_id}" if customer is None else customer.customer_id
        of_person[person].append(row)
        customers[person] = customer
    groups: dict[tuple[date, str], Group] = defaultdict(Group)
    for person, rows in of_person.items():
        for place, row in enumerate(rows):
            key = (month_of(row.interaction_date), row.channel or "(none)")
            if row.interaction_type == "message_sent":
                group, last_day = groups[key], row.interaction_date + window
                group.sent.append(person)
                if last_day <= shop.as_of:
                    group.watched.append(person)
                    for kind, found in (
                        ("message_opened", group.opened),
                        ("message_clicked", group.clicked),
                        ("customer_message", group.replied),
                    ):
                        on = threads.first_after(rows, place, kind)
                        if on is not None and on <= last_day:
                            found.append(person)
                    if bought_after(customers[person], row.occurred_at, last_day):
                        group.ordered.append(person)
            elif row.interaction_type == "customer_message":
                waited = threads.hours_waited(rows, place)
                if waited is not None:
                    groups[key].questions += 1
                    if row.interaction_date < shop.as_of:
                        groups[key].waited.append(waited)
    months = set(shop.months())
    return [row_of(shop, key, group, max(window, ONE_WEEK)) for key, group in groups.items() if key[0] in months]


def row_of(shop: Shop, key: tuple[date, str], group: Group, settles_after: timedelta) -> Row:
    """The row of a month and channel."""
    watched, asked = len(group.watched), len(group.waited)
    within_hour, within_day = (sum(waited <= limit for waited in group.waited) for limit in (1, 24))
    last_day = next_month(key[0]) - ONE_DAY
    return {
        "month": key[0],
        "channel": key[1],
        "messages_sent": len(group.sent),
        "people_reached": len(set(group.sent)),
        "watched_messages": watched,
        "opened_messages": len(group.opened),
        "open_rate": ratio(len(group.opened), watched),
        "clicked_messages": len(group.clicked),
        "click_rate": ratio(len(group.clicked), watched),
        "replied_messages": len(group.replied),
        "reply_rate": ratio(len(group.replied), watched),
        "ordered_messages": len(group.ordered),
        "order_rate": ratio(len(group.ordered), watched),
        "watched_people": len(set(group.watched)),
        "answering_people": len(set(group.replied)),
        "answering_share": ratio(len(set(group.replied)), len(set(group.watched))),
        "questions": group.questions,
        "watched_questions": asked,
        "answered_questions": sum(not math.isinf(waited) for waited in group.waited),
        "answered_within_hour": within_hour,
        "answered_within_hour_share": ratio(within_hour, asked),
        "answered_within_day": within_day,
        "answered_within_day_share": ratio(within_day, asked),
        "response_hours_p50": percentile(group.waited, 0.5),
        "response_hours_p90": percentile(group.waited, 0.9),
        "is_complete": last_day + settles_after <= shop.as_of,
    }
