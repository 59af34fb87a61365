"""The marts of complaints and feedback."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.oracle.comparisons import is_over, standings
from tests.oracle.sentiment import mentions, sentiment
from tests.oracle.shop import STAGES, Complaint, Customer, Interaction, Shop, month_of, ratio

Row = dict[str, object]
ANSWERS = ("complaint_answered", "complaint_resolved")
OPENINGS = ("complaint_opened", "complaint_reopened")
SPEEDS = ("within_a_day", "within_three_days", "later", "open")
ONE_HOUR = timedelta(hours=1)


def hours(earlier: Interaction, later: Interaction | None) -> float | None:
    """The hours between two rows, None where there is no later one."""
    return None if later is None else (later.occurred_at - earlier.occurred_at) / ONE_HOUR


def own_rows(complaint: Complaint) -> list[Interaction]:
    """The rows of a complaint in their order, from its opening on."""
    return [row for row in complaint.rows if row.place >= complaint.opening.place]


def resolution(rows: list[Interaction]) -> Interaction | None:
    """The last resolution among rows in their order, None where the complaint was opened after it."""
    moves = [row for row in rows if row.interaction_type != "complaint_answered"]
    return moves[-1] if moves and moves[-1].interaction_type == "complaint_resolved" else None


def state(complaint: Complaint, customer: Customer | None) -> str:
    """How a complaint stands at as_of."""
    rows = own_rows(complaint)
    if resolution(rows) is not None:
        return "resolved"
    bought = [] if customer is None else customer.purchases
    opened_at = complaint.opening.occurred_at
    if complaint.opening.reference_id is None and any(order.ordered_at >= opened_at for order in bought):
        return "ended_by_purchase"
    for row in reversed(rows):
        if row.interaction_type == "complaint_answered":
            return "answered"
        if row.interaction_type in OPENINGS:
            return "open" if row is complaint.opening else "reopened"
    return "open"


def stage_before(customer: Customer | None, day: date) -> str | None:
    """The stage of a customer at the end of the day before a day."""
    if customer is None:
        return None
    stage = customer.stage_on(day - timedelta(days=1))
    return "none" if stage is None else STAGES[stage]


def complaints(shop: Shop) -> list[Row]:
    """One row per complaint."""
    result: list[Row] = []
    for complaint, customer in shop.complaints:
        opening, rows = complaint.opening, own_rows(complaint)
        answer = next((row for row in rows if row.interaction_type in ANSWERS), None)
        solved = resolution(rows)
        person = f"visitor:{opening.visitor_id}" if customer is None else customer.customer_id
        result.append(
            {
                "complaint_id": opening.reference_id or opening.interaction_id,
                "has_reference_id": opening.reference_id is not None,
                "person_id": person,
                "customer_id": None if customer is None else customer.customer_id,
                "channel": opening.channel,
                "opened_at": opening.occurred_at,
                "opened_on": opening.interaction_date,
                "first_response_at": None if answer is None else answer.occurred_at,
                "resolved_at": None if solved is None else solved.occurred_at,
                "hours_to_first_response": hours(opening, answer),
                "hours_to_resolution": hours(opening, solved),
                "times_reopened": sum(row.interaction_type in OPENINGS for row in rows) - 1,
                "state": state(complaint, customer),
                "lifecycle_stage_when_opened": stage_before(customer, opening.interaction_date),
            }
        )
    return result


def speed(complaint: Complaint, landmark: date) -> str:
    """How fast a complaint had been solved by a landmark."""
    if complaint.opening.reference_id is None:
        return "unknown"
    solved = resolution([row for row in own_rows(complaint) if row.interaction_date <= landmark])
    if solved is None:
        return "open"
    took = solved.occurred_at - complaint.opening.occurred_at
    if took <= timedelta(hours=24):
        return "within_a_day"
    return "within_three_days" if took <= timedelta(hours=72) else "later"


def slowest(speeds: Iterable[str]) -> str:
    """The slowest of speeds that are known."""
    known = [SPEEDS.index(name) for name in speeds if name in SPEEDS]
    return SPEEDS[max(known)] if known else "unknown"


def complaint_outcomes(shop: Shop) -> list[Row]:
    """One row per month, stage and speed with somebody who complained."""
    by_month: dict[date, dict[str, list[Complaint]]] = {}
    for complaint, customer in shop.complaints:
        if customer is not None:
            of_month = by_month.setdefault(month_of(complaint.opening.interaction_date), {})
            of_month.setdefault(customer.customer_id, []).append(complaint)
    everybody = list(standings(shop)) if by_month else []
    rows: list[Row] = []
    for month in shop.months():
        landmark, complainers = shop.month_closes(month), by_month.get(month, {})
        present = [one for one in everybody if one.month == month]
        for stage in STAGES:
            here = [one for one in present if one.stage == stage]
            quiet = [one for one in here if one.customer.customer_id not in complainers]
            returned = sum(one.has_returned for one in quiet)
            groups: dict[str, list[bool]] = {}
            for one in here:
                own = complainers.get(one.customer.customer_id)
                if own is not None:
                    group = slowest(speed(complaint, landmark) for complaint in own)
                    groups.setdefault(group, []).append(one.has_returned)
            for group, returns in groups.items():
                rows.append(
                    {
                        "month": month,
                        "stage": stage,
                        "resolution_speed": group,
                        "customers": len(returns),
                        "returned_customers": sum(returns),
                        "return_rate": ratio(sum(returns), len(returns)),
                        "comparison_customers": len(quiet),
                        "comparison_returned_customers": returned,
                        "comparison_return_rate": ratio(returned, len(quiet)),
                        "expected_returned_customers": ratio(len(returns) * returned, len(quiet)),
                        "is_complete": is_over(shop, landmark),
                    }
                )
    return rows


def complaint_outcomes_by_speed(shop: Shop) -> list[Row]:
    """One row per speed, over the months that can be compared."""
    rows: list[Row] = []
    outcomes = [row for row in complaint_outcomes(shop) if row["is_complete"] and row["comparison_customers"]]
    for name in {row["resolution_speed"] for row in outcomes}:
        own = [row for row in outcomes if row["resolution_speed"] == name]
        customers, returned = sum(row["customers"] for row in own), sum(row["returned_customers"] for row in own)
        expected = sum(
            Fraction(row["customers"] * row["comparison_returned_customers"], row["comparison_customers"])
            for row in own
        )
        rows.append(
            {
                "resolution_speed": name,
                "customers": customers,
                "returned_customers": returned,
                "return_rate": ratio(returned, customers),
                "comparison_customers": sum(row["comparison_customers"] for row in own),
                "expected_returned_customers": float(expected),
                "comparison_return_rate": ratio(expected, customers),
                "return_rate_difference": ratio(returned - expected, customers),
            }
        )
    return rows


def surveys_answered(shop: Shop) -> list[tuple[date, bool]]:
    """The day of each survey sent, and whether the next word about surveys is an answer within 30 days."""
    by_person: dict[tuple[str, str], list[Interaction]] = {}
    for row, customer in shop.interactions:
        if row.interaction_type in ("survey_sent", "nps_response", "csat_response"):
            person = ("visitor", row.visitor_id or "") if customer is None else ("customer", customer.customer_id)
            by_person.setdefault(person, []).append(row)
    found = []
    for rows in by_person.values():
        rows.sort(key=lambda row: row.place)
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            if row.interaction_type == "survey_sent":
                answered = following is not None and following.interaction_type != "survey_sent"
                in_time = answered and (following.interaction_date - row.interaction_date).days <= 30
                found.append((row.interaction_date, in_time))
    return found


def feedback_by_month(shop: Shop) -> list[Row]:
    """One row per month; nothing is known where no interactions were given."""
    surveys = surveys_answered(shop)
    rows: list[Row] = []
    for month in shop.months():
        own = [row for row, _ in shop.interactions if month_of(row.interaction_date) == month]
        scores = {
            kind: [row.value for row in own if row.interaction_type == kind]
            for kind in ("nps_response", "csat_response", "review_submitted")
        }
        nps, csat, stars = scores.values()
        sent = [answered for day, answered in surveys if month_of(day) == month]
        moods = [sentiment(row.body) for row in own if row.direction == "in" and row.body is not None]
        knows = [bool(mentions(row.body)) for row in own if row.direction == "in" and row.body is not None]
        row = {
            "responses": len(nps) + len(csat),
            "surveys_sent": len(sent),
            "surveys_answered": sum(sent),
            "response_rate": ratio(sum(sent), len(sent)),
            "nps_responses": len(nps),
            "nps_promoters": sum(value >= 9 for value in nps),
            "nps_passives": sum(6 < value < 9 for value in nps),
            "nps_detractors": sum(value <= 6 for value in nps),
            "csat_responses": len(csat),
            "csat_satisfied": sum(value >= 4 for value in csat),
            "csat": ratio(sum(value >= 4 for value in csat), len(csat)),
            "reviews": len(stars),
            "positive_reviews": sum(value >= 4 for value in stars),
            "negative_reviews": sum(value <= 2 for value in stars),
            "review_stars": sum(stars, Decimal(0)),
            "average_rating": ratio(sum(stars, Decimal(0)), len(stars)),
            "texts": len(moods),
            "texts_judged": len(moods) - moods.count(None),
            "judged_share": ratio(len(moods) - moods.count(None), len(moods)),
            "texts_without_listed_word": knows.count(False),
        }
        for mood in ("positive", "neutral", "negative"):
            judged = [one for one in moods if one is not None]
            enough = Fraction(len(judged), len(moods) or 1) >= Fraction(3, 10)
            share = ratio(judged.count(mood), len(judged)) if enough else None
            row |= {f"texts_{mood}": judged.count(mood), f"{mood}_share": share}
        row["nps"] = ratio((row["nps_promoters"] - row["nps_detractors"]) * 100, len(nps))
        if "interactions" not in shop.inputs_given:
            row = dict.fromkeys(row)
        row["surveys_are_complete"] = shop.month_closes(month) + timedelta(days=30) <= shop.as_of
        rows.append(row | {"month": month, "is_complete": shop.month_is_over(month)})
    return rows


def feedback_words_by_month(shop: Shop) -> list[Row]:
    """One row per month and phrase that counted in it."""
    rows: list[Row] = []
    for month in shop.months():
        said: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for row, _ in shop.interactions:
            if month_of(row.interaction_date) != month or row.direction != "in" or row.body is None:
                continue
            if sentiment(row.body) is not None:
                for mention in mentions(row.body):
                    said.setdefault((mention.phrase, mention.word), []).append((row.interaction_id, mention.score))
        strengths = {key: (abs(sum(score for _, score in found)), len(found)) for key, found in said.items()}
        for (phrase, word), found in said.items():
            rows.append(
                {
                    "month": month,
                    "phrase": phrase,
                    "word": word,
                    "texts": len({text for text, _ in found}),
                    "mentions": len(found),
                    "positive_mentions": sum(score > 0 for _, score in found),
                    "negative_mentions": sum(score < 0 for _, score in found),
                    "score": sum(score for _, score in found),
                    "strength_rank": 1 + sum(other > strengths[phrase, word] for other in strengths.values()),
                    "is_complete": shop.month_is_over(month),
                }
            )
    return rows
