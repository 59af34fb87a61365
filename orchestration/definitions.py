"""Everything that Dagster loads."""

import os

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.alerts import failure_message, input_message
from orchestration.clv import fit_asset
from orchestration.dbt_assets import build_assets
from orchestration.dbt_build import project_vars
from orchestration.dbt_project import PROJECT_DIR, dbt_project, manifest, results
from orchestration.exporting import export_assets
from orchestration.finding_checks import finding_checks
from orchestration.input_checks import input_checks
from orchestration.publishing import serving_asset
from orchestration.report import report_asset
from orchestration.runs import daily_schedule, job, landing_folder, landing_sensor

dbt_build = build_assets(manifest, dbt_project, results)
# On DuckDB a dbt model fits customer value, BI reads a copy of the marts, and the report is made of that copy. On a
# server the fit is a step of its own, and the marts are where BI can read them.
on_duckdb = manifest["metadata"]["adapter_type"] == "duckdb"
if on_duckdb:
    serving = serving_asset(dbt_project.project_dir, results, dg.AssetKey(["marts", "kpis_by_month"]))
    beside_dbt = [serving, report_asset(dbt_project.project_dir, results, serving.key)]
else:
    beside_dbt = [fit_asset(dbt_project.project_dir)]
settings = project_vars(PROJECT_DIR)

definitions = dg.Definitions(
    assets=[dbt_build, *beside_dbt, *export_assets(dbt_project.project_dir, os.environ)],
    asset_checks=[
        input_checks(settings.get("fresh_within_days") or {}, settings["reporting_timezone"], results),
        finding_checks(manifest, results),
    ],
    jobs=[job],
    schedules=[daily_schedule(settings["reporting_timezone"])],
    sensors=[landing_sensor(PROJECT_DIR, landing_folder(settings, os.environ)), failure_message, input_message],
    resources={"dbt": DbtCliResource(project_dir=dbt_project)},
    # A DuckDB file has one writer: the steps of a run share one process, one after the other.
    executor=dg.in_process_executor,
)
