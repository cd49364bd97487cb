"""Many pathways are checked by several processes as by one; however that ends, no process is left."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from stepladder.library import parallel
from stepladder.library.checked import check
from stepladder.library.parallel import How, Seen, WorkerDied, check_all, cores, seen
from stepladder.library.registry import find_all
from stepladder.reading.files import Located, Unreadable, locate
from tests.bench.ladders import one_file
from tests.conftest import DATA, HEEDING, Cli

STEPLADDER = str(Path(sys.executable).with_name("stepladder"))
HEADACHE = (DATA / "headache-steps.yaml").read_text(encoding="utf-8")
QUICK = How(proofs=False)

METHODS = ["fork", "spawn"] if sys.platform == "linux" else ["spawn"]


@pytest.fixture(autouse=True)
def outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may themselves be run by a job, whose summary and paths are none of theirs."""
    for name in ("STEP_SUMMARY", "WORKSPACE", "SERVER_URL", "REPOSITORY", "SHA"):
        monkeypatch.delenv(f"GITHUB_{name}", raising=False)


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with 24 pathways, some of them wrong, one with cases, one that is no YAML."""
    folder = tmp_path / "pathways"
    folder.mkdir()
    for number in range(22):
        text = one_file(10, f"ladder-{number:02}")
        if number % 5 == 3:
            text = text.replace("to: controlled", f"to: controled{number}")
        (folder / f"ladder-{number:02}.yaml").write_text(text, encoding="utf-8")
    (folder / "torn.yaml").write_text("a: [")
    for name in ("headache-steps.yaml", "headache-steps.cases.yaml"):
        (folder / name).write_bytes((DATA / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("method", METHODS)
def test_several_processes_find_the_very_same(method: parallel.Method, many: Path) -> None:
    pathways = find_all(["pathways"])
    alone = check_all(pathways, QUICK, jobs=1)

    together = check_all(pathways, QUICK, jobs=3, method=method)

    assert together == alone
    assert [one.name for one in alone] == [located.name for located in pathways]
    assert sum(len(one.findings) for one in alone) > 5


@pytest.mark.parametrize("kind", ["text", "json", "github", "sarif", "junit"])
def test_the_output_is_the_same_in_the_same_order(kind: str, many: Path, cli: Cli) -> None:
    alone, together = [cli("validate", "--format", kind, "--skip", "proofs", "--jobs", n) for n in ("1", "4")]

    assert together.output == alone.output
    assert (together.exit_code, alone.exit_code) == (2, 2)
    assert "24 pathways, 25 files" in alone.stderr


def test_proofs_and_cases_are_the_same_too(folder: Path) -> None:
    path = Path("pathways/headache-steps.yaml")
    text = path.read_text(encoding="utf-8")
    for number in range(3):
        path.with_stem(f"copy-{number}").write_text(
            text.replace("id: headache-steps", f"id: copy-{number}").replace("bleeding_risk", "risk", number),
            encoding="utf-8",
        )
    pathways = find_all(["pathways"])

    together = check_all(pathways, How(), jobs=2)

    assert together == check_all(pathways, How(), jobs=1)
    assert sum(one.cases for one in together) == 1


def test_what_a_process_hands_back_can_be_carried_and_says_the_same(many: Path) -> None:
    found = [seen(check(located), located.stem) for located in find_all(["pathways"])]

    again = pickle.loads(pickle.dumps(found))

    assert again == found
    assert [str(f) for one in again for f in one.findings] == [str(f) for one in found for f in one.findings]


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_first_that_cannot_be_read_is_told_and_nothing_else(jobs: int, many: Path) -> None:
    pathways = find_all(["pathways"])
    for number in (7, 4, 20):
        Path(pathways[number].main).unlink()

    with pytest.raises(Unreadable, match=re.escape(pathways[4].name)):
        check_all(pathways, QUICK, jobs=jobs)


@pytest.mark.skipif("fork" not in METHODS, reason="the fault is put into this process, of which others are copies")
def test_a_fault_is_told_as_by_one_process(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> object:
        raise KeyError("this was not meant")

    monkeypatch.setattr(parallel, "check", broken)

    for jobs in (1, 2):
        with pytest.raises(KeyError, match="this was not meant"):
            check_all(find_all(["pathways"]), QUICK, jobs=jobs, method="fork")


@pytest.mark.skipif("fork" not in METHODS, reason="the fault is put into this process, of which others are copies")
def test_a_process_that_dies_gives_a_sentence_and_no_half_result(
    many: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "look", _dies_at("ladder-10", os.getpid()))
    before = children()

    with pytest.raises(WorkerDied, match=r"that checked pathways/ladder-10\.yaml was ended by signal 9 before"):
        check_all(find_all(["pathways"]), QUICK, jobs=2, method="fork")

    monkeypatch.setattr(parallel, "usual_method", lambda: "fork")
    result = cli("validate", "--skip", "proofs", "--jobs", "2")
    assert (result.exit_code, result.stdout) == (70, "")
    assert result.stderr.startswith("stepladder: a process that checked pathways/ladder-10.yaml was ended by signal 9")
    assert children() == before


def _dies_at(stem: str, parent: int) -> object:
    def look(located: Located, how: How, ids: object) -> Seen:
        if located.stem == stem and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return seen(check(located, proofs=False), located.stem)

    return look


def children() -> list[int]:
    """The processes that this one has begun and that still run."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []


