"""Recipes of who must agree: councils, mediators, parliaments."""

from pathlib import Path

import sim

RECIPES = Path(__file__).parents[2] / "scenarios" / "recipes"


def test_the_fewer_must_agree_the_more_a_council_settles():
    def lapsed(agreement: str | None) -> float:
        settings = [] if agreement is None else [f"procedure.agreement={agreement}"]
        path = RECIPES / "council.yaml"
        outcomes = sim.load(path, settings=settings).run(worlds=20, replications=2, seed=1)
        return float(outcomes.probabilities()["probability"]["lapsed"])

    assert lapsed(None) < 0.2
    assert lapsed("majority") == 0
    assert lapsed("all") > 0.8
