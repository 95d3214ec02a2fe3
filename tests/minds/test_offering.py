"""What governments table, keep and take up, against the formulas written out one package at a time."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.circumstance import Circumstance, Circumstances, Situations
from sim.minds.foresight_tactic import ForesightTactic
from sim.minds.incumbency import Incumbency
from sim.minds.tactic import Review, View
from sim.worlds.draw import WorldSource
from tests.engine.cases import contract, governments, packages_of, play

KAPPA = 4.0
START = Circumstance(state=0, vetoed=0, refused=0, hidden=0, regime=0)


def council(
    worlds: int, *, events: Any = None, issues: Any = None, board: float | None = None, **minds: Any
) -> ForesightTactic:
    """The council's mind in so many worlds, a lane each; it knows the board's no deal where that is given."""
    known = board is not None
    sections = {"events": events or {}} | ({"issues": issues} if issues else {})
    minds = {"choice": "exact", "imagined_rivals": 3, "rivals_known": known, "noise": KAPPA, "floor": 0.1} | minds
    scenario = contract(
        **sections,
        governments=governments(council={"no_deal": 20}, **({"board": {"no_deal": board}} if known else {})),
        minds=minds,
    )
    table = packages_of(scenario)
    drawn = WorldSource(scenario, table, seed=1).draw(np.arange(worlds))
    view = View(scenario, table, Appraisal(drawn, signing_cost=1.0), 1, 1, 1, (0, 1), np.arange(worlds))
    mind = ForesightTactic(view)
    mind.takes_office(np.arange(worlds), 0)
    return mind


def look(mind: ForesightTactic, day: int, *, own: tuple[int, ...] = (), awaits: bool = False) -> Review:
    """What it has before it on a day, standing by offers of its `own`."""
    lanes = np.arange(len(mind.view.row))
    zero, none = np.zeros(len(lanes), dtype=np.int64), np.full((len(lanes), 2), -1)
    review = Review(
        day=day,
        lanes=lanes,
        row=mind.view.row,
        circumstances=zero,
        known=Circumstances((0, 1), (0, 1)),
        packages=none,
        values=np.full(none.shape, -np.inf),
        may_offer=np.ones(len(lanes), dtype=bool),
        open_steps=zero,
    )
    standing = np.tile(np.array([*own, -1]), (len(lanes), 1))
    return replace(review, own=standing, awaits=np.full(len(lanes), awaits))


def accepts(mind: ForesightTactic, w: int, m: int, p: int, day: int) -> float:
    """F_m(p), by hand."""
    games, imagined = mind.rivals.games(START, since=0), mind.view.worlds.imagined[0]
    cell = games.outlook.cell(day)
    pi = mind.view.appraisal.in_force(int(games.outlook.days[cell]))[0, p]
    d = imagined.no_deal[w, m]
    gain = pi * (imagined.value[w, m, p] - d) + d - 1 - games.of(0, 0, cell)[w, m]
    return 1 / (1 + math.exp(-gain / (KAPPA * pi)))


def promises(mind: ForesightTactic, review: Review, w: int, p: int, demand: float) -> float:
    """What tabling p promises, by hand: rivals are equally likely."""
    minds, worth = mind.view.scenario.minds, mind.view.appraisal.worth(1, review.day)[w]
    own = [q for q in review.own[w].tolist() if q >= 0]
    expected = moved = 0.0
    for m in range(3):
        q = max(own, key=lambda each: accepts(mind, w, m, each, review.day), default=None)
        moves = q is None or accepts(mind, w, m, p, review.day) > accepts(mind, w, m, q, review.day)
        promise = accepts(mind, w, m, p, review.day) * (worth[p] - demand)
        if minds.gains_over == "standing_offers":
            standing = 0.0 if q is None else accepts(mind, w, m, q, review.day) * (worth[q] - demand)
            promise = (promise - standing) * moves
        expected += promise / 3
        moved += moves / 3
    shows = (worth[p] - 20) / (worth.max() - 20) * (not review.awaits[w])
    return expected + minds.position * (moved * shows - (1 - moved))


CONDUCT = [
    {"gains_over": "standing_offers"},
    {"position": 2},
    {"gains_over": "standing_offers", "position": 2},
    {"gains_over": "standing_offers", "position": 2, "offers_below_waiting": True},
]


@pytest.mark.parametrize("awaits", [False, True])
@pytest.mark.parametrize("own", [(), (3,), (3, 1)])
@pytest.mark.parametrize("conduct", CONDUCT)
def test_it_tables_what_promises_most_over_what_stands(conduct, own, awaits):
    mind = council(12, **conduct)
    review = look(mind, 3, own=own, awaits=awaits and bool(own))
    demand = mind.demand(review)
    offered = mind.offer(review, demand)
    for w in range(12):
        worth = mind.view.appraisal.worth(1, 3)[w]
        least = 20.0 if "offers_below_waiting" in conduct else demand[w]
        menu = [p for p in range(len(worth)) if worth[p] > least and p not in own]
        promised = {p: promises(mind, review, w, p, demand[w]) for p in menu}
        best = max(promised, key=lambda p: promised[p], default=-1)
        assert offered[w] == (best if best >= 0 and promised[best] > 0.1 else -1)


def test_a_position_makes_it_table_what_nobody_would_accept():
    silent, shown = (council(20, position=b, offers_below_waiting=True, board=95) for b in (0, 2))
    for mind, tables in ((silent, False), (shown, True)):
        review = look(mind, 3)
        assert ((mind.offer(review, mind.demand(review)) >= 0) == tables).all()


@pytest.mark.parametrize("menu", ["promising", "all"])
def test_noise_among_offers_is_a_softmax(menu):
    mind = council(6000, board=20, offer_noise=2.0, offer_menu=menu)
    review = look(mind, 3)
    demand = mind.demand(review)
    offered = mind.offer(review, demand)
    worth = mind.view.appraisal.worth(1, 3)[0]
    promised = {p: accepts(mind, 0, 0, p, 3) * (worth[p] - demand[0]) for p in range(6) if worth[p] > demand[0]}
    options = {-1: 0.0} | {p: u - 0.1 for p, u in promised.items() if u > 0.1 or menu == "all"}
    total = sum(math.exp(u / 2.0) for u in options.values())
    assert len(options) > 1
    assert set(offered.tolist()) == set(options)
    for p, u in options.items():
        share = math.exp(u / 2.0) / total
        assert (offered == p).mean() == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / 6000))


def test_what_no_rival_sees_a_move_in_is_not_tabled():
    mind = council(1000, offer_noise=4.0, offer_menu="all", gains_over="standing_offers", offers_move=True)
    review = look(mind, 3, own=(3,))
    demand = mind.demand(review)
    offered, parts, chances = mind.offer(review, demand), set(), np.zeros(6)
    for w in range(1000):
        worth, taken = mind.view.appraisal.worth(1, 3)[w], [accepts(mind, w, m, 3, 3) for m in range(3)]
        weight = np.zeros(6)
        for p in np.flatnonzero(worth > demand[w]).tolist():
            moved = sum(accepts(mind, w, m, p, 3) > taken[m] for m in range(3)) / 3 if p != 3 else 0
            parts.add(round(moved, 2))
            weight[p] = moved and moved * math.exp((promises(mind, review, w, p, demand[w]) - 0.1) / 4.0)
            assert moved or offered[w] != p
        chances += weight / (1 + weight.sum())
    assert parts == {0.0, 1.0}  # all boards rank packages alike
    np.testing.assert_allclose([(offered == p).sum() for p in range(6)], chances, atol=4 * math.sqrt(1000 / 4))


def test_attention_is_paid_by_chance_day_by_day_and_always_on_the_deadline():
    mind, other = council(3000, attention=0.3, board=20), council(3000, board=20)
    tabled = []
    for day in (3, 4):
        review = look(mind, day)
        offered, wanted = (each.offer(review, each.demand(review)) for each in (mind, other))
        assert (wanted >= 0).all()
        assert ((offered == wanted) | (offered == -1)).all()
        tabled.append(offered >= 0)
        assert tabled[-1].mean() == pytest.approx(0.3, abs=0.035)
    assert (tabled[0] & tabled[1]).mean() == pytest.approx(0.09, abs=0.025)
    last = look(mind, 60)
    np.testing.assert_array_equal(mind.offer(last, mind.demand(last)), other.offer(last, other.demand(last)))


def test_it_stands_by_an_offer_whose_acceptance_would_cost_little():
    strict, lenient = council(30), council(30, keep_loss=10)
    review, own = look(strict, 3), np.tile(np.arange(6), (30, 1))
    demand, values = strict.demand(review), strict.view.appraisal.worth(1, 3)
    expected = np.array(
        [
            [np.mean([accepts(strict, w, m, p, 3) for m in range(3)]) * (demand[w] - values[w, p]) for p in range(6)]
            for w in range(30)
        ]
    )
    np.testing.assert_array_equal(strict.keeps(review, demand, own, values), values >= demand[:, None] - 1e-9)
    np.testing.assert_array_equal(lenient.keeps(review, demand, own, values), expected <= 10)
    assert ((expected > 0) & (expected <= 10)).any()
    assert (expected > 10).any()


CHANGES = {
    "vote": {"date": "2020-01-11", "chance": 0.25},
    "new_boss": {"date": "2020-01-31", "if": "vote", "install": {"firm": "new_board"}},
}


def test_a_position_lasts_as_long_as_those_at_the_table():
    """One in four a new board comes on day 30, as a vote on day 10 tells."""
    slow = {
        "wage": {"options": {"low": {"lead_days": 40}, "mid": {}, "high": {}}},
        "hours": {"options": {"long": {}, "short": {}}},
    }
    mind = council(5, events=CHANGES, issues=slow, position=2)
    row, quick, long = np.arange(5), np.full(5, 2), np.zeros(5, dtype=np.int64)
    assert (mind.view.worlds.reply_median[0] == 7).all()
    lasting, won, known = Incumbency(mind.rivals).lasting, START._replace(state=1), Circumstances((0, 1), (0, 1))
    for day, state, opposite, packages, chance in (
        (0, START, (0, 1), quick, 1.0),  # answered and in force on day 7
        (0, START, (0, 1), long, 0.75),  # on day 47
        (22, START, (0, 1), quick, 1.0),
        (22, won, (0, 1), quick, 1.0),
        (23, won, (0, 1), quick, 0.0),
        (12, won, (0, 1), long, 0.0),
        (12, START, (0, 1), long, 1.0),  # the vote was lost
        (31, won, (2, 1), long, 1.0),  # the new board stays
    ):
        numbers = np.full(5, known.number(state, opposite))
        found = lasting(Situations(day, row, numbers, known), packages)
        np.testing.assert_allclose(found, chance, err_msg=f"{day} {state}")


def test_offers_do_not_wander_where_nothing_is_gained_by_them():
    """Standing offers end the wish to table what nobody likes better."""
    scenario = contract(
        minds={
            "choice": "exact",
            "imagined_rivals": 4,
            "gains_over": "standing_offers",
            "position": 1,
            "keep_loss": 1,
        },
    )
    offers = play(scenario).offers
    assert offers.max() < 30
