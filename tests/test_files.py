"""The one door to the file system: whatever stands where a file is read or written, it is whole, kept, or refused in a
sentence; nothing hangs, nothing is torn, and nothing is left behind."""

from __future__ import annotations

import ast
import contextlib
import errno
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from stepladder import files
from tests.conftest import DATA, Cli
from tests.scratch import environment

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(sys.platform == "win32", reason="devices, pipes and permissions of POSIX"),
]

SOURCE = Path(__file__).parents[1] / "src" / "stepladder"
PATHWAY = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65534
SECONDS = 60
"""What takes so long hangs."""

needs_root = pytest.mark.skipif(not ROOT, reason="makes devices, mounts, or acts as another user, which needs root")

Writer = tuple[tuple[str, ...], str]
WRITERS: dict[str, Writer] = {
    "a report of validate": (("validate", "headache-steps", "-o", "json={}"), "r.json"),
    "a report of test": (("test", "headache-steps", "-o", "junit={}"), "r.xml"),
    "suggested cases": (("test", "headache-steps", "--suggest", "1", "--output", "{}"), "c.yaml"),
    "a saved walk": (("walk", "headache-steps", "--no-input", "--save", "{}"), "w.jsonl"),
    "a transcript": (("walk", "headache-steps", "--no-input", "--transcript", "{}"), "t.md"),
    "a picture": (("render", "headache-steps", "-o", "{}"), "p.svg"),
    "a page": (("explore", "headache-steps", "--no-quiz", "-o", "{}"), "e.html"),
    "an export": (("export", "headache-steps", "--to", "gift", "-o", "{}"), "g.txt"),
    "a schema": (("schema", "-o", "{}"), "s.json"),
}
"""Every command that writes a file that is named, and how such a file may be called."""

SETTINGS_OF_FOLDERS = ("a picture", "an export")
"""These take the name of a folder too."""

STUCK = """\
stepladder: 1
id: stuck
version: 0.1.0
title: Stuck
status: draft
start: here
facts:
  age: {type: number, unit: a, min: 0, max: 100, ask: How old?}
steps:
  here:
    title: Here
    kind: assessment
    asks: [age]
    next: [{to: home, when: age < 50}]
  home: {title: Home, kind: outcome}
"""

BESIDES = {
    "pictures in a folder": (("render", "headache-steps", "-o", "d"), "d/headache-steps.ladder.svg"),
    "a manifest": (("render", "headache-steps", "-o", "d"), "d/MANIFEST.json"),
    "a witness": (("verify", "stuck.yaml", "--witness-dir", "d"), "d/stuck.SL601.where.cases.yaml"),
}


