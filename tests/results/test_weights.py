"""Worlds weighed by the record: estimates, what is left out, and what must change nothing."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.plots.gains import read_gains
from sim.plots.provenance import footer_of, plays
from sim.plots.timing import signed_shares
from sim.results.estimates import estimate
from sim.results.explained_record import explained_moves
from sim.results.mixing import mixing_distribution
from sim.results.observation import undecided
from sim.results.outcomes import Outcomes
from sim.results.run import run
from sim.results.worth import say_worth
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.weighing import Weighing

TEXT = """
title: A contract
start: 2020-01-01
deadline: 2020-03-01
issues:
  wage: {options: {low: {}, mid: {}, high: {}}}
  hours: {options: {long: {}, short: {}}}
seats:
  firm: {government: board, principal: true}
  union: {government: council, principal: true}
governments:
  board: {orders: {wage: low > mid > high, hours: long > short}, statements: [%s]}
  council: {orders: {wage: high > mid > low, hours: short > long}}
proposals: {middle: {wage: mid, hours: long}, hard: {wage: low, hours: long}}
claims:
  c-1: {claim: the firm tables the middle, date: 2020-01-08}
  c-2: {claim: the firm said so before, date: 2020-01-02}
events: {strike: {date: 2020-02-01, chance: 0.5}}
record:
  - {date: 2020-01-08, seat: firm, tables: middle, claims: [c-1]}
  - {date: 2020-01-14, seat: union, refuses: middle}
minds: {noise: 4, noise_played: true, offer_noise: 1, offer_menu: all, offers_below_waiting: true, attention: 0.8,
        keep_loss: 3, most_offers: 8, reply_in_own_time: true, imagined_rivals: 4}
