"""Which characters are drawn, and in which order lines with Hebrew stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder.render.text.glyphs import clean, has_leftward, runs_left, visual

SEEN = (
    ("abc", "abc"),
    ("אבג", "גבא"),
    ("Pain כאב, then 5 mg.", "Pain באכ, then 5 mg."),
    ("כאב (mild) 5 mg?", "?5 mg (mild) באכ"),
    ("pain (כאב) 12", "pain (באכ) 12"),
    ("כאב 38.5 עד 40", "40 דע 38.5 באכ"),
    ("כאב 5%", "5% באכ"),
    ("כאב ≥ 7", "7 ≤ באכ"),
    ("אב [ג", "ג] בא"),
    ("שָׁלוֹם", "םוֹלשָׁ"),
)
"""As they are said, and as they stand from left to right; worked out with another implementation of UAX 9."""


@pytest.mark.parametrize(("said", "seen"), SEEN)
def test_a_line_stands_in_the_order_of_sight(said: str, seen: str) -> None:
    assert "".join(character for _, character in visual(said)) == seen


@given(st.text(st.sampled_from("אבגab 12.,:%()[]-+<>\u05b0é"), max_size=16))
def test_every_character_is_shown_once(text: str) -> None:
    assert sorted(place for place, _ in visual(text)) == list(range(len(text)))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=16))
def test_text_from_the_left_stays_as_it_is(text: str) -> None:
    assert "".join(character for _, character in visual(text)) == text


def test_the_first_letter_says_from_where_a_line_is_read() -> None:
    assert [runs_left(text) for text in ("", "12 abc", "(12) אב ab", "ab אב")] == [False, False, True, False]
    assert [has_leftward(text) for text in ("ab 12", "ab אב")] == [False, True]


def test_what_cannot_be_shown_is_left_out() -> None:
    assert clean("a\tb\nc\x00\x1b\ufffe\ud800\u202e\u2067d e\u0301 \U0001f600") == "a b cd é \U0001f600"
