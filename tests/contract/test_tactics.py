"""The contract, held by every tactic."""

import importlib
from typing import Any

import numpy as np
import pytest

from sim.minds.plugin import Plugins
from sim.minds.tactic import Review, Tactic, View
from sim.scenario.tactics import BUILT_IN
from tests.contract.tactic_contract import TacticContract, _date

Issues = dict[str, list[str]]


def some_package(luck: np.random.Generator, issues: Issues) -> dict[str, str]:
    return {issue: str(luck.choice(options)) for issue, options in issues.items()}


@pytest.mark.quick
class TestForesight(TacticContract):
    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return "foresight"


class TestAspiration(TacticContract):
    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return {"aspiration": {"beta": {"uniform": [0.2, 4]}, "start": {"uniform": [0.5, 1]}}}


class TestTitForTat(TacticContract):
    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return {"tit_for_tat": {"generosity": {"uniform": [0, 2]}, "start": {"uniform": [0.2, 1]}}}


class TestHoldOut(TacticContract):
    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return {"hold_out": {"until": _date(int(luck.integers(0, days + 1))), "level": {"uniform": [0.3, 1]}}}


class TestUltimatum(TacticContract):
    insists = True

    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return {"ultimatum": {"package": some_package(luck, issues)}}


class TestScript(TacticContract):
    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        dates = sorted(luck.integers(0, days // 2 + 1, size=int(luck.integers(0, 6))).tolist())
        return {"script": {"moves": [{"date": _date(day), "tables": some_package(luck, issues)} for day in dates]}}


class Patient(Tactic):
    """The base tactic with a higher floor that falls day by day."""

    def __init__(self, view: View, *, extra: float = 10.0) -> None:
        super().__init__(view)
        self.extra = extra

    def demand(self, review: Review):
        return super().demand(review) + self.extra / (1 + review.day)


class TestPluginNamedByTheScenario(TacticContract):
    plugins = Plugins(allowed=True)
    offers = False

    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return {"plugin": f"{__name__}:Patient", "parameters": {"extra": 30.0}}


class TestTacticGivenFromPython(TacticContract):
    plugins = Plugins(tactics={"mine": Patient, "heir": Patient})
    offers = False

    def tactic(self, luck: np.random.Generator, issues: Issues, days: int) -> Any:
        return "foresight"


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_tactic_is_played_by_a_tactic_that_holds_the_contract(name):
    module, kind = BUILT_IN[name].played_by.split(":")
    assert issubclass(getattr(importlib.import_module(module), kind), Tactic)
    held = {each.__name__ for each in TacticContract.__subclasses__()}
    assert f"Test{kind.removesuffix('Tactic')}" in held
