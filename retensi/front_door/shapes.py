"""What the values of a column look like: times and their order of day and month, amounts and their decimal sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CLOCK = r"(?:pukul |jam |at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?"
_OFFSET = r" ?(?:z|utc|gmt|wib|wita|wit|[+-]\d{2}(?::?\d{2})?)(?:\[[\w/+-]+\])?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:[t ]+({_CLOCK}))?({_OFFSET})?", re.IGNORECASE)
_YEAR_LAST = re.compile(
    rf"(?:[a-z]+, *)?(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?:,?[t ]+({_CLOCK}))?({_OFFSET})?", re.IGNORECASE
)
_MONTH_NAMED = re.compile(
    r"(?:[a-z]+, *)?"
    r"(?:\d{4}[ .-]+[a-z]{3,9}\.?[ .-]+\d{1,2}|\d{1,2}[ .-]+[a-z]{3,9}\.?[ -]+\d\d"
    r"|(?:\d{1,2}[ .-]+)?[a-z]{3,9}\.?[ -]+(?:\d{1,2},?[ -])?\d{4})"
    rf"(?:,?[t ]+({_CLOCK}))?({_OFFSET})?(?:,? .*)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"[2-7]\d{4}([.,]\d+)?")
_DIGITS = {8: "day", 10: "moment", 13: "moment", 14: "local", 16: "moment"}
_AMOUNT = re.compile(
    r"(?P<sign>[-+(]?)\s*(?P<before>[^\d\s.,()+-]{0,4}\.?)\s*(?P<sign_after>[-(]?)\s*"
    r"(?P<number>\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(?P<after>[^\d.,()]{0,5})\)?"
)
_DASHES = "-\u2013\u2014"
_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d+)?e[-+]?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Times:
    """What was seen of a column of times.

    Attributes:
        share: Of the values, the part that reads as a time.
        example: A value with day and month at the beginning, or None where there is none.
        order: ``day_first`` or ``month_first`` where a value proves it, ``both`` where values prove both, or None.
        local: A value with a time and without an offset, or None.
        offsets: How often which offset was met, as it was written.
    """

    share: float
    example: str | None
    order: str | None
    local: str | None
    offsets: Counter[str]
    is_dotted: bool


def times(values: Sequence[str], is_workbook: bool = False) -> Times:
    """Look at values that may be times; in a workbook, numbers may be."""
    read = 0
    example = local = None
    day_first = month_first = dotted = False
    offsets: Counter[str] = Counter()
    for value in values:
        text = value.strip()
        found = _YEAR_FIRST.fullmatch(text)
        if found:
            *_, clock, offset = found.groups()
        elif found := _YEAR_LAST.fullmatch(text):
            first, sign, second, _, clock, offset = found.groups()
            if not (1 <= int(first) <= 31 and 1 <= int(second) <= 31):
                continue
            example = example or text
            dotted = dotted or sign == "."
            day_first = day_first or int(first) > 12
            month_first = month_first or int(second) > 12
        elif found := _MONTH_NAMED.fullmatch(text):
            clock, offset = found.groups()
        elif is_workbook and (found := _SERIAL.fullmatch(text)):
            clock, offset = found[1], None
        elif text.isdigit() and len(text) in _DIGITS and text[:1] in "12":
            offset, clock = (None, None) if _DIGITS[len(text)] == "day" else ("", "")
            if _DIGITS[len(text)] == "local":
                offset, clock = None, text
        else:
            continue
        read += 1
        if offset:
            offsets[offset.strip()] += 1
        elif clock and offset is None:
            local = local or text
    order = (
        "both" if day_first and month_first else "day_first" if day_first else "month_first" if month_first else None
    )
    return Times(read / len(values) if values else 0.0, example, order, local, offsets, dotted)


@dataclass(frozen=True)
class Amounts:
    """What was seen of a column of amounts.

    Attributes:
        share: Of the values, the part that reads as an amount.
        decimal: ``.`` or ``,`` where a value proves it, ``both`` where values prove both, or None.
        example: A value such as 1.234, which may be read in two ways, or None.
        grouped: Whether every value above 999 has such groups, as whole amounts with thousands have.
        dressed: A value with more than a number, such as Rp 1.000, or None.
        thousands: Whether a comma groups thousands beside a decimal point.
        negative: How many values are below zero.
        positive: How many are above.
    """

    share: float
    decimal: str | None
    example: str | None
    grouped: bool
    dressed: str | None
    thousands: bool
    negative: int
    positive: int


def amounts(values: Sequence[str]) -> Amounts:
    """Look at values that may be amounts of money or other numbers."""
    read = negative = positive = 0
    point = comma = thousands = False
    example = dressed = None
    grouped = True
    for value in values:
        text = value.strip()
        found = _AMOUNT.fullmatch(text)
        if not found:
            read += bool(_EXPONENT.fullmatch(text))
            continue
        read += 1
        number = re.sub(r"[\s'\u00a0\u202f]", "", found["number"]).rstrip(".,")
        if found["before"] or found["after"].strip(f" {_DASHES}") or found["sign"] == "(":
            dressed = dressed or text
        is_below = _is_below(found)
        if re.search(r"[1-9]", number):
            negative += is_below
            positive += not is_below
        kind = _decimal_of(number)
        if kind == "?":
            example = example or text
        elif kind:
            point, comma = point or kind == ".", comma or kind == ","
            thousands = thousands or (kind == "." and "," in number)
        if not kind and len(number) > 3:
            grouped = False
    decimal = "both" if point and comma else "." if point else "," if comma else None
    share = read / len(values) if values else 0.0
    return Amounts(share, decimal, example, grouped, dressed, thousands, negative, positive)


def _is_below(found: re.Match[str]) -> bool:
    """Tell whether an amount is below zero: by a minus before it or behind it, or by brackets; ``1.000,-`` is not."""
    is_behind = found["after"].strip() in tuple(_DASHES) and found["number"][-1] not in ".,"
    return found["sign"] in ("-", "(") or bool(found["sign_after"]) or is_behind


def _decimal_of(number: str) -> str | None:
    """Give the decimal sign that a number proves, ``?`` where it may be either, None where it has no sign."""
    points, commas = number.count("."), number.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return "." if number.rfind(".") > number.rfind(",") else ","
    sign, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    before, _, after = number.partition(sign)
    return "?" if len(after) == 3 and 1 <= len(before) <= 3 and before != "0" else sign


def number(text: str | None, decimal: str = ".") -> float | None:
    """Read an amount, with what is written around it; None where it is none."""
    if not text:
        return None
    stripped = text.strip()
    if _EXPONENT.fullmatch(stripped):
        return float(stripped)
    found = _AMOUNT.fullmatch(stripped)
    if not found:
        return None
    digits = re.sub(r"[\s'\u00a0\u202f]", "", found["number"])
    digits = digits.replace("." if decimal == "," else ",", "").replace(decimal, ".").rstrip(".,")
    try:
        return -float(digits) if _is_below(found) else float(digits)
    except ValueError:
        return None


def looks_like_phone(values: Iterable[str]) -> bool:
    """Tell whether most values have the 8 to 15 digits of a phone number, and hardly a letter."""
    seen = list(values)
    digits = [len(re.findall(r"\d", value)) for value in seen if len(re.findall(r"[^\W\d_]", value)) <= 4]
    return sum(8 <= count <= 15 for count in digits) * 2 > len(seen)


def looks_like_email(values: Iterable[str]) -> bool:
    """Tell whether most values have the shape of a mail address."""
    seen = list(values)
    return bool(seen) and sum(bool(re.fullmatch(r"\s*\S+@\S+\s*", value)) for value in seen) * 2 > len(seen)
