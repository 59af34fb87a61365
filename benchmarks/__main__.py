"""Measure builds of simulated shops, and write what was found into benchmarks/results.json and docs/performance.md.

    uv run --group dev python -m benchmarks                                   # 10 and 100 thousand customers
    uv run --group dev python -m benchmarks --customers 1000000 --no-tests    # half an hour, and 30 GB of disk

A shop that was measured before is replaced in both files; the others stay.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import click

from benchmarks.measured import PROJECT
from benchmarks.report import replaced, tables
from benchmarks.shop import Result, measure

RESULTS = PROJECT / "benchmarks" / "results.json"
PAGE = PROJECT / "docs" / "performance.md"


@click.command(help=__doc__.splitlines()[0])
@click.option(
    "--customers", "sizes", type=click.IntRange(min=1), multiple=True, default=(10_000, 100_000), show_default=True
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the simulated shops.")
@click.option("--folder", type=click.Path(path_type=Path), help="For what is built.  [default: a temporary one]")
@click.option("--tests/--no-tests", default=True, help="Run the data tests too.  [default: yes]")
@click.option("--peers/--no-peers", default=True, help="Run pandas and lifetimes too.  [default: yes]")
@click.option("--keep", is_flag=True, help="Leave the shops and warehouses in the folder.")
@click.option("--render", is_flag=True, help="Measure nothing; write the page anew from what is stored.")
@click.option("--dry", is_flag=True, help="Print the tables and write nothing.")
def main(
    sizes: tuple[int, ...],
    seed: int,
    folder: Path | None,
    tests: bool,
    peers: bool,
    keep: bool,
    render: bool,
    dry: bool,
) -> None:
    """Measure each size and store what was found."""
    known = {each["customers"]: each for each in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        work = folder or Path(temporary)
        for size in () if render else sorted(set(sizes)):
            known[size] = measure(
                size, seed, work, with_tests=tests, with_peers=peers, say=lambda step: click.echo(step, err=True)
            )
            if not keep:
                shutil.rmtree(work / f"shop_{size}", ignore_errors=True)
            if not dry:
                _store(known)
    if render and not dry:
        _store(known)
    click.echo(tables(list(known.values())))


def _store(known: dict[int, Result]) -> None:
    """Write both files, the smallest shop first."""
    ordered = [known[size] for size in sorted(known)]
    RESULTS.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), tables(ordered)), encoding="utf-8")


if __name__ == "__main__":
    main()
