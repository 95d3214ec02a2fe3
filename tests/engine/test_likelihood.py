"""How likely the record is: closed forms, frequencies of what is played, and what must change nothing."""

import numpy as np
import pytest

from sim.scenario.weighing import Weighing
from sim.worlds.draw import WorldSource
from tests.engine.cases import contract, governments, packages_of
from tests.engine.test_prologue import played

RULE = {
    "noise": 4, "noise_played": True, "offer_noise": 1, "offer_menu": "all", "offers_below_waiting": True,
    "attention": 0.8, "keep_loss": 3, "most_offers": 8, "reply_in_own_time": True, "imagined_rivals": 4,
}  # fmt: skip
PLAIN = {
    "noise": 4, "noise_played": False, "offer_noise": 0, "offer_menu": "promising", "offers_below_waiting": False,
    "attention": 1, "keep_loss": 0, "most_offers": None, "reply_in_own_time": False, "imagined_rivals": 4,
}  # fmt: skip
MIDDLE = {"wage": "mid", "hours": "short"}
HARD = {"wage": "low", "hours": "long"}
DEAL = {"deal": "yes"}
EXACT = Weighing(mixing=0.0, nodes=64)


def explained(scenario, as_of, weighing=EXACT, *, worlds=8, replications=1, seed=1):
    return blocks(scenario, as_of, weighing, worlds=worlds, replications=replications, seed=seed).explained


def blocks(scenario, as_of, weighing=None, *, worlds=8, replications=1, seed=1, log=False):
    size = {"worlds": worlds, "replications": replications}
    return played(scenario, as_of, **size, seed=seed, log=log, weighing=weighing)


def entry(day, seat, **move):
    return {"date": day, "seat": seat, **move}


def one_package(**changes):
    """A deal worth 50 to the council, which may have 10 or 90 without it; the board gains by it in any case."""
    data = {
        "issues": {"deal": {"options": {"yes": {}}}},
        "governments": governments(
            board={"points": {"deal": {"yes": 50}}, "no_deal": 0},
            council={"points": {"deal": {"yes": 50}}, "no_deal": {"one_of": [10, 90]}},
            new_board={"points": {"deal": {"yes": 50}}},
        ),
        "minds": {"noise": 4, "noise_played": True, "rivals_known": True},
        "procedure": {"signing_cost": 0},
        "record": [entry("2020-01-05", "firm", tables=DEAL), entry("2020-01-09", "union", refuses=DEAL)],
    }  # fmt: skip
    return contract(**(data | changes))


@pytest.mark.quick
def test_a_refusal_tells_apart_two_no_deal_values_as_in_the_closed_form():
    scenario = one_package()
    found = explained(scenario, "2020-01-20", worlds=40)
    packages = packages_of(scenario)
    no_deal = WorldSource(scenario, packages, seed=1).draw(np.arange(40)).no_deal[1]
    # waiting is worth 50 to whoever has 10 otherwise, so z = 0; and 90 to the other, so z = (50 - 90) / 4
    expected = np.where(no_deal == 10, 0.5, 1 / (1 + np.exp(-10)))
    assert np.exp(found.moves[1]) == pytest.approx(expected, abs=1 / 64)
    likely = np.exp(found.governments[1])
    high, low = likely[no_deal == 90].mean(), likely[no_deal == 10].mean()
    assert high / (high + low) == pytest.approx(2 / 3, abs=0.01)


def test_a_second_refusal_of_the_same_tells_nothing_new():
    record = [
        entry("2020-01-05", "firm", tables={"deal": "yes"}),
        entry("2020-01-09", "union", refuses={"deal": "yes"}),
        entry("2020-01-12", "firm", withdraws={"deal": "yes"}),
        entry("2020-01-15", "firm", tables={"deal": "yes"}),
        entry("2020-01-19", "union", refuses={"deal": "yes"}),
    ]
    found = explained(one_package(record=record), "2020-01-25", worlds=20)
    assert np.exp(found.moves[4]) == pytest.approx(1.0)


