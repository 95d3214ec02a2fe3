"""Names, the order in which things are listed where no rule refers to it, and the date of the first day: only labels.

A renamed play keeps its luck because the streams of luck, which go by names, are asked under the old ones. What the
order does matter for, and so is kept here: principals (who reviews first on a day), third parties (who answers
first), events of one day or of days chance may mix up, offers of one seat, outcomes. The order of options and issues
breaks ties and adds up points in another order, so it is changed where no two packages are worth the same, and
numbers agree to rounding; a pool of preference models that statements leave possible is drawn anew.
"""

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.streams
from tests.property.cases import (
    MANY,
    Case,
    as_of_day,
    assert_alike,
    cases,
    checked,
    renamed,
    seeds,
    without_ties,
)
from tests.reference.random_scenarios import Data


@contextmanager
def streams_called(names: Mapping[str, str]):
    """Have streams of luck answer to other names."""
    key = sim.streams.stream_key
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.streams, "stream_key", lambda seed, name: key(seed, renamed(name, names)))
        yield


def names_of(case: Case) -> list[str]:
    data = case.data
    options = [option for issue in data["issues"].values() for option in issue["options"]]
    return [*data["seats"], *data["governments"], *data["events"], *data["issues"], *options]


@MANY
@given(cases(), seeds, st.floats(0, 1, exclude_max=True), st.randoms(use_true_random=False))
def test_other_names_change_nothing_but_names(case, seed, share, luck):
    old = names_of(case)
    new = [f"x{place}" for place in range(len(old))]
    luck.shuffle(new)
    there, back = dict(zip(old, new, strict=True)), dict(zip(new, old, strict=True))
    other = checked(renamed(case.data, there))
    for as_of in (None, as_of_day(case, share)):
        with streams_called(back):
            lanes = other.lanes(seed=seed, as_of=as_of)
        assert {lane: renamed(part, back) for lane, part in lanes.items()} == case.lanes(seed=seed, as_of=as_of)


def span(event: Data) -> tuple[str, str]:
    return tuple(event["date"]["between"]) if isinstance(event["date"], dict) else (event["date"], event["date"])


def shuffled(luck: Random, mapping: Data) -> Data:
    keys = list(mapping)
    luck.shuffle(keys)
    return {key: mapping[key] for key in keys}


def events_shuffled(luck: Random, events: Data) -> Data:
    """List events in another order, but as before those that may fall on one day or whose days chance may mix up."""
    left, order = dict(events), []
    while left:
        free = [
            name
            for place, name in enumerate(left)
            if not any(
                span(left[name])[0] <= span(left[other])[1] and span(left[other])[0] <= span(left[name])[1]
                for other in list(left)[:place]
            )
        ]
        order.append(luck.choice(free))
        del left[order[-1]]
    return {name: events[name] for name in order}


def seats_shuffled(luck: Random, seats: Data) -> Data:
    """Mix principals and third parties in another way; among themselves they keep their order."""
    kinds = [(body.get("principal"), body.get("mediator")) for body in seats.values()]
    luck.shuffle(kinds)
    queues = {kind: [name for name, each in zip(seats, kinds, strict=True) if each == kind] for kind in {*kinds}}
    return {name: seats[name] for name in (queues[kind].pop(0) for kind in kinds)}


@MANY
@given(cases(statements=False), seeds, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_listed_changes_nothing_where_no_rule_refers_to_it(case, seed, luck):
    def relist(data: Data) -> None:
        data["governments"] = shuffled(luck, data["governments"])
        data["on_the_table"] = shuffled(luck, data["on_the_table"])
        data["seats"] = seats_shuffled(luck, data["seats"])
        data["events"] = events_shuffled(luck, data["events"])
        for issue in data["issues"].values():
            issue["options"] = shuffled(luck, issue["options"])
        data["issues"] = shuffled(luck, data["issues"])

    def exact(data: Data) -> None:
        data["minds"] = {**data.get("minds", {}), "choice": "exact"}  # chance among offers goes by their numbers
        data["procedure"] = {**data.get("procedure", {}), "signing_cost": 1}  # else what never takes effect is a tie

    case = case.changed(without_ties).changed(exact)
    before, after = (it.lanes(seed=seed) for it in (case, case.changed(relist)))
    for part in before.values():
        part.pop("moves")  # what lies on the table at first is noted in the order listed
    assert_alike(before, after)


@MANY
@given(cases(statements=False), seeds, st.integers(-20_000, 20_000), st.floats(0, 1, exclude_max=True))
def test_moving_the_whole_calendar_moves_nothing_within_it(case, seed, days, share):
    def later(found):
        if isinstance(found, Mapping):
            return {key: later(value) for key, value in found.items()}
        if isinstance(found, list):
            return [later(value) for value in found]
        try:
            return (date.fromisoformat(found) + timedelta(days)).isoformat()
        except (TypeError, ValueError):
            return found

    moved = checked(later(case.data))
    assert moved.lanes(seed=seed) == case.lanes(seed=seed)
    as_of = as_of_day(case, share)
    assert moved.lanes(seed=seed, as_of=as_of + timedelta(days)) == case.lanes(seed=seed, as_of=as_of)
