"""What the loaders share: finding a data package, and writing a landing folder all at once or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb

from retensi.errors import LandingError, MissingPackageError, SourceDataError
from retensi.examples import Progress
from retensi.whole_files import whole_folder

INPUTS = (
    "orders",
    "interactions",
    "customers",
    "order_items",
    "marketing_spend",
    "exchange_rates",
    "customer_merges",
    "erasure_requests",
)


def package_file(package: str, path: str, data_set: str) -> Path:
    """Find a data file inside an installed package, without importing the package.

    The data packages run code at import that newer installations lack (``pkg_resources``); their files need none of it.

    Args:
        package: Import name of the package.
        path: Path of the file inside the package.
        data_set: Name of the data set that needs it, for the message.

    Raises:
        MissingPackageError: The package is not installed.
        SourceDataError: The package is installed but lacks the file.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackageError(
            f"The package '{package}', which carries the data set '{data_set}', is not installed.",
            "the packages of the extra 'examples'",
            f"run 'uv run --extra examples retensi load {data_set}'",
        )
    file = Path(spec.submodule_search_locations[0]) / path
    if not file.is_file():
        raise SourceDataError(
            f"The package '{package}' is installed but has no file '{path}'.",
            "a release of the package that carries its data",
            f"reinstall it: 'uv run --reinstall --extra examples retensi load {data_set}'",
        )
    return file


@contextmanager
def readable_source(name: str) -> Iterator[None]:
    """Explain what DuckDB cannot do with the source data in the block.

    Args:
        name: What is being read, for the message.

    Raises:
        SourceDataError: DuckDB failed.
    """
    try:
        yield
    except duckdb.Error as error:
        raise SourceDataError(
            f"The source data of '{name}' cannot be read: {error}",
            "the data files as their package published them",
            "reinstall the packages of the extra 'examples' in the versions of uv.lock",
        ) from error


def land(
    folder: Path, connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str], progress: Progress | None = None
) -> dict[str, int]:
    """Write one Parquet file for each query into a folder, in place of what an earlier load left there.

    Args:
        folder: The landing folder.
        connection: Where the queries run.
        queries: Query by input; the result becomes ``<input>.parquet``.
        progress: Told how far the load has come.

    Returns:
        The number of rows written, by input.

    Raises:
        LandingError: The folder cannot be written or holds other files.
        SourceDataError: A query fails on the source data.
    """
    report = progress or (lambda done, total, step: None)
    rows = {}
    with replaced_folder(folder) as new_folder:
        for done, (name, query) in enumerate(queries.items()):
            report(done, len(queries), name)
            file = new_folder / f"{name}.parquet"
            with readable_source(name):
                try:
                    connection.sql(query).write_parquet(str(file), compression="zstd")
                except duckdb.IOException as error:
                    raise _not_writable(folder, error) from error
                rows[name] = connection.read_parquet(str(file)).count("*").fetchall()[0][0]
        report(len(queries), len(queries), "")
    return rows


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``folder`` when the block ends well.

    The new folder is a hidden sibling, so the swap is two renames on one file system. If the block fails, or is
    interrupted, ``folder`` stays as it was.

    Args:
        folder: The folder to replace; it need not exist.

    Raises:
        LandingError: The folder cannot be written, or holds something that is no ``<input>.parquet``.
    """
    target = folder.resolve()
    _check_replaceable(target)
    try:
        with whole_folder(target, replaces=True) as new_folder:
            yield new_folder
    except OSError as error:
        raise _not_writable(folder, error) from error


def _check_replaceable(target: Path) -> None:
    """Refuse a target that is no folder, or a folder with files that no load has written."""
    if not target.exists():
        return
    ours = {f"{name}.parquet" for name in INPUTS}
    try:
        others = sorted(entry.name for entry in target.iterdir() if entry.name not in ours or not entry.is_file())
    except OSError as error:
        raise _not_writable(target, error) from error
    if others:
        raise LandingError(
            f"The folder {target} holds {len(others)} entries that a load would delete, '{others[0]}' first.",
            "a folder that does not exist, is empty, or holds an earlier load",
            "name another folder with --to",
        )


def _not_writable(folder: Path, error: Exception) -> LandingError:
    """Describe a file system failure."""
    return LandingError(
        f"The landing folder {folder} cannot be written: {error}",
        "a folder that this user may write, on a disk with room",
        "make room or change its permissions, or name another folder with --to",
    )