@pytest.fixture(params=[*WRITERS])
def writer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def written(cli: Cli, writer: str, target: str) -> tuple[int, str]:
    """Have a command write; its exit code and its last words."""
    words, _ = WRITERS[writer]
    done = cli(*[word.format(target) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.stderr


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*.part")]


def good(code: int) -> bool:
    return code in (0, 3)  # a walk that waits


@pytest.fixture
def expected(writer: str, folder: Path, cli: Cli) -> bytes:
    """What a command writes into an ordinary file."""
    name = f"first-{WRITERS[writer][1]}"
    code, words = written(cli, writer, name)
    assert good(code), words
    return Path(name).read_bytes()


def same(writer: str, one: bytes, other: bytes) -> bool:
    """Whether the same was written, but for the seconds that a report counts."""
    return bool(one) if writer == "a report of test" else one == other


# every command that writes × every kind of target


def test_a_new_file_has_the_permissions_that_the_umask_gives(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    before = os.umask(0o027)
    try:
        code, _ = written(cli, writer, name)
    finally:
        os.umask(before)

    assert good(code)
    assert same(writer, Path(name).read_bytes(), expected)
    assert stat.S_IMODE(os.stat(name).st_mode) == 0o640
    assert left_over(Path()) == []


def test_a_file_keeps_its_permissions(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    Path(name).write_text("old")
    os.chmod(name, 0o604)

    code, _ = written(cli, writer, name)

    assert good(code)
    assert same(writer, Path(name).read_bytes(), expected)
    assert stat.S_IMODE(os.stat(name).st_mode) == 0o604


def test_a_link_goes_on_leading_where_it_led(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    Path("elsewhere").mkdir()
    Path("elsewhere/file").write_text("old")
    os.symlink("elsewhere/file", "second")
    os.symlink("second", name)

    code, _ = written(cli, writer, name)

    assert good(code)
    assert os.readlink(name) == "second"
    assert os.readlink("second") == "elsewhere/file"
    assert same(writer, Path("elsewhere/file").read_bytes(), expected)


def test_a_link_to_what_is_not_there_yet_makes_it(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    Path("elsewhere").mkdir()
    os.symlink("elsewhere/file", name)

    code, _ = written(cli, writer, name)

    assert good(code)
    assert os.path.islink(name)
    assert same(writer, Path("elsewhere/file").read_bytes(), expected)


def test_all_names_of_a_file_go_on_naming_one(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    Path("other").write_text("old " * 100_000)
    os.link("other", name)

    code, _ = written(cli, writer, name)

    assert good(code)
    assert os.path.samefile("other", name)
    assert same(writer, Path("other").read_bytes(), expected)


@needs_root
def test_a_device_is_written_to_and_stays_one(writer: str, folder: Path, cli: Cli) -> None:
    Path("dev").mkdir()
    name = f"dev/{WRITERS[writer][1]}"
    os.mknod(name, 0o666 | stat.S_IFCHR, os.makedev(1, 3))

    code, words = written(cli, writer, name)

    assert good(code), words
    assert stat.S_ISCHR(os.stat(name).st_mode)
    assert os.listdir("dev") == [WRITERS[writer][1]]


@needs_root
def test_a_full_device_is_told_in_a_sentence_and_stays_one(writer: str, folder: Path, cli: Cli) -> None:
    name = WRITERS[writer][1]
    os.mknod("full", 0o666 | stat.S_IFCHR, os.makedev(1, 7))
    os.symlink("full", name)

    code, words = written(cli, writer, name)

    assert code == 2
    assert name in words
    assert "the disk is full" in words
    assert stat.S_ISCHR(os.stat("full").st_mode)


def test_a_pipe_that_is_read_is_written_to_and_stays_one(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    os.mkfifo(name)
    came: list[bytes] = []
    handle = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    reader = threading.Thread(target=lambda: came.append(_to_its_end(handle)), daemon=True)
    reader.start()

    code, words = written(cli, writer, name)
    reader.join(SECONDS)
    os.close(handle)

    assert good(code), words
    assert len(came) == 1
    assert same(writer, came[0], expected)
    assert stat.S_ISFIFO(os.stat(name).st_mode)


def _to_its_end(handle: int) -> bytes:
    """What comes through a pipe from the first byte until nobody writes any more."""
    came = b""
    while True:
        try:
            more = os.read(handle, 1 << 16)
        except BlockingIOError:
            more = b""
        else:
            if came and not more:
                return came
        came += more
        time.sleep(0 if more else 0.001)


def test_a_pipe_that_nobody_reads_is_told_at_once(writer: str, folder: Path, cli: Cli) -> None:
    name = WRITERS[writer][1]
    os.mkfifo(name)

    code, words = written(cli, writer, name)

    assert code == 2
    assert "a pipe or socket with nobody at its other end" in words
    assert stat.S_ISFIFO(os.stat(name).st_mode)


def _linked(name: str) -> str:
    os.symlink(name, name)
    return name


def _folder(name: str) -> str:
    os.mkdir(name)
    return name


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "a folder that is missing": (lambda name: f"nowhere/{name}", "no such file or directory"),
    "a file instead of a folder": (lambda name: f"pathways/headache-steps.yaml/{name}", "not a directory"),
    "a name that is too long": (lambda name: "x" * 300 + name, "file name too long"),
    "a link to itself": (_linked, "too many levels of symbolic links"),
    "a folder": (_folder, "is a directory"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_written_is_one_sentence(kind: str, writer: str, folder: Path, cli: Cli) -> None:
    if kind == "a folder" and writer in SETTINGS_OF_FOLDERS:
        return  # this command writes into a folder that is named
    make, words = REFUSED[kind]
    target = make(WRITERS[writer][1])

    code, said = written(cli, writer, target)

    assert code == 2
    assert words in said
    assert [line for line in said.splitlines() if line.startswith("stepladder: ")] == [said.splitlines()[-1]]
    assert left_over(folder) == []


@needs_root
def test_on_a_full_disk_every_file_is_as_it_was_and_nothing_is_left(writer: str, expected: bytes, cli: Cli) -> None:
    name = WRITERS[writer][1]
    with mounted(Path("disk"), "size=64k"):
        old = b"old" * 2000
        for each in (f"two-{name}", f"one-{name}"):
            (Path("disk") / each).write_bytes(old)
        os.link(f"disk/two-{name}", f"disk/{name}")
        os.symlink(Path("disk").absolute() / f"one-{name}", f"link-{name}")
        _fill(Path("disk/filler"))
        for target in (f"disk/one-{name}", f"disk/new-{name}", f"link-{name}", f"disk/{name}"):
            code, words = written(cli, writer, target)

            in_place = target == f"disk/{name}" and len(expected) < 8192  # there is room for two pages
            assert good(code) if in_place else code == 2
            assert in_place or (target in words and "the disk is full" in words)
        assert {path.name for path in Path("disk").iterdir()} == {name, f"one-{name}", f"two-{name}", "filler"}
        assert (Path("disk") / f"one-{name}").read_bytes() == old
        two = (Path("disk") / f"two-{name}").read_bytes()
        assert same(writer, two, expected) if len(expected) < 8192 else two == old


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(b"x" * 1024):
            pass


class mounted:  # noqa: N801  # a context manager
    """A small disk of its own at a folder; the test is skipped where none may be mounted."""

    def __init__(self, at: Path, options: str) -> None:
        self.at, self.options = at, options

    def __enter__(self) -> None:
        self.at.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", self.options, "tmpfs", self.at], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("nothing may be mounted here")

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", self.at], check=True)


@needs_root
def test_a_disk_that_is_only_to_be_read_is_told_in_a_sentence(folder: Path, cli: Cli) -> None:
    with mounted(Path("disk"), "ro"):
        done = cli("schema", "-o", "disk/s.json")

    assert (done.exit_code, done.stderr) == (2, "stepladder: disk/s.json: read-only file system\n")


@needs_root
@pytest.mark.parametrize("kind", BESIDES)
def test_into_a_folder_every_file_is_written_as_one_that_is_named(kind: str, folder: Path, cli: Cli) -> None:
    words, name = BESIDES[kind]
    Path("stuck.yaml").write_text(STUCK)
    done = cli(*words)
    assert done.exit_code in (0, 1), done.stderr
    names = os.listdir("d")
    path = Path(name) if Path(name).exists() else Path("d") / next(each for each in names if each.endswith(".yaml"))
    content = path.read_bytes()
    path.rename("moved")
    path.symlink_to(Path("moved").absolute())
    os.chmod("moved", 0o600)

    assert cli(*words).exit_code == done.exit_code

    assert path.is_symlink()
    assert Path("moved").read_bytes() == content
    path.unlink()
    os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 7))
    told = cli(*words)
    if kind != "a manifest":
        assert (told.exit_code, f"{path}: the disk is full" in told.stderr) == (2, True), told.stderr
    assert stat.S_ISCHR(path.stat().st_mode)


def test_the_summary_of_a_github_job_is_added_to_whatever_it_is(folder: Path, cli: Cli) -> None:
    Path("summary.md").write_text("before\n")
    os.symlink("summary.md", "link.md")
    os.mkfifo("pipe")

    good_ = cli("validate", "--format", "github", env={"GITHUB_STEP_SUMMARY": "link.md"})
    told = cli("validate", "--format", "github", env={"GITHUB_STEP_SUMMARY": "pipe"})

    assert good_.exit_code == 0
    assert Path("summary.md").read_text().startswith("before\n")
    assert len(Path("summary.md").read_text()) > len("before\n")
    assert os.path.islink("link.md")
    assert (told.exit_code, "GITHUB_STEP_SUMMARY: pipe: a pipe" in told.stderr) == (2, True)


@pytest.mark.parametrize("made", ["file", "link", "dangling link", "folder", "pipe"])
def test_a_new_pathway_replaces_nothing_of_any_kind(made: str, folder: Path, cli: Cli) -> None:
    path = Path("pathways/mine.cases.yaml")
    makers: dict[str, Callable[[], object]] = {
        "file": lambda: path.write_text("old"),
        "link": lambda: path.symlink_to("headache-steps.yaml"),
        "dangling link": lambda: path.symlink_to("nowhere"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
    }
    makers[made]()
    before = sorted(os.listdir("pathways"))

    done = cli("new", "mine")

    assert (done.exit_code, "is there already; nothing was written" in done.stderr) == (2, True)
    assert sorted(os.listdir("pathways")) == before


# the door itself


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("before", ["nothing", "a file", "two names"])
def test_an_interrupt_leaves_the_old_file_and_nothing_else(
    before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    if before != "nothing":
        path.write_text("old and long")
    if before == "two names":
        os.link(path, tmp_path / "g")
    names = sorted(os.listdir(tmp_path))
    monkeypatch.setattr(os, "fsync", interrupt)

    with pytest.raises(KeyboardInterrupt):
        files.write(path, "new")

    assert sorted(os.listdir(tmp_path)) == names
    assert before == "nothing" or path.read_text() == "old and long"


def test_a_file_that_is_not_to_be_there_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write_new(tmp_path / "f", "one")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "f", "two")
    monkeypatch.setattr(os, "link", refuse_links)
    files.write_new(tmp_path / "g", "three")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "g", "four")

    assert {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)} == {"f": "one", "g": "three"}


def refuse_links(*_: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_a_file_that_cannot_be_replaced_is_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    inode = path.stat().st_ino

    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, "replace", busy)
    files.write(path, "new and longer")
    files.write(path, "new")

    assert (path.read_text(), path.stat().st_ino, os.listdir(tmp_path)) == ("new", inode, ["f"])


@needs_root
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    os.chown(path, NOBODY, NOBODY)

    files.write(path, "new")

    assert (path.read_text(), path.stat().st_uid, path.stat().st_gid) == ("new", NOBODY, NOBODY)


def test_what_is_no_character_is_written_as_an_escape(tmp_path: Path) -> None:
    files.write(tmp_path / "f", "a\udc80b")

    assert (tmp_path / "f").read_bytes() == rb"a\udc80b"


def test_whoever_reads_while_others_write_reads_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    contents = [bytes([letter]) * 200_000 for letter in b"abc"]
    files.write(path, contents[0])
    faults: list[object] = []

    def writes(content: bytes) -> None:
        try:
            for _ in range(20):
                files.write(path, content)
        except BaseException as error:  # told below
            faults.append(error)

    threads = [threading.Thread(target=writes, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert files.read(path) in contents
    assert faults == []
    assert os.listdir(tmp_path) == ["f"]


def test_a_folder_is_kept_for_one_and_the_other_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    refused = pytest.raises(TimeoutError, match="another process has been writing here")
    with files.alone_in(tmp_path), refused, files.alone_in(tmp_path):
        pass
    with files.alone_in(tmp_path):
        pass


def test_pictures_drawn_into_one_folder_at_once_are_all_in_its_manifest(folder: Path, cli: Cli) -> None:
    views = ["ladder", "graph", "step:red_flags", "step:choose_relief"]
    program = [sys.executable, "-m", "stepladder", "render", "headache-steps", "-o", "d", "--view"]
    running = [
        subprocess.Popen([*program, view], env=environment(), stderr=subprocess.PIPE, text=True)
        for view in [*views, *views]
    ]
    told = [process.communicate(timeout=300)[1] for process in running]

    assert [process.returncode for process in running] == [0] * len(running), told
    done = cli("render", "--check", "-o", "d")
    assert done.exit_code == 0, done.output
    assert "4 pictures" in done.stderr
    assert left_over(folder) == []


# reading


def readers(name: str) -> dict[str, tuple[str, ...]]:
    """Every command that reads a file, and as what."""
    here = "pathways/headache-steps.yaml"
    return {
        "validate": ("validate", name),
        "show": ("show", name),
        "walk": ("walk", name, "--no-input"),
        "verify": ("verify", name),
        "test": ("test", name),
        "compare": ("compare", here, name),
        "render": ("render", name, "-o", "-"),
        "explore": ("explore", name, "-o", "-"),
        "quiz": ("quiz", name),
        "export": ("export", name, "--to", "gift", "-o", "-"),
        "new --from": ("new", "mine", "--from", name),
        "walk --resume": ("walk", here, "--no-input", "--resume", name),
        "walk --answers": ("walk", here, "--no-input", "--answers", name),
        "render --walk": ("render", here, "-o", "-", "--walk", name),
        "test --record": ("test", "--record", name),
    }


@pytest.mark.parametrize("kind", ["pipe", "socket", "zero", "loop", "missing", "its cases are a pipe"])
@pytest.mark.parametrize("command", readers(""))
def test_what_cannot_be_read_is_told_at_once_in_a_sentence(command: str, kind: str, folder: Path, cli: Cli) -> None:
    name = "odd.yaml"
    match kind:
        case "pipe":
            os.mkfifo(name)
        case "socket":
            import socket

            with socket.socket(socket.AF_UNIX) as made:
                made.bind(name)
        case "zero":
            if not ROOT:
                pytest.skip("makes a device, which needs root")
            os.mknod(name, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
        case "loop":
            os.symlink(name, name)
        case "its cases are a pipe":
            Path(name).write_text(PATHWAY.replace("id: headache-steps", "id: odd"))
            os.mkfifo("odd.cases.yaml")
    done = cli(*readers(name)[command])

    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    needs_cases = command not in ("show", "walk", "render", "compare") or kind != "its cases are a pipe"
    if needs_cases:
        assert done.exit_code in (1, 2)
        assert "stepladder: " in done.stderr or "error[SL" in done.output
        assert "odd" in done.output


@pytest.mark.parametrize("command", [name for name in readers("") if name not in ("test", "quiz", "export")])
def test_what_comes_through_a_pipe_is_read_as_a_file_is(command: str, folder: Path, cli: Cli) -> None:
    cli("walk", "headache-steps", "--no-input", "--save", "w.jsonl")
    Path("a.yaml").write_text("facts: {age: 40}\n")
    inputs = {"walk --resume": "w.jsonl", "render --walk": "w.jsonl", "walk --answers": "a.yaml"}
    name = inputs.get(command, "pathways/headache-steps.yaml")
    if command == "test --record":
        name = "w.jsonl"
    as_file = cli(*readers(name)[command])
    shutil.rmtree("pathways/mine", ignore_errors=True)
    for made in Path("pathways").glob("mine*"):
        made.unlink()
    reading, writing = os.pipe()
    content = Path(name).read_bytes()
    threading.Thread(target=_into, args=(writing, content), daemon=True).start()
    try:
        through = cli(*readers(f"/dev/fd/{reading}")[command])
    finally:
        os.close(reading)

    assert through.exit_code == as_file.exit_code, through.output
    if command in ("render", "walk --resume", "walk --answers", "test --record"):
        assert through.stdout == as_file.stdout


def _into(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def test_a_pipe_that_goes_on_and_on_is_read_to_the_limit_and_no_further(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    stop = threading.Event()

    def write() -> None:
        with (tmp_path / "p").open("wb", buffering=0) as stream:
            while not stop.is_set():
                try:
                    stream.write(b"x" * 10_000)
                except BrokenPipeError:
                    return

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    raw = b""
    while not raw:
        with contextlib.suppress(OSError):  # until it is opened for writing
            raw = files.read(tmp_path / "p", 100_000)
    stop.set()
    writer.join(SECONDS)

    assert len(raw) == 100_001


def test_a_pipe_through_which_nothing_comes_is_told_and_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(files, "SILENT", 0.01)
    monkeypatch.setattr(files, "PATIENCE", 0.02)
    reading, writing = os.pipe()
    os.mkfifo(tmp_path / "p")
    held = os.open(tmp_path / "p", os.O_RDWR)
    try:
        for name in (f"/dev/fd/{reading}", str(tmp_path / "p")):
            caplog.clear()
            with pytest.raises(TimeoutError, match="nothing came through it"):
                files.read(Path(name))
            assert f"waiting for what comes through {name}" in caplog.text
    finally:
        for handle in (reading, writing, held):
            os.close(handle)


# names that begin with a dot

DOTTED = {
    "an editor's lock": lambda path: path.symlink_to("me@host.1:2"),
    "what a Mac leaves behind": lambda path: path.write_bytes(b"\0\5\x16\7"),
    "a pathway put aside": lambda path: path.write_text(PATHWAY.replace("id: headache-steps", "id: broken: [")),
}


@pytest.mark.parametrize("kind", DOTTED)
@pytest.mark.parametrize(
    "name", [".#x.yaml", "._headache-steps.yaml", "._headache-steps.cases.yaml", ".x.origins.yaml"]
)
def test_names_that_begin_with_a_dot_are_passed_over_in_every_folder(
    name: str, kind: str, folder: Path, cli: Cli
) -> None:
    cli("render", "-o", "d")
    commands = [
        ("list",), ("show", "headache-steps"), ("validate",), ("validate", "pathways"), ("test",), ("test", "pathways"),
        ("render", "--check", "-o", "d"), ("walk", "headache-steps", "--no-input"), ("verify", "headache-steps"),
    ]  # fmt: skip
    before = [cli(*words) for words in commands]
    for place in ("pathways", "d"):
        DOTTED[kind](Path(place) / name)
    Path("d/.x.svg").write_text("<svg/>")

    after = [cli(*words) for words in commands]

    assert [told(done) for done in after] == [told(done) for done in before]


def told(done: Result) -> tuple[int, str]:
    """What a command said, but for how long it took."""
    return done.exit_code, re.sub(r"[0-9]+\.[0-9]+", "", done.stdout)


def test_a_part_that_begins_with_a_dot_is_no_part_of_a_pathway_folder(folder: Path, cli: Cli) -> None:
    shutil.copytree(SOURCE.parents[1] / "pathways" / "esophageal-spasm", "pathways/esophageal-spasm")
    before = cli("validate", "pathways/esophageal-spasm", "--skip", "proofs,cases")
    Path("pathways/esophageal-spasm/.#facts.yaml").symlink_to("me@host.1:2")
    Path("pathways/esophageal-spasm/._facts.yaml").write_bytes(b"\0\5")

    after = cli("validate", "pathways/esophageal-spasm", "--skip", "proofs,cases")

    assert (after.exit_code, after.output) == (before.exit_code, before.output)
    assert "SL001" in cli("validate", "pathways/esophageal-spasm/._facts.yaml").output


def test_a_file_that_begins_with_a_dot_is_read_where_it_is_named(folder: Path, cli: Cli) -> None:
    Path("pathways/.draft.yaml").write_text(PATHWAY + "nonsense: true\n")

    assert "SL101" in cli("validate", "pathways/.draft.yaml").output


# standard streams

COMMANDS = (
    "list", "show headache-steps", "walk headache-steps --no-input", "validate", "validate --format json",
    "verify headache-steps", "test", "compare headache-steps headache-steps", "render headache-steps -o -",
    "render --check", "explore headache-steps -o -", "quiz headache-steps", "quiz headache-steps --print",
    "export headache-steps --to gift -o -", "explain SL001", "schema", "completion bash", "new mine", "--help",
    "--version", "walk --help", "walk nowhere", "nonsense",
)  # fmt: skip


def started(command: str, ends: str) -> tuple[int, str]:
    """Run a command in a shell with its streams led somewhere; the exit code, and all that was still said."""
    line = f'exec "{sys.executable}" -m stepladder {command} {ends}'
    done = subprocess.run(
        ["sh", "-c", line], env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=SECONDS * 5,
    )  # fmt: skip
    said = done.stdout + done.stderr
    for word in ("Traceback", "internal error", "Exception ignored", "lost sys.stderr"):
        assert word not in said, said
    return done.returncode, said


@pytest.fixture
def full(folder: Path) -> Path:
    """A folder where /dev/full is."""
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_behind_standard_output_is_one_sentence(command: str, full: Path) -> None:
    code, said = started(command, "> /dev/full")

    quiet = command in ("validate", "render --check", "walk nowhere", "nonsense")  # these say all on standard error
    lines = [line for line in said.splitlines() if line.startswith("stepladder: standard output: the disk is full")]
    assert (len(lines) == 1) is not quiet, said
    assert quiet or code == 2


@pytest.mark.parametrize("ends", ["2> /dev/full", "> /dev/full 2>&1"])
@pytest.mark.parametrize("command", ["validate", "walk nowhere", "nonsense", "quiz nowhere"])
def test_where_nothing_can_be_said_the_exit_code_still_says_it(command: str, ends: str, full: Path) -> None:
    assert started(command, ends) == (2, "")


@pytest.mark.parametrize("command", COMMANDS)
def test_closed_streams_are_quiet_and_change_no_exit_code(command: str, folder: Path) -> None:
    expected, _ = started(command, "")
    for made in ("pathways/mine.yaml", "pathways/mine.cases.yaml"):
        Path(made).unlink(missing_ok=True)

    assert started(command, "<&- >&- 2>&-") == (expected, "")


@pytest.mark.parametrize("ends", ["<&-", ">&-", "2>&-"])
def test_a_file_is_written_where_a_stream_is_closed(ends: str, folder: Path) -> None:
    code, _ = started("schema -o s.json", ends)

    assert code == 0
    assert Path("s.json").read_text().startswith("{")


@pytest.mark.parametrize("name", ["/dev/fd/1", "out"])
def test_a_name_of_standard_output_stands_for_what_is_open_there(name: str, folder: Path) -> None:
    _, plain = started("schema", "")
    Path("out").symlink_to("/dev/fd/1")
    Path("log").write_text("before\n")

    code, _ = started(f"schema -o {name}", ">> log")
    _, said = started(f"schema -o {name} 2>&-", "| cat")

    assert code == 0
    assert Path("log").read_text() == "before\n" + plain
    assert said == plain


# as somebody who may not do everything


@pytest.fixture
def nobody(folder: Path) -> Iterator[Callable[..., tuple[int, str]]]:
    """Runs a command as a user who owns nothing."""
    if not ROOT:
        pytest.skip("acts as another user, which needs root")
    for one in (folder, *folder.parents[:2]):
        one.chmod(0o755)

    someone = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if shutil.which("setpriv") is None:
        pytest.skip("acts as another user, which needs setpriv")

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [*someone, sys.executable, "-m", "stepladder", *words], env=environment(HOME="/nonexistent"), text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert "internal error" not in done.stderr
        return done.returncode, done.stderr

    if run("--version")[0]:
        pytest.skip("the interpreter is not for everybody here")
    yield run
    folder.chmod(0o755)
    (folder / "pathways").chmod(0o755)


def test_somebody_who_may_not_write_here_is_told_so_by_every_command_and_reads_all_the_same(
    folder: Path, nobody: Callable[..., tuple[int, str]]
) -> None:
    for words, name in WRITERS.values():
        code, said = nobody(*[word.format(name) for word in words])
        assert (code, "permission denied" in said) == (2, True), said
    assert nobody("new", "mine") == (2, "stepladder: pathways/mine.yaml: permission denied\n")
    assert nobody("render") == (2, "stepladder: diagrams: permission denied\n")
    assert nobody("validate")[0] == 0
    assert nobody("list")[0] == 0


def test_a_file_that_is_only_to_be_read_is_not_replaced(folder: Path, nobody: Callable[..., tuple[int, str]]) -> None:
    folder.chmod(0o777)
    Path("s.json").write_text("old")
    Path("t.json").write_text("old")
    os.chmod("t.json", 0o666)  # of somebody else, and everybody may write into it
    owner = os.stat("t.json").st_uid

    refused = nobody("schema", "-o", "s.json")
    taken = nobody("schema", "-o", "t.json")

    assert refused == (2, "stepladder: s.json: permission denied\n")
    assert Path("s.json").read_text() == "old"
    assert taken[0] == 0
    assert Path("t.json").read_text().startswith("{")
    assert (os.stat("t.json").st_uid, stat.S_IMODE(os.stat("t.json").st_mode)) == (owner, 0o666)


@pytest.mark.parametrize("words", ["list", "show headache-steps", "validate", "test", "render", "walk headache-steps"])
def test_a_folder_that_may_not_be_listed_is_told_and_not_passed_over(
    words: str, folder: Path, nobody: Callable[..., tuple[int, str]]
) -> None:
    (folder / "pathways").chmod(0o700)

    assert nobody(*words.split()) == (2, "stepladder: pathways: permission denied\n")


@pytest.mark.parametrize("command", [*COMMANDS, "schema -o s.json", "walk headache-steps --no-input --save w.jsonl"])
def test_a_working_directory_that_is_gone_is_no_fault_of_ours(command: str, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    line = f'cd "{tmp_path}/gone" && rmdir "{tmp_path}/gone" && exec "{sys.executable}" -m stepladder {command}'
    done = subprocess.run(
        ["sh", "-c", line], env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=SECONDS * 5,
    )  # fmt: skip

    assert done.returncode in (0, 1, 2, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr


# who may open files

DOORS = {"files.py"}
STREAMS = {"cli/main.py": {"open", "os.open"}}
"""What stands in for a closed stream is opened there."""

FORBIDDEN = {
    "open", "io.open", "os.open", "os.fdopen", "os.replace", "os.rename", "os.unlink", "os.remove", "os.mkdir",
    "os.makedirs", "os.link", "os.symlink", "os.truncate", "os.listdir", "os.scandir", "os.walk", "shutil.rmtree",
    "shutil.copy", "shutil.copyfile", "shutil.move",
}  # fmt: skip
METHODS = {
    "write_text", "write_bytes", "read_text", "read_bytes", "iterdir", "glob", "rglob", "unlink", "mkdir", "touch",
    "rename", "symlink_to", "hardlink_to", "rmdir", "is_file", "is_dir", "exists", "samefile",
}  # fmt: skip
"""Of paths; the last few of them raise where somebody may not look or a name is too long, and os.path does not."""


def opened(text: str) -> set[str]:
    """The calls in a module that open, list, change or ask for files; what lies in the package itself is none."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {*[alias.name for alias in node.names], str(getattr(node, "module", None))}
            found |= names & {"tempfile"}
        if not isinstance(node, ast.Call):
            continue
        words = ast.unparse(node.func)
        method = words.rpartition(".")[2] if isinstance(node.func, ast.Attribute) else ""
        if words in FORBIDDEN or (method in METHODS and not words.startswith(("os.path.", "files('step"))):
            found.add(words)
    return found


def test_nobody_but_the_door_opens_lists_or_changes_a_file() -> None:
    modules = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    found = {name: opened(text) - STREAMS.get(name, set()) for name, text in modules.items() if name not in DOORS}

    assert {name: calls for name, calls in found.items() if calls} == {}
    assert opened(modules["files.py"]) >= {"os.open", "os.replace", "os.unlink", "os.listdir"}
