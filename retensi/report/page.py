"""The page: marts in, HTML out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from retensi.report import numbers
from retensi.report.charts import customers, value, voice
from retensi.report.charts.base import javascript
from retensi.report.cohorts import scale, triangle
from retensi.report.figures import GROUPS, SHOWN_MONTHS, Overview, overview, spark
from retensi.report.formats import Formats
from retensi.report.funnels import funnels, lands
from retensi.report.given import Given, given, of_channel
from retensi.report.headline import headline
from retensi.report.lifecycle import flows, moves, stages
from retensi.report.marts import Marts, Row, newest
from retensi.report.news import measures_the_clock
from retensi.report.service import contacts, outcomes, states, words
from retensi.report.texts import Texts, texts
from retensi.report.value import backtest, concentration, lorenz_given

SECTIONS = ("overview", "cohorts", "lifecycle", "funnels", "value", "voice", "contacts", "findings", "definitions")
# Channels that the page can be filtered by: those with most purchases, then with most people in funnels.
MOST_CHANNELS = 12
# A difference between groups of fewer customers is likely chance.
FEW_CUSTOMERS = 30


def page(marts: Marts, language: str, variables: Mapping[str, Any]) -> str:
    """Write the report.

    Args:
        marts: What it is made of.
        language: One of ``texts.LANGUAGES``.
        variables: dbt vars of the build; ``reporting_currency`` says what its money is in.
    """
    t = texts(language, variables)
    units = {unit: t(f"unit.{unit}") for unit in ("hours", "points")}
    f = Formats(language, variables.get("reporting_currency"), units)
    environment = _environment()
    came_in = given(marts)
    environment.globals.update(t=t, f=f, as_of=marts.as_of, given=came_in)
    names = shown_channels(marts)
    keys = {f"c{place}": name for place, name in enumerate(names)}
    clock = measures_the_clock(came_in, marts["kpis"])
    now = overview(marts["kpis"], came_in, clock)
    scales = {"month": scale(marts["cohorts_by_month"]), "week": scale(marts["cohorts_by_week"])}
    charts = _charts(marts, keys, clock, t)
    return environment.get_template("page.html.j2").render(
        **_everyone(marts, now, t, f),
        clock=clock,
        marts=marts,
        build=marts.build,
        built_at=marts.built_at,
        channels={key: t.name("channel", name) for key, name in keys.items()},
        sections=[name for name in SECTIONS if name != "findings" or marts["findings"]],
        scales=scales,
        slots=_slots(environment, marts, keys, scales["month"], came_in, t, f),
        week_triangle=_render(
            environment, "triangle", triangle=triangle(marts["cohorts_by_week"], "week", scales["week"])
        ),
        css=_file("report.css"),
        script=_file("report.js"),
        javascript=javascript(),
        data=_json({"charts": charts, "locale": f.for_charts()}),
        charts=charts,
    )


def shown_channels(marts: Marts) -> list[str]:
    """Give the channels that the page can be filtered by, the largest first.

    Args:
        marts: What the report is made of.
    """
    sizes: dict[str, list[int]] = {}
    for row in marts["kpis_by_channel"]:
        sizes.setdefault(row["channel"], [0, 0])[0] += row["purchases"]
    for row in marts["funnels_by_channel"]:
        if row["step_number"] == 1:
            sizes.setdefault(row["channel"], [0, 0])[1] += row["people"] or 0
    found = [name for name, size in sizes.items() if any(size)]
    return sorted(found, key=lambda name: (-sizes[name][0], -sizes[name][1], name))[:MOST_CHANNELS]


def _everyone(marts: Marts, now: Overview, t: Texts, f: Formats) -> dict[str, Any]:
    """Give what the page says about the whole shop."""
    month = now.month
    complaint_states = states(marts["complaints"])
    good_words, bad_words = words(marts["words"], month)
    found = outcomes(marts["complaint_outcomes"])
    segments = marts["segments"]
    shares = [row[column] or 0 for row in segments for column in ("customer_share", "net_revenue_share")]
    return {
        "month": month,
        "month_before": now.row_before["month"] if now.row_before else None,
        "running_month": now.running_month,
        "stages": stages(marts["stages"], month),
        "stage_names": [stage for stage, _, _ in stages(marts["stages"], month)],
        "flows": flows(marts["transitions"], month),
        "moves": moves(marts["moves"], month),
        "share_scale": max(shares, default=0) or 1,
        "concentration": concentration(marts["lorenz"]),
        "backtest": backtest(marts["backtest"]),
        "clv": marts["clv"][0] if marts["clv"] else None,
        "complaint_states": complaint_states,
        "open_complaints": sum(count for _, count, is_open in complaint_states if is_open),
        "unanswered": sum(count for state, count, _ in complaint_states if state in ("open", "reopened")),
        "outcomes": found,
        "few_outcomes": any(row["customers"] < FEW_CUSTOMERS for row in found),
        "good_words": good_words,
        "bad_words": bad_words,
        "feedback": next((row for row in marts["feedback"] if row["month"] == month), None),
        "contacts": contacts(marts["contacts"], marts["contacted"], marts["contact_reasons"], marts.as_of, t.language),
        "numbers": numbers.tables(marts, t, f),
        "findings": [_finding(row, t) for row in marts["findings"]],
        "amounts": [t(f"amounts.{part}.{said}") for row in marts["amounts"] for part, said in row.items() if said],
    }


def _finding(row: Row, t: Texts) -> dict[str, Any]:
    """Give what a finding says in the language of the page."""
    said = {part: row[part if t.language == "en" else f"{part}_{t.language}"] for part in ("says", "effect", "advice")}
    examples = row["examples"].replace("; ", ", ") if row["examples"] else None
    return {**row, **said, "is_warning": row["severity"] == "warning", "examples": examples}


def _slots(
    environment: Environment,
    marts: Marts,
    keys: Mapping[str, str],
    step: float,
    came_in: Given,
    t: Texts,
    f: Formats,
) -> dict[str, dict[str, Markup]]:
    """Write what changes with the channel: for each place on the page its content by key of the channel."""
    names = ("headline", "kpis", "kpi_numbers", "retention_numbers", "triangle", "funnels")
    slots: dict[str, dict[str, Markup]] = {name: {} for name in names}
    for key, channel in [("all", None), *keys.items()]:

        def of(table: str, channel: str | None = channel) -> list[Row]:
            return [row for row in marts[table] if row["channel"] == channel]

        kpis = of("kpis_by_channel") if channel else marts["kpis"]
        cohorts = of("cohorts_by_channel") if channel else marts["cohorts_by_month"]
        entered = funnels(of("funnels_by_channel") if channel else marts["funnels"], marts["funnels"])
        # A channel that only leads to funnels has no KPIs.
        tables: dict[str, Any] = {"kpi_numbers": None, "retention_numbers": None}
        if kpis:
            theirs = of_channel(came_in, marts["customers"], channel) if channel else came_in
            clock = measures_the_clock(theirs, kpis, 0) if channel else measures_the_clock(came_in, kpis)
            now = overview(kpis, theirs, clock)
            name = t.name("channel", channel) if channel else t("all_channels")
            repurchase = () if channel else marts["repurchase"]
            news = headline(kpis, now, t, f, given=theirs, clock=clock, repurchase=repurchase)
            slots["headline"][key] = _render(environment, "headline", headline=news, now=now, channel_name=name)
            slots["kpis"][key] = _render(environment, "kpis", now=now, groups=GROUPS, spark=spark)
            shown = kpis[-SHOWN_MONTHS:]
            tables = {
                "kpi_numbers": numbers.kpis(shown, now, t, f),
                "retention_numbers": numbers.retention(shown, t, f),
            }
        else:
            empty = Markup('<p class="empty">{}</p>').format(t("channel.entries_only"))
            slots["headline"][key] = slots["kpis"][key] = empty
        for table, label in (("kpi_numbers", "kpis.title"), ("retention_numbers", "chart.retention.label")):
            slots[table][key] = _macro(environment, "numbers_table", t(label), tables[table])
        slots["triangle"][key] = _render(environment, "triangle", triangle=triangle(cohorts, "month", step))
        slots["funnels"][key] = _render(environment, "funnels", funnels=entered, channel=key, lands_for=lands)
    return slots


def _charts(marts: Marts, keys: Mapping[str, str], clock: bool, t: Texts) -> dict[str, Any]:
    """Give the specifications of the charts by name; one that would be empty is not there."""
    channels: dict[str, Sequence[Row]] = {"all": marts["kpis"][-SHOWN_MONTHS:]}
    for key, name in keys.items():
        channels[key] = [row for row in marts["kpis_by_channel"] if row["channel"] == name][-SHOWN_MONTHS:]
    # While nobody can lapse everybody is new and stays.
    settled = {key: [row for row in rows if not row["is_warming_up"]] for key, rows in channels.items()}
    feedback = newest(marts["feedback"], SHOWN_MONTHS)
    found = {"stages": customers.stages(newest(marts["stages"], SHOWN_MONTHS), t)}
    if settled["all"]:
        found["growth"] = customers.growth(settled, t)
    if not clock and any(row["retention_rate"] is not None for row in settled["all"]):
        found["retention"] = customers.retention(settled, t)
    if lorenz_given(marts["lorenz"]):
        found["lorenz"] = value.lorenz(marts["lorenz"], t)
    if backtest(marts["backtest"]):
        found["backtest"] = value.backtest(marts["backtest"], t)
    if marts["complaints"]:
        found["complaints"] = voice.complaints(channels["all"], t)
    if any(row["nps_responses"] for row in feedback):
        found["scores"] = voice.scores(feedback, t)
    if any(row["positive_share"] is not None for row in feedback):
        found["moods"] = voice.moods(feedback, t)
    if any(row["reviews"] for row in feedback):
        found["stars"] = voice.stars(feedback, t)
    return found


def _environment() -> Environment:
    """Make the template engine: everything is escaped, and a name that is not there is an error."""
    return Environment(
        loader=PackageLoader("retensi.report"), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=False
    )


def _render(environment: Environment, name: str, **values: Any) -> Markup:
    # A template has escaped what it was given.
    return Markup(environment.get_template(f"{name}.html.j2").render(**values))


def _macro(environment: Environment, name: str, label: str, table: Any) -> Markup:
    return getattr(environment.get_template("macros.html.j2").module, name)(label, table) if table else Markup()


def _json(value: Any) -> str:
    """Write JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in ("<", ">", "&", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"):
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _file(name: str) -> Markup:
    return Markup((files(__package__) / "static" / name).read_text(encoding="utf-8"))
