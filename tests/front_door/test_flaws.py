"""What is wrong with the money of an order costs no sale: it is counted as far as it can be, and told."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, build, rows
from tests.front_door.support import FRONT_DOOR, landed, reconciliation

# Refunds of every kind, as shops export them; what counts: gross, discount, refunded, net; and what is wrong with it.
REFUNDS: dict[str, tuple[str, tuple[str, str, str, str], str | None]] = {
    "R1": ("2025-01-10,refunded,105,0,105,", ("105", "0", "105", "0"), None),
    "R2": ("2025-01-11,partially_refunded,100,20,100,", ("100", "20", "80", "0"), "refund_exceeds_order"),
    "R3": ("2025-01-12,partially_refunded,100,0,110,", ("100", "0", "100", "0"), "refund_exceeds_order"),
    "R4": ("2025-01-13,paid,100,0,0,", ("100", "0", "0", "100"), None),
    "R4-cb": ("2025-03-02,chargeback,-100,0,0,", ("-100", "0", "0", "-100"), None),
    "R5": ("2025-01-14,paid,100,0,0,", ("100", "0", "0", "100"), None),
    "R5-cn": ("2025-03-03,credit_note,-60,0,0,", ("-60", "0", "0", "-60"), None),
    "R6": ("2025-01-15,refunded,100,0,0,", ("100", "0", "100", "0"), "refund_without_amount"),
    "R6-discount": ("2025-01-15, Refunded ,100,30,,", ("100", "30", "70", "0"), "refund_without_amount"),
    "R7": ("2025-01-16,paid,100,0,-30,", ("100", "0", "0", "100"), "negative_amount"),
    "R9": ("2025-01-18,paid,100,-20,0,", ("100", "0", "0", "100"), "negative_amount"),
    "R9-both": ("2025-01-18,paid,100,-20,120,", ("100", "0", "100", "0"), "negative_amount, refund_exceeds_order"),
    "R10": ("2025-03-31,paid,1,0,0,", ("1", "0", "0", "1"), None),
    "R11": ("2025-03-31,partially_refunded,50,,,", ("50", "0", "0", "50"), "refund_without_amount"),
    "R12": ("2025-03-31,paid,50,60,10,", ("50", "50", "0", "0"), "refund_exceeds_order"),
    # The cost of what was sold is 0 at least, where one came.
    "R13": ("2025-03-31,paid,50,,,-10", ("50", "0", "0", "50"), "negative_amount"),
    # What is left after the discount counts, with the discount, whatever the gross amount says.
    "T1": ("2025-03-31,paid,100,15.41,,", ("100.01", "15.41", "0", "84.60"), None),
    "T2": ("2025-03-31,paid,100,15.41,,", ("105.41", "15.41", "0", "90"), "total_differs"),
    "T3": ("2025-03-31,paid,,10,,", ("90", "10", "0", "80"), None),
}
TOTALS = {"T1": "84.60", "T2": "90", "T3": "80"}
# A wholesaler's invoices: what begins with C was cancelled, below zero. Only the one that says so is not judged.
INVOICES = """order_id,customer_id,ordered_at,status,gross_amount,discount_amount,refunded_amount,cost_amount
489434,13085,2009-12-01 07:45:00,paid,505.30,,,
489435,13085,2009-12-01 07:46:00,paid,145.80,,,
489436,13078,2010-01-31 09:06:00,paid,630.33,,,
C489449,16321,2009-12-01 10:33:00,paid,-197.85,,,
C489459,17592,2009-12-01 10:44:00,cancelled,-100.00,,,
C489476,16321,2009-12-01 10:50:00,credited,-12.60,,,
"""
# A marketplace: what was cancelled or not delivered came with what was charged and paid back, or with no amounts.
MARKETPLACE = """order_id,customer_id,ordered_at,status,gross_amount,discount_amount,refunded_amount,cost_amount
m1,u1,2017-10-02 10:56:33,delivered,38.71,,,
m2,u2,2017-10-04 02:59:04,canceled,,,,
m3,u3,2017-10-05 11:00:00,canceled,143.46,,286.92,
m4,u4,2017-10-06 23:15:00,delivered,143.46,,150.00,
m5,u5,2017-10-07 12:30:00,draft,n/a,-1,?,
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three shops in one folder."""
    folder = tmp_path_factory.mktemp("flaws") / "landing"
    header = INVOICES.split("\n")[0] + "\n"
    refunds = f"{header.strip()},total_amount\n" + "".join(
        f"{order},{order[:3]},{cells},{TOTALS.get(order, '')}\n" for order, (cells, *_) in REFUNDS.items()
    )
    landed(folder / "orders", refunds_csv=refunds, invoices_csv=INVOICES, marketplace_csv=MARKETPLACE)
    (folder / "order_items.csv").write_text("order_id,line_number,product_id\nR2,1,p\nC489449,1,p\nm2,1,p\n")
    build({"input_path": str(folder), "gross_margin_rate": 0.5}, folder.parent / "w.duckdb", *FRONT_DOOR, "+orders")
    return folder.parent / "w.duckdb"


@pytest.mark.parametrize("order", REFUNDS)
def test_no_purchase_disappears_because_of_its_refund(warehouse: Path, order: str) -> None:
    query = f"""
        select gross_amount, discount_amount, refunded_amount, net_revenue from marts.orders where order_id = '{order}'
    """
    _, counted, flaws = REFUNDS[order]
    assert rows(warehouse, query) == [tuple(map(Decimal, counted))]
    assert rows(warehouse, f"select flaws from inputs.checked_orders where order_id = '{order}'") == [(flaws,)]


def test_a_cost_below_zero_is_none_and_leaves_the_margin_whole(warehouse: Path) -> None:
    margins = "select order_id, margin from marts.orders where order_id in ('R11', 'R13') order by 1"
    assert rows(warehouse, margins) == [("R11", Decimal(25)), ("R13", Decimal(50))]


def test_what_was_cancelled_is_not_judged_for_its_money(warehouse: Path) -> None:
    query = "select order_id, treatment, gross_amount, flaws from staging.stg_orders where order_id[1] in ('C', 'm')"
    assert sorted(rows(warehouse, query)) == [
        ("C489459", "ignored", 0, None),
        ("C489476", "credit_note", Decimal("-12.60"), None),
        ("m1", "purchase", Decimal("38.71"), None),
        ("m2", "ignored", 0, None),
        ("m3", "ignored", 0, None),
        ("m4", "purchase", Decimal("143.46"), "refund_exceeds_order"),
        ("m5", "ignored", 0, None),
    ]
    # In what was checked the amounts stand as they came.
    given = (
        "select refunded_amount, gross_amount from inputs.checked_orders where order_id in ('m3', 'm4') order by 2, 1"
    )
    assert rows(warehouse, given) == [(Decimal(150), Decimal("143.46")), (Decimal("286.92"), Decimal("143.46"))]
    assert rows(warehouse, "select order_id from marts.orders where order_id in ('C489459', 'm2', 'm3', 'm5')") == []


def test_an_order_below_zero_is_refused_and_its_lines_wait(warehouse: Path) -> None:
    assert rows(warehouse, "select order_id, reason from inputs.quarantined_orders") == [("C489449", "negative_amount")]
    waiting = "select order_id, reason from inputs.quarantined_order_items"
    assert rows(warehouse, waiting) == [("C489449", "orphan")]


def test_flawed_rows_are_a_part_of_the_accepted(warehouse: Path) -> None:
    received = len(REFUNDS) + 6 + 5
    assert reconciliation(warehouse)["orders"] == (received, received - 1, 0, 1)
    flawed = dict(rows(warehouse, "select input, rows_flawed from inputs.input_reconciliation"))
    assert flawed.pop("orders") == sum(flaws is not None for *_, flaws in REFUNDS.values()) + 1
    assert set(flawed.values()) == {0}


def test_the_flaws_and_reasons_of_the_docs_are_those_there_are() -> None:
    contract = (PROJECT / "docs" / "input_contract.md").read_text(encoding="utf-8")
    for heading, file, level in (("Flaws", "flaws.sql", 12), ("Reasons", "quarantine_reasons.sql", 8)):
        told = re.findall(r"^\| `(\w+)` \|", contract.split(f"### {heading}\n")[1].split("\n#")[0], re.MULTILINE)
        macro = (PROJECT / "macros" / "inputs" / file).read_text(encoding="utf-8")
        assert told
        assert sorted(told) == sorted(re.findall(rf"^ {{{level}}}'(\w+)': ", macro, re.MULTILINE)), heading
