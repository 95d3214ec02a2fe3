"""Names are found wherever the models say that one stands, in data of any shape."""

from pathlib import Path

import pytest

from sim.reading import load
from sim.scenario.event import Event
from sim.scenario.government import Government
from sim.scenario.references import references
from sim.scenario.scenario import ScenarioModel

VALID = Path(__file__).parent.parent / "scenarios" / "valid"


def found(data: object, model: object) -> set[tuple[str, str, str]]:
    return {(each.noun, each.name, each.at) for each in references(data, model)}


def test_names_are_found_as_keys_and_values_and_one_for_a_list_of_one():
    event = {"if": "vote", "unless": ["war"], "install": {"us": "biden"}, "tables": {"us": "clean"}, "talks": "us"}
    assert found(event, Event) == {
        ("event", "vote", "value"), ("event", "war", "value"), ("seat", "us", "key"),
        ("government", "biden", "value"), ("proposal", "clean", "value"), ("seat", "us", "value"),
    }  # fmt: skip


def test_options_are_those_of_the_issue_above_them():
    government = {
        "points": {"length": {"one": 1}},
        "statements": [
            {"refuses_any": {"freeze": ["none", "some"]}},
            {"prefers": {"this": "clean", "to": {"a": "b"}}},
        ],
        "tactic": {"script": {"moves": [{"tables": {"c": "d"}}]}},
    }
    options = {(each.issue, each.name) for each in references(government, Government) if each.noun == "option"}
    assert options == {("length", "one"), ("freeze", "none"), ("freeze", "some"), ("a", "b"), ("c", "d")}


def test_names_that_are_given_there_refer_to_nothing():
    assert found({"seats": {"us": {}}, "events": {"vote": {}}, "proposals": {"clean": {}}}, ScenarioModel) == set()


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, [[]], {"x": None}, [{"x": 1}], True])
@pytest.mark.parametrize("section", ScenarioModel.model_fields)
def test_odd_shapes_are_passed_over(section, odd):
    for data in ({section: odd}, {section: {"x": odd}}, {section: [odd]}):
        assert all(isinstance(each.name, str) for each in references(data, ScenarioModel))


@pytest.mark.parametrize("path", sorted(VALID.glob("*.yaml")), ids=lambda path: path.stem)
def test_places_are_where_the_names_stand(path):
    data = load(path).data
    for each in references(data, ScenarioModel):
        held = data
        for step in each.path[:-1]:
            held = held[step]
        assert each.path[-1] in held if each.at == "key" else held[each.path[-1]] == each.name
