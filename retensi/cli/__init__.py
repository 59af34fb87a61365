"""The ``retensi`` command: one module per subcommand, joined here."""

import click

from retensi.cli import (
    backup,
    check,
    demo,
    dictionary,
    erase,
    export,
    fit_clv,
    hash_key,
    init,
    load,
    postgres_roles,
    publish,
    report,
    simulate,
)
from retensi.cli.group import ExplainedErrors
from retensi.cli.progress import progress_bar

__all__ = ["main", "progress_bar"]


@click.group(cls=ExplainedErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="retensi", message="retensi %(version)s")
def main() -> None:
    r"""Land example data, check files, make up shops, and fit, export, publish and back up what a build makes.

    \b
    Examples:
      retensi init mydata                     say how a shop's own files are to be read
      retensi load cdnow                      land a public data set
      export RETENSI_INPUT_PATH=data/landing/cdnow && uv run dbt build
      retensi load complete_journey --to /tmp/journey
      retensi check mydata                    what a build would make of a folder of files
      retensi demo --write seeds/demo         make the demo shop again
      retensi simulate --customers 10000 --out /tmp/shop
      retensi fit-clv --target postgres       fit customer value where dbt cannot do it by itself
      retensi export contacts --for hubspot   whom to write to this week, for a CRM
      retensi publish                         serve the marts of a build to BI tools
      retensi report                          the marts as one page for people
      retensi backup data/backups/today.duckdb
      retensi erase                           after a build has forgotten people: no trace of them
      retensi postgres-roles --database shop --read bi

    \b
    Exit codes:
      0  success
      1  a failure, explained on standard error
      2  wrong usage
    """


for command in (
    dictionary.dictionary,
    init.init,
    load.load,
    check.check,
    demo.demo,
    simulate.simulate,
    fit_clv.fit_clv,
    export.export,
    export.export_audience,
    hash_key.hash_key,
    erase.erase,
    publish.publish_marts,
    report.report,
    backup.backup,
    backup.restore,
    postgres_roles.postgres_roles,
):
    main.add_command(command)
