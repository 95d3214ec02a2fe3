"""The nouns of one scenario in words for a story: packages, seats, governments, events, days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sim.figures import joined, plain
from sim.results.titles import is_plural, the
from sim.scenario.bargain import Package, Pattern
from sim.scenario.government import Government, Seat, Statement
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel

__all__ = [
    "IT",
    "Naming",
    "Pronoun",
    "conjugated",
    "say_content",
    "say_day",
    "say_issue",
    "say_option",
    "say_pattern",
    "sentence",
]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_IRREGULAR = {"is": "are", "has": "have", "was": "were"}
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("oes", "o"), ("s", ""))
"""How verbs end in the singular and in the plural: the first that fits counts."""


def conjugated(verb: str, *, plural: bool) -> str:
    """Return a verb in the third person, given in the singular; of several words the first is the verb.

    Examples
    --------
    >>> [conjugated(verb, plural=True) for verb in ("refuses", "does not assent", "ratifies", "reaches")]
    ['refuse', 'do not assent', 'ratify', 'reach']
    """
    if not plural:
        return verb
    first, blank, rest = verb.partition(" ")
    one, several = next(((one, several) for one, several in _ENDINGS if first.endswith(one)), ("", ""))
    return f"{_IRREGULAR.get(first, first.removesuffix(one) + several)}{blank}{rest}"


@dataclass(frozen=True)
class Pronoun:
    """What stands for one who has been named.

    Parameters
    ----------
    plural : bool
        Whether its title is a plural, as of "The Six".

    Examples
    --------
    >>> [(who.it, who.object, who.its, who.does("expects")) for who in (Pronoun(), Pronoun(plural=True))]
    [('it', 'it', 'its', 'it expects'), ('they', 'them', 'their', 'they expect')]
    """

    plural: bool = False

    @property
    def it(self) -> str:
        """It where it is what acts."""
        return "they" if self.plural else "it"

    @property
    def object(self) -> str:
        """It where something is done or worth to it."""
        return "them" if self.plural else "it"

    @property
    def its(self) -> str:
        """It as an owner."""
        return "their" if self.plural else "its"

    def does(self, verb: str) -> str:
        """Return it with what it does, a verb first."""
        return f"{self.it} {self.conjugated(verb)}"

    def conjugated(self, verb: str) -> str:
        """Return a verb in its number."""
        return conjugated(verb, plural=self.plural)


IT = Pronoun()
"""Stands for one whose title is no plural."""


def say_day(day: date) -> str:
    """Return a date as a reader says it, whatever the machine's language.

    Examples
    --------
    >>> say_day(date(2020, 10, 12))
    '12 October 2020'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def sentence(words: str) -> str:
    """Return words with a capital at the start and a full stop at the end.

    Examples
    --------
    >>> sentence("talks"), sentence("“clean” is signed"), sentence("It is. (So they say.)")
    ('Talks.', '“clean” is signed.', 'It is. (So they say.)')
    """
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?", ".)")) else ".")


def say_issue(model: ScenarioModel, issue: str) -> str:
    """Return an issue's title if it has no more words than its name, or else that: longer titles are for headings."""
    title, name = model.issues[issue].title, plain(issue)
    return title if title and len(title.split()) <= len(name.split()) else name


def say_option(model: ScenarioModel, issue: str, option: str) -> str:
    """Return an option's title, or its name."""
    return model.issues[issue].options[option].title or plain(option)


def say_content(model: ScenarioModel, package: Package) -> str:
    """Return what a package holds: its first issue's option, and whatever is not the first option elsewhere.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> say_content(load_scenario_text(starter_scenario()).model, {"raise": "eight_percent"})
    'eight percent, nothing else'
    """
    return ", ".join(_parts(model, package))


_ALONE = frozenset(("none", "no", "nothing", "yes", "some", "all"))
"""Options that say nothing without their issue: "none and nothing else" would be no package at all."""


def _parts(model: ScenarioModel, package: Package) -> list[str]:
    phrases = []
    for place, (issue, body) in enumerate(model.issues.items()):
        first = next(iter(body.options))
        option = package.get(issue, first)
        words = say_option(model, issue, option)
        if place == 0 and words.lower() not in _ALONE:
            phrases.append(words)
        elif place == 0 or option != first:
            phrases.append(_say_choice(model, issue, words))
    return [*phrases, "nothing else"] if len(phrases) == 1 and len(model.issues) > 1 else phrases


def say_pattern(model: ScenarioModel, pattern: Pattern) -> str:
    """Return which options a pattern asks for.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> say_pattern(load_scenario_text(starter_scenario()).model, {"cranes": ("manual", "automatic")})
    'cranes manual or automatic'

    An option that begins with the issue's name says it once:

    >>> import sim
    >>> titled = sim.load(starter_scenario()).with_("issues.cranes.options.automatic.title=cranes that run alone")
    >>> say_pattern(titled.model, {"cranes": ("automatic",)})
    'cranes that run alone'
    """
    asked = {issue: [say_option(model, issue, option) for option in options] for issue, options in pattern.items()}
    return joined([_say_choice(model, issue, *words) for issue, words in asked.items()])


def _say_choice(model: ScenarioModel, issue: str, *words: str) -> str:
    """Return an issue with options; without its name where each of them begins with that anyhow."""
    name, options = say_issue(model, issue), joined(words, "or")
    named = all(f"{each} ".casefold().startswith(f"{name} ".casefold()) for each in words)
    return options if named else f"{name} {options}"


