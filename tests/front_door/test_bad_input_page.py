"""docs/bad_input.md is true: each of its lines has a test, and every reason and flaw has a line."""

import re
import subprocess
import sys

import pytest

from tests.dbt_project import PROJECT

PAGE = (PROJECT / "docs" / "bad_input.md").read_text(encoding="utf-8")
BAR = re.compile(r"(?<!\\)\|")
LINES = [
    [cell.strip() for cell in BAR.split(line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| what "))
]
SOURCES = (
    "tests/front_door",
    "tests/test_check.py",
    "tests/test_known_vars.py",
    "tests/test_landing.py",
    "tests/test_patterns.py",
    "tests/test_report.py",
)
TEST = re.compile(r"`((?:tests/)?test_\w+\.py::test_[^`]+)`")


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """The names of all tests that a line may quote, with and without their parameters."""
    command = [sys.executable, "-m", "pytest", "-m", "", "--collect-only", "-q", "-n0", "-p", "no:cacheprovider"]
    command += SOURCES
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    named = {line.removeprefix("tests/front_door/") for line in listed if "::" in line}
    return named | {name.split("[")[0] for name in named}


def test_each_line_of_the_page_has_a_test(tests: set[str]) -> None:
    assert len(LINES) > 20
    for line in LINES:
        assert len(line) == 3, line
        quoted = TEST.fullmatch(line[-1])
        assert quoted, f"no test: {line}"
        assert quoted[1] in tests, f"no such test: {line}"


def test_each_reason_and_flaw_has_a_line() -> None:
    contract = (PROJECT / "docs" / "input_contract.md").read_text(encoding="utf-8")
    reasons = re.findall(r"^\| `(\w+)` \|", contract.split("### Reasons")[1].split("### Damaged")[0], re.MULTILINE)
    assert len(reasons) >= 16
    said = " ".join(line[1] for line in LINES)
    assert [reason for reason in reasons if f"`{reason}`" not in said] == []
