"""What is tried again after a while by itself, and what is not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from retensi.dbt_target import TargetError
from retensi.publish.errors import BusyError, UnreachableError

# A step is tried so many times more.
MOST = 4
# Seconds before the first of them; doubled each time: 7.5 minutes in all.
FIRST_WAIT = 30.0
# What passes by itself: somebody holds the warehouse, or a server cannot be reached for the moment.
PASSING = re.compile(
    r"could not set lock on file|conflicting lock is held|is locked by|database is locked"
    r"|could not connect|connection refused|connection reset|connection timed out|connection to server .* failed"
    r"|server closed the connection|terminating connection|the database system is (starting up|shutting down)"
    r"|ttransportexception|could not translate host name|temporary failure in name resolution",
    re.IGNORECASE,
)
# What does not: the data are wrong, or the address is; trying again gives the same.
LASTING = re.compile(r"failure in (unit_)?test|password authentication failed|does not exist", re.IGNORECASE)


def passes(error: Exception) -> bool:
    """Tell whether trying again later can help.

    Args:
        error: What a step ended with.
    """
    if isinstance(error, BusyError):
        return True
    if not isinstance(error, UnreachableError | TargetError | DagsterDbtCliRuntimeError):
        return False
    text = str(error)
    return not LASTING.search(text) and (isinstance(error, UnreachableError) or PASSING.search(text) is not None)


def wait(retries: int) -> float:
    """Give the seconds to wait before the next try.

    Args:
        retries: How often the step was tried again up to now.
    """
    return FIRST_WAIT * float(2**retries)


@contextmanager
def tried_again(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Iterator[None]:
    """Have a step tried again after what passes; any other error is the step's own.

    Args:
        context: The step's.

    Raises:
        RetryRequested: the step is to be tried again.
    """
    try:
        yield
    except Exception as error:
        retries = context.op_execution_context.retry_number
        if not passes(error) or retries >= MOST:
            raise
        context.log.warning(f"Tried again in {wait(retries):.0f} seconds, since this may pass: {error}")
        raise dg.RetryRequested(max_retries=MOST, seconds_to_wait=wait(retries)) from error
