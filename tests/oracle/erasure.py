"""Who asked to be forgotten, and the inputs as they are received then: pseudonyms, and no words of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.oracle.identity import PSEUDONYM, guest_by_email, guest_by_phone, guest_by_visitor, keyed
from tests.oracle.phones import phone_number
from tests.oracle.values import RefusedError, lowered, text

Row = dict[str, str | None]
Inputs = dict[str, list[Row]]

PEOPLE = ("customers", "orders", "interactions")
# A mail that is theirs leads to the visitor of every order with it, whoever's order it is.
BY_ANY_ORDER = ("visitor", "email", "orders")
# A request that may be a phone: with + or 0 in front, or with 10 digits or more.
LIKE_A_PHONE = re.compile(r"\(*[+0][0-9+(). /-]*|[(0-9][0-9(). /-]{9,}")
# Dropped from the rows of a person.
DROPPED = ("birth_date", "city", "country", "marketing_consent", "email_consent", "phone_consent", "session_id", "body")


def received(
    inputs: Inputs, check_time: Callable[[str | None], object], region: str | None = None, joins_ids: bool = False
) -> Inputs:
    """The inputs with the people who asked to be forgotten made unrecognisable.

    `check_time` raises RefusedError where a request's time cannot be read or lies ahead. `region` is that of phones
    without a calling code; `joins_ids` that ids which share a mail or a phone are one customer.
    """
    requested = _requested(inputs, check_time)
    if not requested:
        return inputs
    records = [_Record(name, row, region) for name in PEOPLE for row in inputs.get(name, [])]
    known = _named(requested, records, region)
    accounts = {
        record.customer
        for record in records
        if record.input == "customers" and (record.email in known["email"] or record.phone in known["phone"])
    }
    ids = _with_merged(requested | (accounts - {None}), inputs)
    if joins_ids:
        ids = _with_joined(ids, records, inputs)
    _add_given(ids, known, records)
    ids |= set(map(guest_by_email, known["email"])) | set(map(guest_by_visitor, known["visitor"]))
    ids |= set(map(guest_by_phone, known["phone"]))
    written = {record.written for record in records if record.phone in known["phone"]}
    written |= {f"+{phone}" for phone in known["phone"]}
    words = {name.lower() for name in {*ids, *written}.union(*known.values()) if len(name) >= 6}
    pseudonyms = {kind: {name: _pseudonym(kind, name) for name in names} for kind, names in known.items()}
    pseudonyms["customer"] = {name: _pseudonym("customer", name) for name in ids}

    def names_somebody(value: str | None) -> bool:
        said = re.split(r"[^\w.%+@-]+", (value or "").lower())
        return any(word.strip("._-") in words for word in said)

    def one(name: str, row: Row) -> Row:
        record = _Record(name, row, region)
        is_theirs = record.customer in ids or (
            record.customer is None and any(record.of(kind) in names for kind, names in known.items())
        )
        result = dict(row)
        for column in ("customer_id", "merged_into", "reference_id"):
            if column in row:
                result[column] = pseudonyms["customer"].get(text(row[column]), row[column])
        if "email" in row:
            result["email"] = pseudonyms["email"].get(record.email, row["email"])
        if "visitor_id" in row:
            result["visitor_id"] = pseudonyms["visitor"].get(record.visitor, row["visitor_id"])
        if "phone" in row:
            is_text = record.phone is None and names_somebody(row["phone"])
            result["phone"] = pseudonyms["phone"].get(record.phone, None if is_theirs or is_text else row["phone"])
        for column in DROPPED:
            if column in row and is_theirs:
                result[column] = None
        if names_somebody(row.get("body")):
            result["body"] = None
        return result

    return {name: [one(name, row) for row in rows] for name, rows in inputs.items()}


class _Record:
    """Who a row of an input says that it is of."""

    def __init__(self, name: str, row: Row, region: str | None) -> None:
        self.input = name
        self.customer = text(row.get("customer_id"))
        self.email = lowered(row.get("email"))
        self.written = text(row.get("phone"))
        self.phone = phone_number(self.written, region)
        self.visitor = text(row.get("visitor_id"))

    def of(self, kind: str) -> str | None:
        """The identifier of a kind."""
        return getattr(self, kind)


def _pseudonym(kind: str, name: str) -> str:
    # The word of an email address is what it was first.
    return "erased_" + keyed(f"erased {'mail' if kind == 'email' else kind}:{name}")[:32]


def _requested(inputs: Inputs, check_time: Callable[[str | None], object]) -> set[str]:
    requested = set()
    for row in inputs.get("erasure_requests", []):
        try:
            check_time(row.get("requested_at"))
        except RefusedError:
            continue
        requested.add(text(row.get("customer_id")))
    return requested - {None}


def _merges(inputs: Inputs) -> list[tuple[str, str]]:
    merges = [(text(row.get("customer_id")), text(row.get("merged_into"))) for row in inputs.get("customer_merges", [])]
    return [(source, target) for source, target in merges if source is not None and target is not None]


def _grown(start: set[str], pairs: list[tuple[str, str]]) -> set[str]:
    """What the pairs lead to from a start, with the start."""
    found = set(start)
    while more := {end for begin, end in pairs if begin in found} - found:
        found |= more
    return found


def _with_merged(ids: set[str], inputs: Inputs) -> set[str]:
    """The ids, all they were joined into, and all that was joined into these."""
    merges = _merges(inputs)
    return _grown(_grown(ids, merges), [(target, source) for source, target in merges])


def _with_joined(ids: set[str], records: list[_Record], inputs: Inputs) -> set[str]:
    """The ids with those of the same customer: who gave a mail or phone that at most 20 ids, after merges, gave."""
    merges = _merges(inputs)
    merged = {source for source, _ in merges}
    holders: dict[tuple[str, str], set[str]] = {}
    for record in records:
        if record.customer is None:
            continue
        end = min(_grown({record.customer}, merges) - merged, default=record.customer)
        for kind in ("email", "phone"):
            if record.of(kind) is not None:
                holders.setdefault((kind, record.of(kind)), set()).add(end)
    pairs = [(one, other) for group in holders.values() if len(group) <= 20 for one in group for other in group]
    return _grown(_grown(ids, pairs), [(target, source) for source, target in merges])


def _named(requested: set[str], records: list[_Record], region: str | None) -> dict[str, set[str]]:
    """The mails, phones and visitors that requests name: mails and phones themselves, and guests by their id."""
    guests = [record for record in records if record.customer is None]
    named: dict[str, set[str]] = {
        "email": {name.lower() for name in requested if "@" in name},
        "phone": {phone_number(name, region) for name in requested if LIKE_A_PHONE.fullmatch(name)} - {None},
        "visitor": set(),
    }
    for record in guests:
        if record.email is not None and guest_by_email(record.email) in requested:
            named["email"].add(record.email)
        if record.phone is not None and guest_by_phone(record.phone) in requested:
            named["phone"].add(record.phone)
        is_order = record.input == "orders"
        if is_order and record.visitor is not None and guest_by_visitor(record.visitor) in requested:
            named["visitor"].add(record.visitor)
    return named


def _add_given(ids: set[str], known: dict[str, set[str]], records: list[_Record]) -> None:
    """Add what came with these ids, and what the same people gave as guests."""

    def add(kind: str, *others: str) -> None:
        found = set()
        for record in records:
            is_whole = record.customer is None
            by_others = any(
                record.of(other) in known[other] and (is_whole or (kind, other, record.input) == BY_ANY_ORDER)
                for other in others
            )
            if by_others or record.customer in ids:
                found.add(record.of(kind))
        known[kind] |= found - {None}

    add("email")
    add("phone", "email")
    add("visitor", "email", "phone")
    add("email", "phone", "visitor")
    add("phone", "email", "visitor")
    add("visitor", "email", "phone")


def is_erased(customer_id: str) -> bool:
    """Whether a customer id is the pseudonym of somebody who was forgotten."""
    return PSEUDONYM.fullmatch(customer_id) is not None
