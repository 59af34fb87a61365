"""Publish a build: prepare every copy, then put all of them into place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb

from retensi.publish import parquet, postgres, serving_file
from retensi.publish.build import Build, read_build
from retensi.publish.errors import PublishError
from retensi.publish.files import one_at_a_time
from retensi.publish.postgres_session import Destination
from retensi.publish.source import refuse_demo
from retensi.publish.warehouse import open_warehouse
from retensi.whole_files import UNFINISHED, remove, swap

FILE = "retensi.duckdb"
PARQUET = "parquet"
# Fewer would remove the build that readers may be in the middle of.
FEWEST_KEPT = 2


@dataclass(frozen=True)
class Places:
    """Where a publish reads from and writes to.

    Attributes:
        warehouse: the DuckDB file of the build.
        target: dbt's target folder of the build.
        serving: the folder to publish into.
    """

    warehouse: Path
    target: Path
    serving: Path


@dataclass(frozen=True)
class Published:
    """What is served now.

    Attributes:
        invocation_id: the build, as dbt calls it.
        as_of: last day the marts know (ISO 8601), or None.
        marts: number of marts.
        file: the serving file.
        folder: the folder of the Parquet files; ``current`` in it leads to those of this build.
        in_postgres: whether the marts are in PostgreSQL too.
    """

    invocation_id: str
    as_of: str | None
    marts: int
    file: Path
    folder: Path
    in_postgres: bool


def places(
    project: Path, environment: Mapping[str, str], target: Path | None = None, serving: Path | None = None
) -> Places:
    """Say where a publish reads and writes; like dbt, from the project's folder on.

    Args:
        project: Folder of the dbt project.
        environment: ``RETENSI_WAREHOUSE``, ``DBT_TARGET_PATH`` and ``RETENSI_SERVING`` count as in a build.
        target: dbt's target folder, where it is another one.
        serving: The folder to publish into, where it is another one.
    """
    return Places(
        warehouse=project / environment.get("RETENSI_WAREHOUSE", "data/warehouse.duckdb"),
        target=project / (target or environment.get("DBT_TARGET_PATH", "target")),
        serving=project / (serving or environment.get("RETENSI_SERVING", "data/serving")),
    )


def publish(
    where: Places,
    database: Destination | None = None,
    *,
    kept: int = 3,
    replaces: bool = False,
    progress: Callable[[int, int, str], None] = lambda done, total, step: None,
) -> Published:
    """Serve the marts of a build. Every copy is whole before the first is put into place.

    Args:
        where: What to publish, and the folder to publish into.
        database: The PostgreSQL database to publish into as well, or None.
        kept: Number of builds whose Parquet files stay, 2 or more.
        replaces: Whether the demo shop may take the place of another shop that is served.
        progress: Called with the number of finished steps, the number of all steps and the step that comes next.

    Returns:
        What is served now.

    Raises:
        PublishError: the build may not be published or a copy cannot be written. Unless the message says otherwise,
            what was served before still is.
    """
    build = read_build(where.target)
    total = len(build.marts) * (3 if database else 2) + (3 if database else 2)
    done = 0

    def step(name: str) -> None:
        nonlocal done
        progress(done, total, name)
        done += 1

    try:
        with one_at_a_time(where.serving):
            _remove_leftovers(where.serving)
            try:
                return _publish(where, build, database, kept, replaces, step)
            finally:
                _remove_leftovers(where.serving)
    except (OSError, duckdb.Error) as error:
        raise PublishError(
            f"The marts cannot be written to {where.serving}: {str(error).splitlines()[0]}",
            "a folder that this user may write, on a disk with room for the marts three times",
            "make room or change its permissions, then publish again",
        ) from error


def _publish(
    where: Places,
    build: Build,
    database: Destination | None,
    kept: int,
    replaces: bool,
    step: Callable[[str], None],
) -> Published:
    """Prepare every copy, then put them into place one after the other."""
    file, folder = where.serving / FILE, where.serving / PARQUET
    with ExitStack() as stack:
        warehouse = stack.enter_context(open_warehouse(where.warehouse, build))
        serving_file.refuse_foreign_file(file, where.warehouse)
        parquet.refuse_foreign_folder(folder)
        if not replaces:
            refuse_demo(warehouse.source, str(file), serving_file.serves_demo(file))
            refuse_demo(warehouse.source, str(folder), parquet.serves_demo(folder))
        new_file = serving_file.prepare(warehouse, file, step)
        new_folder = parquet.prepare(warehouse, folder, step)
        if database:
            load = stack.enter_context(postgres.loaded(warehouse, database, where.serving, step, replaces=replaces))
            # First what is most likely to fail: then nothing has been replaced yet.
            step("into PostgreSQL")
            load.swap()
        step(f"into {file}")
        remove(file.with_name(f"{file.name}.wal"))
        swap(new_file, file)
        step(f"into {folder}")
        parquet.serve(new_folder, folder, build.invocation_id, max(kept, FEWEST_KEPT))
        step("")
        return Published(build.invocation_id, warehouse.as_of, len(build.marts), file, folder, database is not None)


def _remove_leftovers(serving: Path) -> None:
    """Remove what a publish that broke or was killed had in preparation."""
    for folder in (serving, serving / PARQUET, serving / PARQUET / parquet.BUILDS):
        for leftover in folder.glob(f".*{UNFINISHED}*"):
            remove(leftover)
