"""After a build has forgotten people: no old page, copy or log keeps them, and who else still does is told."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import duckdb

from retensi.dbt_target import read_query
from retensi.duckdb_files import attached
from retensi.erasure_search import LONG, Found, files_below, names_anybody, search_database, search_parquet
from retensi.errors import RetensiError
from retensi.export import control
from retensi.locks import lock_holder
from retensi.publish.command import FILE, PARQUET, Places
from retensi.publish.parquet import BUILDS, CURRENT, served_build
from retensi.sql_text import sql_identifier
from retensi.whole_files import fsync, remove, swap, unfinished

# Who asked to be forgotten, in the clear, as the build found it in the inputs; and the files and tables of these.
QUESTION = """
{{ retensi.with_erased_people() }}
select distinct
    'identifier' as kind,
    identifier as name,
    case
        when identifiers.kind = 'customer'
            then {{ retensi.erased_pseudonym(retensi.erased_identifier('customer', 'identifier')) }}
    end as pseudonym
from identifiers
where identifier is not null
{% for prefix in retensi.prefixes_of_sources() %}
union all select 'written', substr(identifier, {{ prefix | length + 1 }}), null from identifiers
where substr(identifier, 1, {{ prefix | length }}) = '{{ prefix }}'
{% endfor %}
{% for input in retensi.input_contract() %}
    {% set source = retensi.input_source(input) %}
    {% if source.kind == 'demo' %}
union all select 'table', '{{ ref('retensi', 'demo_' ~ input) }}', null
    {% endif %}
    {% for part in source.parts %}
union all select '{{ 'file' if source.kind == 'files' else 'table' }}', '{{ part.name | replace("'", "''") }}', null
    {% endfor %}
{% endfor %}
"""


class ErasureError(RetensiError):
    """Somebody who asked to be forgotten is still in the warehouse or in what is served."""


@dataclass(frozen=True)
class Erased:
    """What was done, and what is left to others.

    Attributes:
        identifiers: number of customer ids, mail addresses, phones and visitor ids looked for.
        before: bytes of the warehouse before it was rewritten.
        after: bytes of it now.
        removed: files and folders that named somebody and are gone.
        mended: files of control groups, which `retensi export` wrote, in which pseudonyms now stand for somebody.
        left: files and tables that name somebody and belong to others: landing, exports, backups.
    """

    identifiers: int
    before: int = 0
    after: int = 0
    removed: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass
class _Asked:
    """The identifiers of those who asked, and the files and tables (``schema.table``) that inputs come from.

    ``written`` are ids without the prefix of their source, as the files of a mapping have them; ``pseudonyms`` are by
    customer id.
    """

    identifiers: set[str] = field(default_factory=set)
    pseudonyms: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def erase(
    project: Path,
    where: Places,
    environment: Mapping[str, str],
    options: Sequence[str] = (),
    *,
    logs: Path | None = None,
) -> Erased:
    """Rewrite the warehouse without what was erased, remove what still names these people, and list what others hold.

    Args:
        project: Folder of the dbt project.
        where: Warehouse, dbt's target folder and the folder of the served copies.
        environment: ``DBT_LOG_PATH`` counts as in a build.
        options: dbt's options of the build, such as ``--vars``.
        logs: Folder of dbt's logs, where it is another one.

    Raises:
        TargetError: dbt cannot read the inputs.
        ErasureError: the warehouse or what is served still holds somebody, or cannot be rewritten; nothing was changed.
    """
    asked = _ask(project, options)
    identifiers = asked.identifiers
    if not identifiers:
        return Erased(0)
    folder = where.serving / PARQUET
    served = [where.serving / FILE, *sorted((folder / CURRENT).glob("*.parquet"))]
    try:
        _refuse_served([file for file in served if _holds(file, identifiers)])
    except (duckdb.Error, OSError) as error:
        raise ErasureError(
            f"What is served cannot be read: {str(error).splitlines()[0]}",
            "served copies that this user may read and nobody else writes",
            "change their permissions or end who writes to them, then run this again",
        ) from error
    before, after, landed = _rewrite(where.warehouse, identifiers, asked.tables)
    logs = project / (logs or environment.get("DBT_LOG_PATH", "logs"))
    ours = [file for file in files_below([where.target, logs]) if _names(file, identifiers)]
    ours += [build for build in _former_builds(folder) if any(_holds(file, identifiers) for file in build.iterdir())]
    for path in ours:
        _remove(path)
    looked_at = {file.resolve() for file in [*served, *asked.files, where.warehouse]}
    others = [
        file
        for file in files_below([where.warehouse.parent])
        if file.resolve() not in looked_at and _names_or_holds(file, identifiers)
    ]
    mended = [str(file) for file in asked.files if control.forget(file, asked.pseudonyms)]
    written = identifiers | asked.written
    left = [str(file) for file in [*filter(lambda file: _names_or_holds(file, written), asked.files), *others]]
    return Erased(len(identifiers), before, after, tuple(map(str, ours)), tuple(mended), (*landed, *left))


def _ask(project: Path, options: Sequence[str]) -> _Asked:
    """Ask dbt, in a process of its own: in this one it would keep the warehouse open, which could not be replaced."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        answer = pool.submit(read_query, QUESTION, project, options).result()
    asked = _Asked()
    for kind, name, pseudonym in zip(answer["kind"], answer["name"], answer["pseudonym"], strict=True):
        if kind == "identifier":
            asked.identifiers.add(name)
            if pseudonym:
                asked.pseudonyms[name] = pseudonym
        elif kind == "written":
            asked.written.add(name)
        elif kind == "file":
            if project / name not in asked.files:
                asked.files.append(project / name)
        else:
            asked.tables.append(".".join(name.replace('"', "").split(".")[-2:]))
    return asked


