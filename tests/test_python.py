"""What Python code meets: short reprs, doors that do not lie, graphs for other tools, arguments, and no traces."""

from __future__ import annotations

import copy
import decimal
import faulthandler
import gc
import inspect
import io
import json
import locale
import logging
import multiprocessing
import os
import pickle
import random
import re
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias, cast

import networkx as nx
import pytest
from hypothesis import given, settings
from pydantic import BaseModel, TypeAdapter

import stepladder
from stepladder.cli.commands.explore import command as explore_command
from stepladder.conditions.nodes import ALWAYS, Condition
from stepladder.library.checked import check
from stepladder.library.registry import at_hand, find
from stepladder.model.cases import CaseFile
from stepladder.model.content import content
from stepladder.model.frozen import Frozen
from stepladder.model.pathway import Pathway
from stepladder.model.steps import Step
from stepladder.reading.build import build
from stepladder.reading.load import read, read_text
from tests.conftest import runner
from tests.strategies import QUICK, Data, built, pathways

SHELF = sorted(at_hand())
DATA = Path(__file__).parent / "data"
SMALL = DATA / "headache-steps.yaml"
shelf = pytest.mark.parametrize("name", SHELF)


@pytest.fixture
def walk(headache: Pathway) -> stepladder.Walk:
    return stepladder.Walk(headache).answer(thunderclap=False, age=63)


# repr


def parts(held: object, depth: int = 6) -> Iterator[object]:
    """Everything within a model that has a repr of its own."""
    if isinstance(held, Frozen | Condition):
        yield held
    if isinstance(held, Frozen) and depth:
        for inner in vars(held).values():
            yield from parts(inner, depth - 1)
    elif isinstance(held, dict | tuple):
        for inner in held.values() if isinstance(held, dict) else held:
            yield from parts(inner, depth)


def is_short(held: object) -> bool:
    told = repr(held)
    return len(told) <= 160 and told.isprintable() and " object at 0x" not in told


@shelf
def test_repr_is_one_short_line_for_every_part_of_a_pathway(name: str) -> None:
    reading = read(find(name))
    assert not [repr(part) for root in (reading.pathway, reading.cases) for part in parts(root) if not is_short(part)]
    assert is_short(reading)


@shelf
def test_repr_is_one_short_line_for_walks_and_what_they_meet(name: str) -> None:
    for outcome in check(find(name)).outcomes[:10]:
        held: list[object] = [outcome, outcome.walk, *outcome.walk.moments, *outcome.walk.events]
        for moment in outcome.walk.moments:
            held += [moment.state, moment.standing, moment.following, *moment.exits]
        assert not [repr(one) for one in held if not is_short(one)]


def test_repr_tells_what_it_is(headache: Pathway, walk: stepladder.Walk) -> None:
    assert repr(headache) == "Pathway(id='headache-steps', version='0.2.0', steps=8, rules=2)"
    assert repr(walk) == "Walk('headache-steps', at='choose_relief', waiting, 2 steps)"
    assert repr(walk.state) == "State(at='choose_relief', 2 known, 0 active, 2 visited)"
    assert repr(walk.moments[0]) == "Moment(begun, at='red_flags')"
    assert repr(walk.find("nsaid_trial")) == "Exit('nsaid_trial', ask)"
    assert repr(headache.steps["nsaid_trial"]).startswith("Step(title='Anti-inflammatory")


def test_repr_of_what_was_proved_compared_and_checked_is_one_short_line(headache: Pathway) -> None:
    proofs = stepladder.verify(headache)
    found = stepladder.compare(headache, headache.model_copy(update={"rules": {}}))
    checked = stepladder.validate(SMALL)
    held: list[object] = [proofs, *proofs, *(result.shown for result in proofs), found, found.matching, checked]
    held += [*found.changes, *found.differences, *found.unreached, *(one.witness for one in found.differences)]
    held += [*checked.findings, *checked.outcomes, checked.reading]
    assert found.differences
    assert not [repr(one) for one in held if len(repr(one)) > 400 or not repr(one).isprintable()]
    assert repr(proofs) == f"Proofs('headache-steps', '0.2.0', {len(proofs.results)} proved, 0 refuted, 0 undecided)"
    assert repr(found).startswith("Comparison('headache-steps', 0.2.0 -> 0.2.0, ")


