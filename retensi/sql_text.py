"""Names and texts as SQL has them."""

import re


def sql_identifier(name: str) -> str:
    """Write a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def sql_literal(value: str) -> str:
    """Write a text as SQL; on PostgreSQL with standard_conforming_strings, which is its default."""
    return "'" + value.replace("'", "''") + "'"


def without_values(error: Exception) -> str:
    """Give the first line of what an engine says, without what stands in quotes, which may be a value of a row."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "…", str(error).strip().splitlines()[0])
