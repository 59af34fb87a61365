"""``retensi demo``."""

from pathlib import Path

import click

from retensi.cli.progress import progress_bar
from retensi.errors import LandingError


@click.command()
@click.option(
    "--write",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the CSV files to; files of the same name are replaced.",
)
def demo(folder: Path) -> None:
    r"""Make the demo shop: the same small made-up shop, byte for byte, each time.

    \b
    Example:
      uv run retensi demo --write seeds/demo

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.demo import write_demo

    try:
        with progress_bar("Making the demo shop") as progress:
            rows = write_demo(folder, progress)
    except OSError as error:
        raise LandingError(
            f"The demo shop cannot be written to {folder}: {error}",
            "a folder that this user may write, on a disk with room",
            "make room or change its permissions, or name another folder with --write",
        ) from error
    for input_name, count in rows.items():
        click.echo(f"{folder}: {input_name}, {count:,} rows")
