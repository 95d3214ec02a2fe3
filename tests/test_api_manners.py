"""What the Python API and the commands take and give back: days, types, paths, errors by cause, whole answers."""

import datetime as dt
import json
import math
import pathlib
import pickle
import shutil
import unicodedata
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import Problem
from tests.cli.calls import PORT, call

TINY = {"worlds": 6, "replications": 4}
SMALL = ["--worlds", "6", "--replications", "4"]


@pytest.fixture(scope="module")
def port():
    return sim.load(PORT)


def itself():
    """Return a list that holds itself."""
    found: list[object] = []
    found.append(found)
    return found


# days

DAYS = [
    dt.date(2024, 3, 15),
    dt.datetime(2024, 3, 15, 15, 30),
    pd.Timestamp("2024-03-15 15:30"),
    pd.Timestamp("2024-03-15", tz="Europe/Berlin"),
    np.datetime64("2024-03-15"),
    np.datetime64("2024-03-15T15:30", "ns"),
]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{type(day).__name__}-{day}")
def test_a_day_may_be_of_any_usual_type(port, day):
    assert port.with_({"deadline": day}).model.deadline == dt.date(2024, 3, 15)
    assert port.with_({"deadline": "2024-03-15"}).model.deadline == dt.date(2024, 3, 15)
    assert port.with_(deadline=day).settings == ("deadline=2024-03-15",)


def test_a_sweep_takes_days_of_any_type_and_values_of_any_number_type(port):
    for days in (pd.date_range("2024-03-01", "2024-03-02"), np.array(["2024-03-01", "2024-03-02"], "M8[ns]")):
        found = sim.sweep(port, {"deadline": days}, **TINY)
        assert list(found.of("lapsed").index) == ["2024-03-01", "2024-03-02"]
    found = sim.sweep(port, {"chance.vote": [Fraction(1, 4), Decimal("0.5"), np.float32(0.75)]}, **TINY)
    assert list(found.of("lapsed").index) == [0.25, 0.5, 0.75]
    pd.testing.assert_frame_equal(
        found.table, sim.sweep(port, {"chance.vote": pd.Series([0.25, 0.5, 0.75])}, **TINY).table
    )


# sweeps


@pytest.mark.parametrize(
    "varied",
    ["deadline=2024-03-01,2024-04-01", "start=2024-01-01,2024-01-05", "events.vote.date=2024-01-20,2024-02-01"],
)
def test_a_sweep_over_dates_plays_tells_and_draws(varied, tmp_path):
    found = call("sweep", PORT, "--set", varied, *SMALL, "--out", tmp_path / "out")
    assert found.exit_code == 0, found.output
    assert f"From {varied.partition('=')[2].replace(',', ' to ')}" in found.stdout
    assert (tmp_path / "out" / "sweep.png").exists()
    assert call("sweep", PORT, "--set", varied, *SMALL, "--json").exit_code == 0


