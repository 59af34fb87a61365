"""A landing folder of which hardly a row is ordinary, and nothing of it may stop a build."""

import itertools
import json
import string
from pathlib import Path

from tests.front_door.support import GOOD, HEADER, landed, parquet

# By what is special about it. As an id, a channel, a city, a text of a customer … it is kept as it is.
TEXTS = {
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 buys \U0001f6cd\ufe0f",
    "right to left": "\u202e\u05e9\u05dc\u05d5\u05dd\u202c \u0639\u0645\u064a\u0644",
    "combining": "Z\u0337a\u0337 e\u0301\u0327",
    "wide": "\uff1d\U0001d54f\u4f60\u597d",
    "invisible": "a\u200bb\ufeffc\u2060d",
    "control characters": "a\x01b\x1f\x7f\x85c",
    "line ends": "a\tb\r\nc\u2028d",
    "quotes": "a'b\"c`d\\",
    "long": "long" * 5000,
    "formula": "=cmd|' /C calc'!A0",
    "formula of a sum": "@SUM(1+1)*cmd|' /C calc'!A0",
    "SQL": "x'; drop table marts.orders; --",
    "SQL quoted": 'x"; drop schema inputs cascade; /*',
    "dollar quotes": "$$; select 1 $$",
    "Jinja": "{{ 1 / 0 }}{% raw %}{# x",
    "formats": "%s %(x)s {0} \\n \\N",
    "HTML": "<script>alert('&amp;')</script>",
    "nearly a word for nothing": "NULLS",
    "a number": "1e400",
    "zero byte": "a\x00b\x00",
}
DIGITS = "12345678901234567890123456789012345678"
# One unit of each is worth 2; nobody's real currencies.
CURRENCIES = [
    "".join(letters) for letters in itertools.islice(itertools.product(string.ascii_uppercase, repeat=3), 500)
]
# Column names that are no names, in a CSV header.
COLUMNS = (
    'a "quoted" name',
    "it's",
    'x"; drop table inputs.received_orders; --',
    "{{ 1 / 0 }}",
    "=cmd|' /C calc'!A0",
    "select",
    "two\nlines",
    "\u202e\u05e9\u05dc\u05d5\u05dd \U0001f6cd",
    "n" * 300,
)
# For each order: how it differs from a good one, and what becomes of it.
ORDERS: dict[str, tuple[dict, str]] = {
    "1900": ({"ordered_at": "1900-01-01"}, "accepted"),
    "no leap year": ({"ordered_at": "1900-02-29"}, "unreadable_timestamp"),
    "9999": ({"ordered_at": "9999-12-31"}, "timestamp_in_future"),
    "9999 at its end": ({"ordered_at": "9999-12-31T23:59:59.999999999-15:59"}, "timestamp_in_future"),
    "five digits": ({"ordered_at": "10000-01-01"}, "unreadable_timestamp"),
    "changed in 9999": ({"updated_at": "9999-12-31T23:59:59Z"}, "accepted"),
    "38 digits": ({"gross_amount": DIGITS}, "unreadable_amount"),
    "38 digits below": ({"gross_amount": f"-{DIGITS}"}, "unreadable_amount"),
    "38 decimals": ({"gross_amount": f"0.{DIGITS}"}, "accepted"),
    "38 zeros before": ({"gross_amount": "0" * 38 + "10"}, "accepted"),
    "38 digits of cost": ({"cost_amount": DIGITS}, "unreadable_amount"),
    "12 digits": ({"gross_amount": "999999999999.999999"}, "accepted"),
    "13 digits": ({"gross_amount": "1000000000000"}, "unreadable_amount"),
    "much of another currency": ({"gross_amount": "999999999999", "currency": "AAB"}, "accepted"),
    "too much once converted": ({"gross_amount": "999999999999", "currency": "DEAR"}, "unreadable_amount"),
    "no currency of three letters": ({"currency": "'; drop table"}, "missing_exchange_rate"),
    "SQL for a status": ({"status": TEXTS["SQL"]}, "unknown_status"),
    "a zero byte": ({"order_id": "zero\x00byte"}, "accepted"),
    "half a character": ({"order_id": "\ud83d"}, "unreadable_row"),
}
OTHERS: dict[str, list[tuple[dict, str]]] = {
    "interactions": [
        ({"interaction_id": "1900", "occurred_at": "1900-01-01"}, "accepted"),
        ({"interaction_id": "9999", "occurred_at": "9999-12-31"}, "timestamp_in_future"),
        ({"interaction_id": "38", "value": DIGITS}, "accepted"),
        ({"interaction_id": "nps", "interaction_type": "nps_response", "value": DIGITS}, "unreadable_amount"),
        ({"interaction_id": "type", "interaction_type": TEXTS["SQL"]}, "unknown_interaction_type"),
        # Before the orders of the same customer, so that these are the campaign's.
        (
            {
                "interaction_id": "c",
                "interaction_type": "message_clicked",
                "campaign_id": "c",
                "occurred_at": "2024-02-28",
            },
            "accepted",
        ),
    ],
    "customers": [
        ({"customer_id": "1900", "registered_at": "1900-01-01", "birth_date": "1900-01-01"}, "accepted"),
        ({"customer_id": "9999", "registered_at": "9999-12-31"}, "timestamp_in_future"),
        ({"customer_id": "born 9999", "birth_date": "9999-12-31", "updated_at": "9999-12-31"}, "accepted"),
    ],
    "order_items": [
        ({"order_id": "1900", "line_number": DIGITS, "product_id": "p"}, "missing_key"),
        ({"order_id": "1900", "line_number": 1, "product_id": "p", "quantity": DIGITS}, "accepted"),
        ({"order_id": "1900", "line_number": 2, "product_id": "p", "amount": DIGITS}, "unreadable_amount"),
    ],
    "marketing_spend": [
        ({"spend_date": "1900-01-01", "channel": "old", "amount": 1}, "accepted"),
        ({"spend_date": "9999-12-31", "channel": "late", "amount": 1}, "timestamp_in_future"),
        ({"spend_date": "2024-01-01", "channel": "dear", "amount": DIGITS}, "unreadable_amount"),
        (
            {"spend_date": "2024-01-01", "channel": "x", "amount": "99999999999", "currency": "DEAR"},
            "unreadable_amount",
        ),
    ],
    "exchange_rates": [
        ({"currency": "AAA", "valid_from": "9999-12-31", "rate": 3}, "accepted"),
        ({"currency": "BIG", "valid_from": "1900-01-01", "rate": DIGITS}, "unreadable_amount"),
        ({"currency": "DEAR", "valid_from": "1900-01-01", "rate": "9999999999"}, "accepted"),
        *(({"currency": currency, "valid_from": "1900-01-01", "rate": 2}, "accepted") for currency in CURRENCIES),
    ],
    "customer_merges": [
        ({"customer_id": "m1", "merged_into": "m2", "merged_at": "1900-01-01"}, "accepted"),
        ({"customer_id": "m3", "merged_into": "m2", "merged_at": "9999-12-31"}, "timestamp_in_future"),
    ],
    "erasure_requests": [],
}
# Orders whose columns have types of their own.
TYPED = f"""
    select *
    from (values
        ('-infinity', timestamp '-infinity', cast(10 as decimal(38, 0))),
        ('infinity', timestamp 'infinity', 10),
        ('44 BC', timestamp '0044-03-15 (BC) 00:00:00', 10),
        ('typed 1900', timestamp '1900-01-01 00:00:00', 10),
        ('typed 9999', timestamp '9999-12-31 00:00:00', 10),
        ('typed 38 digits', timestamp '2024-03-01 00:00:00', {DIGITS}),
        ('typed zero' || chr(0) || 'byte', timestamp '2024-03-01 00:00:00', 10)
    ) as typed (order_id, ordered_at, gross_amount),
    (select 'paid' as status, 1 as "a ""quoted"" name", 2 as "it's")
"""
TYPED_OUTCOMES = {
    "-infinity": "unreadable_timestamp",
    "infinity": "timestamp_in_future",
    "44 BC": "unreadable_timestamp",
    "typed 1900": "accepted",
    "typed 9999": "timestamp_in_future",
    "typed 38 digits": "unreadable_amount",
    "typed zero\ufffdbyte": "accepted",
}
TYPED_CUSTOMERS = """
    select 'born ' || born as customer_id, born as birth_date
    from (values (date '-infinity'), (date 'infinity'), (date '1900-01-01'), (date '9999-12-31')) as births (born)
"""


