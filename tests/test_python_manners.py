"""What a user of Python expects: data in and out in the usual forms, without traps."""

import copy
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import InputError, ProblemsError
from tests.cli.calls import PORT, call

TINY = {"worlds": 6, "replications": 4}
SMALL = ["--worlds", "6", "--replications", "4"]


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


@pytest.fixture(scope="module")
def outcomes(port):
    return port.run(30, 4)


# scenarios in and out


@pytest.mark.quick
def test_a_scenario_may_be_a_text_or_a_mapping(port):
    text = Path(PORT).read_text()
    assert sim.load(text).equals(port)
    data = port.model.model_dump(by_alias=True, exclude_defaults=True)
    assert sim.load(data).equals(port) and sim.load(data) == sim.load(text)
    assert sim.load(text, settings=["chance.vote=0"]).model.events["vote"].chance == 0


@pytest.mark.quick
def test_faults_of_a_text_or_mapping_are_placed_in_it():
    with pytest.raises(ProblemsError, match=r"(?m)^text:2:1: issues?"):
        sim.load("title: x\nissue: {}\nstart: 2024-01-01")
    with pytest.raises(ProblemsError, match=r"mapping:2:\d+: start: "):
        sim.load({"title": "x", "start": "soon"})
    with pytest.raises(ProblemsError, match="only a file can extend another"):
        sim.load({"extends": "baseline.yaml", "title": "x"})
    with pytest.raises(InputError, match="a mapping with the sections of a file"):
        sim.load({5: "x"})


def test_a_saved_scenario_takes_its_claims_along(tmp_path, monkeypatch):
    varied = sim.example("new_start/china").with_({"chance.biden_wins": 0.5})
    assert varied.save(tmp_path / "mine.yaml") == tmp_path / "mine.yaml"
    monkeypatch.chdir("/")
    again = sim.load(tmp_path / "mine.yaml")
    assert again.equals(varied) and set(again.library) == set(varied.cited)
    again.save(tmp_path / "twice.yaml")
    with pytest.raises(InputError, match="another scenario's"):
        sim.example("new_start/china").with_({"seats.us.claims": ["s0-1"], "governments.trump.statements": []}).save(
            tmp_path / "other.yaml"
        )
    with pytest.raises(InputError, match=r"ends in \.yaml"):
        varied.save(tmp_path / "mine.txt")


def test_a_scenario_without_claims_is_one_file(port, tmp_path):
    port.save(tmp_path / "new" / "port.yml")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["port.yml"]
    assert sim.load(tmp_path / "new" / "port.yml").equals(port)


# tables


@pytest.mark.quick
def test_claims_and_record_are_tables():
    scenario = sim.example("new_start")
    claims = scenario.claims.to_frame()
    assert claims.loc["s0-16", "claim"] == scenario.claims["s0-16"].claim
    assert claims["first"].dtype == "datetime64[ms]" and "<table" in scenario.claims._repr_html_()
    record = scenario.record
    assert len(record) == len(scenario.model.record) and record["date"].is_monotonic_increasing
    assert record["what"].isin(["tables", "refuses", "withdraws", "accepts", "vetoes", "happened", "prolongs"]).all()
    assert sim.load(PORT).record.empty and sim.load(Path(PORT).read_text()).claims["s0-16"]


@pytest.mark.quick
def test_preferences_are_those_of_the_worlds_played(outcomes, port):
    table = port.preferences("union", worlds=30)
    assert table["no deal"].tolist() == outcomes.worlds["no_deal_union"].tolist()
    first, other = table.columns[0], "mid"
    gained = (table[other] - table[first]).tolist()
    assert gained == outcomes.worlds["points_union_wage_mid"].tolist()
    assert port.preferences("firm", worlds=2).shape == (2, len(port.packages) + 1)
    with pytest.raises(InputError, match="Did you mean 'union'"):
        port.preferences("unoin")


@pytest.mark.quick
def test_a_share_of_days_signed_is_a_share_of_all_plays(outcomes):
    table = outcomes.table
    early = table["signed"] < 50
    assert early.dtype == bool and 0 < table["signed"].isna().mean() < 1
    assert early.mean() == early.fillna(False).mean() == early.sum() / len(table)
    assert table["signed"].mean() == table["signed"].dropna().mean()


def test_tables_saved_hold_the_same_days(outcomes, tmp_path):
    loaded = sim.Outcomes.load(outcomes.save(tmp_path / "out"))
    assert loaded.equals(outcomes) and loaded.lanes.tally.signed.tolist() == outcomes.lanes.tally.signed.tolist()
    assert loaded.scenario.run(**TINY).equals(sim.load(PORT).run(**TINY))
    old = outcomes.table.astype({"signed": "Int16"})
    from sim.results.tables import plain_columns

    new = plain_columns(outcomes.scenario.model, outcomes.table)
    assert plain_columns(outcomes.scenario.model, old)["signed"].tolist() == new["signed"].tolist()


def test_worlds_hold_the_days_of_procedures():
    found = sim.example("new_start").run(40, 1)
    days = found.worlds["procedure_days_russia"]
    assert set(days) == {2.0, 7.0, 60.0}
    effect = found.sensitivity("clean five years").to_frame().loc["procedure_days_russia"]
    assert effect["at_low"] == found.worlds.loc[days == 2, "share_clean five years"].mean()
    assert not [name for name in sim.load(PORT).run(**TINY).worlds if name.startswith("procedure_days")]


