"""Instructions a file gives about what it extends: statements to add and to drop, claims to drop, keys to delete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.errors import Problem, did_you_mean
from sim.quantity import DISTRIBUTIONS
from sim.reading import Located, Path, problem
from sim.reading.merging import copy, deletes, forget, move, remove
from sim.reading.shown import show
from sim.scenario.outcome import END_KEYS, END_MARKS
from sim.scenario.tactics import KEYS

__all__ = ["Amendments", "is_another_kind"]


class Amendments:
    """Carries out ``add_statements``, ``drop_statements`` and ``drop_claims``, file by file.

    What is wrong with them is collected in `problems`, and so is every ``null`` that finds nothing to delete.

    Examples
    --------
    >>> from sim.reading import load_text
    >>> text = "{drop_claims: [a-1], governments: {x: {statements: [{accepts: p, claims: [a-1]}, {refuses: q}]}}}"
    >>> Amendments().carry_out(load_text(text, name="a.yaml")).data
    {'governments': {'x': {'statements': [{'refuses': 'q'}]}}}
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def carry_out(self, located: Located) -> Located:
        """Return the scenario with its instructions carried out and taken out."""
        result = copy(located)
        self._refuse_idle_nulls(result)
        for name, body in _governments(result):
            if "drop_statements" in body:
                self._drop_statements(result, ("governments", name), body)
            if "add_statements" in body:
                self._add(result, ("governments", name), body)
        if "drop_claims" in result.data:
            self._drop(result)
        return result

    def _add(self, result: Located, place: Path, body: dict[str, Any]) -> None:
        path = (*place, "add_statements")
        added = body.pop("add_statements")
        statements = body.setdefault("statements", [])
        if not isinstance(added, list):
            self.problems.append(problem(result, path, f"must be a list (found {show(added)})"))
        elif isinstance(statements, list):
            for number in range(len(added)):
                move(result, (*path, number), (*place, "statements", len(statements) + number), added[number])
            statements.extend(added)
        forget(result, path, None if isinstance(added, list) else added)

    def _drop_statements(self, result: Located, place: Path, body: dict[str, Any]) -> None:
        path = (*place, "drop_statements")
        dropped = body.pop("drop_statements")
        if not isinstance(dropped, list):
            self.problems.append(problem(result, path, f"must be a list (found {show(dropped)})"))
        for number, wanted in enumerate(dropped if isinstance(dropped, list) else []):
            statements = _statements(body)
            gone = [isinstance(wanted, dict) and bool(wanted) and _holds(each, wanted) for each in statements]
            if not any(gone):
                message = "no statement of those it extends says this: repeat its form, as in {refuses: clean}"
                self.problems.append(problem(result, (*path, number), message))
            remove(result, (*place, "statements"), statements, gone)
        forget(result, path, dropped)

    def _refuse_idle_nulls(self, result: Located) -> None:
        """Take out, and report, every ``null`` under a name that no file extended has."""
        for noun, path, named in _sections(result.data):
            for name in [name for name, value in named.items() if deletes(result, (*path, name), value)]:
                hint = did_you_mean(name, [other for other in named if other != name])
                message = f"nothing to delete: what this file extends has no {noun} '{name}'.{hint}".removesuffix(".")
                self.problems.append(problem(result, (*path, name), message, at="key"))
                forget(result, (*path, name), named.pop(name))

    def _drop(self, result: Located) -> None:
        path: Path = ("drop_claims",)
        dropped = result.data["drop_claims"]
        if not isinstance(dropped, list) or not all(isinstance(name, str) for name in dropped):
            self.problems.append(problem(result, path, f"must be a list of claim ids (found {show(dropped)})"))
            dropped = []
        held = {
            name
            for _, body in _governments(result)
            for one in _statements(body)
            for each in (one, *_alternatives(one))
            for name in _claims(each)
        }
        names = sorted(held)
        for number, name in enumerate(dropped):
            if name not in held:
                message = f"no statement rests on this claim (found {show(name)}).{did_you_mean(name, names)}"
                self.problems.append(problem(result, (*path, number), message.removesuffix(".")))
        for name, body in _governments(result):
            _keep_the_rest(result, ("governments", name, "statements"), _statements(body), set(dropped))
        forget(result, path, result.data.pop("drop_claims"))


_DISTRIBUTION = DISTRIBUTIONS.keys() | {"median", "between"}
_TACTIC = KEYS.keys()
_BESIDE = {"spread", "claims", "note", "parameters"}
"""Keys that tell one kind of distribution or tactic from another, and those that stand beside them."""


