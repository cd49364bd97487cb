"""Every diagnostic code: its page and examples, the very characters it points at, and that no mistake is told twice.

In the texts below, ‹ and › stand around what a diagnostic must point at; they are taken out before reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from stepladder import diagnostics
from stepladder.diagnostics import CATALOGUE, Diagnostic
from stepladder.library.checked import examine
from stepladder.library.suppressions import Placed, place_all
from stepladder.reading.files import locate
from stepladder.reading.load import Reading, read, read_text
from stepladder.validate import checks, problems
from stepladder.validate.check import Check, Subject
from stepladder.validate.checks import CHECKS
from stepladder.validate.examples import example
from tests.counting import calls

EXAMPLES = Path(__file__).parent / "data" / "checks"
TODAY = date(2026, 11, 24)

WHOLE = """\
stepladder: 1
id: whole
title: A bit of everything
version: 0.1.0
start: look
sources:
  EXAMPLE: {title: An illustrative source}
lanes:
  first: {title: First contact, rung: 1}
facts:
  fever: {type: finding, ask: Is there a fever?}
  choking: {type: finding, fresh: true, ask: Is it hard to breathe?}
  course: {type: choice, values: {better: Better, same: No better}, fresh: true, ask: How is it?}
  temperature: {type: number, unit: Cel, min: 34, max: 43, decimals: 1, ask: What is the temperature?}
derived:
  ill: fever or temperature >= 38.5
  reasons: {number: "count(fever, temperature >= 39)"}
therapies: {ibuprofen: Ibuprofen}
groups:
  drugs: [tablets]
entries:
  later: {at: wait, visited: [look], active: [ibuprofen], sets: {fever: false}}
steps:
  look:
    kind: assessment
    lane: first
    title: Look and ask
    asks: [choking, fever, temperature]
    options:
      - {to: tablets, when: ill}
      - {to: wait, when: reasons < 2, sets: {fever: false}, forgets: [temperature]}
      - {to: doctor}
  tablets:
    kind: treatment
    title: Tablets
    sources: [EXAMPLE]
    starts: [ibuprofen]
    next: [{to: wait}]
  wait:
    kind: assessment
    title: Wait
    asks: [course]
    next:
      - {to: home, when: course == better, stops: [ibuprofen]}
      - {to: look, otherwise: true}
  ambulance: {kind: emergency, title: Ambulance, next: [{to: doctor}]}
  doctor: {kind: outcome, title: Seen by a doctor}
  home: {kind: outcome, title: Home}
rules:
  no-drugs:
    blocks: ["@drugs"]
    when: course == same and visited(tablets)
    severity: absolute
    because: It did not help.
    sources: [EXAMPLE]
interrupts:
  - {from: everywhere, except: [wait], when: choking, to: ambulance}
claims:
  first: {passes: look, before: ["@drugs"]}
"""

CASES = """\
pathway: whole
facts: {choking: false}
cases:
  - id: well
    facts: {fever: false, temperature: 36.5}
    at:
      wait: {course: better}
    choose: [wait]
    expect:
      path: [look, wait, home]
      ends: home
      statuses: {look: {doctor: open}}
      rules: [{rule: no-drugs, at: tablets, after: look, holds: false}]
"""

ORIGINS = """\
pathway: whole
texts: {T1: {title: A leaflet, source: EXAMPLE}}
statements:
  T1-1:
    says: Tablets help.
    reading: as written
    position: agree
    today: They do.
    sources: [EXAMPLE]
    stands: [{step: tablets, as: step}, {rule: no-drugs}, {interrupt: ambulance}, {case: well}]
"""

MARK = re.compile("[‹›]")


def changed(*pairs: tuple[str, str], text: str = WHOLE) -> str:
    """A text with some pieces, each of which stands there once, replaced."""
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def marked(text: str) -> list[tuple[int, int, int]]:
    """Line, first column and the column after the last of everything between marks."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        place = 0
        for piece in re.finditer("‹([^‹›]*)›", line):
            start = piece.start() - place
            found.append((number, start + 1, start + 1 + len(piece.group(1))))
            place += 2
    return found


def findings(
    files: str | bytes | Mapping[str, str | bytes], folder: Path, *, proofs: bool = False, timeout: float = 60
) -> tuple[Placed, ...]:
    """What is said of one file, or of several in a folder of their own."""
    if isinstance(files, str | bytes):
        raw = files.encode() if isinstance(files, str) else files
        reading = read_text(raw, "example.yaml")
    else:
        for name, content in files.items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        reading = read(locate(folder / next(iter(files))))
    return examine(reading, today=TODAY, proofs=proofs, timeout=timeout).findings


