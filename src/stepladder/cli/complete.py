"""What the shell proposes for an argument that is half typed: pathways, steps, views, cases, claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from stepladder.reading.load import Reading


def complete_pathway(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the pathways at hand, and paths."""
    from click.shell_completion import CompletionItem

    from stepladder.library.registry import at_hand
    from stepladder.reading.files import Unreadable

    try:
        items = _offered(dict.fromkeys(at_hand(), ""), incomplete)
    except Unreadable:
        items = []
    return items or [CompletionItem(incomplete, type="file")]


def complete_step(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the steps of the pathway that stands before."""
    reading = _named_before(ctx)
    steps = reading.pathway.steps if reading is not None and reading.pathway is not None else {}
    return _offered({name: step.title for name, step in steps.items()}, incomplete)


COLON = ":"
"""Bash breaks words there: of `step:nitrate` three reach us, `step`, `:` and `nitrate`."""


def complete_paths(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """As `complete_pathway`; in bash also the step behind `--view step:`."""
    if ctx.params.get("view") == "step" and COLON in (incomplete, *(ctx.params.get("paths") or ())[-1:]):
        return complete_step(ctx, param, "" if incomplete == COLON else incomplete)
    return complete_pathway(ctx, param, incomplete)


def complete_view(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The views of a picture: the ladder, the graph, and every step."""
    reading = _named_before(ctx)
    steps = reading.pathway.steps if reading is not None and reading.pathway is not None else {}
    views = {"ladder": "", "graph": "", **{f"step:{name}": step.title for name, step in steps.items()}}
    return _offered(views, incomplete)


def complete_case(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the teaching cases of the pathway that stands before."""
    reading = _named_before(ctx, cases=True)
    cases = reading.cases.cases if reading is not None and reading.cases is not None else ()
    return _offered({case.id: case.title for case in cases}, incomplete)


def complete_claim(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The questions of proofs, and the claims of the pathway that stands before."""
    from stepladder.verify.findings import QUESTIONS

    reading = _named_before(ctx)
    claims = reading.pathway.claims if reading is not None and reading.pathway is not None else {}
    names = {**QUESTIONS, **{name: claim.title for name, claim in claims.items()}}
    return _offered(names, incomplete)


def _offered(names: Mapping[str, str], incomplete: str) -> list[CompletionItem]:
    """What completes a name, each with a word of help; both end on a terminal."""
    from click.shell_completion import CompletionItem

    from stepladder.text.characters import visible

    return [CompletionItem(visible(n), help=visible(words)) for n, words in names.items() if n.startswith(incomplete)]


def _named_before(ctx: click.Context, *, cases: bool = False) -> Reading | None:
    """The pathway that stands before what is completed; of `render` without one, the only one in ./pathways."""
    from stepladder.library.registry import NotFound, find, find_all
    from stepladder.reading.files import Unreadable
    from stepladder.reading.load import read

    # where an option still waits for its value click has not sorted the arguments yet
    paths = [path for path in ctx.params.get("paths") or ctx.args if path != COLON]
    named = ctx.params.get("pathway") or next(iter(paths), None)
    try:
        if named is None and "paths" in {param.name for param in ctx.command.params}:
            located = find_all(["pathways"])
            return read(located[0], cases=cases, origins=False) if len(located) == 1 else None
        return read(find(named), cases=cases, origins=False) if named else None
    except (NotFound, Unreadable):
        return None
