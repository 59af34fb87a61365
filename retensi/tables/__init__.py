"""Tables on an engine other than DuckDB: landed files are written as such, and a shop's own ones are read.

Each engine is a module named like the adapter's type, with what `Engine` says.
"""

import os
from argparse import Namespace
from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from retensi.errors import RetensiError

# Written beside each table, so that no load replaces a table of somebody else.
MARK = "Example data written by retensi load; the next load into this schema replaces it."


class Engine(Protocol):
    """The module of an engine. A cursor is what its `connection` gives; credentials are those of dbt's profile."""

    NAME: str

    def refusal(self) -> type[Exception] | tuple[type[Exception], ...]:
        """Give the errors of a server that is not there or refuses."""

    def connection(self, credentials: Any) -> AbstractContextManager[Any]:
        """Connect as dbt does and give a cursor."""

    def sql_identifier(self, name: str) -> str:
        """Quote a name."""

    def inputs_found(self, cursor: Any, schema: str) -> dict[str, bool]:
        """Give the inputs that a schema holds, by name, with whether a load wrote them."""

    def write_table(self, cursor: Any, table: str, file: Path) -> None:
        """Make a table and fill it with the rows of a file."""

    def begin_reading(self, cursor: Any) -> None:
        """See to it that nothing is written from here on."""

    def schemas(self, cursor: Any) -> list[str]:
        """Give the schemas."""

    def tables(self, cursor: Any, schema: str) -> list[str]:
        """Give the tables and views of a schema."""

    def columns(self, cursor: Any, schema: str, table: str) -> dict[str, str]:
        """Give the columns of a table with their types."""

    def send_rows(
        self, cursor: Any, schema: str, table: str, given: Mapping[str, str], first_rows: int | None, into: BinaryIO
    ) -> None:
        """Write the rows of a table as CSV."""


class TablesError(RetensiError):
    """Tables cannot be written or read on a target."""


def write_tables(folder: Path, schema: str, project: Path, target: str | None) -> str:
    """Write each ``<input>.parquet`` of a folder as a table of a schema, in place of what an earlier load left there.

    Args:
        folder: Folder with Parquet files.
        schema: Schema, which is made if it is not there.
        project: Folder of the dbt project, whose profile names the engine.
        target: dbt target; the profile's own where it is left out.

    Returns:
        The name of the target.

    Raises:
        TablesError: There is no such target, its engine takes no tables or cannot be reached, or the schema holds
            tables under these names that no load has written.
    """
    profile = profile_of(project, target)
    engine = profile.credentials.type
    if find_spec(f"{__name__}.{engine}") is None:
        raise TablesError(
            f"The dbt target {profile.target_name} is on {engine}, into which no example data is loaded.",
            "a target on PostgreSQL or Spark",
            "leave out --target: on DuckDB a build reads the landed files",
        )
    files = {file.stem: file for file in sorted(folder.glob("*.parquet"))}
    _write(engine_of(engine), profile.credentials, schema, files)
    return str(profile.target_name)


def engine_of(name: str) -> Engine:
    """Give the module of an engine, by the adapter's type."""
    return cast(Engine, import_module(f"{__name__}.{name}"))


def _write(engine: Engine, credentials: Any, schema: str, files: Mapping[str, Path]) -> None:
    """Write Parquet files, by table name, with the module of an engine; the inputs of an earlier load go."""
    try:
        with engine.connection(credentials) as cursor:
            cursor.execute(f"create schema if not exists {engine.sql_identifier(schema)}")
            found = engine.inputs_found(cursor, schema)
            if others := sorted(name for name, is_ours in found.items() if not is_ours):
                raise TablesError(
                    f"The schema {schema} holds tables that no load has written: {', '.join(others)}.",
                    "a schema that does not exist, or holds no inputs but those of an earlier load",
                    "name another schema with --schema",
                )
            for name in found:
                cursor.execute(f"drop table {engine.sql_identifier(schema)}.{engine.sql_identifier(name)}")
            for name, file in files.items():
                engine.write_table(cursor, f"{engine.sql_identifier(schema)}.{engine.sql_identifier(name)}", file)
    except engine.refusal() as error:
        raise TablesError(
            f"{engine.NAME} cannot take the tables: {error}",
            "an engine that dbt reaches, and a user who may make schemas and tables",
            "try `uv run dbt debug` with the same --target",
        ) from error


def profile_of(project: Path, target: str | None, environment: Mapping[str, str] | None = None) -> Any:
    """Read the profile as dbt does, so that a target means the same everywhere.

    Args:
        project: Folder of the dbt project.
        target: dbt target; the profile's own where it is left out.
        environment: Environment variables; those of this process where they are not given.

    Raises:
        TablesError: There is no such target, or its adapter is not installed.
    """
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context
    from dbt_common.exceptions import DbtBaseException

    given = dict(os.environ if environment is None else environment)
    folder = given.get("DBT_PROFILES_DIR") or (project if (project / "profiles.yml").exists() else None)
    set_invocation_context(given)
    set_from_args(Namespace(profiles_dir=str(folder or Path.home() / ".dbt")), None)
    try:
        return load_profile(str(project), {}, target_override=target)
    except DbtBaseException as error:
        raise TablesError(
            f"The dbt target cannot be used: {error}",
            "a target of profiles.yml, with its adapter installed",
            "see docs/engines.md for the extras and environment variables of each engine",
        ) from error
