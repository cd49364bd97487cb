"""The view of one step: what it shows, and that its pages are sound whatever the pathway."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.cases.run import run
from stepladder.engine.events import Chooses
from stepladder.engine.walk import Walk
from stepladder.library import checked as library
from stepladder.library import registry
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.render.plan import Sheet, Text
from stepladder.render.scene import Scene
from stepladder.render.step.layout import step_sheets
from stepladder.render.step.scene import step_scene
from stepladder.render.style import LOOKS, PageSize
from stepladder.render.trace import Trace, trace_of
from tests.picture_lints import complaints
from tests.strategies import QUICK, built, pathways

pytestmark = pytest.mark.heavy

PAGES: tuple[PageSize, ...] = get_args(PageSize)
BUSY = (
    "drug_selection", "nitrate", "poem", "manometry_hrm", "medicine_conflict_stop", "remission_followup", "drug_review",
    "outcome_tertiary_referral", "emergency_hypotension", "presentation",
)  # fmt: skip


@cache
def traces() -> tuple[Trace, ...]:
    """The teaching cases of the flagship, each as a walk."""
    reading = library.check(registry.find("esophageal-spasm"), cases=False).reading
    assert reading.pathway is not None
    assert reading.cases is not None
    outcomes = [run(reading.pathway, reading.cases, index) for index in range(len(reading.cases.cases))]
    return tuple([trace_of(outcome.walk, outcome.case.title) for outcome in outcomes])


def trace(title: str) -> Trace:
    """One of them by its title."""
    return next(found for found in traces() if found.title == title)


# what is shown


def test_exits_interrupts_rules_and_ways_in_are_all_shown(flagship_pathway: Pathway) -> None:
    for name, step in flagship_pathway.steps.items():
        scene = step_scene(flagship_pathway, name)
        bands = [node.band for node in scene.nodes]

        assert bands.count("exits") == len(step.exits)
        assert bands.count("first") == len(prepared(flagship_pathway).interrupts_at.get(name, ()))
        assert len(rule_ids(scene)) == len(prepared(flagship_pathway).rules_on.get(name, ()))
        assert {step for node in scene.nodes if node.band == "from" for step in node.steps} >= {
            source
            for source, other in flagship_pathway.steps.items()
            if source != name and any(exit_.to == name for exit_ in other.exits)
        }


def rule_ids(scene: Scene) -> list[str]:
    """The ids of the rules in the panels."""
    panels = [node for node in scene.nodes if node.place == "panel"]
    return [line.text.split()[0] for node in panels for line in node.lines if not line.indent]


def test_every_link_has_both_its_boxes_and_every_id_is_given_once(flagship_pathway: Pathway) -> None:
    for name in flagship_pathway.steps:
        scene = step_scene(flagship_pathway, name)
        ids = [node.id for node in scene.nodes] + [link.id for link in scene.links]

        assert len(ids) == len(set(ids))
        assert {end for link in scene.links for end in (link.source, link.target)} <= set(scene.by_id)


def test_every_sentence_is_the_author_s(flagship_pathway: Pathway) -> None:
    ours = (
        "Evidence:",
        "Review after",
        "Starts:",
        "Stops:",
        "Asks",
        "Benefit:",
        "Watch for:",
        "Sets:",
        "Forgets:",
        "Goes on in the pathway",
        "when",
    )
    said = str(flagship_pathway.model_dump())
    strange = [
        line.text
        for name in flagship_pathway.steps
        for node in step_scene(flagship_pathway, name).nodes
        for line in node.lines
        if line.tone != "muted" and not line.mark and not line.text.startswith(ours) and line.text not in said
        if node.id != "from-others"
    ]

    assert strange == []


def test_rules_are_told_by_id_title_condition_and_reason(flagship_pathway: Pathway) -> None:
    panel = step_scene(flagship_pathway, "nitrate").by_id["rules-absolute"]
    at = next(number for number, line in enumerate(panel.lines) if line.text.startswith("SR-N01"))

    assert panel.lines[at].text == "SR-N01 PDE5 inhibitor in use"
    assert panel.lines[at].mark == "cross"
    assert panel.lines[at + 1].text == "when pde5_exposure"
    assert panel.lines[at + 2].text == flagship_pathway.rules["SR-N01"].because


def test_an_exit_says_how_many_rules_block_its_target(flagship_pathway: Pathway) -> None:
    scene = step_scene(flagship_pathway, "drug_selection")
    nitrate = next(node for node in scene.nodes if node.band == "exits" and node.steps == ("nitrate",))

    assert [line.text for line in nitrate.lines if line.mark] == ["14 absolute rules", "6 relative rules"]


def test_an_exit_that_leads_back_says_so(flagship_pathway: Pathway) -> None:
    scene = step_scene(flagship_pathway, "remission_followup")

    assert [node.title for node in scene.nodes if node.look == "reference"] == ["Back to this step"]


def test_a_last_exit_without_a_condition_of_its_own_is_otherwise() -> None:
    data = one_step()
    data["steps"]["s0"]["next"] = [{"to": "done", "when": "fever"}, {"to": "other", "otherwise": True}]
    data["steps"]["other"] = {"kind": "outcome", "title": "Other"}

    assert [link.when for link in step_scene(built(data), "s0").links if link.kind == "next"][1:] == [
        "fever",
        "otherwise",
    ]


def test_a_walk_numbers_what_it_took_and_strikes_what_was_blocked(flagship_pathway: Pathway) -> None:
    hidden = trace("The hidden tablet")
    scene = step_scene(flagship_pathway, "drug_selection", hidden)
    exits = {node.steps[0]: node for node in scene.nodes if node.band == "exits"}

    assert scene.by_id["step-drug_selection"].numbers == (6,)
    assert (exits["ccb_diltiazem"].state, exits["ccb_diltiazem"].numbers) == ("walked", (7,))
    assert [line.text[:20] for line in exits["ccb_diltiazem"].lines if line.mark == "warning"] == [
        "In spite of SR-C09: "
    ]
    assert exits["nitrate"].state == "blocked"
    assert [line.text for line in exits["nitrate"].lines if line.mark == "cross"] == [
        "Blocked (SR-N01): PDE5 inhibitor in use"
    ]
    assert exits["peppermint_oil"].state == "unreached"


def test_a_step_the_walk_was_refused_shows_the_rule_that_refused_it(flagship_pathway: Pathway) -> None:
    scene = step_scene(flagship_pathway, "nitrate", trace("The hidden tablet"))
    crossed = [line.text for line in scene.by_id["rules-absolute"].lines if line.mark == "cross"]

    assert scene.by_id["step-nitrate"].state == "unreached"
    assert crossed == ["SR-N01 PDE5 inhibitor in use"]


def test_a_step_that_is_not_there_is_refused(flagship_pathway: Pathway) -> None:
    with pytest.raises(KeyError):
        step_scene(flagship_pathway, "no_such_step")


# pages


@pytest.mark.parametrize("page", PAGES)
def test_every_step_of_the_flagship_is_sound_on_one_page(flagship_pathway: Pathway, page: PageSize) -> None:
    for name in flagship_pathway.steps:
        scene = step_scene(flagship_pathway, name)
        sheets = step_sheets(scene, page)

        assert len(sheets) == 1, name
        assert complaints(scene, sheets, page) == [], name


@pytest.mark.parametrize("page", ["slide", "a4"])
def test_walked_steps_of_the_flagship_are_sound_on_one_page_unless_met_often(
    flagship_pathway: Pathway, page: PageSize
) -> None:
    for number, name in enumerate(dict.fromkeys(step for found in traces() for step in found.visits)):
        found = next(found for found in traces()[number % len(traces()) :] + traces() if name in found.visits)
        scene = step_scene(flagship_pathway, name, found)
        sheets = step_sheets(scene, page)

        assert len(sheets) == 1 or len(found.visits[name]) > 2, name
        assert complaints(scene, sheets, page) == [], (name, found.title)


def test_the_numbers_of_a_way_gone_often_stay_on_the_slide(flagship_pathway: Pathway) -> None:
    scene = step_scene(flagship_pathway, "post_myotomy_acid_suppression", trace("Toxin, then again"))

    assert complaints(scene, step_sheets(scene, "slide"), "slide") == []


def test_the_small_pathway_is_drawn_in_full(headache: Pathway) -> None:
    for name in headache.steps:
        scene = step_scene(headache, name)
        words = {word for text in texts(step_sheets(scene, "slide")) for word in text.text.split()}

        assert {word for line in all_lines(scene) for word in line.split()} <= words


def all_lines(scene: Scene) -> Iterator[str]:
    """Every line of the boxes that stand right of the step, and its own."""
    for node in scene.nodes:
        if node.band != "from":
            yield node.title
            yield from (line.text for line in node.lines if not line.text[0].isdigit())
    yield from (link.when for link in scene.links if not link.id.startswith("enter"))


def test_a_crowded_slide_says_where_everything_can_be_read(flagship_pathway: Pathway) -> None:
    sheet = step_sheets(step_scene(flagship_pathway, "drug_review"), "slide")[0]
    lead = " ".join(text.text for text in sheet.texts if text.role == "lead")

    assert lead.endswith("In full: stepladder show esophageal-spasm drug_review")


def test_all_the_ways_in_are_at_least_named(flagship_pathway: Pathway) -> None:
    sheet = step_sheets(step_scene(flagship_pathway, "drug_review"), "slide")[0]
    said = " ".join(text.text for text in texts((sheet,)))

    for source, step in flagship_pathway.steps.items():
        if any(exit_.to == "drug_review" for exit_ in step.exits):
            assert flagship_pathway.steps[source].abbr in said


def test_the_legend_names_only_looks_that_are_drawn(flagship_pathway: Pathway) -> None:
    for name in BUSY:
        sheet = step_sheets(step_scene(flagship_pathway, name), "slide")[0]

        assert {key.look for key in sheet.keys if key.look} == {
            box.node.look for box in sheet.boxes if LOOKS[box.node.look].words
        }


def test_the_same_step_gives_the_same_pages(flagship_pathway: Pathway) -> None:
    scene = step_scene(flagship_pathway, "nitrate")

    assert step_sheets(scene, "slide") == step_sheets(step_scene(flagship_pathway, "nitrate"), "slide")


def test_more_room_never_tells_less(flagship_pathway: Pathway) -> None:
    for name in BUSY:
        scene = step_scene(flagship_pathway, name)

        free, slide = (
            sum(len(text.text) for text in texts(step_sheets(scene, page)) if text.role != "lead")
            for page in ("free", "slide")
        )

        assert free >= slide, name


# pathways nobody would write

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
STRANGE = (
    "Ein sehr langer Titel mit Umlauten: Übermäßig gründliche Prüfung der Speiseröhre, jährlich wiederholt, bis "
    "niemand mehr weiß, warum man damit begonnen hat, und dann noch einmal von vorn",
    "Οισοφαγικός σπασμός: επιλογή θεραπείας και παρακολούθηση",
    "עווית הוושט: בחירת תרופה",
    WORD,
    "x",
    "A & B < C > D \" ' ]]>",
)


def one_step() -> dict[str, Any]:
    """A pathway of one step and its end."""
    return {
        "stepladder": 1,
        "id": "drawn",
        "title": "Strange",
        "version": "0.1.0",
        "start": "s0",
        "facts": {"fever": {"type": "finding", "ask": "Fever?"}, "pain": {"type": "finding", "ask": "Pain?"}},
        "steps": {
            "s0": {"kind": "assessment", "title": "The step", "next": [{"to": "done"}]},
            "done": {"kind": "outcome", "title": "Done"},
        },
    }


def crowded(exits: int, rules: int, title: str, interrupts: int = 0, sources: int = 1) -> Pathway:
    """A pathway whose step `middle` has so many exits, rules, interrupts and ways in, all with long words."""
    data = one_step()
    steps = data["steps"]
    long = f"{title} {title}"
    data["title"] = title
    condition = " or ".join(["(fever and not pain)"] * 6)
    for number in range(max(1, sources - 1)):
        steps[f"from{number}"] = {"kind": "assessment", "title": title, "next": [{"to": "middle"}]}
    steps["s0"]["next"] = [{"to": f"from{number}", "when": condition} for number in range(max(1, sources - 1))]
    kinds = ("treatment", "procedure", "adjunct", "assessment", "emergency", "outcome")
    ways: list[dict[str, Any]] = []
    for number in range(exits):
        kind = kinds[number % len(kinds)]
        steps[f"to{number}"] = {"kind": kind, "title": long, "text": long}
        if kind != "outcome":
            steps[f"to{number}"]["next"] = [{"to": "done"}]
        way = {"to": f"to{number}", "label": long, "because": long}
        ways.append(way if number % 7 == 0 else {**way, "when": condition})
    steps["middle"] = {
        "kind": "treatment",
        "title": long,
        "abbr": title,
        "summary": [long] * 3,
        "benefits": [long] * 4,
        "risks": [long] * 4,
        "note": long,
        "asks": ["fever", "pain"],
        "review": {"after": "2 weeks", "note": long},
        "evidence": {"certainty": "very_low", "note": long},
        "options": ways or [{"to": "done"}],
    }
    data["rules"] = {
        f"rule-{number}-{'x' * 30}": {
            "title": long,
            "blocks": ["middle"],
            "when": condition,
            "severity": "absolute" if number % 3 else "relative",
            "because": long,
        }
        for number in range(rules)
    }
    if interrupts:
        steps["help"] = {"kind": "emergency", "title": long, "next": [{"to": "done"}]}
        data["interrupts"] = [
            {"id": f"i{number}", "from": ["middle"], "when": condition, "to": "help", "label": long, "because": long}
            for number in range(interrupts)
        ]
    return built(data)


@pytest.mark.parametrize("page", ["slide", "a4"])
@pytest.mark.parametrize("title", STRANGE)
def test_long_and_foreign_words_keep_their_places(page: PageSize, title: str) -> None:
    pathway = crowded(3, 4, title, interrupts=2, sources=4)
    for name in ("middle", "s0", "to0", "done"):
        scene = step_scene(pathway, name)

        assert complaints(scene, step_sheets(scene, page), page) == [], name


@pytest.mark.parametrize("page", ["slide", "a4"])
@pytest.mark.parametrize(
    ("exits", "rules", "interrupts", "sources"),
    [(30, 0, 0, 1), (1, 60, 0, 2), (30, 60, 20, 40), (0, 60, 12, 1), (1, 1, 40, 3), (5, 0, 0, 60)],
)
def test_crowds_go_on_on_further_pages_and_every_box_is_drawn_once(
    page: PageSize, exits: int, rules: int, interrupts: int, sources: int
) -> None:
    title = WORD if rules % 2 or not rules else "Something that has to be done"
    scene = step_scene(crowded(exits, rules, title, interrupts, sources), "middle")
    sheets = step_sheets(scene, page)
    drawn = [box.node.id for sheet in sheets for box in sheet.boxes]
    said = " ".join(text.text for text in texts(sheets))

    assert complaints(scene, sheets, page) == []
    assert drawn == [node.id for node in scene.nodes]
    assert all(f"rule-{number}-" in said for number in range(rules))


def test_a_step_without_anything_is_a_box() -> None:
    data = one_step()
    data["steps"]["s0"]["next"] = [{"to": "done", "when": "fever"}]
    pathway = built(data)
    for page in PAGES:
        for name in pathway.steps:
            scene = step_scene(pathway, name)

            assert complaints(scene, step_sheets(scene, page), page) == []


@settings(QUICK, max_examples=30)
@given(pathways(), st.data())
def test_generated_pathways_are_sound(data: dict[str, Any], draw: st.DataObject) -> None:
    pathway = built(data)
    name = draw.draw(st.sampled_from(sorted(pathway.steps)))
    page = draw.draw(st.sampled_from(PAGES))
    walked = draw.draw(st.booleans())
    scene = step_scene(pathway, name, trace_of(wandered(Walk(pathway), draw), "A walk") if walked else None)

    assert complaints(scene, step_sheets(scene, page), page) == []


def wandered(walk: Walk, draw: st.DataObject) -> Walk:
    """A walk some choices and answers further on."""
    for _ in range(draw.draw(st.integers(0, 6))):
        match walk.situation:
            case Chooses(exits) if any(exit_.status == "open" for exit_ in exits):
                walk = walk.take(next(exit_ for exit_ in exits if exit_.status == "open").name)
            case _ if walk.needs:
                domain = walk.pathway.facts[walk.needs[0]].domain
                values = {"Finding": [True, False], "Choice": list(getattr(domain, "values", ()))}
                allowed = values.get(type(domain).__name__) or [getattr(domain, "low", 0)]
                walk = walk.answer(**{walk.needs[0]: draw.draw(st.sampled_from(allowed))})
            case _:
                return walk
    return walk


def texts(sheets: tuple[Sheet, ...]) -> Iterator[Text]:
    """Every text of some pages."""
    for sheet in sheets:
        yield from sheet.texts
        for strip in sheet.strips:
            yield from strip.texts
        for box in sheet.boxes:
            yield from box.texts
        for wire in sheet.wires:
            yield from wire.label.texts if wire.label else ()
