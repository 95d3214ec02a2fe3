"""Foresight against its slow twin, on random small games with every feature, ties included."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.minds import foresight, foresight_shortlist
from sim.minds.clock import chance_in_force
from sim.minds.foresight import ForesightGame, solve

_TWIN = Path(__file__).parents[1] / "reference" / "foresight_twin.py"
_spec = importlib.util.spec_from_file_location("foresight_twin", _TWIN)
assert _spec is not None
assert _spec.loader is not None
twin = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(twin)


def shares(rng: np.random.Generator, shape: tuple[int, ...], *, sure: bool) -> np.ndarray:
    """Chances that sum to 1 on the last axis; sure ones are 0 and 1."""
    if sure:
        return np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])]
    return rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])


def random_game(seed: int) -> ForesightGame:
    """Draw a game: integer or real points, 2 or 3 seats, regimes, successors, beliefs, clocks of several kinds."""
    rng = np.random.default_rng(seed)
    q, X, S, T = rng.integers(1, 5), rng.integers(2, 4), rng.integers(1, 5), rng.integers(1, 7)
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
        chance = rng.choice([0.0, 1e-9, 1e-5, 0.25, 0.5, 1.0], (n, T, p))
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
        assent=rng.random((q, p)) < rng.choice([0.0, 0.5, 1.0], p=[0.1, 0.4, 0.5]),
        proposer=shares(rng, (T, X) if everyone else (e, T, X), sure=rng.random() < 0.3),
        left=rng.random((S, T, e)) < 0.3,
        legacy=rng.choice([0.0, 0.5, 1.0], (q if own else 1, e)),
        discount=rng.choice([1.0, 0.99, 0.5], (q if own else 1, e)),
        signing_cost=float(rng.choice([0.0, 1.0])),
        clock=rng.integers(n, size=q),
    )


def agrees_with_twin(game: ForesightGame) -> None:
    waiting, value, agreed = twin.solve_slowly(game)
    found = solve(game, keep_agreed=True)
    np.testing.assert_allclose(found.waiting, waiting, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.value, value, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found.agreed, agreed)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_equals_the_slow_twin(seed: int) -> None:
    agrees_with_twin(random_game(seed))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 3]))
def test_the_result_does_not_depend_on_chunks_or_pruning(seed: int, rounds: int) -> None:
    game = random_game(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(foresight, "CHUNK", 2)
        patch.setattr(foresight_shortlist, "ROUNDS", rounds)
        agrees_with_twin(game)
