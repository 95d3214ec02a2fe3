"""Moves -> dated sentences: one play in plain words, with the numbers behind every decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise

from sim.engine.record import Move
from sim.figures import counted, joined, plain
from sim.minds.quorum import quorum_of
from sim.results.closing import Closing
from sim.results.motives import Motives, against_without, chance, points, say_points
from sim.results.naming import Naming, Pronoun, say_day, sentence
from sim.results.titles import the
from sim.scenario.load import LoadedScenario

__all__ = ["Line", "Term", "narrate_moves"]

_ANSWERS = {"assent": "assents to", "ratified": "ratifies", "rejected": "does not ratify"}
_ANSWERS |= {"more time": "assents to", "no more time": "does not assent to"}
_ANSWERS |= {"time granted": "grants", "time withheld": "does not grant"}

_NEWS = 1.5
"""Points by which what waiting is worth must change on an event's day to be mentioned."""


@dataclass(frozen=True)
class Line:
    """A sentence or two, and their day since the start."""

    day: int
    text: str


@dataclass(frozen=True)
class Term:
    """A government's time in a seat, in days since the start, until its successor's first day or the deadline.

    `no_deal` is what no agreement is worth to it on its first day, in points; None where that is not to be told.
    """

    seat: str
    government: str
    first: int
    last: int
    no_deal: float | None = None


def narrate_moves(
    scenario: LoadedScenario,
    moves: Sequence[Move],
    *,
    reviews: Sequence[Move],
    terms: Sequence[Term],
    first: int = 0,
) -> list[Line]:
    """Return the story of one lane.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    moves : sequence of Move
        What happened, in order.
    reviews : sequence of Move
        Looks at the table, in order.
    terms : sequence of Term
        Who sat when.
    first : int
        How many moves, which came before, are left out.
    """
    narrator = _Narrator(scenario, reviews, terms)
    _narrated(narrator, moves[:first])
    narrator.begin_anew()
    return _narrated(narrator, moves[first:])


def _narrated(narrator: _Narrator, moves: Sequence[Move]) -> list[Line]:
    lines: list[Line] = []
    for day, of_day in groupby(moves, key=lambda move: move.day):
        events, rest = _split(of_day)
        for group in (events, rest):
            for (kind, who), alike in groupby(group, key=lambda move: (move.kind, move.who)):
                lines += [Line(day, sentence(text)) for text in narrator.sentences(day, kind, who, list(alike))]
            if group is events and events:
                lines += [Line(day, sentence(text)) for text in narrator.news(day, [move.who for move in events])]
    return lines


def _split(moves: Iterator[Move]) -> tuple[list[Move], list[Move]]:
    """Part a day's events from its other moves, which come after all of them or out of them."""
    of_day = list(moves)
    events = [move for move in of_day if move.kind in ("event", "no event")]
    return events, [move for move in of_day if move not in events]


