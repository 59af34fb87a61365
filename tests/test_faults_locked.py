"""A warehouse that another process holds, or that may not be written: a command says which, who, and what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from orchestration.alerts import message
from tests.dbt_project import PROJECT
from tests.engines.engine import stop_without
from tests.faults import bound_by_modes
from tests.publishing import SmallBuild, small_build

HOLDING = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
FILES = {
    "dbt_project.yml": "name: tiny\nprofile: tiny\n",
    "profiles.yml": """
tiny:
  target: duckdb
  outputs: {duckdb: {type: duckdb, path: "{{ env_var('RETENSI_WAREHOUSE') }}", schema: main}}
""",
    "models/one.sql": "select 1 as one",
}
DBT = (sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "run")
ASKING = (
    sys.executable,
    "-c",
    "from pathlib import Path; from retensi.dbt_target import read_query; read_query('select 1 as one', Path('.'))",
)
RETENSI = (sys.executable, "-c", "from retensi.cli import main; main()")


@contextmanager
def held(warehouse: Path) -> Iterator[int]:
    """Let another process have the warehouse open, as a notebook has, and give its id."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process.pid
    finally:
        process.communicate(timeout=30)


def run(
    warehouse: Path, command: tuple[str, ...], before: Callable[[], None] | None = None, cwd: Path = PROJECT
) -> subprocess.CompletedProcess[str]:
    """Run a command on a warehouse."""
    folder = warehouse.parent
    places = {"RETENSI_SERVING": folder / "serving", "DBT_TARGET_PATH": cwd / "target", "DBT_LOG_PATH": cwd / "logs"}
    if cwd == PROJECT:
        places["DBT_TARGET_PATH"] = folder / "target"
    return subprocess.run(
        command,
        cwd=cwd,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "RETENSI_WAREHOUSE": str(warehouse),
            **{name: str(path) for name, path in places.items()},
        },
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def small(tmp_path: Path) -> SmallBuild:
    return small_build(tmp_path / "small")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dbt project of one model, which is read in no time, with a warehouse in a folder of its own."""
    folder = tmp_path_factory.mktemp("held")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (folder / "data").mkdir()
    duckdb.connect(str(folder / "data" / "w.duckdb")).close()
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("publish",),
        ("report", "--output", "{folder}/report.html"),
        ("backup", "{folder}/b.duckdb"),
        ("restore", "{folder}/backup.duckdb", "--replace"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_names_who_holds_the_warehouse(small: SmallBuild, command: tuple[str, ...]) -> None:
    warehouse = small.places.warehouse
    shutil.copy(warehouse, small.folder / "backup.duckdb")
    before = warehouse.read_bytes()
    with held(warehouse) as holder:
        failed = run(warehouse, (*RETENSI, *(part.format(folder=small.folder) for part in command)))
    assert failed.returncode == 1
    assert str(warehouse) in failed.stderr
    assert f"process {holder} ({Path(sys.executable).resolve().parent}" in failed.stderr
    assert "To do: wait until" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert warehouse.read_bytes() == before


@pytest.mark.long
def test_dbt_and_what_asks_it_name_who_holds_the_warehouse(project: Path) -> None:
    warehouse = project / "data" / "w.duckdb"
    with held(warehouse) as holder:
        built, asked = run(warehouse, DBT, cwd=project), run(warehouse, ASKING, cwd=project)
    assert built.returncode != 0
    assert f'Could not set lock on file "{warehouse}": Conflicting lock is held in ' in built.stdout
    assert f"(PID {holder})" in built.stdout
    # As export, erase and fit-clv ask.
    assert f"TargetError: The warehouse {warehouse} is locked by process {holder} (" in asked.stderr
    assert "To do: wait until that process is done, or end it, then run this again." in asked.stderr


# Files that may not be written


def may_not(path: Path, mode: int) -> Callable[[], None]:
    """Take rights on a file or folder away from everybody, and give what binds root by them too."""
    if os.geteuid() == 0:
        try:
            subprocess.run([sys.executable, "-c", ""], preexec_fn=bound_by_modes, check=True)
        except (OSError, subprocess.SubprocessError):
            stop_without("Here root cannot be bound by the modes of files.")
    path.chmod(mode)
    return bound_by_modes


@pytest.mark.long
@pytest.mark.parametrize(("name", "mode", "named"), [("w.duckdb", 0o444, "w.duckdb"), (".", 0o555, "w.duckdb.wal")])
def test_dbt_and_what_asks_it_name_what_may_not_be_written(project: Path, name: str, mode: int, named: str) -> None:
    warehouse, protected = project / "data" / "w.duckdb", project / "data" / name
    before = protected.stat().st_mode
    try:
        bound = may_not(protected, mode)
        built, asked = run(warehouse, DBT, bound, cwd=project), run(warehouse, ASKING, bound, cwd=project)
    finally:
        protected.chmod(before)
    assert built.returncode != 0
    assert f'Cannot open file "{project / "data" / named}": Permission denied' in built.stdout
    if name != ".":
        assert f"The warehouse {warehouse} cannot be opened for writing: permission denied." in asked.stderr
        assert "To do: change their permissions or owner" in asked.stderr


def test_a_warehouse_that_may_only_be_read_is_published_and_put_away(small: SmallBuild) -> None:
    bound = may_not(small.places.warehouse, 0o444)
    for command in (("publish",), ("backup", f"{small.folder}/b.duckdb")):
        done = run(small.places.warehouse, (*RETENSI, *command), bound)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "command", [("publish",), ("report", "--output", "{folder}/r.html"), ("backup", "{folder}/b.duckdb")]
)
def test_a_warehouse_that_may_not_be_read_is_named(small: SmallBuild, command: tuple[str, ...]) -> None:
    warehouse = small.places.warehouse
    failed = run(warehouse, (*RETENSI, *(part.format(folder=small.folder) for part in command)), may_not(warehouse, 0))
    assert failed.returncode == 1
    assert f"Error: The warehouse {warehouse} cannot be opened: permission denied." in failed.stderr
    assert "To do: change its permissions or owner" in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    "command",
    [("publish",), ("backup", "{folder}/small/serving/b.duckdb")],
)
def test_a_folder_that_may_not_be_written_is_named(small: SmallBuild, command: tuple[str, ...]) -> None:
    serving = small.places.serving
    serving.mkdir()
    parts = (part.format(folder=small.folder.parent) for part in command)
    failed = run(small.places.warehouse, (*RETENSI, *parts), may_not(serving, 0o555))
    assert failed.returncode == 1
    assert str(serving) in failed.stderr
    assert "permissions" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert list(serving.iterdir()) == []


# What is told to the webhook


@pytest.mark.parametrize(
    ("said", "to_do"),
    [
        ('IO Error: Could not write file "/d/w.duckdb.wal": No space left on device', "make room on that disk"),
        ('IO Error: Could not set lock on file "/d/w.duckdb": held in x (PID 7)', "wait for the process that is named"),
        ('IO Error: Cannot open file "/d/w.duckdb": Permission denied', "let the user who runs Dagster write"),
    ],
)
def test_a_message_says_what_to_do_however_long_the_error(said: str, to_do: str) -> None:
    text = message("build_and_publish", "r1", [("retensi_dbt_assets", f"{'x' * 5000}\n{said}\nmore")])
    assert f"\n{said}\nTo do: {to_do}" in text
