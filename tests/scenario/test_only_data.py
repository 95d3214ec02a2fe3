"""A scenario is data: reading or playing one runs no code of its own, and opens no file outside its own tree."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import ProblemsError, SimError
from sim.evidence.claims import load_library
from sim.scenario.load import check_scenario, load_scenario
from tests.scenario.problems_found import SCENARIOS

MINIMAL = (SCENARIOS / "valid" / "minimal.yaml").read_text(encoding="utf-8")
WATCHED: list[tuple[str, Any]] | None = None
"""What is noted while something is watched; an audit hook cannot be taken away again."""


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    started = event.startswith(("subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "socket."))
    if WATCHED is not None and (started or event == "open"):
        WATCHED.append((event, arguments[:2]))


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """Note every file opened, process started and socket made."""
    global WATCHED
    WATCHED = noted = []
    try:
        yield noted
    finally:
        WATCHED = None


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder for scenarios, beside a scenario that is none of their business."""
    (tmp_path / "secret.yaml").write_text(MINIMAL.replace("The least a scenario says", "A secret"))
    (tmp_path / "tree" / "deep").mkdir(parents=True)
    (tmp_path / "tree" / "base.yaml").write_text(MINIMAL)
    return tmp_path / "tree"


def extended(tree: Path, named: str, *, main: str = "main.yaml") -> str:
    """The title a scenario has that extends `named`, or the message it is refused with."""
    (tree / main).write_text(f"extends: {named}\n")
    try:
        return load_scenario(tree / main).model.title
    except ProblemsError as error:
        (problem,) = error.problems
        assert (problem.file, problem.line, problem.where) == (str(tree / main), 1, "extends")
        assert "secret" not in problem.message.replace(f"found '{named}'"[:40], "")
        return problem.message.split(" (")[0]


LEAST, OUTSIDE = "The least a scenario says", "lies outside the scenario's own tree"


def test_without_evidence_the_own_tree_is_the_own_folder(tree: Path):
    assert extended(tree, "base.yaml") == LEAST
    assert extended(tree, f"{tree}/deep/../base.yaml") == LEAST
    assert extended(tree, "../secret.yaml") == OUTSIDE
    assert extended(tree, "../tree/base.yaml") == LEAST
    assert extended(tree, f"{tree.parent}/secret.yaml") == OUTSIDE
    assert extended(tree, "../nothing.yaml") == OUTSIDE  # whether it exists is not told
    assert extended(tree, "../base.yaml", main="deep/main.yaml") == OUTSIDE


def test_with_evidence_the_own_tree_is_the_folder_that_holds_it(tree: Path):
    (tree.parent / "seeds").mkdir()
    (tree.parent / "seeds" / "a.yaml").write_bytes((SCENARIOS / "invalid_claims" / "beside.yaml").read_bytes())
    assert extended(tree, "../secret.yaml") == "A secret"
    assert extended(tree, "../../secret.yaml", main="deep/main.yaml") == "A secret"
    assert extended(tree, f"{tree.parent.parent}/other.yaml") == OUTSIDE


def test_links_are_followed_before_a_base_is_judged(tree: Path):
    (tree / "link.yaml").symlink_to("base.yaml")
    (tree / "out.yaml").symlink_to(tree.parent / "secret.yaml")
    (tree / "up").symlink_to(tree.parent)
    (tree / "self.yaml").symlink_to("self.yaml")
    (tree / "dangling.yaml").symlink_to("nothing.yaml")
    assert extended(tree, "link.yaml") == LEAST
    assert extended(tree, "out.yaml") == OUTSIDE
    assert extended(tree, "up/secret.yaml") == OUTSIDE
    assert extended(tree, "up/tree/base.yaml") == LEAST
    assert extended(tree, "self.yaml") == "no such file"
    assert extended(tree, "dangling.yaml") == "no such file"


def test_a_base_of_a_base_is_judged_like_one(tree: Path):
    (tree / "middle.yaml").write_text("extends: ../secret.yaml\n")
    (tree / "main.yaml").write_text("extends: middle.yaml\n")
    with pytest.raises(ProblemsError, match=r"middle\.yaml:1:10: extends: lies outside the scenario's own tree"):
        load_scenario(tree / "main.yaml")


