"""Instructions a file gives about what it extends: statements to add, claims to drop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.errors import Problem, did_you_mean
from sim.reading import Located, Path, problem
from sim.reading.merging import copy, forget
from sim.reading.shown import show

__all__ = ["Amendments"]


class Amendments:
    """Carries out ``add_statements`` and ``drop_claims``, file by file; collects what is wrong in `problems`.

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
        for name, body in _governments(result):
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
                _move_marks(result, (*path, number), (*place, "statements", len(statements) + number))
            statements.extend(added)
        forget(result, path)

    def _drop(self, result: Located) -> None:
        path: Path = ("drop_claims",)
        dropped = result.data["drop_claims"]
        if not isinstance(dropped, list) or not all(isinstance(name, str) for name in dropped):
            self.problems.append(problem(result, path, f"must be a list of claim ids (found {show(dropped)})"))
            dropped = []
        held = {name for _, body in _governments(result) for one in _statements(body) for name in _claims(one)}
        for number, name in enumerate(dropped):
            if name not in held:
                message = f"no statement rests on this claim (found {show(name)}).{did_you_mean(name, sorted(held))}"
                self.problems.append(problem(result, (*path, number), message.removesuffix(".")))
        for name, body in _governments(result):
            _keep_the_rest(result, ("governments", name, "statements"), _statements(body), set(dropped))
        del result.data["drop_claims"]
        forget(result, path)


def _governments(located: Located) -> Iterator[tuple[str, dict[str, Any]]]:
    governments = located.data.get("governments")
    if isinstance(governments, dict):
        yield from ((name, body) for name, body in governments.items() if isinstance(body, dict))


def _statements(body: dict[str, Any]) -> list[Any]:
    statements = body.get("statements")
    return statements if isinstance(statements, list) else []


def _claims(statement: Any) -> list[str]:
    claims = statement.get("claims") if isinstance(statement, dict) else None
    return [name for name in claims if isinstance(name, str)] if isinstance(claims, list) else []


def _keep_the_rest(result: Located, place: Path, statements: list[Any], dropped: set[str]) -> None:
    """Remove, in place, statements that rest only on dropped claims; the others cite what is left to them."""
    kept = 0
    for number, statement in enumerate(list(statements)):
        claims = _claims(statement)
        if claims and dropped.issuperset(claims):
            forget(result, (*place, number))
            continue
        if dropped.intersection(claims):
            statement["claims"] = [name for name in claims if name not in dropped]
        if kept != number:
            _move_marks(result, (*place, number), (*place, kept))
        statements[kept] = statement
        kept += 1
    del statements[kept:]


def _move_marks(result: Located, old: Path, new: Path) -> None:
    for marks in (result.key_marks, result.value_marks):
        for path in [path for path in marks if path[: len(old)] == old]:
            marks[(*new, *path[len(old) :])] = marks.pop(path)
