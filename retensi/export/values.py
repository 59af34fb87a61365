"""Values as they are written: usable addresses, what systems normalise and hash, and cells that run nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

# What a spreadsheet runs as a formula: a cell that begins with one of these signs, plain or of full width, whatever
# blanks or quotes are before it. A semicolon begins a cell where the decimal sign is a comma (in Indonesia, in most of
# Europe), quotes or not; a line break begins one there as well.
FORMULA = re.compile('(^|[;\\t\\r\\n])(?=[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20])')
BLANK_STARTS = ("\t", "\r", "\n")
# A number as E.164 has it. It begins with a sign of formulas and is none: a spreadsheet reads it as a number.
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
# An address that mail can be sent to; one that begins with another sign than these would be run as a formula.
EMAIL = re.compile(r"\w[^\s@;,\"'<>()]*@[^\s@;,\"'<>()]+\.[^\s@;,\"'<>().]+")


def usable_email(email: str | None) -> str | None:
    """Give a mail address without blanks around it; None where none can be sent to it."""
    trimmed = (email or "").strip()
    return trimmed if EMAIL.fullmatch(trimmed) else None


def usable_phone(number: str | None) -> str | None:
    """Give a phone number as E.164 has it: a plus sign, the calling code and the number.

    Args:
        number: Its digits, as the macro ``phone_number`` reads what was written; a number of E.164 stays one.

    Returns:
        None where it cannot be dialled from everywhere: a 0 in front stands for a region that nobody named.
    """
    written = f"+{(number or '').removeprefix('+')}"
    return written if E164.fullmatch(written) else None


def sha256(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8, in lowercase hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def email_hash(email: str | None) -> str | None:
    """Give the SHA-256, in hexadecimal digits, of the trimmed, lowercased address, as advertising networks match it."""
    return None if email is None else sha256(email.strip().lower())


def _roman(text: str) -> str:
    """Keep the letters a to z of a name; a name with other letters is left out, since half of it matches nothing."""
    letters = re.sub(r"[\W\d_]", "", text.lower())
    return letters if re.fullmatch("[a-z]*", letters) else ""


def _country_code(text: str) -> str:
    """Keep what is a code of ISO 3166-1 with two letters; a name of a country is not guessed at."""
    return text.lower() if re.fullmatch("[A-Za-z]{2}", text) else ""


# What the file of a destination may name under `as`, in the order it names them. An empty text stays one.
STEPS: dict[str, Callable[[str], str]] = {
    "trim": str.strip,
    "lower": str.lower,
    "no_blanks": lambda text: re.sub(r"\s+", "", text),
    "digits": lambda text: re.sub(r"[^0-9]", "", text),
    "letters": _roman,
    "country_code": _country_code,
    "sha256": lambda text: sha256(text) if text else "",
}


def plain(value: object, day: str = "%Y-%m-%d", yes: str = "true", no: str = "false") -> str:
    """Write a value as text. Numbers have no exponent, no sign between thousands and a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes if value else no
    if isinstance(value, (int, float, Decimal)):
        return format(Decimal(str(value)), "f")
    if isinstance(value, datetime):
        return value.isoformat()
    return value.strftime(day) if isinstance(value, date) else str(value)


def harmless(text: str) -> str:
    """Keep a text from being run.

    What a spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets take for the mark of a
    text: at the start of a text, and inside it where a spreadsheet that parts cells by semicolons would begin a new
    one. A phone number of E.164 stays: nothing can be run in a plus sign and digits, and systems want it so.
    """
    if E164.fullmatch(text):
        return text
    quoted = FORMULA.sub(r"\1'", text)
    return f"'{quoted}" if quoted.startswith(BLANK_STARTS) else quoted


def cell(value: object) -> str:
    """Write a value as a cell of our own CSV files: numbers and days as they are, texts so that they run nothing."""
    return harmless(value) if isinstance(value, str) else plain(value)
