"""What must be true of the repository as a whole, whoever writes in it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from stepladder.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST = 350

HOSTS = re.compile(
    r"py"
    r"pi\.org|python"
    r"hosted\.org|npm"
    r"js\.|yarn"
    r"pkg\.|deb"
    r"ian\.org|crates"
    r"\.io|https?://regis"
    r"try\."
    r"|https?://[^ )\"]*(?:/simple/?(?=[\s)\"]|$)|/packages/[0-9a-f]{2}/|/-/[^ ]*\.tgz)"
)
"""Hosts of package registries, in pieces so that this file names none."""

PATHS = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm|root|home/[a-z]+|tmp/[A-Za-z])/?(?=[a-z.])")
"""Paths of a machine on which somebody worked."""

WORDS = re.compile(
    r"\b(?:cla" r"ude|anth" r"ropic|open" r"ai|chat" r"gpt|gp" r"t-\d|co" r"pilot|l" r"lms?|language mod" r"els?"
    r"|sub" r"agents?|coding ag" r"ents?|ai ass" r"istants?|as an a" r"i|co-auth" r"ored-by)\b",
    re.IGNORECASE,
)  # fmt: skip
"""Words about how a file came to be, which are nobody's business in it."""


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every text file that is tracked, or would be if it were added now."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git clone")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    found: dict[str, str] = {}
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and b"\0" not in (raw := path.read_bytes()):
            found[name] = raw.decode("utf-8", "replace")
    return found


def lines_with(pattern: re.Pattern[str], texts: dict[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            if found := pattern.search(line):
                yield f"{name}:{number}: {found.group()}"


def test_there_are_files_to_look_at(texts: dict[str, str]) -> None:
    assert {"README.md", "pyproject.toml", "tests/test_repository.py"} <= set(texts)
    assert len(texts) > 50


def test_no_file_names_the_host_of_a_package_registry(texts: dict[str, str]) -> None:
    assert list(lines_with(HOSTS, texts)) == []


def test_no_file_names_a_path_of_somebodys_machine(texts: dict[str, str]) -> None:
    assert list(lines_with(PATHS, texts)) == []


def test_no_file_says_who_or_what_typed_it(texts: dict[str, str]) -> None:
    assert list(lines_with(WORDS, texts)) == []


def test_no_lock_file_is_kept(texts: dict[str, str]) -> None:
    assert not {"uv.lock", "pylock.toml", "package-lock.json"} & {Path(name).name for name in texts}


def test_every_text_file_ends_in_one_line_break_and_has_no_carriage_return(texts: dict[str, str]) -> None:
    ours = {name: text for name, text in texts.items() if not name.startswith("tests/data/") and text}

    assert [name for name, text in ours.items() if not text.endswith("\n") or text.endswith("\n\n")] == []
    assert [name for name, text in ours.items() if "\r" in text] == []


def test_a_long_file_says_why_it_is_one_file() -> None:
    unexplained = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LONGEST and "One file on purpose" not in (ast.get_docstring(ast.parse(text)) or ""):
            unexplained.append(f"{path.relative_to(ROOT)} has {lines} lines")

    assert unexplained == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_on_the_page_of_commands(command: str) -> None:
    assert f"| `stepladder {command}" in (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def test_ci_runs_the_two_commands_as_the_readme_states_them() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    function = next(line for line in script.splitlines() if line.startswith("block() {"))

    printed = [
        subprocess.run(["bash", "-c", f"{function}; block {n}"], cwd=ROOT, capture_output=True, text=True, check=True)
        for n in (1, 2)
    ]

    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert [done.stdout for done in printed] == blocks[:2]


def test_the_version_is_the_same_wherever_it_stands() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("CITATION.cff", "CHANGELOG.md")}
    examples = (ROOT / "docs" / "repository.md").read_text(encoding="utf-8")

    assert re.findall(r"^version: (.*)$", texts["CITATION.cff"], re.MULTILINE) == [version]
    assert re.findall(r"^## (\d[^ ]*) ", texts["CHANGELOG.md"], re.MULTILINE)[0] == version
    assert set(re.findall(r"\bv(\d+\.\d+\.\d+)\b", examples)) == {version}


def test_the_map_of_the_house_has_every_folder() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| folder | holds |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines()[2:]]
    folders = {path.parent.name for path in (ROOT / "src" / "stepladder").glob("*/__init__.py")}

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == folders


def test_ci_can_be_run() -> None:
    script = ROOT / ".ci" / "run"

    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_every_dependency_is_pinned_for_ci_and_only_pins_stand_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for extra in project["optional-dependencies"].values() for name in extra]
    wanted = [name for name in (*project["dependencies"], *extras) if not name.startswith(f"{project['name']}[")]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))

    assert {_plain(re.split(r"[<>=!~ ;[]", name)[0]) for name in wanted} <= {_plain(name) for name in pins}
    assert "stepladder" not in pins
    assert not [line for line in lines if "://" in line]


def test_the_lowest_versions_are_the_lower_bounds_and_none_is_above_what_ci_installs() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    tested = {_plain(name): version for name, _, version in (line.partition("==") for line in lines if line[:1] != "#")}

    printed = subprocess.run([ROOT / ".ci" / "lowest"], capture_output=True, text=True, check=True).stdout
    lowest = {_plain(name): version for name, _, version in (line.partition("==") for line in printed.splitlines())}

    assert {"click", "pydantic", "pyyaml", "pytest", "z3-solver"} <= set(lowest)
    assert [name for name, version in lowest.items() if _numbers(version) > _numbers(tested[name])] == []


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def test_ci_runs_the_readmes_commands_with_nothing_set_around_them() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert [line for line in script.splitlines() if '-c "$first"' in line or '-c "$second"' in line] == [
        'bash -euo pipefail -c "$first" </dev/null 2>&1 | tee "$output" || code=$?',
        'bash -euo pipefail -c "$second" </dev/null',
    ]
    assert re.findall(r"^export (.*)$", script, flags=re.MULTILINE) == ["CI=true DEBIAN_FRONTEND=noninteractive"]


def _plain(name: str) -> str:
    """A distribution's name in its one normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


PAGES = sorted(str(page.relative_to(ROOT)) for folder in (ROOT, ROOT / "docs") for page in folder.glob("*.md"))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_repository_leads_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))

    broken = []
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = page.parent / target if target else page
        if not file.exists() or (anchor and anchor not in _anchors(file)):
            broken.append(link)
    assert broken == []


def _anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