def test_repr_never_steers_a_terminal() -> None:
    text = SMALL.read_text().replace("title: Tension-type headache, first steps", 'title: "a\\e[31m\\u202eb"')
    pathway = read_text(text.encode(), "x.yaml").pathway
    assert pathway is not None
    steering = pathway.model_copy(update={"title": "\x1b[2J\n"})
    for part in (pathway, steering, Condition("a\nb\x1b", ALWAYS.expr), steering.steps["red_flags"]):
        assert repr(part).isprintable()


# pydantic's doors


@shelf
def test_a_pathway_and_its_cases_written_as_json_read_back_to_the_same(name: str) -> None:
    reading = read(find(name))
    assert reading.pathway is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = reading.pathway.model_dump_json(indent=2)
        cases = reading.cases.model_dump_json() if reading.cases is not None else ""
    again = read_text(text.encode(), f"{name}.yaml", name)
    assert again.pathway == reading.pathway
    assert again.pathway.digest == reading.pathway.digest
    if reading.cases is not None:
        assert build(CaseFile, json.loads(cases, parse_float=decimal.Decimal), None, "cases").model == reading.cases


@settings(QUICK, max_examples=50)
@given(pathways())
def test_any_pathway_is_read_back_from_its_json(data: Data) -> None:
    pathway = built(data)
    again = read_text(pathway.model_dump_json().encode(), "drawn.yaml", "drawn").pathway
    assert again == pathway
    assert json.loads(pathway.model_dump_json()) == pathway.model_dump(mode="json")
    assert pathway.model_dump() == content(pathway)


def test_texts_with_every_kind_of_character_are_read_back_from_json(headache: Pathway) -> None:
    hostile = "".join(map(chr, (0x22, 0x5C, 0x09, 0x0A, 0x7F, 0x85, 0xA0, 0x2028, 0x202E, 0xFEFF, 0x1F600)))
    made = headache.model_copy(update={"text": f"a{hostile}b", "disclaimer": "x: y # z"})
    again = read_text(made.model_dump_json().encode(), "x.yaml").pathway
    assert again == made


def test_a_type_adapter_gives_the_content_too(headache: Pathway) -> None:
    assert TypeAdapter(Pathway).dump_python(headache) == headache.model_dump()
    assert json.loads(TypeAdapter(Pathway).dump_json(headache)) == headache.model_dump(mode="json")


@pytest.mark.parametrize(
    ("call", "instead"),
    [
        (lambda p: p.model_dump(exclude={"rules"}), "takes `mode`, not 'exclude'"),
        (lambda p: p.model_dump_json(by_alias=False), "takes `indent`, not 'by_alias'"),
        (lambda p: Pathway.model_validate_json("{}"), "stepladder.load"),
        (lambda p: Pathway.model_validate_strings({}), "stepladder.load"),
        (lambda p: Pathway.parse_obj({}), "stepladder.load"),
        (lambda p: Pathway.parse_raw("{}"), "stepladder.load"),
        (lambda p: Pathway.parse_file("x"), "stepladder.load"),
        (Pathway.from_orm, "stepladder.load"),
        (lambda p: Pathway.model_validate({**p.model_dump()}), "stepladder.load"),
        (
            lambda p: Step.model_validate({"kind": "treatment", "title": "A", "next": [{"to": "b", "when": "p"}]}),
            "load",
        ),
        (lambda p: Pathway.model_json_schema(), "stepladder schema"),
        (lambda p: Pathway.schema(), "stepladder schema"),
        (lambda p: Pathway.schema_json(), "stepladder schema"),
        (lambda p: Pathway.construct(), "model_copy"),
        (lambda p: p.validate({}), "stepladder.validate"),
        (lambda p: p.dict(), "model_dump()"),
        (lambda p: p.json(), "model_dump_json()"),
        (lambda p: p.copy(), "model_copy"),
        (lambda p: p.model_copy(update={"rulse": {}}), "no field 'rulse'; did you mean 'rules'?"),
        (lambda p: p.steps["nsaid_trial"].model_copy(update={"xyz": 1}), "its fields: kind, title"),
    ],
)
def test_a_door_that_cannot_be_gone_through_says_which_can(
    headache: Pathway, call: Callable[[Pathway], object], instead: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TypeError) as caught:
            call(headache)
    assert instead in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_door_of_pydantic_was_looked_at() -> None:
    kept = {
        "model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields",
        "model_computed_fields", "model_fields_set", "model_parametrized_name", "model_post_init", "model_rebuild",
        "model_validate", "update_forward_refs", "model_config",
    }  # fmt: skip
    doors = {name for name in dir(BaseModel) if not name.startswith("_")}
    closed = {name for name in doors if getattr(Frozen, name, None) is not getattr(BaseModel, name, None)}
    assert doors - kept <= closed


