"""What is wrong with an option is told by the option's name as it was typed, and numbers are refused in words."""

import pytest

from tests.cli.calls import PORT, call


@pytest.mark.quick
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", PORT, "--as-of", "x"], "--as-of: must be a date, YYYY-MM-DD (found 'x')"),
        (["run", PORT, "--as-of", "2030-01-01"], "--as-of 2030-01-01: must lie within the talks"),
        (["run", PORT, "--weights"], "--weights: worlds are weighed by the record as of a day"),
        (["run", PORT, "--cluster", "x"], "--cluster: must be a scheduler's address"),
        (["tell", PORT, "--outcome", "x"], "--outcome: no such outcome (found 'x'"),
        (["analyse", PORT, "--day", "x"], "--day: must be a date"),
        (["advise", PORT, "--seat", "x"], "--seat: must be a principal's (found 'x'"),
        (["advise", PORT, "--seat", "firm", "--day", "x", "--worlds", "8"], "--day: must be a date"),
        (["advise", PORT, "--seat", "firm", "--package", "x", "--worlds", "8"], "--package: no such proposal"),
        (["forecast", PORT, "--dates", "x"], "--dates: must be a date"),
        (["forecast", PORT, "--dates", "2030-01-01"], "--dates 2030-01-01: must lie within the talks"),
        (["forecast", PORT, "--every", "5", "--dates", "2024-01-10"], "--every: give either dates or"),
        (["forecast", PORT, "--base-rate", "x=1"], "--base-rate: no such outcome"),
        (["explain", PORT, "--outcome", "lapsed", "--worlds", "1"], "--worlds: too few"),
    ],
)
def test_a_message_names_the_option_that_was_typed(words, message):
    found = call(*words)
    assert found.exit_code == 2
    assert found.stderr.splitlines()[-1].startswith(message), found.stderr


def test_what_is_no_option_keeps_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("tell", "outcome").stderr == "outcome: no such file.\n"


@pytest.mark.quick
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--worlds", "many"], "'--worlds': must be a whole number (found 'many')"),
        (["--worlds", "1e3"], "'--worlds': must be a whole number (found '1e3')"),
        (["--replications", "0"], "'--replications': must be at least 1 (found 0)"),
        (["--seed", "1.5"], "'--seed': must be a whole number (found '1.5')"),
        (["--seed", "9" * 5000], "'--seed': must be a whole number (found '999"),
    ],
)
def test_a_number_is_refused_in_words(words, message):
    found = call("run", PORT, *words)
    assert found.exit_code == 2
    assert found.stderr.splitlines()[-1].startswith(f"Error: Invalid value for {message}"), found.stderr
    assert len(found.stderr) < 500


def test_the_help_speaks_of_no_x():
    assert "[default: 1]" in (found := " ".join(call("run", "--help").stdout.split())) and "x<" not in found


def test_a_number_may_be_too_large():
    assert "'--window': must be at most 3,650 (found 4000)" in call("conduct", PORT, "--window", "4000").stderr


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("--asof", " Did you mean '--as-of'?"), ("--dates", ""), ("--world", " Did you mean '--worlds'?")],
)
def test_options_are_proposed_by_their_letters_not_their_dashes(typed, meant):
    assert call("run", PORT, typed, "x").stderr.splitlines()[-1] == f"Error: No such option '{typed}'.{meant}"