# how it is played


def test_progress_may_be_shown_or_not(port, capsys, monkeypatch):
    monkeypatch.setattr("sim.ensemble.notebook.PATIENCE", 0.0)
    monkeypatch.setattr("sim.analysis.several_runs._AT_ONCE", 1)  # each point by itself
    plain = port.run(**TINY)
    for shown in (True, False):
        assert port.run(**TINY, progress=shown).equals(plain)
        sim.sweep(port, {"chance.vote": [0, 1]}, **TINY, progress=shown)
        port.conduct(**TINY, progress=shown)
        err = capsys.readouterr().err
        assert ("48 done in " in err and err.endswith("\n")) == shown


def test_a_long_answer_from_a_run_of_its_own_tells_how_far_it_is(port, capsys):
    counted = []
    sim.explain(port, outcome="lapsed", worlds=20, replications=2, progress=lambda *count: counted.append(count))
    assert counted[-1] == (40, 40)
    for shown in (True, False):
        sim.report(port.run(**TINY), progress=shown)
        assert ("How does it end?\n" in capsys.readouterr().err) == shown


def _public_calls():
    for name in sim.__all__:
        found = getattr(sim, name)
        if inspect.isfunction(found):
            yield pytest.param(found, id=name)
    for kind in (sim.Scenario, sim.Outcomes, sim.Table):
        for name, found in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_"):
                yield pytest.param(found, id=f"{kind.__name__}.{name}")


@pytest.mark.parametrize("ask", [*_public_calls()])
def test_types_of_workers_and_progress_are_those_that_are_taken(ask):
    types = {name: str(each.annotation) for name, each in inspect.signature(ask).parameters.items()}
    assert types.get("workers", "int | None") == "int | None"
    assert "bool" in types.get("progress", "bool")
    assert ("progress" in types) == ("workers" in types), "what plays long can show how far it is"


@pytest.mark.quick
def test_no_number_of_workers_is_all_that_may_be_used(port, monkeypatch):
    asked = []
    monkeypatch.setattr("sim.ensemble.cores.cores_allowed", lambda: 7)
    monkeypatch.setattr("sim.ensemble.play._play", lambda *_, workers, **__: asked.append(workers) or 1 / 0)
    for play in (lambda: port.run(**TINY, workers=None), lambda: sim.compare([port, port], **TINY, workers=None)):
        with pytest.raises(ZeroDivisionError):
            play()
    assert asked == [7, 7]


def test_scenarios_of_a_list_and_runs_made_already_are_compared(port, outcomes):
    varied = port.with_({"chance.vote": 0})
    found = sim.compare([port, varied], worlds=30, replications=4)
    assert list(found.runs) == ["Port wage talks", "Port wage talks, events.vote.chance=0"]
    assert sim.compare({"a": outcomes, "b": varied.run(30, 4)}).runs["b"].equals(found.runs[list(found.runs)[1]])
    assert len(sim.compare([outcomes, outcomes]).runs) == 2
    with pytest.raises(InputError, match="same seed, worlds and replications"):
        sim.compare([outcomes, port.run(**TINY)])


# commands


@pytest.mark.parametrize(
    "words",
    [
        ["run", PORT, *SMALL],
        ["analyse", PORT, "--worlds", "6"],
        ["conduct", PORT, *SMALL],
        ["forecast", PORT, *SMALL, "--every", "60"],
        ["sweep", PORT, *SMALL, "--set", "chance.vote=0,1"],
        ["compare", PORT, "example:theory/pie", *SMALL],
        ["evidence", PORT],
        ["tell", PORT, "--world", "1", "--replication", "1"],
    ],
    ids=lambda words: words[0],
)
def test_the_table_of_a_result_is_printed_as_csv(words):
    from io import StringIO

    found = call(*words, "--csv")
    assert found.exit_code == 0, found.output
    assert len(pd.read_csv(StringIO(found.stdout)).columns) > 2


def test_json_and_csv_are_told_apart():
    assert json.loads(call("run", PORT, *SMALL, "--json").stdout)["lanes"] == 24
    assert call("run", PORT, *SMALL, "--csv").stdout.startswith("outcome,probability,standard_error,")


def test_every_command_that_plays_takes_workers():
    for command in (
        "run",
        "tell",
        "evidence",
        "sensitivity",
        "explain",
        "conduct",
        "forecast",
        "compare",
        "sweep",
        "report",
    ):
        assert "--workers" in call(command, "--help").stdout, command


def test_conduct_is_the_same_on_any_number_of_cores():
    words = [sys.executable, "-m", "sim", "conduct", PORT, "--worlds", "9", "--replications", "3", "--json"]
    found = {
        subprocess.run([*words, "--workers", n], capture_output=True, check=True, env={**os.environ}).stdout
        for n in ("1", "2")
    }
    assert len(found) == 1


@pytest.mark.quick
def test_answers_compare_copy_and_equal(port, outcomes):
    assert copy.deepcopy(port).equals(port) and copy.deepcopy(outcomes).equals(outcomes)
    assert not port.equals(outcomes) and not outcomes.equals(port.run(30, 4, seed=2))