# the graph for other tools

Graph: TypeAlias = "nx.MultiDiGraph[str]"


def _graphml(graph: Graph) -> Graph:
    held = io.BytesIO()
    nx.write_graphml(graph, held)
    held.seek(0)
    return cast("Graph", nx.read_graphml(held, force_multigraph=True))


def _gexf(graph: Graph) -> Graph:
    held = io.BytesIO()
    nx.write_gexf(graph, held)
    held.seek(0)
    return cast("Graph", nx.read_gexf(held))


def _json(graph: Graph) -> Graph:
    return cast(
        "Graph", nx.node_link_graph(json.loads(json.dumps(nx.node_link_data(graph, edges="edges"))), edges="edges")
    )


@shelf
@pytest.mark.parametrize("form", [_graphml, _gexf, _json])
def test_the_plain_graph_goes_through_other_formats_and_comes_back(name: str, form: Callable[[Graph], Graph]) -> None:
    graph = stepladder.load(name).graph(plain=True)
    again = form(graph)
    extra = {"label", "id"} if form is _gexf else set()

    def held(of: Graph) -> list[object]:
        nodes = [(node, {k: v for k, v in data.items() if k not in extra}) for node, data in of.nodes(data=True)]
        ways = [(a, b, {k: v for k, v in data.items() if k not in extra}) for a, b, data in of.edges(data=True)]
        return [nodes, sorted(ways, key=repr)]

    assert held(again) == held(graph)
    if form is not _gexf:  # which has no data of the whole graph
        assert {key: again.graph[key] for key in ("pathway", "title", "version")} == dict(graph.graph)


@settings(QUICK, max_examples=30)
@given(pathways())
def test_the_plain_graph_of_any_pathway_has_its_edges_once_and_nothing_but_plain_values(data: Data) -> None:
    pathway = built(data)
    plain, full = pathway.graph(plain=True), pathway.graph()
    keys = [key for _, _, key in plain.edges(keys=True)]
    assert len(keys) == len(set(keys)) == full.number_of_edges()
    held = [value for _, d in plain.nodes(data=True) for value in d.values()]
    held += [value for *_, d in plain.edges(data=True) for value in d.values()]
    assert {type(value) for value in held} <= {str, int, bool}
    for form in (_graphml, _gexf, _json):
        assert form(plain).number_of_edges() == full.number_of_edges()


def test_a_plain_graph_holds_no_character_that_xml_cannot(headache: Pathway) -> None:
    step = headache.steps["nsaid_trial"].model_copy(update={"title": "a\x0b\x1b\ud800b"})
    made = headache.model_copy(update={"steps": {**headache.steps, "nsaid_trial": step}})
    assert _graphml(made.graph(plain=True)).nodes["nsaid_trial"]["title"] == r"a\x0b\x1b\ud800b"


