"""Prolonging the talks: taken where going on is worth it to all, by closed forms for a pie of 100 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.play import Played
from sim.minds.appraisal import Appraisal
from sim.minds.solved_games import Games
from sim.scenario.scenario import ScenarioModel
from sim.worlds.draw import WorldSource
from tests.engine.cases import packages_of, play

SHARES = [f"s{share}" for share in range(101)]
NO_DEAL = 10


def pie(*, lead: int = 0, cost: tuple[float, float] = (0, 0), **changes: Any) -> ScenarioModel:
    """Divide 100 points within 30 days, with exact best responses; every division takes `lead` days."""
    quick = {"no_deal": NO_DEAL, "reply_days": 1, "review_days": 2}
    data: dict[str, Any] = {
        "title": "A pie",
        "start": "2024-01-01",
        "deadline": "2024-01-31",
        "issues": {"share": {"options": {share: {"lead_days": lead, "lead_spread": 0} for share in SHARES}}},
        "seats": {"x": {"government": "ann", "principal": True}, "y": {"government": "bob", "principal": True}},
        "governments": {
            "ann": {"points": {"share": {share: n for n, share in enumerate(SHARES)}}, **quick},
            "bob": {"points": {"share": {share: 100 - n for n, share in enumerate(SHARES)}}, **quick},
        },
        "prolongations": {"more": {"days": 60, "cost": dict(zip(("ann", "bob"), cost, strict=True))}},
        "procedure": {"signing_cost": 0},
        "minds": {"choice": "exact", "rivals_known": True, "noise": 0, "offer_cost": 0},
        "outcomes": {"deal": {}},
    }
    return ScenarioModel.model_validate(data | changes)


def played(scenario: ScenarioModel) -> Played:
    return play(scenario, worlds=2, replications=10, log=True)


@pytest.mark.parametrize(("ann", "bob", "taken"), [(0, 0, 1), (39.5, 12, 1), (40, 40, 1), (40.5, 0, 0), (3, 41, 0)])
def test_it_is_taken_when_going_on_is_worth_more_than_no_deal_to_all(ann, bob, taken):
    """Nothing takes effect by the first deadline. Afterwards each proposes with even chance and leaves the other its
    no-deal value, so going on is worth (90 + 10) / 2 = 50 to each: 50 - cost >= 10 for both, or nobody prolongs.
    """
    found = played(pie(lead=40, cost=(ann, bob)))
    assert (found.prolonged == taken).all()
    assert (found.in_force == bool(taken)).all()
    if taken:
        np.testing.assert_allclose(found.value.sum(axis=0), 100 - ann - bob)
        assert (found.signed_day > 30).all(), "the deadline has moved"
        assert (found.force_day <= 90).all()
    else:
        np.testing.assert_allclose(found.value, NO_DEAL)


@pytest.mark.parametrize("cost", [(5, 5), (0, 1), (1, 0)])
def test_one_that_costs_more_than_it_brings_is_never_taken(cost):
    """The pie can be divided in time: going on brings nothing, and the sides agree by the first deadline."""
    found = played(pie(cost=cost))
    assert not found.prolonged.any()
    np.testing.assert_allclose(found.value.sum(axis=0), 100)
    assert (found.signed_day <= 30).all()


@pytest.mark.parametrize(("cost", "taken"), [(19.5, 2), (20, 2), (20.5, 0)])
def test_what_a_prolongation_brings_may_be_another_one(cost, taken):
    """Of 49 days that are needed the first leaves 35 when it can be had: both are paid for, or none, and both are
    worth it where 50 - 2 cost >= 10.
    """
    price = {"ann": cost, "bob": cost}
    steps = {
        "first": {"days": 30, "last_days": 5, "cost": price},
        "last": {"days": 60, "last_days": 30, "cost": price},
    }
    found = played(pie(lead=49, prolongations=steps))
    assert (found.prolonged == taken).all()
    assert (found.in_force == bool(taken)).all()


def test_the_game_is_worth_what_the_closed_form_says():
    scenario = pie(lead=40, cost=(12, 7))
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    appraisal = Appraisal(worlds, signing_cost=0)
    before, after = (Games(scenario, appraisal, 0, phase=used) for used in (0, 1))
    cell = before.outlook.cell
    for government, cost in ((0, 12), (1, 7)):
        assert before.of(government, 0, cell(21))[0, 0] == pytest.approx(50 - cost)
        assert before.of(government, 0, cell(30))[0, 0] == NO_DEAL, "on the deadline itself waiting brings nothing"
        assert after.of(government, 0, cell(30))[0, 0] == pytest.approx(50)
        assert after.of(government, 0, cell(90))[0, 0] == NO_DEAL
    assert before.days < after.days


@pytest.mark.parametrize("last_days", [0, 3])
def test_it_is_asked_for_in_the_last_days_only_and_stands_in_the_log(last_days):
    """On the last day alone, too: then all answer at once."""
    found = played(pie(lead=40, prolongations={"more": {"days": 60, "last_days": last_days}}))
    assert found.prolonged.all()
    assert found.log is not None
    moves = [move for move in found.log.of_lane(0) if move.kind in ("consent", "prolonged")]
    assert [(move.kind, move.who) for move in moves[-1:]] == [("prolonged", "more")]
    assert {move.who for move in moves if move.kind == "consent"} == {"x", "y"}
    assert all(30 - last_days <= move.day <= 30 for move in moves)
    assert moves[-1].numbers["until"] == 90


def test_offers_stay_and_talks_end_at_the_later_deadline():
    """Whoever consents keeps its offers; who asks too much still ends without agreement, later."""
    stubborn = {"ultimatum": {"package": {"share": "s95"}}}
    scenario = pie()
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["governments"]["ann"]["tactic"] = stubborn
    data["governments"]["bob"]["tactic"] = {"ultimatum": {"package": {"share": "s5"}}}
    found = play(ScenarioModel.model_validate(data), worlds=1, replications=4, log=True)
    assert found.prolonged.all()
    assert not found.in_force.any()
    assert found.log is not None
    story = [(move.day, move.kind) for move in found.log.of_lane(0)]
    assert (90, "lapsed") in story
    assert (30, "lapsed") not in story
    assert len([kind for _, kind in story if kind == "offer"]) == 2, "they lie there still"


def test_an_event_after_a_plays_own_deadline_does_not_come_up_in_it():
    late = {"late": {"date": "2024-02-20", "shift_no_deal": {"ann": 25}}}
    taken, not_taken = (played(pie(lead=40, cost=(cost, cost), events=late)) for cost in (0, 45))
    assert (taken.happened == 1).all()
    assert (not_taken.happened == 0).all()
    np.testing.assert_allclose(not_taken.value, NO_DEAL)


def test_a_new_government_has_not_consented():
    """Ann consents before she is replaced; her successor, who gains nothing by going on, does not."""
    data = pie(lead=40).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["governments"]["eve"] = data["governments"]["ann"] | {"no_deal": 95}
    data["governments"]["bob"]["review_days"] = 30
    data["governments"]["bob"]["reply_days"] = 30
    data["prolongations"]["more"]["cost"] = {"eve": 5}
    data["events"] = {"election": {"date": "2024-01-25", "foreseen": False, "install": {"x": "eve"}}}
    found = play(ScenarioModel.model_validate(data), worlds=1, replications=10, log=True)
    assert found.log is not None
    kinds = [(day, kind) for day, kind, *_ in found.log.entries]
    assert any(kind == "consent" for _, kind in kinds)
    assert not any(kind == "prolonged" and day >= 24 for day, kind in kinds)


def watched(bank: dict[str, Any], **changes: Any) -> ScenarioModel:
    """The pie that takes 40 days to carry out, with a bank that must assent to more time; it likes large shares."""
    data = pie(lead=40).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["seats"]["z"] = {"government": "bank"}
    data["governments"]["bank"] = {"points": data["governments"]["ann"]["points"], "reply_days": 2} | bank
    data["prolongations"]["more"]["assent"] = "z"
    return ScenarioModel.model_validate(data | changes)


@pytest.mark.parametrize(
    ("no_deal", "cost", "taken"), [(49.5, 0, 1), (50, 0, 1), (50.5, 0, 0), (20, 30, 1), (20, 31, 0)]
)
def test_a_third_party_assents_where_going_on_is_worth_no_less_to_it(no_deal, cost, taken):
    """Of the talks that go on it expects shares of 90 and 10 at even chance, 50 points."""
    more = {"days": 60, "assent": "z", "cost": {"bank": cost}}
    found = played(watched({"no_deal": no_deal}, prolongations={"more": more}))
    assert (found.prolonged == taken).all()
    assert (found.in_force == bool(taken)).all()
    assert found.log is not None
    answers = [move for move in found.log.of_lane(0) if move.who == "z"]
    assert [move.kind for move in answers] == ["more time" if taken else "no more time"]
    assert answers[0].numbers == {"worth": pytest.approx(50 - cost), "demand": pytest.approx(max(no_deal, 50 - cost))}


def granted(bank: dict[str, Any], *, lead: int = 40, **terms: Any) -> ScenarioModel:
    """The pie, with a bank that prolongs the talks by itself; it likes large shares."""
    more = {"days": 60, "granted_by": "z"} | terms
    scenario = watched(bank, prolongations={"more": more})
    options = {name: {"lead_days": lead, "lead_spread": 0} for name in SHARES}
    return ScenarioModel.model_validate(
        scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        | {"issues": {"share": {"options": options}}}
    )


@pytest.mark.parametrize(
    ("no_deal", "cost", "taken"),
    [(50, {}, 1), (50.5, {}, 0), (20, {"bank": 30.5}, 0), (20, {"ann": 80, "bob": 80}, 1)],
)
def test_a_third_party_prolongs_the_talks_by_itself_where_that_is_worth_no_less_to_it(no_deal, cost, taken):
    """Shares of 90 and 10 are worth 50 to it; what it costs the principals does not matter."""
    found = played(granted({"no_deal": no_deal}, cost=cost))
    assert (found.prolonged == taken).all()
    assert (found.in_force == bool(taken)).all()
    assert found.log is not None
    answers = [move for move in found.log.of_lane(0) if move.who == "z"]
    assert [move.kind for move in answers] == ["time granted" if taken else "time withheld"]


@pytest.mark.parametrize(("bank", "price"), [(0, 5), (60, 0)])
def test_that_time_will_be_granted_is_foreseen(bank, price):
    """With a lead of 20 days the last day to agree in time is the 10th: time that will be granted takes the pressure
    off it, at its price: waiting is worth 50 less that to each, and no deal where none will be.
    """
    scenario = granted({"no_deal": bank}, lead=20, cost={"ann": price, "bob": price}, last_days=5)
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    games = Games(scenario, Appraisal(worlds, signing_cost=0), 0)
    cell, will = games.outlook.cell, bank == 0
    for government in (0, 1):
        assert games.of(government, 0, cell(28))[0, 0] == pytest.approx(50 - price if will else NO_DEAL)
        assert games.of(government, 0, cell(0))[0, 0] == pytest.approx(50)


def test_chance_prolongs_the_talks_as_often_as_it_says_and_that_is_foreseen():
    """A pie that cannot be carried out before: waiting is worth 0.3 x 50 + 0.7 x 10, and after the day 10."""
    scenario = pie(lead=40, prolongations={"more": {"days": 60, "chance": 0.3, "last_days": 5}})
    found = play(scenario, worlds=20, replications=50, log=True)
    assert found.prolonged.mean() == pytest.approx(0.3, abs=0.05)
    assert found.log is not None
    assert {(day, kind) for day, kind, who, *_ in found.log.entries if who == "more"} == {
        (25, "prolonged"), (25, "not prolonged"),
    }  # fmt: skip
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    games = Games(scenario, Appraisal(worlds, signing_cost=0), 0)
    assert games.of(0, 0, games.outlook.cell(25))[0, 0] == pytest.approx(0.3 * 50 + 0.7 * NO_DEAL)
    assert games.of(0, 0, games.outlook.cell(26))[0, 0] == NO_DEAL


def test_who_refuses_more_time_is_not_asked_again_but_a_successor_is():
    change = {"election": {"date": "2024-01-26", "foreseen": False, "install": {"z": "new_bank"}}}
    scenario = watched({"no_deal": 80}, events=change)
    new = scenario.governments["bank"].model_copy(update={"no_deal": 0})
    found = played(scenario.model_copy(update={"governments": scenario.governments | {"new_bank": new}}))
    assert found.prolonged.all()
    assert found.log is not None
    for lane in range(len(found.prolonged)):
        answers = [(move.day, move.kind) for move in found.log.of_lane(lane) if move.who == "z"]
        assert [kind for _, kind in answers] == ["no more time", "more time"]
        assert answers[0][0] < 25 <= answers[1][0]


DAYS_20_OR_30 = {"one_of": ["2024-01-21", "2024-01-31"]}


@pytest.mark.parametrize(
    ("terms", "prolonged"),
    [({}, 1), ({"cost": {"ann": 41}}, 0), ({"granted_by": "z"}, 1), ({"assent": "z"}, 1), ({"chance": 0.5}, 0.5)],
)
def test_a_deadline_that_chance_picks_is_prolonged_to_a_day_before_it_can_pass(terms, prolonged):
    """Nothing can be carried out by day 20 or 30, so that all gain by more time, but for whom it costs more."""
    more = {"to": "2024-03-31", "last_days": 4} | terms
    found = play(watched({"no_deal": 20}, deadline=DAYS_20_OR_30, prolongations={"more": more}), worlds=4,
        replications=25, log=True)  # fmt: skip
    assert found.prolonged.mean() == pytest.approx(prolonged, abs=0.15)
    assert (found.deadline[found.prolonged == 1] == 90).all()
    assert set(found.deadline[found.prolonged == 0].tolist()) <= {20, 30}
    assert (found.in_force == (found.prolonged == 1)).all()
    assert found.log is not None
    assert all(16 <= day <= 20 for day, kind, *_ in found.log.entries if kind == "prolonged")


def test_a_deadline_once_prolonged_is_a_day_that_does_not_pass_before():
    """Backward by hand: 50 to each afterwards, whatever day was picked; at its end chance prolongs the talks or not,
    and the first day may be the last: worth 10.
    """
    more = {"to": "2024-03-31", "chance": 0.5, "last_days": 0}
    scenario = pie(lead=40, deadline=DAYS_20_OR_30, prolongations={"more": more})
    worlds = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(1))
    before, after = (Games(scenario, Appraisal(worlds, signing_cost=0), 0, phase=used) for used in (0, 1))
    cell = before.outlook.cell
    assert [after.of(0, 0, cell(day))[0, 0] for day in (5, 20, 30)] == pytest.approx([50, 50, 50])
    assert before.of(0, 0, cell(20))[0, 0] == pytest.approx(0.5 * 50 + 0.5 * NO_DEAL)
    assert before.of(0, 0, cell(21))[0, 0] == NO_DEAL


def test_an_answer_that_comes_after_the_deadline_counts_for_nothing():
    found = played(watched({"no_deal": 20, "reply_days": 15}))
    assert not found.prolonged.any()
    np.testing.assert_allclose(found.value[:2], NO_DEAL)


def test_who_is_for_it_asks_the_others_once():
    """Ann and Bob are for it from day 25 on, Cat never is: they ask her, and not each other, and not every day."""
    quick = {"no_deal": NO_DEAL, "reply_days": 0, "review_days": 1, "points": {"share": dict.fromkeys(SHARES, 0)}}
    data = pie(lead=40, cost=(0, 0)).model_dump(mode="json", by_alias=True, exclude_unset=True)
    data["seats"]["z"] = {"government": "cat", "principal": True}
    data["governments"] = {
        name: {**body, "reply_days": 0, "review_days": 1} for name, body in data["governments"].items()
    }
    data["governments"]["cat"] = quick
    data["prolongations"]["more"] = {"days": 60, "last_days": 5, "cost": {"cat": 90}}
    found = play(ScenarioModel.model_validate(data), worlds=1, replications=8, log=True)
    assert not found.prolonged.any()
    assert found.log is not None
    for lane in range(8):
        moves = found.log.of_lane(lane, reviews=True)
        assert {(move.who, move.day) for move in moves if move.kind == "consent"} == {("x", 25), ("y", 25)}
        for day in range(26, 31):
            assert sorted(move.who for move in moves if (move.day, move.kind) == (day, "review")) == ["x", "y", "z"]
