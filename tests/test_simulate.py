"""The simulated shop: the same each time, what it says it is, and found again by what fits it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import chi2

from retensi import cli
from retensi.clv.fit import fit_bg_nbd, fit_gamma_gamma
from retensi.clv.histories import OrderValues, PurchaseHistories
from retensi.simulate import parameters as given
from retensi.simulate import simulate
from retensi.simulate.episodes import GROUPS

CUSTOMERS = 6_000
SEEDS = Path(__file__).parent.parent / "seeds" / "reference"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "shop"
    simulate(CUSTOMERS, 5, folder)
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli.main, ["simulate", *arguments])


def ask(folder: Path, query: str) -> list[tuple]:
    """Query the inputs of a folder by name."""
    with duckdb.connect() as connection:
        for each in folder.iterdir():
            if each.is_dir():
                connection.execute(f"create view {each.name} as from read_parquet('{each}/*.parquet')")
        return connection.execute(query).fetchall()


def digests(folder: Path) -> dict[str, str]:
    """Give what the files hold, byte for byte."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# The same each time -------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_on_one_core_or_many(tmp_path, monkeypatch):
    simulate(800, 3, tmp_path / "one")
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda: connect(config={"threads": 1}))
    simulate(800, 3, tmp_path / "two")
    simulate(800, 4, tmp_path / "other")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert digests(tmp_path / "one") != digests(tmp_path / "other")


def test_a_larger_shop_begins_with_the_blocks_of_a_smaller_one(tmp_path, monkeypatch):
    # Memory does not grow with the shop: a block is drawn, written and forgotten.
    monkeypatch.setattr(given, "BLOCK", 300)
    simulate(600, 3, tmp_path / "small")
    simulate(700, 3, tmp_path / "large")
    small, large = digests(tmp_path / "small"), digests(tmp_path / "large")
    blocks = [name for name in small if "part" in name and "spend" not in name]
    assert len(blocks) == 8
    assert {name: large[name] for name in blocks} == {name: small[name] for name in blocks}
    keys = "select count(*), count(distinct {0}), max({1}) from (select distinct {0}, {1} from {2})"
    for key, column, name in (("interaction_id", "occurred_at", "interactions"), ("customer_id", "email", "customers")):
        rows, distinct, _ = ask(tmp_path / "large", keys.format(key, column, name))[0]
        assert rows == distinct, name


# What docs/simulate.md says of it -------------------------------------------------------------------------------------


def test_a_customer_has_about_ten_orders_and_fifty_interactions(shop):
    ((customers, orders, interactions),) = ask(
        shop,
        """
        select (select count(distinct customer_id) from customers), (select count(distinct order_id) from orders),
            (select count(distinct interaction_id) from interactions)
        """,
    )
    assert customers == CUSTOMERS
    assert orders / customers == pytest.approx(10, rel=0.1)
    assert interactions / customers == pytest.approx(50, rel=0.1)


def test_rates_are_those_that_are_stated(shop):
    note = json.loads((shop / "_simulation.json").read_text())
    assert note["customers"] == CUSTOMERS
    shares = dict(
        ask(
            shop,
            """
            select 'discount_share', avg(cast(discount_amount > 0 as integer)) from orders where status = 'completed'
            union all
            select 'guest_share', count(*) filter (email is not null) / count(*) from orders
            union all
            select 'anonymous_share', count(*) filter (coalesce(customer_id, email) is null) / count(*) from orders
            union all
            select 'cancelled_share', count(*) filter (status in ('cancelled', 'failed', 'declined')) / count(*)
            from orders
            union all
            select 'refund_share', count(*) filter (status in ('refunded', 'partially_refunded')) / count(*)
            from orders
            union all
            select 'duplicate_share', 1 - count(distinct interaction_id) / count(*) from interactions
            union all
            select 'not_logged_in_share', count(*) filter (customer_id is null) / count(*)
            from interactions where interaction_type = 'cart_added'
            """,
        )
    )
    for name, share in shares.items():
        assert share == pytest.approx(note[name], rel=0.2), name


def test_types_are_those_of_the_shipped_seed(shop):
    lines = [line.split(",") for line in (SEEDS / "interaction_types.csv").read_text().splitlines()[1:]]
    # Names of other systems stand for one of these, or for none.
    expected = {(line[0], line[1]) for line in lines if line[1]}
    assert {(name, group) for group, names in GROUPS.items() for name in names.split()} == expected
    found = Counter(dict(ask(shop, "select interaction_type, count(*) from interactions group by 1")))
    assert {name for name, _ in expected} == {name for name, count in found.items() if count >= 20}


def test_days_are_those_asked_for(tmp_path):
    simulate(200, 1, tmp_path / "shop", first=date(2023, 3, 1), last=date(2023, 3, 2))
    found = ask(tmp_path / "shop", "select min(ordered_at)::date, max(ordered_at)::date from orders")
    found += ask(tmp_path / "shop", "select min(occurred_at)::date, max(occurred_at)::date from interactions")
    assert found == [(date(2023, 3, 1), date(2023, 3, 2))] * 2


# What lands on the last day -------------------------------------------------------------------------------------------


