"""A progress bar for people, and nothing for scripts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click


class Progress(Protocol):
    """Takes how far a command has come; ``step`` is what it does next."""

    def __call__(self, done: int, total: int, step: str = "") -> None:
        """Show it."""


def _unseen(done: int, total: int, step: str = "") -> None:
    """Show nothing."""


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Show a progress bar on standard error, or nothing where that is no terminal.

    Args:
        label: What is being done.

    Yields:
        A function to call with the number of finished steps, the number of all steps and the step that comes next.
    """
    if not sys.stderr.isatty():
        yield _unseen
        return
    with click.progressbar(length=1, label=label, item_show_func=lambda step: step, file=sys.stderr) as bar:

        def show(done: int, total: int, step: str = "") -> None:
            bar.length = total
            bar.update(done - bar.pos, step)
            bar.render_progress()

        yield show
