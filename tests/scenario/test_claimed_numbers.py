"""Numbers told by claims: what counts is what was known, and the file's numbers stay the same where all is known."""

from datetime import date

import numpy as np
import pytest

import sim
from sim.errors import InputError, ProblemsError
from sim.quantity import ByClaim, OneOf, quantile
from sim.scenario.as_of import known_by
from sim.scenario.claimed_numbers import claimed_numbers
from sim.scenario.load import load_scenario_text
from sim.scenario.remarks import hindsight
from tests.cli.calls import call

TEXT = """
title: Two tellings
start: 2024-01-01
deadline: 2024-03-01
claims:
  a-1: {date: 2023-06-01, claim: "Sixty days."}
  a-2: {date: 2024-02-01, claim: "A week."}
issues:
  price: {options: {low: {}, high: {lead_days: LEAD}}}
seats:
  x: {government: one, principal: true}
  y:
    government: two
    principal: true
    procedure_days: {median: {by_claim: [{value: 60, claims: [a-1]}, {value: 7, claims: [a-2], weight: 2}]}}
governments:
  one: {points: {price: {low: 0, high: 100}}, no_deal: 50}
  two:
    points: {price: {low: 0, high: 90}}
    no_deal: {by_claim: [{value: {uniform: [10, 20]}, claims: [a-2]}, {value: 40}]}
outcomes: {deal: {price: high}}
"""


def scenario(lead="0"):
    return load_scenario_text(TEXT.replace("LEAD", lead))


def number(loaded, path):
    return dict(claimed_numbers(loaded.model))[path]


MEDIAN = ("seats", "y", "procedure_days", "median")
NO_DEAL = ("governments", "two", "no_deal")


@pytest.mark.quick
def test_as_of_a_day_the_values_known_by_then_count():
    before, after = (known_by(scenario(), day) for day in (date(2024, 1, 31), date(2024, 2, 1)))
    u = np.linspace(0, 1, 1001)
    assert set(quantile(number(before, MEDIAN), u)) == {60}
    assert set(quantile(number(before, NO_DEAL), u)) == {40}
    found = quantile(number(after, MEDIAN), u)
    assert (found == 60).mean() == pytest.approx(1 / 3, abs=2e-3) and (found == 7).mean() == pytest.approx(
        2 / 3, abs=2e-3
    )
    np.testing.assert_allclose(quantile(number(after, NO_DEAL), u), 10 + 10 * u)


def test_what_governments_believe_is_told_by_claims_too():
    belief = "beliefs: {vote: {by_claim: [{value: 0.2, claims: [a-1]}, {value: 0.9, claims: [a-2]}]}}"
    text = TEXT.replace("LEAD", "0").replace("no_deal: 50}", f"no_deal: 50, {belief}}}")
    loaded = load_scenario_text(
        f"{text}events: {{vote: {{date: 2024-02-20, chance: 0.5, shift_no_deal: {{one: 5}}}}}}\n"
    )
    before = known_by(loaded, date(2024, 1, 31)).model.governments["one"].beliefs["vote"]
    assert (before.bounds(), loaded.model.governments["one"].beliefs["vote"].bounds()) == ((0.2, 0.2), (0.2, 0.9))


def test_where_all_is_known_it_is_the_list_of_values_bit_for_bit():
    values = [{"value": 7, "claims": ["a-1"], "weight": 2}, {"value": 60, "claims": ["a-2"]}]
    u = np.random.default_rng(1).random(10_000)
    both = ByClaim.model_validate({"by_claim": values}), OneOf(one_of=(7, 7, 60))
    np.testing.assert_array_equal(*(each.quantile(u) for each in both))


def test_bounds_and_words_are_those_of_what_counts():
    loaded = scenario()
    assert number(loaded, MEDIAN).bounds() == (7, 60) and number(loaded, NO_DEAL).bounds() == (10, 20)
    assert number(loaded, MEDIAN).in_words(" days") == "60 days (weight 1, a-1) or 7 days (weight 2, a-2)"
    assert number(known_by(loaded, date(2024, 1, 1)), NO_DEAL).in_words() == "40"


def test_with_none_known_and_nothing_said_the_day_is_refused_at_its_place():
    text = "{by_claim: [{value: 3, claims: [a-2]}]}"
    with pytest.raises(
        InputError, match=r"issues\.price\.options\.high\.lead_days: no value of it was known on 2024-01-15"
    ):
        known_by(scenario(text), date(2024, 1, 15))
    assert known_by(scenario(text), date(2024, 2, 1)).model.issues["price"].options["high"].lead_days.bounds() == (
        3,
        3,
    )


def test_hindsight_is_named_and_a_scenario_without_is_left_as_it_is():
    assert "2 of 4 claimed values rest only on claims known after the start" in hindsight(scenario())
    new_start = sim.load("tests/ensemble/port.yaml")
    assert (
        known_by(new_start, new_start.model.start).model.digest
        == known_by(new_start, new_start.model.start).model.digest
    )
    assert list(claimed_numbers(new_start.model)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{by_claim: []}", "by_claim"),
        ("{by_claim: [{value: {by_claim: [{value: 1}]}}]}", "must be a number or one distribution"),
        ("{by_claim: [{value: 3, claims: [b-9]}]}", "no such claim"),
        ("{by_claim: [{value: 3, weight: 0}]}", "weight"),
        ("{by_claim: [{value: -1, claims: [a-1]}]}", "lead_days"),
        ("{by_claim: [{claims: [a-1]}]}", "value"),
    ],
)
def test_mistakes_are_told_at_their_place(text, message):
    with pytest.raises(ProblemsError, match=message):
        scenario(text)


def test_every_command_takes_it(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text(
        TEXT.replace("LEAD", "{by_claim: [{value: 3, claims: [a-1], note: why}, {value: 5, claims: [a-2]}]}")
    )
    few, more = (("--worlds", worlds, "--replications", "2", "--workers", "1") for worlds in ("6", "30"))
    for words in (
        ["check", file],
        ["run", file, *few],
        ["evidence", file],
        ["analyse", file, "--worlds", "30"],
        ["forecast", file, *few],
        ["sensitivity", file, *more],
        ["sensitivity", "--assumed", file, *few],
    ):
        found = call(*words)
        assert found.exit_code == 0, (words, found.output)
    shown = tmp_path / "shown.yaml"
    shown.write_text(call("show", file).stdout)
    assert sim.load(shown) == sim.load(file)
    varied = call("compare", file, "--vary", "seats.y.procedure_days.median=7", *more)
    assert varied.exit_code == 0 and "7 days" in varied.output
