"""Small games with answers that a sheet of paper gives, played by the engine with its own minds.

Each is solved by backward induction in its test's docstring, without noise or costs of offering and signing. A
package `s55` is worth 55 points to ann, and the rest of 100 to bob.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sim.engine.play import Played
from sim.scenario.load import load_scenario
from sim.scenario.scenario import ScenarioModel
from tests.engine.cases import packages_of, play

Points = dict[str, tuple[float, ...]]
PIE: Points = {f"s{share}": (share, 100 - share) for share in range(0, 101, 5)}
BOTH = ("ann", "bob")


def day(number: int) -> str:
    return str(date(2020, 1, 1) + timedelta(number))


def game(
    packages: Points,
    days: int,
    no_deal: tuple[Any, ...],
    *,
    names: tuple[str, ...] = BOTH,
    each: Any = (),
    **more: Any,
) -> ScenarioModel:
    """Seats `names` agree on one of the packages within so many days; `each` is what all governments are given.

    Dicts in `more` are added to what stands there, all else replaces it.
    """
    data: dict[str, Any] = {
        "title": "A small game",
        "start": day(0),
        "deadline": day(days),
        "issues": {"split": {"options": {name: {} for name in packages}}},
        "seats": {f"seat_of_{name}": {"government": name, "principal": True} for name in names},
        "governments": {
            name: {
                "points": {"split": {option: worth[i] for option, worth in packages.items()}},
                "no_deal": no_deal[i],
            }
            | {"reply_days": 0, "review_days": 1}
            | dict(each)
            for i, name in enumerate(names)
        },
        "procedure": {"grid_days": 1, "signing_cost": 0},
        "minds": {"choice": "exact", "rivals_known": True, "noise": 0, "offer_cost": 0},
        "outcomes": {"a deal": {}},
    }
    for key, part in more.items():
        data[key] = data.get(key, {}) | part if isinstance(part, dict) else part
    return ScenarioModel.model_validate(data)


def dumped(scenario: ScenarioModel) -> dict[str, Any]:
    return scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def ends(scenario: ScenarioModel, played: Played) -> Counter[tuple[str, int]]:
    """How many plays end with which package, and on which day."""
    label = packages_of(scenario).label
    return Counter(
        ("none" if package < 0 else label(int(package)), int(signed))
        for package, signed in zip(played.package, played.signed_day, strict=True)
    )


def kinds_of_end(scenario: ScenarioModel, *, worlds: int = 1, replications: int = 40) -> set[tuple[str, int]]:
    return set(ends(scenario, play(scenario, worlds=worlds, replications=replications)))


TWO_FAVOURITES: Points = {"s90": (90, 10), "s10": (10, 90)}


@pytest.mark.parametrize(("days", "cost", "first"), [(39, 1, 39), (40, 1, 0), (60, 1, 20), (85, 1, 5), (50, 2, 10)])
def test_a_war_of_attrition_ends_when_waiting_for_the_last_day_eats_what_is_at_stake(days, cost, first):
    """Each proposes its favourite on the last day with chance 1/2: 50 points. k days before, waiting is worth
    50 - k cost, and 10 at once are accepted where that is no more: every 40 / cost days, counted from the last.
    Falsified by a signature on any other day than the first of these, or by one side's winning every time.
    """
    scenario = game(TWO_FAVOURITES, days, (0, 0), each={"cost_per_day": cost})
    assert kinds_of_end(scenario) == {("s90", first), ("s10", first)}


def test_in_a_war_of_attrition_whose_days_cost_one_side_more_that_side_gives_in_at_once():
    """With 20 days left ann, at 2 a day, would keep 50 - 40 = 10 by waiting, bob 50 - 20 = 30."""
    costs = {"ann": 2, "bob": 1}
    scenario = game(TWO_FAVOURITES, 20, (0, 0), events={"now": {"date": day(0), "cost_per_day": costs}})
    assert kinds_of_end(scenario) == {("s10", 0)}


@pytest.mark.parametrize("cost", [5, 15, 25])
def test_a_strike_that_pays_is_a_threat_and_is_not_carried_out(cost):
    """A strike takes bob's 40 without a deal away. The last day then is worth 50 to ann, and 30 without: striking is
    credible below a cost of 20. The day before, either accepts what that brings: bob 50, ann 50 - cost.
    """
    strike = {"seats": "seat_of_ann", "shift_no_deal": {"bob": -40}, "cost": {"ann": cost}}
    scenario = game(PIE, 4, (0, 40), moves={"strike": strike})
    played = play(scenario, worlds=1, replications=40)
    assert (played.moved == -1).all()
    assert set(ends(scenario, played)) == (
        {("s50", 3), (f"s{50 - cost}", 3)} if cost < 20 else {("s60", 4), ("s0", 4)}
    )


@pytest.mark.parametrize(("answered", "shares"), [(True, {"s70", "s30"}), (False, {"s80", "s40"})])
def test_nobody_arms_who_would_be_answered(answered, shares):
    """Arming costs 3 and turns a no deal of 30 each into 40 and 20. On the last day, then, no deal is 37 and 20 where
    ann alone can arm: each proposer leaves the other that (in pieces of 5), and she need not. Where bob can answer,
    to 30 each, she would lose what it costs, and so would he: 30 each it stays.
    """
    arms = {
        f"{name}_arms": {"seats": f"seat_of_{name}", "shift_no_deal": {name: 10, other: -10}, "cost": {name: 3}}
        for name, other in (("ann", "bob"), ("bob", "ann"))
    }
    scenario = game(PIE, 4, (30, 30), moves=arms if answered else {"ann_arms": arms["ann_arms"]})
    played = play(scenario, worlds=1, replications=40)
    assert (played.moved == -1).all()
    assert set(ends(scenario, played)) == {(share, 4) for share in shares}


def test_nobody_walks_out_between_two_answers_to_an_offer_that_is_better():
    """Ann can have 58 by walking out, which is more than 0.9 of the 60 that are to be had tomorrow, and less than the
    60 of today. Whoever tables that first, the other two agree. Falsified by a single play without it.
    """
    walk_out = {"seats": "seat_of_ann", "ends_talks": True, "shift_no_deal": {"ann": 48}}
    all_gain: Points = {"none": (0, 0, 0), "deal": (60, 60, 60)}
    names = (*BOTH, "cat")
    scenario = game(all_gain, 4, (10, 10, 10), names=names, each={"discount": 0.9}, moves={"walk_out": walk_out})
    assert kinds_of_end(scenario) == {("deal", 0)}


def test_news_that_the_talks_will_not_be_stopped_lets_them_wait_for_the_deadline():
    """On day 3 somebody may end the talks, at 1/2, unless day 1 brought news that nobody will, at 1/2 too. With no
    deal at 20 and 40 the last day is worth 40 and 60, day 2 of talks in danger 30 and 50: there each proposer
    leaves the other that, and on the deadline the 20 and 40. Falsified by any other split or day.
    """
    stop = {"date": day(3), "chance": 0.5, "ends_talks": True, "while_open": True}
    safe = {"date": day(1), "chance": 0.5, "chances": {"stop": 0}}
    scenario = game(PIE, 6, (20, 40), events={"stop": stop, "safe": safe})
    found = ends(scenario, play(scenario, worlds=1, replications=400))
    assert set(found) == {("s50", 2), ("s30", 2), ("s60", 6), ("s20", 6)}
    assert sum(n for (_, signed), n in found.items() if signed == 2) == pytest.approx(200, abs=4 * 10)


@pytest.mark.parametrize(("tough", "asked"), [(30, "s70"), (70, "s100")])
def test_an_ultimatum_to_a_stranger_of_two_kinds_buys_both_or_gambles_on_the_weak(tough, asked):
    """Contact begins on the last day. Ann, if first, keeps 100 - tough for sure or all of the pie at 1/2: she asks
    for all where tough is above 50. Whoever would refuse that, and bob if he is first, gets everything from her.
    """
    quiet = {"date": day(0), "suspend": {"days": 5}}
    scenario = game(
        PIE,
        5,
        (0, {"one_of": [0, tough]}),
        events={"quiet": quiet},
        minds={"rivals_known": False, "imagined_rivals": 64},
    )
    found = ends(scenario, play(scenario, worlds=100, replications=4))
    assert set(found) == {(asked, 5), ("s0", 5)}
    assert found[asked, 5] / 400 == pytest.approx(0.25 if tough > 50 else 0.5, abs=0.1)


@pytest.mark.parametrize(("against", "signed"), [(0.25, True), (0.75, False)])
def test_nobody_pays_for_a_signature_that_a_parliament_is_likelier_to_reject(against, signed):
    """A deal brings 20 points if ratified, and signing costs 10: it is signed where more than half would ratify."""
    parliament = {
        "points": {"split": {"none": 0, "deal": 50}},
        "no_deal": {"one_of": [90 if place < 4 * against else 0 for place in range(4)]},
        "reply_days": 1,
    }
    base = dumped(game({"none": (0, 0), "deal": (60, 60)}, 4, (40, 40)))
    base["governments"]["house"] = parliament
    base["seats"]["house"] = {"government": "house", "asked": "after"}
    base["issues"]["split"]["options"]["deal"] = {"needs": "house"}
    base["procedure"] |= {"signing_cost": 10}
    base["minds"] |= {"rivals_known": False, "imagined_rivals": 64}
    played = play(ScenarioModel.model_validate(base), worlds=30, replications=2)
    assert (played.signed_day >= 0).all() if signed else (played.signed_day == -1).all()


def test_a_mediator_s_turn_brings_its_own_favourite():
    """Three propose, at a third each; waiting is worth 0.9 of 50 to both sides. A mediator wants an even split."""
    even = {name: (*worth, 100 - abs(worth[0] - worth[1])) for name, worth in PIE.items()}
    scenario = game(
        even,
        4,
        (0, 0, 0),
        names=(*BOTH, "host"),
        each={"discount": 0.9},
        seats={"seat_of_host": {"government": "host", "mediator": True}},
    )
    found = ends(scenario, play(scenario, worlds=1, replications=300))
    assert set(found) == {("s55", 0), ("s50", 0), ("s45", 0)}
    assert found["s50", 0] / 300 == pytest.approx(1 / 3, abs=4 * 0.027)


@pytest.mark.parametrize(("days", "share"), [(9, 40), (10, 40), (11, 40), (12, 70)])
def test_a_turn_lasts_a_step_of_the_grid_whatever_other_days_are_on_it(days, share):
    """Steps of three days, at 0.9 a day. Bob's turn from day 9 covers a deadline on day 10 or 11, a grid day of its
    own; one on day 12 is ann's. The last to propose keeps 100. What three days take of it is left him by the other
    on the turn before, in pieces of 5: 75 of 72.9; of the 25 kept 20, of 80 60. On day 0 ann keeps 40, or, where the
    last turn is hers, leaves bob 30 of the 40 he would keep.
    """
    scenario = game(PIE, days, (0, 0), each={"discount": 0.9}, procedure={"proposer": "alternating", "grid_days": 3})
    assert kinds_of_end(scenario, replications=4) == {(f"s{share}", 0)}


@pytest.mark.parametrize(("bob", "signed"), [(40, False), (39, True)])
def test_what_gains_nobody_anything_is_not_tabled(bob, signed):
    """Where the only split that both can accept leaves both what they have without, neither offers it."""
    scenario = game(PIE, 3, (60, bob))
    assert kinds_of_end(scenario) == ({("s60", 3)} if signed else {("none", -1)})


def test_three_alike_get_a_third_each_by_majority_where_no_two_divisions_are_worth_the_same():
    """Ties go to what is listed first; points drawn within a point of each other leave none. Falsified by a mean
    share away from those of the others by more than four of its errors.
    """
    thirds: Points = {f"s{a}-{b}": (a, b, 100 - a - b) for a in range(0, 101, 10) for b in range(0, 101 - a, 10)}
    names = ("ann", "bob", "cat")
    data = game(
        thirds, 2, tuple({"uniform": [0, 30]} for _ in names), names=names, procedure={"agreement": "majority"}
    )
    body = dumped(data)
    for government in body["governments"].values():
        points = government["points"]["split"]
        government["points"]["split"] = {name: {"uniform": [worth - 1, worth + 1]} for name, worth in points.items()}
    played = play(ScenarioModel.model_validate(body), worlds=200, replications=3)
    by_world = played.value.reshape(3, 200, 3).mean(axis=2)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        apart = by_world[a] - by_world[b]
        assert abs(apart.mean()) < 4 * apart.std() / 200**0.5


def test_what_days_until_the_signature_cost_is_not_foreseen():
    """A departure that docs/model.md names: 50 points that take three days to draft, at 10 a day, are taken for more
    than 45 at once. Should it be mended, both end with 45 on day 0.
    """
    body = dumped(game({"none": (0, 0), "slow": (50, 50), "quick": (45, 45)}, 8, (10, 10), each={"cost_per_day": 10}))
    body["issues"]["split"]["options"]["slow"] = {"draft_days": 3, "lead_spread": 0}
    scenario = ScenarioModel.model_validate(body)
    played = play(scenario, worlds=1, replications=4)
    assert set(ends(scenario, played)) == {("slow", 3)}
    assert (played.value == 20).all()


def test_who_is_left_out_by_a_majority_may_outbid_the_first_to_propose_on_the_same_day():
    """Another departure: by the closed rule the first to propose keeps 70 in every play, not in two of three."""
    scenario = load_scenario(Path(__file__).parents[2] / "scenarios" / "theory" / "baron_ferejohn.yaml")
    played = play(scenario.model, worlds=1, replications=300, log=True)
    assert played.log is not None
    first = [next(m.package for m in played.log.of_lane(n) if m.kind == "offer") for n in range(300)]
    assert (played.package == first).mean() == pytest.approx(2 / 3, abs=4 * 0.028)
