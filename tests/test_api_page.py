"""docs/api.md is what the docstrings say, and they say enough: of every public name, with an example that runs."""

from __future__ import annotations

import doctest
import inspect

import pytest

import stepladder
from tests.api_page import PAGE, members, page, public

CLASSES = [name for name in stepladder.__all__ if isinstance(public(name), type)]


def test_the_page_is_what_the_docstrings_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page().rstrip() + "\n", "write it anew: python -m tests.api_page"


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_member_has_a_docstring(name: str) -> None:
    assert [member.name for member in members(public(name)) if not member.doc] == []


@pytest.mark.parametrize("name", stepladder.__all__)
def test_every_public_name_has_an_example_that_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    doc = inspect.getdoc(public(name)) or ""
    example = doctest.DocTestParser().get_doctest(doc, {}, name, None, None)

    failed, tried = doctest.DocTestRunner().run(example)

    assert tried, f"{name} has no example"
    assert not failed, capsys.readouterr().out