def said(text: str) -> list[str]:
    """The code of every diagnostic of a pathway, in order of place."""
    placed = examine(read_text(MARK.sub("", text).encode(), "whole.yaml"), today=TODAY).findings
    return [found.diagnostic.code for found in placed]


def place(found: Placed) -> tuple[int, int, int]:
    assert found.span.line == found.span.end_line
    return found.span.line, found.span.column, found.span.end_column


def subject(reading: Reading, **others: object) -> Subject:
    assert reading.pathway is not None
    given = {"today": TODAY, "cases": reading.cases, "origins": reading.origins, "lost": reading.lost, **others}
    return Subject(reading.pathway, reading.declared or {}, **given)  # type: ignore[arg-type]  # as named


# the registry and the pages


def test_every_code_has_one_check_in_the_order_of_the_catalogue() -> None:
    assert [check.code for check in CHECKS] == list(CATALOGUE)


def test_every_file_of_a_check_is_registered_and_named_after_its_code() -> None:
    files = sorted(path.stem for path in Path(checks.__file__).parent.glob("sl*.py"))

    assert files == [f"{code.lower()}_{entry.name.replace('-', '_')}" for code, entry in CATALOGUE.items()]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_page_begins_with_a_sentence_and_goes_on_to_say_what_to_do(check: Check) -> None:
    first, _, rest = check.page.partition("\n\n")

    assert re.fullmatch(r"[A-Z][^\n]{10,100}\.", first)
    assert 5 <= check.page.strip().count("\n") + 1 <= 18
    assert rest.strip()


FOUND_IN_A_DEFINITION = [check for check in CHECKS if not check.code.startswith("SL7")]
"""What an export cannot say is no fault of a definition: tests/test_export_gift.py looks at its examples."""


@pytest.mark.parametrize("check", FOUND_IN_A_DEFINITION, ids=lambda check: check.code)
def test_the_wrong_example_has_exactly_its_problem_and_help_for_it(check: Check, tmp_path: Path) -> None:
    proofs = check.code.startswith("SL6")
    timeout = 0 if check.code == "SL608" else 60  # nothing is left undecided for long

    found = findings(example(check.code, "wrong"), tmp_path, proofs=proofs, timeout=timeout)

    assert {one.code for one in found} == {check.code}
    assert [one.message for one in found if not one.help] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_the_right_example_has_no_problem_at_all(check: Check, tmp_path: Path) -> None:
    assert [found.diagnostic for found in findings(example(check.code, "right"), tmp_path, proofs=True)] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_the_two_examples_differ_a_little(check: Check) -> None:
    assert example(check.code, "wrong") != example(check.code, "right")


def test_every_folder_of_examples_is_that_of_a_check() -> None:
    assert sorted(path.name for path in EXAMPLES.iterdir()) == sorted(CATALOGUE)


# places in a pathway

