"""``sim compare``: what is printed and saved, and how mistakes are told."""

import json
import shutil

import pytest

from tests.cli.calls import PORT, call

SMALL = ["--worlds", "12", "--replications", "4"]


@pytest.fixture
def novote(tmp_path):
    file = tmp_path / "novote.yaml"
    shutil.copy(PORT, tmp_path)
    file.write_text("extends: port.yaml\ntitle: Port wage talks without a vote\nevents: {vote: {chance: 0}}\n")
    return str(file)


def compare(*words, columns=100):
    return call("compare", *words, *SMALL, columns=columns)


def test_differences_in_the_files_and_in_the_outcomes_are_told(novote):
    found = compare(PORT, novote)
    assert found.exit_code == 0, found.output
    for part in (
        "novote against port: 12 worlds x 4 replications, seed 1, the same luck in all",
        "title: Port wage talks -> Port wage talks without a vote",
        "events.vote.chance: 0.5 -> 0",
        "95% interval",
        "end otherwise than in “port”",
        "Pairing: the worlds' shares correlate",
        "World by world, preferences are the same in both.",
    ):
        assert part in " ".join(found.stdout.split())


@pytest.mark.parametrize("columns", [80, 100])
def test_it_keeps_to_the_width_of_the_terminal_and_cuts_nothing(novote, columns):
    lines = compare(PORT, novote, columns=columns).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert "…" not in "".join(lines)


def test_a_variation_needs_no_file_of_its_own():
    found = compare(PORT, "--vary", "events.vote.chance=0", "--vary", "deadline=2024-03-15", "--json")
    data = json.loads(found.stdout)
    assert list(data["scenarios"]) == ["port", "events.vote.chance=0", "deadline=2024-03-15"]
    assert data["scenarios"]["deadline=2024-03-15"]["settings"] == ["deadline=2024-03-15"]
    assert found.stderr == ""


def test_settings_hold_in_all(novote):
    data = json.loads(compare(PORT, novote, "--set", "governments.union.no_deal=10", "--json").stdout)
    assert all(each["settings"] == ["governments.union.no_deal=10"] for each in data["scenarios"].values())


def test_out_saves_tables_and_pictures_the_same_each_time(novote, tmp_path):
    for name in ("one", "two"):
        assert compare(PORT, novote, "--out", tmp_path / name).exit_code == 0
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {"comparison.json"} | {
        f"{n}.{kind}" for n in ("comparison", "flows_novote") for kind in ("svg", "png")
    }
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_files_of_one_name_are_called_by_their_paths(novote, tmp_path):
    other = tmp_path / "other" / "novote.yaml"
    other.parent.mkdir()
    shutil.copy(PORT, other)
    data = json.loads(compare(novote, other, "--json").stdout)
    assert list(data["scenarios"]) == [novote.removesuffix(".yaml"), str(other.with_suffix(""))]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([PORT, PORT], "is given twice"),
        ([PORT, "nowhere.yaml"], "nowhere.yaml"),
        ([PORT, "--vary", "events.vote.chanse=1"], "Did you mean 'chance'?"),
        ([PORT, "--vary", "events.vote.chanse=1"], "--vary events.vote.chanse=1: "),
        ([PORT, "--vary", "events.vote.chance=1", "--set", "events.vote.chanse=1"], "--set events.vote.chanse=1: "),
        ([PORT, "--vary", "events.vote.chance=1", "--csv", "--json"], "--json and --csv: give one of them"),
    ],
)
def test_mistakes_are_told_without_a_traceback(words, message):
    found = compare(*words)
    assert found.exit_code == 2
    assert message in found.stderr and "Traceback" not in found.output
