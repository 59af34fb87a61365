"""``retensi dictionary``."""

from pathlib import Path

import click

from retensi.cli.options import PROJECT


@click.command()
@PROJECT
def dictionary(project: Path) -> None:
    """Write the data dictionary, docs/data_dictionary.md and docs/kamus_data.md, from the YAML of the marts.

    And docs/input_dictionary.md from the input contract, the table in docs/vars.md from macros/settings/known_vars.sql,
    and docs/retensi.schema.json.
    Indonesian names stand in retensi/glossary.csv, and in columns_id.csv and marts_id.csv of retensi/dictionary; a new
    column needs one.
    """
    from retensi.dictionary.pages import dictionary_pages

    for path, text in dictionary_pages(project).items():
        path.write_text(text, encoding="utf-8")
        click.echo(f"{path}: {text.count(chr(10)):,} lines")
