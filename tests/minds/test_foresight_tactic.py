"""The default tactic against its formulas, written out one lane at a time."""

import math

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.circumstance import Circumstance, Circumstances, Situations
from sim.minds.foresight_tactic import ForesightTactic
from sim.minds.random_utility import logistic
from sim.minds.tactic import Review, View
from sim.worlds.draw import WorldSource
from tests.engine.cases import contract, governments, packages_of, play

EVENTS = {
    "vote": {"date": "2020-02-01", "chance": 0.5},
    "new_boss": {"date": "2020-02-10", "if": "vote", "install": {"firm": "new_board"}},
}
ISSUES = {
    "wage": {"options": {"low": {}, "mid": {}, "high": {"lead_days": 9}}},
    "hours": {"options": {"long": {}, "short": {"lead_days": 5}}},
}
KAPPA, FLOOR = 4.0, 0.1
START = Circumstance(state=0, vetoed=0, refused=0, hidden=0, regime=0)


@pytest.fixture(name="mind")
def council_mind():
    scenario = contract(
        issues=ISSUES,
        events=EVENTS,
        governments=governments(council={"no_deal": 20}),
        minds={"choice": "exact", "imagined_rivals": 3, "noise": KAPPA, "floor": FLOOR},
    )
    table = packages_of(scenario)
    worlds = WorldSource(scenario, table, seed=1).draw(np.arange(4))
    view = View(scenario, table, Appraisal(worlds, signing_cost=1.0), 1, 1, 1, (0, 1), np.repeat(np.arange(4), 2))
    mind = ForesightTactic(view)
    mind.takes_office(np.arange(8), 0)
    return mind


def look(mind, day, *, lanes=range(8), state=0, boss=0):
    """What the council has before it with an empty table."""
    lanes = np.asarray(lanes)
    zero, row = np.zeros(len(lanes), dtype=np.int64), mind.view.row[lanes]
    known = Circumstances((0, 1), (0, 1))
    number = known.number(Circumstance(state, 0, 0, 0, 0), (boss, 1))
    none = np.full((len(lanes), 2), -1)
    yes = np.ones(len(lanes), dtype=bool)
    return Review(
        day,
        lanes,
        row,
        zero + number,
        known,
        none,
        none * np.inf,
        yes,
        zero,
    )


def surplus(mind, w, m, p, day, *, state=0, rival=0):
    """a_m(p) - C_m of one imagined rival on the last grid day, by hand."""
    games = mind.rivals.games(START, since=0)
    cell = games.outlook.cell(day)
    grid_day = int(games.outlook.days[cell])
    imagined = mind.view.worlds.imagined[rival]
    pi = mind.view.appraisal.in_force(grid_day)[0, p]
    d = imagined.no_deal[w, m]
    worth = d + pi * (imagined.value[w, m, p] - d) - 1.0
    return worth - games.of(rival, state, cell)[w, m]


def believed(mind):
    """The weights of its imagined rivals in every lane."""
    return mind.rivals.beliefs.weights(np.arange(len(mind.view.row)))


def accepts(mind, w, m, p, day, **where):
    games = mind.rivals.games(START, since=0)
    pi = mind.view.appraisal.in_force(int(games.outlook.days[games.outlook.cell(day)]))[0, p]
    return 1 / (1 + math.exp(-surplus(mind, w, m, p, day, **where) / (KAPPA * pi)))


@pytest.mark.parametrize(("day", "state"), [(0, 0), (13, 0), (33, 1), (59, 0)])
def test_the_walk_away_value_is_the_weighted_value_of_waiting(mind, day, state):
    games = mind.rivals.games(START, since=0)
    waiting = games.of(1, state, games.outlook.cell(day))
    boss = 2 if state else 0
    np.testing.assert_allclose(mind.demand(look(mind, day, state=state, boss=boss)), np.repeat(waiting.mean(1), 2))


def test_on_the_deadline_it_walks_away_to_no_deal(mind):
    np.testing.assert_allclose(mind.demand(look(mind, 60)), 20.0)


def test_the_result_of_a_vote_moves_the_walk_away_value_at_once(mind):
    before, lost, won = (mind.demand(look(mind, day, state=s)) for day, s in ((30, 0), (31, 0), (31, 1)))
    assert (np.abs(before - 0.5 * (lost + won)) < np.abs(won - lost) + 5).all()
    assert (won > lost).all(), "the new board asks for less, so waiting for it is worth more"


def test_it_offers_the_package_of_greatest_expected_gain(mind):
    review = look(mind, 3)
    demand = mind.demand(review)
    offered = mind.offer(review, demand)
    for lane, w in enumerate(review.row.tolist()):
        own = mind.view.appraisal.worth(1, 3)[w]
        expected = [
            np.mean([accepts(mind, w, m, p, 3) for m in range(3)]) * max(own[p] - demand[lane], 0)
            for p in range(len(own))
        ]
        assert offered[lane] == (np.argmax(expected) if max(expected) > 0.1 else -1)
    assert (offered >= 0).any()


