"""A mapping proposed for a folder of files: from connectors, names and values, and from answers to what these leave open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from retensi.errors import RetensiError
from retensi.front_door.connectors import Connector, quoted, recognised
from retensi.front_door.mapping import Column, Format, InputMapping, Source
from retensi.front_door.mapping import Mapping as ShopMapping
from retensi.front_door.matching import (
    NUMBERS,
    PEOPLE,
    PRICE,
    TIMES,
    TOTAL,
    Match,
    find_column,
    match_columns,
    matched,
    plain,
    rows_by,
    vocabulary,
)
from retensi.front_door.questions import Answers, Question
from retensi.front_door.samples import Row, Sample, look_into
from retensi.front_door.shapes import Amounts, Times, amounts, number, times

# The zones of Indonesia and of whole hours elsewhere, for a zone to propose where an offset was met.
_ZONES = {"+07": "Asia/Jakarta", "+08": "Asia/Makassar", "+09": "Asia/Jayapura", "Z": "UTC", "+00": "UTC"}
# How much may differ between an amount and what it should be, by rounding.
_CENT = 0.011


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

    def all_columns(self, wanted: Sequence[str] | set[str]) -> list[str]:
        """Give the columns of the source that stand for some contract columns, in any input."""
        found = [
            column.column
            for given in self.inputs.values()
            for name, column in given.columns.items()
            if name in wanted and column.column
        ]
        return list(dict.fromkeys(found))

    def source(self) -> Source:
        """Write it as the mapping has it."""
        return Source(self.key, self.files, self.inputs, self.prefixed, self.format, self.placeholders, self.signs)


@dataclass(frozen=True)
class Proposal:
    """A mapping, and what is to be said about it.

    Attributes:
        mapping: What would be written.
        notes: How the files are read, a sentence each.
        unused: Files that it does not use, with the reason, by name.
        time_zone: The zone the shop lives in, as far as the files or answers tell.
        currency: The currency most orders are in, if they say.
    """

    mapping: ShopMapping
    notes: tuple[str, ...]
    unused: Mapping[str, str]
    time_zone: str | None
    currency: str | None


def propose(folder: Path, known: Known, ask: Answers) -> Proposal:
    """Look at a folder and propose its mapping.

    Args:
        folder: The landing folder.
        known: What the project knows.
        ask: Answers a question.

    Raises:
        RetensiError: No file of the folder holds orders.
    """
    samples = look_into(folder)
    unused = {_called(sample): sample.problem for sample in samples if sample.problem}
    drafts = []
    for group in _grouped([sample for sample in samples if not sample.problem]):
        draft = _draft(group, samples, known)
        if draft:
            drafts.append(draft)
        else:
            for sample in group:
                unused[_called(sample)] = f"fits no input by its columns ({', '.join(sample.columns[:8])})"
    drafts.sort(key=lambda draft: list(known.contract).index(next(iter(draft.inputs))))
    if not any("orders" in draft.inputs for draft in drafts):
        raise RetensiError(
            f"No file of {folder} was recognised as orders."
            + "".join(f"\n  {name} {reason}" for name, reason in unused.items()),
            "a file with the id, the time and the amount of each order",
            "call it orders, give its columns such names, or write retensi.yml by hand (docs/own_data.md)",
        )
    _name(drafts)
    notes: list[str] = []
    for draft in drafts:
        _Reading(draft, drafts, known, ask, notes).settle()
    _share_ids(drafts, notes)
    zones = Counter(draft.format.time_zone for draft in drafts if draft.format.time_zone and not draft.connector)
    zone = next((zone for zone, _ in zones.most_common()), None) or _zone_of_offsets(drafts)
    currencies = Counter(value.strip().upper() for draft in drafts for value in draft.values("orders", "currency"))
    given = {input_name for draft in drafts for input_name in draft.inputs}
    if len(currencies) > 1 and "exchange_rates" not in given:
        notes.append(
            f"orders are in {', '.join(sorted(currencies))}; without exchange_rates only one of them can be read"
        )
    mapping = ShopMapping(tuple(draft.source() for draft in drafts), str(folder / "retensi.yml"))
    return Proposal(mapping, tuple(notes), unused, zone, next((name for name, _ in currencies.most_common()), None))


def _called(sample: Sample) -> str:
    return sample.name + (f", sheet {sample.sheet}" if sample.sheet else "")


def _grouped(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Put files together that are alike: of one kind and format, with the same columns, in one folder."""
    groups: dict[tuple, list[Sample]] = {}
    for sample in samples:
        folder = Path(sample.name).parent
        alike = (folder, sample.kind, sample.delimiter, sample.encoding, sample.sheet, frozenset(sample.columns))
        groups.setdefault(alike, []).append(sample)
    return list(groups.values())


