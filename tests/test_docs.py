"""dbt's docs are whole: everything is described, owned, and open to others only where it is meant to be."""

from collections import defaultdict
from pathlib import Path

from retensi.report.marts import QUERIES
from tests.dbt_project import marts, rows

# Engine's own variants of a dispatched macro are described with the macro.
VARIANTS = ("default__", "duckdb__", "postgres__", "spark__")


def ours(resources: dict) -> dict:
    """Leave out what belongs to dbt or the engines."""
    return {id_: node for id_, node in resources.items() if node["package_name"] == "retensi"}


def test_every_resource_is_described(manifest: dict) -> None:
    nodes = {id_: node for id_, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")}
    macros = {id_: node for id_, node in manifest["macros"].items() if not node["name"].startswith(VARIANTS)}
    others = [manifest[kind] for kind in ("sources", "exposures", "metrics", "semantic_models", "saved_queries")]
    resources = ours(nodes) | ours(macros) | {id_: node for kind in others for id_, node in ours(kind).items()}
    assert [id_ for id_, node in resources.items() if not (node.get("description") or "").strip()] == []


def test_every_column_is_described(manifest: dict, demo_warehouse: Path) -> None:
    nodes = {id_: node for id_, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")}
    ids = {(node["schema"], node["alias"]): id_ for id_, node in nodes.items()}
    found = rows(demo_warehouse, "select table_schema, table_name, column_name from information_schema.columns")
    built = {(ids[schema, table], name.lower()) for schema, table, name in found if (schema, table) in ids}

    readers = defaultdict(list)
    for id_, node in nodes.items():
        for read in node["depends_on"].get("nodes", []):
            readers[read].append(id_)

    def says(id_: str, column: str) -> bool:
        named = {name.lower(): given for name, given in nodes[id_]["columns"].items()}
        return bool(named.get(column, {}).get("description", "").strip())

    def goes_into(id_: str, column: str) -> bool:
        """Whether a model describes a column, or one that it goes on into under its name does."""
        if (id_, column) not in built:
            return False
        return says(id_, column) or any(goes_into(reader, column) for reader in readers[id_])

    def describes(id_: str, column: str) -> bool:
        """Whether a column is described on its way, from where it is born to the marts."""
        if (id_, column) not in built:
            return False
        read = nodes[id_]["depends_on"].get("nodes", [])
        return goes_into(id_, column) or any(describes(parent, column) for parent in read)

    def is_described(id_: str, column: str) -> bool:
        """Whether a mart describes a column itself, or a step, its mart or where it is from does."""
        if nodes[id_]["original_file_path"].startswith("models/marts/"):
            return says(id_, column)
        # What comes in is described where it is read.
        step, _, name = nodes[id_]["name"].partition("_")
        if step in ("received", "quarantined") and says(f"model.retensi.checked_{name}", column):
            return True
        return describes(id_, column)

    missing = [f"{nodes[id_]['name']}.{column}" for id_, column in built if not is_described(id_, column)]
    assert sorted(missing) == []


def test_every_argument_of_a_documented_macro_is_described(manifest: dict) -> None:
    arguments = {
        f"{node['name']}.{argument['name']}": argument["description"]
        for node in ours(manifest["macros"]).values()
        for argument in node["arguments"]
    }
    assert arguments
    assert [name for name, description in arguments.items() if not description.strip()] == []


def test_no_description_is_of_a_column_that_is_gone(manifest: dict, demo_warehouse: Path) -> None:
    found = set(
        rows(demo_warehouse, "select table_schema, table_name, lower(column_name) from information_schema.columns")
    )
    built = {key[:2] for key in found}
    described = [
        (node["schema"], node["alias"], name.lower())
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed") and (node["schema"], node["alias"]) in built
        for name in node["columns"]
    ]
    assert [".".join(key) for key in described if key not in found] == []


def test_tables_of_state_are_those_that_are_declared(manifest: dict, demo_warehouse: Path) -> None:
    built = {(node["schema"], node["alias"]) for node in manifest["nodes"].values() if "alias" in node}
    found = rows(
        demo_warehouse,
        "select table_schema, table_name, column_name from information_schema.columns where table_schema = 'inputs'",
    )
    declared = [
        (source["schema"], source["identifier"], name)
        for source in ours(manifest["sources"]).values()
        for name, column in source["columns"].items()
        if column["description"].strip()
    ]
    # Hooks make them, so that no contract of dbt would see one that is new, gone or has another column.
    assert sorted(declared) == sorted(key for key in found if key[:2] not in built)


def test_marts_alone_are_public_and_every_model_has_an_owner(manifest: dict) -> None:
    models = [node for node in ours(manifest["nodes"]).values() if node["resource_type"] == "model"]
    assert {node["name"] for node in models if node["access"] == "public"} == {
        node["name"] for node in models if node["original_file_path"].startswith("models/marts/")
    }
    owners = {group["name"] for group in manifest["groups"].values()}
    assert [node["name"] for node in models if node["group"] not in owners] == []
    # A group of nobody's models is one that was forgotten.
    assert owners == {node["group"] for node in models}


def test_exposures_name_what_is_read(manifest: dict, demo_warehouse: Path) -> None:
    read = {
        exposure["name"]: {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    assert read["serving"] == set(marts(demo_warehouse))
    assert read["report"] == {mart for mart, _ in QUERIES.values()}
