"""Where every customer stands at the end of every day, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.oracle.shop import (
    AT_RISK,
    COMPLAINT_STATES,
    INACTIVE,
    LEAD,
    NEW,
    REPEAT,
    STAGES,
    Complaint,
    Customer,
    Interaction,
    Order,
    Settings,
    Shop,
    month_of,
    ratio,
)

Row = dict[str, object]
ONE_DAY = timedelta(days=1)

# The highest score of each kind that is still negative.
NEGATIVE_UP_TO = {"nps_response": Decimal(6), "csat_response": Decimal(2), "review_submitted": Decimal(2)}


def negative_scores(customer: Customer, last: Order | None, day: date) -> list[Interaction]:
    """The negative scores given after the last purchase, or ever without one, that stand at the end of a day."""
    since = datetime.min if last is None else last.ordered_at
    standing = []
    for kind, limit in NEGATIVE_UP_TO.items():
        given = [
            row
            for row in customer.interactions
            if row.interaction_type == kind and row.interaction_date <= day and row.occurred_at > since
        ]
        if given and max(given, key=lambda row: row.place).value <= limit:
            standing.append(given[-1])
    return standing


def open_complaints(customer: Customer, last: Order | None, day: date) -> list[Complaint]:
    """The complaints opened after the last purchase, or ever without one, not resolved at the end of a day."""
    since = datetime.min if last is None else last.ordered_at
    standing = []
    for complaint in customer.complaints:
        moves = [
            row
            for row in complaint.rows
            if row.interaction_type in COMPLAINT_STATES and row.interaction_date <= day and row.occurred_at > since
        ]
        was_opened = any(row.interaction_type == "complaint_opened" for row in moves)
        if was_opened and max(moves, key=lambda row: row.place).interaction_type != "complaint_resolved":
            standing.append(complaint)
    return standing


def stage_by_rule(purchases: int, gap: int, has_negative_feedback: bool, settings: Settings) -> int:
    """The stage of a customer with so many purchases (at least one), the last one `gap` days ago."""
    if gap > settings.inactive_after_days:
        return INACTIVE
    if gap > settings.at_risk_after_days or has_negative_feedback:
        return AT_RISK
    return NEW if purchases == 1 else REPEAT


def walk(customer: Customer, settings: Settings, as_of: date) -> bytearray:
    """The stage at the end of each day from the day the customer was known to as_of.

    The facts of a day are looked up anew from all rows up to it; between two days on which something happened they
    cannot differ, so they are looked up on those days only.
    """
    eventful = {order.order_date for order in customer.purchases}
    eventful |= {row.interaction_date for row in customer.interactions if row.interaction_type in NEGATIVE_UP_TO}
    eventful |= {row.interaction_date for complaint in customer.complaints for row in complaint.rows}
    eventful_days = {day.toordinal() for day in eventful}
    stages = bytearray()
    bought, last_day, unhappy = 0, 0, False
    for number in range(customer.known_since.toordinal(), as_of.toordinal() + 1):
        if number in eventful_days:
            day = date.fromordinal(number)
            so_far = [order for order in customer.purchases if order.order_date <= day]
            bought = len(so_far)
            if so_far:
                last_day = so_far[-1].order_date.toordinal()
                unhappy = bool(negative_scores(customer, so_far[-1], day) or open_complaints(customer, so_far[-1], day))
        stages.append(stage_by_rule(bought, number - last_day, unhappy, settings) if bought else LEAD)
    return stages


def entered_by(customer: Customer, day: date, before: int | None, stage: int, settings: Settings) -> str:
    """What put a customer into the stage that starts on a day."""
    bought_today = [order for order in customer.purchases if order.order_date == day]
    bought_before = [order for order in customer.purchases if order.order_date < day]
    if stage == LEAD:
        return customer.known_by
    if stage == INACTIVE:
        return "silence"
    if bought_today:
        if stage == AT_RISK:
            return "negative_feedback"
        if not bought_before:
            return "first_purchase"
        return "reactivation" if before == INACTIVE else "repeat_purchase"
    if stage == AT_RISK:
        gap = (day - bought_before[-1].order_date).days
        return "silence" if gap > settings.at_risk_after_days else "negative_feedback"
    return "feedback_made_good"


def lifecycle_stage_history(shop: Shop) -> list[Row]:
    """One row per customer and uninterrupted time in a stage."""
    rows: list[Row] = []
    for customer in shop.customers:
        before: int | None = None
        for offset, stage in enumerate(customer.stages):
            if stage == before:
                continue
            day = customer.known_since + timedelta(days=offset)
            if before is not None:
                rows[-1]["valid_to"] = day
            rows.append(
                {
                    "customer_id": customer.customer_id,
                    "valid_from": day,
                    "lifecycle_stage": STAGES[stage],
                    "valid_to": None,
                    "entered_by": entered_by(customer, day, before, stage, shop.settings),
                }
            )
            before = stage
    return rows


def lifecycle_stages_by_day(shop: Shop) -> list[Row]:
    """One row per day and stage, days from the start of the spine."""
    days = list(shop.days())
    counts = [[0] * len(STAGES) for _ in days]
    for customer in shop.customers:
        lead_time = (customer.known_since - shop.spine_start).days
        known = customer.stages[-lead_time:] if lead_time < 0 else customer.stages
        for place, stage in enumerate(known, start=max(lead_time, 0)):
            counts[place][stage] += 1
    return [
        {"day": day, "lifecycle_stage": name, "customer_count": count[stage]}
        for day, count in zip(days, counts, strict=True)
        for stage, name in enumerate(STAGES)
    ]


def lifecycle_stages_by_month(shop: Shop) -> list[Row]:
    """One row per month and stage, counted at the end of the month or as_of."""
    rows: list[Row] = []
    for month in shop.months():
        last_day = shop.month_closes(month)
        closing = [customer.stage_on(last_day) for customer in shop.customers]
        for stage, name in enumerate(STAGES):
            rows.append(
                {
                    "month": month,
                    "lifecycle_stage": name,
                    "customer_count": closing.count(stage),
                    "is_complete": shop.month_is_over(month),
                }
            )
    return rows


def lifecycle_transitions_by_month(shop: Shop) -> list[Row]:
    """One row per month and pair of stages that somebody went through, or stayed in."""
    rows: list[Row] = []
    for month in shop.months():
        counts: dict[tuple[str, str], int] = {}
        day_before, last_day = month - ONE_DAY, shop.month_closes(month)
        for customer in shop.customers:
            before, after = customer.stage_on(day_before), customer.stage_on(last_day)
            if after is not None:
                pair = ("none" if before is None else STAGES[before], STAGES[after])
                counts[pair] = counts.get(pair, 0) + 1
        for (before_name, after_name), count in counts.items():
            rows.append(
                {
                    "month": month,
                    "from_stage": before_name,
                    "to_stage": after_name,
                    "customer_count": count,
                    "is_complete": shop.month_is_over(month),
                }
            )
    return rows


def is_warming_up(shop: Shop, month: date, customers: Iterable[Customer]) -> bool:
    """Whether none of some customers can have been inactive by the end of a month, however long they were silent."""
    first_days = [customer.purchases[0].order_date for customer in customers if customer.purchases]
    closes = shop.month_closes(month)
    return all((closes - day).days <= shop.settings.inactive_after_days for day in first_days)


def growth(shop: Shop, month: date, customers: Iterable[Customer]) -> Row:
    """The growth accounting of a month for some customers."""
    opening = retained = lapsed = new = reactivated = closing = 0
    day_before, last_day = month - ONE_DAY, shop.month_closes(month)
    for customer in customers:
        opens = customer.is_active_on(day_before)
        closes = customer.is_active_on(last_day)
        opening += opens
        closing += closes
        retained += opens and closes
        lapsed += opens and not closes
        if closes and not opens:
            # An active customer has a purchase.
            if month_of(customer.purchases[0].order_date) == month:
                new += 1
            else:
                reactivated += 1
    return {
        "month": month,
        "opening_customers": opening,
        "retained_customers": retained,
        "lapsed_customers": lapsed,
        "new_customers": new,
        "reactivated_customers": reactivated,
        "closing_customers": closing,
        "retention_rate": ratio(retained, opening),
        "churn_rate": ratio(lapsed, opening),
        "is_warming_up": is_warming_up(shop, month, customers),
        "is_complete": shop.month_is_over(month),
    }


def retention_by_month(shop: Shop) -> list[Row]:
    """One row per month."""
    return [growth(shop, month, shop.customers) for month in shop.months()]


FUNNEL_MOVES = ((NEW, REPEAT), (REPEAT, AT_RISK), (AT_RISK, INACTIVE), (AT_RISK, REPEAT), (INACTIVE, REPEAT))


def retention_funnel_by_month(shop: Shop) -> list[Row]:
    """One row per month: who is where at its end, and the five moves over those who could make them."""
    rows: list[Row] = []
    for month in shop.months():
        day_before, last_day = month - ONE_DAY, shop.month_closes(month)
        moves = [(customer.stage_on(day_before), customer.stage_on(last_day)) for customer in shop.customers]
        row: Row = {"month": month}
        for stage in (NEW, REPEAT, AT_RISK, INACTIVE):
            row[f"{STAGES[stage]}_customers"] = sum(after == stage for _, after in moves)
        for start, end in FUNNEL_MOVES:
            started = sum(before == start for before, _ in moves)
            row[f"{STAGES[start]}_to_{STAGES[end]}_rate"] = ratio(moves.count((start, end)), started)
        row["is_warming_up"] = is_warming_up(shop, month, shop.customers)
        row["is_complete"] = shop.month_is_over(month)
        rows.append(row)
    return rows
