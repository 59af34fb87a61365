"""Whether dbt's manifest is that of the project, its environment and its dbt as they are now."""

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import Path

# What dbt reads of a project while it parses.
FILES = ("dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml", "selectors.yml", "retensi.yml", ".env")
FOLDERS = ("models", "macros", "seeds", "tests/data", "docs")
# Environment variables of these prefixes decide what dbt makes of it; those with such a part in their names are secret,
# and no manifest depends on them.
PREFIXES = ("RETENSI_", "DBT_")
SECRET = ("PASSWORD", "KEY", "TOKEN", "SECRET", "WEBHOOK", "PUBLISH_POSTGRES")
# dbt's own packages: another version writes another manifest.
PACKAGES = ("dbt-core", "dbt-adapters", "dbt-duckdb", "dbt-postgres", "dbt-spark", "dagster-dbt")


def state_of(project_dir: Path, environment: Mapping[str, str]) -> str:
    """Give a hash of all that a manifest depends on.

    Args:
        project_dir: Folder of the dbt project. Its files count by path, size and time of change.
        environment: The environment variables.
    """
    paths = [project_dir / name for name in FILES]
    paths += [path for folder in FOLDERS for path in (project_dir / folder).rglob("*")]
    statuses = {path: path.stat() for path in sorted(paths) if path.is_file()}
    files = [[str(path), status.st_size, status.st_mtime_ns] for path, status in statuses.items()]
    said = {
        name: value
        for name, value in environment.items()
        if name.startswith(PREFIXES) and not any(part in name for part in SECRET)
    }
    said_of = [[name, _version(name)] for name in PACKAGES]
    return hashlib.sha256(json.dumps([files, said, said_of], sort_keys=True).encode()).hexdigest()


def is_as_prepared(manifest: Path, state: str) -> bool:
    """Say whether a manifest was made of this state.

    Args:
        manifest: The ``manifest.json``.
        state: As ``state_of`` gives it.
    """
    noted = _note(manifest)
    return manifest.exists() and noted.exists() and noted.read_text(encoding="utf-8") == state


def note_as_prepared(manifest: Path, state: str) -> None:
    """Note that a manifest was made of a state, which was taken before.

    Args:
        manifest: The ``manifest.json``.
        state: As ``state_of`` gave it. What has changed while dbt parsed is then seen at the next load.
    """
    _note(manifest).write_text(state, encoding="utf-8")


def _note(manifest: Path) -> Path:
    return manifest.with_name("made_of.sha256")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
