"""What every tactic owes, whatever its way of bargaining: inherit `TacticContract` and name the tactic.

Random small negotiations put it through what a calendar can do to it: a new government in its own seat and opposite,
breaks of contact, a third party's refusal, shifted points, offers of others or none, one to three days in all.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import sim.engine.block as block_module
from sim.engine.play import Played, play_block
from sim.engine.record import Move
from sim.minds.choose import choose_tactic
from sim.minds.plugin import NO_PLUGINS, Plugins
from sim.minds.tactic import TIE, Review, Tactic, View
from sim.scenario.packages import package_table
from sim.scenario.scenario import ScenarioModel
from sim.streams import generator
from sim.worlds.draw import WorldSource

CASES = range(10)
WORLDS, REPLICATIONS = 4, 3
Case = tuple[Any, int]  # a contract and the number of a negotiation
LENGTHS = (0, 1, 2, 12, 40)  # days of talks


class TacticContract:
    """Tests of one tactic; a subclass says which in `tactic`, and may give `plugins`."""

    plugins: Plugins = NO_PLUGINS
    offers: bool = True  # whether it ever tables anything
    insists: bool = False  # whether it may table what the clock has made worth less than it demands of others

    def tactic(self, luck: np.random.Generator, issues: dict[str, list[str]], days: int) -> Any:
        """Return the scenario entry of the tactic."""
        raise NotImplementedError

    @pytest.fixture(params=CASES)
    def case(self, request: pytest.FixtureRequest) -> Case:
        return type(self), request.param

    def test_accepts_and_offers_nothing_below_its_demand_and_speaks_the_arrays_of_the_engine(
        self, case: Case, monkeypatch: pytest.MonkeyPatch
    ):
        # the spy asserts at every call; here only what the engine made of it
        monkeypatch.setattr(
            block_module,
            "choose_tactic",
            lambda view, plugins: Spy(view, choose_tactic(view, plugins), insists=self.insists),
        )
        played = play(*case)
        assert played.log is not None
        assert stories(played) == reference(*case), "the same seed gives the same story"
        for _, kind, _, _, packages, numbers in played.log.entries:
            if kind == "accept" or (kind == "offer" and numbers and not self.insists):
                assert (packages >= 0).all()
                assert (numbers["worth"] >= numbers["demand"] - TIE).all()

    def test_a_lane_does_not_depend_on_the_lanes_beside_it(self, case: Case):
        together = reference(*case)
        assert stories(play(*case, worlds=(0, 1, 2))) == together[: 3 * REPLICATIONS]
        assert stories(play(*case, worlds=(3,))) == together[3 * REPLICATIONS :]

    def test_the_cases_make_it_act(self):
        moves = [move for seed in CASES for story in reference(type(self), seed) for move in story]
        ours = {kind for _, kind, who, *_ in moves if who == "us"}
        assert ours >= ({"accept", "refuse", "offer"} if self.offers else {"accept", "refuse"})


class Spy(Tactic):
    """Passes every question on, and checks the answers."""

    def __init__(self, view: View, tactic: Tactic, *, insists: bool) -> None:
        super().__init__(view)
        self.tactic, self.insists = tactic, insists
        for name in (
            "takes_office",
            "history_ends",
            "hears_offer",
            "hears_refusal",
            "hears_new_government",
            "reasons",
        ):
            setattr(self, name, getattr(tactic, name))

    @property
    def listens(self) -> bool:
        return self.tactic.listens

    def wakes(self) -> tuple[int, ...]:
        days = self.tactic.wakes()
        assert all(isinstance(day, int) for day in days)
        return days

    def demand(self, review: Review) -> NDArray[np.float64]:
        demand = self.tactic.demand(review)
        assert demand.shape == (len(review.lanes),)
        assert demand.dtype == np.float64
        assert np.isfinite(demand).all()
        return demand

    def offer(self, review: Review, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        offer = self.tactic.offer(review, demand)
        assert offer.shape == (len(review.lanes),)
        assert offer.dtype == np.int64
        assert ((offer >= -1) & (offer < len(self.view.packages))).all()
        some, each = offer >= 0, np.arange(len(offer))
        worth = self.view.appraisal.of_packages(
            self.view.government, review.day, review.row, review.regime, offer[:, None]
        )[:, 0]
        assert self.insists or (worth[some] >= demand[some] - TIE).all(), "offers what it would not accept"
        assert self.available(review)[each, offer][some].all(), "offers what a third party has refused"
        chance = np.broadcast_to(
            self.view.appraisal.in_force(review.day), (len(self.view.worlds), len(self.view.packages))
        )
        assert (chance[review.row, offer][some] > 0).all(), "offers what cannot take effect any more"
        assert review.may_offer[some].all(), "offers out of turn"
        return offer

    def keeps(self, review: Review, demand: Any, own: Any, values: Any) -> NDArray[np.bool_]:
        kept = self.tactic.keeps(review, demand, own, values)
        assert kept.shape == own.shape
        assert kept.dtype == np.bool_
        return kept


def play(contract: type[TacticContract], seed: int, *, worlds: Sequence[int] = range(WORLDS)) -> Played:
    """Play case number `seed` of a contract."""
    source = prepared(contract, seed)
    numbers = np.asarray(worlds)
    return play_block(
        source.scenario,
        source.packages,
        source.draw(numbers),
        row=np.repeat(np.arange(len(numbers)), REPLICATIONS),
        replication=np.tile(np.arange(REPLICATIONS), len(numbers)),
        seed=seed,
        log=True,
        plugins=contract.plugins,
    )


@cache
def reference(contract: type[TacticContract], seed: int) -> list[list[tuple[Any, ...]]]:
    """Return the stories of a case, unobserved."""
    return stories(play(contract, seed))


def stories(played: Played) -> list[list[tuple[Any, ...]]]:
    """Return every move of every lane; numbers to nine digits, since sums may associate differently."""
    assert played.log is not None
    return [[_plain_move(move) for move in played.log.of_lane(lane)] for lane in range(len(played.package))]


def _plain_move(move: Move) -> tuple[Any, ...]:
    numbers = sorted((name, round(number, 9) + 0.0) for name, number in move.numbers.items())
    return move.day, move.kind, move.who, move.package, tuple(numbers)


@cache
def prepared(contract: type[TacticContract], seed: int) -> WorldSource:
    scenario = negotiation(contract(), seed)
    return WorldSource(scenario, package_table(scenario.issues), seed=seed)


def negotiation(contract: TacticContract, seed: int) -> ScenarioModel:
    """Return a random small negotiation in which the tactic plays for one side and for that side's successor."""
    luck = generator(seed, "tactic contract")
    days = LENGTHS[seed % len(LENGTHS)]
    issues = {
        f"issue{k}": [f"option{o}" for o in range(int(luck.integers(2, 4)))] for k in range(int(luck.integers(1, 4)))
    }
    tactic = contract.tactic(luck, issues, days)
    rival = luck.choice(["foresight", "aspiration", "tit_for_tat"])
    bodies = {
        "mine": _government(luck, issues, tactic),
        "heir": _government(luck, issues, tactic),
        "yours": _government(luck, issues, str(rival)),
        "theirs": _government(luck, issues, "aspiration"),
        "guest": _government(luck, issues, "foresight"),
    }
    return ScenarioModel.model_validate(
        {
            "title": f"case {seed}",
            "start": "2020-01-01",
            "deadline": _date(days),
            "issues": {name: {"options": _options(luck, options)} for name, options in issues.items()},
            "seats": {
                "us": {"government": "mine", "principal": True},
                "them": {"government": "yours", "principal": True},
                "guest": {"government": "guest", "principal": bool(luck.random() < 0.2)},
            },
            "governments": bodies,
            "on_the_table": {"them": [{}]} if luck.random() < 0.5 else {},
            "events": _events(luck, issues, days),
            "procedure": {
                "proposer": str(luck.choice(["random", "alternating"])),
                "grid_days": int(luck.integers(2, 8)),
                "signing_cost": float(luck.choice([0.0, 1.0])),
            },
            "minds": {"choice": "exact", "imagined_rivals": 3},
            "outcomes": {"deal": {}},
        }
    )


