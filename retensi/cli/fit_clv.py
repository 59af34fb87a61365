"""``retensi fit-clv``."""

import shlex
from pathlib import Path

import click

from retensi.cli.options import PROJECT, TARGET, VARIABLES, dbt_options


@click.command("fit-clv")
@TARGET
@VARIABLES
@PROJECT
def fit_clv(target: str | None, variables: str | None, project: Path) -> None:
    r"""Fit customer value and churn risk on PostgreSQL or Spark, forecast revenue, and write it back.

    On DuckDB a build does this by itself. Elsewhere a build leaves the predictions empty until this has run: it reads
    the customers of the build through dbt, compressed, fits here, and writes a table of parameters that the next build
    scores every customer with.

    \b
    Example:
      uv run dbt build --target postgres
      uv run retensi fit-clv --target postgres
      uv run dbt build --target postgres --select int_clv_fits+

    Exit codes: 0 success, also where the data carry no fit; 1 a failure; 2 wrong usage.
    """
    from retensi.clv.churn import INTERCEPT
    from retensi.clv.command import fit_on_target

    options = dbt_options(target, variables)
    fits, terms = fit_on_target(project, options)
    for fit in fits:
        told = f"fitted on {fit.customers_fitted:,} customers" if fit.converged else "no fit"
        click.echo(f"{fit.fit}, data up to {fit.fitted_as_of}: {told}.{' ' + fit.note if fit.note else ''}")
    for term in terms:
        if term.term == INTERCEPT:
            told = "no fit" if term.coefficient is None else f"fitted on {term.customers_fitted:,} customers"
            click.echo(f"{term.fit}, churn risk: {told}.{' ' + term.note if term.note else ''}")
    click.echo(f"Next: uv run dbt build {shlex.join([*options, '--select', 'int_clv_fits+'])}")
