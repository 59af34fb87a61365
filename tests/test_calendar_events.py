"""The events that ship with retensi fall on the days that their rules say, and no history is computed with them."""

from __future__ import annotations

import csv
import itertools
import re
from collections import defaultdict
from datetime import date, timedelta

import pytest

from tests.dbt_project import PROJECT

YEARS = range(2020, 2031)
ONE_DAY = timedelta(days=1)
DAYS_OF_THE_YEAR = {
    "New Year": (1, 1),
    "Valentine's Day": (2, 14),
    "Independence Day of Indonesia": (8, 17),
    "9.9": (9, 9),
    "10.10": (10, 10),
    "11.11": (11, 11),
    "Harbolnas 12.12": (12, 12),
    "Mother's Day of Indonesia": (12, 22),
    "Christmas": (12, 25),
}


@pytest.fixture(scope="module")
def spans() -> dict[str, list[tuple[date, date]]]:
    """First and last days of each event, earliest first."""
    found: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    with (PROJECT / "seeds" / "reference" / "calendar_events.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found[line["event"]].append((date.fromisoformat(line["starts_on"]), date.fromisoformat(line["ends_on"])))
    return {event: sorted(of_event) for event, of_event in found.items()}


def test_days_that_are_the_same_each_year(spans: dict[str, list[tuple[date, date]]]) -> None:
    for event, (month, day) in DAYS_OF_THE_YEAR.items():
        assert spans[event] == [(date(year, month, day), date(year, month, day)) for year in YEARS], event


def test_days_of_the_week(spans: dict[str, list[tuple[date, date]]]) -> None:
    for year, (friday, _), (monday, _) in zip(YEARS, spans["Black Friday"], spans["Cyber Monday"], strict=True):
        thursdays = [day for day in range(1, 31) if date(year, 11, day).weekday() == 3]
        assert friday == date(year, 11, thursdays[3]) + ONE_DAY
        assert (monday - friday).days == 3
    for event, month, number in (("Mother's Day", 5, 2), ("Father's Day", 6, 3)):
        for year, (sunday, _) in zip(YEARS, spans[event], strict=True):
            assert (sunday.year, sunday.month, sunday.weekday(), (sunday.day + 6) // 7) == (year, month, 6, number)


def test_easter_is_the_sunday_after_the_full_moon_of_spring(spans: dict[str, list[tuple[date, date]]]) -> None:
    """By Oudin's rule (1940), which the generator of the file did not use."""
    for year, (sunday, _) in zip(YEARS, spans["Easter"], strict=True):
        century, golden = year // 100, year % 19
        epact = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
        moon = epact - (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
        weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
        assert sunday == date(year, 3, 28) + timedelta(days=moon - weekday)


def test_months_of_the_moon(spans: dict[str, list[tuple[date, date]]]) -> None:
    ramadan, feast, sacrifice = spans["Ramadan"], spans["Idul Fitri"], spans["Idul Adha"]
    # The last of twelve ends in 2031.
    assert len(ramadan) == len(feast) + 1 == len(sacrifice) + 1 == 12
    for (first, last), (next_first, _) in itertools.pairwise(ramadan):
        assert (last - first).days + 1 in (29, 30)
        assert (next_first - first).days in (354, 355)
    for (_, last), (first_of_feast, second), (day, _) in zip(ramadan, feast, sacrifice, strict=False):
        assert (first_of_feast, second) == (last + ONE_DAY, last + 2 * ONE_DAY)
        # Two months and nine days later.
        assert (day - first_of_feast).days in (67, 68, 69)
    for year, (day, _) in zip(YEARS, spans["Chinese New Year"], strict=True):
        assert date(year, 1, 21) <= day <= date(year, 2, 20)
    for (day, _), (next_day, _) in itertools.pairwise(spans["Chinese New Year"]):
        assert (next_day - day).days in (354, 355, 383, 384, 385)


def test_no_history_is_computed_with_what_users_plan_and_split(manifest: dict) -> None:
    """What `settings_of_history` leaves out may lead to no table that is continued from build to build."""
    said = (PROJECT / "macros" / "incremental" / "settings_of_history.sql").read_text(encoding="utf-8")
    [names] = re.findall(r"macro seeds_without_history\(\) -%}\s+{{- return\(\[(.*)\]\) }}", said)
    waiting = [f"seed.retensi.{name}" for name in re.findall(r"'(\w+)'", names)]
    assert len(waiting) == 3
    reached: set[str] = set()
    while waiting:
        for child in manifest["child_map"][waiting.pop()]:
            if child.startswith("model.") and child not in reached:
                reached.add(child)
                waiting.append(child)
    marts = ("kpi_comparisons_by_month", "kpis_against_targets", "cohort_retention_by_attribute")
    assert {f"model.retensi.{mart}" for mart in marts} <= reached
    assert [id_ for id_ in reached if manifest["nodes"][id_]["config"]["materialized"] == "incremental"] == []
