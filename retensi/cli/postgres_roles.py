"""``retensi postgres-roles``."""

import click


@click.command("postgres-roles")
@click.option("--database", metavar="NAME", required=True, help="The database, which holds nothing else.")
@click.option(
    "--build", "builder", metavar="ROLE", default="retensi", show_default=True, help="Who builds or publishes."
)
@click.option(
    "--read", "readers", metavar="ROLE", multiple=True, required=True, help="Who reads the marts; may repeat."
)
@click.option("--inputs", metavar="SCHEMA", multiple=True, help="Schema of input tables; may repeat.")
def postgres_roles(database: str, builder: str, readers: tuple[str, ...], inputs: tuple[str, ...]) -> None:
    r"""Print the SQL that makes the roles for building and reading in a PostgreSQL database.

    The builder makes its own schemas and reads the inputs. Readers see the schema marts and nothing else, and write
    nothing; what they may read is granted by each build (RETENSI_POSTGRES_READER) or publish
    (RETENSI_PUBLISH_POSTGRES_ROLES). No password is printed: set them with \password in psql.

    \b
    Example:
      uv run retensi postgres-roles --database shop --read bi --inputs raw | psql -d shop

    Exit codes: 0 success, 1 a failure, 2 wrong usage.
    """
    from retensi.roles import roles_sql

    click.echo(roles_sql(database, builder, readers, inputs), nl=False)