outcomes: {any deal: {}}
"""
STATEMENT = "{accepts: middle, claims: [%s]}"


def outcomes(statement="", as_of="2020-01-20", **how):
    return run(load_scenario_text(TEXT % statement), worlds=40, replications=5, as_of=as_of, **how)


@pytest.mark.quick
def test_worlds_that_explain_the_record_count_for_more():
    found = outcomes(weights=True)
    weights, shares = found.weights.at(), found.lanes.tally.shares
    assert weights.sum() == pytest.approx(1)
    assert 1 < found.weights.size() < 40
    assert found.estimates.probability == pytest.approx(weights @ shares)
    assert found.probabilities()["probability"].sum() == pytest.approx(1)
    parts = sum(found.weights.governments.values())
    assert parts == pytest.approx(found.weights.total)
    evidence = [found.weights.evidence_of(place) for place in found.weights.moves]
    assert np.log(evidence).sum() == pytest.approx(found.weights.log_evidence)


def test_curves_and_values_are_of_the_weighed_worlds():
    found = outcomes(weights=True)
    weights, table = found.weights.at(), found.table
    each = weights[table["world"]] / 5
    signed = table["signed"].notna()
    assert found.tally.share(found.tally.signed) == pytest.approx(each[signed].sum())
    assert found.tally.mean_value("board") == pytest.approx((each * table["value_board"]).sum())
    assert found.agreed_by().iloc[-1].sum() == pytest.approx(each[signed].sum())


def test_pictures_and_words_are_of_the_weighed_worlds():
    found = outcomes(weights=True)
    weights = found.weights.at()
    shares, total = signed_shares(found)
    np.testing.assert_allclose(total.probability, shares.sum(axis=1), atol=1e-12)
    by_world = found.lanes.tally.shares[:, :1]  # all agreements end alike
    assert total.standard_error[-1] >= estimate(by_world, 5, weights).standard_error[0] > 0
    gains = read_gains(found)[0]
    drawn = found.world_source().draw(np.arange(40))
    middle = drawn.value[0][:, found.scenario.packages.index({"wage": "mid"})] - drawn.no_deal[0]
    assert gains.proposals.loc["middle", "first"] == pytest.approx(weights @ middle)
    agreed = found.table["in_force"].to_numpy()
    assert gains.plays == pytest.approx(40 * (weights[found.table["world"]] * agreed).sum())
    assert (gains.agreements["plays"] >= 0.05).all()
    assert f"(no deal {round(float(weights @ drawn.no_deal[0]), 1):g})" in say_worth(found)
    assert "weighed by the record" in plays(found)
    assert footer_of(found).endswith("weighed by moves · seed 1")


def test_a_starved_forecast_says_so_and_what_to_do():
    found = outcomes(weights=True)
    starved = found.weights.size() < 20
    assert ("Starved: as good as" in str(found)) == starved
    few = run(load_scenario_text(TEXT % ""), worlds=5, replications=2, as_of="2020-01-20", weights=True)
    needed = re.search(r"Starved: as good as \d worlds?, .*\(--worlds (\d+) or more", " ".join(str(few).split()))
    assert 20 <= int(needed[1]) <= 200
    enough = run(load_scenario_text(TEXT % ""), worlds=150, replications=1, as_of="2020-01-20", weights=True)
    assert "Starved" not in str(enough)


def test_no_record_by_the_day_leaves_every_byte():
    plain, weighed = outcomes(as_of="2020-01-04"), outcomes(as_of="2020-01-04", weights=True)
    assert weighed.weights is None
    assert plain.table.equals(weighed.table)
    assert plain.probabilities().equals(weighed.probabilities())


def test_a_statement_doubled_by_an_entry_of_the_record_changes_nothing():
    without, doubled = outcomes(weights=True), outcomes(STATEMENT % "c-1", weights=True)
    assert without.table.equals(doubled.table)
    assert without.estimates.probability.tolist() == doubled.estimates.probability.tolist()
    other = outcomes(STATEMENT % "c-1, c-2", weights=True)
    assert not without.table.equals(other.table)
    early = outcomes(STATEMENT % "c-1", as_of="2020-01-08", weights=False)
    assert len(early.scenario.model.governments["board"].statements) == 1  # unweighted it bounds preferences


def test_a_tempered_likelihood_lies_between_and_none_is_without_weights():
    found = outcomes(weights=True).weights
    assert found.size() < found.size(0.25) <= 40
    same = type(found)(found.total, found.total, found.moves, found.governments)
    assert same.at(0) == pytest.approx(np.full(40, 1 / 40))


def test_results_are_saved_and_loaded_with_their_weights(tmp_path):
    found = outcomes(weights="outcomes")
    loaded = Outcomes.load(found.save(tmp_path / "saved"))
    assert loaded == found
    assert loaded.provenance.weights == "outcomes"
    assert loaded.estimates.probability.tolist() == found.estimates.probability.tolist()


def test_an_event_of_which_the_record_is_silent_leaves_worlds_unweighed():
    scenario = load_scenario_text(TEXT % "")
    assert undecided(scenario.model, scenario.model.start) == ()
    late = run(scenario, worlds=10, replications=2, as_of="2020-02-10", weights=True)
    assert undecided(late.scenario.model, late.provenance.day) == ("strike",)
    assert late.weights is None


@pytest.mark.parametrize(
    ("record", "open_"),
    [
        (None, ()),
        ("[{date: 2020-01-15, seat: firm, accepts: middle}]", ("march",)),
        (
            "[{date: 2020-01-05, seat: firm, tables: {wage: mid}}, "
            "{date: 2020-01-15, seat: union, tables: {wage: mid, hours: short}}]",
            (),
        ),
        (
            "[{date: 2020-01-05, seat: firm, tables: {wage: mid}}, "
            "{date: 2020-01-15, seat: union, tables: {wage: mid, hours: long}}]",
            ("march",),
        ),
    ],
)
def test_what_happens_while_talks_go_on_is_sure_where_nothing_could_have_ended_them(record, open_):
    settings = ["events={march: {date: 2020-01-20, while_open: true, suspend: {days: 1}}}"]
    settings += [f"record={record}"] * (record is not None)
    scenario = load_scenario_text(TEXT % "", settings=settings)
    assert undecided(scenario.model, date(2020, 1, 25)) == open_


def test_weights_need_a_day_and_a_model_that_there_is():
    with pytest.raises(InputError, match="say which"):
        outcomes(as_of=None, weights=True)
    with pytest.raises(InputError, match="no such observation model"):
        outcomes(weights="hearsay")


def test_even_weights_are_no_weights():
    rng = np.random.default_rng(3)  # a test's own luck
    shares = rng.binomial(10, rng.beta(2, 3, (60, 1)), (60, 1)) / 10
    plain, even = estimate(shares, 10), estimate(shares, 10, np.full(60, 1 / 60))
    for name in ("probability", "standard_error", "low", "high", "band_low", "band_high", "epistemic_share"):
        assert getattr(even, name) == pytest.approx(getattr(plain, name)), name
    assert even.share_error == pytest.approx(plain.share_error, rel=0.02)


def test_a_world_of_double_weight_counts_like_two():
    counts = np.array([0, 3, 10, 7])
    twice = mixing_distribution(np.array([0, 3, 10, 7, 7]), 10)
    assert mixing_distribution(counts, 10, np.array([1, 1, 1, 2]) / 5) == pytest.approx(twice)
    shares = counts[:, None] / 10
    assert estimate(shares, 10, np.array([0.25, 0.25, 0.25, 0.25])).probability == pytest.approx([0.5])
    one = estimate(shares, 10, np.array([0.0, 0.0, 1.0, 0.0]))
    assert one.probability[0] == 1
    assert np.isnan(one.band_low[0])


def test_moves_are_named_with_their_chances_and_what_is_hard_to_believe_is_marked():
    found = outcomes(weights=True)
    moves = explained_moves(found)
    assert [(each.day.isoformat(), each.words) for each in moves] == [
        ("2020-01-08", "firm offers middle"),
        ("2020-01-14", "union refuses middle"),
    ]
    assert [each.chance for each in moves] == [found.weights.evidence_of(place) for place in found.weights.moves]
    assert all(each.hard == (each.chance < 0.05) for each in moves)
    text = " ".join(str(found).split())
    assert "Worlds weighed by 2 moves of the record (moves)" in text
    assert found.summary()["weights"]["effective_worlds"] == pytest.approx(found.weights.size(), abs=1e-6)


def test_what_a_third_party_says_of_more_time_is_named_among_the_moves():
    file = Path(__file__).parents[1] / "scenarios" / "valid" / "record_of_more_time.yaml"
    scenario = load_scenario(file, settings=["events=null"])
    found = run(scenario, worlds=4, replications=1, as_of="2024-02-26", weights=True)
    words = [each.words for each in explained_moves(found)]
    assert words == ["bank assents to more time (half a year)"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"mixing": 1}, "mixing: must be at least 0 and below 1 .found 1"), ({"nodes": 0}, "nodes: must be at least 1")],
)
def test_weighing_by_no_chance_or_no_draw_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        Weighing(**settings)
