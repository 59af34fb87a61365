"""A small shop of typed tables, for `retensi init` and `retensi check` on PostgreSQL and Spark."""

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from retensi.cli import main
from tests.dbt_project import PROJECT
from tests.engines.engine import Engine

# Ids are doubles, as a data frame leaves them; a text has what a CSV is written with; 2 is no sale.
ORDERS = """
    select
        cast(number as double precision) as no_pesanan, person as pelanggan, cast(moment as timestamp) as tanggal,
        cast(amount as decimal(18, 3)) as total_bayar, status, remark as catatan
    from (
        values
            (1, 'K1', '2025-01-05 09:15:00', 1.234, 'Lunas', 'so "good", they said'),
            (2, 'K2', '2025-01-31 23:45:00.25', 250000, 'Batal', null),
            (3, 'K1', '2025-02-01 00:30:00', 99000.5, 'Lunas', 'two
lines'),
            (4, 'K2', null, 5, 'Lunas', '')
    ) as given (number, person, moment, amount, status, remark)
"""
PEOPLE = """
    select id as id_pelanggan, mail as email, cast(born as date) as tanggal_lahir, wants as marketing_consent
    from (
        values ('K1', 'ani@example.com', '1990-05-03', true), ('K2', 'budi@example.com', null, false)
    ) as given (id, mail, born, wants)
"""


def make_shop(run: Callable[[str], object], spark: bool = False) -> None:
    """Make the tables in the schema ``toko``."""
    run("create schema toko")
    for name, query in (("penjualan", ORDERS), ("pelanggan", PEOPLE)):
        query = query.replace("double precision", "double") if spark else query
        run(f"create table toko.{name} {'using parquet ' if spark else ''}as {query}")


def run(engine: Engine, command: str, *arguments: str, **environment: str) -> Result:
    """Run a command towards an engine, without a terminal."""
    given = {**engine.environment, "DBT_PROFILES_DIR": str(PROJECT), **environment}
    return CliRunner(env=given).invoke(main, [command, *arguments, "--project-dir", str(PROJECT)])


def assert_proposed_and_checked(engine: Engine, folder: Path, zone: tuple[str, ...]) -> None:
    """Propose a mapping of the shop, and look at what it gives.

    Args:
        engine: where it is.
        folder: takes the mapping.
        zone: what answers in which zone its times are, where that is asked.
    """
    target = ("--target", engine.target)
    result = run(engine, "init", str(folder), "--tables", "toko", *target, *zone)
    assert result.exit_code == 0, result.output
    assert "4 orders, 2 sales by 1 customer, 2 customers" in result.output
    assert "revenue, after discounts and refunds: 99,001.73" in result.output
    assert f"RETENSI_MAPPING={folder}/retensi.yml && uv run dbt build --target {engine.target}" in result.output
    result = run(engine, "check", str(folder), *target, "--show-records")
    assert result.exit_code == 0, result.output
    assert "orders: 4 rows from 1 table, 3 accepted, 0 superseded, 1 refused" in result.output
    assert "customers: 2 rows from 1 table, 2 accepted" in result.output
    assert "not used: catatan" in result.output
    assert '"pelanggan": "K2"' in result.output


def assert_nothing_is_said_clearly(engine: Engine, folder: Path) -> None:
    """Ask for what is not there."""
    target = ("--target", engine.target)
    result = run(engine, "init", str(folder), "--tables", "tokko", *target)
    assert "There is no schema tokko with tables that this role may see; found: " in result.output
    result = run(engine, "init", str(folder), "--tables", "toko.jual", *target)
    assert (
        "There is no table toko.jual that this role may see; the schema toko has pelanggan, penjualan" in result.output
    )
    result = run(engine, "init", str(folder), "--tables", "toko.pelanggan", *target)
    assert "No table was recognised as orders.\n  toko.pelanggan was recognised as customers" in result.output
    assert not folder.exists()