def test_what_lands_on_the_last_day_makes_the_whole_shop(tmp_path):
    simulate(1_500, 6, tmp_path / "all")
    simulate(1_500, 6, tmp_path / "before", arrivals=tmp_path / "today")
    newest = """
        select order_id, ordered_at, status, gross_amount, refunded_amount from orders
        qualify row_number() over (partition by order_id order by updated_at desc) = 1 order by all
        """
    events = "select distinct * from interactions order by all"
    expected = {query: ask(tmp_path / "all", query) for query in (newest, events)}
    assert ask(tmp_path / "before", newest) != expected[newest]
    ((late, changed),) = ask(
        tmp_path / "today",
        """
        select (select count(*) from interactions where occurred_at < '2025-12-31'),
            (select count(*) from orders where ordered_at < '2025-12-31' and status <> 'processing')
        """,
    )
    assert late > 0
    assert changed > 0
    for folder in ("orders", "interactions", "customers", "order_items"):
        today = tmp_path / "today" / folder / "arrivals.parquet"
        if today.exists():
            today.rename(tmp_path / "before" / folder / "arrivals.parquet")
    assert {query: ask(tmp_path / "before", query) for query in expected} == expected


# Its laws are found again ---------------------------------------------------------------------------------------------


def test_a_fit_finds_the_parameters_it_was_made_with(shop):
    days = ask(
        shop,
        """
        with newest as (
            select * from orders
            qualify row_number() over (partition by order_id order by updated_at desc) = 1
        ),

        bought as (
            select coalesce(newest.customer_id, customers.customer_id) as buyer, date_diff('day', date '2024-01-01',
                newest.ordered_at::date) as day, sum(newest.gross_amount - newest.discount_amount) as value
            from newest
            left join (select distinct customer_id, email from customers) as customers on newest.email = customers.email
            where newest.status not in ('cancelled', 'failed', 'declined', 'credit_note')
            group by all
        ),

        numbered as (
            select buyer, day, value, row_number() over (partition by buyer order by day) as purchase
            from bought where buyer is not null
        )

        select count(*) - 1, max(day) - min(day), 730 - min(day), coalesce(sum(value) filter (purchase > 1), 0)
        from numbered group by buyer
        """,
    )
    frequency, recency, age, value = np.array(days, dtype=float).T
    histories = PurchaseHistories.from_days(frequency, recency, age)
    values = OrderValues.of(frequency, value / np.maximum(frequency, 1))
    rates, worth = fit_bg_nbd(histories), fit_gamma_gamma(values)
    # The true parameters lie in the region of 99.9 % confidence around those found: twice the difference of the
    # log-likelihoods is distributed as chi-squared, with a degree of freedom for each parameter.
    assert 0 <= 2 * (rates.log_likelihood - given.RATES.log_likelihood(histories)) < chi2.ppf(0.999, 4)
    assert 0 <= 2 * (worth.log_likelihood - given.VALUES.log_likelihood(values)) < chi2.ppf(0.999, 3)
    # And that region is small.
    assert rates.model.r / rates.model.alpha == pytest.approx(given.RATES.r / given.RATES.alpha, rel=0.05)
    assert rates.model.a / (rates.model.a + rates.model.b) == pytest.approx(0.4 / 6.4, rel=0.1)
    assert worth.model.population_mean == pytest.approx(given.VALUES.population_mean, rel=0.03)


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote_and_what_comes_next(run, tmp_path):
    result = run("--customers", "50", "--out", "a shop", "--arrivals", "today", "--no-order-items")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "a shop: customers, 5" in result.stdout
    assert "of them in today" in result.stdout
    assert "Next: export RETENSI_INPUT_PATH='a shop' && uv run dbt build\n" in result.stdout
    assert not (tmp_path / "a shop" / "order_items").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "found", "advice"),
    [
        (("--customers", "0", "--out", "shop"), "0 customers", "give --customers"),
        (("--customers", "9", "--seed", "-1", "--out", "shop"), "seed is -1", "give --seed"),
        (("--customers", "9", "--out", "full"), "full is not empty", "with --out"),
        (("--customers", "9", "--out", "shop", "--arrivals", "full"), "full is not empty", "with --arrivals"),
        (("--customers", "9", "--out", "full/notes.txt"), "notes.txt is a file", "with --out"),
        (("--customers", "9", "--out", "full/notes.txt/shop"), "cannot be written", "with --out"),
        (("--customers", "9", "--out", "shop", "--to", "2999-01-01"), "2999-01-01, is not over", "give --to"),
        (("--customers", "9", "--out", "shop", "--from", "2025-12-31"), "from 2025-12-31 to", "change --from"),
    ],
)
def test_what_cannot_be_done_is_explained_and_leaves_nothing(run, tmp_path, arguments, found, advice):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    result = run(*arguments)
    assert result.exit_code == 1
    assert found in result.stderr
    assert advice in result.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "notes.txt"]


def test_wrong_usage_ends_with_2(run):
    assert run("--customers", "many", "--out", "shop").exit_code == 2
    assert run("--customers", "9").exit_code == 2