def test_out_of_turn_it_offers_nothing(mind):
    review = look(mind, 3)
    quiet = Review(**{**vars(review), "may_offer": np.zeros(8, dtype=bool)})
    assert (mind.offer(quiet, mind.demand(quiet)) == -1).all()


def test_a_refusal_and_an_offer_are_weighed_by_bayes(mind):
    lanes, p, q = [2, 5], 3, 1
    review = look(mind, 10, lanes=lanes)
    mind.hears_refusal(review, 0, np.array([[p, q, -1], [q, -1, -1]]))
    mind.hears_offer(look(mind, 12, lanes=lanes), 0, np.array([q, p]))
    for lane, refused, offered in ((2, (p, q), q), (5, (q,), p)):
        w = lane // 2
        weights = np.full(3, 1 / 3)
        for likelihood in (
            [1 - max(accepts(mind, w, m, r, 10) for r in refused) for m in range(3)],
            [accepts(mind, w, m, offered, 12) for m in range(3)],
        ):
            weights = weights * likelihood / (weights * likelihood).sum()
            weights = (1 - FLOOR) * weights + FLOOR / 3
        np.testing.assert_allclose(believed(mind)[lane], weights, rtol=1e-12)
    untouched = [lane for lane in range(8) if lane not in lanes]
    assert (believed(mind)[untouched] == 1 / 3).all()


def test_a_refusal_that_every_rival_made_almost_impossible_still_tells_them_apart(mind):
    """Every chance to accept is 1 to the last digit, but the refusal points to whoever had least to gain."""
    mind.rivals.noise = 0.5
    mind.hears_refusal(look(mind, 10), 0, np.zeros((8, 1), dtype=np.int64))
    for lane in range(8):
        gains = [surplus(mind, lane // 2, m, 0, 10) for m in range(3)]
        assert min(gains) / mind.rivals.noise > 40
        shares = np.exp((min(gains) - np.array(gains)) / mind.rivals.noise)
        np.testing.assert_allclose(believed(mind)[lane], (1 - FLOOR) * shares / shares.sum() + FLOOR / 3, rtol=1e-9)


def test_without_noise_a_rival_accepts_what_is_worth_waiting_and_nothing_else(mind):
    packages = np.arange(6)
    mind.rivals.noise = 0
    situations = Situations(10, np.full(6, 1), np.zeros_like(packages), Circumstances((0, 1), (0, 1)))
    chances = logistic(mind.rivals.gains(situations, packages))[0]
    by_hand = [[float(surplus(mind, 1, m, p, 10) >= -1e-9) for m in range(3)] for p in packages.tolist()]
    assert chances.tolist() == by_hand
    assert {0.0, 1.0} <= set(chances.ravel().tolist())


def test_without_noise_a_refusal_leaves_those_who_had_nothing_to_gain(mind):
    mind.rivals.noise, mind.rivals.beliefs.mixing = 0, 0.0
    lanes = np.arange(8)
    for p in range(6):
        mind.rivals.beliefs.forget(lanes)
        mind.hears_refusal(look(mind, 10), 0, np.full((8, 1), p))
        for lane in lanes.tolist():
            refuses = np.array([surplus(mind, lane // 2, m, p, 10) < -1e-9 for m in range(3)], dtype=float)
            even = refuses if refuses.any() else np.ones(3)
            np.testing.assert_allclose(believed(mind)[lane], even / even.sum(), rtol=1e-12)


def test_no_rival_ever_becomes_impossible_and_a_new_one_starts_afresh(mind):
    for day in range(40):
        mind.hears_refusal(look(mind, day), 0, np.full((8, 1), 5))
    assert (believed(mind) >= FLOOR / 3 - 1e-12).all()
    np.testing.assert_allclose(believed(mind).sum(axis=1), 1)
    mind.hears_new_government(np.array([0, 1]), 0)
    assert (believed(mind)[:2] == 1 / 3).all()
    assert not (believed(mind)[2:] == 1 / 3).all()


def test_it_stands_by_its_offers_only_while_they_are_worth_waiting_for(mind):
    review = look(mind, 3, lanes=[0, 2])
    demand = np.array([30.0, 60.0])
    kept = mind.keeps(review, demand, np.array([[1, 2], [1, -1]]), np.array([[30.0, 29.9], [70.0, -np.inf]]))
    assert kept.tolist() == [[True, False], [True, False]]


def test_of_packages_that_promise_the_same_it_offers_the_first():
    """Hours are all the same to everybody, so every wage comes twice."""
    wages = {"board": {"low": 60, "mid": 30, "high": 0}, "council": {"low": 0, "mid": 30, "high": 60}}
    same = {
        name: {"points": {"wage": wages[name.removeprefix("new_")], "hours": {"long": 0, "short": 0}}}
        for name in ("board", "council", "new_board")
    }
    played = play(contract(governments=governments(**same)), log=True)
    offered = [
        package for _, kind, _, _, packages, _ in played.log.entries if kind == "offer" for package in packages
    ]
    assert len(offered) > 20
    assert {package % 2 for package in offered} == {0}, "long hours are listed first"
