"""What a reader of a sound scenario should know before playing it: nothing of it is a mistake."""

from __future__ import annotations

from collections.abc import Iterator

from sim.figures import percent
from sim.scenario.government import Statement
from sim.scenario.packages import PackageTable
from sim.scenario.preferences import compile_preferences, say_statement
from sim.scenario.scenario import ScenarioModel

__all__ = ["clashes"]


def clashes(model: ScenarioModel, packages: PackageTable) -> Iterator[str]:
    """Yield, for each government whose uncertain statements clash, a sentence that says what is left of them.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> halves = "[{accepts: status_quo, credence: 0.5}, {refuses: status_quo, credence: 0.5}]"
    >>> loaded = load_scenario_text(starter_scenario(), settings=[f"governments.union.statements={halves}"])
    >>> for sentence in clashes(loaded.model, loaded.packages):
    ...     print(sentence[:96])
    union: statements of credence below 1 clash, so 27% of the coin tosses that take them in are rej
    """
    from sim.evidence.agreement import agreement

    for name, body in model.governments.items():
        found = None if body.points is not None else agreement(*compile_preferences(model, packages, name), name=name)
        if found is None:
            continue
        pairs = [(one, left) for one, left in zip(body.single_statements, found.left, strict=True)]
        moved = [pair for pair in pairs if abs(pair[0].statement.credence - pair[1]) >= _MOVED]
        told = [
            f"{_bare(one.statement)} in {percent(left)} (credence {one.statement.credence:g})" for one, left in moved
        ]
        yield (
            f"{name}: statements of credence below 1 clash, so {percent(found.rejected)} of the coin tosses that "
            f"take them in are rejected. Worlds take in: {'; '.join(told) or 'each about as often as its credence'}"
        )


_MOVED = 0.02
"""A change of credence worth telling: two standard errors of a share of 2,048 models."""


def _bare(statement: Statement) -> str:
    return say_statement(statement.model_copy(update={"claims": ()}))
