"""How the report is made: its words, the command, and the step in Dagster."""

from __future__ import annotations

import html
import json
import re
import shutil
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner

from orchestration.report import report_asset
from retensi import cli
from retensi.clv.fit import fit_customer_value
from retensi.clv.histories import OrderValues, PurchaseHistories
from retensi.report.formats import Formats
from retensi.report.marts import NEEDED, read_marts
from retensi.report.page import page
from retensi.report.settings import build_vars
from retensi.report.texts import catalogue, texts
from tests.dbt_project import PROJECT
from tests.report_shop import ENGLISH, INDONESIAN, Shop, changed_shop, running_shop


@pytest.fixture(scope="module")
def demo(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop.of(demo_warehouse, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def running(demo: Shop, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return running_shop(demo.file, tmp_path_factory.mktemp("running"))


def test_a_shop_of_a_few_days_has_a_report(running: Shop, tmp_path: Path) -> None:
    file = Path(shutil.copy(running.file, tmp_path / "young.duckdb"))
    with duckdb.connect(str(file)) as connection:
        connection.execute("use young.marts")
        for mart in NEEDED:
            columns = {name for name, *_ in connection.execute(f"describe {mart}").fetchall()}
            for column in columns & {"month", "cohort_month", "cohort_week", "entry_month"}:
                connection.execute(f"delete from {mart} where {column} > date '2024-01-01'")
            if "period_number" in columns:
                connection.execute(f"delete from {mart} where period_number > 0")
            if "is_complete" in columns:
                connection.execute(f"update {mart} set is_complete = false")
        connection.execute(
            """
            delete from calendar where day > date '2024-01-09';
            update kpis_by_month set retention_rate = null, nps = null, nps_responses = 0, is_warming_up = true;
            update cohort_repurchase set eligible_customers = 0, repurchased_customers = 0;
            update revenue_lorenz_curve set net_revenue_share = null;
            delete from clv_backtest where decile > 0;
            update clv_backtest set predicted_orders = null;
            delete from communication_calendar;
            delete from complaints;
            """
        )
    content = html.unescape(page(read_marts(file), "en", {}))
    assert re.search(r"<h1>January 2024 brought <span.*?</span> of net revenue</h1>", content)
    assert "Nobody could lapse yet" in content
    assert "There is no prediction to check" in content
    assert "No month of entry has had its time yet." in content
    # Nobody has answered is not the same as no input.
    assert "Not given" not in content
    assert "No value for this month" in content
    assert "No complaint has come in." in content


def test_what_amounts_contain_stands_beside_revenue_where_it_is_said(demo: Shop, tmp_path: Path) -> None:
    noted = (
        "create schema inputs; create table inputs.last_build as"
        " select 'x' as invocation_id, timestamp '2026-01-01' as started_at"
    )
    said = ", 'included' as tax_in_amounts, cast(null as varchar) as shipping_in_amounts"
    marts = read_marts(changed_shop(demo, tmp_path, noted + said).file)
    for language, sentence in (
        ("en", "Amounts of orders include tax."),
        ("id", "Nilai pesanan sudah termasuk pajak."),
    ):
        assert f'</h2><p class="hint">{sentence}</p>' in page(marts, language, {})
    # A warehouse of an earlier version, and one of a shop that does not say it.
    for changed in (noted, noted + said.replace("'included'", "cast(null as varchar)")):
        content = page(read_marts(changed_shop(demo, tmp_path, changed).file), "en", {})
        assert "Amounts of orders" not in content
        assert "all sources say the same" not in content


def test_the_same_marts_give_the_same_file(demo: Shop) -> None:
    first = demo.report().read_bytes()
    assert demo.report().read_bytes() == first


def test_catalogues_are_complete() -> None:
    english, indonesian = catalogue("en"), catalogue("id")
    assert {name: set(part) for name, part in english.items()} == {name: set(part) for name, part in indonesian.items()}
    for name in english.keys() - {"term"}:
        for key, said in english[name].items():
            assert sorted(re.findall(r"{\w*}", said)) == sorted(re.findall(r"{\w*}", indonesian[name][key])), key
    for key, term in english["term"].items():
        # Columns and values are put into words; a setting and a seed that one language names the other names too.
        assert settings(term["text"]) == settings(indonesian["term"][key]["text"]), key


def settings(text: str) -> set[str]:
    """The settings and seeds that a definition names."""
    return set(re.findall(r"`(\w+_(?:days|days_ahead|messages|rules|names))`", text))


def test_definitions_are_those_of_the_marts(demo: Shop) -> None:
    manifest = json.loads((demo.target / "manifest.json").read_text())
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    for key, term in catalogue("en")["term"].items():
        mart, _, column = key.partition(".")
        described = models[mart]["columns"][column] if column else models[mart]
        assert term["text"] == " ".join(described["description"].split()), key


def test_every_name_of_the_reference_seeds_has_a_translation(demo: Shop) -> None:
    indonesian = catalogue("id")
    for section, query in {
        "segment": "select rfm_segment from marts.reference.rfm_segment_names",
        "funnel": "select funnel from marts.reference.funnel_steps",
        "step": "select step from marts.reference.funnel_steps",
    }.items():
        assert {name for (name,) in demo.rows(query)} <= set(indonesian[section]), section


def test_vars_are_those_of_the_build(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("vars: {reporting_currency: USD, quiet_after_days: 45}")
    (tmp_path / "run_results.json").write_text(
        '{"metadata": {"invocation_id": "b1"}, "args": {"vars": {"reporting_currency": "IDR"}}}'
    )
    assert build_vars(tmp_path, tmp_path, "b1") == ({"reporting_currency": "IDR", "quiet_after_days": 45}, True)
    assert build_vars(tmp_path, tmp_path, "b2") == ({"reporting_currency": "USD", "quiet_after_days": 45}, False)
    assert build_vars(tmp_path, tmp_path, "b2", "{reporting_currency: EUR}")[0]["reporting_currency"] == "EUR"


@pytest.mark.parametrize(
    ("language", "currency", "value", "shown"),
    [
        ("en", "USD", 999_999.4, "$999,999"),
        ("en", "USD", 999_999.6, "$1M"),
        ("en", "USD", 1234567.5, "$1.23M"),
        ("en", "USD", 1_200_000, "$1.2M"),
        ("en", "USD", -999_600_000, "\N{MINUS SIGN}$1B"),
        ("en", "USD", -12.349, "\N{MINUS SIGN}$12.35"),
        ("en", "IDR", 125000, "IDR\u00a0125,000"),
        ("id", "IDR", 2_253_000, "Rp\u00a02,25\u00a0jt"),
        ("id", "IDR", 1_300_000_000, "Rp\u00a01,3\u00a0M"),
        ("id", "IDR", 1_500_000_000_000, "Rp\u00a01,5\u00a0T"),
        ("id", "IDR", 999_999, "Rp\u00a0999.999"),
        ("id", "USD", 41.819, "US$\u00a041,82"),
        ("en", None, 0.5, "0.50"),
        ("id", "IDR", 34_567_890_123, "Rp\u00a034,6\u00a0M"),
    ],
)
def test_money(language: str, currency: str | None, value: float, shown: str) -> None:
    assert Formats(language, currency, {}).money(value) == shown


def test_a_short_amount_keeps_its_digits_behind_it() -> None:
    assert INDONESIAN.shown(2_253_000, "money") == (
        '<span class="amount" title="Rp\u00a02.253.000">Rp\u00a02,25\u00a0jt</span>'
    )
    # What is written in full has nothing behind it.
    assert ENGLISH.shown(999_999, "money") == '<span class="amount">$999,999</span>'
    assert ENGLISH.shown(1_234_567, "count") == '<span class="amount">1,234,567</span>'
    assert ENGLISH.of_kind(1234567.5, "money", full=True) == "$1,234,568"


def test_what_a_fit_notes_is_said_in_the_language_of_the_page() -> None:
    indonesian = texts("id", {})
    few = fit_customer_value(PurchaseHistories.from_days([1, 0], [20, 0], [50, 50]), OrderValues.of([1], [10.0]))
    assert few.note.startswith("No BG/NBD fit: 1 customers bought again")
    assert "lang=" not in indonesian.note(few.note)
    source = "".join(path.read_text() for path in (PROJECT / "retensi/clv").glob("*.py"))
    source += (PROJECT / "models/intermediate/value/fitted_here/int_clv_fits.py").read_text()
    for sentence in catalogue("en")["clv_note"]:
        # A note that no fit writes any more would never be said. The two of above are put together of pieces.
        for part in re.split(r"{\w+}|BG/NBD|Gamma-Gamma", sentence) if "{few}" not in sentence else []:
            assert part.strip() in source, sentence
    assert "0,56 hari belanja" in indonesian.note("All customers buy at the same rate, 0.56 purchase days a week.")
    assert indonesian.note("Something <else> happened.") == '<span lang="en">Something &lt;else&gt; happened.</span>'


def test_dates_and_shares_are_written_as_the_language_does() -> None:
    assert INDONESIAN.month(date(2025, 8, 1)) == "Agustus 2025"
    assert INDONESIAN.day(date(2025, 5, 31)) == "31 Mei 2025"
    assert INDONESIAN.percent(0.1234) == "12,3%"
    assert INDONESIAN.change(0.5, 0.6, "share") == "\N{MINUS SIGN}10,0\u00a0poin"
    assert ENGLISH.change(0.84561, 0.84559, "share") == "0.0\u00a0pts"


# The command


def test_without_marts_it_says_what_to_do(tmp_path: Path, running: Shop) -> None:
    def message(*arguments: str) -> str:
        output = tmp_path / "report.html"
        output.write_text("the last one")
        result = CliRunner().invoke(cli.main, ["report", "--output", str(output), *arguments])
        assert (result.exit_code, result.stdout) == (1, "")
        assert output.read_text() == "the last one"
        assert re.search("\n  Expected: .+\n  To do: .+", result.stderr)
        return result.stderr

    assert "There is no warehouse" in message("--warehouse", str(tmp_path / "none.duckdb"))
    (tmp_path / "text.duckdb").write_text("no database, but some text that is long enough to be looked at " * 100)
    assert "cannot be opened" in message("--warehouse", str(tmp_path / "text.duckdb"))
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert "has no marts" in (said := message("--warehouse", str(tmp_path / "empty.duckdb")))
    assert "To do: run `uv run dbt build`" in said
    shutil.copy(running.file, tmp_path / "some.duckdb")
    with duckdb.connect(str(tmp_path / "some.duckdb")) as connection:
        connection.execute("drop table marts.rfm_segments")
    assert "lacks the marts rfm_segments" in message("--warehouse", str(tmp_path / "some.duckdb"))
    assert "no YAML mapping" in message("--warehouse", str(running.file), "--vars", "[")
    assert "is the warehouse itself" in CliRunner().invoke(
        cli.main, ["report", "--output", str(running.file), "--warehouse", str(running.file)]
    ).stderr  # fmt: skip
    assert CliRunner().invoke(cli.main, ["report", "--language", "fr"]).exit_code == 2


def test_it_is_written_beside_the_marts_by_default(
    running: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENSI_WAREHOUSE", str(running.file))
    result = CliRunner().invoke(cli.main, ["report", "--language", "id", "--project-dir", str(tmp_path)])
    file = tmp_path / "data/reports/retention.id.html"
    assert result.stdout == f"{file}: {file.stat().st_size / 1_000_000:.1f} MB, data up to 2025-12-18\n"
    # Nothing says what its money is in.
    assert "Currency and thresholds are those of dbt_project.yml" in result.stderr
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_in_use_is_read_all_the_same(running: Shop) -> None:
    # The served file is open in BI tools all day.
    with duckdb.connect(str(running.file), read_only=True):
        assert read_marts(running.file).build == "b-1"


# Dagster


def materialize(serving: dg.AssetsDefinition, folder: Path) -> dg.ExecuteInProcessResult:
    report = report_asset(folder, folder / "target", serving.key)
    return dg.materialize([serving, report], instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)


def test_dagster_reports_what_is_published_and_nothing_else(
    running: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RETENSI_SERVING", raising=False)

    @dg.asset(name="serving")
    def failing() -> None:
        raise dg.Failure("A test of the build failed.")

    @dg.asset(name="serving")
    def published() -> None:
        (tmp_path / "data/serving").mkdir(parents=True)
        shutil.copy(running.file, tmp_path / "data/serving/retensi.duckdb")

    result = materialize(failing, tmp_path)
    assert not result.success
    assert not (tmp_path / "data/reports").exists()
    # The file itself refuses too: by hand the step can be run alone.
    alone = dg.materialize([report_asset(tmp_path, tmp_path / "target", failing.key)], raise_on_error=False)
    assert "There is no warehouse" in alone.failure_data_for_node("report").error.to_string()

    result = materialize(published, tmp_path)
    assert result.success
    [made] = [
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey("report")
    ]
    assert made.metadata["build"].value == "b-1"
    assert made.metadata["as_of"].value == "2025-12-18"
    assert sorted(path.name for path in (tmp_path / "data/reports").iterdir()) == [
        "retention.en.html",
        "retention.id.html",
    ]