def test_values_whose_words_are_alike_stay_apart(port):
    found = sim.sweep(port, {"title": ["a b", "a_b"]}, **TINY)
    assert len(set(found.axes[0].labels)) == 2
    assert found.points == 2


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({"events.vote.chance": [0.1, 0.1]}, "events.vote.chance: 0.1 is given twice"),
        ({"chance.vote": [0.1, np.float64(0.1)]}, "0.1 is given twice"),
        ({"deadline": ["2024-03-01", dt.date(2024, 3, 1)]}, "2024-03-01 is given twice"),
        ({"chance.vote": [0, 1], "events.vote.chance": [0, 1]}, "events.vote.chance: given twice"),
        ({("chance.vote", "chance.vote"): [0, 1]}, "given twice"),
        (5, "must be a mapping"),
        ({"chance.vote": 5}, "must be a list of values"),
        ({"chance.vote": "0.5"}, "must be a list of values"),
        ({5: [0, 1]}, "by a place"),
        ({(5,): [0, 1]}, "by places"),
        ({"chance.vote": [object(), 1]}, "not a value that a scenario can hold"),
        ({"chance.vote": iter(lambda: 0.5, None)}, "given twice"),
        ({name: np.arange(1000) for name in ("chance.vote", "deadline", "title")}, "one or two quantities"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_before_it_is_played(port, quantities, message, monkeypatch):
    monkeypatch.setattr("sim.analysis.joint_player.play_here", lambda *_, **__: pytest.fail("played"))
    with pytest.raises(sim.InputError, match=message):
        sim.sweep(port, quantities)


def test_a_range_says_where_it_stops_short_of_its_end():
    assert (
        "the last point is 0.9: steps of 0.3 do not reach 1"
        in call("sweep", PORT, "--set", "chance.vote=0:1:0.3", *SMALL).stderr
    )
    assert not call("sweep", PORT, "--set", "chance.vote=0:1:0.5", *SMALL).stderr


# wrong types, each told by its name


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda s: s.run(executor=5), "executor: must be an executor"),
        (lambda s: s.run(progress=5), "progress: must be True, False or a function"),
        (lambda s: s.tell(progress=5), "progress: must be True, False or a function"),
        (lambda s: s.run(tactics=5), "tactics: must be a mapping"),
        (lambda s: s.run(out=5), "out: must be a path"),
        (lambda s: s.run(out=""), "out: must be a path"),
        (lambda s: s.run(out="s3://mine/x"), "out: must be a path on this machine: addresses are not opened"),
        (lambda s: sim.load("https://example.org/x.yaml"), "path: must be a path on this machine"),
        (lambda s: sim.load(pathlib.Path("https://example.org/x.yaml")), "path: must be a path on this machine"),
        (lambda s: s.run(as_of=20240820), "as of: must be a date, YYYY-MM-DD .found 20240820"),
        (lambda s: s.run(as_of=pd.NaT), "as of: must be a date"),
        (lambda s: s.run(worlds=10**30), "worlds: must be at most"),
        (lambda s: s.run(seed=Fraction(1, 2)), "seed: must be a whole number"),
        (lambda s: s.analyse(day=5), "day: must be a date"),
        (lambda s: sim.forecast(s, dates=["soon"]), "must be a date"),
        (lambda s: sim.forecast(s, dates="2024-01-10"), "dates: must be a list"),
        (lambda s: sim.forecast(s, dates=5), "dates: must be a list"),
        (lambda s: sim.forecast(s, every=2.5), "every: must be a whole number"),
        (lambda s: sim.forecast(s, worlds=None), "worlds: must be a whole number"),
        (lambda s: sim.forecast(s, base_rate=5), "base rate: must be a mapping"),
        (lambda s: sim.forecast(s, base_rate={"lapsed": "often"}), "must be a chance"),
        (lambda s: sim.compare(5), "scenarios: must be a mapping"),
        (lambda s: sim.compare({"a": s, "b": 5}), "scenarios: b: must be a scenario"),
        (lambda s: s.with_(5), "settings: must be"),
        (lambda s: s.with_({5: 1}), "settings: must be"),
        (lambda s: s.with_({"title": itself()}), "title: nested too deeply"),
        (lambda s: s.with_({"chance.vote": math.nan}), r"events.vote.chance: must be a finite number .found .nan"),
        (lambda s: s.with_({"chance.vote": {"uniform": [0, np.inf]}}), "must be a finite number .found .inf"),
        (lambda s: s.with_(title=-math.inf), r"title=-.inf: title: must be text .found -.inf; in quotes"),
        (lambda s: s.run(**TINY, tactics={5: int}), "tactics: must be by governments"),
        (lambda s: sim.sweep(None, {"chance.vote": [0, 1]}), "scenario: must be a scenario"),
        (lambda s: sim.forecast("x.yaml"), "scenario: must be a scenario"),
        (lambda s: sim.influence(5), "scenario: must be a scenario"),
        (lambda s: sim.explain(None, outcome="lapsed"), "subject: must be a scenario, or the outcomes"),
        (lambda s: sim.sweep(s, {"chance.vote": [0, 1]}, **TINY).of("lapsed", "x"), "column: no such column"),
        (lambda s: s.with_({"chance.vote": {1, 2}}), "not a value that a scenario can hold"),
        (lambda s: sim.load(PORT, settings=[1]), "settings: must be"),
        (lambda s: sim.load(PORT, settings=5), "settings: must be"),
        (lambda s: sim.load(PORT, settings=None), "settings: must be"),
        (lambda s: sim.load(PORT, settings="chance.vote=0"), "settings: must be"),
        (lambda s: sim.load(""), "path: must be the path"),
        (lambda s: s.known("x"), "claim: no such claim .found 'x'"),
        (lambda s: s.advise("firm", worlds=8, packages=2), "packages: must be a list of proposals"),
        (lambda s: s.advise("firm", worlds=8, packages=""), "packages: must be a list of proposals"),
        (lambda s: s.advise("firm", worlds=8, packages={"wage": "high"}), "packages: must be a list of proposals"),
        (lambda s: s.advise("firm", worlds=8, days="2024-01-10"), "days: must be a list of dates"),
        (lambda s: s.advise(np.array(["firm", "x"]), worlds=8), "seat: must be a principal's"),
        (lambda s: s.advise(pd.NA, worlds=8), "seat: must be a principal's"),
        (lambda s: s.known([]), "claim: no such claim"),
        (lambda s: s.resolved_yaml(5), "schema: must be the path of a schema"),
        (lambda s: s.run(**TINY).estimates_at("x"), "beta: must be a number of at least 0 .found 'x'"),
        (lambda s: s.run(**TINY).estimates_at(-1), "beta: must be a number of at least 0"),
        (lambda s: sim.explain(s, outcome="lapsed", progress=5), "progress: must be True, False or a function"),
        (lambda s: sim.report(s.run(**TINY), progress=5), "progress: must be True, False or a function"),
        (lambda s: sim.Outcomes.load(5), "folder: must be a path"),
        (lambda s: sim.resume(5), "folder: must be a path"),
        (lambda s: sim.resume("nowhere", executor=5), "executor: must be"),
        (lambda s: s.run(out="nu\udcff"), "out: must be in UTF-8"),
        (lambda s: s.run(out="~nosuchuser/x"), "out: the user whose home"),
    ],
)
def test_an_argument_of_the_wrong_type_is_named(port, ask, message):
    with pytest.raises(sim.InputError, match=message):
        ask(port)


