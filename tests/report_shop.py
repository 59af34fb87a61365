"""Files with marts, and the reports made of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
from click.testing import CliRunner

from retensi import cli
from retensi.report.formats import Formats
from retensi.report.marts import NEEDED
from tests.dbt_project import PROJECT

ENGLISH = Formats("en", "USD", {"hours": "{} h", "points": "pts"})
INDONESIAN = Formats("id", "IDR", {"hours": "{} jam", "points": "poin"})
HOSTILE = "</script><img src=x onerror=document.title='owned'> & \"co\""


class Shop:
    """A file with marts, and the reports made of it."""

    def __init__(self, file: Path, folder: Path, target: Path) -> None:
        self.file = file
        self.folder = folder
        self.target = target

    @classmethod
    def of(cls, warehouse: Path, folder: Path) -> Shop:
        """The shop of a built warehouse. A copy: pytest's own process may still hold what dbt built in it."""
        for file in (warehouse, warehouse.with_name(f"{warehouse.name}.wal")):
            if file.exists():
                shutil.copy(file, folder / file.name.replace(warehouse.name, "marts.duckdb"))
        return cls(folder / "marts.duckdb", folder, warehouse.parent / "target")

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.file), read_only=True) as connection:
            connection.execute("use marts")
            return connection.execute(query).fetchall()

    def report(self, language: str = "en", *arguments: str) -> Path:
        output = self.folder / f"{language}.html"
        places = ["--warehouse", str(self.file), "--output", str(output), "--project-dir", str(PROJECT)]
        result = CliRunner(env={"DBT_TARGET_PATH": str(self.target)}).invoke(
            cli.main, ["report", "--language", language, *places, *arguments]
        )
        assert result.exit_code == 0, result.output
        return output


def running_shop(demo: Path, folder: Path) -> Shop:
    """The marts alone, as they are served, in the middle of a month, with a channel that tries to break the page."""
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute(f"attach '{demo}' as demo (read_only)")
        connection.execute("create schema marts; use marts.marts")
        for mart in NEEDED:
            connection.execute(f"create table {mart} as from demo.marts.{mart}")
        connection.execute("delete from calendar where day > date '2025-12-18'")
        for mart in ("kpis_by_month", "kpis_by_channel", "lifecycle_stages_by_month", "feedback_by_month"):
            connection.execute(f"update {mart} set is_complete = false where month = date '2025-12-01'")
        connection.execute(
            "update cohort_retention_by_month set is_complete = false "
            "where cohort_month + to_months(cast(period_number as integer)) >= date '2025-12-01'"
        )
        for mart in ("kpis_by_channel", "cohort_retention_by_channel"):
            connection.execute(
                f"update {mart} set acquisition_channel = ? where acquisition_channel = 'referral'", [HOSTILE]
            )
        connection.execute(
            "comment on table kpis_by_month is "
            "'One row.\n\nBuild b-1 of 2025-12-19T03:00:11.5Z, data up to 2025-12-18.'"
        )
    return Shop(folder / "marts.duckdb", folder, folder / "target")


def changed_shop(shop: Shop, folder: Path, statements: str) -> Shop:
    """The marts of another shop alone, with something changed."""
    file = folder / "changed.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"attach '{shop.file}' as original (read_only)")
        connection.execute("create schema marts; use marts")
        for mart in NEEDED:
            connection.execute(f"create table {mart} as from original.marts.{mart}")
        connection.execute(statements)
    return Shop(file, folder, folder / "target")
