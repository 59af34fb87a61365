"""What stands at the end of a build: which shop it was, what came of the rows, what to look at and do next."""

import json
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner

from tests.dbt_project import PROJECT, WITHOUT_TESTS
from tests.front_door.support import landed

pytestmark = pytest.mark.long

ORDERS = """order_id,customer_id,ordered_at,status,gross_amount,refunded_amount
o1,ani@shop.example,2024-03-01,paid,1000,
o2,budi@shop.example,2024-03-02,paid,250.5,
o3,budi@shop.example,2024-03-08,paid,100,120
o4,c4,2024-03-09,cancelled,100,
o5,c5,2024-03-09,lost,100,
"""
INTERACTIONS = """interaction_id,customer_id,occurred_at,interaction_type,value
i1,budi@shop.example,2024-03-09,review_submitted,5
i2,budi@shop.example,{last},review_submitted,5
"""


STEPS = (
    "notice, interactions: Steps of funnels of which no event came: 9 of 19: customer_journey reach,"
    " customer_journey acquisition, ecommerce_lifecycle reach, ecommerce_lifecycle develop, marketing attention,"
    " marketing interest, marketing desire, onboarding register"
)


def said(folder: Path, *arguments: str) -> list[str]:
    """Build a landing folder and give the lines of the summary."""
    lines: list[str] = []

    def listen(event: object) -> None:
        if event.info.name == "JinjaLogInfo" and event.info.msg.startswith("retensi: "):
            lines.extend(event.info.msg.splitlines())

    places = ("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(folder / "target"))
    given = ("--vars", json.dumps({"input_path": str(folder / "landing")}))
    result = dbtRunner(callbacks=[listen]).invoke(
        ["build", *WITHOUT_TESTS, *arguments, *given, *places, "--log-path", str(folder / "logs"), "--quiet"]
    )
    assert result.success, result.exception
    return lines


def test_the_end_of_a_build_says_what_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(tmp_path / "w.duckdb"))
    landing = tmp_path / "landing"
    landed(landing, orders_csv=ORDERS, interactions_csv=INTERACTIONS.format(last="2024-03-16"))
    lines = said(tmp_path)
    assert len(lines) < 20
    assert lines[:3] == [
        f"retensi: the shop in the folder {landing} is built.",
        "  days      purchases from 2024-03-01 to 2024-03-08; the marts tell up to 2024-03-16 (as_of)",
        "  figures   3 purchases, 2 customers, net revenue 1,250.50 USD",
    ]
    assert "  accepted  4 of 5 orders, 2 of 2 interactions" in lines
    assert "  flawed    1 of orders, accepted all the same: the column flaws says what is wrong" in lines
    assert "  refused   inputs.quarantined_orders: 1 unknown_status" in lines
    # Interactions of eight days past the last purchase, and addresses as ids, which stay what they are.
    assert [line.split(",")[0] for line in lines if " days past the last purchase" in line] == [
        "  warning   interactions reach to 2024-03-16"
    ]
    assert any("2 customer ids look like email addresses" in line for line in lines)
    assert "ani@" not in "".join(lines)
    # What looks wrong, warnings first; as_of is told of once.
    share = "1 of 5 (20.0 %), with 6.4 % of the amount"
    [first] = [place for place, line in enumerate(lines) if line.startswith("  look at ")]
    assert [line[12:] for line in lines[first:-4]] == [
        f"warning, orders: Orders with a status that nobody knows: {share}: lost (1)",
        STEPS,
        f"notice, orders: Orders with a status that is no sale: {share}: cancelled (1)",
        "inputs.input_findings has what it does to the figures, and what to do",
    ]
    assert lines[-4].startswith("  next      `uv run retensi report`")

    # Seven days are no reason to warn. A build of some models says nothing.
    landed(landing, interactions_csv=INTERACTIONS.format(last="2024-03-15"))
    assert not any("past the last purchase" in line for line in said(tmp_path))
    assert said(tmp_path, "--select", "stg_orders") == []
