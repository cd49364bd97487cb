"""What Python code calls: load, validate, verify, compare, render and explore a pathway.

Every function takes a pathway, or its path or id, and changes nothing. The names are handed out by `stepladder` itself.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from stepladder.diagnostics import nearest
from stepladder.library.checked import PROOF_SECONDS, Checked, check, examine
from stepladder.library.loading import refuse_broken_cases, sound
from stepladder.library.registry import NotFound, find
from stepladder.model.pathway import Pathway
from stepladder.reading.files import Unreadable
from stepladder.reading.load import read_text
from stepladder.text.characters import brief

if TYPE_CHECKING:
    from stepladder.compare.findings import Comparison
    from stepladder.engine.walk import Walk
    from stepladder.verify.findings import Proofs

Named: TypeAlias = Pathway | str | os.PathLike[str]
"""A pathway; or its path; or the id of one in `./pathways` or in the package."""

Page: TypeAlias = Literal["a4", "slide", "free"]
"""The page of a picture."""

Theme: TypeAlias = Literal["auto", "light", "dark"]
"""The colours of the browser explorer; `auto`: as the reader's system is set."""


def load(name: str | os.PathLike[str]) -> Pathway:
    """The pathway of a file, folder or id.

    Args:
        name: a path, or the id of a pathway in `./pathways` or in the package.

    Returns:
        The pathway, frozen, without errors; it may have warnings.

    Raises:
        DefinitionError: it has errors; they are in `.diagnostics`. Where there is none of that name, or the system
            refuses to hand a file over, it is the `NotFound` among them.
        TypeError: it is neither a path nor an id.

    >>> import stepladder
    >>> stepladder.load("headache-steps").title
    'Tension-type headache, first steps'
    """
    return _sound(name)[0]


def validate(pathway: Named, *, cases: bool = True, proofs: bool = True, timeout: float | None = None) -> Checked:
    """Everything that is wrong or doubtful in a pathway, as `stepladder validate` says it.

    Args:
        pathway: its path or id; or a pathway, of which the places are those in its `model_dump_json(indent=2)`, and
            which has no cases.
        cases: whether to run its teaching cases too.
        proofs: whether to decide the questions of proofs too.
        timeout: how many seconds the proofs may take; a minute where it is None.

    Returns:
        The findings in order, with the walks of the cases and the proofs; `ok` where there is no error.

    Raises:
        NotFound: there is no pathway of that name, or the system refuses to hand a file over.
        TypeError: an argument is of another kind.
        ValueError: there can be no such number of seconds.

    >>> import stepladder
    >>> checked = stepladder.validate("headache-steps", proofs=False)
    >>> checked.ok, checked.cases_run
    (True, 6)
    """
    limit = PROOF_SECONDS if timeout is None else _seconds(timeout)
    if isinstance(pathway, Pathway):
        name = f"{pathway.id} (its content as JSON)"
        reading = read_text(pathway.model_dump_json(indent=2).encode(), name, pathway.id)
        return examine(reading, cases=False, proofs=proofs, timeout=limit)
    wanted = _name_of(pathway)
    try:
        return check(find(wanted), cases=cases, proofs=proofs, timeout=limit)
    except Unreadable as error:
        raise NotFound(wanted, str(error)) from None


def verify(pathway: Named, *, only: Sequence[str] = (), timeout: float | None = None) -> Proofs:
    """Decide every question about a pathway, or some of them, for all patients and all walks.

    Args:
        pathway: one without errors, or its path or id.
        only: a list of questions (`SL601` to `SL607`) and ids of claims; all where there is none.
        timeout: how many seconds may be used in all; past them a question is undecided.

    Returns:
        A result for each question about each subject, in the order of the questions and of the file: `proved`,
        `refuted` with a walk that shows it, or `undecided`.

    Raises:
        DefinitionError: a pathway that was named has errors, or there is none of that name.
        TypeError: an argument is of another kind.
        ValueError: `only` names no question and no claim, or there can be no such number of seconds.

    >>> import stepladder
    >>> proofs = stepladder.verify("headache-steps", only=["SL601"])
    >>> proofs.ok, len(proofs.refuted), len(proofs.undecided)
    (True, 0, 0)
    """
    from stepladder.verify.engine import verify as decide

    model = named(pathway)
    _refuse_unknown_questions(only, model)
    return decide(model, only=only, timeout=None if timeout is None else _seconds(timeout))


def compare(old: Named, new: Named, *, timeout: float | None = None) -> Comparison:
    """Which patients are led differently by two versions of a pathway.

    Args:
        old: the version before, without errors, or its path or id.
        new: the version after, likewise.
        timeout: how many seconds may be used in all; what is open then counts as a change.

    Returns:
        What was rewritten, who is led differently, and what the version number must say. Teaching cases are not
        looked at; the command does that.

    Raises:
        DefinitionError: a pathway that was named has errors, or there is none of that name.
        TypeError: an argument is of another kind.
        ValueError: there can be no such number of seconds.

    >>> import stepladder
    >>> stepladder.compare("headache-steps", "headache-steps").differences
    ()
    """
    from stepladder.compare.engine import compare as decide

    return decide(named(old), named(new), timeout=None if timeout is None else _seconds(timeout))


