"""The way through: inputs in, marts out."""

from __future__ import annotations

from tests.oracle import (
    advocates,
    attribution,
    buyers,
    cohorts,
    comparisons,
    contact_days,
    core,
    forecast,
    funnels,
    kpi_comparisons,
    kpis,
    lifecycle,
    loyalty,
    messages,
    onboarding,
    risk,
    service,
    subscriptions,
    value,
)
from tests.oracle.front_door import FrontDoor, Inputs
from tests.oracle.identity import open_shop
from tests.oracle.shop import Settings, Shop

Row = dict[str, object]

MARTS = {
    "customers": core.customers,
    "orders": core.orders,
    "buyers_at_order": buyers.buyers_at_order,
    "lifecycle_stage_history": lifecycle.lifecycle_stage_history,
    "lifecycle_stages_by_day": lifecycle.lifecycle_stages_by_day,
    "lifecycle_stages_by_month": lifecycle.lifecycle_stages_by_month,
    "lifecycle_transitions_by_month": lifecycle.lifecycle_transitions_by_month,
    "retention_by_month": lifecycle.retention_by_month,
    "retention_funnel_by_month": lifecycle.retention_funnel_by_month,
    "subscriptions": subscriptions.subscriptions,
    "subscriptions_by_month": subscriptions.subscriptions_by_month,
    "cohort_retention_by_month": cohorts.cohort_retention_by_month,
    "cohort_retention_by_week": cohorts.cohort_retention_by_week,
    "cohort_retention_by_channel": cohorts.cohort_retention_by_channel,
    "cohort_retention_by_attribute": cohorts.cohort_retention_by_attribute,
    "cohort_repurchase": cohorts.cohort_repurchase,
    "payback_by_channel": cohorts.payback_by_channel,
    "order_intervals": cohorts.order_intervals,
    "first_purchase_outcomes": cohorts.first_purchase_outcomes,
    "kpis_by_month": kpis.kpis_by_month,
    "kpis_by_channel": kpis.kpis_by_channel,
    "kpi_comparisons_by_month": kpi_comparisons.kpi_comparisons_by_month,
    "sales_by_day": kpis.sales_by_day,
    "funnel_steps_by_month": funnels.funnel_steps_by_month,
    "funnel_steps_by_channel": funnels.funnel_steps_by_channel,
    "funnel_steps_by_campaign": funnels.funnel_steps_by_campaign,
    "communication_calendar": contact_days.communication_calendar,
    "contacts_by_reason": contact_days.contacts_by_reason,
    "channel_engagement_by_month": messages.channel_engagement_by_month,
    "loyalty_members": loyalty.loyalty_members,
    "loyalty_by_month": loyalty.loyalty_by_month,
    "loyalty_comparison_by_month": loyalty.loyalty_comparison_by_month,
    "campaign_performance": attribution.campaign_performance,
    "campaign_comparison_by_month": attribution.campaign_comparison_by_month,
    "advocates": advocates.advocates,
    "complaints": service.complaints,
    "complaint_outcomes": service.complaint_outcomes,
    "complaint_outcomes_by_speed": service.complaint_outcomes_by_speed,
    "feedback_by_month": service.feedback_by_month,
    "feedback_words_by_month": service.feedback_words_by_month,
    "onboarding_by_cohort": onboarding.onboarding_by_cohort,
    "onboarding_steps_by_cohort": onboarding.onboarding_steps_by_cohort,
    "onboarding_outcomes": onboarding.onboarding_outcomes,
    "int_comparison_months": comparisons.int_comparison_months,
    "int_clv_customers": value.int_clv_customers,
    "int_revenue_months": forecast.int_revenue_months,
    "revenue_forecast_backtest": forecast.revenue_forecast_backtest,
    "revenue_forecast_by_month": forecast.revenue_forecast_by_month,
    "int_churn_covariates": risk.int_churn_covariates,
}


def shop_of(inputs: Inputs, settings: Settings) -> Shop:
    """The shop that inputs describe, every customer with his stages.

    `inputs` holds rows of text per input of the contract; an input that is not a key was not given.
    """
    shop = open_shop(FrontDoor(inputs, settings).accept(), settings)
    for customer in shop.customers:
        customer.stages = lifecycle.walk(customer, settings, shop.as_of)
    return shop


def recompute(inputs: Inputs, settings: Settings) -> dict[str, list[Row]]:
    """Every mart that the oracle knows, as rows, in no particular order."""
    shop = shop_of(inputs, settings)
    return {name: mart(shop) for name, mart in MARTS.items()}
