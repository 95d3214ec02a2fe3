"""An option that nobody foresees is there, as of a day, once a claim of it was known, or a recorded move names it."""

from datetime import date

import pytest

import sim
from sim.analysis.advice.advise import advise
from sim.analysis.bargaining.bargaining_set import bargaining_set
from sim.errors import InputError
from sim.scenario.as_of import known_by
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.remarks import undated

FILE = "tests/scenarios/valid/an_option_nobody_foresees.yaml"


def held(scenario, day):
    found = known_by(scenario, date.fromisoformat(day))
    farm = found.model.governments["farm"]
    port = found.model.governments["port"]
    return len(found.packages), len(farm.statements), len(farm.adjustments), len(port.statements)


@pytest.mark.quick
def test_it_falls_with_what_is_said_of_it_alone():
    scenario = load_scenario(FILE)
    assert held(scenario, "2024-01-31") == (3, 2, 0, 0)
    assert held(scenario, "2024-02-01") == (6, 3, 1, 1)
    assert undated(scenario, date(2024, 1, 31)) == ""
    assert known_by(scenario, date(2024, 1, 31)).digest != scenario.digest


@pytest.mark.parametrize(
    "setting",
    [
        'on_the_table={"growers": ["swap"]}',
        'governments.farm.tactic={"ultimatum": {"package": "swap"}}',
        'governments.port.tactic={"script": {"moves": [{"date": "2024-02-05", "tables": {"ports": "third"}}]}}',
        'record=[{"date": "2024-01-20", "seat": "growers", "tables": "swap"}]',
    ],
)
def test_what_lies_on_the_table_or_is_named_by_the_record_or_a_tactic_is_known(setting):
    assert held(load_scenario(FILE, settings=[setting]), "2024-01-25")[0] == 6


def test_it_is_written_only_where_it_is_not_foreseen():
    text = load_scenario(FILE).resolved_yaml()
    assert text.count("foreseen") == 1
    assert load_scenario_text(text).model == load_scenario(FILE).model


def test_without_any_package_left_the_options_are_named():
    text = """
title: A port or nothing
start: 2024-01-01
deadline: 2024-03-01
claims: {later: {date: 2024-02-01, claim: A third port was named.}}
issues: {ports: {options: {same: {}, third: {foreseen: false, claims: [later]}}}}
exclusions: [{ports: same}]
seats: {growers: {government: farm, principal: true}, harbour: {government: port, principal: true}}
governments: {farm: {}, port: {}}
outcomes: {deal: {}}
"""
    with pytest.raises(InputError, match="no package is left without the options that nobody foresees: ports=third"):
        known_by(load_scenario_text(text), date(2024, 1, 5))


def test_a_proposal_of_which_a_day_leaves_nothing_has_no_place_in_what_is_asked_as_of_it():
    scenario = sim.load(FILE, settings=["record=[]"])
    day, size = "2024-01-10", {"worlds": 8, "replications": 2}
    assert "swap" in scenario.packages.named
    assert "swap" not in known_by(scenario, date.fromisoformat(day)).packages.named
    found = bargaining_set(scenario, worlds=8, as_of=day)
    assert [list(pair.proposals) for pair in found.pairs] == [[]]
    assert "swap" not in found.text()
    assert scenario.run(**size, as_of=day).plot.values()
    with pytest.raises(InputError, match=r"the scenario excludes this combination of options \(found 'swap'\)"):
        advise(scenario, "growers", packages=["swap"], as_of=day, **size)
