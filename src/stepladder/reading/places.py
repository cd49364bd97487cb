"""Routes to places: where in which file a key or value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stepladder.diagnostics import Route, Span
from stepladder.reading.shadow import Shadow
from stepladder.reading.yaml_events import parse


@dataclass(slots=True)
class TextFile:
    """One file's name and text; its places are worked out when first asked for."""

    name: str
    text: str
    _shadow: Shadow | None = field(default=None, repr=False)
    _lines: list[str] | None = field(default=None, repr=False)

    @property
    def shadow(self) -> Shadow | None:
        """The tree of places; None where the text is not YAML."""
        if self._shadow is None:
            self._shadow = parse(self.text, self.name, places=True).shadow
        return self._shadow

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty where there is none."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1].rstrip("\r") if 0 < number <= len(self._lines) else ""

    def locate(self, route: Route, on: str = "value", part: tuple[int, int] | None = None) -> Span:
        """Where a route leads; the nearest thing that does exist, where it leads nowhere."""
        current = self.shadow
        if current is None:
            return Span(self.name, 1, 1, 1, 1)
        key: tuple[object, object] | None = None
        reached = True
        for segment in route:
            inner = current.inner
            if isinstance(inner, dict) and isinstance(segment, str) and segment in inner:
                assert current.keys is not None
                key, current, reached = current.keys[segment], inner[segment], True
            elif isinstance(inner, list) and isinstance(segment, int) and 0 <= segment < len(inner):
                key, current, reached = None, inner[segment], True
            else:
                # a short form stands for a longer one (a text for a mapping, a list for rows)
                reached = inner is None or (isinstance(inner, list) and isinstance(segment, str))
        if (on == "key" or not reached or _block(current)) and key is not None and part is None:
            return self._span(*key)
        if part is not None and current.inner is None:
            return self._part(current, part, key)
        if current.inner is not None and not current.flow and key is None:
            return self._first(current)
        return self._span(current.start, current.end)

    def _first(self, shadow: Shadow) -> Span:
        """The first key or value of a block collection, which has no opening of its own to point at."""
        if isinstance(shadow.inner, dict) and shadow.keys:
            return self._span(*next(iter(shadow.keys.values())))
        if isinstance(shadow.inner, list) and shadow.inner:
            return self._first(shadow.inner[0]) if shadow.inner[0].inner else self._whole(shadow.inner[0])
        return self._span(shadow.start, shadow.end)

    def _whole(self, shadow: Shadow) -> Span:
        return self._span(shadow.start, shadow.end)

    def _part(self, shadow: Shadow, part: tuple[int, int], key: tuple[object, object] | None) -> Span:
        """Some characters of a scalar; all of it where it is folded or escaped."""
        whole = self._span(shadow.start, shadow.end)
        if shadow.style in ("|", ">"):
            return self._span(*key) if key is not None else whole
        if whole.line != whole.end_line:
            return whole
        written = self.line(whole.line)[whole.column - 1 : whole.end_column - 1]
        quoted = shadow.style in ("'", '"')
        inside = written[1:-1] if quoted else written
        if (shadow.style == "'" and "''" in inside) or (shadow.style == '"' and "\\" in inside):
            return whole
        first = whole.column + (1 if quoted else 0)
        start = min(first + part[0], whole.end_column)
        end = min(max(first + part[1], start + 1), whole.end_column)
        return Span(self.name, whole.line, start, whole.line, max(end, start))

    def _span(self, start: object, end: object) -> Span:
        first_line, last_line = start.line + 1, end.line + 1  # type: ignore[attr-defined]  # libyaml's marks
        return Span(
            self.name,
            first_line,
            start.column + 1,  # type: ignore[attr-defined]
            last_line,
            end.column + 1,  # type: ignore[attr-defined]
        )


def _block(shadow: Shadow) -> bool:
    """Whether a value's end is not where it seems: libyaml ends block values at the next token."""
    return shadow.style in ("|", ">") or (shadow.inner is not None and not shadow.flow)


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The files a document was read from, and which top-level key stands in which."""

    files: tuple[TextFile, ...]
    homes: Mapping[str, int] = field(default_factory=dict)
    """For each top-level key the number of its file; others are in the first."""

    def file_of(self, route: Route) -> TextFile:
        """The file in which a route starts."""
        return self.files[self.homes.get(str(route[0]), 0) if route else 0]

    def locate(self, route: Route, on: str = "value", part: tuple[int, int] | None = None) -> Span:
        """Where a route leads."""
        return self.file_of(route).locate(route, on, part)
