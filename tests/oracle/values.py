"""How the text of an input is understood."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from datetime import timezone as timezone_type
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

ZERO = Decimal("0.0000")
FOUR_DECIMALS = Decimal("0.0001")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "sen", "sel", "rab", "kam", "jum", "min"]
MONTHS = {
    name: number
    for names, number in (
        ("jan january januari januar", 1),
        ("feb february februari februar", 2),
        ("mar march maret", 3),
        ("apr april", 4),
        ("may mei", 5),
        ("jun june juni", 6),
        ("jul july juli", 7),
        ("aug august agu agt ags agust agustus", 8),
        ("sep sept september", 9),
        ("oct okt october oktober", 10),
        ("nov november nop nopember", 11),
        ("dec des december desember", 12),
    )
    for name in names.split()
}
INDONESIAN_ZONES = {"wib": 7, "wita": 8, "wit": 9}
# What follows the day: a clock, whose hours and minutes have a colon or a point between them, and a zone.
CLOCK = re.compile(
    r"(?:(?<=\d)t|[ ,]+(?:at +|pukul +|jam +)?)(?P<hour>\d{1,2})"
    r"(?:(?=[:]\d\d):|(?=[.]\d\d(?:[.]\d\d)?(?: |$|[+zuw]))[.])(?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?: *(?P<half>[ap])[.]?m[.]?)?"
    r"(?:(?P<zone> *(?:(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|z|utc|gmt|wib|wita|wit))(?: ?[\[(][^\])]+[\])])?)?$"
)


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
        read, has_clock = _taken_apart(written)
    except (ValueError, KeyError, OverflowError) as error:
        raise RefusedError("unreadable_timestamp") from error
    if not has_clock:
        local = read.replace(tzinfo=timezone)
        return local.astimezone(UTC).replace(tzinfo=None), read.date()
    return read.astimezone(UTC).replace(tzinfo=None), read.astimezone(timezone).date()


def _taken_apart(written: str) -> tuple[datetime, bool]:
    """A time with its offset (UTC where it has none), and whether it has a clock. Raises ValueError or KeyError."""
    if written.isascii() and written.isdigit():
        if len(written) in (8, 14):
            day_ = date(int(written[:4]), int(written[4:6]), int(written[6:8]))
            clock = [int(written[place : place + 2] or 0) for place in (8, 10, 12)]
            return datetime(day_.year, day_.month, day_.day, *clock, tzinfo=UTC), len(written) == 14
        if len(written) in (10, 13, 16):
            return EPOCH + timedelta(microseconds=int(written.ljust(16, "0"))), True
        raise ValueError(written)
    found = CLOCK.search(written.lower())
    if found is None:
        return datetime(*_day_of(written.lower()), tzinfo=UTC), False
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(written)
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    micro = int((found["fraction"] or "").ljust(6, "0")[:6])
    year, month, number = _day_of(written.lower()[: found.start()])
    return datetime(year, month, number, hour, minute, second, micro, _zone_of(found["zone"] or "")), True


def _zone_of(written: str) -> timezone_type:
    zone = written.strip()
    if zone in INDONESIAN_ZONES:
        return timezone_type(timedelta(hours=INDONESIAN_ZONES[zone]))
    digits = re.sub("[^0-9]", "", zone)
    if not digits:
        return UTC
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    if int(hours) > 15 or int(minutes) > 59:
        raise ValueError(zone)
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone_type(-offset if "-" in zone else offset)


def _day_of(written: str) -> tuple[int, int, int]:
    parts = [part for part in re.split("[ ,./-]+", written.strip()) if part]
    if parts and parts[0].rstrip(",")[:3] in WEEKDAYS:
        parts = parts[1:]
    if len(parts) != 3 or re.search(r"^\W|[^\d\w]$", written.strip()):
        raise ValueError(written)
    named = [place for place, part in enumerate(parts) if part.isalpha()]
    if named:
        month = MONTHS[parts[named[0]]]
        others = [part for place, part in enumerate(parts) if place != named[0]]
        year, number = others if len(others[0]) == 4 and others[0].isdigit() else reversed(others)
        if named[0] == 2:
            raise ValueError(written)
        number = re.sub("(st|nd|rd|th)$", "", number)
    else:
        year, month, number = parts
    if len(year) != 4 or len(str(number)) > 2:
        raise ValueError(written)
    return int(year), int(month), int(number)


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
