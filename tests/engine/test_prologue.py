"""Plays as of a date: what the record says is fixed, and nothing of what it says later is felt."""

from datetime import date

import numpy as np
import pytest

from sim.engine.play import play_block
from sim.engine.prologue import read_history
from sim.worlds.draw import WorldSource
from tests.engine.cases import STRICT, contract, governments, packages_of

MIDDLE = {"wage": "mid", "hours": "short"}
HARD = {"wage": "low", "hours": "long"}


def calm(**changes):
    """A contract in which replies take fixed days and nobody looks at the table of its own accord for long."""
    return contract(
        governments=governments(
            board={"no_deal": 35, "reply_days": 4, "review_days": 60, "tactic": STRICT},
            council={"no_deal": 35, "reply_days": 3, "review_days": 60, "tactic": STRICT},
        ),
        **changes,
    )


def played(scenario, as_of, *, worlds=1, replications=1, seed=4, log=True, **more):
    packages = packages_of(scenario)
    return play_block(
        scenario,
        packages,
        WorldSource(scenario, packages, seed=seed).draw(np.arange(worlds)),
        row=np.repeat(np.arange(worlds), replications),
        replication=np.tile(np.arange(replications), worlds),
        seed=seed,
        log=log,
        as_of=date.fromisoformat(as_of) if as_of else None,
        **more,
    )


def story(scenario, as_of, **how):
    packages = packages_of(scenario)
    return [
        " ".join(filter(None, [str(m.day), m.who, m.kind, packages.label(m.package) if m.package >= 0 else ""]))
        for m in played(scenario, as_of, **how).log.of_lane(0)
    ]


def entry(day, seat, **move):
    return {"date": day, "seat": seat, **move}


def test_recorded_moves_are_made_on_their_days_and_what_is_overdue_is_answered_the_day_after():
    record = [
        entry("2020-01-06", "firm", tables=HARD),
        entry("2020-01-09", "union", refuses=HARD),
        entry("2020-01-11", "firm", tables=MIDDLE),
    ]
    assert story(calm(record=record), "2020-01-20") == [
        "5 firm offer low",
        "8 union refuse low",
        "10 firm offer mid + short",
        "20 union accept mid + short",
        "20 agreed mid + short",
        "20 in force mid + short",
    ]


def test_what_lies_on_the_table_at_the_start_waits_for_the_as_of_day():
    lines = story(calm(on_the_table={"firm": [MIDDLE]}), "2020-01-31")
    assert lines[:2] == ["0 firm offer mid + short", "31 union accept mid + short"]


def test_a_refusal_on_record_is_an_answer_and_is_not_given_again():
    record = [entry("2020-01-05", "firm", tables=HARD), entry("2020-01-06", "union", refuses=HARD)]
    lines = story(calm(record=record), "2020-01-10")
    assert lines.count("5 union refuse low") == 1
    assert [line for line in lines if line.endswith("refuse low")] == ["5 union refuse low"]


def test_a_withdrawn_offer_is_gone():
    record = [entry("2020-01-05", "firm", tables=MIDDLE), entry("2020-01-06", "firm", withdraws=MIDDLE)]
    lines = story(calm(record=record), "2020-01-10")
    assert lines[:2] == ["4 firm offer mid + short", "5 firm withdraw mid + short"]
    assert "13 union accept mid + short" not in lines


def test_what_changes_nothing_is_no_move():
    record = [
        entry("2020-01-05", "firm", tables=MIDDLE),
        entry("2020-01-06", "firm", tables=MIDDLE),
        entry("2020-01-07", "firm", withdraws=HARD),
        entry("2020-01-07", "union", refuses=HARD),
    ]
    lines = story(calm(record=record), "2020-01-10")
    assert lines[:2] == ["4 firm offer mid + short", "10 union accept mid + short"]


def test_moves_before_the_start_are_made_on_day_0():
    record = [entry("2019-12-24", "firm", tables=MIDDLE)]
    assert story(calm(record=record), "2020-01-01")[:2] == ["0 firm offer mid + short", "3 union accept mid + short"]


def test_of_one_days_moves_those_listed_first_come_first_whatever_the_order_of_days():
    record = [
        entry("2020-01-09", "union", tables=MIDDLE),
        entry("2020-01-06", "firm", tables=HARD),
        entry("2020-01-06", "union", refuses=HARD),
    ]
    assert story(calm(record=record), "2020-01-20")[:3] == [
        "5 firm offer low",
        "5 union refuse low",
        "8 union offer mid + short",
    ]


def test_nobody_moves_of_its_own_accord_until_the_as_of_day_is_over():
    found = played(contract(), "2020-01-25", worlds=20, replications=5)
    assert min(day for day, kind, *_ in found.log.entries if kind == "review") > 24
    assert (found.signed_day[found.package >= 0] > 24).all() and (found.package >= 0).any()


