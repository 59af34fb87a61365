"""Times in every common writing, read by the SQL of the front door and by the oracle, which takes them apart itself."""

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from retensi.front_door.render import FrontDoor
from tests.dbt_project import PROJECT
from tests.oracle.values import RefusedError, moment

ZONE = "Asia/Jakarta"
UTC_0215 = "2025-01-05 02:15:02"
# By what writes it: the text, and the moment in UTC; None where nobody can tell which part is which, or there is none.
WRITTEN = {
    "Shopify": ("2025-01-05 09:15:02 +0700", UTC_0215),
    "BigQuery": ("2025-01-05 02:15:02 UTC", UTC_0215),
    "GMT": ("2025-01-05 02:15:02 GMT", UTC_0215),
    "no colon": ("2025-01-05T09:15:02+0700", UTC_0215),
    "PostgreSQL": ("2025-01-05 09:15:02+07", UTC_0215),
    "no seconds": ("2025-01-05T02:15Z", "2025-01-05 02:15:00"),
    "seconds": ("1736043302", UTC_0215),
    "milliseconds": ("1736043302004", "2025-01-05 02:15:02.004000"),
    "microseconds": ("1736043302000005", "2025-01-05 02:15:02.000005"),
    "one digit of hour": ("2025-01-05 2:15:02", UTC_0215),
    "nanoseconds": ("2025-01-05T02:15:02.123456789", "2025-01-05 02:15:02.123456"),
    "slashes": ("2025/01/05 02:15", "2025-01-05 02:15:00"),
    "points": ("2025.1.5 02:15", "2025-01-05 02:15:00"),
    "blank and Z": ("2025-01-05 02:15:02 Z", UTC_0215),
    "Java": ("2025-01-05T09:15:02+07:00[Asia/Jakarta]", UTC_0215),
    "JavaScript": ("Sun Jan 05 2025 09:15:02 GMT+0700 (Western Indonesia Time)", UTC_0215),
    "mail": ("Sun, 05 Jan 2025 02:15:02 GMT", UTC_0215),
    "one digit each": ("2025-1-5T9:15+7", "2025-01-05 02:15:00"),
    "day of digits": ("20250105", "2025-01-04 17:00:00"),
    "digits": ("20250105021502", UTC_0215),
    "day named": ("5 Jan 2025", "2025-01-04 17:00:00"),
    "month first, named": ("January 5th, 2025", "2025-01-04 17:00:00"),
    "morning": ("Jan 5, 2025 2:15 AM", "2025-01-05 02:15:00"),
    "evening": ("5-Jan-2025 10:00 pm", "2025-01-05 22:00:00"),
    "midnight": ("Jan 5, 2025 12:00 AM", "2025-01-05 00:00:00"),
    "noon": ("2025-01-05 12:00:01 PM", "2025-01-05 12:00:01"),
    "Indonesian": ("05 Januari 2025 pukul 09.15 WIB", "2025-01-05 02:15:00"),
    "Indonesian, August": ("17 Agustus 2024 10.15.02 WITA", "2024-08-17 02:15:02"),
    "day or month first": ("01/05/2025 9:15:02", None),
    "points, day or month first": ("05.01.2025 09:15", None),
    "serial number": ("45662.385", None),
    "two digits of year": ("05-Jan-25", None),
    "no such day": ("31 Feb 2025", None),
    "no such month": ("20251301", None),
    "no leap year": ("2025/02/29", None),
    "hour 24": ("2025-1-5 24:00", None),
    "hour 13 in the evening": ("2025-01-05 13:15 PM", None),
    "zone without an offset": ("2025-01-05T02:15:02[Asia/Jakarta]", None),
    "other zone": ("2025-01-05T10:00:00 Europe/Rome", None),
    "offset of 16 hours": ("2025-01-05 10:00 +16:00", None),
    "no month": ("5 Foo 2025", None),
    "nine digits": ("173604330", None),
    "clock alone": ("10:00", None),
}
# Ways to write a moment in UTC, for the same moments at random.
FORMATS = (
    *("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%dT%H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d", "%d %B %Y %H.%M", "%Y%m%d"),
    *("%b %d, %Y %I:%M %p", "%a, %d %b %Y %H:%M:%S +0000", "%Y%m%d%H%M%S", "%d-%b-%Y", "%Y-%b-%d %I:%M:%S %p -03"),
)


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[datetime | None, date | None]]:
    """What the SQL reads each text as: a moment, and a day."""
    random = Random(11)
    moments = [
        datetime(2000, 1, 1) + random.random() * (datetime(2030, 1, 1) - datetime(2000, 1, 1)) for _ in range(60)
    ]
    texts = [text for text, _ in WRITTEN.values()]
    texts += [each.strftime(pattern) for each in moments for pattern in FORMATS]
    front_door = FrontDoor(PROJECT, {"reporting_timezone": ZONE}, {}, None)
    sql = ", ".join(getattr(front_door.macros, f"read_{type_}")("t", ["t"]) for type_ in ("timestamp", "date"))
    with front_door.connection as connection:
        connection.execute("create table texts (t varchar)")
        connection.executemany("insert into texts values (?)", [[text] for text in texts])
        return {text: (at, on) for text, at, on in connection.execute(f"select t, {sql} from texts").fetchall()}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_time_is_read_where_its_text_says_what_is_what(read, name: str) -> None:
    text, expected = WRITTEN[name]
    assert read[text][0] == (None if expected is None else datetime.fromisoformat(expected))


def test_every_writing_is_read_as_the_oracle_reads_it(read) -> None:
    assert len(read) > 600
    differing = {}
    for text, found in read.items():
        try:
            expected = moment(text, ZoneInfo(ZONE))
        except RefusedError:
            expected = None
        if found != (expected or (None, None)):
            differing[text] = (found, expected)
    assert differing == {}
