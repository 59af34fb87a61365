"""What may come in, from the one table of it that dbt reads as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

TABLE = Path("macros/inputs/input_contract.sql")


def input_contract(project: Path) -> dict[str, Any]:
    """Give what the macro ``input_contract`` returns: for each input its columns with their types, and more.

    Args:
        project: Folder of the dbt project retensi.

    Raises:
        OSError: the folder holds no such project.
    """
    returned: dict[str, Any] = {}
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"])
    # dbt's macros give values back by calling this.
    template = environment.from_string((project / TABLE).read_text(encoding="utf-8"), {"return": returned.update})
    template.make_module().input_contract()  # type: ignore[attr-defined]
    return returned
