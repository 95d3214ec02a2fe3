"""Who must agree, against closed forms and against all coalitions.

Baron, D. P., & Ferejohn, J. A. (1989). Bargaining in legislatures. *American Political Science Review* 83, 1181-1206.
"""

from itertools import chain, combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.minds.foresight import ForesightGame, solve
from sim.minds.quorum import Quorum

THEORY = Path(__file__).parents[2] / "scenarios" / "theory"


def divisions(members: int, parts: int) -> np.ndarray:
    """Every division of 100 points into so many parts among members, (members, p)."""
    cuts = [cut for cut in product(range(parts + 1), repeat=members - 1) if sum(cut) <= parts]
    return np.array([[*cut, parts - sum(cut)] for cut in cuts], dtype=float).T * 100 / parts


def legislature(members: int, discount: float, *, parts: int, rounds: int = 2, **more: object) -> ForesightGame:
    pie = divisions(members, parts)
    return ForesightGame(
        days=np.arange(rounds),
        value=pie[None, :, None],
        no_deal=np.zeros((1, members, 1)),
        chance_in_force=np.ones((1, rounds, pie.shape[1])),
        sitting=np.tile(np.arange(members), (1, rounds, 1)),
        discount=np.full((1, members), discount),
        **more,  # type: ignore[arg-type]
    )


def weighted(*weights: float, at_least: float) -> Quorum:
    return Quorum((True,) * len(weights), weights=weights, at_least=at_least)


@pytest.mark.parametrize(("members", "discount", "parts"), [(3, 0.9, 10), (3, 0.6, 20), (5, 0.5, 10), (5, 1.0, 5)])
def test_the_proposer_of_a_majority_keeps_baron_and_ferejohns_share(members, discount, parts):
    majority = weighted(*(1.0,) * members, at_least=members // 2 + 1)
    game = legislature(members, discount, parts=parts, quorum=majority)
    agreed = solve(game, keep_agreed=True).agreed
    pie = divisions(members, parts)
    for x in range(members):
        division = pie[:, agreed[0, 0, 0, x]]
        assert division[x] == pytest.approx(100 * (1 - discount * (members - 1) / (2 * members)))
        assert sorted(division)[: members // 2] == [0] * (members // 2)  # the others get nothing
        assert division.sum() == pytest.approx(100)


def test_the_scenario_of_a_majority_ends_with_that_share():
    outcomes = sim.load(THEORY / "baron_ferejohn.yaml").run(worlds=5, replications=4, seed=1)
    assert outcomes.probabilities()["probability"]["one keeps 70 points"] == 1


def test_all_needed_is_the_game_without_a_quorum_to_the_last_bit():
    plain = legislature(3, 0.7, parts=12, rounds=5)
    same = legislature(3, 0.7, parts=12, rounds=5, quorum=weighted(1, 1, 1, at_least=3))
    grouped = legislature(3, 0.7, parts=12, rounds=5, quorum=Quorum((True,) * 3, groups=((0, 1, 2),)))
    expected = solve(plain, keep_agreed=True)
    for game in (same, grouped):
        found = solve(game, keep_agreed=True)
        assert (found.value == expected.value).all()
        assert (found.waiting == expected.waiting).all()
        assert (found.agreed == expected.agreed).all()


def test_a_dictator_takes_all_and_a_member_without_weight_only_proposes():
    game = legislature(3, 0.9, parts=10, quorum=weighted(3, 1, 1, at_least=3))
    found = solve(game, keep_agreed=True)
    assert divisions(3, 10)[:, found.agreed[0, 0, 0, 0]].tolist() == [100, 0, 0]


RULES = st.one_of(
    st.tuples(st.lists(st.integers(0, 4), min_size=2, max_size=5), st.floats(0.05, 1)).map(
        lambda rule: (
            rule
            if not sum(rule[0])
            else weighted(*map(float, rule[0]), at_least=max(1, round(rule[1] * sum(rule[0]))))
        )
    ),
    st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=1, max_size=4).map(
        lambda groups: Quorum((True,) * 4, groups=tuple(tuple(sorted(group)) for group in groups))
    ),
).filter(lambda rule: isinstance(rule, Quorum))


def coalitions(seats: int) -> list[set[int]]:
    every = range(seats)
    return [{*some} for some in chain.from_iterable(combinations(every, n) for n in range(seats + 1))]


def plainly_wins(quorum: Quorum, coalition: set[int]) -> bool:
    if quorum.groups:
        return any({*group} <= coalition for group in quorum.groups)
    return sum(quorum.weights[x] for x in coalition) >= quorum.at_least


@given(RULES, st.integers(0, 2**32 - 1))
def test_rules_against_every_coalition(quorum, seed):
    seats, rng = len(quorum.voters), np.random.default_rng(seed)
    every = coalitions(seats)
    members = np.array([[x in some for some in every] for x in range(seats)])
    wins = [plainly_wins(quorum, some) for some in every]
    assert quorum.wins(members).tolist() == wins
    bits = np.array([sum(1 << x for x in some) for some in every])
    assert quorum.of_bits(bits).tolist() == wins
    for x in range(seats):
        assert quorum.needed[x] == (not plainly_wins(quorum, {*range(seats)} - {x}))
    likely = rng.choice([0.0, 1.0, 0.3, 0.9, rng.random()], seats)
    for own in range(seats):
        chances = [
            np.prod([likely[x] if x in some else 1 - likely[x] for x in range(seats) if x != own])
            for some, won in zip(every, wins, strict=True)
            if won and own in some
        ]
        assert float(quorum.chance(own, lambda x: np.array(likely[x]))) == pytest.approx(sum(chances), abs=1e-12)


STATES = tuple(map(float, [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 6 + [4] * 5 + [3]))
"""Weights of the EU's 28 states in the Council under the Treaty of Nice; 260 of 352 were needed."""


def test_a_council_of_28_whose_members_are_sure_is_counted_exactly():
    council = weighted(*STATES, at_least=260)
    rng = np.random.default_rng(1)
    likely = (rng.random((28, 500)) < 0.75).astype(float)
    likely[0] = 1
    expected = (np.array(STATES)[:, None] * likely).sum(axis=0) >= 260
    assert 0 < expected.mean() < 1
    assert (council.chance(0, lambda x: likely[x]) == expected).all()


def test_a_council_of_28_is_about_what_counting_every_case_finds():
    """Against Monte Carlo of independent members."""
    council = weighted(*STATES, at_least=260)
    rng = np.random.default_rng(2)
    likely = rng.uniform(0.5, 1, (28, 40))
    votes = rng.random((28, 40, 20_000)) < likely[:, :, None]
    votes[0] = True
    share = ((np.array(STATES)[:, None, None] * votes).sum(axis=0) >= 260).mean(axis=1)
    assert council.chance(0, lambda x: likely[x]) == pytest.approx(share, abs=0.03)
