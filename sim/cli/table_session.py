"""What a person types at a table, and what is shown then."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.terminal import show
from sim.errors import InputError, did_you_mean, number_in
from sim.figures import margin_in_words, percent
from sim.present.offers import time_left
from sim.present.story import BEHIND
from sim.rendering.page import Part, Rows, as_rich
from sim.results.estimates import Z
from sim.results.motives import points
from sim.results.naming import Naming, say_day, say_issue, say_option
from sim.results.titles import the

if TYPE_CHECKING:
    from sim.answer import Answer
    from sim.play.table import Table

__all__ = ["COMMANDS", "Session"]

COMMANDS = (
    (
        "next",
        "[DAYS | DATE | EVENT | end]",
        "let time pass; alone, or Enter: to the next news, a week at most",
    ),
    ("table", "", "what lies on the table, and what lies ahead"),
    ("offer", "[PACKAGE]", "put a package on the table; alone: choose issue by issue"),
    ("accept", "NUMBER", "accept an offer of the others"),
    ("refuse", "NUMBER", "refuse one, so that they hear it"),
    ("withdraw", "NUMBER", "take an offer of yours off the table"),
    ("prolong", "", "be for a later deadline, where the scenario knows one"),
    ("do", "[NAME]", "do something without the others, such as walking out; alone: what there is"),
    ("worth", "PACKAGE", "what a package is worth to you today"),
    ("best", "[COUNT]", "the packages worth most to you today"),
    ("advice", "", "how the model would act in your chair"),
    ("odds", "", "how it may end, from what happened so far"),
    ("brief", "", "what you want, and what you know of the others, with sources"),
    ("news", "[DATE]", "what happened, from a day on or from the start"),
    ("mind", "", "leave your chair to the model, to the end"),
    ("help", "", "these commands; their first letters will do"),
    ("quit", "", "stop here"),
)
"""Name, what follows it, what it does."""

_WEEK = 7


class Session:
    """One person at a table.

    Parameters
    ----------
    table : Table
        The play; a person sits in one seat.
    out : Path or None
        Where its moves are kept.
    read : callable
        Given a prompt, returns a line, or None where there are no more.
    """

    def __init__(self, table: Table, out: Path | None, *, read: Callable[[str], str | None]) -> None:
        self._table, self._out, self._read = table, out, read
        self._seat = (*table.people, *table.first_people)[0]
        self._naming = Naming(table.scenario.model, table.scenario.packages)
        self._stopped = False

    def play(self) -> None:
        """Show where things stand, and do what is typed until the end."""
        self._welcome()
        while not (self._stopped or self._table.over):
            line = self._read(f"{say_day(self._table.day)}, {self._naming.seat(self._seat)}> ")
            if line is None:
                break
            try:
                self._do(line.strip())
            except InputError as error:
                self._say(("warning", str(error)))
            self.save()
        if self._table.over:
            self._end()

    def save(self) -> None:
        """Keep the moves, where a folder is given."""
        if self._out is not None:
            self._table.save(self._out)

    def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        name, rest = self._command(word.lower()), rest.strip()
        if name in ("accept", "refuse", "withdraw"):
            self._move(name, rest)
        else:
            getattr(self, f"_on_{name}")(rest)

    def _command(self, word: str) -> str:
        """Return the command that a word begins."""
        names = [name for name, _, _ in COMMANDS]
        if word in ("", "n"):
            return "next"
        found = [word] if word in names else [name for name in names if name.startswith(word)]
        if len(found) > 1:
            raise InputError(f"{word}: may be {' or '.join(found)}")
        if not found:
            raise InputError(f"{word}: no such command; help lists them.{did_you_mean(word, names)}")
        return found[0]

    def _say(self, *parts: Part) -> None:
        show([as_rich(parts)])

    def _show(self, answer: Answer, *, full: bool = False) -> None:
        show([as_rich(answer.parts("full" if full else "short"))])

    def _welcome(self) -> None:
        model = self._table.scenario.model
        government = self._table.offers(self._seat).government
        whom, seat = the(self._naming.government(government)), the(self._naming.seat(self._seat))
        parts: list[Part] = [("title", model.title)]
        if model.summary:
            parts.append(("line", " ".join(model.summary.split())))
        as_whom = whom if whom == seat else f"{whom}, in the seat of {seat}"
        parts.append(("lead", f"You act for {as_whom}. brief tells what it wants; help lists the commands."))
        self._say(*parts)
        self._show(self._table.offers(self._seat))

    def _on_next(self, rest: str) -> None:
        day = self._table.day
        news = self._table.advance(rest) if rest else self._table.advance(_WEEK, until_news=True)
        if self._table.over:
            return  # what is left is told at the end
        if news.lines:
            self._say(*((("item", f"{say_day(each)}: {text}")) for each, text in news.lines))
        else:
            left = (self._table.deadline - self._table.day).days
            certain = self._table.deadline_is_certain
            more = time_left(self._table.scenario.model, left, certain=certain)
            self._say(("small", f"{(self._table.day - day).days} days pass; {more}."))

    def _on_table(self, rest: str) -> None:
        self._show(self._table.offers(self._seat), full=True)

    def _on_offer(self, rest: str) -> None:
        package = rest or self._choose()
        if package is not None:
            self._move("offer", package)

    def _move(self, kind: str, rest: object) -> None:
        if rest == "":
            raise InputError(f"{kind}: which one? Give its number on the table")
        offers = self._table.move(self._seat, kind, rest)  # type: ignore[arg-type]
        if not self._table.over:
            self._show(offers)

    def _choose(self) -> dict[str, str] | None:
        """Ask for the options of a package, issue by issue; None where it is broken off."""
        chosen = {}
        model = self._table.scenario.model
        for issue, body in model.issues.items():
            options = list(body.options)
            numbered = all(number_in(option) is None for option in options)  # others would be taken for numbers
            words = [say_option(model, issue, option) if numbered else option for option in options]
            listed = ", ".join(f"{number} {word}" if numbered else word for number, word in enumerate(words, 1))
            answer = self._read(f"  {say_issue(model, issue)} ({listed}) [{1 if numbered else options[0]}]: ")
            if answer is None:
                return None
            name = answer.strip().replace(" ", "_") or options[0]
            if numbered and (number := number_in(name)) is not None and 1 <= number <= len(options):
                name = options[number - 1]
            if name not in options:
                raise InputError(f"offer: {answer.strip()} is none of them; nothing was offered")
            chosen[issue] = name
        self._on_worth(", ".join(f"{issue}={option}" for issue, option in chosen.items()))
        sure = self._read("  Put it on the table (y/n)? [y]: ")
        return chosen if sure is not None and sure.strip().lower() in ("", "y", "yes") else None

    def _on_worth(self, rest: str) -> None:
        from sim.scenario.named_package import package_of

        if not rest:
            raise InputError("worth: of which package? Give a proposal's name, or issue=option, ...")
        self._rows([package_of(self._table.scenario, rest)])

    def _on_best(self, rest: str) -> None:
        count = number_in(rest) if rest else 10
        if count is None:
            raise InputError(f"best: must be a number (found {rest:.40})")
        worth = self._table.packages(self._seat)["worth"].to_numpy()
        self._rows(sorted(range(len(worth)), key=lambda p: -worth[p])[:count])

    def _rows(self, packages: list[int]) -> None:
        every = self._table.packages(self._seat)
        rows = tuple(
            (
                self._naming.package(p, whole=True),
                points(every["worth"].iloc[p]),
                points(every["points"].iloc[p]),
                percent(every["in_time"].iloc[p]),
            )
            for p in packages
        )
        no_deal = points(self._table.offers(self._seat).no_deal)
        self._say(Rows(("package", "today", "in force", "in time"), rows))
        self._say(("small", f"No agreement is worth {no_deal}."))

    def _on_prolong(self, rest: str) -> None:
        self._table.move(self._seat, "prolong")
        self._say(("line", "You are for prolonging the talks."))

    def _on_do(self, rest: str) -> None:
        if rest:
            self._move("do", rest)
            return
        found = self._table.what_to_do(self._seat)
        rows = tuple((name, title) for name, title in found.items())
        self._say(Rows(("what", "in words"), rows, words=2) if rows else ("small", "Today there is nothing."))

    def _on_advice(self, rest: str) -> None:
        self._show(self._table.advice(self._seat))

    def _on_odds(self, rest: str) -> None:
        found = self._table.odds()
        shares = found.estimates
        numbers = (shares.probability, shares.standard_error, shares.low, shares.high)
        rows = sorted(zip(found.names, *(each.tolist() for each in numbers), strict=True), key=lambda row: -row[1])
        body = tuple(
            (name, percent(share), margin_in_words(share, Z * error, low, high, sign="± "))
            for name, share, error, low, high in rows
            if share > 0
        )
        plays = f"{len(found):,} plays that go on from here, the model's governments in all seats, in "
        self._say(("small", f"{plays}{found.provenance.worlds} worlds: yours is one of many that are possible."))
        self._say(Rows(("how it may end", "share", "95% margin"), body))

    def _on_brief(self, rest: str) -> None:
        self._show(self._table.brief(self._seat), full=True)

    def _on_news(self, rest: str) -> None:
        self._show(self._table.news(since=rest or self._table.scenario.model.start))

    def _on_mind(self, rest: str) -> None:
        self._table.hand_over(self._seat)
        self._table.advance("end")

    def _on_help(self, rest: str) -> None:
        rows = tuple((f"{name} {takes}".strip(), does) for name, takes, does in COMMANDS)
        self._say(Rows(("command", "what it does"), rows, words=2))
        proposals = ", ".join(self._table.scenario.model.proposals)
        named = f"a proposal ({proposals}) or " if proposals else ""
        issues = ", ".join(self._table.scenario.model.issues)
        words = (
            f"PACKAGE is {named}issue=option, issue=option, ... Issues are {issues}; what you leave out is the first."
        )
        self._say(("small", words))

    def _on_quit(self, rest: str) -> None:
        self._stopped = True

    def _end(self) -> None:
        """Tell the story, and place the end."""
        self._say(("heading", "The end"))
        self._say(*(("item", f"{say_day(day)}: {text}") for day, text in self._table.news().lines))
        self._say(("heading", "The whole story"))
        parts = takewhile(lambda part: part != BEHIND, self._table.story().parts())
        self._say(*parts)
        self._say(("heading", "What to make of it"))
        self._show(self._table.placement(self._seat))
        which = f"--world {self._table.world} --replication {self._table.replication} --seed {self._table.seed}"
        another = f"Another play: --world {self._table.world + 1}."
        self._say(("end", f"The model's play, and what stands behind it: sim tell FILE {which}. {another}"))
