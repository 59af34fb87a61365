"""Who may build and who may read in a PostgreSQL database, as SQL that its owner runs.

Printed, not run: the owner reads what is about to change, and no owner's password comes near retensi. A role with
powers of its own is refused rather than cut down, since somebody else may rely on them.
"""

import re
from collections.abc import Sequence

from retensi.errors import RetensiError
from retensi.sql_text import sql_identifier, sql_literal

# A role that has one of these, or is a member of another role, may do more than its grants say.
POWERS = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")

PLAIN = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class RoleError(RetensiError):
    """The roles cannot be written down as they were named."""


def roles_sql(database: str, builder: str, readers: Sequence[str], inputs: Sequence[str] = ()) -> str:
    """Write the SQL that makes the roles, or gives them their rights anew.

    The builder makes schemas of its own in the database and reads the inputs. Readers may connect; what they may read
    is granted to them by each build or publish, and is the schema ``marts``. Nobody else gets in. Passwords are none
    of it.

    Args:
        database: The database, which holds nothing else.
        builder: The role that builds or publishes.
        readers: The roles that read the marts.
        inputs: Schemas of tables that are the inputs; they exist and belong to who runs the SQL.

    Raises:
        RoleError: a name would have to be quoted, or two roles have one name.
    """
    roles = [builder, *readers]
    for name in (database, *roles, *inputs):
        # dbt writes the names of roles into its grants as they are.
        if not PLAIN.fullmatch(name):
            raise RoleError(f"{name!r} cannot be a name here.", "small letters, digits, underscores", "rename it")
    if len(set(roles)) < len(roles):
        raise RoleError(f"A role is named twice: {', '.join(roles)}.", "a role of its own for each task", "rename one")
    lines = [
        "-- Run this in the database as its owner, who may create roles; again at any time.",
        "-- Passwords are set afterwards, with \\password in psql.",
        "begin;",
        f"revoke all on database {sql_identifier(database)} from public;",
        "revoke all on schema public from public;",
    ]
    for role in roles:
        lines += [*_made(role), f"revoke all on database {sql_identifier(database)} from {sql_identifier(role)};"]
    lines.append(
        f"grant connect, create, temporary on database {sql_identifier(database)} to {sql_identifier(builder)};"
    )
    for schema in inputs:
        lines += [
            f"revoke all on schema {sql_identifier(schema)} from public, {sql_identifier(builder)};",
            f"grant usage on schema {sql_identifier(schema)} to {sql_identifier(builder)};",
            f"grant select on all tables in schema {sql_identifier(schema)} to {sql_identifier(builder)};",
            f"alter default privileges in schema {sql_identifier(schema)} grant select on tables to"
            f" {sql_identifier(builder)};",
        ]
    for role in readers:
        lines += [
            f"grant connect on database {sql_identifier(database)} to {sql_identifier(role)};",
            f"alter role {sql_identifier(role)} in database {sql_identifier(database)} set"
            " default_transaction_read_only = on;",
        ]
    return "\n".join([*lines, "commit;", ""])


def _made(role: str) -> list[str]:
    """Write the SQL that makes a role where there is none, and stops where there is one with powers of its own."""
    named = f"rolname = {sql_literal(role)}"
    member = f"select from pg_auth_members inner join pg_roles on member = pg_roles.oid where {named}"
    return [
        "do $do$ begin",
        f"    if not exists (select from pg_roles where {named}) then create role {sql_identifier(role)} login;"
        " end if;",
        f"    if exists (select from pg_roles where {named} and ({' or '.join(POWERS)})) or exists ({member}) then",
        f"        raise exception '% may do more than its grants say', {sql_literal(role)};",
        "    end if;",
        "end $do$;",
    ]
