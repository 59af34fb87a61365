"""A warehouse put away and back: equal, whole or not at all, and with nobody stopped for it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from retensi import cli
from retensi.backup import BackupError, LockedError, back_up, restore
from retensi.locks import lock_holder
from retensi.publish.command import publish
from tests.dbt_project import PROJECT, copy_of
from tests.publishing import SmallBuild, small_build

pytestmark = pytest.mark.long

# Writes, says so, and stays; without taking its changes into the file, as a build in the middle does.
BUILDING = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("set wal_autocheckpoint = '1TB'; create table marts.more as select 'new' as x from range(10000)")
print("building", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def small(tmp_path: Path) -> SmallBuild:
    return small_build(tmp_path)


@contextmanager
def building(warehouse: Path) -> Iterator[subprocess.Popen]:
    """Let another process write the warehouse; it is killed at the end, as by a power cut."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDING, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "building\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def differences(first: Path, second: Path) -> list[str]:
    """Name what is in one warehouse and not in the other: tables, their columns, keys, indexes, comments and rows."""
    found = []
    with duckdb.connect() as connection:
        for name, file in (("first", first), ("second", second)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        for catalogue, columns in (
            ("duckdb_tables", "schema_name, table_name, comment, sql"),
            ("duckdb_columns", "schema_name, table_name, column_name, data_type, is_nullable, comment"),
            ("duckdb_constraints", "schema_name, table_name, constraint_text"),
            ("duckdb_indexes", "schema_name, table_name, sql"),
            ("duckdb_views", "schema_name, view_name, sql"),
        ):
            query = f"select {columns} from {catalogue}() where database_name = '%s' and not internal"
            if catalogue in ("duckdb_constraints", "duckdb_indexes"):
                query = query.removesuffix(" and not internal")
            both = [set(connection.execute(query % name).fetchall()) for name in ("first", "second")]
            found += [str(row) for row in both[0] ^ both[1]]
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'first'"
        ).fetchall()
        assert tables
        if found:
            return found
        for schema, table in tables:
            query = f"""
                (from first."{schema}"."{table}" except all from second."{schema}"."{table}")
                union all
                (from second."{schema}"."{table}" except all from first."{schema}"."{table}")
                limit 1
            """
            if connection.execute(query).fetchall():
                found.append(f"{schema}.{table}")
    return found


def test_the_restored_warehouse_is_the_one_put_away(demo_warehouse: Path, tmp_path: Path) -> None:
    original = copy_of(demo_warehouse, tmp_path / "original")
    file, restored = tmp_path / "backups" / "demo.duckdb", tmp_path / "elsewhere" / "w.duckdb"
    result = run("backup", file, "--warehouse", original)
    assert (result.exit_code, result.stderr) == (0, "")
    result = run("restore", file, "--warehouse", restored)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "of `dbt build`" in result.stdout
    assert differences(original, restored) == []
    # Who may read the warehouse on this machine is not decided by a copy of it.
    assert [path.stat().st_mode & 0o777 for path in (file, restored)] == [0o600, 0o600]


def test_what_a_killed_build_left_beside_the_file_is_in_the_backup(small: SmallBuild, tmp_path: Path) -> None:
    warehouse = small.places.warehouse
    with building(warehouse):
        pass
    assert warehouse.with_name(warehouse.name + ".wal").stat().st_size > 0
    back_up(warehouse, tmp_path / "b.duckdb")
    assert not (tmp_path / "b.duckdb.wal").exists()
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.more").fetchone() == (10_000,)
    assert differences(warehouse, tmp_path / "b.duckdb") == []


def test_a_restored_warehouse_takes_no_changes_of_the_one_it_replaces(small: SmallBuild, tmp_path: Path) -> None:
    warehouse = small.places.warehouse
    back_up(warehouse, tmp_path / "b.duckdb")
    with building(warehouse):
        pass
    restore(tmp_path / "b.duckdb", warehouse, replace=True)
    assert differences(tmp_path / "b.duckdb", warehouse) == []


def test_readers_go_on_while_it_is_put_away_and_back(small: SmallBuild, tmp_path: Path) -> None:
    publish(small.places)
    with (
        duckdb.connect(str(small.places.serving / "retensi.duckdb"), read_only=True) as served,
        duckdb.connect() as inside,
    ):
        inside.execute(f"attach '{small.places.warehouse}' as warehouse (read_only)")
        expected = served.execute("from marts.customers order by all").fetchall()
        back_up(small.places.warehouse, tmp_path / "b.duckdb")
        restore(tmp_path / "b.duckdb", small.places.warehouse, replace=True)
        assert served.execute("from marts.customers order by all").fetchall() == expected
        assert inside.execute("from warehouse.marts.customers order by all").fetchall() == expected


