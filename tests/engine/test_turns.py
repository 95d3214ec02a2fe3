"""Nobody bids against himself: whose turn it is to table something (docs/model.md, "Minds", "Taking turns")."""

import itertools

import pytest

from tests.engine.cases import contract, play

PEOPLE = {"choice": "people", "offers_move": False, "offer_noise": 1, "imagined_rivals": 4}
DIFFICULT = {"board": 60, "council": 60}
"""Points that no deal is worth: few packages suit either side, so talks go on."""


def offers(waits: int, **changes: object) -> list[list[tuple[int, str]]]:
    """The day and the seat of every offer but those of the last day, lane by lane."""
    minds = {**PEOPLE, "attention": 1, "waits_for_offer": waits}
    bodies = contract().model_dump(mode="json", by_alias=True, exclude_defaults=True)["governments"]
    for name, no_deal in DIFFICULT.items():
        bodies[name]["no_deal"] = no_deal
    ended = play(contract(minds=minds, governments=bodies, **changes), worlds=6, replications=3, log=True)
    assert ended.log is not None
    moves = (ended.log.of_lane(lane) for lane in range(18))
    return [[(move.day, move.who) for move in lane if move.kind == "offer" and move.day < 60] for lane in moves]


def in_a_row(lane: list[tuple[int, str]]) -> list[tuple[str, int]]:
    """Who tabled something twice without the other in between, and how many days apart."""
    return [(b[1], b[0] - a[0]) for a, b in itertools.pairwise(lane) if a[1] == b[1]]


@pytest.mark.quick
def test_who_tabled_something_last_waits_for_the_other():
    assert any(in_a_row(lane) for lane in offers(0))
    assert not any(in_a_row(lane) for lane in offers(1000))
    assert any(len(lane) > 1 for lane in offers(1000))


def test_it_waits_for_so_many_of_its_own_reviews():
    days = {"firm": 2 * 9, "union": 2 * 6}
    found = [pair for lane in offers(2) for pair in in_a_row(lane)]
    assert found
    assert all(apart >= days[seat] for seat, apart in found)


def test_a_new_government_begins_anew():
    event = {"date": "2020-01-21", "install": {"firm": "new_board"}}
    assert any(
        seat == "union" and before == "union" and day >= 20
        for lane in offers(1000, events={"vote": event})
        for (_, before), (day, seat) in itertools.pairwise(lane)
    )
