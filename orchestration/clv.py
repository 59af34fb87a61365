"""The fit of customer value where dbt cannot do it itself: on every engine but DuckDB."""

from pathlib import Path

import dagster as dg

from orchestration.retries import tried_again
from retensi.clv.command import fit_on_target

# What the fit reads, as dbt names it. int_clv_fits, int_churn_fits and int_revenue_forecasts read the result at the
# next build.
READ = ("int_clv_fit_days", "int_clv_customers", "int_churn_covariates", "int_revenue_months")


def fit_asset(project_dir: Path, target: str | None = None) -> dg.AssetsDefinition:
    """Make the asset that fits the models on a target and writes the parameters there, as `retensi fit-clv` does.

    Args:
        project_dir: Folder of the dbt project.
        target: The dbt target; None for the profile's own.
    """

    @dg.asset(
        name="clv_fits_written",
        group_name="value",
        deps=[dg.AssetKey(["intermediate", name]) for name in READ],
        description="Parameters of the models of customer value; the next build scores every customer with them.",
    )
    def clv_fits_written(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with tried_again(context):
            fits, terms = fit_on_target(project_dir, ["--target", target] if target else [])
        told = {fit.fit: fit.note or f"{fit.customers_fitted} customers" for fit in fits}
        told |= {f"{term.fit}_churn": term.note or f"{term.customers_fitted} customers" for term in terms}
        return dg.MaterializeResult(metadata=told)

    return clv_fits_written
