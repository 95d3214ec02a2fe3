"""Tactics (docs/model.md, "Minds") of one government in one play; a new one is made when it takes office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.tactics import (
    Aspiration,
    AspirationChoice,
    HoldOutChoice,
    ScriptChoice,
    TitForTat,
    TitForTatChoice,
    UltimatumChoice,
)
from tests.reference.slow_world import TIE, Step

if TYPE_CHECKING:
    from tests.reference.slow_play import Play


class Tactic:
    """Accept anything no worse than no deal, and offer nothing."""

    def __init__(self, play: Play, seat: str, government: str) -> None:
        self.play, self.seat, self.government = play, seat, government

    def chances(self) -> list[float]:
        """How likely packages agreed today are to take effect."""
        return self.play.world.effective(self.play.day, self.play.shifters, self.play.phase)

    def worth(self) -> list[float]:
        """What signing each package today is worth."""
        return self.play.world.worth(self.government, self.play.day, self.play.shifters, self.play.phase)

    def expected(self) -> tuple[list[float], float]:
        """What packages and no deal will be worth."""
        play = self.play
        return play.world.expected_points(self.government, None, play.day, play.shifters, play.phase)

    def no_deal(self) -> float:
        return self.expected()[1]

    def available(self) -> list[int]:
        """Packages that no third party has refused, nor is known to refuse."""
        play = self.play
        return [p for p in range(len(play.world.packages)) if not play.barred(p) and self._may_be_signed(p)]

    def _may_be_signed(self, package: int) -> bool:
        """Whether any imagined third parties would assent."""
        return any(self.play.assents(m, package) for m in range(len(self.play.world.imagined[self.government])))

    def assent(self, package: int) -> float:
        """How likely third parties assent to a package, all imagined ones alike."""
        profiles = range(len(self.play.world.imagined[self.government]))
        return sum(self.play.assents(m, package) for m in profiles) / len(profiles)

    def parameter(self, name: str, quantity: object) -> float:
        return self.play.world.parameter(f"governments.{self.government}.tactic.{name}", quantity)

    def wakes(self) -> list[int]:
        """Days on which it must review the table, whatever else happens."""
        return []

    def demand(self) -> float:
        """The least it accepts today."""
        return self.no_deal()

    def offer(self, demand: float) -> int | None:
        """What it wants on the table."""
        return None

    def appeal(self) -> list[float]:
        """What signing each package today is worth as it chooses."""
        return self.worth()

    def prolonging(self, demand: float) -> tuple[float, float]:
        """What more time is worth, and asking for it: wanted wherever no offer meets the demand."""
        return demand, demand

    def moving(self) -> tuple[Step | None, float, float]:
        """The step it would take without the others, what that is worth, and what waiting is."""
        return None, 0.0, 0.0

    def hopes(self, demand: float, package: int) -> float:
        """What an offer just made promises."""
        return self.worth()[package]

    def keeps(self, package: int, demand: float) -> bool:
        """Whether it still stands by an offer of its own."""
        return True

    def hears_offer(self, seat: str, package: int) -> None:
        pass

    def hears_refusal(self, seat: str, packages: list[int]) -> None:
        pass

    def hears_new_government(self) -> None:
        pass

    def history_ends(self) -> None:
        pass


class Trader(Tactic):
    """Offer, of all packages that meet the demand, the one that the imagined rivals like best on average."""

    def between(self, share: float) -> float:
        """The points a share of the way from no deal to today's best package."""
        worth, d = self.worth(), self.no_deal()
        best = max((worth[p] for p in self.available()), default=d)
        return d + share * max(best - d, 0.0)

    def offer(self, demand: float) -> int | None:
        worth, chance = self.worth(), self.chances()
        best, most = None, 0.0
        for p in self.available():
            if worth[p] >= demand - TIE and chance[p] > 0:
                theirs = self._theirs(p) * chance[p]
                if best is None or theirs > most:
                    best, most = p, theirs
        return best if self.play.in_turn(self.seat) else None

    def _theirs(self, p: int) -> float:
        """Points over no deal to the rivals, as imagined before any event shifted them."""
        gains = []
        for seat in self.play.others(self.seat):
            imagined = self.play.world.imagined[self.play.sitting[seat]]
            value = sum(model.value[p] for model in imagined) / len(imagined)
            gains.append(value - sum(model.no_deal for model in imagined) / len(imagined))
        seats = set(self.play.world.principals)
        all_needed = not any(self.play.world.enough(frozenset(seats - {seat})) for seat in seats)
        return min(gains) if all_needed else sum(gains)


