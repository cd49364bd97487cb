"""Writes docs/api.md from the docstrings of the public names: `python -m tests.api_page`."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import stepladder

PAGE = Path(__file__).parents[1] / "docs" / "api.md"

HEAD = """\
<!-- Written by `python -m tests.api_page` from the docstrings; do not edit it by hand. -->

# Every public name

These names stand in `stepladder`; when one of them changes, the changelog says so. [In Python](python.md) shows how
they go together. The tests run every example.
"""

WIDEST = 80
"""As many characters of a signature stand on one line of the site."""

SECTIONS = {"Args": "Arguments", "Attributes": "Attributes", "Raises": "Errors", "Returns": "Gives"}
"""Google's headings of a docstring, and ours."""


@dataclass(frozen=True, slots=True)
class Member:
    """A public attribute, property or method."""

    name: str
    signature: str
    """What is written to use it: its name, and of a method its parameters and result."""
    doc: str


def page() -> str:
    """The whole page: functions, then values, then errors, each by name."""
    values = {name: public(name) for name in sorted(stepladder.__all__, key=str.lower)}
    errors = [name for name, value in values.items() if isinstance(value, type) and issubclass(value, Exception)]
    functions = [name for name, value in values.items() if not isinstance(value, type)]
    classes = [name for name in values if name not in errors and name not in functions]
    parts = [HEAD]
    for title, names in (("Functions", functions), ("Classes", classes), ("Errors", errors)):
        parts.append(f"## {title}\n")
        parts.extend(_described(name, values[name]) for name in names)
    return "\n".join(parts)


def public(name: str) -> Any:
    """What a public name stands for; of a package that can be called, what is then called."""
    value = getattr(stepladder, name)
    return type(value).__call__ if isinstance(value, ModuleType) else value


def members(value: type) -> Iterator[Member]:
    """The public members of a class, those of its bases in this package last; each once."""
    met: set[str] = set()
    for base in value.__mro__:
        if base.__module__.partition(".")[0] != "stepladder":
            continue
        for member in _own_members(base):
            if member.name not in met:
                met.add(member.name)
                yield member


def _own_members(value: type) -> Iterator[Member]:
    body = _tree(value).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_") and name != "model_config":
                told = (
                    after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                )
                yield Member(name, name, inspect.cleandoc(str(told)))
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                plain = any(ast.unparse(decorator).endswith("property") for decorator in node.decorator_list)
                yield Member(name, name if plain else _signature(node), ast.get_docstring(node) or "")


def _text(node: ast.stmt | None) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return inspect.cleandoc(text)
        case _:
            return ""


def _tree(value: Any) -> Any:
    return ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]


def _signature(node: ast.FunctionDef, name: str | None = None) -> str:
    arguments = node.args
    if arguments.args and arguments.args[0].arg in ("self", "cls"):
        arguments.args.pop(0)
    result = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    return f"{name or node.name}({ast.unparse(arguments)}){result}"


def _on_lines(signature: str) -> str:
    """A signature as an editor would lay it out: a long one with a line for each parameter."""
    spaced = re.sub(r"(: [^=,]+)=", r"\1 = ", signature)
    if len(spaced) <= WIDEST:
        return spaced
    head, arguments, result = re.split(r"\((.*)\)", spaced)
    return f"{head}(\n    " + re.sub(r", (?![^\[]*\])", ",\n    ", arguments) + f",\n){result}"


def _described(name: str, value: Any) -> str:
    lines = [f"### {name}", ""]
    if not isinstance(value, type):
        lines += ["```python", _on_lines(_signature(_tree(value), name)), "```", ""]
    elif (base := value.__bases__[0].__name__) in stepladder.__all__:
        lines += [f"It is a [{base}](#{base.lower()}).", ""]
    lines += [_markdown(inspect.getdoc(value) or ""), ""]
    if isinstance(value, type):
        for member in members(value):
            lines += [f"#### `{member.signature}`", "", _markdown(member.doc), ""]
    return "\n".join(lines)


def _markdown(doc: str) -> str:
    """A docstring in Google's form, as Markdown."""
    written: list[str] = []
    lines = iter([*doc.splitlines(), ""])
    for line in lines:
        if line.startswith(">>>"):
            written += ["```pycon", line, *_until_blank(lines), "```", ""]
        elif (section := SECTIONS.get(line.removesuffix(":"))) is not None and line.endswith(":"):
            entries = textwrap.dedent("\n".join(_until_blank(lines)))
            if line == "Returns:":
                written += [f"**{section}:** {' '.join(entries.split())}", ""]
            else:
                entries = re.sub(r"\n +", " ", entries)
                written += [f"**{section}**", "", re.sub(r"^(\w+): ", r"- `\1`: ", entries, flags=re.MULTILINE), ""]
        else:
            written.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip()


def _until_blank(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line:
            return
        yield line


if __name__ == "__main__":
    PAGE.write_text(page().rstrip() + "\n", encoding="utf-8")