def _date(day: int) -> str:
    return str(np.datetime64("2020-01-01") + np.timedelta64(day, "D"))


def _options(luck: np.random.Generator, options: list[str]) -> dict[str, Any]:
    return {
        option: {
            "lead_days": float(luck.choice([0.0, 5.0, 40.0])),
            "needs": ["guest"] if place and luck.random() < 0.3 else [],
        }
        for place, option in enumerate(options)
    }


def _government(luck: np.random.Generator, issues: dict[str, list[str]], tactic: Any) -> dict[str, Any]:
    points = {
        issue: {option: {"uniform": sorted(luck.uniform(-10, 50, 2).tolist())} for option in options}
        for issue, options in issues.items()
    }
    return {
        "points": points,
        "no_deal": {"uniform": [0, 60]},
        "tactic": tactic,
        "review_days": int(luck.integers(1, 10)),
        "reply_days": {"median": float(luck.choice([0.0, 3.0])), "spread": 0.5},
        "break_off": {"below": 20, "days": 3, "chance": 0.5} if luck.random() < 0.3 else None,
    }


def _events(luck: np.random.Generator, issues: dict[str, list[str]], days: int) -> dict[str, Any]:
    def date() -> str:
        return _date(int(luck.integers(0, days + 1)))

    issue = next(iter(issues))
    return {
        "quarrel": {"date": date(), "chance": 0.7, "suspend": {"days": int(luck.integers(1, 9))}},
        "vote": {"date": _date(days // 2), "chance": 0.6},
        "change": {"date": _date(days * 3 // 4), "if": "vote", "install": {"us": "heir"}},
        "change_there": {"date": date(), "chance": 0.4, "install": {"them": "theirs"}},
        "surprise": {
            "date": date(),
            "chance": 0.5,
            "foreseen": False,
            "shift": {"mine": {issue: {"option0": -30}}, "yours": {issue: {"option1": 20}}},
            "shift_no_deal": {"heir": 10},
        },
    }
