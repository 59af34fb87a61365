"""Somebody asks to be forgotten: after the next build, and `retensi erase`, nothing names this person any more."""

import csv
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from retensi.erasure import Erased, ErasureError, erase
from retensi.erasure_search import names_anybody, search_database, search_parquet
from retensi.export import control
from retensi.publish.command import places
from tests.dbt_project import PROJECT, WITHOUT_TESTS, copy_of, dbt_command
from tests.oracle.identity import guest_by_email, guest_by_phone, guest_by_visitor, keyed

pytestmark = pytest.mark.long

# Of Zaza, who has two ids joined into a third, gave two mail addresses and browsed under three visitor ids.
IDS = ("zaza-100001", "zaza-100002", "zaza-100003")
MAILS = ("zaza@elsewhere.example", "z.other@elsewhere.example")
VISITORS = ("vis-zaza-1", "vis-zaza-2", "vis-zaza-guest")
# What Zaza wrote or gave besides, and where Zaza lives.
WORDS = ("Zaza Zandvoort", "Zandvoortville", "+49 1234 5678901")
# Who has no account asks by the mail address given, in any case, or by the guest id that the marts show: of a mail, or
# of a visitor who gave none. Kai has an account and asks by its mail address all the same.
GIGI, GERT, VERA, KAI = "gigi@guest.example", "gert@guest.example", "vis-vera-1", "kai@guest.example"
# Phones in one form: of Zaza, of Pia, who asks by it as she likes to write it, and of Pip, who asks by the guest id.
ZAZA, PIA, PIP = "4912345678901", "491707654321", "491707654322"
WRITTEN = ("+49 1234 5678901", "0049 (170) 765-4321", "+49170/7654321", "+49170-7654322")
REQUESTED = (
    *(IDS[1], GIGI.upper(), guest_by_email(GERT), guest_by_visitor(VERA), KAI, "+49 170 7654321"),
    guest_by_phone(PIP),
)
GIVEN = (
    *(*IDS, *MAILS, *VISITORS, *WORDS, GIGI, "vis-gigi-1", GERT, VERA, KAI, "kai-300001", "Gigi Gruber"),
    *(*WRITTEN, "vis-pia-1", "pia@guest.example", "Pia Pohl"),
)
NAMED = (*GIVEN, *REQUESTED[2:4], REQUESTED[6])
# What nobody gave, and what is looked for all the same.
NOT_GIVEN = (ZAZA, PIA, PIP, REQUESTED[5])

SPRING = datetime(2024, 5, 2, 9)