class _Narrator:
    """Puts group after group of moves into sentences, and remembers what has been mentioned."""

    def __init__(self, scenario: LoadedScenario, reviews: Sequence[Move], terms: Sequence[Term]) -> None:
        self._model, self._terms, self._reviews = scenario.model, terms, reviews
        self._packages = scenario.packages
        self._naming = Naming(scenario.model, scenario.packages)
        self._motives = Motives(scenario.model, self._naming)
        principals = (name for name, seat in self._model.seats.items() if seat.principal)
        self._needed = dict(zip(principals, quorum_of(self._model, mediators=False).needed, strict=True))
        self._mentioned: set[int] = set()
        self._closing = Closing()
        self._deadline, self._certain = scenario.model.days, scenario.model.deadline_is_certain
        self._signature_counts = scenario.model.signature_counts

    def sentences(self, day: int, kind: str, who: str, moves: list[Move]) -> Iterator[str]:
        """Return the sentences of moves of one kind, by one seat or event, on one day."""
        tellers: dict[str, Callable[[int, str, list[Move]], Iterator[str]]] = {
            "event": self._event,
            "no event": self._no_event,
            "offer": self._offer,
            "accept": self._accept,
            "refuse": self._refuse,
            "withdraw": self._withdraw,
            **dict.fromkeys(_ANSWERS, self._assent),
            "veto": self._veto,
            "suspend": self._suspend,
            "consent": self._consent,
            **dict.fromkeys(("prolonged", "not prolonged"), self._prolonged),
            "ready": self._ready,
            "move": self._move,
            "drafting": self._drafting,
            "agreed": self._agreed,
            "in force": self._in_force,
            "lapsed": self._lapsed,
        }
        return tellers[kind](day, who, moves)

    def begin_anew(self) -> None:
        """Say again of each package what it holds where it is first spoken of."""
        self._mentioned.clear()

    def news(self, day: int, events: Sequence[str]) -> Iterator[str]:
        """Say how a day's events changed what waiting is worth."""
        sentences = [self._new_worth(seat, day) for seat, body in self._model.seats.items() if body.principal]
        if any(sentences) and any(self._bears(event) for event in events):
            yield f"Waiting is now worth {joined([words for words in sentences if words])}"

    def _bears(self, event: str) -> bool:
        body = self._model.events[event]
        return bool(
            body.chance != 1.0
            or body.install
            or body.shift
            or body.shift_no_deal
            or body.cost_per_day
            or body.chances
            or body.ends_talks
        )

    def _new_worth(self, seat: str, day: int) -> str:
        today = next((look for look in self._reviews if look.who == seat and look.day == day), None)
        before = [look for look in self._reviews if look.who == seat and look.day < day]
        if today is None:
            return ""
        now, actor = today.numbers["demand"], self._actor(seat, day)
        if not before or self._sitting(seat, before[-1].day) != self._sitting(seat, day):
            return f"{say_points(now)} to {actor}"
        then = before[-1].numbers["demand"]
        return f"{say_points(now)} to {actor} ({points(then)} before)" if abs(now - then) >= _NEWS else ""

    def _date(self, day: float) -> str:
        return say_day(self._model.start + timedelta(days=int(day)))

    def _sitting(self, seat: str, day: int) -> str:
        return next(term.government for term in reversed(self._terms) if term.seat == seat and term.first <= day)

    def _actor(self, seat: str, day: int) -> str:
        return the(self._naming.actor(seat, self._sitting(seat, day)))

    def _does(self, seat: str, day: int, verb: str) -> str:
        """Return who acts, with a verb."""
        return f"{self._actor(seat, day)} {self._it(seat, day).conjugated(verb)}"

    def _it(self, seat: str, day: int) -> Pronoun:
        return self._naming.pronoun(self._sitting(seat, day), seat=seat)

    def _against(self, seat: str, day: int, move: Move, without: str = "without") -> str:
        return against_without(move.numbers, self._it(seat, day), without)

    def _others(self, seat: str, day: int) -> str:
        """Name the other principals: all of them, or where fewer will do enough of them."""
        others = [name for name, body in self._model.seats.items() if body.principal and name != seat]
        named = joined([self._actor(other, day) for other in others])
        return named if len(others) == 1 or all(self._needed[other] for other in others) else f"enough of {named}"

    def _package(self, package: int) -> str:
        """Name a package; where a proposal is first spoken of, with its content."""
        first = package not in self._mentioned
        self._mentioned.add(package)
        return self._naming.package(package, whole=first)

    def _event(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        self._motives.happened.add(who)
        yield self._naming.event(who)
        self._closing.ended |= self._model.events[who].ends_talks and not self._closing.over
        for seat, government in self._model.events[who].install.items():
            terms = [term for term in self._terms if term.seat == seat]
            for old, new in pairwise(terms):
                if new.first == day and new.government == government:
                    self._motives.meet_anew()
                    yield self._succession(old, new)

    def _succession(self, old: Term, new: Term) -> str:
        before = the(self._naming.government(old.government))
        change = self._naming.does(new.government, f"takes the place of {before}")
        if self._closing.over or not self._model.seats[old.seat].principal:
            return change
        void = f"{change}, whose offers are void"
        if new.no_deal is None:
            return void
        return f"{void}. To the new government no agreement is worth {say_points(new.no_deal)}"

    def _no_event(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        event = self._model.events[who]  # no news where it could not come, or where nobody had heard of it
        if not ((self._closing.over and event.while_open) or (event.chance == 0 and not event.foreseen)):
            yield f"“{self._naming.event(who)}” does not happen"

    def _offer(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        given = [self._package(move.package) for move in moves if not {"demand", "advised"} & {*move.numbers}]
        if given:
            begins = "begins with" if day == 0 else "puts"
            yield f"{self._does(who, day, begins)} {joined(given)} on the table"
        for move in moves:
            if "advised" in move.numbers:
                yield self._by_person(day, who, "offers", move)
            elif "demand" in move.numbers:
                name = self._package(move.package)
                why = self._motives.offer(
                    self._sitting(who, day), self._others(who, day), move.numbers, day=day, who=self._it(who, day),
                    package=move.package,
                )  # fmt: skip
                yield f"{self._does(who, day, 'offers')} {name}: {why}"
                yield from self._learned(who, day, move)

    def _by_person(self, day: int, who: str, does: str, move: Move) -> str:
        """Tell a person's move, and what it was worth; or a move of which no numbers are known."""
        name = self._package(move.package)
        if "advised" not in move.numbers:
            return f"{self._does(who, day, does)} {name}"
        it = self._it(who, day)
        why = self._motives.person(move.numbers, it, package=move.package)
        return f"{self._actor(who, day)}, played by a person, {it.conjugated(does)} {name}: {why}"

    def _learned(self, who: str, day: int, move: Move) -> Iterator[str]:
        learned = self._motives.learned(self._sitting(who, day), move.numbers, self._it(who, day))
        if learned:
            yield learned

    def _accept(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            if "demand" not in move.numbers:
                yield self._by_person(day, who, "accepts", move)
                continue
            sitting, it = self._sitting(who, day), self._it(who, day)
            why = self._motives.acceptance(sitting, move.numbers, day=day, who=it, package=move.package)
            yield f"{self._does(who, day, 'accepts')} {self._package(move.package)}: {why}"

    def _refuse(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            if "demand" not in move.numbers:
                yield self._by_person(day, who, "refuses", move)
                continue
            name = self._package(move.package)
            sitting, it = self._sitting(who, day), self._it(who, day)
            why = self._motives.refusal(sitting, move.numbers, day=day, who=it, package=move.package)
            yield f"{self._does(who, day, 'refuses')} {name}: {why}"

    def _withdraw(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        if day == self._deadline:
            return  # the deadline takes all offers off the table
        late = [move for move in moves if "demand" in move.numbers and self._motives.late(move.numbers)]
        if late:
            names = joined([self._package(move.package) for move in late])
            chances = joined([chance(move.numbers["in_force"]) for move in late])
            several = (
                "chance of taking effect in the time left is"
                if len(late) == 1
                else "chances of taking effect in the time left are"
            )
            left = f"the {several} {chances}"
            yield f"{self._does(who, day, 'takes')} {names} off the table: {left}"
        for move in moves:
            if "advised" in move.numbers:
                yield self._by_person(day, who, "takes off the table", move)
            elif move not in late:
                why = ""
                if move.numbers:  # what everybody can know has none
                    sitting, it = self._sitting(who, day), self._it(who, day)
                    why = f": now {self._motives.weighed(sitting, move.numbers, day=day, later=True, who=it)}"
                yield f"{self._does(who, day, 'takes')} {self._package(move.package)} off the table{why}"

    def _assent(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            self._closing.answered(who, move.kind)
            about = "more time" if move.package < 0 else self._package(move.package)
            yield f"{self._does(who, day, _ANSWERS[move.kind])} {about}{self._against(who, day, move)}"

    def _veto(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            name = self._package(move.package)
            yield f"{self._does(who, day, 'does not assent')} to {name}{self._against(who, day, move)}"
            yield f"{name[:1].upper()}{name[1:]} is off the table"
        self._closing.drafted = -1

    def _suspend(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            until = self._date(move.numbers["until"])
            if move.package < 0:
                yield f"There is no contact before {until}"
            else:
                breaks, offer = (
                    f"{self._does(who, day, 'breaks')} off contact until {until}",
                    self._package(move.package),
                )
                yield f"{breaks}: {self._offence(offer, move, self._it(who, day))}"

    def _offence(self, offer: str, move: Move, it: Pronoun) -> str:
        if "demand" not in move.numbers:
            return f"{offer} is an offence to {it.object}"
        worth, demand = points(move.numbers["worth"]), say_points(move.numbers["demand"])
        return f"signed today, {offer} would be worth {worth}, an offence against the {demand} {it.does('asks for')}"

    def _consent(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            worth = self._against(who, day, move, "of waiting")
            yield f"{self._does(who, day, 'is')} for prolonging the talks{worth}"

    def _prolonged(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        self._certain |= moves[0].kind == "prolonged"
        self._deadline = int(moves[0].numbers.get("until", self._deadline))
        how = f"prolonged until {self._date(self._deadline)}" if "until" in moves[0].numbers else "not prolonged"
        yield f"The talks are {how} ({self._model.prolongations[who].title or plain(who)})"

    def _ready(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            yield f"{self._moving(day, 'is', move)} ready for {self._own_move(day, who, move)}"

    def _move(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        move, body = moves[0], self._model.moves[who]
        yield f"{self._moving(day, 'moves', move)}, {self._own_move(day, who, move)}"
        if body.ends_talks:
            self._closing.ended = True
        if body.deadline and (nearer := (body.deadline - self._model.start).days) < self._deadline:
            self._deadline = nearer
            yield f"The deadline is now {self._date(nearer)}"

    def _mover(self, move: Move) -> str:
        return list(self._model.seats)[int(move.numbers["seat"])]

    def _moving(self, day: int, verb: str, move: Move) -> str:
        return self._does(self._mover(move), day, verb)

    def _own_move(self, day: int, who: str, move: Move) -> str:
        return f"“{self._naming.move(who)}”{self._against(self._mover(move), day, move, 'of waiting')}"

    def _drafting(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        for move in moves:
            self._closing.drafted, until = move.package, self._date(move.numbers["until"])
            yield f"{self._package(move.package)} is agreed; its text is still being written, and ready on {until}"

    def _agreed(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        self._closing.signed = moves[0].package
        lead, left = int(moves[0].numbers["lead_days"]), self._deadline - day
        needed = f"Taking effect will need {counted(lead, 'day')}" if lead else "It takes effect at once"
        if moves[0].numbers.get("hurried"):
            needed = f"{needed}, as procedures are hurried"
        if asked := joined([self._actor(seat, day) for seat in self._naming.needs(self._closing.signed)]):
            needed = f"{needed}, once ratified by {asked}" if lead else f"It takes effect when ratified by {asked}"
        if self._signature_counts or not self._certain:
            left = lead  # it does not matter, or nobody knows
        short = f", and {left if left else 'none'} {'are' if left != 1 else 'is'} left" if lead > left else ""
        yield f"{self._package(self._closing.signed)} is signed. {needed}{short}"

    def _in_force(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        if self._signature_counts:
            yield "The agreement enters into force"
            return
        if not self._certain:
            yield "The agreement enters into force before the deadline has passed"
            return
        left = self._deadline - day
        early = f"{counted(left, 'day')} before the deadline" if left else "on the day of the deadline"
        yield f"The agreement enters into force, {early}"

    def _lapsed(self, day: int, who: str, moves: list[Move]) -> Iterator[str]:
        if not self._certain:
            self._deadline = day
        yield self._closing.lapsed(self._model.deadline_for)
