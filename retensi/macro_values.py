"""What a macro of the dbt project returns, without dbt: the project keeps its tables of data in such macros."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2


def macro_value(file: Path, name: str) -> Any:
    """Give what a macro without arguments returns.

    Args:
        file: The file of the macro, which must need nothing but its own text.
        name: Its name.

    Raises:
        OSError: there is no such file.
    """
    returned: list[Any] = []
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    # dbt's macros give values back by calling this.
    template = environment.from_string(file.read_text(encoding="utf-8"), {"return": returned.append})
    getattr(template.make_module(), name)()
    [value] = returned
    return value
