"""What churn risk may know of each active customer, and how its models are held against what happened."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import numpy as np

from tests.oracle.shop import STAGES, Customer, Interaction, Shop
from tests.oracle.value import NOTHING

Row = dict[str, object]
GOOD_FROM = {"nps_response": 9, "csat_response": 4, "review_submitted": 4}
BAD_UP_TO = {"nps_response": 6, "csat_response": 2, "review_submitted": 2}
MODELS = ("stage", "bg_nbd", "regression")


def int_churn_covariates(shop: Shop) -> list[Row]:
    """One row per active customer today, one window ago and two windows ago."""
    window = timedelta(days=shop.settings.churn_risk_days)
    rows = []
    for windows, scored_by, teaches in ((0, "current", None), (1, "holdout", "current"), (2, None, "holdout")):
        day = shop.as_of - windows * window
        returning = channels(shop, day)
        for customer in shop.customers:
            if not customer.is_active_on(day):
                continue
            came_back = any(day < order.order_date <= day + window for order in customer.purchases)
            rows.append(
                {
                    "seen_on": day,
                    "scored_by": scored_by,
                    "teaches": teaches,
                    "customer_id": customer.customer_id,
                    "lifecycle_stage": STAGES[customer.stage_on(day)],
                    "is_lost": None if windows == 0 else int(not came_back),
                    **purchases(customer, day),
                    "feedback": last_score(customer.interactions, day),
                    "complaints": math.log1p(complaints(customer, day)),
                    "channel": returning[customer.acquisition_channel],
                }
            )
    return rows


def channels(shop: Shop, day: date) -> dict[str, float]:
    """The share of the buyers of each channel who had bought on a second day."""
    days: dict[str, list[int]] = {}
    for customer in shop.customers:
        if bought := {order.order_date for order in customer.purchases if order.order_date <= day}:
            days.setdefault(customer.acquisition_channel, []).append(len(bought))
    return {channel: sum(number > 1 for number in numbers) / len(numbers) for channel, numbers in days.items()}


def purchases(customer: Customer, day: date) -> Row:
    """What the purchases up to a day say."""
    known = [order for order in customer.purchases if order.order_date <= day]
    days = sorted({order.order_date for order in known})
    gross = sum((order.gross_amount for order in known), NOTHING)
    sold = gross - sum((order.discount_amount for order in known), Decimal(0))
    silent, repeats, span = (day - days[-1]).days, len(days) - 1, (days[-1] - days[0]).days
    return {
        "frequency": repeats,
        "recency_days": span,
        "age_days": (day - days[0]).days,
        "silence": math.log1p(silent),
        # How unlikely the silence is for somebody who goes on at this pace.
        "rhythm": repeats * math.log((7 + span + silent) / (7 + span)) if repeats else None,
        "purchases": math.log(len(days)),
        "age": math.log1p((day - days[0]).days),
        "spend": math.log1p(float(sold) / len(days)),
        "discount": 1 - float(sold / gross) if gross else None,
    }


def last_score(interactions: Sequence[Interaction], day: date) -> float | None:
    """1 where the last score up to a day was good, -1 where it was bad."""
    scores = [row for row in interactions if row.interaction_type in GOOD_FROM and row.interaction_date <= day]
    if not scores:
        return None
    last = max(scores, key=lambda row: row.place)
    good, bad = last.value >= GOOD_FROM[last.interaction_type], last.value <= BAD_UP_TO[last.interaction_type]
    return float(good) - float(bad)


def complaints(customer: Customer, day: date) -> int:
    """Complaints opened in the 365 days up to a day."""
    return sum(0 <= (day - complaint.opening.interaction_date).days < 365 for complaint in customer.complaints)


def churn_risk_backtest(risks: Mapping[str, Sequence[float | None]], lost: Sequence[int]) -> dict[tuple[str, int], Row]:
    """Hold the risks that each model gives against who was lost.

    Args:
        risks: For each model a risk per customer, None where it has none.
        lost: 1 for each customer who did not buy, else 0.
    """
    scored = {
        model: {place: (risk, (risk - lost[place]) ** 2) for place, risk in enumerate(risks[model]) if risk is not None}
        for model in MODELS
    }

    def advantage(model: str, rival: str, places: Sequence[int]) -> tuple[float | None, float | None]:
        gains = [scored[rival][place][1] - scored[model][place][1] for place in places if place in scored[rival]]
        if not gains:
            return None, None
        return float(np.mean(gains)), float(np.mean(gains) - 1.96 * np.std(gains) / math.sqrt(len(gains)))

    def wins(model: str, rival: str) -> bool:
        low = advantage(model, rival, list(scored[model]))[1]
        return low is not None and low > 0

    leader = "bg_nbd" if wins("bg_nbd", "stage") else "stage"
    rivals = {"stage": None, "bg_nbd": "stage", "regression": leader}
    shown = "regression" if wins("regression", "stage") and wins("regression", leader) else leader
    rows: dict[tuple[str, int], Row] = {}
    for model in MODELS:
        by_risk = sorted(scored[model], key=lambda place: -round(scored[model][place][0], 9))
        parts: dict[int, list[int]] = {0: by_risk}
        higher = 0
        for _, equal in groupby(by_risk, key=lambda place: round(scored[model][place][0], 9)):
            places = list(equal)
            parts.setdefault(1 + 10 * higher // len(by_risk), []).extend(places)
            higher += len(places)
        for decile, places in parts.items():
            size = len(places)
            expected = sum(scored[model][place][0] for place in places)
            gone = sum(lost[place] for place in places)
            rival = rivals[model]
            gain, low = advantage(model, rival, places) if rival else (None, None)
            rows[model, decile] = {
                "risk_model": model,
                "decile": decile,
                "customers": size,
                "expected_lost": expected if size else None,
                "lost_customers": gone,
                "expected_lost_rate": expected / size if size else None,
                "lost_rate": gone / size if size else None,
                "calibration_gap": abs(expected - gone) / size if size else None,
                "brier_score": sum(scored[model][place][1] for place in places) / size if size else None,
                "rival": rival,
                "advantage": gain,
                "advantage_low": low,
                "is_shown": model == shown,
            }
        tenths = [row for (name, decile), row in rows.items() if name == model and decile]
        if tenths:
            apart = sum(row["calibration_gap"] * row["customers"] for row in tenths)
            rows[model, 0]["calibration_gap"] = apart / len(by_risk)
    return rows
