"""Macros of the project called from Python without dbt: those that reckon with values and touch no warehouse."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytz


class Returned(Exception):  # noqa: N818
    """What dbt's `return` does: it leaves the macro with a value."""


class Macros:
    """The macros of a folder, by their names; each gives what it returns."""

    def __init__(self, folder: Path) -> None:
        """Read all files of the folder."""
        environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])
        modules = SimpleNamespace(re=re, datetime=datetime, pytz=pytz)
        environment.globals.update({"return": _returns, "modules": modules, "retensi": self})
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))
        self._module = environment.from_string(text).module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Give a macro."""
        macro = getattr(self._module, name)

        def call(*arguments: Any) -> Any:
            try:
                macro(*arguments)
            except Returned as returned:
                return returned.args[0]
            raise AssertionError(f"{name} returned nothing")

        return call


def _returns(value: Any) -> None:
    raise Returned(value)