def _draft(group: Sequence[Sample], samples: Sequence[Sample], known: Known) -> Draft | None:
    first = group[0]
    sample = replace(
        first,
        columns=tuple(dict.fromkeys(column for each in group for column in each.columns)),
        rows=tuple(row for each in group for row in each.rows),
        is_whole=all(each.is_whole for each in group),
    )
    format_ = Format(delimiter=first.delimiter, encoding=first.encoding, sheet=first.sheet)
    connector = recognised(sample.columns)
    files = _files(group, samples, connector)
    if connector:
        inputs = dict(connector.mapped(sample.columns))
        if "orders" in inputs and not _repeats(sample, inputs["orders"].columns["order_id"].column):
            inputs = _without_lines(inputs)
        zone = connector.time_zone
        return Draft(connector.key, sample, files, inputs, connector, format=replace(format_, time_zone=zone))
    match = matched(sample, known.contract)
    return Draft("", sample, files, _inputs(sample, match), format=format_) if match else None


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
    """Write globs for files, which take no other file of the folder."""
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


def _inputs(sample: Sample, match: Match) -> dict[str, InputMapping]:
    """Write the inputs of a file that no connector knows."""
    columns = {name: Column(column=column) for name, column in match.columns.items()}
    if match.input == "order_items":
        if PRICE in columns and "amount" not in columns:
            columns["amount"] = columns[PRICE]  # what a unit costs, until the decimal sign is known
        lines = {name: column for name, column in columns.items() if name != PRICE}
        return {"order_items": InputMapping(lines, "one per row" if "line_number" in lines else "one per line")}
    if match.input == "orders" and _repeats(sample, match.columns["order_id"]):
        lines = match_columns(sample, "order_items", is_named=False)
        if "product_id" in lines and len(sample.rows) > 1:
            items = {name: Column(column=column) for name, column in lines.items() if name not in (PRICE, "amount")}
            own = (PRICE, "amount")
            items |= {name: Column(column=lines[name]) for name in own if name in lines}
            taken = {column.column for name, column in columns.items() if name != "order_id"}
            items = {name: column for name, column in items.items() if name == "order_id" or column.column not in taken}
            if "amount" not in items and PRICE in items:
                items["amount"] = items[PRICE]
            items.pop(PRICE, None)
            return {"orders": InputMapping(columns, "one per line"), "order_items": InputMapping(items, "one per line")}
    if match.input == "interactions" and "interaction_id" not in columns:
        parts = [match.columns[name] for name in ("customer_id", "visitor_id", "occurred_at") if name in match.columns]
        parts.append(match.columns["interaction_type"])
        columns["interaction_id"] = Column(expression=f"concat_ws('.', {', '.join(map(quoted, parts))})")
    return {match.input: InputMapping(columns)}


def _name(drafts: Sequence[Draft]) -> None:
    """Give the sources their keys, each another one."""
    taken: set[str] = set()
    for draft in drafts:
        own = "shop" if "orders" in draft.inputs else next(iter(draft.inputs))
        key = draft.key or own
        if key in taken:
            words = plain(draft.sample.sheet or Path(draft.sample.name).name.split(".")[0])
            key = re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", words)).strip("_") or key
        count, base = 1, key
        while key in taken:
            count += 1
            key = f"{base}_{count}"
        taken.add(key)
        draft.key = key