class AspirationTactic(Trader):
    """demand = d + start (b - d) (1 - ((t - t0) / (D - t0))^(1 / beta)), t0 the day it took office."""

    def __init__(self, play: Play, seat: str, government: str, choice: Aspiration) -> None:
        super().__init__(play, seat, government)
        self.beta, self.start = self.parameter("beta", choice.beta), self.parameter("start", choice.start)
        self.since = play.day

    def demand(self) -> float:
        left = self.play.world.deadline_in(self.play.phase) - self.since
        passed = (self.play.day - self.since) / left if left > 0 else 1.0
        return self.between(self.start * (1 - passed ** (1 / self.beta)))


class TitForTatTactic(Trader):
    """Concede what the others' best offer today is worth above the best one it first saw."""

    def __init__(self, play: Play, seat: str, government: str, choice: TitForTat) -> None:
        super().__init__(play, seat, government)
        self.generosity = self.parameter("generosity", choice.generosity)
        self.start = self.parameter("start", choice.start)
        self.first: int | None = None

    def demand(self) -> float:
        best, worth = self.play.best_offer(self.seat), self.worth()
        if self.first is None:
            self.first = best
        conceded = 0.0 if best is None or self.first is None else worth[best] - worth[self.first]
        wanted = self.between(self.start) - self.generosity * conceded
        return min(max(wanted, self.no_deal()), self.between(1.0))

    def hears_new_government(self) -> None:
        self.first = None


class HoldOutTactic(Trader):
    """A level until a date; from then on anything no worse than no deal."""

    def __init__(self, play: Play, seat: str, government: str, choice: HoldOutChoice) -> None:
        super().__init__(play, seat, government)
        self.level = self.parameter("level", choice.hold_out.level)
        self.until = (choice.hold_out.until - play.world.scenario.start).days

    def wakes(self) -> list[int]:
        return [self.until]

    def demand(self) -> float:
        return self.between(self.level if self.play.day < self.until else 0.0)


class UltimatumTactic(Tactic):
    """One package, and nothing worth less."""

    def __init__(self, play: Play, seat: str, government: str, choice: UltimatumChoice) -> None:
        super().__init__(play, seat, government)
        package = play.world.package(choice.ultimatum.package)
        assert package is not None
        self.package = package

    def demand(self) -> float:
        if self.play.best_offer(self.seat) == self.package:
            return max(self.worth()[self.package], self.no_deal())
        points, no_deal = self.expected()
        return max(points[self.package] - self.play.world.scenario.procedure.signing_cost, no_deal)

    def offer(self, demand: float) -> int | None:
        better = self.worth()[self.package] > self.no_deal() + TIE
        possible = better and self.package in self.available() and self.play.in_turn(self.seat)
        return self.package if possible else None


class ScriptTactic(Tactic):
    """Dated moves, one a day, left out where they can no longer be meant in earnest."""

    def __init__(self, play: Play, seat: str, government: str, choice: ScriptChoice) -> None:
        super().__init__(play, seat, government)
        self.moves: list[tuple[int, int]] = []
        for move in choice.script.moves:
            package = play.world.package(move.tables)
            assert package is not None
            day = (move.date - play.world.scenario.start).days
            if self.moves:
                day = max(day, self.moves[-1][0] + 1)
            self.moves.append((day, package))
        self.days = [day for day, _ in self.moves]
        self.ahead = [move for move in self.moves if move[0] >= play.day]

    def wakes(self) -> list[int]:
        return self.days

    def history_ends(self) -> None:
        """What the record tells of need not be done again."""
        self.ahead = [move for move in self.ahead if move[0] > self.play.day]

    def offer(self, demand: float) -> int | None:
        if not self.play.in_turn(self.seat):
            return None
        while self.ahead and self.ahead[0][0] <= self.play.day:
            _, package = self.ahead.pop(0)
            in_time = self.chances()[package] > 0
            if self.worth()[package] >= demand - TIE and in_time and package in self.available():
                return package
        return None


def choose_tactic(play: Play, seat: str, government: str) -> Tactic:
    """The tactic that a government's entry in the scenario names."""
    from tests.reference.slow_mind import Mind

    choice = play.world.scenario.governments[government].tactic
    place = play, seat, government
    match choice:
        case "foresight":
            return Mind(*place)
        case "aspiration":
            return AspirationTactic(*place, Aspiration())
        case "tit_for_tat":
            return TitForTatTactic(*place, TitForTat())
        case AspirationChoice():
            return AspirationTactic(*place, choice.aspiration)
        case TitForTatChoice():
            return TitForTatTactic(*place, choice.tit_for_tat)
        case HoldOutChoice():
            return HoldOutTactic(*place, choice)
        case UltimatumChoice():
            return UltimatumTactic(*place, choice)
        case ScriptChoice():
            return ScriptTactic(*place, choice)
    raise ValueError(f"no twin of {choice}")
