"""The pages of the data dictionary."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from retensi.dictionary.inputs import inputs_page
from retensi.dictionary.marts import FOLDERS, DictionaryError, Mart, read_marts, read_names
from retensi.front_door.schema import schema_page
from retensi.glossary import entry
from retensi.known_vars import vars_page

HERE = Path(__file__).parent
WRITTEN_BY = "<!-- Written by `uv run retensi dictionary` from models/marts and {names}. Do not edit. -->"
ENGLISH = {
    "core": "Who, what, when?",
    "lifecycle": "Where is everybody, and where do they move?",
    "cohorts": "Do those we won come back?",
    "kpis": "How did the month go?",
    "value": "Who is worth what, and what will they do next?",
    "funnels": "Where do people drop out?",
    "contacts": "Whom should we write to, about what?",
    "service": "How do we answer complaints, and what do people say?",
    "onboarding": "Do newcomers get going?",
    "loyalty": "Do points pay, and who speaks for us?",
    "campaigns": "Do campaigns pay?",
    "products": "What is bought, by whom and when?",
}
INDONESIAN = {
    "core": "Siapa, apa, kapan?",
    "lifecycle": "Di mana pelanggan kita, dan ke mana mereka pindah?",
    "cohorts": "Apakah pelanggan yang kita peroleh kembali?",
    "kpis": "Bagaimana bulan ini?",
    "value": "Siapa bernilai berapa, dan apa yang akan mereka lakukan?",
    "funnels": "Di mana orang berhenti?",
    "contacts": "Siapa yang perlu dihubungi, tentang apa?",
    "service": "Bagaimana keluhan dijawab, dan apa kata pelanggan?",
    "onboarding": "Apakah pelanggan baru mulai aktif?",
    "loyalty": "Apakah poin bermanfaat, dan siapa yang merekomendasikan kita?",
    "campaigns": "Apakah kampanye menguntungkan?",
    "products": "Apa yang dibeli, oleh siapa, dan kapan?",
}


def dictionary_pages(project: Path) -> dict[Path, str]:
    """Give the pages of the data dictionary, those of inputs and vars, and the schema of a mapping, by their paths.

    Args:
        project: The folder of ``dbt_project.yml``.

    Raises:
        DictionaryError: where a mart or column has no Indonesian name, or a name has no mart or column.
    """
    found = read_marts(project)
    return {
        project / "docs" / "data_dictionary.md": "\n".join(_english(found)) + "\n",
        project / "docs" / "kamus_data.md": "\n".join(_indonesian(found)) + "\n",
        **inputs_page(project),
        **vars_page(project),
        **schema_page(project),
    }


def _english(found: Sequence[Mart]) -> Iterator[str]:
    yield WRITTEN_BY.format(names="docs")
    yield "# Data dictionary"
    yield ""
    yield "Every mart and column, as dbt's YAML describes them. Numbers are defined in"
    yield "[metric_definitions.md](metric_definitions.md); Indonesian names are in [kamus_data.md](kamus_data.md)."
    for folder in FOLDERS:
        marts = [mart for mart in found if mart.folder == folder]
        yield ""
        yield f"## {ENGLISH[folder]}"
        yield ""
        yield " · ".join(f"[{mart.name}](#{mart.name})" for mart in marts)
        for mart in marts:
            yield ""
            yield f"### {mart.name}"
            yield ""
            yield mart.description
            yield ""
            yield "| column | type | meaning |"
            yield "| --- | --- | --- |"
            for column in mart.columns:
                yield f"| `{column.name}` | {column.data_type} | {_cell(column.description)} |"


def _indonesian(found: Sequence[Mart]) -> Iterator[str]:
    mart_names, column_names = read_names(HERE / "marts_id.csv"), read_names(HERE / "columns_id.csv")
    _check("marts_id.csv", {mart.name for mart in found}, set(mart_names))
    columns = {(mart.name, column.name) for mart in found for column in mart.columns}
    _check("columns_id.csv", {column for mart, column in columns if not entry(f"{mart}.{column}")}, set(column_names))
    yield WRITTEN_BY.format(names="retensi/glossary.csv, retensi/dictionary/*_id.csv")
    yield "# Kamus data"
    yield ""
    yield "Nama Indonesia untuk setiap mart dan kolomnya. Nama di gudang data tetap bahasa Inggris; arti lengkap tiap"
    yield "kolom ada di [data_dictionary.md](data_dictionary.md) (bahasa Inggris)."
    for folder in FOLDERS:
        yield ""
        yield f"## {INDONESIAN[folder]}"
        for mart in (mart for mart in found if mart.folder == folder):
            yield ""
            yield f"### {_name(mart.name, mart_names[mart.name]['nama'])}"
            yield ""
            yield f"[`{mart.name}`](data_dictionary.md#{mart.name}) · {mart_names[mart.name]['isi']}"
            yield ""
            yield "| kolom | nama |"
            yield "| --- | --- |"
            for column in mart.columns:
                named = column_names.get(column.name, {"nama": ""})["nama"]
                yield f"| `{column.name}` | {_name(f'{mart.name}.{column.name}', named)} |"


def _name(key: str, named: str) -> str:
    """Give the Indonesian name of a mart or ``mart.column``: the glossary's, else that of the catalogue."""
    known = entry(key)
    return known.indonesian if known else named


def _check(file: str, needed: set[str], named: set[str]) -> None:
    """Raise where the catalogue lacks a name or has one too many."""
    if needed != named:
        raise DictionaryError(
            f"{file} lacks {_list(needed - named)}, and names {_list(named - needed)} that is not there.",
            "a name for each mart and column that retensi/glossary.csv does not name, and no others",
            "mend the file in retensi/dictionary, then run `uv run retensi dictionary` again",
        )


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _cell(text: str) -> str:
    """Keep a text within its cell of a table."""
    return text.replace("|", "\\|")
