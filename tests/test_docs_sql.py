"""The SQL that docs/ and the README show runs on the demo shop, and answers something."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dbt_project import PROJECT, copy_of

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```sql\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = {
    f"{page.name}-{number}": sql
    for page in PAGES
    # What is asked of another data set is run by the test of its page.
    if page.name != "first_hour.md"
    for number, sql in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), start=1)
}
# A process of its own: where dbt has run, DuckDB does not open the file read-only.
RUN = """
import json, sys, duckdb
blocks = json.load(sys.stdin)
answers = {}
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for name, sql in blocks.items():
        try:
            answers[name] = len(connection.execute(sql).fetchall())
        except duckdb.Error as error:
            answers[name] = str(error)
json.dump(answers, sys.stdout)
"""


@pytest.fixture(scope="module")
def answers(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int | str]:
    """For each block the number of rows it gave, or what DuckDB said against it."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(copy_of(demo_warehouse, tmp_path_factory.mktemp("docs_sql")))],
        input=json.dumps(BLOCKS),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", BLOCKS)
def test_block_is_answered(name: str, answers: dict[str, int | str]) -> None:
    answer = answers[name]
    assert not isinstance(answer, str), f"{answer}\n{BLOCKS[name]}"
    # A day without orders may not be there; every other question has an answer in the demo shop.
    assert answer or "orders.order_id is null" in BLOCKS[name], BLOCKS[name]


def test_every_group_of_marts_has_a_page_with_sql() -> None:
    shown = "\n".join(BLOCKS.values())
    folders = {path.parent.name for path in (PROJECT / "models" / "marts").glob("*/*.sql")}
    without = [
        folder
        for folder in sorted(folders)
        if not any(f"marts.{path.stem}" in shown for path in (PROJECT / "models" / "marts" / folder).glob("*.sql"))
    ]
    assert without == []
