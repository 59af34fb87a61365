"""One table of vars: what follows it, which values and names it lets pass, and what a build says of the others."""

import math
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestration.input_checks import INPUTS
from retensi.known_vars import Var, known_vars, vars_page
from tests.dbt_project import PROJECT, BuildError, build
from tests.jinja_macros import Macros

VARS = {known.name: known for known in known_vars(PROJECT)}
MACROS = Macros(PROJECT / "macros" / "settings")
# The rows of the table as the macros get them.
ROWS = {row["name"]: row for row in MACROS.known_vars()}
# What no var of a type may be, beside what its bounds shut out.
WRONG: dict[str, list[Any]] = {
    "text": ["", " ", 3, True, {"a": 1}],
    "day": ["2024-02-30", "30-06-2024", "yesterday", 20240630, "2024-06-30 10:00:00"],
    "time zone": ["Jakarta", "utc+7", 7, "Asia/Jakarta'"],
    "currency": ["dollars", "usd", "USDX", 360, "US'"],
    # YAML reads a bare NO, which is Norway, as false.
    "region": ["XX", "id", "+62", "Indonesia", 62, False],
    "choice": ["fatal", "ERROR", "", True],
    "yes or no": ["false", "true", 1, 0],
    "whole number": ["60", "1%", "0,01", "many", 1.5, 30.0, True, math.nan, math.inf, [1], -1, 10**12],
    "share": ["0.05", "1%", "0,01", "half", True, math.nan, math.inf, -0.1, 1.1, [0.1], {"a": 0.1}],
    "days by input": [2, "orders", ["orders"], {"order": 2}, {"orders": "2"}, {"orders": -1}, {"orders": True}],
}
RIGHT: dict[str, list[Any]] = {
    "text": ["data/landing/shop", "raw"],
    "day": ["1998-06-30", date(2024, 2, 29)],
    "time zone": ["Asia/Jakarta", "UTC"],
    "currency": ["IDR"],
    "region": ["ID", "NO"],
    "yes or no": [True, False],
    "days by input": [{}, {"orders": 0, "erasure_requests": 400}],
}


def declared() -> dict[str, Any]:
    return yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def test_the_project_holds_the_defaults_of_the_table() -> None:
    expected = {name: known.default for name, known in VARS.items() if not known.command}
    assert declared() == expected
    # 1 and 1.0 are equal, and other text in SQL.
    assert {name: type(value) for name, value in declared().items()} == {
        name: type(value) for name, value in expected.items()
    }
    assert len(VARS) == len(known_vars(PROJECT))


def test_every_var_that_is_read_stands_in_the_table_and_the_other_way_round() -> None:
    folders = ("macros", "models", "seeds", "tests/data")
    files = [path for folder in folders for path in (PROJECT / folder).rglob("*.*")] + [PROJECT / "dbt_project.yml"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix in (".sql", ".yml", ".py"))
    read = set(re.findall(r"(?<![\w.])var\(\s*[\"'](\w+)[\"']", text))
    # Dagster alone reads it.
    assert read | {"fresh_within_days"} == set(VARS)


@pytest.mark.parametrize("page", sorted(vars_page(PROJECT)), ids=lambda path: path.name)
def test_the_page_lists_every_var(page: Path) -> None:
    text = vars_page(PROJECT)[page]
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(VARS)
    assert page.read_text(encoding="utf-8") == text, "run `uv run retensi dictionary` and commit what it writes"


def test_a_pace_is_said_of_inputs_that_there_are() -> None:
    contract = (PROJECT / "macros/inputs/input_contract.sql").read_text(encoding="utf-8")
    assert all(f"'{name}': {{" in contract for name in INPUTS)


