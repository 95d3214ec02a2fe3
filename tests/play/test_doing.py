"""What a seat may do without the others: walk out, give notice, with others or alone."""

import re

import pytest

import sim
from sim.errors import InputError
from sim.play.table import Table

WALK_OUT, RESTRAINT = "scenarios/recipes/walk_out.yaml", "scenarios/recipes/restraint.yaml"


def refusal(table: Table, seat: str, name: object) -> str:
    with pytest.raises(InputError) as error:
        table.move(seat, "do", name)
    return str(error.value)


@pytest.mark.quick
def test_a_person_walks_out_and_the_talks_are_over():
    scenario = sim.load(WALK_OUT)
    table = sim.table(scenario, people="third")
    assert table.what_to_do() == {} and table.what_to_do("largest") == {}
    assert "do “walk out”: cannot be done now" in refusal(table, "third", "walk_out")
    table.advance("2017-11-01")
    assert table.what_to_do() == {"walk_out": "walk out"}
    assert table.check_move("third", "do", "walk_out") == "walk_out" and table.moves == ()
    table.move("third", "do", "walk_out")
    assert table.over and table.ending().signed == -1 and table.what_to_do() == {}
    story = str(table.story())
    assert "Third moves, “walk out”." in story and "The talks are over, without an agreement." in story
    again = Table.replay(scenario, table.to_dict())
    assert str(again.story()) == story and again.moves == table.moves
    price = {name: table.ending().value[name] - table.ending().no_deal[name] for name in scenario.model.governments}
    assert price == pytest.approx({"christian_democrats": 0, "greens": 0, "liberals": -3})


def test_a_move_may_be_named_by_its_title():
    scenario = sim.load(WALK_OUT).with_("moves.walk_out.title=Leave the Talks")
    table = sim.table(scenario, people="third")
    table.advance("2017-11-01")
    assert table.check_move("third", "do", " leave the talks") == "walk_out"


def test_what_two_do_together_takes_effect_with_the_last():
    scenario = sim.load(RESTRAINT)
    move, body = next((name, body) for name, body in scenario.model.moves.items() if len(body.seats) == 2)
    table = sim.table(scenario, people=body.seats)
    first, second = body.seats
    table.advance(1)
    table.move(first, "do", move)
    assert "has done it already" in refusal(table, first, move)
    assert move not in table.what_to_do(first) and move in table.what_to_do(second)
    assert "is ready for" in str(table.news(since=scenario.model.start))
    table.move(second, "do", move)
    assert re.search("moves, “", str(table.news(since=scenario.model.start)))


@pytest.mark.parametrize(
    ("seat", "name", "message"),
    [
        ("third", "wak_out", "no such move of third .found 'wak_out'; allowed walk_out.. Did you mean 'walk_out'?"),
        ("third", None, "no such move of third .found None"),
        ("largest", "walk_out", "allowed none: the scenario lets it do nothing without the others"),
    ],
)
def test_what_the_scenario_does_not_let_a_seat_do_is_refused(seat, name, message):
    table = sim.table(sim.load(WALK_OUT), people=["largest", "third"])
    assert re.search(message, refusal(table, seat, name))
