"""Secrets come from the environment and stay there: no byte of what a build, a publish or a report leaves holds one."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from retensi import cli
from tests.dbt_project import PROJECT, dbt_command
from tests.publishing import small_build
from tests.report_shop import Shop

pytestmark = pytest.mark.long

CANARY = "canary-5b1d9e-that-nobody-may-see-"
# Every variable that holds a secret, with one that can be found again.
SECRETS = {
    "RETENSI_POSTGRES_PASSWORD": f"{CANARY}password",
    "RETENSI_PUBLISH_POSTGRES": f"postgresql://owner:{CANARY}address@127.0.0.1:1/shop?connect_timeout=2",
    "RETENSI_WEBHOOK_URL": f"http://127.0.0.1:1/services/{CANARY}webhook",
    "RETENSI_HASH_KEY": f"{CANARY}key",
    "PGPASSWORD": f"{CANARY}libpq",
    "PGOPTIONS": f"-c retensi.hash_key={CANARY}key",
}
# What may be seen.
HARMLESS = {
    *("RETENSI_POSTGRES_DATABASE", "RETENSI_POSTGRES_HOST", "RETENSI_POSTGRES_PORT", "RETENSI_POSTGRES_USER"),
    *("RETENSI_POSTGRES_READER", "RETENSI_PUBLISH_POSTGRES_ROLES", "RETENSI_SERVING", "RETENSI_THREADS"),
    *("RETENSI_SPARK_HOST", "RETENSI_SPARK_PORT", "RETENSI_SPARK_SCHEMA", "RETENSI_SPARK_USER", "RETENSI_WAREHOUSE"),
    *("RETENSI_INPUT_DATABASE", "RETENSI_INPUT_PATH", "RETENSI_INPUT_SCHEMA", "RETENSI_REPLACE_SOURCE"),
    *("RETENSI_MAPPING", "RETENSI_MAPPING_READ", "RETENSI_EXPORT"),
    "RETENSI_MEMORY",
}
HEADER = "order_id,email,ordered_at,status,gross_amount"


def test_every_variable_is_known_as_secret_or_harmless() -> None:
    found = set()
    for folder in ("retensi", "orchestration", "macros", "models", "."):
        pattern = "*.*" if folder == "." else "**/*.*"
        for file in (PROJECT / folder).glob(pattern):
            if file.suffix in (".py", ".sql", ".yml", ".yaml", ".toml"):
                found |= set(re.findall(r"RETENSI_[A-Z_]+", file.read_text(encoding="utf-8")))
    assert found
    assert found - HARMLESS - set(SECRETS) == set()


@pytest.fixture(scope="module")
def left(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with all that was written while the environment held secrets, and all that was said."""
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "landing").mkdir()
    (folder / "landing" / "orders.csv").write_text(f"{HEADER}\no1,ann@shop.example,2024-03-01,paid,10\n")
    (folder / "small").mkdir()
    (folder / "report").mkdir()
    small, marts = small_build(folder / "small"), Shop.of(demo_warehouse, folder / "report")
    said = []
    with pytest.MonkeyPatch.context() as environment:
        for name, value in SECRETS.items():
            environment.setenv(name, value)
        environment.setenv("RETENSI_POSTGRES_PORT", "1")
        variables = ("--vars", f"{{input_path: {folder / 'landing'}}}")
        log_all = ("--debug", "--log-level-file", "debug")
        warehouse = folder / "duckdb" / "w.duckdb"
        warehouse.parent.mkdir()
        built = dbt_command(
            *log_all, "build", *variables, "--select", "inputs", "+stg_orders", "+orders", "reference",
            "--exclude-resource-type", "test", "unit_test", warehouse=warehouse,
        )  # fmt: skip
        assert built.returncode == 0, built.stdout
        # Nobody listens there: what is told of the failure holds no password.
        seeds = ("build", "--target", "postgres", "--select", "order_statuses")
        (folder / "postgres").mkdir()
        refused = dbt_command(*log_all, *seeds, warehouse=folder / "postgres" / "w.duckdb")
        assert refused.returncode != 0
        places = ["--target-path", str(small.places.target), "--to", str(small.places.serving)]
        environment.setenv("RETENSI_WAREHOUSE", str(small.places.warehouse))
        published = CliRunner().invoke(cli.main, ["publish", *places])
        assert published.exit_code == 1
        # Without the extra `postgres` it is a package that lacks.
        assert "PostgreSQL cannot be reached" in published.stderr or find_spec("psycopg2") is None
        marts.report()
        said += [built.stdout, built.stderr, refused.stdout, refused.stderr, published.output]
    return folder, said


def test_no_byte_of_logs_target_or_report_holds_a_secret(left: tuple[Path, list[str]]) -> None:
    folder, said = left
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file.relative_to(folder).as_posix() for file in files}
    # They were written, and as a user would have them.
    for expected in ("duckdb/logs/dbt.log", "duckdb/target/manifest.json", "duckdb/target/partial_parse.msgpack"):
        assert expected in names
    assert {"duckdb/w.duckdb", "report/en.html", "postgres/logs/dbt.log"} <= names
    forms = {CANARY.encode(), CANARY.encode("utf-16-le"), b64encode(CANARY.encode())[:40]}
    holding = [name for name in sorted(names) if any(form in (folder / name).read_bytes() for form in forms)]
    assert holding == []
    assert [text for text in said if CANARY in text] == []


def test_no_byte_that_a_whole_build_leaves_holds_the_key(demo_warehouse: Path) -> None:
    key = os.environ["RETENSI_HASH_KEY"].encode()
    files = [file for file in demo_warehouse.parent.rglob("*") if file.is_file()]
    assert len(files) > 100
    assert [str(file) for file in files if key in file.read_bytes()] == []


def test_the_build_knew_the_key(left: tuple[Path, list[str]]) -> None:
    # Else the test above would have looked for what was never there.
    folder, _ = left
    found = subprocess.run(
        [sys.executable, "-c", "import duckdb, sys; print(duckdb.connect(sys.argv[1]).sql(sys.argv[2]).fetchall())",
         str(folder / "duckdb" / "w.duckdb"), "select count(*) from marts.orders where customer_id is not null"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout == "[(1,)]\n"
