"""The marts as Parquet files: a folder per build with a manifest, and a link to the one that is served."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from retensi.publish.build import Mart
from retensi.publish.errors import PublishError
from retensi.publish.files import sha256
from retensi.publish.source import DEMO
from retensi.publish.warehouse import Warehouse
from retensi.sql_text import sql_literal
from retensi.whole_files import fsync, remove, swap, unfinished

CURRENT = "current"
BUILDS = "builds"
MANIFEST = "manifest.json"
# What publishing calls the folder of a build: when it was published (UTC) and the beginning of dbt's name for it.
NAME = re.compile(r"\d{8}T\d{12}Z-[0-9a-z-]{1,8}")
MOMENT = "%Y%m%dT%H%M%S%fZ"


def refuse_foreign_folder(folder: Path) -> None:
    """Stop where the link to replace is something else.

    Args:
        folder: Where the Parquet files go.

    Raises:
        PublishError: there is a file or folder in its place.
    """
    link = folder / CURRENT
    if link.exists() and not link.is_symlink():
        raise PublishError(
            f"{link} is no link.", "none, or one that an earlier publish made", "move it away, or publish elsewhere"
        )


def prepare(warehouse: Warehouse, folder: Path, step: Callable[[str], None]) -> Path:
    """Write the files of a build and their manifest beside the builds that are served.

    Args:
        warehouse: What to copy from.
        folder: Where Parquet files are served.
        step: Called with the name of each mart before it is copied.

    Returns:
        The folder that is ready to be served.
    """
    (folder / BUILDS).mkdir(parents=True, exist_ok=True)
    prepared = unfinished(folder / BUILDS / "next")
    prepared.mkdir()
    files = {mart.name: _write(warehouse, mart, prepared, step) for mart in warehouse.build.marts}
    manifest = {
        "build": warehouse.build.invocation_id,
        "generated_at": warehouse.build.generated_at,
        "as_of": warehouse.as_of,
        "source": warehouse.source,
        "retensi": version("retensi"),
        "marts": files,
    }
    file = prepared / MANIFEST
    file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    fsync(file)
    fsync(prepared)
    return prepared


def serve(prepared: Path, folder: Path, invocation_id: str, kept: int) -> None:
    """Let ``current`` lead to the files of a build, and remove the builds that nobody reads any more.

    Args:
        prepared: The folder of the build.
        folder: Where Parquet files are served.
        invocation_id: The build, as dbt calls it.
        kept: So many builds stay, the newest. The one that is replaced stays in any case: readers may be in the middle
            of it.
    """
    builds = folder / BUILDS
    replaced = served_build(folder)
    name = f"{_moment(builds):{MOMENT}}-{invocation_id[:8]}"
    prepared.rename(builds / name)
    fsync(builds)
    link = unfinished(folder / CURRENT)
    link.symlink_to(Path(BUILDS, name))
    swap(link, folder / CURRENT)
    for old in _published(builds)[kept:]:
        if old not in (name, replaced):
            remove(builds / old)


def serves_demo(folder: Path) -> bool | None:
    """Say whether the build that ``current`` leads to is one of the demo shop; None where it leads to none."""
    try:
        return bool(json.loads((folder / CURRENT / MANIFEST).read_text(encoding="utf-8")).get("source") == DEMO)
    except FileNotFoundError:
        return None


def _published(builds: Path) -> list[str]:
    """Give the names of the builds that were published, the newest first."""
    return sorted((entry.name for entry in builds.iterdir() if NAME.fullmatch(entry.name)), reverse=True)


def _moment(builds: Path) -> datetime:
    """Give the moment to call a build after: now, or just after the newest one where the clock is behind that."""
    moment = datetime.now(UTC)
    for name in _published(builds)[:1]:
        newest = datetime.strptime(name.partition("-")[0], MOMENT).replace(tzinfo=UTC)
        moment = max(moment, newest + timedelta(microseconds=1))
    return moment


def _write(warehouse: Warehouse, mart: Mart, folder: Path, step: Callable[[str], None]) -> dict[str, Any]:
    """Write one mart and describe its file."""
    step(mart.name)
    file = folder / f"{mart.name}.parquet"
    options = "format parquet, compression zstd"
    copy = f"copy ({warehouse.query(mart)}) to {sql_literal(str(file))} ({options})"
    [(rows,)] = warehouse.connection.execute(copy).fetchall()
    fsync(file)
    return {
        "file": file.name,
        "rows": rows,
        "bytes": file.stat().st_size,
        "sha256": sha256(file),
        "description": mart.description,
        "columns": [{"name": name, "type": type_} for name, type_ in warehouse.columns[mart.name].items()],
    }


def served_build(folder: Path) -> str | None:
    """Give the folder name of the build that ``current`` leads to, or None before the first one."""
    link = folder / CURRENT
    return link.readlink().name if link.is_symlink() else None
