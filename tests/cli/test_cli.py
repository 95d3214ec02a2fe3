import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
import sim.ensemble.player as module
from tests.cli.calls import call

PORT = str(Path(__file__).parent.parent / "ensemble" / "port.yaml")  # found from other folders too
SMALL = ["--worlds", "6", "--replications", "4"]


@pytest.mark.quick
def test_the_version_is_told():
    assert call("--version").output == f"sim, version {sim.__version__}\n"


@pytest.mark.quick
def test_help_fits_and_names_every_command():
    shown = call("--help").output
    for name in ("run", "check", "show", "new", "schema"):
        assert f"\n  {name} " in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.quick
def test_run_prints_the_outcomes_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = call("run", PORT, *SMALL)
    assert found.exit_code == 0, found.output
    for part in (
        "high wage",
        "lapsed",
        "evidence band",
        "Signed before “The members vote”, which may happen on 2024-02-01",
        "halve it",
    ):
        assert part in " ".join(found.stdout.split())
    assert max(map(len, found.stdout.splitlines())) <= 100
    assert "\x1b" not in found.stdout
    assert not list(tmp_path.iterdir())


def test_json_is_the_summary_alone():
    found = call("run", PORT, *SMALL, "--seed", "7", "--set", "events.vote.chance=0", "--json")
    summary = json.loads(found.stdout)
    assert summary["provenance"]["seed"] == 7
    assert summary["provenance"]["settings"] == ["events.vote.chance=0"]
    assert sum(row["probability"] for row in summary["outcomes"]) == pytest.approx(1)
    assert found.stderr == ""


def test_out_saves_tables_and_pictures(tmp_path):
    found = call("run", PORT, *SMALL, "--out", str(tmp_path / "out"))
    assert found.exit_code == 0, found.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    pictures = {f"{name}.{kind}" for name in ("outcomes", "timing", "values") for kind in ("svg", "png")}
    assert names == {"results.parquet", "worlds.parquet", "summary.json", "scenario.yaml"} | pictures
    assert len(sim.Outcomes.load(tmp_path / "out")) == 24


