"""How many packages a brief says are worth signing, and why fewer are than once in force."""

import pytest

import sim

ROOM = """
title: A room
start: 2024-01-01
deadline: 2024-03-01
issues: {price: {options: {low: {}, middle: {}, high: {}}}}
seats: {buyer: {government: b, principal: true}, seller: {government: s, principal: true}}
governments:
  b: {points: {price: {low: 60, middle: 40.5, high: 0}}, no_deal: NO_DEAL}
  s: {points: {price: {low: 0, middle: 40, high: 60}}, no_deal: 20}
outcomes: {a sale: {}}
"""


@pytest.mark.parametrize(
    ("no_deal", "words"),
    [
        (
            "20",
            "than no agreement once they are in force, and as many if they are signed today.",
        ),
        ("40", "in force, and 1 if they are signed today: to sign costs points."),
    ],
)
def test_what_is_not_worth_signing_for_its_price_is_not_said_to_take_time(no_deal, words, tmp_path):
    path = tmp_path / "room.yaml"
    path.write_text(ROOM.replace("NO_DEAL", no_deal))
    brief = sim.table(sim.load(path), people="buyer").brief()
    assert words in next(line.text for line in brief.lines if line.section == "worth")
