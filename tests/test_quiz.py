"""The questions of a quiz: what counts as right, what feedback says, near misses, scores and seeds."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import stepladder
from stepladder.cases.run import run
from stepladder.conditions.evaluate import evaluate
from stepladder.engine.events import Chooses, ImpossibleEvent
from stepladder.engine.scripted import Hand, drive
from stepladder.engine.semantics import entering, now
from stepladder.engine.walk import Walk
from stepladder.facts import Number
from stepladder.library.registry import find
from stepladder.model.cases import Case, CaseFile
from stepladder.model.pathway import Pathway
from stepladder.model.prepared import prepared
from stepladder.quiz import Item, every_item, quiz_data, quiz_items
from stepladder.quiz.decisions import Decision, case_items, decisions
from stepladder.quiz.pair_items import pair_item
from stepladder.quiz.pairs import Pair, could_part, pairs, part, with_value
from stepladder.quiz.score import Mark, reading_list, score, steps_missed
from stepladder.quiz.sheet import to_markdown
from stepladder.reading.load import read

ROOT = Path(__file__).parent.parent

FEW = (
    "case-04-hidden-tablet",
    "case-20-pain-now-cleared",
    "case-24-two-medicines-settled",
    "case-107-only-an-antispasmodic-left",
)


def cases_of(name: str) -> CaseFile:
    cases = read(find(name), cases=True, origins=False).cases
    assert cases is not None
    return cases


@pytest.fixture(scope="module")
def small() -> tuple[Pathway, CaseFile]:
    return stepladder.load("headache-steps"), cases_of("headache-steps")


@pytest.fixture(scope="module")
def flagship() -> tuple[Pathway, CaseFile]:
    return stepladder.load("esophageal-spasm"), cases_of("esophageal-spasm")


@pytest.fixture(scope="module", params=["small", "flagship"])
def ladder(request: pytest.FixtureRequest) -> tuple[Pathway, CaseFile]:
    found: tuple[Pathway, CaseFile] = request.getfixturevalue(request.param)
    return found


def walked(pathway: Pathway, file: CaseFile, case_id: str) -> tuple[Case, Walk]:
    index = [case.id for case in file.cases].index(case_id)
    return file.cases[index], run(pathway, file, index).walk


def asked_about(pathway: Pathway, file: CaseFile) -> list[tuple[Decision, Item]]:
    """Questions of some cases, each with the decision it is about."""
    found = []
    names = [case.id for case in file.cases] if len(file.cases) < 10 else FEW
    for name in names:
        case, walk = walked(pathway, file, name)
        by_number = {str(decision.number): decision for decision in decisions(walk)}
        for item in case_items(case, walk, 5):
            number = item.id.rsplit("/", 1)[1].removesuffix("-blocked")
            found.append((by_number[number], item))
    return found


def test_every_question_has_one_answer_that_is_the_cases_own(ladder: tuple[Pathway, CaseFile]) -> None:
    rights = [[option.verdict for option in item.options].count("right") for _, item in asked_about(*ladder)]

    assert rights
    assert set(rights) == {1}


def test_the_expected_answer_is_the_exit_that_the_case_takes(ladder: tuple[Pathway, CaseFile]) -> None:
    taken = [(d.taken.name, i.expected.id.rstrip("!")) for d, i in asked_about(*ladder) if i.kind == "take"]

    assert taken
    assert all(one == other for one, other in taken)


def test_what_the_semantics_allow_is_never_wrong_and_nothing_else_is_right(ladder: tuple[Pathway, CaseFile]) -> None:
    judged = 0
    for decision, item in asked_about(*ladder):
        if item.kind != "take" or not isinstance(decision.walk.situation, Chooses):
            continue
        for option in item.options:
            allowed = True
            walk = decision.walk
            exit_ = walk.find(option.id.rstrip("!"))
            assert exit_ is not None
            try:
                for rule in exit_.holding if exit_.status == "caution" else ():
                    walk = walk.override(rule, "for the test")
                walk.take(exit_.name)
            except ImpossibleEvent:
                allowed = False
            judged += 1

            assert option.right is allowed, (item.id, option.label)
    assert judged > 10


def test_where_the_pathway_leads_only_the_way_it_leads_is_right(ladder: tuple[Pathway, CaseFile]) -> None:
    for decision, item in asked_about(*ladder):
        if item.kind == "take" and decision.forced:
            target = decision.walk.pathway.steps[decision.taken.to].title

            assert [option.label for option in item.options if option.right] == [target]


def test_no_exit_that_is_allowed_is_left_out(ladder: tuple[Pathway, CaseFile]) -> None:
    for decision, item in asked_about(*ladder):
        if item.kind == "take" and not decision.forced:
            offered = {option.id for option in item.options}

            assert {exit_.name for exit_ in decision.allowed} <= offered


def test_no_idle_interrupt_makes_a_wrong_answer_of_where_one_may_go(tmp_path: Path) -> None:
    for ending in ("yaml", "cases.yaml"):
        text = (ROOT / "pathways" / f"headache-steps.{ending}").read_text(encoding="utf-8")
        text = text.replace(
            "{to: referral, when: drugs_left == 0,", "{to: referral, label: Send on, when: drugs_left == 0,"
        )
        early = "  - {id: early, from: [choose_relief], when: thunderclap, to: referral}\n"
        text = text.replace('  - {from: ["@pain_relief"]', f'{early}  - {{from: ["@pain_relief"]')
        (tmp_path / f"headache-steps.{ending}").write_text(text, encoding="utf-8")
    name = str(tmp_path / "headache-steps.yaml")
    case, walk = walked(stepladder.load(name), cases_of(name), "at_the_limit")
    last = case_items(case, walk, 0)[-1]

    assert last.expected.label == "Send on"
    assert "Referred" not in {option.label for option in last.options}


def test_what_must_not_be_chosen_is_blocked_by_the_very_rule_and_no_other_reason_holds(
    ladder: tuple[Pathway, CaseFile],
) -> None:
    seen = 0
    for decision, item in asked_about(*ladder):
        if item.kind != "blocked":
            continue
        seen += 1
        for option in item.options:
            walk, rule = decision.walk, option.grounds[0].rule
            exit_ = walk.find(option.id.split(".")[0])
            assert exit_ is not None
            then = entering(walk.pathway, walk.state, now(walk.pathway, walk.state), exit_.transition)
            holds = evaluate(walk.pathway.rules[rule].when.expr, then)

            assert holds is (option.verdict == "right")
            assert option.verdict != "right" or exit_.status == "blocked"
    assert seen


def test_feedback_of_a_blocked_exit_names_the_rule_the_values_and_the_source(small: tuple[Pathway, CaseFile]) -> None:
    case, walk = walked(*small, "failing_kidneys")
    item = next(item for item in case_items(case, walk, 0) if item.kind == "blocked")

    assert item.expected.feedback == (
        "Right. It is blocked for this patient. It would be open if kidney were Normal (it is Severely reduced).\n"
        "no-nsaid-in-kidney-failure (absolute): It can precipitate kidney failure. "
        "Decided by: kidney = Severely reduced; nsaid_caution_level is forbidden. [Basis: label; source: EXAMPLE2020]"
    )


def test_feedback_only_says_what_the_pathway_says(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, _ = ladder
    said = {"It has no condition of its own."}
    transitions = [*pathway.interrupts, *(exit_ for step in pathway.steps.values() for exit_ in step.exits)]
    for exit_ in transitions:
        said |= {exit_.because, f"It needs: {exit_.when.text}", f"Its condition holds: {exit_.when.text}"}
    said |= {rule.because for rule in pathway.rules.values()}

    items = [item for _, item in asked_about(*ladder)]

    assert {ground.words for item in items for option in item.options for ground in option.grounds} <= said


def test_an_interrupt_comes_first_and_every_other_exit_says_so(small: tuple[Pathway, CaseFile]) -> None:
    case, walk = walked(*small, "over_the_limit")
    item = case_items(case, walk, 0)[-1]

    assert item.expected.label == "Emergency department"
    assert {option.says for option in item.options if not option.right} == {
        "Not now: 'Emergency department' comes first."
    }


def test_a_choice_that_is_open_but_not_the_cases_counts_and_says_where_the_case_goes(
    small: tuple[Pathway, CaseFile],
) -> None:
    case, walk = walked(*small, "younger_than_the_limit")
    item = next(item for item in case_items(case, walk, 0) if item.at == "choose_relief")
    option = next(option for option in item.options if option.label == "Anti-inflammatory")

    assert option.verdict == "possible"
    assert option.right
    assert option.says == "The pathway allows it here; the case goes another way, 'Paracetamol'."


def test_a_question_tells_what_is_known_and_what_is_new(small: tuple[Pathway, CaseFile]) -> None:
    case, walk = walked(*small, "failing_kidneys")
    second = case_items(case, walk, 0)[1]

    assert [(known.fact, known.words, known.new) for known in second.known] == [
        ("thunderclap", "no", False),
        ("age", "40 years", False),
        ("kidney", "Severely reduced", True),
        ("takes_warfarin", "no", True),
    ]


def test_the_title_of_a_case_is_told_only_with_its_last_question(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, file = ladder
    items = quiz_items(pathway, file, 7)
    for item, after in zip(items, [*items[1:], None], strict=True):
        last = after is None or after.case != item.case or after.kind == "pair"

        assert bool(item.moral) is (last and item.kind != "pair")
        assert item.title in (item.step, "Two patients, one difference")


# Near misses


def near_misses(pathway: Pathway, file: CaseFile) -> list[Pair]:
    names = [case.id for case in file.cases] if len(file.cases) < 10 else FEW
    chosen = [walked(pathway, file, name) for name in names]
    return [pair for seed in range(3) for pair in pairs(pathway, file, chosen, seed, 4)]


def held(case: Case, file: CaseFile) -> dict[tuple[str, int, str], object]:
    """Every answer that a patient holds, by step and visit."""
    found: dict[tuple[str, int, str], object] = {
        ("", 0, name): value for name, value in {**file.facts, **case.facts}.items()
    }
    for step, given in case.at.items():
        for visit, answers in enumerate(given if isinstance(given, tuple) else (given,)):
            found.update({(step, visit, name): value for name, value in answers.items()})
    return found


def test_two_patients_of_a_pair_differ_in_one_fact_alone(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, file = ladder
    found = near_misses(pathway, file)

    assert len({pair.fact for pair in found}) >= 3
    for pair in found:
        one, two = held(pair.one.case, file), held(pair.two.case, file)
        assert {name for *_, name in one | two if one.keys() ^ two.keys()} == set()
        assert {key[2] for key in one if one[key] != two[key]} == {pair.fact}
        assert pair.one.case.model_copy(update={"facts": {}, "at": {}}) == pair.two.case.model_copy(
            update={"facts": {}, "at": {}}
        )


def test_two_patients_of_a_pair_part_by_the_real_semantics(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, file = ladder
    for pair in near_misses(pathway, file):
        ways = []
        for patient in (pair.one, pair.two):
            again, _ = drive(pathway, Hand(patient.case, file.facts))
            so_far = patient.walk.trail
            assert again.trail[: len(so_far)] == so_far
            ways.append(again.trail[len(so_far)] if len(again.trail) > len(so_far) else None)

        assert pair.one.walk.trail == pair.two.walk.trail
        assert ways[0] != ways[1]


def test_of_a_pair_about_a_choice_exactly_one_patient_can_take_it(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, file = ladder
    found = [pair for pair in near_misses(pathway, file) if pair.offered is not None]
    assert found
    for pair in found:
        assert pair.offered is not None
        can = []
        for patient in (pair.one, pair.two):
            walk = patient.walk
            try:
                exit_ = walk.find(pair.offered.name)
                assert exit_ is not None
                for rule in exit_.holding if exit_.status == "caution" else ():
                    if rule not in walk.state.reasons:
                        walk = walk.override(rule, "for the test")
                walk.take(pair.offered.name)
                can.append(True)
            except ImpossibleEvent:
                can.append(False)
        item = pair_item(pathway, pair, 0)
        first = item.differs is not None and item.differs.values[0] == pair.one.value
        right = can if first else can[::-1]

        assert sorted(can) == [False, True]
        assert item.expected.id == ("1" if right[0] else "2")


def test_the_feedback_of_a_pair_names_the_fact_in_which_they_differ_first(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, file = ladder
    for pair in near_misses(pathway, file):
        grounds = pair_item(pathway, pair, 0).expected.grounds

        assert any(ground.decided_by.startswith(f"{pair.fact} = ") for ground in grounds), pair_item(
            pathway, pair, 0
        ).id


def test_numbers_of_a_pair_are_neighbours(flagship: tuple[Pathway, CaseFile]) -> None:
    pathway, file = flagship
    found = [pair for pair in near_misses(pathway, file) if isinstance(prepared(pathway).domains[pair.fact], Number)]

    assert found
    for pair in found:
        domain = prepared(pathway).domains[pair.fact]
        assert isinstance(domain, Number)
        apart = Decimal(str(pair.one.value)) - Decimal(str(pair.two.value))
        assert abs(apart) == Decimal(1).scaleb(-domain.decimals)


def test_a_fact_that_makes_no_difference_makes_no_pair(small: tuple[Pathway, CaseFile]) -> None:
    pathway, file = small
    case, walk = walked(pathway, file, "younger_than_the_limit")

    assert part(pathway, file, case, "age", 40, 41) is None
    assert not could_part(walk, "age", 40, 41)
    assert part(pathway, file, case, "thunderclap", False, True) is not None


def test_another_value_reaches_every_place_where_a_fact_is_answered(small: tuple[Pathway, CaseFile]) -> None:
    case = walked(*small, "at_the_limit")[0]
    changed = with_value(case, "response", "improved")

    assert changed.facts["response"] == "improved"
    assert changed.at["nsaid_trial"] == {"response": "improved"}
    assert case.at["nsaid_trial"] == {"response": "no_change"}


def test_the_answers_of_a_pair_swap_with_its_patients(small: tuple[Pathway, CaseFile]) -> None:
    pathway, file = small
    case = walked(pathway, file, "younger_than_the_limit")[0]
    pair = part(pathway, file, case, "thunderclap", False, True)
    assert pair is not None
    items = {
        item.differs.first: item for item in (pair_item(pathway, pair, seed) for seed in range(20)) if item.differs
    }

    assert set(items) == {"yes", "no"}
    assert items["yes"].expected.label == "Patient 1 to 'Emergency department', patient 2 to 'Choose pain relief'"
    assert items["no"].expected.label == "Patient 1 to 'Choose pain relief', patient 2 to 'Emergency department'"
    assert items["yes"].id == items["no"].id


# The quiz as a whole


def test_the_same_seed_gives_the_same_quiz_and_another_another(ladder: tuple[Pathway, CaseFile]) -> None:
    pathway, file = ladder

    assert quiz_items(pathway, file, 3) == quiz_items(pathway, file, 3)
    assert quiz_items(pathway, file, 3) != quiz_items(pathway, file, 4)


def test_a_quiz_asks_what_must_not_be_chosen_and_has_near_misses(ladder: tuple[Pathway, CaseFile]) -> None:
    for seed in range(3):
        kinds = {item.kind for item in quiz_items(*ladder, seed)}

        assert kinds == {"take", "blocked", "pair"}


def test_the_id_of_a_question_does_not_hang_on_the_seed(small: tuple[Pathway, CaseFile]) -> None:
    first, second = (every_item(*small, seed) for seed in (1, 2))
    decided = [[item.id for item in items if item.kind != "pair"] for items in (first, second)]

    assert decided[0] == decided[1]
    assert len({item.id for item in first}) == len(first)


def test_of_a_named_case_every_decision_is_asked_about(small: tuple[Pathway, CaseFile]) -> None:
    items = quiz_items(*small, 0, "at_the_limit")
    asked = [item.at for item in items if item.kind != "pair"]

    assert asked == ["red_flags", "choose_relief", "paracetamol_trial", "choose_relief", "nsaid_trial", "choose_relief"]
    assert {item.case for item in items} == {"at_the_limit"}


def test_a_case_that_fails_is_not_asked_about(small: tuple[Pathway, CaseFile]) -> None:
    pathway, file = small
    broken = file.cases[0].model_copy(update={"choose": ("nsaid_trial", "paracetamol_trial")})
    changed = file.model_copy(update={"cases": (broken, *file.cases[1:])})

    assert broken.id not in {item.case for item in every_item(pathway, changed)}
    assert quiz_items(pathway, changed, 0, broken.id) == ()


def test_what_is_allowed_counts_and_a_question_without_a_wrong_answer_does_not(
    flagship: tuple[Pathway, CaseFile],
) -> None:
    pathway, file = flagship
    items = [item for name in FEW for item in case_items(*walked(pathway, file, name), 0)]
    possible = next(Mark(i, o) for i in items if i.scored for o in i.options if o.verdict == "possible")
    wrong = next(Mark(i, o) for i in items for o in i.options if o.verdict == "wrong")
    free = [Mark(item, item.expected) for item in items if not item.scored]

    result = score([possible, wrong, *free])

    assert (result.right, result.most, result.asked) == (1, 2, 2 + len(free))


def test_only_what_was_missed_is_to_be_read_again_the_most_missed_first(flagship: tuple[Pathway, CaseFile]) -> None:
    pathway, file = flagship
    items = [item for item in case_items(*walked(pathway, file, FEW[0]), 0) if item.scored]
    right = [Mark(item, item.expected) for item in items]
    wrong = [Mark(item, next(o for o in item.options if not o.right)) for item in items]
    read_again = reading_list(pathway, wrong)

    assert reading_list(pathway, right) == ()
    assert steps_missed(right) == ()
    assert [one.missed for one in read_again] == sorted((one.missed for one in read_again), reverse=True)
    assert {one.name for one in read_again} == {name for item in items for name in item.sources}


def test_the_data_of_the_page_tell_every_question_whole(ladder: tuple[Pathway, CaseFile]) -> None:
    items = quiz_items(*ladder, 1)
    data = json.loads(json.dumps(quiz_data(items)))
    known: dict[str, object] = {}
    for item, told in zip(items, data["items"], strict=True):
        known = dict(known) if told.get("goes_on") else {}
        for fact in told.get("gone", ()):
            del known[fact]
        known.update(told.get("known", {}))
        grounds = [data["grounds"][number] for *_, numbers in told["options"] for number in numbers]

        assert known == {one.fact: 0 if one.plain_no else one.words for one in item.known}
        assert [option[:4] for option in told["options"]] == [[o.id, o.label, o.verdict, o.says] for o in item.options]
        assert [ground.get("by", "") for ground in grounds] == [g.decided_by for o in item.options for g in o.grounds]


def test_a_quiz_of_the_flagship_is_small_enough_for_the_page(flagship: tuple[Pathway, CaseFile]) -> None:
    text = json.dumps(quiz_data(quiz_items(*flagship, 0)), ensure_ascii=False, separators=(",", ":"))

    assert len(text.encode()) < 60_000


def test_the_sheet_tells_no_answer_and_the_key_tells_all(small: tuple[Pathway, CaseFile]) -> None:
    pathway, file = small
    items = quiz_items(pathway, file, 2)
    sheet, key = to_markdown(pathway, items, 2).split("\n# Key\n")

    assert pathway.disclaimer in sheet
    assert "Right." not in sheet
    assert sheet.count("- [ ] A. ") == len(items)
    assert key.count(": Right. ") == len(items)
    assert "- `EXAMPLE2020`: An illustrative source. 2020." in key
