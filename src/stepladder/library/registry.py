"""Where pathways lie: those in `./pathways`, those that come with the package, and those beside another one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from stepladder.diagnostics import nearest_name
from stepladder.facts import FREE_ID
from stepladder.files import is_there
from stepladder.library.suppressions import Placed
from stepladder.reading.files import Located, Unreadable, inside, locate


class DefinitionError(ValueError):
    """A definition has errors, or there is none.

    Attributes:
        name: the path or id that was asked for.
        diagnostics: what is wrong, each with its place, in order; empty where there was nothing to read.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import stepladder
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "cough.yaml")
    ...     _ = file.write_text("stepladder: 1\\nid: cough\\n")
    ...     try:
    ...         stepladder.load(file)
    ...     except stepladder.DefinitionError as error:
    ...         print(error.diagnostics[0].code, error.diagnostics[0].message)
    SL102 the document has no 'facts'
    """

    def __init__(self, name: str, diagnostics: Sequence[Placed], message: str = "") -> None:
        self.name = name
        self.diagnostics = tuple(diagnostics)
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(message or f"{diagnostics[0]}{more}")


class NotFound(DefinitionError):  # noqa: N818  # said to the user as a sentence
    """No pathway has that path or id, or it cannot be read; the message says which.

    >>> import stepladder
    >>> try:
    ...     stepladder.load("headache-step")
    ... except stepladder.NotFound as error:
    ...     print(error)
    there is no pathway 'headache-step', neither as a file or folder nor as an id; did you mean 'headache-steps'?
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, (), message)


def shipped() -> Path:
    """The folder of the pathways that come with the package."""
    inside = Path(str(files("stepladder").joinpath("pathways")))
    beside = Path(__file__).parents[3] / "pathways"  # an editable install: the repository's own folder
    return inside if os.path.isdir(inside) or not os.path.isdir(beside) else beside


def at_hand() -> Mapping[str, Path]:
    """Every pathway found in `./pathways` and in the package, by id; the folder's own come first.

    Raises:
        Unreadable: the system refuses to list a folder.
    """
    pathways: dict[str, Path] = {}
    for folder in (Path("pathways"), shipped()):
        if os.path.isdir(folder):
            for path in in_folder(folder):
                pathways.setdefault(id_of(path), path)
    return dict(sorted(pathways.items()))


def beside(name: str) -> Mapping[str, Path]:
    """The other pathways in the folder in which a pathway's file or folder lies, by id; none for standard input."""
    home = _home(Path(name))
    try:
        others = in_folder(home.parent) if os.path.exists(home) else []
    except Unreadable:  # what may be read and not listed
        return {}
    return {id_of(path): path for path in others if id_of(path) != id_of(home)}


def within_reach(name: str, hand: Mapping[str, Path]) -> Mapping[str, Path]:
    """The pathways that an outcome of a pathway can go on in, by id: those beside it, and then those at hand.

    Args:
        name: the path of its file or folder, as given.
        hand: the pathways at hand.
    """
    return {**hand, **beside(name)}


def in_folder(folder: Path) -> list[Path]:
    """The pathways directly in a folder, sorted: YAML files that are no case or origins files, and pathway folders.

    Raises:
        Unreadable: the system refuses to list it.
    """
    pathways: list[Path] = []
    for entry in inside(folder):
        if os.path.isdir(entry):
            if is_there(entry / "pathway.yaml"):
                pathways.append(entry)
        elif entry.suffix in (".yaml", ".yml") and not entry.stem.endswith((".cases", ".origins")):
            pathways.append(entry)
    return pathways


def id_of(path: Path) -> str:
    """The id that a pathway's file or folder gives it."""
    return (
        path.name if os.path.isdir(path) else path.name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".json")
    )


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
        part = path.suffix == ".yaml" and not path.name.startswith(".")
        if part and os.path.isfile(path) and os.path.isfile(path.parent / "pathway.yaml"):
            return path.parent
        for ending in (".cases.yaml", ".origins.yaml"):
            if path.name.endswith(ending):
                beside = path.with_name(path.name.removesuffix(ending) + ".yaml")
                return beside if os.path.isfile(beside) else path
    except ValueError:  # the name of no file
        pass
    return path


def _is_pathway(path: Path) -> bool:
    return is_there(path / "pathway.yaml") or (os.path.exists(path) and not os.path.isdir(path))


def find_all(names: Iterable[str]) -> list[Located]:
    """The files of every pathway that some paths, folders and ids name, each once.

    Raises:
        NotFound: a name leads to no pathway, or a folder holds none.
        Unreadable: a path cannot be read.
    """
    located_by_name: dict[str, Located] = {}
    for name in names:
        path = Path(name)
        if os.path.isdir(path) and not _is_pathway(path):
            pathways = in_folder(path)
            if not pathways:
                raise NotFound(name, f"there is no pathway in the folder {name}")
            for entry in pathways:
                located = locate(entry)
                located_by_name.setdefault(located.name, located)
        else:
            located = find(name)
            located_by_name.setdefault(located.name, located)
    return list(located_by_name.values())
