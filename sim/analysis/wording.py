"""A scenario's packages, statements, orders and numbers in words a reader needs no file for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import number_in
from sim.figures import counted, joined, measured, plain
from sim.quantity import Distribution, ScenarioPart
from sim.results.naming import say_content, say_option, say_pattern
from sim.scenario.agreement import AgreementRule, AnyOf
from sim.scenario.bargain import Package, Pattern
from sim.scenario.government import PointRange, ProcedureDuration, RandomDuration, Statement
from sim.scenario.orders import parse_order
from sim.scenario.packages import PackageTable
from sim.scenario.scenario import ScenarioModel

__all__ = [
    "say_agreement",
    "say_days",
    "say_named",
    "say_order",
    "say_place",
    "say_points",
    "say_quantity",
    "say_statement",
    "say_tactic",
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
    return f"{words} ({packages.matching(asked).sum()} of {counted(len(packages), 'package')})"


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
        return measured(quantity, unit)
    return quantity.in_words(unit)


def say_agreement(rule: AgreementRule) -> str:
    """Return whose agreement is enough, in words.

    Examples
    --------
    >>> from sim.scenario.agreement import Threshold
    >>> say_agreement(Threshold(at_least=3, weights={"up": 2, "mid_land": 1.5})), say_agreement(Threshold(at_least=2))
    ('at least 3, weights up 2, mid land 1.5', 'at least 2')
    >>> say_agreement(AnyOf(any_of=(("north", "south"), ("east",)))), say_agreement("majority")
    ('any of: north and south; east', 'majority')
    """
    if isinstance(rule, str):
        return rule
    if isinstance(rule, AnyOf):
        return f"any of: {'; '.join(joined([plain(seat) for seat in group]) for group in rule.any_of)}"
    weights = ", ".join(f"{plain(seat)} {weight:g}" for seat, weight in rule.weights.items())
    return f"at least {rule.at_least:g}{f', weights {weights}' if weights else ''}"


def say_days(duration: float | Distribution | RandomDuration) -> str:
    """Return a duration in words.

    Examples
    --------
    >>> say_days(RandomDuration(median=5.0, spread=0.6)), say_days(14.0)
    ('median 5 days; spread 0.6', '14 days')
    """
    if not isinstance(duration, RandomDuration):
        return say_quantity(duration, " days")
    words = f"median {say_quantity(duration.median, ' days')}; spread {say_quantity(duration.spread)}"
    if not isinstance(duration, ProcedureDuration) or duration.expedited is None:
        return words
    chance = "" if duration.chance == 1 else f", with chance {say_quantity(duration.chance)}"
    return f"{words}; hurried {say_quantity(duration.expedited, ' days')}{chance}"


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
    return measured(points, " points")


def say_place(model: ScenarioModel, place: str) -> str:
    """Return what a place in a scenario is called, as a reader would who has not seen the file.

    Parameters
    ----------
    model : ScenarioModel
    place : str
        As ``--set`` takes it; ``*`` and ``{a,b}`` stand for several.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> model = load_scenario_text(starter_scenario()).model
    >>> say_place(model, "events.ruling_for_port.chance")
    'chance of “Arbitrators allow automation”'
    >>> say_place(model, "governments.union.beliefs.ruling_for_port")
    "chance of “Arbitrators allow automation” to Dock workers' union"
    >>> say_place(model, "governments.*.discount"), say_place(model, "minds.noise")
    ('discount, every government', 'minds: noise')
    >>> from sim.scenario.load import load_scenario
    >>> numbered = load_scenario("tests/scenarios/valid/options_that_are_numbers.yaml").model
    >>> say_place(numbered, "issues.years.options.3.lead_days")
    'years 3 lead days'
    >>> say_place(numbered, "governments.1.statements.0.margin")
    'statements 1 margin, 1'
    """
    section, *steps = place.split(".")
    if section == "chance" and len(steps) == 1:
        section, steps = "events", [*steps, "chance"]
    shown = _shown(model, (section, *steps))[1:]
    if section == "events" and len(steps) > 1:
        return f"{' '.join(shown[1:])} of “{_title_of(model.events, steps[0], 'every event')}”"
    if section == "governments" and len(steps) > 1:
        who = _title_of(model.governments, steps[0], "every government")
        if steps[1] == "beliefs" and len(steps) > 2:
            return f"chance of “{_title_of(model.events, steps[2], 'every event')}” to {who}"
        return f"{_fields(shown[1:])}, {who}"
    if section == "seats" and len(steps) > 1:
        return f"{_fields(shown[1:])}, {_title_of(model.seats, steps[0], 'every seat')}"
    if section == "issues" and len(steps) > 1:
        return _fields([_title_of(model.issues, steps[0], "every issue"), *shown[1:]])
    return f"{section}: {_fields(shown)}" if steps else plain(section)


def _title_of(bodies: Mapping[str, Any], name: str, every: str) -> str:
    """Return the title of a part of a scenario, of several, or what stands for all."""
    if name == "*":
        return every
    names = name.strip("{}").split(",")
    return joined([getattr(bodies.get(each), "title", "") or plain(each) for each in names])


def _shown(model: ScenarioModel, steps: Sequence[str]) -> list[str]:
    """Return the steps of a place in words: of a list's items the number, counted from 1; a name may be one, too."""
    shown: list[str] = []
    here: Any = model
    for step in steps:
        at = number_in(step) if isinstance(here, tuple) else None
        shown.append(plain(step) if at is None else str(at + 1))
        if isinstance(here, tuple):
            here = here[at] if at is not None and at < len(here) else None
        elif isinstance(here, Mapping):
            several = list(here) if step == "*" else step.strip("{}").split(",")
            here = here.get(several[0]) if several else None
        else:
            here = getattr(here, step, None)
    return shown


def _fields(shown: Sequence[str]) -> str:
    """Return the rest of a place; what only names a folder of others is left out."""
    return " ".join(each for each in shown if each not in ("options", "*"))


def say_tactic(tactic: str | ScenarioPart) -> str:
    """Return a tactic and its parameters; of one's own the class, too.

    Examples
    --------
    >>> from sim.scenario.tactics import Aspiration, AspirationChoice
    >>> say_tactic("tit_for_tat"), say_tactic(AspirationChoice(aspiration=Aspiration(beta=0.5)))
    ('tit for tat', 'aspiration: beta 0.5, start 1.0')
    """
    if isinstance(tactic, str):
        return plain(tactic)
    (kind, parameters), *rest = tactic
    if rest:
        kind, parameters = f"{kind} {parameters}", rest[0][1]
    listed = ", ".join(f"{plain(key)} {_parameter(value)}" for key, value in dict(parameters).items())
    return f"{plain(kind)}: {listed}" if listed else plain(kind)


def _parameter(value: Any) -> str:
    """Return what a tactic is given: a number or name as it is, a package by its options, moves by their days.

    Examples
    --------
    >>> from sim.distributions import Uniform
    >>> _parameter(0.5), _parameter({"length": "one_year"}), _parameter(Uniform(uniform=(1, 2)))
    ('0.5', 'length one year', '1 to 2, evenly')
    """
    if isinstance(value, Distribution):
        return say_quantity(value)
    if isinstance(value, tuple):
        return "; ".join(f"{move.date} {_parameter(move.tables)}" for move in value) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{plain(issue)} {plain(str(option))}" for issue, option in value.items()) or "first options"
    return str(value)
