"""Everything that Dagster loads."""

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.dbt_assets import retensi_dbt_assets
from orchestration.dbt_project import dbt_project

definitions = dg.Definitions(
    assets=[retensi_dbt_assets],
    resources={"dbt": DbtCliResource(project_dir=dbt_project)},
    # A DuckDB file has one writer: the steps of a run share one process, one after the other.
    executor=dg.in_process_executor,
)
