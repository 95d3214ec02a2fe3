"""The benchmark on decisions of the European Union, on invented ones."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.deu.__main__ import main, measure
from benchmarks.deu.contestants import MIXTURES, RULES, SIMULATOR, predict_all
from benchmarks.deu.council import play_decision, scenario_of
from benchmarks.deu.data import Actor, Decision, folds_of
from benchmarks.deu.distributions import crps, mixed, of_points
from sim.ensemble.execution import RunSize
from sim.scenario.load import load_scenario_text


def decision(number, positions, outcome, **more):
    actors = tuple(Actor(name, position, 50 + k) for k, (name, position) in enumerate(positions.items()))
    asked = {"is_unanimous": False, "is_codecision": True, "reference": 0.0} | more
    return Decision(f"p{number // 2}", f"i{number}", outcome=outcome, actors=actors, **asked)


@pytest.fixture(scope="module")
def decisions():
    luck = np.random.default_rng(3)
    names = ("com", "ep", "at", "be", "dk", "fi")
    drawn = luck.choice([0.0, 40.0, 70.0, 100.0], (24, len(names))).tolist()
    return [
        decision(n, dict(zip(names, each, strict=True)), float(luck.integers(101))) for n, each in enumerate(drawn)
    ]


def test_a_decision_is_a_council_of_blocs_a_parliament_and_a_commission_that_tables():
    case = decision(1, {"com": 100.0, "ep": 70.0, "at": 0.0, "be": 0.0, "dk": 70.0, "fi": 100.0}, 70.0)
    model = load_scenario_text(scenario_of(case)).model
    weights = model.procedure.agreement.weights
    assert weights == {"bloc_0": 2, "bloc_1": 1, "bloc_2": 1, "parliament": 4}
    assert model.procedure.agreement.at_least == 3 + 4  # 72% of four votes, and the Parliament
    assert model.seats["commission"].mediator and "commission" in model.on_the_table
    austria_and_belgium = model.governments["bloc_0_"]
    assert austria_and_belgium.points["point"]["at_100"] == pytest.approx(100 - 52.5)
    assert austria_and_belgium.no_deal == 100
    missing = load_scenario_text(scenario_of(decision(1, {"at": 0.0, "be": 100.0}, 0.0, reference=None))).model
    assert [body.no_deal for body in missing.governments.values()] == [50, 49]  # each its worst option


def test_unanimity_asks_for_all_and_who_stands_alone_decides():
    case = decision(1, {"ep": 1.0, "at": 0.0, "be": 50.0, "dk": 70.0}, 70.0, is_unanimous=True, is_codecision=False)
    assert load_scenario_text(scenario_of(case)).model.procedure.agreement.at_least == 3
    alone = decision(1, {"at": 40.0, "be": 40.0}, 70.0, is_codecision=False)
    assert scenario_of(alone) is None
    assert play_decision(alone, RunSize(2, 2)).outcomes.points.tolist() == [40]


def test_plays_without_agreement_count_as_the_reference_point():
    case = decision(1, {"at": 0.0, "be": 100.0}, 0.0, is_unanimous=True, is_codecision=False, reference=30.0)
    found, without = play_decision(case, RunSize(4, 2))
    assert found.chances.sum() == pytest.approx(1) and set(found.points) <= {0, 30, 100} and 30 in found.points
    assert without > 0


def test_every_contestant_answers_and_none_has_seen_its_own_fold(decisions):
    folds = folds_of(decisions)
    assert {
        len({f for f, d in zip(folds, decisions, strict=True) if d.proposal == one.proposal}) for one in decisions
    } == {1}
    played = [of_points([50]) for _ in decisions]
    found = predict_all(decisions, folds, played)
    assert set(found) == {*RULES, *MIXTURES, SIMULATOR, "climatology"}
    changed = [
        Decision(**{**vars(each), "outcome": 100 - each.outcome}) if fold == 0 else each
        for each, fold in zip(decisions, folds, strict=True)
    ]
    again = predict_all(changed, folds, played)
    for name in found:
        for k, fold in enumerate(folds):
            if fold == 0:  # what came of its own fold is not known to it
                assert np.array_equal(found[name][k].points, again[name][k].points)
                assert np.array_equal(found[name][k].chances, again[name][k].chances)


def test_the_score_of_a_mixture_is_that_of_its_definition():
    one, other = of_points([0, 50, 70], [1, 2, 1]), of_points([100, 50])
    both = mixed([(0.3, one), (0.7, other)])
    luck = np.random.default_rng(1)
    drawn = luck.choice(both.points, (2, 200_000), p=both.chances)
    expected = abs(drawn[0] - 60).mean() - abs(drawn[0] - drawn[1]).mean() / 2
    assert crps(both, 60) == pytest.approx(expected, abs=0.2)


def test_a_contestant_that_knows_the_outcomes_is_first(decisions):
    rows = measure(decisions, [of_points([each.outcome]) for each in decisions])
    assert rows[0]["name"] in (SIMULATOR, "mixture with the simulator") and rows[0]["crps"] == pytest.approx(0)
    assert rows[0]["within"] == 1 and rows[0]["gap"][2] < 0


def test_the_command_prints_a_table_and_names_what_is_missing(decisions, tmp_path):
    result = CliRunner().invoke(main, ["--data", str(tmp_path)])
    assert result.exit_code == 2 and "doi:10.34810/data53" in result.output
    head = "proposal,issue,procedure,council_rule,actor,position,salience,reference,outcome"
    lines = [
        f"{each.proposal},{each.issue},COD,QMV,{actor.name},{actor.position},{actor.salience},,{each.outcome}"
        for each in decisions
        for actor in each.actors
    ]
    (tmp_path / "deu_positions.csv").write_text("\n".join([head, *lines]) + "\n")
    out = tmp_path / "figures.json"
    call = ["--data", str(tmp_path), "--proposals", "10", "--worlds", "1", "--replications", "1", "--out", str(out)]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    assert "| the simulator" in result.output and len(json.loads(out.read_text())) == len(RULES) + 4
