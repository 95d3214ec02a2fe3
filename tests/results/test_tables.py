"""Tables of lanes built from columns written by hand: two worlds of two replications."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.ensemble.part import Part
from sim.errors import SimWarning
from sim.results.estimates import estimate
from sim.results.lanes import PlayedLanes
from sim.results.outcomes import Outcomes
from sim.results.provenance import Provenance
from sim.results.run import run
from sim.results.showing import _span
from sim.results.tables import shares, worlds_columns
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.starter import starter_scenario

THEORY = Path(__file__).parents[2] / "scenarios" / "theory"


@pytest.fixture(scope="module")
def by_hand(port):
    packages = port.packages
    high, short = packages.index({"wage": "high"}), packages.index({"hours": "short"})
    lanes = {
        "world": np.array([0, 0, 1, 1], dtype=np.int32),
        "replication": np.array([0, 1, 0, 1], dtype=np.int32),
        "package_number": np.array([high, short, 0, -1], dtype=np.int16),
        "signed": np.array([0, 40, 60, -1], dtype=np.int16),
        "force_day": np.array([12, 41, 61, -1], dtype=np.int32),
        "in_force": np.array([True, True, False, False]),
        **{f"value_{name}": np.arange(4.0) for name in port.model.governments},
        "suspended_days": np.zeros(4, dtype=np.int16),
        "happened_vote": np.array([0, 1, -1, -1], dtype=np.int8),
    }
    drawn = {"world": np.arange(2, dtype=np.int32)}
    played = PlayedLanes(port, 2, [Part(lanes, drawn)])
    made = Provenance("0", port.model.title, port.digest, 1, 2, 2, port.settings)
    return Outcomes(played, worlds_columns(drawn, played.tally.shares, played.names), made, port)


def test_each_lane_ends_in_the_outcome_of_its_package(by_hand):
    assert by_hand.names == ("high wage", "short hours", "other agreement", "agreed too late", "lapsed")
    assert by_hand.table["outcome"].tolist() == ["high wage", "short hours", "agreed too late", "lapsed"]
    assert by_hand.table["outcome"].cat.ordered


def test_what_never_came_is_missing_not_zero(by_hand):
    table = by_hand.table
    assert table["package"].isna().tolist() == [False, False, False, True]
    assert table["signed"].isna().tolist() == [False, False, False, True]
    assert table["signed_date"].dt.strftime("%F").tolist()[:3] == ["2024-01-01", "2024-02-10", "2024-03-01"]
    assert table["in_force_date"].isna().tolist() == [False, False, True, True]
    assert table["happened_vote"].isna().tolist() == [True, False, False, False]
    assert table["happened_vote"].tolist()[1:] == [True, False, False]


def test_probabilities_by_hand(by_hand):
    found = by_hand.probabilities()
    assert found["probability"].tolist() == [0.25, 0.25, 0.0, 0.25, 0.25]
    assert found["lanes"].tolist() == [1, 1, 0, 1, 1]
    assert found.loc["lapsed", "standard_error"] == pytest.approx(0.25)  # shares 0 and 1/2
    assert by_hand.worlds["share_lapsed"].tolist() == [0.0, 0.5]


def test_cumulative_incidence_by_hand(by_hand):
    curves = by_hand.agreed_by()
    assert list(curves) == ["high wage", "short hours", "other agreement", "agreed too late"]
    assert len(curves) == 61
    assert curves.iloc[0].tolist() == [0.25, 0, 0, 0]
    assert curves.sum(axis=1).loc["2024-02-09"] == 0.25
    assert curves.sum(axis=1).loc["2024-02-10"] == 0.5
    assert curves.iloc[-1].tolist() == [0.25, 0.25, 0, 0.25]
    in_force = by_hand.agreed_by(counting="in_force")
    assert in_force.sum(axis=1).loc["2024-01-12"] == 0
    assert in_force.iloc[-1].tolist() == [0.25, 0.25, 0, 0]


def test_milestones_are_chance_events_and_changes_of_government(by_hand):
    found = by_hand.milestones()
    assert found.index.strftime("%F").tolist() == ["2024-02-01", "2024-02-10"]
    assert found["event"].tolist() == ["The members vote, which may happen", "change, which may happen"]
    assert found["signed_before"].tolist() == [0.25, 0.25]  # what is signed on the day itself is not before it


def test_four_times_the_worlds_halve_the_error(by_hand):
    assert by_hand.more_runs() == (
        "The Monte Carlo error (95% margin) is at most 49.0 points (limits of what never or always came: 65.8); "
        "6 more worlds (--worlds 8) would halve it."
    )


def test_a_million_lanes_take_little_memory(outcomes):
    assert outcomes.table.memory_usage(index=False).sum() / len(outcomes) < 110


def test_shares_of_worlds_average_to_the_probabilities(outcomes):
    shares = outcomes.worlds.filter(like="share_").mean()
    np.testing.assert_allclose(shares.to_numpy(), outcomes.probabilities()["probability"].to_numpy())
    assert isinstance(outcomes.worlds, pd.DataFrame)
    assert len(outcomes.worlds) == 60


def test_packages_that_read_the_same_are_told_apart():
    from sim.results.endings import package_labels
    from sim.scenario.packages import PackageTable

    twins = PackageTable((("a", ("no", "yes")), ("b", ("no", "yes"))), np.array([[0, 1], [1, 1]]))
    labels = package_labels(twins)
    assert len(set(labels)) == 2


def test_what_is_shown_holds_every_outcome(outcomes):
    for shown in (str(outcomes), outcomes._repr_html_()):
        for name in outcomes.names:
            assert name in shown
    assert "seed 2" in repr(outcomes)


def test_a_run_says_what_it_is_worth_to_whoever_may_sit_at_the_table():
    text = str(run(load_scenario(THEORY / "rubinstein.yaml"), worlds=2, replications=1))
    assert "2 worlds x 1 replication, seed 1" in text
    assert "Worth on average, in points: 71.2 to ann (no deal 0) and 28.8 to bob (0)" in text
    assert "halve it" not in text  # nothing is left to halve
    assert "1 world x 2 replications" in str(run(load_scenario(THEORY / "rubinstein.yaml"), worlds=1, replications=2))


RECORDED = """
title: What is on record
start: 2020-01-01
deadline: 2020-02-01
issues: {wage: {options: {low: {}, high: {}}}}
seats: {firm: {government: board, principal: true}, union: {government: crew, principal: true}}
governments:
  board: {points: {wage: {low: 100, high: 0}}, no_deal: 110}
  crew: {points: {wage: {low: 0, high: 100}}, no_deal: {one_of: [20, 40]}}
  new: {points: {wage: {low: 0, high: 100}}, no_deal: 20}
