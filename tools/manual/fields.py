"""The fields of a scenario's nouns as tables."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, get_args

from sim.analysis.validation.case_files import FactsFile
from sim.evidence.claims import Document
from sim.evidence.statement_kinds import STATEMENT_KINDS
from sim.quantity import DISTRIBUTIONS, Distribution, ScenarioPart
from sim.scenario.choosing import RULES
from sim.scenario.scenario import ScenarioModel
from sim.scenario.write import write_flow
from tools.manual.kinds import default_words, words
from tools.manual.markdown import code, prose, table

__all__ = ["PARTS", "distribution_table", "field_table", "rules_of_choice", "statement_table"]


def _reached(annotation: Any) -> Iterator[type[ScenarioPart]]:
    """Yield the models an annotation names, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, ScenarioPart):
        yield annotation
    for part in get_args(annotation):
        yield from _reached(part)


def _annotations(model: type[ScenarioPart]) -> dict[str, Any]:
    """Return the annotations of the fields that a model and those it derives from declare."""
    models = [base for base in reversed(model.__mro__) if issubclass(base, ScenarioPart)]
    return {name: of for each in models for name, of in inspect.get_annotations(each, eval_str=True).items()}


def _nouns(*roots: type[ScenarioPart]) -> dict[str, type[ScenarioPart]]:
    """Return all models that can stand in a file, by name, each where it is first met."""
    found: dict[str, type[ScenarioPart]] = {}
    ahead = list(roots)
    while ahead:
        model = ahead.pop(0)
        if model.__name__ not in found:
            found[model.__name__] = model
            for annotation in _annotations(model).values():
                ahead += _reached(annotation)
    return found


PARTS = _nouns(ScenarioModel, Document, FactsFile)
"""Every model of the formats of scenarios, evidence and facts of cases, by name."""


def field_table(model: type[ScenarioPart], places: Mapping[str, str]) -> str:
    """Return a table of a model's fields: name, what may stand there, default, meaning.

    Parameters
    ----------
    model : type
        One of `PARTS`.
    places : mapping of str to str
        Links to where models are described, by name.

    Examples
    --------
    >>> from sim.scenario.event import Suspension
    >>> print(field_table(Suspension, {}))
    | field | what stands there | default | meaning |
    | --- | --- | --- | --- |
    | `days` | whole number, from 1 to 3650 | required | Days during which no seat reviews the table. |
    """
    annotations, meanings = _annotations(model), model.meanings()
    rows = [
        [
            code(info.alias or name),
            words(model, name, annotations[name], places=places),
            default_words(info, meanings.get(name, "")),
            prose(meanings.get(name, "")),
        ]
        for name, info in model.model_fields.items()
    ]
    return table(["field", "what stands there", "default", "meaning"], rows)


def distribution_table(distributions: Sequence[type[Distribution]] = tuple(DISTRIBUTIONS.values())) -> str:
    """Return a table of distributions: how each is written, its meaning, its numbers.

    Examples
    --------
    >>> from sim.quantity import Normal
    >>> print(distribution_table([Normal]))
    | written | meaning | values |
    | --- | --- | --- |
    | `{normal: [mean, sd]}` | A mean and a standard deviation. | Mean and standard deviation. |
    """
    rows = []
    for each in distributions:
        ((name, meaning),) = each.meanings().items()
        rows.append([code(f"{{{name}: {each.signs}}}"), prose(each.__doc__ or ""), prose(meaning)])
    return table(["written", "meaning", "values"], rows)


def statement_table() -> str:
    """Return a table of the kinds of statement: how each is written, and what it says."""
    signs = {"package": "X", "pattern": "PATTERN", "pair": "{this: X, to: Y}"}
    rows = [[code(f"{form}: {signs[kind.about]}"), kind.meaning] for form, kind in STATEMENT_KINDS.items()]
    return table(["form", "says"], rows)


def rules_of_choice() -> str:
    """Return a table of what each rule of choice stands for."""
    rules = {name: asdict(rule) for name, rule in RULES.items()}
    settings = next(iter(rules.values()))
    rows = [[code(setting), *(code(write_flow(rule[setting])) for rule in rules.values())] for setting in settings]
    return table(["setting", *(code(name) for name in rules)], rows)
