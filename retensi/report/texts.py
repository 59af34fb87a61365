"""The words of the report: one catalogue a language, all with the same keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from retensi.glossary import entry

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia"}


@dataclass(frozen=True)
class Term:
    """A number that is defined.

    Attributes:
        key: mart and column, such as ``kpis_by_month.nps``.
        name: what it is called on the page.
        text: its definition, with names of columns and vars in backticks.
    """

    key: str
    name: str
    text: str

    @property
    def anchor(self) -> str:
        """Give the id of its definition on the page."""
        return "def-" + re.sub(r"\W+", "-", self.key)


@dataclass(frozen=True)
class Texts:
    """A catalogue.

    Attributes:
        language: ISO 639 code.
        entries: texts by section and key.
        vars: dbt vars of the build, shown where a definition names them.
    """

    language: str
    entries: Mapping[str, Mapping[str, Any]]
    vars: Mapping[str, Any]

    def __call__(self, key: str, **values: Any) -> str:
        """Give a text of the page, such as ``triangle.title``, its places filled with values."""
        text: str = self.entries["ui"][key]
        return text.format(**values) if values else text

    def html(self, key: str, **values: Any) -> Markup:
        """Give a text of the page as HTML, its places filled with values, of which Markup stays as it is."""
        return Markup(escape(self.entries["ui"][key])).format(**values)

    def name(self, kind: str, value: str | None) -> str:
        """Give the name of something that data name: what the catalogue has, else the name itself, made readable.

        Args:
            kind: A section of the catalogue, such as ``stage`` or ``channel``.
            value: The name in the data.
        """
        if value is None:
            return self("none")
        known = self.entries.get(kind, {}).get(value)
        return known or value.replace("_", " ").strip() or value

    def note(self, note: str) -> Markup:
        """Give what a fit has noted in this language, sentence by sentence; one that is not known stays as it is."""
        return Markup(" ").join(self._sentence(found) for found in re.split(r"(?<=\.)\s+(?=[A-Z])", note.strip()))

    def _sentence(self, sentence: str) -> Markup:
        for known, said in self.entries["clv_note"].items():
            pattern = re.sub(r"\\{\w+\\}", r"(.+?)", re.escape(known))
            if match := re.fullmatch(pattern, sentence):
                names = re.findall(r"{(\w+)}", known)
                numbers = [self._number(group) for group in match.groups()]
                return escape(said.format(**dict(zip(names, numbers, strict=True))))
        return Markup('<span lang="en">{}</span>').format(sentence)

    def _number(self, text: str) -> str:
        """Write what may be a number with the decimal sign of the language."""
        return text.replace(".", ",") if self.language == "id" else text

    def term(self, key: str) -> Term:
        """Give a defined number. Its name is that of the glossary, which the data dictionary has too."""
        named = entry(key)
        if named is None:
            raise KeyError(f"retensi/glossary.csv has no name for {key}, which text/{self.language}.toml defines")
        name = named.name(self.language)
        return Term(key, name[:1].upper() + name[1:], self.entries["term"][key]["text"])

    def terms(self) -> list[Term]:
        """Give all that is defined, by name."""
        return sorted((self.term(key) for key in self.entries["term"]), key=lambda term: (term.name.lower(), term.key))

    def prose(self, text: str) -> Markup:
        """Write a definition as HTML: what stands in backticks as code, vars with their value in this build."""

        def code(match: re.Match[str]) -> str:
            value = self.vars.get(match[1])
            return f"<code>{match[1]}</code>" + (f" ({escape(value)})" if value is not None else "")

        return Markup(re.sub(r"`([^`]+)`", code, str(escape(text))))


def catalogue(language: str) -> dict[str, Any]:
    """Read the catalogue of a language."""
    return tomllib.loads((files(__package__) / "text" / f"{language}.toml").read_text(encoding="utf-8"))


def texts(language: str, variables: Mapping[str, Any]) -> Texts:
    """Give the words of a language.

    Args:
        language: One of ``LANGUAGES``.
        variables: dbt vars of the build.
    """
    return Texts(language, catalogue(language), variables)
