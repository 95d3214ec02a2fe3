"""The scenarios that come with the package, under a name, as a copy, and in the folder of a result."""

import json
import tomllib
from pathlib import Path

import pytest

import sim
from sim.bundled import example_path
from sim.errors import InputError, ProblemsError
from tests.cli.calls import call
from tests.scenario_files import SHIPPED

SIZE = ("--worlds", "4", "--replications", "3", "--workers", "1")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.quick
def test_every_scenario_of_the_checkout_is_an_example():
    found = sim.examples()
    shipped = {path for path in SHIPPED if path.stem != "base" and path.parent.name != "second"}
    assert set(found.values()) == shipped
    assert next(iter(found)) == "new_start" and {"new_start/china", "theory/pie"} <= set(found)


def test_what_an_example_needs_goes_into_the_wheel():
    built = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    folders = built["targets"]["wheel"]["force-include"]
    assert folders == {name: f"sim/bundled_files/{name}" for name in ("scenarios", "seeds")}


def test_in_an_installed_package_they_lie_inside_it(tmp_path, monkeypatch):
    (tmp_path / "bundled_files" / "scenarios" / "only").mkdir(parents=True)
    (tmp_path / "bundled_files" / "scenarios" / "only" / "one.yaml").touch()
    monkeypatch.setattr("sim.bundled.__file__", str(tmp_path / "bundled.py"))
    assert list(sim.examples()) == ["only/one"]


@pytest.mark.parametrize("name", ["thery/pie", "", "../x", "baseline"])
def test_a_name_of_none_is_refused(name):
    with pytest.raises(InputError, match=r"^example: must be the name of one"):
        sim.example(name)
    found = call("check", f"example:{name}")
    assert found.exit_code == 2 and "example: must be the name of one" in found.stderr


def test_an_example_stands_wherever_a_scenario_is_asked_for():
    assert sim.load("example:theory/pie") == sim.example("theory/pie") == sim.load("scenarios/theory/pie.yaml")
    for words in (["check"], ["run", *SIZE], ["show"], ["evidence"], ["compare", "example:theory/stahl_odd", *SIZE]):
        assert call(*words, "example:theory/stahl_even").exit_code == 0, words


def test_examples_are_listed_by_name_and_by_path():
    listed = call("examples")
    assert (
        listed.exit_code == 0
        and " new_start/china " in listed.stdout
        and "sim run example:new_start" in listed.stdout
    )
    assert call("examples", "--paths").stdout.split() == [str(path) for path in sim.examples().values()]


@pytest.mark.parametrize("name", ["new_start", "new_start/china", "theory/pie", "theory/stahl_odd"])
def test_a_copy_says_the_same_with_its_evidence_beside_it(elsewhere, name):
    assert call("new", "mine", "--from", name).exit_code == 0
    assert sim.load("mine.yaml") == sim.example(name)
    assert (elsewhere / "seeds").exists() == bool(sim.example(name).cited)


def test_a_second_copy_uses_the_evidence_that_is_there(elsewhere):
    assert call("new", "one", "--from", "new_start").exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in (elsewhere / "seeds").iterdir()}
    assert call("new", "two", "--from", str(example_path("new_start/china"))).exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in (elsewhere / "seeds").iterdir()} == before
    first = elsewhere / "seeds" / "r_chronology.yaml"
    first.write_text(
        first.read_text(encoding="utf-8").replace("confidence: high", "confidence: low"), encoding="utf-8"
    )
    refused = call("new", "three", "--from", "new_start")
    assert refused.exit_code == 2 and "is not that of" in refused.stderr and not (elsewhere / "three.yaml").exists()


def test_a_copy_overwrites_nothing(elsewhere):
    (elsewhere / "mine.yaml").write_text("mine")
    assert call("new", "mine", "--from", "theory/pie").exit_code == 2
    assert (elsewhere / "mine.yaml").read_text() == "mine"
    assert call("new", "other", "--from", "nosuch").exit_code == 2 and not (elsewhere / "other.yaml").exists()


def test_a_folder_of_results_carries_its_claims(tmp_path, monkeypatch):
    outcomes = sim.example("new_start").run(worlds=3, replications=2, out=tmp_path / "out")
    monkeypatch.chdir("/")
    again = sim.load(tmp_path / "out" / "scenario.yaml")
    assert again == outcomes.scenario and set(again.library) == set(outcomes.scenario.cited)
    assert [again.known(claim) for claim in again.cited] == [outcomes.scenario.known(claim) for claim in again.cited]
    assert again.run(worlds=3, replications=2).table.equals(outcomes.table)
    assert sim.Outcomes.load(tmp_path / "out").scenario.evidence_cited == again.library
    assert "ok (claims from claims.json beside it)" in call("check", tmp_path / "out" / "scenario.yaml").stdout


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "negotiation-sim claims 1", "documents": [1]}'])
def test_claims_that_cannot_be_read_are_told(tmp_path, text):
    sim.example("new_start").run(worlds=2, replications=1, out=tmp_path)
    held = json.loads((tmp_path / "claims.json").read_text(encoding="utf-8"))
    assert held["format"] == "negotiation-sim claims 1"
    (tmp_path / "claims.json").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"claims.json: claims cannot be read"):
        sim.load(tmp_path / "scenario.yaml")
