"""A session on the PostgreSQL database to publish into: its address, its errors, and what must not be in the way."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retensi.errors import MissingPackageError
from retensi.publish.build import SCHEMA
from retensi.publish.errors import BusyError, PublishError, UnreachableError
from retensi.publish.source import DEMO_MARK
from retensi.sql_text import sql_identifier

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812 - a class
    from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class

URI = "RETENSI_PUBLISH_POSTGRES"
ROLES = "RETENSI_PUBLISH_POSTGRES_ROLES"
# The comment of a schema that publishing may replace begins so.
MARK = "Published by retensi."
# Views that stand outside the marts and read them.
DEPENDENTS = """
select distinct format('%%I.%%I', outside.nspname, readers.relname) as name
from pg_depend
inner join pg_rewrite on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
inner join pg_class as readers on pg_rewrite.ev_class = readers.oid
inner join pg_namespace as outside on readers.relnamespace = outside.oid
inner join pg_class as marts on pg_depend.refclassid = 'pg_class'::regclass and pg_depend.refobjid = marts.oid
inner join pg_namespace as inside on marts.relnamespace = inside.oid
where inside.nspname = %s and outside.nspname <> %s
order by name
"""


@dataclass(frozen=True)
class Destination:
    """A database to publish into.

    Attributes:
        address: a libpq connection URI or string; it may hold a password and is shown nowhere.
        roles: who may read the marts.
        patience: seconds to wait for readers to let go of the marts that are to be replaced.
    """

    address: str = field(repr=False)
    roles: tuple[str, ...] = ()
    patience: float = 300.0


def destination(environment: Mapping[str, str]) -> Destination | None:
    """Give the database that the environment names, or None.

    Args:
        environment: ``RETENSI_PUBLISH_POSTGRES`` is a libpq connection URI; what it leaves out libpq takes from its own
            variables and password file. ``RETENSI_PUBLISH_POSTGRES_ROLES`` names the roles that read, comma separated.
    """
    if not environment.get(URI):
        return None
    roles = [role.strip() for role in environment.get(ROLES, "").split(",")]
    return Destination(environment[URI], tuple(role for role in roles if role))


def connect(where: Destination) -> Connection:
    """Connect to the database to publish into.

    Args:
        where: The database.

    Raises:
        MissingPackageError: the extra ``postgres`` is not installed.
        UnreachableError: the database does not answer or does not let this user in; the message holds no password.
        PublishError: its address cannot be read.
    """
    try:
        import psycopg2
        from psycopg2.extensions import make_dsn
    except ImportError as error:
        raise MissingPackageError(
            "The package 'psycopg2' is not installed.",
            f"it, where {URI} is set",
            "run `uv run --extra postgres retensi publish`",
        ) from error
    try:
        make_dsn(where.address, application_name="retensi publish")
    except psycopg2.Error:
        # The message of libpq would show the address, password included.
        raise PublishError(
            f"{URI} is no address that libpq reads.",
            "a URI such as postgresql://user:password@host:5432/database",
            "correct it; special characters in a password are written as %40 and the like",
        ) from None
    try:
        return psycopg2.connect(where.address, application_name="retensi publish")
    except psycopg2.OperationalError as error:
        raise UnreachableError(
            f"PostgreSQL cannot be reached: {_without_password(str(error).strip(), where.address)}",
            f"a database at the address in {URI}",
            "check that it is up, and the address, user and password",
        ) from None


def _without_password(message: str, address: str) -> str:
    from psycopg2.extensions import parse_dsn

    for secret in (parse_dsn(address).get("password"), os.environ.get("PGPASSWORD")):
        message = message.replace(secret, "***") if secret else message
    return message


@contextmanager
def explained() -> Iterator[None]:
    """Turn an error of PostgreSQL into one of ours, without the rows that its context may show."""
    import psycopg2

    try:
        yield
    except psycopg2.Error as error:
        lost = isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError) and error.pgcode is None
        raise (UnreachableError if lost else PublishError)(
            f"PostgreSQL refused the marts: {error.diag.message_primary or str(error).splitlines()[0]}.",
            "a database in which this user may create schemas, with room for the marts twice",
            "see docs/publishing.md, then publish again",
        ) from None


def refuse_what_is_in_the_way(cursor: Cursor, where: Destination) -> bool | None:
    """Stop before anything is loaded that could not be put into place.

    Args:
        cursor: On the database; the session keeps the lock that lets one publish in at a time.
        where: The database.

    Returns:
        Whether the demo shop is served there; None where nothing is.

    Raises:
        BusyError: another process is publishing into it.
        PublishError: a role does not exist, the schema is somebody else's, or views of others stand on it.
    """
    cursor.execute("select pg_try_advisory_lock(hashtext('retensi publish'))")
    [(is_free,)] = cursor.fetchall()
    if not is_free:
        raise BusyError(
            "Another process is publishing into PostgreSQL.", "one publish at a time", "wait until it is done"
        )
    cursor.execute(
        "select role from unnest(%s) as role where role not in (select rolname from pg_roles)", [[*where.roles]]
    )
    unknown = [role for (role,) in cursor.fetchall()]
    if unknown:
        raise PublishError(
            f"{ROLES} names roles that the database does not have: {', '.join(unknown)}.",
            "roles that exist",
            f"have them created (create role {sql_identifier(unknown[0])} login), or correct the name",
        )
    cursor.execute("select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", [SCHEMA])
    found = cursor.fetchone()
    if found and not (found[0] or "").startswith(MARK):
        raise PublishError(
            f"The database has a schema {SCHEMA} that no publish has made.",
            "none, or one that an earlier publish made",
            "publish into another database, or rename that schema",
        )
    cursor.execute(DEPENDENTS, [SCHEMA, SCHEMA])
    views = [name for (name,) in cursor.fetchall()]
    if views:
        raise PublishError(
            f"Views of others are built on the served marts: {', '.join(views)}.",
            "none: a view goes on reading the tables it was made on, that is the former build",
            "drop them and put the query into the BI tool, or the model into the project",
        )
    return DEMO_MARK in found[0] if found else None
