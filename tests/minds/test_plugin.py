"""Tactics from outside the package."""

import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played, play_block
from sim.errors import SimError
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.tactic import Review, Tactic
from sim.scenario.packages import package_table
from sim.worlds.draw import WorldSource
from tests.engine.cases import contract, governments

PATIENT = """
from sim.minds.tactic import Tactic

class Patient(Tactic):
    def __init__(self, view, *, extra=0.0):
        super().__init__(view)
        self.extra = extra

    def demand(self, review):
        return super().demand(review) + self.extra

number = 3
"""


class Refuser(Tactic):
    """Wants more than there is."""

    def demand(self, review: Review) -> Any:
        return super().demand(review) + 1000


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "patience_of_a_user.py").write_text(PATIENT)
    return str(tmp_path)


def play(tactic: Any, plugins: Plugins) -> Played:
    scenario = contract(governments=governments(board={"tactic": tactic}, council={"tactic": "aspiration"}))
    packages = package_table(scenario.issues)
    worlds = WorldSource(scenario, packages, seed=1).draw(range(4))
    lanes = worlds.number
    return play_block(scenario, packages, worlds, row=lanes, replication=0 * lanes, seed=1, plugins=plugins)


def plugin(name: str, **parameters: Any) -> dict[str, Any]:
    return {"plugin": f"patience_of_a_user:{name}", "parameters": parameters}


def test_a_users_tactic_plays_with_its_parameters(folder: str):
    plugins = Plugins(allowed=True, folders=(folder,))
    assert (play(plugin("Patient"), plugins).package >= 0).all()
    assert (play(plugin("Patient", extra=1000.0), plugins).package == -1).all()


def test_nothing_is_imported_unless_plugins_are_switched_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "dangerous_to_import.py").write_text("raise SystemExit('imported')")
    with pytest.raises(
        SimError, match=r"^governments\.board\.tactic: .*dangerous_to_import:X.*switched off.*--plugins"
    ):
        play({"plugin": "dangerous_to_import:X"}, NO_PLUGINS)


@pytest.mark.parametrize(
    ("tactic", "message"),
    [
        ({"plugin": "no_such_module_anywhere:X"}, "cannot be imported (looked in "),
        (plugin("Patiant"), "has no class Patiant. Did you mean 'Patient'?"),
        (plugin("number"), "3 is not a tactic"),
        (plugin("Patient", patience=3.0), "does not take its parameters"),
    ],
)
def test_what_is_wrong_with_a_plugin_is_said(folder: str, tactic: Any, message: str):
    with pytest.raises(SimError, match=re.escape(message)):
        play(tactic, Plugins(allowed=True, folders=(folder,)))


def test_a_tactic_given_from_python_comes_before_the_scenarios():
    assert (play("foresight", Plugins(tactics={"board": Refuser})).package == -1).all()


def answering(**answers: Any) -> Plugins:
    """Return plug-ins in which the board's tactic answers so."""
    given = {name: lambda self, review, *more, _answer=answer: _answer(review) for name, answer in answers.items()}
    return Plugins(tactics={"board": type("Odd", (Tactic,), given)})


@pytest.mark.parametrize(
    ("method", "answer", "message"),
    [
        ("demand", lambda review: np.full(len(review.lanes), np.nan), "must return numbers (found nan)"),
        ("demand", lambda review: np.zeros((len(review.lanes), 2)), "must return an array of shape ("),
        ("demand", lambda review: ["much"] * len(review.lanes), "must return numbers (found <U4)"),
        ("appeal", lambda review: np.zeros(len(review.lanes)), "must return an array of shape ("),
        ("offer", lambda review: np.full(len(review.lanes), 10_000), "must return -1 or a package from 0 to "),
        ("offer", lambda review: np.full(len(review.lanes), -2), "(found -2)"),
        ("offer", lambda review: np.zeros(len(review.lanes)), "must return whole numbers, of packages or -1 (found "),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_the_name_of_who_gives_it(method: str, answer: Any, message: str):
    with pytest.raises(SimError, match=re.escape(f"governments.board.tactic: {method}: ")) as caught:
        play("foresight", answering(**{method: answer}))
    assert message in str(caught.value)


def test_what_it_stands_by_is_yes_or_no():
    answers = {"offer": lambda review: np.zeros(len(review.lanes), dtype=int), "keeps": lambda review: 0.5}
    with pytest.raises(SimError, match=r"board\.tactic: keeps: must return True or False for each \(found float64\)"):
        play("foresight", answering(**answers))


def test_one_answer_holds_everywhere():
    assert (play("foresight", answering(demand=lambda review: 1000)).package == -1).all()


def test_a_tactic_for_a_government_that_is_not_there_is_refused():
    with pytest.raises(SimError, match=re.escape("found 'bord'; allowed board, council, new_board). Did you mean")):
        play("foresight", Plugins(tactics={"bord": Refuser}))


def test_worker_processes_get_classes_of_modules_and_refuse_those_of_notebooks(monkeypatch: pytest.MonkeyPatch):
    Plugins(tactics={"board": Tactic}).check_workers()
    assert pickle.loads(pickle.dumps(Plugins(tactics={"board": Tactic}))).tactics["board"] is Tactic

    class Inner(Tactic):
        """Of a function."""

    monkeypatch.setattr(Refuser, "__module__", "__main__")
    for hidden in (Inner, Refuser):
        with pytest.raises(SimError, match="worker processes cannot see it"):
            Plugins(tactics={"board": hidden}).check_workers()
