"""Numbers, money and dates as a language writes them (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from babel.dates import format_date
from babel.numbers import (
    format_compact_decimal,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)
from markupsafe import Markup

Number = int | float | Decimal
# Two figures of one kind, whose difference is taken.
Alike = TypeVar("Alike", float, Decimal)
# Currencies whose smallest unit nobody counts in, though the standard has one.
WHOLE = frozenset({"IDR", "VND", "LAK", "MMK", "IRR", "COP"})
# Amounts from here on are told without decimals.
NO_DECIMALS_FROM = 1000
# ... and from here on in the language's short form, such as 2.25M or 2,25 jt, in so many digits.
COMPACT_FROM = 1_000_000
COMPACT_DIGITS = 3


@dataclass(frozen=True)
class Formats:
    """How a language writes numbers.

    Attributes:
        language: ISO 639 code, ``en`` or ``id``.
        currency: ISO 4217 code of all money; None: amounts are written without one.
        units: words of the language: ``hours`` with a place for the number, ``points`` for percentage points.
    """

    language: str
    currency: str | None
    units: Mapping[str, str]

    def number(self, value: Number, digits: int = 0) -> str:
        """Write a number with so many decimals."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return _minus(format_decimal(value, pattern, locale=self.language))

    def percent(self, value: Number, digits: int = 1) -> str:
        """Write a share, 0 to 1, as a percentage."""
        return _minus(format_percent(value, "#,##0" + ("." + "0" * digits if digits else "") + "%", self.language))

    def money(self, value: Number) -> str:
        """Write an amount so that it fits: large ones in the short form of the language."""
        if self.is_short(value):
            # Rounded first: 999.6 million is a billion.
            rounded = float(f"{abs(value):.{COMPACT_DIGITS - 1}e}")
            return self._amount(value, format_compact_decimal(rounded, locale=self.language, fraction_digits=2))
        return self.full_money(value)

    def full_money(self, value: Number) -> str:
        """Write an amount in full: in whole units from 1,000 on, and where the currency has no others."""
        size = _size(value)
        whole = size >= NO_DECIMALS_FROM
        if self.currency:
            whole = whole or self.currency in WHOLE or not get_currency_precision(self.currency)
        return self._amount(value, self.number(size, 0 if whole else 2))

    def is_short(self, value: Number | None) -> bool:
        """Say whether ``money`` leaves digits of an amount out."""
        return value is not None and round(_size(value)) >= COMPACT_FROM

    def _amount(self, value: Number, text: str) -> str:
        symbol = get_currency_symbol(self.currency, self.language) if self.currency else ""
        if symbol and (self.language == "id" or symbol[-1].isalpha()):
            symbol += "\N{NO-BREAK SPACE}"
        return _minus(("-" if value < 0 else "") + symbol + text)

    def hours(self, value: Number) -> str:
        """Write a number of hours."""
        return self.units["hours"].format(self.number(value, 1))

    def of_kind(self, value: Number | None, kind: str, full: bool = False) -> str:
        """Write a figure.

        Args:
            value: The figure; None is a dash.
            kind: ``share``, ``count``, ``money``, ``times`` (a ratio), ``score`` (NPS) or ``hours``.
            full: Whether large amounts keep all their digits.
        """
        if value is None:
            return "\N{EN DASH}"
        if kind == "times":
            return f"{self.number(value, 1)}\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN}"
        ways: dict[str, Callable[[Number], str]] = {
            "share": self.percent,
            "count": self.number,
            "money": self.full_money if full else self.money,
            "score": self.signed_number,
            "hours": self.hours,
        }
        return ways[kind](value)

    def shown(self, value: Number | None, kind: str) -> Markup:
        """Write a figure for the page: it never breaks, and what a short form leaves out is shown on hover.

        Args:
            value: The figure; None is a dash.
            kind: As for ``of_kind``.
        """
        text = self.of_kind(value, kind)
        if kind == "money" and self.is_short(value):
            full = self.of_kind(value, kind, full=True)
            return Markup('<span class="amount" title="{}">{}</span>').format(full, text)
        return Markup('<span class="amount">{}</span>').format(text)

    def signed_number(self, value: Number, digits: int = 0) -> str:
        """Write a number with its sign; zero has none."""
        text = self.number(value, digits)
        return f"+{text}" if value > 0 and self.moved(text) else text

    def signed_percent(self, share: Number | None) -> str:
        """Write a share in whole per cent with its sign; None, of which there is no share, is a dash."""
        return "\N{EN DASH}" if share is None else f"{self.signed_number(share * 100)}%"

    def change(self, now: Alike, before: Alike, kind: str) -> str:
        """Write how much a figure has changed: points of a share or score, per cent of an amount, or a difference."""
        if kind == "share":
            return f"{self.signed_number((now - before) * 100, 1)}\N{NO-BREAK SPACE}{self.units['points']}"
        if kind == "score":
            return f"{self.signed_number(now - before)}\N{NO-BREAK SPACE}{self.units['points']}"
        if kind in ("money", "times") and before > 0:
            share = float(now) / float(before) - 1
            return ("+" if round(share, 3) > 0 else "") + self.percent(share)
        if kind == "money":
            return ("+" if now > before else "") + self.money(now - before)
        digits = 0 if kind == "count" else 1
        text = self.signed_number(now - before, digits)
        return self.units["hours"].format(text) if kind == "hours" else text

    @staticmethod
    def moved(change: str) -> bool:
        """Say whether a change, as it is written, is one: nobody sees a difference of zero."""
        return any(digit in change for digit in "123456789")

    def month(self, day: date) -> str:
        """Write a month in full, such as December 2025."""
        return format_date(day, "MMMM y", locale=self.language)

    def short_month(self, day: date) -> str:
        """Write a month in short, such as Dec 2025."""
        return format_date(day, "MMM y", locale=self.language)

    def day(self, day: date) -> str:
        """Write a day, such as 31 December 2025."""
        return format_date(day, "d MMMM y", locale=self.language)

    def short_day(self, day: date) -> str:
        """Write a day in short, such as 31 Dec 2025."""
        return format_date(day, "d MMM y", locale=self.language)

    def weekday(self, day: date) -> str:
        """Write a day of the week and the month, such as Thu 1 Jan."""
        return format_date(day, "EEE d MMM", locale=self.language)

    def for_charts(self) -> dict[str, Any]:
        """Give the definitions of numbers and dates that Vega's charts read (those of d3)."""
        points = {"en": (".", ","), "id": (",", ".")}[self.language]
        days = [date(2024, 1, 7 + index) for index in range(7)]  # A Sunday and the days after it.
        months = [date(2024, number, 1) for number in range(1, 13)]
        return {
            "number": {
                "decimal": points[0],
                "thousands": points[1],
                "grouping": [3],
                "currency": [f"{self.currency}\N{NO-BREAK SPACE}" if self.currency else "", ""],
            },
            "time": {
                "dateTime": "%A, %e %B %Y %X",
                "date": "%d/%m/%Y",
                "time": "%H:%M:%S",
                "periods": ["AM", "PM"],
                "days": [format_date(day, "EEEE", locale=self.language) for day in days],
                "shortDays": [format_date(day, "EEE", locale=self.language) for day in days],
                "months": [format_date(month, "LLLL", locale=self.language) for month in months],
                "shortMonths": [format_date(month, "LLL", locale=self.language) for month in months],
            },
        }


def _size(value: Number) -> Number:
    """Give a number without its sign; each of these types has its own."""
    return cast(Number, abs(value))


def _minus(text: str) -> str:
    """Write the minus sign as typographers do; nothing is minus zero."""
    if text.startswith("-") and not any(digit in text for digit in "123456789"):
        return text[1:]
    return text.replace("-", "\N{MINUS SIGN}")