@pytest.mark.parametrize(("as_of", "day"), [("2020-01-11", 12), ("2020-01-12", 12), ("2020-01-13", 13)])
def test_a_reply_of_certain_length_is_due_when_it_would_have_been(as_of, day):
    """Offered on day 9 and answered after three: on day 12, or a day after it should have been."""
    record = [entry("2020-01-10", "firm", tables=MIDDLE)]
    assert story(calm(record=record), as_of)[1] == f"{day} union accept mid + short"


def slow_council(**changes):
    """A council that answers after 20 days in the median, and will take what lies on the table on day 0."""
    people = governments(
        board={"no_deal": 35, "reply_days": 4, "review_days": 900, "tactic": STRICT},
        council={"no_deal": 35, "reply_days": {"median": 20, "spread": 0.2}, "review_days": 900, "tactic": STRICT},
    )
    changes = {"on_the_table": {"firm": [MIDDLE]}, "deadline": "2020-12-01"} | changes
    return contract(governments=people, **changes)


@pytest.mark.parametrize("as_of", ["2020-01-01", "2020-01-05", "2020-01-11", "2020-01-15"])
def test_a_reply_takes_as_long_as_of_any_day(as_of):
    signed = played(slow_council(), as_of, worlds=1, replications=2_000, log=False).signed_day
    assert np.median(signed) in (20, 21)
    if as_of < "2020-01-12":  # later the shortest are cut off
        assert np.std(np.log(signed)) == pytest.approx(0.2, abs=0.015)


def test_a_reply_that_has_not_come_takes_the_rest_of_its_time():
    """As of day 24: lognormal of median 20 and spread 0.2, given that it is more than 24 days."""
    from scipy.stats import norm

    signed = played(slow_council(), "2020-01-25", worlds=1, replications=4_000, log=False).signed_day
    assert signed.min() == 25
    late = norm.sf(np.log(24 / 20) / 0.2)
    for day in (25, 27, 30, 35):
        known = 1 - norm.sf(np.log(day / 20) / 0.2) / late
        assert (signed <= day).mean() == pytest.approx(known, abs=0.03)


def test_after_silence_beyond_all_telling_it_comes_soon():
    signed = played(slow_council(), "2020-11-01", worlds=1, replications=200, log=False).signed_day
    assert signed.min() > 305 and np.median(signed) < 315


def test_the_clock_begins_with_the_government_in_office():
    change = {"new": {"date": "2020-01-31", "install": {"union": "young"}}}
    base = slow_council()
    people = base.model_dump(mode="json", by_alias=True, exclude_defaults=True)["governments"]
    scenario = contract(
        governments=people | {"young": people["council"]},
        events=change,
        on_the_table={"firm": [MIDDLE]},
        deadline="2020-12-01",
    )
    signed = played(scenario, "2020-02-10", worlds=1, replications=2_000, log=False).signed_day
    assert np.median(signed) in (50, 51)


def test_of_two_offers_the_first_answer_counts():
    """Tabled on days 0 and 15: as of day 16 the answer comes no later than to the older alone."""
    record = [entry("2020-01-16", "firm", tables=HARD)]
    both = played(slow_council(record=record), "2020-01-17", worlds=1, replications=500, log=False).signed_day
    older = played(slow_council(), "2020-01-17", worlds=1, replications=500, log=False).signed_day
    assert (both <= older).all()


def test_first_reviews_come_within_their_interval_after_the_as_of_day():
    found = played(contract(), "2020-01-11", worlds=40, replications=5)
    first, offered = {}, {}
    for day, kind, who, lanes, *_ in found.log.entries:
        shown = {"review": first, "offer": offered}.get(kind, {})
        for lane in lanes.tolist():
            shown.setdefault((who, lane), day)
    days = {seat: [day for (who, _), day in first.items() if who == seat] for seat in ("firm", "union")}
    assert min(days["firm"]) == min(days["union"]) == 11
    # an offer that comes first is thought over instead
    undisturbed = [
        day for (who, lane), day in first.items() if who == "firm" and offered.get(("union", lane), 60) > 11 + 8
    ]
    assert undisturbed
    assert max(undisturbed) <= 11 + 8


@pytest.mark.parametrize("happened", [True, False])
def test_a_recorded_result_is_the_result_in_every_lane(happened):
    events = {
        "vote": {"date": "2020-01-15", "chance": 0.5},
        "change": {"date": "2020-01-17", "if": "vote", "install": {"firm": "new_board"}},
    }
    record = [{"date": "2020-01-16", "event": "vote", "happened": happened}]
    found = played(contract(events=events, record=record), "2020-01-18", worlds=10, replications=10)
    assert (found.happened[0] == (1 if happened else -1)).all()
    assert (found.happened[1] == found.happened[0]).all(), "a certain event follows from its conditions"


def test_a_result_is_left_to_chance_while_it_is_not_known():
    events = {"vote": {"date": "2020-01-15", "chance": 0.5}}
    scenario = contract(events=events, record=[{"date": "2020-01-16", "event": "vote", "happened": True}])
    known, unknown = (played(scenario, day, worlds=10, replications=10) for day in ("2020-01-16", "2020-01-15"))
    assert (known.happened[0] == 1).all()
    assert 0.3 < (unknown.happened[0] == 1).mean() < 0.7
    whole = played(scenario, None, worlds=10, replications=10)
    np.testing.assert_array_equal(unknown.happened, whole.happened, err_msg="the luck of events is that of any run")


