"""``retensi hash-key``."""

import os
import shlex
from pathlib import Path

import click

from retensi.cli.options import PROJECT


@click.command("hash-key")
@click.option("--export", "exported", is_flag=True, help="Print the shell commands that give the key to a server.")
@PROJECT
def hash_key(exported: bool, project: Path) -> None:
    r"""Say where the key is that mail addresses are hashed with, and make one where there is none.

    It is taken from RETENSI_HASH_KEY, else from the file retensi.key beside the warehouse, which its owner alone may
    read. A build on DuckDB finds it by itself. For PostgreSQL and Spark it has to be in the environment: --export
    prints the commands that put it there, key and all.

    \b
    Example:
      uv run retensi hash-key
      eval "$(uv run retensi hash-key --export)" && uv run dbt build --target postgres

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi import keys

    folder = (project / os.environ.get("RETENSI_WAREHOUSE", "data/warehouse.duckdb")).parent
    key = keys.hash_key(os.environ, folder)
    if exported:
        click.echo(f"export {keys.VARIABLE}={shlex.quote(key)}")
        click.echo(f"export PGOPTIONS={shlex.quote(keys.postgres_options(os.environ, key))}")
    else:
        click.echo(f"The key is in {keys.VARIABLE if os.environ.get(keys.VARIABLE) else folder / keys.KEY_FILE}.")