class _Reading:
    """Settles how one source is read, and notes what a person should know of it."""

    def __init__(self, draft: Draft, drafts: Sequence[Draft], known: Known, ask: Answers, notes: list[str]) -> None:
        self._draft = draft
        self._drafts = drafts
        self._known = known
        self._ask = ask
        self._notes = notes

    def settle(self) -> None:
        """Go through all that a mapping says of a source."""
        self._note_origin()
        self._settle_dates()
        self._settle_decimal()
        self._settle_zone()
        if "orders" in self._draft.inputs:
            self._settle_statuses()
            self._settle_total()
            self._settle_negative_orders()
        if "interactions" in self._draft.inputs:
            self._settle_types()
        self._settle_signs()
        self._settle_placeholders()
        self._tidy_numbers()

    def _note(self, sentence: str) -> None:
        self._notes.append(f"{self._draft.key}: {sentence}")

    def _question(self, flag: str, text: str, **more: Any) -> str:
        return self._ask(Question(flag, f"{text}", self._draft.key, **more))

    def _note_origin(self) -> None:
        draft = self._draft
        title = f" ({draft.connector.title})" if draft.connector else ""
        self._note(f"{' and '.join(draft.inputs)} from {', '.join(draft.files)}{title}")

    # Times

    def _times(self) -> dict[str, Times]:
        columns = self._draft.all_columns(TIMES)
        return {column: times(self._draft.sample.values(column)) for column in columns}

    def _settle_dates(self) -> None:
        seen = self._times()
        written = [each for each in seen.values() if each.example]
        orders = {each.order for each in written if each.order}
        if not written:
            return
        said = self._ask.given("--dates", self._draft.key)
        if len(orders) == 1 and orders < {"day_first", "month_first"} and not said:
            self._set_format(dates=orders.pop())
            return
        example = written[0].example
        proposal = why = None
        if any(each.is_dotted for each in written):
            proposal, why = "day_first", "days written with points begin with the day nearly everywhere"
        elif self._is_indonesian():
            proposal, why = "day_first", "the shop is Indonesian by its columns or currency"
        text = f"Is {example} written with the day first or the month first?"
        if orders:
            text += " Some values prove the one, some the other, which no answer puts right."
        self._set_format(
            dates=self._question(
                "--dates", text, choices=("day_first", "month_first"), proposal=proposal, why=why or ""
            )
        )

    def _settle_zone(self) -> None:
        draft = self._draft
        if draft.format.time_zone:
            return
        local = next((each.local for each in self._times().values() if each.local), None)
        if not local and not self._ask.given("--time-zone", draft.key):
            return
        zone = _zone_of_offsets(self._drafts)
        why = "other times of these files have its offset"
        if not zone and self._is_indonesian():
            zone, why = "Asia/Jakarta", "the shop is Indonesian by its columns or currency"
        named_utc = [column for column in self._times() if plain(column).split()[-1] in ("gmt", "utc")]
        is_utc = bool(named_utc) and len(named_utc) == len(self._times())
        answer = self._question(
            "--time-zone",
            f"In which time zone are times without an offset, such as {local}? (an IANA name, such as Asia/Jakarta or UTC)",
            proposal="UTC" if is_utc else zone,
            why="the columns are called so" if is_utc else why,
            is_safe=is_utc,
            check=_zone_problem,
        )
        self._set_format(time_zone=answer or None)

    def _is_indonesian(self) -> bool:
        currencies = Counter(value.strip().upper() for value in self._draft.values("orders", "currency"))
        words = {word for column in self._draft.sample.columns for word in plain(column).split()}
        known = {"pesanan", "tanggal", "tgl", "pelanggan", "pembeli", "jumlah", "harga", "transaksi", "pembayaran"}
        return currencies.most_common(1)[:1] == [("IDR", currencies["IDR"])] if currencies else bool(words & known)

    def _set_format(self, **settings: Any) -> None:
        self._draft.format = replace(self._draft.format, **settings)

    # Amounts

    def _amounts(self, wanted: Sequence[str] = NUMBERS) -> dict[str, Amounts]:
        columns = [column for column in self._draft.all_columns(wanted) if self._draft.sample.values(column)]
        return {column: amounts(self._draft.sample.values(column)) for column in columns}

    def _settle_decimal(self) -> None:
        if self._draft.sample.kind == "workbook":
            seen = {column: each for column, each in self._amounts().items() if each.decimal != "." or each.dressed}
        else:
            seen = self._amounts()
        proven = {each.decimal for each in seen.values() if each.decimal}
        said = self._ask.given("--decimal", self._draft.key)
        if len(proven) == 1 and "both" not in proven and not said:
            self._set_format(decimal=proven.pop())
            return
        unsure = [each for each in seen.values() if each.example]
        if not unsure and not proven and not said:
            return
        if proven or not unsure:
            text = "Amounts are written with a decimal point and with a decimal comma. Which one holds?"
            self._set_format(decimal=self._question("--decimal", text, choices=(".", ",")))
            return
        example = unsure[0].example or ""
        sign = "," if "," in example else "."
        other = "." if sign == "," else ","
        grouped = all(each.grouped for each in unsure)
        proposal, why = (
            (other, "every larger amount has such groups of three") if grouped else (sign, "others have none")
        )
        text = (
            f"What is the decimal sign? With {other!r}, {example} is {re.sub(r'[.,]', '', example)};"
            f" with {sign!r}, it is a little more than {re.split(r'[.,]', example)[0]}."
        )
        self._set_format(decimal=self._question("--decimal", text, choices=(".", ","), proposal=proposal, why=why))

    def _tidy_numbers(self) -> None:
        """Take away what stands around numbers, and multiply what has to be."""
        seen = self._amounts()
        decimal = self._draft.format.decimal
        for input_name, given in list(self._draft.inputs.items()):
            for name, column in given.columns.items():
                if name not in NUMBERS or column.column not in seen:
                    continue
                shape = seen[column.column]
                text = quoted(column.column)
                dressing = _dressing(self._draft.sample.values(column.column)) if shape.dressed else []
                for worn in dressing:
                    text = f"replace({text}, '{worn}', '')"
                if decimal == "." and (shape.thousands or (shape.example and "," in shape.example)):
                    text = f"replace({text}, ',', '')"
                if dressing:
                    text = f"trim({text})"
                price = self._price(input_name, name, column.column)
                if price:
                    quantity = quoted(self._draft.base(input_name, "quantity") or "")
                    text = f"{_as_number(quantity, decimal)} * {_as_number(text, decimal)}"
                    if decimal == ",":
                        text = f"replace(cast({text} as varchar), '.', ',')"
                if text != quoted(column.column):
                    self._draft.set(input_name, **{name: Column(expression=text)})

    def _price(self, input_name: str, name: str, column: str) -> bool:
        """Tell whether a line's amount is the price of a unit, of which there are several."""
        if (input_name, name) != ("order_items", "amount") or not self._draft.base(input_name, "quantity"):
            return False
        return plain(column) in vocabulary()["columns"]["order_items"][PRICE]

    # Orders

    def _status_text(self, row: Row) -> str:
        """Give the status a row has by the mapping, in small letters; without what conditions say."""
        column = self._draft.inputs["orders"].columns["status"]
        if column.constant:
            return column.constant
        text = (row.get(column.column or "") or "").strip().lower()
        values = {key.lower(): value for key, value in column.values.items()}
        return (values.get(text, text) or "").lower()

    def _settle_statuses(self) -> None:
        draft = self._draft
        base = draft.base("orders", "status")
        if not base:
            draft.set("orders", status=Column(constant="paid"))
            self._note("no column says what became of an order; every row counts as a sale")
            return
        column = draft.inputs["orders"].columns["status"]
        met = Counter(value.strip().lower() for value in draft.sample.values(base))
        words = vocabulary()["statuses"]
        values = {str(key): value for key, value in column.values.items()}
        lowered = {key.lower() for key in values}
        if not draft.connector:
            prefixed = any(status.startswith("wc-") for status in met)
            for status, ours in words.items():
                if (status in met and status not in self._known.statuses) or (
                    prefixed and (status.startswith("wc-") or status in ("on-hold", "checkout-draft", "trash"))
                ):
                    values[status] = ours
                    lowered.add(status)
        unknown = [status for status in met if status not in lowered and status not in self._known.statuses]
        asked = dict(draft.connector.asked or {}) if draft.connector else {}
        asked |= {"authorized": "the payment is reserved, but not yet taken"} if "authorized" in values else {}
        doubtful = [status for status in met if status in asked]
        values |= self._sales_of(met, unknown, {status: asked[status] for status in doubtful})
        draft.set("orders", status=replace(column, values=values))
        self._settle_cancelled()
        self._settle_cash_on_delivery()
        shown = {key: value for key, value in values.items() if key in met}
        if shown:
            self._note("statuses: " + ", ".join(f"{key} is read as {value}" for key, value in shown.items()))

    def _sales_of(self, met: Counter[str], unknown: Sequence[str], doubtful: Mapping[str, str]) -> dict[str, str]:
        if not unknown and not doubtful:
            return {}
        listed = [f"{status} ({met[status]} of {met.total()})" for status in unknown]
        listed += [f"{status} ({met[status]} of {met.total()}: {why})" for status, why in doubtful.items()]
        answer = self._question(
            "--sales-statuses",
            f"Which of these statuses are sales: {', '.join(listed)}? Names with commas between, or none."
            + (" later: leave the unknown ones to the front door, which refuses them by name." if unknown else ""),
            proposal="later" if unknown else "none",
            why="nothing is decided by itself" if unknown else "only what is paid for is a sale",
            is_safe=True,
        )
        if answer.strip().lower() == "later":
            if unknown:
                self._note(f"unknown statuses stay as they are, and are refused by name: {', '.join(unknown)}")
            return dict.fromkeys(doubtful, "pending")
        sales = {text.strip().lower() for text in answer.split(",")}
        return {status: "paid" if status in sales else "pending" for status in [*unknown, *doubtful]}

    def _settle_cancelled(self) -> None:
        draft = self._draft
        column = draft.inputs["orders"].columns["status"]
        cancelled = find_column(draft.sample.columns, vocabulary()["cancelled_at"])
        if draft.connector or not cancelled or not draft.sample.values(cancelled):
            return
        if times(draft.sample.values(cancelled)).share > 0.5:
            when = {"cancelled": f"{quoted(cancelled)} is not null", **column.when}
            draft.set("orders", status=replace(column, when=when))
            self._note(f"an order with a day in {cancelled} is cancelled, whatever its status")

    def _settle_cash_on_delivery(self) -> None:
        draft = self._draft
        words = vocabulary()
        column = draft.inputs["orders"].columns["status"]
        base = column.column or ""
        fulfilment = find_column(draft.sample.columns, words["fulfilment"])
        if not fulfilment or fulfilment == base:
            return
        cancelled = find_column(draft.sample.columns, words["cancelled_at"])
        rows = [
            row
            for row in draft.sample.rows
            if self._status_text(row) == "pending"
            and (row.get(base) or "").strip().lower() not in ("authorized", "draft")
            and (row.get(fulfilment) or "").strip().lower() in words["went_out"]
            and not (cancelled and row.get(cancelled))
        ]
        if not rows:
            return
        payment = find_column(draft.sample.columns, words["payment"])
        paid_later = [row for row in rows if payment and _says(row.get(payment), words["cash_on_delivery"])]
        statuses = sorted({(row.get(base) or "").strip().lower() for row in rows})
        gone = sorted({(row.get(fulfilment) or "").strip().lower() for row in rows})
        text = (
            f"{len(rows)} of {len(draft.sample.rows)} rows are {' or '.join(statuses)}, but {' or '.join(gone)}"
            + (f", {len(paid_later)} of them by cash on delivery" if paid_later else "")
            + ". Are these sales?"
        )
        answer = self._question(
            "--cash-on-delivery",
            text,
            choices=("yes", "no"),
            proposal="yes",
            why="the goods went out",
            is_safe=bool(paid_later),
        )
        when = {text: condition for text, condition in column.when.items() if text != "paid"}
        if answer == "yes":
            condition = f"{_is_one_of(base, statuses)} and {_is_one_of(fulfilment, gone)}"
            when["paid"] = column.when.get("paid", condition)
            self._note(
                f"{' and '.join(statuses)} with {fulfilment} {' or '.join(gone)} counts as paid (cash on delivery)"
            )
        draft.set("orders", status=replace(column, when=when))

    def _settle_total(self) -> None:
        """Decide whether the amount of an order is before or after its discount, from the data where it tells."""
        draft = self._draft
        columns = draft.inputs["orders"].columns
        gross, total, discount = (draft.base("orders", name) for name in ("gross_amount", TOTAL, "discount_amount"))
        if draft.connector and not gross and total:
            self._check_lines(total, discount)
            return
        if draft.connector:
            return
        amount = total or gross
        if not amount:
            return
        discounted = [row for row in draft.sample.rows if discount and abs(self._number(row, discount)) > 0]
        verdict, why = self._after_discount(amount, discount, discounted, gross if total else None)
        by_name = "after_discount" if total else "before_discount"
        said = self._ask.given("--total", draft.key)
        if verdict and not said:
            self._note(f"{amount} is {verdict.replace('_', ' the ')}: {why}")
        elif said or discounted:
            example = discounted[0] if discounted else {}
            verdict = self._question(
                "--total",
                f"Is {amount} what was charged before or after the discount? One order has {amount}"
                f" {example.get(amount)} and {discount} {example.get(discount or '')}.",
                choices=("after_discount", "before_discount"),
                proposal=by_name,
                why="the column is called so",
                is_safe=plain(amount) == "gross amount" or bool(total and gross),
            )
        is_after = (verdict or by_name) == "after_discount" and bool(discount)
        given = columns[TOTAL if total else "gross_amount"]
        draft.set("orders", **{TOTAL: given if is_after else None, "gross_amount": None if is_after else given})

    def _after_discount(
        self, amount: str, discount: str | None, discounted: Sequence[Row], subtotal: str | None
    ) -> tuple[str | None, str]:
        if not discount or not discounted:
            return None, ""
        beyond = [row for row in discounted if abs(self._number(row, discount)) > self._number(row, amount) + _CENT > 0]
        if beyond:
            row = beyond[0]
            return "after_discount", (
                f"of {len(beyond)} orders the discount is more than the amount ({row.get(discount)} of {row.get(amount)})"
            )
        after, before = self._line_evidence(amount, discount)
        if after > before and after:
            return (
                "after_discount",
                f"with the discount it is the sum of the lines in {after} of {after + before} orders",
            )
        if before > after:
            return "before_discount", f"it is the sum of the lines in {before} of {after + before} orders"
        if subtotal:
            rows = [row for row in discounted if row.get(subtotal)]
            less = sum(
                abs(self._number(row, subtotal) - abs(self._number(row, discount)) - self._number(row, amount)) < _CENT
                for row in rows
            )
            if less * 2 > len(rows):
                return "after_discount", f"it is {subtotal} less {discount} in {less} of {len(rows)} orders"
        return None, ""

    def _line_evidence(self, amount: str, discount: str | None) -> tuple[int, int]:
        """Count the discounted orders whose amount is after, and before the discount, by the sum of their lines."""
        lines = self._lines()
        after = before = 0
        order_id = self._draft.base("orders", "order_id") or ""
        for name, rows in rows_by(self._draft.sample, order_id).items():
            head = next((row for row in rows if row.get(amount)), None)
            taken = abs(self._number(head, discount)) if head and discount else 0.0
            if not head or name not in lines or taken < _CENT:
                continue
            charged = self._number(head, amount)
            after += abs(charged + taken - lines[name]) <= max(_CENT * 2, lines[name] * 0.001)
            before += abs(charged - lines[name]) <= max(_CENT * 2, lines[name] * 0.001)
        return after, before

    def _lines(self) -> dict[str, float]:
        """Add up the lines of each order, as far as they were seen whole."""
        sums: dict[str, float] = {}
        for draft in self._drafts:
            if "order_items" not in draft.inputs:
                continue
            names = vocabulary()["columns"]["order_items"]
            price = find_column(draft.sample.columns, names[PRICE])
            quantity = find_column(draft.sample.columns, names["quantity"])
            order_id = draft.base("order_items", "order_id")
            amount = draft.base("order_items", "amount")
            if not order_id or not (amount or price):
                continue
            for name, rows in rows_by(draft.sample, order_id).items():
                if price and quantity:
                    parts = [self._number(row, quantity) * self._number(row, price) for row in rows]
                else:
                    parts = [self._number(row, amount or price or "") for row in rows]
                sums[name] = sum(parts)
        return sums

    def _check_lines(self, total: str, discount: str | None) -> None:
        after, before = self._line_evidence(total, discount)
        if after or before:
            told = f"with the discount it is the sum of the lines in {after} of {after + before} discounted orders"
            self._note(f"{total} is after the discount: {told}")

    def _number(self, row: Row | None, column: str | None) -> float:
        text = row.get(column) if row and column else None
        return number(text, self._draft.format.decimal) or 0.0

    def _settle_negative_orders(self) -> None:
        draft = self._draft
        column = draft.inputs["orders"].columns["status"]
        base = draft.base("orders", "gross_amount") or draft.base("orders", TOTAL)
        if not base or "credit_note" in column.when:
            return
        treated = {"ignored", "credit_note"}
        rows = [
            row
            for row in draft.sample.rows
            if self._number(row, base) < 0
            and self._known.statuses.get(self._status_text(row), "unknown") not in treated | {"unknown"}
        ]
        if not rows:
            return
        answer = self._question(
            "--negative-orders",
            f"{len(rows)} orders are below zero, such as {rows[0].get(base)}, and are no credit notes by their status."
            " Read them as credit notes, or let the front door refuse them?",
            choices=("credit_note", "refused"),
            proposal="refused",
            why="nothing is decided by itself",
            is_safe=True,
        )
        if answer == "refused":
            self._note(
                f"{len(rows)} orders below zero are refused; --negative-orders credit_note reads them as credit notes"
            )
            return
        others = sorted(
            (row.get(column.column or "") or "").strip().lower()
            for row in draft.sample.rows
            if self._known.statuses.get(self._status_text(row)) in treated
        )
        condition = f"trim({quoted(base)}) like '-%'"
        if others and column.column:
            condition += f" and not coalesce({_is_one_of(column.column, sorted(set(others)))}, false)"
        draft.set("orders", status=replace(column, when={**column.when, "credit_note": condition}))

    # Interactions

    def _settle_types(self) -> None:
        draft = self._draft
        column = draft.inputs["interactions"].columns["interaction_type"]
        met = Counter(value.strip().lower() for value in draft.values("interactions", "interaction_type"))
        events = vocabulary()["events"]
        if column.column and (draft.connector or sum(name in met for name in events["known_by"]) > 1):
            types = {name: ours for name, ours in events["types"].items() if ours in self._known.types and name != ours}
            without = [name for name in events["without"] if name not in self._known.types]
            draft.set("interactions", interaction_type=replace(column, values={**types, **column.values}))
            listed = ", ".join(f"'{name}'" for name in without)
            where = f"lower(trim(coalesce({quoted(column.column)}, ''))) not in ({listed})"
            draft.inputs["interactions"] = replace(draft.inputs["interactions"], where=where)
            left = [name for name in without if name in met]
            if left:
                count = sum(met[name] for name in left)
                self._note(f"{count} of {met.total()} events seen are left out, having no type here: {', '.join(left)}")
            met = Counter({name: count for name, count in met.items() if name not in without and name not in types})
        unknown = [name for name in met if name not in self._known.types]
        if unknown and column.column:
            self._settle_unknown_types(column.column, met, unknown)

    def _settle_unknown_types(self, base: str, met: Counter[str], unknown: Sequence[str]) -> None:
        listed = ", ".join(f"{name} ({met[name]})" for name in unknown[:12])
        answer = self._question(
            "--interaction-types",
            f"These types of interactions are not known: {listed}. What are they here? Write ours or nothing behind each,"
            " such as cart=cart_added,ping= (nothing leaves it out), or later.",
            proposal="later",
            why="nothing is decided by itself",
            is_safe=True,
            check=self._types_problem,
        )
        if answer.strip() == "later":
            self._note(f"unknown types stay as they are, and are refused by name: {', '.join(unknown[:12])}")
            return
        pairs = {theirs.strip().lower(): ours.strip() for theirs, _, ours in map(_parted, answer.split(","))}
        given = self._draft.inputs["interactions"]
        column = given.columns["interaction_type"]
        values = {**column.values, **{theirs: ours for theirs, ours in pairs.items() if ours}}
        self._draft.set("interactions", interaction_type=replace(column, values=values))
        dropped = [theirs.replace("'", "''") for theirs, ours in pairs.items() if not ours]
        if dropped:
            listed = ", ".join(f"'{name}'" for name in dropped)
            where = f"lower(trim(coalesce({quoted(base)}, ''))) not in ({listed})"
            where = f"{given.where} and {where}" if given.where else where
            self._draft.inputs["interactions"] = replace(self._draft.inputs["interactions"], where=where)

    def _types_problem(self, answer: str) -> str | None:
        ours = [] if answer.strip() == "later" else [part.partition("=")[2].strip() for part in answer.split(",")]
        wrong = [name for name in ours if name and name not in self._known.types]
        return f"there is no type {', '.join(wrong)} in interaction_types" if wrong else None

    # Signs and placeholders

    def _settle_signs(self) -> None:
        wanted = ("discount_amount", "refunded_amount", "cost_amount")
        seen = {column: each for column, each in self._amounts(wanted).items() if each.negative}
        if not seen:
            return
        negative = sum(each.negative for each in seen.values())
        positive = sum(each.positive for each in seen.values())
        names = " and ".join(seen)
        self._draft.signs = self._question(
            "--signs",
            f"{negative} values of {names} are below zero, {positive} above. as_amounts counts them without their sign;"
            " as_given takes those below zero for a flaw, which counts as 0.",
            choices=("as_amounts", "as_given"),
            proposal="as_amounts",
            why="discounts and refunds are amounts",
            is_safe=not positive,
        )

    def _settle_placeholders(self) -> None:
        draft = self._draft
        words = {text.lower() for text in vocabulary()["placeholders"]}
        found: dict[str, bool] = {}
        mails = draft.all_columns(("email",))
        for column in draft.all_columns(PEOPLE):
            groups = rows_by(draft.sample, column)
            for value, rows in groups.items():
                if value.strip().lower() not in words:
                    continue
                people = {(row.get(mail) or "").strip().lower() for row in rows for mail in mails} - {""}
                is_number = bool(re.fullmatch(r"-?\d+", value.strip()))
                found[value.strip()] = found.get(value.strip(), False) or not is_number or len(people) > 1
        said = self._ask.given("--placeholders", draft.key)
        if not found and said is None:
            return
        if found:
            answer = self._question(
                "--placeholders",
                f"Do these ids stand for nobody: {', '.join(found)}? Those that do, with commas between, or none.",
                proposal=",".join(found),
                why="they are shared by several people, or are words for nobody",
                is_safe=all(found.values()),
            )
        else:
            answer = said or ""
        chosen = [] if answer.strip().lower() == "none" else [text.strip() for text in answer.split(",")]
        draft.placeholders = tuple(text for text in chosen if text)
        if draft.placeholders:
            self._note(f"ids that stand for nobody: {', '.join(draft.placeholders)}")