def test_devices_pipes_and_folders_are_no_bases(tree: Path):
    (tree / "device.yaml").symlink_to("/dev/zero")
    (tree / "folder.yaml").mkdir()
    os.mkfifo(tree / "pipe.yaml")
    assert extended(tree, "device.yaml") == OUTSIDE
    assert extended(tree, "folder.yaml").startswith("no such file")
    assert extended(tree, "pipe.yaml").startswith("no such file")  # to open it would wait for ever


def test_a_scenario_that_never_ends_is_refused_at_its_limit(tree: Path):
    (tree / "device.yaml").symlink_to("/dev/zero")
    with pytest.raises(ProblemsError, match=r"device\.yaml: too large \(allowed: 1,000,000 bytes\)"):
        load_scenario(tree / "device.yaml")


def test_a_pipe_among_the_evidence_is_passed_over(tree: Path):
    (tree / "seeds").mkdir()
    (tree / "seeds" / "a.yaml").write_bytes((SCENARIOS / "invalid_claims" / "beside.yaml").read_bytes())
    os.mkfifo(tree / "seeds" / "pipe.yaml")
    assert list(load_library(tree / "seeds")) == ["a-1"]
    assert list(load_scenario(tree / "base.yaml").library) == ["a-1"]


@pytest.mark.parametrize(
    "harm",
    [
        "summary: !!python/object/apply:os.system [touch harm]",
        "summary: !!python/name:os.system",
        "summary: !!python/module:this",
        "? !!python/object/new:os.system [touch harm]\n: x",
        "%TAG !p! tag:yaml.org,2002:python/\n---\nsummary: !p!object/apply:os.system [touch harm]",
        "summary: {__class__: os, __reduce__: [os.system, touch harm]}",
        "summary: '{0.__class__.__mro__} %s {self} ${HOME} `touch harm` $(touch harm)'",
    ],
)
def test_nothing_in_a_scenario_runs(harm: str, tree: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tree)
    file = tree / "main.yaml"
    file.write_text(f"{harm}\n{MINIMAL}" if harm.startswith("%") else f"{MINIMAL}{harm}\n")
    with watched() as noted:
        try:
            scenario = sim.load(file)
            check_scenario(scenario)
            assert scenario.summary == harm.removeprefix("summary: '").removesuffix("'")
        except ProblemsError as error:
            assert error.problems
    assert not [event for event, _ in noted if event != "open"]
    assert not (tree / "harm").exists()


def test_a_plugin_is_not_even_looked_for_unless_allowed(tree: Path):
    (tree / "harm.py").write_text("import pathlib\npathlib.Path(__file__).with_name('harm').write_text('')\n")
    plug = "extends: base.yaml\ngovernments: {shop: {tactic: {plugin: 'harm:Tactic'}}}\n"
    (tree / "main.yaml").write_text(plug)
    scenario = sim.load(tree / "main.yaml")
    check_scenario(scenario)
    with pytest.raises(SimError, match="plug-ins are switched off"):
        scenario.run(worlds=1, replications=1)
    assert not (tree / "harm").exists()


def test_reading_opens_the_files_of_the_tree_and_writes_none(tree: Path):
    (tree / "main.yaml").write_text("extends: [base.yaml, ../secret.yaml, up.yaml]\nnote: ../secret.yaml\n")
    with watched() as noted, pytest.raises(ProblemsError):
        load_scenario(tree / "main.yaml")
    opened = [(Path(str(path)), str(mode)[0]) for event, (path, mode) in noted if event == "open"]
    assert opened == [(tree / "main.yaml", "r"), (tree / "base.yaml", "r")]


def test_checking_in_a_folder_that_cannot_be_written_to_leaves_nothing_behind(tree: Path):
    before = sorted(tree.parent.rglob("*"))
    command = [sys.executable, "-m", "sim", "check", "base.yaml"]
    found = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout, found.stderr) == (0, "base.yaml: ok\n", "")
    assert sorted(tree.parent.rglob("*")) == before
