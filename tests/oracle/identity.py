"""Who is who: from accepted rows to a shop of customers."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.shop import (
    Accepted,
    Complaint,
    Customer,
    CustomerRow,
    Interaction,
    Order,
    Settings,
    Shop,
    month_of,
)

COMPLAINT_TYPES = ("complaint_opened", "complaint_answered", "complaint_resolved", "complaint_reopened")
# What an identifier of somebody who was forgotten became.
PSEUDONYM = re.compile("erased_[0-9a-f]{32}")


def digest(value: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(value.encode()).hexdigest()


def keyed(value: str) -> str:
    """The hash of a text under the key of the tests' environment."""
    key = os.environ["RETENSI_HASH_KEY"]
    return digest(digest(f"outer:{key}") + digest(digest(f"inner:{key}") + value))


def guest_by_email(email: str) -> str:
    """The id of a guest known by a mail address that belongs to nobody; the pseudonym of one that was forgotten."""
    if PSEUDONYM.fullmatch(email):
        return email
    return "guest_" + keyed("mail:" + keyed(email))[:32]


def guest_by_visitor(visitor_id: str) -> str:
    """The id of a guest who bought under a visitor id only; the pseudonym of one that was forgotten."""
    if PSEUDONYM.fullmatch(visitor_id):
        return visitor_id
    return "guest_" + keyed("visitor:" + visitor_id)[:32]


def guest_by_phone(phone: str) -> str:
    """The id of a guest known by a phone in one form; the pseudonym of one that was forgotten."""
    if PSEUDONYM.fullmatch(phone):
        return phone
    return "guest_" + keyed("phone:" + keyed(phone))[:32]


GUESTS = {"email": guest_by_email, "phone": guest_by_phone, "visitor_id": guest_by_visitor}


class Identities:
    """Owners of mails, phones and visitors, from all accepted rows whatever their date.

    `owned` has them by the name of the column, the strongest first. `joined` has, by id, the one that it goes on under
    because they share a mail or a phone.
    """

    def __init__(self, accepted: Accepted, joins_ids: bool = False) -> None:
        self.merges = accepted.merges
        self.joined: dict[str, str] = {}
        self.owned: dict[str, dict[str, str]] = {kind: {} for kind in GUESTS}
        timed: list[tuple[datetime, Order | Interaction | CustomerRow]] = []
        timed += [(row.registered_at or datetime.max, row) for row in accepted.customers]
        timed += [(order.ordered_at, order) for order in accepted.orders]
        timed += [(interaction.occurred_at, interaction) for interaction in accepted.interactions]
        if joins_ids:
            self.joined = self._joined(timed)
        # Customers claim mails, then with these phones, then with these visitors.
        for kind in GUESTS:
            claims: dict[str, list[tuple[datetime, str]]] = {}
            for at, row in timed:
                claimant = self.owner(row)
                if given(row, kind) is not None and claimant is not None:
                    claims.setdefault(given(row, kind), []).append((at, claimant))
            self.owned[kind] = {identifier: min(claimed)[1] for identifier, claimed in claims.items()}
        # What nobody claimed is of whom the rest of its earliest record leads to ...
        for kind in GUESTS:
            led: dict[str, list[tuple[datetime, str]]] = {}
            for at, row in timed:
                identifier, others = given(row, kind), [other for other in GUESTS if other != kind]
                leads = [self.owned[other].get(given(row, other)) for other in others]
                leads = [lead for lead in leads if lead is not None]
                if identifier is not None and identifier not in self.owned[kind] and leads:
                    led.setdefault(identifier, []).append((at, leads[0]))
            # ... and else a guest's. Who gave only a visitor id is one where something was ordered.
            guests = {
                identifier: GUESTS[kind](identifier)
                for _, row in timed
                if (identifier := given(row, kind)) is not None and (kind != "visitor_id" or isinstance(row, Order))
            }
            found = {identifier: min(claims)[1] for identifier, claims in led.items()}
            self.owned[kind] = guests | found | self.owned[kind]

    def resolve(self, customer_id: str) -> str:
        """The id a customer goes by after all merges."""
        while customer_id in self.merges:
            customer_id = self.merges[customer_id]
        return self.joined.get(customer_id, customer_id)

    def _joined(self, timed: list[tuple[datetime, Order | Interaction | CustomerRow]]) -> dict[str, str]:
        """Unite the ids of each mail and phone that at most 20 share; the earliest goes on, then the smallest."""
        holders: dict[tuple[str, str], set[str]] = {}
        first: dict[str, datetime] = {}
        for at, row in timed:
            contacts = [(kind, given(row, kind)) for kind in ("email", "phone") if given(row, kind) is not None]
            if row.customer_id is not None and contacts:
                customer_id = self.resolve(row.customer_id)
                first[customer_id] = min(at, first.get(customer_id, at))
                for contact in contacts:
                    holders.setdefault(contact, set()).add(customer_id)
        groups = {customer_id: {customer_id} for customer_id in first}
        for ids in holders.values():
            if len(ids) <= 20:
                united = set().union(*(groups[customer_id] for customer_id in ids))
                groups |= dict.fromkeys(united, united)
        return {
            customer_id: min(group, key=lambda member: (first[member], member)) for customer_id, group in groups.items()
        }

    def owner(self, row: Order | Interaction | CustomerRow) -> str | None:
        """The owner of a row by its customer id, else its mail, phone or visitor; None where nobody has these."""
        if row.customer_id is not None:
            return self.resolve(row.customer_id)
        owners = [self.owned[kind].get(given(row, kind)) for kind in GUESTS]
        return next((owner for owner in owners if owner is not None), None)


