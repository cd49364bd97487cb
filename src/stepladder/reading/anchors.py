"""What a route is about, in words that stay the same while the file is edited elsewhere.

A route has positions in lists, and these change when something is put in above. Whoever must know a finding again after
the file was edited (the alerts of a code host, say) goes by the anchor instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stepladder.diagnostics import Route
from stepladder.reading.places import TextFile
from stepladder.reading.shadow import Shadow

NAMES = ("id", "to", "is", "when", "title")
"""Keys by whose value an entry of a list is known, the best first."""

LONGEST = 240
"""How many characters of a value are enough to know it by."""


class Anchors:
    """Anchors of routes; what a list holds is looked at once, however many routes lead into it."""

    def __init__(self) -> None:
        self._entries: dict[int, list[str]] = {}

    def of(self, file: TextFile, route: Route) -> str:
        """A route with each position in a list replaced by what is known of the entry there.

        Args:
            file: where the route starts.
            route: as written in the file.

        >>> file = TextFile("x.yaml", "steps: {a: {next: [{to: b}, {to: c, when: x}, {to: b}]}}")
        >>> Anchors().of(file, ("steps", "a", "next", 1, "when"))
        '/steps/a/next/[to c]/when'
        >>> Anchors().of(file, ("steps", "a", "next", 2))
        '/steps/a/next/[to b, 2]'
        """
        words: list[str] = []
        current = file.shadow if any(isinstance(segment, int) for segment in route) else None
        for segment in route:
            inner = current.inner if current is not None else None
            if isinstance(inner, list) and isinstance(segment, int) and 0 <= segment < len(inner):
                words.append(self._named(file, inner)[segment])
                current = inner[segment]
            else:
                words.append(str(segment))
                current = inner.get(segment) if isinstance(inner, dict) and isinstance(segment, str) else None
        return "".join(f"/{word}" for word in words)

    def _named(self, file: TextFile, entries: Sequence[Shadow]) -> list[str]:
        """The name of each entry; of those with the same the second and later ones with a number."""
        known = self._entries.get(id(entries))
        if known is None:
            known = self._entries[id(entries)] = []
            counts: Counter[str] = Counter()
            for position, entry in enumerate(entries):
                name = _name(file, entry)
                counts[name] += 1
                number = f", {counts[name]}" if counts[name] > 1 else ""
                known.append(f"[{name}{number}]" if name else f"[{position}]")
        return known


def _name(file: TextFile, entry: Shadow) -> str:
    if isinstance(entry.inner, dict):
        key = next((key for key in NAMES if key in entry.inner), "")
        return f"{key} {_text(file, entry.inner[key])}" if key else ""
    return _text(file, entry) if entry.inner is None else ""


def _text(file: TextFile, scalar: Shadow) -> str:
    """What is written there, as far as it stands on one line."""
    if scalar.inner is not None:
        return ""
    line = file.line(scalar.start.line + 1)
    same = scalar.end.line == scalar.start.line
    start = scalar.start.column
    return line[start : min(scalar.end.column, start + LONGEST) if same else start + LONGEST].strip()