# proofs


def test_proofs_tell_whether_all_is_well(headache: Pathway) -> None:
    proofs = stepladder.verify(headache)
    assert proofs.ok
    assert proofs.refuted == proofs.undecided == ()
    assert proofs.of("proved") == proofs.results
    assert not replace(proofs, results=()).ok
    worse = replace(proofs, results=(replace(proofs.results[0], verdict="refuted"), *proofs.results[1:]))
    assert not worse.ok
    assert len(worse.refuted) == 1
    open_ = replace(proofs, results=(replace(proofs.results[0], verdict="undecided"),))
    assert not open_.ok
    assert len(open_.undecided) == 1


# arguments


@pytest.mark.parametrize("given_as", ["id", "file", "path", "pathway"])
def test_every_function_takes_a_pathway_or_what_names_one(given_as: str, folder: Path, headache: Pathway) -> None:
    file = folder / "pathways" / "headache-steps.yaml"
    given: Pathway | str | Path = {
        "id": "headache-steps", "file": str(file), "path": file, "pathway": stepladder.load(file),
    }[given_as]  # type: ignore[assignment]  # fmt: skip
    assert stepladder.Walk(given).answer(thunderclap=False, age=63).at == "choose_relief"
    assert stepladder.Walk.resume(given, [stepladder.Answered("thunderclap", False)]).pathway == headache
    assert stepladder.verify(given, only=["SL601"]).ok
    assert stepladder.compare(given, given).deserved == "none"
    checked = stepladder.validate(given, proofs=False)
    assert checked.ok
    assert checked.pathway == headache
    assert bool(checked.outcomes) is (given_as != "pathway")


