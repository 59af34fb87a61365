"""Who gets at what: servers listen on this machine alone, and what is installed is what was locked."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT

pytestmark = pytest.mark.long

ANYWHERE = re.compile(r"\b0\.0\.0\.0\b|\[::\]|listen_addresses\s*=\s*'\*'")
# What starts a server, in the docs and elsewhere, and how it says where it listens.
SERVERS = {
    "dagster-webserver": re.compile(r"-h 127\.0\.0\.1"),
    "gunicorn": re.compile(r"-b 127\.0\.0\.1:"),
    "superset run": re.compile(r"-h 127\.0\.0\.1"),
}
LOCKED = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))["package"]
DEFINITIONS = "import dagster as dg\ndefinitions = dg.Definitions()\n"
SETTINGS = """
[tool.dg]
directory_type = "project"
[tool.dg.cli.telemetry]
enabled = false
[tool.dg.project]
root_module = "shop"
code_location_target_module = "shop.definitions"
"""
LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}


def documents() -> list[Path]:
    """The files of the project in which somebody may start a server."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=PROJECT, capture_output=True, text=True
    )
    names = listed.stdout.splitlines() if listed.returncode == 0 else []
    found = [PROJECT / name for name in names if Path(name).suffix in (".md", ".py", ".yml", ".yaml", ".toml", "")]
    return [file for file in found if file.is_file() and file != Path(__file__) and file.name != "uv.lock"]


def test_nothing_of_the_project_listens_everywhere() -> None:
    files = documents()
    assert PROJECT / "README.md" in files
    assert [str(file) for file in files if ANYWHERE.search(file.read_text(encoding="utf-8", errors="replace"))] == []


def test_servers_in_the_docs_listen_on_this_machine() -> None:
    commands = [
        (server, line.strip())
        for page in [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
        for block in re.findall(r"```\w*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
        for server in SERVERS
        if f"{server} -" in line
    ]
    assert commands
    assert [line for server, line in commands if not SERVERS[server].search(line)] == []


def descendants(process: int) -> set[int]:
    """A process and all that it started, as Linux tells."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def listening(processes: set[int]) -> set[tuple[str, int]]:
    """The addresses (as /proc writes them) and ports on which processes listen."""
    inodes = set()
    for process in processes:
        for link in Path(f"/proc/{process}/fd").glob("*"):
            try:
                inodes.add(os.readlink(link))  # noqa: PTH115 - what it leads to is no path
            except OSError:
                continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and f"socket:[{columns[9]}]" in inodes:
                address, port = columns[1].split(":")
                found.add((address, int(port, 16)))
    return found


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def dagster(tmp_path: Path, free_port: int) -> Iterator[subprocess.Popen]:
    """`dg dev` without a word about where to listen."""
    shutil.copy(PROJECT / "dagster.yaml", tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").touch()
    (tmp_path / "shop/definitions.py").write_text(DEFINITIONS)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [Path(sysconfig.get_path("scripts")) / "dg", "dev", "--port", str(free_port)],
            cwd=tmp_path,
            env=os.environ | {"DAGSTER_HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)},
            stdout=log,
            stderr=subprocess.STDOUT,
            # Dagster takes a request to end as an interrupt, which a shell lets its background jobs ignore.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            yield process
        finally:
            started = descendants(process.pid)
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            process.wait()
            for left in started - {process.pid}:
                with suppress(ProcessLookupError):
                    os.kill(left, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="Linux says who listens where")
def test_dagster_listens_on_this_machine_alone_and_ends_whole(
    dagster: subprocess.Popen, free_port: int, tmp_path: Path
) -> None:
    until = time.monotonic() + 240
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{free_port}/server_info", timeout=5).read()
            break
        except OSError:
            assert dagster.poll() is None
            assert time.monotonic() < until, "dg dev does not answer"
            time.sleep(0.5)
    found = listening(descendants(dagster.pid))
    assert free_port in {port for _, port in found}
    assert {address for address, _ in found} <= LOOPBACK, found

    # Told to end, it leaves no process behind, and it does not send its user to another command.
    started = descendants(dagster.pid)
    dagster.terminate()
    dagster.wait(timeout=120)
    until = time.monotonic() + 60
    while left := {process for process in started if Path(f"/proc/{process}").exists()}:
        assert time.monotonic() < until, f"still there: {left}"
        time.sleep(0.5)
    assert "superseded" not in (tmp_path / "log").read_text()


def test_every_locked_file_has_a_hash() -> None:
    assert len(LOCKED) > 100
    own = [package["name"] for package in LOCKED if "registry" not in package["source"]]
    assert own == ["retensi"]
    for package in LOCKED:
        if package["name"] == "retensi":
            continue
        assert package["source"]["registry"] == "https://pypi.org/simple", package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]) for file in files), package["name"]


def test_ci_installs_what_is_locked() -> None:
    # --locked stops where uv.lock does not follow pyproject.toml; without pip nothing else comes in.
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"^[^#\n]*\buv (?:run|sync)\b.*$", script, re.MULTILINE)
    assert len(commands) == 3
    assert [command for command in commands if "--locked" not in command] == []
    assert re.findall(r"\bpip install (?!--quiet (?:--user )?uv\b)", script) == []
