"""What of a ladder is drawn as which box: the steps of a lane folded into few.

- Outcomes and emergencies are ends: they stand beside the boxes that lead to them.
- On the spine stand the steps of a shortest way from the start through the rungs in order, and the assessments to
  which three or more steps lead. Any other step of the lane is folded into the box that leads to it.
- Treatments of one lane that follow each other are one card. The assessment that offers them is its heading.
- A band of nothing but adjuncts without a rung stands beside the ladder.
- Cards that each have a band of their own stand side by side where one box leads to all of them, and all to the next.
- A rule that blocks much of the ladder is shared: it is said once.

Knows nothing of walks' words or of places.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from stepladder.model.pathway import Pathway, Rule
from stepladder.model.prepared import prepared
from stepladder.render.trace import Trace

HUB = 3
"""An assessment to which so many steps lead stands on the spine."""
SHARED = 4
"""A rule that blocks at least so many steps, in more than one band, is said once for all."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much a ladder tells."""

    summary: int = 3
    """So many summary lines of a treatment."""
    hints: int = 3
    """So many summary lines of an assessment."""
    blockers: int = 12
    """So many rules of one step by their titles; the rest as a number."""
    cautions: Literal["titles", "number", "none"] = "titles"
    jumps: Literal["boxes", "chip", "none"] = "boxes"
    """Whether exits to other bands stand beside a box, one reference each or one for all."""
    folded: bool = True
    """Whether the steps folded into a box are named there."""
    sides: Literal["boxes", "few"] = "boxes"
    """Whether all ends have boxes of their own, or only emergencies and goals; the others are then named in a line."""
    run_in: bool = False
    """Whether what blocks a treatment stands in one line with its name, and summaries in one line."""
    asides: Literal["full", "names"] = "full"
    """Whether what runs beside the ladder is told with its rules, or by name."""
    reasons: Literal["because", "titles"] = "because"
    """Whether what was blocked in a walk is told with its reason, or by the title of the rule."""
    short: bool = False
    """Whether boxes have their short titles."""
    panel: Literal["full", "short", "one"] = "full"
    """Whether the panels say from where and whereon, too; `one`: only what may happen at any time is told."""


@dataclass(frozen=True)
class Cell:
    """One box of the spine."""

    main: str
    """The step that gives it its title."""
    members: tuple[str, ...] = ()
    """Further treatments on the card."""
    folded: tuple[str, ...] = ()
    """Steps of the band named as lines."""
    band: str | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """Every step it shows."""
        return (self.main, *self.members, *self.folded)