PLACES = {
    "a start that is no step": ("SL201", [("start: look", "start: ‹lok›")]),
    "a target": ("SL201", [("{to: doctor}\n  tab", "{to: ‹docter›}\n  tab")]),
    "a target of next": ("SL201", [("next: [{to: wait}]", "next: [{to: ‹wayt›}]")]),
    "a group as a target": ("SL201", [("next: [{to: wait}]", 'next: [{to: wait}, {to: ‹"@drugs"›}]')]),
    "the target of an interrupt": ("SL201", [("when: choking, to: ambulance", "when: choking, to: ‹ambulence›")]),
    "a step that an interrupt spares": ("SL201", [("except: [wait]", "except: [wait, ‹wayt›]")]),
    "a step that an interrupt starts from": ("SL201", [("from: everywhere, except: [wait]", "from: [look, ‹tablet›]")]),
    "a member of a group": ("SL201", [("drugs: [tablets]", "drugs: [tablets, ‹pills›]")]),
    "a group in a group": ("SL201", [("drugs: [tablets]", 'drugs: [tablets, ‹"@drugs"›]')]),
    "where an entry begins": ("SL201", [("later: {at: wait", "later: {at: ‹wayt›")]),
    "what an entry has visited": ("SL201", [("visited: [look]", "visited: [look, ‹lok›]")]),
    "a step in a rule": ("SL201", [('blocks: ["@drugs"]', "blocks: [tablets, ‹pills›]")]),
    "a lone step in a rule": ("SL201", [('blocks: ["@drugs"]', "blocks: ‹tablet›")]),
    "a step in a claim": ("SL201", [("{passes: look", "{passes: ‹lok›")]),
    "end among others": ("SL201", [('before: ["@drugs"]', 'before: ["@drugs", ‹end›]')]),
    "a step in a condition": ("SL201", [("visited(tablets)", "visited(‹tablet›)")]),
    "a fact that is asked": ("SL202", [("asks: [course]", "asks: [course, ‹curse›]")]),
    "a derived that is asked": ("SL202", [("asks: [course]", "asks: [course, ‹ill›]")]),
    "a fact that is set": ("SL202", [("reasons < 2, sets: {fever: false}", "reasons < 2, sets: {‹fevr›: false}")]),
    "a derived that is set": ("SL202", [("reasons < 2, sets: {fever: false}", "reasons < 2, sets: {‹ill›: false}")]),
    "a fact that an entry sets": ("SL202", [("[ibuprofen], sets: {fever:", "[ibuprofen], sets: {‹fevr›:")]),
    "a fact that is forgotten": ("SL202", [("forgets: [temperature]", "forgets: [‹temprature›]")]),
    "a fact in a condition": ("SL202", [("when: choking", "when: ‹chokin›")]),
    "a fact in a derived number": ("SL202", [('"count(fever,', '"count(‹fevr›,')]),
    "a value that a choice lacks": ("SL203", [("asks: [course]", "asks: [course]\n    sets: {course: ‹beter›}")]),
    "a value in a condition": ("SL203", [("course == better", "course == ‹beter›")]),
    "a therapy that is started": ("SL204", [("starts: [ibuprofen]", "starts: [‹ibuprofin›]")]),
    "a therapy that is stopped": ("SL204", [("stops: [ibuprofen]", "stops: [‹ibuprofin›]")]),
    "a therapy of an entry": ("SL204", [("active: [ibuprofen]", "active: [‹ibuprofin›]")]),
    "a therapy in a condition": ("SL204", [("when: choking", "when: choking or active(‹ibuprofin›)")]),
    "a source of a step": (
        "SL205",
        [("Tablets\n    sources: [EXAMPLE]", "Tablets\n    sources: [EXAMPLE, ‹EXAMPEL›]")],
    ),
    "a source of an exit": ("SL205", [("next: [{to: wait}]", "next: [{to: wait, sources: [‹EXAMPEL›]}]")]),
    "a source of a review": (
        "SL205",
        [("starts: [ibuprofen]", "starts: [ibuprofen]\n    review: {after: 2 days, sources: [‹EXAMPEL›]}")],
    ),
    "a source of a rule": ("SL205", [("help.\n    sources: [EXAMPLE]", "help.\n    sources: [‹EXAMPEL›]")]),
    "a source of a fact": ("SL205", [("fever: {type: finding,", "fever: {type: finding, sources: [‹EXAMPEL›],")]),
    "a source of an interrupt": ("SL205", [("when: choking, to:", "sources: [‹EXAMPEL›], when: choking, to:")]),
    "a group in a rule": ("SL206", [('blocks: ["@drugs"]', 'blocks: ["@drugs", ‹"@drug"›]')]),
    "a group in an interrupt": ("SL206", [("except: [wait]", 'except: [‹"@drug"›]')]),
    "a group in a claim": ("SL206", [('{passes: look, before: ["@drugs"]}', '{passes: look, before: [‹"@drug"›]}')]),
    "a lane": ("SL207", [("lane: first", "lane: ‹frist›")]),
    "a text where a finding is set": (
        "SL302",
        [("reasons < 2, sets: {fever: false}", "reasons < 2, sets: {fever: ‹better›}")],
    ),
    "a number where a choice is set": ("SL302", [("asks: [course]", "asks: [course]\n    sets: {course: ‹3›}")]),
    "a number out of range": ("SL303", [("asks: [course]", "asks: [course]\n    sets: {temperature: ‹50›}")]),
    "a number with too many places": (
        "SL303",
        [("asks: [course]", "asks: [course]\n    sets: {temperature: ‹36.55›}")],
    ),
    "a derived that reads itself": ("SL305", [("  ill: fever or", "  ‹ill›: fever or ill or")]),
    "a rule that reads its own blocking": (
        "SL305",
        [("  no-drugs:", "  ‹no-drugs›:"), ("visited(tablets)", "visited(tablets) and not blocked(tablets)")],
    ),
    "a step that nothing leads to": (
        "SL401",
        [("ambulance: {kind", "‹alone›: {kind: outcome, title: A}\n  ambulance: {kind")],
    ),
    "no exits": ("SL403", [("  doctor: {kind: outcome", "  ‹doctor›: {kind: assessment")]),
    "empty exits": ("SL403", [("  doctor: {kind: outcome", "  doctor: {‹options›: [], kind: assessment")]),
    "exits of an outcome": ("SL403", [("title: Seen by a doctor", "title: Seen, ‹next›: [{to: home}]")]),
    "a treatment that repeats itself": (
        "SL404",
        [("  tablets:\n", "  ‹tablets›:\n"), ("[{to: wait}]", "[{to: wait, when: ill}, {to: tablets, when: not ill}]")],
    ),
    "a rule on an outcome": ("SL405", [('blocks: ["@drugs"]', 'blocks: ["@drugs", ‹home›]')]),
    "a rule on the start": ("SL405", [('blocks: ["@drugs"]', 'blocks: ["@drugs", ‹look›]')]),
    "a rule on an emergency in a group": (
        "SL405",
        [("drugs: [tablets]", "drugs: [tablets, ambulance]"), ('blocks: ["@drugs"]', 'blocks: [‹"@drugs"›]')],
    ),
    "an interrupt from an outcome": ("SL405", [("from: everywhere, except: [wait]", "from: [look, ‹home›]")]),
    "an interrupt from its own target": ("SL405", [("from: everywhere, except: [wait]", "from: [‹ambulance›, look]")]),
    "an interrupt without a condition": (
        "SL405",
        [
            (
                "  - {from: everywhere, except: [wait], when: choking, to: ambulance}",
                "  - ‹{from: wait, to: ambulance}›",
            ),
            ("{to: doctor}\n  tab", "{to: doctor, when: not choking}\n  tab"),
        ],
    ),
    "a treatment without a source": (
        "SL501",
        [("  tablets:\n", "  ‹tablets›:\n"), ("Tablets\n    sources: [EXAMPLE]", "Tablets")],
    ),
    "a rule without a source": (
        "SL501",
        [("  no-drugs:", "  ‹no-drugs›:"), ("help.\n    sources: [EXAMPLE]", "help.")],
    ),
    "a number without a unit": (
        "SL502",
        [("  temperature: {type: number, unit: Cel,", "  ‹temperature›: {type: number,")],
    ),
    "a rule without a reason": ("SL503", [("  no-drugs:", "  ‹no-drugs›:"), ("    because: It did not help.\n", "")]),
    "a fact without a use": ("SL504", [("facts:\n", "facts:\n  ‹cough›: {type: finding}\n")]),
    "a fact that is only set": (
        "SL504",
        [
            ("facts:\n", "facts:\n  ‹cough›: {type: finding}\n"),
            ("asks: [course]", "asks: [course]\n    sets: {cough: true}"),
        ],
    ),
    "a derived without a use": ("SL504", [("derived:\n", "derived:\n  ‹well›: not fever\n")]),
    "a therapy without a use": ("SL504", [("{ibuprofen: Ibuprofen}", "{ibuprofen: Ibuprofen, ‹aspirin›: Aspirin}")]),
    "a group without a use": ("SL504", [("groups:\n", "groups:\n  ‹others›: [wait]\n")]),
    "a lane without a step": ("SL504", [("lanes:\n", "lanes:\n  ‹last›: {title: Last}\n")]),
    "a source without a use": ("SL504", [("sources:\n  EX", "sources:\n  ‹OTHER›: {title: Another}\n  EX")]),
    "a review that is due": ("SL505", [("start: look\n", "review_by: ‹2026-11-23›\nstart: look\n")]),
    "a source that is due": ("SL505", [("{title: An illustrative source}", "{title: A, review_by: ‹2026-11-23›}")]),
}


