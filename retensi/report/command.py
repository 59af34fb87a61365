"""Make the report of a build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from retensi.report.errors import ReportError
from retensi.report.marts import read_marts
from retensi.report.page import page
from retensi.report.settings import build_vars
from retensi.whole_files import replace_file

DEFAULT_WAREHOUSE = "data/warehouse.duckdb"
DEFAULT_OUTPUT = "data/reports/retention.{language}.html"


@dataclass(frozen=True)
class Report:
    """A report that was written.

    Attributes:
        file: where it is.
        size: its size in bytes.
        as_of: last day it knows.
        build: dbt's name for the build it is of, or None.
        vars_known: whether its currency and thresholds are known to be those of the build; else they are the project's.
    """

    file: Path
    size: int
    as_of: date
    build: str | None
    vars_known: bool


def write_report(
    project: Path,
    environment: Mapping[str, str],
    language: str = "en",
    *,
    output: Path | None = None,
    warehouse: Path | None = None,
    target: Path | None = None,
    variables: str | None = None,
) -> Report:
    """Write the report as one HTML file. It appears whole or not at all.

    Args:
        project: Folder of the dbt project; relative paths begin there.
        environment: ``RETENSI_WAREHOUSE`` and ``DBT_TARGET_PATH`` count as in a build.
        language: One of ``texts.LANGUAGES``.
        output: The file to write; None: ``DEFAULT_OUTPUT``.
        warehouse: The DuckDB file with the marts; None: the one that dbt builds.
        target: dbt's target folder of the build; None: the one that dbt uses.
        variables: dbt vars of the build as YAML, where dbt's target folder does not tell.

    Raises:
        ReportError: there are no marts, or the file cannot be written.
    """
    file = project / (output or DEFAULT_OUTPUT.format(language=language))
    source = project / (warehouse or environment.get("RETENSI_WAREHOUSE", DEFAULT_WAREHOUSE))
    if file.exists() and source.exists() and file.samefile(source):
        raise ReportError(f"{file} is the warehouse itself.", "another file to write to", "name one with --output")
    marts = read_marts(source)
    results = project / (target or environment.get("DBT_TARGET_PATH", "target"))
    values, known = build_vars(project, results, marts.build, variables)
    content = page(marts, language, values).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, content)
    except OSError as error:
        raise ReportError(
            f"The report cannot be written to {file}: {error}",
            "a folder that this user may write, on a disk with room",
            "make room or change its permissions, or name another file with --output",
        ) from error
    return Report(file, len(content), marts.as_of, marts.build, known)
