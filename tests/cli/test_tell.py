"""``sim tell``: what is printed, saved and refused."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.calls import call

CONTRACT = str(Path(__file__).parents[1] / "results" / "contract.yaml")
ONE = ["--world", "0", "--replication", "1"]


def tell(*words):
    return call("tell", *words)


def test_one_play_is_told_with_its_dates_its_end_and_what_stands_behind_it():
    found = tell(CONTRACT, *ONE)
    assert found.exit_code == 0, found.output
    for part in (
        "World 0, replication 1, seed 1. The play asked for.",
        "4 January 2020     Union refuses “old contract”:",
        "The end: a deal.",
        "What stands behind this",
    ):
        assert part in found.stdout
    assert max(map(len, found.stdout.splitlines())) <= 100


def test_an_outcome_can_be_asked_for():
    found = tell(CONTRACT, "--outcome", "lapsed", "--set", "governments.council.no_deal=99")
    assert "The end: lapsed." in found.stdout


def test_json_is_the_story_alone():
    found = tell(CONTRACT, *ONE, "--seed", "3", "--json")
    story = json.loads(found.stdout)
    assert (story["world"], story["replication"], story["seed"]) == (0, 1, 3)
    assert {move["kind"] for move in story["moves"]} >= {"offer", "refuse"}
    assert found.stderr == ""


@pytest.mark.parametrize("name", ["story", "story.svg", "story.png"])
def test_the_timeline_is_saved_as_svg_and_png(tmp_path, name):
    found = tell(CONTRACT, *ONE, "--out", str(tmp_path / name))
    assert found.exit_code == 0, found.output
    assert {path.name for path in tmp_path.iterdir()} == {"story.svg", "story.png"}
    assert "Union refuses “old contract”" in (tmp_path / "story.svg").read_text(encoding="utf-8")


def test_nothing_is_written_without_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tell(CONTRACT, *ONE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.yaml"], "nowhere.yaml"),
        ([CONTRACT, "--outcome", "a dael"], "Did you mean 'a deal'?"),
        ([CONTRACT, "--world", "1", "--outcome", "lapsed"], "not both"),
        ([CONTRACT, "--world", "-1"], "'--world': must be at least 0 (found -1)"),
        ([CONTRACT, "--out", "story.pdf"], "allowed .svg, .png"),
    ],
)
def test_mistakes_are_told_without_a_traceback(words, message):
    found = tell(*words)
    assert found.exit_code == 2
    assert message in found.stderr
    assert "Traceback" not in found.output


def test_csv_has_a_column_for_each_issue_and_number():
    lines = list(csv.DictReader(io.StringIO(tell(CONTRACT, *ONE, "--csv").stdout)))
    assert (lines[0]["kind"], lines[0]["package.wage"], lines[0]["package.hours"]) == ("offer", "low", "long")
    assert any(float(line["numbers.worth"] or 0) for line in lines)
    assert not any("{" in cell for line in lines for cell in line.values())
