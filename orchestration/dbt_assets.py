"""Every dbt model and seed as an asset, every dbt data test as an asset check."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.dbt_build import BuildConfig, dbt_arguments, project_vars
from orchestration.dbt_project import dbt_project, manifest
from orchestration.translator import FolderTranslator


@dbt_assets(manifest=manifest, project=dbt_project, dagster_dbt_translator=FolderTranslator())
def retensi_dbt_assets(context: dg.AssetExecutionContext, dbt: DbtCliResource, config: BuildConfig) -> Iterator[Any]:
    """Build and test the selected models and seeds with one dbt command.

    Raises:
        UnknownVarError: where the run config sets a var that the project does not have.
        DagsterDbtCliRuntimeError: where dbt fails, with its error messages.
    """
    arguments = dbt_arguments(config, project_vars(dbt_project.project_dir))
    yield from dbt.cli(arguments, context=context).stream()
