"""What bargaining theory has proved, run through `solve` on a finely cut pie.

A pie of `STEPS` equal pieces is divided between two sides, in points (100 is all of it); no deal is 0 to both.
One round is one grid day. On a cut pie a proposer must round what it leaves the other *up* to a whole piece, so it
gets less than in theory by up to one piece h; that loss is passed on to the day before with the opposite sign and
shrunk by delta. A proposer's share is therefore within h / (1 - delta_1 delta_2) of theory, and short of it on the
last day on which anything is rounded. `within` is that bound in shares.
"""

import math

import numpy as np
import pytest

from sim.minds.foresight import ForesightGame, solve

STEPS = 10_000
ALTERNATING = np.eye(2)


def pie(steps: int = STEPS) -> np.ndarray:
    """Points to both sides, (1, 2, 1, p)."""
    first = np.arange(steps + 1) * (100.0 / steps)
    return np.stack([first, 100.0 - first])[None, :, None]


def game(rounds: int, discount: tuple[float, float], *, proposer: np.ndarray, value=None, **more) -> ForesightGame:
    value = pie() if value is None else value
    states = more.pop("states", 1)
    e = value.shape[1]
    return ForesightGame(
        days=np.arange(rounds),
        value=value,
        no_deal=more.pop("no_deal", np.zeros(value.shape[:3])),
        chance_in_force=np.ones((1, rounds, value.shape[3])),
        sitting=more.pop("sitting", np.tile([0, 1], (states, rounds, 1))),
        proposer=proposer,
        discount=np.array([[*discount, *[discount[0]] * (e - 2)]]),
        **more,
    )


def taking_turns(rounds: int) -> np.ndarray:
    """Seat 0 proposes on the first day, then seat 1, and so on."""
    return ALTERNATING[np.arange(rounds) % 2]


def first_share(rounds: int, discount: tuple[float, float]) -> float:
    found = solve(game(rounds, discount, proposer=taking_turns(rounds)))
    return float(found.value[0, 0, 0, 0]) / 100


def within(discount: tuple[float, float]) -> float:
    return 1.0 / STEPS / (1.0 - discount[0] * discount[1]) + 1e-12


@pytest.mark.parametrize(
    ("rounds", "share"), [(1, 1.0), (2, 0.1), (3, 0.91), (4, 0.181), (5, 0.8371), (6, 0.2466), (50, 0.5236)]
)
def test_stahl_alternating_offers_with_a_deadline(rounds: int, share: float):
    # Stahl (1972), delta 0.9: share_T = 1 - 0.9 share_{T-1}. Up to T = 5 every share is a whole number of pieces, so
    # nothing is rounded. Falsified by any share off the closed form by more than the rounding of the pie.
    found = first_share(rounds, (0.9, 0.9))
    closed = (1 - (-0.9) ** rounds) / 1.9
    assert closed == pytest.approx(share, abs=6e-5)
    assert found == pytest.approx(closed, abs=1e-9 if rounds <= 5 else within((0.9, 0.9)))


@pytest.mark.parametrize(("discount", "share"), [((0.9, 0.9), 0.5263), ((0.9, 0.8), 0.7143), ((0.8, 0.9), 0.3571)])
def test_rubinstein_division_and_agreement_at_once(discount: tuple[float, float], share: float):
    # Rubinstein (1982): the first proposer gets (1 - d2) / (1 - d1 d2). A horizon of 200 rounds leaves less than 1e-7
    # of the deadline's influence. Falsified by another division, or by any day without agreement.
    found = solve(game(201, discount, proposer=taking_turns(201)), keep_agreed=True)
    closed = (1 - discount[1]) / (1 - discount[0] * discount[1])
    assert closed == pytest.approx(share, abs=5e-5)
    assert found.value[0, 0, 0, 0] / 100 == pytest.approx(closed, abs=within(discount))
    assert found.agreed is not None
    assert (found.agreed >= 0).all()


def test_a_coarser_pie_is_further_off_but_within_its_bound():
    for steps in (10, 100, 1000):
        value = solve(game(201, (0.9, 0.9), proposer=taking_turns(201), value=pie(steps))).value[0, 0, 0, 0]
        assert abs(value / 100 - 1 / 1.9) <= 1 / steps / (1 - 0.81)


def test_a_bare_deadline_alone_delays_nothing():
    # With complete information, common beliefs and some impatience, a finite horizon gives no deadline effect: each
    # proposer at each date offers what the other would get by waiting. Falsified by a day on which nobody agrees.
    for discount in ((0.99, 0.97), (1.0, 1.0)):
        found = solve(game(40, discount, proposer=np.full((40, 2), 0.5)), keep_agreed=True)
        assert found.agreed is not None
        assert (found.agreed >= 0).all()
        assert found.value[0, :, 0, 0].sum() == pytest.approx(100.0, abs=1e-9)


