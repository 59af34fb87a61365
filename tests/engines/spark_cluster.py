"""A real Spark cluster on this machine: a master, two workers and a thrift server, from the pyspark package.

It listens on 127.0.0.1 only and keeps all it writes in one folder. To try things by hand: ``uv run --group engines
python -m tests.engines.spark_cluster`` starts one, says which environment variables lead to it, and stops it at Ctrl-C.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from tests.engines.compare import Table

WORKERS = 2
# Models at a time: planning one leaves the workers idle.
THREADS = "3"
USER = "retensi"
JAVA_AT_LEAST = 17
# For a thrift server Spark takes its memory from SPARK_DAEMON_MEMORY, whatever spark.driver.memory says.
DRIVER_MEMORY = "2g"
# Schemas that the project makes.
FOLDERS = ("inputs", "staging", "intermediate", "marts", "reference", "demo")

LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""
# Java that is quick to start: small statements are over before its second compiler or its parallel collector pays.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# What makes many small queries quick on two cores; a real cluster takes other numbers (docs/scale.md).
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    # Planned once, not again after each stage; and no text of each plan is made for a history that nobody keeps.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.maxPlanStringLength": "2000",
    "spark.sql.sources.partitionOverwriteMode": "dynamic",
    "spark.sql.hive.thriftServer.singleSession": "false",
    "spark.scheduler.mode": "FAIR",
    "spark.locality.wait": "0",
    "spark.ui.enabled": "false",
    "spark.eventLog.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "1g",
    "spark.executor.extraJavaOptions": JAVA_OPTIONS,
    "spark.executor.cores": "1",
    "spark.cores.max": str(WORKERS),
    # Spares a metastore and half of the time of small statements.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.hadoop.datanucleus.schema.autoCreateAll": "true",
    "spark.hadoop.hive.metastore.schema.verification": "false",
}
# Expressions are interpreted, not compiled to Java first, which takes a third of a build of small tables.
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}


@dataclass(frozen=True)
class Schemas:
    """The schemas of one build on a running cluster, all under one prefix.

    Attributes:
        cluster: the cluster.
        prefix: the target's own schema, such as `demo`; the marts are then in `demo_marts`.
    """

    cluster: "Cluster"
    prefix: str
    target: str = "spark"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead dbt's target `spark` to these schemas."""
        return {**self.cluster.environment, "RETENSI_SPARK_SCHEMA": self.prefix}

    def query(self, sql: str) -> Table:
        """Run a statement that calls the schemas as the project does, without the prefix; see ``Cluster.query``."""
        return self.cluster.query(re.sub(rf"\b({'|'.join(FOLDERS)})\.", rf"{self.prefix}_\1.", sql))


@dataclass
class Cluster:
    """A running cluster.

    Attributes:
        folder: where its warehouse and logs are.
        port: the port of the thrift server on 127.0.0.1.
        processes: master, workers and thrift server, each the leader of a process group.
        settings: of the sessions that query it.
    """

    folder: Path
    port: int
    processes: list[subprocess.Popen] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead dbt's target `spark` to this cluster."""
        place = {"RETENSI_SPARK_HOST": "127.0.0.1", "RETENSI_SPARK_PORT": str(self.port)}
        return {**place, "RETENSI_SPARK_USER": USER, "RETENSI_THREADS": THREADS}

    def query(self, sql: str) -> Table:
        """Give the column names and all rows of a statement; none where it returns no rows."""
        from pyhive import hive

        settings = self.settings or None
        with hive.connect(host="127.0.0.1", port=self.port, username=USER, configuration=settings) as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            if cursor.description is None:
                return [], []
            rows = [
                tuple(_read(value, column[1]) for value, column in zip(row, cursor.description, strict=True))
                for row in cursor.fetchall()
            ]
            return [column[0] for column in cursor.description], rows

    def explain(self, queries: dict[str, str]) -> dict[str, str]:
        """Give the plan of each query as it would be for large tables: none is sent whole to every worker.

        Raises:
            RuntimeError: where a query cannot be planned.
        """
        from pyhive import hive

        plans = {}
        with hive.connect(host="127.0.0.1", port=self.port, username=USER) as connection:
            cursor = connection.cursor()
            whole = ("maxPlanStringLength=10000000", "debug.maxToStringFields=10000", "maxMetadataStringLength=10000")
            for setting in ("autoBroadcastJoinThreshold=-1", *whole):
                cursor.execute(f"set spark.sql.{setting}")
            for name, query in queries.items():
                cursor.execute(f"explain {query}")
                # One row; an error is a row for each of its lines.
                plans[name] = "\n".join(row for (row,) in cursor.fetchall())
                if not plans[name].startswith("== Physical Plan =="):
                    raise RuntimeError(f"Spark makes no plan of {name}: {plans[name]}")
        return plans


def missing() -> str | None:
    """Say what this machine lacks to run a cluster, with the command that installs it; None where nothing lacks."""
    absent = [name for name in ("pyspark", "pyhive") if find_spec(name) is None]
    if absent:
        return f"Spark needs the packages {' and '.join(absent)}: uv sync --group engines"
    if _java() is None:
        return f"Spark needs Java {JAVA_AT_LEAST} or newer, on Debian: apt-get install default-jre-headless"
    return None


