"""Games are solved together whatever is drafted or refused, chances of many days worked out at once: as if alone."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.memory import Kept
from sim.minds.appraisal import Appraisal
from sim.minds.solved_games import Games, solve_together
from sim.worlds.draw import WorldSource

WORLDS = 6
CHANCE = "deadline={between: [2021-01-20, 2021-02-10]}"
CASES = {
    "texts, a prolongation": ("cases/jcpoa/jun_2015", ()),
    "texts, an election, a procedure that hurries": ("new_start/baseline", ()),
    "texts alone": ("recipes/drafting", ()),
    "texts, a deadline that chance picks": ("recipes/drafting", (CHANCE,)),
    "a deadline that chance picks": ("recipes/x_date", ()),
    "no texts": ("recipes/prolongation", ()),
    "third parties that refuse": ("cases/brexit/oct_2019", ()),
    "third parties that must assent to more time": ("../tests/scenarios/valid/prolonged_with_assent", ()),
}


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request):
    name, changes = request.param
    scenario = sim.load(f"scenarios/{name}.yaml").with_(*changes)
    worlds = WorldSource(scenario.model, scenario.packages, seed=1).draw(np.arange(WORLDS))
    appraisal = Appraisal(worlds, signing_cost=1.0)
    begun = np.random.default_rng(1).integers(-1, 40, (len(worlds.drafting), 5))
    return scenario.model, appraisal, np.unique(appraisal.number_drafts(begun)).tolist()


def test_games_solved_together_are_those_solved_alone(case):
    model, appraisal, drafts = case
    named = [{"draft": draft, "refused": refused} for draft in drafts for refused in (0, *_refused(appraisal))]
    together = [Games(model, appraisal, 0, **each) for each in named]
    some = [np.arange(WORLDS)[k % 3 :: 2] for k in range(len(named))]
    solve_together([*zip(together, some, strict=True), (together[0], np.arange(2))])
    for games, each, rows in zip(together, named, some, strict=True):
        assert set(np.flatnonzero(games.solved)) == {*rows, *(range(2) if games is together[0] else ())}
        alone = Games(model, appraisal, 0, **each)
        for state in range(games.outlook.states):
            for cell in range(games.days):
                for government in games.evaluators:
                    both = (found.of(government, state, cell, rows) for found in (games, alone))
                    np.testing.assert_array_equal(*both)


def test_what_is_broken_off_counts_as_not_solved(case, monkeypatch):
    model, appraisal, drafts = case
    games, alone = (Games(model, appraisal, 0, draft=drafts[0]) for _ in range(2))
    games.solve(np.arange(2))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("sim.minds.solved_games.solve_phases", _interrupt)
        games.solve(np.arange(WORLDS))
    assert np.flatnonzero(games.solved).tolist() == [0, 1]
    np.testing.assert_array_equal(*(each.of(0, 0, 0) for each in (games, alone)))


def _refused(appraisal):
    """Return the numbers of what is refused once everybody has refused some packages, and more time."""
    parties, everybody = appraisal.third_parties, np.arange(len(appraisal.worlds.governments))
    for g in everybody:
        packages = parties.refuse(np.zeros(1, dtype=np.int64), np.array([g]), np.array([1]))
        yield int(packages[0])
        yield int(parties.refuse_time(packages, np.array([g]), 0)[0])


def _interrupt(*_, **__):
    raise KeyboardInterrupt


def test_chances_of_many_days_are_those_of_each(case):
    _, appraisal, drafts = case
    rows = np.arange(WORLDS).repeat(len(drafts))
    which = np.tile(np.array(drafts), WORLDS)
    days = np.arange(0, max(appraisal.deadlines) + 3, 7)
    for phase in range(len(appraisal.deadlines)):
        found, clock = appraisal.timing.in_force_on(days, rows, which, phase=phase)
        for k, (row, draft) in enumerate(zip(rows.tolist(), which.tolist(), strict=True)):
            for t, day in enumerate(days.tolist()):
                alone = appraisal.in_force(day, np.array([row]), phase=phase, draft=draft)[0]
                np.testing.assert_array_equal(found[clock[k], t], alone)
                regime = appraisal.with_draft(np.array([phase << len(appraisal.shifters)]), np.array([draft]))
                of_all = appraisal.chances(day, np.array([row]), regime)[0]
                np.testing.assert_array_equal(
                    of_all, appraisal.chance(day, int(regime[0]))[row if appraisal.timing.by_world else 0]
                )


def test_what_grows_while_it_is_kept_is_measured_again():
    class Growing:
        nbytes = 0

    kept = Kept[int, Growing](within=100)
    first, second = kept.get(1, Growing), kept.get(2, Growing)
    first.nbytes = 60
    kept.get(3, Growing)
    assert sorted(kept) == [1, 2, 3]
    second.nbytes = 60
    kept.get(4, Growing)
    assert sorted(kept) == [2, 3, 4]
