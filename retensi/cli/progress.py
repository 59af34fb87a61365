"""A progress bar for people, and nothing for scripts."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar on standard error, or nothing where that is no terminal.

    Args:
        label: What is being done.

    Yields:
        A function to call with the number of finished steps, the number of all steps and the step that comes next.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, step="": None
        return
    with click.progressbar(length=1, label=label, item_show_func=lambda step: step, file=sys.stderr) as bar:

        def show(done: int, total: int, step: str = "") -> None:
            bar.length = total
            bar.update(done - bar.pos, step)
            bar.render_progress()

        yield show