@pytest.mark.parametrize("day", [*DAYS, "2024-03-15"], ids=repr)
def test_the_day_that_is_known_by_may_be_of_any_type(day):
    talks = sim.load("tests/ensemble/port.yaml").with_({"deadline": "2024-06-01"})
    assert talks.run(**TINY, as_of=day).provenance.as_of == "2024-03-15"
    assert sim.forecast(talks, dates=[day], **TINY).dates == (dt.date(2024, 3, 15),)
    assert talks.analyse(worlds=2, day=day).day == dt.date(2024, 3, 15)


# paths


def test_a_tilde_is_the_home(port, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    shutil.copy(PORT, tmp_path / "port.yaml")
    outcomes = sim.load("~/port.yaml").run(**TINY, out="~/kept")
    assert sim.Outcomes.load("~/kept") == outcomes
    assert outcomes.save("~/again") == tmp_path / "again"
    assert sim.resume("~/kept") == outcomes
    assert call("run", "~/port.yaml", *SMALL, "--out=~/ours").exit_code == 0
    assert (tmp_path / "ours" / "summary.json").exists()


def test_a_dash_is_standard_input(port):
    text = pathlib.Path(PORT).read_bytes()
    assert call("check", "-", typed=text).stdout == "-: ok\n"
    assert json.loads(call("run", "-", *SMALL, "--json", typed=text).stdout) == port.run(**TINY).summary()
    broken = call("check", "-", typed=text.replace(b"deadline: 2024-03-01", b"deadline: soon"))
    assert broken.exit_code == 2 and broken.stderr.startswith("-:")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", ""], "FILE: must be a path (found '')"),
        (["check", ""], "FILE...: must be a path"),
        (["run", PORT, "--out", ""], "--out: must be a path"),
        (["run", "https://example.org/x.yaml"], "FILE: must be a path on this machine: addresses are not opened"),
        (["run", PORT, "--out", "s3://mine/x"], "--out: must be a path on this machine"),
        (["tell", PORT, "--out", ""], "--out: must be a path"),
        (["run", PORT, "--out", "nu\udcff"], "--out: must be in UTF-8 (found 'nu\\udcff')"),
        (["check", "nu\udcff.yaml"], "must be in UTF-8"),
        (["run", "~nosuchuser/x.yaml"], "FILE: the user whose home"),
        (["new", ""], "NAME: must be a path"),
        (["new", "."], "NAME: must be the name of a file"),
        (["new", ".."], "NAME: must be the name of a file"),
        (["new", "here/"], "NAME: must be the name of a file"),
        (["new", "x.txt"], "ends in .yaml"),
        (["forecast", PORT, "--base-rate", "lapsed=0.5", "--base-rate", " lapsed =0.6"], "lapsed is given twice"),
    ],
)
def test_a_path_or_name_that_cannot_be_is_refused_by_name(words, message, tmp_path, monkeypatch):
    here = pathlib.Path.cwd()
    monkeypatch.chdir(tmp_path)
    found = call(*(here / word if word == PORT else word for word in words))
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr and "Traceback" not in found.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "path", "shown"),
    [
        ("my case", "my case.yaml", "'my case.yaml'"),
        ("-x", "-x.yaml", "./-x.yaml"),
        ("v1.2", "v1.2.yaml", "v1.2.yaml"),
        ("plain.yml", "plain.yml", "plain.yml"),
    ],
)
def test_what_to_do_next_can_be_typed(name, path, shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("new", "--", name).stdout == f"Wrote {path}. Next: sim run {shown}\n"
    assert call("check", f"./{path}").exit_code == 0


def test_a_file_that_only_looks_the_same_is_told_apart(tmp_path):
    (tmp_path / "e\u0301lite.yaml").write_text("title: x")
    with pytest.raises(sim.InputError, match=r"Did you mean 'e\\u0301lite.yaml'\?"):
        sim.load(tmp_path / "\u00e9lite.yaml")
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "gone.yaml")
    with pytest.raises(sim.InputError, match="It is a link to a place where there is nothing"):
        sim.load(tmp_path / "dangling.yaml")


