"""Public data sets, landed as files in the form that the models read.

Each data set is a module with a ``load(folder, progress)`` function; ``DATA_SETS`` names them for the command line.
The data comes from packages of the ``examples`` extra and is never part of this project.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

# Called with the number of finished steps, the number of all steps and the step that comes next ("" at the end).
Progress = Callable[[int, int, str], None]


class _Module(Protocol):
    def load(self, folder: Path, progress: Progress | None = None) -> dict[str, int]: ...


@dataclass(frozen=True)
class DataSet:
    """A data set that can be landed.

    Attributes:
        name: Name on the command line, and of the default landing folder and the module that loads it.
        summary: One line for the help.
        build_vars: dbt variables that make the marts show the shop as it saw itself.
    """

    name: str
    summary: str
    build_vars: tuple[tuple[str, str], ...] = ()

    def load(self, folder: Path, progress: Progress | None = None) -> dict[str, int]:
        """Land the data set.

        Args:
            folder: The landing folder. Files of an earlier load are replaced.
            progress: Told how far the load has come.

        Returns:
            The number of rows landed, by input.

        Raises:
            RetensiError: The data package is absent or unlike what is expected, or the folder cannot be written.
        """
        data_set = cast(_Module, import_module(f"{__name__}.{self.name}"))
        return data_set.load(folder, progress)


DATA_SETS = {
    data_set.name: data_set
    for data_set in (
        DataSet("cdnow", "69,659 orders of a web shop for music, 1997 to 1998"),
        DataSet(
            "complete_journey",
            "a year of grocery baskets of 2,469 households, with mailings and coupons",
            (("reporting_timezone", "America/New_York"),),
        ),
    )
}