def _parted(text: str) -> tuple[str, str, str]:
    return text.partition("=")


def _says(text: str | None, words: Sequence[str]) -> bool:
    return bool(text) and any(re.search(rf"\b{re.escape(word)}\b", (text or "").lower()) for word in words)


def _is_one_of(column: str, texts: Sequence[str]) -> str:
    """Write the condition that a column holds one of some texts, in any case."""
    listed = [f"'{text.replace(chr(39), chr(39) * 2)}'" for text in texts]
    is_one = f"= {listed[0]}" if len(listed) == 1 else f"in ({', '.join(listed)})"
    return f"lower(trim({quoted(column)})) {is_one}"


def _dressing(values: Sequence[str]) -> list[str]:
    """Give what is written around numbers, the longest first; parentheses and signs are no such thing."""
    found = {
        part.strip() for value in values for part in re.split(r"[\d.,'()+\s\u00a0\u202f-]+", value) if part.strip()
    }
    # A point behind a currency (Rp.) is part of it.
    pointed = {f"{part}." for part in found if any(re.match(rf"\s*{re.escape(part)}\.", value) for value in values)}
    return [part.replace("'", "''") for part in sorted(found | pointed, key=lambda part: (-len(part), part))]


def _as_number(text: str, decimal: str) -> str:
    plain_text = f"replace(replace({text}, '.', ''), ',', '.')" if decimal == "," else text
    return f"cast({plain_text} as decimal(18, 4))"


