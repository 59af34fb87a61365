"""Everything that Dagster loads."""

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.clv import fit_asset
from orchestration.dbt_assets import retensi_dbt_assets
from orchestration.dbt_project import dbt_project, manifest

# DuckDB needs no asset for the fit of customer value: there a dbt model does it.
fits = [] if manifest["metadata"]["adapter_type"] == "duckdb" else [fit_asset(dbt_project.project_dir)]

definitions = dg.Definitions(
    assets=[retensi_dbt_assets, *fits],
    resources={"dbt": DbtCliResource(project_dir=dbt_project)},
    # A DuckDB file has one writer: the steps of a run share one process, one after the other.
    executor=dg.in_process_executor,
)
