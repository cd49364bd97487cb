"""The JSON Schema for editors: it takes what reading takes, refuses what reading refuses, and helps while writing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from stepladder.cli.commands import schema as schema_
from stepladder.diagnostics import Severity
from stepladder.library.registry import at_hand, shipped
from stepladder.model import cases, declarations, origins, pathway, steps
from stepladder.model.frozen import Frozen
from stepladder.reading.load import read_text
from stepladder.reading.schema import DOCUMENTS, Document, schema, schema_text
from stepladder.reading.schema_words import ENUMS, EXAMPLES, PATTERNS, SNIPPETS, WORDS
from stepladder.reading.yaml_events import parse
from tests.conftest import runner
from tests.language_server import LanguageServer, install

HEADACHE = (Path(__file__).parent / "data" / "headache-steps.yaml").read_text(encoding="utf-8")
CASES = (Path(__file__).parent / "data" / "headache-steps.cases.yaml").read_text(encoding="utf-8")


def refusals(document: Document, text: str) -> list[tuple[str | int, ...]]:
    """Where a validator other than ours finds a text at odds with the schema."""
    parsed = parse(text, "x.yaml")
    assert parsed.readable
    data = parsed.data
    found = jsonschema.Draft202012Validator(schema(document)).iter_errors(data)
    return sorted((tuple(error.absolute_path) for error in found), key=str)


def bundled() -> Iterator[tuple[Document, Path]]:
    for path in at_hand().values():
        if path.is_dir():
            for file in sorted(path.glob("*.yaml")):
                yield ("cases" if file.stem == "cases" else "origins" if file.stem == "origins" else "part"), file
        else:
            yield "pathway", path
            if path.with_suffix(".cases.yaml").is_file():
                yield "cases", path.with_suffix(".cases.yaml")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_schema_is_a_schema_of_its_draft(document: Document) -> None:
    made = schema(document)

    jsonschema.Draft202012Validator.check_schema(made)
    assert made["$schema"].endswith("2020-12/schema")
    assert made["$id"] == f"stepladder:{document}:1"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_text_is_sorted_and_the_same_every_time(document: Document) -> None:
    text = schema_text(document)

    assert text == schema_text(document)
    keys = list(json.loads(text))
    assert keys == sorted(keys)


def test_a_snippet_keeps_the_order_in_which_it_is_written_into_a_file() -> None:
    step = json.loads(schema_text())["$defs"]["Step"]

    assert list(step["defaultSnippets"][0]["body"]) == ["kind", "title", "asks", "next"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_key_is_described(document: Document) -> None:
    made = schema(document)

    silent = [
        f"{name}.{key}"
        for name, model in {"": made, **made["$defs"]}.items()
        for key, value in model["properties"].items()
        if not value.get("description")
    ]
    assert silent == []


def test_the_words_beside_the_models_are_all_used() -> None:
    models = {model.__name__: model for model in _models()}
    bare = {field.alias or name for model in models.values() for name, field in model.model_fields.items()}

    for name in [*WORDS, *EXAMPLES, *PATTERNS, *ENUMS]:
        model, dot, key = name.rpartition(".")
        assert (key in _keys(models[model])) if dot else (key in bare), name
    assert set(SNIPPETS) <= set(models)


def _models() -> Iterator[type[Frozen]]:
    for module in (cases, declarations, origins, pathway, steps):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Frozen):
                yield value


def _keys(model: type[Frozen]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_the_example_of_the_format_is_accepted() -> None:
    assert refusals("pathway", HEADACHE) == []
    assert refusals("cases", CASES) == []


@pytest.mark.parametrize(
    ("document", "path"), [pytest.param(d, p, id=f"{p.parent.name}/{p.name}") for d, p in bundled()]
)
def test_every_bundled_file_is_accepted(document: Document, path: Path) -> None:
    assert refusals(document, path.read_text(encoding="utf-8")) == []


def test_there_are_bundled_files_to_look_at() -> None:
    assert len(list(bundled())) >= 3
    assert shipped().is_dir()


MUTATIONS = [
    pytest.param("    lane: assess\n", "    lan: assess\n", ("steps", "red_flags"), id="a key nobody knows"),
    pytest.param("    title: Red flags", "    title: 12", ("steps", "red_flags", "title"), id="a number for a text"),
    pytest.param(
        "    kind: assessment\n    lane: assess\n", "    lane: assess\n", ("steps", "red_flags"), id="no kind"
    ),
    pytest.param("kind: assessment", "kind: assesment", ("steps", "red_flags", "kind"), id="a misspelt kind"),
    pytest.param("type: finding  ", "type: yes_no  ", ("facts", "thunderclap", "type"), id="an unknown type of fact"),
    pytest.param("when: not thunderclap", "when: 3", ("steps", "red_flags", "next", 1, "when"), id="a number as guard"),
    pytest.param("when: not thunderclap", "when: [a]", ("steps", "red_flags", "next", 1, "when"), id="a list as guard"),
    pytest.param(
        "bleeding_risk: takes_warfarin or age >= 75",
        "bleeding_risk: {whn: takes_warfarin}",
        ("derived", "bleeding_risk"),
        id="a derived that is nothing",
    ),
    pytest.param(
        "bleeding_risk: takes_warfarin or age >= 75",
        "bleeding_risk: 3",
        ("derived", "bleeding_risk"),
        id="a derived that is a plain number",
    ),
    pytest.param(
        "    - {otherwise: fine}",
        "    - {otherwise: true}",
        ("derived", "nsaid_caution_level", 2, "otherwise"),
        id="a truth value in a table",
    ),
    pytest.param(
        "kidney == failing, is: forbidden",
        "kidney == failing, iz: forbidden",
        ("derived", "nsaid_caution_level", 0),
        id="a misspelt key in a table",
    ),
    pytest.param(
        "    - {otherwise: fine}",
        "    - {otherwise: fine, when: takes_warfarin}",
        ("derived", "nsaid_caution_level", 2),
        id="a row that is both",
    ),
    pytest.param(
        "{after: 2 weeks}", "{after: soon}", ("steps", "paracetamol_trial", "review", "after"), id="a review some time"
    ),
    pytest.param(
        "{after: 2 weeks}",
        "{after: 2}",
        ("steps", "paracetamol_trial", "review", "after"),
        id="a review without a unit",
    ),
    pytest.param("start: red_flags\n", "\n", (), id="no start"),
    pytest.param("stepladder: 1", "stepladder: 2", ("stepladder",), id="a later format"),
    pytest.param("version: 0.2.0", "version: 0.2", ("version",), id="a version that is a number"),
    pytest.param("version: 0.2.0", "version: first", ("version",), id="a version that is a word"),
    pytest.param(
        "values: {normal: Normal", "valuess: {normal: Normal", ("facts", "kidney"), id="a choice without values"
    ),
    pytest.param("type: number\n", "type: finding\n", ("facts", "age"), id="a range of a finding"),
    pytest.param(
        "controlled: {kind: outcome,",
        "controlled: {kind: outcome, next: [{to: referral}],",
        ("steps", "controlled"),
        id="an outcome with exits",
    ),
    pytest.param(
        "title: Red flags", "title: Red flags\n    goal: true", ("steps", "red_flags"), id="a goal with exits"
    ),
    pytest.param(
        "controlled: {kind: outcome,",
        "controlled: {kind: outcome, goal: false,",
        ("steps", "controlled", "goal"),
        id="a goal that is none",
    ),
    pytest.param(
        "    asks: [thunderclap, age]",
        "    asks: thunderclap",
        ("steps", "red_flags", "asks"),
        id="one name where a list belongs",
    ),
    pytest.param(
        "{passes: red_flags, before:", "{passes: red_flags, befor:", ("claims", "red-flags-first"), id="half a claim"
    ),
    pytest.param(
        '{from: ["@pain_relief"], when: thunderclap,',
        '{from: ["@pain_relief"],',
        ("interrupts", 0),
        id="an interrupt without a guard",
    ),
    pytest.param(
        "severity: absolute",
        "severity: total",
        ("rules", "no-nsaid-in-kidney-failure", "severity"),
        id="an unknown severity",
    ),
    pytest.param("  age:\n    type", "  and:\n    type", ("facts",), id="a word of the language as id"),
    pytest.param("  nsaid: Non", "  NSAID: Non", ("therapies",), id="a capital in a therapy's id"),
    pytest.param("groups:\n  pain_relief: [", "groups: [", ("groups",), id="a list for a mapping"),
]


@pytest.mark.parametrize(("written", "mistake", "route"), MUTATIONS)
def test_a_mistake_is_refused_where_it_is(written: str, mistake: str, route: tuple[str | int, ...]) -> None:
    text = HEADACHE.replace(written, mistake, 1)

    assert text != HEADACHE
    assert route in refusals("pathway", text)


@pytest.mark.parametrize(("written", "mistake", "route"), MUTATIONS)
def test_what_the_schema_refuses_reading_refuses_too(written: str, mistake: str, route: tuple[str | int, ...]) -> None:
    reading = read_text(HEADACHE.replace(written, mistake, 1).encode(), "headache-steps.yaml")

    shaped = [d.code for d in reading.diagnostics if d.severity is Severity.ERROR]
    assert shaped or route in UNTIL_VALIDATED


UNTIL_VALIDATED = {("interrupts", 0), ("steps", "controlled")}
"""What reading lets pass and `validate` refuses: SL405, SL403."""


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        pytest.param("when: not thunderclap}", "when: true}", id="a condition that is true"),
        pytest.param("stops: [paracetamol]", "stops: paracetamol", id="one therapy without a list"),
        pytest.param("bleeding_risk: takes", "bleeding_risk: true #", id="a derived that is true"),
        pytest.param(
            "bleeding_risk: takes_warfarin or age >= 75",
            "bleeding_risk: {when: takes_warfarin, text: More bleeding}",
            id="the long form of a derived",
        ),
        pytest.param("blocks: [nsaid_trial]", "blocks: nsaid_trial", id="one step blocked without a list"),
        pytest.param("min: 18", "min: 18.0", id="a decimal"),
        pytest.param("to: choose_relief, when: not thunderclap", "to: choose_relief, otherwise: true", id="otherwise"),
        pytest.param("title: Red flags", "title: Red flags\n    summary: One line", id="a summary of one line"),
        pytest.param("controlled: {kind: outcome,", "controlled: {kind: outcome, goal: true,", id="a goal"),
    ],
)
def test_what_authors_may_write_is_accepted_by_both(written: str, instead: str) -> None:
    text = HEADACHE.replace(written, instead, 1)

    assert text != HEADACHE
    assert refusals("pathway", text) == []
    assert [
        d for d in read_text(text.encode(), "headache-steps.yaml").diagnostics if d.severity is Severity.ERROR
    ] == []


@pytest.mark.parametrize(
    ("written", "mistake", "route"),
    [
        pytest.param("pathway: headache-steps\n", "", (), id="no pathway"),
        pytest.param("expect:", "expects:", ("cases", 0), id="a misspelt key"),
        pytest.param(
            "nsaid_trial: {response: improved}",
            "nsaid_trial: improved",
            ("cases", 0, "at", "nsaid_trial"),
            id="an answer without its fact",
        ),
        pytest.param(
            "{nsaid_trial: caution}",
            "{nsaid_trial: careful}",
            ("cases", 0, "expect", "statuses", "choose_relief", "nsaid_trial"),
            id="an unknown status",
        ),
        pytest.param(
            "ends: controlled",
            "ends: controlled\n      waits: nsaid_trial",
            ("cases", 0, "expect"),
            id="two ways to end",
        ),
    ],
)
def test_a_mistake_in_a_case_file_is_refused(written: str, mistake: str, route: tuple[str | int, ...]) -> None:
    text = CASES.replace(written, mistake, 1)

    assert text != CASES
    assert route in refusals("cases", text)


def test_a_visit_each_is_accepted_in_a_case_file() -> None:
    text = CASES.replace("nsaid_trial: {response: improved}", "nsaid_trial: [{response: improved}, {}]", 1)

    assert text != CASES
    assert refusals("cases", text) == []


def test_a_part_of_a_folder_needs_no_key_but_knows_its_own() -> None:
    assert refusals("part", "steps:\n  a: {kind: outcome, title: A}\n") == []
    assert refusals("part", "steps:\n  a: {kind: outcome}\n") == [("steps", "a")]
    assert refusals("part", "stepz: {}\n") == [()]


def test_the_command_knows_every_kind_of_file() -> None:
    assert set(schema_.KINDS) == set(DOCUMENTS)


def test_the_command_prints_the_pathway_schema() -> None:
    result = runner().invoke(schema_.command, [])

    assert result.exit_code == 0
    assert result.stdout == schema_text("pathway")


def test_the_command_writes_a_file_and_says_how_to_use_it(tmp_path: Path) -> None:
    target = tmp_path / "cases.schema.json"

    result = runner().invoke(schema_.command, ["--of", "cases", "-o", str(target)])

    assert result.exit_code == 0
    assert target.read_text(encoding="utf-8") == schema_text("cases")
    assert f"# yaml-language-server: $schema={target}" in result.stderr
    assert result.stdout == ""


def test_a_file_that_cannot_be_written_ends_with_a_sentence(tmp_path: Path) -> None:
    result = runner().invoke(schema_.command, ["-o", str(tmp_path / "missing" / "x.json")])

    assert result.exit_code == 2
    assert "no such file or directory" in result.stderr


@pytest.fixture(scope="module")
def editor(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """A YAML language server that knows the schemas, as a running editor has; in CI it is never skipped."""
    missing = [program for program in ("node", "npm") if shutil.which(program) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"{missing[0]} is not on this machine")
    try:
        server = install(Path(pytestconfig.cache.mkdir("npm")))
    except subprocess.SubprocessError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"npm could not install the server: {error}")
    schemas = tmp_path_factory.mktemp("schemas")
    patterns: dict[str, str] = {}
    for document in DOCUMENTS:
        file = schemas / f"{document}.schema.json"
        file.write_text(schema_text(document), encoding="utf-8")
        patterns[file.as_uri()] = f"*.{document}.yaml"
    running = LanguageServer(server, patterns)
    yield running
    running.close()


def _put(written: str, instead: str) -> tuple[str, int]:
    """The example with a change, and the line on which the change begins."""
    text = HEADACHE.replace(written, instead, 1)
    assert text != HEADACHE
    return text, HEADACHE[: HEADACHE.index(written)].count("\n") + 1


@pytest.mark.node
def test_an_editor_has_nothing_to_say_of_the_example(editor: LanguageServer) -> None:
    assert editor.open("example.pathway.yaml", HEADACHE) == []
    assert editor.open("example.cases.yaml", CASES) == []


@pytest.mark.node
@pytest.mark.parametrize(
    ("written", "mistake", "lines_down", "column", "message"),
    [
        pytest.param("    lane: assess\n", "    lan: assess\n", 0, 5, "lan is not allowed", id="an unknown key"),
        pytest.param("    title: Red flags", "    title: 12", 0, 12, 'Expected "string"', id="a wrong type"),
        pytest.param(
            "  red_flags:\n    kind: assessment\n",
            "  red_flags:\n",
            0,
            3,
            'Missing property "kind"',
            id="a missing key",
        ),
        pytest.param("    kind: assessment", "    kind: assesment", 0, 11, "not accepted", id="an unknown kind"),
        pytest.param(
            "  red_flags:\n    kind", "  Red/flags:\n    kind", 0, 3, "ids here are", id="a name that is no id"
        ),
        pytest.param(
            "    review: {after: 2 weeks}",
            "    review: {after: soon}",
            0,
            21,
            "such as 4 weeks",
            id="no stretch of time",
        ),
        pytest.param(
            "  bleeding_risk: takes_warfarin or",
            "  bleeding_risk: {whn: a} #",
            0,
            19,
            "whn is not allowed",
            id="an unknown key of a derived",
        ),
        pytest.param(
            "    type: number\n    unit",
            "    type: finding\n    unit",
            1,
            5,
            "unit is not allowed",
            id="a unit of a finding",
        ),
    ],
)
def test_an_editor_underlines_a_mistake_at_its_place(
    editor: LanguageServer, written: str, mistake: str, lines_down: int, column: int, message: str
) -> None:
    text, line = _put(written, mistake)

    found = editor.open(f"mistake-{len(editor.diagnostics)}.pathway.yaml", text)

    at_place = [said for at_line, at_column, said in found if (at_line, at_column) == (line + lines_down, column)]
    assert any(message in said for said in at_place), found


@pytest.mark.node
def test_an_editor_proposes_the_keys_that_a_step_still_lacks(editor: LanguageServer) -> None:
    text, line = _put("    lane: assess\n", "    lane: assess\n    \n")
    editor.open("keys.pathway.yaml", text)

    proposed = editor.complete("keys.pathway.yaml", line + 1, 5)

    assert {"options", "benefits", "risks", "review", "starts"} <= set(proposed)
    assert not {"kind", "lane", "from", "severity"} & set(proposed)


@pytest.mark.node
def test_an_editor_proposes_the_kinds_and_says_what_they_are(editor: LanguageServer) -> None:
    text, line = _put("    kind: assessment\n", "    kind: \n")
    editor.open("kinds.pathway.yaml", text)

    proposed = editor.complete("kinds.pathway.yaml", line, 11)

    assert set(proposed) == {"assessment", "treatment", "procedure", "adjunct", "emergency", "outcome"}
    assert "no exits" in proposed["outcome"]["documentation"]["value"]


@pytest.mark.node
def test_an_editor_offers_a_whole_step_as_a_snippet(editor: LanguageServer) -> None:
    text, line = _put("  red_flags:\n", "  new_step:\n    \n  red_flags:\n")
    editor.open("snippet.pathway.yaml", text)

    proposed = editor.complete("snippet.pathway.yaml", line + 1, 5)

    assert proposed["assessment"]["insertText"].startswith("kind: assessment\ntitle: ${1:Title}\n")


@pytest.mark.node
@pytest.mark.parametrize(
    ("before", "word", "words"),
    [
        pytest.param("    ", "lane: assess", "The rung it stands on.", id="a key"),
        pytest.param("      - {to: emergency, ", "when: thunderclap", "known(age)", id="a guard"),
        pytest.param("    ", "severity: absolute", "only with a recorded reason", id="the words of an enumeration"),
        pytest.param("  ", "drugs_left:", "never asked", id="a derived"),
    ],
)
def test_an_editor_explains_what_the_pointer_rests_on(
    editor: LanguageServer, before: str, word: str, words: str
) -> None:
    editor.open("hover.pathway.yaml", HEADACHE)
    line = HEADACHE[: HEADACHE.index(before + word)].count("\n") + 1

    assert words in editor.hover("hover.pathway.yaml", line, len(before) + 2)
