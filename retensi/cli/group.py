"""A group of commands that explains the errors it expects."""

from typing import Any

import click

from retensi.errors import RetensiError


def keep_lines(text: str | None) -> str | None:
    r"""Turn the two characters \\b of a raw docstring into the one by which click leaves the lines below it alone."""
    return text and text.replace("\\b\n", "\b\n")


class ExplainedErrors(click.Group):
    """A command group that shows expected errors as a message instead of a traceback, with exit code 1."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Keep the lines of the help's lists."""
        super().__init__(*arguments, **options)
        self.help = keep_lines(self.help)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, and keep the lines of its help's lists."""
        cmd.help = keep_lines(cmd.help)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except RetensiError as error:
            raise click.ClickException(str(error)) from error
