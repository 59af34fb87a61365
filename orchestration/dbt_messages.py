"""What dbt says of a build, without what only a machine wants to know."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster_dbt.errors import DagsterDbtCliRuntimeError

# dagster-dbt puts dbt's own errors behind the command, which names every selected asset.
ERRORS = "Errors parsed from dbt logs:"
# How the summary at the end of a build begins (macros/publishing/tell_what_was_built.sql).
SUMMARY = "retensi: "
# The macros that a message went through are of no use to who must mend an input.
TRACE = re.compile(r"^\s*> (in|called by) .*$\n?", re.MULTILINE)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Have a dbt command fail with what dbt said alone.

    Raises:
        DagsterDbtCliRuntimeError: with dbt's error messages; the whole command stands in the run's log above.
    """
    try:
        yield
    except DagsterDbtCliRuntimeError as error:
        raise DagsterDbtCliRuntimeError(description=plain_error(error.description or str(error))) from None


def plain_error(text: str) -> str:
    """Give dbt's own messages of a failed command.

    Args:
        text: The description that dagster-dbt makes: the command, its exit code, and the errors that dbt told.
    """
    _, told, errors = text.partition(ERRORS)
    if not told:
        # A dbt that was killed tells nothing.
        return re.sub(r"with command\s+`.*`\s+failed", "failed", text, flags=re.DOTALL)
    return TRACE.sub("", errors).removeprefix("\n\nEncountered an error:").strip()


def summary(log: Path) -> str | None:
    """Give the summary that the last build wrote into its log.

    Args:
        log: dbt's log as JSON lines, in which each command follows the one before.

    Returns:
        The lines, or None where the last command there ended without a summary.
    """
    found = None
    for line in log.read_text(encoding="utf-8").splitlines() if log.exists() else ():
        info = json.loads(line)["info"]
        if info["name"] == "MainReportVersion":
            found = None
        elif info["name"] == "JinjaLogInfo" and info["msg"].startswith(SUMMARY):
            found = info["msg"]
    return found