def as_read(text: str) -> str:
    """Give what a text is behind the front door: the replacement character stands for zero bytes."""
    return text.replace("\x00", "\ufffd")


def texts_everywhere() -> dict[str, list[dict]]:
    """Give rows of every input in which each text stands in every column of texts."""
    made: dict[str, list[dict]] = {}
    for text in TEXTS.values():
        who = {"customer_id": text, "visitor_id": text, "channel": text, "campaign_id": text}
        order = {"order_id": text, "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 1, "email": text}
        event = {
            "interaction_id": text,
            "occurred_at": "2024-03-01",
            "interaction_type": "review_submitted",
            "value": 5,
        }
        place = {"city": text, "country": text, "acquisition_channel": text, "email": text}
        rows = {
            "orders": order | who | {"currency": text},
            "interactions": event | who | {"reference_id": text, "session_id": text, "body": text},
            "customers": {"customer_id": text, "birth_date": text, "marketing_consent": text} | place,
            "order_items": {"order_id": text, "line_number": 1, "product_id": text, "category": text},
            "marketing_spend": {"spend_date": "2024-03-01", "amount": 1} | who | {"currency": text},
            "exchange_rates": {"currency": text, "valid_from": "2024-01-01", "rate": 1},
            "customer_merges": {"customer_id": f"{text}, once", "merged_into": text},
            "erasure_requests": {"customer_id": f"{text}, gone", "requested_at": "2024-03-01"},
        }
        for name, row in rows.items():
            made.setdefault(name, []).append(row)
    return made


def hostile_folder(folder: Path) -> Path:
    """Land all of it, in a folder whose own name is SQL."""
    for name, rows in texts_everywhere().items():
        _json(folder / name / "texts.json", rows)
    for name, cases in OTHERS.items():
        _json(folder / name / "cases.json", [_usual(name) | row for row, _ in cases])
    good = {"customer_id": "c1", "ordered_at": "2024-03-01", "status": "paid", "gross_amount": 10}
    _json(
        folder / "orders" / "cases.json", [good | {"order_id": case} | changes for case, (changes, _) in ORDERS.items()]
    )
    in_currencies = [{"order_id": currency, "currency": currency} | good for currency in CURRENCIES]
    _json(folder / "orders" / "500 currencies.json", in_currencies)
    header = ",".join([HEADER, *('"' + name.replace('"', '""') + '"' for name in COLUMNS)])
    values = ",".join(f"value {number}" for number in range(len(COLUMNS)))
    landed(folder / "orders", **{"{{ 1 + 0 }} it's; drop_csv": f"{header}\nodd columns,{GOOD},{values}\n"})
    parquet(folder / "orders" / "typed.parquet", TYPED)
    parquet(folder / "customers" / "typed.parquet", TYPED_CUSTOMERS)
    return folder


def _usual(name: str) -> dict:
    """Give what a row of an input needs besides."""
    return {
        "interactions": {"customer_id": "c1", "occurred_at": "2024-03-01", "interaction_type": "page_view"},
    }.get(name, {})


def _json(file: Path, rows: list[dict]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
