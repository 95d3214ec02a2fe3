"""Every argument of everything public, given what it cannot be: an `InputError` in a line, before a play."""

import inspect

import numpy as np
import pandas as pd
import pytest

import sim
from tests.cli.calls import PORT

SMALL = {"worlds": 4, "replications": 2}


class Nothing:
    """Of no use for anything."""


HOSTILE = {
    "an object": Nothing(),
    "an array": np.array([[1, 2], [3, 4]]),
    "an array without a dimension": np.array(2.5),
    "an unknown": pd.NA,
    "a table": pd.DataFrame({"a": [1.5, 2.5]}),
    "a complex number": 1j,
}
LOADED = sim.load(PORT)
OUTCOMES = LOADED.run(worlds=4, replications=2)
ASK = {
    "Scenario.run": SMALL,
    "Scenario.analyse": {"worlds": 4},
    "Scenario.conduct": SMALL,
    "Scenario.preferences": {"government": "union", "worlds": 3},
    "Scenario.tell": {"world": 0, "replication": 0},
    "Scenario.advise": {"seat": "union", **SMALL},
    "Table.advance": {},
    "Table.move": {"seat": "firm", "kind": "offer", "package": "wage=mid"},
    "Table.hand_over": {"seat": "firm"},
    "Table.package_worth": {"package": "wage=mid"},
    "Table.odds": SMALL,
    "Table.news": {},
    "Outcomes.agreed_by": {},
    "Outcomes.sensitivity": {"outcome": "lapsed"},
    "Outcomes.text": {},
    "Outcomes.plot": {"ax": None, "title": None, "figsize": None, "xlim": None, "ylim": None},
    "Outcomes.load": {"folder": "nowhere"},
    "Seal.load": {"path": "nowhere"},
    "Validation.load": {"path": "nowhere"},
    "load": {"source": PORT},
    "example": {"name": "new_start"},
    "forecast": {"scenario": LOADED, "every": 90, **SMALL},
    "compare": {"scenarios": [LOADED, LOADED], **SMALL},
    "sweep": {"scenario": LOADED, "quantities": {"chance.vote": [0, 1]}, **SMALL},
    "explain": {"subject": LOADED, "outcome": "lapsed", "worlds": 40},
    "influence": {"scenario": LOADED, **SMALL},
    "seal": {"scenario": LOADED, **SMALL},
    "report": {"subject": OUTCOMES},
    "resume": {"folder": "nowhere"},
    "table": {"scenario": LOADED},
    "validate": {"folder": "tests/analysis/library", **SMALL},
}


def asked(name):
    """Return what is called by a name."""
    owner, _, method = name.rpartition(".")
    subjects = {"Scenario": lambda: LOADED, "Table": lambda: sim.table(LOADED), "Outcomes": lambda: OUTCOMES}
    return getattr(subjects[owner]() if owner in subjects else getattr(sim, owner) if owner else sim, method)


@pytest.mark.parametrize("name", ASK)
def test_what_an_argument_cannot_be_is_refused_by_name_before_a_play(name, monkeypatch):
    given = ASK[name]
    names = given if name == "Outcomes.plot" else inspect.signature(asked(name)).parameters
    monkeypatch.setattr("sim.ensemble.play._play", lambda *_, **__: pytest.fail("played"))
    for argument in names:
        for kind, value in HOSTILE.items():
            with pytest.raises(sim.InputError) as refused:
                asked(name)(**{**given, argument: value})
            assert str(refused.value).strip() and "\n" not in str(refused.value), f"{argument}: {kind}"
