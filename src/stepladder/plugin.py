"""The pytest plugin: every teaching case of a pathway is a test.

Collected are `*.cases.yaml` and the `cases.yaml` of a pathway folder; a case is named by its id, and `-k` finds it by
its title, what it teaches, and the id of its pathway too. `stepladder_cases = false` in pytest's settings switches it
off. Everything else is imported when the first case file is met, so that pytest starts as fast as without.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from stepladder.library.checked import Checked
    from stepladder.report.cases.outcomes import Judged

SWITCH = "stepladder_cases"
"""The setting that switches the plugin on or off."""

ENDING = ".cases.yaml"
WIDEST = 100
"""The lines of a failure are no longer than this, however wide the terminal is."""

_LARGEST = 1_000_000
"""So many bytes of a file are looked at to see what it is."""

_OF_PATHWAY = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?\{?[ \t]*[\"']?pathway[\"']?[ \t]*:")
_PATHWAY = re.compile(rb"(?m)^(?:\xef\xbb\xbf)?\{?[ \t]*[\"']?stepladder[\"']?[ \t]*:")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting."""
    parser.addini(SWITCH, "collect the teaching cases of stepladder's pathways", type="bool", default=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PathwayCases | None:
    """Collect a case file; a file that only has the name of one is left alone."""
    name = file_path.name
    if name.startswith(".") and not parent.session.isinitpath(file_path):
        return None
    if not name.endswith(ENDING) and name != "cases.yaml":
        return None
    if not parent.config.getini(SWITCH) or not _is_ours(file_path):
        return None
    return PathwayCases.from_parent(parent, path=file_path)


def _is_ours(path: Path) -> bool:
    """Whether a file is a case file: it lies beside its pathway, or says of which pathway it is."""
    if path.name == "cases.yaml":
        return os.path.isfile(path.with_name("pathway.yaml"))
    if _begins(path, _OF_PATHWAY):
        return True
    stem = path.name.removesuffix(ENDING)
    return any(_begins(path.with_name(stem + ending), _PATHWAY) for ending in (".yaml", ".yml"))


def _begins(path: Path, key: re.Pattern[bytes]) -> bool:
    """Whether a file has a key at its top level."""
    from stepladder import files

    try:
        return key.search(files.read(path, _LARGEST)) is not None
    except OSError:
        return False


class CasesError(pytest.Collector.CollectError):
    """No case of a file can be run; its text says why."""

    def __init__(self, text: str) -> None:
        from stepladder.text.characters import printable

        super().__init__(printable(text))


class CaseFailed(AssertionError):  # noqa: N818  # it is no error that a case fails
    """A case did not come out as it says; its text is what is to be read of it."""


class PathwayCases(pytest.File):
    """The case file of a pathway."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """One item a case, in the order of the file.

        Raises:
            CasesError: the file belongs to no pathway, or one of the two has errors.
        """
        from stepladder.report.cases.outcomes import group, judged

        checked = self._checked()
        cases = judged(checked)
        if not cases:
            raise CasesError(_told(checked, group(checked, (), ()).broken))
        for case in cases:
            yield PathwayCase.from_parent(self, name=case.id, case=case, checked=checked)

    def _checked(self) -> Checked:
        """The pathway with its cases, checked; the cases are run when their turn comes."""
        from stepladder.library.checked import examine
        from stepladder.library.registry import NotFound
        from stepladder.reading.files import Unreadable, locate
        from stepladder.reading.load import read

        try:
            located = locate(_from_here(_pathway_of(self.path)))
            if located.cases is None:  # its name is that of a case file, so only the system can be against it
                raise CasesError(f"{self.path}: this case file cannot be read")
            return examine(read(located, origins=False), cases=False)
        except (NotFound, Unreadable) as error:
            raise CasesError(str(error)) from None


def _pathway_of(path: Path) -> Path:
    """The pathway a case file belongs to.

    Raises:
        CasesError: there is none.
    """
    if path.name == "cases.yaml":
        return path.parent
    stem = path.name.removesuffix(ENDING)
    beside = [path.with_name(stem + ending) for ending in (".yaml", ".yml")]
    beside_it = next((candidate for candidate in beside if os.path.isfile(candidate)), None)
    if beside_it is None:
        raise CasesError(f"{path}: these cases belong to no pathway: there is no {stem}.yaml beside them")
    return beside_it


def _from_here(path: Path) -> Path:
    """A path as somebody would write it who works in the working directory."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _told(checked: Checked, findings: Iterable[Any]) -> str:
    from stepladder.report.diagnostics.to_text import to_text
    from stepladder.text.terminal import Paint

    return to_text(findings, Paint()).rstrip("\n") or f"{checked.reading.name}: there are no cases"


class PathwayCase(pytest.Item):
    """One case of a pathway."""

    def __init__(self, *, case: Judged, checked: Checked, **more: Any) -> None:  # noqa: ANN401  # pytest's own arguments
        from stepladder.text.characters import printable

        super().__init__(**more)
        self.case = case
        self.checked = checked
        written = case.case
        self.extra_keyword_matches.update(
            text for text in (case.title, case.pathway, written.teaches if written is not None else "") if text
        )
        self.user_properties.extend(
            (key, printable(text)) for key, text in (("pathway", case.pathway), ("title", case.title)) if text
        )

    def runtest(self) -> None:
        """Run the case.

        Raises:
            CaseFailed: it did not come out as it says.
        """
        from stepladder.report.cases.outcomes import run_one

        case = run_one(self.checked, self.case)
        if case.silenced:
            assert case.outcome is not None
            pytest.skip(f"silenced by its author: {case.outcome.failures[0].message}")
        if case.failed:
            from stepladder.report.cases.to_text import Look, failure_lines
            from stepladder.text.characters import printable

            look = Look(_width(self.config))
            raise CaseFailed(printable("\n".join((case.message, *failure_lines(case, look, headed=False)))))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """What is to be read of a failure, without a traceback."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands, and what it is called."""
        return self.path, self.case.span.line - 1, f"{self.case.pathway}: {self.case.id}"


def _width(config: pytest.Config) -> int:
    """How long a line may be: that of the terminal, where pytest writes to one."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or not terminal.isatty:
        return WIDEST
    return max(60, min(config.get_terminal_writer().fullwidth, WIDEST))
