"""Everything a scenario file can have wrong that its shape does not show."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from sim.errors import Problem, SimError, did_you_mean
from sim.reading import Located, Path, listed, problem, walk
from sim.reading.shown import show
from sim.scenario.check_draft import Draft
from sim.scenario.check_events import check_calendar, check_events, check_record
from sim.scenario.check_moves import check_moves
from sim.scenario.check_names import check_names
from sim.scenario.check_packages import PackageCheck, check_outcomes, check_packages
from sim.scenario.check_people import check_governments, check_seats
from sim.scenario.mattering import foreseen_chances, open_order
from sim.scenario.packages import PackageTable, as_package
from sim.scenario.preferences import adjustments_of, compile_preferences, say_statement
from sim.scenario.references import check_references
from sim.scenario.scenario import ScenarioModel
from sim.scenario.statement import Statement

__all__ = ["cited", "contradictions", "foresight_problems", "meaning_problems", "preference_problems"]

MOST_UNKNOWNS = 250
"""Most options of all issues, and adjustments, of a government whose preferences follow from statements. ASSUMPTION:
a pool of so many is drawn in half a minute, and linear programs grow with the third power."""

MOST_FORESEEN = 8
"""Most chance events that matter and are foreseen. ASSUMPTION: 256 states, whose game takes a second to set up."""

MOST_MOVING = 8
"""Most events whose order dates leave open; fewer beside many unforeseen ones: 62 bits keep what has happened."""


def meaning_problems(located: Located, claims: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with names, dates and numbers that fit the models one by one.

    Works on raw data, whatever its shape, so that these problems are reported together with those of shape.

    Parameters
    ----------
    located : Located
        The scenario, extended and amended.
    claims : mapping
        The evidence library, by claim id.
    """
    draft = Draft(located, claims)
    check = PackageCheck(draft)
    check_references(draft)
    check_names(draft)
    check_calendar(draft)
    check_packages(check)
    check_seats(draft)
    check_governments(check)
    check_events(check)
    check_moves(draft)
    check_outcomes(check)
    check_record(check)
    _check_claims(draft, draft.claims)
    return draft.problems


def cited(data: Any) -> Iterator[tuple[Path, str]]:
    """Yield the claims cited anywhere in a scenario's raw data, and where."""
    for path, value in walk(data):
        if len(path) > 1 and (path[-1] == "claims" or path[-2] == "order_claims") and isinstance(value, list):
            yield from (((*path, number), name) for number, name in enumerate(value) if isinstance(name, str))


def _check_claims(draft: Draft, known: Container[str]) -> None:
    names = sorted(draft.claims)
    for path, name in cited(draft.located.data):
        if name not in known:
            source = "" if draft.claims else "; the scenario has none, and no folder named seeds is near"
            hint = did_you_mean(name, names) if draft.hints else ""
            draft.report(path, f"no such claim (found {show(name)}{source}).{hint}".removesuffix("."))


def preference_problems(model: ScenarioModel, packages: PackageTable, located: Located) -> list[Problem]:
    """Return what keeps a government's orders and statements from being compiled."""
    problems = []
    options = sum(len(issue.options) for issue in model.issues.values())
    for name, body in model.governments.items():
        unknowns = options + len(adjustments_of(model, body))
        if body.residual and not model.proposals:
            message = "no package has a name that it could be about: give packages names under `proposals`"
            problems.append(problem(located, ("governments", name, "residual"), message, at="key"))
        if body.points is None and unknowns > MOST_UNKNOWNS:
            message = (
                f"too many unknowns to draw (found {unknowns:,}, one for each option and "
                f"adjustment; allowed {MOST_UNKNOWNS} where preferences follow from statements): use fewer options, "
                "or give points"
            )
            problems.append(problem(located, ("governments", name), message, at="key"))
        elif body.points is None:
            try:
                compile_preferences(model, packages, name)
            except SimError as error:
                problems.append(problem(located, ("governments", name), str(error), at="key"))
    return problems