def test_the_whole_pathway_and_what_belongs_to_it_have_no_problem(tmp_path: Path) -> None:
    files = {"whole.yaml": WHOLE, "whole.cases.yaml": CASES, "whole.origins.yaml": ORIGINS}

    assert [found.diagnostic for found in findings(files, tmp_path)] == []


@pytest.mark.parametrize("name", PLACES)
def test_a_mistake_is_told_once_and_at_its_very_characters(name: str) -> None:
    code, pairs = PLACES[name]
    text = changed(*pairs)
    found = examine(read_text(MARK.sub("", text).encode(), "whole.yaml"), today=TODAY).findings

    assert [(each.diagnostic.code, *place(each)) for each in found] == [(code, *where) for where in marked(text)]


# places in cases and origins

BESIDE = {
    "cases of another pathway": ("cases", "SL803", [("pathway: whole", "pathway: ‹hole›")]),
    "a fact for all cases": ("cases", "SL803", [("facts: {choking: false}", "facts: {‹choke›: false}")]),
    "a fact of one case": ("cases", "SL803", [("{fever: false,", "{fever: false, ‹fevr›: true,")]),
    "a value that does not fit": ("cases", "SL803", [("temperature: 36.5", "temperature: ‹365›")]),
    "a step in at": ("cases", "SL803", [("      wait: {course", "      ‹wayt›: {course")]),
    "a fact in at": ("cases", "SL803", [("wait: {course: better}", "wait: {course: better, ‹curse›: same}")]),
    "a fact at one visit": ("cases", "SL803", [("wait: {course: better}", "wait: [{}, {‹curse›: better}]")]),
    "a value at one visit": ("cases", "SL803", [("wait: {course: better}", "wait: [{course: ‹beter›}]")]),
    "a choice": ("cases", "SL803", [("choose: [wait]", "choose: [wait, ‹wayt›]")]),
    "an entry": ("cases", "SL803", [("    choose:", "    entry: ‹latr›\n    choose:")]),
    "a step of the path": ("cases", "SL803", [("path: [look, wait, home]", "path: [look, ‹wayt›, home]")]),
    "an end": ("cases", "SL803", [("ends: home", "ends: ‹hom›")]),
    "a step that waits": ("cases", "SL803", [("ends: home", "waits: ‹wayt›")]),
    "a step that is stuck": ("cases", "SL803", [("ends: home", "stuck: ‹wayt›")]),
    "a step with statuses": ("cases", "SL803", [("{look: {doctor: open}}", "{‹lok›: {doctor: open}}")]),
    "an exit with a status": ("cases", "SL803", [("{look: {doctor: open}}", "{look: {‹home›: open}}")]),
    "where a rule is judged": ("cases", "SL803", [("at: tablets", "at: ‹tablet›")]),
    "after what a rule is judged": ("cases", "SL803", [("after: look", "after: ‹lok›")]),
    "a rule with an expectation": ("cases", "SL208", [("{rule: no-drugs", "{rule: ‹no_drugs›")]),
    "a rule that fired": ("cases", "SL208", [("      ends: home", "      ends: home\n      fired: [‹no-drug›]")]),
    "a rule that is overridden": (
        "cases",
        "SL208",
        [("    choose:", "    override: {‹no-drug›: Why not}\n    choose:")],
    ),
    "origins of another pathway": ("origins", "SL209", [("pathway: whole", "pathway: ‹hole›")]),
    "a step where a statement stands": ("origins", "SL209", [("{step: tablets", "{step: ‹tablet›")]),
    "a rule where a statement stands": ("origins", "SL209", [("{rule: no-drugs", "{rule: ‹no-drug›")]),
    "an interrupt where a statement stands": (
        "origins",
        "SL209",
        [("{interrupt: ambulance}", "{interrupt: ‹ambulence›}")],
    ),
    "a case where a statement stands": ("origins", "SL209", [("{case: well}", "{case: ‹wel›}")]),
    "a claim where a statement stands": ("origins", "SL209", [("{case: well}", "{claim: ‹fist›}")]),
    "a fact where a statement stands": ("origins", "SL209", [("{case: well}", "{fact: ‹fevr›}")]),
    "a derived where a statement stands": ("origins", "SL209", [("{case: well}", "{derived: ‹il›}")]),
    "a source of a statement": ("origins", "SL205", [("    sources: [EXAMPLE]", "    sources: [‹EXAMPEL›]")]),
    "a source of a text": ("origins", "SL205", [("source: EXAMPLE}}", "source: ‹EXAMPEL›}}")]),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_mistake_beside_the_pathway_is_told_at_its_very_characters(name: str, tmp_path: Path) -> None:
    document, code, pairs = BESIDE[name]
    texts = {"cases": CASES, "origins": ORIGINS}
    texts[document] = changed(*pairs, text=texts[document])
    files = {f"whole.{key}.yaml": MARK.sub("", text) for key, text in texts.items()}
    found = findings({"whole.yaml": WHOLE, **files}, tmp_path)

    assert [(Path(each.span.file).name, each.diagnostic.code, *place(each)) for each in found] == [
        (f"whole.{document}.yaml", code, *where) for where in marked(texts[document])
    ]


# what is said


def helps(*pairs: tuple[str, str]) -> list[str]:
    return [
        found.diagnostic.help
        for found in examine(read_text(changed(*pairs).encode(), "whole.yaml"), today=TODAY).findings
    ]


def messages(*pairs: tuple[str, str]) -> list[str]:
    return [
        found.diagnostic.message
        for found in examine(read_text(changed(*pairs).encode(), "whole.yaml"), today=TODAY).findings
    ]


def test_an_unknown_step_proposes_the_nearest() -> None:
    assert helps(("next: [{to: wait}]", "next: [{to: wayt}]")) == ["did you mean 'wait'?"]


def test_a_groups_name_without_its_sign_is_recognised() -> None:
    assert 'write "@drugs"' in helps(('blocks: ["@drugs"]', "blocks: [drugs]"))


def test_a_step_with_a_groups_sign_is_recognised() -> None:
    assert "'wait' is a step: write it without the @" in helps(("except: [wait]", 'except: ["@wait"]'))


def test_an_unknown_group_proposes_the_nearest_with_its_sign() -> None:
    assert helps(("except: [wait]", 'except: ["@drug"]')) == ["did you mean '@drugs'?"]


def test_a_derived_that_is_asked_is_said_to_be_computed() -> None:
    assert messages(("asks: [course]", "asks: [course, ill]")) == [
        "'ill' is asked here, but it is derived: it is computed and cannot be asked"
    ]


def test_yes_where_a_finding_is_set_is_told_how_to_be_written() -> None:
    assert "write true" in helps(("reasons < 2, sets: {fever: false}", 'reasons < 2, sets: {fever: "yes"}'))


def test_a_step_where_a_therapy_is_meant_is_told_what_it_starts() -> None:
    assert helps(("stops: [ibuprofen]", "stops: [tablets]")) == ["'tablets' is a step; it starts ibuprofen"]


def test_a_circle_is_shown_by_its_shortest_way_round() -> None:
    found = messages(
        ("derived:\n", "derived:\n  a: b or c\n  b: c and fever\n  c: a or b\n"), ("when: ill}", "when: ill and a}")
    )

    assert found == ["'a' is defined by itself: a > c > a"]


def test_a_circle_may_go_through_rules() -> None:
    found = messages(("  ill: fever or", "  ill: blocked(tablets) or"), ("visited(tablets)", "ill"))

    assert found == ["'ill' is defined by itself: ill > blocked(tablets) > ill"]


def test_a_relative_rule_may_read_whether_its_step_is_blocked() -> None:
    assert said(changed(("severity: absolute", "severity: relative"), ("visited(tablets)", "blocked(tablets)"))) == []


def test_definitions_a_hundred_deep_are_read() -> None:
    chain = "".join(f"  d{n}: {f'd{n - 1}' if n else 'fever'}\n" for n in range(100))

    assert said(changed(("derived:\n", f"derived:\n{chain}"), ("when: ill}", "when: ill and d99}"))) == []


def test_definitions_deeper_than_a_hundred_are_told_once() -> None:
    chain = "".join(f"  d{n}: {f'd{n - 1}' if n else 'fever'}\n" for n in range(150))

    assert messages(("derived:\n", f"derived:\n{chain}"), ("when: ill}", "when: ill and d149}")) == [
        "'d100' has 101 levels of definitions; the limit is 100"
    ]


def test_the_shortest_loop_without_an_assessment_is_shown() -> None:
    pills = "  {0}: {{kind: treatment, basis: teaching, title: P, options: [{{to: {1}}}, {{to: {2}}}]}}\n"
    steps = pills.format("p", "q", "wait") + pills.format("q", "r", "p") + pills.format("r", "p", "wait")
    found = messages(("  ambulance: {kind", f"{steps}  ambulance: {{kind"), ("[{to: wait}]", "[{to: p}]"))

    assert found == ["a loop passes no assessment: p > q > p"]


def test_an_unreachable_step_behind_another_one_names_it() -> None:
    steps = "  b: {kind: outcome, title: B}\n  a: {kind: assessment, title: A, next: [{to: b}]}\n"
    text = changed(("  ambulance: {kind", f"{steps}  ambulance: {{kind"))
    found = examine(read_text(text.encode(), "whole.yaml"), today=TODAY).findings

    assert [(each.diagnostic.code, [message for message, _ in each.related]) for each in found] == [
        ("SL401", ["'a' leads to it, but cannot be reached either"]),
        ("SL401", []),
    ]


def test_every_step_of_a_trap_is_told_and_where_it_leads() -> None:
    found = messages(
        ("next: [{to: wait}]", "next: [{to: trap}]"),
        ("  ambulance: {kind", "  trap: {kind: assessment, title: T, next: [{to: trap}]}\n  ambulance: {kind"),
        ("from: everywhere, except: [wait]", "from: look"),
    )

    assert found == [
        "no outcome can be reached from 'tablets', which leads to 'trap' only",
        "no outcome can be reached from 'trap', which leads to itself",
    ]


def test_a_pathway_without_any_outcome_is_told_once() -> None:
    text = changed(
        (
            "{to: home, when: course == better, stops: [ibuprofen]}",
            "{to: tablets, when: course == better, stops: [ibuprofen]}",
        ),
        ("      - {to: doctor}\n", ""),
        ("next: [{to: doctor}]", "next: [{to: look}]"),
        ("  doctor: {kind: outcome, title: Seen by a doctor}\n  home: {kind: outcome, title: Home}\n", ""),
    )

    assert said(text) == ["SL402"]


# one mistake is told once, and all of them together


def test_a_misspelt_target_leaves_nothing_unreachable() -> None:
    assert said(changed(("{to: home, when", "{to: hom, when"))) == ["SL201"]


def test_a_target_that_resembles_nothing_leaves_nothing_unreachable() -> None:
    assert said(changed(("{to: home, when", "{to: qqqqqqqqq, when"))) == ["SL201"]


def test_a_misspelt_start_leaves_nothing_unreachable() -> None:
    assert said(changed(("start: look", "start: qqqqqqqqq"))) == ["SL201"]


def test_a_misspelt_way_out_of_a_loop_is_no_trap() -> None:
    text = changed(("{to: doctor}\n  tab", "{to: look, id: again}\n  tab"), ("{to: home, when", "{to: hom, when"))

    assert said(
        text.replace("next: [{to: doctor}]", "next: [{to: look}]").replace("  doctor: {kind", "  doctor: {kind")
    ) == [
        "SL201",
        "SL401",
    ]


def test_a_step_without_exits_makes_no_trap_of_those_before_it() -> None:
    assert said(changed(("home: {kind: outcome", "home: {kind: assessment"))) == ["SL403"]


def test_a_misspelt_fact_is_not_a_fact_without_a_use() -> None:
    assert said(changed(("asks: [choking, fever", "asks: [chokin, fever"), ("when: choking", "when: chokin"))) == [
        "SL202",
        "SL202",
    ]


def test_a_misspelt_group_is_not_a_group_without_a_use() -> None:
    text = changed(('blocks: ["@drugs"]', 'blocks: ["@drug"]'), ('before: ["@drugs"]', "before: [tablets]"))

    assert said(text) == ["SL206"]


def test_a_misspelt_group_of_an_interrupt_leaves_its_target_reachable() -> None:
    assert said(changed(("from: everywhere, except: [wait]", 'from: ["@drgs"]'))) == ["SL206"]


def test_a_misspelt_kind_says_nothing_of_exits() -> None:
    assert said(changed(("home: {kind: outcome", "home: {kind: outcom"))) == ["SL103"]


def test_an_exit_without_a_target_leaves_nothing_unreachable() -> None:
    assert said(changed(("{to: home, when: course", "{when: course"))) == ["SL102"]


def test_a_broken_interrupt_leaves_its_target_reachable() -> None:
    assert said(changed(("when: choking, to: ambulance", "when: [choking], to: ambulance"))) == ["SL103"]


def test_a_broken_fact_is_not_reported_where_it_is_used() -> None:
    assert said(changed(("fever: {type: finding,", "fever: {type: findin,"))) == ["SL103"]


def test_a_broken_derived_is_not_reported_where_it_is_used() -> None:
    assert said(changed(("  ill: fever or temperature >= 38.5", "  ill: {wen: fever}"))) == ["SL101"]
    assert said(changed(("  ill: fever or temperature >= 38.5", "  ill: {vwxyz: fever}"))) == ["SL102", "SL101"]


def test_all_problems_are_told_at_once() -> None:
    text = changed(
        ("lane: first", "lane: frist"),
        ("asks: [choking, fever, temperature]", "asks: [chokin, fever, temperature]"),
        ("reasons < 2, sets: {fever: false}", "reasons < 2, sets: {fever: 3}"),
        ("starts: [ibuprofen]", "starts: [ibuprofin]"),
        ("next: [{to: wait}]", "next: [{to: wayt}]"),
        ("course == better", "course == beter"),
        ("except: [wait]", 'except: ["@wait"]'),
        ("    because: It did not help.\n    sources: [EXAMPLE]\n", ""),
    )

    assert said(text) == ["SL207", "SL202", "SL302", "SL204", "SL201", "SL203", "SL501", "SL503", "SL206"]


def test_one_condition_in_two_places_is_told_at_both() -> None:
    text = changed(("when: ill}", "when: il}"), ("when: choking", "when: il"))

    assert said(text) == ["SL202", "SL202"]


def test_every_part_of_one_condition_is_told() -> None:
    assert said(changed(("when: ill}", "when: il and feve}"))) == ["SL202", "SL202"]


# what belongs to a single check


def codes(reading: Reading, **others: object) -> list[str]:
    return [found.code for found in problems(subject(reading, **others))]


@pytest.mark.parametrize(
    ("at_hand", "expected"),
    [(None, []), (frozenset({"whole", "next-one"}), []), (frozenset({"whole"}), ["SL103"])],
)
def test_a_pathway_that_goes_on_in_another_needs_it_at_hand(
    at_hand: frozenset[str] | None, expected: list[str]
) -> None:
    text = changed(("title: Seen by a doctor", "title: Seen, continues: next-one"))
    reading = read_text(text.encode(), "whole.yaml")

    assert codes(reading, pathways=at_hand) == expected


def test_a_pathway_does_not_go_on_in_itself() -> None:
    text = changed(("title: Seen by a doctor", "title: Seen, continues: whole"))

    assert codes(read_text(text.encode(), "whole.yaml"), pathways=frozenset({"whole"})) == ["SL103"]


def test_a_near_pathway_is_proposed_at_the_name() -> None:
    text = changed(("title: Seen by a doctor", "title: Seen, continues: ‹next-on›"))
    reading = read_text(MARK.sub("", text).encode(), "whole.yaml")
    found = place_all(problems(subject(reading, pathways=frozenset({"whole", "next-one"}))), reading.sources)

    assert [(each.diagnostic.help, place(each)) for each in found] == [("did you mean 'next-one'?", *marked(text))]


def test_the_day_of_the_review_itself_is_in_time() -> None:
    text = changed(("start: look\n", "review_by: 2026-11-24\nstart: look\n"))

    assert codes(read_text(text.encode(), "whole.yaml")) == []


def test_everywhere_spares_emergencies_outcomes_and_the_target() -> None:
    assert said(changed(("from: everywhere, except: [wait]", "from: everywhere"))) == []


def test_an_interrupt_may_start_from_a_group_that_spares_its_target() -> None:
    group = ("drugs: [tablets]", "drugs: [tablets, ambulance]")
    rule = ('blocks: ["@drugs"]', "blocks: [tablets]")
    spared = ("from: everywhere, except: [wait]", 'from: ["@drugs"], except: [ambulance]')

    assert said(changed(group, rule, spared)) == []


def test_cases_that_nobody_read_are_not_missed_by_origins(tmp_path: Path) -> None:
    files = {"whole.yaml": WHOLE, "whole.origins.yaml": ORIGINS}

    assert [found.diagnostic for found in findings(files, tmp_path)] == []


def test_a_source_that_only_the_origins_cite_is_used(tmp_path: Path) -> None:
    pathway = changed(("sources:\n  EX", "sources:\n  OTHER: {title: Another}\n  EX"))
    origins = changed(("    sources: [EXAMPLE]", "    sources: [OTHER]"), text=ORIGINS)

    assert [
        found.diagnostic for found in findings({"whole.yaml": pathway, "whole.origins.yaml": origins}, tmp_path)
    ] == []


def test_no_code_is_said_that_the_catalogue_does_not_have() -> None:
    sources = "".join(path.read_text() for path in Path(checks.__file__).parent.parent.rglob("*.py"))

    assert set(re.findall(r"SL\d{3}", sources)) <= set(diagnostics.CATALOGUE)


def large(count: int) -> bytes:
    """Many steps, with effects, rules and conditions, and nothing wrong with them."""
    head = changed(
        ("start: look", "start: s0"),
        ("drugs: [tablets]", "drugs: [s1, s3]"),
        ("later: {at: wait, visited: [look]", "later: {at: s2, visited: [s0]"),
    )
    middle = []
    for number in range(count - 1):
        kind = ("assessment", "treatment, basis: teaching, starts: [ibuprofen]")[number % 2]
        asks = "[fever, course, temperature]" if number % 9 == 0 else "[fever, choking]"
        worse = f"course == same and temperature > {34 + number % 9}"
        back = f"{{to: s{number // 14 * 2}, id: back, when: {worse}, stops: [ibuprofen]}}"
        exits = f"[{{to: s{number + 1}, when: ill and reasons < 2}}, {back}]"
        middle.append(f"  s{number}: {{kind: {kind}, title: S, asks: {asks}, options: {exits}}}\n")
    middle.append(f"  s{count - 1}: {{kind: outcome, title: S, lane: first}}\n")
    middle.append("  ambulance: {kind: emergency, title: A, next: [{to: s0}]}\n")
    tail = changed(
        ("visited(tablets)", "visited(s1)"), ("except: [wait]", "except: [s2]"), ("passes: look", "passes: s0")
    ).split("rules:\n")[1]
    return (head.split("steps:\n")[0] + "steps:\n" + "".join(middle) + "rules:\n" + tail).encode()


def test_ten_thousand_steps_are_ten_times_the_work_of_a_thousand() -> None:
    given = [subject(read_text(large(count), "large.yaml")) for count in (1_000, 10_000)]
    found: list[Diagnostic] = []
    small, big = [calls(partial(lambda one: found.extend(problems(one)), one)) for one in given]

    assert big < 12 * small
    assert found == []
