"""The bargaining set of scenarios: pairs, third parties, the clock, shares, and what is left open."""

import json
from datetime import date

import numpy as np
import pytest

import sim
from sim.analysis.bargaining.bargaining_set import NotComputed, PairSet, bargaining_set
from sim.analysis.bargaining.solutions import Rule, Status
from sim.analysis.bargaining.words import headline, say_values
from sim.analysis.bargaining.zone_by_date import zone_day_by_day
from sim.errors import SimError
from sim.results.run import run
from sim.results.showing import notes
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from sim.worlds.draw import WorldSource


def river(**changes):
    """Two towns share a river; a dam needs the bank, and an election on day 31 may bring the greens to office.

    Gains over no deal (30 to each) with low, mid and high flow are +20, +10, -10 up the river; -10, +10, +20 down.
    """
    data = {
        "title": "A river",
        "start": "2024-01-01",
        "deadline": "2024-03-01",  # 60 days
        "issues": {
            "flow": {"options": {"low": {}, "mid": {}, "high": {}}},
            "dam": {"options": {"none": {}, "dam": {"lead_days": 40, "needs": "bank"}}},
        },
        "proposals": {"half": {"flow": "mid"}, "big": {"flow": "mid", "dam": "dam"}, "mine": {"flow": "low"}},
        "seats": {
            "up": {"government": "hills", "principal": True},
            "down": {"government": "plains", "principal": True},
            "bank": {"government": "lenders"},
        },
        "governments": {
            "hills": {
                "points": {"flow": {"low": 50, "mid": 40, "high": 20}, "dam": {"none": 0, "dam": 5}},
                "no_deal": 30,
            },
            "greens": {
                "points": {"flow": {"low": 50, "mid": 40, "high": 35}, "dam": {"none": 0, "dam": -50}},
                "no_deal": 30,
            },
            "plains": {
                "points": {"flow": {"low": 20, "mid": 40, "high": 50}, "dam": {"none": 0, "dam": 5}},
                "no_deal": 30,
            },
            "lenders": {
                "points": {"flow": {"low": 0, "mid": 0, "high": 0}, "dam": {"none": 0, "dam": 10}},
                "no_deal": {"uniform": [0, 20]},
                "reply_days": 0,
            },
        },
        "events": {"vote": {"date": "2024-02-01", "chance": 0.5, "install": {"up": "greens"}}},
        "procedure": {"lead_spread": 0, "signing_cost": 1},
        "outcomes": {"any": {}},
    }
    return load_scenario_text(json.dumps(data | changes))


def label(scenario, mask):
    return [scenario.packages.label(p) for p in np.flatnonzero(mask)]


def test_pairs_are_the_governments_that_may_face_each_other_in_order_of_office():
    found = bargaining_set(river(), worlds=3)
    assert [pair.pairing.principals for pair in found.pairs] == [("hills", "plains"), ("greens", "plains")]
    assert found.third_parties == ("bank",)


def test_an_event_that_cannot_happen_brings_nobody_to_office():
    vote = {"date": "2024-02-01", "chance": 0.0, "install": {"up": "greens"}}
    found = bargaining_set(river(events={"vote": vote}), worlds=3)
    assert [pair.pairing.principals for pair in found.pairs] == [("hills", "plains")]


def test_zone_frontier_and_points_of_a_scenario_worked_by_hand():
    scenario = river()
    pair = bargaining_set(scenario, worlds=200).pairs[0]
    assert isinstance(pair, PairSet)
    agreed = pair.assent[:, scenario.packages.index({"flow": "mid", "dam": "dam"})]
    for world, willing in enumerate(agreed):
        assert label(scenario, pair.zone[world]) == (["mid", "mid + dam"] if willing else ["mid"])
        best = "mid + dam" if willing else "mid"
        named = {scenario.packages.label(point.package[world]) for point in pair.solutions.values()}
        assert named == {best}
    assert label(scenario, pair.zone_without_third_parties[0]) == ["mid", "mid + dam"]


