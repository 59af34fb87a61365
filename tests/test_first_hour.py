"""The tutorial docs/first_hour.md: its commands exist, and its figures are those of the Complete Journey."""

import json
import re
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from retensi.cli import main
from retensi.examples import DATA_SETS
from tests.dbt_project import PROJECT, dicts

PAGE = (PROJECT / "docs" / "first_hour.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^```sql\n(.*?)^```\n\n((?:\|[^\n]*\n)+)", PAGE, re.DOTALL | re.MULTILINE)


def cell(value: object) -> str:
    """Write a value as the tables of the page do."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value % 1 else f"{value:.0f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def table(found: list[dict]) -> str:
    """Write rows as a table of the page."""
    lines = [list(found[0]), ["---"] * len(found[0]), *([cell(value) for value in row.values()] for row in found)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def test_every_question_has_its_answer_below_it() -> None:
    assert len(QUESTIONS) == PAGE.count("```sql")


@pytest.mark.parametrize(("sql", "answer"), QUESTIONS, ids=[str(n) for n in range(1, len(QUESTIONS) + 1)])
def test_answer_is_that_of_the_warehouse(sql: str, answer: str, complete_journey_warehouse: Path) -> None:
    assert table(dicts(complete_journey_warehouse, sql)) == answer


def test_figures_of_the_text_stand_in_an_answer() -> None:
    text = re.sub(r"^\|.*$", "", PAGE, flags=re.MULTILINE)
    cells = {part.strip() for _, answer in QUESTIONS for line in answer.splitlines() for part in line.split("|")}
    figures = re.findall(r"\*\*([\d.,]+)\*\*", text)
    assert len(figures) >= 8
    assert [figure for figure in figures if figure not in cells] == []


def test_what_the_text_says_of_the_answers_is_so(complete_journey_warehouse: Path) -> None:
    everybody, best, *_, lowest = dicts(complete_journey_warehouse, "select * from marts.clv_backtest order by decile")
    for forecast in ("predicted_orders", "baseline_orders"):
        assert abs(everybody[forecast] / everybody["actual_orders"] - 1) < 0.02
    assert best["predicted_orders"] > best["actual_orders"]
    assert lowest["predicted_orders"] < lowest["actual_orders"]

    months = dicts(complete_journey_warehouse, "select * from marts.kpis_by_month where is_complete order by month")
    assert all(0.015 < row["churn_rate"] < 0.025 for row in months[3:])
    assert all(row["churn_rate"] in (0, None) for row in months[:3])
    autumn = [row for row in months if row["month"] >= date(2017, 9, 1)]
    returned, left = (sum(row[name] for row in autumn) for name in ("reactivated_customers", "lapsed_customers"))
    assert 0.75 < returned / left < 1.25

    (lost,) = dicts(
        complete_journey_warehouse,
        "select sum(net_revenue) filter (where reactivation_rank <= 20) / sum(net_revenue) as share "
        "from marts.reactivation_audience",
    )
    assert 0.2 < lost["share"] < 0.25


def test_commands_exist_and_build_what_is_asked(complete_journey_warehouse: Path) -> None:
    commands = [shlex.split(line) for line in re.findall(r"^uv run (.+)$", PAGE, re.MULTILINE)]
    (load,) = (words for words in commands if "load" in words)
    assert load[-3:] == ["retensi", "load", "complete_journey"]
    assert load[-1] in DATA_SETS
    (build,) = (words for words in commands if words[:2] == ["dbt", "build"])
    assert build == ["dbt", "build"]
    # The warehouse whose figures these are was built with the same settings, from a folder of its own.
    [exported] = re.findall(r"^export (.+)$", PAGE, re.MULTILINE)
    settings = dict(word.split("=") for word in shlex.split(exported))
    results = json.loads(
        (complete_journey_warehouse.parent / "target" / "run_results.json").read_text(encoding="utf-8")
    )
    assert set(results["args"]["vars"]) == {"input_path"}
    assert Path(settings["RETENSI_INPUT_PATH"]).name == Path(results["args"]["vars"]["input_path"]).name
    assert f"duckdb.connect('{settings['RETENSI_WAREHOUSE']}'" in PAGE
    named = set(re.findall(r"`uv run retensi ([a-z-]+)", PAGE))
    assert named <= set(main.commands)
