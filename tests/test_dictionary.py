"""The data dictionary in docs is what the command writes, and every name in it has an Indonesian one."""

from pathlib import Path

import pytest

from retensi.dictionary.marts import DictionaryError, read_marts, read_names
from retensi.dictionary.pages import HERE, dictionary_pages
from retensi.glossary import entry
from tests.dbt_project import PROJECT, marts


@pytest.mark.parametrize("path", sorted(dictionary_pages(PROJECT)), ids=lambda path: path.name)
def test_committed_page_is_the_one_that_the_command_writes(path: Path) -> None:
    said = "run `uv run retensi dictionary` and commit what it writes"
    assert path.read_text(encoding="utf-8") == dictionary_pages(PROJECT)[path], said


def test_dictionary_holds_every_mart(demo_warehouse: Path) -> None:
    assert sorted(mart.name for mart in read_marts(PROJECT)) == marts(demo_warehouse)


def test_nothing_is_named_twice() -> None:
    for file in ("marts_id.csv", "columns_id.csv"):
        lines = (HERE / file).read_text(encoding="utf-8").splitlines()
        assert len(read_names(HERE / file)) == len(lines) - 1
    # Two marts of one name could not be told apart.
    called = {mart: row["nama"] for mart, row in read_names(HERE / "marts_id.csv").items()}
    names = [entry(mart).indonesian if entry(mart) else name for mart, name in called.items()]
    assert len(set(names)) == len(names)


def test_a_mart_without_a_name_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "marts" / "core"
    folder.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (folder / "new_mart.yml").write_text("models: [{name: new_mart, description: One row per thing., columns: []}]")
    with pytest.raises(DictionaryError, match=r"marts_id\.csv lacks new_mart"):
        dictionary_pages(tmp_path)


def test_a_doc_block_that_is_missing_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "marts" / "core"
    folder.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (folder / "new_mart.yml").write_text("models: [{name: new_mart, description: \"{{ doc('gone') }}\", columns: []}]")
    with pytest.raises(DictionaryError, match="doc block gone"):
        read_marts(tmp_path)
