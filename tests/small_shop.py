"""A dbt project of two models with the assets of this one, for runs in process that take seconds."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
from dagster_dbt import DbtCliResource, DbtProject

from orchestration.dbt_assets import build_assets
from orchestration.dbt_manifest import load_manifest
from orchestration.publishing import serving_asset
from orchestration.runs import job
from retensi.known_vars import TABLE
from tests.dbt_project import PROJECT

FILES = {
    "dbt_project.yml": """
        name: retensi
        profile: retensi
        vars: {day: 1}
        models: {retensi: {+materialized: table, marts: {+schema: marts}}}
        """,
    "profiles.yml": """
        retensi:
          target: duckdb
          outputs: {duckdb: {type: duckdb, path: "{{ env_var('RETENSI_WAREHOUSE') }}", schema: main}}
        """,
    "macros/generate_schema_name.sql": """
        {% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}
        """,
    # Its vars are those of the table and its own.
    TABLE.as_posix(): (PROJECT / TABLE).read_text(encoding="utf-8"),
    "models/received.sql": "select {{ var('day') }} as day",
    "models/marts/days.sql": "select day from {{ ref('received') }}",
    "models/marts/days.yml": """
        models:
          - name: days
            description: One row per day.
            columns: [{name: day, data_tests: [unique, {accepted_values: {arguments: {values: [1, 2], quote: false}}}]}]
        """,
}


class Shop:
    """A dbt project in a folder of its own, with the assets of this one."""

    def __init__(self, folder: Path) -> None:
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = text.strip("\n").splitlines()
            indent = len(lines[0]) - len(lines[0].lstrip())
            path.write_text("\n".join(line[indent:] for line in lines))
        self.folder = folder
        self.instance = dg.DagsterInstance.ephemeral()
        DbtCliResource(project_dir=DbtProject(folder)).cli(["parse", "--quiet"], target_path=folder / "target").wait()
        self.build, self.serving, self.dbt = assets(folder)

    def run(
        self, selection: dg.AssetSelection | None = None, tags: dict[str, str] | None = None, **variables: int
    ) -> dg.ExecuteInProcessResult:
        """Run the job of the daily schedule, or a selection of its assets, and give the run, failed or not."""
        definitions = dg.Definitions([self.build, self.serving], jobs=[job], resources={"dbt": self.dbt})
        keys = None if selection is None else list(selection.resolve(definitions.resolve_asset_graph()))
        return definitions.resolve_job_def(job.name).execute_in_process(
            asset_selection=keys,
            instance=self.instance,
            run_config={"ops": {self.build.op.name: {"config": {"vars": variables}}}} if variables else None,
            tags=tags,
            raise_on_error=False,
        )

    def served(self) -> list[tuple]:
        with duckdb.connect(str(self.folder / "data/serving/retensi.duckdb"), read_only=True) as connection:
            return connection.execute("select * from marts.days").fetchall()


def assets(folder: Path) -> tuple[dg.AssetsDefinition, dg.AssetsDefinition, DbtCliResource]:
    """Give the assets of the project in a folder, those that dbt builds and the one behind them, and what runs dbt."""
    project = DbtProject(folder)
    results = folder / "target" / "build"
    build = build_assets(load_manifest(folder / "target/manifest.json"), project, results)
    serving = serving_asset(folder, results, dg.AssetKey(["marts", "days"]))
    return build, serving, DbtCliResource(project_dir=project)


def job_in(folder: str) -> dg.JobDefinition:
    """Give the job of the daily schedule for the project in a folder, as a process of Dagster finds it."""
    build, serving, dbt = assets(Path(folder))
    definitions = dg.Definitions([build, serving], jobs=[job], resources={"dbt": dbt}, executor=dg.in_process_executor)
    return definitions.resolve_job_def(job.name)


def materialized(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetMaterialization]:
    return {
        event.materialization.asset_key.to_user_string(): event.materialization
        for event in result.get_asset_materialization_events()
    }
