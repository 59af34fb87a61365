"""What a reader of the project has to hold does not grow, and a long model has its reason."""

import re

import pytest

from retensi.dictionary.marts import FOLDERS
from retensi.dictionary.pages import ENGLISH, INDONESIAN
from tests.house import LIMITS, LONG_FROM, PROJECT, counts

# Models of more lines than LONG_FROM, by the reason. Cut in two, each half would have one reader.
REASONS: dict[str, tuple[str, ...]] = {
    "A list of columns or figures that do one thing each.": (
        "campaign_performance",
        "channel_engagement_by_month",
        "churn_risk_backtest",
        "clv_backtest",
        "feedback_by_month",
        "first_purchase_outcomes",
        "int_funnel_rates",
        "int_kpi_counts",
        "int_kpi_feedback",
        "int_kpi_sales",
        "int_kpi_top_decile",
        "int_kpis",
        "loyalty_by_month",
        "next_offers_backtest",
        "purchase_patterns",
        "reactivation_audience",
        "revenue_forecast_backtest",
        "stg_orders",
        "subscriptions_by_month",
    ),
    "The rules of one input in their order, or what all rules share.": (
        "checked_customer_merges",
        "checked_interactions",
        "checked_orders",
        "input_findings",
        "int_funnel_problems",
    ),
    "One kind of identifier after the other.": ("int_identifiers_owned",),
    "One reason to write after the other, or one rule of the calendar after the other.": (
        "int_contacts_about_accounts",
        "int_contacts_about_feedback",
        "int_contacts_about_orders",
        "int_contacts_planned",
        "int_contacts_scheduled",
    ),
    "One step after the other, each of a line or two.": (
        "int_campaign_uplift",
        "int_churn_covariates",
        "int_churn_scores",
        "int_clv_customers",
        "int_clv_expected_purchases",
        "int_cohort_members",
        "int_cohort_retention",
        "int_feedback_outstanding",
        "int_funnel_events",
        "int_funnel_progress",
        "int_lifecycle_spans",
        "int_offers_ranked",
        "int_order_lines",
        "int_products_known",
        "int_loyalty_members",
        "int_loyalty_months",
        "int_messages",
        "int_points_ledger",
        "int_purchases_attributed",
        "int_purchases_touched",
        "int_revenue_compared",
        "int_rfm_scores",
        "int_subscription_spans",
        "int_text_words",
        "kpi_comparisons_by_month",
        "product_journeys",
    ),
    "Two groups of people compared from one day on: who is in which, and what became of both.": (
        "campaign_comparison_by_month",
        "int_comparison_complaints",
        "int_comparison_months",
        "int_comparison_states",
        "int_onboarding_progress",
        "loyalty_comparison_by_month",
    ),
    "What is known of a customer or an order, from many tables.": ("customers", "int_customers_contacted"),
}


@pytest.fixture(scope="module")
def counted(manifest: dict) -> dict[str, float]:
    """The counts of the project as the demo shop was built with it."""
    return counts(manifest)


@pytest.mark.parametrize("name", LIMITS)
def test_a_count_stays_below_its_limit(name: str, counted: dict[str, float]) -> None:
    assert counted[name] <= LIMITS[name]


def test_every_long_model_has_its_reason() -> None:
    models = (PROJECT / "models").rglob("*.sql")
    long = {model.stem for model in models if len(model.read_text(encoding="utf-8").splitlines()) > LONG_FROM}
    assert {name for names in REASONS.values() for name in names} == long


# What has a room of its own below models/intermediate or tests/data, and no mart.
INSIDE = {"identity", "comparisons"}
OF_TESTS = {"generic", "inputs", "privacy"}


def folders(path: str) -> set[str]:
    """The rooms of a folder: what lies directly below it and holds files."""
    return {found.relative_to(PROJECT / path).parts[0] for found in (PROJECT / path).rglob("*/*") if found.is_file()}


def test_rooms_are_the_same_everywhere(manifest: dict) -> None:
    rooms = set(FOLDERS)
    assert folders("models/marts") == rooms
    assert folders("models/intermediate") == rooms | INSIDE
    assert rooms <= folders("tests/data") <= rooms | INSIDE | OF_TESTS
    assert {group["name"] for group in manifest["groups"].values()} == rooms | {"inputs"}
    assert list(ENGLISH) == list(INDONESIAN) == list(FOLDERS)


def test_a_model_is_of_the_group_of_its_room(manifest: dict) -> None:
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    rooms = {node["name"]: (node["path"].replace("\\", "/").split("/")[1], node["group"]) for node in models}
    assert {name: found for name, found in rooms.items() if found[0] in FOLDERS and found[0] != found[1]} == {}


def test_pages_list_the_marts_by_room() -> None:
    """The README gives each room a line, with its marts and a page of docs; dbt's first page lists all or none."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (\w+) \| (.*\]\((docs/\w+\.md)[#)].*) \| ([\w, ]+) \|$", readme, re.MULTILINE)
    assert [room for room, *_ in lines] == list(FOLDERS)
    for room, _, page, names in lines:
        assert (PROJECT / page).is_file()
        assert set(names.split(", ")) == {model.stem for model in (PROJECT / "models" / "marts" / room).glob("*.sql")}
    overview = (PROJECT / "docs" / "overview.md").read_text(encoding="utf-8")
    assert re.findall(r"^  - (\w+): ", overview, re.MULTILINE) in ([], list(FOLDERS))
    drawn = re.search(r"<b>marts</b><br>(.*)\"\]", readme)
    assert drawn is not None
    assert re.split(r"<br>| · ", drawn[1]) == list(FOLDERS)
