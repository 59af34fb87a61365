"""The dashboard bundle for Apache Superset fits the marts; Superset itself is tried by hand (docs/bi_clients.md)."""

from pathlib import Path

import pytest
import yaml

from tests.dbt_project import PROJECT, dicts, rows

BUNDLE = PROJECT / "bi" / "superset"


def read(folder: str) -> dict[str, dict]:
    """Give the files of a kind by their uuid."""
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((BUNDLE / folder).rglob("*.yaml"))]
    return {each["uuid"]: each for each in found}


DATABASES, DATASETS, CHARTS, DASHBOARDS = map(read, ("databases", "datasets", "charts", "dashboards"))


def test_every_part_leads_to_one_of_the_bundle() -> None:
    assert {each["database_uuid"] for each in DATASETS.values()} == set(DATABASES)
    assert {each["dataset_uuid"] for each in CHARTS.values()} == set(DATASETS)
    (dashboard,) = DASHBOARDS.values()
    placed = [
        part["meta"]["uuid"] for part in dashboard["position"].values() if str(part).startswith("{'type': 'CHART'")
    ]
    assert sorted(placed) == sorted(CHARTS)


def test_the_exposure_names_the_marts_behind_it() -> None:
    exposures = yaml.safe_load((PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    (dashboard,) = (each for each in exposures if each["name"] == "dashboard")
    assert sorted(dashboard["depends_on"]) == sorted(
        f"ref('retensi', '{each['table_name']}')" for each in DATASETS.values()
    )


def test_the_database_is_opened_read_only() -> None:
    (database,) = DATABASES.values()
    assert database["extra"]["engine_params"] == {"connect_args": {"read_only": True}}
    assert not database["allow_dml"]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset["table_name"])
def test_columns_and_metrics_of_a_dataset_are_answered(dataset: dict, demo_warehouse: Path) -> None:
    table = f"{dataset['schema']}.{dataset['table_name']}"
    columns = ", ".join(column["expression"] or column["column_name"] for column in dataset["columns"])
    assert rows(demo_warehouse, f"select {columns} from {table} limit 1")
    metrics = ", ".join(f"{metric['expression']} as {metric['metric_name']}" for metric in dataset["metrics"])
    (found,) = dicts(demo_warehouse, f"select {metrics} from {table} where is_complete")
    assert all(value is not None for value in found.values())


@pytest.mark.parametrize("chart", CHARTS.values(), ids=lambda chart: chart["slice_name"])
def test_a_chart_names_columns_and_metrics_of_its_dataset(chart: dict) -> None:
    dataset, params = DATASETS[chart["dataset_uuid"]], chart["params"]
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    grouped = params.get("groupby", [])
    named = [params["x_axis"], *([grouped] if isinstance(grouped, str) else grouped)]
    filtered = [each["subject"] for each in params["adhoc_filters"]]
    assert set(named) | set(filtered) <= columns
    assert {*params.get("metrics", []), *([params["metric"]] if "metric" in params else [])} <= metrics
    # No chart shows a period that is not over as if it were, nor a rate of loss where nobody could be lost.
    assert "is_complete" in filtered
    of_loss = {"retention_rate_of_months", "churn_rate_of_months"}
    shown = {*params.get("metrics", []), params.get("metric")}
    assert not shown & of_loss or "is_warming_up" in filtered


def test_rates_of_loss_leave_out_months_in_which_nobody_could_be_lost(demo_warehouse: Path) -> None:
    (kpis,) = (each for each in DATASETS.values() if each["table_name"] == "kpis_by_month")
    asked = ", ".join(each["expression"] for each in kpis["metrics"] if each["metric_name"].endswith("_rate_of_months"))
    by_hand = ", ".join(f"sum({moved}_customers) * 1.0 / sum(opening_customers)" for moved in ("retained", "lapsed"))
    assert rows(demo_warehouse, f"select {asked} from marts.kpis_by_month") == rows(
        demo_warehouse, f"select {by_hand} from marts.kpis_by_month where not is_warming_up"
    )
    assert rows(demo_warehouse, f"select {asked} from marts.kpis_by_month where is_warming_up") == [(None, None)]
