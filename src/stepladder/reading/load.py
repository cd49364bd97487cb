"""Files to a pathway, its cases and its origins, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from stepladder.conditions.compiler import Compiler
from stepladder.diagnostics import Diagnostic, Document, Related, Route, Span, nearest
from stepladder.model.cases import CaseFile
from stepladder.model.origins import Origins
from stepladder.model.pathway import Pathway
from stepladder.reading.build import ModelT, build
from stepladder.reading.files import Located, decode, read_file
from stepladder.reading.mended import as_written, restored
from stepladder.reading.places import SourceMap, TextFile
from stepladder.reading.scope import mapping, scope_of
from stepladder.reading.shapes import case_shapes, origin_shapes, pathway_shapes, top_level
from stepladder.reading.yaml_events import parse
from stepladder.reading.yaml_scalars import Data
from stepladder.text.characters import brief

PARTS = frozenset(Pathway.model_fields) - {"stepladder"}
"""The top-level keys that may stand in a file of their own in a pathway folder."""


@dataclass(frozen=True, repr=False)
class Reading:
    """A pathway as read: its models, where everything stands, and what is wrong so far."""

    name: str
    """The path as given."""
    pathway: Pathway | None
    sources: Mapping[Document, SourceMap]
    """The places of each document that was there."""
    diagnostics: tuple[Diagnostic, ...]
    cases: CaseFile | None = None
    origins: Origins | None = None
    lost: frozenset[Route] = frozenset()
    """Routes of the pathway that could not be built; what depends on the whole graph cannot be trusted."""
    declared: Mapping[str, frozenset[str]] | None = None
    """The names written under each top-level key, also those whose definition is broken."""

    mended: Mapping[str, Data] = field(default_factory=dict, repr=False)
    """The data each model was built from, by document; of use only to `written`."""

    def __repr__(self) -> str:
        return f"Reading({brief(self.name, 60)!r}, {self.pathway!r}, {len(self.diagnostics)} diagnostics)"

    def written(self, diagnostic: Diagnostic) -> Diagnostic:
        """A diagnostic about one of the models, with its routes as in the file."""
        data = self.mended.get(diagnostic.document)
        return diagnostic if data is None else restored(diagnostic, data)

    def case_at(self, index: int) -> int:
        """The position in the file of the case that is so many-th in the model."""
        position = as_written(("cases", index), self.mended.get("cases"))[1]
        return position if isinstance(position, int) else index

    @property
    def files(self) -> tuple[TextFile, ...]:
        """Every file that was read."""
        return tuple([file for source in self.sources.values() for file in source.files])


def read(located: Located, *, cases: bool = True, origins: bool = True) -> Reading:
    """Read a pathway from its files.

    Args:
        located: which files.
        cases: whether to read its teaching cases too.
        origins: whether to read its origins too.

    Raises:
        Unreadable: the system refuses to hand a file over.
    """
    main, problems = read_file(located.main)
    files: list[tuple[TextFile, str]] = [(main, "")] if main is not None else []
    diagnostics = list(problems)
    for part in located.parts:
        text, problems = read_file(part)
        diagnostics.extend(problems)
        if text is not None:
            files.append((text, part.name))
    reading = _assemble(located.name, located.stem, files, diagnostics)
    if cases and located.cases is not None:
        reading = _with_cases(reading, located.cases)
    if origins and located.origins is not None:
        reading = _with_origins(reading, located.origins)
    return reading


def read_text(raw: bytes, name: str, stem: str = "") -> Reading:
    """Read a pathway from bytes, such as standard input.

    Args:
        raw: the whole file.
        name: what to call it in messages.
        stem: the id it must have; empty for any.
    """
    text, problems = decode(raw, name)
    return _assemble(name, stem, [(text, "")] if text is not None else [], list(problems))


def _assemble(name: str, stem: str, files: list[tuple[TextFile, str]], diagnostics: list[Diagnostic]) -> Reading:
    data: dict[str, Data] = {}
    homes: dict[str, int] = {}
    readable = bool(files) and not diagnostics
    empty = False
    for index, (file, part) in enumerate(files):
        parsed = parse(file.text, file.name)
        diagnostics.extend(parsed.problems)
        readable = readable and parsed.readable
        empty = empty or parsed.empty
        if not parsed.readable:
            continue
        wrong = top_level(parsed.data, "pathway")
        if wrong:
            diagnostics.append(Diagnostic("SL103", wrong, Span(file.name, 1, 1, 1, 1)))
            readable = False
        elif part:
            diagnostics.extend(_part(file, part, parsed.data, data, homes, files, index))
        else:
            data.update(parsed.data)
    sources: dict[Document, SourceMap] = {"pathway": SourceMap(tuple([file for file, _ in files]), homes)}
    if not readable:
        return Reading(name, None, sources, tuple(diagnostics))
    compiler = Compiler(scope_of(data))
    built = build(Pathway, data, compiler, "pathway", stem, empty=empty)
    diagnostics.extend(built.diagnostics)
    declared = {key: frozenset(mapping(data, key)) for key in data}
    if built.model is None:
        return Reading(name, None, sources, tuple(diagnostics), declared=declared)
    pathway = built.model
    shapes = [restored(d, built.data) for d in pathway_shapes(pathway, stem, built.lost)]
    lost = built.lost | {("id",) for d in shapes if d.at == ("id",)}
    mended = {"pathway": built.data}
    return Reading(name, pathway, sources, (*diagnostics, *shapes), lost=lost, declared=declared, mended=mended)


def _part(
    file: TextFile,
    part: str,
    content: Mapping[str, Data],
    data: dict[str, Data],
    homes: dict[str, int],
    files: list[tuple[TextFile, str]],
    index: int,
) -> Iterator[Diagnostic]:
    stem, _, ending = part.rpartition(".")
    start = Span(file.name, 1, 1, 1, 1)
    if stem not in PARTS or ending != "yaml":
        hint = nearest(part, [f"{key}.yaml" for key in PARTS | {"cases", "origins"}])
        yield Diagnostic("SL101", f"no part of a pathway is called '{part}'", start, help=hint)
        return
    for key in content:
        if key != stem:
            message = f"'{key}' in {part}, which holds '{stem}' and nothing else"
            hint = f"move it to pathway.yaml or to {key}.yaml" if key in PARTS else nearest(str(key), [stem])
            yield Diagnostic("SL101", message, file.locate((key,), "key"), help=hint)
    if stem not in content:
        yield Diagnostic("SL102", f"{part} has no '{stem}'", start, help=f"begin the file with `{stem}:`")
    elif stem in data:
        first = files[homes.get(stem, 0)][0]
        related = (Related("it stands here first", first.locate((stem,), "key")),)
        message = f"the key '{stem}' stands in two files"
        yield Diagnostic("SL002", message, file.locate((stem,), "key"), related=related)
    else:
        data[stem] = content[stem]
        homes[stem] = index


def _with_cases(reading: Reading, path: Path) -> Reading:
    reading, cases = _with_document(reading, path, "cases", CaseFile, case_shapes)
    if cases is not None and not cases.cases:
        empty = Diagnostic("SL103", "the file has no cases", ("cases",), document="cases")
        reading = replace(reading, diagnostics=(*reading.diagnostics, empty))
    return replace(reading, cases=cases)


def _with_origins(reading: Reading, path: Path) -> Reading:
    reading, origins = _with_document(reading, path, "origins", Origins, origin_shapes)
    return replace(reading, origins=origins)


def _with_document(
    reading: Reading,
    path: Path,
    document: Document,
    kind: type[ModelT],
    shapes: Callable[[ModelT], Iterator[Diagnostic]],
) -> tuple[Reading, ModelT | None]:
    """The reading with the places and problems of a file beside the pathway's, and that file's model."""
    file, problems = read_file(path)
    if file is None:
        return replace(reading, diagnostics=(*reading.diagnostics, *problems)), None
    parsed = parse(file.text, file.name)
    diagnostics = [*problems, *parsed.problems]
    wrong = top_level(parsed.data, document) if parsed.readable else ""
    if wrong:
        diagnostics.append(Diagnostic("SL103", wrong, Span(file.name, 1, 1, 1, 1)))
    model, mended = None, reading.mended
    if parsed.readable and not wrong:
        stem = reading.pathway.id if reading.pathway is not None else ""
        built = build(kind, parsed.data, None, document, stem, empty=True)
        diagnostics.extend(built.diagnostics)
        if built.model is not None:
            diagnostics.extend(restored(d, built.data) for d in shapes(built.model))
        model, mended = built.model, {**mended, document: built.data}
    sources = {**reading.sources, document: SourceMap((file,))}
    return replace(reading, sources=sources, diagnostics=(*reading.diagnostics, *diagnostics), mended=mended), model
