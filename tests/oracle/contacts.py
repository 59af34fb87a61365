"""The communication calendar: every customer, every occasion, every rule, asked one after the other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.oracle.core import risk_reasons, stays_open, typical_days
from tests.oracle.erasure import is_erased
from tests.oracle.front_door import seed
from tests.oracle.lifecycle import negative_scores
from tests.oracle.points import Move, points_expiring
from tests.oracle.shop import Customer, Interaction, Shop, week_of

Row = dict[str, object]
Occasion = tuple[str, date, date | None, str]  # reason, the day it is about, the day it came about, why in words
DAYS_AHEAD, CONTACTS_PER_WEEK, NEEDED_MESSAGES = 28, 2, 3
SUBSCRIPTION = ("subscription_started", "subscription_renewed", "subscription_cancelled")
PROMISING = {"nps_response": 9, "csat_response": 4}


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def said(day: date) -> str:
    """A date as people write it."""
    return f"{day.day} {day:%B %Y}"


def is_contact(row: Interaction) -> bool:
    """Whether the shop wrote, asked or answered."""
    is_writing = row.interaction_group in ("message", "support", "feedback")
    return row.direction == "out" and is_writing and row.interaction_type != "campaign_withheld"


@dataclass(frozen=True)
class Rule:
    """A row of the seed contact_rules."""

    reason: str
    lead_days: int
    valid_days: int | None
    cool_down_days: int
    once: bool
    priority: int
    needs_consent: bool


def read_rules() -> dict[str, Rule]:
    """The rules of the seed by reason."""
    rules = {}
    for row in seed("contact_rules"):
        valid = int(row["valid_days"]) if row["valid_days"] else None
        numbers = int(row["lead_days"]), valid, int(row["cool_down_days"]), row["once"] == "true", int(row["priority"])
        rules[row["reason"]] = Rule(row["reason"], *numbers, row["needs_consent"] == "true")
    return rules


class Desk:
    """Plans the contacts of a shop from the day after as_of on."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.as_of, self.rules = shop, shop.as_of, read_rules()
        self.zone = ZoneInfo(shop.settings.timezone)
        made = [row for row, _ in shop.interactions if is_contact(row) and row.channel is not None]
        ever = Counter(row.channel for row in made)
        lately = Counter(row.channel for row in made if self.is_of_last_year(row.interaction_date))
        self.channels = sorted(ever, key=lambda channel: (-lately[channel], -ever[channel], channel))
        finished = Counter(
            step for c in shop.customers for step, day in self.steps_of(c).items() if self.is_of_last_year(day)
        )
        self.steps = sorted(finished, key=lambda step: (-finished[step], step))

    def is_of_last_year(self, day: date) -> bool:
        """Whether a day is one of the 365 up to as_of."""
        return day > self.as_of - days(365)

    def local(self, at: datetime) -> date:
        """The local day of a time in UTC."""
        return at.replace(tzinfo=UTC).astimezone(self.zone).date()

    # Who

    def steps_of(self, customer: Customer) -> dict[str, date]:
        """The onboarding steps of a customer with the day each was last done."""
        done = [row for row in customer.interactions if row.interaction_type == "onboarding_step_completed"]
        return {row.reference_id: row.interaction_date for row in done if row.reference_id is not None}

    def channel_of(self, customer: Customer) -> str | None:
        """The channel to write through."""
        used = [(row.occurred_at, row.channel) for row in customer.interactions if row.direction == "in"]
        used += [(order.ordered_at, order.channel) for order in customer.purchases]
        last_used = {channel: at for at, channel in sorted(used, key=lambda use: use[0]) if channel in self.channels}
        lately = [row for row in customer.interactions if self.is_of_last_year(row.interaction_date)]
        sent = Counter(row.channel for row in lately if is_contact(row))
        answered = Counter(
            row.channel for row in lately if row.direction == "in" and row.interaction_group in ("message", "feedback")
        )
        proven = [channel for channel in last_used if sent[channel] >= NEEDED_MESSAGES and answered[channel]]
        best: list[tuple] = [(-answered[c] / sent[c], -answered[c], -last_used[c].timestamp(), c) for c in proven]
        best = best or [(-at.timestamp(), channel) for channel, at in last_used.items()]
        return min(best)[-1] if best else next(iter(self.channels), None)

    # About what

    def occasions(self, customer: Customer) -> Iterator[Occasion]:
        """Everything there is, was or will be to write to a customer about."""
        yield from self.of_the_account(customer)
        yield from self.of_what_ends(customer)
        yield from self.of_complaints_and_praise(customer)
        yield from self.of_purchases(customer)

    def of_the_account(self, customer: Customer) -> Iterator[Occasion]:
        if customer.registered_at is not None:
            on = self.local(customer.registered_at)
            if not any(is_contact(row) and row.occurred_at >= customer.registered_at for row in customer.interactions):
                yield "welcome", on, on, f"Registered on {said(on)}; nobody has written to them since."
            done = self.steps_of(customer)
            left, kept = [s for s in self.steps if s not in done], [done[s] for s in self.steps if s in done]
            if left and kept:
                why = f"Has done {len(kept)} of {len(self.steps)} onboarding steps, the last on {said(max(kept))}; "
                yield "next_onboarding_step", max(kept), max(kept), f"{why}the next one is {left[0]}."
            elif left:
                why = f"Registered on {said(on)} and has done none of the {len(left)} onboarding steps; "
                yield "next_onboarding_step", on, on, f"{why}the first one is {left[0]}."
        if customer.birth_date is not None and customer.birth_date <= self.as_of:
            born, birthdays = customer.birth_date, []
            for year in range(born.year + 1, self.as_of.year + 3):
                is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
                kept_on = 28 if (born.month, born.day) == (2, 29) and not is_leap else born.day
                birthdays.append(date(year, born.month, kept_on))
            past = [day for day in birthdays if day <= self.as_of]
            for day in [*past[-1:], birthdays[len(past)]]:
                yield "birthday", day, None, f"Birthday on {said(day)}."

    def of_what_ends(self, customer: Customer) -> Iterator[Occasion]:
        moves = [
            Move(customer.customer_id, row.interaction_date, row.interaction_type == "points_redeemed", row.value)
            for row in customer.interactions
            if row.interaction_type in ("points_earned", "points_redeemed")
        ]
        valid_days = self.shop.settings.points_valid_days
        expiring = points_expiring(moves, self.as_of, valid_days)
        left = {day: points for (_, day), points in expiring.items() if points >= 1}
        for day in (day for day in left if day > self.as_of):
            what = f"{math.floor(left[day])} point{'s expire' if left[day] >= 2 else ' expires'} at the end of"
            earned = day - days(valid_days)
            yield "points_expiring", day, earned, f"{what} {said(day)}{self.more(left, day)}."
        paid: dict[str | None, list[Interaction]] = {}
        for row in customer.interactions:
            if row.interaction_type in SUBSCRIPTION:
                paid.setdefault(row.reference_id, []).append(row)
        ending: dict[date, list[date]] = {}
        for rows in paid.values():
            ends_on = None
            for row in rows:
                ends_on = self.subscription_ends(row, ends_on)
            payments = [row for row in rows if row.interaction_type != SUBSCRIPTION[2]]
            if rows[-1] in payments and rows[-1].value is not None and ends_on > self.as_of:
                ending.setdefault(ends_on, []).append(payments[-1].interaction_date)
        counts = {day: Decimal(len(payments)) for day, payments in ending.items()}
        for day, payments in ending.items():
            one = f"The subscription ends on {said(day)} and has not been renewed"
            several = f"{len(payments)} subscriptions end on {said(day)} and have not been renewed"
            why = f"{one if len(payments) == 1 else several}{self.more(counts, day)}."
            yield "subscription_ending", day, max(payments), why

    def subscription_ends(self, row: Interaction, ends_on: date | None) -> date | None:
        """The end of a subscription after one more of its rows."""
        if row.interaction_type == SUBSCRIPTION[2] or row.value is None:
            return ends_on
        return max(row.interaction_date, ends_on or row.interaction_date) + days(int(row.value))

    def more(self, quantities: dict[date, Decimal], day: date) -> str:
        """What else runs out in the days planned after a day."""
        soon = {other: value for other, value in quantities.items() if day < other <= day + days(DAYS_AHEAD)}
        number = math.floor(sum(soon.values()))
        return f", {number} more by {said(max(soon))}" if number else ""

    def of_complaints_and_praise(self, customer: Customer) -> Iterator[Occasion]:
        standing = [complaint for complaint in customer.complaints if stays_open(customer, complaint)]
        if standing:
            oldest = min(standing, key=lambda complaint: complaint.opening.occurred_at)
            after = [row for row in oldest.rows if row.place > oldest.opening.place]
            heard = any(row.interaction_type in ("complaint_answered", "complaint_resolved") for row in after)
            how = "had an answer, but it is not resolved." if heard else "has had no answer."
            on = oldest.opening.interaction_date
            yield "open_complaint", on, on, f"Complained on {said(on)} and {how}"
        else:
            solved = [complaint for complaint in customer.complaints if complaint.is_resolved]
            for one in sorted(solved, key=lambda complaint: complaint.latest_move.occurred_at)[-1:]:
                on, was = one.latest_move.interaction_date, said(one.opening.interaction_date)
                why = f"The complaint of {was} was resolved on {said(on)}; ask whether all is well."
                yield "complaint_follow_up", on, on, why
            last = customer.purchases[-1] if customer.purchases else None
            bad = negative_scores(customer, last, self.as_of)
            for row in sorted(bad, key=lambda row: row.place)[-1:]:
                on, of = row.interaction_date, 10 if row.interaction_type == "nps_response" else 5
                gave = "Wrote a review of" if row.interaction_type == "review_submitted" else "Gave"
                says = "" if row.interaction_type == "review_submitted" else "has said "
                since = f"and {says}nothing better since; make it good first."
                yield "make_good", on, on, f"{gave} {math.floor(row.value)} of {of} on {said(on)} {since}"
        reviews = [row for row in customer.interactions if row.interaction_type == "review_submitted"]
        for row in [row for row in customer.interactions if row.interaction_type in PROMISING][-1:]:
            is_good = row.value >= PROMISING[row.interaction_type]
            if (
                is_good
                and not self.is_unhappy(customer)
                and all(review.occurred_at < row.occurred_at for review in reviews)
            ):
                best, on = 10 if row.interaction_type == "nps_response" else 5, row.interaction_date
                why = f"Gave {math.floor(row.value)} of {best} on {said(on)} and has written no review since."
                yield "ask_for_review", on, on, why
        praise = [row for row in reviews if row.value >= 4]
        praise += [row for row in customer.interactions if row.interaction_type == "referral_sent"]
        for row in sorted(praise, key=lambda row: row.place)[:1]:
            on = row.interaction_date
            first = "Recommended the shop to somebody for the first time"
            if row in reviews:
                first = "Wrote a first good review"
            yield "thank_advocate", on, on, f"{first} on {said(on)}."

    def of_purchases(self, customer: Customer) -> Iterator[Occasion]:
        bought = [order.order_date for order in customer.purchases]
        typical = typical_days(customer)
        if typical is not None:
            rhythm = math.ceil(typical)
            due = bought[-1] + days(rhythm)
            why = f"Buys about every {rhythm} days, last on {said(bought[-1])}; the next order is expected on"
            yield "reorder_due", due, bought[-1], f"{why} {said(due)}."
        if self.is_unhappy(customer):
            return
        heard = [row.interaction_date for row in customer.interactions if row.direction == "in"]
        last = max([customer.known_since, *bought, *heard])
        quiet = last + days(self.shop.settings.quiet_after_days + 1)
        yield "gone_quiet", quiet, last, f"Not heard of since {said(last)}."
        inactive = self.inactive_from(customer)
        if inactive is not None:
            times = "Bought once, on" if len(bought) == 1 else f"Bought {len(bought)} times, last on"
            yield "win_back", inactive, bought[-1], f"{times} {said(bought[-1])}; inactive from {said(inactive)} on."

    def is_unhappy(self, customer: Customer) -> bool:
        """Whether the last word of a customer was bad."""
        return not {"negative_feedback", "open_complaint"}.isdisjoint(risk_reasons(self.shop, customer))

    def inactive_from(self, customer: Customer) -> date | None:
        """The first day on which a customer is inactive, if nothing happens; None for a lead."""
        bought = [order.order_date for order in customer.purchases]
        return bought[-1] + days(self.shop.settings.inactive_after_days + 1) if bought else None

    # When

    def last_day(self, customer: Customer, occasion: Occasion) -> date:
        """The last day on which to write about an occasion."""
        reason, about_on, *_ = occasion
        rule, ends = self.rules[reason], [date.max]
        if rule.valid_days is not None:
            ends.append(about_on + days(rule.valid_days - rule.lead_days))
        if reason in ("points_expiring", "subscription_ending"):
            ends.append(about_on)
        inactive = self.inactive_from(customer)
        if reason == "gone_quiet" and inactive is not None:
            ends.append(inactive - days(1))
        return min(ends)

    def day_of(self, customer: Customer, occasion: Occasion) -> date | None:
        """The day on which to write about an occasion, consent or not; None where it is done, too late or forgotten."""
        reason, about_on, arose_on, _ = occasion
        rule = self.rules[reason]
        first_day = about_on - days(rule.lead_days)
        if arose_on is not None:
            first_day = max(first_day, arose_on + days(1))
        made = [row for row in customer.interactions if is_contact(row)]
        on = max(first_day, self.as_of + days(1))
        if made:
            on = max(on, max(row.interaction_date for row in made) + days(rule.cool_down_days))
        if on > self.last_day(customer, occasion) or is_erased(customer.customer_id):
            return None
        about = [row for row in made if self.made_about(row) in ("any", reason)]
        return None if rule.once and any(row.interaction_date >= first_day for row in about) else on

    def made_about(self, row: Interaction) -> str:
        """The reason a contact was made for, as far as it says so."""
        if row.interaction_group == "support":
            return "open_complaint"
        return row.reference_id if row.reference_id in self.rules else "any"

    def due(self, customer: Customer) -> list[Row]:
        """All that the rules ask for, one row per reason, with what holds it back: no consent, or a full week."""
        found: dict[str, Row] = {}
        for occasion in sorted(self.occasions(customer), key=lambda occasion: occasion[1]):
            reason, about_on, _, why = occasion
            on = self.day_of(customer, occasion) if reason in self.rules else None
            if on is not None and reason not in found:
                facts = {"customer_id": customer.customer_id, "reason": reason, "about_on": about_on}
                facts |= {"contact_on": on, "first_on": on, "contact_by": self.last_day(customer, occasion)}
                found[reason] = facts | {"priority": self.rules[reason].priority, "detail": why, "held_back_by": None}
        weeks = self.weeks_of(customer)
        for row in sorted(found.values(), key=lambda row: (row["priority"], row["reason"])):
            if self.rules[row["reason"]].needs_consent and not customer.marketing_consent:
                row["held_back_by"] = "no_consent"
                continue
            week = week_of(row["contact_on"])
            weeks[week] += 1
            if weeks[week] > CONTACTS_PER_WEEK:
                row["held_back_by"] = "full_week"
        return list(found.values())

    def weeks_of(self, customer: Customer) -> Counter[date]:
        """How many contacts were made with a customer, by week."""
        return Counter(week_of(row.interaction_date) for row in customer.interactions if is_contact(row))

    def plan(self, customer: Customer) -> list[Row]:
        """The contacts of a customer in the days planned, were there no limit to those of a day."""
        last_day = self.as_of + days(DAYS_AHEAD)
        return [row for row in self.due(customer) if row["held_back_by"] is None and row["contact_on"] <= last_day]

    def common(self, customer: Customer) -> Row:
        """What the calendar says about a customer whatever the reason."""
        made = [row for row in customer.interactions if is_contact(row)]
        last = customer.interactions[-1] if customer.interactions else None
        return {
            "suggested_channel": self.channel_of(customer),
            "last_contacted_at": made[-1].occurred_at if made else None,
            "days_since_last_interaction": None if last is None else (self.as_of - last.interaction_date).days,
        }