def _rewrite(warehouse: Path, identifiers: set[str], landed: Sequence[str]) -> tuple[int, int, list[str]]:
    """Copy the warehouse into a new file, which has no old pages, and put it into its place.

    Returns:
        Bytes before and after, and the tables of inputs in it that name somebody.
    """
    if not warehouse.is_file():
        raise ErasureError(
            f"There is no warehouse {warehouse}.",
            "the file of a build",
            "run `uv run dbt build`, or set RETENSI_WAREHOUSE",
        )
    copy = unfinished(warehouse)
    # Views name the database they are in, which DuckDB calls after the file.
    name = warehouse.stem
    try:
        with attached(warehouse, name) as connection:
            found = search_database(connection, name, identifiers)
            still = [each for each in found if each.table not in landed]
            if still:
                raise _still_there(f"The warehouse {warehouse}", still)
            with attached(copy, "rewritten", to=connection, writes=True):
                connection.execute(f"copy from database {sql_identifier(name)} to rewritten")
                connection.execute("checkpoint rewritten")
            copy.chmod(warehouse.stat().st_mode)
            fsync(copy)
            before, after = warehouse.stat().st_size, copy.stat().st_size
            # Still attached: no build can begin before the new file is in place.
            remove(warehouse.with_name(f"{warehouse.name}.wal"))
            swap(copy, warehouse)
    except (duckdb.Error, OSError) as error:
        holder = lock_holder(str(error))
        raise ErasureError(
            f"The warehouse {warehouse} is locked by {holder}."
            if holder
            else f"The warehouse {warehouse} cannot be rewritten: {str(error).splitlines()[0]}",
            "a warehouse that nobody is writing to, in a folder that this user may write, with room for a second one",
            "wait until that process is done, or end it; else make room or change the folder's permissions",
        ) from error
    finally:
        remove(copy)
        remove(copy.with_name(f"{copy.name}.wal"))
    return before, after, sorted({each.table for each in found if each.table in landed})


def _remove(path: Path) -> None:
    try:
        remove(path)
    except OSError as error:
        raise ErasureError(
            f"{path} names people who asked to be forgotten and cannot be removed: {error.strerror or error}",
            "files that this user may remove",
            "change the permissions of its folder, then run this again",
        ) from error


def _refuse_served(files: Sequence[Path]) -> None:
    if files:
        raise ErasureError(
            f"What is served still holds people who asked to be forgotten: {', '.join(map(str, files[:3]))}.",
            "copies of a build that came after their requests",
            "run `uv run dbt build && uv run retensi publish`, then this again",
        )


def _still_there(what: str, found: Sequence[Found]) -> ErasureError:
    columns = ", ".join(f"{each.table}.{each.column} ({each.rows} rows)" for each in found[:5])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return ErasureError(
        f"{what} still holds people who asked to be forgotten: {columns}{more}.",
        "a build that came after their requests, with the same options",
        "run `uv run dbt build`, then this again",
    )


def _former_builds(folder: Path) -> list[Path]:
    """Give the folders of the builds whose Parquet files are kept beside the served ones."""
    builds = sorted((folder / BUILDS).iterdir()) if (folder / BUILDS).is_dir() else []
    return [build for build in builds if build.is_dir() and build.name != served_build(folder)]


def _names_or_holds(file: Path, identifiers: set[str]) -> bool:
    try:
        return _holds(file, identifiers) or _names(file, identifiers)
    except (duckdb.Error, OSError):
        # What cannot be read as what it seems to be is looked through byte by byte.
        return _names(file, identifiers)


def _holds(file: Path, identifiers: set[str]) -> bool:
    """Say whether a DuckDB or Parquet file has an identifier in a column; False for other files."""
    if not file.is_file():
        return False
    if file.suffix == ".parquet":
        return bool(search_parquet(file, identifiers))
    if file.suffix == ".duckdb":
        with attached(file, "looked_at") as connection:
            return bool(search_database(connection, "looked_at", identifiers))
    return False


def _names(file: Path, identifiers: set[str]) -> bool:
    """Say whether a file has an identifier in its bytes that is long enough not to be there by chance."""
    long = {each for each in identifiers if len(each) >= LONG}
    return os.access(file, os.R_OK) and names_anybody(file, long)
