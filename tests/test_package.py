"""Another dbt project installs retensi as a package, without the Python package, and builds on its own models."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, rows

pytestmark = pytest.mark.long

# Vars of the host's command: one that is almost one of retensi, one that is not, one that is.
VARS = ("reporting_timezon: Asia/Jakarta", "best_customers_since: 2020", "at_risk_after_days: 45")
# As where the Python package is not installed.
DBT = "import sys; sys.modules['retensi'] = None; from dbt.cli.main import cli; cli()"


def dbt(folder: Path, *arguments: str, fails: bool = False) -> str:
    """Run dbt in the host project as its user does, and give what it printed.

    Args:
        folder: the host project.
        arguments: the command and its arguments.
        fails: whether it is to fail.
    """
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
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The warehouse of the host project, and what its build said."""
    folder = tmp_path_factory.mktemp("host") / "shop"
    shutil.copytree(PROJECT / "tests" / "package_host", folder)
    dbt(folder, "deps")
    # The host's own models, and of retensi what they and the tests below read, with what is behind it and its tests.
    chosen = ("host_shop", "+customers", "+orders", "+customer_value", "+clv_parameters", "input_presence")
    only = ("--exclude", "package:retensi,test_type:unit", "--indirect-selection", "buildable")
    said = dbt(folder, "build", "--select", *chosen, *only, "--vars", f"{{{', '.join(VARS)}}}")
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


def test_a_name_almost_like_one_of_retensi_warns(host: tuple[Path, str]) -> None:
    _, said = host
    assert "reporting_timezon is set, but retensi has no var of this name; the nearest is reporting_timezone" in said
    assert "best_customers_since" not in said
    assert "at_risk_after_days" not in said


def test_names_under_retensi_are_its_own(host: tuple[Path, str], tmp_path: Path) -> None:
    warehouse, _ = host
    folder = Path(shutil.copytree(warehouse.parent, tmp_path / "shop", symlinks=True))
    with (folder / "dbt_project.yml").open("a", encoding="utf-8") as settings:
        settings.write(
            "\nvars:\n  host_shop: {as_off: 3}\n  shop: 7\n  retensi: {inactive_after: 120, quiet_after_days: '9'}\n"
        )
    said = dbt(folder, "seed", fails=True)
    assert "inactive_after is set, but retensi has no var of this name; the nearest is inactive_after_days" in said
    assert "quiet_after_days is '9'; expected a whole number of days from 0 to 36500" in said
    assert "as_off" not in said
    assert "shop is" not in said


def test_unit_tests_of_retensi_are_left_out_as_its_page_says(host: tuple[Path, str]) -> None:
    warehouse, said = host
    assert "unit_test" not in said
    page = (PROJECT / "docs" / "package.md").read_text(encoding="utf-8")
    selectors = textwrap.dedent(page.split("```yaml\n   selectors:")[1].split("   ```")[0])
    (warehouse.parent / "selectors.yml").write_text(f"selectors:{selectors}", encoding="utf-8")
    listed = dbt(warehouse.parent, "ls", "--quiet")
    assert "retensi.marts.core.customers" in listed
    assert "host_shop.best_customers" in listed
    assert "unit_test:" not in listed
    assert "unit_test:retensi." in dbt(warehouse.parent, "ls", "--quiet", "--select", "int_as_of")


def test_the_demo_shop_stays_out(host: tuple[Path, str]) -> None:
    warehouse, _ = host
    assert rows(warehouse, "select count(*) from duckdb_tables() where schema_name = 'demo'") == [(0,)]
