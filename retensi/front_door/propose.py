"""A mapping proposed for a folder or tables: from connectors, names, values, and answers to what these leave open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retensi.errors import RetensiError
from retensi.front_door.connectors import recognised
from retensi.front_door.drafts import Draft, Known, add_up_lines, called, draft_of, grouped, name_drafts, share_ids
from retensi.front_door.mapping import FILE_NAME, Column
from retensi.front_door.mapping import Mapping as ShopMapping
from retensi.front_door.matching import PEOPLE, why_unused
from retensi.front_door.questions import Answers, Question
from retensi.front_door.samples import Sample, look_into
from retensi.front_door.settle_amounts import Contained
from retensi.front_door.settle_orders import Statuses
from retensi.front_door.settle_total import Total
from retensi.front_door.settle_types import Types
from retensi.front_door.settle_values import Values, zone_of_offsets
from retensi.front_door.table_fit import fit_to_tables


@dataclass(frozen=True)
class Proposal:
    """A mapping, and what is to be said about it.

    Attributes:
        mapping: What would be written.
        notes: How the files are read, a sentence each.
        unused: Files or tables that it does not use, with the reason, by name.
        time_zone: The zone the shop lives in, as far as the files or answers tell.
        currency: The currency most orders are in, if they say.
        rates: What one unit of other currencies is in that one, as somebody said, by currency.
    """

    mapping: ShopMapping
    notes: tuple[str, ...]
    unused: Mapping[str, str]
    time_zone: str | None
    currency: str | None
    rates: Mapping[str, str]


def propose(folder: Path, known: Known, ask: Answers, tables: Sequence[Sample] | None = None) -> Proposal:
    """Look at a folder, or at tables, and propose the mapping.

    Args:
        folder: The landing folder, or the one that the mapping of tables goes to.
        known: What the project knows.
        ask: Answers a question.
        tables: What was seen of tables; None where the files of the folder are to be looked at.

    Raises:
        RetensiError: No file of the folder, or none of the tables, holds orders.
    """
    samples = look_into(folder) if tables is None else tables
    unused = {called(sample): sample.problem for sample in samples if sample.problem}
    drafts = []
    for group in grouped([sample for sample in samples if not sample.problem]):
        draft = draft_of(group, samples, known)
        if draft:
            drafts.append(draft)
        else:
            unused |= dict.fromkeys(map(called, group), _why_unused(group[0]))
    for draft in drafts if not any("orders" in draft.inputs for draft in drafts) else ():
        add_up_lines(draft)
    drafts.sort(key=lambda draft: list(known.contract).index(next(iter(draft.inputs))))
    name_drafts(drafts)
    notes: list[str] = []
    _fit(drafts, known, notes, unused)
    if not any("orders" in draft.inputs for draft in drafts):
        raise RetensiError(
            f"No {'file of ' + str(folder) if tables is None else 'table'} was recognised as orders."
            + "".join(f"\n  {name} {reason}" for name, reason in [*unused.items(), *map(_without_orders, drafts)]),
            f"a {'file' if tables is None else 'table'} with the id, the time and the amount of each order",
            "call it orders, give its columns such names, or write retensi.yml by hand (docs/own_data.md)",
        )
    ask.sources = frozenset(draft.key for draft in drafts)
    for draft in drafts:
        _settle(draft, drafts, known, ask, notes)
    _fit(drafts, known, notes, unused)
    share_ids(drafts, notes)
    currencies = Counter(value.strip().upper() for draft in drafts for value in draft.values("orders", "currency"))
    given = {input_name for draft in drafts for input_name in draft.inputs}
    lacks_rates = len(currencies) > 1 and "exchange_rates" not in given
    has_place = tables is None and not (folder / "exchange_rates.csv").exists()
    rates = _rates(currencies, ask) if lacks_rates and has_place else {}
    if lacks_rates and len(rates) + 1 < len(currencies):
        listed = ", ".join(sorted(set(currencies) - rates.keys()))
        notes.append(f"orders are in {listed}; without exchange_rates only those of the reporting currency can be read")
    for currency, rate in rates.items():
        notes.append(f"1 {currency} is {rate} {currencies.most_common(1)[0][0]} on all days")
    sales = {draft.connector.title for draft in drafts if draft.connector and "orders" in draft.inputs}
    if len({draft.connector.key for draft in drafts if draft.connector and "orders" in draft.inputs}) > 1:
        notes.append(
            f"orders come from {' and '.join(sorted(sales))}; a sale that stands in both counts twice: land the shop's"
            " orders or their payments, not both"
        )
    twice = Counter(draft.connector.title for draft in drafts if draft.connector)
    for title in (title for title, count in twice.items() if count > 1):
        keys = [draft.key for draft in drafts if draft.connector and draft.connector.title == title]
        apart = ", of different columns" if tables is None else ""
        notes.append(f"{' and '.join(keys)} are both {title}{apart}; what stands in both counts twice")
    zones = Counter(draft.format.time_zone for draft in drafts if draft.format.time_zone and not draft.connector)
    return Proposal(
        mapping=ShopMapping(tuple(draft.source() for draft in drafts), str(folder / FILE_NAME)),
        notes=tuple(notes),
        unused=unused,
        time_zone=next((zone for zone, _ in zones.most_common()), None) or zone_of_offsets(drafts),
        currency=next((currency for currency, _ in currencies.most_common()), None),
        rates=rates,
    )


def _rates(currencies: Counter[str], ask: Answers) -> dict[str, str]:
    """Ask what orders in other currencies than the most frequent one are worth."""
    (own, _), *others = currencies.most_common()
    names = sorted(name for name, _ in others)

    def problem(answer: str) -> str | None:
        for pair in answer.split(",") if answer != "none" else ():
            name, _, rate = pair.partition("=")
            if name.strip().upper() not in names:
                return (
                    f"{name.strip() or 'an empty text'} is no other currency of the orders; expected {', '.join(names)}"
                )
            if not re.fullmatch(r"\d{1,10}(\.\d{1,8})?", rate.strip()) or not float(rate):
                return f"the rate of {name.strip()} is {rate.strip()!r}; expected a number above 0 with a decimal point"
        return None

    example = ",".join(f"{name}=RATE" for name in names)
    answer = ask(
        Question(
            "--rates",
            f"what is one unit of {' and '.join(names)} in {own}, the same on all days? {example}, or none",
            "",
            proposal="none",
            why="no file has exchange rates",
            is_safe=True,
            check=problem,
        )
    )
    pairs = (pair.partition("=") for pair in answer.split(",") if answer != "none")
    return {name.strip().upper(): rate.strip() for name, _, rate in pairs}


def _fit(drafts: list[Draft], known: Known, notes: list[str], unused: dict[str, str]) -> None:
    """Leave out what a mapping of tables cannot say, and sources of which nothing is left then."""
    for draft in [draft for draft in drafts if draft.sample.is_table]:
        fit_to_tables(draft, known.contract, notes)
        if not draft.inputs:
            drafts.remove(draft)
            unused[called(draft.sample)] = "gives nothing that can be read of a table"


def _why_unused(sample: Sample) -> str:
    """Say why a file is not used, also where it is known."""
    connector = recognised(sample.columns, sample.values)
    if connector is None:
        return why_unused(sample)
    return f"is {connector.title}: {connector.unused or 'nothing in it names a person'}"


def _without_orders(draft: Draft) -> tuple[str, str]:
    """Give the name of a file that holds another input than orders, and what it lacks."""
    if "order_items" in draft.inputs:
        return called(draft.sample), (
            "holds lines of orders, and no column that says when each order was; land the orders beside it, or a file"
            " that has both"
        )
    return called(draft.sample), f"was recognised as {' and '.join(draft.inputs)}"


def _columns(draft: Draft) -> list[Column]:
    return list(draft.inputs["orders"].columns.values()) if "orders" in draft.inputs else []


def _settle(draft: Draft, drafts: list[Draft], known: Known, ask: Answers, notes: list[str]) -> None:
    """Settle how one source is read; what others say of its orders helps."""
    title = f" ({draft.connector.title})" if draft.connector else ""
    notes.append(f"{draft.key}: {' and '.join(draft.inputs)} from {', '.join(draft.files)}{title}")
    there = {other.connector.name for other in drafts if other.connector}
    for wanted, sentence in (draft.connector.wants or {}).items() if draft.connector else ():
        if wanted not in there:
            notes.append(f"{draft.key}: {sentence}")
    if draft.format.skip_rows != "0":
        notes.append(f"{draft.key}: {draft.format.skip_rows} rows before the column names are passed over")
    added = [column.column for column in _columns(draft) if column.lines == "sum" and column.column]
    if added and not draft.connector:
        notes.append(
            f"{draft.key}: no column holds what a whole order came to, the same on all its lines: they are added up"
            f" ({', '.join(added)})"
        )
    if "orders" in draft.inputs and not {*PEOPLE} & {*draft.inputs["orders"].columns}:
        notes.append(
            f"{draft.key}: no column says who bought, by id, mail address or phone; every order stands for itself"
        )
    phones = [phone for name in draft.inputs for phone in draft.values(name, "phone")]
    if any(re.match(r"\(?0[1-9]", phone.strip()) for phone in phones):
        notes.append(
            f"{draft.key}: phones begin with 0; set the var default_phone_region, such as ID, so that 0812 and"
            " +62 812 are one number"
        )
    values = Values(draft, drafts, known, ask, notes)
    values.settle()
    if "orders" in draft.inputs:
        Statuses(draft, drafts, known, ask, notes).settle()
        Total(draft, drafts, known, ask, notes).settle()
        Contained(draft, drafts, known, ask, notes).settle()
    if "interactions" in draft.inputs:
        Types(draft, drafts, known, ask, notes).settle()
    values.tidy_numbers()