LANDED = {
    "customers": [
        {"customer_id": IDS[0], "email": " Zaza@Elsewhere.example", "city": WORDS[1], "phone": WORDS[2]},
        {"customer_id": IDS[2], "email": MAILS[0], "city": WORDS[1], "birth_date": "1990-01-01", "phone": WORDS[2]},
        {"customer_id": "kai-300001", "email": KAI, "city": "Kaiserstadt"},
        {"customer_id": "bob-200001", "email": "bob@shop.example", "city": "Bobtown", "phone": f"see {MAILS[0]}"},
    ],
    "orders": [
        {"order_id": "o1", "customer_id": IDS[0], "ordered_at": "2024-01-05T10:00:00Z", "gross_amount": "10.00"},
        {"order_id": "o2", "customer_id": IDS[1], "ordered_at": "2024-02-05T10:00:00Z", "email": MAILS[1]},
        {"order_id": "o3", "email": MAILS[1], "visitor_id": VISITORS[2], "ordered_at": "2024-03-05T10:00:00Z"},
        {"order_id": "o4", "customer_id": IDS[2], "visitor_id": VISITORS[0], "ordered_at": "2024-04-05T10:00:00Z"},
        {"order_id": "o5", "customer_id": "bob-200001", "ordered_at": "2024-05-05T10:00:00Z"},
        # Refused, and kept in quarantine as they came.
        {"order_id": "o6", "customer_id": IDS[0], "email": MAILS[0], "ordered_at": "some day"},
        {"order_id": "o7", "customer_id": "bob-200001", "ordered_at": "2024-06-05T10:00:00Z", "gross_amount": "-1"},
        {"order_id": "p1", "email": "Gigi@Guest.example", "visitor_id": "vis-gigi-1", "ordered_at": "2024-03-06"},
        {"order_id": "p2", "email": GIGI, "ordered_at": "2024-03-07"},
        {"order_id": "p3", "email": GERT, "ordered_at": "2024-03-08"},
        {"order_id": "p4", "visitor_id": VERA, "ordered_at": "2024-03-09"},
        {"order_id": "p5", "customer_id": "kai-300001", "ordered_at": "2024-03-10"},
        {"order_id": "p6", "phone": WRITTEN[1], "visitor_id": "vis-pia-1", "ordered_at": "2024-03-11"},
        {"order_id": "p7", "phone": WRITTEN[3], "ordered_at": "2024-03-12"},
    ],
    "interactions": [
        {
            "interaction_id": "i1",
            "customer_id": IDS[0],
            "visitor_id": VISITORS[1],
            "body": f"I am {WORDS[0]}, bad shop",
        },
        {"interaction_id": "i2", "visitor_id": VISITORS[1], "body": WORDS[0]},
        {"interaction_id": "i3", "customer_id": "bob-200001", "body": f"Ask my friend ({MAILS[0].upper()})."},
        {"interaction_id": "i4", "customer_id": "bob-200001", "body": "Good shop", "reference_id": IDS[2]},
        {"interaction_id": "i5", "customer_id": "bob-200001", "body": "Bobs own words"},
        {"interaction_id": "i6", "visitor_id": "vis-gigi-1", "body": "Gigi Gruber"},
        {"interaction_id": "i7", "customer_id": "bob-200001", "body": f"Ask {GIGI}, or {REQUESTED[2]}"},
        {"interaction_id": "j1", "phone": WRITTEN[2], "email": "Pia@guest.example", "body": "Pia Pohl"},
        {"interaction_id": "j2", "visitor_id": "vis-pia-1", "body": "Pia Pohl, again"},
        {"interaction_id": "j3", "customer_id": "bob-200001", "body": f"call +{PIA}"},
        {"interaction_id": "j4", "customer_id": "bob-200001", "body": f"or {WRITTEN[3]}!"},
        {"interaction_id": "j5", "customer_id": "bob-200001", "phone": "+49 170 9999999", "body": "My own"},
    ],
    "customer_merges": [
        {"customer_id": IDS[0], "merged_into": IDS[2], "merged_at": "2024-04-01"},
        {"customer_id": IDS[1], "merged_into": IDS[0], "merged_at": "2024-04-02"},
    ],
}
ALWAYS = {
    "orders": {"status": "completed", "gross_amount": "20.00"},
    "interactions": {"occurred_at": "2024-05-01T10:00:00Z", "interaction_type": "customer_message"},
    "customers": {"registered_at": "2024-01-01"},
}


@dataclass(frozen=True)
class Forgotten:
    """A shop before and after somebody was forgotten.

    Attributes:
        folder: the landing folder, the warehouse and all other files.
        warehouse: the warehouse file.
        books: what the orders came to before, by order.
        refusal: what erasing said before the build that knew of the request.
        done: what erasing said afterwards.
        options: dbt's options of the builds.
    """

    folder: Path
    warehouse: Path
    books: list[tuple]
    refusal: str
    done: Erased
    options: tuple[str, ...]


