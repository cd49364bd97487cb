"""A walk drawn into the ladder: what its arrows say is what was taken."""

from __future__ import annotations

import pytest

from stepladder import Walk
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text
from stepladder.render.ladder.scene import ladder_scene
from stepladder.render.trace import trace_of

TWO_WAYS = """\
stepladder: 1
id: two-ways
title: Two ways to one step
version: 0.1.0
start: look
lanes: {first: {title: First}, second: {title: The remedy, rung: 1}, ends: {title: Ends}}
facts:
  alarm: {type: finding, ask: Is there an alarm sign?}
  mild: {type: finding, ask: Is it mild?}
steps:
  look:
    kind: assessment
    lane: first
    title: Look
    asks: [alarm, mild]
    next:
      - {to: help, when: alarm, label: An alarm sign}
      - {to: remedy, id: quick, when: not alarm and mild, label: Mild and quiet}
      - {to: remedy, id: slow, when: not alarm and not mild, label: Not mild}
  remedy: {kind: treatment, lane: second, title: Remedy, basis: teaching, next: [{to: well}]}
  help: {kind: outcome, lane: ends, title: Helped elsewhere}
  well: {kind: outcome, lane: ends, title: Well, goal: true}
"""


@pytest.fixture
def pathway() -> Pathway:
    found = read_text(TWO_WAYS.encode(), "two-ways.yaml", "two-ways").pathway
    assert found is not None
    return found


def arrow(pathway: Pathway, alarm: bool, mild: bool) -> tuple[str, str]:
    """The state and the label of the arrow from the first box to the remedy."""
    walk = Walk(pathway).answer(alarm=alarm).answer(mild=mild)
    links = ladder_scene(pathway, trace_of(walk, "A walk")).links
    found = [link for link in links if (link.source, link.target) == ("step-look", "step-remedy")]
    assert len(found) == 1
    return found[0].state, found[0].label


def test_the_arrow_says_which_of_two_exits_was_taken(pathway: Pathway) -> None:
    assert arrow(pathway, alarm=False, mild=True) == ("walked", "Mild and quiet")
    assert arrow(pathway, alarm=False, mild=False) == ("walked", "Not mild")


def test_an_arrow_that_was_not_walked_says_what_the_plain_picture_says(pathway: Pathway) -> None:
    plain = next(link.label for link in ladder_scene(pathway).links if link.target == "step-remedy")

    walk = Walk(pathway).answer(alarm=False)
    links = ladder_scene(pathway, trace_of(walk, "A walk")).links

    assert next(link.label for link in links if link.target == "step-remedy") == plain
