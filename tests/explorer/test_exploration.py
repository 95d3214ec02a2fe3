"""What may be moved, the grid between whose points a reader looks, and how far that is off."""

from itertools import product

import numpy as np
import pytest

import sim
from sim.ensemble.execution import RunSize
from sim.errors import InputError, ProblemsError
from sim.explorer.controls import OWN, named_controls
from sim.explorer.exploration import Exploration
from sim.explorer.section import explorer_html
from tests.cli.calls import PORT

SIZE = RunSize(30, 3)


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


@pytest.fixture(scope="module")
def found(port):
    exploration = Exploration(port, size=SIZE, most=2)
    exploration.fill()
    return exploration


@pytest.mark.quick
def test_what_matters_is_chosen_with_the_files_own_values(port, found):
    vote = next(control for control in found.controls if control.paths == ("events.vote.chance",))
    assert vote.values[vote.own_place] == 0.5 and (vote.values[0], vote.values[-1]) == (0.0, 1.0)
    assert vote.own == vote.words(vote.own_place) == "50%" and vote.slides
    assert found.base == found._row(port.run(30, 3))


@pytest.mark.quick
def test_quantities_may_be_named_with_or_without_values(port):
    named = named_controls(
        port, {"chance.vote": [0.9, 0.1], "minds.noise": [1, 2, 4], "deadline": ["2024-02-20"] * 1 + ["2024-03-01"]}
    )
    assert [control.values for control in named[:2]] == [(0.1, 0.9), (1, 2, 4)]
    assert [control.slides for control in named] == [False, True, False]
    assert named[2].own == "2024-03-01" and named[1].label == "minds noise"
    (alone,) = named_controls(port, ["governments.union.beliefs.vote"])
    assert alone.own == "20% to 60%" and alone.own_place == OWN and len(alone.values) == 21
    for quantities, message in (
        ([], "must be a mapping"),
        ("chance.vote", "must be a mapping"),
        *((wrong, "must be a mapping") for wrong in (3, np.float64(2.5), np.array(1), len)),
        (["title"], "give the values it is to take"),
        ({"chance.vote": [1]}, "at least two values"),
        (["chance.vot"], "Did you mean 'vote'"),
    ):
        with pytest.raises(InputError, match=message):
            named_controls(port, quantities)


def test_a_slider_of_what_is_drawn_stands_in_the_middle_of_it(port):
    drawn = port.with_("events.vote.chance={uniform: [0.78, 0.89]}")
    (control,) = Exploration(drawn, ["events.vote.chance"], size=SIZE).about(live=True)["controls"]
    assert control["place"] == OWN and control["words"][control["near"]] == "85%"


def test_few_values_are_choices():
    weights = {"seats.firm.procedure_days": {"one_of": [2, 20]}}
    (control,) = named_controls(sim.load(PORT).with_(weights), ["seats.firm.procedure_days"])
    assert (control.values, control.slides, control.own) == ((2.0, 20.0), False, "2 or 20 days")


def test_points_of_the_grid_are_exact_and_between_them_is_its_error(port, found):
    grid = found.grid
    levels = [axis["levels"] for axis in grid["axes"]]
    for position, row in zip(product(*levels), grid["points"], strict=True):
        assert found.between(position) == row == found.rows[position]
    tried = found._tries()
    worst = max(found._error(position) for position, _ in tried)
    assert f"{worst / 10:.1f} at most, at {len(tried)} positions tried" in grid["error"]
    for position, _ in tried:
        assert position not in product(*levels) and found.rows[position] == found._row(found.outcomes(position))


def test_a_grid_is_refined_where_it_is_off_by_more_than_two_points(port):
    steep = {"chance.vote": [k / 16 for k in range(17)]}
    few, many = (Exploration(port, steep, size=RunSize(20, 2), points=points) for points in (3, 60))
    for exploration in (few, many):
        exploration.fill()
    assert len(few._levels[0]) == 3 and len(many._levels[0]) >= 3
    errors = [max(each._error(position) for position, _ in each._tries()) for each in (few, many)]
    assert errors[1] <= max(20, errors[0])


def test_too_few_worlds_and_values_that_cannot_be_are_refused(port):
    with pytest.raises(InputError, match="at least 30"):
        Exploration(port, size=RunSize(20, 2))
    with pytest.raises(ProblemsError):
        Exploration(port, {"deadline": ["2024-03-01", "never"]}, size=SIZE).fill()


@pytest.mark.quick
def test_the_page_holds_no_tag_of_a_users_words(port):
    name = "</script><b>x"
    odd = port.with_({"events.vote.title": name})
    exploration = Exploration(odd, {"chance.vote": [0, 1]}, size=RunSize(2, 2))
    exploration.fill()
    text = explorer_html(exploration)
    assert name not in text and text.count("</script>") == 2


def test_what_a_reader_may_want_next_is_played_before_it_is_asked_for(port):
    values = {"chance.vote": [0, 0.2, 0.4, 0.6, 0.8, 1], "deadline": ["2024-02-20", "never"]}
    exploration = Exploration(port, values, size=RunSize(2, 2))
    before = len(exploration.rows)
    while exploration.play_ahead((3, 0)):
        pass
    known = {(1, 0), (2, 0), (4, 0), (5, 0)}
    assert known <= exploration.rows.keys() and len(exploration.rows) == before + len(known)
    assert exploration.rows[4, 0] == exploration._row(exploration.outcomes((4, 0)))
