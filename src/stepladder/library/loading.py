"""Pathways and teaching cases that something can be made of; whatever stands in the way is raised, with all there is.

No word is printed here: the command line tells what is raised, each in its own way.
"""

from __future__ import annotations

from stepladder.diagnostics import Severity, nearest
from stepladder.library.checked import Checked, examine
from stepladder.library.registry import DefinitionError
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.reading.files import Located
from stepladder.reading.load import read


class BrokenCasesError(DefinitionError):
    """Teaching cases that are needed have errors, or the head of their file; the message says which."""

    def __init__(self, checked: Checked, which: str) -> None:
        super().__init__(checked.reading.name, checked.wrong_cases, f"{which} errors; mend them first")


class NoSuchCaseError(LookupError):
    """A pathway has no case of that id; the message proposes the nearest."""


def sound(located: Located, *, cases: bool = False, origins: bool = False) -> tuple[Pathway, Checked]:
    """A pathway that can be walked, as it was checked; its cases are not run, and errors in them are told elsewhere.

    Args:
        located: its files.
        cases: whether its case file is read.
        origins: whether its origins are read.

    Raises:
        DefinitionError: it has errors.
        Unreadable: the system refuses to hand a file over.
    """
    checked = examine(read(located, cases=cases, origins=origins), cases=False)
    errors = [
        placed
        for placed in checked.findings
        if placed.severity is Severity.ERROR and placed.diagnostic.document != "cases"
    ]
    if errors or checked.pathway is None:
        raise DefinitionError(located.name, errors)
    return checked.pathway, checked


def named(checked: Checked) -> str:
    """What a pathway is called in a sentence: by its id, where one could be read."""
    pathway = checked.reading.pathway
    return f"'{pathway.id if pathway is not None else checked.reading.name}'"


def refuse_broken_case(checked: Checked, case_id: str) -> None:
    """See to it that the case that is asked for has no errors.

    Raises:
        BrokenCasesError: it has, or the head of its file.
    """
    cases = checked.reading.cases
    runnable = {cases.cases[index].id for index in checked.sound_cases} if cases is not None else set()
    if case_id not in runnable and checked.wrong_cases:
        raise BrokenCasesError(checked, f"the case '{case_id}' has")


def refuse_broken_cases(checked: Checked) -> None:
    """See to it that no teaching case has errors.

    Raises:
        BrokenCasesError: one has, or the head of the file.
    """
    if checked.wrong_cases:
        raise BrokenCasesError(checked, f"the cases of {named(checked)} have")


def find_case(pathway: Pathway, cases: CaseFile | None, case_id: str) -> tuple[CaseFile, int]:
    """The case file, and the place of a case in it.

    Raises:
        NoSuchCaseError: there is none of that id.
    """
    known = [case.id for case in cases.cases] if cases is not None else []
    if cases is None or case_id not in known:
        raise NoSuchCaseError(f"'{pathway.id}' has no case '{case_id}'. {nearest(case_id, known)}".rstrip())
    return cases, known.index(case_id)
