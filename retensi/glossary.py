"""One glossary, English beside Indonesian, for the report, the data dictionary and whoever else names a number."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Entry:
    """What something is called.

    Attributes:
        english: its English name.
        indonesian: its Indonesian name, the word that shops use.
        instead_of: Indonesian words that are not used for it.
    """

    english: str
    indonesian: str
    instead_of: tuple[str, ...]

    def name(self, language: str) -> str:
        """Give the name in a language, ``en`` or ``id``."""
        return {"en": self.english, "id": self.indonesian}[language]


@cache
def glossary() -> Mapping[str, Entry]:
    """Give the entries by key: a column, a mart, a column of one mart (``mart.column``), or a word of many texts."""
    text = (files("retensi") / "glossary.csv").read_text(encoding="utf-8")
    return {
        row["key"]: Entry(row["english"], row["indonesian"], tuple(filter(None, row["instead_of"].split("|"))))
        for row in csv.DictReader(text.splitlines())
    }


def entry(key: str) -> Entry | None:
    """Give what a column or mart is called: as this mart names it, else as all marts do; None where it has no entry.

    Args:
        key: ``mart.column``, or a mart.
    """
    return glossary().get(key) or glossary().get(key.partition(".")[2])
