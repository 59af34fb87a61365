"""The things a shop is made of, as the oracle sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

# A stage is stored as its place in this tuple, so that a customer's days fit into one byte each.
STAGES = ("lead", "new", "repeat", "at_risk", "inactive")
LEAD, NEW, REPEAT, AT_RISK, INACTIVE = range(5)
COMPLAINT_STATES = ("complaint_opened", "complaint_resolved", "complaint_reopened")
ACTIVE = frozenset({NEW, REPEAT, AT_RISK})


@dataclass(frozen=True)
class Settings:
    """What a user of the project can set. Thresholds are in days, the margin rate is a share."""

    as_of: date | None = None
    as_of_follows: str = "all"
    timezone: str = "UTC"
    currency: str = "USD"
    gross_margin_rate: Decimal = Decimal("1.0")
    at_risk_after_days: int = 60
    inactive_after_days: int = 90
    quiet_after_days: int = 45
    points_valid_days: int = 365
    subscription_grace_days: int = 7
    contacts_per_day: int | None = None
    attribution_window_days: int = 30
    advisory_min_purchases: int = 4
    clv_holdout_days: int = 180
    churn_risk_days: int = 90
    phone_region: str | None = None
    join_ids_by_contact: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))

    def dbt_vars(self) -> dict[str, object]:
        """The same settings as dbt variables, without the ones that hold no value."""
        variables: dict[str, object] = {
            "as_of_follows": self.as_of_follows,
            "reporting_timezone": self.timezone,
            "reporting_currency": self.currency,
            "gross_margin_rate": float(self.gross_margin_rate),
            "at_risk_after_days": self.at_risk_after_days,
            "inactive_after_days": self.inactive_after_days,
            "quiet_after_days": self.quiet_after_days,
            "points_valid_days": self.points_valid_days,
            "subscription_grace_days": self.subscription_grace_days,
            "contacts_per_day": self.contacts_per_day,
            "attribution_window_days": self.attribution_window_days,
            "advisory_min_purchases": self.advisory_min_purchases,
            "clv_holdout_days": self.clv_holdout_days,
            "churn_risk_days": self.churn_risk_days,
            "default_phone_region": self.phone_region,
            "join_ids_by_contact": self.join_ids_by_contact,
        }
        if self.as_of is not None:
            variables["as_of"] = self.as_of.isoformat()
        return variables


@dataclass(frozen=True)
class Order:
    """An accepted order, amounts in the reporting currency. Ids and mail are as they came, the phone in one form."""

    order_id: str
    customer_id: str | None
    email: str | None
    phone: str | None
    visitor_id: str | None
    ordered_at: datetime
    order_date: date
    treatment: str
    gross_amount: Decimal
    discount_amount: Decimal
    refunded_amount: Decimal
    net_revenue: Decimal
    margin: Decimal
    channel: str | None
    campaign_id: str | None

    @property
    def place(self) -> tuple[datetime, str]:
        """What orders of a customer are sorted by."""
        return (self.ordered_at, self.order_id)


@dataclass(frozen=True)
class Interaction:
    """An accepted interaction."""

    interaction_id: str
    customer_id: str | None
    visitor_id: str | None
    occurred_at: datetime
    interaction_date: date
    interaction_type: str
    interaction_group: str
    direction: str
    reference_id: str | None
    value: Decimal | None
    channel: str | None
    campaign_id: str | None
    body: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def place(self) -> tuple[datetime, str]:
        """What interactions are sorted by."""
        return (self.occurred_at, self.interaction_id)


@dataclass(frozen=True)
class CustomerRow:
    """An accepted row of the input customers."""

    customer_id: str
    registered_at: datetime | None
    registered_on: date | None
    email: str | None
    phone: str | None
    acquisition_channel: str | None
    city: str | None
    country: str | None
    birth_date: date | None
    marketing_consent: bool | None
    email_consent: bool | None
    phone_consent: bool | None
    updated_at: datetime | None


@dataclass(frozen=True)
class Spend:
    """An accepted line of marketing spend, in the reporting currency."""

    spend_date: date
    channel: str
    campaign_id: str | None
    amount: Decimal


@dataclass
class Accepted:
    """Everything that came through the front door, whatever its date."""

    orders: list[Order]
    interactions: list[Interaction]
    customers: list[CustomerRow]
    spend: list[Spend]
    merges: dict[str, str]
    inputs_given: frozenset[str]


@dataclass
class Complaint:
    """The support rows that share a reference. `customer_id` is that of the first opening."""

    customer_id: str | None
    opening: Interaction
    rows: list[Interaction]

    @property
    def latest_move(self) -> Interaction:
        """The row that says how the complaint stands: an opening, resolution or reopening; an answer does not."""
        moves = [row for row in self.rows if row.interaction_type in COMPLAINT_STATES]
        return max(moves, key=lambda row: row.place)

    @property
    def is_resolved(self) -> bool:
        """Whether the complaint was resolved and not opened again."""
        return self.latest_move.interaction_type == "complaint_resolved"


@dataclass
class Customer:
    """A customer with all that is known of him up to as_of."""

    customer_id: str
    known_since: date
    known_by: str
    registered_at: datetime | None
    acquisition_channel: str
    city: str | None
    country: str | None
    birth_date: date | None
    marketing_consent: bool | None
    email_consent: bool | None
    phone_consent: bool | None
    orders: list[Order]
    interactions: list[Interaction]
    complaints: list[Complaint]
    stages: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.purchases = [order for order in self.orders if order.treatment == "purchase"]
        self.credit_notes = [order for order in self.orders if order.treatment == "credit_note"]

    def stage_on(self, day: date) -> int | None:
        """The stage at the end of a day, None before the customer was known."""
        offset = (day - self.known_since).days
        return None if offset < 0 else self.stages[offset]

    def is_active_on(self, day: date) -> bool:
        """Whether the customer is new, repeat or at risk at the end of a day."""
        return self.stage_on(day) in ACTIVE


@dataclass
class Shop:
    """Customers, sales and feedback up to as_of, each row with its owner."""

    settings: Settings
    as_of: date
    spine_start: date
    customers: list[Customer]
    sales: list[tuple[Order, Customer | None]]
    interactions: list[tuple[Interaction, Customer | None]]
    complaints: list[tuple[Complaint, Customer | None]]
    spend: list[Spend]
    inputs_given: frozenset[str]

    def days(self) -> Iterator[date]:
        """The days of the spine, up to `as_of`."""
        for place in range((self.as_of - self.spine_start).days + 1):
            yield self.spine_start + timedelta(days=place)

    def months(self) -> Iterator[date]:
        """The first day of each month from the start of the spine to as_of."""
        month = self.spine_start
        while month <= self.as_of:
            yield month
            month = next_month(month)

    def month_closes(self, month: date) -> date:
        """The last day of a month that is known."""
        return min(next_month(month) - timedelta(days=1), self.as_of)

    def month_is_over(self, month: date) -> bool:
        """Whether the last day of a month is no later than as_of."""
        return next_month(month) - timedelta(days=1) <= self.as_of


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return months_later(month, 1)


def months_later(month: date, count: int) -> date:
    """The first day of the month so many months later, or earlier."""
    years, place = divmod(month.month - 1 + count, 12)
    return date(month.year + years, place + 1, 1)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def ratio(numerator: Decimal | int | Fraction, denominator: Decimal | int | Fraction) -> float | None:
    """One number over another, None where the denominator is zero."""
    if denominator == 0:
        return None
    return float(Fraction(numerator) / Fraction(denominator))
