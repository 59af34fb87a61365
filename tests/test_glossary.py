"""One glossary: the report and the data dictionary call a number by one name, and by the word that shops use."""

from __future__ import annotations

import csv
import re

import pytest
import yaml

from retensi.dictionary.marts import read_marts, read_names
from retensi.dictionary.pages import HERE, INDONESIAN, dictionary_pages
from retensi.glossary import entry, glossary
from retensi.report.texts import catalogue, texts
from tests.dbt_project import PROJECT

CODE = re.compile("`[^`]+`")


def dictionary_names() -> dict[str, str]:
    """The Indonesian names of marts and columns, as the page of the dictionary prints them."""
    page = dictionary_pages(PROJECT)[PROJECT / "docs" / "kamus_data.md"]
    found = {}
    for name, mart, rest in re.findall(r"^### ([^\n]+)\n\n\[`(\w+)`\](.*?)(?=^##|\Z)", page, re.DOTALL | re.MULTILINE):
        found[mart] = name
        found |= {f"{mart}.{column}": called for column, called in re.findall(r"^\| `(\w+)` \| (.*) \|$", rest, re.M)}
    return found


def test_report_and_dictionary_use_one_name() -> None:
    named, t = dictionary_names(), texts("id", {})
    assert len(named) > 400
    assert all(named.values())
    assert {term.key: term.name.lower() for term in t.terms()} == {
        term.key: named[term.key].lower() for term in t.terms()
    }


def test_no_name_stands_in_two_files() -> None:
    for language in ("en", "id"):
        keys = {key for key, term in catalogue(language)["term"].items() if "name" in term}
        assert not keys, f"move these names from text/{language}.toml to retensi/glossary.csv"
    assert not glossary().keys() & read_names(HERE / "columns_id.csv").keys(), (
        "leave these rows to retensi/glossary.csv"
    )
    marts = read_names(HERE / "marts_id.csv")
    assert {mart for mart, row in marts.items() if not row["nama"]} == glossary().keys() & marts.keys()
    lines = (PROJECT / "retensi" / "glossary.csv").read_text(encoding="utf-8").splitlines()
    assert len(list(csv.DictReader(lines))) == len(glossary())


def test_a_name_of_one_mart_is_of_a_column_that_it_has() -> None:
    columns = {f"{mart.name}.{column.name}" for mart in read_marts(PROJECT) for column in mart.columns}
    assert {key for key in glossary() if "." in key} <= columns
    assert entry("rfm_segments.net_revenue") != entry("orders.net_revenue") == glossary()["net_revenue"]
    assert entry("orders.order_id") is None


def said_in_indonesian() -> dict[str, str]:
    """All that the report and the dictionary say in Indonesian, without names of columns and settings."""
    found = {
        f"{section}.{key}": said if isinstance(said, str) else said["text"]
        for section, entries in catalogue("id").items()
        for key, said in entries.items()
    }
    found |= {f"dictionary.{key}": called for key, called in dictionary_names().items()}
    found |= {f"marts_id.{mart}": row["isi"] for mart, row in read_names(HERE / "marts_id.csv").items()}
    found |= {f"heading.{folder}": heading for folder, heading in INDONESIAN.items()}
    return {key: CODE.sub("", said) for key, said in found.items()}


@pytest.mark.parametrize("key", [key for key, one in glossary().items() if one.instead_of])
def test_the_word_of_the_glossary_is_used(key: str) -> None:
    words = re.compile(rf"\b(?:{'|'.join(glossary()[key].instead_of)})\b", re.IGNORECASE)
    wrong = {where: said for where, said in said_in_indonesian().items() if words.search(said)}
    assert not wrong, f"say {glossary()[key].indonesian}"


def test_definitions_are_in_words() -> None:
    # A formula of column names tells nobody what a number means who does not know the columns.
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    known = set(project["vars"]) | {path.stem for path in (PROJECT / "seeds" / "reference").glob("*.csv")}
    for key, term in catalogue("id")["term"].items():
        assert {code.strip("`") for code in CODE.findall(term["text"])} <= known, key
        assert len(CODE.sub("", term["text"]).split()) > 5, key
