"""Whether a mutant leads a patient differently from one moment on.

It does where another exit is taken without anybody choosing, where a walk ends or is stuck in one of both only, or
where, with everything answered that the step asks, an exit has another status. A question more or less is no
difference by itself: what comes of the answer is one, as soon as it is given.
"""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.compare.lockstep import settled
from stepladder.engine.events import Ended, Exit, Moves, Stuck
from stepladder.engine.semantics import Standing


def differs(old: Standing, new: Standing) -> str:
    """What is different in a mutant, in words; empty where nothing is.

    Args:
        old: a state in the pathway.
        new: the same state in the mutant.
    """
    return _moves(old, new) or (_statuses(old, new) if settled(old) and settled(new) else "")


def judged_differently(old: Standing, new: Standing) -> bool:
    """Whether anything at all is judged differently, questions and the rules that hold included."""
    return _judgements(old.exits) != _judgements(new.exits)


def _judgements(exits: tuple[Exit, ...]) -> list[tuple[object, ...]]:
    return [(exit_.kind, exit_.name, exit_.to, exit_.status, exit_.holding, exit_.asks) for exit_ in exits]


def _moves(old: Standing, new: Standing) -> str:
    before, after = old.situation, new.situation
    if isinstance(before, Moves) and isinstance(after, Moves):
        a, b = before.exit, after.exit
        if (a.kind, a.name, a.to) == (b.kind, b.name, b.to):
            return ""
        return f"the walk goes to '{a.to}'; in the mutant it goes to '{b.to}'"
    for was, now in ((before, after), (after, before)):
        verbs = ("", "; in the mutant it does not") if was is before else ("in the mutant ", "")
        if isinstance(was, Moves) and not isinstance(now, Moves):
            return f"{verbs[0]}the walk goes to '{was.exit.to}' at once{verbs[1]}"
        if isinstance(was, Ended) and not isinstance(now, Ended):
            return f"{verbs[0]}the walk has ended{verbs[1].replace('does', 'has')}"
        if isinstance(was, Stuck) and not isinstance(now, Stuck):
            return f"{verbs[0]}the walk is stuck{verbs[1].replace('does', 'is')}"
    return ""


def _statuses(old: Standing, new: Standing) -> str:
    before, after = _by_exit(old), _by_exit(new)
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if _waiting(was) or _waiting(now) or _status(was) == _status(now):
            continue
        name = f"'{key[1]}'"
        if now is None and was is not None and key[2] != "":
            return f"{name} is {was.status}; in the mutant there is no such exit"
        return f"{name} is {_status(was)}; in the mutant it is {_status(now)}"
    return ""


def _by_exit(standing: Standing) -> Mapping[tuple[str, str, str], Exit]:
    return {(exit_.kind, exit_.name, exit_.to): exit_ for exit_ in standing.exits}


def _waiting(exit_: Exit | None) -> bool:
    return exit_ is not None and exit_.status == "ask" and bool(exit_.asks)


def _status(exit_: Exit | None) -> str:
    """The status; an exit that is closed is as good as none."""
    return "closed" if exit_ is None else exit_.status
