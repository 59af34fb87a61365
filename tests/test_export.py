"""Exports: what each system gets, who is in the file and who is not, control groups, and files that only open to us."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import dagster as dg
import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from orchestration import exporting
from retensi import cli
from retensi.cli.export import DESTINATIONS
from retensi.errors import MissingPackageError
from retensi.export import choice, control
from retensi.export.cells import cells_of
from retensi.export.choice import Order, choose
from retensi.export.command import Exported
from retensi.export.destination import FOLDER, destination, known, read_destination
from retensi.export.errors import DestinationError, ExportError
from retensi.export.files import csv_parts, workbooks, write_whole
from retensi.export.rows import EXPORTS
from retensi.export.values import STEPS, cell, harmless, usable_email, usable_phone
from tests.dbt_project import PROJECT, copy_of, dicts, rows
from tests.test_phones import numbers

STAGES = {"lead", "new", "repeat", "at_risk", "inactive"}
REFUSED = dict.fromkeys(("marketing_consent", "email_consent", "phone_consent"), False)
# A made-up customer, as the query gives a row.
ANN = {
    "customer_id": "c1",
    "needs_consent": True,
    "is_forgotten": False,
    "marketing_consent": True,
    "email_consent": True,
    "phone_consent": True,
    "email": " Ann@Shop.example ",
    "phone": "6281234567890",
    "city": "Jakarta",
    "country": "ID",
    "lifecycle_stage": "at_risk",
    "stage_since": date(2025, 12, 1),
    "rfm_segment": "champions",
    "loyalty_tier": "gold",
    "risk_reasons": "gone_quiet,open_complaint",
    "probability_alive": 0.25,
    "predicted_clv": Decimal("12.5"),
    "is_top_decile": False,
    "order_count": 3,
    "net_revenue": Decimal("99.9000"),
    "days_since_last_order": 31,
    "next_order_expected_on": date(2026, 1, 31),
    "reason": "win_back",
    "contact_on": date(2026, 1, 2),
    "priority": 12,
    "suggested_channel": "email",
    "detail": "Has not bought since 1 December 2025.",
    "detail_id": "Belum membeli sejak 1 Desember 2025.",
    "last_contacted_at": None,
    "days_since_last_interaction": 9,
    "reactivation_rank": 1,
    "last_order_date": date(2025, 12, 1),
    "inactive_since": date(2025, 12, 1),
    "days_inactive": 31,
    "favourite_category": "tea",
    "preferred_channel": "web",
}
HASHED_EMAIL = "6a0bf011a1fc1e9a8add1728704b8ddb5d9d2701ae295a65452d9f1f1cf91be5"
# What each system calls its columns, and what it gets of Ann, from the pages that the files name.
GIVEN = {
    "freshsales": ("Email,Mobile,City,Country", "ann@shop.example,+6281234567890,Jakarta,ID"),
    # Of +6281234567890.
    # Of +6281234567890.
    "google_customer_match": (
        "Email,Phone",
        f"{HASHED_EMAIL},62397bbd6a8c9ae53bc914a6017300eb6b13af5be20e4cc9ad2dc3d61ecb24cd",
    ),
    "hubspot": ("Email,Phone Number,City,Country/Region", "ann@shop.example,+6281234567890,Jakarta,ID"),
    "klaviyo": ("Email,Phone Number,City,Country", "ann@shop.example,+6281234567890,Jakarta,ID"),
    "mailchimp": ("Email Address,Phone Number,City,Country", "ann@shop.example,+6281234567890,Jakarta,ID"),
    # The digests are those that `printf … | sha256sum` gives of 6281234567890, jakarta and id.
    "meta_custom_audience": (
        "email,phone,ct,country",
        ",".join(
            [
                HASHED_EMAIL,
                "dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725",
                "06ddd2e54a3ad4cbc96b0cd5a034e18b85d0f9be64e87dcb7a4c4a0470a6d722",
                "a56145270ce6b3bebd1dd012b73948677dd618d496488bc608a3cb43ce3547dd",
            ]
        ),
    ),
    "qontak": ("phone_number,full_name,marketing_consent", "6281234567890,c1,true"),
    "salesforce": (
        "Email,Phone,Mailing City,Mailing Country,Email Opt Out",
        "ann@shop.example,+6281234567890,Jakarta,ID,0",
    ),
    "sugarcrm": (
        "Email Address,Mobile,Primary Address City,Primary Address Country,Email Opt Out",
        "ann@shop.example,+6281234567890,Jakarta,ID,0",
    ),
    "vtiger": (
        "Primary Email,Mobile Phone,Mailing City,Mailing Country,Email Opt Out",
        "ann@shop.example,+6281234567890,Jakarta,ID,0",
    ),
    "zoho_crm": (
        "Email,Phone,Mailing City,Mailing Country,Email Opt Out",
        "ann@shop.example,+6281234567890,Jakarta,ID,false",
    ),
}


def row(**other: object) -> dict:
    return {**ANN, **other}


def order(export: str = "audience", system: str | None = None, **other: object) -> Order:
    return Order(export, Path(), destination=destination(system) if system else None, **other)


def written(rows_: list[dict], asked: Order) -> list[list[str]]:
    """Header and cells as they stand in the file."""
    chosen = choose(rows_, asked)
    header, cells, _ = cells_of(chosen.rows, asked)
    return [header, *cells]


# Destinations


def test_the_command_knows_all_destinations() -> None:
    assert list(DESTINATIONS) == known() == sorted(GIVEN)


@pytest.mark.parametrize("system", sorted(GIVEN))
@pytest.mark.parametrize("export", sorted(EXPORTS))
def test_a_system_gets_its_own_columns_and_values(system: str, export: str) -> None:
    header, *cells = written([row()], order(export, system))
    expected_header, expected = (text.split(",") for text in GIVEN[system])
    assert header[: len(expected_header)] == expected_header
    [first] = cells
    assert [str(text) for text in first[: len(expected)]] == expected
    assert len(header) == len(set(header))
    if destination(system).purpose == "advertising":
        # Nothing but hashes leaves for an advertising network.
        assert len(header) == len(expected_header)
        assert all(len(text) == 64 for text in first)


@pytest.mark.parametrize("system", sorted(GIVEN))
def test_a_file_says_what_it_follows_and_has_words_for_each_stage(system: str) -> None:
    made = destination(system)
    assert made.document.startswith("https://")
    assert "documentation only" in made.tried
    for column in made.columns:
        if column.field == "lifecycle_stage":
            assert set(column.values) == STAGES


def test_days_and_flags_are_written_as_the_system_reads_them() -> None:
    header, cells = written([row(**REFUSED)], order("segments", "zoho_crm"))
    found = dict(zip(header, cells, strict=True))
    assert found["Retensi next order expected on"] == "01/31/2026"
    assert found["Email Opt Out"] == "true"
    assert found["Retensi lifecycle stage"] == "At risk"
    assert found["Retensi net revenue"] == "99.9000"


def with_change(tmp_path: Path, change: Callable[[dict], object]) -> Path:
    given = yaml.safe_load((FOLDER / "hubspot.yml").read_text(encoding="utf-8"))
    change(given)
    file = tmp_path / "hubspot.yml"
    file.write_text(yaml.safe_dump(given), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda given: given.pop("title"), "title is missing"),
        (lambda given: given.update(titel="x"), "titel is no key here"),
        (lambda given: given.update(purpose="sales"), "purpose is 'sales'"),
        (lambda given: given["file"].update(encoding="utf-99"), "file.encoding is 'utf-99'"),
        (lambda given: given["file"].update(bom="no"), "file.bom is 'no'"),
        (lambda given: given["file"].update(delimiter=";;"), "file.delimiter is ';;'"),
        (lambda given: given["limits"].update(rows=0), "limits.rows is 0"),
        (lambda given: given["limits"].update(columns=3), "columns has 17 in contacts"),
        (lambda given: given.update(needs=["fax"]), "needs is 'fax'"),
        (lambda given: given.update(consent=None), "consent is empty"),
        (lambda given: given.update(consent="Email"), "consent is 'Email'"),
        (lambda given: given["columns"][0].update(field="mail"), "columns[1].field is 'mail'"),
        (lambda given: given["columns"][0].update(constant="x"), "columns[1] has both or neither"),
        (lambda given: given["columns"][0].update({"as": ["rot13"]}), "columns[1].as is 'rot13'"),
        (lambda given: given["columns"][0].update(values={"a": 1}), "columns[1].values is {'a': 1}"),
        (lambda given: given["columns"][1].update(name="Email"), "columns has 'Email' twice"),
        (lambda given: given["columns"].append({"name": "x", "field": "reason"}), "which audience does not have"),
        (lambda given: given["columns"].pop(0), "columns has no address in contacts"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "change",
)
def test_a_wrong_file_is_refused_by_its_key(tmp_path: Path, change: Callable[[dict], object], said: str) -> None:
    with pytest.raises(DestinationError) as refused:
        read_destination(with_change(tmp_path, change))
    assert said in refused.value.found
    assert "hubspot.yml" in refused.value.found


def test_a_value_without_a_word_is_refused() -> None:
    with pytest.raises(ExportError, match="HubSpot has no word for lifecycle_stage 'asleep'"):
        written([row(lifecycle_stage="asleep")], order("segments", "hubspot"))


# Addresses


def test_phones_are_written_as_e164_by_the_rule_that_tells_people_apart() -> None:
    expected = {
        "+62 812-3456-7890": "+6281234567890",
        "0062 812 3456 7890": "+6281234567890",
        "6281234567890": "+6281234567890",
        "(0812) 3456 7890": "+6281234567890",
        "6281234567890.0": "+6281234567890",
        "+44 (0)20 7946 0958": "+442079460958",
        **dict.fromkeys(("6.28E+12", "12345", "+0812345678", "00 0812345678", "0000000000", "1234567890123456", "")),
    }
    assert dict(zip(expected, map(usable_phone, numbers(list(expected), "ID")), strict=True)) == expected
    assert usable_phone(None) is None
    # A number without its country cannot be dialled from everywhere.
    assert [usable_phone(number) for number in numbers(["081234567890"], None)] == [None]


@pytest.mark.parametrize(
    ("text", "mail"),
    [
        (" Ann@Shop.example ", "Ann@Shop.example"),
        ("ann+tea@shop.example", "ann+tea@shop.example"),
        ("ann", None),
        ("ann@shop", None),
        ("a@b@shop.example", None),
        # A spreadsheet would run these; with an apostrophe in front they are no addresses any more.
        ("=cmd@shop.example", None),
        ("+ann@shop.example", None),
        (None, None),
    ],
)
def test_mails_that_nothing_can_be_sent_to_are_none(text: str | None, mail: str | None) -> None:
    assert usable_email(text) == mail


def test_hashes_are_those_that_the_networks_publish() -> None:
    # The examples of Meta's page on customer information parameters.
    mail, phone = (
        "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
        "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
    )
    given = row(email="John_Smith@gmail.com", phone="16505551212", city="Menlo Park", country="US")
    [_, [found_email, found_phone, city, country]] = written([given], order(system="meta_custom_audience"))
    assert (found_email, found_phone) == (mail, phone)
    assert city == "0007a3d64c01e23d5075203c5977c14e4f7e01a3fc570686fcc50b5e1dd42685"
    assert country == "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"
    # Google hashes the number with its plus sign.
    [_, [google_mail, google_phone]] = written([given], order(system="google_customer_match"))
    assert google_mail == mail
    assert google_phone == "1e231c66011e7a2d867a9cfae267a6aff103cf4913640b6e71a99850fc0ffbc8"


def test_what_cannot_be_normalised_is_left_empty() -> None:
    given = row(phone=None, city="Łódź", country="Polska")
    [_, [_, phone, city, country]] = written([given], order(system="meta_custom_audience"))
    assert (phone, city, country) == ("", "", "")
    assert STEPS["letters"]("Saint-Étienne 2") == ""
    assert STEPS["letters"]("St. Gallen 9") == "stgallen"


def test_a_phone_is_no_formula_and_all_else_with_a_sign_is_one() -> None:
    assert harmless("+6281234567890") == cell("+6281234567890") == "+6281234567890"
    for text in ("+6281234567890+1", "+62 812", "+cmd", "-1", "=1", "@x"):
        assert harmless(text) == f"'{text}"
    [header, cells] = written([row(city="=HYPERLINK(1)")], order("segments", "hubspot"))
    assert dict(zip(header, cells, strict=True))["City"] == "'=HYPERLINK(1)"


# Who is in it


@pytest.mark.parametrize(
    ("export", "system", "needs_consent", "is_in"),
    [
        ("audience", None, True, False),
        ("audience", "hubspot", True, False),
        ("audience", "mailchimp", True, False),
        ("contacts", None, True, False),
        ("contacts", "hubspot", True, False),
        # A service message goes without consent, but no list of subscribers takes anybody who did not consent.
        ("contacts", None, False, True),
        ("contacts", "hubspot", False, True),
        ("contacts", "qontak", False, True),
        ("contacts", "mailchimp", False, False),
        ("contacts", "klaviyo", False, False),
        ("contacts", "meta_custom_audience", False, False),
        # A CRM holds all customers, and is told who consented.
        ("segments", None, True, True),
        ("segments", "hubspot", True, True),
        ("segments", "qontak", True, False),
        ("segments", "klaviyo", True, False),
        ("segments", "google_customer_match", True, False),
    ],
)
def test_who_did_not_consent_is_exported_where_that_is_allowed(
    export: str, system: str | None, needs_consent: bool, is_in: bool
) -> None:
    given = row(**REFUSED, needs_consent=needs_consent)
    chosen = choose([given], order(export, system))
    assert [len(chosen.rows), dict(chosen.left_out)] == ([1, {}] if is_in else [0, {choice.NO_CONSENT: 1}])


@pytest.mark.parametrize(
    ("system", "addresses"),
    [
        # A list of subscribers, an advertising network and a file of our own hold what may be used.
        ("klaviyo", None),
        ("mailchimp", None),
        ("google_customer_match", (None, "+6281234567890")),
        (None, (None, "+6281234567890")),
        # A file with a column for it holds the address, too.
        ("hubspot", None),
        ("qontak", ("Ann@Shop.example", "+6281234567890")),
    ],
)
def test_consent_by_phone_lets_nobody_write_a_mail(system: str | None, addresses: tuple | None) -> None:
    given = row(email_consent=False)
    chosen = choose([given], order("audience", system))
    assert [(each["email"], each["phone"]) for each in chosen.rows] == ([] if addresses is None else [addresses])
    assert chosen.left_out == ({choice.NO_CONSENT: 1} if addresses is None else {})


def test_each_row_is_written_or_counted_with_its_reason() -> None:
    given = [
        row(),
        row(reason="birthday"),
        row(customer_id="c2", email=None),
        row(customer_id="c3"),
        row(customer_id="erased", is_forgotten=True),
        row(customer_id="c4", **REFUSED),
        row(customer_id="c5", email="eve@shop.example"),
        row(customer_id="c6", email="fay@shop.example"),
    ]
    chosen = choose(given, order("contacts", "hubspot", limit=2))
    assert [each["customer_id"] for each in chosen.rows] == ["c1", "c5"]
    assert chosen.left_out == {
        choice.LATER: 1,
        "no usable mail address": 1,
        choice.SAME: 1,
        choice.FORGOTTEN: 1,
        choice.NO_CONSENT: 1,
        choice.BEYOND: 1,
    }
    assert len(chosen.rows) + chosen.left_out.total() == len(given)
    nowhere = choose([row(email="none", phone=None)], order(system="google_customer_match"))
    assert nowhere.left_out == {"no usable mail address or phone number": 1}


# Control groups


def shop_of(customers: int) -> list[dict]:
    return [row(customer_id=f"c{number}", email=f"c{number}@shop.example") for number in range(customers)]


def withheld(rows_: list[dict], **other: object) -> list[str]:
    return choose(rows_, order(campaign=other.pop("campaign", "spring"), **other)).withheld


def test_the_control_group_is_chance_and_the_same_in_each_run() -> None:
    shop = shop_of(4000)
    group = withheld(shop, holdout=0.1)
    # Four standard deviations around 400.
    assert 324 < len(group) < 476
    shuffled = Random(1).sample(shop, len(shop))
    assert withheld(shuffled, holdout=0.1) == group
    # Whoever else is in the list changes nothing for anybody.
    assert set(withheld(shop[::2], holdout=0.1)) == set(group) & {each["customer_id"] for each in shop[::2]}
    # A greater share takes more people and sends nobody away; another campaign draws anew.
    assert set(group) < set(withheld(shop, holdout=0.2))
    other = set(withheld(shop, holdout=0.1, campaign="autumn"))
    assert 10 < len(other & set(group)) < 80


def test_the_draw_is_the_first_eight_bytes_of_the_hash() -> None:
    # printf 'spring\x1fc1' | sha256sum begins with f278d0f76c242b00.
    drawn = 0xF278D0F76C242B00 / 2**64
    assert control.is_held_out("spring", "c1", drawn + 1e-9)
    assert not control.is_held_out("spring", "c1", drawn - 1e-9)


def test_nobody_is_both_written_to_and_kept_back_and_nobody_is_in_neither() -> None:
    shop = [*shop_of(300), row(customer_id="c999", **REFUSED)]
    chosen = choose(shop, order(campaign="spring", holdout=0.3))
    in_file = {each["customer_id"] for each in chosen.rows}
    assert in_file.isdisjoint(chosen.withheld)
    # Who would not have got the file is in no control group of it.
    assert in_file | set(chosen.withheld) == {f"c{number}" for number in range(300)}


def test_a_service_message_is_kept_back_from_nobody() -> None:
    shop = [each | {"needs_consent": False} for each in shop_of(50)]
    chosen = choose(shop, order("contacts", campaign="spring", holdout=0.9))
    assert (len(chosen.rows), chosen.withheld) == (50, [])
    assert {each["campaign_id"] for each in chosen.rows} == {None}


def test_who_was_kept_back_stays_so() -> None:
    shop = shop_of(10)
    asked = order(campaign="spring")
    assert choose(shop, asked, {"c3"}).withheld == ["c3"]
    assert "c3" not in {each["customer_id"] for each in shop_of(10) if each in choose(shop, asked, {"c3"}).rows}


def test_writing_a_control_group_again_changes_nothing(tmp_path: Path) -> None:
    file = control.place(tmp_path, "spring")
    assert file == tmp_path / "interactions" / "withheld_spring.csv"
    assert control.write_group(file, "spring", ["b", "a"], datetime(2026, 1, 1, 9)) == 2
    first = file.read_text()
    assert first.splitlines() == [
        "interaction_id,customer_id,occurred_at,interaction_type,campaign_id",
        "withheld:spring:1,a,2026-01-01T09:00:00Z,campaign_withheld,spring",
        "withheld:spring:2,b,2026-01-01T09:00:00Z,campaign_withheld,spring",
    ]
    stamp = file.stat().st_mtime_ns
    assert control.write_group(file, "spring", ["a", "b"], datetime(2026, 2, 1)) == 0
    assert (file.read_text(), file.stat().st_mtime_ns) == (first, stamp)
    assert control.write_group(file, "spring", ["c"], datetime(2026, 2, 1)) == 1
    assert file.read_text() == first + "withheld:spring:3,c,2026-02-01T00:00:00Z,campaign_withheld,spring\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_campaigns_never_share_a_file() -> None:
    campaigns = ("spring", "Spring sale!", "spring-sale", "Spring sale?", "../spring", "musim semi", "春")
    names = [control.file_name(campaign) for campaign in campaigns]
    assert len(set(names)) == len(campaigns)
    assert not any("/" in name for name in names)


def test_a_file_that_is_no_control_group_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "interactions" / "withheld_spring.csv"
    file.parent.mkdir()
    file.write_text("interaction_id,customer_id\n1,a\n")
    with pytest.raises(ExportError, match="is not the control group of spring"):
        control.write_group(file, "spring", ["a"], datetime(2026, 1, 1))
    assert not control.forget(file, {"a": "erased_1"})
    assert file.read_text() == "interaction_id,customer_id\n1,a\n"


@pytest.mark.parametrize(("glob", "claims"), [("interactions/*.csv", True), ("**/*.csv", True), ("*.csv", False)])
def test_a_mapping_that_would_read_the_group_by_other_rules_is_named(tmp_path: Path, glob: str, claims: bool) -> None:
    mapping = {"version": 1, "sources": {"shop": {"files": glob, "orders": {"columns": {"order_id": "Name"}}}}}
    (tmp_path / "retensi.yml").write_text(yaml.safe_dump(mapping))
    if not claims:
        assert control.place(tmp_path, "spring").name == "withheld_spring.csv"
        return
    with pytest.raises(ExportError) as refused:
        control.place(tmp_path, "spring")
    assert glob in refused.value.found


# Files


def test_more_than_a_system_takes_goes_into_several_files() -> None:
    header, lines = ["a", "b"], [[str(number), "é" * number] for number in range(9)]
    parts = csv_parts(header, lines, most_rows=4)
    assert [part.count(b"\r\n") for part in parts] == [5, 5, 2]
    parts = csv_parts(header, lines, encoding="utf-8-sig", line_end="\n", most_bytes=40)
    assert all(part.startswith(b"\xef\xbb\xbfa,b\n") and len(part) <= 40 for part in parts)
    read = [line for part in parts for line in csv.reader(io.StringIO(part.decode("utf-8-sig")))]
    assert [line for line in read if line != header] == lines
    assert csv_parts(header, []) == [b"a,b\r\n"]
    with pytest.raises(ExportError, match="A row has"):
        csv_parts(header, [["x" * 50, ""]], most_bytes=40)
    with pytest.raises(ExportError, match="which cp1252 lacks"):
        csv_parts(header, [["春", ""]], encoding="cp1252")


def test_a_text_is_cut_to_what_the_system_keeps_at_a_whole_character() -> None:
    asked = order("segments", "mailchimp")
    header, cells, cut = cells_of(choose([row(city="é" * 200)], asked).rows, asked)
    city = cells[0][header.index("City")]
    assert (city, cut) == ("é" * 127, 1)


def test_a_workbook_holds_numbers_as_numbers_and_no_formula(tmp_path: Path) -> None:
    [made] = workbooks(["name", "worth"], [["=1+1", 2.5], ["+6281234567890", 3.0]])
    (tmp_path / "x.xlsx").write_bytes(made)
    sheet = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert sheet == [["name", "worth"], ["=1+1", 2.5], ["+6281234567890", 3.0]]
    assert len(workbooks(["a"], [["1"], ["2"], ["3"]], most_rows=2)) == 2


def test_a_workbook_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(MissingPackageError, match="--extra export"):
        workbooks(["a"], [])


def test_files_are_all_there_or_none(tmp_path: Path) -> None:
    old = tmp_path / "x-2.csv"
    old.write_text("former")
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        write_whole({tmp_path / "x-1.csv": b"1", folder / ("x" * 300): b"2"}, [old])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["taken", "x-2.csv"]


# On the demo shop


@pytest.fixture
def run(demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `retensi export` on the demo shop."""
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(demo_warehouse))
    monkeypatch.setenv("DBT_TARGET_PATH", str(demo_warehouse.parent / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(tmp_path / "logs"))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli.main, ["export", *arguments, "--project-dir", str(PROJECT)])

    return call


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_contacts_of_the_week_go_to_a_crm(run: Callable[..., Result], demo_warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "out" / "contacts.csv"
    done = run("contacts", "--for", "hubspot", "--to", str(file))
    assert done.exit_code == 0, done.output
    found = read(file)
    assert done.stdout.startswith(f"{file}: {len(found)} rows\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["contacts.csv"]
    planned = dicts(
        demo_warehouse,
        "select * from marts.communication_calendar where contact_on <= date '2026-01-07' "
        "order by contact_on, priority, customer_id",
    )
    first = {each["customer_id"]: each for each in reversed(planned)}
    written_ = {each["Retensi customer ID"]: each for each in found}
    assert len(written_) == len(found) > 100
    for customer_id, each in written_.items():
        assert each["Retensi reason"] == first[customer_id]["reason"]
        assert each["Retensi contact on"] == first[customer_id]["contact_on"].isoformat()
    # Who is not there is told: rows of the mart are in the file or counted.
    counts = [int(line.split()[2].replace(",", "")) for line in done.stdout.splitlines() if line.startswith("Left out")]
    assert len(found) + sum(counts) == len(planned)
    # c_unasked never consented, and is told that a subscription ends.
    assert written_["c_unasked"]["Retensi marketing consent"] == "false"
    assert written_["c_unasked"]["Retensi reason"] == "subscription_ending"

    again = run("contacts", "--for", "hubspot", "--to", str(file))
    assert again.exit_code == 1
    assert f"{file} is there already." in again.stderr
    assert "--overwrite" in again.stderr


def test_a_campaign_keeps_a_control_group_back(run: Callable[..., Result], tmp_path: Path) -> None:
    file, group = tmp_path / "audience.csv", tmp_path / "withheld.csv"
    whole = run("audience", "--to", str(file))
    assert whole.exit_code == 0, whole.output
    everybody = {each["customer_id"] for each in read(file)}
    asked = ("audience", "--campaign", "spring", "--holdout", "0.2", "--to", str(file), "--overwrite")
    # The demo shop has no folder to land the group in.
    refused = run(*asked)
    assert refused.exit_code == 1
    assert "add --control FILE" in refused.stderr
    done = run(*asked, "--control", str(group))
    assert done.exit_code == 0, done.output
    kept_back = {each["customer_id"] for each in read(group)}
    assert (
        f"Kept back: {len(kept_back)} customers as control group of spring, {len(kept_back)} of them new" in done.stdout
    )
    found = read(file)
    assert {each["customer_id"] for each in found} == everybody - kept_back
    assert kept_back < everybody
    assert {each["campaign_id"] for each in found} == {"spring"}
    # Without --holdout the group stays out of the campaign's file all the same.
    run("audience", "--campaign", "spring", "--to", str(file), "--overwrite", "--control", str(group))
    assert {each["customer_id"] for each in read(file)} == everybody - kept_back


def test_segments_go_into_a_workbook(run: Callable[..., Result], demo_warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "segments.xlsx"
    done = run("segments", "--as", "xlsx", "--to", str(file))
    assert done.exit_code == 0, done.output
    header, *cells = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    found = {each[0]: dict(zip(header, each, strict=True)) for each in cells}
    expected = dicts(demo_warehouse, "select * from marts.customers where customer_id not like 'erased_%'")
    assert set(found) == {each["customer_id"] for each in expected}
    for each in expected:
        one = found[each["customer_id"]]
        assert (one["order_count"], one["rfm_segment"] or None) == (each["order_count"], each["rfm_segment"])
        assert one["net_revenue"] == pytest.approx(float(each["net_revenue"]))


def test_an_advertising_network_gets_hashes_and_nobody_keeps_them(
    run: Callable[..., Result], demo_warehouse: Path, tmp_path: Path
) -> None:
    file = tmp_path / "meta.csv"
    done = run("segments", "--for", "meta_custom_audience", "--to", str(file))
    assert done.exit_code == 0, done.output
    assert "@" not in file.read_text()
    hashes = [each["email"] for each in read(file)]
    assert len(hashes) == len(set(hashes)) > 300
    kept = b"".join(each.read_bytes() for each in (tmp_path / "logs").rglob("*") if each.is_file())
    kept += demo_warehouse.read_bytes()
    kept += b"".join(each.read_bytes() for each in (demo_warehouse.parent / "target").rglob("*") if each.is_file())
    assert not [each for each in hashes[:5] if each.encode() in kept]


@pytest.mark.long
def test_phones_are_read_where_an_input_has_them(
    run: Callable[..., Result], demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = copy_of(demo_warehouse, tmp_path / "phones")
    consenting = "select customer_id from intermediate.int_customers_known where marketing_consent"
    [one, two, *_] = sorted(customer for (customer,) in rows(shop, consenting) if customer.startswith("c0"))
    with duckdb.connect(str(shop)) as connection:
        for table in ("received_customers", "checked_customers"):
            [kind] = connection.execute(
                f"select table_type from information_schema.tables where table_name = '{table}'"
            ).fetchone()
            if kind == "BASE TABLE":
                connection.execute(f"alter table inputs.{table} add column if not exists phone varchar")
                connection.execute(f"update inputs.{table} set phone = '+62 812 0000 001' where customer_id = '{one}'")
                connection.execute(f"update inputs.{table} set phone = '00-0812345678' where customer_id = '{two}'")
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(shop))
    file = tmp_path / "phones.csv"
    done = run("segments", "--with", "phone", "--to", str(file))
    assert done.exit_code == 0, done.output
    found = {each["customer_id"]: each["phone"] for each in read(file)}
    assert (found[one], found[two]) == ("+628120000001", "")
    assert set(found.values()) == {"", "+628120000001"}


def test_no_export_goes_into_the_landing_folder(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = tmp_path / "landing"
    (landing / "interactions").mkdir(parents=True)
    monkeypatch.setenv("RETENSI_INPUT_PATH", str(landing))
    done = run("audience", "--to", str(landing / "interactions" / ".." / "orders.csv"))
    assert done.exit_code == 1
    assert "is in the landing folder" in done.stderr
    assert list(landing.rglob("*.csv")) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audience", "--holdout", "0.1"], "none is named"),
        (["audience", "--holdout", "1", "--campaign", "x"], "leaves nobody"),
        (["audience", "--campaign", " x"], "is no id of a campaign"),
        (["audience", "--for", "hubspot", "--with", "phone"], "What HubSpot gets is said by its file"),
        (["audience", "--for", "vtiger", "--as", "xlsx"], "Vtiger takes no workbook"),
    ],
    ids=["no-campaign", "whole-share", "blank", "columns", "workbook"],
)
def test_what_contradicts_itself_is_refused_before_anything_is_read(
    run: Callable[..., Result], arguments: list[str], said: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "To do: " in done.stderr


def test_export_audience_says_what_takes_its_place(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "audience.csv"
    done = CliRunner().invoke(
        cli.main, ["export-audience", "--limit", "3", "--to", str(file), "--project-dir", str(PROJECT)]
    )
    assert done.exit_code == 0, done.output
    assert "write `retensi export audience --overwrite` instead" in done.stderr
    assert done.stdout == f"{file}: 3 customers\n"


# Dagster


def test_dagster_exports_what_the_environment_asks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exporting.export_assets(tmp_path, {}) == []
    for wrong in ("leads", "contacts:", "contacts:pipedrive"):
        with pytest.raises(ExportError, match="RETENSI_EXPORT has"):
            exporting.export_assets(tmp_path, {"RETENSI_EXPORT": wrong})
    asked: list[Order] = []

    def write(given: Order) -> Exported:
        asked.append(given)
        return Exported([tmp_path / "a.csv"], 7, {choice.NO_CONSENT: 2}, withheld=1)

    monkeypatch.setattr(exporting, "written_apart", write)
    [contacts, _] = exporting.export_assets(tmp_path, {"RETENSI_EXPORT": "contacts:hubspot, segments,"})
    assert contacts.dependency_keys == {dg.AssetKey(["marts", "communication_calendar"])}
    run_config = {"ops": {"export_contacts_hubspot": {"config": {"campaign": "spring", "holdout": 0.1, "limit": 5}}}}
    result = dg.materialize([contacts], instance=dg.DagsterInstance.ephemeral(), run_config=run_config)
    [given] = asked
    assert (given.export, given.destination, given.overwrite) == ("contacts", destination("hubspot"), True)
    assert (given.campaign, given.holdout, given.limit) == ("spring", 0.1, 5)
    [made] = result.asset_materializations_for_node("export_contacts_hubspot")
    assert {name: value.value for name, value in made.metadata.items()} == {
        "rows": 7,
        "files": 1,
        "first_file": str(tmp_path / "a.csv"),
        "withheld": 1,
        f"left out: {choice.NO_CONSENT}": 2,
    }