def test_validate_says_what_is_wrong_with_a_file_and_with_a_changed_copy(headache: Pathway, tmp_path: Path) -> None:
    path = tmp_path / "headache-steps.yaml"
    path.write_text(SMALL.read_text().replace("blocks: [nsaid_trial]", "blocks: [nsaid_trail]", 1))
    found = stepladder.validate(path)
    assert not found.ok
    assert found.pathway is None
    assert "SL201" in [one.code for one in found.findings]

    gone = {name: step for name, step in headache.steps.items() if name != "nsaid_trial"}
    changed = stepladder.validate(headache.model_copy(update={"steps": gone}))
    assert not changed.ok
    assert {"SL201"} <= {one.code for one in changed.findings}
    assert "headache-steps (its content as JSON)" in str(changed.findings[0])


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: stepladder.load(5), TypeError, "a pathway, its path or its id is expected, not of type int: 5"),  # type: ignore[arg-type]
        (lambda: stepladder.load(b"x"), TypeError, "not of type bytes: b'x'"),  # type: ignore[arg-type]
        (lambda: stepladder.load("headache-step"), stepladder.NotFound, "did you mean 'headache-steps'?"),
        (lambda: stepladder.Walk(None), TypeError, "a pathway, its path or its id is expected, not nothing"),  # type: ignore[arg-type]
        (lambda: stepladder.Walk("headache-step"), stepladder.NotFound, "did you mean 'headache-steps'?"),
        (lambda: stepladder.Walk("headache-steps", "x"), stepladder.ImpossibleEvent, "'x' is not an entry"),
        (lambda: stepladder.Walk.resume("headache-steps", ["x"]), TypeError, "an event is an Answered"),  # type: ignore[list-item]
        (lambda: stepladder.Walk("headache-steps").override("x", 5), TypeError, "a reason is a text"),  # type: ignore[arg-type]
        (lambda: stepladder.verify([]), TypeError, "not of type list: []"),  # type: ignore[arg-type]
        (lambda: stepladder.verify(SMALL, only="SL601"), TypeError, "only=['SL601']"),
        (lambda: stepladder.verify(SMALL, only=["SL60"]), ValueError, "did you mean 'SL60"),
        (lambda: stepladder.verify(SMALL, timeout="5"), TypeError, "timeout is a number of seconds"),  # type: ignore[arg-type]
        (lambda: stepladder.verify(SMALL, timeout=float("nan")), ValueError, "0 or more, not nan"),
        (lambda: stepladder.verify(SMALL).of("refutd"), ValueError, "'refutd' is no verdict; did you mean 'refuted'?"),  # type: ignore[arg-type]
        (lambda: stepladder.compare(SMALL, 7), TypeError, "not of type int: 7"),  # type: ignore[arg-type]
        (lambda: stepladder.compare(SMALL, SMALL, timeout=-1), ValueError, "0 or more, not -1"),
        (lambda: stepladder.validate({}), TypeError, "not of type dict: {}"),  # type: ignore[arg-type]
        (lambda: stepladder.validate(SMALL, timeout=True), TypeError, "timeout is a number of seconds"),
        (lambda: stepladder.validate("nowhere.yaml"), stepladder.NotFound, "nowhere.yaml"),
    ],
)  # fmt: skip
def test_a_bad_argument_is_one_sentence(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_functions_of_the_package_can_be_asked_for_their_arguments() -> None:
    for name in ("compare", "explore", "load", "render", "validate", "verify"):
        function = getattr(stepladder, name)
        assert inspect.isfunction(function)
        assert inspect.signature(function).parameters
    assert set(stepladder.__all__) <= set(dir(stepladder))
    for name in stepladder.__all__:
        assert getattr(stepladder, name) is not None


def test_the_functions_stay_functions_whatever_packages_of_their_names_are_imported() -> None:
    code = (
        "import inspect, stepladder.compare, stepladder.explore.page, stepladder.render.make\n"
        "import stepladder.validate, stepladder.verify.engine\n"
        "from stepladder import compare, explore, render, validate, verify\n"
        "assert all(map(inspect.isfunction, (compare, explore, render, validate, verify)))\n"
        "assert stepladder.verify is verify is stepladder.api.verify"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"view": "flight"}, "a view is ladder, graph or step:ID"),
        ({"view": "step:nsaid_trail"}, "there is no step 'nsaid_trail'; did you mean 'nsaid_trial'?"),
        ({"page": "a5"}, "there is no page 'a5'; there are a4, slide, free"),
        ({"format": "gif"}, "there is no format 'gif'; there are svg, png, pdf, dot, mermaid, txt"),
        ({"walk": stepladder.Walk("cervical-dystonia")}, "the walk leads through another pathway"),
    ],
)
def test_a_picture_that_cannot_be_is_a_sentence(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        stepladder.render("headache-steps", **wrong)


def test_a_picture_of_a_walk_is_the_one_that_jupyter_shows() -> None:
    walk = stepladder.Walk("headache-steps").answer(thunderclap=True)
    [picture] = stepladder.render("headache-steps", page="free", walk=walk)

    assert len(picture) == pytest.approx(len(walk._repr_svg_()), rel=0.05)  # the ids in it have a prefix there


def test_the_page_of_a_pathway_is_that_of_the_command(tmp_path: Path) -> None:
    runner().invoke(explore_command, ["headache-steps", "-o", str(tmp_path / "page.html")])

    assert stepladder.explore("headache-steps") == (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_walk_is_driven_by_held_answers_to_its_stop() -> None:
    held = {"thunderclap": False, "age": 63, "kidney": "normal", "takes_warfarin": False}
    waiting = stepladder.Walk("headache-steps").run(held)
    ended = stepladder.Walk("headache-steps").run({**held, "response": "improved"}, choose=["paracetamol_trial"])

    assert (waiting.at, waiting.status) == ("choose_relief", "choosing")
    assert (ended.at, ended.status) == ("controlled", "ended")


def test_held_answers_that_cannot_be_given_are_refused() -> None:
    walk = stepladder.Walk("headache-steps")

    with pytest.raises(stepladder.ImpossibleEvent, match="'fever' is not a fact"):
        walk.run({"fever": True})
    with pytest.raises(stepladder.ImpossibleEvent, match="'surgery' is not an exit of 'choose_relief'"):
        walk.run({"thunderclap": False, "age": 63, "kidney": "normal", "takes_warfarin": False}, choose=["surgery"])


# no traces


def _process() -> dict[str, object]:
    """All of a process that a library has no business to change."""
    return {
        "the garbage collector": (gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.get_freeze_count()),
        "the recursion limit": sys.getrecursionlimit(),
        "the digits of an int": sys.get_int_max_str_digits(),
        "the switch interval": sys.getswitchinterval(),
        "signals": [signal.getsignal(number) for number in signal.valid_signals()],
        "blocked signals": signal.pthread_sigmask(signal.SIG_BLOCK, []),
        "the environment": dict(os.environ),
        "the working folder": Path.cwd(),
        "the locale": locale.setlocale(locale.LC_ALL),
        "warnings": (list(warnings.filters), warnings.showwarning),
        "decimals": repr(decimal.getcontext()),
        "faulthandler": faulthandler.is_enabled(),
        "logging": (logging.root.level, list(logging.root.handlers), logging.root.disabled),
        "random": random.getstate(),
        "how processes begin": multiprocessing.get_start_method(allow_none=True),
        "threads": threading.active_count(),
        "streams": (sys.stdin, sys.stdout, sys.stderr, sys.excepthook, sys.displayhook),
        "the import path": (list(sys.path), list(sys.meta_path)),
        "the trace": (sys.gettrace(), sys.getprofile()),
    }


def _nowhere() -> None:
    with pytest.raises(stepladder.NotFound):
        stepladder.load("nowhere")


CALLS: dict[str, Callable[[], object]] = {
    "load": lambda: stepladder.load(SMALL),
    "load what is not there": _nowhere,
    "validate": lambda: stepladder.validate(SMALL),
    "validate a pathway": lambda: stepladder.validate(stepladder.load(SMALL)),
    "verify": lambda: stepladder.verify(SMALL, timeout=60),
    "compare": lambda: stepladder.compare(SMALL, SMALL, timeout=60),
    "render": lambda: stepladder.render(SMALL),
    "explore": lambda: stepladder.explore(SMALL),
    "run": lambda: stepladder.Walk(SMALL).run({"thunderclap": False}),
    "walk": lambda: stepladder.Walk(SMALL).answer(thunderclap=False, age=63).undo().exits,
    "unblock": lambda: [
        walk.unblock(exit_)
        for walk in [stepladder.Walk(SMALL).answer(thunderclap=False, age=63, kidney="failing", takes_warfarin=True)]
        for exit_ in walk.exits
    ],
    "graph": lambda: (stepladder.load(SMALL).graph(), stepladder.load(SMALL).graph(plain=True)),
    "picture": lambda: (stepladder.load(SMALL)._repr_svg_(), stepladder.Walk(SMALL)._repr_mimebundle_()),
    "copies": lambda: (copy.deepcopy(stepladder.load(SMALL)), pickle.dumps(stepladder.load(SMALL))),
    "json": lambda: stepladder.load(SMALL).model_dump_json(),
}


@pytest.mark.parametrize("name", CALLS)
def test_no_call_changes_anything_of_the_process(name: str) -> None:
    before = _process()
    CALLS[name]()
    after = _process()
    assert {key: value for key, value in after.items() if value != before[key]} == {}


@pytest.mark.parametrize("name", ["load", "verify", "validate", "compare"])
def test_the_garbage_collector_is_as_it_was_while_a_call_lasts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a library leaves the garbage collector alone")

    for function in ("disable", "enable", "set_threshold", "freeze", "collect"):
        monkeypatch.setattr(gc, function, never)
    CALLS[name]()


def test_every_name_of_the_package_that_does_something_is_called_here() -> None:
    functions = {name for name in stepladder.__all__ if not isinstance(getattr(stepladder, name), type)}
    assert functions <= set(CALLS)
