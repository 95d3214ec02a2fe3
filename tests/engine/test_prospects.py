"""A signature is worth what points and no deal will be at the deadline, not what they are on the day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.minds.appraisal import Appraisal
from sim.minds.outlook import Outlook
from sim.minds.prospects import NOTHING_AHEAD
from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

SHARES = {"share": {"even": 60}}
FALL = {"date": "2024-01-31", "shift_no_deal": {"ann": -20, "bob": -20}}


def talks(*, lead_days: float = 3000, events: Any = None, **changes: Any) -> ScenarioModel:
    """One package, tabled, worth 60 to both; no deal is worth 50. 59 days are left, `lead_days` may be more."""
    data: dict[str, Any] = {
        "title": "One package",
        "start": "2024-01-01",
        "deadline": "2024-02-29",
        "issues": {"share": {"options": {"even": {"lead_days": lead_days}}}},
        "seats": {"a": {"government": "ann", "principal": True}, "b": {"government": "bob", "principal": True}},
        "governments": {
            name: {"points": SHARES, "no_deal": 50, "reply_days": 2, "review_days": 3} for name in ("ann", "bob")
        },
        "on_the_table": {"a": {"share": "even"}},
        "events": events or {},
        "minds": {"choice": "exact", "rivals_known": True},
        "outcomes": {"deal": {}},
    }
    return ScenarioModel.model_validate(data | changes)


def with_tactic(scenario: ScenarioModel, tactic: Any) -> ScenarioModel:
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["governments"] = {name: body | {"tactic": tactic} for name, body in data["governments"].items()}
    return ScenarioModel.model_validate(data)


def appraisal_of(scenario: ScenarioModel, *, worlds: int = 1) -> Appraisal:
    drawn = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(worlds))
    return Appraisal(drawn, signing_cost=scenario.procedure.signing_cost)


@pytest.mark.parametrize("tactic", ["foresight", {"aspiration": {"start": 0}}])
@pytest.mark.parametrize("chance", [0, 0.5, 1])
def test_nobody_signs_what_cannot_take_effect_to_keep_todays_no_deal(chance, tactic):
    played = play(with_tactic(talks(events={"crash": FALL | {"chance": chance}}), tactic))
    assert (played.signed_day < 0).all()
    np.testing.assert_array_equal(np.unique(played.value), {0: [50], 0.5: [30, 50], 1: [30]}[chance])


def test_what_no_deal_will_be_decides_whether_a_slow_package_is_better():
    """No deal may rise above the package: signed, it counts with chance pi; without, no deal has risen."""
    rise = FALL | {"shift_no_deal": {"ann": 40, "bob": 40}, "chance": 0.5}
    scenario = talks(lead_days=59, events={"boom": rise})
    appraisal = appraisal_of(scenario)
    pi = appraisal.in_force(0)[0, 0]
    assert appraisal.worth(0, 0)[0, 0] == pytest.approx(70 + pi * (60 - 70) - 1)
    assert (play(scenario).signed_day < 0).all()


def test_points_that_may_shift_are_worth_what_they_are_expected_to_be():
    events = {"gift": {"date": "2024-01-31", "chance": 0.25, "shift": {"ann": {"share": {"even": 40}}}}}
    beliefs = {"governments": {"ann": {"beliefs": {"gift": 0.75}}, "bob": {}}}
    scenario = talks(lead_days=0, events=events)
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["governments"]["ann"] |= beliefs["governments"]["ann"]
    believing = appraisal_of(ScenarioModel.model_validate(data))
    assert [appraisal_of(scenario).worth(0, day)[0, 0] for day in (0, 29, 30, 59)] == [69, 69, 59, 59]
    assert [believing.worth(0, day, 1)[0, 0] for day in (30, 59)] == [99, 99]
    assert believing.worth(0, 0)[0, 0] == 60 + 0.75 * 40 - 1
    assert believing.worth(1, 0)[0, 0] == 59, "not its points"
    assert appraisal_of(scenario).points(0, 0)[0][0, 0] == 60, "as they are"


def test_a_package_that_is_sure_to_count_is_worth_what_it_was():
    kept, shifting = (appraisal_of(talks(lead_days=0, events=events)) for events in ({}, {"crash": FALL}))
    for day in (0, 15, 45, 59):
        np.testing.assert_array_equal(kept.worth(0, day), shifting.worth(0, day))
    played = [play(talks(lead_days=0, events=events)) for events in ({}, {"crash": FALL})]
    np.testing.assert_array_equal(*(each.in_force for each in played))


def test_what_needs_open_talks_is_kept_off_by_a_signature():
    """Sanctions come only while nothing is signed: then even what cannot take effect is worth its cost."""
    sanctions = FALL | {"while_open": True}
    played = play(talks(events={"sanctions": sanctions}))
    assert ((played.signed_day >= 0) & (played.signed_day < 30)).all()
    assert (played.value == 50).all()
    late = appraisal_of(talks(events={"sanctions": sanctions}))
    assert [late.no_deal(0, day, np.zeros(1, int), np.zeros(1, int))[0] for day in (0, 29)] == [50, 50]
    assert late.no_deal(0, 30, np.zeros(1, int), np.ones(1, int))[0] == 30


def test_a_third_party_reckons_with_what_no_deal_will_be():
    """The court would refuse by today's no deal and assents by that to come, or the other way round."""
    for no_deal, shift, assents in ((65, -20, True), (50, 20, False)):
        scenario = talks(lead_days=0, events={"crash": {"date": "2024-01-31", "shift_no_deal": {"judge": shift}}})
        data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        data["issues"]["share"]["options"]["even"] = {"needs": "court"}
        data["seats"]["court"] = {"government": "judge"}
        data["governments"]["judge"] = {"points": SHARES, "no_deal": no_deal, "reply_days": 2}
        played = play(ScenarioModel.model_validate(data))
        assert played.in_force.mean() == float(assents)
        early = played.signed_day[played.in_force] < 30
        assert early.all(), "nobody waits for the judge to change his mind"


