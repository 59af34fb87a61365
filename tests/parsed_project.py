"""The project parsed once a shape in a run of the tests: to parse it takes dbt longer than to build a small shop."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import md5
from pathlib import Path

from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder

# What dbt leaves of a parse for the next one.
PARSED = "partial_parse.msgpack"
# Commands that take a parsed project and change nothing about it.
COMMANDS = ("build", "run", "test", "seed", "compile", "show")
# Of the variables of the environment, those that do not enter what is parsed.
NOT_PARSED = ("RETENSI_WAREHOUSE", "RETENSI_REPLACE_SOURCE")


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
    given = {name: bool(value) if name == "input_path" else value for name, value in variables.items()}
    seen = {
        name: value
        for name, value in {**os.environ, **environment}.items()
        if name.startswith(("RETENSI_", "DBT_")) and name not in NOT_PARSED
    }
    if seen.get("RETENSI_INPUT_PATH"):
        seen["RETENSI_INPUT_PATH"] = "given"
    said = json.dumps([target, given, seen], sort_keys=True, default=str)
    return md5(said.encode(), usedforsecurity=False).hexdigest()


def parsed(shape: str, database: str | None) -> Manifest | None:
    """Give the project as it was parsed earlier in this run of the tests, for a warehouse of its own.

    Args:
        shape: what :func:`shape_of` gave.
        database: the name that DuckDB gives the warehouse; None on engines where the shape names it.

    Returns:
        A manifest that nobody else has, or None where this shape was not parsed yet.
    """
    kept = _kept(shape)
    if not kept.is_file():
        return None
    manifest = Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
    if database:
        for node in (*manifest.nodes.values(), *manifest.sources.values()):
            _move(node, database)
        for model in manifest.semantic_models.values():
            if model.node_relation:
                model.node_relation.relation_name = _named(model.node_relation.relation_name, database)
                model.node_relation.database = database
    manifest.build_flat_graph()
    return manifest


def keep(shape: str, target: Path) -> None:
    """Keep what dbt left of a parse in a target folder, for the next command of this shape."""
    kept = _kept(shape)
    if (target / PARSED).is_file() and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_bytes((target / PARSED).read_bytes())
        aside.replace(kept)


def forget() -> None:
    """Remove what this run of the tests kept; for its first process, once all others are done."""
    shutil.rmtree(_folder(os.getpid()), ignore_errors=True)


def _kept(shape: str) -> Path:
    # Processes of one run are started by its first one.
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return _folder(run) / f"{shape}.msgpack"


def _folder(run: int) -> Path:
    return Path(tempfile.gettempdir()) / f"retensi-parsed-{run}"


def _move(node, database: str) -> None:
    if getattr(node, "relation_name", None):
        node.relation_name = _named(node.relation_name, database)
    node.database = database


def _named(relation: str, database: str) -> str:
    _, _, rest = relation.partition('"."')
    return f'"{database}"."{rest}'
