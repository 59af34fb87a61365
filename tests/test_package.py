"""Another dbt project installs retensi as a package, without the Python package, and builds on its own models."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, rows

# As where the Python package is not installed.
DBT = "import sys; sys.modules['retensi'] = None; from dbt.cli.main import cli; cli()"


def dbt(folder: Path, *arguments: str) -> str:
    """Run dbt in the host project as its user does, and give what it printed."""
    environment = {
        **os.environ,
        "HOST_WAREHOUSE": str(folder / "host.duckdb"),
        "RETENSI_PROJECT": str(PROJECT),
        "DBT_ENV_SECRET_HASH_KEY": os.environ["RETENSI_HASH_KEY"],
        # Nothing may be fetched.
        "DBT_PACKAGE_HUB_URL": "http://127.0.0.1:9/",
    }
    done = subprocess.run(
        [sys.executable, "-c", DBT, "--no-use-colors", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The warehouse of the host project, and what its build said."""
    folder = tmp_path_factory.mktemp("host") / "shop"
    shutil.copytree(PROJECT / "tests" / "package_host", folder)
    dbt(folder, "deps")
    # The host's own models, and of retensi what they and the tests below read, with what is behind it and its tests.
    chosen = ("host_shop", "+customers", "+orders", "+customer_value", "+clv_parameters", "input_presence")
    only = ("--exclude-resource-type", "unit_test", "--indirect-selection", "buildable")
    said = dbt(folder, "build", "--select", *chosen, *only)
    return folder / "host.duckdb", said


def test_marts_are_made_of_the_models_of_the_host(host: tuple[Path, str]) -> None:
    warehouse, _ = host
    found = rows(warehouse, "select customer_id, city, order_count, net_revenue from marts.customers order by all")
    assert [(name, city, count, float(revenue)) for name, city, count, revenue in found] == [
        ("anna", "Host town", 3, 65.5),
        ("ben", "Host town", 1, 12.25),
        ("cleo", "Host town", 1, 99.9),
    ]
    assert rows(warehouse, "select count(*) from marts.orders") == [(5,)]
    assert rows(warehouse, "select input from inputs.input_presence where is_present order by all") == [
        ("customers",),
        ("orders",),
    ]


def test_the_warehouse_knows_whose_models_it_holds(host: tuple[Path, str]) -> None:
    assert rows(host[0], "select kind, place from inputs.source_held") == [("models", "host_shop")]


def test_models_of_the_same_names_stay_the_hosts_own(host: tuple[Path, str]) -> None:
    warehouse, _ = host
    assert rows(warehouse, "select * from main.orders") == [(1,)]
    assert rows(warehouse, "select count(*) from main.customers") == [(3,)]
    assert rows(warehouse, "select customer_id from main.best_customers") == [("anna",)]


def test_without_the_python_package_predictions_are_null_with_a_note(host: tuple[Path, str]) -> None:
    warehouse, said = host
    note = "the Python package retensi is not installed"
    assert rows(warehouse, "select count(*), count(predicted_clv) from marts.customer_value") == [(3, 0)]
    assert note in rows(warehouse, "select note from marts.clv_parameters")[0][0]
    assert note in said


def test_the_demo_shop_stays_out(host: tuple[Path, str]) -> None:
    warehouse, _ = host
    assert rows(warehouse, "select count(*) from duckdb_tables() where schema_name = 'demo'") == [(0,)]
