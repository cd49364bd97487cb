"""`MANIFEST.json`, `render --check` and `render --update`: what is wrong with a folder of pictures, and its repair."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stepladder.library import pictures as library_pictures
from stepladder.library.registry import at_hand
from stepladder.render.gallery import Folder
from stepladder.render.make import FORMATS, Request, make
from stepladder.render.manifest import (
    BrokenManifest,
    Entry,
    Figure,
    Now,
    Saved,
    checksum,
    digest_in,
    figures,
    judge,
    merged,
    read,
    to_text,
)
from tests.conftest import DATA, Cli
from tests.shapes import shapes

pytestmark = pytest.mark.heavy

CASE = "anticoagulated"
FIGURE = Figure("cough-steps", Request())
BYTES = {name: f"stepladder-digest {'a' * 64} {name}".encode() for name in FORMATS}


def entry(format_: str = "svg", file: str = "cough-steps.ladder.svg", digest: str = "a" * 64, **more: str) -> Entry:
    made = Entry(file, FIGURE, format_, digest, checksum(BYTES[format_]))
    return replace(made, **more)  # type: ignore[arg-type]  # the fields that tests change are all texts


def now(format_: str, digest: str = "a" * 64, content: bytes | None = b"") -> Now:
    exact = FORMATS[format_].exact
    return Now(digest, (BYTES[format_] if content == b"" else content) if exact else None)


# one file


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_is_as_it_was_drawn_is_well(format_: str) -> None:
    assert judge(entry(format_), now(format_), BYTES[format_]) is None


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_is_not_there_is_missing(format_: str) -> None:
    found = judge(entry(format_), now(format_), None)

    assert found is not None
    assert found.trouble == "missing"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_was_drawn_from_something_else_is_stale(format_: str) -> None:
    found = judge(entry(format_), now(format_, digest="b" * 64), BYTES[format_])

    assert found is not None
    assert found.trouble == "stale"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_somebody_changed_is_stale_or_where_bytes_say_little_damaged(format_: str) -> None:
    found = judge(entry(format_), now(format_), BYTES[format_] + b"!")

    assert found is not None
    assert found.trouble == ("stale" if FORMATS[format_].exact else "damaged")
    assert "was changed after it was drawn" in found.why


@pytest.mark.parametrize("format_", ["png", "pdf"])
@pytest.mark.parametrize(
    ("content", "why"),
    [(b"nothing", "no digest"), (f"stepladder-digest {'b' * 64}".encode(), "the digest of another picture")],
)
def test_a_picture_that_holds_another_digest_is_damaged(format_: str, content: bytes, why: str) -> None:
    found = judge(entry(format_), now(format_), content)

    assert found is not None
    assert (found.trouble, why in found.why) == ("damaged", True)


def test_a_text_that_would_be_drawn_differently_now_is_stale() -> None:
    found = judge(entry(), now("svg", content=b"other"), BYTES["svg"])

    assert found is not None
    assert found.why == "it would be drawn differently now"


def test_a_checksum_that_the_manifest_has_wrong_is_told_although_the_file_is_right() -> None:
    found = judge(entry(sha256="0" * 64), now("svg"), BYTES["svg"])

    assert found is not None
    assert "another checksum" in found.why


def test_bytes_of_another_layout_are_not_compared_with_what_would_be_drawn() -> None:
    other = entry(layout="graphviz")

    assert judge(other, Now("a" * 64, None), BYTES["svg"]) is None
    assert judge(other, Now("a" * 64, None), b"changed") is not None


# the file itself


def test_a_manifest_reads_as_it_was_written_sorted_by_file() -> None:
    walk = Saved("monday", ('{"entry": null, "given": {"age": 60.5}}', '{"type": "took", "to": "rest"}'))
    entries = [
        entry(file="b.svg"),
        replace(entry(file="a.svg"), figure=Figure("cough-steps", Request.of("step:rest"), case="one")),
        replace(entry(file="c.svg"), figure=Figure("cough-steps", Request.of("graph", "a4"), walk=walk, source="../x")),
    ]

    text = to_text(entries)

    assert read(text) == tuple(sorted(entries, key=lambda entry: entry.file))
    assert to_text(read(text)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: this is not JSON"),
        ('{"format": 1,\n "pictures": [}', "line 2: this is not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no list of pictures"),
        ('{"format": 2, "pictures": []}', "no list of pictures"),
        ('{"format": 1, "pictures": [3]}', "picture 1 lacks one of file"),
        ('{"format": 1, "pictures": [{"file": "x.svg"}]}', "picture 1 lacks one of file"),
    ],
)
def test_a_text_that_is_no_manifest_says_where(text: str, sentence: str) -> None:
    with pytest.raises(BrokenManifest, match=re.escape(sentence)):
        read(text)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("file", "../../passwords.txt", "is not the name of a file in this folder"),
        ("file", "a\\b.svg", "is not the name of a file in this folder"),
        ("file", ".hidden.svg", "is not the name of a file in this folder"),
        ("format", "jpg", "does not know"),
        ("layout", "by hand", "does not know"),
        ("page", "a5", "does not know"),
        ("view", "tree", "a view is ladder, graph or step:ID"),
        ("case", 3, "its case and its source are texts"),
        ("source", 3, "its case and its source are texts"),
        ("walk", 3, "lacks its name or its events"),
        ("walk", {"name": "w"}, "lacks its name or its events"),
        ("digest", 3, "lacks one of"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(key: str, value: object, sentence: str) -> None:
    data = json.loads(to_text([entry()]))
    data["pictures"][0][key] = value

    with pytest.raises(BrokenManifest, match=re.escape(sentence)):
        read(json.dumps(data))


def test_drawing_one_picture_anew_keeps_the_entries_of_the_others() -> None:
    old = [entry(file="other.svg"), entry(digest="b" * 64)]

    entries, gone = merged([replace(old[0], figure=Figure("other", Request())), old[1]], [entry()])

    assert [(e.file, e.digest[0]) for e in entries] == [("other.svg", "a"), ("cough-steps.ladder.svg", "a")]
    assert gone == ()


def test_pages_that_a_picture_has_no_more_are_gone_and_other_formats_stay() -> None:
    old = [entry(file=f"cough-steps.ladder-{page}.svg") for page in (1, 2, 3)]
    png = entry("png", "cough-steps.ladder.png")

    entries, gone = merged([*old, png], old[:2])

    assert [e.file for e in entries] == ["cough-steps.ladder.png", *[e.file for e in old[:2]]]
    assert gone == ("cough-steps.ladder-3.svg",)


# a folder: what is found


@pytest.fixture
def pictures(folder: Path, cli: Cli) -> Path:
    """A folder with the ladder in every format, and a case and a saved walk in two."""
    cli("walk", "headache-steps", "--case", CASE, "--no-input", "--save", "monday.jsonl")
    cli("render", "--format", ",".join(FORMATS))
    cli("render", "--case", CASE)
    cli("render", "--walk", "monday.jsonl")
    Path("monday.jsonl").unlink()
    return folder / "diagrams"


def change(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def nothing(home: Path) -> None:
    """Leave everything as it is."""


def change_the_pathway(home: Path) -> None:
    change("pathways/headache-steps.yaml", "title: Red flags", "title: Red flags first")


def change_an_answer_of_the_case(home: Path) -> None:
    change("pathways/headache-steps.cases.yaml", "age: 78", "age: 79")


def change_the_title_of_the_case(home: Path) -> None:
    change("pathways/headache-steps.cases.yaml", "Warfarin and a sore head", "Warfarin and a headache")


def remove_the_case(home: Path) -> None:
    change("pathways/headache-steps.cases.yaml", f"id: {CASE}", "id: another")


def stop_the_walk(home: Path) -> None:
    change("pathways/headache-steps.yaml", "    asks: [thunderclap, age]", "    asks: [thunderclap]")


def edit_the_outline(home: Path) -> None:
    change(str(home / "headache-steps.ladder.txt"), "Red flags", "Green flags")


def edit_the_svg(home: Path) -> None:
    change(str(home / "headache-steps.ladder.svg"), "Red flags", "Green flags")


def cut_the_png(home: Path) -> None:
    path = home / "headache-steps.ladder.png"
    path.write_bytes(path.read_bytes()[:-50])


def swap_the_pdf(home: Path) -> None:
    path = home / "headache-steps.ladder.pdf"
    path.write_bytes(re.sub(rb"stepladder-digest [0-9a-f]{64}", b"stepladder-digest " + b"0" * 64, path.read_bytes()))


def remove_a_file(home: Path) -> None:
    (home / "headache-steps.ladder.dot").unlink()


def add_a_pathway(home: Path) -> None:
    text = (DATA / "headache-steps.yaml").read_text().replace("id: headache-steps", "id: second")
    Path("pathways/second.yaml").write_text(text)


def leave_a_copy(home: Path) -> None:
    (home / "old.svg").write_bytes((home / "headache-steps.ladder.svg").read_bytes())


TROUBLES: list[tuple[Callable[[Path], None], str, str]] = [
    (nothing, "", ""),
    (change_the_pathway, "10 stale", "headache-steps.ladder.png: stale"),
    (change_an_answer_of_the_case, "2 stale", f"ladder.{CASE}.svg: stale"),
    (change_the_title_of_the_case, "2 stale", f"ladder.{CASE}.svg: stale"),
    (remove_the_case, "2 stale", f"ladder.{CASE}.svg: stale: 'headache-steps' has no case '{CASE}'"),
    (stop_the_walk, "10 stale", "ladder.monday.svg: stale: the log replays for 1 of 14 events"),
    (edit_the_outline, "1 stale", "headache-steps.ladder.txt: stale: the file was changed after it was drawn"),
    (edit_the_svg, "1 stale", "headache-steps.ladder.svg: stale"),
    (cut_the_png, "1 damaged", "headache-steps.ladder.png: damaged"),
    (swap_the_pdf, "1 damaged", "headache-steps.ladder.pdf: damaged: the file holds the digest of another picture"),
    (remove_a_file, "1 missing", "headache-steps.ladder.dot: missing"),
    (add_a_pathway, "1 missing", "second.ladder.svg: missing: the pathway has no picture here"),
    (leave_a_copy, "1 orphaned", "old.svg: orphaned"),
]
"""What can happen to a folder, what is counted, and a line that is printed."""


def name_of(trouble: object) -> str:
    return str(getattr(trouble, "__name__", ""))


@pytest.mark.parametrize(("trouble", "counts", "line"), TROUBLES, ids=name_of)
def test_check_says_what_is_wrong_counts_what_it_looked_at_and_writes_nothing(
    trouble: Callable[[Path], None], counts: str, line: str, pictures: Path, cli: Cli
) -> None:
    trouble(pictures)
    before = {path: path.read_bytes() for path in pictures.iterdir()}

    result = cli("render", "--check")

    assert result.exit_code == (1 if counts else 0)
    assert f"looked at 3 pictures of 1 pathway in 10 files: {counts or 'all up to date'}\n" in result.stderr
    assert line in result.stdout
    assert {path: path.read_bytes() for path in pictures.iterdir()} == before


@pytest.mark.parametrize("trouble", [trouble for trouble, counts, _ in TROUBLES if counts], ids=name_of)
def test_the_one_command_that_check_prints_repairs_it(
    trouble: Callable[[Path], None], pictures: Path, cli: Cli
) -> None:
    trouble(pictures)
    printed = [line for line in cli("render", "--check").stdout.splitlines() if line.startswith("To repair: ")]

    repaired = cli(*shlex.split(printed[0])[3:])

    assert len(printed) == 1
    assert repaired.exit_code == 0
    assert cli("render", "--check").exit_code == 0


def test_everything_at_once_is_repaired_too(pictures: Path, cli: Cli) -> None:
    for trouble in (
        change_the_title_of_the_case,
        edit_the_svg,
        cut_the_png,
        remove_a_file,
        add_a_pathway,
        leave_a_copy,
    ):
        trouble(pictures)

    assert cli("render", "--update").exit_code == 0
    assert cli("render", "--check").exit_code == 0
    assert not (pictures / "old.svg").exists()


def test_an_update_of_what_is_up_to_date_changes_no_byte(pictures: Path, cli: Cli) -> None:
    before = {path: path.read_bytes() for path in pictures.iterdir()}

    result = cli("render", "--update")

    assert "10 files drawn: 0 changed, 10 as before; 0 files removed" in result.stderr
    assert {path: path.read_bytes() for path in pictures.iterdir()} == before


def test_the_pictures_of_a_pathway_that_is_gone_are_orphaned_and_removed(pictures: Path, cli: Cli) -> None:
    add_a_pathway(pictures)
    cli("render", "second")
    Path("pathways/second.yaml").rename("pathways/third.yaml")
    change("pathways/third.yaml", "id: second", "id: third")

    checked, updated = cli("render", "--check"), cli("render", "--update")

    assert "second.ladder.svg: orphaned: there is no pathway 'second' any more" in checked.stdout
    assert "12 files: 1 missing, 2 orphaned" in checked.stderr
    assert (updated.exit_code, cli("render", "--check").exit_code) == (0, 0)


def test_what_cannot_be_drawn_any_more_is_removed_with_the_reason(pictures: Path, cli: Cli) -> None:
    remove_the_case(pictures)

    result = cli("render", "--update")

    reason = f"removed diagrams/headache-steps.ladder.{CASE}.svg: 'headache-steps' has no case '{CASE}'"
    assert reason in result.stderr


def test_a_case_with_an_error_costs_no_picture(pictures: Path, cli: Cli) -> None:
    change("pathways/headache-steps.cases.yaml", "choose: [paracetamol_trial", "choose: [paracetamol_trail")

    result = cli("render", "--update")

    assert result.exit_code == 1
    assert "SL803" in result.stderr
    assert (pictures / f"headache-steps.ladder.{CASE}.svg").exists()


def test_a_file_of_somebody_else_is_named_and_never_removed(pictures: Path, cli: Cli) -> None:
    (pictures / "logo.svg").write_text("<svg/>")
    (pictures / "notes.txt").write_text("Think of the title.")

    checked, updated = cli("render", "--check"), cli("render", "--update")

    assert (checked.exit_code, updated.exit_code) == (1, 1)
    assert "logo.svg: orphaned: MANIFEST.json does not list it, and stepladder did not draw it" in checked.stdout
    assert "notes.txt" not in checked.output + updated.output
    assert "Left alone, for stepladder did not draw them: logo.svg" in updated.stderr
    assert (pictures / "logo.svg").exists()


def test_with_paths_only_the_pictures_of_these_pathways_count(pictures: Path, cli: Cli) -> None:
    add_a_pathway(pictures)
    cli("render", "second")
    change_the_pathway(pictures)
    leave_a_copy(pictures)

    result = cli("render", "--check", "second")

    assert "looked at 1 picture of 1 pathway in 2 files: 1 orphaned" in result.stderr
    assert "To repair: stepladder render --update second\n" in result.stdout


def test_updating_some_pathways_leaves_the_pictures_of_others_alone(pictures: Path, cli: Cli) -> None:
    add_a_pathway(pictures)
    change_the_pathway(pictures)

    cli("render", "--update", "second")

    result = cli("render", "--check")
    assert "looked at 4 pictures of 2 pathways in 12 files: 10 stale" in result.stderr


def test_a_pathway_that_lies_elsewhere_is_found_again(folder: Path, cli: Cli) -> None:
    cli("render")
    Path("drafts").mkdir()
    text = (DATA / "headache-steps.yaml").read_text().replace("id: headache-steps", "id: draft")
    Path("drafts/draft.yaml").write_text(text)
    cli("render", "drafts/draft.yaml")

    result = cli("render", "--check")

    assert "looked at 2 pictures of 2 pathways in 4 files: all up to date" in result.stderr
    assert '"source": "../drafts/draft.yaml"' in Path("diagrams/MANIFEST.json").read_text()


def test_a_folder_of_another_name_is_named_in_the_repair(folder: Path, cli: Cli) -> None:
    cli("render", "-o", "my figures/")
    change_the_pathway(folder)

    result = cli("render", "--check", "-o", "my figures/")

    assert "To repair: stepladder render --update -o 'my figures/'\n" in result.stdout
    assert cli("render", "--update", "-o", "my figures/").exit_code == 0


@pytest.mark.parametrize("begun", [True, False])
def test_no_picture_looked_at_is_an_error_that_says_how_to_begin(begun: bool, folder: Path, cli: Cli) -> None:
    if begun:
        Path("diagrams").mkdir()

    result = cli("render", "--check")

    assert result.exit_code == 1
    assert "there is no diagrams/MANIFEST.json" in result.stderr
    assert "begin with: stepladder render\n" in result.stderr


def test_an_update_of_nothing_draws_the_first_pictures(folder: Path, cli: Cli) -> None:
    assert cli("render", "--update").exit_code == 0
    assert "looked at 1 picture of 1 pathway in 2 files: all up to date" in cli("render", "--check").stderr


@pytest.mark.parametrize("flags", [["--check"], ["--update"], []])
def test_a_manifest_that_cannot_be_read_is_told_and_left_as_it_is(flags: list[str], pictures: Path, cli: Cli) -> None:
    (pictures / "MANIFEST.json").write_text("{\n<<<<<<< HEAD\n")
    before = {path: path.read_bytes() for path in pictures.iterdir()}

    result = cli("render", *flags)

    assert result.exit_code == 2
    assert "diagrams/MANIFEST.json: line 2: this is not JSON" in result.stderr
    assert {path: path.read_bytes() for path in pictures.iterdir()} == before


def test_a_page_more_and_a_page_less_are_seen_and_repaired(
    folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("render", "--format", "svg,pdf")
    monkeypatch.setattr(library_pictures, "make", lambda *args: replace(found := make(*args), sheets=found.sheets * 2))

    result = cli("render", "--check")

    assert "headache-steps.ladder.svg: stale: the picture has no such page any more" in result.stdout
    assert "headache-steps.ladder-2.svg: missing: the picture has a page more now" in result.stdout
    assert cli("render", "--update").exit_code == 0
    assert "headache-steps.ladder.svg" not in os.listdir("diagrams")
    assert cli("render", "--check").exit_code == 0


def test_another_kind_of_layout_is_said_in_one_line_and_its_bytes_are_not_compared(
    folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("render")
    path = Path("diagrams/MANIFEST.json")
    path.write_text(path.read_text().replace('"layout": "own"', '"layout": "graphviz"'))
    monkeypatch.setattr(
        library_pictures,
        "make",
        lambda *args: replace(make(*args), layout="built-in"),
    )

    result = cli("render", "--check")

    assert result.exit_code == 0
    assert result.stderr.count("What graphviz has laid out, built-in would lay out here") == 1


def test_an_update_does_not_replace_what_graphviz_has_laid_out_by_something_worse(
    folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("render")
    path = Path("diagrams/MANIFEST.json")
    path.write_text(path.read_text().replace('"layout": "own"', '"layout": "graphviz"'))
    monkeypatch.setattr(library_pictures, "make", lambda *args: replace(make(*args), layout="built-in"))

    assert "0 files drawn" in cli("render", "--update").stderr

    change_the_pathway(folder)
    assert "2 files drawn: 2 changed" in cli("render", "--update").stderr


def test_a_manifest_that_names_a_foreign_file_does_not_get_it_removed(pictures: Path, cli: Cli) -> None:
    (pictures / "logo.svg").write_text("<svg/>")
    change(str(pictures / "MANIFEST.json"), '"file": "headache-steps.ladder.svg"', '"file": "logo.svg"')

    cli("render", "--update")

    assert (pictures / "logo.svg").read_text() == "<svg/>"
    assert (pictures / "headache-steps.ladder.svg").exists()


def test_the_digest_is_found_whatever_byte_stands_behind_it() -> None:
    followed = [digest_in(b"tEXtstepladder-digest\0" + b"a" * 64 + bytes([byte])) for byte in range(256)]

    assert set(followed) == {"a" * 64}


def test_the_digest_is_found_in_a_picture_of_every_format(pictures: Path) -> None:
    entries = read((pictures / "MANIFEST.json").read_text())

    held = {entry.file: digest_in((pictures / entry.file).read_bytes()) for entry in entries}

    assert held == {entry.file: entry.digest for entry in entries}
    assert len(figures(entries)) == 3


# many entries, and entries of every shape


class Compared(str):
    """A name that counts how often any of them is compared."""

    compared = 0
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Compared.compared += 1
        return str.__eq__(self, other)


@pytest.mark.parametrize("number", [100, 1_000])
def test_many_pages_that_are_gone_cost_as_much_each_as_few(number: int, tmp_path: Path) -> None:
    old = [replace(entry(), file=Compared(f"cough-steps.ladder.{page}.svg")) for page in range(number)]
    Compared.compared = 0

    kept, gone = merged(old, [entry()])
    folder = Folder(tmp_path, tuple(old))
    folder.remove([one.file for one in old])

    assert (len(kept), len(gone), folder.entries) == (1, number, ())
    assert Compared.compared <= 20 * number


def test_the_pathways_at_hand_are_looked_for_once_however_many_pictures_are_of_none(
    folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("render", "-o", "d")
    manifest = Path("d/MANIFEST.json")
    data = json.loads(manifest.read_text())
    first = data["pictures"][0]
    lost = [{**first, "file": f"gone{at}.ladder.svg", "pathway": f"gone{at}"} for at in range(50)]
    manifest.write_text(json.dumps({**data, "pictures": [*data["pictures"], *lost]}))
    looked: list[object] = []

    def look() -> object:
        looked.append(1)
        return at_hand()

    monkeypatch.setattr(library_pictures, "at_hand", look)

    done = cli("render", "--check", "-o", "d")

    assert (done.exit_code, done.stdout.count("there is no pathway 'gone")) == (1, 50)
    assert len(looked) <= 2


def test_a_manifest_of_any_shape_is_read_or_refused_in_a_sentence(folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--no-input", "--set", "age=40", "--save", "w.jsonl")
    cli("render", "headache-steps", "-o", "d", "--walk", "w.jsonl", "--format", "txt")
    manifest = Path("d/MANIFEST.json")
    content = manifest.read_text()
    for route, changed in shapes(json.loads(content)):
        manifest.write_text(json.dumps(changed))

        done = cli("render", "--check", "-o", "d")

        assert done.exit_code in (0, 1, 2), (route, done.exception)
        assert done.exit_code != 2 or done.stderr.startswith("stepladder: d/MANIFEST.json: "), (route, done.stderr)