def given(row: Order | Interaction | CustomerRow, kind: str) -> str | None:
    """What a row gives in a column; None where it has no such column."""
    return getattr(row, kind, None)


def open_shop(accepted: Accepted, settings: Settings) -> Shop:
    """The shop up to as_of: every row with its owner, every customer with his rows.

    Raises ValueError where no order lies on or before as_of: then there is no spine to compare.
    """
    as_of = settings.as_of or latest_day(accepted, settings)
    identities = Identities(accepted, settings.join_ids_by_contact)
    orders = sorted((o for o in accepted.orders if o.order_date <= as_of), key=lambda order: order.place)
    happened = sorted((i for i in accepted.interactions if i.interaction_date <= as_of), key=lambda row: row.place)
    if not orders:
        raise ValueError(f"no accepted order up to {as_of}")
    spine_start = month_of(orders[0].order_date)

    rows_of: dict[str, list[CustomerRow]] = {}
    for row in accepted.customers:
        rows_of.setdefault(identities.resolve(row.customer_id), []).append(row)
    orders_of: dict[str | None, list[Order]] = {}
    for order in orders:
        orders_of.setdefault(identities.owner(order), []).append(order)
    interactions_of: dict[str | None, list[Interaction]] = {}
    for interaction in happened:
        interactions_of.setdefault(identities.owner(interaction), []).append(interaction)
    complaints = complaints_of(happened, identities)
    complaints_by: dict[str | None, list[Complaint]] = {}
    for complaint in complaints:
        complaints_by.setdefault(complaint.customer_id, []).append(complaint)

    customers: dict[str, Customer] = {}
    for customer_id in {*rows_of, *orders_of, *interactions_of} - {None}:
        customer = make_customer(
            customer_id,
            rows_of.get(customer_id, []),
            orders_of.get(customer_id, []),
            interactions_of.get(customer_id, []),
            complaints_by.get(customer_id, []),
            spine_start,
            as_of,
        )
        if customer is not None:
            customers[customer_id] = customer
    return Shop(
        settings=settings,
        as_of=as_of,
        spine_start=spine_start,
        customers=sorted(customers.values(), key=lambda customer: customer.customer_id),
        sales=[(o, customers.get(identities.owner(o))) for o in orders if o.treatment != "ignored"],
        interactions=[(i, customers.get(identities.owner(i))) for i in happened],
        complaints=[(complaint, customers.get(complaint.customer_id)) for complaint in complaints],
        spend=[line for line in accepted.spend if line.spend_date <= as_of],
        inputs_given=accepted.inputs_given,
    )