def test_a_running_build_is_named_and_not_disturbed(small: SmallBuild, tmp_path: Path) -> None:
    warehouse, file = small.places.warehouse, tmp_path / "b.duckdb"
    back_up(warehouse, file)
    with building(warehouse) as build:
        for arguments in (("backup", tmp_path / "other.duckdb"), ("restore", file, "--replace")):
            result = run(*arguments, "--warehouse", warehouse)
            assert result.exit_code == 1
            assert f"{warehouse} is locked by process {build.pid} (" in result.stderr
            assert "--wait SECONDS" in result.stderr
        with pytest.raises(LockedError):
            back_up(warehouse, tmp_path / "other.duckdb", wait=0.3)
    assert not (tmp_path / "other.duckdb").exists()


def test_it_waits_for_a_build_that_ends(small: SmallBuild, tmp_path: Path) -> None:
    waiting = [sys.executable, "-c", "from retensi.cli import main; main()", "backup", str(tmp_path / "b.duckdb")]
    with building(small.places.warehouse):
        command = subprocess.Popen(
            [*waiting, "--wait", "60", "--warehouse", str(small.places.warehouse)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(timeout=2)
    said, errors = command.communicate(timeout=60)
    assert (command.returncode, errors) == (0, "")
    assert "tables of `dbt build`" in said


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda folder: None, "There is no file"),
        (lambda folder: (folder / "b.duckdb").write_text("notes"), "cannot be read"),
        (lambda folder: duckdb.connect(str(folder / "b.duckdb")).close(), "is no warehouse of retensi"),
    ],
)
def test_what_is_no_backup_is_not_restored(small: SmallBuild, prepare, said: str) -> None:
    prepare(small.folder)
    before = small.places.warehouse.read_bytes()
    with pytest.raises(BackupError, match=said):
        restore(small.folder / "b.duckdb", small.places.warehouse, replace=True)
    assert small.places.warehouse.read_bytes() == before


def test_a_damaged_block_is_found_before_the_warehouse_is_given_up(small: SmallBuild, tmp_path: Path) -> None:
    file = tmp_path / "b.duckdb"
    back_up(small.places.warehouse, file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(BackupError, match="cannot be read"):
        restore(file, small.places.warehouse, replace=True)


def test_nothing_is_replaced_unasked(small: SmallBuild, tmp_path: Path) -> None:
    warehouse, file = small.places.warehouse, tmp_path / "b.duckdb"
    back_up(warehouse, file)
    before = {path: path.read_bytes() for path in (warehouse, file)}
    for arguments, said in (
        (("backup", file), "exists already"),
        (("restore", file), "There is a warehouse"),
        (("restore", warehouse, "--replace"), "is the warehouse itself"),
    ):
        result = run(*arguments, "--warehouse", warehouse)
        assert result.exit_code == 1
        assert said in result.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_broken_warehouse_is_replaced(small: SmallBuild, tmp_path: Path) -> None:
    warehouse = small.places.warehouse
    back_up(warehouse, tmp_path / "b.duckdb")
    warehouse.write_bytes(warehouse.read_bytes()[:1000])
    restore(tmp_path / "b.duckdb", warehouse, replace=True)
    assert differences(tmp_path / "b.duckdb", warehouse) == []


@pytest.mark.parametrize("name", ["marts", "inputs", "main"])
def test_a_backup_may_be_called_as_a_schema_is(small: SmallBuild, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.duckdb"
    back_up(small.places.warehouse, file)
    restore(file, small.places.warehouse, replace=True)
    assert differences(file, small.places.warehouse) == []


def test_a_full_disk_leaves_all_as_it_was(small: SmallBuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retensi.backup.fsync", full)
    with pytest.raises(BackupError, match="No space left on device"):
        back_up(small.places.warehouse, tmp_path / "backups" / "b.duckdb")
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_holder_of_a_lock_is_told() -> None:
    message = 'IO Error: Could not set lock on file "/w.duckdb": Conflicting lock is held in {}. See also https://x'
    named = duckdb.IOException(message.format("/usr/bin/python3.12 (PID 4711) by user ana"))
    assert lock_holder(named) == "process 4711 (/usr/bin/python3.12, user ana)"
    assert lock_holder(duckdb.IOException(message.format("nothing known"))) == "another process"
    assert lock_holder(duckdb.IOException("No space left on device")) is None


def test_the_environment_names_the_warehouse(small: SmallBuild, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(small.places.warehouse))
    assert run("backup", tmp_path / "b.duckdb").exit_code == 0
    os.remove(small.places.warehouse)  # noqa: PTH107
    assert run("restore", tmp_path / "b.duckdb").exit_code == 0
    assert small.places.warehouse.is_file()
