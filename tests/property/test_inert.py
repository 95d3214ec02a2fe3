"""What has no effect, and what cannot come to pass, changes nothing.

Not so, by design: an event with effects that governments foresee but that never happens. Its day is a day of news, on
which every principal looks at the table, and they may believe in it.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.cases import MANY, Lanes, as_of_day, cases, known_on, seeds
from tests.reference.random_scenarios import Data, RandomScenario


def listed_at(mapping: Data, place: int, name: str, body: Data) -> Data:
    """Return a mapping with one entry more, at some place."""
    entries = list(mapping.items())
    return dict([*entries[:place], (name, body), *entries[place:]])


class _More(RandomScenario):
    """Draws parts that fit a scenario which is there already."""

    def __init__(self, rng, data: Data, days: int) -> None:
        super().__init__(rng)
        self.rng, self.days = rng, days
        self.options = {issue: list(body["options"]) for issue, body in data["issues"].items()}
        self.excluded = data["exclusions"]
        self.allowed = [on_table for offers in data["on_the_table"].values() for on_table in offers]
        self.allowed = self.allowed or [{issue: options[-1] for issue, options in self.options.items()}]
        self.seats = list(data["seats"])
        self.principals = [
            seat for seat, body in data["seats"].items() if body.get("principal") or body.get("mediator")
        ]
        self.sitters = {seat: [f"{seat}_1", f"{seat}_2"] for seat in self.seats}
        self.events = list(data["events"])
        self.spans = dict.fromkeys([*self.events, "more"], (0, days))


def an_event_without_effects(data: Data, more: _More) -> None:
    """It may hang on others, and governments may wonder whether it will happen."""
    event = {"date": more.day(), "chance": more.chance(), "foreseen": more.one_in(2), "while_open": more.one_in(3)}
    for condition in ("if", "unless"):
        earlier = [name for name, body in data["events"].items() if _last_day(body) < event["date"]]
        if earlier and more.one_in(3):
            event[condition] = [more.rng.choice(earlier)]
    if event.get("if") == event.get("unless"):
        event.pop("unless", None)
    data["events"] = listed_at(data["events"], more.rng.randint(0, len(more.events)), "more", event)
    for body in data["governments"].values():
        if more.one_in(3):
            body["beliefs"] |= {"more": more.chance()}


def _last_day(event: Data) -> str:
    return event["date"]["between"][1] if isinstance(event["date"], dict) else event["date"]


def a_surprise_that_cannot_come(data: Data, more: _More) -> None:
    """It would have any effect; other events may wait for it not to happen."""
    more.events.append("more")
    event = more.event("more") | {"chance": 0.0, "foreseen": False}
    for absent in ("if", "unless", "chances"):
        event.pop(absent, None)
    data["events"] = listed_at(data["events"], 0, "more", event)
    for body in data["events"].values():
        if body is not event and more.one_in(4):
            body["unless"] = [*body.get("unless", []), "more"]


def a_government_that_sits_nowhere(data: Data, more: _More) -> None:
    body = {
        "points": dict(next(b for b in data["governments"].values())["points"]),
        "no_deal": 40,
        "tactic": "tit_for_tat",
    }
    data["governments"] = listed_at(data["governments"], more.rng.randint(0, 4), "more", body)


def a_third_party_that_nothing_needs(data: Data, more: _More) -> None:
    a_government_that_sits_nowhere(data, more)
    seat = {"government": "more", "principal": False}
    data["seats"] = listed_at(data["seats"], more.rng.randint(0, 4), "more", seat)


def an_option_that_is_excluded(data: Data, more: _More) -> None:
    issue = more.rng.choice(list(more.options))
    places = len(more.options[issue])
    at = more.rng.randint(0, places)
    options = data["issues"][issue]["options"]
    data["issues"][issue]["options"] = listed_at(options, at, "more", {"lead_days": 3})
    data["exclusions"] = [*data["exclusions"], {issue: "more"}]
    for body in data["governments"].values():
        body["points"][issue]["more"] = 90


def a_proposal_that_nobody_makes(data: Data, more: _More) -> None:
    data["proposals"] = {"more": more.package()}


ADDITIONS: list[Callable[[Data, _More], None]] = [
    an_event_without_effects,
    a_surprise_that_cannot_come,
    a_government_that_sits_nowhere,
    a_third_party_that_nothing_needs,
    an_option_that_is_excluded,
    a_proposal_that_nobody_makes,
]


def without_more(lanes: Lanes) -> Lanes:
    """Leave out what is told of the addition itself."""
    for expected in lanes.values():
        for part in ("value", "offers", "refusals", "happened"):
            expected[part].pop("more", None)
        expected["moves"] = [move for move in expected["moves"] if move[2] != "more"]
    return lanes


@pytest.mark.parametrize("add", ADDITIONS, ids=lambda add: add.__name__)
@MANY
@given(case=cases(statements=False, everything=True), seed=seeds, rng=st.randoms(use_true_random=False))
def test_nothing_is_changed_by(add, case, seed, rng):
    with_more = case.changed(lambda data: add(data, _More(rng, data, case.days)))
    assert without_more(with_more.lanes(seed=seed)) == case.plain_lanes(seed)


@MANY
@given(cases(), seeds, st.floats(0, 1, exclude_max=True))
def test_a_play_as_of_a_day_does_not_hang_on_what_the_record_says_of_later_ones(case, seed, share):
    as_of = as_of_day(case, share)

    def forget(data: Data) -> None:
        data["record"] = [entry for entry in data["record"] if known_on(entry) <= as_of.isoformat()]

    assert case.changed(forget).lanes(seed=seed, as_of=as_of) == case.lanes(seed=seed, as_of=as_of)


@MANY
@given(cases(statements=False, everything=True), seeds)
def test_a_play_from_the_start_does_not_look_at_the_record(case, seed):
    unrecorded = case.changed(lambda data: data.update(record=[]))
    assert unrecorded.lanes(seed=seed) == case.plain_lanes(seed)


@MANY
@given(cases(statements=False), seeds, st.floats(0, 1, exclude_max=True))
def test_as_of_a_day_a_move_that_cannot_be_made_changes_nothing(case, seed, share):
    """Nobody can take back, or refuse, what was never tabled; nor does a day without news end anything."""
    as_of = as_of_day(case, share)
    bare = case.changed(lambda data: data.update(record=[], on_the_table={}, events={}) or _no_beliefs(data))

    def add(data: Data) -> None:
        package = next(iter(case.loaded.packages.package(p) for p in range(len(case.loaded.packages))))
        day = (as_of - timedelta(days=1)).isoformat()
        seat, other = case.principals[:2]
        data["record"] = [
            {"date": day, "seat": seat, "withdraws": package},
            {"date": day, "seat": other, "refuses": package},
        ]

    assert bare.changed(add).lanes(seed=seed, as_of=as_of) == bare.lanes(seed=seed, as_of=as_of)


def _no_beliefs(data: Data) -> None:
    for body in data["governments"].values():
        body["beliefs"] = {}
