"""What an analyst asks on a day: every question takes --as-of, and means by it what a run means."""

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.influence.assumed import assumed_numbers
from sim.analysis.sensitivity.sobol import sobol
from tests.cli.calls import call

FILE, DAY = "scenarios/new_start/baseline.yaml", "2020-12-24"
SMALL = {"worlds": 20, "replications": 3}
SIZE = ["--worlds", "20", "--replications", "3", "--workers", "1"]
TINY = ["--worlds", "6", "--replications", "2", "--workers", "1"]


@pytest.fixture(scope="module")
def scenario():
    return sim.load(FILE)


@pytest.fixture(scope="module")
def run(scenario):
    return scenario.run(**SMALL, as_of=DAY)


def test_a_story_begins_with_the_record_and_ends_as_the_play_of_the_run(scenario, run):
    story = scenario.tell(world=3, replication=1, as_of=DAY)
    row = run.table.query("world == 3 and replication == 1").iloc[0]
    assert story.ending.outcome == row["outcome"]
    assert any("Russia" in sentence and "October 2020" in sentence for sentence in story.sentences)
    assert scenario.tell(as_of="2021-01-21").ending.outcome == "clean five years"


def test_comparisons_sweeps_and_explanations_are_of_runs_as_of_the_day(scenario, run):
    other = scenario.with_("minds.noise=5")
    compared = sim.compare({"a": scenario, "b": other}, **SMALL, as_of=DAY)
    pd.testing.assert_frame_equal(compared.runs["a"].table, run.table)
    swept = sim.sweep(scenario, {"minds.noise": [4, 5]}, **SMALL, as_of=DAY)
    own = swept.table[swept.table["minds.noise"] == 4]["probability"].to_numpy()
    np.testing.assert_array_equal(own, run.probabilities()["probability"])
    explained = sim.explain(scenario, outcome="lapsed", **SMALL, as_of=DAY)
    assert explained.provenance.as_of == DAY
    assert explained.probability == run.probabilities().loc["lapsed", "probability"]


def test_sensitivity_in_every_form_is_as_of_the_day(scenario, run, monkeypatch):
    size = {"n": 2, "worlds": 3, "replications": 2, "outcome": "lapsed"}
    found, plain = (sobol(scenario, {"minds.noise": (3, 3.5)}, **size, as_of=day) for day in (DAY, None))
    assert found.mean != plain.mean
    monkeypatch.setattr("sim.analysis.influence.assumed.list_alternatives", lambda _: ())
    assumed = assumed_numbers(scenario, **SMALL, as_of=DAY)
    np.testing.assert_allclose(assumed.probability, run.probabilities()["probability"])


def test_the_bargaining_set_rests_on_what_was_known(scenario):
    then, whole = (scenario.analyse(worlds=50, as_of=day) for day in ("2020-10-01", None))
    gains = [[pair.gain for pair in each.pairs if hasattr(pair, "gain")] for each in (then, whole)]
    assert any(not np.array_equal(one, other) for one, other in zip(*gains, strict=True))


@pytest.mark.parametrize(
    "command",
    [
        ["tell", FILE, "--world", "0", "--workers", "1"],
        ["analyse", FILE, "--worlds", "20"],
        ["compare", FILE, "--vary", "minds.noise=5", *TINY],
        ["sweep", FILE, "--set", "minds.noise=4,5", *TINY],
        ["explain", FILE, "--outcome", "lapsed", *SIZE],
        ["sensitivity", FILE, "--worlds", "30", "--replications", "3", "--workers", "1"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_takes_it_and_says_without_it_what_is_hindsight(command):
    dated, plain = call(*command, "--json", "--as-of", DAY), call(*command, "--json")
    assert dated.exit_code == plain.exit_code == 0, dated.stderr + plain.stderr
    assert "rest only on claims known after the start" in plain.stderr
    assert "rest only on claims known after the start" not in dated.stderr
    assert json.loads(dated.stdout) != json.loads(plain.stdout)
    late = call(*command, "--as-of", "2021-03-01")
    assert late.exit_code == 2 and "must lie within the talks" in late.stderr


@pytest.mark.parametrize(
    "question", [["analyse"], ["tell", "--world", "1", "--replication", "0"], ["advise", "--seat", "us"]]
)
def test_what_is_asked_as_of_a_day_names_the_file_s_digest_and_the_day(question, scenario):
    command, *options = question
    size = {"analyse": ["--worlds", "2"], "advise": ["--worlds", "8", "--replications", "1"]}.get(command, [])
    if command == "advise":
        size += ["--package", "clean one year", "--day", "2021-01-10"]
    found = json.loads(call(command, FILE, *options, *size, "--as-of", DAY, "--json").stdout)
    assert (found["scenario"], found["as_of"]) == (scenario.digest, DAY)