def test_a_folder_of_other_things_is_refused_before_the_run(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    found = call("run", PORT, "--out", str(tmp_path))
    assert found.exit_code == 2
    assert "holds other files (thesis.docx)" in found.stderr
    assert found.stdout == ""


def test_a_place_that_cannot_be_written_to_is_refused_before_the_run(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    found = call("run", PORT, "--out", str(tmp_path / "thesis.docx" / "results"))
    assert found.exit_code == 2
    assert "cannot be written to" in found.stderr
    assert found.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"], "and leaves nothing behind"


def test_the_help_of_run_tells_of_the_pools_it_keeps():
    text = " ".join(call("run", "--help").stdout.split())
    assert "NEGOTIATION_SIM_CACHE" in text and "200 MB" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "nowhere.yaml"], "nowhere.yaml"),
        (["run", PORT, "--set", "events.vote.chanse=1"], "Did you mean 'chance'?"),
        (["run", PORT, "--worlds", "0"], "'--worlds': must be at least 1 (found 0)"),
        (["chek", PORT], "Did you mean 'check'?"),
        (["show", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
@pytest.mark.quick
def test_mistakes_are_told_without_a_traceback(words, message):
    found = call(*words)
    assert found.exit_code == 2
    assert message in found.stderr
    assert "Traceback" not in found.output


@pytest.mark.quick
def test_check_tells_of_every_file(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(Path(PORT).read_text().replace("deadline: 2024-03-01", "deadline: soon"))
    found = call("check", PORT, str(bad), PORT)
    assert found.exit_code == 2
    assert found.stdout.count(": ok") == 2
    assert f"{bad}:4:" in found.stderr


def test_third_parties_whom_nobody_asks_are_named_before_a_run_and_by_check(tmp_path):
    idle = "No option needs, nor any prolongation asks, the third party {}: its preferences count for nothing."
    file = tmp_path / "idle.yaml"
    minimal = Path("tests/scenarios/valid/minimal.yaml").read_text()
    text = minimal.replace("seats:\n", "seats:\n  court: {government: judges}\n")
    file.write_text(text.replace("farm: {}", "farm: {}, judges: {}"))
    done = call("check", str(file))
    assert (done.exit_code, done.stderr) == (0, f"{file}: {idle.format('court')}\n")
    done = call("run", str(file), "--worlds", "2", "--replications", "1")
    assert idle.format("court") in " ".join(done.stderr.split())
    assert "third party" not in call("check", "tests/scenarios/valid/prolonged_by_others.yaml").stderr


def test_check_takes_values_set_on_top():
    assert call("check", PORT, "--set", "chance.vote=0.2").exit_code == 0
    done = call("check", PORT, "--set", "chance.vote=2", "--set", "deadline=soon")
    assert done.exit_code == 2
    named = {line.split(":")[0] for line in done.stderr.splitlines()}
    assert named == {"--set events.vote.chance=2", "--set deadline=soon"}


@pytest.mark.parametrize(("command", "option"), [("explain", "--outcome"), ("advise", "--seat")])
def test_what_must_be_named_is_asked_for_with_the_names_there_are(command, option):
    done = call(command, PORT)
    assert done.exit_code == 2
    assert f"{option}: must be given (allowed " in done.stderr


def test_check_names_the_evidence_it_found():
    assert call("check", "scenarios/new_start/baseline.yaml").stdout.endswith(f"ok (claims from seeds{os.sep})\n")
    assert call("check", PORT).stdout.endswith("port.yaml: ok\n")


@pytest.mark.quick
def test_show_prints_a_scenario_that_reads_back(tmp_path):
    found = call("show", PORT, "--set", "events.vote.chance=0.25")
    copy = tmp_path / "copy.yaml"
    copy.write_text(found.stdout)
    assert sim.load(copy).model == sim.load(PORT, settings=["events.vote.chance=0.25"]).model


def test_schema_is_json():
    assert json.loads(call("schema").stdout)["title"] == "Negotiation scenario"


def test_a_new_scenario_runs_and_is_not_overwritten(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("new", "mine").exit_code == 0
    assert call("check", "mine.yaml").stdout == "mine.yaml: ok\n"
    (tmp_path / "mine.yaml").write_text("changed")
    again = call("new", "mine")
    assert again.exit_code == 2 and "exists already" in again.stderr
    assert (tmp_path / "mine.yaml").read_text() == "changed"
    assert call("new", "no/such/folder").exit_code == 2


@pytest.mark.parametrize("at", [0, 2])
def test_an_interrupt_reports_and_saves_what_is_done(at, tmp_path, monkeypatch):
    play = module.play_batch

    def interrupted(source, batch, **how):
        if batch.first_world >= at:
            raise KeyboardInterrupt
        return play(source, batch, **how)

    monkeypatch.setattr(module, "play_batch", interrupted)
    monkeypatch.setattr("sim.results.planned.batch_size", lambda *_, **__: 4)  # a world each
    found = call("run", PORT, *SMALL, "--workers", "1", "--out", str(tmp_path / "out"))
    assert found.exit_code == 130
    if at:
        assert (
            "Interrupted after 2 of 6 worlds: what is shown and saved is theirs. "
            f"Go on with: sim run --resume {tmp_path / 'out'}\n" in found.stderr
        )
        assert sim.Outcomes.load(tmp_path / "out").provenance.worlds == at
    else:
        assert found.stderr == "Interrupted: nothing was written.\n"
        assert not (tmp_path / "out").exists()


def loaded_by(*words):
    """Packages a fresh process has loaded once ``sim`` ends."""
    script = (
        "import sys\nfrom sim.cli import main\n"
        f"try: main({list(words)!r})\nexcept SystemExit: pass\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(found.stdout.splitlines()[-1].split())


def test_help_loads_nothing_heavy():
    assert not loaded_by("--help") & {"numpy", "pandas", "scipy", "matplotlib", "rich", "pydantic"}


def test_check_loads_no_tables_or_pictures():
    assert not loaded_by("check", PORT) & {"pandas", "matplotlib", "pyarrow", "rich"}


def test_python_m_sim_is_the_same_command():
    command = [sys.executable, "-m", "sim", "run", PORT, *SMALL, "--json"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout == call("run", PORT, *SMALL, "--json").stdout
    assert found.stderr == ""
