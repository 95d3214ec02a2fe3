"""Coding rules that a machine can check: what a case does that scenarios/cases/CODING.md does not allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sim.analysis.forecasts.climatology import AGREED, CLASSES, PROLONGED, actual_class
from sim.analysis.validation.case_files import CaseFile
from sim.analysis.validation.case_forecast import tasks_of
from sim.evidence.claims import Claim
from sim.reading import walk
from sim.scenario.load import LoadedScenario

__all__ = ["breaches"]

CREDENCES = (1, 0.9, 0.5)
"""By who tells it: a formal act or independent report; one side alone; contradicted."""

LEAST_CLAIMS, LEAST_SOURCES, LEAST_TELLINGS = 15, 5, 2

_NOT_SET = frozenset(
    (
        "no_deal_range",
        "adjustments",
        "residual",
        "legacy",
        "discount",
        "cost_per_day",
        "break_off",
        "tactic",
        "points",
        "no_deal",
    )
)
"""Keys of governments that no case sets."""

_REVIEW_DAYS = 7
_FACTS_BEFORE = 30


def breaches(case: CaseFile, defaults: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what breaks the coding rules, a line each.

    Parameters
    ----------
    case : CaseFile
    defaults : mapping
        What is the same for all cases, as `read_defaults` returns it.
    """
    found = list(_scenario(case.as_written, defaults))
    found += _facts(case)
    return list(dict.fromkeys(found))


def _scenario(scenario: LoadedScenario, defaults: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    data = scenario.located.data
    for part in ("minds", "procedure"):
        for key, value in data.get(part, {}).items():
            if (part, key) != ("procedure", "agreement") and defaults.get(part, {}).get(key, value) != value:
                yield f"{part}.{key}: is {value}, and {defaults[part][key]} for all cases"
    for name, body in data.get("governments", {}).items():
        for key in sorted(_NOT_SET & set(body)):
            yield f"governments.{name}.{key}: is not set in a case"
        if body.get("review_days", _REVIEW_DAYS) != _REVIEW_DAYS:
            yield f"governments.{name}.review_days: is {body['review_days']}, and {_REVIEW_DAYS} by the rules"
        for number, statement in enumerate(body.get("statements", [])):
            yield from _statement(f"governments.{name}.statements.{number}", statement)
    yield from _carried(scenario)
    yield from _sources(scenario)


def _statement(place: str, statement: Mapping[str, Any]) -> Iterator[str]:
    if statement.get("credence", 1) not in CREDENCES:
        yield f"{place}: credence {statement['credence']} is none of {', '.join(map(str, CREDENCES))}"
    for key in ("margin", "others"):
        if key in statement:
            yield f"{place}: {key} is not set in a case"
    cites = statement.get("claims") or any(each.get("claims") for each in statement.get("one_of", []))
    if not cites and "inference" not in str(statement.get("note", "")):
        yield f"{place}: cites no claim, and is not marked as an inference"


def _carried(scenario: LoadedScenario) -> Iterator[str]:
    """Yield what rests on claims alone that carry nothing by themselves: graded low, or from memory."""
    for path, part in walk(scenario.located.data):
        if not path or path[-1] != "claims" or not isinstance(part, list) or not part:
            continue
        place = ".".join(map(str, path[:-1]))
        if path[0] not in ("governments", "seats", "record", "events") or path[:2] == ("actual",):
            continue
        if all(_is_weak(scenario.claims.get(str(name))) for name in part):
            yield f"{place}: rests on claims graded low, or on memory, alone"
    for number, entry in enumerate(scenario.model.record):
        if not entry.claims:
            yield f"record.{number}: cites no claim"


def _is_weak(claim: object) -> bool:
    return isinstance(claim, Claim) and (
        claim.confidence == "low" or claim.source.strip().lower().startswith("memory")
    )


def _sources(scenario: LoadedScenario) -> Iterator[str]:
    """Yield what is missing of claims, sources and sides."""
    cited = [name for name in scenario.cited if name in scenario.library]
    sources = {_source(scenario, name) for name in cited} - {None}
    tellings = {scenario.library[name].telling for name in cited} - {"neutral", "experts", "author"}
    for count, least, what in (
        (len(cited), LEAST_CLAIMS, "claims of the evidence"),
        (len(sources), LEAST_SOURCES, "dated sources"),
        (len(tellings), LEAST_TELLINGS, "sides that tell it"),
    ):
        if count < least:
            yield f"cites {count} {what}, and at least {least} by the rules"


def _source(scenario: LoadedScenario, name: str) -> tuple[str, object] | None:
    """Return where and when a claim was published: of a record its own source and date; None for memory."""
    claim, document = scenario.library[name], scenario.library.document(name)
    if claim.source.strip().lower().startswith("memory"):
        return None
    return (claim.source, claim.date) if document.published is None else (document.document, document.published)


def _facts(case: CaseFile) -> Iterator[str]:
    model, entry = case.scenario.model, case.entry
    by = max(model.start, case.deadline - timedelta(days=_FACTS_BEFORE))
    for fact, holds in entry.facts:
        claims = entry.claims.get(fact, ())
        if holds and not claims:
            yield f"facts.{fact}: cites no claim"
        elif holds and all(case.scenario.known(claim) > by for claim in claims):
            yield f"facts.{fact}: was not known by {by}"
    if not tasks_of([case]):
        yield f"day: is {entry.day}, and leaves no day from which it could be forecast"
    if entry.ended == PROLONGED and not model.prolongations and not entry.replaced:
        yield "ended: is prolonged, and no play can be: there is neither a prolongation nor an outcome that replaces"
    actual = model.actual
    if entry.ended == AGREED and actual and actual.signed and entry.day not in (actual.signed, actual.in_force):
        yield f"day: is {entry.day}, while the scenario's actual agreement is of {actual.signed}"
    came = actual_class(model)
    if came is not None and not entry.replaced and CLASSES[came] != entry.ended and entry.ended != "prolonged":
        yield f"ended: is {entry.ended}, while the scenario's actual end is {CLASSES[came]}"
