"""The days of the communication calendar: one day after the other, the most important contacts first."""

from __future__ import annotations

from tests.oracle.contacts import CONTACTS_PER_WEEK, DAYS_AHEAD, Desk, days
from tests.oracle.front_door import seed
from tests.oracle.shop import Customer, Shop, week_of
from tests.oracle.values import ZERO

Row = dict[str, object]
# What has its own day, whether or not it needs consent.
HAVE_A_DAY = ("birthday", "points_expiring", "subscription_ending")


def schedule(desk: Desk, customers: list[Customer]) -> list[Row]:
    """Everything due in the days planned, each with its day or what holds it back."""
    rows = [row for customer in customers for row in desk.due(customer)]
    if desk.shop.settings.contacts_per_day is not None:
        level(desk, {customer.customer_id: customer for customer in customers}, rows)
    last_day = desk.as_of + days(DAYS_AHEAD)
    return [row for row in rows if row["first_on"] <= last_day]


def level(desk: Desk, customers: dict[str, Customer], rows: list[Row]) -> None:
    """Move what can wait, so that no day has more contacts than the shop can make."""
    revenue = {key: sum((order.net_revenue for order in c.orders), ZERO) for key, c in customers.items()}
    free = [row for row in rows if row["held_back_by"] is None]
    waiting = [row for row in free if can_wait(desk, row) and row["first_on"] <= desk.as_of + days(DAYS_AHEAD)]
    placed = [row for row in free if row not in waiting]
    for number in range(1, DAYS_AHEAD + 1):
        day = desk.as_of + days(number)
        places = desk.shop.settings.contacts_per_day - sum(row["contact_on"] == day for row in placed)
        ready = [row for row in waiting if row["first_on"] <= day <= row["contact_by"]]
        ready.sort(key=lambda row: (row["priority"], -revenue[row["customer_id"]], row["customer_id"], row["reason"]))
        for row in ready[: max(places, 0)]:
            row["contact_on"] = day
            waiting.remove(row)
            placed.append(row)
    for row in waiting:
        row["held_back_by"] = "full_days"
    weeks = {key: desk.weeks_of(customer) for key, customer in customers.items()}
    for row in sorted(placed, key=lambda row: (row["contact_on"] != row["first_on"], row["priority"], row["reason"])):
        week = week_of(row["contact_on"])
        weeks[row["customer_id"]][week] += 1
        if weeks[row["customer_id"]][week] > CONTACTS_PER_WEEK:
            row["held_back_by"] = "full_week"


def can_wait(desk: Desk, row: Row) -> bool:
    """Whether nothing is lost by writing later."""
    return desk.rules[row["reason"]].needs_consent and row["reason"] not in HAVE_A_DAY


def communication_calendar(shop: Shop) -> list[Row]:
    """One row per customer and reason to write to them in the days planned after as_of."""
    desk = Desk(shop)
    common = {customer.customer_id: desk.common(customer) for customer in shop.customers}
    # The mart does not tell which occasion it is; the details do.
    shown = ("customer_id", "reason", "contact_on", "priority", "detail")
    return [
        {column: row[column] for column in shown} | common[row["customer_id"]]
        for row in schedule(desk, shop.customers)
        if row["held_back_by"] is None
    ]


def contacts_by_reason(shop: Shop) -> list[Row]:
    """One row per reason of the rules: what is due, what is planned, and what holds back the rest."""
    desk = Desk(shop)
    due = schedule(desk, shop.customers)
    labels = {line["reason"]: line for line in seed("reason_words") if line["wording"] == "label"}
    rows: list[Row] = []
    for reason, rule in desk.rules.items():
        held = [row["held_back_by"] for row in due if row["reason"] == reason]
        rows.append(
            {
                "reason": reason,
                "priority": rule.priority,
                "needs_consent": rule.needs_consent,
                "reason_name": labels[reason]["english"],
                "reason_name_id": labels[reason]["indonesian"],
                "contacts_due": len(held),
                "contacts_planned": held.count(None),
                "contacts_without_consent": held.count("no_consent"),
                "contacts_beyond_week": held.count("full_week"),
                "contacts_beyond_days": held.count("full_days"),
            }
        )
    return rows