def foresight_problems(model: ScenarioModel, located: Located) -> list[Problem]:
    """Return a problem where governments would have to reckon with too many turns that events may take."""
    uncertain, moving = (
        foreseen_chances(model.events, model.moves, model.last_deadline, doubted=model.doubted),
        open_order(model.events, model.moves, model.last_deadline),
    )
    problems = []
    if len(uncertain) > MOST_FORESEEN:
        message = (
            f"too many chance events that governments foresee (found {len(uncertain)}: {listed(uncertain)}; allowed "
            f"{MOST_FORESEEN}, as each doubles what they have to reckon with): give some of them `foreseen: false`"
        )
        problems.append(problem(located, ("events",), message, at="key"))
    unforeseen = sum(not event.foreseen for event in model.events.values())
    most = max(m for m in range(MOST_MOVING + 1) if (m + 1) ** m << unforeseen < 1 << 62)
    if len(moving) > most:
        message = (
            f"too many events whose order random dates leave open (found {len(moving)}: {listed(moving)}; allowed "
            f"{most} that act on the same things): give some of them a fixed date"
        )
        problems.append(problem(located, ("events",), message, at="key"))
    return problems


def contradictions(model: ScenarioModel, packages: PackageTable, located: Located) -> list[Problem]:
    """Return a problem for each government whose statements of credence 1 cannot all hold.

    The problem names a minimal set of them, their claims and lines: without any one of them the rest can hold.
    Statements of lower credence may clash (`sim.evidence.coins.toss_coins`), unless they almost never agree.
    """
    from sim.evidence.agreement import agreement
    from sim.evidence.conflicts import minimal_conflict

    problems = []
    for name, body in model.governments.items():
        if body.points is not None:
            continue
        space, clauses = compile_preferences(model, packages, name)
        singles = body.single_statements
        certain = [place for place, clause in enumerate(clauses) if clause.credence == 1]
        found = minimal_conflict(space, [clauses[place] for place in certain])
        if found is None:
            try:
                agreement(space, clauses, name=name)
            except SimError as error:
                problems.append(
                    problem(
                        located, ("governments", name, "statements"), str(error).removeprefix(f"{name}: "), at="key"
                    )
                )
            continue
        numbers = dict.fromkeys(int(singles[certain[place]].path[0]) for place in found)
        conflict = _with_opposite(tuple(numbers), model, packages, name)
        paths: list[Path] = [("governments", name, "statements", number) for number in conflict]
        conflicting = [
            f"{say_statement(body.statements[number])} ({_line(located, path, paths[-1])})"
            for number, path in zip(conflict, paths, strict=True)
        ]
        if len(conflicting) > 1:
            message = f"these statements cannot all hold: {'; '.join(conflicting)}"
        elif conflicting:
            message = f"cannot hold, given the orders and ranges: {conflicting[0]}"
        else:
            message = "the orders, adjustments and the range of no deal contradict each other"
        problems.append(problem(located, paths[-1] if paths else ("governments", name), message, at="key"))
    return problems


def _with_opposite(
    conflict: tuple[int, ...], model: ScenarioModel, packages: PackageTable, government: str
) -> tuple[int, ...]:
    """Add, to a statement that the orders alone forbid, the one that says the opposite of the same package.

    Refusing the best package of all is such a statement: a writer who also accepts it looks for both.
    """
    statements = model.governments[government].statements

    def of_one(statement: Statement) -> tuple[int, bool] | None:
        """Return the package that a certain statement about one is about, and whether it is liked."""
        if statement.one_of is not None or statement.credence < 1 or statement.kind.about != "package":
            return None
        return as_package(packages, statement.packages[0]), statement.kind.liked

    if len(conflict) == 1 and (found := of_one(statements[conflict[0]])) is not None:
        package, liked = found
        others = [number for number, each in enumerate(statements) if of_one(each) == (package, not liked)]
        return tuple(sorted((*conflict, *others[:1])))
    return conflict


def _line(located: Located, path: Path, written_at: Path) -> str:
    """Return the line of a statement, with its file where the message stands in another."""
    mark = located.key_marks[path]
    if not mark.line:  # set on top of the file
        return mark.file
    return (
        f"line {mark.line}"
        if mark.file == located.key_marks[written_at].file
        else f"{PurePath(mark.file).name}:{mark.line}"
    )
