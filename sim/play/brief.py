"""A seat's brief: what its government wants and will not have, what no deal is worth, what is known of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.analysis.wording import say_order
from sim.arrays import Floats
from sim.figures import counted, joined, plain
from sim.play.answers import SeatAnswer
from sim.play.view import View
from sim.results.motives import chance
from sim.results.naming import Naming, say_day, say_issue, sentence
from sim.results.standing import Rests, what_stands_behind
from sim.results.titles import the
from sim.scenario.deadline import say_deadline
from sim.scenario.load import LoadedScenario
from sim.worlds.worlds import Worlds

__all__ = ["Brief", "BriefLine", "brief_of"]

Section = Literal["short", "talks", "want", "never", "no deal", "worth", "others", "ahead"]

_POINTS = "this world's points"
"""The source of numbers that were drawn for this play from what the statements leave possible, or are given."""

_BELOW = "see below"
"""The source of what is said again further down, with the claims behind it."""

_BEST = 5
"""How many of the best packages a brief lists."""

_FEW = 3
"""How many of the things refused, or ahead, are named in short."""


@dataclass(frozen=True)
class BriefLine:
    """A sentence of a brief, and what it rests on.

    Parameters
    ----------
    section : str
        Where it stands: in short, the talks, what one wants, what one never accepts, no deal, what packages are
        worth, what is known of the others, what lies ahead.
    text : str
        The sentence.
    source : str
        Claims by id, ``assumption``, ``see below``, or where in the scenario or model it comes from.
    """

    section: Section
    text: str
    source: str


@dataclass(frozen=True, eq=False, repr=False)
class Brief(SeatAnswer, presented_by="sim.present.brief"):
    """The private brief of a seat.

    Parameters
    ----------
    scenario, seed, world, replication, seat, government
        See `SeatAnswer`.
    day : date
        The day it is given.
    lines : tuple of BriefLine
        In the order of their sections.
    """

    day: date
    lines: tuple[BriefLine, ...]

    def __repr__(self) -> str:
        return f"<Brief: of {self.seat} ({self.government}), {len(self.lines)} lines>"


def brief_of(
    scenario: LoadedScenario, worlds: Worlds, view: View, *, seat: str, day: date, which: dict[str, int]
) -> Brief:
    """Return the brief of the government in a seat, as it stands on a day.

    Parameters
    ----------
    scenario : LoadedScenario
        The negotiation.
    worlds : Worlds
        The play's world alone.
    view : View
        What the seat sees.
    seat : str
        Whose brief.
    day : date
        Today.
    which : dict of str to int
        Seed, world and replication.

    Notes
    -----
    Of its own preferences a government knows what holds in this world; of the others what is said of them, which
    holds in most worlds (its credence), and not whether it does in this one.
    """
    writer = _Writer(scenario, seat, view)
    statements = next(
        each.statements for each in what_stands_behind(scenario, worlds) if each.government == view.name
    )
    lines = [
        *writer.short(
            [each.statement.removeprefix("refuses ") for each in statements if not _is_wish(each.statement)]
        ),
        *writer.talks(),
        *writer.own(statements),
        *writer.no_deal(),
        *writer.worth(),
        *writer.others(),
        *writer.ahead(),
        *writer.possible(),
    ]
    return Brief(scenario, seat=seat, government=view.name, day=day, lines=tuple(lines), **which)


class _Writer:
    """Writes the sections of one brief."""

    def __init__(self, scenario: LoadedScenario, seat: str, view: View) -> None:
        self._scenario, self._model, self._seat, self._view = scenario, scenario.model, seat, view
        self._naming = Naming(scenario.model, scenario.packages)

    def short(self, refused: list[str]) -> list[BriefLine]:
        """Say in a few lines what to get, what to refuse and how long there is."""
        worth, naming = self._view.worth, self._naming
        (best,) = self._best(1)
        more = f"Signed today, {self._better(worth)} of {len(worth)} packages are worth more: sign no other."
        found = [
            (
                f"Best for you if signed today: {naming.package(best, whole=True)}, {round(worth[best])} points.",
                _POINTS,
            ),
            (f"No agreement: {round(self._view.no_deal)} points. {more}", _POINTS),
        ]
        if refused:
            found.append((f"Your government refuses {_few(refused)}.", _BELOW))
        day = self._model.deadline
        until = f"The talks run to {say_day(day)}" if isinstance(day, date) else f"Deadline: {say_deadline(day)}"
        events = [
            f"{each.title}{'' if each.chance == 1 else f' ({chance(each.chance)})'}, {say_day(each.first)}"
            for each in self._view.ahead()
        ]
        found.append((f"{until}{f'. Ahead: {_few(events)}' if events else ''}.", _BELOW))
        return [BriefLine("short", text, source) for text, source in found]

    def talks(self) -> list[BriefLine]:
        """Say who one is, with whom one talks, until when, and how an agreement comes about."""
        naming, model = self._naming, self._model
        others = [
            self._chair(name, self._view.in_office(name))
            for name, body in model.seats.items()
            if body.at_table and name != self._seat
        ]
        title = self._chair(self._seat, self._view.name)
        day = model.deadline
        until = f"to {say_day(day)}" if isinstance(day, date) else f"on; the deadline is {say_deadline(day)}"
        lines = [f"You act for {title}, in talks with {joined(others)} from {say_day(model.start)} {until}"]
        if model.summary:
            lines.append(" ".join(model.summary.split()))
        for name, body in model.seats.items():
            if not body.at_table:
                needs = [
                    f"{naming.pattern({issue: (option,)})}"
                    for issue, each in model.issues.items()
                    for option, details in each.options.items()
                    if name in details.needs
                ]
                if needs:
                    after = ", after the signature," if body.asked == "after" else ""
                    lines.append(f"The assent of {the(naming.seat(name))} is needed{after} for {joined(needs)}")
        return [BriefLine("talks", sentence(text), "scenario") for text in lines]

    def _chair(self, seat: str, government: str) -> str:
        """Return a seat with who sits there now: pages call it by either name."""
        chair, sitting = self._naming.actor(seat, government), self._naming.government(government)
        return the(chair) if chair in sitting else f"{the(chair)} ({the(sitting)})"

    def own(self, statements: Sequence[Rests]) -> list[BriefLine]:
        """Say what the government wants and will not have, in this world."""
        found = []
        for issue, order in self._model.governments[self._view.name].orders.items():
            claims = self._model.governments[self._view.name].order_claims.get(issue, ())
            options = say_order(self._model, issue, order).replace("the same to it", "the same to you")
            found.append(BriefLine("want", f"On {say_issue(self._model, issue)}: {options}.", _source(claims)))
        for each in statements:
            section: Section = "want" if _is_wish(each.statement) else "never"
            claims = tuple(claim.id for claim in each.claims)
            found.append(BriefLine(section, sentence(f"Your government {each.statement}"), _source(claims)))
        return sorted(found, key=lambda line: line.section, reverse=True)

    def no_deal(self) -> list[BriefLine]:
        """Say what no agreement is worth."""
        worth = round(self._view.no_deal)
        text = f"No agreement is worth {worth} points to you: sign nothing that is worth less."
        return [BriefLine("no deal", text, _POINTS)]

    def worth(self) -> list[BriefLine]:
        """Say which packages are best today, and how many are better than no deal."""
        points, worth, in_time = self._view.points, self._view.worth, self._view.in_time
        ever, today = self._better(points), self._better(worth)
        why = ["taking effect takes time"] * bool((in_time < 1).any())
        why += ["to sign costs points"] * bool(self._model.procedure.signing_cost)
        now = "as many" if today == ever else f"{today}"
        because = f": {joined(why)}" if today != ever and why else ""
        lines = [
            f"{ever} of {len(points)} packages are worth more to you than no agreement once they are in force, and "
            f"{now} if they are signed today{because}."
        ]
        for position in self._best(_BEST):
            name = self._naming.package(position, whole=True)
            lines.append(
                f"{round(worth[position])} points today: {name}. In force it is worth {round(points[position])}; the "
                f"chance that it {self._naming.in_time(position)} is {chance(in_time[position])}."
            )
        return [BriefLine("worth", text, _POINTS) for text in lines]

    def _best(self, few: int) -> list[int]:
        """Return the packages that are worth most if signed today, the best first."""
        worth = self._view.worth
        return sorted(range(len(worth)), key=lambda position: -worth[position])[:few]

    def _better(self, values: Floats) -> int:
        """Return how many packages are worth more than no agreement."""
        return int((values > self._view.no_deal).sum())

    def others(self) -> list[BriefLine]:
        """Say what is said of the other governments."""
        naming, found = self._naming, []
        for name, body in self._model.governments.items():
            if name == self._view.name:
                continue
            for single in body.single_statements:
                each = single.statement
                doubt = "" if each.credence == 1 else f" (in {each.credence:.0%} of worlds)"
                text = f"{naming.does(name, naming.statement(each))}{doubt}"
                found.append(BriefLine("others", sentence(text), _source(each.claims)))
            if not body.statements:
                found.append(
                    BriefLine("others", f"Nothing is said of what {naming.does(name, 'wants')}.", "scenario")
                )
        return found

    def ahead(self) -> list[BriefLine]:
        """Say what lies ahead, and what chance the government gives it."""
        found = []
        for each in self._view.ahead():
            days = say_day(each.first) + (f" to {say_day(each.last)}" if each.last > each.first else "")
            belief = "" if each.chance == 1 else f"; you give it a chance of {chance(each.chance)}"
            found.append(BriefLine("ahead", sentence(f"{days}: {each.title}{belief}"), _source(each.claims)))
        return found

    def possible(self) -> list[BriefLine]:
        """Say how the talks may be prolonged, and what seats may do without the others."""
        model, found = self._model, []
        for name, step in model.prolongations.items():
            until = f"to {say_day(step.to)}" if step.to else f"by {counted(step.days or 0, 'day')}"
            often = f", {counted(step.times, 'time')} at most" if step.times > 1 else ""
            text = (
                f"Within {counted(step.last_days, 'day')} of the {model.end_word} the talks may be prolonged {until}"
                f"{often} (“{step.title or plain(name)}”), {self._whose_consent(name)}"
            )
            found.append(BriefLine("ahead", sentence(text), _source(step.claims)))
        for name, move in model.moves.items():
            seats = ["you" if seat == self._seat else the(self._naming.seat(seat)) for seat in move.seats]
            days = f" from {say_day(move.from_)}" if move.from_ else ""
            days += f" until {say_day(move.until)}" if move.until else ""
            text = f"Without the others, {joined(seats)} may make the move “{self._naming.move(name)}”{days}"
            found.append(BriefLine("ahead", text + ".", _source(move.claims)))
        return found

    def _whose_consent(self, name: str) -> str:
        """Say on whom a prolongation depends."""
        step, model = self._model.prolongations[name], self._model
        if step.chance is not None:
            return "which nobody at the table decides"
        asked = [seat for seat in model.seats if seat in model.who_prolongs(name)]
        seats = ["you" if seat == self._seat else the(self._naming.seat(seat)) for seat in asked]
        return f"if {joined(seats)} {'grant it' if step.granted_by else 'agree'}"


def _is_wish(statement: str) -> bool:
    return statement.startswith(("accepts", "prefers"))


def _few(things: list[str]) -> str:
    """Return the first of several things, and how many more there are."""
    more = len(things) - _FEW
    return "; ".join([*things[:_FEW], *([f"and {more} more"] if more > 0 else [])])


def _source(claims: tuple[str, ...]) -> str:
    return ", ".join(claims) if claims else "assumption"
