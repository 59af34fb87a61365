"""Phones: many writings of one number are one number, as a library of phone numbers reads them too."""

from __future__ import annotations

from random import Random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from retensi.front_door.render import FrontDoor
from retensi.known_vars import known_vars
from tests.dbt_project import PROJECT
from tests.jinja_macros import Macros
from tests.oracle.phones import phone_number

CODES = Macros(PROJECT / "macros" / "settings").calling_codes()
# Regions whose numbers have a 0 in front at home, or may have one.
REGIONS = ("ID", "DE", "GB", "FR", "IT", "JP", "AU", "ZA", "BJ", "SE")
# Where 00 does not lead abroad; people write it all the same.
DIAL_OTHERWISE = ("ID", "JP", "AU")
NO_NUMBERS = (
    *(
        "",
        "-",
        "none",
        "1234567",
        "+1234567",
        "1234567890123456",
        "6.28123E+12",
        "6,28e12",
        "0000000000",
        "+0812345678",
    ),
    "00 0812 345 678",
)


def numbers(written: list[str], region: str | None) -> list[str | None]:
    """What the project's SQL makes of numbers as they were written."""
    door = FrontDoor(PROJECT, {"default_phone_region": region}, {})
    values = ", ".join(f"({at}, '{number}')" for at, number in enumerate(written))
    sql = f"select {{{{ phone_number('phone') }}}} from (values {values}) as phones (place, phone) order by place"
    return [number for (number,) in door.query(sql).rows]


def somebodys(region: str, random: Random) -> phonenumbers.PhoneNumber:
    """A number of a region that nobody has to have, as valid as the example that the library gives."""
    kind = random.choice((phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE))
    example = phonenumbers.example_number_for_type(region, kind)
    for _ in range(100):
        digits = f"{example.national_number}"
        changed = digits[:-3] + f"{random.randint(0, 999):03}"
        other = phonenumbers.PhoneNumber(
            example.country_code, int(changed), italian_leading_zero=example.italian_leading_zero
        )
        if phonenumbers.is_valid_number(other):
            return other
    return example


@pytest.mark.parametrize("region", REGIONS)
def test_numbers_are_read_as_the_library_of_phone_numbers_reads_them(region: str) -> None:
    random = Random(region)
    written, expected = [], []
    for _ in range(5):
        number = somebodys(region, random)
        abroad = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        at_home = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        writings = [abroad, plain, f" {abroad.replace(' ', '.')} ", f"tel:{plain}"]
        if region not in DIAL_OTHERWISE:
            writings.append(f"00{plain[1:]}")
        if at_home.startswith("0"):
            writings += [at_home, at_home.replace(" ", "-"), f"({at_home})"]
        for writing in writings:
            read = phonenumbers.parse(writing, region)
            assert phonenumbers.format_number(read, PhoneNumberFormat.E164) == plain, writing
            written.append(writing)
            expected.append(plain[1:])
    assert len(written) >= 20
    assert numbers(written, region) == expected
    assert [phone_number(each, region) for each in written] == expected


@pytest.mark.parametrize("region", [None, "ID"])
def test_what_the_library_has_no_opinion_on(region: str | None) -> None:
    at_home = {None: "081234567890", "ID": "6281234567890"}[region]
    expected = {
        # An export that leaves the + away means the same number.
        "6281234567890": "6281234567890",
        "62 (0)812-3456-7890": "6281234567890",
        "+62 (0) 812 3456 7890": "6281234567890",
        "(+62) 812 3456 7890": "6281234567890",
        "0062 812-3456-7890": "6281234567890",
        # A column of numbers that was read as one with decimals.
        "6281234567890.0": "6281234567890",
        "0812-3456-7890": at_home,
        "(0812) 3456.7890": at_home,
        "(0)812 3456 7890": at_home,
        "WA 0812 3456 7890": at_home,
        "12345678": "12345678",
        "123456789012345": "123456789012345",
        **dict.fromkeys(NO_NUMBERS),
    }
    assert dict(zip(expected, numbers(list(expected), region), strict=True)) == expected
    assert {written: phone_number(written, region) for written in expected} == expected


def test_each_region_has_its_calling_code() -> None:
    assert sorted(CODES) == sorted(phonenumbers.SUPPORTED_REGIONS)
    for region, code in CODES.items():
        assert code.removesuffix("0") == str(phonenumbers.country_code_for_region(region)).removesuffix("0")
    [known] = [known for known in known_vars(PROJECT) if known.name == "default_phone_region"]
    assert known.in_history
