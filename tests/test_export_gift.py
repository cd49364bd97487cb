"""Questions in GIFT: what gift-pegjs reads of them is what was meant, whatever signs the texts hold."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepladder.export.to_gift import name, remarks, said, sayable, stem, to_gift
from stepladder.export.words import paragraphs
from stepladder.model.pathway import Pathway
from stepladder.quiz import every_item
from stepladder.quiz.items import Ground, Item, Known, Option, Verdict
from stepladder.reading.files import locate
from stepladder.reading.load import read as read_files
from tests import npm

PACKAGE, VERSION = "gift-pegjs", "1.0.2"

READER = """\
const {parse} = require(process.argv[1]);
const lines = require("readline").createInterface({input: process.stdin});
lines.on("line", (line) => {
  let answer;
  try { answer = {read: parse(JSON.parse(line))}; } catch (error) { answer = {refused: String(error)}; }
  process.stdout.write(JSON.stringify(answer) + "\\n");
});
"""
"""Reads a GIFT text a line, as JSON, and says what gift-pegjs makes of it."""

QUESTION = Item(
    id="warfarin/1",
    kind="take",
    case="warfarin",
    title="Warfarin and a sore head",
    story="78-year-old woman on warfarin.\n\nTension-type headache twice a week.",
    at="choose_relief",
    step="Choose pain relief",
    question="What comes next?",
    known=(Known("age", "How old is the person?", "78 years"), Known("takes_warfarin", "On warfarin?", "yes")),
    options=(
        Option("1", "Paracetamol", "right", "The case goes there."),
        Option("2", "Anti-inflammatory", "wrong", "It is blocked.", (Ground("Bleeding is more likely.", "warfarin"),)),
        Option("3", "Referral", "possible", "It is open."),
    ),
    sources=("EXAMPLE2020",),
    teaches="The default is not the safest for everyone.",
)

Reader = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Real gift-pegjs, kept running: gives what it reads, or fails with what it says."""
    home = npm.installed(request.config, PACKAGE, VERSION) / PACKAGE / "pegjs-gift.js"
    process = subprocess.Popen(
        ["node", "-e", READER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(text: str) -> list[dict[str, Any]]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(text) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        assert "refused" not in answer, (answer["refused"], text)
        found: list[dict[str, Any]] = answer["read"]
        return found

    yield ask
    process.stdin.close()
    process.wait(timeout=10)
    process.stdout.close()


def meant(pathway: Pathway, item: Item) -> dict[str, Any]:
    """What a reader of the format must make of a question."""

    def plain(lines: Iterable[str]) -> dict[str, str]:
        return {"format": "plain", "text": "\n".join(lines)}

    return {
        "type": "MC",
        "id": f"{pathway.id}/{item.id}",
        "tags": ["stepladder", pathway.id, item.at],
        "title": name(item),
        "stem": plain(stem(item)),
        "hasEmbeddedAnswers": False,
        "globalFeedback": plain(remarks(pathway, item)),
        "choices": [
            {
                "isCorrect": option.verdict != "wrong",
                "weight": None,
                "text": plain([said(option.label) or "…"]),
                "feedback": plain([said(line) for line in paragraphs(option.feedback)]),
            }
            for option in item.options
        ],
    }


PIECES = (
    "[html]<b>bold</b>", "%50%half", "%-100%", "####", "\\n", "\\\\", "a\\", "::", "->", "a -> b", "// no comment",
    "$CATEGORY: other", "{=a ~b}", "T", "{T}", "#5", "[plain]", "&&058;", "</script><script>alert(1)</script>",
    "&&&058;", "\u202eabc", "می‌خواهم", "🩺‍", "", " ", "\n\n\n", "line\n\nline", "=", "~", "#", "}",
    "\x00", "$$x^2$$", "@@PLUGINFILE@@",
)  # fmt: skip
"""Texts that mean something in GIFT, in HTML or to a screen."""

hostile = st.one_of(
    st.text(st.sampled_from("~=#{}:\\ n\n\r\t[]%50->&/$<>'\"ab|*"), max_size=40),
    st.text(max_size=40),
    st.sampled_from(PIECES),
)


def option(*verdicts: Verdict) -> st.SearchStrategy[Option]:
    return st.builds(Option, st.just("id"), hostile, st.sampled_from(verdicts), hostile)


options = (
    st.tuples(option("right"), option("wrong"), st.lists(option("possible", "wrong"), max_size=3))
    .flatmap(lambda parts: st.permutations([parts[0], parts[1], *parts[2]]))
    .map(tuple)
)
"""One right answer, one wrong one, and others, in any order."""

items = st.builds(
    Item,
    id=st.just("case/1"),
    kind=st.just("take"),
    case=st.just("case"),
    title=hostile,
    story=hostile,
    at=st.just("look"),
    step=hostile,
    question=hostile,
    known=st.lists(st.builds(Known, st.just("age"), hostile, hostile), max_size=3).map(tuple),
    options=options,
    sources=st.just(("EXAMPLE2020",)),
    teaches=hostile,
)


@pytest.mark.node
def test_what_is_read_again_is_what_was_meant(read: Reader, headache: Pathway) -> None:
    found = read(to_gift(headache, [QUESTION]))

    assert found[-1] == meant(headache, QUESTION)


@pytest.mark.node
@pytest.mark.parametrize("text", PIECES)
def test_a_text_that_means_something_elsewhere_is_a_text(read: Reader, headache: Pathway, text: str) -> None:
    item = replace(
        QUESTION, title=text, story=text, question=text, step=text, teaches=text,
        options=tuple([replace(one, label=text, says=text, grounds=()) for one in QUESTION.options]),
    )  # fmt: skip
    turned = replace(item, options=tuple(reversed(item.options)))

    found = read(to_gift(headache, [item, turned]))

    assert found[-2:] == [meant(headache, item), meant(headache, turned)]


@pytest.mark.node
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(items, min_size=1, max_size=2))
def test_no_text_however_hostile_is_read_as_anything_but_itself(
    read: Reader, headache: Pathway, several: list[Item]
) -> None:
    found = read(to_gift(headache, several))

    assert [item for item in found if item["type"] == "MC"] == [meant(headache, one) for one in several]
    assert [item["type"] for item in found[:3]] == ["Category", "Description", "Category"]


@pytest.mark.node
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=hostile, disclaimer=hostile)
def test_the_head_of_a_pathway_may_hold_any_signs(read: Reader, headache: Pathway, title: str, disclaimer: str) -> None:
    pathway = headache.model_copy(update={"title": title, "disclaimer": disclaimer})

    found = read(to_gift(pathway, [QUESTION]))

    assert [item["type"] for item in found] == ["Category", "Description", "Category", "MC"]
    assert found[-1] == meant(pathway, QUESTION)


