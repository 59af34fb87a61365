"""The project parsed once a shape in a run of the tests: to parse it takes dbt longer than to build a small shop."""

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import md5
from pathlib import Path

from dbt.constants import PARTIAL_PARSE_FILE_NAME
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder

from tests.unit_tests import OTHER_VARS

# Commands that take a parsed project and change nothing about it.
COMMANDS = ("build", "run", "test", "seed", "compile", "show")
# Of the vars and the variables of the environment, those that do not enter what is parsed, and those that say where it
# is built, which a parsed project is told. Of the first, test_unit_tests shows it.
NOT_PARSED_VARS = OTHER_VARS.keys()
NOT_PARSED = (
    *("RETENSI_WAREHOUSE", "RETENSI_REPLACE_SOURCE", "RETENSI_THREADS", "RETENSI_MEMORY"),
    *(f"RETENSI_POSTGRES_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "DATABASE")),
    *(f"RETENSI_SPARK_{name}" for name in ("HOST", "PORT", "USER", "SCHEMA")),
)
# Names the folder of a run. Its first process makes it and removes it at its end; those that it starts inherit it.
FOLDER = "PARSED_PROJECTS"
if FOLDER not in os.environ:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="retensi-parsed-")
    atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)


def shape_of(arguments: Sequence[str], variables: Mapping, environment: Mapping[str, str]) -> str | None:
    """Name what a parse depends on besides the files of the project; None where a command must parse by itself.

    A folder of inputs counts as given, whichever it is: only macros that run look into it.

    Args:
        arguments: the command and its arguments.
        variables: its vars.
        environment: environment variables set for it.
    """
    if arguments[0] not in COMMANDS or any(argument.startswith("--profile") for argument in arguments):
        return None
    target = arguments[arguments.index("--target") + 1] if "--target" in arguments else "duckdb"
    given = {
        name: bool(value) if name == "input_path" else value
        for name, value in variables.items()
        if name not in NOT_PARSED_VARS
    }
    seen = {
        name: value
        for name, value in {**os.environ, **environment}.items()
        if name.startswith(("RETENSI_", "DBT_")) and name not in NOT_PARSED
    }
    if seen.get("RETENSI_INPUT_PATH"):
        seen["RETENSI_INPUT_PATH"] = "given"
    said = json.dumps([target, given, seen], sort_keys=True, default=str)
    return md5(said.encode(), usedforsecurity=False).hexdigest()


def parsed(shape: str, environment: Mapping[str, str]) -> Manifest | None:
    """Give the project as it was parsed earlier in this run of the tests, for a place of its own.

    Args:
        shape: what :func:`shape_of` gave.
        environment: environment variables that say where: the warehouse, the database or the schema.

    Returns:
        A manifest that nobody else has, or None where this shape was not parsed yet.
    """
    kept = _kept(shape)
    if not kept.is_file():
        return None
    manifest = Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
    known = manifest.nodes["model.retensi.customers"]
    database = Path(environment.get("RETENSI_WAREHOUSE", "")).stem or environment.get("RETENSI_POSTGRES_DATABASE")
    if database:
        _rename(manifest, ("database",), known.database, database)
    elif "RETENSI_SPARK_SCHEMA" in environment:
        before = known.schema.removesuffix("_marts")
        _rename(manifest, ("schema", "schema_name"), before, environment["RETENSI_SPARK_SCHEMA"])
    manifest.build_flat_graph()
    return manifest


def keep(shape: str, target: Path) -> None:
    """Keep what dbt left of a parse in a target folder, for the next command of this shape."""
    kept = _kept(shape)
    if (target / PARTIAL_PARSE_FILE_NAME).is_file() and not kept.exists():
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_bytes((target / PARTIAL_PARSE_FILE_NAME).read_bytes())
        aside.replace(kept)


def _kept(shape: str) -> Path:
    return Path(os.environ[FOLDER]) / f"{shape}.msgpack"


def _rename(manifest: Manifest, fields: Sequence[str], before: str, after: str) -> None:
    """Give a database, or the prefix of schemas, another name wherever a manifest says it; full names begin with it."""
    read = (model.node_relation for model in manifest.semantic_models.values() if model.node_relation)
    for relation in (*manifest.nodes.values(), *manifest.sources.values(), *manifest.unit_tests.values(), *read):
        for name in ("relation_name", *fields):
            if said := getattr(relation, name, None):
                setattr(relation, name, said.replace(before, after, 1))
