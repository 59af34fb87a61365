"""Complaints, feedback, and whom to write to this week: counts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from retensi.report.marts import Row

# States of complaints and speeds of their resolution, in the order in which they are shown.
STATES = ("open", "reopened", "answered", "resolved", "ended_by_purchase")
SPEEDS = ("within_a_day", "within_three_days", "later", "open", "unknown")
# Phrases of a month that are shown, of each mood.
WORDS = 6
# Days of a week of contacts.
WEEK = 7
# Contacts of a week from which on its first day may be called crowded.
CROWDED_FROM = 100


def states(rows: Sequence[Row]) -> list[tuple[str, int, bool]]:
    """Give the complaints in each state, and whether that is an open one.

    Args:
        rows: Complaints by state and whether they are open.
    """
    found = {row["state"]: (row["complaints"], row["is_open"]) for row in rows}
    return [(state, *found[state]) for state in STATES if state in found]


def outcomes(rows: Sequence[Row]) -> list[Row]:
    """Give what customers with complaints did afterwards, by how fast the complaint was solved.

    Args:
        rows: ``complaint_outcomes_by_speed``.
    """
    found = {row["resolution_speed"]: row for row in rows}
    return [found[speed] for speed in SPEEDS if speed in found and found[speed]["customers"]]


def words(rows: Sequence[Row], month: date) -> tuple[list[Row], list[Row]]:
    """Give the phrases that moved the mood of a month most, up and down.

    Args:
        rows: ``feedback_words_by_month``, strongest phrases first.
        month: The month.
    """
    ours = [row for row in rows if row["month"] == month]
    return [row for row in ours if row["score"] > 0][:WORDS], [row for row in ours if row["score"] < 0][:WORDS]


def star_counts(row: Row) -> dict[str, int]:
    """Give how many reviews of a month gave 1 or 2, 3, and 4 or 5 stars.

    Args:
        row: A month of ``feedback_by_month``.
    """
    few, many = row["negative_reviews"], row["positive_reviews"]
    return {"negative": few, "neutral": row["reviews"] - few - many, "positive": many}


@dataclass(frozen=True)
class Contacts:
    """Contacts that are planned.

    Attributes:
        first_day: first day of the week.
        last_day: its last day.
        reasons: for each reason its contacts of this week and those planned for later, most important reason first.
        channels: for each channel the contacts of this week, most of them first; None: no channel to suggest.
        days: for each day of the week its contacts.
        customers: customers to contact this week.
        labels: what each reason is called.
        without_consent: contacts that are due and held back, as nobody said that they are welcome.
        waiting: contacts for which no day had room left.
        marketing: contacts planned that need consent.
    """

    first_day: date
    last_day: date
    reasons: list[tuple[str, int, int]]
    channels: list[tuple[str | None, int]]
    days: list[tuple[date, int]]
    customers: int
    labels: Mapping[str, str]
    without_consent: int
    waiting: int
    marketing: int

    @property
    def is_crowded(self) -> bool:
        """Say whether more than half of the week falls on its first day: what had been due before the first build."""
        return self.this_week >= CROWDED_FROM and self.days[0][1] > self.this_week / 2

    @property
    def this_week(self) -> int:
        """Give the number of contacts of the week."""
        return sum(count for _, count, _ in self.reasons)

    @property
    def later(self) -> int:
        """Give the number of contacts after the week."""
        return sum(count for _, _, count in self.reasons)


def contacts(
    rows: Sequence[Row], customers: Sequence[Row], rules: Sequence[Row], as_of: date, language: str
) -> Contacts:
    """Count the contacts that are planned.

    Args:
        rows: ``communication_calendar`` by reason, day, channel and priority, by priority.
        customers: The number of different customers, this week and later.
        rules: ``contacts_by_reason``.
        as_of: Last day the marts know; the week begins the day after.
        language: That of the labels.
    """
    end = as_of + timedelta(days=WEEK)
    reasons: dict[str, list[int]] = {}
    channels: dict[str | None, int] = {}
    days = {as_of + timedelta(days=place): 0 for place in range(1, WEEK + 1)}
    for row in rows:
        later = row["contact_on"] > end
        reasons.setdefault(row["reason"], [0, 0])[later] += row["contacts"]
        if not later:
            days[row["contact_on"]] += row["contacts"]
            channels[row["suggested_channel"]] = channels.get(row["suggested_channel"], 0) + row["contacts"]
    return Contacts(
        as_of + timedelta(days=1),
        end,
        [(reason, week, later) for reason, (week, later) in reasons.items()],
        sorted(channels.items(), key=lambda item: (-item[1], item[0] or "")),
        [*days.items()],
        sum(row["customers"] for row in customers if row["this_week"]),
        {row["reason"]: row["reason_name_id" if language == "id" else "reason_name"] for row in rules},
        sum(row["contacts_without_consent"] for row in rules),
        sum(row["contacts_beyond_days"] for row in rules),
        sum(row["contacts_planned"] for row in rules if row["needs_consent"]),
    )
