"""What BI tools read, published behind the build."""

import os
from pathlib import Path

import dagster as dg

from orchestration.retries import tried_again
from retensi.publish.command import places, publish
from retensi.publish.postgres_session import destination
from retensi.publish.source import replaces_source


def serving_asset(project_dir: Path, results: Path, built: dg.AssetKey) -> dg.AssetsDefinition:
    """Make the asset that publishes the marts, as `retensi publish` does.

    A failed model or test fails the step that builds, and this one is then not run. It judges the build for itself
    nevertheless: a run of some models alone publishes nothing.

    Args:
        project_dir: Folder of the dbt project.
        results: dbt's target folder of the builds.
        built: A mart. All are built in one step, and a failed run names each of its parents in one line: the one that
            most of the others' models are behind says as much as all of them.
    """

    @dg.asset(
        name="serving",
        group_name="publishing",
        kinds={"duckdb", "parquet"},
        deps=[built],
        description="The marts as BI tools read them: a DuckDB file, Parquet files, and PostgreSQL where it is set up.",
    )
    def serving(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with tried_again(context):
            where = places(project_dir, os.environ, target=results)
            done = publish(where, destination(os.environ), replaces=replaces_source(os.environ))
        return dg.MaterializeResult(
            metadata={
                "build": done.invocation_id,
                "as_of": done.as_of or "",
                "marts": done.marts,
                "file": dg.MetadataValue.path(done.file),
                "parquet": dg.MetadataValue.path(done.folder / "current"),
                "in_postgres": done.in_postgres,
            }
        )

    return serving