@pytest.mark.node
def test_each_case_has_a_category_of_its_own_and_pairs_have_theirs(read: Reader, headache: Pathway) -> None:
    pair = replace(QUESTION, kind="pair", id="pair/warfarin/age/1")

    found = read(to_gift(headache, [QUESTION, pair]))

    top = headache.title
    assert [item["title"] for item in found if item["type"] == "Category"] == [
        top,
        f"{top}/warfarin",
        f"{top}/Near misses",
    ]


def test_a_slash_in_a_title_makes_no_further_category(headache: Pathway) -> None:
    text = to_gift(headache.model_copy(update={"title": "Pain / relief"}), [QUESTION])

    assert "$CATEGORY: Pain // relief/warfarin\n" in text


def test_every_question_carries_the_disclaimer_and_the_version(headache: Pathway) -> None:
    remark = "\n".join(remarks(headache, QUESTION))

    assert headache.disclaimer in remark
    assert f"version {headache.version}" in remark
    assert "An illustrative source" in remark


def test_a_question_whose_answers_are_all_allowed_cannot_be_asked() -> None:
    allowed = replace(QUESTION, options=tuple([one for one in QUESTION.options if one.right]))

    assert sayable(QUESTION)
    assert not sayable(allowed)


@pytest.mark.parametrize(("kind", "left_out"), [("wrong", 1), ("right", 0)])
def test_the_examples_of_the_page_of_its_code_have_such_a_question_and_none(kind: str, left_out: int) -> None:
    reading = read_files(locate(Path(__file__).parent / "data" / "checks" / "SL701" / kind / "sore-throat.yaml"))
    assert reading.pathway is not None
    assert reading.cases is not None

    items = every_item(reading.pathway, reading.cases)

    assert items
    assert sum(not sayable(item) for item in items) == left_out


def test_the_same_questions_give_the_same_text(headache: Pathway) -> None:
    assert to_gift(headache, [QUESTION]) == to_gift(headache, [QUESTION])
