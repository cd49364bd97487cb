"""What is released can be installed and used: the wheel, made from the source distribution, in a fresh environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.wheel


def run(*command: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, knowing nothing of this repository."""
    left_out = ("PYTHON", "VIRTUAL_ENV", "PIP_CONSTRAINT")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    if os.environ.get("CI"):
        environment["PIP_CONSTRAINT"] = (ROOT / "constraints.txt").as_uri()
    done = subprocess.run(
        [str(word) for word in command], cwd=at, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the source distribution and of the wheel that was made from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, at=folder)
    return folder


@pytest.fixture(scope="module")
def installed(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", folder / "venv", at=folder)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", next(released.glob("*.whl")), at=folder)
    return programs


def test_the_wheel_holds_the_pathways_the_types_and_both_licences(released: Path) -> None:
    names = zipfile.ZipFile(next(released.glob("*.whl"))).namelist()

    shipped = {f"stepladder/pathways/{p.relative_to(ROOT / 'pathways')}" for p in (ROOT / "pathways").rglob("*.yaml")}
    assert shipped <= set(names)
    assert {"stepladder/py.typed", "stepladder/pathways/LICENSE"} <= set(names)
    licences = [name for name in names if ".dist-info/licenses/" in name]
    assert len(licences) == 2
    assert not [name for name in names if name.startswith("tests")]


def test_the_wheel_holds_the_fonts_and_their_licence(released: Path) -> None:
    wheel = zipfile.ZipFile(next(released.glob("*.whl")))
    fonts = ROOT / "src" / "stepladder" / "render" / "fonts"

    held = {path.name: wheel.read(f"stepladder/render/fonts/{path.name}") for path in fonts.iterdir()}

    assert sorted(held) == ["LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf", "OFL.txt"]
    assert held == {path.name: path.read_bytes() for path in fonts.iterdir()}


def test_the_source_distribution_holds_what_it_takes_to_build_and_test(released: Path) -> None:
    with tarfile.open(next(released.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "pathways/LICENSE",
        "docs/format.md",
        "tests/conftest.py",
    } <= names


def test_the_installed_command_lists_its_pathways(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "stepladder", "list", at=tmp_path)

    assert "esophageal-spasm" in done.stdout
    assert "headache-steps" in done.stdout
    assert done.stderr == ""


def test_the_installed_command_walks_a_case(installed: Path, tmp_path: Path) -> None:
    case = "case-01-heart-first"

    done = run(installed / "stepladder", "walk", "esophageal-spasm", "--case", case, "--no-input", at=tmp_path)

    assert "not medical advice" in done.stdout
    assert done.stderr == ""


def test_the_installed_command_draws_without_any_extra(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "stepladder", "render", "esophageal-spasm", "--view", "graph", at=tmp_path)

    assert "1 picture of 1 pathway, 2 files written" in done.stderr
    assert (tmp_path / "diagrams" / "esophageal-spasm.graph.svg").read_bytes().startswith(b"<svg ")


def test_the_installed_command_tests_cases_asks_and_writes_the_explorer(installed: Path, tmp_path: Path) -> None:
    tested = run(installed / "stepladder", "test", "headache-steps", at=tmp_path)
    sheet = run(installed / "stepladder", "quiz", "headache-steps", "--print", at=tmp_path)
    run(installed / "stepladder", "explore", "headache-steps", "-o", "page.html", at=tmp_path)

    assert "6 passed" in tested.stdout
    assert "For teaching only" in sheet.stdout
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_installed_command_explains_a_code_with_both_examples(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "stepladder", "explain", "SL208", at=tmp_path)

    assert "Wrong:" in done.stdout
    assert done.stdout.count("# sore-throat.cases.yaml") == 2


def test_the_installed_package_brings_its_pytest_plugin(installed: Path, tmp_path: Path) -> None:
    points = "from importlib.metadata import entry_points as e; print([p.value for p in e(group='pytest11')])"
    done = run(installed / "python", "-c", points, at=tmp_path)

    assert "stepladder.plugin" in done.stdout


def test_the_installed_package_is_used_and_not_the_repository(installed: Path, tmp_path: Path) -> None:
    script = "from stepladder.library import registry as x; print(x.__file__); print(x.shipped())"

    done = run(installed / "python", "-c", script, at=tmp_path)

    places = [Path(line) for line in done.stdout.splitlines()]
    assert all(installed.parent in place.parents for place in places)


def test_the_installed_package_is_run_as_a_module_too(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "python", "-m", "stepladder", "--version", at=tmp_path)

    assert done.stdout.startswith("stepladder ")
