"""Who is in an export, who is not and why, and who is kept back as control group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retensi.export.control import is_held_out
from retensi.export.destination import Destination
from retensi.export.values import usable_email, usable_phone

FORGOTTEN = "asked to be forgotten"
NO_CONSENT = "no consent to marketing"
LATER = "a later contact of somebody who is in the file"
SAME = "the same address as another customer"
BEYOND = "beyond --limit"
ADDRESS_NAMES = {"email": "mail address", "phone": "phone number"}


@dataclass(frozen=True)
class Order:
    """What is to be exported.

    Attributes:
        export: contacts, audience or segments.
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.
        destination: The system it is for; None: a CSV file of our columns.
        form: csv or xlsx.
        file: Where to; None: ``data/exports/<export>[.<destination>].<form>``.
        overwrite: Whether files that are there are replaced.
        days: Contacts of so many days.
        limit: So many rows at most, the first ones.
        extra: Columns of a plain file besides its own: email, phone, email_sha256.
        with_refusals: Also who did not consent, in a plain file alone.
        campaign: Id of the campaign.
        holdout: Share of the customers that is kept back as its control group; None: none is.
        control: File of the control group; None: the landing file of the campaign.
    """

    export: str
    project: Path
    options: Sequence[str] = ()
    destination: Destination | None = None
    form: str = "csv"
    file: Path | None = None
    overwrite: bool = False
    days: int = 7
    limit: int | None = None
    extra: Sequence[str] = ()
    with_refusals: bool = False
    campaign: str | None = None
    holdout: float | None = None
    control: Path | None = None


@dataclass
class Chosen:
    """Who is in an export, and how many are not.

    Attributes:
        rows: The rows to write.
        left_out: Number of rows that are not written, by reason.
        withheld: The ids of the control group.
    """

    rows: list[dict[str, Any]]
    left_out: Counter[str] = field(default_factory=Counter)
    withheld: list[str] = field(default_factory=list)


def choose(rows: Sequence[dict[str, Any]], order: Order, withheld_before: Set[str] = frozenset()) -> Chosen:
    """Say who is in an export, from rows in their order.

    Whoever is left out for a reason is so before the draw: the control group is of those who would have got the file.

    Args:
        rows: As :func:`retensi.export.rows.read_rows` gives them; addresses and ``campaign_id`` are set in them.
        order: What is to be exported.
        withheld_before: Customers in the control group by an earlier run, who stay in it.
    """
    chosen = Chosen([])
    kept: list[dict[str, Any]] = []
    people: set[str] = set()
    reached: set[tuple[str, str]] = set()
    for row in rows:
        reason = _why_not(row, order, people, reached)
        if reason is None and order.limit is not None and len(kept) >= order.limit:
            reason = BEYOND
        if reason is None:
            people.add(row["customer_id"])
            kept.append(row)
        else:
            chosen.left_out[reason] += 1
    withheld: set[str] = set()
    for row in kept:
        # Nobody waits for an answer to a complaint to find out what a campaign does.
        is_service = not row["needs_consent"]
        row["campaign_id"] = None if is_service else order.campaign
        customer = row["customer_id"]
        if not is_service and (customer in withheld_before or _is_drawn(order, customer)):
            withheld.add(customer)
            continue
        chosen.rows.append(row)
    chosen.withheld = sorted(withheld)
    return chosen


def _is_drawn(order: Order, customer_id: str) -> bool:
    return (
        order.campaign is not None
        and order.holdout is not None
        and is_held_out(order.campaign, customer_id, order.holdout)
    )


def _why_not(row: dict[str, Any], order: Order, people: set[str], reached: set[tuple[str, str]]) -> str | None:
    """Give the reason why a row is not exported; None where it is. What can be reached is noted."""
    destination = order.destination
    if row["is_forgotten"]:
        return FORGOTTEN
    goes_anyway = _goes_without_consent(row, order)
    if not _consents(row, destination) and not goes_anyway:
        return NO_CONSENT
    if "email" in row:
        row["phone"] = usable_phone(row["phone"])
        row["email"] = usable_email(row["email"])
        if not goes_anyway and (destination is None or destination.consent is None):
            # Nothing in the file says by which address somebody may be written to.
            for name in ADDRESS_NAMES:
                row[name] = row[name] if row[f"{name}_consent"] else None
    if destination is None:
        return None
    # A system has one record for a person, and refuses a file that holds it twice.
    if row["customer_id"] in people:
        return LATER
    if not any(row[name] for name in destination.needs):
        return f"no usable {' or '.join(ADDRESS_NAMES[name] for name in destination.needs)}"
    for column in destination.columns_of(order.export):
        if column.required and column.field is not None and row[column.field] is None:
            return f"no usable {ADDRESS_NAMES.get(column.field, column.field)}"
    first = next(name for name in destination.needs if row[name])
    address = (first, row[first].lower())
    if address in reached:
        return SAME
    reached.add(address)
    return None


def _consents(row: dict[str, Any], destination: Destination | None) -> bool:
    """Whether somebody agreed to marketing, by an address that the destination reaches people by."""
    if destination is None:
        return bool(row["marketing_consent"])
    return any(row[f"{name}_consent"] for name in destination.needs)


def _goes_without_consent(row: dict[str, Any], order: Order) -> bool:
    destination = order.destination
    if not row["needs_consent"]:
        return destination is None or destination.service_contacts
    if order.export == "segments":
        # A CRM holds all customers and is told who consented; so does our own table.
        return destination is None or destination.purpose == "crm"
    return order.with_refusals