def render(
    pathway: Named,
    *,
    view: str = "ladder",
    page: Page | None = None,
    format: str = "svg",  # noqa: A002  # the word of the command line
    walk: Walk | None = None,
) -> tuple[bytes, ...]:
    """A picture of a pathway, as `stepladder render` draws it.

    Args:
        pathway: one without errors, or its path or id.
        view: `ladder`, `graph`, or `step:ID` for one step.
        page: the page; where it is None, that which is usual for the view.
        format: `svg`, `png`, `pdf`, `dot`, `mermaid` or `txt`, the picture in words.
        walk: a walk through this pathway to draw in.

    Returns:
        The content of each file: of SVG and PNG one for each page, of all other formats one alone.

    Raises:
        DefinitionError: a pathway that was named has errors, or there is none of that name.
        TypeError: an argument is of another kind.
        ValueError: there is no such view, step, page or format.
        stepladder.render.errors.Lacking: the format needs a package of the extra `pictures`.

    >>> import stepladder
    >>> [text] = stepladder.render("headache-steps", format="txt")
    >>> text.decode().splitlines()[0]
    'Tension-type headache, first steps'
    """
    from stepladder.render.make import FORMATS, Request, Shown, make

    model = named(pathway)
    request = Request.of(view, page)
    _refuse_unknown("format", format, FORMATS)
    _refuse_unknown("page", request.page, get_args(Page))
    if request.step is not None:
        _refuse_unknown("step", request.step, model.steps)
    if walk is not None and walk.pathway.digest != model.digest:
        raise ValueError(f"the walk leads through another pathway than '{model.id}' {model.version}")
    shown = None if walk is None else Shown.of(walk)
    return tuple([content for _, content in make(model, request, shown).as_bytes(format)])


def explore(pathway: Named, *, quiz: bool = True, seed: int = 0, theme: Theme = "auto") -> str:
    """A pathway as one HTML file to walk through in a browser, without a network or a server.

    Args:
        pathway: its path or id, and its teaching cases go with it; or a pathway, which has none.
        quiz: whether it asks questions made from the cases.
        seed: which questions: the same seed, the same quiz.
        theme: its colours.

    Returns:
        The whole page.

    Raises:
        DefinitionError: a pathway that was named has errors, or its cases have; or there is none of that name.
        TypeError: an argument is of another kind.

    >>> import stepladder
    >>> stepladder.explore("headache-steps").splitlines()[0]
    '<!doctype html>'
    """
    from stepladder.explore.page import explore_page
    from stepladder.quiz import quiz_items

    if isinstance(pathway, Pathway):
        return explore_page(pathway, theme=theme)
    model, checked = _sound(pathway, cases=True)
    refuse_broken_cases(checked)
    cases = checked.reading.cases
    items = quiz_items(model, cases, seed) if quiz and cases is not None and cases.cases else ()
    return explore_page(model, cases, quiz_items=items, theme=theme)


def named(pathway: Named) -> Pathway:
    """A pathway as it was given, or the one that its path or id names; see `load`."""
    return pathway if isinstance(pathway, Pathway) else load(pathway)


def _sound(name: object, *, cases: bool = False) -> tuple[Pathway, Checked]:
    wanted = _name_of(name)
    try:
        return sound(find(wanted), cases=cases)
    except Unreadable as error:
        raise NotFound(wanted, str(error)) from None


def _seconds(timeout: float) -> float:
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise TypeError(f"timeout is a number of seconds, not {_kind(timeout)}")
    if not timeout >= 0:
        raise ValueError(f"timeout is a number of seconds, 0 or more, not {timeout}")
    return timeout


def _refuse_unknown(noun: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        listed = f"there are {', '.join(known)}"
        raise ValueError(f"there is no {noun} '{name}'; {nearest(name, known) or listed}")


def _refuse_unknown_questions(only: Sequence[str], pathway: Pathway) -> None:
    from stepladder.verify.findings import QUESTIONS

    if isinstance(only, str):
        raise TypeError(f"only is a list of questions and claims: only=[{only!r}]")
    known = [*QUESTIONS, *pathway.claims]
    for name in only:
        if name not in known:
            hint = nearest(name, known) or f"there are {', '.join(QUESTIONS)} and the ids of claims"
            raise ValueError(f"'{name}' is no question and no claim of '{pathway.id}'; {hint}")


def _name_of(given: object) -> str:
    name = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(name, str):
        raise TypeError(f"a pathway, its path or its id is expected, not {_kind(given)}")
    return name


def _kind(given: object) -> str:
    return "nothing" if given is None else f"of type {type(given).__name__}: {brief(repr(given), 40)}"
