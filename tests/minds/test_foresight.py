"""Foresight against its slow twin, on random small games with every feature, ties included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.minds import foresight, foresight_shortlist
from sim.minds.clock import chance_in_force
from sim.minds.foresight import ForesightGame, solve
from sim.minds.foresight_game import MoveOption
from sim.minds.foresight_moves import decide
from sim.minds.quorum import Quorum
from tests.reference import foresight_twin as twin


def shares(rng: np.random.Generator, shape: tuple[int, ...], *, sure: bool) -> np.ndarray:
    """Chances that sum to 1 on the last axis; sure ones are 0 and 1."""
    if sure:
        return np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])]
    return rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])


def random_game(seed: int) -> ForesightGame:
    """Draw a game: integer or real points, 2 to 4 seats, regimes, successors, beliefs, clocks of several kinds."""
    rng = np.random.default_rng(seed)
    q, X, S, T = rng.integers(1, 5), rng.integers(2, 5), rng.integers(1, 5), rng.integers(1, 7)
    e, r, p = X + rng.integers(0, 3), rng.integers(1, 4), rng.integers(1, 25)
    days = np.cumsum(rng.integers(1, 9, size=T))
    n = int(rng.choice([1, q, 3]))
    draw = rng.choice(["few", "many", "real"])
    top = {"few": 5, "many": 40, "real": 100}[draw]
    value, no_deal = rng.uniform(0, top, (q, e, r, p)), rng.uniform(-top / 4, top, (q, e, r))
    if draw != "real":
        value, no_deal = np.floor(value), np.floor(no_deal)
    kind = rng.choice(["sure", "steps", "lognormal", "any"])
    if kind == "sure":
        chance = np.ones((n, T, p))
    elif kind == "any":
        # no whole number of points times 3e-10 is the 1e-9 of indifference, where rounding would decide
        chance = rng.choice([0.0, 3e-10, 1e-5, 0.25, 0.5, 1.0], (n, T, p))
    else:
        lead = rng.choice([0.0, 2.0, 5.0, 30.0], (n, 1, p))
        chance = chance_in_force((days[-1] - days)[:, None], lead, 0.5 if kind == "lognormal" else 0.0)
    everyone, own = rng.random() < 0.5, rng.random() < 0.5
    return ForesightGame(
        days=days,
        value=value,
        no_deal=no_deal,
        chance_in_force=chance,
        sitting=rng.permuted(np.broadcast_to(np.arange(e), (S, T, e)), axis=2)[:, :, :X],
        regime=rng.integers(r, size=(S, T)),
        transition=shares(rng, (q if own else 1, e, T - 1, S, S), sure=rng.random() < 0.3),
        assent=rng.random((q, 2, p)) < rng.choice([0.0, 0.5, 1.0], p=[0.1, 0.4, 0.5]),
        case=rng.integers(2, size=(S, T)),
        contact=rng.random((S, T)) < rng.choice([0.5, 1.0]),
        proposer=shares(rng, (T, X) if everyone else (e, T, X), sure=rng.random() < 0.3),
        left=rng.random((S, T, e)) < 0.3,
        legacy=rng.choice([0.0, 0.5, 1.0], (q if own else 1, e)),
        discount=rng.choice([1.0, 0.99, 0.5], (q if own else 1, e)),
        signing_cost=float(rng.choice([0.0, 1.0])),
        clock=rng.integers(n, size=q),
        daily_cost=rng.choice([0.0, 0.5, 3.0], (q, e, S, T)) if rng.random() < 0.3 else np.empty(0),
        prolonged=prolonged(rng, (q, e, S, T)) if rng.random() < 0.5 else np.empty(0),
        asked_to_prolong=tuple((rng.random(X) < 0.7).tolist()) if rng.random() < 0.3 else (),
        quorum=random_quorum(rng, int(X)) if rng.random() < 0.5 else None,
    )


def random_quorum(rng: np.random.Generator, seats: int) -> Quorum:
    """Weights, or groups; perhaps a mediator."""
    voters = (rng.random(seats) < rng.choice([0.7, 1.0])).tolist()
    voters[int(rng.integers(seats))] = True
    some = [place for place, voter in enumerate(voters) if voter]
    if rng.random() < 0.3:
        groups = tuple(
            tuple(sorted(rng.choice(some, rng.integers(1, len(some) + 1), replace=False).tolist())) for _ in range(2)
        )
        return Quorum(tuple(voters), groups=groups)
    weights = tuple(float(rng.integers(1, 4)) * voter for voter in voters)
    return Quorum(tuple(voters), weights=weights, at_least=float(rng.integers(1, int(sum(weights)) + 1)))


def prolonged(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """What going on is worth, on some days."""
    worth = rng.uniform(0, 100, shape)
    worth[..., rng.random(shape[2:]) < 0.5] = -np.inf
    return worth


def agrees_with_twin(game: ForesightGame) -> None:
    waiting, value, agreed = twin.solve_slowly(game)
    found = solve(game, keep_agreed=True)
    np.testing.assert_allclose(found.waiting, waiting, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.value, value, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found.agreed, agreed)


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1))
def test_equals_the_slow_twin(seed: int) -> None:
    agrees_with_twin(random_game(seed))


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 3]))
def test_the_result_does_not_depend_on_chunks_or_pruning(seed: int, rounds: int) -> None:
    game = random_game(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(foresight, "CHUNK", 2)
        patch.setattr(foresight_shortlist, "ROUNDS", rounds)
        agrees_with_twin(game)


def test_equals_the_slow_twin_on_a_game_of_a_likely_size() -> None:
    rng = np.random.default_rng(5)
    q, p, days = 12, 96, np.array([0, 7, 14, 21, 37, 44, 65, 80, 100, 110, 118, 127])
    T = len(days)
    left = np.zeros((2, T, 3), dtype=bool)
    left[1, 9:, 0] = True
    sitting = np.tile([0, 1], (2, T, 1))
    sitting[1, 9:, 0] = 2
    agrees_with_twin(
        ForesightGame(
            days=days,
            value=rng.uniform(0, 100, (q, 3, 1, p)),
            no_deal=rng.uniform(30, 75, (q, 3, 1)),
            chance_in_force=chance_in_force((127 - days)[:, None], rng.choice([0, 8, 30, 60, 90], (4, 1, p)), 0.4),
            sitting=sitting,
            transition=shares(rng, (q, 3, 1, 2, 2), sure=False),
            changes=np.where(np.arange(T - 1) == 3, 0, -1),
            left=left,
            legacy=np.array([[0.2, 0.0, 0.0]]),
            signing_cost=1.0,
            clock=rng.integers(4, size=q),
        )
    )


def two_sides(**more: object) -> ForesightGame:
    """Three packages, (30, 90), (60, 60), (90, 30), no deal worth 20 to each, three days on which all is in time."""
    given: dict[str, object] = {
        "days": np.arange(3),
        "value": np.array([[[[30.0, 60.0, 90.0]], [[90.0, 60.0, 30.0]]]]),
        "no_deal": np.full((1, 2, 1), 20.0),
        "chance_in_force": np.ones((1, 3, 3)),
        "sitting": np.tile([0, 1], (1, 3, 1)),
    }
    return ForesightGame(**{**given, **more})  # type: ignore[arg-type]


def test_each_proposer_takes_its_best_on_the_last_day_and_both_settle_on_the_middle_before() -> None:
    found = solve(two_sides(), keep_agreed=True)
    assert found.agreed is not None
    assert found.agreed[0, 0].tolist() == [[1, 1], [1, 1], [2, 0]]
    assert found.value[0, :, 0].tolist() == [[60, 60, 60], [60, 60, 60]]
    assert found.waiting[0, :, 0].tolist() == [[60, 60, 20], [60, 60, 20]]


def test_a_package_without_the_assent_it_needs_is_not_agreed() -> None:
    found = solve(two_sides(assent=np.array([[True, False, True]])), keep_agreed=True)
    assert found.agreed is not None
    assert found.agreed[0, 0].tolist() == [[-1, -1], [-1, -1], [2, 0]]
    assert solve(two_sides(assent=np.zeros((1, 3), dtype=bool))).value[0].tolist() == [[[20.0] * 3]] * 2


def test_the_batch_does_not_change_a_game() -> None:
    game = two_sides()
    many = two_sides(value=np.repeat(game.value, 700, axis=0), no_deal=np.repeat(game.no_deal, 700, axis=0))
    assert (solve(many).value == solve(game).value).all()


def test_a_lame_duck_signs_what_its_legacy_makes_it_dread() -> None:
    # evaluator 2 succeeds evaluator 0 on the last day and, alone in proposing then, gives away package 0
    sitting = np.tile([0, 1], (1, 3, 1))
    sitting[0, 2, 0] = 2
    left = np.zeros((1, 3, 3), dtype=bool)
    left[0, 2, 0] = True
    for legacy, waits in ((0.0, 40.0), (0.5, 30.0), (1.0, 20.0)):
        found = solve(
            two_sides(
                value=np.array([[[[20.0, 60.0, 90.0]], [[90.0, 60.0, 30.0]], [[90.0, 60.0, 30.0]]]]),
                no_deal=np.array([[[40.0], [20.0], [20.0]]]),
                sitting=sitting,
                left=left,
                legacy=np.array([[legacy, 0.0, 0.0]]),
            )
        )
        assert found.waiting[0, 0, 0, 1] == waits


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"days": np.array([0, 2, 2])}, "days must increase"),
        ({"chance_in_force": np.ones((1, 2, 3))}, r"chance_in_force has shape \(1, 2, 3\), not \(1, 3, 3\)"),
        ({"proposer": np.full((3, 2), 0.4)}, "rows of proposer must sum to 1"),
        ({"legacy": np.zeros(2)}, "legacy has shape"),
        ({"value": np.zeros((2, 3))}, "value needs axes"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        two_sides(**wrong)


@pytest.mark.parametrize(("later", "now"), [(0.0, False), (1e-16, False), (0.5, True)])
def test_a_tie_is_taken_by_who_means_to_move_later_not_by_rounding(later, now):
    """The event that seats its successor is sure to come first, or next to it: 1 - chance is then 0, or 1e-16."""
    game = ForesightGame(
        days=np.arange(2),
        value=np.zeros((1, 2, 1, 1)),
        no_deal=np.zeros((1, 2, 1)),
        chance_in_force=np.ones((1, 2, 1)),
        sitting=np.tile([0, 1], (1, 2, 1)),
        moves=(MoveOption(0, np.array([3.0, -5.0])[None, :, None, None] * np.ones((1, 2, 1, 2))),),
    )
    intends = np.array([[later], [0.0]])
    found = decide(game, np.array([0]), np.array([[3.0], [8.0]]), intends, s=0, t=0, evaluator=None)
    assert found.waits.tolist() == ([[3.0], [-5.0]] if now else [[3.0], [8.0]])
