"""Sentiment against a reader and against the rules; the oracle of complaints and landmarks at its edges."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.dbt_project import WITHOUT_TESTS, build, rows
from tests.oracle.examples import happening, marts, only, order
from tests.oracle.files import write_inputs
from tests.oracle.sentiment import listed, mentions, sentiment
from tests.oracle.voices import FOREIGN, SAMPLE

pytestmark = pytest.mark.long

FILLERS = (
    "the",
    "yang",
    "parcel",
    "prazo",
    "Tuesday",
    "kopi",
    "don't",
    "it\u2019s",
    "tidak-tidak",
    "3x",
    "\u2026",
    "\u00c9t\u00e9",
    "\u0130stanbul",
)
JOINTS = (" ", " ", ", ", "! ", "\n", " - ", "  ", "'")
OURS = ("en", "id")
Line = dict[str, str]


def lines(file: Path) -> list[Line]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def sample() -> list[Line]:
    return lines(SAMPLE)


def scrambled(random: Random) -> str:
    """Words of the list and others in any order, in any case, with any signs between them."""
    telling = [word for word, (kind, _) in listed().items() if kind != "common"]
    words = random.choices([*telling, *FILLERS * 5], k=random.randint(1, 9))
    cased = [random.choice((word, word.upper(), word.title())) for word in words]
    return "".join(word + random.choice(JOINTS) for word in cased)


@pytest.fixture(scope="module")
def texts(sample: list[Line]) -> dict[str, str]:
    random = Random(6)
    written = [line["text"] for line in sample] + [scrambled(random) for _ in range(500)]
    written += [line["text"] for line in lines(FOREIGN)]
    return {f"t{number}": text for number, text in enumerate(written)}


@pytest.fixture(scope="module")
def warehouse(texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sentiment")
    order = {"order_id": "o1", "customer_id": "c1", "ordered_at": "2024-03-01", "status": "paid", "gross_amount": "1"}
    posts = [
        {"interaction_id": name, "customer_id": "c1", "occurred_at": "2024-03-01", "interaction_type": "community_post"}
        | {"body": text}
        for name, text in texts.items()
    ]
    write_inputs({"orders": [order], "interactions": posts}, folder / "inputs")
    built = folder / "sentiment.duckdb"
    build({"input_path": str(folder / "inputs")}, built, "build", "--select", "+int_texts_judged", *WITHOUT_TESTS)
    return built


def test_texts_are_read_as_the_rules_say(warehouse: Path, texts: dict[str, str]) -> None:
    found = rows(warehouse, "select interaction_id, place, word, phrase, score from intermediate.int_text_words")
    expected = {
        (name, one.place, one.word, one.phrase, one.score) for name, text in texts.items() for one in mentions(text)
    }
    assert set(found) == expected
    assert len(found) == len(expected) > 1000
    judged = dict(rows(warehouse, "select interaction_id, sentiment from intermediate.int_texts_judged"))
    assert judged == {name: sentiment(text) for name, text in texts.items()}
    assert set(judged.values()) == {"positive", "neutral", "negative", None}


def test_a_text_in_another_language_is_not_neutral(warehouse: Path, texts: dict[str, str], sample: list[Line]) -> None:
    # A shop in Brazil read that its customers were neutral, while half of their stars were one or two.
    languages = {line["text"]: line["language"] for line in [*sample, *lines(FOREIGN)]}
    judged: dict[str, list[bool]] = {}
    for name, mood in rows(warehouse, "select interaction_id, sentiment from intermediate.int_texts_judged"):
        if texts[name] in languages:
            judged.setdefault(languages[texts[name]], []).append(mood is not None)
    shares = {language: sum(found) / len(found) for language, found in judged.items()}
    print(shares)
    assert all(share < 0.3 for language, share in shares.items() if len(judged[language]) > 3 and language not in OURS)
    assert shares["pt"] == 0
    assert all(shares[language] > 0.9 for language in OURS)


def judgements(warehouse: Path, sample: list[Line], part: str) -> list[tuple[str, str]]:
    """What a reader and the models say of each text of a part of the sample."""
    judged = dict(rows(warehouse, "select interaction_id, sentiment from intermediate.int_texts_judged"))
    return [(line["sentiment"], judged[f"t{number}"]) for number, line in enumerate(sample) if line["part"] == part]


# Texts, right ones, texts that were given a side, right sides: as docs/service_and_feedback.md states them.
MEASURED = {"revised_with": (120, 90, 81, 73), "fresh": (80, 45, 43, 34)}


@pytest.mark.parametrize("part", MEASURED)
def test_accuracy_on_labelled_texts(warehouse: Path, sample: list[Line], part: str) -> None:
    pairs = judgements(warehouse, sample, part)
    right = sum(said == found for said, found in pairs)
    sided = [(said, found) for said, found in pairs if found in ("positive", "negative")]
    right_sides = sum(said == found for said, found in sided)
    print(f"{part}: {right} of {len(pairs)} right, {right_sides} of {len(sided)} sides right")
    assert right / len(pairs) >= {"revised_with": 0.7, "fresh": 0.55}[part]
    assert right_sides / len(sided) >= 0.75
    assert (len(pairs), right, len(sided), right_sides) == MEASURED[part], "state the new measure in the docs"


def test_the_sample_holds_both_languages_and_all_moods(sample: list[Line]) -> None:
    kinds = {(line["language"], line["sentiment"]) for line in sample}
    assert len(kinds) == 6
    assert len(sample) == len({line["text"] for line in sample}) == 200


# The oracle, by examples worked out by hand


def test_oracle_a_complaint_counts_hours_from_its_opening_to_what_stands() -> None:
    orders = [order("1", "2024-01-05", "a")]
    told = {"reference_id": "r"}
    result = marts(
        orders,
        "2024-03-31",
        happening("complaint_answered", "2024-01-10 09:00:00", None, visitor_id="desk", **told),
        happening("complaint_opened", "2024-01-10 10:00:00", **told),
        happening("complaint_answered", "2024-01-10 11:30:00", None, visitor_id="desk", **told),
        happening("complaint_resolved", "2024-01-11 10:00:00", None, visitor_id="desk", **told),
        happening("complaint_reopened", "2024-02-01 10:00:00", **told),
        happening("complaint_opened", "2024-01-06 10:00:00"),
    )
    found = only(result["complaints"], complaint_id="r")
    assert (found["hours_to_first_response"], found["resolved_at"], found["times_reopened"]) == (1.5, None, 1)
    assert (found["state"], found["customer_id"], found["lifecycle_stage_when_opened"]) == ("reopened", "a", "at_risk")
    # On 31 January it stood resolved after 24 hours; the other one has no reference and says nothing.
    assert only(result["complaint_outcomes"])["resolution_speed"] == "within_a_day"


def test_oracle_a_return_is_a_purchase_on_one_of_ninety_days() -> None:
    # The landmark is 31 January, 30 April is the 90th day after it and 1 May the 91st.
    orders = [order(name, "2024-01-05", name, amount="10") for name in ("a", "b", "c", "d")]
    orders += [order("a2", "2024-04-30", "a", amount="30"), order("b2", "2024-05-01", "b", amount="30")]
    told = {"reference_id": "r"}
    complaint = [
        happening("complaint_opened", "2024-01-10 10:00:00", "c", **told),
        happening("complaint_resolved", "2024-01-13 10:00:00", "c", **told),
    ]
    result = marts(orders, "2024-05-01", *complaint)
    found = only(result["complaint_outcomes"])
    assert (found["stage"], found["resolution_speed"], found["is_complete"]) == ("new", "within_three_days", True)
    assert (found["customers"], found["returned_customers"]) == (1, 0)
    assert (found["comparison_customers"], found["comparison_returned_customers"]) == (3, 1)
    state = only(result["int_comparison_months"], month=date(2024, 1, 1))
    # 100 in all from four buyers: 10 are up to half of 25.
    assert (state["spend_band"], state["customers"], state["net_revenue_after"]) == ("half", 4, 30)
    assert only(marts(orders, "2024-04-29", *complaint)["complaint_outcomes"])["is_complete"] is False