def test_a_third_partys_assent_counts_where_its_model_gives_it():
    scenario = river()
    found = bargaining_set(scenario, worlds=200)
    pair = found.pairs[0]
    worlds = WorldSource(scenario.model, scenario.packages, seed=1).draw(np.arange(200))
    lenders = worlds.governments.index("lenders")
    assert (pair.assent.all(axis=1) == (worlds.no_deal[lenders] <= 10)).all()
    standing = pair.proposals["big"]
    assert standing.in_zone.share == pair.assent.all(axis=1).mean()
    assert standing.in_zone.share + standing.third_parties_only.share == pytest.approx(1)
    assert 0.4 < standing.in_zone.share < 0.6


def test_where_a_proposal_stands_adds_up_to_all_worlds():
    for pair in bargaining_set(river(), worlds=50).pairs:
        for standing in pair.proposals.values():
            parts = [standing.in_zone, *standing.only, standing.several, standing.third_parties_only]
            assert sum(part.share for part in parts) == pytest.approx(1)


def test_who_blocks_is_named_alone_or_with_others():
    hills, greens = bargaining_set(river(), worlds=20).pairs
    assert [share.share for share in hills.proposals["mine"].only] == [0, 1]
    assert [share.share for share in greens.proposals["big"].only] == [1, 0]


def test_worlds_are_those_of_a_run_and_more_worlds_do_not_change_the_first():
    few, many = (bargaining_set(river(), worlds=n, seed=4).pairs[0] for n in (20, 60))
    assert (few.zone == many.zone[:20]).all()
    assert (few.gain == many.gain[:20]).all()


def test_on_a_day_values_are_weighed_by_the_clock_less_the_cost_of_signing():
    scenario = river()
    half, big = (scenario.packages.index(scenario.model.proposals[name]) for name in ("half", "big"))
    early, late = (
        bargaining_set(scenario, worlds=5, day=day).pairs[0] for day in (date(2024, 1, 11), date(2024, 1, 31))
    )
    assert early.gain[:, :, half].tolist() == late.gain[:, :, half].tolist() == [[9.0, 9.0]] * 5
    assert early.gain[0, :, big].tolist() == [14.0, 14.0]
    assert late.gain[0, :, big].tolist() == [-1.0, -1.0]  # no time left for the dam: the cost of signing is all


NOTICE = {"seats": "down", "from": "2024-01-02", "deadline": "2024-02-20", "shift_no_deal": {"hills": -9}}
MORE_TIME = {
    "deadline_for": "signature",
    "prolongations": {"more": {"days": 30, "times": 2}},
    "moves": {"notice": NOTICE},
}


def recorded(*entries):
    return river(**MORE_TIME, record=[dict(zip(("date", "seat", does), (day, seat, what), strict=True))
                                      for day, seat, does, what in entries])  # fmt: skip


@pytest.mark.parametrize(
    ("record", "as_of", "now", "last"),
    [
        ((), None, "2024-03-01", "2024-04-30"),
        (
            [("2024-02-25", seat, "prolongs", "more") for seat in ("up", "down")],
            "2024-02-24",
            "2024-03-01",
            "2024-04-30",
        ),
        (
            [("2024-02-25", seat, "prolongs", "more") for seat in ("up", "down")],
            "2024-02-25",
            "2024-03-31",
            "2024-04-30",
        ),
        ([("2024-01-20", "down", "makes", "notice")], "2024-01-19", "2024-03-01", "2024-04-30"),
        ([("2024-01-20", "down", "makes", "notice")], "2024-01-20", "2024-02-20", "2024-02-20"),
    ],
)
def test_the_deadline_is_as_it_stands_by_the_record_on_the_day(record, as_of, now, last):
    scenario = recorded(*record)
    found = bargaining_set(scenario, worlds=3, as_of=as_of, day=last)
    assert str(found.by_date.rows[-1].day) == now and "deadline" in found.by_date.rows[-1].why
    days = (date.fromisoformat(now) - scenario.model.start).days
    assert {len(shares) for shares in zone_day_by_day(scenario.model, found.stakes).values()} == {days + 1}
    assert f"ready to be signed by {last}" in say_values(found)
    with pytest.raises(SimError, match=f"allowed 2024-01-01 to {last}"):
        bargaining_set(scenario, worlds=3, as_of=as_of, day="2024-05-01")
    if as_of and as_of > "2024-01-15":
        words = notes(run(scenario, worlds=2, replications=1, workers=1, as_of=as_of))
        assert any(f"deadline {last}" in line for line in words)


