"""Which input a file holds, and which of its columns are the contract's: by names, synonyms and the shape of values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from retensi.front_door.samples import Sample
from retensi.front_door.shapes import amounts, looks_like_email, looks_like_phone, times

# Besides those of the contract.
TOTAL, PRICE = "total_amount", "price"
TIMES = {"ordered_at", "updated_at", "registered_at", "birth_date", "occurred_at", "spend_date", "valid_from"} | {
    "merged_at",
    "requested_at",
}
MONEY = ("gross_amount", TOTAL, "discount_amount", "refunded_amount", "cost_amount", "amount", PRICE, "rate")
NUMBERS = (*MONEY, "quantity", "value", "line_number")
PEOPLE = ("customer_id", "email", "phone", "visitor_id")
# What must be found before a file is taken for an input; one of each group is enough.
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "orders": (("order_id",), ("ordered_at",), ("gross_amount", TOTAL)),
    "order_items": (("order_id",), ("product_id",)),
    "customers": (
        ("customer_id",),
        (
            "registered_at",
            "email",
            "city",
            "country",
            "birth_date",
            "marketing_consent",
            "email_consent",
            "phone_consent",
        ),
    ),
    "interactions": (("interaction_type",), ("occurred_at",), PEOPLE),
    "marketing_spend": (("spend_date",), ("channel",), ("amount",)),
    "exchange_rates": (("currency",), ("valid_from",), ("rate",)),
    "customer_merges": (("customer_id",), ("merged_into",)),
    "erasure_requests": (("customer_id",), ("requested_at",)),
}
# Only a file that is called so is taken for one of these.
_NAMED_ONLY = ("customer_merges", "erasure_requests", "exchange_rates")
# Names that say little by themselves.
_WEAK = ("id", "nomor", "name", "order", "customer", "type", "value", "price", "username")


@cache
def vocabulary() -> dict[str, Any]:
    """Read what things are called elsewhere."""
    words: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "vocabulary.yml").read_text(encoding="utf-8"))
    return words


def plain(name: str) -> str:
    """Write a name in small letters, its words with blanks between: ``orderDate`` and ``Order_Date`` are the same.

    A currency in brackets behind it says nothing of what it is: ``Harga Jual (IDR)``.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"(?i)\s*\((?:rp\.?|idr|usd|eur|sgd|myr)\)\s*$", "", name))
    return re.sub(r"[\W_]+", " ", words).strip().lower()


@dataclass(frozen=True)
class Match:
    """A file taken for an input: its columns by the contract's, and how well that fits."""

    input: str
    columns: Mapping[str, str]
    score: float


def named_input(sample: Sample) -> str | None:
    """Tell the input that the name of a file, its folder or its sheet, or of a table speaks of, or None."""
    # A folder may hold what its name says, and nothing else; a schema seldom does.
    parts = [sample.sheet, sample.own_name, *(() if sample.is_table else sample.folders)]
    for text in [plain(part) for part in parts if part]:
        held: set[tuple[int, str]] = {
            (len(words), input_name)
            for input_name, names in vocabulary()["files"].items()
            for words in names
            if re.search(rf"\b{re.escape(words)}\b", re.sub(r"\d+", " ", text))
        }
        if held:
            return max(held)[1]
    return None


def matched(sample: Sample, contract: Mapping[str, Any]) -> Match | None:
    """Give the input that a file fits best, or None."""
    named = named_input(sample)
    found = []
    for input_name in contract:
        if input_name in _NAMED_ONLY and input_name != named:
            continue
        columns = match_columns(sample, input_name, input_name == named)
        if all(any(column in columns for column in group) for group in _NEEDED[input_name]):
            score = len(columns) + 2 * len(_NEEDED[input_name]) + (20 if input_name == named else 0)
            found.append(Match(input_name, columns, score))
    return max(found, key=lambda match: match.score, default=None)


def why_unused(sample: Sample) -> str:
    """Say why a file fits no input: what is missing where its name speaks of one, else what its columns are."""
    named = named_input(sample)
    listed = ", ".join(sample.columns[:8]) + (" …" if len(sample.columns) > 8 else "")
    if not named:
        return f"fits no input by its columns ({listed})"
    columns = match_columns(sample, named)
    missing = [" or ".join(group) for group in _NEEDED[named] if not any(column in columns for column in group)]
    return f"is called like {named}, but no column was recognised as {', '.join(missing)} (found: {listed})"


def match_columns(sample: Sample, input_name: str, is_named: bool = True) -> dict[str, str]:
    """Give the columns of a file that are the contract's of one input, by the contract's names."""
    candidates = []
    for contract_column, synonyms in vocabulary()["columns"][input_name].items():
        ranks = {
            plain(contract_column): -1,
            **{plain(name): rank for rank, name in reversed(list(enumerate(synonyms)))},
        }
        for column in sample.columns:
            name = plain(column)
            rank = ranks.get(name, ranks.get(_without_contained(name)) if contract_column in MONEY else None)
            if rank is None or (rank >= 0 and name in _WEAK and not is_named):
                continue
            if fits(contract_column, sample.values(column), sample.kind == "workbook"):
                candidates.append((rank, contract_column, column))
    taken: dict[str, str] = {}
    for _, contract_column, column in sorted(candidates, key=lambda candidate: candidate[0]):
        if contract_column not in taken and column not in taken.values():
            taken[contract_column] = column
    return taken


def _without_contained(name: str) -> str:
    """Give the name of an amount without what it says of tax and shipping: ``total incl vat`` is a total."""
    phrases = [text for said in vocabulary()["contained"].values() for texts in said.values() for text in texts]
    return re.sub(rf" *\b(?:{'|'.join(map(re.escape, phrases))})\b", "", name).strip()


def fits(contract_column: str, values: Sequence[str], is_workbook: bool = False) -> bool:
    """Tell whether values may be those of a contract column; a column without any may."""
    if not values:
        return True
    if contract_column in TIMES:
        return times(values, is_workbook).share > 0.5
    if contract_column in NUMBERS:
        return amounts(values).share > 0.5
    if contract_column == "email":
        return looks_like_email(values)
    if contract_column == "phone":
        return looks_like_phone(values)
    if contract_column in ("order_id", "customer_id", "status"):
        # Neither is a day or a sentence.
        return times([value for value in values if not value.isdigit()]).share < 0.5
    return True


def find_column(columns: Iterable[str], names: Sequence[str]) -> str | None:
    """Give the column that is called by the best of some names, or None."""
    called = {plain(column): column for column in columns}
    return next((called[name] for name in names if name in called), None)


def rows_by(sample: Sample, column: str) -> dict[str, list[dict[str, str | None]]]:
    """Give the rows seen, by what stands in a column of them; without those where nothing does."""
    groups: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for row in sample.rows:
        if value := row.get(column):
            groups[value].append(row)
    return groups
