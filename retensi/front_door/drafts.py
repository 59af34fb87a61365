"""Sources as far as they are known: which files are one, which inputs they give, by connectors, names and values."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from retensi.front_door.connectors import Connector, recognised
from retensi.front_door.conventions import Amounts
from retensi.front_door.mapping import Column, Format, InputMapping, Source
from retensi.front_door.matching import (
    MONEY,
    PRICE,
    TOTAL,
    Match,
    match_columns,
    matched,
    plain,
    rows_by,
    vocabulary,
)
from retensi.front_door.samples import Sample
from retensi.front_door.table_fit import is_for_tables
from retensi.sql_text import sql_identifier


@dataclass(frozen=True)
class Known:
    """What the project knows: its contract, and what its seeds say of statuses and types."""

    contract: Mapping[str, Any]
    statuses: Mapping[str, str]
    types: frozenset[str]


@dataclass
class Draft:
    """A source as far as it is known."""

    key: str
    sample: Sample
    files: tuple[str, ...]
    inputs: dict[str, InputMapping]
    connector: Connector | None = None
    prefixed: bool = True
    format: Format = field(default_factory=Format)
    placeholders: tuple[str, ...] = ()
    signs: str = "as_given"
    ids_of: str | None = None
    amounts: Amounts = field(default_factory=Amounts)

    def base(self, input_name: str, column: str) -> str | None:
        """Give the column of the source that a contract column is from; None where there is none."""
        given = self.inputs[input_name].columns.get(column) if input_name in self.inputs else None
        return given.column if given else None

    def values(self, input_name: str, column: str) -> list[str]:
        """Give the values seen of a contract column."""
        base = self.base(input_name, column)
        return self.sample.values(base) if base else []

    def set(self, input_name: str, **columns: Column | None) -> None:
        """Give contract columns another origin; None takes one away."""
        mapped = dict(self.inputs[input_name].columns) | columns
        self.inputs[input_name] = replace(
            self.inputs[input_name], columns={name: column for name, column in mapped.items() if column}
        )

    def all_columns(self, wanted: Collection[str]) -> list[str]:
        """Give the columns of the source that stand for some contract columns, in any input."""
        found = [
            column.column
            for given in self.inputs.values()
            for block in given.blocks
            for name, column in block.columns.items()
            if name in wanted and column.column
        ]
        return list(dict.fromkeys(found))

    def source(self) -> Source:
        """Write it as the mapping has it, the columns in the order of the vocabulary."""

        def ordered(name: str, given: InputMapping) -> InputMapping:
            order = [*vocabulary()["columns"][name]]
            place = {column: place for place, column in enumerate(order)}
            columns = dict(sorted(given.columns.items(), key=lambda each: place.get(each[0], len(order))))
            return replace(given, columns=columns, more=tuple(ordered(name, block) for block in given.more))

        inputs = {name: ordered(name, given) for name, given in self.inputs.items()}
        table = self.sample.name if self.sample.is_table else None
        return Source(
            self.key,
            () if table else self.files,
            inputs,
            self.prefixed,
            self.format,
            self.placeholders,
            self.signs,
            table,
            self.ids_of,
            self.amounts,
        )


def called(sample: Sample) -> str:
    """Give what a file, or the sheet of a workbook, is called in messages."""
    return sample.name + (f", sheet {sample.sheet}" if sample.sheet else "")


def grouped(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Put files together that are alike: of one kind and format, with the same columns, in one folder.

    A source names one table.
    """
    groups: dict[Hashable, list[Sample]] = {}
    for sample in samples:
        alike = (
            sample.name if sample.is_table else sample.folders,
            sample.kind,
            sample.delimiter,
            sample.encoding,
            sample.sheet,
            sample.skip_rows,
            frozenset(sample.columns),
        )
        groups.setdefault(alike, []).append(sample)
    return list(groups.values())


def draft_of(group: Sequence[Sample], samples: Sequence[Sample], known: Known) -> Draft | None:
    """Make a source of files that are alike, out of all of a folder; None where they fit no input."""
    first = group[0]
    sample = replace(
        first,
        columns=tuple(dict.fromkeys(column for each in group for column in each.columns)),
        rows=tuple(row for each in group for row in each.rows),
        is_whole=all(each.is_whole for each in group),
    )
    format_ = Format(
        delimiter=first.delimiter,
        encoding=first.encoding,
        sheet=first.sheet,
        skip_rows=str(first.skip_rows),
        chat="whatsapp" if first.kind == "chat" else None,
    )
    connector = recognised(sample.columns, sample.values)
    files = _files(group, samples, connector)
    if connector:
        mapped = partial(connector.mapped, sample.columns, known.contract)
        inputs = mapped(is_for_tables) if sample.is_table else mapped()
        if not inputs:
            return None
        if "orders" in inputs and not _repeats(sample, inputs["orders"].columns["order_id"].column):
            inputs = _without_lines(inputs)
        format_ = replace(format_, time_zone=connector.time_zone, decimal=connector.decimal or format_.decimal)
        return Draft(connector.key, sample, files, inputs, connector, format=format_)
    match = matched(sample, known.contract)
    return Draft("", sample, files, _inputs(group, sample, match), format=format_) if match else None