BOOKS = "select order_id, order_number, ordered_at, net_revenue from marts.orders order by order_id"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    """Build, ask to be forgotten, build again, erase."""
    folder = tmp_path_factory.mktemp("erasure")
    warehouse = folder / "shop.duckdb"
    for name, records in LANDED.items():
        _land(folder / "landing" / f"{name}.csv", [ALWAYS.get(name, {}) | record for record in records])
    with (folder / "landing" / "orders.csv").open("a") as file:
        file.write(f"o8,too,many,{MAILS[0]},fields,{IDS[0]},{','.join('abcdefghij')}\n")
    variables = json.dumps({"input_path": str(folder / "landing"), "quarantine_severity": "warn"})
    options = ("--vars", variables)
    build(warehouse, *options, "--select", "inputs", "funnel_steps", "+marts.core", *WITHOUT_TESTS)
    assert named(warehouse) >= set(NAMED)
    books = query(warehouse, BOOKS)
    _serve(warehouse, folder)
    (folder / "logs" / "former.log").write_text(f"a value occurs twice: {IDS[0]}\n")
    (folder / "export.csv").write_text(f"customer_id\n{IDS[2]}\n")

    # As `retensi export --holdout` lands a control group.
    group = [IDS[2], "bob-200001"]
    control.write_group(folder / "landing" / "interactions" / "withheld_spring.csv", "spring", group, SPRING)
    requests = [{"customer_id": name, "requested_at": "2024-07-01"} for name in REQUESTED]
    _land(folder / "landing" / "erasure_requests.csv", requests)
    where = places(PROJECT, {"RETENSI_WAREHOUSE": str(warehouse)}, folder / "target", folder / "serving")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("RETENSI_WAREHOUSE", str(warehouse))
        patched.setenv("DBT_TARGET_PATH", str(folder / "target"))
        with pytest.raises(ErasureError) as refused:
            erase(PROJECT, where, os.environ, options, logs=folder / "logs")
        build(warehouse, *options, *WITHOUT_TESTS)
        _serve(warehouse, folder)
        done = erase(PROJECT, where, os.environ, options, logs=folder / "logs")
    return Forgotten(folder, warehouse, books, str(refused.value), done, options)


def build(warehouse: Path, *arguments: str) -> None:
    """Build in a process of its own, which lets go of the warehouse."""
    done = dbt_command("build", *arguments, warehouse=warehouse)
    assert done.returncode == 0, done.stdout