def test_a_recorded_move_has_shifted_what_no_deal_is_worth_from_its_day_on():
    scenario = recorded(("2024-01-20", "down", "makes", "notice"))
    before, after = (
        bargaining_set(scenario, worlds=2, as_of="2024-01-25", day=day).pairs[0]
        for day in ("2024-01-19", "2024-01-20")
    )
    half = scenario.packages.index(scenario.model.proposals["half"])
    assert (after.gain - before.gain)[0, :, half].tolist() == [9, 0]
    before, after = (bargaining_set(scenario, worlds=2, as_of=f"2024-01-{day}").pairs[0] for day in (19, 20))
    assert (after.gain - before.gain)[0, :, half].tolist() == [9, 0], "in force, too"


def test_as_of_a_day_nobody_faces_whom_the_record_has_replaced_and_earlier_days_are_gone():
    scenario = sim.example("new_start")
    surprise = [f"events.{name}.foreseen=false" for name in ("biden_wins", "inauguration")]
    unforeseen = bargaining_set(scenario.with_(*surprise), worlds=2, as_of="2021-01-21")
    assert [pairing.principals for pairing in unforeseen.by_date.pairings] == [("biden", "putin")]
    found = bargaining_set(scenario, worlds=2, as_of="2021-01-21")
    assert [pair.title for pair in found.computed] == ["Biden administration and Russia under Putin"]
    assert [pairing.principals for pairing in found.by_date.pairings] == [("biden", "putin")]
    assert str(found.by_date.rows[0].day) == "2021-01-21"
    elected = bargaining_set(scenario, worlds=2, as_of="2020-11-08").by_date
    last = elected.rows[-1].zones
    held = {pairing.principals for pairing, zone in zip(elected.pairings, last, strict=True) if zone is not None}
    assert held == {("biden", "putin")}, "who was elected takes office"


def test_the_table_by_date_names_events_that_nobody_foresees_and_it_leaves_out():
    vote = {"date": "2024-02-01", "chance": 0.5, "install": {"up": "greens"}, "title": "The vote"}
    seen = bargaining_set(river(events={"vote": vote}), worlds=3)
    assert seen.by_date.unforeseen == () and "Taken not to happen" not in str(seen)
    hidden = bargaining_set(river(events={"vote": vote | {"foreseen": False}}), worlds=3)
    assert hidden.by_date.unforeseen == ("vote",) and len(hidden.pairs) == 2 > len(hidden.by_date.pairings)
    assert "Taken not to happen, as nobody foresees it: “The vote”." in " ".join(str(hidden).split())


def test_an_event_whose_day_chance_picks_counts_from_its_middle_day_on():
    found = bargaining_set(sim.load("tests/scenarios/valid/three_principals.yaml"), worlds=2).by_date
    (column,) = [place for place, pairing in enumerate(found.pairings) if pairing.shifted]
    assert {row.zones[column] is None for row in found.rows if str(row.day) < "2023-05-31"} == {True}
    assert {row.zones[column] is None for row in found.rows if str(row.day) >= "2023-05-31"} == {False}


def test_governments_that_cannot_meet_on_a_day_are_not_computed_and_say_why():
    scenario = river()
    found = bargaining_set(scenario, worlds=3, day=date(2024, 1, 5))
    met, absent = found.pairs
    assert isinstance(absent, NotComputed) and absent.status is Status.NOT_COMPUTED
    assert headline(absent, scenario) == (
        "greens and plains: not computed, because they cannot face each other on 2024-01-05."
    )
    assert found.computed == (met,)
    titles = [f"governments.{name}.title=The {title}" for name, title in (("tehran", "east"), ("the_six", "six"))]
    titled = sim.load("scenarios/recipes/prolongation.yaml", settings=titles)
    (pair,) = bargaining_set(titled, worlds=2).pairs
    assert pair.title == "The east and the six"
    assert headline(pair, titled).startswith("Between the east and the six a zone of agreement ")