def _repeats(sample: Sample, column: str | None) -> bool:
    """Tell whether several rows share what stands in a column, or too little was seen to say that they do not."""
    values = sample.values(column) if column else []
    return len(values) < 2 or len(set(values)) < len(values)


def _without_lines(inputs: Mapping[str, InputMapping]) -> dict[str, InputMapping]:
    """Keep `one per line` all the same where there are lines: tomorrow's file may have an order of two."""
    return (
        dict(inputs)
        if "order_items" in inputs
        else {name: replace(given, rows="one per row") for name, given in inputs.items()}
    )


def _files(group: Sequence[Sample], samples: Sequence[Sample], connector: Connector | None) -> tuple[str, ...]:
    """Write globs for files, which take no other file of the folder; of a table, its name."""
    if group[0].is_table:
        return (group[0].name,)
    names = {sample.name for sample in group}
    others = {sample.name for sample in samples} - names
    for glob in connector.files if connector else ():
        if all(Path(name).match(glob) and "/" not in name for name in names) and not any(
            Path(name).match(glob) for name in others
        ):
            return (glob,)
    escaped = sorted(re.sub(r"[\[*?]", r"[\g<0>]", name) for name in names)
    if len(escaped) == 1:
        return (escaped[0],)
    first, last = escaped[0], escaped[-1]
    start = next((place for place, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1), len(first))
    backwards = zip(first[start:][::-1], last[start:][::-1], strict=False)
    end = next((place for place, pair in enumerate(backwards) if len(set(pair)) > 1), 0)
    head = re.sub(r"\d+$", "", first[:start])
    glob = f"{head}*{first[len(first) - end :] if end else ''}"
    alike = all(Path(name).match(glob) for name in names) and not any(Path(name).match(glob) for name in others)
    return (glob,) if alike and len(head) > len(str(Path(first).parent)) - 1 else tuple(escaped)


def _inputs(group: Sequence[Sample], sample: Sample, match: Match) -> dict[str, InputMapping]:
    """Write the inputs of a file that no connector knows."""
    columns = {name: Column(column=column) for name, column in match.columns.items()}
    if match.input == "order_items":
        if PRICE in columns and "amount" not in columns:
            columns["amount"] = columns[PRICE]  # what a unit costs, until the decimal sign is known
        items = {name: column for name, column in columns.items() if name != PRICE}
        return {"order_items": InputMapping(items, "one per row" if "line_number" in items else "one per line")}
    if match.input == "orders" and _repeats(sample, match.columns["order_id"]):
        lines = match_columns(sample, "order_items", is_named=False)
        if "product_id" in lines and len(sample.rows) > 1:
            return _orders_and_items(group, match.columns, lines)
    if match.input == "interactions" and "interaction_id" not in columns:
        parts = [match.columns[name] for name in ("customer_id", "visitor_id", "occurred_at") if name in match.columns]
        parts.append(match.columns["interaction_type"])
        columns["interaction_id"] = Column(expression=f"concat_ws('.', {', '.join(map(sql_identifier, parts))})")
    return {match.input: InputMapping(columns)}


def add_up_lines(draft: Draft) -> None:
    """Let lines of orders give the orders, too, where they say when each was; where no file has what orders came to."""
    of_orders = match_columns(draft.sample, "orders", is_named=False)
    lines = match_columns(draft.sample, "order_items", is_named=False)
    if (
        {*draft.inputs} == {"order_items"}
        and {"order_id", "ordered_at"} <= of_orders.keys()
        and {"amount", PRICE} & {*lines}
    ):
        draft.inputs = _orders_and_items([draft.sample], of_orders, lines)


def _orders_and_items(
    group: Sequence[Sample], of_orders: Mapping[str, str], lines: Mapping[str, str]
) -> dict[str, InputMapping]:
    """Write the two inputs of files whose rows are lines; an amount that differs within an order is of its lines."""
    orders = {
        name: Column(
            column=column,
            # Two files may know an order at two times, and differ for that.
            lines="sum"
            if name in MONEY and any(_differs(each, of_orders["order_id"], column) for each in group)
            else None,
        )
        for name, column in of_orders.items()
    }
    taken = {column.column for name, column in orders.items() if name != "order_id" and not column.lines}
    items = {name: Column(column=column) for name, column in lines.items() if column not in taken}
    if "amount" not in items and PRICE in items:
        items["amount"] = items[PRICE]
    items.pop(PRICE, None)
    amounts = [name for name in ("gross_amount", TOTAL) if name in orders]
    whole = [name for name in amounts if not orders[name].lines]
    for name in amounts if whole else ():
        # Where one amount is of the whole order, the others are of its lines alone.
        if orders[name].lines:
            del orders[name]
    if not whole and "amount" in items:
        orders = {name: column for name, column in orders.items() if name not in amounts}
        orders[TOTAL] = replace(items["amount"], lines="sum")
    elif not whole and not amounts:
        return {"order_items": InputMapping(items, "one per line")}
    return {"orders": InputMapping(orders, "one per line"), "order_items": InputMapping(items, "one per line")}


