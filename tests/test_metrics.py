"""The metrics of the semantic layer, asked through MetricFlow, give the numbers of the KPI marts."""

import csv
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from tests.dbt_project import PROJECT, copy_of, dicts

pytestmark = pytest.mark.long

DOCUMENTED = re.findall(
    r"^uv run --extra metrics mf (.+)$", (PROJECT / "docs" / "metrics.md").read_text(encoding="utf-8"), re.MULTILINE
)
QUARTERS = "query --metrics opening_customers,closing_customers --group-by metric_time__quarter"
SAVED = [
    query["name"]
    for query in yaml.safe_load((PROJECT / "models" / "marts" / "saved_queries.yml").read_text(encoding="utf-8"))[
        "saved_queries"
    ]
]
# Columns of the KPI marts that are no figures.
NO_METRICS = {"month", "acquisition_channel", "is_warming_up", "is_complete"}
# Metrics that leave out months in which nobody could be lost, whose figures the marts keep.
RATES_OF_LOSS = {"retention_rate", "churn_rate"}
# Not sums over channels: the top decile is that of all customers.
OF_THE_WHOLE_SHOP = {
    "top_decile_customers",
    "top_decile_net_revenue",
    "top_decile_revenue_share",
    "top_decile_spend_ratio",
}
CHANNEL = "customer__acquisition_channel"
CATEGORY = "line__category"
# Metrics of lines, with the column of `category_sales_by_month` that each equals by month and category.
SALES = {
    f"sales_{column}": column
    for column in (
        "net_revenue",
        "margin",
        "gross_amount",
        "discount_amount",
        "discount_rate",
        "purchases",
        "buyers",
    )
}


@dataclass
class Answers:
    """What MetricFlow answered: five queries as rows by their keys, the others as they were printed."""

    by_month: dict[date, dict[str, str]]
    by_channel: dict[tuple[date, str], dict[str, str]]
    by_category: dict[tuple[date, str], dict[str, str]]
    rates_by_quarter: tuple[dict[tuple[date, str], dict[str, str]], dict[tuple[date, str], dict[str, str]]]
    printed: dict[str, tuple[int, str]]


def figures(warehouse: Path, mart: str) -> list[str]:
    """Give the columns of a KPI mart that must have a metric."""
    return [
        row["column_name"] for row in dicts(warehouse, f"describe marts.{mart}") if row["column_name"] not in NO_METRICS
    ]


def read(path: Path, *keys: str) -> list[tuple[tuple, dict[str, str]]]:
    """Give the rows of a CSV file that MetricFlow wrote, each with its keys; the first key is a month."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            ((datetime.fromisoformat(row[keys[0]]).date(), *(row[key] for key in keys[1:])), row)
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def answers(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    folder = tmp_path_factory.mktemp("metricflow")
    # mf looks for the semantic manifest below the project, so it gets a project of its own with the one of the build.
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, folder)
    (folder / "target").mkdir()
    shutil.copy(demo_warehouse.parent / "target" / "semantic_manifest.json", folder / "target")

    kpis = figures(demo_warehouse, "kpis_by_month")
    of_channels = [name for name in figures(demo_warehouse, "kpis_by_channel") if name not in OF_THE_WHOLE_SHOP]
    by_month, by_channel = folder / "by_month.csv", folder / "by_channel.csv"
    by_quarter, by_quarter_and_channel = folder / "by_quarter.csv", folder / "by_quarter_and_channel.csv"
    by_category = folder / "by_category.csv"
    rates = sorted(RATES_OF_LOSS)
    commands = [
        ask(kpis, ["metric_time__month"], by_month),
        ask(of_channels, ["metric_time__month", CHANNEL], by_channel),
        ask(rates, ["metric_time__quarter"], by_quarter),
        ask(rates, ["metric_time__quarter", CHANNEL], by_quarter_and_channel),
        ask([*SALES], ["metric_time__month", CATEGORY], by_category),
        *(["query", "--saved-query", name] for name in SAVED),
        *(shlex.split(command) for command in (QUARTERS, *DOCUMENTED)),
    ]
    # As after Dagster has started with another warehouse: the tables of the manifest are not those of the one at hand.
    warehouse = copy_of(demo_warehouse, folder / "data").rename(folder / "data" / "mine.duckdb")
    environment = os.environ | {"RETENSI_WAREHOUSE": str(warehouse)}
    done = subprocess.run(
        [sys.executable, str(PROJECT / "tests" / "metricflow_commands.py"), str(folder / "answers.json")],
        cwd=folder,
        env=environment,
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    printed = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    for answer in printed[:5]:
        assert answer["exit_code"] == 0, answer["output"]
    return Answers(
        by_month={month: row for (month,), row in read(by_month, "metric_time__month")},
        by_channel=dict(read(by_channel, "metric_time__month", CHANNEL)),
        by_category=dict(read(by_category, "metric_time__month", CATEGORY)),
        rates_by_quarter=(
            {(quarter, ""): row for (quarter,), row in read(by_quarter, "metric_time__quarter")},
            dict(read(by_quarter_and_channel, "metric_time__quarter", CHANNEL)),
        ),
        printed={
            " ".join(command): (answer["exit_code"], answer["output"])
            for command, answer in zip(commands[5:], printed[5:], strict=True)
        },
    )


def ask(metrics: Sequence[str], group_by: Sequence[str], path: Path) -> list[str]:
    """Give the arguments of an mf query that writes a CSV file."""
    return ["query", "--metrics", ",".join(metrics), "--group-by", ",".join(group_by), "--csv", str(path)]


def left_out(row: dict, column: str) -> object:
    """Give what a metric must say of a mart's cell: nothing, where it is a rate of loss and nobody could be lost."""
    return None if row["is_warming_up"] and column in RATES_OF_LOSS else row[column]