def _zone_problem(answer: str) -> str | None:
    try:
        ZoneInfo(answer)
    except (KeyError, OSError, ValueError):
        return "there is no such time zone"
    return None


def _zone_of_offsets(drafts: Sequence[Draft]) -> str | None:
    """Give the zone of the offset met most often, where a zone of a shop is known for it."""
    offsets: Counter[str] = Counter()
    for draft in drafts:
        for column in draft.all_columns(TIMES):
            for offset, count in times(draft.sample.values(column)).offsets.items():
                offsets[offset.upper()[:3]] += count
    offsets.pop("UTC", None)
    offsets.pop("GMT", None)
    best = next((offset for offset, _ in offsets.most_common()), None)
    return _ZONES.get(best) if best else None


def _share_ids(drafts: Sequence[Draft], notes: list[str]) -> None:
    """Decide which sources keep their ids bare: those that speak of the same people and orders must agree."""
    bare: set[str] = set()
    for draft in drafts:
        others = [other for other in drafts if other is not draft]
        is_linked = any(_ids(draft) & _ids(other) for other in others if not set(draft.inputs) & set(other.inputs))
        if draft.connector and not is_linked:
            continue
        if set(draft.inputs) & bare:
            same = ", ".join(sorted(set(draft.inputs) & bare))
            notes.append(
                f"{draft.key}: its ids get {draft.key}: before them, since another source gives {same} as well"
            )
            continue
        draft.prefixed = False
        bare |= set(draft.inputs)


def _ids(draft: Draft) -> set[tuple[str, str]]:
    names = ("customer_id", "visitor_id", "order_id")
    return {(name, value) for input_name in draft.inputs for name in names for value in draft.values(input_name, name)}