@dataclass(frozen=True)
class Ladder:
    """A pathway sorted into bands and boxes."""

    pathway: Pathway
    detail: Detail
    trace: Trace | None
    joined: bool
    """Whether neighbouring bands without a rung are drawn as one."""
    forks: bool
    """Whether cards may stand side by side."""

    # which steps there are

    @cached_property
    def main_steps(self) -> frozenset[str]:
        """The steps to which exits lead from the start and the entries, interrupts apart."""
        found: set[str] = set()
        waiting = [self.pathway.start, *(entry.at for entry in self.pathway.entries.values())]
        while waiting:
            step = waiting.pop()
            if step in found or step not in self.pathway.steps:
                continue
            found.add(step)
            waiting.extend(exit_.to for exit_ in self.pathway.steps[step].exits)
        return frozenset(found)

    def is_end(self, step: str) -> bool:
        """Whether a step stands to the right: an outcome or an emergency; never the start."""
        return self.pathway.steps[step].kind in ("outcome", "emergency") and step != self.pathway.start

    @cached_property
    def bands(self) -> Mapping[str | None, tuple[str, ...]]:
        """The steps of each band that are drawn in it, in file order; bands without any are left out."""
        lanes = self.pathway.lanes
        found: dict[str | None, list[str]] = {}
        homeless = [s for s, step in self.pathway.steps.items() if step.lane not in lanes]
        if homeless:
            found[None] = []
        found.update((lane, []) for lane in lanes)
        for name, step in self.pathway.steps.items():
            if name in self.main_steps and not self.is_end(name):
                found[step.lane if step.lane in lanes else None].append(name)
        return {lane: tuple(steps) for lane, steps in found.items() if steps}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[str, ...]]:
        """The other steps, of those drawn, that lead to each step."""
        found: dict[str, dict[str, None]] = {}
        for name in self.pathway.steps:
            if name in self.main_steps:
                for exit_ in self.pathway.steps[name].exits:
                    if exit_.to != name:
                        found.setdefault(exit_.to, {})[name] = None
        return {step: tuple(steps) for step, steps in found.items()}

    @cached_property
    def spine(self) -> frozenset[str]:
        """The steps of a shortest way from the start through the rungs in order."""
        lanes = self.pathway.lanes
        rungs = sorted((lane.rung, name) for name, lane in lanes.items() if lane.rung is not None)
        stops = [name for _, name in rungs if name in self.bands] or [name for name in self.bands if name is not None]
        on = {self.pathway.start: None}
        at = self.pathway.start
        for lane in stops:
            within = set(self.bands[lane])
            if at in within:
                continue
            # rungs may be alternatives behind one gate: the nearest step of the spine, the last first, leads on
            way = self.way(list(reversed(on)), within - set(on)) or self.way([at], within)
            if way:
                on.update(dict.fromkeys(way))
                at = way[-1]
        goals = {s for s, step in self.pathway.steps.items() if step.kind == "outcome" and step.goal}
        ends = goals or {s for s in self.pathway.steps if self.is_end(s)}
        on.update(dict.fromkeys(self.way([at], ends)))
        return frozenset(on)

    def way(self, sources: Sequence[str], targets: Iterable[str]) -> tuple[str, ...]:
        """The shortest way over exits from one of some steps to one of others; the ways in between pass no end."""
        wanted = set(targets)
        came: dict[str, str | None] = dict.fromkeys(sources)
        line = deque(sources)
        while line:
            step = line.popleft()
            for exit_ in self.pathway.steps[step].exits:
                if exit_.to in came or exit_.to not in self.pathway.steps:
                    continue
                came[exit_.to] = step
                if exit_.to in wanted:
                    return tuple(reversed(list(_back(came, exit_.to))))
                if not self.is_end(exit_.to):
                    line.append(exit_.to)
        return ()

    # boxes

    @cached_property
    def _sorted(self) -> tuple[tuple[Cell, ...], Mapping[int, Cell]]:
        """The boxes of the spine in order, and what stands beside some of them."""
        found: list[Cell] = []
        beside: dict[int, Cell] = {}
        for band, steps in self.bands.items():
            cells = self._cells_of(band, steps)
            host = len(found) - 1
            if self._is_beside(band, cells) and host >= 0 and host not in beside and leads(self, found[host], cells[0]):
                beside[host] = cells[0]
            else:
                found.extend(cells)
        return tuple(found), beside

    def _is_beside(self, band: str | None, cells: list[Cell]) -> bool:
        """Whether a band runs beside the ladder: it has no rung, and one card of nothing but adjuncts."""
        lane = self.pathway.lanes.get(band or "")
        if lane is None or lane.rung is not None or len(cells) != 1:
            return False
        steps = [self.pathway.steps[step] for step in cells[0].steps]
        kinds = [step.kind for step in steps]
        return "adjunct" in kinds and set(kinds[1:]) <= {"adjunct"} and kinds[0] in ("adjunct", "assessment")

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The boxes of the spine, in order."""
        return self._sorted[0]

    @property
    def beside(self) -> Mapping[int, Cell]:
        """The card beside a box of the spine, by the number of the box."""
        return self._sorted[1]

    def _cells_of(self, band: str | None, steps: tuple[str, ...]) -> list[Cell]:
        kinds = {name: self.pathway.steps[name].kind for name in steps}
        cards = self._cards(steps)
        carded = {step: card for card in cards for step in card}
        own = [
            name
            for name in steps
            if name == self.pathway.start
            or (kinds[name] == "assessment" and (name in self.spine or len(self.incoming.get(name, ())) >= HUB))
        ]
        if not own and not cards:
            own = [steps[0]]
        cells: list[Cell] = []
        for name in steps:
            if name in own:
                cells.append(Cell(name, band=band))
            elif name in carded and name == carded[name][0]:
                card = carded[name]
                head = cells[-1] if cells else None
                offered = {exit_.to for exit_ in self.pathway.steps[head.main].exits} if head else set()
                if (
                    head
                    and not head.members
                    and head.main != self.pathway.start
                    and len(card) > 1
                    and offered >= set(card)
                ):
                    cells[-1] = replace(head, members=card)
                else:
                    cells.append(Cell(card[0], card[1:], band=band))
        rest = [name for name in steps if name not in own and name not in carded]
        return self._with_folded(cells, rest)

    def _cards(self, steps: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Runs of treatments, procedures or adjuncts in file order, other steps between them apart."""
        alike: dict[str, list[str]] = {}
        for name in steps:
            kind = self.pathway.steps[name].kind
            if kind in ("treatment", "procedure", "adjunct") and not self._lonely(name, steps):
                alike.setdefault(kind, []).append(name)
        return [tuple(card) for card in alike.values()]

    def _lonely(self, name: str, steps: tuple[str, ...]) -> bool:
        """Whether a treatment is only an aside of an assessment: the one treatment of a band without a rung."""
        lane = self.pathway.lanes.get(self.pathway.steps[name].lane or "")
        if lane is not None and lane.rung is not None:
            return False
        others = [s for s in steps if self.pathway.steps[s].kind == self.pathway.steps[name].kind]
        assessments = [s for s in steps if self.pathway.steps[s].kind == "assessment"]
        return len(others) == 1 and bool(assessments) and name not in self.spine

    def _with_folded(self, cells: list[Cell], rest: list[str]) -> list[Cell]:
        """Give each step without a box to the first box that leads to it, or else to the first one."""
        homes: dict[int, list[str]] = {}
        for name in rest:
            leading = [i for i, cell in enumerate(cells) if cell.main in self.incoming.get(name, ())]
            homes.setdefault(leading[0] if leading else 0, []).append(name)
        return [replace(cell, folded=tuple(homes.get(i, ()))) for i, cell in enumerate(cells)]

    @cached_property
    def home(self) -> Mapping[str, int]:
        """The number of the box of the spine in which, or beside which, each step stands."""
        found = {step: number for number, cell in self.beside.items() for step in cell.steps}
        found.update({step: number for number, cell in enumerate(self.cells) for step in cell.steps})
        return found

    @cached_property
    def abreast(self) -> Mapping[int, int]:
        """The boxes that stand side by side, each with the first of them.

        They follow each other, each the one card of a band of its own; the box before leads to all of them, and each
        leads to the box behind.
        """
        if not self.forks:
            return {}
        cells = self.cells
        alone = [
            self.pathway.steps[cell.main].kind != "assessment" and [c.band for c in cells].count(cell.band) == 1
            for cell in cells
        ]
        found: dict[int, int] = {}
        number = 1
        while number < len(cells):
            end = number
            while end < len(cells) and alone[end] and self.leads(number - 1, end):
                end += 1
            while end - number > 1 and not (end < len(cells) and all(self.leads(n, end) for n in range(number, end))):
                end -= 1
            if end - number > 1:
                found.update(dict.fromkeys(range(number, end), number))
            number = max(end, number + 1)
        return found

    def leads(self, here: int, there: int) -> bool:
        """Whether an exit leads from a box to another."""
        return leads(self, self.cells[here], self.cells[there])

    def following(self, number: int) -> tuple[int, ...]:
        """The boxes to which arrows lead down from a box."""
        after = number + 1
        if number in self.abreast:
            after = 1 + max(n for n, first in self.abreast.items() if first == self.abreast[number])
        if after in self.abreast:
            return tuple([n for n, first in self.abreast.items() if first == self.abreast[after]])
        return (after,) if after < len(self.cells) else ()

    # rules

    @cached_property
    def shared(self) -> Mapping[str, Rule]:
        """The rules that are said once for all: those that block much, in more than one band."""
        found: dict[str, Rule] = {}
        for name, rule in self.pathway.rules.items():
            steps = [step for step in self.pathway.members(rule.blocks) if step in self.home]
            bands = {self.pathway.steps[step].lane for step in steps}
            if len(steps) >= SHARED and len(bands) > 1:
                found[name] = rule
        return found

    def own_rules(self, step: str) -> list[tuple[str, Rule]]:
        """The rules of one step that are not said for all."""
        return [(name, rule) for name, rule in prepared(self.pathway).rules_on.get(step, ()) if name not in self.shared]


def leads(ladder: Ladder, here: Cell, there: Cell) -> bool:
    """Whether an exit leads from a box to another."""
    return any(exit_.to in there.steps for step in here.steps for exit_ in ladder.pathway.steps[step].exits)


def _back(came: Mapping[str, str | None], step: str) -> Iterator[str]:
    at: str | None = step
    while at is not None:
        yield at
        at = came[at]
