"""Which rows are accepted, and what they mean. RefusedError rows are simply left out here."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from tests.oracle.erasure import is_erased, received
from tests.oracle.phones import phone_number
from tests.oracle.shop import Accepted, CustomerRow, Interaction, Order, Settings, Spend
from tests.oracle.values import (
    ZERO,
    RefusedError,
    amount,
    day,
    lowered,
    moment,
    required_amount,
    required_moment,
    rounded,
    text,
    yes_or_no,
)

Row = dict[str, str | None]
Inputs = dict[str, list[Row]]
Read = TypeVar("Read")
SEEDS = Path(__file__).parents[2] / "seeds" / "reference"


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a reference seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class FrontDoor:
    """Accepts the rows of a shop's inputs under given settings."""

    def __init__(self, inputs: Inputs, settings: Settings) -> None:
        self.settings = settings
        self.timezone = ZoneInfo(settings.timezone)
        self.inputs = received(inputs, self._known_time, settings.phone_region, settings.join_ids_by_contact)
        self.treatments = {row["status"]: row["treatment"] for row in seed("order_statuses")}
        self.refunded_whole = {row["status"] for row in seed("order_statuses") if row["refunded"] == "whole"}
        self.types = {row["interaction_type"]: row for row in seed("interaction_types")}
        orders = self.inputs.get("orders", [])
        self.has_statuses = not orders or any("status" in row for row in orders)
        self.rates = self._rates()

    def accept(self) -> Accepted:
        """All rows that count."""
        return Accepted(
            orders=self._newest("orders", "order_id", self._order),
            interactions=[each for each in self._newest("interactions", "interaction_id", self._interaction) if each],
            customers=self._newest("customers", "customer_id", self._customer),
            spend=list(self._spend()),
            merges=self._merges(),
            inputs_given=frozenset(self.inputs),
        )

    def _newest(self, name: str, key: str, read: Callable[[Row], Read], version: str = "updated_at") -> list[Read]:
        """The newest valid version of each key, read."""
        versions: dict[str, list[tuple[datetime, Read]]] = {}
        for row in self.inputs.get(name, []):
            try:
                key_text = text(row.get(key))
                if key_text is None:
                    raise RefusedError("missing_key")
                updated = moment(row.get(version), self.timezone)
                changed_at = datetime.min if updated is None else updated[0]
                value = read(row)
            except RefusedError:
                continue
            versions.setdefault(key_text, []).append((changed_at, value))
        newest = []
        for candidates in versions.values():
            latest = max(changed_at for changed_at, _ in candidates)
            # Rows stand as their files do, and in a file as they came.
            newest.append([value for changed_at, value in candidates if changed_at == latest][-1])
        return newest

    def _known_time(self, value: str | None) -> tuple[datetime, date]:
        at, on = required_moment(value, self.timezone)
        if at > self.settings.now:
            raise RefusedError("timestamp_in_future")
        return at, on

    # Money

    def _rates(self) -> dict[str, dict[date, Decimal]]:
        rates: dict[str, dict[date, Decimal]] = {}
        for row in self.inputs.get("exchange_rates", []):
            currency = text(row.get("currency"))
            try:
                _, valid_from = required_moment(row.get("valid_from"), self.timezone)
                rate = required_amount(row.get("rate"))
            except RefusedError:
                continue
            if currency is not None and rate > 0:
                rates.setdefault(currency.upper(), {})[valid_from] = rate
        return rates

    def _rate(self, currency: str | None, on: date) -> Decimal:
        """What one unit of a currency is worth on a day: the latest rate that is valid by then."""
        code = text(currency)
        if code is None or code.upper() == self.settings.currency:
            return Decimal(1)
        known = self.rates.get(code.upper(), {})
        valid = [(valid_from, rate) for valid_from, rate in known.items() if valid_from <= on]
        if not valid:
            raise RefusedError("missing_exchange_rate")
        return max(valid)[1]

    # Rows

    def _order(self, row: Row) -> Order:
        ordered_at, order_date = self._known_time(row.get("ordered_at"))
        status = lowered(row.get("status")) or ""
        treatment = self.treatments.get(status) if self.has_statuses else "purchase"
        is_cancelled = moment(row.get("cancelled_at"), self.timezone) is not None
        if treatment is None:
            raise RefusedError("unknown_status")
        if is_cancelled or yes_or_no(row.get("is_test")):
            treatment = "ignored"
        if treatment == "ignored":
            # Whatever its amounts are, they belong to no sale.
            gross, discount, refunded, margin_by_cost = ZERO, ZERO, ZERO, None
        else:
            given, total = amount(row.get("gross_amount")), amount(row.get("total_amount"))
            given_back = [amount(row.get(name)) or ZERO for name in ("discount_amount", "refunded_amount")]
            given_cost = amount(row.get("cost_amount"))
            if total is not None:
                taken_off = ZERO if total < 0 or treatment == "credit_note" else max(given_back[0], ZERO)
                given = total + taken_off
            if given is None:
                raise RefusedError("unreadable_amount")
            if treatment == "purchase" and given < 0:
                raise RefusedError("negative_amount")
            rate = self._rate(row.get("currency"), order_date)
            gross = rounded(given * rate)
            # Nobody gives back less than nothing, and no goods cost less.
            discount, refunded = (rounded(max(part, ZERO) * rate) for part in given_back)
            cost = None if given_cost is None else rounded(max(given_cost, ZERO) * rate)
            if treatment == "purchase":
                discount = min(discount, gross)
                by_status_alone = status in self.refunded_whole and given_back[1] <= 0
                refunded = gross - discount if by_status_alone else min(refunded, gross - discount)
                margin_by_cost = None if cost is None else gross - discount - refunded - cost
            else:
                # A return of its own: what it takes away is the whole amount, whichever sign it came with.
                gross, discount, refunded = -abs(gross), ZERO, ZERO
                margin_by_cost = None if cost is None else gross + cost
        net_revenue = gross - discount - refunded
        margin = rounded(net_revenue * self.settings.gross_margin_rate) if margin_by_cost is None else margin_by_cost
        return Order(
            order_id=text(row["order_id"]),
            customer_id=text(row.get("customer_id")),
            email=lowered(row.get("email")),
            phone=self._phone(row),
            visitor_id=text(row.get("visitor_id")),
            ordered_at=ordered_at,
            order_date=order_date,
            treatment=treatment,
            gross_amount=gross,
            discount_amount=discount,
            refunded_amount=refunded,
            net_revenue=net_revenue,
            margin=margin,
            channel=lowered(row.get("channel")),
            campaign_id=text(row.get("campaign_id")),
        )

    def _interaction(self, row: Row) -> Interaction | None:
        customer_id, visitor_id = text(row.get("customer_id")), text(row.get("visitor_id"))
        email, phone = lowered(row.get("email")), self._phone(row)
        if (customer_id, email, phone, visitor_id) == (None, None, None, None):
            raise RefusedError("missing_person")
        occurred_at, interaction_date = self._known_time(row.get("occurred_at"))
        kind = self.types.get(lowered(row.get("interaction_type")) or "")
        if kind is not None and kind["means"] == "ignored":
            return None
        if kind is not None and kind["means"]:
            kind = self.types[kind["means"]]
        if kind is None:
            raise RefusedError("unknown_interaction_type")
        value = amount(row.get("value"))
        if value is None:
            if kind["value_is_required"] == "true":
                raise RefusedError("value_out_of_range")
        elif (kind["lowest_value"] and value < Decimal(kind["lowest_value"])) or (
            kind["highest_value"] and value > Decimal(kind["highest_value"])
        ):
            raise RefusedError("value_out_of_range")
        return Interaction(
            interaction_id=text(row["interaction_id"]),
            customer_id=customer_id,
            visitor_id=visitor_id,
            occurred_at=occurred_at,
            interaction_date=interaction_date,
            interaction_type=kind["interaction_type"],
            interaction_group=kind["interaction_group"],
            direction=kind["direction"],
            reference_id=text(row.get("reference_id")),
            value=value,
            channel=lowered(row.get("channel")),
            campaign_id=text(row.get("campaign_id")),
            body=text(row.get("body")),
            email=email,
            phone=phone,
        )

    def _phone(self, row: Row) -> str | None:
        given = text(row.get("phone"))
        return given if given is not None and is_erased(given) else phone_number(given, self.settings.phone_region)

    def _customer(self, row: Row) -> CustomerRow:
        registered_at, registered_on = None, None
        if text(row.get("registered_at")) is not None:
            registered_at, registered_on = self._known_time(row.get("registered_at"))
        updated = moment(row.get("updated_at"), self.timezone)
        return CustomerRow(
            customer_id=text(row["customer_id"]),
            registered_at=registered_at,
            registered_on=registered_on,
            email=lowered(row.get("email")),
            phone=self._phone(row),
            acquisition_channel=lowered(row.get("acquisition_channel")),
            city=text(row.get("city")),
            country=text(row.get("country")),
            birth_date=day(row.get("birth_date")),
            marketing_consent=yes_or_no(row.get("marketing_consent")),
            email_consent=yes_or_no(row.get("email_consent")),
            phone_consent=yes_or_no(row.get("phone_consent")),
            updated_at=None if updated is None else updated[0],
        )

    def _spend(self) -> Iterable[Spend]:
        seen: set[tuple[tuple[str, str | None], ...]] = set()
        for row in self.inputs.get("marketing_spend", []):
            copy = tuple(sorted(row.items()))
            try:
                _, spend_date = self._known_time(row.get("spend_date"))
                channel = lowered(row.get("channel"))
                spent = required_amount(row.get("amount"))
                if channel is None or spent < 0:
                    raise RefusedError("missing_key" if channel is None else "negative_amount")
                spent = rounded(spent * self._rate(row.get("currency"), spend_date))
                line = Spend(spend_date, channel, text(row.get("campaign_id")), spent)
            except RefusedError:
                continue
            if copy not in seen:
                seen.add(copy)
                yield line

    def _merges(self) -> dict[str, str]:
        def read(row: Row) -> tuple[str, str]:
            merged_into = text(row.get("merged_into"))
            if merged_into is None:
                raise RefusedError("missing_key")
            return text(row["customer_id"]), merged_into

        merges = dict(self._newest("customer_merges", "customer_id", read, version="merged_at"))
        return {start: into for start, into in merges.items() if not leads_back(start, merges)}


def leads_back(start: str, merges: dict[str, str]) -> bool:
    """Whether following the merges from an id comes back to it."""
    current, steps = merges[start], 0
    while current != start and current in merges and steps <= len(merges):
        current, steps = merges[current], steps + 1
    return current == start
