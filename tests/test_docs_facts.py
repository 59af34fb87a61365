"""What the docs say of the project itself is so: named files exist, links lead somewhere, tables are tables."""

import re
from pathlib import Path

from tests.dbt_project import PROJECT

# Names of files and folders of the project, as texts write them; with a star or a bracket they stand for several.
NAMED = re.compile(
    r"(?<![\w/.:~-])((?:tests|models|macros|seeds|orchestration|benchmarks|bi|docs)/[\w./-]*\w|retensi/[\w./-]*\w\.py)"
    r"(?![\w*<{(]|/[*<{])"
)
LINK = re.compile(r"\]\(((?!https?:)[^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES += sorted((PROJECT / "docs").glob("*.md"))
PAGES_BY_NAME = {page.name: page for page in PAGES}


def texts() -> list[Path]:
    """Docs, and YAML, SQL and Python with what they say of other files."""
    found = [*PAGES, PROJECT / "dbt_project.yml"]
    for folder, kinds in (("models", ("yml", "sql")), ("macros", ("yml", "sql")), ("tests/data", ("sql", "yml"))):
        for kind in kinds:
            found += sorted((PROJECT / folder).rglob(f"*.{kind}"))
    return found


def test_files_that_are_named_exist() -> None:
    missing = [
        (file.relative_to(PROJECT).as_posix(), name)
        for file in texts()
        for name in sorted({match[1].rstrip(".") for match in NAMED.finditer(file.read_text(encoding="utf-8"))})
        if not any((PROJECT / f"{name}{end}").exists() for end in ("", ".py"))
    ]
    assert missing == []


def anchor(heading: str) -> str:
    """Give the anchor of a heading, as code hosts make it."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def leads_somewhere(link: str, page: Path) -> bool:
    name, _, part = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or not part or target.suffix != ".md":
        return target.exists()
    return part in {anchor(heading) for heading in HEADING.findall(target.read_text(encoding="utf-8"))}


def test_links_lead_somewhere() -> None:
    links = [(page.name, link) for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert len(links) > 100
    assert [(name, link) for name, link in links if not leads_somewhere(link, PAGES_BY_NAME[name])] == []


def test_a_description_says_view_or_table_as_it_is_configured(manifest: dict) -> None:
    wrong = []
    for node in manifest["nodes"].values():
        said = re.search(r"\b(?:A|It is a|is a) (view|table)\.", node.get("description") or "")
        if node["resource_type"] == "model" and said:
            is_view = node["config"]["materialized"] == "view"
            if is_view != (said[1] == "view"):
                wrong.append(node["name"])
    assert wrong == []


def test_names_of_tests_fit_a_line(manifest: dict) -> None:
    # dbt writes each on a line of its log; what it makes up of the arguments may take hundreds of characters.
    names = [node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    assert [name for name in names if len(name) > 80] == []
