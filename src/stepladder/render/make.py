"""A picture from a pathway: which view, on which page, perhaps with a walk; and the bytes of each format.

The one way through the package, for the command line and for Jupyter alike. What a view shows, where it stands and how
it is painted is decided elsewhere, in modules that are imported when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never, get_args

from stepladder.engine.serialize import beginning_data, event_data
from stepladder.render.scene import View
from stepladder.render.style import PageSize

if TYPE_CHECKING:
    from stepladder.engine.walk import Walk
    from stepladder.model.pathway import Pathway
    from stepladder.render.gaps import Gaps
    from stepladder.render.paint.ink import Picture
    from stepladder.render.plan import Sheet
    from stepladder.render.scene import Scene

Engine: TypeAlias = Literal["auto", "dot", "embedded", "built-in"]
"""What lays out a graph: the system's `dot`, the one in a package, or Stepladder itself; `auto`: the first there is."""

Layout: TypeAlias = Literal["own", "graphviz", "built-in"]
"""Whose places a picture has: `own` and `built-in` are Stepladder's; `built-in` stands in for Graphviz."""

USUAL_PAGE: Mapping[View, PageSize] = {"ladder": "a4", "graph": "free", "step": "slide"}
"""The page of each view where nobody asks for another."""


@dataclass(frozen=True, slots=True)
class Request:
    """Which picture of a pathway."""

    view: View = "ladder"
    step: str | None = None
    """The step of a step view."""
    page: PageSize = "a4"

    @classmethod
    def of(cls, view: str, page: PageSize | None = None) -> Request:
        """A request from a view as it is written: `ladder`, `graph` or `step:ID`.

        Raises:
            ValueError: it is none of the three; the message says what is possible.

        >>> Request.of("step:nitrate")
        Request(view='step', step='nitrate', page='slide')
        """
        kind, colon, step = view.partition(":")
        if kind == "step" and step:
            return cls("step", step, page or USUAL_PAGE["step"])
        for known in get_args(View):
            if view == known != "step" and not colon:
                return cls(known, None, page or USUAL_PAGE[known])
        raise ValueError(f"a view is ladder, graph or step:ID with the id of a step, not '{view[:80]}'")

    @property
    def name(self) -> str:
        """The view as it is written."""
        return f"step:{self.step}" if self.view == "step" else self.view

    @property
    def usual(self) -> bool:
        """Whether the page is the usual one of the view."""
        return self.page == USUAL_PAGE[self.view]


@dataclass(frozen=True, slots=True)
class Shown:
    """A walk that is drawn into a picture."""

    walk: Walk
    title: str
    """What it is called in the picture."""

    @classmethod
    def of(cls, walk: Walk) -> Shown:
        """A walk that has no name of its own."""
        return cls(walk, "The walk" if walk.status == "ended" else "The walk so far")

    @property
    def data(self) -> list[object]:
        """All that a picture takes from it."""
        return [{"title": self.title, **beginning_data(self.walk)}, *map(event_data, self.walk.events)]


@dataclass(frozen=True)
class Drawn:
    """A picture with its places, ready to be painted."""

    scene: Scene
    sheets: tuple[Sheet, ...]
    layout: Layout = "own"
    note: str = ""
    """What there is to say about how it was laid out; mostly nothing."""

    @property
    def digest(self) -> str:
        """SHA-256 of what it is drawn from."""
        return self.scene.digest

    @cached_property
    def picture(self) -> Picture:
        """The same as a display list."""
        from stepladder.render.paint.picture import draw
        from stepladder.render.text.outline import description

        return draw(self.scene, self.sheets, description=description(self.scene))

    def as_bytes(self, name: str) -> tuple[tuple[str, bytes], ...]:
        """The files of a format, each with what its name ends in, from a page's number on.

        Args:
            name: one of `FORMATS`.

        Raises:
            Lacking: the format needs a package that is not installed.
        """
        return tuple(zip(self.endings(name), FORMATS[name].write(self), strict=True))

    def endings(self, name: str) -> tuple[str, ...]:
        """What the names of a format's files end in, without making them; of several pages each has its number.

        >>> Drawn(scene=None, sheets=(None, None)).endings("png")
        ('-1.png', '-2.png')
        """
        chosen = FORMATS[name]
        if len(self.sheets) < 2 or not chosen.by_page:
            return (chosen.suffix,)
        return tuple(f"-{number}{chosen.suffix}" for number in range(1, len(self.sheets) + 1))


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    suffix: str
    write: Callable[[Drawn], tuple[bytes, ...]]
    by_page: bool = False
    """Whether each page is a file of its own."""
    exact: bool = True
    """Whether its bytes depend on nothing but what is drawn, so that they can be compared."""
    placed: bool = False
    """Whether it shows where things stand."""