def _differs(sample: Sample, order_id: str, column: str) -> bool:
    """Tell whether an order has several values of a column."""
    return any(len({row[column] for row in rows if row.get(column)}) > 1 for rows in rows_by(sample, order_id).values())


def name_drafts(drafts: Sequence[Draft]) -> None:
    """Give the sources their keys, each another one."""
    taken: set[str] = set()
    for draft in drafts:
        own = "shop" if "orders" in draft.inputs else next(iter(draft.inputs))
        key = draft.key or own
        if key in taken:
            words = plain(draft.sample.sheet or draft.sample.own_name)
            key = re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", words)).strip("_") or key
        count, base = 1, key
        while key in taken:
            count += 1
            key = f"{base}_{count}"
        taken.add(key)
        draft.key = key


def share_ids(drafts: Sequence[Draft], notes: list[str]) -> None:
    """Decide which sources keep their ids bare: those that speak of the same people and orders must agree."""
    bare: set[str] = set()
    for system in _systems(drafts):
        first, inputs = system[0], {name for draft in system for name in draft.inputs}
        for draft in system[1:]:
            draft.ids_of = first.key
        others = [other for other in drafts if not any(other is draft for draft in system) and not _has_own_ids(other)]
        is_linked = not _has_own_ids(first) and any(
            _ids(draft) & _ids(other)
            for draft in system
            for other in others
            if not set(draft.inputs) & set(other.inputs)
        )
        if first.connector and not is_linked:
            _take_ids(system, drafts, notes)
            continue
        if inputs & bare:
            same = ", ".join(sorted(inputs & bare))
            notes.append(
                f"{first.key}: its ids get {first.key}: before them, since another source gives {same} as well"
            )
            continue
        for draft in system:
            draft.prefixed = False
        bare |= inputs


def _take_ids(system: Sequence[Draft], drafts: Sequence[Draft], notes: list[str]) -> None:
    """Let an export that names people by the ids of the shop have those of a vendor's, where most of them are the same.

    So an event of Google Analytics or Segment, whose user_id is what Shopify calls the customer, is of this customer.
    Short numbers are the same by chance, and a shop has its own.
    """
    people = {value for draft in system for kind, value in _ids(draft) if kind == "customer_id" and len(value) > 5}
    is_shop = any("orders" in draft.inputs for draft in system)
    for other in drafts if people and not is_shop and not _has_own_ids(system[0]) else ():
        theirs = {value for kind, value in _ids(other) if kind == "customer_id"}
        if _has_own_ids(other) and len(people & theirs) * 2 > len(people):
            for draft in system:
                draft.ids_of = other.ids_of or other.key
            notes.append(f"{system[0].key}: its ids are those of {system[0].ids_of}, since they name the same people")
            return


def _has_own_ids(draft: Draft) -> bool:
    """Tell whether the ids of a source are those of its vendor, which no file of another one has."""
    return draft.connector is not None and draft.connector.ids == "vendor"


def _systems(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Put sources together that are exports of one account of a vendor, by where they lie if there are several.

    So are tables of one schema with the same columns and, but for a number, the same name: one a year, or the like.
    """
    systems: list[list[Draft]] = []
    for draft in drafts:
        if alike := next((system for system in systems if _is_alike(system[0], draft)), None):
            alike.append(draft)
            continue
        fitting = [
            system
            for system in systems
            if (first := system[0].connector)
            and draft.connector
            and first.key == draft.connector.key
            and all(other.connector is not draft.connector for other in system)
        ]
        if fitting:
            max(fitting, key=lambda system: _nearness(draft, system[0])).append(draft)
        else:
            systems.append([draft])
    return systems


def _is_alike(draft: Draft, other: Draft) -> bool:
    one, two = draft.sample, other.sample
    if not (one.is_table and two.is_table):
        return False
    # Two shops may well have the same columns.
    names = {re.sub(r"\d+", "0", each.own_name) for each in (one, two)}
    return one.folders == two.folders and len(names) == 1 and set(one.columns) == set(two.columns)


def _nearness(draft: Draft, other: Draft) -> int:
    """Count the folders that two sources have in common."""
    pairs = zip(draft.sample.folders, other.sample.folders, strict=False)
    return next((place for place, (one, two) in enumerate(pairs) if one != two), 99)


def _ids(draft: Draft) -> set[tuple[str, str]]:
    names = ("customer_id", "visitor_id", "order_id")
    return {(name, value) for input_name in draft.inputs for name in names for value in draft.values(input_name, name)}
