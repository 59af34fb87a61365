"""Who stays subscribed: each subscription walked from payment to payment, each month looked at evening by evening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.shop import Interaction, Shop, month_of, ratio

Row = dict[str, object]
ONE_DAY = timedelta(days=1)


@dataclass
class Span:
    """The days of a subscription from a payment to its end, that day excluded."""

    first_day: date
    paid_until: date | None
    grace: timedelta
    payments: list[date]
    cancelled_on: date | None = None

    @property
    def end(self) -> date | None:
        """The day on whose evening it is over, None where nobody can know."""
        if self.cancelled_on is not None:
            return self.cancelled_on
        return None if self.paid_until is None else self.paid_until + self.grace

    def is_over_by(self, day: date) -> bool:
        """Whether it is over at the end of a day."""
        return self.end is not None and self.end <= day

    def is_active_on(self, day: date) -> bool:
        """Whether it runs at the end of a day."""
        return self.first_day <= day and not self.is_over_by(day)


def walk(rows: list[Interaction], grace: timedelta) -> list[Span]:
    """The spans of one subscription from its rows in their order."""
    spans: list[Span] = []
    known_end: date | None = None
    for row in rows:
        day = row.interaction_date
        # What ended on this day itself has not had its evening yet.
        running = spans[-1] if spans and not spans[-1].is_over_by(day - ONE_DAY) else None
        if row.interaction_type == "subscription_cancelled":
            if running is not None and running.cancelled_on is None:
                running.cancelled_on = day
            continue
        if row.value is not None:
            known_end = max(day, known_end or day) + timedelta(days=int(row.value))
        if running is None:
            running = Span(day, None, grace, [])
            spans.append(running)
        running.cancelled_on = None
        running.paid_until = None if row.value is None else known_end
        running.payments.append(day)
    return spans


def all_spans(shop: Shop) -> dict[tuple[str, str], list[Span]]:
    """The spans of every subscription, by customer and subscription."""
    rows: dict[tuple[str, str], list[Interaction]] = {}
    for customer in shop.customers:
        for row in customer.interactions:
            if row.interaction_type in ("subscription_started", "subscription_renewed", "subscription_cancelled"):
                rows.setdefault((customer.customer_id, row.reference_id or "(none)"), []).append(row)
    grace = timedelta(days=shop.settings.subscription_grace_days)
    walked = {key: walk(moves, grace) for key, moves in rows.items()}
    return {key: spans for key, spans in walked.items() if spans}


def how(span: Span, as_of: date) -> str:
    """How a span stands at the end of a day."""
    if not span.is_over_by(as_of):
        return "active"
    return "lapsed" if span.cancelled_on is None else "cancelled"


def subscriptions(shop: Shop) -> list[Row]:
    """One row per customer and subscription."""
    result: list[Row] = []
    for (customer_id, subscription_id), spans in all_spans(shop).items():
        last, payments = spans[-1], [day for span in spans for day in span.payments]
        days, day = 0, spans[0].first_day
        while day <= shop.as_of:
            days += any(span.is_active_on(day) for span in spans)
            day += ONE_DAY
        result.append(
            {
                "customer_id": customer_id,
                "subscription_id": subscription_id,
                "subscription_state": how(last, shop.as_of),
                "started_on": spans[0].first_day,
                "last_paid_on": max(payments),
                "paid_until": None if last.cancelled_on is not None else last.paid_until,
                "ended_on": last.end if last.is_over_by(shop.as_of) else None,
                "renewals": len(payments) - 1,
                "times_reactivated": len(spans) - 1,
                "days_subscribed": days,
            }
        )
    return result


def subscriptions_by_month(shop: Shop) -> list[Row]:
    """One row per month."""
    by_subscription = list(all_spans(shop).values())
    spans = [span for each in by_subscription for span in each]
    firsts = {id(each[0]) for each in by_subscription}
    rows: list[Row] = []
    for month in shop.months():
        last_day = shop.month_closes(month)
        opening = [span for span in spans if span.is_active_on(month - ONE_DAY)]
        began = [span for span in spans if month <= span.first_day <= last_day]
        ended = [span for span in spans if span.is_over_by(last_day) and not span.is_over_by(month - ONE_DAY)]
        paid = [day for span in spans for day in span.payments if month_of(day) == month]
        churned = [span for span in ended if span.is_active_on(month - ONE_DAY)]
        row: Row = {
            "opening_subscriptions": len(opening),
            "started_subscriptions": sum(id(span) in firsts for span in began),
            "reactivated_subscriptions": sum(id(span) not in firsts for span in began),
            "cancelled_subscriptions": sum(span.cancelled_on is not None for span in ended),
            "lapsed_subscriptions": sum(span.cancelled_on is None for span in ended),
            "closing_subscriptions": sum(span.is_active_on(last_day) for span in spans),
            "subscription_renewals": len(paid) - len(began),
            "churned_subscriptions": len(churned),
            "subscription_churn_rate": ratio(len(churned), len(opening)),
        }
        if "interactions" not in shop.inputs_given:
            row = dict.fromkeys(row)
        rows.append({"month": month, **row, "is_complete": shop.month_is_over(month)})
    return rows
