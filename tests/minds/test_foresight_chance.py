"""Events decided one after the other are the dense transition of all states to all states."""

import tracemalloc

import numpy as np
import pytest

from sim.minds.foresight_chance import Decision, expected_value
from sim.minds.foresight_game import ForesightGame


def random_decisions(rng, q: int, e: int, bits: list[int], S: int) -> list[Decision]:
    decisions = []
    for bit in bits:
        which = rng.integers(-1, 3, size=S)
        which[np.arange(S) & bit > 0] = -1
        decisions.append(Decision(bit, rng.choice([0.0, 0.25, 0.7, 1.0, rng.random()], (q, e, 3)), which))
    return decisions


def dense(decisions: list[Decision], S: int) -> np.ndarray:
    """Return Pr(s -> s'), (q, e, S, S), written down event by event."""
    q, e, _ = decisions[0].chance.shape
    whole = np.broadcast_to(np.eye(S), (q, e, S, S))
    for decision in decisions:
        one = np.zeros((q, e, S, S))
        for s in range(S):
            place = decision.which[s]
            chance = decision.chance[:, :, place] if place >= 0 else np.zeros((q, e))
            one[:, :, s, s] = 1 - chance
            if place >= 0:
                one[:, :, s, s | decision.bit] = chance
        whole = whole @ one
    return whole


@pytest.mark.parametrize("bits", [[1], [4], [2, 1], [1, 2, 4], [4, 1, 8, 2]])
@pytest.mark.parametrize("seed", range(5))
def test_is_the_product_of_transitions_to_the_last_digit(bits: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    q, e, S = 6, 2, 16
    decisions, value = random_decisions(rng, q, e, bits, S), rng.uniform(-50, 150, (e, S, q))
    found = expected_value(decisions, np.arange(q), value, np.arange(S))
    wanted = np.zeros_like(value)
    transition = dense(decisions, S)
    for after in range(S):  # in the order of the states, as the plain sum goes
        wanted += transition[:, :, :, after].transpose(1, 2, 0) * value[:, after][:, None]
    np.testing.assert_array_equal(found, wanted)


def test_games_are_picked_and_states_not_asked_about_left_out() -> None:
    rng = np.random.default_rng(1)
    decisions, value = random_decisions(rng, 5, 2, [1, 2], 4), rng.random((2, 4, 5))
    every = expected_value(decisions, np.arange(5), value, np.arange(4))
    some = expected_value(decisions, np.array([3, 1]), value[:, :, [3, 1]], np.array([0, 2]))
    np.testing.assert_array_equal(some[:, [0, 2]], every[:, [0, 2]][:, :, [3, 1]])
    assert not some[:, [1, 3]].any()


def test_eight_events_of_one_day_take_megabytes_not_gigabytes() -> None:
    rng = np.random.default_rng(1)
    decisions, value = random_decisions(rng, 64, 2, [1 << k for k in range(8)], 256), rng.random((2, 256, 64))
    tracemalloc.start()
    expected_value(decisions, np.arange(64), value, np.arange(256))
    assert tracemalloc.get_traced_memory()[1] < 8 * value.nbytes
    tracemalloc.stop()


@pytest.mark.parametrize(
    "wrong",
    [
        {"chance": np.full((2, 2, 1), 0.5)},
        {"which": np.array([0, -1, -1])},
    ],
)
def test_decisions_that_do_not_fit_the_game_are_refused(wrong: dict[str, np.ndarray]) -> None:
    fitting = {"bit": 1, "chance": np.full((1, 2, 1), 0.5), "which": np.array([0, -1])} | wrong
    with pytest.raises(ValueError, match="fit"):
        ForesightGame(
            days=np.arange(3),
            value=np.zeros((1, 2, 1, 3)),
            no_deal=np.zeros((1, 2, 1)),
            chance_in_force=np.ones((1, 3, 3)),
            sitting=np.zeros((2, 3, 2), dtype=int),
            decisions=((Decision(**fitting),), ()),  # type: ignore[arg-type]
        )


def test_a_decision_names_its_chances() -> None:
    with pytest.raises(ValueError, match="which"):
        Decision(1, np.full((1, 1, 1), 0.5), np.array([0, 0]))
