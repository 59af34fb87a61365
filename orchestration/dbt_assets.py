"""Every dbt model and seed as an asset, every dbt data test as an asset check.

Made with ``@dbt_assets``: Dagster's YAML component copies the whole project folder, virtual environment included, since
the dbt files lie at its root.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from orchestration.dbt_build import BuildConfig, dbt_arguments, project_vars, vars_options
from orchestration.dbt_messages import plain_errors, summary
from orchestration.retries import tried_again
from orchestration.row_counts import row_counts
from orchestration.translator import FolderTranslator


def build_assets(manifest: Mapping[str, Any], project: DbtProject, results: Path) -> dg.AssetsDefinition:
    """Make the assets of a dbt project; one dbt command builds and tests those that are selected.

    Args:
        manifest: The project's manifest, completed (see ``load_manifest``).
        project: The project.
        results: The target folder of that command; always the same one, so that the results of the last build are
            there to judge it by, and nothing piles up.
    """

    @dbt_assets(manifest=manifest, project=project, dagster_dbt_translator=FolderTranslator())
    def retensi_dbt_assets(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, config: BuildConfig
    ) -> Iterator[Any]:
        """Build and test the selected models and seeds.

        Raises:
            UnknownVarError: where the run config sets a var that does not exist.
            DagsterDbtCliRuntimeError: where dbt fails, with its error messages.
            RetryRequested: where it fails for something that may pass.
        """
        arguments = dbt_arguments(config, project_vars(Path(project.project_dir)))
        with tried_again(context), plain_errors():
            yield from dbt.cli(arguments, context=context, target_path=results).stream()
        if built := summary(results / "dbt.log"):
            context.log.info(built)
        keys = {spec.metadata["dagster_dbt/unique_id"]: spec.key for spec in context.assets_def.specs}
        try:
            yield from row_counts(dbt, results, keys, vars_options(config))
        except DagsterDbtCliRuntimeError as error:
            # The build is as good without them.
            context.log.warning(f"The rows could not be counted: {error}")

    return retensi_dbt_assets
