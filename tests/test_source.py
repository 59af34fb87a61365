"""A warehouse knows whose rows it holds: no build puts another shop into it by mistake."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.dbt_project import PROJECT, BuildError, rows, run_dbt

pytestmark = pytest.mark.long

HEADER = "order_id,customer_id,ordered_at,status,gross_amount\n"
# What shows whose rows came in, with what it is built from.
SELECTED = ("build", "--select", "+received_orders", "--exclude-resource-type", "test", "unit_test")
REFUSED = "This build would replace the shop in the warehouse by another source. Nothing was built."
MEANT = {"RETENSI_REPLACE_SOURCE": "yes"}


def land(folder: Path, *orders: str) -> Path:
    """Write a shop of these orders."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orders.csv").write_text(HEADER + "".join(f"{order},c1,2024-03-01,paid,10\n" for order in orders))
    return folder


@dataclass
class Place:
    """A folder with a warehouse and landing folders."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "w.duckdb"

    def build(self, name: str, variables: dict | None = None, *arguments: str, **environment: str) -> None:
        """Build what is asked for; `name` is that of the folder where dbt keeps what it has read of the project."""
        where = {"RETENSI_WAREHOUSE": str(self.warehouse), **environment}
        run_dbt(variables or {}, self.folder / name, where, *SELECTED, *arguments)

    def refused(self, name: str, variables: dict | None = None, *arguments: str, **environment: str) -> str:
        """Give what a build says that is refused, and see that it changed nothing."""
        before = self.held(), self.tables()
        with pytest.raises(BuildError, match=REFUSED) as refusal:
            self.build(name, variables, *arguments, **environment)
        assert (self.held(), self.tables()) == before
        return str(refusal.value)

    def held(self) -> tuple:
        """The source as it is noted."""
        [noted] = rows(self.warehouse, "select kind, place from inputs.source_held")
        return noted

    def orders(self) -> list[str]:
        """The orders that came in."""
        return [name for (name,) in rows(self.warehouse, "select order_id from inputs.received_orders order by 1")]

    def tables(self) -> list[tuple]:
        """All that a build could have changed: each table and its rows, and who wrote last."""
        found = rows(
            self.warehouse,
            "select schema_name, table_name from duckdb_tables() where schema_name <> 'raw' order by all",
        )
        written = "inputs.received_orders", "inputs.landed_files", "inputs.last_build", "inputs.history_state"
        return found + [row for table in written for row in rows(self.warehouse, f"from {table}")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("source"))


# The steps go on from one another: each begins with the warehouse of the one before.


def test_the_demo_shop_gives_way_to_a_shop(place: Place) -> None:
    place.build("demo")
    assert place.held() == ("demo", "demo")
    assert len(place.orders()) > 500
    landing = land(place.folder / "mydata", "o1", "o2")
    place.build("files", None, "--write-json", RETENSI_INPUT_PATH=str(landing))
    assert place.held() == ("files", str(landing))
    assert place.orders() == ["o1", "o2"]
    # With the environment the demo seeds are no part of the project.
    assert "demo_orders" not in (place.folder / "files" / "target" / "run_results.json").read_text()


def test_a_shop_does_not_give_way_to_the_demo_shop(place: Place) -> None:
    said = place.refused("demo")
    landing = place.folder / "mydata"
    for part in (
        f"The warehouse holds: the shop whose files lie in {landing}.",
        "Asked for: the made-up demo shop, since nothing says where the inputs lie.",
        f"set RETENSI_INPUT_PATH={landing}",
        "set RETENSI_REPLACE_SOURCE=yes for this build",
    ):
        assert part in said
    place.refused("demo", None, "--full-refresh")
    place.refused("demo", None, RETENSI_REPLACE_SOURCE="no")


def test_more_files_and_other_vars_are_the_same_source_however_the_folder_is_written(place: Place) -> None:
    landing = place.folder / "mydata"
    # One that is in the folder already, and one that is not, come as a folder of the input.
    (landing / "orders").mkdir()
    (landing / "orders.csv").rename(landing / "orders" / "1.csv")
    (landing / "orders" / "2.csv").write_text(HEADER + "o3,c2,2024-04-01,paid,20\n")
    relative = os.path.relpath(landing, PROJECT)
    place.build("relative", {"input_path": f"{relative}/", "reporting_currency": "IDR"})
    assert place.held() == ("files", str(landing))
    assert place.orders() == ["o1", "o2", "o3"]


def test_a_var_wins_over_the_environment_and_another_folder_is_refused(place: Place) -> None:
    other = land(place.folder / "other", "p1", "p2", "p3")
    said = place.refused("other", {"input_path": str(other)}, RETENSI_INPUT_PATH=str(place.folder / "mydata"))
    assert f"Asked for: the shop whose files lie in {other}." in said
    assert "leave out the var input_path and set RETENSI_INPUT_PATH" in said


def test_a_folder_that_is_not_there_is_told_as_such(place: Place) -> None:
    with pytest.raises(BuildError, match="RETENSI_INPUT_PATH is /nowhere, but there is no such folder"):
        place.build("nowhere", RETENSI_INPUT_PATH="/nowhere")
    assert place.held() == ("files", str(place.folder / "mydata"))


def test_a_moved_folder_is_the_same_source(place: Place) -> None:
    landing, moved = place.folder / "mydata", place.folder / "moved"
    # A copy without its times, beside the folder, may be another shop whose files are as long.
    shutil.copytree(landing, moved, copy_function=shutil.copy)
    for file in moved.rglob("*.csv"):
        os.utime(file, (1, 1))
    place.refused("moved", RETENSI_INPUT_PATH=str(moved))
    # The same files with one more, after the old folder is gone.
    shutil.rmtree(landing)
    (moved / "orders" / "3.csv").write_text(HEADER + "o4,c2,2024-05-01,paid,20\n")
    place.build("moved", RETENSI_INPUT_PATH=str(moved))
    assert place.held() == ("files", str(moved))
    assert place.orders() == ["o1", "o2", "o3", "o4"]
    # A copy with its times is the same in any case; one of which a file is missing is not.
    shutil.copytree(moved, landing)
    place.build("files", RETENSI_INPUT_PATH=str(landing))
    assert place.held() == ("files", str(landing))
    (moved / "orders" / "1.csv").unlink()
    place.refused("moved", RETENSI_INPUT_PATH=str(moved))


def test_tables_are_another_source_unless_it_is_meant(place: Place) -> None:
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.orders as select 't1' as order_id, timestamp '2024-03-01' as ordered_at, "
            "'paid' as status, 10 as gross_amount"
        )
    said = place.refused("tables", RETENSI_INPUT_SCHEMA="raw")
    assert "Asked for: the shop whose tables lie in the schema raw." in said
    # What stops the build after it was meant leaves what was noted, too: it has written nothing yet.
    another_key = {"RETENSI_HASH_KEY": "another-key-that-was-not-used-for-this-warehouse"}
    with pytest.raises(BuildError, match="The key to hash mail addresses with is not the one"):
        place.build("tables", RETENSI_INPUT_SCHEMA="raw", **MEANT, **another_key)
    assert place.held() == ("files", str(place.folder / "mydata"))

    place.build("tables", RETENSI_INPUT_SCHEMA="raw", **MEANT)
    assert place.held() == ("tables", "raw")
    assert place.orders() == ["t1"]
    # Once it is so, it need not be said again, and the way back has to be meant as well.
    place.build("tables", RETENSI_INPUT_SCHEMA="raw")
    assert "set RETENSI_INPUT_SCHEMA=raw" in place.refused("demo")


def test_a_build_that_fails_midway_has_begun_to_replace(place: Place) -> None:
    """Killed or failed, it leaves rows of its own source: from then on the warehouse is held by that one."""
    with duckdb.connect(str(place.warehouse)) as connection:
        # What the tables are made of is found wrong when it is read.
        connection.execute("alter table raw.orders rename to kept")
        connection.execute("create view raw.orders as select * replace (error('broken') as status) from raw.kept")
        connection.execute("update inputs.source_held set kind = 'files', place = '/srv/mydata'")
    with pytest.raises(BuildError, match="broken"):
        place.build("tables", RETENSI_INPUT_SCHEMA="raw", **MEANT)
    assert place.held() == ("tables", "raw")
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute("drop view raw.orders")
        connection.execute("alter table raw.kept rename to orders")
    place.build("tables", RETENSI_INPUT_SCHEMA="raw")
    assert place.orders() == ["t1"]


def test_a_warehouse_of_an_earlier_version_is_kept_from_the_demo_shop(place: Place) -> None:
    with duckdb.connect(str(place.warehouse)) as connection:
        connection.execute("drop table inputs.source_held")
    with pytest.raises(BuildError, match=REFUSED):
        place.build("demo")
    place.build("tables", RETENSI_INPUT_SCHEMA="raw")
    assert place.held() == ("tables", "raw")
    place.build("demo", **MEANT)
    assert place.held() == ("demo", "demo")
