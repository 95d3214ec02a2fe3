"""What a person types at a table, and what is shown then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import takewhile
from pathlib import Path
from re import fullmatch, sub
from typing import TYPE_CHECKING

from sim.cli.terminal import show
from sim.errors import InputError, did_you_mean, number_in
from sim.figures import counted, margin_in_words, percent
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

_OTHER_WORDS = {"": "next", "n": "next", "?": "help", "exit": "quit", "bye": "quit"}

_STOP = "stop"
"""Breaks off the choice of a package."""

_WEEK = 7

_ARGUMENTS = ("package", "to", "since")
"""What a table calls that which follows a command."""


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
    file : str
        The scenario and the values set on it, as they are typed.
    """

    def __init__(self, table: Table, out: Path | None, *, read: Callable[[str], str | None], file: str) -> None:
        self._table, self._out, self._read, self._file = table, out, read, file
        self._seat = (*table.people, *table.first_people)[0]
        self._naming = Naming(table.scenario.model, table.scenario.packages)
        self._stopped = False
        self._news_shown = 0

    def play(self) -> None:
        """Show where things stand, and do what is typed until the end."""
        self._welcome()
        self.save()
        while not (self._stopped or self._table.over):
            self._news_shown = len(self._all_news())
            line = self._read(f"{say_day(self._table.day)}, {self._naming.seat(self._seat)}> ")
            if line is None:
                break
            self._try(line.strip())
            self.save()
        if self._table.over:
            self._end()

    def save(self) -> None:
        """Keep the moves, where a folder is given."""
        if self._out is not None:
            self._table.save(self._out)

    def _try(self, line: str) -> None:
        """Do what is typed; a mistake is told, by the command's name where the table knows it by an argument's."""
        word, _, rest = line.partition(" ")
        name = ""
        try:
            name = self._command(word.lower())
            self._do(name, rest.strip())
        except InputError as error:
            self._say(("warning", sub(rf"^({'|'.join(_ARGUMENTS)}): ", f"{name}: ", str(error))))

    def _all_news(self) -> tuple[tuple[date, str], ...]:
        return self._table.news(since=self._table.scenario.model.start).lines

    def _do(self, name: str, rest: str) -> None:
        if name in ("accept", "refuse", "withdraw"):
            self._move(name, rest)
        else:
            getattr(self, f"_on_{name}")(rest)

    def _command(self, word: str) -> str:
        """Return the command that a word begins."""
        names = [name for name, _, _ in COMMANDS]
        word = _OTHER_WORDS.get(word, word)
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
        parts: list[Part] = [("title", model.title)]
        if model.summary:
            parts.append(("line", " ".join(model.summary.split())))
        if self._table.over:
            self._news_shown = len(self._all_news()) - len(self._table.news().lines)
            self._say(*parts, ("lead", "This play has come to its end."))
            return
        government, seat = the(self._naming.government(self._government)), the(self._naming.seat(self._seat))
        as_whom = government if government == seat else f"{government}, in the seat of {seat}"
        parts.append(("lead", f"You act for {as_whom}. brief tells what it wants; help lists the commands."))
        self._say(*parts)
        self._show(self._table.offers(self._seat))

    @property
    def _government(self) -> str:
        return self._table.offers(self._seat).government

    def _on_next(self, rest: str) -> None:
        day, before = self._table.day, self._government
        news = self._table.advance(_time(rest)) if rest else self._table.advance(_WEEK, until_news=True)
        if self._table.over:
            return  # what is left is told at the end
        if news.lines:
            self._say(*((("item", f"{say_day(each)}: {text}")) for each, text in news.lines))
        else:
            left = (self._table.deadline - self._table.day).days
            certain = self._table.deadline_is_certain
            more = time_left(self._table.scenario.model, left, certain=certain)
            passed = (self._table.day - day).days
            self._say(("small", f"{counted(passed, 'day')} {'passes' if passed == 1 else 'pass'}; {more}."))
        if (now := self._government) != before:
            whom = the(self._naming.government(now))
            self._say(("line", f"You act for {whom} now, with its points: brief tells what it wants."))

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
            prompt = f"  {say_issue(model, issue)} ({listed}) [{1 if numbered else options[0]}]: "
            option = self._choose_option(prompt, dict(zip(options, words, strict=True)), numbered=numbered)
            if option is None:
                self._say(("small", "Nothing was offered."))
                return None
            chosen[issue] = option
        self._on_worth(", ".join(f"{issue}={option}" for issue, option in chosen.items()))
        sure = self._read("  Put it on the table (y/n)? [y]: ")
        if sure is not None and sure.strip().lower() in ("", "y", "yes"):
            return chosen
        self._say(("small", "Nothing was offered."))
        return None

    def _choose_option(self, prompt: str, options: dict[str, str], *, numbered: bool) -> str | None:
        """Ask until one of the options, by its words, is named, or its number given; None where it is broken off."""
        names = list(options)
        called = {word.casefold(): name for name, word in options.items()} | {each.casefold(): each for each in names}
        while (answer := self._read(prompt)) is not None:
            given = answer.strip()
            if not given:
                return names[0]
            number = number_in(given) if numbered else None
            if number is not None and 1 <= number <= len(names):
                return names[number - 1]
            for word in (given, given.replace(" ", "_")):
                if word in names or word.casefold() in called:
                    return word if word in names else called[word.casefold()]
            if given.casefold() == _STOP:
                return None
            self._say(("warning", f"offer: {given:.40} is none of them; {_STOP} breaks off"))
        return None

    def _on_worth(self, rest: str) -> None:
        from sim.scenario.named_package import package_of

        if not rest:
            raise InputError("worth: of which package? Give a proposal's name, or issue=option, ...")
        self._rows([package_of(self._table.scenario, rest)])

    def _on_best(self, rest: str) -> None:
        count = number_in(rest) if rest else 10
        if not count:
            raise InputError(f"best: must be a whole number, at least 1 (found {rest:.40})")
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
        self._show(self._table.news(since=_date(rest) if rest else self._table.scenario.model.start))

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
        self._say(*(("item", f"{say_day(day)}: {text}") for day, text in self._all_news()[self._news_shown :]))
        self._say(("heading", "The whole story"))
        parts = takewhile(lambda part: part != BEHIND, self._table.story().parts())
        self._say(*parts)
        self._say(("heading", "What to make of it"))
        self._show(self._table.placement(self._seat))
        which = f"--world {self._table.world} --replication {self._table.replication} --seed {self._table.seed}"
        another = f"Another play: --world {self._table.world + 1}."
        command = f"sim tell {self._file} {which}"
        self._say(("end", f"The model's play, and what stands behind it: {command}. {another}"))


def _time(rest: str) -> str:
    """Return how far time is to pass as a table takes it: days may be counted, and dates said, in words.

    Examples
    --------
    >>> _time("3 days"), _time("7 november 2020"), _time("geneva")
    ('3', '2020-11-07', 'geneva')
    """
    counted_days = fullmatch(r"(\d+) days?", rest)
    return counted_days[1] if counted_days else _date(rest)


def _date(text: str) -> str:
    """Return a day that is said as prompts say it in numbers, as tables take it."""
    parts = fullmatch(r"(\d{1,2}) (\w+) (\d{4})", text)
    if parts:
        for month in range(1, 13):
            with suppress(ValueError):
                day = date(int(parts[3]), month, int(parts[1]))
                if say_day(day).casefold() == text.casefold():
                    return day.isoformat()
    return text
