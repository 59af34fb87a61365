"""The sentiment of what customers write: a text is read word by word, from left to right."""

from __future__ import annotations

import csv
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SENTIMENT_WORDS = Path(__file__).parents[2] / "seeds" / "reference" / "sentiment_words.csv"


@dataclass(frozen=True)
class Mention:
    """A listed word of a text, with what it counts where it stands. `place` is counted from 1."""

    place: int
    word: str
    phrase: str
    score: int


@cache
def listed() -> dict[str, tuple[str, int]]:
    """The kind and weight of each word of the seed."""
    with SENTIMENT_WORDS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: (row["kind"], int(row["weight"])) for row in csv.DictReader(file)}


def words_of(text: str) -> list[str]:
    """The words of a text: plain letters in lower case; apostrophes vanish, everything else parts words."""
    letters = ""
    for sign in text:
        if sign in string.ascii_letters:
            letters += sign.lower()
        elif sign not in "'\u2019":
            letters += " "
    return letters.split()


def mentions(text: str) -> list[Mention]:
    """What each listed word of a text counts."""
    words = words_of(text)
    kinds = [listed().get(word, ("", 0))[0] for word in words]
    found = []
    negations: list[int] = []
    for place, (word, kind) in enumerate(zip(words, kinds, strict=True)):
        if kind == "negation":
            negations.append(place)
        if kind != "word":
            continue
        score, phrase = listed()[word][1], word
        if negations and place - negations[-1] <= 2:
            score, phrase = -score, f"{words[negations[-1]]} {word}"
        # A negation is used up by the first word it reaches.
        negations = []
        before = kinds[place - 1] if place > 0 else ""
        after = kinds[place + 1] if place + 1 < len(words) else ""
        if before == "intensifier" or after == "intensifier_after":
            score *= 2
        found.append(Mention(place + 1, word, phrase, score))
    return found


def sentiment(text: str) -> str | None:
    """Positive, neutral or negative; None for a text of which the list knows too little to judge it."""
    known = [word for word in words_of(text) if word in listed()]
    if len(known) / max(len(words_of(text)), 1) < 0.25 or not (mentions(text) or len(known) >= 2):
        return None
    score = sum(mention.score for mention in mentions(text))
    return "positive" if score > 0 else "negative" if score < 0 else "neutral"
