"""What stands after a ± is the same in every command: a 95% margin of Monte Carlo error."""

import re

from sim.analysis.bargaining.summary import Share
from sim.analysis.bargaining.words import say_share
from tests.cli.calls import PORT, call

SIZE = ("--worlds", "20", "--replications", "5")


def printed(*arguments):
    found = call(*arguments, *SIZE)
    assert found.exit_code == 0, found.output
    return found.stdout


def test_a_forecast_has_the_margin_of_a_run_as_of_the_same_day():
    run = printed("run", PORT, "--as-of", "2024-01-01")
    margin = re.search(r"other agreement +\d+% +± (\d+\.\d)", run)
    row = re.search(r"^ 2024-01-01 .*$", printed("forecast", PORT, "--dates", "2024-01-01"), re.M)
    assert margin and row
    assert f"±{margin[1]}" in row[0]


def test_a_paired_margin_is_half_the_interval_of_the_difference():
    row = re.search(r"^ other agreement .*$", printed("compare", PORT, "--vary", "events.vote.chance=1"), re.M)
    assert row
    low, high, paired = (float(text) for text in re.search(r"(\S+) to +(\S+) +(\S+) +\S+ *$", row[0]).groups())
    assert abs(paired - (high - low) / 2) < 0.25 * paired  # the interval is not symmetrical


def test_a_share_of_worlds_bears_a_95_percent_margin():
    assert say_share(Share(0.5, 0.05, 0.4, 0.6)) == "50% ± 9.8"


def test_no_margin_reaches_beyond_0_or_100():
    for command, file in (("run", PORT), ("analyse", PORT), ("conduct", PORT), ("forecast", PORT)):
        found = call(command, file, "--worlds", "6", "--replications", "2") if command != "analyse" else None
        text = (found or call(command, file, "--worlds", "6")).stdout
        for share, margin in re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)%? {1,9}± ?(\d+\.\d)", text):
            if command != "conduct" or float(share) > 5:  # how many offers a play are no share
                assert float(share) - float(margin) >= -0.6, (command, share, margin)
            assert float(share) + float(margin) <= 100.6, (command, share, margin)
