"""Random small negotiations with every feature that plays, for the engine and its slow twin.

Whole points make exact ties on purpose: sums of them are exact, so a tie is one for both. Where a tie could be
one to rounding only (an offer chosen among equals by chances next to 1), the noise is kept wide enough to avoid it.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from sim.errors import ProblemsError
from sim.scenario.load import LoadedScenario, load_scenario_text

START = date(2020, 1, 1)
Draw = st.DrawFn
Data = dict[str, Any]


def _day(draw: Draw, first: int, last: int) -> str:
    return (START + timedelta(days=draw(st.integers(first, last)))).isoformat()


def _maybe(draw: Draw, strategy: st.SearchStrategy[Any], default: Any = None) -> Any:
    return draw(strategy) if draw(st.booleans()) else default


_WHOLE = st.integers(-10, 60)
_QUANTITY = st.one_of(
    _WHOLE,
    st.tuples(_WHOLE, st.integers(1, 30)).map(lambda ab: {"uniform": [ab[0], ab[0] + ab[1]]}),
    st.tuples(_WHOLE, st.integers(1, 10)).map(lambda ab: {"normal": [ab[0], ab[1]]}),
)
_CHANCE = st.sampled_from([0.0, 0.2, 0.5, 0.9, {"uniform": [0.3, 0.8]}])
_DURATION = st.sampled_from([0, 1, 3, {"uniform": [1, 9]}, {"median": 4, "spread": 0.6}, {"median": 12}])


class _Case:
    """A scenario being drawn, section by section."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.days = draw(st.integers(12, 80))
        self.options = {
            issue: [f"{issue}{o}" for o in range(draw(st.integers(2, 3)))]
            for issue in ("a", "b", "c")[: draw(st.integers(1, 3))]
        }
        self.principals = ["north", "south", "east"][: draw(st.sampled_from([2, 2, 3]))]
        self.third_parties = ["west", "far"][: draw(st.sampled_from([0, 0, 1, 2]))]
        self.seats = draw(st.permutations([*self.principals, *self.third_parties]))
        self.principals = [seat for seat in self.seats if seat in self.principals]
        self.sitters = {seat: [f"{seat}_1", f"{seat}_2"] for seat in self.seats}
        self.events = [f"event_{n}" for n in range(draw(st.integers(0, 5)))]

    def day(self) -> str:
        return _day(self.draw, 0, self.days)

    def package(self) -> dict[str, str]:
        return {issue: self.draw(st.sampled_from(options)) for issue, options in self.options.items()}

    def packages(self) -> list[dict[str, str]]:
        return [self.package() for _ in range(self.draw(st.integers(1, 2)))]

    def scenario(self) -> Data:
        draw = self.draw
        return {
            "title": "Random",
            "start": START.isoformat(),
            "deadline": (START + timedelta(days=self.days)).isoformat(),
            "issues": {
                issue: {"options": {option: self.option() for option in options}}
                for issue, options in self.options.items()
            },
            "exclusions": [self.package() for _ in range(draw(st.sampled_from([0, 0, 1])))],
            "seats": {seat: self.seat(seat) for seat in self.seats},
            "governments": {name: self.government() for names in self.sitters.values() for name in names},
            "on_the_table": {seat: self.packages() for seat in self.principals if draw(st.booleans())},
            "events": {name: self.event(place) for place, name in enumerate(self.events)},
            "procedure": {
                "signing_cost": draw(st.sampled_from([0, 1])),
                "proposer": draw(st.sampled_from(["random", "random", "alternating"])),
                "grid_days": draw(st.integers(3, 15)),
            },
            "minds": {
                "imagined_rivals": draw(st.integers(1, 4)),
                "rivals_known": draw(st.sampled_from([False, False, True])),
                "noise": draw(st.sampled_from([3, 6])),
                "offer_cost": draw(st.sampled_from([0, 0.1])),
                "floor": draw(st.sampled_from([0, 0.02])),
            },
            "outcomes": {"first": {"a": "a0"}, "second": {"a": "a1"}},
            "record": [self.entry() for _ in range(draw(st.integers(0, 5)))],
        }

    def option(self) -> Data:
        draw = self.draw
        option: Data = {"lead_days": draw(st.sampled_from([0, 0, 4, 15, {"uniform": [2, 20]}]))}
        if spread := _maybe(draw, st.sampled_from([0, 0.3, 1])):
            option["lead_spread"] = spread
        if self.third_parties and draw(st.integers(0, 3)) == 0:
            option["needs"] = draw(st.lists(st.sampled_from(self.third_parties), min_size=1, unique=True))
        return option

    def seat(self, name: str) -> Data:
        days = self.draw(st.sampled_from([0, 0, 2, {"median": 3, "spread": 0.5}]))
        return {"government": f"{name}_1", "principal": name in self.principals, "procedure_days": days}

    def government(self) -> Data:
        draw = self.draw
        body: Data = {
            "points": {
                issue: {option: draw(_QUANTITY) for option in options} for issue, options in self.options.items()
            },
            "no_deal": draw(_QUANTITY),
            "reply_days": draw(_DURATION),
            "review_days": draw(st.integers(1, 20)),
            "legacy": draw(st.sampled_from([0, 0, 0.5, 1])),
            "discount": draw(st.sampled_from([1, 1, 0.99, 0.9])),
            "tactic": self.tactic(),
            "beliefs": {event: draw(_CHANCE) for event in self.events if draw(st.integers(0, 3)) == 0},
        }
        if draw(st.integers(0, 3)) == 0:
            body["break_off"] = {
                "below": draw(st.integers(0, 20)),
                "days": draw(st.integers(1, 15)),
                "chance": draw(_CHANCE),
            }
        if draw(st.integers(0, 3)) == 0:
            body["adjustments"] = [{"name": "both", "when": self.package(), "points": draw(_WHOLE)}]
        return body

    def tactic(self) -> Any:
        draw = self.draw
        share = st.sampled_from([0, 0.4, 1, {"uniform": [0.2, 0.9]}])
        match draw(st.integers(0, 10)):
            case 0 | 1:
                beta = draw(st.sampled_from([0.4, 1, 2, {"uniform": [0.3, 2]}]))
                return {"aspiration": {"beta": beta, "start": draw(share)}}
            case 2:
                return {"tit_for_tat": {"generosity": draw(st.sampled_from([0.5, 1, 2])), "start": draw(share)}}
            case 3:
                return {"hold_out": {"until": self.day(), "level": draw(share)}}
            case 4:
                return {"ultimatum": {"package": self.package()}}
            case 5:
                moves = [{"date": self.day(), "tables": self.package()} for _ in range(draw(st.integers(0, 4)))]
                return {"script": {"moves": sorted(moves, key=lambda move: move["date"])}}
            case 6:
                return draw(st.sampled_from(["aspiration", "tit_for_tat"]))
        return "foresight"

    def event(self, place: int) -> Data:
        draw = self.draw
        event: Data = {"date": self.day(), "chance": draw(st.one_of(st.just(1.0), _CHANCE))}
        if draw(st.integers(0, 3)) == 0:
            event["date"] = {"between": sorted([self.day(), self.day()])}
        others = [name for name in self.events if name != self.events[place]]
        if others:
            for condition in ("if", "unless"):
                if draw(st.integers(0, 2)) == 0:
                    event[condition] = [draw(st.sampled_from(others))]
            if draw(st.integers(0, 2)) == 0:
                event["chances"] = {draw(st.sampled_from(others)): draw(_CHANCE)}
        event["while_open"] = draw(st.integers(0, 4)) == 0
        event["foreseen"] = draw(st.integers(0, 3)) > 0
        for effect in draw(st.lists(st.sampled_from(_EFFECTS), max_size=2, unique=True)):
            event[effect] = getattr(self, effect)()
        return event

    def install(self) -> Data:
        seat = self.draw(st.sampled_from(self.seats))
        return {seat: self.draw(st.sampled_from(self.sitters[seat][::-1]))}

    def government_name(self) -> str:
        return self.draw(st.sampled_from([name for names in self.sitters.values() for name in names]))

    def shift(self) -> Data:
        issue, options = self.draw(st.sampled_from(list(self.options.items())))
        return {self.government_name(): {issue: {self.draw(st.sampled_from(options)): self.draw(_QUANTITY)}}}

    def shift_no_deal(self) -> Data:
        return {self.government_name(): self.draw(_QUANTITY)}

    def tables(self) -> Data:
        return {self.draw(st.sampled_from(self.principals)): self.packages()}

    withdraws = tables

    def talks(self) -> list[str]:
        return self.draw(st.lists(st.sampled_from(self.seats), min_size=1, unique=True))

    def suspend(self) -> Data:
        return {"days": self.draw(st.integers(1, 20))}

    def entry(self) -> Data:
        draw = self.draw
        entry: Data = {"date": _day(draw, -3, self.days)}
        if self.events and draw(st.booleans()):
            return entry | {"event": draw(st.sampled_from(self.events)), "happened": draw(st.booleans())}
        move = draw(st.sampled_from(["tables", "tables", "refuses", "withdraws"]))
        return entry | {"seat": draw(st.sampled_from(self.principals)), move: self.package()}


_EFFECTS = ["install", "shift", "shift_no_deal", "tables", "withdraws", "talks", "suspend"]


@st.composite
def scenarios(draw: Draw) -> LoadedScenario:
    """Draw a scenario that the reader accepts."""
    data = _Case(draw).scenario()
    uncertain = [event for event in data["events"].values() if event["chance"] != 1.0 and event["foreseen"]]
    for event in uncertain[3:]:  # eight states are enough
        event["foreseen"] = False
    try:
        return load_scenario_text(json.dumps(data))
    except ProblemsError:
        reject()


def as_of_days() -> st.SearchStrategy[float]:
    """Draw how much of the talks, as a share of their days below 1, is on record."""
    return st.floats(0, 1, exclude_max=True)
