"""The pathways at hand: finding one by path or id, reading and checking it, and handing it over.

Here reading and checking come together; what they say is placed in the files, silenced where an author gave a reason,
and ordered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from stepladder.diagnostics import Diagnostic, Severity, nearest_name
from stepladder.facts import FREE_ID
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.files import Located, Unreadable, locate
from stepladder.reading.load import Reading, read, unswept
from stepladder.silence import Placed, Silenced, place_all, sift
from stepladder.validate.check import Subject

if TYPE_CHECKING:
    from stepladder.cases.run import Outcome
    from stepladder.journey import Walk
    from stepladder.verify.diagnose import Witnesses
    from stepladder.verify.findings import Proofs

PROOF_SECONDS = 60.0
"""How long the proofs of one pathway may take in `validate`, where nobody says otherwise."""


@dataclass(frozen=True)
class Checked:
    """A pathway as read and checked."""

    reading: Reading
    findings: tuple[Placed, ...]
    """What is wrong or doubtful, in order."""
    outcomes: tuple[Outcome, ...] = ()
    """The teaching cases that were run, in the order of their file."""
    proofs: Proofs | None = None
    """What was proved and refuted, where that was asked for and the pathway has no errors."""
    witnesses: Witnesses = field(default_factory=dict)
    """The witnesses of what was refuted."""
    silenced: tuple[Silenced, ...] = ()
    """What its authors silenced, each with the reason, in order."""

    @property
    def cases_run(self) -> int:
        """How many teaching cases were run."""
        return len(self.outcomes)

    @property
    def pathway(self) -> Pathway | None:
        """The pathway, where it has no errors."""
        wrong = any(
            found.severity is Severity.ERROR and found.diagnostic.document == "pathway" for found in self.findings
        )
        return None if wrong else self.reading.pathway


class DefinitionError(ValueError):
    """A definition has errors, or there is none.

    Attributes:
        name: the path or id that was asked for.
        diagnostics: what is wrong, each with its place, in order; empty where there was nothing to read.
    """

    def __init__(self, name: str, diagnostics: Sequence[Placed], message: str = "") -> None:
        self.name = name
        self.diagnostics = tuple(diagnostics)
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(message or f"{diagnostics[0]}{more}")


class NotFound(DefinitionError):  # noqa: N818  # said to the user as a sentence
    """No pathway has that path or id, or it cannot be read; its message says which."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, (), message)


def shipped() -> Path:
    """The folder of the pathways that come with the package."""
    inside = Path(str(files("stepladder").joinpath("pathways")))
    beside = Path(__file__).parents[2] / "pathways"  # an editable install: the repository's own folder
    return inside if inside.is_dir() or not beside.is_dir() else beside


def at_hand() -> Mapping[str, Path]:
    """Every pathway found in `./pathways` and in the package, by id; the folder's own come first."""
    found: dict[str, Path] = {}
    for folder in (Path("pathways"), shipped()):
        if folder.is_dir():
            for path in in_folder(folder):
                found.setdefault(id_of(path), path)
    return dict(sorted(found.items()))


def in_folder(folder: Path) -> list[Path]:
    """The pathways directly in a folder, sorted: YAML files that are no case or origins files, and pathway folders."""
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if (entry / "pathway.yaml").is_file():
                found.append(entry)
        elif entry.suffix in (".yaml", ".yml") and not entry.stem.endswith((".cases", ".origins")):
            found.append(entry)
    return found


def id_of(path: Path) -> str:
    """The id that a pathway's file or folder gives it."""
    return path.name if path.is_dir() else path.name.removesuffix(".yaml").removesuffix(".yml")


def find(name: str) -> Located:
    """The files of a pathway, by path or id.

    Raises:
        NotFound: there is none; the message proposes the nearest id.
        Unreadable: a path is there but cannot be read.
    """
    path = Path(name)
    with_separator = os.sep in name or name.endswith((".yaml", ".yml"))
    if with_separator or _is_pathway(path):
        return locate(_home(path))
    known = at_hand()
    if name in known:
        return locate(known[name])
    close = nearest_name(name, known) if FREE_ID.match(name[:64]) else None
    shown = name if len(name) <= 80 else name[:77] + "..."
    message = f"there is no pathway '{shown}', neither as a file or folder nor as an id"
    if close is not None:
        raise NotFound(name, f"{message}; did you mean '{close}'?")
    raise NotFound(name, f"{message}; `stepladder list` shows those at hand")


