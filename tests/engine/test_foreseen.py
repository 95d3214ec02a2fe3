"""What can be told beforehand is reckoned with: breaks of contact, third parties' replies and their successors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played
from sim.minds.appraisal import Appraisal
from sim.minds.clock import chance_in_force
from sim.minds.outlook import Outlook
from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from sim.worlds.calendar import read_calendar
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

PRICES = ["a", "b", "c", "d", "e"]
FALLING = {"price": dict(zip(PRICES, [100, 75, 50, 25, 0], strict=True))}
RISING = {"price": dict(zip(PRICES, [0, 25, 50, 75, 100], strict=True))}
ALL = {"price": dict.fromkeys(PRICES, 100)}


def sale(**changes: Any) -> ScenarioModel:
    """A sale within 91 days: every price but the extremes is worth more than none to both."""
    quick = {"reply_days": 2, "review_days": 3}
    data: dict[str, Any] = {
        "title": "A sale",
        "start": "2024-01-01",
        "deadline": "2024-04-01",
        "issues": {"price": {"options": {price: {} for price in PRICES}}},
        "seats": {"x": {"government": "gx", "principal": True}, "y": {"government": "gy", "principal": True}},
        "governments": {
            "gx": {"points": FALLING, "no_deal": 10, **quick},
            "gy": {"points": RISING, "no_deal": 10, **quick},
        },
        "minds": {"choice": "exact", "rivals_known": True},
        "outcomes": {"deal": {}},
    }
    return ScenarioModel.model_validate(data | changes)


def court(*, reply_days: Any = 2, events: Any = None, no_deal: float = 0, successor: float = 0) -> ScenarioModel:
    """The sale with a court that must assent to every price; its second judge is the `successor`."""
    plain = sale()
    people = plain.model_dump(mode="json", by_alias=True, exclude_defaults=True)["governments"]
    return sale(
        issues={"price": {"options": {price: {"needs": "court"} for price in PRICES}}},
        seats={
            "x": {"government": "gx", "principal": True},
            "y": {"government": "gy", "principal": True},
            "court": {"government": "judge"},
        },
        governments=people
        | {
            "judge": {"points": ALL, "no_deal": no_deal, "reply_days": reply_days},
            "second_judge": {"points": ALL, "no_deal": successor, "reply_days": reply_days},
        },
        events=events or {},
    )


def share(played: Played) -> float:
    """The share of plays with an agreement in force."""
    return float(played.in_force.mean())


def kinds(played: Played, kind: str) -> int:
    assert played.log is not None
    return sum(len(lanes) for _, what, _, lanes, _, _ in played.log.entries if what == kind)


@pytest.mark.parametrize("chance", [1, 0.9])
def test_a_break_of_contact_to_the_end_is_a_deadline(chance):
    crash = {"crash": {"date": "2024-02-01", "chance": chance, "while_open": True, "suspend": {"days": 365}}}
    played = play(sale(events=crash))
    assert share(played) == 1
    assert (played.signed_day < 31).all()


def test_a_break_that_ends_is_waited_for_and_a_surprise_is_not():
    crash = {"date": "2024-03-20", "while_open": True, "suspend": {"days": 8}}
    played = play(sale(events={"crash": crash}))
    assert share(played) == 1
    assert (played.signed_day >= 80).any(), "there is time again after the break"
    unseen = play(sale(events={"crash": crash | {"suspend": {"days": 365}, "foreseen": False}}))
    assert share(unseen) == 0, "who does not know of it waits for the deadline"


def test_nobody_can_agree_without_contact_and_its_eve_and_end_are_grid_days():
    crash = {"crash": {"date": "2024-02-01", "chance": 0.5, "suspend": {"days": 20}}}
    scenario = sale(events=crash)
    ahead = Outlook(scenario, read_calendar(scenario))
    assert {30, 31, 51} <= set(ahead.days.tolist())
    assert [ahead.contact(1, day) for day in (30, 31, 50, 51)] == [1, 0, 0, 1]
    assert ahead.contact(0, 40) == 1
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(2))
    games = Games(scenario, Appraisal(worlds, signing_cost=1), 0)
    during, after = (games.of(0, 1, ahead.cell(day)) for day in (31, 42))
    np.testing.assert_array_equal(during, after)  # nothing can be agreed in between
    assert not np.array_equal(games.of(0, 0, ahead.cell(84)), games.of(0, 1, ahead.cell(91)))


@pytest.mark.parametrize("reply", [20, 5, {"median": 20, "spread": 0.3}, 60])
def test_the_days_a_third_party_takes_to_answer_are_reckoned_with(reply):
    assert share(play(court(reply_days=reply))) > 0.9


@pytest.mark.parametrize("spread", [0, 0.1, 0.3])
def test_days_to_answer_count_as_days_of_procedure_do(spread):
    days = {"median": 20, "spread": spread}
    seats = {"x": {"government": "gx", "principal": True, "procedure_days": days}}
    procedure = sale(seats=seats | {"y": {"government": "gy", "principal": True}})
    chances = []
    for scenario in (court(reply_days=days), procedure):
        worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
        appraisal = Appraisal(worlds, signing_cost=1)
        chances.append([appraisal.in_force(day)[0] for day in (0, 40, 71, 72, 91)])
    np.testing.assert_array_equal(*chances)
    asked, signed = play(court(reply_days=days)), play(procedure)
    assert share(asked) == pytest.approx(share(signed), abs=0.06)
    assert min(share(asked), share(signed)) > 0.9


def test_signing_before_a_certain_break_gains_both_and_is_what_they_do():
    """The gain of talks is the same whether they end at the deadline or are broken off for good before it."""
    broken = sale(events={"crash": {"date": "2024-02-01", "suspend": {"days": 365}}})
    shorter = sale(deadline="2024-01-31")
    values = []
    for scenario in (broken, shorter):
        worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
        games = Games(scenario, Appraisal(worlds, signing_cost=1), 0)
        values.append([games.of(g, 0, games.outlook.cell(day))[0, 0] for g in (0, 1) for day in (0, 14, 28, 30)])
    assert values[0] == pytest.approx(values[1])
    assert share(play(broken)) == share(play(shorter)) == 1


def test_a_third_party_that_cannot_answer_in_time_is_not_asked():
    played = play(court(reply_days=100), log=True)
    assert share(played) == 0
    assert kinds(played, "accept") == 0


def test_the_slowest_third_party_counts_and_its_spread_is_weighed_with_the_leads():
    scenario = court(reply_days={"median": 20, "spread": 0.3})
    two = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    two["seats"]["clerk"] = {"government": "clerk"}
    two["governments"]["clerk"] = {"points": ALL, "no_deal": 0, "reply_days": {"median": 5, "spread": 1}}
    two["issues"]["price"]["options"]["b"] = {"needs": ["clerk", "court"], "lead_days": 10, "lead_spread": 0.6}
    two["issues"]["price"]["options"]["c"] = {"needs": "clerk"}
    model = ScenarioModel.model_validate(two)
    worlds = WorldSource(model, packages_of(model), seed=1).draw(np.arange(3))
    ahead, asked = (Appraisal(worlds, signing_cost=1, asked=asked).in_force(60)[0] for asked in (False, True))
    np.testing.assert_allclose(ahead[:3], chance_in_force(31, [20, 30, 5], [0.3, (20 * 0.3 + 10 * 0.6) / 30, 1]))
    np.testing.assert_allclose(asked[:3], [1, chance_in_force(31, 10, 0.6), 1])


def test_a_refusal_stands_while_the_government_sits_and_no_tabling_undoes_it():
    """What is tabled again is not asked again."""
    events = {"again": {"date": "2024-02-15", "tables": {"x": {"price": "c"}, "y": {"price": "c"}}}}
    early = {"deal": {"date": "2024-01-05", "tables": {"x": {"price": "c"}, "y": {"price": "c"}}}}
    keen = {"aspiration": {"beta": 1, "start": 0}}
    scenario = court(no_deal=150, events=early | events)
    people = {name: body | {"tactic": keen} for name, body in dump(scenario)["governments"].items()}
    played = play(ScenarioModel.model_validate(dump(scenario) | {"governments": people}), log=True)
    assert share(played) == 0
    assert kinds(played, "veto") == len(played.world), "asked once"
    assert played.log is not None
    assert all(day < 45 for day, kind, *_ in played.log.entries if kind == "offer"), "nothing barred is tabled"


def test_another_government_is_asked_afresh_and_the_old_one_refuses_still():
    change = {"election": {"date": "2024-02-10", "foreseen": False, "install": {"court": "second_judge"}}}
    back = {"recount": {"date": "2024-02-14", "foreseen": False, "install": {"court": "judge"}}}
    early = {"deal": {"date": "2024-01-05", "tables": {"x": {"price": "c"}, "y": {"price": "c"}}}}
    keen = {"aspiration": {"beta": 1, "start": 0}}

    def played(events: dict[str, Any]) -> Played:
        data = dump(court(no_deal=150, events=early | events))
        data["governments"] = {name: body | {"tactic": keen} for name, body in data["governments"].items()}
        return play(ScenarioModel.model_validate(data), log=True)

    assert share(played({})) == 0
    assert share(played(change)) == 1
    assert share(played({"election": {**change["election"], "date": "2024-02-13"}} | back)) < 1


def test_a_willing_successor_in_a_third_partys_seat_is_foreseen():
    election = {"election": {"date": "2024-02-10", "install": {"court": "second_judge"}}}
    for chance, least in ((1, 49), (0.5, 29), (0, 10)):
        scenario = court(no_deal=150, events={"election": election["election"] | {"chance": chance}})
        worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
        games = Games(scenario, Appraisal(worlds, signing_cost=1), 0)
        assert games.of(0, 0, 0)[0, 0] == pytest.approx(least, abs=1.5), chance
        played = play(scenario)
        assert share(played) == pytest.approx(chance, abs=0.25)
        assert (played.signed_day[played.in_force] >= 40).all()


def dump(scenario: ScenarioModel) -> dict[str, Any]:
    """The scenario as data again."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