@pytest.mark.parametrize("known", VARS.values(), ids=VARS)
def test_a_value_passes_where_type_and_bounds_say_so(known: Var) -> None:
    bounds = [bound for bound in (known.least, known.most) if bound is not None]
    right = RIGHT.get(known.type, []) + (list(known.choices) if known.type == "choice" else [])
    right += bounds if known.type in ("whole number", "share") else []
    right += [] if known.default is None else [known.default]
    assert [value for value in right if not MACROS.is_value_of_var(ROWS[known.name], value)] == []
    assert [value for value in WRONG[known.type] if MACROS.is_value_of_var(ROWS[known.name], value)] == []
    step = 1 if known.type == "whole number" else 1e-9
    outside = [known.least - step, known.most + step] if known.least is not None and known.most is not None else []
    assert not any(MACROS.is_value_of_var(ROWS[known.name], value) for value in outside)
    assert MACROS.is_value_of_var(ROWS[known.name], None) == known.may_be_null
    assert MACROS.expected_of_var(ROWS[known.name]).count("None") == 0


@given(st.text("ab_", max_size=8), st.text("ab_", max_size=8))
def test_letters_apart_is_the_edit_distance(one: str, other: str) -> None:
    apart = {(0, 0): 0}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            ways = [apart[i - 1, j] + 1] if i else []
            ways += [apart[i, j - 1] + 1] if j else []
            ways += [apart[i - 1, j - 1] + (one[i - 1] != other[j - 1])] if i and j else []
            apart[i, j] = min(ways, default=0)
    assert MACROS.letters_apart(one, other) == apart[len(one), len(other)]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("input_pth", "input_path"),
        ("input_paht", "input_path"),
        ("reporting_timezon", "reporting_timezone"),
        ("timezone", "reporting_timezone"),
        ("Currency", "reporting_currency"),
        ("as-of", "as_of"),
        ("clv_holdout_day", "clv_holdout_days"),
    ],
)
def test_the_nearest_name_is_found(name: str, nearest: str) -> None:
    assert MACROS.nearest_name(name, list(VARS)) == nearest


@pytest.mark.long
def test_one_message_names_all_vars_that_cannot_be_used(tmp_path: Path) -> None:
    # Every var of a type that a command can take at all, with a value that it may not have.
    wrong = {known.name: WRONG[known.type][0] for known in VARS.values() if known.type != "yes or no"}
    misspelt = {"input_pth": "mydata", "reporting_timezon": "Asia/Jakarta"}
    with pytest.raises(BuildError) as failure:
        build(wrong | misspelt, tmp_path / "w.duckdb", "build", "--select", "order_statuses")
    message = str(failure.value)
    assert "The vars cannot be used. Nothing was built." in message
    for name in wrong:
        assert f"- {name} is " in message
    assert "input_pth is set, but retensi has no var of this name; the nearest is input_path" in message
    assert "the nearest is reporting_timezone" in message
    assert "monthly_discount_rate is '0.05'; expected a share from 0 to 1, written as 0.05" in message
    assert "clv_fit_customers is '60'; expected a whole number of customers from 1 to 10000000" in message
    assert "docs/vars.md" in message


@pytest.mark.long
def test_names_in_the_project_are_looked_at_as_those_of_the_command_are(tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".*", "data", "target", "logs", "images", "benchmarks")
    shutil.copytree(PROJECT, copied, ignore=left_out)
    settings = (copied / "dbt_project.yml").read_text(encoding="utf-8")
    more = "  clv_fit_costumers: 5\n  spark_file_format: delta\n  retensi: {at_risk_after: 30, as_of: 2024-06-30}\n"
    (copied / "dbt_project.yml").write_text(settings.replace("\nvars:\n", f"\nvars:\n{more}"), encoding="utf-8")
    with pytest.raises(BuildError) as failure:
        build({}, tmp_path / "w.duckdb", "test", "--select", "order_statuses", project=copied)
    message = str(failure.value)
    assert "clv_fit_costumers is set, but retensi has no var of this name; the nearest is clv_fit_customers" in message
    assert "at_risk_after is set, but retensi has no var of this name; the nearest is at_risk_after_days" in message
    assert "spark_file_format is set in dbt_project.yml, where dbt does not see it in time" in message
    assert "as_of" not in message
