"""The odds of a table: what happened at it is fixed in every play, and minds go on from there."""

import datetime as dt

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.negotiation import Scenario
from sim.play.odds import history_of
from sim.present.brief import HEADINGS
from sim.scenario.as_of import known_by
from sim.scenario.load import load_scenario_text

TREATY = "scenarios/new_start/baseline.yaml"
PORT = "tests/ensemble/port.yaml"


@pytest.mark.parametrize("day", ["2024-01-08", pytest.param("2024-01-15", id="a strike may have come by then")])
def test_a_table_that_did_as_the_record_says_has_the_odds_of_a_run_as_of_that_day(day):
    """The same history by two ways, the record's and the table's, in a scenario whose evidence does not change."""
    start = sim.load(PORT)
    moves = [{"date": "2024-01-03", "seat": "firm", "tables": {"wage": "mid"}}]
    table = sim.table(start, people=["firm", "union"], seed=2)  # in whose play the strike comes on 19 January
    table.advance("2024-01-03")
    table.move("firm", "offer", {"wage": "mid"})
    table.advance(day)
    odds = table.odds(worlds=8, replications=5)
    run = start.with_(record=moves).run(worlds=8, replications=5, seed=2, as_of=day)
    assert known_by(start, dt.date(2024, 1, 8)).model.governments == start.model.governments
    assert odds.table.drop(columns="outcome").equals(run.table.drop(columns="outcome"))


def test_what_has_happened_is_so_in_every_play():
    table = sim.table(sim.load(TREATY), people="us")
    table.advance("biden_wins")
    log = table._log()
    assert history_of(table.scenario, log, last=37).results["biden_wins"].happened
    odds = table.odds(worlds=6, replications=4)
    assert (odds.table["happened_biden_wins"] == 1).all()
    signed = odds.table["signed"].dropna()
    assert len(signed) and (signed > 37).all()


def test_a_half_agreed_table_is_half_agreed_in_every_play():
    scenario = sim.load("tests/scenarios/valid/treaty.yaml")
    seats = [name for name, seat in scenario.model.seats.items() if seat.at_table]
    table = sim.table(scenario, people=seats)
    table.move(seats[0], "offer", {})
    table.advance(1)
    if len(seats) > 2:
        table.move(seats[1], "accept", {})
    assert np.isfinite(table.odds(worlds=3, replications=2).probabilities()["probability"]).all()


def test_what_a_seat_has_done_without_the_others_is_done_in_every_play():
    """By the record and by the table the same; falsified where odds forget it, and somebody does it anew or never."""
    start = sim.load("scenarios/recipes/restraint.yaml")
    move, body = next((name, body) for name, body in start.model.moves.items() if len(body.seats) == 2)
    first, second = body.seats
    table = sim.table(start, people=list(start.model.seats), seed=4)
    day = table.advance(1).day.isoformat()
    table.move(first, "do", move)
    table.move(second, "do", move)
    table.advance(2)
    odds = table.odds(worlds=5, replications=3)
    assert (odds.table[f"made_{move}"] == 1).all()
    record = [{"date": day, "seat": seat, "makes": move} for seat in (first, second)]
    run = start.with_(record=record).run(worlds=5, replications=3, seed=4, as_of=table.day)
    assert odds.table.drop(columns="outcome").equals(run.table.drop(columns="outcome"))


TWO_ASKED = """
title: A treaty that two courts must allow
start: 2024-03-01
deadline: 2024-04-10
issues: {treaty: {options: {none: {}, some: {needs: [high, low]}, drafted: {draft_days: 12, lead_spread: 0.5}}}}
seats:
  ann: {government: ann, principal: true}
  bob: {government: bob, principal: true}
  high: {government: high}
  low: {government: low}
governments:
  ann: {points: {treaty: {none: 0, some: 60, drafted: 60}}, no_deal: 20}
  bob: {points: {treaty: {none: 0, some: 60, drafted: 60}}, no_deal: 20}
  high: {points: {treaty: {none: 0, some: 50, drafted: 50}}, no_deal: {uniform: [0, 98]}, reply_days: 4}
  low: {points: {treaty: {none: 0, some: 50, drafted: 50}}, no_deal: -40, reply_days: {median: 12, spread: 0.2}}
outcomes: {a treaty: {treaty: [some, drafted]}}
"""


def load(text: str) -> Scenario:
    return Scenario(**vars(load_scenario_text(text)))


def agreed_on(option: str, *, days: int, seed: int) -> sim.Table:
    """A table whose two people agreed on the second and third day, so many days later."""
    table = sim.table(load(TWO_ASKED), people=["ann", "bob"], seed=seed)
    table.advance(1)
    table.move("ann", "offer", {"treaty": option})
    table.advance(1)
    table.move("bob", "accept", {"treaty": option})
    table.advance(days)
    return table


def test_a_third_party_that_has_assented_is_not_asked_again():
    """It would refuse in half of all worlds; falsified where any play lapses, as the other one never refuses."""
    tables = (agreed_on("some", days=9, seed=seed) for seed in range(1, 20))
    table = next(each for each in tables if each.public_moves()[-1].kind == "assent")
    assert (table.odds(worlds=30, replications=3).table["outcome"] == "a treaty").all()


def test_there_are_no_odds_after_the_end_or_on_the_last_day():
    table = sim.table(sim.load(PORT))
    table.advance("2024-03-01")
    for _ in range(2):
        with pytest.raises(InputError, match="nothing is left to simulate"):
            table.odds()
        table.advance("end")


