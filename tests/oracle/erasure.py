"""Who asked to be forgotten, and the inputs as they are received then: pseudonyms, and no words of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.oracle.identity import PSEUDONYM, guest_by_mail, guest_by_visitor, keyed
from tests.oracle.values import RefusedError, lowered, text

Row = dict[str, str | None]
Inputs = dict[str, list[Row]]

# Dropped from the rows of a person.
DROPPED = ("birth_date", "city", "country", "marketing_consent", "session_id", "body")


def received(inputs: Inputs, check_time: Callable[[str | None], object]) -> Inputs:
    """The inputs with the people who asked to be forgotten made unrecognisable.

    `check_time` raises RefusedError where a request's time cannot be read or lies ahead.
    """
    requested = _requested(inputs, check_time)
    if not requested:
        return inputs
    named, seen = _guests(requested, inputs)
    accounts = {
        text(row.get("customer_id")) for row in inputs.get("customers", []) if lowered(row.get("email")) in named
    }
    ids = _with_merged(requested | (accounts - {None}), inputs)
    mails, visitors = _given(ids, inputs, named, seen)
    ids |= {guest_by_mail(mail) for mail in mails} | {guest_by_visitor(visitor) for visitor in visitors}
    words = {name.lower() for name in ids | mails | visitors if len(name) >= 6}
    known = {
        "customer_id": {name: _pseudonym("customer", name) for name in ids},
        "email": {name: _pseudonym("mail", name) for name in mails},
        "visitor_id": {name: _pseudonym("visitor", name) for name in visitors},
    }
    known |= {"merged_into": known["customer_id"], "reference_id": known["customer_id"]}

    def one(row: Row) -> Row:
        is_theirs = text(row.get("customer_id")) in ids or (
            text(row.get("customer_id")) is None
            and (lowered(row.get("email")) in mails or text(row.get("visitor_id")) in visitors)
        )
        said = re.split(r"[^\w.%+@-]+", (row.get("body") or "").lower())
        result = dict(row)
        for column, pseudonyms in known.items():
            if column in row:
                value = lowered(row[column]) if column == "email" else text(row[column])
                result[column] = pseudonyms.get(value, row[column])
        for column in DROPPED:
            if column in row and is_theirs:
                result[column] = None
        if any(word.strip("._-") in words for word in said):
            result["body"] = None
        return result

    return {name: [one(row) for row in rows] for name, rows in inputs.items()}


def _pseudonym(kind: str, name: str) -> str:
    return "erased_" + keyed(f"erased {kind}:{name}")[:32]


def _requested(inputs: Inputs, check_time: Callable[[str | None], object]) -> set[str]:
    requested = set()
    for row in inputs.get("erasure_requests", []):
        try:
            check_time(row.get("requested_at"))
        except RefusedError:
            continue
        requested.add(text(row.get("customer_id")))
    return requested - {None}


def _with_merged(ids: set[str], inputs: Inputs) -> set[str]:
    """The ids, all they were joined into, and all that was joined into these."""
    merges = [(text(row.get("customer_id")), text(row.get("merged_into"))) for row in inputs.get("customer_merges", [])]
    merges = [(source, target) for source, target in merges if source is not None and target is not None]

    def grown(start: set[str], pairs: list[tuple[str, str]]) -> set[str]:
        found = set(start)
        while more := {end for begin, end in pairs if begin in found} - found:
            found |= more
        return found

    return grown(grown(ids, merges), [(target, source) for source, target in merges])


def _guests(requested: set[str], inputs: Inputs) -> tuple[set[str], set[str]]:
    """The mail addresses and visitor ids that requests name: mail addresses themselves, and guests by their id."""
    guests = [row for row in inputs.get("orders", []) if text(row.get("customer_id")) is None]
    mails = {lowered(row.get("email")) for row in guests} - {None}
    visitors = {text(row.get("visitor_id")) for row in guests} - {None}
    named = {name.lower() for name in requested if "@" in name}
    named |= {mail for mail in mails if guest_by_mail(mail) in requested}
    return named, {visitor for visitor in visitors if guest_by_visitor(visitor) in requested}


def _given(ids: set[str], inputs: Inputs, named: set[str], seen: set[str]) -> tuple[set[str], set[str]]:
    """The mail addresses and visitor ids of these people, with those named, and with what they gave as guests."""
    orders = [
        (text(row.get("customer_id")), lowered(row.get("email")), text(row.get("visitor_id")))
        for row in inputs.get("orders", [])
    ]
    mails = {lowered(row.get("email")) for row in inputs.get("customers", []) if text(row.get("customer_id")) in ids}
    mails |= {mail for customer, mail, _ in orders if customer in ids} | named
    mails -= {None}
    visitors = {text(r.get("visitor_id")) for r in inputs.get("interactions", []) if text(r.get("customer_id")) in ids}
    visitors |= {visitor for customer, mail, visitor in orders if customer in ids or mail in mails} | seen
    visitors -= {None}
    mails |= {mail for customer, mail, visitor in orders if customer is None and visitor in visitors} - {None}
    visitors |= {visitor for customer, mail, visitor in orders if customer is None and mail in mails} - {None}
    return mails, visitors


def is_erased(customer_id: str) -> bool:
    """Whether a customer id is the pseudonym of somebody who was forgotten."""
    return PSEUDONYM.fullmatch(customer_id) is not None