def test_the_ids_at_hand_are_looked_for_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def at_hand() -> dict[str, Path]:
        asked.append(1)
        return {"elsewhere": Path("pathways/elsewhere.yaml")}

    text = HEADACHE.replace("title: Referred}", "title: Referred, continues: elsewhere}")
    assert text != HEADACHE
    for number in range(3):
        Path(f"pathways/copy-{number}.yaml").write_text(text.replace("id: headache-steps", f"id: copy-{number}"))
    Path("pathways/elsewhere.yaml").write_text(HEADACHE.replace("id: headache-steps", "id: elsewhere"))
    monkeypatch.setattr(parallel, "at_hand", at_hand)

    found = check_all(find_all(["pathways"]), QUICK, jobs=1)

    assert [f.message for one in found for f in one.findings] == []
    assert asked == [1]


def test_few_pathways_are_checked_by_this_process_alone(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crew(*_: object) -> object:
        raise AssertionError("no process is wanted")

    monkeypatch.setattr(parallel, "_Crew", crew)
    pathways = [locate(Path(f"pathways/ladder-0{n}.yaml")) for n in range(3)]

    assert len(check_all(pathways, QUICK)) == 3
    assert len(check_all(pathways[:1], How(cases=False), jobs=8)) == 1
    assert check_all([], QUICK) == []


def test_no_more_processors_are_counted_than_there_are() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_no_number_of_processes_below_one_is_taken(folder: Path, cli: Cli) -> None:
    assert cli("validate", "--jobs", "0").exit_code == 2


# Interrupted


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A folder whose pathways take far longer to check than anybody waits."""
    folder = tmp_path / "pathways"
    folder.mkdir()
    text = one_file(196, "ladder-00")
    for number in range(40):
        (folder / f"ladder-{number:02}.yaml").write_text(
            text.replace("ladder-00", f"ladder-{number:02}"), encoding="utf-8"
        )
    return tmp_path


def group_of(process: int) -> list[int]:
    """The processes of a process group."""
    listed = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [row.split() for row in listed.splitlines()]
    return [int(pid) for pid, group, state in rows if int(group) == process and not state.startswith("Z")]


def until(what: object) -> bool:
    """Whether something becomes true within twenty seconds."""
    assert callable(what)
    end = time.monotonic() + 20
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def crew_of(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """Wait until a process has its three; it is ended where they do not come, so that no test hangs."""
    there = until(lambda: len(group_of(process.pid)) == 4)
    if not there:
        process.kill()
    assert there


@pytest.mark.skipif(os.name == "nt", reason="process groups and signals are POSIX")
@pytest.mark.parametrize("whom", ["the group, as Ctrl-C does", "the parent alone"])
def test_an_interrupt_ends_at_once_with_130_and_nothing_is_left(whom: str, long: Path) -> None:
    command = [*HEEDING, "validate", "--jobs", "3"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=long, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        crew_of(process)
        (os.kill if whom == "the parent alone" else os.killpg)(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)

    assert (process.returncode, out) == (130, "")
    assert err.strip() == "Interrupted."
    assert until(lambda: group_of(process.pid) == [])


@pytest.mark.skipif(os.name == "nt", reason="process groups and signals are POSIX")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_parent_that_is_killed(how: signal.Signals, long: Path) -> None:
    nowhere = subprocess.DEVNULL
    command = [STEPLADDER, "validate", "--jobs", "3"]
    with subprocess.Popen(command, cwd=long, stdout=nowhere, stderr=nowhere, start_new_session=True) as process:
        crew_of(process)
        process.send_signal(how)
        process.wait(30)

    assert until(lambda: group_of(process.pid) == [])


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_a_terminal_is_told_how_many_are_done_after_two_seconds(long: Path) -> None:
    words = [*HEEDING[1:], "validate", "--jobs", "2"]
    child = pexpect.spawn(HEEDING[0], words, cwd=str(long), timeout=30, encoding="utf-8")

    child.expect(r"checked \d+ of 40 ")
    child.sendintr()
    child.expect("Interrupted")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_no_progress_is_told_where_there_is_no_terminal(many: Path, cli: Cli) -> None:
    result = cli("validate", "--skip", "proofs", "--jobs", "2", "--format", "json")

    assert "checked" not in result.stderr
    assert json.loads(result.stdout)["looked_at"]["pathways"] == 24
