"""``sim analyse``: what is printed, what is saved, and how mistakes are told."""

import json
from dataclasses import replace

import pytest

from sim.analysis.bargaining.summary import Share, ZoneSummary
from sim.present.bargaining_set import _zone_sentence
from tests.cli.calls import call

THREE = """
title: Three
start: 2024-01-01
deadline: 2024-03-01
issues: {price: {options: {low: {}, high: {}}}}
seats: {a: {government: g, principal: true}, b: {government: k, principal: true}, c: {government: l, principal: true}}
governments:
  g: {points: {price: {low: 0, high: 60}}, no_deal: 20}
  k: {points: {price: {low: 0, high: 60}}, no_deal: 20}
  l: {points: {price: {low: 60, high: 0}}, no_deal: 20}
procedure: {agreement: majority}
outcomes: {deal: {}}
"""


def analyse(*words, columns=100):
    return call("analyse", *words, "--worlds", 40, columns=columns)


def test_a_sentence_per_pair_comes_first_and_tables_follow(starter):
    result = analyse(starter)
    assert result.exit_code == 0
    words = " ".join(result.output.split())
    assert "Between the Dock workers' union and the Port management a zone of agreement exists in" in words
    for part in (
        "named proposal",
        "bargaining solution",
        "Nash 1950",
        "How the clock empties the zone",
        "2024-09-23",
    ):
        assert part in result.output


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_it_keeps_to_the_width_of_the_terminal_and_cuts_nothing(starter, columns):
    lines = analyse(starter, columns=columns).output.splitlines()
    assert max(len(line) for line in lines) <= columns
    assert "…" not in "".join(lines)


def test_where_fewer_are_enough_solutions_are_said_to_be_of_packages_by_which_all_gain(starter, tmp_path):
    assert "zone: Nash" in " ".join(analyse(starter).output.split())
    file = tmp_path / "three.yaml"
    file.write_text(THREE)
    assert "holds 1 of 2 packages" in (output := " ".join(analyse(file, columns=200).output.split()))
    assert output.count("none exists: no package by which every principal gains") == 4 and "no zone" not in output
    assert "each among the packages of the zone by which every principal gains: Nash" in output


def test_json_is_alone_and_whole(starter):
    data = json.loads(analyse(starter, "--json").output)
    assert data["worlds"] == 40 and data["pairs"][0]["status"] == "found"
    assert set(data["pairs"][0]["proposals"]) == {"status_quo", "union_goal", "port_goal", "compromise"}


def test_nothing_is_written_without_out_and_with_it_tables_and_picture(starter, tmp_path):
    before = set(tmp_path.iterdir())
    analyse(starter)
    assert set(tmp_path.iterdir()) == before
    result = analyse(starter, "--out", tmp_path / "new" / "folder")
    assert result.exit_code == 0
    saved = {path.name for path in (tmp_path / "new" / "folder").iterdir()}
    assert saved == {"bargaining_set.json", "bargaining_set.svg", "bargaining_set.png"}


def test_what_is_saved_is_the_same_each_time(starter, tmp_path):
    for name in ("one", "two"):
        analyse(starter, "--out", tmp_path / name, "--seed", 3)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_day_is_valued_with_the_clock(starter):
    output = analyse(starter, "--day", "2024-09-20", columns=200).output
    assert "signed on 2024-09-20" in output
    assert "after “Arbitrators allow automation”" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--day", "2025-01-01"], "--day: not within the talks (found 2025-01-01; allowed 2024-08-01 to 2024-09-30)"),
        (["--day", "2024-02-30"], "day: must be a date, YYYY-MM-DD (found '2024-02-30')"),
        (["--set", "deadline=soon"], "deadline"),
        (["--worlds", "0"], "Invalid value for '--worlds'"),
    ],
)
def test_mistakes_are_told_without_a_traceback(starter, arguments, message):
    result = call("analyse", starter, *arguments)
    assert result.exit_code == 2
    assert message in result.output and "Traceback" not in result.output


def test_a_folder_that_cannot_be_written_is_a_mistake(starter, tmp_path):
    (tmp_path / "taken").write_text("a file")
    result = analyse(starter, "--out", tmp_path / "taken" / "below")
    assert result.exit_code == 2
    assert "cannot be written to" in result.output


def test_the_help_says_what_it_is_for():
    assert "who blocks what" in call("analyse", "--help").output


def test_a_span_of_one_number_is_no_span():
    zone = ZoneSummary(Share(0.5, 0.1, 0.4, 0.6), 1.0, 1.0, 1.2, 9)
    assert _zone_sentence("The zone", zone).endswith("and there holds 1 of 9 packages (so many in 8 of 10).")
    assert _zone_sentence("The zone", replace(zone, high=3.0)).endswith("(1 to 3 in 8 of 10).")
