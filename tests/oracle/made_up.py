"""Draws a made-up shop from a plan: orders, guests, interactions and spend."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle import correspondence, engaged, mess, reached, voices
from tests.oracle.front_door import Inputs, Row
from tests.oracle.support import SupportDesk

if TYPE_CHECKING:
    from tests.oracle.strategies import Plan

FIRST_DAY = date(2023, 10, 2)
GAPS = (0, 0, 1, 7, 28, 29, 30, 31, 45, 46, 59, 60, 61, 62, 75, 89, 90, 91, 92, 93, 120, 179, 180, 181)
PURCHASE_STATUSES = ("paid", "completed", " Shipped ", "REFUNDED", "delivered", "returned")
IGNORED_STATUSES = ("cancelled", "pending", "Test", "failed")
CHANNELS = ("Search", "email", " Social", "shop", None)
SPEND_CHANNELS = ("search", "Social", "tv")


@dataclass
class ShopMaker:
    """Makes one shop; `make` may be called once."""

    random: Random
    plan: Plan
    orders: list[Row] = field(default_factory=list)
    interactions: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    merges: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.timezone = ZoneInfo(self.plan.timezone)
        self.desk = SupportDesk(self)

    def make(self) -> Inputs:
        # An order that is always good, so that there is a spine.
        self.order(FIRST_DAY + timedelta(days=self.random.randint(0, 40)), customer_id="c0")
        for number in range(1, self.plan.customers + 1):
            self.customer(f"c{number}")
        for number in range(self.plan.customers // 4 + 1):
            self.guest(number)
        self.anonymous_sales()
        last_day = FIRST_DAY + timedelta(days=self.plan.days - (self.plan.as_of_days_back or 0))
        correspondence.write_to_some(self, last_day)
        engaged.engage_some(self, FIRST_DAY + timedelta(days=self.plan.days))
        voices.speak_up(self)
        mess.merge_some(self)
        mess.refused_rows(self)
        mess.flawed_orders(self)
        mess.older_versions(self)
        reached.give_phones(self)
        for rows in (self.orders, self.interactions, self.customers, self.merges):
            self.random.shuffle(rows)
        correspondence.carry_on(self, last_day)
        return {
            "orders": self.orders,
            "interactions": self.interactions,
            "customers": self.customers,
            "marketing_spend": self.spend(),
            "exchange_rates": self.exchange_rates(),
            "customer_merges": self.merges,
        }

    # Chance and time

    def happens(self, probability: float) -> bool:
        return self.random.random() < probability

    def any_day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randint(0, self.plan.days))

    def moment(self, day: date, bare: float = 0.15) -> str:
        """A time on a local day in UTC, often within a second of midnight; sometimes the bare date."""
        if self.happens(bare):
            return day.isoformat()
        clock = self.random.choice(
            (time(0), time(0, 0, 1), time(23, 59, 59), time(12), time(12), time(self.random.randint(4, 22), 30))
        )
        written = datetime.combine(day, clock, tzinfo=self.timezone).astimezone(UTC)
        return written.strftime(self.random.choice(("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")))

    def money(self, highest: int = 200) -> str:
        decimals = self.random.choice((0, 2, 2, 2, 4))
        return str(Decimal(self.random.randint(0, highest * 10**decimals)).scaleb(-decimals))

    # Rows

    def order(self, day: date, **columns: str | None) -> Row:
        row: Row = {
            "order_id": f"o{len(self.orders)}",
            "ordered_at": self.moment(day),
            "status": self.random.choice(PURCHASE_STATUSES),
            "gross_amount": self.money(),
            "channel": self.random.choice(CHANNELS),
            "campaign_id": self.random.choice((None, "spring")),
            "currency": self.random.choice((None, None, "USD", "EUR")),
        }
        if self.happens(0.3):
            row["discount_amount"] = str(Decimal(row["gross_amount"]) / 4)
        if self.happens(0.2):
            row["refunded_amount"] = str(Decimal(row["gross_amount"]) / 2)
        if self.happens(0.5):
            row["cost_amount"] = self.money(100)
        row |= columns
        self.orders.append(row)
        return row

    def interaction(self, at: str, kind: str, **columns: str | None) -> Row:
        row: Row = {"interaction_id": f"i{len(self.interactions)}", "occurred_at": at, "interaction_type": kind}
        row |= {"channel": self.random.choice(CHANNELS)}
        row |= columns
        self.interactions.append(row)
        return row

    def customer(self, customer_id: str) -> None:
        email = f"{customer_id}@shop.example" if self.happens(0.7) else None
        visitor = f"v{customer_id}" if self.happens(0.4) else None
        first_day = self.any_day()
        if self.happens(0.75):
            self.customers.append(
                {
                    "customer_id": customer_id,
                    "registered_at": self.registered_at(first_day),
                    "email": email if self.happens(0.8) else None,
                    "acquisition_channel": self.random.choice(CHANNELS),
                    "city": self.random.choice((None, "Bandung", "Medan")),
                    "country": self.random.choice((None, "ID")),
                    "updated_at": self.random.choice((None, f"2024-01-{self.random.randint(10, 28)} 08:00:00")),
                }
            )
        for day in self.shopping_days(first_day):
            order = self.order(day, **self.who(customer_id, email, visitor))
            self.after_an_order(order, customer_id, day)
        for _ in range(self.random.choice((0, 0, 1, 4))):
            known = self.who(customer_id, None, visitor)
            kind = self.random.choice(("page_view", "message_sent", "registered", "loyalty_joined", "search"))
            self.interaction(self.moment(self.any_day()), kind, **known)

    def shopping_days(self, first_day: date) -> list[date]:
        """Days with gaps around the thresholds; of some customers the last one lies such a gap before the end."""
        end = FIRST_DAY + timedelta(days=self.plan.days)
        days, day = [], first_day
        for _ in range(self.random.choice((0, 1, 1, 2, 3, 5, 8))):
            days.append(day)
            day += timedelta(days=self.random.choice(GAPS))
        if days and self.happens(0.5):
            late = end - timedelta(days=self.random.choice(GAPS)) - days[-1]
            days = [day + late for day in days]
        return [day for day in days if FIRST_DAY <= day <= end]

    def registered_at(self, day: date) -> str | None:
        choice = self.random.choice(("before", "same", "after", "long before", "end", "never"))
        if choice == "never":
            return None
        if choice == "end":
            return self.moment(FIRST_DAY + timedelta(days=self.plan.days + self.random.randint(0, 20)))
        days = {"before": -self.random.randint(1, 30), "same": 0, "after": 5, "long before": -400}[choice]
        return self.moment(day + timedelta(days=days))

    def who(self, customer_id: str, email: str | None, visitor: str | None) -> Row:
        """How a row names the customer: by id, by mail, by visitor, or by several."""
        named: Row = {}
        if email is not None and self.happens(0.4):
            named["email"] = self.random.choice((email, email.upper(), f" {email} "))
        if visitor is not None and self.happens(0.5):
            named["visitor_id"] = visitor
        if not named or self.happens(0.6):
            named["customer_id"] = customer_id
        return named

    def after_an_order(self, order: Row, customer_id: str, day: date) -> None:
        """What else happens around an order: nothing, another order, a return, feedback, a complaint."""
        if self.happens(0.1):
            self.order(day, customer_id=customer_id, ordered_at=order["ordered_at"])
        if self.happens(0.1):
            later = day + timedelta(days=self.random.choice((-20, -1, 0, 3, 40)))
            sign = self.random.choice(("", "-"))
            amount = self.money(50)
            self.order(
                later,
                customer_id=customer_id,
                status="Credit_Note",
                gross_amount=sign + amount,
                discount_amount=None,
                refunded_amount=None,
            )
        if self.happens(0.1):
            self.order(day + timedelta(days=10), customer_id=customer_id, status=self.random.choice(IGNORED_STATUSES))
        if self.happens(0.35):
            self.desk.feedback(order, customer_id, day)
        if self.happens(0.3):
            self.desk.complaint(order, customer_id, day)

    def guest(self, number: int) -> None:
        """Guests by a mail or visitor that belongs to nobody, or only later to somebody."""
        day = self.any_day()
        for _ in range(self.random.randint(1, 3)):
            day += timedelta(days=self.random.choice(GAPS))
            if number % 3 == 0:
                self.order(
                    day, email=f"Guest{number}@mail.example", visitor_id=self.random.choice((None, f"g{number}"))
                )
            else:
                self.order(day, visitor_id=f"g{number}")
            self.interaction(self.moment(self.any_day()), "page_view", visitor_id=f"g{number}")
        if number % 4 == 2:
            self.interaction(self.moment(self.any_day()), "page_view", visitor_id=f"g{number}", customer_id="c1")

    def anonymous_sales(self) -> None:
        for _ in range(self.random.randint(0, 6)):
            self.order(self.any_day())
        if self.happens(0.5):
            self.order(self.any_day(), status="credit_note")
        for number in range(self.random.randint(0, 3)):
            self.interaction(self.moment(self.any_day()), "page_view", visitor_id=f"nobody{number}")
            self.interaction(self.moment(self.any_day()), "nps_response", visitor_id=f"nobody{number}", value="3")

    # Money

    def spend(self) -> list[Row]:
        rows: list[Row] = []
        for place in range(self.random.randint(0, 12)):
            rows.append(
                {
                    "spend_date": self.random.choice((self.any_day(), FIRST_DAY - timedelta(days=40))).isoformat(),
                    "channel": self.random.choice(SPEND_CHANNELS),
                    "amount": f"{self.random.randint(1, 900)}.{place:02d}",
                    "campaign_id": self.random.choice((None, "spring")),
                    "currency": self.random.choice((None, "EUR")),
                }
            )
        if rows:
            rows.append(dict(rows[0]))
            rows.append(rows[0] | {"amount": "7.77"})
        return rows

    def exchange_rates(self) -> list[Row]:
        """Rates of EUR long before the shop and again within it; of GBP only after its first day."""
        within = (FIRST_DAY + timedelta(days=90)).isoformat()
        return [
            {"currency": "EUR", "valid_from": "2020-01-01", "rate": "1.2345"},
            {"currency": "eur" if self.happens(0.3) else "EUR", "valid_from": within, "rate": "0.8765"},
            {"currency": "GBP", "valid_from": "2023-12-01", "rate": "1.25"},
        ]
