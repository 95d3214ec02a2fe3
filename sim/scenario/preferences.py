"""A government's orders, adjustments and statements -> the unknowns of its preferences and clauses on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, pairwise

from sim.evidence.clauses import Clause
from sim.evidence.space import Adjustment, PreferenceSpace
from sim.scenario.bargain import Package
from sim.scenario.government import Adjustment as StatedAdjustment
from sim.scenario.government import Government, PointRange, Statement
from sim.scenario.orders import parse_order
from sim.scenario.packages import PackageTable, as_package
from sim.scenario.scenario import ScenarioModel

__all__ = ["adjustments_of", "compile_preferences", "say_package", "say_statement", "statement_key"]


def compile_preferences(
    model: ScenarioModel, packages: PackageTable, government_name: str, *, imagined: bool = False
) -> tuple[PreferenceSpace, tuple[Clause, ...]]:
    """Return the unknowns of a government's preferences, and a clause for each of its single statements, in order.

    With `imagined`, as the other governments imagine it: statements have the credence that these give them.

    Raises
    ------
    InputError
        If too many issues have no order, or nothing gives the issues any spread (checked when a file is read).

    Examples
    --------
    >>> from sim.scenario.starter import starter_scenario
    >>> from sim.scenario.load import load_scenario_text
    >>> loaded = load_scenario_text(starter_scenario(), name="starter.yaml")
    >>> space, clauses = compile_preferences(loaded.model, loaded.packages, "union")
    >>> clauses[0].name
    'refuses status_quo'
    """
    body = model.governments[government_name]
    space = PreferenceSpace(
        issues=packages.issues,
        packages=packages.options,
        orders=tuple(
            parse_order(body.orders[issue], options) if issue in body.orders else None
            for issue, options in packages.issues
        ),
        adjustments=_adjustments(model, body, packages),
        no_deal=body.no_deal_range,
    )
    statements = [each.imagined if imagined else each for each in body.statements]
    clauses = [
        clause
        for number, statement in enumerate(statements)
        if statement is not None
        for clause in _clauses(statement, packages, model.proposals, group=number)
    ]
    return space, tuple(clauses)


def adjustments_of(model: ScenarioModel, body: Government) -> tuple[StatedAdjustment, ...]:
    """Return a government's adjustments, and one for each package with a name where it has a residual.

    Of several names of one package the first counts. The names of these adjustments address draws: FROZEN.

    Examples
    --------
    >>> from sim.scenario.starter import starter_scenario
    >>> from sim.scenario.load import load_scenario_text
    >>> model = load_scenario_text(starter_scenario(), name="starter.yaml").model
    >>> body = model.governments["union"].model_copy(update={"residual": 5})
    >>> [(each.name, each.points.limits) for each in adjustments_of(model, body)][-1]
    ('residual of compromise', (-5.0, 5.0))
    """
    if not body.residual:
        return body.adjustments
    first = {issue: next(iter(each.options)) for issue, each in model.issues.items()}
    named: dict[tuple[str, ...], str] = {}
    for name, package in model.proposals.items():
        named.setdefault(tuple((first | package).values()), name)
    spread = PointRange(above=-body.residual, below=body.residual)
    each = (StatedAdjustment(name=f"residual of {name}", when=(name,), points=spread) for name in named.values())
    return (*body.adjustments, *each)


def _adjustments(model: ScenarioModel, body: Government, packages: PackageTable) -> tuple[Adjustment, ...]:
    compiled = []
    for adjustment in adjustments_of(model, body):
        points = adjustment.points
        low, high = points.limits if isinstance(points, PointRange) else (points, points)
        compiled.append(Adjustment(adjustment.name, packages.matching(adjustment.when), low, high))
    return tuple(compiled)


def _clauses(
    statement: Statement, packages: PackageTable, proposals: Mapping[str, Package], *, group: int
) -> Iterator[Clause]:
    """Yield a statement's clause, or one for each of those that exclude each other: they share a coin."""
    if statement.one_of is None:
        yield _clause(statement, packages, proposals)
        return
    key, total = statement_key(statement), sum(each.weight for each in statement.one_of)
    edges = [0.0, *accumulate(each.weight / total for each in statement.one_of)]
    edges[-1] = 1.0
    for single, side in zip(statement.alternatives, pairwise(edges), strict=True):
        clause = _clause(single, packages, proposals)
        yield replace(clause, credence=statement.credence, key=key, group=group, side=side)


def _clause(statement: Statement, packages: PackageTable, proposals: Mapping[str, Package]) -> Clause:
    if statement.pattern is not None:
        chosen, others = packages.matching(statement.pattern).nonzero()[0].tolist(), []
    else:
        first, *others = (as_package(packages, named) for named in statement.packages)
        chosen = [first]
    return Clause(
        kind=statement.form,
        packages=tuple(chosen),
        other=others[0] if others else None,
        margin=statement.margin,
        credence=statement.credence,
        name=say_statement(statement.model_copy(update={"claims": ()})),
        key=statement_key(statement),
    )


def statement_key(statement: Statement) -> str:
    """Return the address of a statement's coin of credence.

    FROZEN: the coins of every published run are drawn by these very bytes (held by ``tests/test_addresses.py``). It
    looks like the sentence that `say_statement` makes and is independent of it: sentences may be improved, this may
    not. It names options and proposals as the scenario does; another title, claim, margin, credence or note is not
    another coin.

    Examples
    --------
    >>> statement_key(Statement(refuses_any={"china": ("pledge", "join")}, claims=("s0-16",)))
    'refuses anything with china pledge or join'
    """
    if statement.one_of is not None:
        return f"one of {' | '.join(map(statement_key, statement.alternatives))}"
    return statement.fill(statement.kind.key, _package_key, _package_key)


def _package_key(named: str | Mapping[str, str | tuple[str, ...]]) -> str:
    """Return a proposal's name, or the options of a package or pattern (frozen, see `statement_key`)."""
    if isinstance(named, str):
        return named
    parts = (f"{issue} {' or '.join([of] if isinstance(of, str) else of)}" for issue, of in named.items())
    return ", ".join(parts) if named else "the first options"


def say_package(named: str | Mapping[str, str | tuple[str, ...]]) -> str:
    """Return a proposal's name, or the options of an inline package or pattern.

    Examples
    --------
    >>> say_package({"length": ("one", "two"), "freeze": "none"})
    'length one or two, freeze none'
    """
    if isinstance(named, str):
        return named
    return "the first options" * (not named) + ", ".join(
        f"{issue} {options if isinstance(options, str) else ' or '.join(options)}" for issue, options in named.items()
    )


def say_statement(statement: Statement) -> str:
    """Return a statement in words, with its claims.

    Examples
    --------
    >>> say_statement(Statement(refuses_any={"china": ("pledge",)}, claims=("s0-16",)))
    'refuses anything with china pledge [s0-16]'
    """
    if statement.one_of is not None:
        return f"one of: {'; '.join(map(say_statement, statement.alternatives))}"
    words = statement.say(say_package, say_package)
    return f"{words} [{', '.join(statement.claims)}]" if statement.claims else words