def test_a_move_that_is_one_at_random_now_and_then_rules_no_world_out():
    found = explained(one_package(), "2020-01-20", Weighing(mixing=0.05, nodes=64), worlds=20)
    exact = explained(one_package(), "2020-01-20", worlds=20)
    assert np.exp(found.moves[1]) == pytest.approx(0.95 * np.exp(exact.moves[1]) + 0.025)


@pytest.mark.parametrize(
    "rule",
    [
        RULE,
        {**RULE, "offer_menu": "promising", "offers_below_waiting": False, "attention": 1},
        {**RULE, "position": 2.0, "gains_over": "standing_offers"},
        {**PLAIN, "noise_played": True},
        {**PLAIN, "attention": 0.5},
    ],
    ids=["defaults", "promising", "position", "best", "no noise"],
)
def test_offers_have_the_chance_with_which_they_are_played(rule):
    bodies = governments(board={"review_days": 1}, council={"review_days": 60})
    scenario = contract(minds=rule, governments=bodies)
    packages, worlds = packages_of(scenario), 300
    played = blocks(scenario, None, worlds=worlds, log=True)
    first = [
        next((m.package for m in played.log.of_lane(w) if m.day == 0 and m.who == "firm" and m.kind == "offer"), -1)
        for w in range(worlds)
    ]
    commonest = np.bincount(np.array(first) + 1, minlength=len(packages) + 1)[1:].argsort(kind="stable")[-2:]
    for package in commonest.tolist():
        record = [entry("2020-01-01", "firm", tables=dict(packages.package(package)))]
        found = explained(
            contract(minds=rule, governments=bodies, record=record),
            "2020-01-01",
            Weighing(mixing=0.0, nodes=1),
            worlds=worlds,
        )
        chance = np.exp(found.moves[0])
        error = np.sqrt(max((chance * (1 - chance)).sum(), 1.0)) / worlds
        assert abs(np.mean(np.array(first) == package) - chance.mean()) < 4 * error


def test_silence_after_silence_has_the_share_of_plays_in_which_it_comes():
    rule = {**RULE, "offer_noise": 8, "offer_cost": 10}
    bodies = governments(board={"review_days": 1}, council={"review_days": 60})
    worlds, last, packages = 400, 4, packages_of(contract())
    played = blocks(contract(minds=rule, governments=bodies), None, worlds=worlds, log=True)
    offers = [[(m.day, m.who, m.package) for m in played.log.of_lane(w) if m.kind == "offer"] for w in range(worlds)]
    firsts = [min(each, default=(last, "", -1)) for each in offers]
    alone = [each for each in firsts if each[0] >= last or each[1] == "firm"]
    silent = np.mean([each[0] >= last for each in alone])
    how = Weighing(mixing=0.0, nodes=1, silence=True)
    found = explained(contract(minds=rule, governments=bodies), f"2020-01-0{last}", how, worlds=worlds)
    chance = np.exp(found.governments[0])
    assert 0.05 < silent < 0.6
    assert abs(silent - chance.mean()) < 4 * np.sqrt(silent * (1 - silent) / worlds)
    then = np.bincount([each[2] for each in alone if 2 <= each[0] < last], minlength=len(packages)).argmax()
    share = np.mean([each[0] == 2 and each[2] == then for each in alone])
    record = [entry("2020-01-03", "firm", tables=dict(packages.package(int(then))))]
    found = explained(contract(minds=rule, governments=bodies, record=record), "2020-01-03", how, worlds=worlds)
    chance = np.exp(found.governments[0]).mean()
    assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / worlds)


def test_the_order_of_moves_of_a_day_tells_nothing():
    record = [
        entry("2020-01-05", "firm", tables=HARD),
        entry("2020-01-09", "union", refuses=HARD),
        entry("2020-01-09", "firm", tables=MIDDLE),
        entry("2020-01-09", "union", tables={"wage": "high", "hours": "short"}),
    ]
    forth = explained(contract(minds=RULE, record=record), "2020-01-20")
    back = explained(contract(minds=RULE, record=[record[0], *record[:0:-1]]), "2020-01-20")
    assert forth.total.tolist() == back.total.tolist()
    assert [forth.moves[k].tolist() for k in (1, 2, 3)] == [back.moves[k].tolist() for k in (3, 2, 1)]


