"""Measure builds of simulated shops, and write what was found into benchmarks/results.json and docs/performance.md.

    uv run --group dev python -m benchmarks                                   # 10 and 100 thousand customers
    uv run --group dev python -m benchmarks --customers 1000000 --no-tests    # an hour, and 40 GB of disk

A shop that was measured before is replaced in both files; the others stay. All tables are printed; the page has some.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import click

from benchmarks import overhead
from benchmarks.builds import simulated_with
from benchmarks.measured import PROJECT
from benchmarks.report import Results, page, replaced, tables
from benchmarks.shop import measure

RESULTS = PROJECT / "benchmarks" / "results.json"
PAGE = PROJECT / "docs" / "performance.md"


@click.command(help=__doc__.splitlines()[0])
@click.option(
    "--customers", "sizes", type=click.IntRange(min=1), multiple=True, help="Sizes.  [default: 10000 and 100000]"
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the simulated shops.")
@click.option(
    "--shop",
    "made",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A shop simulated before, in the folders inputs and arrivals of this one; it is copied.",
)
@click.option("--folder", type=click.Path(path_type=Path), help="For what is built.  [default: a temporary one]")
@click.option("--tests/--no-tests", default=True, help="Run the data tests too.  [default: yes]")
@click.option("--peers/--no-peers", default=True, help="Run plain SQL, pandas, polars and lifetimes.  [default: yes]")
@click.option("--demo/--no-demo", default=True, help="Build the demo shop too.  [default: yes]")
@click.option("--keep", is_flag=True, help="Leave the shops and warehouses in the folder.")
@click.option("--render", is_flag=True, help="Measure nothing; write the page anew from what is stored.")
@click.option("--dry", is_flag=True, help="Print the tables and write nothing.")
def main(
    sizes: tuple[int, ...],
    seed: int,
    made: tuple[Path, ...],
    folder: Path | None,
    tests: bool,
    peers: bool,
    demo: bool,
    keep: bool,
    render: bool,
    dry: bool,
) -> None:
    """Measure each size and store what was found."""
    results: Results = json.loads(RESULTS.read_text(encoding="utf-8"))
    shops: dict[int, Path | None] = dict.fromkeys(sizes or (() if made else (10000, 100000)))
    shops |= {simulated_with(shop)["customers"]: shop for shop in made}

    def say(step: str) -> None:
        click.echo(step, err=True)

    with tempfile.TemporaryDirectory() as temporary:
        work = folder or Path(temporary)
        if demo and not render:
            say("the demo shop")
            results["demo"] = overhead.measure()
        for size in () if render else sorted(shops):
            found = measure(size, seed, work, shop=shops[size], with_tests=tests, with_peers=peers, say=say)
            results["shops"] = [each for each in results["shops"] if each["customers"] != size] + [found]
            if not keep:
                shutil.rmtree(work / f"shop_{size}", ignore_errors=True)
            if not dry:
                _store(results)
    if render and not dry:
        _store(results)
    click.echo(tables(results))


def _store(results: Results) -> None:
    """Write both files, the smallest shop first."""
    results["shops"].sort(key=lambda shop: shop["customers"])
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), page(results)), encoding="utf-8")


if __name__ == "__main__":
    main()
