"""Plays that a change cannot affect are played once, and what is put together is the run itself."""

from dataclasses import replace

import pytest

import sim
from sim.analysis.joint_runs import Runs
from sim.ensemble.execution import RunSize
from sim.errors import SimError
from sim.results.run import run
from tests.cli.calls import PORT
from tests.reference.random_files import random_scenario
from tests.scenario.test_exclusive_statements import talks

CHANGES = [
    {},
    {"events.vote.chance": 0.6},
    {"events.vote.chance": 1},
    {"events.vote.chance": 0},
    {"governments.union.beliefs.vote": 0.3},
    {"governments.union.beliefs.vote": 0.3, "events.vote.chance": 0.55},
    {"issues.wage.options.high.lead_days": 12},
    {"seats.firm.procedure_days": {"uniform": [1, 30]}},
    {"seats.firm.procedure_days": 14},
    {"seats.firm.procedure_days": {"one_of": [0, 14]}},
    {"governments.union.reply_days": {"one_of": [2, 20]}},
    {"governments.union.reply_days": 20},
    {"governments.union.no_deal": 30},
    {"governments.union.no_deal": {"uniform": [10, 30]}, "events.vote.chance": 0.6},
    {"governments.union.points.hours.short": 30},
    {"minds.noise": 3},
    {"deadline": "2024-02-20"},
]


@pytest.mark.quick
def test_what_is_put_together_is_the_run_itself():
    runs, port = Runs(RunSize(6, 3, 3)), sim.load(PORT)
    for change in [*CHANGES, CHANGES[1]]:
        varied = port.with_(change)
        assert runs.of(varied).equals(varied.run(6, 3, seed=3)), change
    assert runs.played < (len(CHANGES) - 2) * 18


def test_a_chance_that_governments_judge_for_themselves_plays_only_what_turns_out_otherwise():
    runs, scenario = Runs(RunSize(4, 3)), sim.example("new_start")
    for chance in (0.2, 0.9, 1, 0):
        varied = scenario.with_({"chance.biden_wins": chance})
        assert runs.of(varied).table.equals(varied.run(4, 3).table), chance
    assert runs.played == 2 * 12
    assert runs.of(scenario).table.equals(scenario.run(4, 3).table)


@pytest.mark.parametrize("number", range(1000, 1009))
def test_in_random_scenarios_too_whatever_chances_are_moved(number):
    scenario, runs = random_scenario(number), Runs(RunSize(2, 4, 5))
    for chance in (None, 0.35, 1.0):
        events = {
            name: event if chance is None or event.chance == 1.0 else event.model_copy(update={"chance": chance})
            for name, event in scenario.model.events.items()
        }
        varied = replace(scenario, model=scenario.model.model_copy(update={"events": events}))
        assert runs.of(varied).table.equals(run(varied, worlds=2, replications=4, seed=5).table), chance


def moved(scenario, share):
    """Return a scenario in which everything that worlds hold as drawn is moved, as far as its numbers can be."""
    model = scenario.model
    events = {
        name: event if event.chance == 1.0 else event.model_copy(update={"chance": share})
        for name, event in model.events.items()
    }
    governments = {
        name: body.model_copy(
            update={"beliefs": dict.fromkeys(body.beliefs, 1 - share), "reply_days": round(9 * share)}
        )
        for name, body in model.governments.items()
    }
    issues = {
        name: issue.model_copy(
            update={
                "options": {
                    option: details.model_copy(update={"lead_days": details.lead_days and 20 * share})
                    for option, details in issue.options.items()
                }
            }
        )
        for name, issue in model.issues.items()
    }
    update = {"events": events, "governments": governments, "issues": issues}
    return replace(scenario, model=model.model_copy(update=update))


@pytest.mark.parametrize("number", range(1000, 1009))
def test_played_together_random_scenarios_are_what_they_are_alone(number):
    scenario, runs = random_scenario(number), Runs(RunSize(3, 2, 5))
    varied = [scenario, *(moved(scenario, share) for share in (0.05, 0.35, 0.8))]
    for each, found in zip(varied, runs.of_all(varied), strict=True):
        assert found.table.equals(run(each, worlds=3, replications=2, seed=5).table)


def test_other_rules_are_played_apart_and_what_cannot_be_played_is_named():
    runs, port = Runs(RunSize(6, 3, 3)), sim.load(PORT)
    varied = [port.with_(change) for change in CHANGES]
    impossible = talks("{accepts: deal}, {refuses: deal}")
    *found, error = runs.of_all([*varied, impossible])
    assert all(each.equals(alone.run(6, 3, seed=3)) for each, alone in zip(found, varied, strict=True))
    assert isinstance(error, SimError)
    with pytest.raises(SimError):
        runs.of(impossible)
