"""What Spark has besides the marts: plans that grow with the cluster, formats, builds over earlier builds."""

import json
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, BuildError, run_dbt
from tests.engines.spark_cluster import Cluster, Schemas
from tests.engines.spark_plans import problems
from tests.engines.typed_tables import assert_held, assert_judged_as_on_duckdb, through_the_door

# Tables with few rows, however many customers there are: a row per day, month, fit, channel, step or rule of the shop.
FEW_ROWS = {
    "calendar",
    "churn_fits_written",
    "churn_risk_backtest",
    "clv_fits_written",
    "input_presence",
    "int_as_of",
    "int_channels_warmed_up",
    "int_churn_fits",
    "int_clv_fit_days",
    "int_clv_fits",
    "int_clv_steps",
    "int_funnel_steps",
    "int_onboarding_steps",
    "int_reporting_months",
    "int_revenue_compared",
    "int_revenue_forecasts",
    "int_revenue_months",
    "last_build",
    "received_exchange_rates",
    "received_marketing_spend",
    "revenue_forecast_backtest",
    "revenue_forecasts_written",
    *(seed.stem for seed in (PROJECT / "seeds" / "reference").glob("*.csv")),
}
# Columns with few values, however many customers there are: a group for each is few rows.
FEW_VALUES = {
    "age_days",
    "category",
    "channel",
    "decile",
    "fit",
    "frequency",
    "last_order_date",
    "month",
    "order_count",
    "other_category",
    "rfm_segment",
    "step",
    # What a group is called that is no plain column; only part_of_size() of sums_before().
    "_groupingexpression",
}


def heavy_models(target: Path) -> dict[str, str]:
    """Give the SQL of the tables behind the front door that read more than tables with few rows, by model."""
    nodes = json.loads((target / "manifest.json").read_text())["nodes"]
    found = {}
    for node in nodes.values():
        is_table = node["resource_type"] == "model" and node["config"]["materialized"] == "table"
        if is_table and node["fqn"][1] in ("intermediate", "marts"):
            read = {nodes[name]["name"] for name in node["depends_on"]["nodes"]}
            if read - FEW_ROWS:
                compiled = target / "compiled" / "retensi" / node["original_file_path"]
                found[node["name"]] = compiled.read_text()
    return found


def test_plans_grow_with_the_cluster(spark_demo: Schemas, spark_demo_target: Path) -> None:
    models = heavy_models(spark_demo_target / "target")
    assert len(models) > 100
    plans = spark_demo.cluster.explain(models)
    found = [f"{name} {problem}" for name in models for problem in problems(plans[name], FEW_ROWS, FEW_VALUES)]
    assert not found, "\n".join(found)


def test_a_plan_that_does_not_grow_is_found(spark_demo: Schemas) -> None:
    tables = "demo_intermediate.int_orders_sequenced as one", "demo_intermediate.int_customers_known as other"
    plans = spark_demo.cluster.explain(
        {
            "pairs": f"select * from {tables[0]} inner join {tables[1]} on one.order_date < other.known_since",
            "ranks": f"select rank() over (order by one.net_revenue) as place from {tables[0]}",
            "sorted": f"select * from {tables[0]} order by one.net_revenue",
            "fine": f"select * from {tables[0]} inner join {tables[1]} on one.customer_id = other.customer_id",
        }
    )
    said = {
        name: [problem.partition(":")[0] for problem in problems(plan, set(), set())] for name, plan in plans.items()
    }
    assert said == {
        "pairs": ["compares every row with every row"],
        "ranks": ["brings all rows into one partition"],
        "sorted": ["sorts all rows"],
        "fine": [],
    }


def test_the_format_of_tables_is_one_var(spark: Cluster, tmp_path: Path) -> None:
    schemas = Schemas(spark, "formats")
    seed = ("seed", "--target", "spark", "--select", "order_statuses")
    run_dbt({}, tmp_path, schemas.environment, *seed)
    described = spark.query("describe table extended formats_reference.order_statuses")[1]
    assert ("Provider", "parquet") in [(name, value) for name, value, _ in described]
    # The cluster has no Delta: that it is asked for is all that can be seen here.
    with pytest.raises(BuildError, match="delta"):
        run_dbt({"spark_file_format": "delta"}, tmp_path, schemas.environment, *seed, "--full-refresh")


def test_typed_tables_are_read_and_judged_as_on_duckdb_at_each_build(spark: Cluster, tmp_path: Path) -> None:
    schemas = Schemas(spark, "typed")
    for statement in (
        "create schema raw",
        """
        create table raw.orders using parquet as
        select
            cast(number as decimal(20, 0)) as order_id,
            'c' as customer_id,
            timestamp '2024-03-01 20:00:00+07:00' as ordered_at,
            'paid' as status,
            amount as gross_amount,
            'note' as `a Note`
        from values (1, cast(10.5 as double)), (2, double('NaN')), (3, double('Infinity')), (4, 0.1) as (number, amount)
        """,
        """
        create table raw.order_items using parquet as
        select '1' as order_id, line as line_number, 'p' as product_id
        from values (cast(1 as double)), (1.5), (double('NaN')), (1e30), (null) as (line)
        """,
        """
        create view raw.customers as
        select 7 as customer_id, date '2024-01-01' as registered_at, timestamp_ntz '2000-02-29' as birth_date, true as
        marketing_consent
        """,
    ):
        spark.query(statement)
    # The second build finds the tables of the first, and replaces them with all their files.
    for _ in range(2):
        through_the_door(schemas, tmp_path)
        assert_judged_as_on_duckdb(schemas, "`a Note`")
    assert_held(schemas, tmp_path)
    read = {Path(name).name for (name,) in schemas.query("select input_file_name() from inputs.received_orders")[1]}
    folder = spark.folder / "warehouse" / "typed_inputs.db" / "received_orders"
    assert read == {file.name for file in folder.glob("*.parquet")}

    spark.query("create or replace view raw.customers as select 7 as customer_id, '2024-01-01' as registered_at")
    with pytest.raises(BuildError) as failure:
        through_the_door(schemas, tmp_path)
    assert "has column registered_at of type STRING; expected timestamp" in str(failure.value)