EVENTS = {
    "vote": {"date": "2024-01-20", "chance": 0.4, "chances": {"crash": 0.9}},
    "strike": {"date": {"between": ["2024-01-10", "2024-02-10"]}, "chance": 0.7, "shift_no_deal": {"ann": -8}},
    "crash": {"date": "2024-02-05", "chance": 0.3, "unless": "strike", "shift_no_deal": {"ann": -20, "bob": 10}},
    "crop": {"date": {"between": ["2024-01-05", "2024-02-20"]}, "shift": {"bob": {"share": {"even": -15}}}},
}


@pytest.mark.parametrize("deadline", [{}, {"deadline": {"between": ["2024-02-01", "2024-02-29"]}}])
def test_what_is_expected_is_a_martingale(deadline):
    """What is expected on a grid day is the mean of what will be on the next, by one's beliefs."""
    scenario = talks(events=EVENTS, **deadline)
    appraisal = appraisal_of(scenario)
    calendar, prospects = appraisal.worlds.calendar, appraisal.prospects
    outlook = Outlook(scenario, calendar)
    days, reached, bits = outlook.days.tolist(), outlook.reached(), [calendar.name(place) for place in prospects.bits]

    def expected(g: int, s: int, day: int) -> tuple[float, float]:
        regime = sum((name in outlook.happened(s, day)) << bit for bit, name in enumerate(bits))
        value, no_deal = appraisal.expected(g, regime, appraisal.turn_of(day, regime))
        return value[0, 0], no_deal[0]

    def chance(g: int, name: str, s: int, t: int) -> float:
        turn = outlook.turns(name, s, t)
        return 0.0 if turn is False else float(prospects._chance(name, turn, g=g, imagined=False, made=())[0, 0])

    for g in (0, 1):
        for t in range(len(days) - 1):
            decided = dict(outlook.steps()).get(t, [])
            for s in np.flatnonzero(reached[:, t]).tolist():
                odds = {s: 1.0}
                for name in decided:
                    bit = 1 << calendar.foreseen.index(name)
                    for before, weight in list(odds.items()):
                        come = 0.0 if before & bit else chance(g, name, before, t)
                        odds[before] = weight * (1 - come)
                        odds[before | bit] = odds.get(before | bit, 0.0) + weight * come
                mean = sum(weight * np.array(expected(g, after, days[t + 1])) for after, weight in odds.items())
                now = outlook.happened(s, days[t])
                struck = calendar.strikes(days[t], days[t + 1]) if deadline else 0
                plain = sum((name in now) << bit for bit, name in enumerate(bits))
                ends = [each[0] for each in (appraisal.points(g, plain)[0][0], appraisal.points(g, plain)[1])]
                assert (1 - struck) * mean + struck * np.array(ends) == pytest.approx(expected(g, s, days[t]))


def test_where_nothing_is_ahead_nothing_is_reckoned():
    appraisal = appraisal_of(talks(events={"crash": FALL | {"foreseen": False}}))
    assert [appraisal.turn_of(day, 0) for day in (0, 29, 40)] == [NOTHING_AHEAD] * 3
    np.testing.assert_array_equal(appraisal.expected(0, 0, NOTHING_AHEAD)[1], appraisal.worlds.no_deal[0])
    surprised = play(talks(events={"crash": FALL | {"foreseen": False}}))
    assert (surprised.signed_day < 0).all()


def test_games_and_reviews_reckon_alike():
    """What waiting for a lapse is worth in the game is what no deal is expected to be, on each day."""
    scenario = talks(events=EVENTS)
    appraisal = appraisal_of(scenario)
    games = Games(scenario, appraisal, 0)
    for day in games.outlook.days.tolist():
        waiting = games.of(0, 0, games.outlook.cell(day))[0, 0]
        regime = 0
        if day < 37:  # as long as nothing has come for certain
            expected = appraisal.expected(0, regime, appraisal.turn_of(day, regime))[1][0]
            assert waiting == pytest.approx(expected)