def test_an_end_is_placed_among_plays_of_its_world_and_beside_the_minds():
    scenario = sim.load(PORT)
    table = sim.table(scenario, world=5, replication=7)
    with pytest.raises(InputError, match="no end to place yet"):
        table.placement()
    table.hand_over("firm")
    table.advance("end")
    found = table.placement(plays=40)
    run = scenario.run(worlds=6, replications=40).table.query("world == 5")
    assert dict(zip(found.names, found.counts, strict=True)) == {
        name: int((run["outcome"] == name).sum()) for name in found.names
    }
    mind = run[run["replication"] == 7].iloc[0]
    assert found.mind.outcome == mind["outcome"] and found.mind.value == mind[f"value_{found.government}"]
    assert sum(found.counts) == found.plays == 40 and found.less + found.equal <= 40
    assert table.mind().ending.outcome == mind["outcome"]


def test_an_end_without_agreement_is_not_held_against_no_agreement():
    table = sim.table(sim.load("scenarios/recipes/strike.yaml"), people="union")
    assert "days to the horizon" in str(table.offers())
    table.advance("end")
    words = str(table.placement(plays=2))
    assert "lost on the way" in words and "than no agreement" not in words


def test_a_brief_names_the_source_of_every_line_and_hides_what_holds_for_others():
    table = sim.table(sim.load(TREATY), people="russia")
    brief = table.brief()
    assert all(line.source for line in brief.lines)
    assert list(dict.fromkeys(line.section for line in brief.lines)) == list(HEADINGS)
    others = [line.text for line in brief.lines if line.section == "others"]
    assert others == [
        line.text
        for line in sim.table(sim.load(TREATY), world=3, people="russia").brief().lines
        if line.section == "others"
    ]


def test_a_brief_begins_with_what_it_comes_to():
    lines = sim.table(sim.load(TREATY), people="russia").brief().lines
    best, no_deal, refused, ahead = (line.text for line in lines if line.section == "short")
    (worth,) = {line.text for line in lines if line.section == "no deal"}
    points = int(no_deal.split()[2])
    assert f"worth {points} points" in worth
    assert best.startswith("Best for you if signed today: “clean five years” (five years, nothing else), ")
    assert refused.startswith("Your government refuses ") and refused.count("refuses") == 1
    never = [line for line in lines if line.section == "never"]
    assert len(never) == 4 and refused.endswith("; and 1 more.")
    assert ahead.startswith("The talks run to 5 February 2021. Ahead: ") and "Biden elected (" in ahead


def test_a_brief_says_options_by_their_titles_and_when_assent_is_asked():
    scenario = sim.load("scenarios/recipes/ratification.yaml")
    seat = next(name for name, body in scenario.model.seats.items() if body.principal)
    government, (issue, *_) = scenario.model.seats[seat].government, scenario.model.issues
    order = " > ".join(scenario.model.issues[issue].options)
    scenario = scenario.with_({f"governments.{government}": {"orders": {issue: order}}})
    for number, option in enumerate(scenario.model.issues[issue].options):
        scenario = scenario.with_(f"issues.{issue}.options.{option}.title=The {number}th way")
    lines = [line.text for line in sim.table(scenario, people=seat).brief().lines]
    (order,) = [line for line in lines if line.startswith("On ") and "way" in line]
    assert set(order.split(": ")[1].rstrip(".").split(" > ")) == {f"The {n}th way" for n in range(number + 1)}
    assert any("is needed, after the signature, for" in line for line in lines)


COURT = """
title: A sale that a court must approve
start: 2024-01-01
deadline: 2024-04-01
issues: {price: {options: {low: {needs: court}, high: {needs: court}}}}
seats: {seller: {government: s, principal: true}, buyer: {government: b, principal: true}, court: {government: judge}}
governments:
  s: {points: {price: {low: 50, high: 100}}, no_deal: 10}
  b: {points: {price: {low: 100, high: 50}}, no_deal: 10}
  judge: {points: {price: {low: 60, high: 60}}, no_deal: 0, reply_days: {median: 10, spread: 0.8}}
minds: {choice: exact}
outcomes: {sold: {price: [low, high]}}
"""


def test_a_third_party_that_has_not_answered_yet_answers_later_in_every_play():
    table = sim.table(sim.load(COURT), people=["seller", "buyer"], seed=1)
    table.move("seller", "offer", {"price": "low"})
    table.advance(1)
    table.move("buyer", "accept", {"price": "low"})
    today = (table.advance(4).day - table.scenario.model.start).days
    signed = table.odds(worlds=6, replications=6).table["signed"]
    assert not table.over and signed.notna().all() and (signed >= today).all() and signed.nunique() > 5


@pytest.mark.parametrize("option", ["some", "drafted"])
def test_what_has_not_come_by_today_comes_tomorrow_at_the_earliest(option):
    """An answer that was due today had its turn before people; a text that is ready would have been signed."""
    tables = (agreed_on(option, days=10, seed=seed) for seed in range(1, 20))
    table = next(each for each in tables if each.public_moves()[-1].kind in ("assent", "drafting"))
    assert not table.over
    signed = table.odds(worlds=40, replications=5).table["signed"].dropna()
    assert len(signed)
    assert signed.min() > 12
