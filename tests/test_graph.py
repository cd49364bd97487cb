"""The shape of a pathway: plain adjacency against networkx, and the data on the graph that is handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepladder import graph
from stepladder.model.pathway import Pathway
from stepladder.reading.load import read_text
from tests.counting import calls

Ways = Mapping[str, Sequence[str]]

HEAD = "stepladder: 1\nid: drawn\ntitle: Drawn\nversion: 0.1.0\nstart: s0\nfacts: {f: {type: finding, ask: F?}}\n"


def read(text: str) -> Pathway:
    found = read_text((HEAD + text).encode(), "drawn.yaml").pathway
    assert found is not None
    return found


@st.composite
def pathways(draw: st.DrawFn) -> Pathway:
    """Any exits between some steps, to steps that do not exist too, and an interrupt or two."""
    count = draw(st.integers(1, 9))
    lines = ["steps:"]
    for number in range(count):
        targets = draw(st.lists(st.integers(0, count), max_size=3))
        key = draw(st.sampled_from(("next", "options")))
        exits = ", ".join(f"{{id: e{index}, to: s{to}}}" for index, to in enumerate(targets))
        kind = draw(st.sampled_from(("assessment", "treatment", "emergency", "outcome")))
        lines.append(f"  s{number}: {{kind: {kind}, title: S, {key}: [{exits}]}}")
    lines.append("interrupts:")
    for _ in range(draw(st.integers(0, 2))):
        origin = draw(st.sampled_from(("everywhere", "[s0, s1]", "s2")))
        lines.append(f"  - {{from: {origin}, when: f, to: s{draw(st.integers(0, count))}}}")
    if lines[-1] == "interrupts:":
        lines.pop()
    return read("\n".join(lines))


adjacencies = st.integers(1, 9).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, count - 1).map(str), max_size=3), min_size=count, max_size=count
    ).map(lambda rows: {str(number): row for number, row in enumerate(rows)})
)


def simple(ways: Ways) -> nx.DiGraph[str]:
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(ways)
    found.add_edges_from((node, to) for node, targets in ways.items() for to in targets)
    return found


@given(pathways())
def test_the_graph_has_every_exit_and_every_interrupt_as_an_edge(pathway: Pathway) -> None:
    drawn = graph.to_networkx(pathway)

    assert sorted((step, to) for step, to, _ in drawn.edges(keys=True)) == sorted(
        (step, to) for step, targets in graph.successors(pathway).items() for to in targets
    )


@given(pathways())
def test_the_edges_are_those_of_the_graph(pathway: Pathway) -> None:
    drawn = graph.to_networkx(pathway)

    assert {(step, to, id(data["transition"])) for step, to, data in drawn.edges(data=True)} == {
        (edge.step, edge.to, id(edge.transition)) for edge in graph.edges(pathway)
    }


@given(pathways())
def test_reachable_is_what_networkx_reaches(pathway: Pathway) -> None:
    drawn = graph.to_networkx(pathway)

    assert graph.reachable(pathway, ["s0"]) == nx.descendants(drawn, "s0") | {"s0"}


@given(pathways())
def test_can_reach_is_what_networkx_finds_before(pathway: Pathway) -> None:
    drawn = graph.to_networkx(pathway)

    assert graph.can_reach(pathway, ["s0"]) == nx.ancestors(drawn, "s0") | {"s0"}


@given(pathways())
def test_a_dominator_cuts_off_what_it_dominates(pathway: Pathway) -> None:
    drawn = graph.to_networkx(pathway)
    cut_off = set()
    for step, dominator in graph.dominators(pathway).items():
        without = drawn.copy()
        without.remove_node(dominator)
        if dominator == "s0" or step not in nx.descendants(without, "s0"):
            cut_off.add(step)

    assert cut_off == nx.descendants(drawn, "s0")


@given(adjacencies)
def test_components_are_those_of_networkx(ways: Ways) -> None:
    found = graph.components(ways)

    assert {frozenset(part) for part in found} == {
        frozenset(part) for part in nx.strongly_connected_components(simple(ways))
    }


@given(adjacencies)
def test_a_component_comes_before_those_that_lead_to_it(ways: Ways) -> None:
    place = {node: number for number, part in enumerate(graph.components(ways)) for node in part}

    assert all(place[to] <= place[node] for node, targets in ways.items() for to in targets)


@given(adjacencies)
def test_the_shortest_cycle_is_as_short_as_any(ways: Ways) -> None:
    drawn = simple(ways)
    lengths = [
        (len(graph.shortest_cycle(part, ways)), min(map(len, nx.simple_cycles(drawn.subgraph(part)))))
        for part in graph.loops(ways)
    ]

    assert all(found == shortest for found, shortest in lengths)


@given(adjacencies)
def test_the_shortest_cycle_is_a_cycle_from_its_first_node_on(ways: Ways) -> None:
    for part in graph.loops(ways):
        cycle = graph.shortest_cycle(part, ways)
        closed = (*cycle, cycle[0])

        assert all(to in ways[node] for node, to in pairwise(closed))
        assert cycle[0] == min(cycle, key=list(ways).index)


@given(adjacencies)
def test_loops_are_the_components_with_a_cycle_in_file_order(ways: Ways) -> None:
    drawn = simple(ways)
    with_cycle = [
        sorted(part, key=list(ways).index)
        for part in nx.strongly_connected_components(drawn)
        if len(part) > 1 or any(drawn.has_edge(node, node) for node in part)
    ]

    assert graph.loops(ways) == sorted(with_cycle, key=lambda part: list(ways).index(part[0]))


def test_cycles_are_the_shortest_of_each_knot(headache: Pathway) -> None:
    assert graph.cycles(headache) == (("choose_relief", "paracetamol_trial"),)


def test_dominators_say_what_every_way_passes(headache: Pathway) -> None:
    assert graph.dominators(headache)["nsaid_trial"] == "choose_relief"


def test_the_start_has_no_dominator(headache: Pathway) -> None:
    assert "red_flags" not in graph.dominators(headache)


def test_lanes_hold_their_steps_in_file_order(headache: Pathway) -> None:
    assert graph.lanes(headache)["drugs"] == ("choose_relief", "paracetamol_trial", "nsaid_trial")


def test_steps_in_no_lane_stand_under_none() -> None:
    pathway = read(
        "lanes: {one: {title: One}}\nsteps: {s0: {kind: outcome, title: S}, s1: {kind: outcome, title: S, lane: one}}"
    )

    assert graph.lanes(pathway) == {"one": ("s1",), None: ("s0",)}


def test_groups_hold_their_steps_as_written(headache: Pathway) -> None:
    assert graph.groups(headache) == {"pain_relief": ("paracetamol_trial", "nsaid_trial")}


def test_a_node_carries_its_step_and_its_rung(headache: Pathway) -> None:
    node = headache.graph().nodes["nsaid_trial"]

    assert (node["kind"], node["title"], node["lane"], node["rung"]) == ("treatment", "Anti-inflammatory", "drugs", 1)
    assert node["step"] is headache.steps["nsaid_trial"]


def test_an_edge_is_keyed_by_its_exit_and_carries_why(headache: Pathway) -> None:
    edge = headache.graph().edges["red_flags", "emergency", "emergency"]

    assert (edge["kind"], edge["when"], edge["because"]) == (
        "next",
        "thunderclap",
        "A thunderclap onset may be a haemorrhage.",
    )


def test_an_interrupt_is_an_edge_from_every_step_it_starts_from(headache: Pathway) -> None:
    found = {(step, to) for step, to, data in headache.graph().edges(data=True) if data["kind"] == "interrupt"}

    assert found == {("paracetamol_trial", "emergency"), ("nsaid_trial", "emergency")}


def test_an_exit_and_an_interrupt_of_one_name_are_two_edges() -> None:
    pathway = read(
        "steps: {s0: {kind: assessment, title: S, next: [{to: s1}]}, s1: {kind: outcome, title: S}}\n"
        "interrupts: [{from: s0, when: f, to: s1}]"
    )

    assert list(pathway.graph().edges(keys=True)) == [("s0", "s1", "s1"), ("s0", "s1", "s1#2")]


def test_the_graph_carries_what_the_pathway_is(headache: Pathway) -> None:
    drawn = headache.graph()

    assert (drawn.graph["id"], drawn.graph["version"]) == ("headache-steps", "0.2.0")
    assert list(drawn.graph["lanes"]) == ["assess", "drugs", "ends"]
    assert list(drawn.graph["groups"]) == ["pain_relief"]


LARGE = 10_000
SHAPES = {
    "a chain": {str(n): [str(min(n + 1, LARGE - 1))] for n in range(LARGE)},
    "a ring": {str(n): [str((n + 1) % LARGE)] for n in range(LARGE)},
    "a hub": {"0": [str(n) for n in range(1, LARGE)], **{str(n): ["0"] for n in range(1, LARGE)}},
    "two ways each": {str(n): [str(n * 7 % LARGE), str((n * 3 + 1) % LARGE)] for n in range(LARGE)},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_thousand_steps_take_little_work_and_no_recursion(shape: str) -> None:
    ways = SHAPES[shape]

    def work() -> None:
        for part in graph.loops(ways):
            graph.shortest_cycle(part, ways)
        graph.spread(["0"], graph.turned(ways))

    assert calls(work) < 30 * LARGE