@pytest.mark.parametrize(("optimism", "periods"), [(0.2, 18.1), (0.5, 40.3)])
def test_optimism_about_proposing_delays_until_the_deadline(optimism: float, periods: float):
    # Yildiz (2003, 2004, 2011): each side thinks it proposes with chance (1 + y) / 2. On the last day the two expect
    # 1 + y of the pie between them; k days before, delta^k (1 + y), which leaves nothing to agree on until it falls
    # to 1: k = ln(1 + y) / -ln delta. So, found here: agreement on the deadline itself, on no day nearer than that,
    # and on every day farther. Falsified by an agreement in the gap, or by a day without one beyond it.
    delta, rounds = 0.99, 120
    assert math.log(1 + optimism) / -math.log(delta) == pytest.approx(periods, abs=0.05)
    half = (1 + optimism) / 2
    belief = np.broadcast_to([[[half, 1 - half]], [[1 - half, half]]], (2, rounds, 2))
    found = solve(game(rounds, (delta, delta), proposer=belief), keep_agreed=True)
    assert found.agreed is not None
    agrees = (found.agreed[0, 0] >= 0).all(axis=1)
    assert (agrees == (found.agreed[0, 0] >= 0).any(axis=1)).all()
    to_go = rounds - 1 - np.arange(rounds)
    assert agrees.tolist() == ((to_go == 0) | (to_go > periods)).tolist()


ELECTION, ROUNDS = 6, 12


def election(chances: tuple[float, float]) -> ForesightGame:
    """Power that lasts: from day 6 on, the winner of the election (state 1: seat 0, state 2: seat 1) is stronger.

    Power is the no-deal value: 70 for the winner and 10 for the loser, 40 each before anything has happened.
    `chances` is what each side thinks of its own.
    """
    no_deal = np.array([[[40.0, 70.0, 10.0], [40.0, 10.0, 70.0]]])
    transition = np.zeros((1, 2, 1, 3, 3))
    transition[:, :, 0] = np.eye(3)
    transition[0, 0, 0, 0] = [0, chances[0], 1 - chances[0]]
    transition[0, 1, 0, 0] = [0, 1 - chances[1], chances[1]]
    changes = np.full(ROUNDS - 1, -1)
    changes[ELECTION - 1] = 0
    return game(
        ROUNDS,
        (1.0, 1.0),
        proposer=np.full((ROUNDS, 2), 0.5),
        value=np.repeat(pie(1000), 3, axis=2),
        no_deal=no_deal,
        states=3,
        regime=np.repeat([[0], [1], [2]], ROUNDS, axis=1),
        transition=transition,
        changes=changes,
    )


def test_two_optimists_wait_for_an_election_and_agree_right_after_it():
    # Simsek & Yildiz (2016), direction: when power will change for good at an election and each side is optimistic
    # about it, there is no agreement before it and agreement at once after it, whoever wins. Falsified by an
    # agreement before day 6 or a day without one from then on.
    found = solve(election((0.8, 0.8)), keep_agreed=True)
    assert found.agreed is not None
    assert (found.agreed[0, 0, :ELECTION] == -1).all()
    assert (found.agreed[0, 1:, ELECTION:] >= 0).all()


def test_the_same_election_delays_nothing_when_both_believe_the_same():
    # the control: optimism, and not the election as such, is what delays
    found = solve(election((0.5, 0.5)), keep_agreed=True)
    assert found.agreed is not None
    assert (found.agreed[0, 0, :ELECTION] >= 0).all()


@pytest.mark.parametrize("chance", [0.05, 0.7])
def test_hope_of_a_softer_counterpart_empties_the_zone_of_agreement_before_an_election(chance: float):
    # Seat 0's incumbent takes 60 or more; its challenger (evaluator 2), who would sit from day 6, takes anything, so
    # that seat 1 expects about 50 from it, and at best 40 from the incumbent. If the challenger wins, the incumbent
    # still has its 60 (no deal's worth, legacy 0): the two waiting values add up to 100 + 10 chance, before a percent
    # a day for the time it takes. With a good chance they leave nothing to agree on; with hardly any, delay costs
    # more than it brings. Falsified by an agreement before the election at 0.7, by a day without one at 0.05, or by
    # delay after it.
    value = pie(1000)
    sitting = np.tile([0, 1], (2, ROUNDS, 1))
    sitting[1, ELECTION:, 0] = 2
    left = np.zeros((2, ROUNDS, 3), dtype=bool)
    left[1, ELECTION:, 0] = True
    transition = np.broadcast_to([[1 - chance, chance], [0.0, 1.0]], (1, 3, 1, 2, 2))
    changes = np.full(ROUNDS - 1, -1)
    changes[ELECTION - 1] = 0
    found = solve(
        game(
            ROUNDS,
            (0.99, 0.99),
            proposer=np.full((ROUNDS, 2), 0.5),
            value=np.concatenate([value, value[:, :1]], axis=1),
            no_deal=np.array([[[60.0], [0.0], [0.0]]]),
            states=2,
            sitting=sitting,
            left=left,
            transition=transition,
            changes=changes,
        ),
        keep_agreed=True,
    )
    assert found.agreed is not None
    before, after = found.agreed[0, 0, :ELECTION] >= 0, found.agreed[0, :, ELECTION:] >= 0
    assert after.all()
    assert before.all() if chance == 0.05 else not before.any()