def is_another_kind(below: dict[str, Any], above: dict[str, Any]) -> bool:
    """Tell whether a map is a distribution (or possible days) or tactic that takes the place of one of another kind.

    Examples
    --------
    >>> is_another_kind({"uniform": [0, 1]}, {"beta": [2, 2]}), is_another_kind({"median": 3}, {"spread": 1})
    (True, False)
    """
    rules = [END_MARKS & each.keys() for each in (below, above)]
    if (rules[1] and not below.keys() & END_KEYS) or (rules[0] and not above.keys() & END_KEYS):
        return True
    for kinds in (_DISTRIBUTION, _TACTIC):
        old, new = kinds & below.keys(), kinds & above.keys()
        if old and new and not old & new:
            return (below.keys() | above.keys()) <= kinds | _BESIDE
    return False


_NAMED = {
    "issues": "issue",
    "proposals": "proposal",
    "seats": "seat",
    "governments": "government",
    "events": "event",
    "outcomes": "outcome",
    "prolongations": "prolongation",
    "claims": "claim",
}
"""Sections whose entries have names, and what one is called."""


def _sections(data: Any) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Yield the maps whose keys are names: what one names, where the map stands, and the map."""
    for section, noun in _NAMED.items():
        if isinstance(named := data.get(section), dict):
            yield noun, (section,), named
    issues = data.get("issues")
    for issue, body in issues.items() if isinstance(issues, dict) else ():
        if isinstance(body, dict) and isinstance(options := body.get("options"), dict):
            yield "option", ("issues", issue, "options"), options


def _holds(statement: Any, wanted: dict[str, Any]) -> bool:
    """Tell whether a statement has everything that `wanted` says."""
    return isinstance(statement, dict) and all(statement.get(key) == value for key, value in wanted.items())


def _governments(located: Located) -> Iterator[tuple[str, dict[str, Any]]]:
    governments = located.data.get("governments")
    if isinstance(governments, dict):
        yield from ((name, body) for name, body in governments.items() if isinstance(body, dict))


def _statements(body: dict[str, Any]) -> list[Any]:
    statements = body.get("statements")
    return statements if isinstance(statements, list) else []


def _alternatives(statement: Any) -> list[Any]:
    sides = statement.get("one_of") if isinstance(statement, dict) else None
    return sides if isinstance(sides, list) else []


def _claims(statement: Any) -> list[str]:
    claims = statement.get("claims") if isinstance(statement, dict) else None
    return [name for name in claims if isinstance(name, str)] if isinstance(claims, list) else []


def _falls(statement: Any, dropped: set[str]) -> bool:
    """Tell whether a statement, or all of its alternatives, rest only on dropped claims."""
    sides = _alternatives(statement)
    claims = _claims(statement)
    return all(_falls(side, dropped) for side in sides) if sides else bool(claims) and dropped.issuperset(claims)


def _keep_the_rest(result: Located, place: Path, statements: list[Any], dropped: set[str]) -> None:
    """Remove, in place, statements that rest only on dropped claims; the others cite what is left to them."""
    remove(result, place, statements, [_falls(statement, dropped) for statement in statements])
    for number, statement in enumerate(statements):
        if sides := _alternatives(statement):
            _keep_alternatives(result, (*place, number), statement, sides, dropped)
        if dropped.intersection(_claims(statement)):
            claims = statement["claims"]
            gone = [isinstance(name, str) and name in dropped for name in claims]
            remove(result, (*place, number, "claims"), claims, gone)


def _keep_alternatives(result: Located, path: Path, statement: Any, sides: list[Any], dropped: set[str]) -> None:
    """Do the same, in place, with statements that exclude each other; those left keep their chance."""
    weights: list[Any] = [side.get("weight", 1) if isinstance(side, dict) else None for side in sides]
    credence = statement.get("credence", 1)
    falls = [_falls(side, dropped) for side in sides]
    if not any(falls):
        _keep_the_rest(result, (*path, "one_of"), sides, dropped)
        return
    if all(type(number) in (int, float) and number > 0 for number in (*weights, credence)):  # else models report it
        left = sum(weight for weight, gone in zip(weights, falls, strict=True) if not gone)
        statement["credence"] = credence * left / sum(weights)
        result.key_marks.setdefault((*path, "credence"), result.key_marks[path])
        result.value_marks.setdefault((*path, "credence"), result.value_marks[path])
        if type(others := statement.get("others")) in (int, float):
            statement["others"] = others * left / sum(weights)
    _keep_the_rest(result, (*path, "one_of"), sides, dropped)
    if len(sides) == 1 and isinstance(sides[0], dict):
        for key, value in sides[0].items():
            move(result, (*path, "one_of", 0, key), (*path, key), value)
        statement |= {key: value for key, value in statement.pop("one_of")[0].items() if key != "weight"}
