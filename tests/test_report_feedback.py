"""What the report says of texts and stars: nothing where the texts cannot be judged, and the phrase that counted."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import duckdb
import pytest

from retensi.report.marts import read_marts
from retensi.report.page import page
from tests.report_shop import ENGLISH, INDONESIAN, Shop


@pytest.fixture(scope="module")
def demo(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop.of(demo_warehouse, tmp_path_factory.mktemp("feedback"))


def said(content: str) -> str:
    """The section of complaints and feedback, as text."""
    section = content.partition('<section id="voice"')[2].partition("</section>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", section)).split())


def charts(content: str) -> dict:
    return json.loads(re.search(r'id="data"[^>]*>(.*?)</script>', content, re.DOTALL)[1])["charts"]


def changed(demo: Shop, folder: Path, *statements: str) -> str:
    """The English report of the demo shop with other marts."""
    file = Shop.of(demo.file, folder).file
    with duckdb.connect(str(file)) as connection:
        connection.execute("use marts.marts")
        for statement in statements:
            connection.execute(statement)
    return page(read_marts(file), "en", {})


def test_stars_and_judged_texts_of_the_month_are_the_mart(demo: Shop) -> None:
    [(month, reviews, average, few, texts, judged)] = demo.rows(
        "select month, reviews, average_rating, negative_reviews, texts, texts_judged from feedback_by_month "
        "where is_complete order by month desc limit 1"
    )
    assert judged < texts
    marts = read_marts(demo.file)
    english, indonesian = said(page(marts, "en", {})), said(page(marts, "id", {}))
    assert f"{ENGLISH.number(average, 1)} of 5 stars on average in {ENGLISH.month(month)}, from {reviews}" in english
    assert f"{ENGLISH.percent(few / reviews)} of them gave one or two" in english
    assert f"{judged} of {texts} texts of {ENGLISH.month(month)} could be judged" in english
    assert f"Rata-rata {INDONESIAN.number(average, 1)} dari 5 bintang" in indonesian
    assert f"{judged} dari {texts} tulisan" in indonesian


def test_a_negated_word_is_shown_with_its_negation(demo: Shop) -> None:
    # "Tidak puas" was shown as "puas", among the negative words.
    [(month,)] = demo.rows("select max(month) from feedback_by_month where is_complete")
    phrases = demo.rows(
        f"select phrase, word, mentions from feedback_words_by_month where month = '{month}' and score < 0 "
        "order by strength_rank, phrase limit 6"
    )
    shown = said(page(read_marts(demo.file), "en", {}))
    negative = shown.partition("Phrases that moved it")[2].partition("Negative")[2]
    assert negative.strip().startswith(
        ", ".join(f"{phrase} {mentions}\N{MULTIPLICATION SIGN}" for phrase, _, mentions in phrases)
    )
    assert any(phrase != word for phrase, word, _ in phrases)


UNKNOWN = """
    update feedback_by_month set texts_judged = 1, judged_share = 1.0 / texts, texts_positive = 1, texts_neutral = 0,
        texts_negative = 0, positive_share = null, neutral_share = null, negative_share = null where texts > 3
"""


def test_texts_that_cannot_be_judged_have_no_mood(demo: Shop, tmp_path: Path) -> None:
    content = changed(demo, tmp_path, UNKNOWN, "delete from feedback_by_month where texts between 1 and 3")
    assert "Only 1 of 29 texts of December 2025 are in a language that the word list knows (3.4%)" in said(content)
    assert "Phrases that moved it" not in said(content)
    assert "moods" not in charts(content)
    assert "stars" in charts(content)


def test_one_month_that_cannot_be_judged_is_left_out_of_the_chart(demo: Shop, tmp_path: Path) -> None:
    content = changed(demo, tmp_path, f"{UNKNOWN} and month = date '2025-12-01'")
    assert "Only 1 of 29 texts" in said(content)
    drawn = json.dumps(charts(content)["moods"])
    assert "2025-11-01" in drawn
    assert "2025-12-01" not in drawn


def test_without_reviews_there_are_no_stars(demo: Shop, tmp_path: Path) -> None:
    nothing = "reviews = 0, positive_reviews = 0, negative_reviews = 0, review_stars = 0, average_rating = null"
    content = changed(demo, tmp_path, f"update feedback_by_month set {nothing} where month = date '2025-12-01'")
    assert "No review in December 2025." in said(content)
    content = changed(demo, tmp_path, f"update feedback_by_month set {nothing}")
    assert "stars on average" not in said(content)
    assert "stars" not in charts(content)
