"""A comparison as JSON, for programs; `docs/compare.md` says what stands where."""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.compare.findings import Change, Comparison, Difference, Side, Witness
from stepladder.engine.serialize import value_data
from stepladder.model.pathway import Pathway
from stepladder.text.characters import as_json


def compared_to_json(comparison: Comparison) -> str:
    """The whole comparison as one JSON object."""
    matching = comparison.matching
    content = {
        "format": 1,
        "old": _version(matching.old),
        "new": _version(matching.new),
        "deserves": comparison.deserved,
        "bumped": comparison.given,
        "lowest_version": comparison.wanted,
        "behaviour_changed": comparison.behaviour_changed,
        "version_says_so": comparison.told,
        "renamed": {
            "steps": _turned(matching.steps),
            "facts": _turned(matching.facts),
            "therapies": _turned(matching.therapies),
            "rules": _turned(matching.rules),
        },
        "changes": [_change(change) for change in comparison.changes],
        "differences": [_difference(difference) for difference in comparison.differences],
        "unreached": [_difference(difference) for difference in comparison.unreached],
        "cases": {
            "run": comparison.cases_run,
            "differ": [
                {"case": c.case, "title": c.title, "words": list(c.words), "old": _side(c.old), "new": _side(c.new)}
                for c in comparison.cases
            ],
        },
    }
    return as_json(content, 2) + "\n"


def _version(pathway: Pathway) -> dict[str, object]:
    return {"id": pathway.id, "version": pathway.version, "digest": pathway.digest}


def _turned(names: Mapping[str, str]) -> dict[str, str]:
    """From old ids to new ones."""
    return {old: new for new, old in names.items()}


def _change(change: Change) -> dict[str, object]:
    return {"part": change.part, "name": change.name, "words": change.words, "text_only": change.text_only}


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "kind": difference.kind,
        "step": difference.step,
        "subjects": list(difference.subjects),
        "was": difference.was,
        "now": difference.now,
        "level": difference.level,
        "who": list(difference.who),
        "others": difference.more,
        "because": list(difference.because),
        "reached": difference.reached,
        "witness": None if difference.witness is None else _witness(difference.witness),
        "cases": None if difference.cases is None else list(difference.cases),
    }


def _witness(witness: Witness) -> dict[str, object]:
    return {
        "facts": {name: value_data(value) for name, value in witness.facts.items()},
        "answers": dict(witness.script),
        "old": _side(witness.old),
        "new": _side(witness.new),
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "path": list(side.trail),
        "status": side.stands,
        "finds": side.finds,
        "then": list(side.then),
        "ends": side.ends or None,
    }