def latest_day(accepted: Accepted, settings: Settings) -> date:
    """The latest local date of an order or interaction, or of a purchase, at most yesterday."""
    today = settings.now.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(settings.timezone)).date()
    days = [order.order_date for order in accepted.orders] + [i.interaction_date for i in accepted.interactions]
    bought = [order.order_date for order in accepted.orders if order.treatment == "purchase"]
    followed = bought or days if settings.as_of_follows == "purchases" else days
    return min(max(followed), today - timedelta(days=1))


def complaints_of(interactions: list[Interaction], identities: Identities) -> list[Complaint]:
    """The complaints among interactions sorted by time. A row without a reference is a complaint of its own."""
    topics: dict[str, list[Interaction]] = {}
    for row in interactions:
        if row.interaction_type in COMPLAINT_TYPES:
            topics.setdefault(row.reference_id or row.interaction_id, []).append(row)
    complaints = []
    for rows in topics.values():
        openings = [row for row in rows if row.interaction_type == "complaint_opened"]
        if openings:
            complaints.append(Complaint(identities.owner(openings[0]), openings[0], rows))
    return complaints


def make_customer(
    customer_id: str,
    rows: list[CustomerRow],
    orders: list[Order],
    interactions: list[Interaction],
    complaints: list[Complaint],
    spine_start: date,
    as_of: date,
) -> Customer | None:
    """One customer from what is his; None where nothing of it is known by as_of."""
    known_rows = [row for row in rows if row.registered_on is None or row.registered_on <= as_of]
    if not known_rows and not orders and not interactions:
        return None
    registrations = [(row.registered_at, row.registered_on) for row in known_rows if row.registered_at is not None]
    registered_at, registered_on = min(registrations) if registrations else (None, None)
    contacts = [order.order_date for order in orders] + [row.interaction_date for row in interactions]
    if registered_on is not None and all(registered_on <= contact for contact in contacts):
        known_since, known_by = registered_on, "registration"
    elif contacts:
        known_since, known_by = min(contacts), "first_contact"
    else:
        known_since, known_by = spine_start, "registration"

    # The customer's own row first, then the rows merged into it: the newest first, those without a date last.
    filling = sorted(rows, key=lambda row: row.customer_id)
    filling.sort(key=lambda row: row.updated_at or datetime.min, reverse=True)
    filling.sort(key=lambda row: row.customer_id != customer_id)

    def attribute(name: str) -> Any:
        return next((getattr(row, name) for row in filling if getattr(row, name) is not None), None)

    def consent(name: str) -> bool | None:
        """The first answer about an address; one to marketing in general is about all of them."""
        for row in filling:
            for said in (getattr(row, name), row.marketing_consent):
                if said is not None:
                    return said
        return None

    consents = [consent("email_consent"), consent("phone_consent")]
    purchases = [order for order in orders if order.treatment == "purchase"]
    first_channel = purchases[0].channel if purchases else None
    return Customer(
        customer_id=customer_id,
        known_since=known_since,
        known_by=known_by,
        registered_at=registered_at,
        acquisition_channel=attribute("acquisition_channel") or first_channel or "unknown",
        city=attribute("city"),
        country=attribute("country"),
        birth_date=attribute("birth_date"),
        marketing_consent=True if True in consents else None if None in consents else False,
        email_consent=consents[0],
        phone_consent=consents[1],
        orders=[order for order in orders if order.treatment != "ignored"],
        interactions=interactions,
        complaints=complaints,
    )
