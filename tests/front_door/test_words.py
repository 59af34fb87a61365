"""Words for nothing: nothing in ids and what is read as a type, words in texts."""

from collections.abc import Sequence

import pytest

from retensi.front_door.render import FrontDoor
from retensi.front_door.values import WORDS_FOR_NOTHING, with_prefix
from tests.dbt_project import PROJECT

KEPT = ("0", "nulls", "a-", "---", "nobody", "n / a", "unknown")


@pytest.fixture(scope="module")
def front_door() -> FrontDoor:
    return FrontDoor(PROJECT, {}, {}, None)


def read(front_door: FrontDoor, sql: str, texts: Sequence[str]) -> list:
    """Give what SQL over the column `t` makes of some texts."""
    found = front_door.connection.execute(
        f"select {sql} from (select unnest(?) as t, unnest(range(?)) as n) order by n", [list(texts), len(texts)]
    )
    return [value for (value,) in found.fetchall()]


def test_the_mapping_and_the_macro_know_the_same_words(front_door: FrontDoor) -> None:
    assert list(WORDS_FOR_NOTHING) == front_door.macros.words_for_nothing()
    assert max(map(len, WORDS_FOR_NOTHING)) <= 9


def test_a_word_for_nothing_is_nothing_in_an_id(front_door: FrontDoor) -> None:
    macros = front_door.macros
    texts = [text for word in WORDS_FOR_NOTHING for text in (word, word.upper(), f" {word.capitalize()} ")]
    assert set(read(front_door, macros.read_id("t"), texts)) == {None}
    assert set(read(front_door, macros.keys_noted("t"), texts)) == {""}
    assert set(read(front_door, with_prefix("t", "'shop:'"), texts)) == {None}
    for type_ in ("decimal", "timestamp", "boolean"):
        value = getattr(macros, f"read_{type_}")("t", ["t"])
        assert set(read(front_door, macros.is_unreadable("t", value), texts)) == {False}


def test_what_only_looks_like_one_is_kept(front_door: FrontDoor) -> None:
    assert read(front_door, front_door.macros.read_id("t"), KEPT) == list(KEPT)
    assert read(front_door, front_door.macros.keys_noted("t"), KEPT) == list(KEPT)
    assert read(front_door, with_prefix("t", "'shop:'"), KEPT) == [f"shop:{text}" for text in KEPT]


def test_words_of_a_text_are_kept(front_door: FrontDoor) -> None:
    assert read(front_door, front_door.macros.read_text("t"), [" NA "]) == ["NA"]
    texts = {"orders": ("channel",), "interactions": ("body", "channel"), "customers": ("city", "country")}
    for name, columns in texts.items():
        model = (PROJECT / f"models/inputs/checked/checked_{name}.sql").read_text(encoding="utf-8")
        assert all(f"read_text('{column}')" in model for column in columns), name
