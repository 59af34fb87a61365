"""Phone numbers in one form, read character by character."""

from __future__ import annotations

import re

import phonenumbers

# Where the 0 in front of a number is dialled from abroad, too.
ZERO_STAYS = ("BJ", "CG", "CI", "GA", "IT", "SM", "VA")


def phone_number(value: str | None, region: str | None) -> str | None:
    """The digits of a phone number with its calling code where that is known, None for what is no phone number.

    Args:
        value: a number as somebody wrote it.
        region: ISO 3166 region whose calling code the 0 in front gives way to.
    """
    written = (value or "").strip()
    if "e" in written.lower() and re.fullmatch(r"\d[.,]?\d*e\+?\d+", written.lower()):
        return None
    written = written.removesuffix(".0")
    digits = "".join(letter for letter in written if letter in "0123456789")
    signs = "".join(letter for letter in written if letter in "0123456789+()").lstrip("(")
    is_abroad = signs.startswith(("+", "00"))
    if signs.startswith("00"):
        digits = digits[2:]
    if is_abroad and digits.startswith("0"):
        return None
    if is_abroad or not digits.startswith("0"):
        if "(0)" in signs:
            before = signs[: signs.index("(0)")]
            place = sum(letter.isdigit() for letter in before) - (2 if signs.startswith("00") else 0)
            digits = digits[:place] + digits[place + 1 :]
    elif region is not None:
        code = str(phonenumbers.country_code_for_region(region))
        digits = code + (digits if region in ZERO_STAYS else digits[1:])
    return digits if 8 <= len(digits) <= 15 else None
