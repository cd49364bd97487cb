"""`render --coverage`: what no case exercises, drawn into the graph; its files, its legend, and how it stays fresh."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.cases.coverage import Wants, coverage
from stepladder.library import checked as library
from stepladder.library import registry
from stepladder.library.pictures import gaps_of, subject
from stepladder.reading.files import locate
from stepladder.render.gaps import Gap, Gaps
from stepladder.render.graph.scene import graph_scene
from stepladder.render.make import FORMATS, Drawn, Request, make
from stepladder.render.manifest import BrokenManifest, read
from stepladder.render.scene import Node, Scene
from stepladder.render.style import LANE_FILL, LOOKS, MISSED, PageSize
from tests.conftest import Cli
from tests.ladders import ladder
from tests.picture_ink import ink_complaints
from tests.picture_lints import complaints
from tests.picture_strategies import wandered
from tests.strategies import QUICK, built
from tests.test_picture_accessibility import contrast

FLAGSHIP = "esophageal-spasm"
COVERAGE = "diagrams/headache-steps.graph-coverage"
NO_CASE = {"No case comes here", "No case goes here"}
CASES = Path("pathways/headache-steps.cases.yaml")


def gaps(pathway_and_cases: library.Checked, most: int | None = None) -> Gaps:
    """What the first cases of a pathway, so many of them, do not exercise."""
    pathway = pathway_and_cases.pathway
    assert pathway is not None
    found = coverage(pathway, pathway_and_cases.outcomes[:most])
    return Gaps("coverage", tuple([Gap(i.kind, i.route, i.lacks, i.short) for i in found.lacking]))


@cache
def checked(name: str) -> library.Checked:
    """A pathway at hand with its cases."""
    return library.check(registry.find(name))


def drawn(name: str, most: int | None, page: PageSize = "free") -> Drawn:
    """The graph of a pathway at hand, with what its first cases do not exercise."""
    pathway = checked(name).pathway
    assert pathway is not None
    return make(pathway, Request.of("graph", page), gaps=gaps(checked(name), most))


def said(node: Node) -> list[str]:
    """The lines of a box and of its rows."""
    return [line.text for line in (*node.lines, *(line for row in node.rows for line in row.lines))]


def headache(most: int) -> Scene:
    """The small pathway, with what its first cases do not exercise."""
    return drawn("headache-steps", most).scene


# what is in the picture


def test_a_step_and_an_exit_without_a_case_are_dashed_and_say_so() -> None:
    scene = headache(1)
    states = {link.id: link.state for link in scene.links}

    assert scene.by_id["step-referral"].state == "missed"
    assert "No case comes here" in said(scene.by_id["step-referral"])
    assert scene.by_id["step-controlled"].state == "plain"
    assert states["exit-choose_relief-3"] == "missed"
    assert "No case goes here" in said(scene.by_id["step-choose_relief"])
    assert states["exit-choose_relief-1"] == "plain"


def test_rules_are_named_in_the_boxes_that_they_block() -> None:
    lines = said(headache(1).by_id["step-nsaid_trial"])

    assert "Holding in no case: no-nsaid-in-kidney-failure" in lines
    assert "Holding wherever a case looks: nsaid-with-care" in lines


def test_numbers_stand_with_the_exit_whose_condition_compares_with_them() -> None:
    assert "drugs_left == 0: no case at 0" in said(headache(1).by_id["step-choose_relief"])


def test_the_numbers_in_rules_are_told_once_and_not_in_every_box_that_they_block() -> None:
    scene = drawn(FLAGSHIP, 0).scene
    told = [node.id for node in scene.nodes for words in said(node) if words.startswith("SR-G16: age_years < 18: ")]

    assert told == ["gaps-behind"]


def test_derived_names_have_a_panel_of_their_own() -> None:
    lines = said(headache(1).by_id["gaps-behind"])

    assert lines == [
        "bleeding_risk: age >= 75: no case at 74, 75 or 76",
        "nsaid_caution_level is in no case: forbidden, fine",
    ]


def test_an_interrupt_without_a_case_says_so() -> None:
    assert "No case goes here" in said(headache(1).by_id["interrupt-1"])


def test_where_everything_is_exercised_nothing_is_dashed() -> None:
    scene = headache(99)

    assert {link.state for link in scene.links} | {node.state for node in scene.nodes} == {"plain"}
    assert "gaps-behind" not in scene.by_id


def test_the_picture_says_in_its_head_how_much_is_exercised(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    text = Path(f"{COVERAGE}.txt").read_text(encoding="utf-8")

    assert text.startswith("Tension-type headache, first steps: what its teaching cases exercise\n")
    assert "Coverage 45 % (steps 5/8, exits 5/11, rules 2/4, rows 1/3, thresholds 1/5)." in text


def test_without_coverage_the_graph_is_what_it_was() -> None:
    pathway = checked(FLAGSHIP).pathway
    assert pathway is not None

    assert graph_scene(pathway) == graph_scene(pathway, None, None)
    assert "missed" not in {link.state for link in graph_scene(pathway).links}


# how it looks


@pytest.mark.parametrize("page", ["free", "a4"])
@pytest.mark.parametrize(
    ("name", "most"), [("headache-steps", 0), ("headache-steps", 1), (FLAGSHIP, 0), (FLAGSHIP, 12)]
)
def test_every_coverage_picture_is_sound(name: str, most: int, page: PageSize) -> None:
    found = drawn(name, most, page)

    assert complaints(found.scene, found.sheets, page) == []
    assert ink_complaints(found.picture) == []


@settings(QUICK, max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_so_is_that_of_invented_ladders(seed: int) -> None:
    pathway = built(ladder(seed))
    wants = Wants(pathway)
    items = wants.items(wants.seen(wandered(pathway, seed, 20)))
    lacking = Gaps("coverage", tuple([Gap(i.kind, i.route, i.lacks, i.short) for i in items if i.lacks]))
    found = make(pathway, Request.of("graph"), gaps=lacking)

    assert complaints(found.scene, found.sheets, "free") == []
    assert ink_complaints(found.picture) == []


def test_the_legend_explains_the_dashes_and_only_where_there_are_any() -> None:
    def words(most: int) -> list[str]:
        return [key.text.text for sheet in drawn("headache-steps", most).sheets for key in sheet.keys]

    assert "No case comes here: dashed" in words(1)
    assert "No case comes here: dashed" not in words(99)


def test_what_is_dashed_stands_out_from_every_ground() -> None:
    grounds = [dress.fill for dress in LOOKS.values()] + [LANE_FILL]

    assert min(contrast(MISSED, ground) for ground in grounds) > 4.5


def test_colour_is_never_the_only_sign() -> None:
    scene = drawn(FLAGSHIP, 12).scene
    silent = [node.id for node in scene.nodes if node.state == "missed" and not NO_CASE & set(said(node))]
    rows = [row for node in scene.nodes for row in node.rows if row.state == "missed"]
    svg = drawn("headache-steps", 1).as_bytes("svg")[0][1].decode()

    assert silent == []
    assert rows
    assert all("No case goes here" in [line.text for line in row.lines] for row in rows)
    for group in re.findall(r'<g [^>]*class="edge [^"]*missed[^"]*".*?</g>', svg, re.DOTALL):
        assert "stroke-dasharray" in group


def test_a_line_that_a_case_takes_is_never_drawn_onto_a_dashed_one() -> None:
    for sheet in drawn(FLAGSHIP, 12).sheets:
        heads: dict[str, set[str]] = {}
        for wire in sheet.wires:
            if wire.head:
                heads.setdefault(wire.link.target, set()).add(wire.link.state)
        for wire in sheet.wires:
            if wire.link.state == "plain":
                assert "plain" in heads[wire.link.target], wire.link.id


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_says_what_lacks(name: str) -> None:
    pytest.importorskip("resvg_py") if name == "png" else None
    pytest.importorskip("reportlab") if name == "pdf" else None
    content = drawn("headache-steps", 1).as_bytes(name)[0][1]

    assert content
    if name in ("svg", "dot", "mermaid", "txt"):
        assert b"No case" in content


# files


def test_a_coverage_picture_is_never_written_over_the_plain_one(folder: Path, cli: Cli) -> None:
    cli("render", "--view", "graph")
    before = Path("diagrams/headache-steps.graph.svg").read_bytes()
    result = cli("render", "--coverage")

    assert result.exit_code == 0
    assert f"wrote {COVERAGE}.svg\n" in result.stderr
    assert Path("diagrams/headache-steps.graph.svg").read_bytes() == before
    assert Path(f"{COVERAGE}.svg").read_bytes() != before


def test_not_even_a_case_that_is_called_coverage_gets_its_name(folder: Path, cli: Cli) -> None:
    CASES.write_text(CASES.read_text(encoding="utf-8").replace("id: anticoagulated", "id: coverage"), encoding="utf-8")
    cli("render", "--coverage")
    result = cli("render", "--view", "graph", "--case", "coverage")

    assert "wrote diagrams/headache-steps.graph.coverage.svg\n" in result.stderr
    assert cli("render", "--check").exit_code == 0


def test_the_same_cases_give_the_same_bytes(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    before = Path(f"{COVERAGE}.svg").read_bytes()
    cli("render", "--coverage")

    assert Path(f"{COVERAGE}.svg").read_bytes() == before


def test_one_file_and_standard_output_take_it_too(folder: Path, cli: Cli) -> None:
    assert cli("render", "headache-steps", "--coverage", "-o", "gaps.svg").exit_code == 0
    assert Path("gaps.svg").is_file()
    assert "No case goes here" in cli("render", "headache-steps", "--coverage", "--format", "mermaid", "-o", "-").stdout


# freshness

MORE = """
  - id: sudden
    facts: {thunderclap: true, age: 40}
    expect: {ends: handed_over}
