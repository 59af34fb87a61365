"""Runs `mf` commands one after the other in one process: MetricFlow takes longer to load than to answer.

Reads a JSON list of argument lists from standard input and writes a JSON list of exit codes and outputs into the file
that its argument names. Runs in the folder of a dbt project, as `mf` does.
"""

import json
import sys
from pathlib import Path

from click.testing import CliRunner
from dbt_metricflow.cli.main import cli


def main() -> None:
    """Answer the commands of standard input."""
    answers = []
    for arguments in json.load(sys.stdin):
        result = CliRunner().invoke(cli, arguments)
        answers.append({"exit_code": result.exit_code, "output": result.output})
    Path(sys.argv[1]).write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main()