def test_an_event_whose_day_chance_picks_falls_on_the_recorded_day():
    events = {"strike": {"date": {"between": ["2020-01-10", "2020-02-10"]}, "suspend": {"days": 5}}}
    record = [{"date": "2020-01-20", "event": "strike", "happened": True}]
    found = played(contract(events=events, record=record), "2020-01-25", worlds=5, replications=4)
    assert {day for day, kind, who, *_ in found.log.entries if kind == "event"} == {19}


def test_offers_of_a_government_that_has_left_are_void_and_its_successor_begins_afresh():
    events = {"change": {"date": "2020-01-10", "install": {"firm": "new_board"}}}
    record = [entry("2020-01-05", "firm", tables=MIDDLE)]
    lines = story(calm(events=events, record=record), "2020-01-20")
    assert lines[:2] == ["4 firm offer mid + short", "9 change event"]
    assert "22 union accept mid + short" not in lines


def test_minds_learn_from_a_recorded_refusal():
    scenario = contract(record=[entry("2020-01-05", "firm", tables=MIDDLE)])
    refused = contract(
        record=[entry("2020-01-05", "firm", tables=MIDDLE), entry("2020-01-06", "union", refuses=MIDDLE)]
    )
    plain, after = (played(each, "2020-01-10", worlds=30, replications=1) for each in (scenario, refused))

    def demands(found):
        return {
            (who, lane): demand
            for day, kind, who, lanes, _, numbers in reversed(found.log.entries)
            if kind == "review" and who == "firm"
            for lane, demand in zip(lanes.tolist(), numbers["demand"].tolist(), strict=True)
        }

    first, second = demands(plain), demands(after)
    assert any(first[key] != second[key] for key in first.keys() & second.keys())


def columns(found):
    return {name: value for name, value in vars(found).items() if name != "log" and value is not None}


def assert_same(one, other):
    for name, value in columns(one).items():
        np.testing.assert_array_equal(value, getattr(other, name), err_msg=name)


def test_nothing_recorded_after_the_as_of_day_is_felt():
    events = {"vote": {"date": "2020-01-15", "chance": 0.5, "shift_no_deal": {"council": 10}}}
    known = [entry("2020-01-06", "firm", tables=HARD), entry("2020-01-06", "union", refuses=HARD)]
    later = [
        entry("2020-01-11", "union", tables=MIDDLE),
        {"date": "2020-01-15", "event": "vote", "happened": True},
        entry("2020-02-11", "firm", tables={"wage": "high"}),
    ]
    short, long = (contract(events=events, record=record) for record in (known, [*later, *known]))
    assert_same(*(played(each, "2020-01-10", worlds=15, replications=4, log=False) for each in (short, long)))


def test_a_lane_alone_is_the_lane_of_a_block():
    scenario = contract(record=[entry("2020-01-06", "firm", tables=HARD), entry("2020-01-06", "union", refuses=HARD)])
    block = played(scenario, "2020-01-10", worlds=6, replications=3, log=False)
    alone = played(scenario, "2020-01-10", log=False)
    for name in ("package", "signed_day", "force_day"):
        assert getattr(alone, name)[0] == getattr(block, name)[0]


def test_without_a_date_the_record_is_not_looked_at():
    record = [entry("2020-01-06", "firm", tables=HARD)]
    one, other = (played(each, None, worlds=10, replications=4, log=False) for each in (contract(), calm()))
    assert (one.package != other.package).any()
    assert_same(played(contract(record=record), None, worlds=10, replications=4, log=False), one)


def test_the_record_is_read_by_day_up_to_the_as_of_day():
    events = {"vote": {"date": "2020-01-15", "chance": 0.5}}
    record = [
        entry("2020-01-16", "union", tables=MIDDLE),
        {"date": "2020-01-16", "event": "vote", "happened": False},
        entry("2020-01-17", "firm", tables=HARD),
    ]
    history = read_history(contract(events=events, record=record), date(2020, 1, 16))
    assert (history.last, list(history.moves)) == (15, [15])
    assert history.results == {"vote": (15, False, 1)}


def test_a_scripts_moves_of_before_are_not_made_again():
    moves = [
        {"date": "2020-01-06", "tables": HARD},
        {"date": "2020-01-25", "tables": {"wage": "low", "hours": "short"}},
    ]
    scripted = governments(
        board={"no_deal": 35, "reply_days": 4, "review_days": 60, "tactic": {"script": {"moves": moves}}},
        council={"no_deal": 35, "reply_days": 3, "review_days": 60, "tactic": STRICT},
    )
    lines = story(contract(governments=scripted), "2020-01-15")
    assert not any(line.endswith("firm offer low") for line in lines)
    assert "24 firm offer low + short" in lines
