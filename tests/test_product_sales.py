"""What was sold, line by line, as a plain recount finds it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import dicts, rows

AMOUNTS = ("gross_amount", "discount_amount", "net_revenue", "margin")
UNIT = Decimal("0.0001")


def divided(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """An amount in parts by weight, each cut off at its last unit; what is left over goes to the first that weigh."""
    total = sum(weights)
    parts = [int(Fraction(abs(amount)) * Fraction(weight) / Fraction(total) / Fraction(UNIT)) for weight in weights]
    left = int(abs(amount) / UNIT) - sum(parts)
    for place, weight in enumerate(weights):
        if weight > 0 and left > 0:
            parts[place] += 1
            left -= 1
    return [UNIT * part * (1 if amount >= 0 else -1) for part in parts]


def recounted_lines(warehouse: Path) -> dict[tuple[str, int], dict]:
    """Every line of an order with its parts of the order's amounts."""
    lines_of = defaultdict(list)
    for line in dicts(warehouse, "select * from staging.stg_order_items order by order_id, line_number"):
        lines_of[line["order_id"]].append(line)
    nothing = {"line_number": 0, "product_id": None, "category": None, "quantity": None, "amount": None}
    found = {}
    for order in dicts(warehouse, "select * from marts.orders"):
        lines = lines_of[order["order_id"]] or [nothing]
        weights = [max(line["amount"] or Decimal(0), Decimal(0)) for line in lines]
        if not any(weights):
            weights = [Decimal(1)] * len(lines)
        parts = {amount: divided(order[amount], weights) for amount in AMOUNTS}
        for place, line in enumerate(lines):
            found[order["order_id"], line["line_number"]] = {
                **{name: line[name] for name in ("product_id", "category", "quantity")},
                **{name: order[name] for name in ("customer_id", "order_date", "treatment")},
                **{amount: parts[amount][place] for amount in AMOUNTS},
            }
    return found


def test_lines_of_the_demo_shop(demo_warehouse: Path) -> None:
    expected = recounted_lines(demo_warehouse)
    found = {
        (row.pop("order_id"), row.pop("line_number")): row for row in dicts(demo_warehouse, "from marts.order_items")
    }
    assert found == expected
    assert {row["treatment"] for row in found.values()} == {"purchase", "credit_note"}
    assert any(line == 0 for _, line in found)


@pytest.mark.parametrize(("mart", "column"), [("product", "product_id"), ("category", "category")])
def test_sales_of_the_demo_shop(demo_warehouse: Path, mart: str, column: str) -> None:
    sold = defaultdict(lambda: defaultdict(Decimal))
    orders, buyers, first = defaultdict(set), defaultdict(set), {}
    lines = sorted(recounted_lines(demo_warehouse).items(), key=lambda item: item[1]["order_date"])
    for (order_id, number), line in lines:
        name = line[column] or "(none)"
        key = (line["order_date"].replace(day=1), name)
        for amount in ("net_revenue", "margin"):
            sold[key][amount] += line[amount]
        if line["treatment"] == "purchase":
            orders[key].add(order_id)
            for amount in ("gross_amount", "discount_amount"):
                sold[key][amount] += line[amount]
            if number > 0:
                sold[key]["quantity"] += 1 if line["quantity"] is None else line["quantity"]
            if line["customer_id"] is not None:
                buyers[key].add(line["customer_id"])
                first.setdefault((name, line["customer_id"]), key[0])
    expected = {
        key: {
            "purchases": len(orders[key]),
            "buyers": len(buyers[key]),
            "new_buyers": sum(first[key[1], buyer] == key[0] for buyer in buyers[key]),
            "quantity": amounts["quantity"],
            **{amount: amounts[amount] for amount in AMOUNTS},
        }
        for key, amounts in sold.items()
    }
    found = {}
    for row in dicts(demo_warehouse, f"from marts.{mart}_sales_by_month"):
        rate, gross = row.pop("discount_rate"), row["gross_amount"]
        assert rate == (pytest.approx(float(row["discount_amount"] / gross)) if gross else None)
        assert row.pop("is_complete") == (row["month"] <= date(2025, 12, 1))
        found[row.pop("month"), row.pop(column)] = row
    assert found == expected


@pytest.mark.long
def test_products_of_complete_journey_bring_what_their_lines_cost(
    complete_journey_warehouse: Path, complete_journey_landing: Path
) -> None:
    """Its lines add up to its orders, so that each line earns its own amount."""
    expected = duckdb.sql(
        f"""
        select date_trunc('month', ordered_at)::date, product_id, sum(amount)::decimal(38, 4), count(distinct order_id)
        from read_parquet('{complete_journey_landing}/order_items.parquet') as order_items
        inner join read_parquet('{complete_journey_landing}/orders.parquet') as orders using (order_id)
        group by all
        """
    ).fetchall()
    query = "select month, product_id, net_revenue, purchases from marts.product_sales_by_month"
    assert sorted(rows(complete_journey_warehouse, query)) == sorted(expected)
