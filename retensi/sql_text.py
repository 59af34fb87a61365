"""Names and texts as SQL has them."""


def quoted(name: str) -> str:
    """Write a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Write a text as SQL; on PostgreSQL with standard_conforming_strings, which is its default."""
    return "'" + value.replace("'", "''") + "'"
