"""``sim evidence``: what is printed, and how mistakes are told."""

import json
import pathlib

import pytest
from click.testing import Result

from tests.cli.calls import call


def _evidence(*arguments: str | pathlib.Path, columns: int = 100) -> Result:
    return call("evidence", *arguments, columns=columns)


def test_every_statement_is_told_with_its_claims(starter: pathlib.Path) -> None:
    result = _evidence(starter)
    assert result.exit_code == 0
    assert "Refuses status quo (two percent, nothing else)" in result.output
    assert "The members voted down the old contract by nine to one." in result.output
    assert "held in 80% of worlds" in result.output


def test_assumptions_are_told_with_value_and_place(starter: pathlib.Path) -> None:
    lines = _evidence(starter).output.splitlines()
    (belief,) = [line for line in lines if "governments.union.beliefs.ruling_for_port" in line]
    assert "0.2 to 0.4, evenly" in belief
    assert "starter.yaml:" in belief
    (noise,) = [line for line in lines if "minds.noise" in line]
    assert noise.split() == ["minds.noise", "4", "default"]


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_the_report_keeps_to_the_width_of_the_terminal(starter: pathlib.Path, columns: int) -> None:
    lines = _evidence(starter, columns=columns).output.splitlines()
    assert max(len(line) for line in lines) <= columns


def test_claims_are_cut_to_a_line_unless_all_is_asked_for(starter: pathlib.Path) -> None:
    assert "…" in _evidence(starter, columns=60).output
    assert "…" not in _evidence(starter, "--all", columns=60).output


def test_json_is_the_whole_report_and_nothing_else(starter: pathlib.Path) -> None:
    report = json.loads(_evidence(starter, "--json").output)
    union = report["governments"][0]
    assert union["statements"][0]["claims"][0]["id"] == "u-1"
    assert union["pool"]["size"] == 2048


def test_settings_are_applied_and_shown(starter: pathlib.Path) -> None:
    (noise,) = [
        line for line in _evidence(starter, "--set", "minds.noise=5").output.splitlines() if "noise=5" in line
    ]
    assert noise.split() == ["minds.noise", "5", "--set", "minds.noise=5"]


def test_statements_that_cannot_hold_are_a_mistake_not_a_traceback(starter: pathlib.Path) -> None:
    result = _evidence(starter, "--set", "governments.union.statements.1={refuses: union_goal}")
    assert result.exit_code == 2
    assert "refuses union_goal" in result.stderr
    assert result.stdout == ""


def test_the_flagship_rests_on_the_library() -> None:
    output = _evidence("scenarios/new_start/baseline.yaml", "--all").output
    assert "Disputes" in output
    assert "Claims that nothing in the scenario uses" in output


def test_what_rests_on_later_claims_is_counted_as_a_run_counts_it() -> None:
    words = " ".join(_evidence("scenarios/new_start/baseline.yaml").output.split())
    assert "9 of 19 statements, 4 of 23 orders, 4 of 6 claimed values, 2 of 4 spans of days" in words


def test_no_backtick_is_printed_and_one_option_is_singular(starter: pathlib.Path) -> None:
    assert "`" not in _evidence(starter).output
    assert (
        "(1 other option)"
        in _evidence(
            starter,
            "--set",
            "issues.raise.options={two_percent: {}, five_percent: {lead_days: 0}, eight_percent: {lead_days: 0}}",
            "--set",
            "issues.cranes.options.manual.lead_days=0",
        ).output
    )
