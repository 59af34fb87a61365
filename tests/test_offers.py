"""Offers and their backtest as a plain recount finds them, and shops of pure chance in which they may not win."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_project import dicts, rows
from tests.oracle.offers import OFFERS, REASONS, Known, Line, backtest

pytestmark = pytest.mark.long

DAYS = 28
AS_OF = date(2025, 6, 30)
COLUMNS = ("customer_id", "product_id", "category", "ordered_at", "order_date")
MODELS = (
    "int_products_known",
    "int_products_bought",
    "int_products_paired",
    "int_offers_ranked",
    "next_offers_backtest",
)


def lines_of(warehouse: Path) -> list[Line]:
    """The lines of a built shop that name a customer and a product."""
    found = rows(
        warehouse,
        "select customer_id, product_id, category, ordered_at, order_date from intermediate.int_order_lines "
        "where treatment = 'purchase' and customer_id is not null and product_id is not null",
    )
    return [Line(*row) for row in found]


def told(known: Known, model: str) -> dict[str, list[tuple]]:
    """The offers of each customer as the oracle makes them."""
    return {
        customer: [
            (offer.product_id, offer.reason, offer.because_of, offer.cases, offer.out_of, pytest.approx(offer.score))
            for offer in known.offers(customer, model)
        ]
        for customer in known.days
    }


def test_offers_of_the_demo_shop(demo_warehouse: Path) -> None:
    lines = lines_of(demo_warehouse)
    expected = backtest(lines, date(2025, 12, 31), DAYS)
    offers = told(Known(lines, date(2025, 12, 31), DAYS), "personal" if expected.wins else "popular")
    found: dict[str, list[tuple]] = {}
    for row in dicts(demo_warehouse, "from marts.next_offers order by customer_id, offer_rank"):
        assert row["offer_model"] == ("personal" if expected.wins else "popular")
        assert row["detail"].endswith(".")
        columns = ("product_id", "reason", "because_of_product_id", "cases", "out_of", "offer_share_lower")
        found.setdefault(row["customer_id"], []).append(tuple(row[column] for column in columns))
    assert found == {customer: made for customer, made in offers.items() if made and not customer.startswith("erased_")}
    assert len(found) > 300


def test_the_backtest_of_the_demo_shop(demo_warehouse: Path) -> None:
    expected = backtest(lines_of(demo_warehouse), date(2025, 12, 31), DAYS)
    found = dicts(demo_warehouse, "from marts.next_offers_backtest")
    assert {(row["offer_model"], row["top_k"]): row["hits"] for row in found} == expected.hits
    assert {row["customers"] for row in found} == {expected.customers}
    assert {row["top_k"]: row["advantage_low"] for row in found if row["offer_model"] == "personal"} == pytest.approx(
        expected.advantage_low
    )


# Made-up shops: the SQL that the demo shop was built with, on lines of our own.


class Offers:
    """The models of offers in a database in memory."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        """Read their SQL from the manifest of a build."""
        nodes = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
        self.nodes = [nodes[name] for name in MODELS]
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as demo; create schema demo.intermediate; create schema demo.marts")
        self.connection.execute(
            "create table demo.intermediate.int_order_lines (customer_id text, product_id text, category text, "
            "ordered_at timestamp, order_date date, treatment text)"
        )

    def build(self, lines: Sequence[Line], as_of: date) -> None:
        """Build them on lines of purchases."""
        run = self.connection.execute
        run(f"create or replace table demo.intermediate.int_as_of as select date '{as_of}' as as_of")
        run("delete from demo.intermediate.int_order_lines")
        if lines:
            run(
                "insert into demo.intermediate.int_order_lines "
                "select unnest(?), unnest(?), unnest(?::text[]), unnest(?), unnest(?), 'purchase'",
                [[getattr(line, column) for line in lines] for column in COLUMNS],
            )
        for node in self.nodes:
            run(f"create or replace table {node['relation_name']} as {node['compiled_code']}")

    def backtested(self) -> list[tuple]:
        """The figures of the backtest that decide."""
        query = "select offer_model, top_k, customers, hits, advantage_low from demo.marts.next_offers_backtest"
        return self.connection.execute(query).fetchall()

    def win(self) -> bool:
        """Whether personal offers would be shown."""
        query = "select count(*) from demo.marts.next_offers_backtest where top_k = 5 and wins"
        return self.connection.execute(query).fetchone() == (1,)

    def ranked(self, fit: str, model: str) -> dict[str, list[tuple]]:
        """The offers of each customer."""
        query = """
            select customer_id, product_id, place, because_of, cases, out_of, score
            from demo.intermediate.int_offers_ranked
            where fit = ? and offer_model = ?
            order by customer_id, offer_rank
        """
        found: dict[str, list[tuple]] = {}
        for customer, product, place, because_of, *rest in self.connection.execute(query, [fit, model]).fetchall():
            reason = REASONS[place - 1] if place else ""
            found.setdefault(customer, []).append((product, reason, because_of or None, *rest))
        return found


@pytest.fixture(scope="module")
def offers(manifest: dict[str, Any]) -> Iterator[Offers]:
    made = Offers(manifest)
    yield made
    made.connection.close()


def at(customer: str, product: str, day: date, category: str | None = None) -> Line:
    return Line(customer, product, category, datetime(day.year, day.month, day.day, 9), day)


def made_up(seed: int) -> list[Line]:
    """A small shop of habits, new things, ties, products that change their category and ones that are sold no more."""
    dice = random.Random(seed)
    products = [f"p{number:02}" for number in range(dice.choice([2, 8, 30, 60]))]
    lines = []
    for number in range(dice.choice([1, 5, 25])):
        habit = dice.sample(products, k=min(len(products), 4))
        for _ in range(dice.choice([1, 2, 12, 40])):
            day = AS_OF - timedelta(days=dice.randrange(dice.choice([40, 200])))
            for _ in range(dice.choice([1, 2, 5])):
                product = dice.choice(dice.choice([habit, products]))
                lines.append(at(f"c{number:02}", product, day, dice.choice(["a", "a", "b", None])))
    return lines


@pytest.mark.parametrize("seed", range(30))
def test_small_shops(offers: Offers, seed: int) -> None:
    lines = made_up(seed)
    offers.build(lines, AS_OF)
    current = Known(lines, AS_OF, DAYS)
    for model in ("personal", "popular"):
        expected = {customer: made for customer, made in told(current, model).items() if made}
        assert offers.ranked("current", model) == expected
    expected_test = backtest(lines, AS_OF, DAYS)
    if not expected_test.customers:
        assert offers.backtested() == []
    for model, top, customers, hits, lower in offers.backtested():
        assert (customers, hits) == (expected_test.customers, expected_test.hits[model, top])
        assert lower == (pytest.approx(expected_test.advantage_low[top]) if model == "personal" else None)
    assert offers.win() == expected_test.wins


def test_a_product_of_which_a_fifth_came_back_is_replenished(offers: Offers) -> None:
    """Of 15 buyers 3 came back after 10 days; with one more the product is offered to nobody who has it."""
    days = [AS_OF - timedelta(days=40), AS_OF - timedelta(days=30)]
    lines = [at(f"c{number:02}", "tea", days[0]) for number in range(15)]
    lines += [at(f"c{number:02}", "tea", days[1]) for number in range(3)]
    offers.build(lines, AS_OF)
    assert len(offers.ranked("current", "personal")) == 15
    offers.build([*lines, at("c15", "tea", days[0])], AS_OF)
    assert offers.ranked("current", "personal") == {}


def test_no_more_than_five_offers_and_no_pair_beyond_the_twentieth_product(offers: Offers) -> None:
    day = AS_OF - timedelta(days=1)
    names = [f"p{number:02}" for number in range(21)]
    lines = [at("many", name, day) for name in names] + [at("one", "p20", day)]
    offers.build(lines, AS_OF)
    made = offers.ranked("current", "personal")["one"]
    assert len(made) == OFFERS
    assert [reason for _, reason, *_ in made] == ["popular"] * OFFERS


def by_chance(seed: int, customers: int = 200, products: int = 30) -> list[Line]:
    """A shop whose customers draw from the same urn, whatever they bought before; in half of the shops some draw more
    often than others, and some products are drawn more often."""
    dice = random.Random(seed)
    names = [f"p{number:02}" for number in range(products)]
    weights = [1 / (place + 1) if seed % 2 else 1.0 for place in range(products)]
    lines = []
    for number in range(customers):
        for _ in range(1 + int(dice.expovariate(1 / 8)) if seed % 4 > 1 else 8):
            day = AS_OF - timedelta(days=dice.randrange(240))
            bought = dice.choices(names, weights)[0]
            lines.append(at(f"c{number:03}", bought, day, f"k{names.index(bought) % 4}"))
    return lines


def test_offers_win_in_no_shop_of_pure_chance(offers: Offers) -> None:
    """Where nobody has a habit there is nothing to foresee: of 20 such shops two may pass by chance."""
    won = 0
    for seed in range(20):
        offers.build(by_chance(seed), AS_OF)
        won += offers.win()
    assert won <= 2


def test_offers_win_where_people_have_habits(offers: Offers) -> None:
    """Each customer buys three things of their own month by month, and something new every few days: neither what is
    popular nor what was bought last foresees much of that."""
    dice = random.Random(5)
    lines = []
    for number in range(200):
        for habit in dice.sample(range(60), k=3):
            first = dice.randrange(30)
            lines += [at(f"c{number:03}", f"p{habit:02}", AS_OF - timedelta(days=first + 30 * m)) for m in range(6)]
        lines += [at(f"c{number:03}", f"n{dice.randrange(900)}", AS_OF - timedelta(days=d)) for d in range(0, 90, 4)]
    offers.build(lines, AS_OF)
    assert offers.win()


def test_without_lines_there_is_nothing(offers: Offers) -> None:
    offers.build([], AS_OF)
    assert offers.backtested() == []
    assert offers.ranked("current", "popular") == {}
