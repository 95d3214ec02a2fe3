"""A run that was played is told and saved, whatever becomes of its pictures, its outputs and its surroundings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from tests.faults.held_runs import PORT

TREATY = PORT.parents[1] / "scenarios" / "valid" / "treaty.yaml"  # its record has moves of seats
SMALL = ["--worlds", "4", "--replications", "2"]
RUN = ["run", str(PORT), *SMALL, "--workers", "1"]
DRAWING = {
    "run": ["run", str(PORT), *SMALL],
    "compare": ["compare", str(PORT), "--vary", "chance.vote=0", *SMALL],
    "sweep": ["sweep", str(PORT), "--set", "chance.vote=0,1", *SMALL],
    "explain": ["explain", str(PORT), "--outcome", "lapsed", "--worlds", "40", "--replications", "2"],
    "conduct": ["conduct", str(TREATY), *SMALL],
    "forecast": ["forecast", str(PORT), "--every", "40", *SMALL],
    "analyse": ["analyse", str(PORT), "--worlds", "4"],
    "sensitivity": ["sensitivity", str(PORT), "--worlds", "30", "--replications", "2"],
    "tell": ["tell", str(PORT), "--world", "0", "--replication", "0"],
}


def invoke(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def shell(line, *words, **environment):
    """Run a line of the shell, in which "$@" is the command; return its status and what it wrote."""
    command = ["bash", "-c", line, "bash", sys.executable, "-m", "sim", *map(str, words)]
    found = subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=120)
    return found.returncode, found.stdout, found.stderr.decode()


@pytest.mark.parametrize("words", DRAWING.values(), ids=DRAWING)
def test_a_picture_that_fails_is_one_line_and_takes_nothing_with_it(tmp_path, monkeypatch, words):
    def fail(*_, **__):
        raise ZeroDivisionError("no\nroom")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", fail)
    whole = invoke(*words)
    found = invoke(*words, "--out", tmp_path / "out")
    assert (found.exit_code, found.stdout) == (0, whole.stdout)
    first, *rest = found.stderr.removeprefix(whole.stderr).splitlines()  # what is said of hindsight
    assert first.startswith("Not drawn: ") and first.endswith(" (ZeroDivisionError: no room).")
    if words[0] == "tell":
        assert not rest and not list(tmp_path.iterdir())
    else:
        assert rest == [f"Saved in {tmp_path / 'out'}."]
        assert [path for path in (tmp_path / "out").iterdir() if path.suffix in (".json", ".parquet")]


@pytest.mark.parametrize("words", DRAWING.values(), ids=DRAWING)
def test_a_place_that_nothing_can_be_written_to_is_told_before_the_work(tmp_path, words):
    (tmp_path / "taken").write_text("a file")
    for place in (tmp_path / "taken" / "below" / "it", tmp_path / os.fsdecode(b"nu\xff") / "out"):
        found = invoke(*words, "--out", place)
        assert (found.exit_code, found.stdout) == (2, "")
        assert len(found.stderr.splitlines()) == 1
    assert "nu\\udcff" in found.stderr and "must be in UTF-8" in found.stderr


def test_pictures_interrupted_leave_the_results(tmp_path, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.plots.saving.save_figure", interrupt)
    found = invoke(*RUN, "--out", tmp_path / "out")
    assert found.exit_code == 130 and "lapsed" in found.stdout
    assert found.stderr.splitlines()[0].startswith("Interrupted while pictures were drawn")
    assert (tmp_path / "out" / "summary.json").exists()
    monkeypatch.undo()
    assert invoke("run", "--resume", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "outcomes.svg").exists(), "they can be drawn later"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp932"])
def test_what_a_terminal_cannot_encode_is_replaced(tmp_path, encoding):
    title, case = "Lohnstreit im Hafen ± 港 é", tmp_path / "case.yaml"
    case.write_text(PORT.read_text().replace("Port wage talks", title), encoding="utf-8")
    runner = CliRunner(charset=encoding)
    for words in (["run", case, *SMALL], ["show", case], ["analyse", case, "--worlds", "4"], ["evidence", case]):
        found = runner.invoke(main, list(map(str, words)))
        assert (found.exit_code, found.stderr) == (0, "")
        assert "Lohnstreit im Hafen" in found.stdout_bytes.decode(encoding)
    found = runner.invoke(main, ["run", str(case), *SMALL, "--json"])
    assert json.loads(found.stdout_bytes.decode(encoding))["provenance"]["title"] == title, "JSON is escaped"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ('"$@" > /dev/full', 1, "standard output: cannot be written to (No space left on device)\n"),
        ('"$@" --help > /dev/full', 1, "standard output: cannot be written to (No space left on device)\n"),
        ('"$@" --json >&-', 1, "standard output: cannot be written to (Bad file descriptor)\n"),
        ('"$@" 2>&-', 0, ""),
        ('"$@" --set=x=1 2> /dev/full', 2, ""),
    ],
)
def test_outputs_that_are_closed_or_full_are_a_line(line, status, message):
    found = shell(line, *RUN)
    assert (found[0], found[2]) == (status, message)
    assert (b"lapsed" in found[1]) is (status == 0)


def test_with_no_output_at_all_everything_is_saved(tmp_path):
    assert shell('"$@" <&- >&- 2>&-', *RUN, "--out", tmp_path / "out") == (1, b"", "")
    assert (tmp_path / "out" / "values.png").exists()


def test_a_current_folder_that_is_gone_is_a_line(tmp_path):
    (tmp_path / "gone").mkdir()
    line = f'cd {tmp_path}/gone && rmdir ../gone && exec {sys.executable} -m sim "${{@:4}}"'
    root = str(Path(__file__).parents[2])
    status, _, err = shell(line, *RUN, PYTHONPATH=root)
    assert "Traceback" not in err and (status == 0 or len(err.splitlines()) == 1)


def test_a_cache_in_the_home_of_nobody_is_none(monkeypatch):
    monkeypatch.setenv("NEGOTIATION_SIM_CACHE", "~nosuchuser/x")
    assert invoke(*RUN).exit_code == 0


ODD = """
text.usetex: True
savefig.bbox: tight
savefig.dpi: 3
figure.autolayout: True
axes.formatter.use_locale: True
timezone: Mars/Olympus
xtick.direction: in
"""


def test_a_users_settings_of_matplotlib_change_no_picture(tmp_path):
    (tmp_path / "matplotlibrc").write_text(ODD)
    draw = f"import sim; sim.load({str(PORT)!r}).run(worlds=4, replications=2).plot().figure.savefig"
    for name, environment in (("plain", {}), ("odd", {"MATPLOTLIBRC": str(tmp_path), "MPLBACKEND": "ipympl"})):
        code = f"{draw}({str(tmp_path / name)!r})"
        done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "plain.png").read_bytes() == (tmp_path / "odd.png").read_bytes()


@pytest.mark.parametrize(
    "name", [".DS_Store", ".ipynb_checkpoints", "desktop.ini", "Thumbs.db", ".gitkeep", "lost+found"]
)
def test_what_a_system_leaves_in_a_folder_is_not_in_the_way(tmp_path, name):
    (tmp_path / name).mkdir()
    assert invoke(*RUN, "--out", tmp_path).exit_code == 0
    assert (tmp_path / name).exists() and (tmp_path / "summary.json").exists()