@contextmanager
def running(folder: Path, settings: dict[str, str] | None = None) -> Iterator[Cluster]:
    """Start a cluster, and stop it at the end, by the ids of the processes started here.

    Args:
        folder: an empty or new folder for all it writes.
        settings: Spark settings on top of ``SETTINGS``.

    Raises:
        RuntimeError: where a process ends or the thrift server does not answer in time, with the end of its log.
    """
    cluster = start(folder, settings)
    try:
        yield cluster
    finally:
        stop(cluster)


def start(folder: Path, settings: dict[str, str] | None = None) -> Cluster:
    """Start a cluster and wait until it answers; see ``running``."""
    folder = folder.resolve()
    for name in ("conf", "logs", "tmp", "warehouse", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "conf" / "log4j2.properties").write_text(LOGGING)
    master_port, thrift_port = _free_ports(2)
    master = f"spark://127.0.0.1:{master_port}"
    cluster = Cluster(folder, thrift_port)
    try:
        _launch(
            cluster,
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            str(master_port),
            "--webui-port",
            "0",
        )
        _wait_for_port(cluster, master_port, seconds=60)
        for number in range(WORKERS):
            _launch(cluster, f"worker_{number}", "org.apache.spark.deploy.worker.Worker",
                    "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "1g",
                    "--work-dir", str(folder / "work"), master)  # fmt: skip
        settings = {**SETTINGS, **_own_places(folder), **(settings or {})}
        options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        _launch(cluster, "thrift_server", "org.apache.spark.deploy.SparkSubmit",
                "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "--master", master, *options,
                "spark-internal", "--hiveconf", f"hive.server2.thrift.port={thrift_port}",
                "--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1",
                # With it, now and then, closing one of several sessions fails for a class that Spark leaves out.
                "--hiveconf", "hive.server2.enable.doAs=false", memory=DRIVER_MEMORY)  # fmt: skip
        _wait_for_port(cluster, thrift_port, seconds=180)
        _wait_for_executors(cluster, seconds=60)
    except BaseException:
        stop(cluster)
        raise
    return cluster


def stop(cluster: Cluster) -> None:
    """End the processes of a cluster, the thrift server first, and whatever they started."""
    for process in reversed(cluster.processes):
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        # What is left of the group: executors of a worker that did not go in order.
        _signal(process, signal.SIGKILL)
        process.wait()
    cluster.processes.clear()


def _own_places(folder: Path) -> dict[str, str]:
    """Settings that keep warehouse, metastore and scratch files out of the working directory."""
    java = {
        "derby.system.home": f"{folder}/tmp",
        "derby.stream.error.file": f"{folder}/logs/derby.log",
        "java.io.tmpdir": f"{folder}/tmp",
    }
    return {
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "tmp"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": "jdbc:derby:memory:metastore;create=true",
        "spark.hadoop.hive.exec.scratchdir": str(folder / "tmp" / "hive"),
        "spark.driver.extraJavaOptions": " ".join(f"-D{name}={value}" for name, value in java.items()),
    }


def _launch(cluster: Cluster, name: str, java_class: str, *arguments: str, memory: str = "256m") -> None:
    home = Path(find_spec("pyspark").submodule_search_locations[0])
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("SPARK_")},
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(cluster.folder / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": memory,
        "SPARK_DAEMON_JAVA_OPTS": JAVA_OPTIONS,
        "SPARK_LOCAL_DIRS": str(cluster.folder / "tmp"),
    }
    with (cluster.folder / "logs" / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [str(home / "bin" / "spark-class"), java_class, *arguments],
            cwd=cluster.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    cluster.processes.append(process)


def _wait_for_port(cluster: Cluster, port: int, seconds: int) -> None:
    def answers() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    _wait(cluster, answers, f"nothing answers on port {port}", seconds)


def _wait_for_executors(cluster: Cluster, seconds: int) -> None:
    """Wait until a query with a shuffle comes back, which takes an executor."""

    def answers() -> bool:
        try:
            return cluster.query("select count(*) as rows from range(0, 10, 1, 2)")[1] == [(10,)]
        except Exception:  # the server is not ready; the reason is in its log
            return False

    _wait(cluster, answers, "the thrift server answers no query", seconds)


def _wait(cluster: Cluster, is_done, problem: str, seconds: int) -> None:
    until = time.monotonic() + seconds
    while not is_done():
        ended = [process for process in cluster.processes if process.poll() is not None]
        if ended or time.monotonic() > until:
            logs = sorted((cluster.folder / "logs").glob("*.log"), key=lambda log: log.stat().st_mtime)
            tail = logs[-1].read_text(errors="replace")[-3000:] if logs else ""
            reason = "a process of the cluster ended" if ended else f"{problem} after {seconds} s"
            raise RuntimeError(
                f"Spark did not start: {reason}. Last lines of {logs[-1] if logs else 'no log'}:\n{tail}"
            )
        time.sleep(0.3)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for held in sockets:
            held.bind(("127.0.0.1", 0))
        return [held.getsockname()[1] for held in sockets]
    finally:
        for held in sockets:
            held.close()


def _java() -> str | None:
    """Give the path of a Java that is new enough."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = told.partition('version "')[2].partition('"')[0].partition(".")[0]
    return java if version.isdigit() and int(version) >= JAVA_AT_LEAST else None


def _read(value: object, kind: str) -> object:
    """Give a value of the driver, which leaves days as text, as what it is."""
    return date.fromisoformat(value) if kind == "DATE_TYPE" and isinstance(value, str) else value


def _signal(process: subprocess.Popen, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    with running(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())) as started:
        print("\n".join(f"export {name}={value}" for name, value in started.environment.items()), flush=True)
        signal.pause()
