"""When a build runs by itself: every day, and when files have landed.

Files count as landed when two looks, a minute apart, find the same sizes and times of change. A state of the folder is
built once: the same files would fail again, so after a failed build nothing runs until they change or somebody starts a
run.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import dagster as dg

# Everything, in the order of the graph: build, test, publish, report.
job = dg.define_asset_job("build_and_publish", selection=dg.AssetSelection.all())
# Early in the morning the last day is over and nobody is waiting yet.
EVERY_DAY_AT = "0 4 * * *"
# Seconds between two looks at the landing folder, and so the time for which a file must not have changed.
LOOK_EVERY = 60


def daily_schedule(timezone: str) -> dg.ScheduleDefinition:
    """Make the schedule of the daily run.

    Args:
        timezone: The reporting time zone, an IANA name: there the day that is reported ends.
    """

    @dg.schedule(name="daily", job=job, cron_schedule=EVERY_DAY_AT, execution_timezone=timezone)
    def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = context.scheduled_execution_time.astimezone(ZoneInfo(timezone)).date().isoformat()
        return dg.RunRequest(run_key=day, tags={"retensi/day": day})

    return daily


def landing_folder(settings: Mapping[str, Any], environment: Mapping[str, str]) -> str | None:
    """Say where files land, as the macro ``input_place`` does; None where the inputs are tables or the demo shop.

    Args:
        settings: The vars of ``dbt_project.yml``.
        environment: ``RETENSI_INPUT_PATH`` counts where the vars say nothing.
    """
    if any(settings.get(name) for name in ("input_path", "input_schema", "mapping")):
        return settings.get("input_path") or None
    return environment.get("RETENSI_INPUT_PATH") or None


def landing_sensor(project_dir: Path, input_path: str | None) -> dg.SensorDefinition:
    """Make the sensor that builds when files have landed.

    Args:
        project_dir: Folder of the dbt project.
        input_path: The landing folder, relative to there; None: there is none to watch.
    """

    @dg.sensor(name="landed_files", job=job, minimum_interval_seconds=LOOK_EVERY)
    def landed_files(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        if input_path is None:
            return dg.SkipReason(
                "No landing folder is watched: neither RETENSI_INPUT_PATH nor the var input_path is set."
            )
        decision = decide(listing(project_dir / input_path), context.cursor)
        if decision.run_key is None:
            return dg.SensorResult(skip_reason=decision.reason, cursor=decision.cursor)
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=decision.run_key)], cursor=decision.cursor)

    return landed_files


@dataclass(frozen=True)
class Decision:
    """What the sensor does.

    Attributes:
        cursor: what it remembers for its next look.
        run_key: names the build that is asked for; None: none is.
        reason: why nothing is.
    """

    cursor: str
    run_key: str | None = None
    reason: str = ""


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Give the landed files of a folder and its subfolders with their sizes in bytes and times of change in ns.

    Names that begin with a dot or an underscore are files in the making, which no build reads either.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "_")) for part in name.parts):
            status = path.stat()
            found[name.as_posix()] = (status.st_size, status.st_mtime_ns)
    return found


class Look(TypedDict):
    """What a look leaves for the next one: the states last seen and last built, and the number of builds."""

    seen: str | None
    built: str | None
    builds: int


def decide(found: Mapping[str, tuple[int, int]], cursor: str | None) -> Decision:
    """Say whether to build: when the folder is as it was at the last look, and not as it was at the last build.

    Args:
        found: The landed files, as ``listing`` gives them.
        cursor: What the last look left; None at the first one.
    """
    before: Look = json.loads(cursor) if cursor else Look(seen=None, built=None, builds=0)
    state = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    if not found:
        return Decision(json.dumps({**before, "seen": state}), reason="Nothing has landed.")
    if state == before["built"]:
        return Decision(json.dumps({**before, "seen": state}), reason="Nothing has changed since the last build.")
    if state != before["seen"]:
        return Decision(json.dumps({**before, "seen": state}), reason="Files have changed; they may still be growing.")
    # Numbered, since a folder may come back to a state that was built before: a run key is used once.
    builds = before["builds"] + 1
    return Decision(json.dumps({"seen": state, "built": state, "builds": builds}), run_key=f"{builds}-{state[:16]}")
