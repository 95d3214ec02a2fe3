"""A scenario's packages, statements, orders and numbers in words a reader needs no file for."""

from __future__ import annotations

from sim.figures import plain
from sim.quantity import Distribution
from sim.results.naming import say_content, say_option, say_pattern
from sim.scenario.bargain import Package, Pattern
from sim.scenario.government import PointRange, RandomDuration, Statement
from sim.scenario.orders import parse_order
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel

__all__ = [
    "say_days",
    "say_named",
    "say_order",
    "say_points",
    "say_quantity",
    "say_statement",
]


def say_named(model: ScenarioModel, named: str | Package) -> str:
    """Return a proposal's name and content, or the content of an inline package.

    The content is the first issue's option and whatever differs from the status quo elsewhere.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> model = load_scenario_text(starter_scenario()).model
    >>> say_named(model, "union_goal")
    'union goal (eight percent, nothing else)'
    >>> say_named(model, {"cranes": "automatic"})
    'two percent, cranes automatic'
    """
    if isinstance(named, str):
        return f"{plain(named)} ({say_content(model, model.proposals[named])})"
    return say_content(model, named)


def say_statement(model: ScenarioModel, packages: PackageTable, statement: Statement) -> str:
    """Return a statement as a sentence without its subject.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> loaded = load_scenario_text(starter_scenario())
    >>> for statement in loaded.model.governments["union"].statements:
    ...     print(say_statement(loaded.model, loaded.packages, statement))
    refuses status quo (two percent, nothing else)
    accepts union goal (eight percent, nothing else)
    accepts compromise (five percent, cranes automatic with guarantee)
    refuses anything with cranes automatic (3 of 9 packages)
    """
    if statement.one_of is not None:
        return f"one of: {'; '.join(say_statement(model, packages, each) for each in statement.alternatives)}"

    def package(named: str | Package) -> str:
        short = isinstance(named, str) and len(statement.packages) > 1
        return plain(str(named)) if short else say_named(model, named)

    def pattern(asked: Pattern) -> str:
        return say_pattern(model, asked)

    words = statement.say(package, pattern)
    asked = statement.pattern
    if not asked or isinstance(asked, str):
        return words
    return f"{words} ({packages.matching(asked).sum()} of {len(packages)} packages)"


def say_order(model: ScenarioModel, issue: str, order: str) -> str:
    """Return an order of options in words, or that all are as good.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> model = load_scenario_text(starter_scenario()).model
    >>> say_order(model, "raise", "eight_percent > five_percent = two_percent")
    'eight percent > five percent = two percent'
    >>> say_order(model, "raise", "eight_percent = five_percent = two_percent")
    'all the same to it'
    """
    options = tuple(model.issues[issue].options)
    groups = parse_order(order, options)
    if len(groups) == 1:
        return "all the same to it"
    return " > ".join(" = ".join(say_option(model, issue, options[o]) for o in group) for group in groups)


def say_quantity(quantity: float | Distribution, unit: str = "") -> str:
    """Return a number or a distribution in words.

    Examples
    --------
    >>> from sim.quantity import OneOf, Triangular
    >>> say_quantity(0.25), say_quantity(OneOf(one_of=(1, 2)), " points")
    ('0.25', 'one of 1, 2 points')
    >>> say_quantity(Triangular(triangular=(5, 8, 40)), " days")
    '5 to 40 days, likeliest 8'
    """
    if isinstance(quantity, int | float):
        return f"{quantity:g}{unit}"
    return quantity.in_words(unit)


def say_days(duration: float | Distribution | RandomDuration) -> str:
    """Return a duration in words.

    Examples
    --------
    >>> say_days(RandomDuration(median=5.0, spread=0.6)), say_days(14.0)
    ('median 5 days; spread 0.6', '14 days')
    """
    if not isinstance(duration, RandomDuration):
        return say_quantity(duration, " days")
    return f"median {say_quantity(duration.median, ' days')}; spread {say_quantity(duration.spread)}"


def say_points(points: PointRange | float) -> str:
    """Return the points of an adjustment in words.

    Examples
    --------
    >>> say_points(PointRange(below=0)), say_points(-5.0)
    ('-100 to 0 points', '-5 points')
    """
    if isinstance(points, PointRange):
        low, high = points.limits
        return f"{low:g} to {high:g} points"
    return f"{points:g} points"
