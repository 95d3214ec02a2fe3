"""What stands behind a play: the statements that hold in its world, and the claims they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from sim.results.naming import Naming, sentence
from sim.scenario.load import LoadedScenario
from sim.worlds.worlds import Worlds

__all__ = ["Behind", "Rests", "Source", "what_stands_behind"]


@dataclass(frozen=True)
class Source:
    """A claim: its id, the day or days of the fact, whose telling it is, and the fact."""

    id: str
    date: str
    telling: str
    text: str


@dataclass(frozen=True)
class Rests:
    """A statement in words, and the claims it rests on; without any it is an assumption."""

    statement: str
    note: str
    claims: tuple[Source, ...]


@dataclass(frozen=True)
class Behind:
    """What stands behind one government's preferences in one world.

    Parameters
    ----------
    government : str
        Its name in the scenario.
    title : str
        What it is called.
    statements : tuple of Rests
        Those that hold in this world.
    left_out : tuple of str
        Statements, in words, that do not hold in this world: their credence is below 1.
    """

    government: str
    title: str
    statements: tuple[Rests, ...]
    left_out: tuple[str, ...]


def what_stands_behind(scenario: LoadedScenario, worlds: Worlds) -> tuple[Behind, ...]:
    """Return what stands behind each government's preferences in the one world of a batch."""
    naming = Naming(scenario.model, scenario.packages)
    found = []
    for g, (name, body) in enumerate(scenario.model.governments.items()):
        held = worlds.included[g][0].tolist()
        pairs = (
            list(zip((one.statement for one in body.single_statements), held, strict=True)) if body.statements else []
        )
        rests = [
            Rests(naming.statement(each), each.note, tuple(_source(scenario, claim) for claim in each.claims))
            for each, holds in pairs
            if holds
        ]
        left_out = tuple(naming.statement(each) for each, holds in pairs if not holds)
        found.append(Behind(name, naming.government(name), tuple(rests), left_out))
    return tuple(found)


def _source(scenario: LoadedScenario, name: str) -> Source:
    claim = scenario.claims[name]
    return Source(name, str(claim.date), claim.telling, sentence(claim.claim))