# errors by cause


def test_errors_are_told_apart_by_cause():
    for kind in (sim.InputError, sim.StorageError, sim.ExecutionError, sim.MissingDependencyError):
        assert issubclass(kind, sim.SimError)
    assert issubclass(sim.ProblemsError, sim.InputError)
    assert not issubclass(sim.StorageError, sim.InputError)
    for kind in (sim.RunInterrupted, sim.SweepInterrupted):
        assert issubclass(kind, sim.Interrupted) and issubclass(kind, KeyboardInterrupt)


@pytest.mark.parametrize(
    "error",
    [
        sim.ProblemsError([Problem("a.yaml", 1, 2, "deadline", "must be a date")]),
        sim.StorageError("out: cannot be written to"),
    ],
)
def test_an_error_leaves_a_worker_process_whole(error):
    found = pickle.loads(pickle.dumps(error))
    assert type(found) is type(error) and str(found) == str(error)
    assert getattr(found, "problems", ()) == getattr(error, "problems", ())


def test_an_interrupt_leaves_a_worker_process_whole():
    found = pickle.loads(pickle.dumps(sim.RunInterrupted(None, 5)))
    assert (found.outcomes, found.asked, str(found)) == (None, 5, "interrupted after 0 of 5 worlds")
    found = pickle.loads(pickle.dumps(sim.SweepInterrupted(None, 3)))
    assert (found.sweep, str(found)) == (None, "interrupted after 0 of 3 points")


# names

DECOMPOSED = "accord de\u0301finitif"  # as some keyboards and systems write it


def test_an_outcome_may_be_named_as_any_keyboard_writes_it(port):
    varied = port.with_({"outcomes": {DECOMPOSED: {"wage": "high"}, "another": {}}})
    name = unicodedata.normalize("NFC", DECOMPOSED)
    assert name in varied.run(**TINY).names and DECOMPOSED not in varied.run(**TINY).names
    assert sim.explain(varied, outcome=DECOMPOSED, worlds=40, replications=2).outcome == name
    assert sim.forecast(varied, every=60, base_rate={DECOMPOSED: 0.5}, **TINY).base_rate[name] == 0.5
    sweep = sim.sweep(varied, {"chance.vote": [0, 1]}, **TINY)
    assert sweep.of(DECOMPOSED).equals(sweep.of(name))
    outcomes = varied.run(worlds=40, replications=4)
    assert outcomes.sensitivity(DECOMPOSED).outcome == name


def test_a_setting_that_is_not_utf8_is_refused_by_name():
    for setting, shown in (("title=nu\udcff", r"title=nu\udcff"), ("nu\udcff.x=3", r"nu\udcff.x=3")):
        found = call("run", PORT, "--set", setting)
        assert (found.exit_code, found.stderr) == (2, f"--set {shown}: must be in UTF-8\n")


def test_an_array_of_no_dimension_is_its_number(port):
    assert port.with_({"chance.vote": np.array(0.25)}).settings == ("events.vote.chance=0.25",)


def test_a_dash_in_a_folder_is_a_file(tmp_path, monkeypatch):
    here = pathlib.Path.cwd()
    monkeypatch.chdir(tmp_path)
    shutil.copy(here / PORT, "-")
    assert sim.load("./-").path == tmp_path / "-"
    assert call("check", "./-", typed=b"").exit_code == 0


def test_workers_without_a_run_are_refused():
    found = call("evidence", PORT, "--workers", 2)
    assert found.exit_code == 2 and "--workers goes with --influence" in found.stderr


def test_names_from_arrays_and_data_frames_are_told_as_plain_text(port):
    outcomes = port.run(worlds=20, replications=2)
    explained = sim.explain(outcomes, outcome=np.array(["lapsed"])[0])
    assert repr(explained).startswith("<Explanation: what makes 'lapsed' likely") and type(explained.outcome) is str
    assert explained == sim.explain(outcomes, outcome="lapsed")
