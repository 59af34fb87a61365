"""The demo shop: its files are what the generator writes, and every case it promises is in them."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from retensi.demo import build_shop, write_demo
from retensi.demo.catalog import COLUMNS
from retensi.demo.dice import Dice
from retensi.demo.edges import EDGES
from retensi.demo.edges_orders import STATUSES
from retensi.demo.shop import Shop
from tests.dbt_project import rows as rows_of

SEEDS = Path(__file__).parent.parent / "seeds"
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def demo() -> dict[str, list[Row]]:
    return {name: read(SEEDS / "demo" / f"demo_{name}.csv") for name in COLUMNS}


@pytest.fixture(scope="module")
def built() -> Shop:
    """The shop as the generator counts it: rows to be refused and superseded."""
    return build_shop()


@pytest.fixture(scope="module")
def orders(demo: dict[str, list[Row]]) -> dict[str, Row]:
    """The last version in the file of every order that has a key."""
    return {row["order_id"]: row for row in demo["orders"] if row["order_id"]}


@pytest.fixture(scope="module")
def interactions(demo: dict[str, list[Row]]) -> dict[str, Row]:
    return {row["interaction_id"]: row for row in demo["interactions"] if row["interaction_id"]}


@pytest.fixture(scope="module")
def customers(demo: dict[str, list[Row]]) -> dict[str, Row]:
    return {row["customer_id"]: row for row in demo["customers"] if row["customer_id"]}


def treatments() -> dict[str, str]:
    return {row["status"]: row["treatment"] for row in read(SEEDS / "reference" / "order_statuses.csv")}


def days_of(orders: dict[str, Row], customer_id: str) -> list[date]:
    moments = sorted(row["ordered_at"] for row in orders.values() if row["customer_id"] == customer_id)
    return [date.fromisoformat(moment[:10]) for moment in moments]


# The files ----------------------------------------------------------------------------------------------------------


def test_writing_again_gives_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    written = write_demo(tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(f"demo_{name}.csv" for name in COLUMNS)
    for name in COLUMNS:
        committed = SEEDS / "demo" / f"demo_{name}.csv"
        assert (tmp_path / "new" / committed.name).read_bytes() == committed.read_bytes(), name
        assert written[name] == len(read(committed))


def test_progress_counts_up_to_the_whole() -> None:
    calls: list[tuple[int, int]] = []
    build_shop(lambda done, total: calls.append((done, total)))
    assert [done for done, _ in calls] == list(range(1, calls[-1][1] + 1))


def test_files_are_plain_and_small() -> None:
    sizes = {}
    for name, columns in COLUMNS.items():
        raw = (SEEDS / "demo" / f"demo_{name}.csv").read_bytes()
        sizes[name] = len(raw)
        assert b"\r" not in raw
        assert raw.endswith(b"\n")
        records = list(csv.reader(raw.decode("utf-8").splitlines()))
        assert tuple(records[0]) == columns
        # A ragged row would stop the seed: those are tested from files instead.
        assert {len(record) for record in records} == {len(columns)}, name
    assert sum(sizes.values()) < 2_500_000


def test_row_counts_are_those_of_a_small_shop(demo: dict[str, list[Row]]) -> None:
    assert 580 <= len(demo["customers"]) <= 680
    assert len(demo["interactions"]) <= 14_000
    assert 1_200 <= len(demo["orders"]) <= 2_500


def test_seed_file_names_every_column_as_text() -> None:
    text = (SEEDS / "demo" / "_demo.yml").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        block = text.split(f"- name: demo_{name}\n")[1].split("- name:")[0]
        assert f"alias: {name}\n" in block
        assert re.findall(r"^ {8}(\w+): (?:&text|\*text)", block, flags=re.MULTILINE) == list(columns)


def test_no_cell_is_a_spreadsheet_formula(demo: dict[str, list[Row]]) -> None:
    cells = {cell for rows in demo.values() for row in rows for cell in row.values()}
    suspicious = [cell for cell in cells if cell.startswith(("=", "+", "@", "-", "\t"))]
    assert all(re.fullmatch(r"-\d+\.\d\d", cell) for cell in suspicious)
    # Seeds read the word null as an empty cell.
    assert not any(cell.strip().lower() == "null" for cell in cells)


def test_mails_are_on_reserved_domains_only(demo: dict[str, list[Row]]) -> None:
    cells = {cell for rows in demo.values() for row in rows for cell in row.values() if "@" in cell}
    assert cells
    assert all(re.fullmatch(r"\s*[\w.]+@example\.(com|org)\s*", cell, flags=re.IGNORECASE) for cell in cells)


def test_keys_occur_once_but_for_the_superseded_rows(demo: dict[str, list[Row]], built: Shop) -> None:
    superseded = built.superseded
    for name, key in (("orders", "order_id"), ("interactions", "interaction_id"), ("customers", "customer_id")):
        keys = Counter(row[key] for row in demo[name] if row[key])
        assert sum(count - 1 for count in keys.values()) == superseded[name], name
    assert set(superseded) == set(COLUMNS)


def test_each_case_says_what_it_is() -> None:
    assert all(edge.__doc__ for edge in EDGES)
    assert len({edge.__name__ for edge in EDGES}) == len(EDGES)


def test_exponential_draws_have_mean_and_spread_one() -> None:
    dice = Dice(7)
    draws = [dice.exponential() for _ in range(20_000)]
    mean = sum(draws) / len(draws)
    assert mean == pytest.approx(1, abs=0.03)
    assert sum((draw - mean) ** 2 for draw in draws) / len(draws) == pytest.approx(1, abs=0.08)


# A shop that behaves like one ----------------------------------------------------------------------------------------


def test_every_interaction_type_occurs_often_enough_to_show(demo: dict[str, list[Row]]) -> None:
    counts = Counter(row["interaction_type"] for row in demo["interactions"])
    rows = read(SEEDS / "reference" / "interaction_types.csv")
    types = [row["interaction_type"] for row in rows if not row["means"]]
    assert {name for name in types if counts[name] < 10} == set()


def test_values_are_within_the_limits_of_their_type(demo: dict[str, list[Row]], built: Shop) -> None:
    types = {row["interaction_type"]: row for row in read(SEEDS / "reference" / "interaction_types.csv")}
    outside = 0
    for row in demo["interactions"]:
        limits = types.get(row["interaction_type"])
        if limits is None:
            continue
        value = row["value"]
        missing = not value and limits["value_is_required"] == "true"
        low = value and limits["lowest_value"] and float(value) < float(limits["lowest_value"])
        high = value and limits["highest_value"] and float(value) > float(limits["highest_value"])
        outside += bool(missing or low or high)
    assert outside == built.quarantined["interactions", "value_out_of_range"]


def test_every_status_that_is_no_shop_systems_own_occurs(demo: dict[str, list[Row]]) -> None:
    known = treatments()
    seen = {row["status"] for row in demo["orders"]}
    # Those of Shopify, WooCommerce and Stripe mean what one of these means.
    assert {status.strip().lower() for status in seen} >= set(STATUSES)
    assert set(STATUSES) <= set(known)
    assert {" Paid ", "CANCELLED"} <= seen
    assert {status for status in seen if status.strip().lower() not in known} == {"teleported", "paid?"}


def test_history_runs_from_january_2024_to_the_end_of_2025(demo: dict[str, list[Row]]) -> None:
    moments = sorted(
        row["ordered_at"] for row in demo["orders"] if re.match(r"202[3-9]-(0\d|1[0-2])-", row["ordered_at"])
    )
    # The one order of 2023 has no exchange rate and is refused.
    assert moments[0].startswith("2023-11-30")
    assert moments[1].startswith("2024-01-0")
    assert moments[-1].startswith("2025-12-31")
    occurred = [row["occurred_at"] for row in demo["interactions"]]
    assert max(moment for moment in occurred if re.match(r"202\d-", moment)) < "2026-01-01"
    months = Counter(moment[:7] for moment in moments[1:])
    assert len(months) == 24
    assert any(row["registered_at"].startswith("2023-1") for row in demo["customers"])


def test_november_and_december_are_the_strongest_months(demo: dict[str, list[Row]]) -> None:
    months = Counter(row["ordered_at"][:7] for row in demo["orders"] if row["order_id"].startswith("o0"))
    assert min(months["2025-11"], months["2025-12"]) > max(months[f"2025-{month:02d}"] for month in range(1, 11))


def test_campaigns_have_mailings_a_control_group_and_coupons(demo: dict[str, list[Row]]) -> None:
    by_campaign: dict[str, Counter[str]] = defaultdict(Counter)
    for row in demo["interactions"]:
        by_campaign[row["campaign_id"]][row["interaction_type"]] += 1
    mailed = [name for name, counts in by_campaign.items() if name and counts["message_sent"]]
    assert len(mailed) >= 8
    assert all(by_campaign[name]["campaign_withheld"] for name in mailed)
    assert sum(by_campaign[name]["offer_redeemed"] for name in mailed) >= 20
    assert {row["campaign_id"] for row in demo["orders"]} & set(mailed)


def test_points_never_fall_below_zero(demo: dict[str, list[Row]]) -> None:
    balance: Counter[str] = Counter()
    events = [row for row in demo["interactions"] if row["interaction_type"] in ("points_earned", "points_redeemed")]
    for row in sorted(events, key=lambda row: row["occurred_at"]):
        if row["interaction_id"].startswith("i_refused"):
            continue
        sign = 1 if row["interaction_type"] == "points_earned" else -1
        balance[row["customer_id"]] += sign * float(row["value"])
        assert balance[row["customer_id"]] >= 0


def test_threads_of_references_belong_to_one_customer(demo: dict[str, list[Row]]) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in demo["interactions"]:
        if row["reference_id"] and row["interaction_type"] != "onboarding_step_completed":
            owners[row["reference_id"]].add(row["customer_id"])
    assert all(len(customers) == 1 for customers in owners.values())


def test_people_write_in_indonesian_and_english(demo: dict[str, list[Row]]) -> None:
    bodies = " ".join(row["body"] for row in demo["interactions"])
    assert "tidak" in bodies.lower()
    assert "Not good" in bodies
    assert max(len(row["body"]) for row in demo["interactions"]) < 100


# The deliberate cases -----------------------------------------------------------------------------------------------


def test_refunds_and_credit_notes(orders: dict[str, Row]) -> None:
    assert orders["o_full_refund"]["status"] == "refunded"
    assert orders["o_full_refund"]["refunded_amount"] == ""
    assert 0 < float(orders["o_partial_refund"]["refunded_amount"]) < 80
    row = orders["o_refund_after_discount"]
    assert float(row["discount_amount"]) + float(row["refunded_amount"]) > float(row["gross_amount"])
    notes = [row for row in orders.values() if treatments().get(row["status"].strip().lower()) == "credit_note"]
    assert any(float(row["gross_amount"]) > 0 for row in notes)
    assert any(float(row["gross_amount"]) < 0 for row in notes)
    assert any(not row["customer_id"] and not row["email"] and not row["visitor_id"] for row in notes)
    assert orders["o_zero"]["gross_amount"] == "0.00"
    assert orders["o_cost_high"]["cost_amount"]
    assert not orders["o_cost_absent"]["cost_amount"]


def test_guests_and_anonymous_sales(orders: dict[str, Row], customers: dict[str, Row]) -> None:
    mail = orders["o_mail_match"]["email"]
    assert mail != mail.strip().lower() == customers["c_mail_match"]["email"]
    first, second = orders["o_guest_twice_1"]["email"], orders["o_guest_twice_2"]["email"]
    assert first != second
    assert first.lower() == second.lower()
    guest = orders["o_guest_visitor"]
    assert guest["visitor_id"]
    assert not guest["email"]
    assert not guest["customer_id"]
    nobody = [row for row in orders.values() if not (row["customer_id"] or row["email"] or row["visitor_id"])]
    assert len(nobody) > 20


def test_copies_and_versions(demo: dict[str, list[Row]]) -> None:
    for name, rows in demo.items():
        if name != "interactions":
            counts = Counter(tuple(row.values()) for row in rows)
            assert max(counts.values()) > 1, name
    versions: dict[str, list[str]] = defaultdict(list)
    for row in demo["orders"]:
        versions[row["order_id"]].append(row["status"])
    assert versions["o_version_status"] == ["pending", "paid"]
    assert versions["o_version_refund"] == ["paid", "refunded"]
    updates = [row["updated_at"] for row in demo["orders"] if row["order_id"] == "o_version_unsorted"]
    assert updates == sorted(updates, reverse=True)
    assert len(updates) == 2


def test_late_rows(orders: dict[str, Row], interactions: dict[str, Row]) -> None:
    assert orders["o_late_1"]["ordered_at"] < "2024-02"
    assert orders["o_late_1"]["updated_at"] > "2025-11"
    assert interactions["i_late"]["updated_at"] > "2025-11"


def test_ways_to_write_a_moment(orders: dict[str, Row]) -> None:
    written = [orders[f"o_written_{number}"]["ordered_at"] for number in range(1, 6)]
    assert [len(moment) for moment in written] == [10, 20, 25, 19, 24]
    assert written[2].endswith("+07:00")
    assert orders["o_midnight_1"]["ordered_at"] == "2024-08-31T18:30:00Z"
    assert orders["o_midnight_bare"]["ordered_at"] == "2025-03-31"


def test_leap_day(orders: dict[str, Row], customers: dict[str, Row]) -> None:
    assert orders["o_leap_1"]["ordered_at"].startswith("2024-02-29")
    assert customers["c_leap"]["birth_date"] == "1996-02-29"


@pytest.mark.parametrize("gap", [0, 60, 61, 90, 91])
def test_gaps_at_the_end(orders: dict[str, Row], gap: int) -> None:
    for customer, count in ((f"c_gap_{gap}", 1), (f"c_gap_{gap}_repeat", 2)):
        days = days_of(orders, customer)
        assert len(days) == count
        assert (date(2025, 12, 31) - days[-1]).days == gap


@pytest.mark.parametrize(
    ("customer", "gap"),
    [(f"c_apart_{gap}", gap) for gap in (60, 61, 90, 91)] + [(f"c_again_{gap}", gap) for gap in (30, 31, 180, 365)],
)
def test_gaps_between_two_purchases(orders: dict[str, Row], customer: str, gap: int) -> None:
    first, second = days_of(orders, customer)
    assert (second - first).days == gap


def test_same_second_same_day_and_reactivations(orders: dict[str, Row]) -> None:
    assert orders["o_same_second_1"]["ordered_at"] == orders["o_same_second_2"]["ordered_at"]
    same_day, first_day = days_of(orders, "c_same_day"), days_of(orders, "c_first_day_two")
    assert same_day[0] < same_day[1] == same_day[2]
    assert first_day[0] == first_day[-1]
    for customer in ("c_back", "c_back_twice", "c_back_double"):
        days = days_of(orders, customer)
        assert (days[1] - days[0]).days > 91


def test_people_without_what_others_have(orders: dict[str, Row], customers: dict[str, Row]) -> None:
    buyers = {row["customer_id"] for row in orders.values()}
    assert {"c_lead", "c_consent_null", "c_dateless"} <= set(customers)
    assert "c_lead" not in buyers
    assert {row["status"] for row in orders.values() if row["customer_id"] == "c_lead_cancelled"} == {"cancelled"}
    assert "c_order_only" in buyers - set(customers)
    assert not customers["c_no_registered_at"]["registered_at"]
    assert {row["marketing_consent"] for row in customers.values()} >= {"true", "false", ""}
    assert len(customers["c_written"]["registered_at"]) == 10


def test_merges_with_chain_and_cycle(demo: dict[str, list[Row]]) -> None:
    into = {row["customer_id"]: row["merged_into"] for row in demo["customer_merges"]}
    assert into[into["c_chain_a"]] == "c_chain_c"
    assert into[into["c_cycle_a"]] == "c_cycle_a"
    assert into["c_cycle_self"] == "c_cycle_self"


def test_visitors_are_tied_by_a_row_with_both_ids(demo: dict[str, list[Row]]) -> None:
    tied = {row["visitor_id"] for row in demo["interactions"] if row["visitor_id"] and row["customer_id"]}
    anonymous = {row["visitor_id"] for row in demo["interactions"] if row["visitor_id"] and not row["customer_id"]}
    assert len(anonymous & tied) > 200
    assert len(anonymous - tied) > 100
    assert {"v_shared", "v_tied", "v_visitor_later"} <= tied


def test_feedback_and_complaints(interactions: dict[str, Row]) -> None:
    steps: dict[str, list[str]] = defaultdict(list)
    for row in interactions.values():
        if row["interaction_type"].startswith("complaint_"):
            steps[row["reference_id"]].append(row["interaction_type"].removeprefix("complaint_"))
    assert steps["case_complaint_same_day"] == ["opened", "resolved"]
    assert steps["case_complaint_later"] == ["opened", "answered", "resolved"]
    assert steps["case_complaint_reopened"][-1] == "reopened"
    assert steps["case_complaint_closed_twice"] == ["opened", "resolved", "reopened", "resolved"]
    assert steps["case_complaint_never"] == ["opened"]
    assert "opened" in steps[""]
    assert int(interactions["i_detractor_1"]["value"]) == 6
    assert int(interactions["i_detractor_healed_2"]["value"]) > 6
    assert "i_detractor_2" not in interactions


def test_marketing_spend_of_one_key(demo: dict[str, list[Row]]) -> None:
    amounts = [row["amount"] for row in demo["marketing_spend"] if row["campaign_id"] == "spring"]
    assert sorted(amounts) == ["25.00", "50.00", "50.00"]
    acquired = {row["acquisition_channel"].strip().lower() for row in demo["customers"]}
    assert "billboard" not in acquired
    assert any(row["channel"].strip().lower() == "billboard" for row in demo["marketing_spend"])


def test_exchange_rates_change_and_currencies_are_used(demo: dict[str, list[Row]]) -> None:
    for currency in ("EUR", "IDR"):
        assert len({row["rate"] for row in demo["exchange_rates"] if row["currency"] == currency}) > 12
        assert sum(row["currency"] == currency for row in demo["orders"]) > 50
    assert any(not row["currency"] for row in demo["orders"])


def test_every_reason_occurs_and_stays_far_from_the_limit(demo: dict[str, list[Row]], built: Shop) -> None:
    quarantined = built.quarantined
    # unreadable_row needs a broken file, which no seed can be.
    assert {reason for _, reason in quarantined} == {
        "missing_key",
        "missing_person",
        "unreadable_timestamp",
        "timestamp_in_future",
        "unreadable_amount",
        "negative_amount",
        "unknown_status",
        "unknown_interaction_type",
        "value_out_of_range",
        "missing_exchange_rate",
        "orphan",
        "merge_cycle",
    }
    for name, rows in demo.items():
        refused = sum(count for (input_name, _), count in quarantined.items() if input_name == name)
        assert 1 <= refused < 20, name
        assert refused < 0.05 * len(rows) or len(rows) < 100, name
        assert refused <= len(rows) / 2, name


def test_every_flaw_occurs_on_an_order_that_counts(demo_warehouse: Path, built: Shop) -> None:
    found = dict(rows_of(demo_warehouse, "select order_id, flaws from staging.stg_orders where flaws is not null"))
    assert set(found) == set(built.flawed)
    assert set(found.values()) == {"negative_amount", "refund_exceeds_order", "refund_without_amount"}