events:
  vote: {date: 2020-01-10, chance: 0.5, shift_no_deal: {crew: -1}}
  change: {date: 2020-01-11, unless: vote, install: {union: new}}
moves:
  warns: {seats: union, shift_no_deal: {crew: 7}}
  stays: {seats: union, unless: warns, shift_no_deal: {crew: 50}}
prolongations: {a_month: {days: 30, chance: 0.5, shift_no_deal: {board: 4}}, more: {days: 30, chance: 0}}
outcomes: {any: {}}
record:
  - {date: 2020-01-05, seat: union, makes: warns}
  - {date: 2020-01-10, event: vote, happened: true}
  - {date: 2020-01-30, prolongs: a_month}
"""


def test_as_of_a_day_lines_tell_what_is_still_open_and_no_deal_is_what_the_record_has_made_of_it():
    scenario = load_scenario_text(RECORDED)
    found = run(scenario, worlds=10, replications=1, as_of="2020-01-30")
    assert "Moves made (warns)" not in str(found), "it is on record"
    assert "Moves made (stays): 0%" in str(found)
    assert "Prolonged beyond 2020-03-02: 0%" in str(found), "the first is on record"
    crew = found.worlds["no_deal_crew"].mean() - 1 + 7
    assert f"to board (no deal 114) and {crew:g} to crew ({crew:g})" in " ".join(str(found).split())
    assert "to new" not in " ".join(str(found).split()), "who was never elected"
    before = str(run(scenario, worlds=10, replications=4))
    assert "to new" in " ".join(before.split())
    assert "(no deal 110)" in before
    assert "Prolonged beyond 2020-02-01" in before


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (None, "(2020-01-20 (50%) or 2020-01-25 (25%) or 2020-02-01 (25%); once prolonged, 2020-03-01): "),
        ("2020-01-20", "(2020-01-25 (50%) or 2020-02-01 (50%); once prolonged, 2020-03-01): "),
        ("2020-01-25", "(2020-02-01; once prolonged, 2020-03-01): "),
        ("2020-01-30", "Signed by the last deadline 2020-03-01: "),
    ],
)
def test_possible_deadlines_are_those_that_have_not_passed(as_of, words):
    uncertain = [
        "deadline={one_of: [{date: 2020-01-20, weight: 2}, 2020-01-25, 2020-02-01]}",
        "prolongations={a_month: {to: 2020-03-01, chance: 0.5}}",
    ]
    found = run(load_scenario_text(RECORDED, settings=uncertain), worlds=2, replications=1, as_of=as_of)
    assert words in " ".join(str(found).split())


def test_the_mean_worth_is_that_of_the_lanes(outcomes):
    words = " ".join(str(outcomes).partition("Worth")[2].split())
    for name in ("union", "old_board", "new_board"):
        assert f"{outcomes.table[f'value_{name}'].mean().round(1):g} to " in words


def test_the_margin_is_that_of_95_percent(by_hand):
    head, _, first = str(by_hand).splitlines()[2:5]
    assert "95% margin" in head
    assert "25%  " in first and "(3.7 to 74)" in first  # a standard error of 0.25: ± 49.0 would reach below 0
    outcomes = run(load_scenario_text(starter_scenario()), worlds=60, replications=2)
    first, share = str(outcomes).splitlines()[4], outcomes.probabilities().iloc[0]
    assert f"± {100 * 1.959964 * share['standard_error']:.1f}" in first


def test_a_band_is_never_a_point_beside_the_probability(by_hand):
    worlds, outcomes = 40, by_hand.table["outcome"].cat.categories
    codes = np.zeros((worlds, 10), dtype=int)
    codes[0] = 1  # all in one world of forty
    lanes = pd.DataFrame(
        {
            "world": np.repeat(np.arange(worlds), 10),
            "outcome": pd.Categorical.from_codes(codes.ravel(), outcomes, ordered=True),
        }
    )
    found = estimate(shares(lanes), 10)
    spans = [_span(*each) for each in zip(found.probability, found.band_low, found.band_high, strict=True)]
    assert spans[:3] == ["nearly sure", "rare", "0 to 0%"]


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("title=A port", False),
        ("governments.{g}.cost_per_day=0", False),
        ("governments.{g}.cost_per_day=0.5", True),
        ("events.strike={{date: {day}, cost_per_day: {{{g}: 2}}}}", True),
        ("moves.walk={{seats: {seat}, cost: {{{g}: 2}}}}", False),
        ("prolongations.more={{days: 10, cost: {{{g}: 2}}}}", False),
    ],
)
def test_where_talks_have_cost_points_it_is_said_how_many_are_taken_off(setting, named):
    scenario = sim.load("tests/ensemble/port.yaml")
    seat, body = next((name, body) for name, body in scenario.model.seats.items() if body.principal)
    setting = setting.format(g=body.government, seat=seat, day=scenario.model.start)
    run = scenario.with_(setting).run(worlds=2, replications=1)
    text = " ".join(str(run).split())
    assert (run.tally.mean_cost(body.government) > 0 if body.government in run.tally.cost else False) == named
    assert "Worth on average, in points: " in text
    assert ("; taken off for the talks: " in text) == named


def test_what_talks_add_is_told_apart_from_what_they_take():
    scenario = sim.load("tests/ensemble/port.yaml")
    first, second = (body.government for body in scenario.model.seats.values() if body.principal)
    gain = f"prolongations.more={{days: 10, gain: {{{second}: 50}}}}"
    run = scenario.with_(f"governments.{first}.cost_per_day=0.5", gain, "minds.noise=0").run(worlds=4, replications=3)
    assert run.tally.mean_cost(second) < 0 < run.tally.mean_cost(first)
    text = " ".join(str(run).split())
    assert "; taken off for the talks: 28.7 from old board; added by the talks: 16.7 to union" in text


def test_of_what_talks_cost_nothing_is_said_where_an_earlier_version_did_not_save_it(tmp_path):
    import pyarrow.parquet as parquet

    outcomes = sim.load("scenarios/recipes/strike.yaml").run(worlds=3, replications=2)
    outcomes.save(tmp_path)
    assert Outcomes.load(tmp_path).tally == outcomes.tally
    file = tmp_path / "results.parquet"
    parquet.write_table(parquet.read_table(file).drop(["cost_workers", "cost_board"]), file)
    with pytest.warns(SimWarning, match="changed since the run was saved"):
        older = Outcomes.load(tmp_path)
    assert older.tally.mean_value("workers") == outcomes.tally.mean_value("workers")
    assert "taken off" in str(outcomes) and "taken off" not in str(older)