"""


def test_check_finds_it_stale_when_the_cases_exercise_something_else(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    cli("render", "--view", "graph")
    assert cli("render", "--check").exit_code == 0
    CASES.write_text(CASES.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    result = cli("render", "--check")

    assert result.exit_code == 1
    assert f"{COVERAGE}.svg: stale: its pathway, what its cases exercise or the style has changed" in result.stdout
    assert "graph.svg" not in result.stdout


def test_update_draws_it_anew(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    CASES.write_text(CASES.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    result = cli("render", "--update")

    assert f"wrote {COVERAGE}.svg\n" in result.stderr
    assert cli("render", "--check").exit_code == 0


def test_it_stays_fresh_where_the_cases_are_told_otherwise_and_exercise_the_same(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    CASES.write_text(CASES.read_text(encoding="utf-8").replace("Warfarin and a sore head", "Other words"), "utf-8")

    assert cli("render", "--check").exit_code == 0


def test_check_says_so_when_the_cases_are_gone(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    CASES.unlink()
    result = cli("render", "--check")

    assert result.exit_code == 1
    assert "has no teaching cases, so there is no coverage to draw" in result.stdout


def test_the_manifest_says_that_coverage_is_drawn(folder: Path, cli: Cli) -> None:
    cli("render", "--coverage")
    cli("render")
    entries = json.loads(Path("diagrams/MANIFEST.json").read_text(encoding="utf-8"))["pictures"]

    assert {entry["file"]: entry.get("coverage") for entry in entries} == {
        "headache-steps.graph-coverage.svg": True,
        "headache-steps.graph-coverage.txt": True,
        "headache-steps.ladder.svg": None,
        "headache-steps.ladder.txt": None,
    }


@pytest.mark.parametrize(
    "change", [{"coverage": "yes"}, {"view": "ladder", "coverage": True}, {"case": "x", "coverage": True}]
)
def test_a_manifest_that_cannot_be_meant_is_refused(folder: Path, cli: Cli, change: dict[str, object]) -> None:
    cli("render", "--coverage")
    data = json.loads(Path("diagrams/MANIFEST.json").read_text(encoding="utf-8"))
    data["pictures"][0].update(change)

    with pytest.raises(BrokenManifest, match="coverage is true or false"):
        read(json.dumps(data))


# what cannot be drawn


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--case", "anticoagulated"),
            "--coverage draws what all cases exercise together; --case has no place beside it",
        ),
        (("--walk", "x.jsonl"), "--coverage draws what all cases exercise together; --walk has no place beside it"),
        (("--view", "ladder"), "--coverage is drawn into the graph; leave out --view ladder, or say --view graph"),
        (("--view", "step:emergency"), "--coverage is drawn into the graph; leave out --view step:emergency"),
        (("--check",), "--coverage has no place beside it"),
        (("--update",), "--coverage has no place beside it"),
    ],
)
def test_what_has_no_place_beside_coverage_is_refused(
    folder: Path, cli: Cli, options: tuple[str, ...], words: str
) -> None:
    result = cli("render", "--coverage", *options)

    assert result.exit_code == 2
    assert words in result.stderr
    assert not Path("diagrams").exists()


@pytest.mark.parametrize("gone", [True, False])
def test_without_cases_there_is_no_coverage_to_draw(folder: Path, cli: Cli, gone: bool) -> None:
    if gone:
        CASES.unlink()
    else:
        CASES.write_text("pathway: headache-steps\ncases: []\n", encoding="utf-8")
    result = cli("render", "--coverage")

    assert result.exit_code == (2 if gone else 1)
    assert "no teaching cases" in result.stderr if gone else "the file has no case" in result.stderr
    assert not Path("diagrams").exists()


def test_broken_cases_are_told_and_nothing_is_drawn(folder: Path, cli: Cli) -> None:
    CASES.write_text(CASES.read_text(encoding="utf-8").replace("age: 78", "agee: 78"), encoding="utf-8")
    result = cli("render", "--coverage")

    assert result.exit_code == 1
    assert "'agee' is not a fact" in result.stderr
    assert "the cases of 'headache-steps' have errors; mend them first" in result.stderr
    assert not Path("diagrams").exists()


def test_cases_that_fail_are_drawn_as_they_walked_and_that_is_said(folder: Path, cli: Cli) -> None:
    CASES.write_text(CASES.read_text(encoding="utf-8").replace("ends: controlled", "ends: referral"), encoding="utf-8")
    result = cli("render", "--coverage")

    assert result.exit_code == 0
    assert "stepladder: headache-steps: 1 of 1 case fails and is drawn as walked: anticoagulated\n" in result.stderr


def test_the_command_draws_what_coverage_finds(folder: Path) -> None:
    about = subject(locate(Path("pathways/headache-steps.yaml")), print, cases=True)
    found = library.check(registry.find("pathways/headache-steps.yaml"))
    assert found.pathway is not None

    assert gaps_of(about).gaps == gaps(found).gaps