def test_not_computed_and_none_exists_are_different_answers_in_the_data():
    stubborn = {"flow": {"low": 50, "mid": 20, "high": 10}, "dam": {"none": 0, "dam": 0}}
    governments = river().model.model_dump(mode="json", by_alias=True, exclude_defaults=True)["governments"]
    governments["hills"]["points"] = stubborn
    found = bargaining_set(river(governments=governments), worlds=10, day=date(2024, 1, 5))
    none, absent = found.as_dict()["pairs"]
    assert none["status"] == "none exists" and none["solutions"]["Nash"]["status"] == "none exists"
    assert none["packages_in_it"]["median"] is None
    assert absent["status"] == "not computed" and "solutions" not in absent
    assert "exists in none of 10 worlds" in none["sentence"]


def test_the_table_by_date_shows_the_clock_emptying_the_zone():
    dated = bargaining_set(river(), worlds=100).by_date
    assert [pairing.principals for pairing in dated.pairings] == [("hills", "plains"), ("greens", "plains")]
    rows = {str(row.day): row for row in dated.rows}
    assert list(rows) == ["2024-01-01", "2024-01-31", "2024-02-01", "2024-02-16", "2024-02-23", "2024-03-01"]
    hills = {day: row.zones[0] for day, row in rows.items()}
    assert hills["2024-01-01"].high == 2 and hills["2024-01-31"].high == 1  # the dam takes 40 days
    assert rows["2024-01-31"].zones[1] is None and rows["2024-02-01"].zones[1].median == 2  # mid and high
    assert rows["2024-02-01"].why == ("vote",)


def test_events_that_shift_values_make_columns_of_their_own():
    flood = {"date": "2024-02-01", "chance": 0.5, "shift": {"plains": {"flow": {"low": 30}}}}
    scenario = river(events={"flood": flood})
    found = bargaining_set(scenario, worlds=5, day=date(2024, 2, 2))
    before, after = found.computed
    assert (before.pairing.shifted, after.pairing.shifted) == ((), ("flood",))
    assert after.title == "hills and plains, after “flood”"
    assert label(scenario, before.zone[0] & ~scenario.packages.matching({"dam": ("dam",)})) == ["mid"]
    assert label(scenario, after.zone[0] & ~scenario.packages.matching({"dam": ("dam",)})) == ["low", "mid"]


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 3, 2)])
def test_a_day_outside_the_talks_is_an_error(day):
    with pytest.raises(SimError, match="allowed 2024-01-01 to 2024-03-01"):
        bargaining_set(river(), worlds=1, day=day)


@pytest.mark.parametrize(
    ("deadline_for", "counts"),
    [("entry_into_force", "being in force"), ("signature", "a text that is ready to be signed")],
)
def test_what_a_day_is_weighed_by_is_what_the_deadline_is_for(deadline_for, counts):
    found = bargaining_set(river(deadline_for=deadline_for), worlds=2, day=date(2024, 1, 11))
    assert f"weighed by the chance of {counts} by 2024-03-01" in " ".join(found.text().split())


def test_one_world_has_no_error_to_tell():
    data = bargaining_set(river(), worlds=1).as_dict()
    assert data["pairs"][0]["worlds_with_a_zone"] == {"share": 1.0, "standard_error": None, "low": 0.0, "high": 1.0}
    json.dumps(data, allow_nan=False)


def test_shares_of_the_points_and_of_no_zone_add_up():
    for pair in bargaining_set(river(), worlds=40).pairs:
        for rule in Rule:
            shares = pair.solution_shares[rule]
            total = sum(share.share for _, share in shares.packages) + shares.none_exists.share
            assert total == pytest.approx(1)


def test_what_alone_means_is_said_where_third_parties_refuse_as_well():
    sentence = "Refused by a principal alone: by no other principal, whatever third parties say."
    assert sentence in bargaining_set(river(), worlds=4).text(width=500)
    assert sentence not in bargaining_set(load_scenario_text(starter_scenario()), worlds=4).text(width=500)
