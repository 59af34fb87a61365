"""What is served to BI tools: the marts of whole, tested builds, replaced in one step, and nothing else."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from retensi import cli
from retensi.duckdb_files import attached
from retensi.publish.build import publishable
from retensi.publish.command import places, publish
from retensi.publish.errors import BusyError, PublishError, UnpublishableBuildError
from retensi.publish.postgres import postgres_type
from tests.dbt_project import PROJECT, copy_of, marts, rows
from tests.publishing import CANARY, LOOK_AT_FILE, LOOK_AT_PARQUET, ROWS, SERVED, SmallBuild, readers, small_build

# Steps of a publish of two marts: each into the file and into Parquet, then two swaps.
STEPS = 6


@pytest.fixture
def small(tmp_path: Path) -> SmallBuild:
    return small_build(tmp_path)


def in_file(build: SmallBuild) -> list[tuple]:
    """The number and rows of each mart in the serving file."""
    with duckdb.connect(str(build.places.serving / "retensi.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select build, count(*) from marts.customers group by 1 union all "
            "select build, count(*) from marts.orders group by 1"
        ).fetchall()


def in_parquet(build: SmallBuild) -> list[tuple]:
    """The number and rows of each mart in the Parquet files, which are those of the manifest, byte for byte."""
    folder = build.places.serving / "parquet/current"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {entry.name for entry in folder.iterdir()} == {"manifest.json", "customers.parquet", "orders.parquet"}
    found = []
    for mart in manifest["marts"].values():
        content = (folder / mart["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (mart["bytes"], mart["sha256"])
        found += duckdb.sql(f"select build, count(*) from '{folder / mart['file']}' group by 1").fetchall()
    return found


def whole(number: int) -> list[tuple]:
    return [(number, ROWS + number)] * 2


def leftovers(build: SmallBuild) -> list[Path]:
    return [path for path in build.places.serving.rglob("*") if "unfinished" in path.name]


# What is served


def test_the_demo_shop_is_served_whole(demo_warehouse: Path, tmp_path: Path) -> None:
    rows(demo_warehouse, "checkpoint")  # dbt, in this process, still holds the file open
    shutil.copy(demo_warehouse, tmp_path / "demo.duckdb")
    environment = {"RETENSI_WAREHOUSE": str(tmp_path / "demo.duckdb"), "RETENSI_SERVING": str(tmp_path / "serving")}
    done = publish(places(PROJECT, environment, demo_warehouse.parent / "target"))
    names = marts(demo_warehouse)
    assert done.marts == len(names) > 20
    current = tmp_path / "serving/parquet/current"
    manifest = json.loads((current / "manifest.json").read_text())
    assert (manifest["build"], manifest["as_of"]) == (done.invocation_id, done.as_of)
    assert sorted(manifest["marts"]) == names
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'demo.duckdb'}' as built (read_only)")
        connection.execute(f"attach '{tmp_path / 'serving/retensi.duckdb'}' as served (read_only)")
        for name in names:
            for copy in (f"served.marts.{name}", f"'{current / name}.parquet'"):
                for one, other in ((copy, f"built.marts.{name}"), (f"built.marts.{name}", copy)):
                    query = f"select count(*) from (select * from {one} except all select * from {other})"
                    assert connection.execute(query).fetchone() == (0,), (one, other)
            described = [(column["name"], column["type"]) for column in manifest["marts"][name]["columns"]]
            assert described == [row[:2] for row in connection.execute(f"describe served.marts.{name}").fetchall()]
        [(version,)] = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'served'"
        ).fetchall()
    assert version.startswith("v1.4.0")


def test_a_warehouse_is_written_in_the_same_format(demo_warehouse: Path) -> None:
    query = "select tags['storage_version'] from duckdb_databases() where database_name = current_database()"
    [(version,)] = rows(demo_warehouse, query)
    assert version.startswith("v1.4.0")


def test_marts_that_show_a_table_do_so_under_any_name_of_the_file(demo_warehouse: Path, tmp_path: Path) -> None:
    shown = {
        name for (name,) in rows(demo_warehouse, "select view_name from duckdb_views() where schema_name = 'marts'")
    }
    assert shown == {"interactions", "lifecycle_stage_history", "order_items", "orders"}
    with attached(copy_of(demo_warehouse, tmp_path), "other") as connection:
        for name in shown:
            assert connection.execute(f"select count(*) > 100 from other.marts.{name}").fetchone() == (True,)


def test_nothing_but_marts_is_served(small: SmallBuild) -> None:
    publish(small.places)
    file = small.places.serving / "retensi.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
    assert tables == [("marts", "customers"), ("marts", "orders")]
    # What stands in other schemas, or in a table that is no model any more, is in the warehouse and in no byte served.
    assert CANARY.encode() in small.places.warehouse.read_bytes()
    assert SERVED.encode() in file.read_bytes()
    for path in small.places.serving.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path


def test_what_is_served_says_what_it_is(small: SmallBuild) -> None:
    publish(small.places)
    with duckdb.connect(str(small.places.serving / "retensi.duckdb"), read_only=True) as connection:
        [(about,)] = connection.execute("select comment from duckdb_tables() where table_name = 'orders'").fetchall()
        columns = dict(connection.execute("select column_name, comment from duckdb_columns()").fetchall())
    assert about.startswith("One row per thing of orders.")
    assert "Build 00000001-0000-4000-8000-000000000000 of 2024-07-01T03:00:00Z, data up to 2024-06-30." in about
    assert (columns["order_id"], columns["remark"]) == ("Which.", None)
    manifest = json.loads((small.places.serving / "parquet/current/manifest.json").read_text())
    assert manifest["generated_at"] == "2024-07-01T03:00:00Z"
    assert manifest["marts"]["customers"]["rows"] == ROWS + 1
    assert {"name": "spent", "type": "DECIMAL(18,4)"} in manifest["marts"]["customers"]["columns"]


def test_old_parquet_builds_go_but_not_the_one_just_replaced(small: SmallBuild) -> None:
    builds = small.places.serving / "parquet/builds"
    (builds / "mine").mkdir(parents=True)
    served = []
    for number in range(1, 6):
        small.write(number)
        publish(small.places, kept=1)
        served.append((builds.parent / "current").resolve().name)
    # Never fewer than two, and nothing that publishing did not make.
    assert {entry.name for entry in builds.iterdir()} == {*served[-2:], "mine"}
    assert in_parquet(small) == in_file(small) == whole(5)


# Who reads meanwhile


@pytest.mark.long
def test_readers_see_the_old_or_the_new_build_whole(small: SmallBuild) -> None:
    publish(small.places)
    file, folder = str(small.places.serving / "retensi.duckdb"), str(small.places.serving / "parquet")
    until, number = time.monotonic() + 8, 1
    with readers(small.folder / "stop", (LOOK_AT_FILE, file), (LOOK_AT_PARQUET, folder)) as counts:
        while time.monotonic() < until:
            number += 1
            small.write(number)
            publish(small.places)
    assert in_file(small) == in_parquet(small) == whole(number)
    for reads, builds_seen in counts:
        assert reads > 10
        assert builds_seen > 2


def test_a_connection_opened_before_goes_on_reading_the_former_build(small: SmallBuild) -> None:
    publish(small.places)
    before = f"""
