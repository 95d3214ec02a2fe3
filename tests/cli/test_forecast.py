"""``sim forecast`` and ``sim run --as-of``: what is printed, and how mistakes are told."""

import json

import pytest

from tests.cli.calls import call

BASELINE = "scenarios/new_start/baseline.yaml"
SMALL = ["--worlds", "6", "--replications", "3"]
DATES = ["--dates", "2020-10-01, 2020-11-07,2020-12-24"]


@pytest.fixture(scope="module")
def shown():
    found = call("forecast", BASELINE, *SMALL, *DATES, "--base-rate", "lapsed=0.3", "--set", "minds.choice=exact")
    assert found.exit_code == 0, found.output
    return found.stdout


def test_the_tables_are_told_in_100_columns(shown):
    assert max(map(len, shown.splitlines())) <= 100
    assert "forecasts from 3 days, 6 worlds x 3 replications a day, seed 1" in shown
    for part in ("2020-12-24", "* clean", "Biden elected", "mean of days", "climatology", "base rate", "0.96"):
        assert part in shown
    assert "What happened: clean five years, signed 2021-01-26" in " ".join(shown.split())


@pytest.mark.parametrize("columns", [60, 80])
def test_a_narrow_terminal_is_told_everything(columns):
    found = call("forecast", BASELINE, *SMALL, *DATES, columns=columns)
    assert max(map(len, found.stdout.splitlines())) <= columns
    assert "…" not in found.stdout
    assert (
        "2020-11-07 The United States offers october framework and offers year and cap; Russia refuses it"
        in " ".join(found.stdout.split())
    )


def test_outcomes_that_do_not_fit_get_tables_of_their_own():
    wide, narrow = (call("forecast", BASELINE, *SMALL, *DATES, columns=columns).stdout for columns in (100, 36))
    assert wide.count("as of ") == 2  # probabilities, scores
    assert narrow.count("as of ") > 2
    assert max(map(len, narrow.splitlines())) <= 36


def test_json_is_everything_and_nothing_else():
    found = call("forecast", BASELINE, *SMALL, *DATES, "--json")
    data = json.loads(found.stdout)
    assert [each["as_of"] for each in data["forecasts"]] == ["2020-10-01", "2020-11-07", "2020-12-24"]
    assert sum(row["probability"] for row in data["forecasts"][0]["outcomes"]) == pytest.approx(1)
    assert data["forecasts"][0]["score"]["brier"] > 0
    assert data["actual"]["signed"] == "2021-01-26"
    assert found.stderr.startswith("As of 2020-10-01 these rest on later claims and are kept")


def test_nothing_is_written_unless_asked_for(tmp_path):
    found = call("forecast", BASELINE, *SMALL, "--every", "60", "--out", str(tmp_path / "out"))
    assert found.exit_code == 0, found.output
    kinds = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert kinds == {".csv", ".json", ".svg", ".png"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--dates", "2021-01-26"], "nothing is left to simulate"),
        (["--dates", "2020-10-01", "--every", "7"], "not both"),
        (["--base-rate", "lapsed"], "--base-rate: must be an outcome and its chance"),
        (["--base-rate", "peace=0.1"], "--base-rate: no such outcome (found 'peace'; allowed"),
    ],
)
def test_mistakes_are_told_in_a_line(words, message):
    found = call("forecast", BASELINE, *SMALL, *words)
    assert found.exit_code == 2
    assert message in found.stderr
    assert found.stdout == ""


def test_a_run_as_of_a_date_says_so():
    found = call("run", BASELINE, *SMALL, "--as-of", "2020-12-24")
    assert "New START, from 1 October 2020, as of 2020-12-24: 6 worlds" in found.stdout
    summary = json.loads(call("run", BASELINE, *SMALL, "--as-of", "2020-12-24", "--json").stdout)
    assert summary["provenance"]["as_of"] == "2020-12-24"
