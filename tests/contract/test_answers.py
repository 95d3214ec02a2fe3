"""What every answer can do, whatever the question: show, draw, save, compare itself."""

import copy
import dataclasses
import json
import os
import pickle
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import sim
from sim.analysis.influence.assumed import assumed_numbers
from sim.evidence import claims
from sim.play import saved
from sim.play.pooled import TableEnd, pool_ends
from sim.rendering.page import Rows, as_text
from sim.results import saving, unfinished
from sim.scenario import schema
from tests.public_api import answers

FORMATS = Path("tests/golden/formats.json")
TREATY = "tests/scenarios/valid/treaty.yaml"
SMALL = {"worlds": 6, "replications": 4}

ENDS = [TableEnd(group, table, table, "lapsed") for group in "abc" for table in range(4)]

ASK = {
    "Advice": lambda port: sim.table(port, world=3).advice(),
    "AssumedNumbers": lambda port: assumed_numbers(port, **SMALL),
    "BargainingSet": lambda _: sim.load(TREATY).analyse(worlds=6),
    "Brief": lambda _: sim.table(sim.load(TREATY)).brief(),
    "Comparison": lambda port: sim.compare({"as it is": port, "no vote": port.with_("chance.vote=0")}, **SMALL),
    "Conduct": lambda _: sim.load(TREATY).conduct(**SMALL),
    "EvidenceReport": lambda _: sim.load(TREATY).evidence(),
    "Explanation": lambda port: sim.explain(port, outcome="lapsed", worlds=60, replications=4),
    "Forecast": lambda port: sim.forecast(port, every=30, **SMALL),
    "Influence": lambda _: sim.influence(sim.load(TREATY), **SMALL),
    "News": lambda port: sim.table(port, world=3).advance("end"),
    "Offers": lambda port: played(sim.table(port, world=3)),
    "Outcomes": lambda port: port.run(**SMALL),
    "Placement": lambda port: ended(sim.table(port, world=3)).placement(plays=50),
    "PooledForecast": lambda port: pool_ends(ENDS, port.run(**SMALL)),
    "SeatAdvice": lambda port: port.advise("firm", worlds=8, replications=2, days=["2024-01-15"]),
    "Seal": lambda port: sim.seal(port, day="2024-01-02", **SMALL),
    "Sensitivity": lambda port: port.run(worlds=40, replications=4).sensitivity(),
    "SobolIndices": lambda port: sim.sobol(port, {"minds.noise": (1, 6)}, n=2, **SMALL),
    "Story": lambda port: port.tell(world=3),
    "Sweep": lambda port: sim.sweep(port, {"chance.vote": [0, 1]}, **SMALL),
    "Verification": lambda port: sim.verify(sim.seal(port, day="2024-01-02", **SMALL)),
    "Validation": lambda _: sim.validate("tests/analysis/library", **SMALL),
    "VarianceSplit": lambda port: port.run(**SMALL).variance(),
}


def played(table):
    table.advance(10)
    return table.move(table.people[0], "offer", {})


def ended(table):
    table.advance("end")
    return table


@pytest.fixture(scope="module")
def port():
    return sim.load("tests/ensemble/port.yaml")


@pytest.fixture(scope="module", params=ASK)
def answer(request, port):
    return ASK[request.param](port)


def test_every_class_of_answers_is_held_to_this():
    assert set(ASK) == set(answers())


def test_a_terminal_and_a_notebook_show_the_same_parts(answer):
    parts = list(answer.parts())
    assert str(answer) == as_text(parts)
    assert answer.text(width=70) == as_text(answer.parts("full"), width=70)
    page = answer._repr_html_()
    assert page.count("<table") == sum(isinstance(part, Rows) for part in parts)
    assert as_text(answer.parts("full"))
    assert len(repr(answer)) < 200


def test_its_data_name_format_version_scenario_and_seed(answer):
    data = json.loads(answer.to_json())
    assert data == answer.to_dict()
    assert data["format"].startswith("negotiation-sim ") and data["version"] == sim.__version__
    assert data["seed"] == 1 and data["scenario"]


def keys_of(data, place=""):
    """Places of all keys, items of a list as one."""
    if isinstance(data, dict):
        return {place}.union(*(keys_of(each, f"{place}.{name}") for name, each in data.items()))
    return {place}.union(*(keys_of(each, f"{place}[]") for each in data)) if isinstance(data, list) else {place}


def test_its_keys_are_those_of_its_format(answer):
    """A key that goes needs another number (docs/formats.md); then, or for a new one, run with WRITE_FORMATS=1."""
    data, golden = answer.to_dict(), json.loads(FORMATS.read_text(encoding="utf-8"))
    found = sorted(keys_of(data) - {""})
    if os.environ.get("WRITE_FORMATS"):
        FORMATS.write_text(json.dumps(golden | {data["format"]: found}, indent=1, sort_keys=True) + "\n")
        return
    assert data["format"] in golden, "a new format or number: docs/formats.md"
    assert found == golden[data["format"]]


def test_every_format_is_listed_with_its_number():
    page = Path("docs/formats.md").read_text(encoding="utf-8")
    for each in answers().values():
        name, _, number = each._presenter().FORMAT.removeprefix("negotiation-sim ").rpartition(" ")
        assert f"`negotiation-sim {name} {number}`" in page or (number == "1" and f"`{name}`" in page)
    for known in (claims._FORMAT, saving.FORMAT, unfinished._FORMAT, saved.FORMAT, schema.FORMAT):
        assert f"`{known}`" in page


def test_its_table_has_rows(answer):
    assert len(answer.to_frame())


HELD = {
    "AssumedNumbers": "parameters",
    "Explanation": "boxes",
    "Influence": "rows",
    "Offers": "offers",
    "Sensitivity": "factors",
}


@pytest.mark.parametrize("name", HELD)
def test_a_table_without_rows_has_its_columns(port, name):
    answer = ASK[name](port)
    columns = [*answer.to_frame().columns]
    assert [*dataclasses.replace(answer, **{HELD[name]: ()}).to_frame().columns] == columns and columns


def test_each_picture_is_drawn_where_it_is_asked_to(answer):
    for name in dir(answer.plot):
        ax = Figure(figsize=(9, 6)).add_subplot()
        assert getattr(answer.plot, name)(ax=ax) is ax
    if dir(answer.plot):
        assert isinstance(answer.plot(), Axes)
    with pytest.raises(AttributeError, match="no such picture"):
        answer.plot.nonsense  # noqa: B018


def test_each_picture_says_in_words_what_it_shows(answer):
    for name in dir(answer.plot):
        assert getattr(answer.plot, name)().get_figure(root=True).describe(), name


def test_it_is_saved_with_its_pictures(answer, tmp_path):
    assert answer.save(tmp_path / "new") == tmp_path / "new"
    saved = {path.name for path in (tmp_path / "new").iterdir()}
    if isinstance(answer, sim.Outcomes):  # a format of its own, see tests/results/test_saving.py
        assert sim.Outcomes.load(tmp_path / "new") == answer
        return
    assert saved == {*answer.files(), *(f"{each.stem}.{end}" for each in answer.drawings() for end in ("svg", "png"))}


def test_copies_and_pickles_are_equal_to_it(answer):
    assert copy.deepcopy(answer) == answer == pickle.loads(pickle.dumps(answer))