def query(warehouse: Path, sql: str) -> list[tuple]:
    """Give the rows of a query, in a session that has the key."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"set variable retensi_hash_key = '{os.environ['RETENSI_HASH_KEY']}'")
        return connection.execute(sql).fetchall()


def named(warehouse: Path) -> set[str]:
    """Give what of the person stands anywhere in a table or view, read value by value."""
    names = {name.lower(): name for name in (*NAMED, *NOT_GIVEN)}
    found = set()
    for schema, table in query(warehouse, "select table_schema, table_name from information_schema.tables"):
        for row in query(warehouse, f'select * from "{schema}"."{table}"'):
            text = " ".join(map(str, row)).lower()
            found |= {name for folded, name in names.items() if folded in text}
    return found


def _pseudonym(kind: str, name: str) -> str:
    # The word of an email address is what it was first.
    return "erased_" + keyed(f"erased {'mail' if kind == 'email' else kind}:{name}")[:32]


def test_before_the_build_erasing_says_that_one_is_needed(shop: Forgotten) -> None:
    assert "still holds people who asked to be forgotten" in shop.refusal
    assert "dbt build" in shop.refusal
    assert not any(name in shop.refusal for name in NAMED)


def test_no_table_or_view_names_the_person(shop: Forgotten) -> None:
    assert named(shop.warehouse) == set()


def test_no_byte_of_what_is_ours_names_the_person(shop: Forgotten) -> None:
    files = [path for path in shop.folder.rglob("*") if path.is_file() and "landing" not in path.parts]
    assert {"shop.duckdb", "manifest.json", "dbt.log", "retensi.duckdb"} <= {path.name for path in files}
    found = {
        path.name
        for path in files
        for name in (*NAMED, *NOT_GIVEN)
        if name.encode() in path.read_bytes() or name.lower().encode() in path.read_bytes().lower()
    }
    # Made for others; erasing names it.
    assert found == {"export.csv"}


def test_the_books_are_as_before(shop: Forgotten) -> None:
    assert query(shop.warehouse, BOOKS) == shop.books


def test_the_persons_orders_stay_together_under_a_pseudonym(shop: Forgotten) -> None:
    found = query(shop.warehouse, "select order_id, customer_id from marts.orders where order_id < 'p' order by 1")
    pseudonym = "erased_" + keyed(f"erased customer:{IDS[2]}")[:32]
    assert found == [("o1", pseudonym), ("o2", pseudonym), ("o3", pseudonym), ("o4", pseudonym), ("o5", "bob-200001")]
    assert query(shop.warehouse, f"select city from marts.customers where customer_id = '{pseudonym}'") == [(None,)]


def test_guests_are_forgotten_by_their_mail_or_guest_id(shop: Forgotten) -> None:
    found = query(shop.warehouse, "select order_id, customer_id from marts.orders where order_id > 'p' order by 1")
    forgotten = (
        *(("email", GIGI), ("email", GIGI), ("email", GERT), ("visitor", VERA), ("customer", "kai-300001")),
        # A mail came with the phone of this order, and goes before it.
        *(("email", "pia@guest.example"), ("phone", PIP)),
    )
    pseudonyms = [_pseudonym(kind, name) for kind, name in forgotten]
    assert found == [(f"p{number}", pseudonym) for number, pseudonym in enumerate(pseudonyms, start=1)]
    # All of them are known to have been forgotten: nobody is to be written to.
    erased = "regexp_matches(customer_id, '^erased_[0-9a-f]{32}$')"
    assert query(shop.warehouse, f"select customer_id from marts.customers where not {erased}") == [("bob-200001",)]
    contacted = f"select count(*) from marts.communication_calendar where {erased}"
    assert query(shop.warehouse, contacted) == [(0,)]


def test_others_keep_what_is_theirs(shop: Forgotten) -> None:
    written = "select interaction_id, body from inputs.received_interactions where campaign_id is null order by 1"
    bodies = query(shop.warehouse, written)
    own = [("i4", "Good shop"), ("i5", "Bobs own words")]
    named = [(f"j{number}", None) for number in range(1, 5)]
    assert bodies == [
        ("i1", None),
        ("i2", None),
        ("i3", None),
        *own,
        ("i6", None),
        ("i7", None),
        *named,
        ("j5", "My own"),
    ]
    phones = "select interaction_id, phone from inputs.received_interactions where phone is not null order by 1"
    assert query(shop.warehouse, phones) == [("j1", _pseudonym("phone", PIA)), ("j5", "+49 170 9999999")]
    people = "select customer_id, email, city, phone from inputs.received_customers where city is not null"
    assert query(shop.warehouse, people) == [("bob-200001", "bob@shop.example", "Bobtown", None)]


def test_a_control_group_keeps_the_person_as_a_pseudonym_alone(shop: Forgotten) -> None:
    file = shop.folder / "landing" / "interactions" / "withheld_spring.csv"
    assert shop.done.mended == (str(file),)
    with file.open(encoding="utf-8", newline="") as lines:
        written = {row["interaction_id"]: row["customer_id"] for row in csv.DictReader(lines)}
    pseudonym = "erased_" + keyed(f"erased customer:{IDS[2]}")[:32]
    assert set(written.values()) == {"bob-200001", pseudonym}
    # As the build has read it, so that the campaign's figures stay.
    withheld = "select interaction_id, customer_id from inputs.received_interactions where campaign_id = 'spring'"
    assert dict(query(shop.warehouse, withheld)) == written
    measured = "select withheld_people, withheld_buyers from marts.campaign_performance where campaign_id = 'spring'"
    assert query(shop.warehouse, measured) == [(2, 1)]


def test_the_request_is_kept_as_a_hash(shop: Forgotten) -> None:
    kept = "select customer_id, requested_at from staging.stg_erasure_requests"
    found = {(customer_id, str(requested_at)) for customer_id, requested_at in query(shop.warehouse, kept)}
    hashed = {"erased_" + keyed(f"erased customer:{name}")[:32] for name in REQUESTED}
    assert found == {(customer_id, "2024-07-01 00:00:00") for customer_id in hashed}


def test_every_row_is_accounted_for(shop: Forgotten) -> None:
    counts = """
        select rows_received, rows_accepted, rows_superseded, rows_quarantined
        from inputs.input_reconciliation where input = 'orders'
    """
    assert query(shop.warehouse, counts) == [(15, 12, 0, 3)]
    quarantined = "select order_id, reason, _unreadable from inputs.quarantined_orders order by order_id nulls last"
    assert query(shop.warehouse, quarantined) == [
        ("o6", "unreadable_timestamp", None),
        ("o7", "negative_amount", None),
        (None, "unreadable_row", "erased"),
    ]


def test_erasing_says_what_it_did_and_what_others_hold(shop: Forgotten) -> None:
    mails, visitors = {*MAILS, GIGI, GERT, KAI, "pia@guest.example"}, {*VISITORS, "vis-gigi-1", VERA, "vis-pia-1"}
    phones = {ZAZA, PIA, PIP}
    guests = {*map(guest_by_email, mails), *map(guest_by_phone, phones), *map(guest_by_visitor, visitors)}
    given = {*IDS, "kai-300001", *REQUESTED, *mails, *phones, *visitors}
    assert shop.done.identifiers == len(given | guests | {*WRITTEN} | {f"+{phone}" for phone in phones})
    assert {Path(path).name for path in shop.done.removed} == {"former.log", "20240101T000000000000Z-former"}
    landed = {"orders.csv", "customers.csv", "interactions.csv", "customer_merges.csv", "erasure_requests.csv"}
    assert {Path(path).name for path in shop.done.left} == {*landed, "export.csv"}
    assert shop.done.after > 0


def test_nothing_that_was_served_before_is_left(shop: Forgotten) -> None:
    builds = sorted(path.name for path in (shop.folder / "serving" / "parquet" / "builds").iterdir())
    assert builds == ["20240202T000000000000Z-current"]


def test_what_was_refused_is_kept_for_some_time_only(shop: Forgotten, tmp_path: Path) -> None:
    warehouse = copy_of(shop.warehouse, tmp_path)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update inputs.received_orders set _loaded_at = _loaded_at - interval 91 day")
    build(warehouse, *shop.options, "--select", "inputs", *WITHOUT_TESTS)
    quarantined = "select order_id, reason, _unreadable, email from inputs.quarantined_orders order by _unreadable"
    assert query(warehouse, quarantined) == [
        (None, "unreadable_row", "expired: negative_amount", None),
        (None, "unreadable_row", "expired: unreadable_row", None),
        (None, "unreadable_row", "expired: unreadable_timestamp", None),
    ]
    counts = "select rows_received, rows_accepted, rows_quarantined from inputs.input_reconciliation"
    assert query(warehouse, f"{counts} where input = 'orders'") == [(15, 12, 3)]
    assert query(warehouse, "select count(*) from inputs.received_orders where order_id is not null") == [(12,)]


def test_words_are_found_whole_and_in_any_case(tmp_path: Path) -> None:
    file = tmp_path / "text"
    for text, is_named in [
        ("…, ANA@shop.example.", True),
        ('"ana@shop.example"', True),
        ("santana@shop.example", False),
        ("ana@shop.example.org", False),
        ("x" * 3000 + " ana@shop.example " + "x" * 3000, True),
        ("the id is a:b/7", True),
    ]:
        file.write_text(text)
        assert names_anybody(file, ["ana@shop.example", "a:b/7"]) is is_named, text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_words_are_found_in_what_other_programs_write(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "text"
    for text, is_named in [("id,mail\n1,zoë@shop.example\n", True), ("id,mail\n1,zoëy@shop.example\n", False)]:
        file.write_bytes(text.encode(encoding))
        assert names_anybody(file, ["Zoë@shop.example"]) is is_named


def test_short_ids_are_found_where_ids_stand_only(tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select '17' as customer_id, 'I took 17 of them' as body, '17' as channel) to '{file}'"
        )
        connection.execute("create table t as select '17' as customer_id, 'ask c-100017.' as body")
        assert [each.column for each in search_database(connection, "memory", ["17", "C-100017"])] == [
            "body",
            "customer_id",
        ]
    assert [each.column for each in search_parquet(file, ["17"])] == ["customer_id"]


def _land(file: Path, records: list[dict]) -> None:
    file.parent.mkdir(exist_ok=True)
    columns = list(dict.fromkeys(name for record in records for name in record))
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(records)


def _serve(warehouse: Path, folder: Path) -> None:
    """Serve one mart as publishing does, the build before it kept beside it."""
    serving = folder / "serving"
    builds = serving / "parquet" / "builds"
    first = not serving.exists()
    name = "20240101T000000000000Z-former" if first else "20240202T000000000000Z-current"
    (builds / name).mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        connection.execute(f"copy warehouse.marts.customers to '{builds / name / 'customers.parquet'}'")
        (serving / "retensi.duckdb").unlink(missing_ok=True)
        connection.execute(f"attach '{serving / 'retensi.duckdb'}' as served")
        connection.execute("create schema served.marts")
        connection.execute("create table served.marts.customers as from warehouse.marts.customers")
    link = serving / "parquet" / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("builds", name))