def _svg(drawn: Drawn) -> tuple[bytes, ...]:
    from stepladder.render.formats.to_svg import to_svg

    return tuple(to_svg(drawn.picture, page).encode() for page in range(len(drawn.sheets)))


def _png(drawn: Drawn) -> tuple[bytes, ...]:
    from stepladder.render.formats.to_png import to_png
    from stepladder.render.formats.to_svg import to_svg

    texts = {"Title": drawn.picture.title, "Description": drawn.picture.subject, "stepladder-digest": drawn.digest}
    return tuple(to_png(to_svg(drawn.picture, page), text_chunks=texts) for page in range(len(drawn.sheets)))


def _pdf(drawn: Drawn) -> tuple[bytes, ...]:
    from stepladder.render.formats.to_pdf import to_pdf

    return (to_pdf(drawn.picture),)


def _dot(drawn: Drawn) -> tuple[bytes, ...]:
    from stepladder.render.formats.to_dot import to_dot

    return (to_dot(drawn.scene).encode(),)


def _mermaid(drawn: Drawn) -> tuple[bytes, ...]:
    from stepladder.render.formats.to_mermaid import to_mermaid

    return (to_mermaid(drawn.scene).encode(),)


def _outline(drawn: Drawn) -> tuple[bytes, ...]:
    from stepladder.render.text.outline import outline

    return (outline(drawn.scene).encode(),)


FORMATS: Mapping[str, Format] = {
    "svg": Format(".svg", _svg, by_page=True, placed=True),
    "png": Format(".png", _png, by_page=True, exact=False, placed=True),
    "pdf": Format(".pdf", _pdf, exact=False, placed=True),
    "dot": Format(".dot", _dot),
    "mermaid": Format(".mmd", _mermaid),
    "txt": Format(".txt", _outline),
}
"""Every format by its name, in the order of the help."""

SUFFIXES: Mapping[str, str] = {
    **{format_.suffix: name for name, format_ in FORMATS.items()},
    ".gv": "dot",
    ".mermaid": "mermaid",
}
"""The format that a file's name asks for."""


def make(
    pathway: Pathway,
    request: Request,
    shown: Shown | None = None,
    engine: Engine = "auto",
    gaps: Gaps | None = None,
) -> Drawn:
    """A picture of a pathway.

    Args:
        pathway: one without errors.
        request: which picture; its step is one of the pathway's.
        shown: a walk to draw in.
        engine: what lays out a graph; nothing else asks for one.
        gaps: what the pathway's cases do not exercise, to draw into the graph; of other views it has no part.

    Raises:
        Lacking: the engine asked for is not there.
    """
    from stepladder.render.trace import trace_of

    trace = None if shown is None else trace_of(shown.walk, shown.title)
    layout: Layout = "own"
    note = ""
    match request.view:
        case "ladder":
            from stepladder.render.ladder.layout import ladder_sheets

            scene, sheets = ladder_sheets(pathway, trace, request.page)
        case "graph":
            from stepladder.render.graph.layout import graph_sheets
            from stepladder.render.graph.scene import graph_scene

            scene = graph_scene(pathway, trace, gaps)
            placed = graph_sheets(scene, request.page, engine)
            sheets, note = placed.sheets, placed.note
            layout = "built-in" if placed.engine == "built-in" else "graphviz"
        case "step":
            from stepladder.render.step.layout import step_sheets
            from stepladder.render.step.scene import step_scene

            assert request.step is not None
            scene = step_scene(pathway, request.step, trace)
            sheets = step_sheets(scene, request.page)
        case _:
            assert_never(request.view)
    return Drawn(replace(scene, digest=digest(pathway, request, shown, gaps)), sheets, layout, note)


def digest(pathway: Pathway, request: Request, shown: Shown | None = None, gaps: Gaps | None = None) -> str:
    """What a picture's digest is, without drawing it."""
    from stepladder.render.credits import picture_digest

    data = gaps.data if gaps is not None else None if shown is None else shown.data
    return picture_digest(pathway, request.view, request.page, request.step, data)