def _home(path: Path) -> Path:
    """The pathway that a file belongs to: of a part the folder, of a case or origins file the file beside it."""
    try:
        if path.suffix == ".yaml" and path.is_file() and (path.parent / "pathway.yaml").is_file():
            return path.parent
        for ending in (".cases.yaml", ".origins.yaml"):
            if path.name.endswith(ending):
                beside = path.with_name(path.name.removesuffix(ending) + ".yaml")
                return beside if beside.is_file() else path
    except (OSError, ValueError):
        pass
    return path


def _is_pathway(path: Path) -> bool:
    try:
        return path.is_file() or (path / "pathway.yaml").is_file()
    except (OSError, ValueError):
        return False


def find_all(names: Iterable[str]) -> list[Located]:
    """The files of every pathway that some paths, folders and ids name, each once.

    Raises:
        NotFound: a name leads to no pathway, or a folder holds none.
        Unreadable: a path cannot be read.
    """
    found: dict[str, Located] = {}
    for name in names:
        path = Path(name)
        if path.is_dir() and not _is_pathway(path):
            inside = in_folder(path)
            if not inside:
                raise NotFound(name, f"there is no pathway in the folder {name}")
            for entry in inside:
                located = locate(entry)
                found.setdefault(located.name, located)
        else:
            located = find(name)
            found.setdefault(located.name, located)
    return list(found.values())


def check(
    located: Located,
    *,
    today: date | None = None,
    cases: bool = True,
    proofs: bool = False,
    timeout: float = PROOF_SECONDS,
    hand: Callable[[], Mapping[str, Path]] | None = None,
) -> Checked:
    """Read and check a pathway.

    Args:
        located: its files.
        today: the day to judge `review_by` by; today where it is None.
        cases: whether to run its teaching cases too.
        proofs: whether to decide the questions of proofs too.
        timeout: how many seconds those may take.
        hand: gives the pathways at hand, for `continues`; they are looked for anew where it is None.

    Raises:
        Unreadable: the system refuses to hand a file over.
    """
    return examine(read(located), today=today, cases=cases, proofs=proofs, timeout=timeout, hand=hand)


@unswept()
def examine(
    reading: Reading,
    *,
    today: date | None = None,
    cases: bool = True,
    proofs: bool = False,
    timeout: float = PROOF_SECONDS,
    hand: Callable[[], Mapping[str, Path]] | None = None,
) -> Checked:
    """Check a pathway that has been read; see `check`."""
    diagnostics = list(reading.diagnostics)
    outcomes: list[Outcome] = []
    proved: tuple[Proofs, Witnesses] | None = None
    sound = False
    if reading.pathway is not None:
        from stepladder.validate import problems

        subject = Subject(
            reading.pathway,
            reading.declared or {},
            today or date.today(),
            reading.cases,
            reading.origins,
            reading.lost,
            *_others(reading, hand or at_hand),
        )
        diagnostics.extend(reading.written(found) for found in problems(subject))
        sound = not any(d.severity is Severity.ERROR and d.document == "pathway" for d in diagnostics)
    if cases and sound and reading.cases is not None:
        outcomes = _run(reading, reading.cases, diagnostics)
        diagnostics.extend(reading.written(d) for outcome in outcomes for d in outcome.failures)
    if proofs and sound and reading.pathway is not None:
        from stepladder.verify.diagnose import diagnose

        proved = _prove(reading, reading.pathway, outcomes, timeout)
        diagnostics.extend(reading.written(found) for found in diagnose(*proved))
    placed = place_all(dict.fromkeys(diagnostics), reading.sources)
    kept, silenced = sift(placed, reading.files, ("SL6",) if proved is None else ())
    findings = tuple(sorted(kept, key=lambda found: found.order))
    quiet = tuple(sorted(silenced, key=lambda one: one.found.order))
    results, shown = proved if proved is not None else (None, {})
    return Checked(reading, findings, tuple(outcomes), results, shown, quiet)


