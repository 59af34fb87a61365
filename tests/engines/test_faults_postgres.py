"""PostgreSQL goes away while a build runs: the build says so, and the next one makes everything whole."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.arrivals import KEYS, Arrivals, plan_of
from tests.dbt_project import WITHOUT_TESTS, BuildError, run_dbt
from tests.engines import postgres_server
from tests.engines.compare import Query, Table, differences, marts
from tests.engines.engine import stop_without
from tests.engines.postgres_server import OWNER, Database, PostgresServer
from tests.engines.test_arrivals import land
from tests.faults import beside

SEED = int(os.environ.get("RETENSI_SEED", "7"))
# Builds that are cut at some model while they go on from a former one; each takes some 10 seconds.
CUTS = int(os.environ.get("RETENSI_CUTS", "1"))
# In the first build, while everything is made.
FIRST = '"model.retensi.int_orders_identified"'
# Models whose history is continued, by what their statements say.
CONTINUED = tuple(
    f'"model.retensi.{name}"'
    for name in (
        "received_orders",
        "checked_interactions",
        "int_orders_identified",
        "int_interactions_identified",
        "int_purchase_days",
        "int_customer_orders_by_period",
        "int_campaign_touches",
        "int_funnel_events",
        "int_lifecycle_spans",
        "orders",
    )
)
# Where what was pending is crossed off at the very end; made to wait in the middle by a lock on a table it reads last.
END, READ_LAST = '"connection_name": "master"%delete from%pending_changes', "inputs.settings_begun"
# What of it whoever reads the build's output is told.
CUT = re.compile("terminating connection|connection already closed|server closed the connection")
STOPPED = re.compile("Is the server running|not yet accepting|starting up|in recovery|shutting down")


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that nobody else uses."""
    stop_without(postgres_server.missing())
    with postgres_server.running() as server:
        # It is the server that breaks here, not the machine: what it wrote is there afterwards.
        maintenance = Database(server, "postgres")
        maintenance.maintain("alter system set fsync = off")
        maintenance.query("select pg_reload_conf()")
        yield server


@contextmanager
def once_at(database: Database, step: str, act: Callable[[Database], None]) -> Iterator[list[str]]:
    """Do something once the build in the block runs a statement of a step; give the step, when it was done."""
    import psycopg2

    done: list[str] = []
    running = (
        "select 1 from pg_stat_activity where application_name = 'dbt' and datname = %s and query like %s "
        "and (state = 'active' or state like 'idle in transaction%%')"
    )

    def connect() -> AbstractContextManager:
        return closing(psycopg2.connect(host=database.server.socket_folder, user=OWNER, dbname=database.name))

    def watch(is_over: Event) -> None:
        with connect() as watching, connect() as holding:
            watching.autocommit = True
            cursor = watching.cursor()
            for statement in ("model.retensi", END) if step == END else (step,):
                cursor.execute(running, (database.name, f"%{statement}%"))
                while not cursor.fetchall():
                    if is_over.is_set():
                        return
                    time.sleep(0.002)
                    cursor.execute(running, (database.name, f"%{statement}%"))
                if statement != step:
                    holding.cursor().execute(f"lock table {READ_LAST} in access exclusive mode")
            act(database)
            done.append(step)

    with beside(watch):
        yield done


def cut(database: Database) -> None:
    """End the sessions of a build, as an administrator or a broken network would."""
    sessions = "from pg_stat_activity where application_name = 'dbt' and datname = "
    Database(database.server, "postgres").query(f"select pg_terminate_backend(pid) {sessions} '{database.name}'")


def stop_and_start(database: Database) -> None:
    """Crash the server, and start it again when builds have noticed."""
    database.server.stop_at_once()
    time.sleep(2)
    database.server.start_again()


def kept(query: Query, names: list[str]) -> dict[str, Table]:
    """Read marts, to compare them later."""
    return {name: query(f"select * from marts.{name}") for name in names}


def assert_each_whole(names: list[str], before: dict[str, Table], after: dict[str, Table], database: Database) -> None:
    """Each mart is there and is, to the last row, that of the former or of the new build."""
    now = kept(database.query, names)
    for name in names:
        others = [build[name] for build in (before, after)]
        found = [differences([name], lambda _, table=table: table, lambda _, name=name: now[name]) for table in others]
        assert not all(found), "\n".join(str(difference) for each in found for difference in each)


def test_a_build_whose_connection_is_cut_is_made_whole_by_the_next(own_server: PostgresServer, tmp_path: Path) -> None:
    disturbed, undisturbed = own_server.new_database("disturbed"), own_server.new_database("undisturbed")
    arrivals = Arrivals(tmp_path / "inputs", plan_of(SEED))

    def build(database: Database) -> None:
        variables = {"input_schema": "landed", **{k: v for k, v in arrivals.variables.items() if k != "input_path"}}
        folder = tmp_path / database.name
        folder.mkdir(exist_ok=True)
        run_dbt(variables, folder, database.environment, "build", "--target", "postgres", *WITHOUT_TESTS)

    def disturb(step: str, act: Callable[[Database], None], told: re.Pattern[str]) -> None:
        with once_at(disturbed, step, act) as done, pytest.raises(BuildError) as failure:
            build(disturbed)
        assert done, f"{step} was not met"
        assert told.search(str(failure.value)), failure.value

    land(arrivals, tmp_path / "typed", disturbed)
    disturb(FIRST, cut, CUT)
    build(disturbed)
    assert disturbed.query("select count(*) from inputs.pending_changes")[1] == [(0,)]
    names = marts()
    before = kept(disturbed.query, names)

    arrivals.happen(rare=False)
    # Whatever else happened, some rows are new.
    arrivals.told.append(arrivals.corrected_orders())
    for database in (disturbed, undisturbed):
        land(arrivals, tmp_path / "typed", database)
    build(undisturbed)
    after = kept(undisturbed.query, names)
    *steps, last = islice(cycle(Random(SEED).sample(CONTINUED, len(CONTINUED))), CUTS + 1)
    for step, *what in (*((step, cut, CUT) for step in steps), (END, cut, CUT), (last, stop_and_start, STOPPED)):
        disturb(step, *what)
        assert_each_whole(names, before, after, disturbed)
    build(disturbed)
    found = differences(names, undisturbed.query, disturbed.query)
    found += differences(["input_reconciliation", "input_presence"], undisturbed.query, disturbed.query, "inputs")
    assert not found, "\n".join(
        [f"cut at {FIRST}, then {steps} and the end, stopped at {last}", *arrivals.told, *map(str, found)]
    )
    assert disturbed.query("select count(*) from inputs.pending_changes")[1] == [(0,)]
    # History was continued, not made anew; and nothing is left of what the cut builds had begun.
    received = " union ".join(f"select _loaded_at from inputs.received_{name}" for name in KEYS)
    assert len(disturbed.query(received)[1]) > 1
    leftover = "select relname from pg_class where relname like '%dbt_tmp%' or relname like '%dbt_backup%'"
    assert disturbed.query(leftover)[1] == []