def equal(metric: str, column: object) -> bool:
    """Say whether an answer of MetricFlow, as text, is the value of a mart; nothing is equal to null alone."""
    if metric == "" or column is None:
        return metric == "" and column is None
    return math.isclose(float(metric), float(column), rel_tol=1e-9, abs_tol=1e-9)


def test_each_column_of_kpis_by_month_is_a_metric_with_its_values(answers: Answers, demo_warehouse: Path) -> None:
    columns = figures(demo_warehouse, "kpis_by_month")
    months = dicts(demo_warehouse, "select * from marts.kpis_by_month")
    assert set(answers.by_month) == {row["month"] for row in months}
    different = [
        (column, row["month"], answers.by_month[row["month"]][column], row[column])
        for row in months
        for column in columns
        if not equal(answers.by_month[row["month"]][column], left_out(row, column))
    ]
    assert not different
    # Nothing is equal because it is null everywhere, and nothing is left out because it was null before.
    assert any(row["is_warming_up"] and row["retention_rate"] == 1 for row in months)
    assert [column for column in columns if all(row[column] is None for row in months)] == []


def test_metrics_by_channel_are_those_of_kpis_by_channel(answers: Answers, demo_warehouse: Path) -> None:
    columns = [name for name in figures(demo_warehouse, "kpis_by_channel") if name not in OF_THE_WHOLE_SHOP]
    expected = dicts(demo_warehouse, "select * from marts.kpis_by_channel where acquisition_channel <> 'anonymous'")
    different = [
        (column, row["month"], row["acquisition_channel"])
        for row in expected
        for column in columns
        if not equal(answers.by_channel[row["month"], row["acquisition_channel"]][column], left_out(row, column))
    ]
    assert not different
    # A channel whose first customer came later warms up when the shop no longer does.
    late = [row for row in expected if row["is_warming_up"] and row["retention_rate"] == 1]
    assert max(row["month"] for row in late) > date(2024, 4, 1)
    # Sales of nobody have no customer to take a channel from.
    anonymous = dicts(demo_warehouse, "select * from marts.kpis_by_channel where acquisition_channel = 'anonymous'")
    assert sum(row["anonymous_purchases"] for row in anonymous) == sum(
        int(row["anonymous_purchases"]) for (_, channel), row in answers.by_channel.items() if channel == ""
    )


def test_metrics_by_category_are_those_of_category_sales_by_month(answers: Answers, demo_warehouse: Path) -> None:
    sales = dicts(demo_warehouse, "select * from marts.category_sales_by_month")
    assert {(row["month"], row["category"]) for row in sales} == answers.by_category.keys()
    different = [
        (column, row["month"], row["category"])
        for row in sales
        for metric, column in SALES.items()
        if not equal(answers.by_category[row["month"], row["category"]][metric], row[column])
    ]
    assert not different


@pytest.mark.parametrize("name", SAVED)
def test_saved_query_is_answered(name: str, answers: Answers) -> None:
    exit_code, output = answers.printed[f"query --saved-query {name}"]
    assert exit_code == 0, output
    _, rule, *answered = output.rstrip().splitlines()
    assert set(rule) == {"-", " "}
    assert answered


@pytest.mark.parametrize("command", DOCUMENTED)
def test_documented_command_is_answered(command: str, answers: Answers) -> None:
    exit_code, output = answers.printed[" ".join(shlex.split(command))]
    assert exit_code == 0, output


def test_a_quarter_begins_and_ends_with_its_months(answers: Answers, demo_warehouse: Path) -> None:
    _, output = answers.printed[QUARTERS]
    quarters = {
        line.split()[0][:10]: [int(n) for n in line.split()[1:]] for line in output.splitlines() if "T00:" in line
    }
    months = {row["month"]: row for row in dicts(demo_warehouse, "select * from marts.kpis_by_month")}
    assert quarters["2024-07-01"] == [
        months[date(2024, 7, 1)]["opening_customers"],
        months[date(2024, 9, 1)]["closing_customers"],
    ]


def test_rates_of_a_quarter_leave_out_the_months_that_could_lose_nobody(answers: Answers, demo_warehouse: Path) -> None:
    whole, of_channels = answers.rates_by_quarter
    for found, mart, key in (
        (whole, "kpis_by_month", "''"),
        (of_channels, "kpis_by_channel", "acquisition_channel"),
    ):
        expected = dicts(
            demo_warehouse,
            f"select date_trunc('quarter', month)::date as quarter, {key} as channel, "
            "sum(retained_customers) / nullif(sum(opening_customers), 0) as retention_rate, "
            "sum(lapsed_customers) / nullif(sum(opening_customers), 0) as churn_rate "
            f"from marts.{mart} where not is_warming_up group by all",
        )
        rates = {(row["quarter"], row["channel"]): row for row in expected}
        nothing = dict.fromkeys(RATES_OF_LOSS)
        different = [
            (key, rate)
            for key, row in found.items()
            for rate in sorted(RATES_OF_LOSS)
            if not equal(row[rate], rates.get(key, nothing)[rate])
        ]
        assert not different
        assert rates.keys() <= found.keys()


def test_every_saved_query_is_in_the_docs() -> None:
    page = (PROJECT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert [name for name in SAVED if f"`{name}`" not in page] == []
