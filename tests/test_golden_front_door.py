"""The compiled front door of orders is the one in tests/golden/front_door, where it can be read."""

from pathlib import Path

import pytest

from tests.dbt_project import build
from tests.golden_front_door import GOLDEN, compiled, land, pages, tidy
from tests.pretty_sql import pretty


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.stem)
def test_it_is_compiled_as_the_golden_file_says(path: Path) -> None:
    said = "run `uv run --group dev python -m tests.golden_front_door`, read the difference and commit it"
    assert path.read_text(encoding="utf-8") == compiled(*pages()[path]), said


def test_every_golden_file_is_compared() -> None:
    assert set(GOLDEN.iterdir()) == set(pages())


@pytest.mark.parametrize(("shape", "same"), [("json", "csv"), ("mapped_csv", "csv"), ("parquet", "table")])
def test_what_came_is_judged_alike_whatever_it_came_in(shape: str, same: str) -> None:
    assert judged(shape) == judged(same)


def judged(shape: str) -> str:
    """Give what judges a row; which of two versions stands, only files tell by their places."""
    sql = compiled(shape, "duckdb", "checked_orders")
    return sql[sql.index("\nreceived as ") : sql.index("\nfinal as (")]


def test_dbt_compiles_the_same(tmp_path: Path) -> None:
    # On DuckDB alone: on the others dbt needs a server to compile, and tests/engines builds there.
    folder = tmp_path / "landing"
    folder.mkdir()
    models = ("received_orders", "checked_orders")
    variables = {"input_path": str(land("csv", folder))}
    build(variables, tmp_path / "shop.duckdb", "compile", "--select", *models)
    for model in models:
        [file] = (tmp_path / "target" / "compiled").rglob(f"{model}.sql")
        sql = file.read_text(encoding="utf-8")
        golden = (GOLDEN / f"{model}.csv.duckdb.sql").read_text(encoding="utf-8")
        assert without_moment(tidy(sql, str(folder))) == without_moment(golden)


def without_moment(sql: str) -> str:
    """Leave out when the build began."""
    return "\n".join(
        line
        for line in sql.splitlines()
        if "as timestamp) as _loaded_at" not in line and "timestamp_in_future" not in line
    )


def test_texts_and_comments_stay_as_they_are() -> None:
    sql = """select a,  '(  ''case' as b, -- why ( not
        "c ( d" from e"""
    laid_out = """select
    a,
    '(  ''case' as b,
    -- why ( not
    "c ( d"
from e
"""
    assert pretty(sql) == laid_out
