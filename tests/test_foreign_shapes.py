"""A shop in files of any shape, with the mapping that says so, comes in as the same shop in plain files does.

A made-up shop is written twice: as the contract has it, and in shapes drawn by chance, with the mapping that says
which. What `retensi check` reads of both is compared row for row and column for column: what is accepted and what is
superseded, what is refused and why. ``RETENSI_SEEDS=100-200`` tries other shapes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from retensi.front_door.judge import judged_by
from retensi.front_door.mapping import Column, Format, InputMapping, Mapping, Source, as_yaml
from retensi.front_door.project import input_contract
from retensi.front_door.render import FrontDoor
from tests.arrivals import plan_of
from tests.dbt_project import PROJECT
from tests.oracle.files import write_inputs
from tests.oracle.front_door import Inputs, Row
from tests.workbooks import workbook

pytestmark = pytest.mark.long

CONTRACT = input_contract(PROJECT)
TIME_ZONES = (None, "UTC", "Asia/Jakarta", "America/New_York", "Europe/Berlin")
MONTHS = {
    name: written.split()
    for name, written in {
        "english": "January February March April May June July August September October November December",
        "short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "indonesian": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        "short indonesian": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    }.items()
}
# Names that say nothing, that ask for quotes, or that the SQL of a mapping has itself.
ODD_NAMES = ("Betrag (brutto)", 'so "genannt"', "größe", "select", "c1", "v_order_id", "unreadable", "place", "reason")
ODD_NAMES += ("_row_id", "m_ordered_at", "Tgl. Pesan", "a,b", "x;y", "it's", "100%", "came", "based", "record")
STATUSES = {"paid": "Lunas", "completed": "Erledigt, ganz", "shipped": "on its way", "cancelled": "Batal"}
STATUSES |= {"credit_note": "retour/CN", "pending": "Offen", "delivered": "paid?"}
TYPES = {"page_view": "view; page", "message_sent": "Müll", "nps_response": "NPS", "registered": "daftar"}
# What differs by whether an order came with its total or with the amount before its discount.
GIVEN = {"orders": ("given_gross_amount", "total_amount")}
NOTES = ("credit_note", "credited", "chargeback")
SIGNED = ("discount_amount", "refunded_amount", "cost_amount")


def seeds() -> list[int]:
    first, _, last = os.environ.get("RETENSI_SEEDS", "1-10").partition("-")
    return list(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("seed", seeds())
def test_a_shop_in_any_shape_is_the_same_shop(seed: int, tmp_path: Path) -> None:
    shop = ForeignShop(Random(seed), seed)
    shop.write(tmp_path / "plain", tmp_path / "foreign")
    variables = {"reporting_timezone": shop.time_zone, "quarantine_severity": "warn"}
    plain, foreign = (rows_of(tmp_path / name, variables, shop.prefixes) for name in ("plain", "foreign"))
    said = (tmp_path / "foreign" / "retensi.yml").read_text(encoding="utf-8")
    assert plain.keys() == foreign.keys(), said
    for name, expected in plain.items():
        found = foreign[name]
        if name in shop.repeated:
            expected, found = (
                Counter({row: 1 for row in rows if _other(row) not in rows}) for rows in (expected, found)
            )
        if difference := _told(expected, found):
            pytest.fail("\n".join([f"seed {seed}, {name}:", *difference, said]))


def _told(expected: Counter, found: Counter) -> list[str]:
    """Say what differs, of rows of one record only the columns that do."""
    more: dict[Any, list[tuple]] = {}
    for row in (found - expected).elements():
        more.setdefault(dict(row)["tag"], []).append(row)
    lines = []
    for row in (expected - found).elements():
        others = more.get(dict(row)["tag"])
        other = dict(others.pop()) if others else None
        differs = {key: (value, other[key]) for key, value in row if other[key] != value} if other else f"missing {row}"
        lines.append(f"  {dict(row)['tag']}: {differs}")
    return lines + [f"  more: {row}" for rows in more.values() for row in rows]


def rows_of(folder: Path, variables: dict[str, Any], prefixes: Iterable[str]) -> dict[str, Counter]:
    """Give the rows of each input as they were judged, ids without their source."""
    door = FrontDoor(PROJECT, variables, {})
    with door.connection:
        judged = judged_by(door, folder, show_records=True)
        assert judged.problems == ()
        found = {}
        for name in (each.name for each in judged.inputs):
            rows = door.run_query(
                f"select checked.* exclude ({', '.join(['_row_id', *GIVEN.get(name, ())])}), received.tag"
                f" from {door.ref(f'checked_{name}')} as checked"
                f" left join {door.ref(f'received_{name}')} as received on checked._row_id = received._row_id"
            ).dicts()
            found[name] = Counter(
                (
                    *tuple(
                        (column, _bare(value, prefixes))
                        for column, value in sorted(row.items())
                        # An order that is written several times has versions there.
                        if column not in ("tag", "_has_versions")
                    ),
                    ("tag", None if name == "order_items" else row["tag"]),
                )
                for row in rows
            )
    return found


def _other(row: tuple) -> tuple | None:
    """Give the row that stays where an order that is written several times is read several times."""
    if ("row_status", "superseded") not in row:
        return None
    return tuple((column, "accepted" if column == "row_status" else value) for column, value in row)


def _bare(value: Any, prefixes: Iterable[str]) -> Any:
    if isinstance(value, str):
        return next((value.removeprefix(prefix) for prefix in prefixes if value.startswith(prefix)), value)
    return value


@dataclass
class Shape:
    """How one source writes its files."""

    kind: str
    written: Format
    ending: str
    line_end: str
    quoting: int
    thousands: str
    months: str | None
    separator: str
    short_years: bool
    words: bool
    prefixed: bool
    placeholders: tuple[str, ...]
    negative: bool
    total: bool
    # Whether a minus stands behind an amount, or brackets around it.
    behind: bool
    # Whether the first line says what separates the fields, as Excel writes it.
    names_delimiter: bool


@dataclass
class ForeignShop:
    """One shop, plain and in shapes drawn by chance."""

    random: Random
    seed: int
    sources: list[Source] = field(default_factory=list)
    prefixes: set[str] = field(default_factory=set)
    # Inputs whose rows may come several times in the one and once in the other.
    repeated: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        plan = replace(plan_of(self.seed), customers=self.random.randint(3, 9))
        self.time_zone = plan.timezone
        self.inputs: Inputs = {name: rows for name, rows in plan.inputs().items() if rows}
        for row in self.inputs.get("customers", []):
            place = int(row["customer_id"][1:])
            row["city"] = (None, "Köln", 'Ban"dung', "A; B, C|D\tE", "two\nlines", " São  Paulo ")[place % 6]
            row["birth_date"] = (None, "1999-12-31", "2001-02-03", "1970-01-01", "31.31.2001")[place % 5]
            row["marketing_consent"] = (None, "true", "No", "maybe")[place % 4]
        for row in self.inputs.get("interactions", []):
            place = int(row["interaction_id"][1:])
            if place % 5 == 0:
                row["body"] = ("Sehr schön!", 'no, thanks; "really"', "first\nsecond", "=1+1")[place % 4]
        self.inputs["order_items"] = self._lines()
        self.damaged: Counter[str] = Counter()
        self.is_latin = self.random.random() < 0.5
        if self.is_latin:
            for row in (row for rows in self.inputs.values() for row in rows):
                row |= {
                    key: value.encode("latin-1", "replace").decode("latin-1") for key, value in row.items() if value
                }
        for rows in self.inputs.values():
            # Copies have the same tag: which of them counts is no matter.
            tags: dict[str, int] = {}
            for row in rows:
                row["tag"] = f"t{tags.setdefault(repr(sorted(row.items(), key=str)), len(tags))}"

    def _lines(self) -> list[Row]:
        lines: list[Row] = []
        for order_id in dict.fromkeys(row["order_id"] for row in self.inputs["orders"]):
            for number in range(1, (self.random.randint(1, 3) if order_id else 1) + 1):
                quantity, price = self.random.randint(1, 4), Decimal(self.random.randint(0, 500_000)).scaleb(-2)
                lines.append(
                    {
                        **{
                            "order_id": order_id,
                            "line_number": str(number) if order_id else None,
                            "product_id": f"p{number}",
                        },
                        **{"quantity": str(quantity), "amount": str(quantity * price), "price": str(price)},
                        **{"category": self.random.choice((None, "Tee", 'Kaffee, "ganz"'))},
                    }
                )
        return lines

    # Writing

    def write(self, plain: Path, foreign: Path) -> None:
        foreign.mkdir(parents=True)
        shops = self._shops()
        if any(shape.negative for shape, _ in shops):
            for row in self.inputs["orders"]:
                row |= {name: (row.get(name) or "").removeprefix("-") or None for name in SIGNED}
        with_lines = self.random.random() < 0.5
        for place, (shape, rows) in enumerate(shops):
            key = f"shop{place}"
            if with_lines:
                self._write_lines(foreign, key, shape, rows)
                continue
            items = self._of(rows, self.inputs["order_items"], any(not row["order_id"] for row in rows))
            of_orders = self._write_input(foreign, key, shape, "orders", rows, "order")
            of_items = self._write_input(foreign, key, shape, "order_items", items, "line")
            globs = (f"{key}_orders*{shape.ending}", f"{key}_order_items*{shape.ending}")
            self._add(key, globs, shape, {"orders": of_orders, "order_items": of_items})
        for name in (name for name in self.inputs if name not in ("orders", "order_items")):
            if name == "customer_merges" and self.random.random() < 0.5:
                write_inputs({name: self.inputs[name]}, foreign)
                continue
            shape = self._shape(name)
            mapping = self._write_input(foreign, name, shape, name, self.inputs[name])
            self._add(name, (f"{name}*{shape.ending}",), shape, {name: mapping})
        if "customer_merges" in self.inputs:
            self.repeated.add("customer_merges")
        text = as_yaml(Mapping(tuple(self.sources)))
        (foreign / "retensi.yml").write_text(text, encoding="utf-8")
        self._write_plain(plain)

    def _write_plain(self, folder: Path) -> None:
        folder.mkdir()
        for name, rows in self.inputs.items():
            known = [column for column in CONTRACT[name]["columns"] if any(row.get(column) for row in rows)]
            needed = [*CONTRACT[name]["required"], *chain(*CONTRACT[name].get("required_any", []))]
            columns = list(dict.fromkeys([*needed, *known, "tag"]))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows([row.get(column) for column in columns] for row in rows)
                writer.writerows([["spoiled"]] * self.damaged[name])

    def _shops(self) -> list[tuple[Shape, list[Row]]]:
        """One source of orders or two, which share no order."""
        rows = self.inputs["orders"]
        if self.random.random() < 0.6:
            return [(self._shape("orders"), rows)]
        ids = sorted({row["order_id"] or "" for row in rows})
        first = set(self.random.sample(ids, len(ids) // 2))
        halves = [[row for row in rows if (row["order_id"] in first) is side] for side in (True, False)]
        shapes = [self._shape("orders"), self._shape("orders")]
        # Where one keeps the sign, both do: the plain files have one only.
        shapes[1].negative = shapes[0].negative
        shapes[1].prefixed = shapes[1].prefixed or not shapes[0].prefixed
        return list(zip(shapes, halves, strict=True))

    def _of(self, orders: list[Row], lines: list[Row], is_first: bool) -> list[Row]:
        ids = {row["order_id"] for row in orders if row["order_id"]}
        return [line for line in lines if line["order_id"] in ids or (is_first and not line["order_id"])]

    def _shape(self, name: str) -> Shape:
        choose = self.random.choice
        kind = choose(("csv", "csv", "csv", "json", "array", "parquet", "workbook"))
        ending = {"csv": choose((".csv", ".txt", ".tsv")), "json": choose((".json", ".jsonl", ".ndjson"))}.get(kind)
        ending = ending or {"array": ".json", "parquet": ".parquet", "workbook": ".xlsx"}[kind]
        text = kind in ("csv", "json", "array")
        if text and self.random.random() < 0.3:
            ending += ".gz"
        encodings = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", *(("cp1252", "latin-1") * self.is_latin))
        decimal = choose((".", ","))
        line_end = choose(("\n", "\r\n", "\r"))
        return Shape(
            kind=kind,
            written=Format(
                delimiter=choose((",", ";", "\t", "|", "~")) if kind == "csv" else ",",
                encoding=choose(encodings) if text else "utf-8",
                sheet=choose((None, "Daten & mehr")) if kind == "workbook" else None,
                decimal=decimal,
                dates=choose(("iso", "day_first", "month_first")),
                time_zone=choose(TIME_ZONES),
                skip_rows=choose(("0", "0", "2")) if kind in ("csv", "workbook") else "0",
            ),
            ending=ending,
            line_end=line_end,
            # Python quotes no line feed where lines end otherwise.
            quoting=choose((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)) if line_end == "\n" else csv.QUOTE_ALL,
            thousands=choose(("", ".", " ", "'", "\u00a0")) if decimal == "," else choose(("", ",")),
            months=choose((None, None, *MONTHS)),
            separator=choose("-/."),
            short_years=self.random.random() < 0.3,
            words=self.random.random() < 0.5,
            prefixed=self.random.random() < 0.5,
            placeholders=choose(((), ("0", "Gast"))),
            negative=self.random.random() < 0.4,
            total=self.random.random() < 0.5,
            behind=self.random.random() < 0.3,
            names_delimiter=self.random.random() < 0.2,
        )

    def _write_input(
        self, folder: Path, key: str, shape: Shape, name: str, rows: list[Row], kind: str | None = None
    ) -> InputMapping:
        written, mapping = self._foreign(shape, name, rows)
        if kind:
            written = [row | {"Kind": kind} for row in written]
            mapping = replace(mapping, where=f"\"Kind\" = '{kind}'")
        files = [f"{key}_{name}" if kind else name]
        if len(written) > 3 and self.random.random() < 0.3:
            # Several files, the second of which has its columns in another order.
            files.append(f"{files[0]}_2")
        for place, file in enumerate(files):
            # Both inputs of a source read all its files.
            given = ("orders", "order_items") if kind else (name,)
            self._write_file(folder, file, shape, written[place :: len(files)], given)
        return mapping

    def _add(self, key: str, globs: tuple[str, ...], shape: Shape, inputs: dict[str, InputMapping]) -> None:
        if shape.prefixed:
            self.prefixes.add(f"{key}:")
        signs = "as_amounts" if shape.negative else "as_given"
        self.sources.append(Source(key, globs, inputs, shape.prefixed, shape.written, shape.placeholders, signs))

    def _foreign(self, shape: Shape, name: str, rows: list[Row]) -> tuple[list[dict[str, Any]], InputMapping]:
        contract = CONTRACT[name]["columns"]
        given = [column for column in contract if any(row.get(column) is not None for row in rows)]
        needed = [*CONTRACT[name]["required"], *chain(*CONTRACT[name].get("required_any", []))]
        wanted = list(dict.fromkeys([*needed, *given]))
        names = self._names(wanted, name)
        columns = {column: Column(column=names[column]) for column in wanted}
        money = [column for column in wanted if contract[column] == "decimal"]
        # Where some orders have a total of their own, or a discount that no total can say, all stay as they are.
        self._gives_total = name == "orders" and shape.total and not any(map(_needs_gross, rows))
        if self._gives_total:
            # The column of totals, which is empty, gives way to the one that holds them.
            money = [column for column in money if column != "total_amount"]
            columns["total_amount"] = columns.pop("gross_amount")
        of_words = {"orders": ("status", STATUSES), "interactions": ("interaction_type", TYPES)}.get(name)
        if of_words and shape.words:
            column, words = of_words
            columns[column] = replace(columns[column], values={theirs: ours for ours, theirs in words.items()})
        if shape.thousands == ",":
            for column in money:
                of = "total_amount" if column == "gross_amount" and self._gives_total else column
                quoted = '"' + names[column].replace('"', '""') + '"'
                columns[of] = Column(expression=f"replace({quoted}, ',', '')")
        written = []
        for row in rows:
            values: dict[str, Any] = {}
            for column in wanted:
                values[names[column]] = self._value(shape, name, column, row, contract[column])
            values["tag"] = row["tag"]
            values["Note"] = self.random.choice((None, "n", "x"))
            written.append(values)
        return written, InputMapping(columns)

    def _names(self, columns: Sequence[str], name: str) -> dict[str, str]:
        """Draw what the columns of a file are called; some are called like another one of the contract."""
        style = self.random.choice(("same", "upper", "numbered", "odd", "swapped"))
        if style == "same":
            return {column: column for column in columns}
        if style == "upper":
            return {column: column.upper().replace("_", " ") for column in columns}
        if style == "numbered":
            return {column: f"Kolom {place}" for place, column in enumerate(columns)}
        if style == "swapped":
            others = [*CONTRACT[name]["columns"]]
            self.random.shuffle(others)
            return dict(zip(columns, others, strict=False))
        odd = self.random.sample(ODD_NAMES, len(ODD_NAMES))
        return dict(zip(columns, odd, strict=False))

    def _value(self, shape: Shape, name: str, column: str, row: Row, type_: str) -> Any:
        text = row.get(column)
        if column in ("customer_id", "visitor_id") and text is None and shape.placeholders:
            return self.random.choice((None, "0", "GAST", " gast "))
        if text is None:
            return None
        if type_ in ("timestamp", "date"):
            return self._time(shape, text)
        if type_ == "decimal":
            # The total of a note is what it gives back, whatever its discount.
            if column == "gross_amount" and self._gives_total and (row["status"] or "").strip().lower() not in NOTES:
                text = _less(text, row.get("discount_amount"))
            if name == "orders" and column in SIGNED and shape.negative and self.random.random() < 0.7:
                text = f"-{text}" if _number(text) is not None else text
            return self._number(shape, text)
        words = {"status": STATUSES, "interaction_type": TYPES}.get(column, {})
        if shape.words and (theirs := words.get(text.strip().lower())):
            return self.random.choice((theirs, theirs.upper(), f" {theirs} "))
        return text

    def _number(self, shape: Shape, text: str) -> Any:
        number = _number(text)
        if number is None:
            return text
        if shape.kind == "workbook" or (shape.kind in ("json", "array", "parquet") and self.random.random() < 0.5):
            return float(number) if shape.kind == "workbook" else number
        whole, _, fraction = f"{number:f}".partition(".")
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        grouped = f"{int(digits):,}".replace(",", shape.thousands)
        text = f"{grouped}{shape.written.decimal if fraction else ''}{fraction}"
        if sign and shape.behind:
            return self.random.choice((f"({text})", f"{text}-"))
        return f"{sign}{text}"

    def _time(self, shape: Shape, text: str) -> Any:
        """Write a time as the source does; one that is none, as it is."""
        try:
            if len(text) == 10:
                day = date.fromisoformat(text)
                return day if shape.kind == "workbook" else self._day(shape, day)
            moment = datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=UTC)
        except ValueError:
            return text
        zone = ZoneInfo(shape.written.time_zone or "UTC")
        local = moment.astimezone(zone)
        naive = local.replace(tzinfo=None)
        # An hour that comes twice says which one only by its offset.
        is_sure = (
            naive.replace(tzinfo=zone, fold=1).astimezone(UTC) == moment == naive.replace(tzinfo=zone).astimezone(UTC)
        )
        if shape.kind == "workbook" and naive.time() == time(0):
            # A cell does not tell midnight from a day.
            return self._offset(moment)
        if shape.kind == "workbook" and is_sure:
            return naive
        how = self.random.choice(("local", "local", "local", "offset", "epoch", "digits", "other"))
        if how == "epoch":
            seconds = int(moment.timestamp())
            return str(seconds * self.random.choice((1, 1000, 1_000_000)))
        if how == "offset" or not is_sure:
            return self._offset(moment)
        if how == "digits":
            return naive.strftime("%Y%m%d%H%M%S")
        clock = self.random.choice(
            [naive.strftime("%H:%M:%S"), naive.strftime("%I:%M:%S %p")]
            + (
                [naive.strftime("%H:%M"), naive.strftime("%-I:%M %p").lower(), naive.strftime("%-H:%M")]
                if not naive.second
                else []
            )
        )
        return f"{self._day(shape, naive.date(), is_alone=False)} {clock}"

    def _offset(self, moment: datetime) -> str:
        zone = ZoneInfo(self.random.choice(("UTC", "Asia/Jakarta", "Asia/Kolkata", "America/New_York")))
        local = moment.astimezone(zone)
        offset = local.strftime("%z")
        written = [offset, f" {offset}", f"{offset[:3]}:{offset[3:]}"]
        written += [offset[:3]] if offset.endswith("00") else []
        written += [" WIB"] if offset == "+0700" else []
        written += ["Z", " UTC", " GMT", "+00"] if offset == "+0000" else []
        between = self.random.choice(("T", " "))
        return local.strftime(f"%Y-%m-%d{between}%H:%M:%S") + self.random.choice(written)

    def _day(self, shape: Shape, day: date, is_alone: bool = True) -> str:
        separator, named = shape.separator, MONTHS.get(shape.months or "")
        if named and self.random.random() < 0.6:
            month = named[day.month - 1]
            if shape.short_years:
                return f"{day.day}-{month}-{day.year % 100:02}"
            return self.random.choice((f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"))
        if shape.written.dates == "iso" or self.random.random() < 0.2:
            written = ("%Y-%m-%d", "%Y/%m/%d", "%Y-%-m-%-d", *(("%Y%m%d",) if is_alone else ()))
            return day.strftime(self.random.choice(written))
        year = f"{day.year % 100:02}" if shape.short_years else str(day.year)
        parts = [day.day, day.month] if shape.written.dates == "day_first" else [day.month, day.day]
        digits = "02" if self.random.random() < 0.5 else ""
        return separator.join([*(format(part, digits) for part in parts), year])

    # Lines: orders and their items in one file

    def _write_lines(self, folder: Path, key: str, shape: Shape, orders: list[Row]) -> None:
        on_all = self.random.random() < 0.4
        if on_all:
            self.repeated.add("orders")
        written, of_orders = self._foreign(shape, "orders", orders)
        order_id = of_orders.columns["order_id"].column or ""
        lines: dict[str | None, list[Row]] = {}
        for line in self._of(orders, self.inputs["order_items"], any(not row["order_id"] for row in orders)):
            lines.setdefault(line["order_id"], []).append(line)
        rows: list[dict[str, Any]] = []
        for order, values in zip(orders, written, strict=True):
            # An older version of an order has no lines of its own.
            own = lines.pop(order["order_id"], []) if order["order_id"] or None in lines else []
            for place, line in enumerate(own or [None]):
                row = dict(values) if place == 0 or on_all else {order_id: values[order_id]}
                if line:
                    row |= {
                        "SKU": line["product_id"],
                        "Kategorie": line["category"],
                    }
                    row |= {"Menge": self._number(shape, line["quantity"]), "Preis": self._number(shape, line["price"])}
                rows.append(row)
        number = "replace(\"{}\", ',', '')" if shape.thousands == "," else '"{}"'
        if shape.written.decimal == ",":
            number = "replace(regexp_replace(\"{}\", '[. ''\u00a0]', '', 'g'), ',', '.')"
        price, quantity = number.format("Preis"), number.format("Menge")
        items = {
            "order_id": Column(column=order_id),
            "product_id": Column(column="SKU"),
            "category": Column(column="Kategorie"),
            "quantity": Column(expression=f"cast({quantity} as decimal(18, 3))"),
            "amount": Column(expression=f"cast({price} as decimal(18, 4)) * cast({quantity} as decimal(18, 4))"),
        }
        mapped = {
            "orders": replace(of_orders, rows="one per line"),
            "order_items": InputMapping(items, "one per line", '"SKU" is not null'),
        }
        self._write_file(folder, f"{key}_lines", shape, rows, ("orders", "order_items"))
        self._add(key, (f"{key}_lines{shape.ending}",), shape, mapped)

    # Files

    def _write_file(
        self, folder: Path, name: str, shape: Shape, rows: list[dict[str, Any]], given: Sequence[str]
    ) -> None:
        columns = list(dict.fromkeys(column for row in rows for column in row))
        self.random.shuffle(columns)
        file = folder / f"{name}{shape.ending}"
        if shape.kind == "workbook":
            titles = [["A title"], ["of two rows"]][: int(shape.written.skip_rows)]
            sheets = {
                shape.written.sheet or "Sheet1": [
                    *titles,
                    [],
                    columns,
                    *([row.get(column) for column in columns] for row in rows),
                ]
            }
            if shape.written.sheet:
                sheets = {"First": [["nothing"]], **sheets}
            workbook(file, **sheets)
            return
        if shape.kind == "parquet":
            _write_parquet(file, columns, rows, shape.written.decimal)
            return
        if shape.kind == "csv":
            out = io.StringIO()
            writer = csv.writer(
                out, delimiter=shape.written.delimiter, lineterminator=shape.line_end, quoting=shape.quoting
            )
            if shape.names_delimiter:
                out.write(f"sep={shape.written.delimiter}{shape.line_end}")
            for _ in range(int(shape.written.skip_rows)):
                writer.writerow(["A title", *[None] * (len(columns) - 1)])
            writer.writerow(columns)
            for row in rows:
                writer.writerow([row.get(column) for column in columns])
                if self.random.random() < 0.05:
                    out.write(self.random.choice(("", shape.written.delimiter * (len(columns) - 1))) + shape.line_end)
                if self.random.random() < 0.02:
                    writer.writerow(["spoiled"])
                    self.damaged.update(given)
            text = out.getvalue()
        elif shape.kind == "array":
            text = json.dumps([_plain_json(row) for row in rows], indent=self.random.choice((None, 2)))
        else:
            text = "".join(json.dumps(_plain_json(row), ensure_ascii=False) + "\n" for row in rows)
        content = text.encode(shape.written.encoding)
        file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)


def _plain_json(row: dict[str, Any]) -> dict[str, Any]:
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in row.items()}


def _write_parquet(file: Path, columns: Sequence[str], rows: Sequence[dict[str, Any]], decimal: str) -> None:
    def typed(column: str) -> str:
        values = [row.get(column) for row in rows if row.get(column) is not None]
        return "decimal(18, 6)" if values and all(isinstance(value, Decimal) for value in values) else "varchar"

    names = ['"' + column.replace('"', '""') + '"' for column in columns]
    with duckdb.connect() as connection:
        listed = ", ".join(f"{name} {typed(column)}" for name, column in zip(names, columns, strict=True))
        connection.execute(f"create table t ({listed})")
        if rows:
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"insert into t values ({marks})",
                [
                    [_as_text(row.get(column), decimal if typed(column) == "varchar" else ".") for column in columns]
                    for row in rows
                ],
            )
        connection.execute(f"copy t to '{file}' (format parquet)")


def _as_text(value: Any, decimal: str) -> str | None:
    return None if value is None else f"{value:f}".replace(".", decimal) if isinstance(value, Decimal) else str(value)


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _needs_gross(row: Row) -> bool:
    """Whether a total after the discount would say something else of an order."""
    charged, taken = _number(row.get("gross_amount") or ""), _number(row.get("discount_amount"))
    return bool(row.get("total_amount")) or (charged is not None and taken is not None and taken > charged)


def _less(gross: str, discount: str | None) -> str:
    charged, taken = _number(gross), _number(discount)
    return gross if charged is None or taken is None else str(charged - max(taken, Decimal(0)))
