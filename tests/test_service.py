"""Sentiment: how often the word list judges as a reader does, and that the models read a text as the rules say."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest

from tests.dbt_project import WITHOUT_TESTS, build, rows
from tests.oracle.files import write_inputs
from tests.oracle.sentiment import listed, mentions, sentiment
from tests.oracle.voices import SAMPLE

FILLERS = (
    "the",
    "yang",
    "parcel",
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
Line = dict[str, str]


@pytest.fixture(scope="module")
def sample() -> list[Line]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scrambled(random: Random) -> str:
    """Words of the list and others in any order, in any case, with any signs between them."""
    words = random.choices([*listed(), *FILLERS], k=random.randint(1, 9))
    cased = [random.choice((word, word.upper(), word.title())) for word in words]
    return "".join(word + random.choice(JOINTS) for word in cased)


@pytest.fixture(scope="module")
def texts(sample: list[Line]) -> dict[str, str]:
    random = Random(6)
    written = [line["text"] for line in sample] + [scrambled(random) for _ in range(300)]
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
    found = rows(warehouse, "select interaction_id, place, word, score from intermediate.int_text_words")
    expected = {(name, one.place, one.word, one.score) for name, text in texts.items() for one in mentions(text)}
    assert set(found) == expected
    assert len(found) == len(expected) > 1000
    judged = dict(rows(warehouse, "select interaction_id, sentiment from intermediate.int_texts_judged"))
    assert judged == {name: sentiment(text) for name, text in texts.items()}


def judgements(warehouse: Path, sample: list[Line], part: str) -> list[tuple[str, str]]:
    """What a reader and the models say of each text of a part of the sample."""
    judged = dict(rows(warehouse, "select interaction_id, sentiment from intermediate.int_texts_judged"))
    return [(line["sentiment"], judged[f"t{number}"]) for number, line in enumerate(sample) if line["part"] == part]


# Texts, right ones, texts that were given a side, right sides: as docs/service_and_feedback.md states them.
MEASURED = {"revised_with": (120, 91, 82, 74), "fresh": (80, 46, 43, 34)}


@pytest.mark.parametrize("part", MEASURED)
def test_accuracy_on_labelled_texts(warehouse: Path, sample: list[Line], part: str) -> None:
    pairs = judgements(warehouse, sample, part)
    right = sum(said == found for said, found in pairs)
    sided = [(said, found) for said, found in pairs if found != "neutral"]
    right_sides = sum(said == found for said, found in sided)
    print(f"{part}: {right} of {len(pairs)} right, {right_sides} of {len(sided)} sides right")
    assert right / len(pairs) >= {"revised_with": 0.7, "fresh": 0.55}[part]
    assert right_sides / len(sided) >= 0.75
    assert (len(pairs), right, len(sided), right_sides) == MEASURED[part], "state the new measure in the docs"


def test_the_sample_holds_both_languages_and_all_moods(sample: list[Line]) -> None:
    kinds = {(line["language"], line["sentiment"]) for line in sample}
    assert len(kinds) == 6
    assert len(sample) == len({line["text"] for line in sample}) == 200
