"""``retensi simulate``."""

from datetime import datetime
from pathlib import Path

import click

from retensi.cli.options import next_build
from retensi.cli.progress import progress_bar


@click.command()
@click.option("--customers", metavar="N", type=int, required=True, help="Accounts of the shop.")
@click.option("--seed", metavar="S", type=int, default=1, show_default=True, help="Decides all draws.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder to write the Parquet files to; must be empty or not exist.",
)
@click.option(
    "--from",
    "first",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2024-01-01",
    show_default=True,
    help="First day.",
)
@click.option(
    "--to",
    "last",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2025-12-31",
    show_default=True,
    help="Last day; before today.",
)
@click.option(
    "--arrivals",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write what lands on the last day here instead, to be landed later.",
)
@click.option(
    "--order-items/--no-order-items", "with_items", default=True, show_default=True, help="Write order lines."
)
def simulate(
    customers: int, seed: int, folder: Path, first: datetime, last: datetime, arrivals: Path | None, with_items: bool
) -> None:
    r"""Make up a shop of any size, whose customers behave by known laws.

    Customers buy by BG/NBD and spend by Gamma-Gamma, with about 10 orders and 50 interactions each in two years; some
    rows are late, doubled or changed later. The same options give the same rows. docs/simulate.md states all rates.

    \b
    Examples:
      uv run retensi simulate --customers 10000 --out /tmp/shop
      export RETENSI_INPUT_PATH=/tmp/shop && uv run dbt build
      uv run retensi simulate --customers 10000 --out /tmp/shop --arrivals /tmp/today
      cp -r /tmp/today/. /tmp/shop            land the last day

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.simulate import simulate as simulate_shop

    with progress_bar("Simulating") as progress:
        written = simulate_shop(
            customers,
            seed,
            folder,
            first=first.date(),
            last=last.date(),
            arrivals=arrivals,
            with_items=with_items,
            progress=progress,
        )
    for input_name, count in written.rows.items():
        later = f", {written.arrived[input_name]:,} of them in {arrivals}" if arrivals else ""
        if count:
            click.echo(f"{folder}: {input_name}, {count:,} rows{later}")
    click.echo(f"Next: {next_build({'RETENSI_INPUT_PATH': folder.as_posix()})}")