class Naming:
    """What the things of a scenario are called.

    Parameters
    ----------
    model : ScenarioModel
        The scenario; its titles are used where it gives any, else its short names in words.
    packages : PackageTable
        Its packages.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> loaded = load_scenario_text(starter_scenario())
    >>> naming = Naming(loaded.model, loaded.packages)
    >>> naming.package(0), naming.package(1), naming.actor("port", "management")
    ('“status quo”', 'two percent (cranes automatic with guarantee)', 'Port management')
    """

    def __init__(self, model: ScenarioModel, packages: PackageTable) -> None:
        self._model, self._packages = model, packages

    @cached_property
    def proposals(self) -> Mapping[int, str]:
        """The proposals' names by package; the first name counts where two mean the same package."""
        found: dict[int, str] = {}
        for name, position in self._packages.named.items():
            found.setdefault(position, name)
        return found

    def package(self, position: int, *, whole: bool = False) -> str:
        """Return a package: its name as a proposal if it has one, `whole` with its content, or else its content."""
        content = _parts(self._model, self._packages.package(position))
        if position in self.proposals:
            name = f"“{plain(self.proposals[position])}”"
            return f"{name} ({', '.join(content)})" if whole and self._says_more(name, content) else name
        if len(content) == 1:
            return content[0]
        return f"{content[0]} and nothing else" if content[1:] == ["nothing else"] else _bracketed(content)

    def _says_more(self, name: str, content: Sequence[str]) -> bool:
        return len(content) > 1 or content[0] not in name

    def short(self, position: int) -> str:
        """Return a package in as few words as tell it apart: for labels."""
        if position in self.proposals:
            return plain(self.proposals[position])
        return self._packages.label(position)

    def named(self, named: str | Package) -> str:
        """Return a proposal's name with its content, or an inline package's content."""
        position = self._packages.index(named)
        if isinstance(named, str):
            return f"“{plain(named)}” ({say_content(self._model, self._model.proposals[named])})"
        return self.package(position, whole=True) if position is not None else say_content(self._model, named)

    def needs(self, position: int) -> list[str]:
        """Return the seats that are asked to ratify a package, once it is signed."""
        held = self._packages.package(position).items()
        needed = {seat for issue, option in held for seat in self._model.issues[issue].options[option].needs}
        return [name for name, seat in self._model.seats.items() if seat.asked == "after" and name in needed]

    def in_time(self, position: int, verb: str = "takes") -> str:
        """Return what has to happen to a signed package in time: to some, that they are ratified before.

        Examples
        --------
        >>> import sim
        >>> loaded = sim.load("scenarios/recipes/ratification.yaml")
        >>> naming = Naming(loaded.model, loaded.packages)
        >>> naming.in_time(0), naming.in_time(0, "taking")
        ('is ratified and takes effect in time', 'being ratified and taking effect in time')
        """
        ratified = f"{'is' if verb == 'takes' else 'being'} ratified and " if self.needs(position) else ""
        return f"{ratified}{verb} effect in time"

    def pattern(self, pattern: Pattern) -> str:
        """Return which options a pattern asks for."""
        return say_pattern(self._model, pattern)

    def statement(self, statement: Statement) -> str:
        """Return a statement without its subject."""
        return statement.say(self.named, self.pattern)

    def seat(self, seat: str) -> str:
        """Return a seat's title, or its name."""
        return self._model.seats[seat].title or plain(seat)

    def government(self, government: str) -> str:
        """Return a government's title, or its name."""
        return self._model.governments[government].title or plain(government)

    def actor(self, seat: str, government: str) -> str:
        """Return who acts: the seat's title, or the government's, or the seat's name."""
        return self._model.seats[seat].title or self._model.governments[government].title or plain(seat)

    def is_plural(self, seat: str, government: str) -> bool:
        """Tell whether who acts takes a verb in the plural."""
        bodies = self._model.seats[seat], self._model.governments[government]
        own = next((body for body in bodies if body.title), bodies[0])
        return _in_plural(own)

    def seat_verb(self, seat: str, verb: str) -> str:
        """Return what a seat does, a verb first, in the number of its title, whoever sits there."""
        return conjugated(verb, plural=_in_plural(self._model.seats[seat]))

    def pronoun(self, government: str, *, seat: str | None = None) -> Pronoun:
        """Return what stands for a government; where it acts in a `seat` whose title is named, for that."""
        if seat is not None:
            return Pronoun(self.is_plural(seat, government))
        return Pronoun(_in_plural(self._model.governments[government]))

    def does(self, government: str, *words: str) -> str:
        """Return a government with its article, and what it does: the last of `words`, a verb first, in its number.

        Examples
        --------
        >>> import sim
        >>> loaded = sim.load("scenarios/new_start/baseline.yaml")
        >>> naming = Naming(loaded.model, loaded.packages)
        >>> naming.does("trump", "refuses 5 years"), naming.does("trump", "no longer", "refuses 5 years")
        ('the Trump administration refuses 5 years', 'the Trump administration no longer refuses 5 years')
        """
        *before, verb = words
        plural = self.pronoun(government).plural
        return " ".join([the(self.government(government)), *before, conjugated(verb, plural=plural)])

    def event(self, event: str) -> str:
        """Return an event's title, or its name."""
        return self._model.events[event].title or plain(event)

    def move(self, move: str) -> str:
        """Return a move's title, or its name."""
        return self._model.moves[move].title or plain(move)


def _in_plural(body: Seat | Government) -> bool:
    """Tell whether a seat or government is a plural: by its own word, or its title; a bare key is none."""
    return is_plural(body.title or "") if body.plural is None else body.plural


def _bracketed(parts: Sequence[str]) -> str:
    return f"{parts[0]} ({', '.join(parts[1:])})"