def test_a_record_without_moves_leaves_plays_as_they_are():
    scenario = contract(minds=RULE)
    plain, weighed = (blocks(scenario, "2020-01-20", how, replications=3) for how in (None, Weighing()))
    assert weighed.explained.moves == {}
    for name in ("package", "signed_day", "value", "offers", "refusals"):
        assert getattr(plain, name).tolist() == getattr(weighed, name).tolist()


def test_what_changes_nothing_at_the_table_is_no_news():
    record = [entry("2020-01-05", "firm", tables=HARD), entry("2020-01-06", "firm", tables=HARD)]
    record += [entry("2020-01-07", "union", withdraws=MIDDLE), entry("2020-01-08", "firm", refuses=MIDDLE)]
    assert set(explained(contract(minds=RULE, record=record), "2020-01-20").moves) == {0}


def test_to_table_what_the_other_side_stands_by_is_to_accept_it():
    bodies = governments(council={"no_deal": {"one_of": [5, 59]}})
    record = [entry("2020-01-05", "firm", tables=MIDDLE), entry("2020-01-09", "union", refuses=MIDDLE)]
    data = {"minds": RULE, "governments": bodies}
    refused = explained(contract(record=record, **data), "2020-01-08")
    assert set(refused.moves) == {0}
    tabled = explained(
        contract(record=[record[0], entry("2020-01-09", "union", tables=MIDDLE)], **data), "2020-01-12"
    )
    refused = explained(contract(record=record, **data), "2020-01-12")
    assert np.exp(tabled.moves[1]) + np.exp(refused.moves[1]) == pytest.approx(1.0)


def test_chances_of_events_are_told_by_what_came():
    events = {"strike": {"date": "2020-01-10", "chance": {"uniform": [0.1, 0.9]}}}
    for happened in (True, False):
        record = [{"date": "2020-01-10", "event": "strike", "happened": happened}]
        scenario = contract(minds=RULE, events=events, record=record)
        chance = WorldSource(scenario, packages_of(scenario), seed=1).draw(np.arange(8)).chance[:, 0]
        found = explained(scenario, "2020-01-20")
        assert np.exp(found.moves[0]) == pytest.approx(chance if happened else 1 - chance)
        early = explained(
            contract(minds=RULE, events=events, record=[{**record[0], "date": "2020-01-04"}]), "2020-01-05"
        )
        assert early.total.tolist() == found.total.tolist()


def test_plays_go_on_with_noise_that_explains_what_was_done():
    offer = {"deal": "yes"}
    scenario = one_package(on_the_table={"firm": [offer]}, record=[entry("2020-01-09", "union", refuses=offer)])
    found = explained(scenario, "2020-01-20", worlds=200)
    assert (found.drawn > -np.inf).all()  # nobody who refused leans so far that it would have accepted
    plain, weighed = (blocks(scenario, "2020-01-20", how, worlds=200) for how in (None, EXACT))
    early = [((each.package >= 0) & (each.signed_day < 50)).sum() for each in (plain, weighed)]
    assert early[0] > 20  # on the last day all to whom 10 is left accept
    assert early[1] == 0


def test_blocks_of_any_size_tell_the_same():
    record = [entry("2020-01-05", "firm", tables=HARD), entry("2020-01-09", "union", refuses=HARD)]
    scenario = contract(minds=RULE, record=record)
    many = blocks(scenario, "2020-01-20", Weighing(), worlds=6, replications=3)
    few = blocks(scenario, "2020-01-20", Weighing(), worlds=3)
    assert many.explained.total[:3].tolist() == few.explained.total.tolist()
    assert many.package[:9:3].tolist() == few.package.tolist()
