"""What else rests on claims than statements and values of numbers, and what stands in its place without them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sim.errors import InputError
from sim.scenario.claimed_numbers import Path
from sim.scenario.government import RandomDuration
from sim.scenario.known import Claims, Known
from sim.scenario.known_options import model_without, unknown_options
from sim.scenario.load import LoadedScenario
from sim.scenario.scenario import ScenarioModel

__all__ = ["claims_of_parts", "fallen_parts", "without_parts"]


class _Without(Known):
    """What is known of claims but those that are gone; what rests on others as well keeps all of its own."""

    def __init__(self, gone: Collection[str]) -> None:
        self._gone = frozenset(gone)

    def of(self, claims: Claims) -> Claims:
        """Return the claims, unless all are gone."""
        return () if claims and self._gone.issuperset(claims) else claims


def claims_of_parts(model: ScenarioModel) -> list[str]:
    """Return the claims that such parts rest on, each once."""
    return list(dict.fromkeys(name for _, claims in _parts(model) for name in claims))


def _parts(model: ScenarioModel) -> Iterator[tuple[Path, Claims]]:
    """Yield each part with the claims it rests on."""
    for name, body in model.governments.items():
        place: Path = ("governments", name)
        yield from (((*place, "orders", issue), body.order_claims.get(issue, ())) for issue in body.orders)
        yield from (((*place, "adjustments", k), each.claims) for k, each in enumerate(body.adjustments))
        if isinstance(body.reply_days, RandomDuration) and body.reply_days.otherwise is not None:
            yield (*place, "reply_days"), body.reply_days.claims
        if body.break_off is not None:
            yield (*place, "break_off"), body.break_off.claims
    for name, seat in model.seats.items():
        if isinstance(seat.procedure_days, RandomDuration) and seat.procedure_days.otherwise is not None:
            yield ("seats", name, "procedure_days"), seat.procedure_days.claims
    for name, event in model.events.items():
        if not event.foreseen:
            yield ("events", name), event.claims
    for issue, option in unknown_options(model, _Without(_claims_of_options(model))):
        yield ("issues", issue, "options", option), model.issues[issue].options[option].claims


def _claims_of_options(model: ScenarioModel) -> set[str]:
    return {claim for body in model.issues.values() for option in body.options.values() for claim in option.claims}


def fallen_parts(scenario: LoadedScenario, gone: Collection[str]) -> frozenset[Path]:
    """Return the parts that rest on claims that are gone alone, and can be done without.

    Orders of options are left unstated, so that any option may be best, as far as
    `sim.evidence.space.MAX_ORDER_CASES` allows; spans of days become what they are `otherwise`; adjustments, surprise
    events, rules of breaking off and options that nobody foresees are left out, these last if packages are left.
    """
    model, known = scenario.model, _Without(gone)
    fallen = {path for path, claims in _parts(model) if claims and not known.of(claims)}
    for name, body in model.governments.items():
        left = known.orders(body, model.issues)
        fallen -= {("governments", name, "orders", issue) for issue in left}
    options = {path for path in fallen if path[0] == "issues"}
    try:
        model_without(model, _options(options))
    except InputError:
        fallen -= options
    return frozenset(fallen)


def _options(fallen: Collection[Path]) -> list[tuple[str, str]]:
    """Return those of fallen parts that are options: the issue, and the option's name."""
    return sorted((str(path[1]), str(path[3])) for path in fallen if path[0] == "issues")


def without_parts(model: ScenarioModel, fallen: Collection[Path]) -> ScenarioModel:
    """Return the scenario without some of these parts; without options, packages that hold them are excluded."""
    governments: dict[str, Any] = dict(model.governments)
    for name, body in model.governments.items():
        own = {path[2:] for path in fallen if path[:2] == ("governments", name)}
        if not own:
            continue
        changes: dict[str, Any] = {
            "orders": {issue: order for issue, order in body.orders.items() if ("orders", issue) not in own},
            "adjustments": tuple(each for k, each in enumerate(body.adjustments) if ("adjustments", k) not in own),
        }
        if ("reply_days",) in own:
            changes["reply_days"] = _otherwise(body.reply_days)
        if ("break_off",) in own:
            changes["break_off"] = None
        governments[name] = body.model_copy(update=changes)
    seats = {
        name: seat.model_copy(update={"procedure_days": _otherwise(seat.procedure_days)})
        if ("seats", name, "procedure_days") in fallen
        else seat
        for name, seat in model.seats.items()
    }
    events = {
        name: event.model_copy(update={"chance": 0.0}) if ("events", name) in fallen else event
        for name, event in model.events.items()
    }
    fewer = model.model_copy(update={"governments": governments, "seats": seats, "events": events})
    options = _options(fallen)
    return model_without(fewer, options)[0] if options else fewer


def _otherwise(duration: Any) -> Any:
    return duration.otherwise if isinstance(duration, RandomDuration) else duration
