"""One readable message to a chat or a pager: for each run that failed, and for inputs that look odd."""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Sequence

import dagster as dg

from orchestration.input_checks import FRESH, USUAL

# The address of an incoming webhook that takes {"text": …}, as those of Slack and Mattermost do. It is a secret.
WEBHOOK = "RETENSI_WEBHOOK_URL"
# How dbt colours what it says to a terminal.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# So many characters of an error are shown; the rest is in Dagster.
SHOWN = 1500
# What an engine says of the machine, wherever in its error that stands, and what to do about it.
TO_DO = {
    re.compile(r"[^\n]*No space left on device"): "make room on that disk",
    re.compile(r"[^\n]*[Cc]ould not set lock on file[^\n]*"): "wait for the process that is named, or end it",
    re.compile(r"[^\n]*Cannot open file[^\n]*Permission denied"): "let the user who runs Dagster write file and folder",
}
# Seconds in which the webhook must answer.
PATIENCE = 20


@dg.run_failure_sensor(name="failure_message", default_status=dg.DefaultSensorStatus.RUNNING)
def failure_message(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
    """Post what failed to the webhook, if there is one."""
    address = os.environ.get(WEBHOOK)
    if not address:
        return dg.SkipReason(f"{WEBHOOK} is not set: nobody is told.")
    errors = [
        (event.step_key or "", _innermost(event.step_failure_data.error)) for event in context.get_step_failure_events()
    ]
    run = context.dagster_run
    errors = errors or [("", context.failure_event.message or "")]
    post(address, message(run.job_name, run.run_id, errors, published(context.instance, run.run_id)))
    return None


@dg.run_status_sensor(
    name="input_message", run_status=dg.DagsterRunStatus.SUCCESS, default_status=dg.DefaultSensorStatus.RUNNING
)
def input_message(context: dg.RunStatusSensorContext) -> dg.SkipReason | None:
    """Post which inputs are late or unusually large or small, although the build went well, if there is a webhook."""
    address = os.environ.get(WEBHOOK)
    if not address:
        return dg.SkipReason(f"{WEBHOOK} is not set: nobody is told.")
    logs = context.instance.all_logs(context.dagster_run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checks = [log.dagster_event.asset_check_evaluation_data for log in logs if log.dagster_event]
    odd = [check for check in checks if not check.passed and check.check_name in (FRESH, USUAL)]
    if not odd:
        return dg.SkipReason("Every input is as fresh and as large as expected.")
    went = "went well and is published" if published(context.instance, context.dagster_run.run_id) else "went well"
    lines = [f"retensi: the build {went}, but look at what came in."]
    lines += [f"{check.asset_key.path[-1].removeprefix('received_')}: {check.description}" for check in odd]
    post(address, "\n".join(lines))
    return None


def published(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Say whether a run has put its build in the place of what was served."""
    logs = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    return any(log.dagster_event and log.dagster_event.asset_key == dg.AssetKey("serving") for log in logs)


def message(job: str, run_id: str, errors: Sequence[tuple[str, str]], is_published: bool = False) -> str:
    """Say what failed, why, and what is served.

    Args:
        job: The job that failed.
        run_id: The run.
        errors: Each failed step, or an empty text for the run as a whole, with its error.
        is_published: Whether the run had published its build by then.
    """
    served = "Its build is published" if is_published else "What was published before is still served"
    lines = [f"retensi: {'a run' if job.startswith('__') else job} failed. {served}."]
    for step, error in errors:
        text = COLOURS.sub("", error).strip()
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
        lines.append(f"{step}: {shown}" if step else shown)
        lines += [
            f"{said[0].strip()}\nTo do: {what}, then resume the run (docs/troubleshooting.md)."
            for pattern, what in TO_DO.items()
            if (said := pattern.search(text)) and "To do: " not in text
        ]
    lines.append(f"Run {run_id} in Dagster has the whole log.")
    return "\n".join(lines)


def post(address: str, text: str) -> None:
    """Send a text to a webhook.

    Args:
        address: Its URL, which no error shows.
        text: What to say.

    Raises:
        dagster.Failure: it does not take it; the sensor's page shows why.
    """
    try:
        request = urllib.request.Request(
            address, data=json.dumps({"text": text}).encode(), headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE):
            return
    except urllib.error.HTTPError as error:
        why = f"it answered {error.code}"
    except (OSError, ValueError) as error:
        why = type(getattr(error, "reason", error)).__name__
    raise dg.Failure(f"The webhook in {WEBHOOK} could not be told: {why}.", allow_retries=False)


def _innermost(error: object) -> str:
    """Give the message of what went wrong first; around it Dagster tells in which step."""
    while cause := getattr(error, "cause", None):
        error = cause
    # "package.Class: message"; the class says nothing to who is woken by it.
    name, separator, rest = getattr(error, "message", "").partition(": ")
    return rest if separator and " " not in name else getattr(error, "message", "")
