"""What differs between two scenarios, in words: statements, numbers, names; not how a file happens to put them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from sim.analysis.wording import say_days, say_named, say_quantity
from sim.figures import joined, plain
from sim.quantity import DISTRIBUTIONS, Quantity
from sim.reading import Path, spell
from sim.results.naming import say_pattern
from sim.scenario.bargain import Package, Pattern
from sim.scenario.government import ProcedureDuration, Statement
from sim.scenario.load import LoadedScenario
from sim.scenario.outcome import is_rule
from sim.scenario.scenario import ScenarioModel
from sim.scenario.statement import Alternative

__all__ = ["Change", "Differences", "brief", "scenario_differences"]

_TEXTS = frozenset({"note", "summary", "claims", "order_claims"})
"""Keys that no play depends on."""

_ORDERED = frozenset({"issues", "options", "seats", "events", "outcomes"})
"""Maps whose order means something: the first option is the status quo, the first outcome that matches counts."""

_WHOLE = frozenset({"outcomes", "proposals"})
"""Sections whose entries are shown whole: packages and patterns."""

_quantity: TypeAdapter[Any] = TypeAdapter(Quantity)


@dataclass(frozen=True)
class Change:
    """One thing that differs.

    Parameters
    ----------
    place : str
        Where it stands, list items numbered from 0 as ``--set`` takes them: in the first scenario, or in the second
        where it is new there.
    was, now : str or None
        In words, in the first and in the second scenario; None where there is no such thing.

    Examples
    --------
    >>> print(Change("events.vote.chance", "0.5", "0"), Change("events.strike", None, "on 2024-01-10"), sep="; ")
    events.vote.chance: 0.5 -> 0; events.strike: added: on 2024-01-10
    """

    place: str
    was: str | None
    now: str | None

    def __str__(self) -> str:
        if self.was is None:
            return f"{self.place}: added: {self.now}"
        return f"{self.place}: removed: {self.was}" if self.now is None else f"{self.place}: {self.was} -> {self.now}"


@dataclass(frozen=True)
class Differences:
    """What differs between two scenarios.

    Parameters
    ----------
    changes : tuple of Change
        Whatever plays may depend on, and titles; in the order of the file.
    texts : tuple of str
        Places where notes, summaries or the claims cited differ, and nothing else.
    """

    changes: tuple[Change, ...]
    texts: tuple[str, ...]

    def as_dict(self) -> dict[str, list[Any]]:
        """Return the differences as plain data."""
        return {"changes": [vars(change) for change in self.changes], "texts": list(self.texts)}

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes)) or "nothing that a play depends on"


def scenario_differences(first: LoadedScenario, second: LoadedScenario) -> Differences:
    """Return what differs between two scenarios, files they extend and defaults filled in.

    Notes
    -----
    Statements are matched by what they are about, not by their number: one that turns from refusal to acceptance of
    the same package is one change, and moving a statement is none.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> from sim.scenario.vary import vary
    >>> starter = load_scenario_text(starter_scenario())
    >>> varied = vary(starter, "governments.union.statements.0={accepts: status_quo}", "deadline=2024-10-15")
    >>> print(scenario_differences(starter, varied))
    deadline: 2024-09-30 -> 2024-10-15
    governments.union.statements[0]: refuses status quo -> accepts status quo, no claim
    """
    found = _Comparer(first.model, second.model)
    changes = tuple(found.compare((), found.first, found.second))
    return Differences(changes, tuple(dict.fromkeys(found.texts)))


class _Comparer:
    """Walks two scenarios side by side."""

    def __init__(self, first: ScenarioModel, second: ScenarioModel) -> None:
        self.models = (first, second)
        self.first, self.second = (model.model_dump(mode="json", by_alias=True) for model in self.models)
        self._written = [model.model_dump(mode="json", by_alias=True, exclude_defaults=True) for model in self.models]
        self.texts: list[str] = []

    def compare(self, path: Path, was: Any, now: Any) -> Iterator[Change]:
        """Yield what differs at `path`."""
        if was == now and _order(path, was) == _order(path, now):
            return
        if path and path[-1] in _TEXTS:
            self.texts.append(spell(path))
        elif path[:1] == ("governments",) and path[2:] == ("statements",):
            yield from self._statements(path)
        elif isinstance(was, list) and isinstance(now, list) and path[-1] in ("exclusions", "record", "adjustments"):
            yield from self._items(path, was, now)
        elif _is_map(was) and _is_map(now) and not (len(path) == 2 and path[0] in _WHOLE):
            yield from self._maps(path, was, now)
        else:
            yield Change(spell(path), self._say(0, path, was), self._say(1, path, now))

    def _maps(self, path: Path, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
        for key in [*was, *(key for key in now if key not in was)]:
            deeper = (*path, key)
            if key in was and key in now:
                yield from self.compare(deeper, was[key], now[key])
            elif key in _TEXTS or path[-1:] == ("claims",):
                self.texts.append(spell(deeper))
            elif key in was:
                yield Change(spell(deeper), self._say(0, deeper, was[key]), None)
            else:
                yield Change(spell(deeper), None, self._say(1, deeper, now[key]))
        before, after = ([key for key in each if key in was and key in now] for each in (was, now))
        if _order(path, was) and before != after:
            yield Change(f"order of {spell(path)}", joined(before), joined(after))

    def _items(self, path: Path, was: list[Any], now: list[Any]) -> Iterator[Change]:
        """Yield items of a list without names that only one scenario has."""
        for side, (own, other) in enumerate(((was, now), (now, was))):
            rest = [_bare(item) for item in other]
            for number, item in enumerate(own):
                if _bare(item) in rest:
                    rest.remove(_bare(item))
                    continue
                words = self._say(side, (*path, number), item)
                yield Change(spell((*path, number)), *((words, None) if side == 0 else (None, words)))

    def _statements(self, path: Path) -> Iterator[Change]:
        """Yield statements that changed, then those taken out, then those added."""
        before, after = (list(enumerate(model.governments[str(path[1])].statements)) for model in self.models)
        for same in (_content, _subject):  # what is the same first, so that nothing else claims its partner
            for number, old in list(before):
                partner = next((new for new in after if same(new[1]) == same(old)), None)
                if partner is None:
                    continue
                before.remove((number, old))
                after.remove(partner)
                yield from self._restated((*path, number), old, partner[1])
        for number, old in before:
            yield Change(spell((*path, number)), self._say_statement(0, old), None)
        for number, new in after:
            yield Change(spell((*path, number)), None, self._say_statement(1, new))

    def _restated(self, path: Path, old: Statement, new: Statement) -> Iterator[Change]:
        if _content(old) != _content(new):
            yield Change(spell(path), self._say_statement(0, old, cited=False), self._say_statement(1, new))
        elif old != new:
            self.texts.append(spell(path))

    def _say_statement(self, side: int, statement: Statement, *, cited: bool = True) -> str:
        phrases = [self._say_position(side, statement)]
        if statement.credence != 1:
            phrases.append(f"credence {statement.credence:g}")
        if statement.others is not None:
            phrases.append(f"{statement.others:g} to others")
        if cited and not statement.claims and not statement.one_of:
            phrases.append("no claim")
        return ", ".join(phrases)

    def _say_position(self, side: int, position: Statement | Alternative) -> str:
        """Return what is said, by how many points; of statements that exclude each other each with its weight."""
        if isinstance(position, Statement) and position.one_of is not None:
            return "one of: " + "; ".join(self._say_position(side, each) for each in position.one_of)
        model = self.models[side]
        words = position.say(lambda named: self._say_package(side, named), lambda asked: say_pattern(model, asked))
        phrases = [words]
        if position.margin != Statement.model_fields["margin"].default:
            phrases.append(f"margin {position.margin:g}")
        if isinstance(position, Alternative):
            phrases.append(f"weight {position.weight:g}")
        return ", ".join(phrases)

    def _say_package(self, side: int, named: str | Package) -> str:
        return plain(named) if isinstance(named, str) else say_named(self.models[side], named)

    def _say_pattern(self, side: int, asked: str | Pattern) -> str:
        return plain(asked) if isinstance(asked, str) else say_pattern(self.models[side], asked)

    def _say(self, side: int, path: Path, value: Any) -> str:
        """Return a value in words; of maps, what the file says and not what is left at its default."""
        if path[:1] == ("outcomes",):
            if is_rule(value):
                return brief(_at(self._written[side], path, value))
            patterns = value if isinstance(value, list) else [value]
            return " or else ".join(self._say_pattern(side, each) or "anything" for each in patterns)
        if path[:1] == ("proposals",):
            return say_named(self.models[side], value)
        if path[:1] == ("on_the_table",):
            return joined([self._say_package(side, each) for each in value]) or "nothing"
        if isinstance(value, dict) and not _is_number(value):
            value = _at(self._written[side], path, value)
        return brief(value)


def _is_distribution(value: Any) -> bool:
    """Tell a distribution from days or statements, which `one_of` may list, too."""
    return (
        isinstance(value, dict)
        and len(value) == 1
        and all(kind in DISTRIBUTIONS and isinstance(numbers, list) for kind, numbers in value.items())
        and all(_is_valued(each) for numbers in value.values() for each in numbers)
    )


def _is_valued(each: Any) -> bool:
    return isinstance(each, int | float) or (isinstance(each, dict) and "value" in each)


def _is_spell(value: Any) -> bool:
    return isinstance(value, dict) and "median" in value and value.keys() <= ProcedureDuration.model_fields.keys()


def _is_number(value: Any) -> bool:
    return _is_distribution(value) or _is_spell(value)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and not _is_number(value)


def _order(path: Path, value: Any) -> list[str]:
    return list(value) if path and path[-1] in _ORDERED and isinstance(value, dict) else []


def _bare(item: Any) -> Any:
    """Return an item without its texts."""
    return {key: part for key, part in item.items() if key not in _TEXTS} if isinstance(item, dict) else item


def _at(data: Any, path: Path, default: Any) -> Any:
    try:
        for part in path:
            data = data[part]
    except KeyError:
        return default
    return data


def brief(value: Any) -> str:
    """Return a value in words.

    Examples
    --------
    >>> brief({"date": "2024-01-10", "chance": {"uniform": [0.2, 0.4]}, "talks": ["us", "russia"]})
    'date 2024-01-10, chance 0.2 to 0.4, evenly, talks us and russia'
    >>> brief(None), brief(True), brief(12.0), brief("a > b"), brief(date(2024, 1, 10))
    ('none', 'yes', '12', 'a > b', '2024-01-10')
    >>> brief({"any_of": [["house", "senate"], ["house", "court"]]})
    'any of house and senate; house and court'
    """
    if isinstance(value, dict):
        if _is_distribution(value):
            return say_quantity(_quantity.validate_python(value))
        if _is_spell(value):
            return say_days(ProcedureDuration.model_validate(value))
        return ", ".join(f"{plain(key)} {brief(part)}" for key, part in value.items() if key not in _TEXTS)
    if isinstance(value, list):
        parts = [brief(part) for part in value]
        return "; ".join(parts) if any(isinstance(part, list) for part in value) else joined(parts) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if value else "none"


def _subject(statement: Statement) -> str:
    """Return what a statement is about: a package, a pattern, or two packages in either order."""
    if statement.one_of is not None:
        return json.dumps(["one of", *map(_subject, statement.alternatives)])
    about = statement.pattern if statement.pattern is not None else statement.packages
    content = [about] if isinstance(about, str | dict) else about
    return json.dumps([statement.kind.about, *sorted(map(_dumped, content))])


def _content(statement: Statement) -> str:
    """Return all that a statement says, without what it rests on."""
    bare = _bare(statement.model_dump(mode="json"))
    return _dumped(bare | {"one_of": [_bare(each) for each in bare["one_of"] or ()]})


def _dumped(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
