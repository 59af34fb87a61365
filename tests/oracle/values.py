"""How the text of an input is understood."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

ZERO = Decimal("0.0000")
FOUR_DECIMALS = Decimal("0.0001")


class RefusedError(Exception):
    """A row that cannot be accepted; its text is the reason."""


def text(value: str | None) -> str | None:
    """A text without surrounding blanks, None where nothing is left."""
    if value is None:
        return None
    return value.strip() or None


def lowered(value: str | None) -> str | None:
    """A text trimmed and in lower case."""
    trimmed = text(value)
    return None if trimmed is None else trimmed.lower()


def moment(value: str | None, timezone: ZoneInfo) -> tuple[datetime, date] | None:
    """A time in UTC and its local date. A bare date is local midnight. Raises RefusedError where it cannot be read."""
    written = text(value)
    if written is None:
        return None
    try:
        read = datetime.fromisoformat(written)
    except ValueError as error:
        raise RefusedError("unreadable_timestamp") from error
    if len(written) == len("2024-02-29"):
        local = read.replace(tzinfo=timezone)
        return local.astimezone(UTC).replace(tzinfo=None), read.date()
    if read.tzinfo is None:
        read = read.replace(tzinfo=UTC)
    return read.astimezone(UTC).replace(tzinfo=None), read.astimezone(timezone).date()


def required_moment(value: str | None, timezone: ZoneInfo) -> tuple[datetime, date]:
    """The same for a column that must hold a time."""
    read = moment(value, timezone)
    if read is None:
        raise RefusedError("unreadable_timestamp")
    return read


def day(value: str | None) -> date | None:
    """A bare date, None where it cannot be read."""
    try:
        return None if value is None else date.fromisoformat(value.strip())
    except ValueError:
        return None


def yes_or_no(value: str | None) -> bool | None:
    """An answer, None where it cannot be read."""
    answers = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return answers.get(lowered(value) or "")


def amount(value: str | None) -> Decimal | None:
    """A decimal number. Raises RefusedError where it cannot be read."""
    written = text(value)
    if written is None:
        return None
    try:
        return Decimal(written)
    except InvalidOperation as error:
        raise RefusedError("unreadable_amount") from error


def required_amount(value: str | None) -> Decimal:
    """The same for a column that must hold a number."""
    read = amount(value)
    if read is None:
        raise RefusedError("unreadable_amount")
    return read


def rounded(value: Decimal) -> Decimal:
    """Money with four decimals, halves away from zero."""
    return value.quantize(FOUR_DECIMALS, rounding=ROUND_HALF_UP)
