"""What Jupyter shows of a pathway or a walk: the ladder, free of any page.

Mermaid is handed over only where it is asked for by name: JupyterLab draws it rather than SVG wherever it gets both
(its mermaid extension has rank 61, its renderer of SVG rank 80, and the lower one wins).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING

from stepladder.render.make import Drawn, Request, Shown, make

if TYPE_CHECKING:
    from stepladder.engine.walk import Walk
    from stepladder.model.pathway import Pathway

SVG, MERMAID, PLAIN = "image/svg+xml", "text/vnd.mermaid", "text/plain"


def svg(pathway: Pathway, walk: Walk | None = None) -> str:
    """The ladder as SVG, with a walk drawn in where there is one."""
    return _svg(_drawn(pathway, walk))


def bundle(
    pathway: Pathway,
    walk: Walk | None = None,
    include: Container[str] | None = None,
    exclude: Container[str] | None = None,
) -> dict[str, str]:
    """The same in every form that a notebook asks for, by media type.

    Args:
        pathway: one without errors.
        walk: a walk through it.
        include: the forms wanted; None for SVG and a line of text.
        exclude: forms that are not wanted.
    """
    drawn = _drawn(pathway, walk)
    ways: Mapping[str, Callable[[], str]] = {
        SVG: lambda: _svg(drawn),
        MERMAID: lambda: _mermaid(drawn),
        PLAIN: lambda: _line(pathway, walk),
    }
    wanted = (SVG, PLAIN) if include is None else [name for name in ways if name in include]
    return {name: ways[name]() for name in wanted if exclude is None or name not in exclude}


def _drawn(pathway: Pathway, walk: Walk | None) -> Drawn:
    shown = None if walk is None else Shown.of(walk)
    return make(pathway, Request.of("ladder", "free"), shown)


def _svg(drawn: Drawn) -> str:
    from stepladder.render.formats.to_svg import to_svg

    return to_svg(drawn.picture, prefix=f"p{drawn.digest[:8]}-")  # a notebook is one document with many pictures


def _mermaid(drawn: Drawn) -> str:
    from stepladder.render.formats.to_mermaid import to_mermaid

    return to_mermaid(drawn.scene)


def _line(pathway: Pathway, walk: Walk | None) -> str:
    name = f"{pathway.title} ({pathway.id} {pathway.version})"
    return name if walk is None else f"{name}: {' > '.join(walk.trail)} ({walk.status})"
