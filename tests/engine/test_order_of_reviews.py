"""Which seat reviews the table first on a day is luck: neither seats nor their order in the file are favoured."""

import re

import numpy as np
import pytest

from sim.engine.play import Played
from sim.scenario.load import load_scenario_text
from tests.engine.cases import play

PIE = """
title: A pie
start: 2024-01-01
deadline: 2024-03-01
issues: {pie: {options: {%(options)s}}}
seats: {one: {government: ann, principal: true}, two: {government: bob, principal: true}}
governments:
  ann: {points: {pie: {%(up)s}}, no_deal: %(no_deal)s}
  bob: {points: {pie: {%(down)s}}, no_deal: %(no_deal)s}
minds: {choice: exact, noise: %(noise)s}
outcomes: {a division: {}}
"""


def pie(*, noise: float, no_deal: str = "10") -> str:
    """Two sides like mirrors, who divide a pie in twentieths."""
    options = [f"s{share}" for share in range(0, 101, 5)]
    return PIE % {
        "options": ", ".join(f"{name}: {{}}" for name in options),
        "up": ", ".join(f"{name}: {name[1:]}" for name in options),
        "down": ", ".join(f"{name}: {100 - int(name[1:])}" for name in options),
        "no_deal": no_deal,
        "noise": noise,
    }


def swapped(text: str) -> str:
    """The same talks, the seats in another order in the file."""
    return re.sub(r"seats: \{(one: .*?\}), (two: .*?\})\}", r"seats: {\2, \1}", text)


def played(text: str, **how: object) -> Played:
    return play(load_scenario_text(text).model, **how)


@pytest.mark.parametrize("noise", [0.001, 0.2, 3])
def test_mirrored_sides_come_out_alike(noise: float):
    """Falsified by a side that gains 4 standard errors more: whoever has the last word on the last day, an ultimatum,
    keeps nearly all there is to share.
    """
    result = played(pie(noise=noise), worlds=40, replications=40)
    gap = result.value[0] - result.value[1]
    assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(gap.size) + 1e-9
    if noise < 1:
        assert gap.max() > 0 > gap.min()  # in single plays luck decides


@pytest.mark.parametrize("no_deal", ["10", "{uniform: [0, 60]}"])
def test_the_order_of_seats_in_the_file_moves_no_play(no_deal: str):
    text = pie(noise=1, no_deal=no_deal)
    assert swapped(text) != text
    plain, other = (played(each, worlds=6, replications=6, log=True) for each in (text, swapped(text)))
    assert np.array_equal(plain.value, other.value)
    for lane in range(len(plain.package)):
        assert plain.log.of_lane(lane, reviews=True) == other.log.of_lane(lane, reviews=True)


def test_each_side_is_first_on_half_of_the_days_of_talks_in_every_world():
    text = pie(noise=1) + "events: {round: {date: 2024-02-01, talks: [one, two]}}\n"
    result = played(text, worlds=4, replications=200, log=True)
    first = []
    for lane in range(len(result.package)):
        today = [
            move.who for move in result.log.of_lane(lane, reviews=True) if (move.day, move.kind) == (31, "review")
        ]
        assert set(today) == {"one", "two"}
        first.append(today[0] == "one")
    share = np.array(first).reshape(4, 200).mean(axis=1)
    assert (np.abs(share - 0.5) < 4 * 0.5 / np.sqrt(200)).all()