import sys, duckdb
connection = duckdb.connect({str(small.places.serving / "retensi.duckdb")!r}, read_only=True)
print("open", flush=True)
sys.stdin.readline()
print(connection.sql("select min(build), max(build), count(*) from marts.orders").fetchone())
"""
    reader = subprocess.Popen(
        [sys.executable, "-c", before], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert reader.stdout.readline() == "open\n"
    small.write(2)
    publish(small.places)
    printed, errors = reader.communicate("now\n", timeout=30)
    assert printed == f"(1, 1, {ROWS + 1})\n", errors


# What is killed

KILLED = """
import os, signal, sys
from pathlib import Path
from retensi.publish.command import Places, publish
def progress(done, total, step):
    if done == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)
print("ready", flush=True)
while True:
    publish(Places(*map(Path, sys.argv[1:4])), progress=progress)
"""


def publisher(build: SmallBuild, killed_before: int) -> subprocess.Popen:
    """A process that publishes again and again, or is killed before a step."""
    folders = (build.places.warehouse, build.places.target, build.places.serving)
    command = [sys.executable, "-c", KILLED, *map(str, folders), str(killed_before)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE)


@pytest.mark.parametrize("killed_before", range(STEPS + 1))
def test_a_publish_killed_at_any_step_leaves_a_whole_build(small: SmallBuild, killed_before: int) -> None:
    publish(small.places)
    small.write(2)
    process = publisher(small, killed_before)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    # Up to the first swap it is the old build; the two swaps are the last two steps.
    assert in_file(small) == whole(1 if killed_before < STEPS - 1 else 2)
    assert in_parquet(small) == whole(1 if killed_before < STEPS else 2)
    small.write(3)
    publish(small.places)
    assert in_file(small) == in_parquet(small) == whole(3)
    assert leftovers(small) == []


def test_a_publish_killed_at_any_moment_leaves_a_whole_build(small: SmallBuild) -> None:
    publish(small.places)
    dice = random.Random(8)
    for number in range(2, 6):
        small.write(number)
        process = publisher(small, -1)
        process.stdout.readline()
        time.sleep(0.6 * dice.random())
        process.kill()
        process.communicate(timeout=30)
        assert in_file(small)[0][0] in (number - 1, number)
        assert in_file(small) == whole(in_file(small)[0][0])
        assert in_parquet(small) == whole(in_parquet(small)[0][0])
        publish(small.places)
        assert in_file(small) == in_parquet(small) == whole(number)
        assert leftovers(small) == []


def test_two_do_not_publish_at_once(small: SmallBuild) -> None:
    def another(done: int, total: int, step: str) -> None:
        with pytest.raises(BusyError, match="Another process is publishing"):
            publish(small.places)

    publish(small.places, progress=another)
    assert in_file(small) == whole(1)


# What may not be published


def failing(build: SmallBuild, name: str, status: str) -> None:
    next(result for result in build.results["results"] if result["unique_id"].endswith(name))["status"] = status


def leave_out(build: SmallBuild, name: str) -> None:
    build.results["results"] = [each for each in build.results["results"] if not each["unique_id"].endswith(name)]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda b: failing(b, ".orders", "error"), r"did not succeed: orders \(error\)"),
        (lambda b: failing(b, "unique_customers", "fail"), r"did not succeed: unique_customers \(fail\)"),
        (lambda b: failing(b, ".customers", "skipped"), r"did not succeed: customers \(skipped\)"),
        (lambda b: failing(b, ".customers", "partial success"), "did not succeed: customers"),
        (lambda b: leave_out(b, ".orders"), "left out 1 of the models and tests that the marts stand on: orders"),
        (lambda b: leave_out(b, "demo_orders"), "left out 1 .*: demo_orders"),
        (lambda b: leave_out(b, "unique_int_as_of"), "left out 1 .*: unique_int_as_of"),
        (lambda b: b.results["args"].update(which="show") or b.results.update(results=[]), "`dbt show`, left out 9 of"),
        (lambda b: b.results["args"].update(empty=True), "took no or few rows"),
        (lambda b: b.manifest["metadata"].update(adapter_type="postgres"), "is one of postgres"),
        (
            lambda b: b.results["metadata"].update(invocation_id="another"),
            "are not those of the warehouse .*: it was last",
        ),
    ],
)
def test_a_build_that_failed_or_is_not_whole_is_refused(small: SmallBuild, spoil, message: str) -> None:
    publish(small.places)
    small.write(2)
    spoil(small)
    small.write_documents()
    with pytest.raises(UnpublishableBuildError, match=message):
        publish(small.places)
    assert in_file(small) == in_parquet(small) == whole(1)


def test_a_warning_and_a_test_that_only_warns_stop_nothing(small: SmallBuild) -> None:
    failing(small, "unique_customers", "warn")
    small.manifest["nodes"]["test.retensi.unique_int_as_of"]["config"]["severity"] = "warn"
    leave_out(small, "unique_int_as_of")
    assert len(publishable(small.manifest, small.results).marts) == 2


def test_a_build_that_was_killed_is_refused(small: SmallBuild) -> None:
    # It noted itself in the warehouse and replaced one mart; the results are still those of the build before.
    publish(small.places)
    with duckdb.connect(str(small.places.warehouse)) as connection:
        connection.execute("update inputs.last_build set invocation_id = 'killed'; delete from marts.orders")
    with pytest.raises(UnpublishableBuildError, match="it was last changed by `dbt build`"):
        publish(small.places)
    assert in_file(small) == in_parquet(small) == whole(1)


def test_the_demo_shop_takes_no_other_shops_place(small: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    small.of_source("demo")
    publish(small.places)
    # The demo shop gives way to the demo shop and to any other.
    publish(small.places)
    small.of_source("files")
    publish(small.places)
    small.write(2)
    small.of_source("demo")
    with pytest.raises(
        PublishError, match=r"(?s)demo shop, and .*retensi.duckdb holds another shop.*RETENSI_REPLACE_SOURCE=yes"
    ):
        publish(small.places)
    assert in_file(small) == in_parquet(small) == whole(1)
    # Each copy says for itself what it holds.
    (small.places.serving / "retensi.duckdb").unlink()
    with pytest.raises(PublishError, match=r"demo shop, and .*parquet holds another shop"):
        publish(small.places)
    assert in_parquet(small) == whole(1)
    assert not (small.places.serving / "retensi.duckdb").exists()

    paths = ("--project-dir", str(small.folder), "--to", "serving", "--target-path", "target")
    monkeypatch.setenv("RETENSI_WAREHOUSE", "warehouse.duckdb")
    assert CliRunner().invoke(cli.main, ["publish", *paths]).exit_code == 1
    monkeypatch.setenv("RETENSI_REPLACE_SOURCE", "yes")
    said = CliRunner().invoke(cli.main, ["publish", *paths])
    assert said.exit_code == 0, said.output
    assert in_file(small) == in_parquet(small) == whole(2)


def test_a_missing_mart_is_refused_by_name(small: SmallBuild) -> None:
    with duckdb.connect(str(small.places.warehouse)) as connection:
        connection.execute("drop table marts.orders")
    with pytest.raises(UnpublishableBuildError, match="lacks the marts orders"):
        publish(small.places)


def test_no_documents_no_warehouse(small: SmallBuild) -> None:
    (small.places.target / "run_results.json").write_text("{half")
    with pytest.raises(UnpublishableBuildError, match=r"run_results\.json cannot be read"):
        publish(small.places)
    small.write_documents()
    small.places.warehouse.unlink()
    with pytest.raises(PublishError, match="There is no warehouse"):
        publish(small.places)


def test_a_warehouse_that_is_being_built_is_busy(small: SmallBuild) -> None:
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb, sys; c = duckdb.connect({str(small.places.warehouse)!r}); print(1, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    writer.stdout.readline()
    try:
        with pytest.raises(BusyError, match=r"process \d+ \(.+\) is writing to it"):
            publish(small.places)
    finally:
        writer.communicate("\n", timeout=30)


# What is not overwritten


def test_only_what_publishing_made_is_replaced(small: SmallBuild) -> None:
    serving = small.places.serving
    serving.mkdir()
    with duckdb.connect(str(serving / "retensi.duckdb")) as connection:
        connection.execute("create table mine as select 1 as precious")
    with pytest.raises(PublishError, match="holds other tables than published marts"):
        publish(small.places)
    (serving / "retensi.duckdb").write_text("a letter")
    with pytest.raises(PublishError, match="cannot be read"):
        publish(small.places)
    (serving / "retensi.duckdb").unlink()
    (serving / "retensi.duckdb").symlink_to(small.places.warehouse)
    with pytest.raises(PublishError, match="is the warehouse itself"):
        publish(small.places)
    (serving / "retensi.duckdb").unlink()
    (serving / "parquet/current").mkdir(parents=True)
    with pytest.raises(PublishError, match="is no link"):
        publish(small.places)


def test_a_disk_without_room_leaves_what_was_served(small: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(small.places)
    small.write(2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retensi.publish.parquet.sha256", full)
    with pytest.raises(PublishError, match="No space left on device"):
        publish(small.places)
    assert in_file(small) == in_parquet(small) == whole(1)
    assert leftovers(small) == []


# The command


def test_the_command_says_what_is_served(small: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(small.places.warehouse))
    monkeypatch.delenv("RETENSI_PUBLISH_POSTGRES", raising=False)
    command = ["publish", "--target-path", str(small.places.target), "--to", str(small.places.serving)]
    result = CliRunner().invoke(cli.main, command)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "data up to 2024-06-30: 2 marts in\n" in result.stdout
    failing(small, "unique_customers", "fail")
    small.write_documents()
    result = CliRunner().invoke(cli.main, command)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Of the last dbt command these did not succeed: unique_customers (fail).")


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("DECIMAL(38,4)", "numeric(38, 4)"),
        ("DOUBLE", "double precision"),
        ("TIMESTAMP", "timestamp"),
        ("VARCHAR", "text"),
        ("BIGINT", "bigint"),
    ],
)
def test_types_keep_every_value(type_: str, expected: str) -> None:
    assert postgres_type("orders", "amount", type_) == expected


def test_a_type_without_an_equal_is_refused() -> None:
    with pytest.raises(PublishError, match=r"orders.amount is of type HUGEINT"):
        postgres_type("orders", "amount", "HUGEINT")