def beside(name: str) -> Mapping[str, Path]:
    """The other pathways in the folder in which a pathway's file or folder lies, by id; none for standard input."""
    home = _home(Path(name))
    try:
        others = in_folder(home.parent) if home.exists() else []
    except OSError:
        return {}
    return {id_of(path): path for path in others if id_of(path) != id_of(home)}


def _others(
    reading: Reading, hand: Callable[[], Mapping[str, Path]]
) -> tuple[frozenset[str] | None, Mapping[str, Pathway | None]]:
    """The ids that `continues` may name, and what was read of those that it does name; nothing where it names none."""
    assert reading.pathway is not None
    wanted = {step.continues for step in reading.pathway.steps.values() if step.continues}
    if not wanted:
        return None, {}
    known = {**hand(), **beside(reading.name)}
    found: dict[str, Pathway | None] = {}
    for name in sorted(wanted & known.keys() - {reading.pathway.id}):
        try:
            found[name] = read(locate(known[name]), cases=False, origins=False).pathway
        except Unreadable:
            found[name] = None
    return frozenset(known), found


def _prove(reading: Reading, pathway: Pathway, outcomes: Iterable[Outcome], timeout: float) -> tuple[Proofs, Witnesses]:
    """Decide every question; walks of teaching cases save time, and what all cases take for granted is ordinary."""
    from stepladder.verify.diagnose import witnesses
    from stepladder.verify.engine import verify as prove

    found = prove(pathway, timeout=timeout, hints=[outcome.walk for outcome in outcomes])
    return found, witnesses(found, reading.cases.facts if reading.cases is not None else None)


def case_walks(reading: Reading) -> list[Walk]:
    """The walks of the teaching cases that can be run, as proofs take them."""
    if reading.pathway is None or reading.cases is None:
        return []
    outcomes = _run(reading, reading.cases, reading.diagnostics)
    return [outcome.walk for outcome in outcomes]


def _run(reading: Reading, file: CaseFile, diagnostics: Iterable[Diagnostic]) -> list[Outcome]:
    """Run the cases that can be run: those without an error of their own, in a file without one at its head."""
    from stepladder.cases.run import run

    assert reading.pathway is not None
    broken = broken_cases(diagnostics)
    if broken is None:
        return []
    sound = [index for index in range(len(file.cases)) if reading.case_at(index) not in broken]
    return [run(reading.pathway, file, index) for index in sound]


def broken_cases(diagnostics: Iterable[Diagnostic]) -> frozenset[int] | None:
    """The positions of the cases that have an error of their own; None where the whole file has one."""
    found: set[int] = set()
    for diagnostic in diagnostics:
        if diagnostic.document != "cases" or diagnostic.severity is not Severity.ERROR:
            continue
        at = diagnostic.at
        if not isinstance(at, tuple) or len(at) < 2 or at[0] != "cases" or not isinstance(at[1], int):
            return None
        found.add(at[1])
    return frozenset(found)


def load(name: str | os.PathLike[str]) -> Pathway:
    """The pathway of a file, folder or id.

    Args:
        name: a path, or the id of a pathway in `./pathways` or in the package.

    Returns:
        The pathway, frozen, without errors; it may have warnings.

    Raises:
        DefinitionError: it has errors; they are in `.diagnostics`. Where there is none of that name, or the system
            refuses to hand a file over, it is the `NotFound` among them.

    >>> load("headache-steps").title
    'Tension-type headache, first steps'
    """
    try:
        located = find(os.fspath(name))
        checked = examine(read(located, cases=False, origins=False), cases=False)
    except Unreadable as error:
        raise NotFound(os.fspath(name), str(error)) from None
    if checked.pathway is None:
        errors = [found for found in checked.findings if found.severity is Severity.ERROR]
        raise DefinitionError(located.name, errors)
    return checked.pathway


__all__ = [
    "Checked",
    "DefinitionError",
    "Located",
    "NotFound",
    "Placed",
    "Unreadable",
    "at_hand",
    "case_walks",
    "check",
    "examine",
    "find",
    "find_all",
    "load",
    "shipped",
]
