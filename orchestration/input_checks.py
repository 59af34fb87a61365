"""Whether each input is as fresh, and its last days as large, as the days before lead one to expect."""

import json
import math
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.dbt_build import shown
from orchestration.retries import tried_again
from retensi.errors import RetensiError
from retensi.known_vars import known_vars

# How the pace of an input may be said, and the inputs whose rows have days of their own.
[PACE] = [known for known in known_vars(Path(__file__).resolve().parents[1]) if known.name == "fresh_within_days"]
INPUTS = tuple(PACE.choices)
LEAST, MOST = PACE.least or 0, PACE.most or math.inf
# So many days are looked at, for a day that is missing whole shows when the next one has come.
DAYS = 3
# So many earlier days of the same weekday are looked at, and so many of them are needed to tell.
WEEKS, WEEKS_NEEDED = 8, 4
# A day is unusual with fewer rows than the usual ones divided by this, or with more than them times this ...
FACTOR = 2
# ... where there are usually as many rows as this; fewer vary by themselves.
ROWS_NEEDED = 20
FRESH, USUAL = "is_fresh", "has_usual_row_count"
# Read behind the build. The demo shop is of the past and stays so.
QUERY = """
select
    rows_by_day.input,
    rows_by_day.input_day,
    rows_by_day.rows_accepted,
    exists (select 1 from {{ ref('retensi', 'received_orders') }} where _source = 'demo') as is_demo
from {{ ref('retensi', 'input_rows_by_day') }} as rows_by_day
"""


class PaceError(RetensiError):
    """The var ``fresh_within_days`` cannot be used."""


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        passed: whether all is as expected.
        description: what was found and what was expected, in a sentence.
        metadata: the figures behind it.
    """

    passed: bool
    description: str
    metadata: Mapping[str, str | int | float] = field(default_factory=dict)


def input_checks(within: Mapping[str, int], timezone: str, results: Path) -> dg.AssetChecksDefinition:
    """Make the checks of all inputs: two warnings each, which hold nothing up.

    Args:
        within: For the inputs that come at a pace, the days after which something new is due.
        timezone: The reporting time zone, an IANA name.
        results: dbt's target folder of the builds.

    Raises:
        PaceError: the var names something else than an input with days, or another number of days than a whole one.
    """
    unusable = {
        name: days
        for name, days in within.items()
        if name not in INPUTS or type(days) is not int or not LEAST <= days <= MOST
    }
    if unusable:
        raise PaceError(
            f"The var fresh_within_days has {unusable}.",
            f"whole numbers of days for some of {', '.join(INPUTS)}",
            "correct it in dbt_project.yml",
        )
    specs = [
        dg.AssetCheckSpec(
            name=name,
            asset=dg.AssetKey(["inputs", f"received_{input_}"]),
            additional_deps=[dg.AssetKey(["inputs", "input_rows_by_day"])],
            description=description,
        )
        for input_ in INPUTS
        for name, description in (
            (FRESH, "The newest day is as recent as `fresh_within_days` asks for."),
            (USUAL, f"The last {DAYS} whole days have half to twice the rows of their weekdays in {WEEKS} weeks."),
        )
    ]

    @dg.multi_asset_check(specs=specs, name="input_checks")
    def checked(context: dg.AssetCheckExecutionContext, dbt: DbtCliResource) -> Iterator[dg.AssetCheckResult]:
        today = datetime.now(ZoneInfo(timezone)).date()
        counts: dict[str, dict[date, int]] = {}
        is_demo, is_special = False, has_own_vars(results)
        with tried_again(context):
            rows = [] if is_special else shown(dbt, QUERY, results)
        for row in rows:
            counts.setdefault(row["input"], {})[date.fromisoformat(row["input_day"][:10])] = int(row["rows_accepted"])
            is_demo = is_demo or row["is_demo"]
        for key in context.selected_asset_check_keys:
            input_ = key.asset_key.path[-1].removeprefix("received_")
            if is_special:
                verdict = Verdict(True, "The run had vars of its own: what it read is not what comes day by day.")
            elif is_demo:
                verdict = Verdict(True, "The made-up shop is of the past.")
            elif key.name == FRESH:
                verdict = freshness(counts.get(input_, {}), today, within.get(input_))
            else:
                verdict = row_count(counts.get(input_, {}), today)
            yield dg.AssetCheckResult(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=verdict.passed,
                severity=dg.AssetCheckSeverity.WARN,
                description=verdict.description,
                metadata=dict(verdict.metadata),
            )

    return checked


def has_own_vars(results: Path) -> bool:
    """Say whether the last dbt command in a target folder had vars beside those of the project."""
    file = results / "run_results.json"
    return file.exists() and bool(json.loads(file.read_text(encoding="utf-8"))["args"].get("vars"))


def freshness(counts: Mapping[date, int], today: date, within: int | None) -> Verdict:
    """Say whether an input is fresh.

    Args:
        counts: Its rows by day.
        today: The local day.
        within: Days after which something new is due; None: it comes at no pace.
    """
    newest = max((day for day in counts if day <= today), default=None)
    if newest is None:
        return Verdict(within is None or not counts, "It has no rows up to today.")
    behind = (today - newest).days
    figures: dict[str, str | int | float] = {"newest_day": newest.isoformat(), "days_behind": behind}
    if within is None:
        return Verdict(True, f"Its newest day is {newest}; it is expected at no pace.", figures)
    return Verdict(
        behind <= within,
        f"Its newest day is {newest}, {behind} days ago; expected within {within} (fresh_within_days).",
        {**figures, "expected_within_days": within},
    )


def row_count(counts: Mapping[date, int], today: date) -> Verdict:
    """Say whether the last whole days have about as many rows as such days have.

    Args:
        counts: An input's rows by day.
        today: The local day, which is not over.
    """
    last = max((day for day in counts if day < today), default=None)
    if last is None:
        return Verdict(True, "It has no whole day.")
    verdicts = [_row_count_of(last - timedelta(days=days), counts) for days in range(DAYS)]
    return next((verdict for verdict in verdicts if not verdict.passed), verdicts[0])


def _row_count_of(day: date, counts: Mapping[date, int]) -> Verdict:
    first = min(counts)
    earlier = [day - timedelta(weeks=weeks) for weeks in range(1, WEEKS + 1)]
    before = [counts.get(then, 0) for then in earlier if then >= first]
    usual = statistics.median(before) if before else 0
    rows = counts.get(day, 0)
    figures: dict[str, str | int | float] = {"day": day.isoformat(), "rows": rows, "usual_rows": float(usual)}
    if len(before) < WEEKS_NEEDED or usual < ROWS_NEEDED:
        return Verdict(True, f"{day} has {rows} rows; too few earlier ones to tell what is usual.", figures)
    return Verdict(
        usual / FACTOR <= rows <= usual * FACTOR,
        f"{day} has {rows} rows; the same weekday had {usual:g} in the weeks before (median).",
        figures,
    )
