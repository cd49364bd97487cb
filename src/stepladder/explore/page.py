"""One pathway as one HTML file: the drawing, the data and the scripts, closed in and free of everything outside."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from collections.abc import Sequence
from importlib.resources import files
from string import Template
from typing import Literal, TypeAlias

from stepladder.explore.data import ENGINE, page_data
from stepladder.explore.drawing import colour_rules, drawing
from stepladder.model.cases import CaseFile
from stepladder.model.pathway import Pathway
from stepladder.quiz import Item, quiz_data
from stepladder.text.characters import without_steering

Theme: TypeAlias = Literal["auto", "light", "dark"]
"""`auto`: as the reader's system is set."""

SCRIPTS = (
    "unpack.js", "dom.js", *ENGINE, "words.js", "log.js", "transcript.js", "map.js", "exits.js", "question.js",
    "views.js", "side.js", "page.js",
)  # fmt: skip
"""The parts of the page's one script, in the order in which they need each other."""


def explore_page(
    pathway: Pathway,
    cases: CaseFile | None = None,
    *,
    quiz_items: Sequence[Item] = (),
    scripts: Sequence[str] = (),
    theme: Theme = "auto",
    opens_with: str = "",
) -> str:
    """The whole page.

    Args:
        pathway: one without errors.
        cases: its teaching cases.
        quiz_items: the questions of its quiz mode; none for a page without.
        scripts: further scripts, each put behind the page's own.
        theme: which colours.
        opens_with: what stands behind the `#` of the address where nothing does, such as `c=case-04` for a case.
    """
    data: dict[str, object] = dict(page_data(pathway, cases))
    more: dict[str, object] = {"drawing": drawing(pathway)}
    if quiz_items:
        more["quiz"] = quiz_data(quiz_items)
    if opens_with:
        data["opens_with"] = opens_with
    style = _style(theme)
    parts = [*SCRIPTS[:-1], *(["quiz.js"] if quiz_items else []), SCRIPTS[-1]]
    code = ["\n".join(_script(name) for name in parts), *map(_harmless, scripts)]
    policy = (
        "default-src 'none'; "
        f"script-src {' '.join(_hash(text) for text in code)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    tools = {"cases": bool(pathway.entries or (cases and cases.cases)), "quiz": bool(quiz_items)}
    return Template(_static("page.html")).substitute(
        language=_text(pathway.language),
        policy=policy,
        digest=_text(pathway.digest),
        title=_text(pathway.title),
        style=style,
        about=_about(pathway),
        tools="".join(
            f'<button class="button" id="{name}" type="button">{name.capitalize()}</button>'
            for name, there in tools.items()
            if there
        ),
        disclaimer=_text(pathway.disclaimer),
        data=_packed(data),
        more=_packed(more),
        scripts="\n".join(f"<script>{text}</script>" for text in code),
    )


def _about(pathway: Pathway) -> str:
    """Id, version, status and when it was looked at, in one line."""
    parts = [f"{pathway.id} {pathway.version}"]
    parts += [pathway.status] if pathway.status != "active" else []
    parts += [f"reviewed {pathway.reviewed}"] if pathway.reviewed is not None else []
    parts += [f"content {pathway.digest[:12]}", pathway.license]
    return " · ".join(f"<bdi>{_text(part)}</bdi>" for part in parts if part)


def _text(text: str) -> str:
    """A text as it stands in HTML, between tags or in an attribute; what would steer is left out."""
    return html.escape(without_steering(" ".join(text.split())))


def _packed(data: object) -> str:
    """The data in little room: JSON, deflated, in base64; half a megabyte of a large pathway becomes 90 kilobytes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()


def _static(name: str) -> str:
    return files("stepladder.explore").joinpath("static", name).read_text(encoding="utf-8")


def _style(theme: Theme) -> str:
    """The style sheet, with the colours of the drawing; a fixed theme settles what the reader's system would."""
    text = _static("page.css") + colour_rules()
    if theme == "dark":
        text = text.replace("@media (prefers-color-scheme: dark)", "@media all")
    if theme == "light":
        text = text.replace("@media (prefers-color-scheme: dark)", "@media not all")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", text).replace(";}", "}").strip()


def _script(name: str) -> str:
    """A script without its indentation and its comments, which stand alone or behind the code of a line."""
    lines = [re.sub(r"(^|(?<=[;,(){}])\s)\s*//( .*|$)", "", line.strip()) for line in _static(name).splitlines()]
    code = "\n".join(line for line in lines if line)
    return _harmless(re.sub(r" (=>|[=!]==|&&|\|\|) ", r"\1", code))  # none of these stands in a text


def _harmless(code: str) -> str:
    """A script as it may stand in HTML: nothing in it ends its element."""
    return re.sub(r"</(?=script)|<!(?=--)", lambda match: match[0].replace("<", "\\x3c"), code, flags=re.IGNORECASE)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
