"""How values are written: day and month, time zone, decimal sign, signs, and ids that stand for nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from retensi.front_door.drafts import Draft
from retensi.front_door.mapping import Column
from retensi.front_door.matching import NUMBERS, PEOPLE, PRICE, TIMES, plain, rows_by, vocabulary
from retensi.front_door.settling import Settling
from retensi.front_door.shapes import Amounts, Times, amounts, times
from retensi.sql_text import sql_identifier

# The zones of Indonesia, for a zone to propose where an offset was met.
_ZONES = {"+07": "Asia/Jakarta", "+08": "Asia/Makassar", "+09": "Asia/Jayapura", "Z": "UTC", "+00": "UTC"}


class Values(Settling):
    """Settles how the values of a source are written."""

    def settle(self) -> None:
        """Settle what a mapping says of all columns of a source."""
        self._drop_percentages()
        self._settle_dates()
        self._settle_decimal()
        self._settle_zone()
        self._settle_signs()
        self._settle_placeholders()

    def _settle_dates(self) -> None:
        seen = self._times()
        written = [each for each in seen.values() if each.example]
        orders = {each.order for each in written if each.order}
        if not written:
            return
        said = self.ask.given("--dates", self.draft.key)
        if len(orders) == 1 and orders < {"day_first", "month_first"} and not said:
            self._set_format(dates=orders.pop())
            return
        example = written[0].example
        proposal = why = None
        if any(each.is_dotted for each in written):
            proposal, why = "day_first", "days written with points begin with the day nearly everywhere"
        elif self.is_indonesian():
            proposal, why = "day_first", "the shop is Indonesian by its columns or currency"
        text = f"Is {example} written with the day first or the month first?"
        if orders:
            text += " Some values prove the one, some the other, which no answer puts right."
        self._set_format(
            dates=self.question("--dates", text, choices=("day_first", "month_first"), proposal=proposal, why=why or "")
        )

    def _settle_zone(self) -> None:
        draft = self.draft
        if draft.format.time_zone:
            return
        local = next((each.local for each in self._times().values() if each.local), None)
        if not local and not self.ask.given("--time-zone", draft.key):
            return
        zone = zone_of_offsets(self.drafts)
        why = "other times of these files have its offset"
        if not zone and self.is_indonesian():
            zone, why = "Asia/Jakarta", "the shop is Indonesian by its columns or currency"
        named_utc = [column for column in self._times() if plain(column).split()[-1] in ("gmt", "utc")]
        are_called_utc = bool(named_utc) and len(named_utc) == len(self._times())
        are_moments = {column for column, each in self._times().items() if each.local} <= draft.sample.moments
        is_utc = are_called_utc or (are_moments and bool(draft.sample.moments))
        answer = self.question(
            "--time-zone",
            f"In which time zone are times without an offset, such as {local}? An IANA name, as Asia/Jakarta or UTC.",
            proposal="UTC" if is_utc else zone,
            why="the columns are called so" if are_called_utc else "timestamps there are moments" if is_utc else why,
            is_safe=is_utc,
            check=_zone_problem,
        )
        self._set_format(time_zone=answer or None)

    def _settle_decimal(self) -> None:
        if self.draft.sample.kind == "workbook":
            seen = {column: each for column, each in self._amounts().items() if each.decimal != "." or each.dressed}
        else:
            seen = self._amounts()
        proven = {each.decimal for each in seen.values() if each.decimal}
        said = self.ask.given("--decimal", self.draft.key)
        if self.draft.connector and self.draft.connector.decimal and not said:
            return
        if len(proven) == 1 and "both" not in proven and not said:
            self._set_format(decimal=proven.pop())
            return
        unsure = [each for each in seen.values() if each.example]
        if not unsure and not proven and not said:
            return
        if proven or not unsure:
            text = "Amounts are written with a decimal point and with a decimal comma. Which one holds?"
            self._set_format(decimal=self.question("--decimal", text, choices=(".", ",")))
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
        self._set_format(decimal=self.question("--decimal", text, choices=(".", ","), proposal=proposal, why=why))

    def _settle_signs(self) -> None:
        wanted = ("discount_amount", "refunded_amount", "cost_amount")
        seen = {column: each for column, each in self._amounts(wanted).items() if each.negative}
        if not seen:
            return
        negative = sum(each.negative for each in seen.values())
        positive = sum(each.positive for each in seen.values())
        names = " and ".join(seen)
        self.draft.signs = self.question(
            "--signs",
            f"{negative} values of {names} are below zero, {positive} above. as_amounts counts them without their sign;"
            " as_given takes those below zero for a flaw, which counts as 0.",
            choices=("as_amounts", "as_given"),
            proposal="as_amounts",
            why="discounts and refunds are amounts",
            is_safe=not positive,
        )

    def _settle_placeholders(self) -> None:
        draft = self.draft
        words = {text.lower() for text in vocabulary()["placeholders"]}
        found: dict[str, bool] = {}
        mails = draft.all_columns(("email",))
        # A phone that is a word is none by itself.
        for column in draft.all_columns(tuple(name for name in PEOPLE if name != "phone")):
            groups = rows_by(draft.sample, column)
            for value, rows in groups.items():
                if value.strip().lower() not in words:
                    continue
                people = {(row.get(mail) or "").strip().lower() for row in rows for mail in mails} - {""}
                is_word = not re.fullmatch(r"-?\d+", value.strip())
                # A customer may well have the number 0: other people's mails or many more orders than others speak.
                is_shared = len(people) > 1
                if is_word or is_shared or (not people and len(rows) > 5 * median(map(len, groups.values()))):
                    found[value.strip()] = found.get(value.strip(), False) or is_word or is_shared
        said = self.ask.given("--placeholders", draft.key)
        if not found and said is None:
            return
        if found:
            answer = self.question(
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
            self.note(f"ids that stand for nobody: {', '.join(draft.placeholders)}")

    def tidy_numbers(self) -> None:
        """Take away what stands around numbers, and multiply what has to be."""
        seen = self._amounts()
        decimal = self.draft.format.decimal
        for input_name, given in list(self.draft.inputs.items()):
            for name, column in given.columns.items():
                if name not in NUMBERS or column.column not in seen:
                    continue
                shape = seen[column.column]
                text = sql_identifier(column.column)
                dressing = _dressing(self.draft.sample.values(column.column)) if shape.dressed else []
                for worn in dressing:
                    text = f"replace({text}, '{worn}', '')"
                if decimal == "." and (shape.thousands or (shape.example and "," in shape.example)):
                    text = f"replace({text}, ',', '')"
                if dressing:
                    text = f"trim({text})"
                price = self._price(input_name, name, column.column)
                if price:
                    quantity = self.draft.base("order_items", "quantity") or ""
                    number = _as_number(text, self.decimal_of(column.column))
                    text = f"{_as_number(sql_identifier(quantity), self.decimal_of(quantity))} * {number}"
                    # What is computed of a table is a number, whatever its texts look like.
                    if decimal == "," and not self.draft.sample.is_table:
                        text = f"replace(cast({text} as varchar), '.', ',')"
                if text != sql_identifier(column.column):
                    self.draft.set(input_name, **{name: Column(expression=text, lines=column.lines)})

    def _drop_percentages(self) -> None:
        """Leave out what is a share of an amount and none itself: 10 % is no 10."""
        for input_name, given in list(self.draft.inputs.items()):
            for name, column in given.columns.items():
                values = self.draft.sample.values(column.column) if name in NUMBERS and column.column else []
                shares = [value for value in values if value.strip().endswith("%")]
                if shares and column.column:
                    self.draft.set(input_name, **{name: None})
                    self.note(
                        f"{column.column} holds percentages ({shares[0].strip()}), which are no amounts: {name} is left"
                        " out, so figures are without it; write it by hand as an expression of the amount"
                    )

    def _price(self, input_name: str, name: str, column: str) -> bool:
        """Tell whether a line's amount is the price of a unit, of which there are several."""
        of_lines = (input_name, name) == ("order_items", "amount") or self.draft.inputs[input_name].columns[name].lines
        if not of_lines or not self.draft.base("order_items", "quantity"):
            return False
        return plain(column) in vocabulary()["columns"]["order_items"][PRICE]

    def _times(self) -> dict[str, Times]:
        columns = self.draft.all_columns(TIMES)
        return {
            column: times(self.draft.sample.values(column), self.draft.sample.kind == "workbook") for column in columns
        }

    def _amounts(self, wanted: Sequence[str] = NUMBERS) -> dict[str, Amounts]:
        columns = [column for column in self.draft.all_columns(wanted) if self.draft.sample.values(column)]
        seen = {column: amounts(self.draft.sample.values(column)) for column in columns}
        # A number of a table leaves nothing to be told by how it is written.
        return {
            column: replace(each, decimal=None, example=None, dressed=None, thousands=False)
            if column in self.draft.sample.numbers
            else each
            for column, each in seen.items()
        }

    def _set_format(self, **settings: Any) -> None:
        self.draft.format = replace(self.draft.format, **settings)


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


def zone_of_offsets(drafts: Sequence[Draft]) -> str | None:
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
