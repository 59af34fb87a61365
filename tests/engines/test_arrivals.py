"""On PostgreSQL, too, the marts of a build that goes on from the last one are those of a full refresh."""

from pathlib import Path

import pytest

from retensi.tables import write_tables
from tests.arrivals import Arrivals, plan_of
from tests.dbt_project import PROJECT, WITHOUT_TESTS, run_dbt
from tests.engines.compare import differences, marts
from tests.engines.postgres_server import Database, PostgresServer
from tests.engines.shops import write_typed

SEED = 5


def land(arrivals: Arrivals, folder: Path, database: Database) -> None:
    """Put what has landed by now into the database's tables."""
    write_typed({name: arrivals.landed(name) for name in arrivals.columns}, arrivals.columns, folder)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in database.environment.items():
            patched.setenv(name, value)
        write_tables(folder, "landed", PROJECT, "postgres")


def test_arrivals_on_postgres_equal_a_full_refresh(postgres: PostgresServer, tmp_path: Path) -> None:
    continued, whole = postgres.new_database("continued"), postgres.new_database("whole")
    arrivals = Arrivals(tmp_path / "inputs", plan_of(SEED))

    def build(database: Database, *arguments: str) -> None:
        variables = {"input_schema": "landed", **{k: v for k, v in arrivals.variables.items() if k != "input_path"}}
        folder = tmp_path / database.name
        folder.mkdir(exist_ok=True)
        run_dbt(variables, folder, database.environment, "build", "--target", "postgres", *arguments, *WITHOUT_TESTS)

    land(arrivals, tmp_path / "typed", continued)
    build(continued)
    for _ in range(2):
        arrivals.happen(rare=False)
    for database in (continued, whole):
        land(arrivals, tmp_path / "typed", database)
    build(continued)
    build(whole)
    found = differences(marts(), whole.query, continued.query)
    assert not found, "\n".join([*arrivals.told, *map(str, found)])
    # History was continued: rows of the first build are still there.
    assert continued.query("select count(distinct _loaded_at) > 1 from inputs.received_orders")[1] == [(True,)]
