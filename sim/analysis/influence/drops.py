"""What of the evidence can be taken away, from a claim to all statements on a government; and what falls with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal, NamedTuple

from sim.analysis.influence.dated_parts import claims_of_parts, fallen_parts, without_parts
from sim.analysis.wording import say_statement
from sim.quantity import ByClaim
from sim.scenario.claimed_numbers import Path, claimed_numbers, with_claimed_numbers
from sim.scenario.government import Statement
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import InlineClaim, ScenarioModel

__all__ = ["Drop", "Falling", "StatementRef", "falling_of", "list_drops", "without"]

StatementRef = tuple[str, int]
"""A government, and the place among its single statements, from 0."""

ValueRef = tuple[Path, int]
"""Where a number told by claims stands, and the place among its values, from 0."""

Kind = Literal["statement", "claim", "document", "telling", "government"]

_TELLERS = {
    "us": "the US side",
    "biden": "the incoming US side",
    "russia": "Russia",
    "china": "China",
    "author": "commentators",
    "neutral": "plain reports",
}


class Falling(NamedTuple):
    """What falls together: statements, values of numbers told by claims, and places of other parts."""

    removes: frozenset[StatementRef] = frozenset()
    values: frozenset[ValueRef] = frozenset()
    parts: frozenset[Path] = frozenset()


@dataclass(frozen=True)
class Drop:
    """Something taken out of the evidence.

    Parameters
    ----------
    kind : {"statement", "claim", "document", "telling", "government"}
    name : str
        ``trump 2`` (as `sim evidence` numbers statements), ``s2-12``, ``s2``, ``russia``, ``trump``.
    description : str
        In words.
    removes : frozenset of StatementRef
        The statements that rest on nothing else, and fall with it.
    touches : int
        How many statements cite it.
    values : frozenset of ValueRef
        The values of numbers told by claims that rest on nothing else, where others of the number are left.
    parts : frozenset of tuple
        Places of orders, options, spans of days and so on that do; see `sim.analysis.influence.dated_parts`.
    """

    kind: Kind
    name: str
    description: str
    removes: frozenset[StatementRef]
    touches: int
    values: frozenset[ValueRef] = frozenset()
    parts: frozenset[Path] = frozenset()

    @property
    def falls(self) -> Falling:
        """All that falls."""
        return Falling(self.removes, self.values, self.parts)


def list_drops(scenario: LoadedScenario) -> tuple[Drop, ...]:
    """Return everything that can be dropped: statements, claims they cite, documents, tellings, governments' all.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> drops = list_drops(load_scenario_text(starter_scenario()))
    >>> [drop.name for drop in drops if drop.kind == "claim"][:2], drops[0].description
    (['u-1', 'u-2'], "Dock workers' union 1: refuses status quo (two percent, nothing else)")
    """
    claims = _cited(scenario)
    return (
        *_statements(scenario),
        *(_drop(scenario, "claim", name, _say_claim(scenario, name), [name]) for name in claims),
        *_documents(scenario, claims),
        *_tellings(scenario, claims),
        *_governments(scenario),
    )


def without(
    model: ScenarioModel,
    removed: Iterable[StatementRef],
    values: Collection[ValueRef] = (),
    parts: Collection[Path] = (),
) -> ScenarioModel:
    """Return the scenario without these statements, values and parts; all else keeps its claims, and so its luck.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> model = load_scenario_text(starter_scenario()).model
    >>> fewer = without(model, [("union", 0)])
    >>> len(model.governments["union"].statements), len(fewer.governments["union"].statements)
    (4, 3)
    """
    removed = frozenset(removed)
    governments = dict(model.governments)
    for name in {name for name, _ in removed}:
        body = governments[name]
        gone = {body.single_statements[number].path for government, number in removed if government == name}
        kept = tuple(
            left
            for place, one in enumerate(body.statements)
            if (
                left := one.only(
                    [side for side in range(len(one.alternatives)) if _path(one, place, side) not in gone]
                )
            )
        )
        governments[name] = body.model_copy(update={"statements": kept})
    fewer = model.model_copy(update={"governments": governments})
    fewer = without_parts(fewer, parts) if parts else fewer

    def left_of(path: Path, number: ByClaim) -> ByClaim:
        left = tuple(each for place, each in enumerate(number.by_claim) if (path, place) not in values)
        return number.model_copy(update={"by_claim": left})

    return with_claimed_numbers(fewer, left_of) if values else fewer


def _statements(scenario: LoadedScenario) -> Iterator[Drop]:
    model = scenario.model
    for name, body in model.governments.items():
        places = count()
        for number, statement in enumerate(body.statements, start=1):
            words = f"{body.title or name} {number}: {say_statement(model, scenario.packages, statement)}"
            removes = frozenset((name, next(places)) for _ in statement.alternatives)
            yield Drop("statement", f"{name} {number}", words, removes, len(removes))


def _path(statement: Statement, place: int, side: int) -> tuple[str | int, ...]:
    return (place, "one_of", side) if statement.one_of else (place,)


def _governments(scenario: LoadedScenario) -> Iterator[Drop]:
    for name, body in scenario.model.governments.items():
        number = len(body.statements)
        if number > 1:
            removes = frozenset((name, place) for place in range(len(body.single_statements)))
            yield Drop("government", name, f"all {number} statements on {body.title or name}", removes, len(removes))


def _cited(scenario: LoadedScenario) -> list[str]:
    """Return the claims cited by statements, by values of numbers and by what else can be dropped, each once."""
    bodies = scenario.model.governments.values()
    cited = [single.statement.claims for body in bodies for single in body.single_statements]
    cited += [each.claims for _, number in claimed_numbers(scenario.model) for each in number.by_claim]
    return list(dict.fromkeys([claim for claims in cited for claim in claims] + claims_of_parts(scenario.model)))


def _fallen(scenario: LoadedScenario, gone: set[str]) -> Iterator[ValueRef]:
    """Yield the values that rest on claims that are gone alone, of numbers that have another left."""
    for path, number in claimed_numbers(scenario.model):
        fallen = [place for place, each in enumerate(number.by_claim) if each.claims and gone.issuperset(each.claims)]
        if len(fallen) < len(number.by_claim):
            yield from ((path, place) for place in fallen)


def _drop(scenario: LoadedScenario, kind: Kind, name: str, description: str, claims: Iterable[str]) -> Drop:
    gone, removes, touches = set(claims), set(), 0
    for government, body in scenario.model.governments.items():
        for place, single in enumerate(body.single_statements):
            claims_of = single.statement.claims
            touches += bool(gone.intersection(claims_of))
            if claims_of and gone.issuperset(claims_of):
                removes.add((government, place))
    values, parts = frozenset(_fallen(scenario, gone)), fallen_parts(scenario, gone)
    return Drop(kind, name, description, frozenset(removes), touches, values, parts)


def falling_of(scenario: LoadedScenario, gone: Iterable[str]) -> Falling:
    """Return all that falls with some claims."""
    return _drop(scenario, "claim", "", "", gone).falls


def _say_claim(scenario: LoadedScenario, name: str) -> str:
    return f"claim {name}: {scenario.claims[name].claim}"


def _documents(scenario: LoadedScenario, claims: list[str]) -> Iterator[Drop]:
    for document in scenario.library.documents:
        held = [claim for claim in claims if claim in document.claims and claim not in scenario.model.claims]
        if held:
            words = f"document {document.document}: {document.title} ({document.outlet})"
            yield _drop(scenario, "document", document.document, words, held)


def _tellings(scenario: LoadedScenario, claims: list[str]) -> Iterator[Drop]:
    by_telling: dict[str, list[str]] = {}
    for claim in claims:
        by_telling.setdefault(scenario.claims[claim].telling, []).append(claim)
    for telling, held in by_telling.items():
        if telling:
            yield _drop(scenario, "telling", telling, f"everything told by {_say_telling(scenario, telling)}", held)


def _say_telling(scenario: LoadedScenario, telling: str) -> str:
    """Return whose telling it is, in words where it is one of the library's."""
    if any(isinstance(claim, InlineClaim) and claim.telling == telling for claim in scenario.claims.values()):
        return telling
    return _TELLERS.get(telling, telling)
