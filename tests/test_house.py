"""What a reader of the project has to hold does not grow, and a long model has its reason."""

import pytest

from tests.house import LIMITS, LONG_FROM, PROJECT, counts

# Models of more lines than LONG_FROM, by the reason. Cut in two, each half would have one reader.
REASONS: dict[str, tuple[str, ...]] = {
    "A list of columns or figures that do one thing each.": (
        "campaign_performance",
        "clv_backtest",
        "complaint_outcomes",
        "customers",
        "feedback_by_month",
        "int_cohort_retention",
        "int_funnel_rates",
        "int_kpi_counts",
        "int_kpi_feedback",
        "int_kpi_sales",
        "int_kpi_top_decile",
        "int_kpis",
        "loyalty_by_month",
        "purchase_patterns",
        "reactivation_audience",
        "stg_orders",
    ),
    "The rules of one input in their order, or what all rules share.": (
        "checked_customer_merges",
        "checked_interactions",
        "checked_orders",
        "input_findings",
        "int_funnel_problems",
    ),
    "One kind of identifier after the other.": (
        "int_customers_merged_into",
        "int_identifiers_owned",
    ),
    "One reason to write after the other, or one rule of the calendar after the other.": (
        "int_contacts_about_accounts",
        "int_contacts_about_balances",
        "int_contacts_about_feedback",
        "int_contacts_about_orders",
        "int_contacts_planned",
        "int_contacts_scheduled",
    ),
    "One step after the other, each of a line or two.": (
        "int_campaign_groups",
        "int_clv_customers",
        "int_clv_expected_purchases",
        "int_clv_nodes",
        "int_feedback_after_purchases",
        "int_funnel_events",
        "int_funnel_progress",
        "int_loyalty_members",
        "int_loyalty_months",
        "int_points_ledger",
        "int_purchases_attributed",
        "int_purchases_touched",
        "int_rfm_scores",
        "int_text_words",
    ),
    "Two groups of people compared from one day on: who is in which, and what became of both.": (
        "int_comparison_campaigns",
        "int_comparison_changes",
        "int_comparison_complaints",
        "int_comparison_members",
        "int_comparison_months",
        "loyalty_comparison_by_month",
    ),
    "What is known of a customer or an order, from many tables.": (
        "int_customer_risks",
        "int_customers_contacted",
        "int_customers_known",
        "int_orders_identified",
    ),
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
