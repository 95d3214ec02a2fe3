"""Orders: what a seat does whatever its mind, in all lanes, and nothing beside."""

import numpy as np
import pytest

import sim
from sim.engine.orders import Order
from sim.engine.play import play_block
from sim.scenario.load import load_scenario_text
from sim.worlds.draw import WorldSource
from tests.analysis.test_advice import PIE

PORT = "tests/ensemble/port.yaml"
LANES = 40


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


def played(scenario, order=None):
    source = WorldSource(scenario.model, scenario.packages, seed=1)
    worlds, zeros = np.arange(LANES), np.zeros(LANES, dtype=int)
    return play_block(
        scenario.model, scenario.packages, source.draw(worlds), row=worlds, replication=zeros, seed=1, log=True,
        order=order,
    )  # fmt: skip


def moves(found, who):
    return {lane: [move for move in found.log.of_lane(lane) if move.who == who] for lane in range(LANES)}


def test_a_seat_tables_on_its_day_and_stands_by_it_where_it_is_better_than_no_deal(port):
    package = port.packages.index({"wage": "mid"})
    found = played(port, Order("firm", "old_board", 9, package))
    before, tabled = played(port), 0
    for lane, made in moves(found, "firm").items():
        first = [(m.day, m.kind, m.package) for m in made if m.day < 9]
        assert first == [(m.day, m.kind, m.package) for m in moves(before, "firm")[lane] if m.day < 9]
        ordered = [m for m in made if m.day == 9 and m.kind == "offer" and m.package == package]
        tabled += len(ordered)
        assert not ordered or not [m for m in made if m.kind == "withdraw" and m.package == package]
    assert 5 < tabled < LANES


def test_a_silent_seat_does_nothing_before_its_day_and_the_other_does_not_know(port):
    found, before = played(port, Order("firm", "old_board", 12)), played(port)
    union = [moves(each, "union") for each in (found, before)]
    for lane, made in moves(found, "firm").items():
        assert not [m for m in made if m.day < 12]
        spoken = min((m.day for m in moves(before, "firm")[lane]), default=99)
        earlier = [[(m.day, m.kind) for m in each[lane] if m.day < spoken] for each in union]
        assert earlier[0] == earlier[1]
    assert sum(map(len, moves(found, "firm").values())) > 0


def test_an_order_binds_no_other_government(port):
    found, before = (played(port, order) for order in (Order("firm", "new_board", 12), None))
    silent = moves(found, "firm")
    assert {lane: made[:1] for lane, made in silent.items()} == {
        lane: made[:1] for lane, made in moves(before, "firm").items()
    }


def test_it_comes_to_the_same_as_a_person_who_makes_that_move():
    """The seller waits for offers; its own of 5 January is answered in three days, whoever made it."""
    pie = load_scenario_text(PIE)
    package = pie.packages.index({"share": "s60"})
    found = played(pie, Order("seller", "seller", 4, package))
    table = sim.table(pie, people=["seller"])
    table.advance(4)
    table.move("seller", "offer", {"share": "s60"})
    table.advance("end")
    assert found.signed_day[0] == table.ending().signed == 7
    assert found.package[0] == table.ending().package == package
