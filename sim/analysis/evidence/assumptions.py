"""The numbers of a scenario, its defaults included: which of them a claim carries, and which are assumed.

A claim can carry a number (the odds someone published) or only bear on what has it (that checking takes long, not
that it takes 60 days). Carried are the numbers of adjustments, spells, break-offs and dated events that cite claims,
unless their `note` says "assumption". Days of an option, points of a shift and credences are always the author's
judgement; claims of their option, event or statement are listed as bearing on them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sim.analysis.wording import say_agreement, say_days, say_points, say_quantity, say_tactic
from sim.figures import counted, measured
from sim.quantity import ScenarioPart
from sim.reading import Path
from sim.scenario.bargain import Option
from sim.scenario.claimed_numbers import claimed_numbers
from sim.scenario.event import Between, Event
from sim.scenario.government import Government, RandomDuration, Statement
from sim.scenario.load import LoadedScenario
from sim.scenario.move import Move
from sim.scenario.prolongation import Prolongation
from sim.scenario.statement import Alternative

__all__ = ["Setting", "list_settings", "place_in_file"]


@dataclass(frozen=True)
class Setting:
    """One number or choice of a scenario, or several defaults that are the same.

    Parameters
    ----------
    place : str
        Where to change it, as ``--set`` takes it; ``{a,b}`` stands for each of several, ``*`` for any.
    value : str
        In words.
    meaning : str
        What it is.
    where : str
        ``file:line``, ``--set ...`` or ``default``.
    claims : tuple of str
        Claims that carry it or bear on it.
    assumed : bool
        Whether no claim carries it.
    note : str
        What the author says of it.
    """

    place: str
    value: str
    meaning: str
    where: str
    claims: tuple[str, ...] = ()
    assumed: bool = True
    note: str = ""


@dataclass(frozen=True)
class _Found:
    """A setting before its place is looked up; `name` is the step of the path that like defaults may differ in."""

    path: Path
    value: str
    meaning: str
    claims: tuple[str, ...] = ()
    carried: bool = False
    note: str = ""
    name: int = 1


def place_in_file(scenario: LoadedScenario, path: Path) -> str:
    """Return ``file:line`` of what stands at `path`, ``--set ...``, or ``default`` where nothing does."""
    mark = scenario.located.key_marks.get(path)
    if mark is None:
        return "default"
    return f"{mark.file}:{mark.line}" if mark.line else mark.file


def list_settings(scenario: LoadedScenario) -> tuple[Setting, ...]:
    """Return the numbers and choices of the scenario that bear on its outcomes, model defaults included.

    Statements and orders of options are not among them: they are shown with their government.


    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> settings = list_settings(load_scenario_text(starter_scenario()))
    >>> for setting in settings:
    ...     if setting.place.endswith(("legacy", "ruling_for_port")):
    ...         print(setting.place, "|", setting.value)
    governments.union.beliefs.ruling_for_port | 0.2 to 0.4, evenly
    governments.management.beliefs.ruling_for_port | 0.4 to 0.7, evenly
    governments.*.legacy | 0
    """
    model = scenario.model
    found: list[_Found] = list(_statements(scenario))
    readers: tuple[Callable[[str, Government, LoadedScenario], Iterable[_Found]], ...] = (
        _preferences,
        _beliefs,
        _conduct,
    )
    for read in readers:
        for name, body in model.governments.items():
            found += read(name, body, scenario)
    found += [
        *_events(scenario),
        *_times(scenario),
        *_prolongations(scenario),
        *_moves(scenario),
        *_reckoning(scenario),
    ]
    return tuple(_merge_defaults(scenario, _with_own_claims(scenario, found)))


def _with_own_claims(scenario: LoadedScenario, found: Iterable[_Found]) -> Iterator[_Found]:
    """Yield the settings; a number told by claims is carried by these, unless a note of it says "assumption"."""
    numbers = tuple(claimed_numbers(scenario.model))
    for one in found:
        own = [number for path, number in numbers if path[: len(one.path)] == one.path]
        values = [each for number in own for each in number.by_claim]
        if not values:
            yield one
            continue
        claims = tuple(dict.fromkeys([*one.claims, *(name for each in values for name in each.claims)]))
        note = " ".join(filter(None, [one.note, *(each.note for each in values)]))
        unknown = [f"; assumed while none of these is known: {words}" for n in own if (words := n.others_in_words())]
        carried = _is_carried(claims, note)
        yield replace(one, value="".join([one.value, *unknown]), claims=claims, note=note, carried=carried)


def _merge_defaults(scenario: LoadedScenario, found: Iterable[_Found]) -> Iterator[Setting]:
    """Yield settings, like defaults as one at the place of the first of them."""
    groups: dict[object, list[_Found]] = defaultdict(list)
    for number, one in enumerate(found):
        is_default = place_in_file(scenario, one.path) == "default"
        rest = (*one.path[: one.name], *one.path[one.name + 1 :])
        groups[("default", rest, one.value) if is_default else number].append(one)
    for group in groups.values():
        first = group[0]
        step = first.name
        yield Setting(
            place=_spell_place(scenario, first.path, step, [str(one.path[step]) for one in group]),
            value=first.value,
            meaning=first.meaning,
            where=place_in_file(scenario, first.path),
            claims=tuple(dict.fromkeys(name for one in group for name in one.claims)),
            assumed=not first.carried,
            note=first.note,
        )


def _spell_place(scenario: LoadedScenario, path: Path, step: int, names: Sequence[str]) -> str:
    parts = [str(part) for part in path]
    if len(names) > 1:
        siblings: dict[str, int] = {
            "governments": len(scenario.model.governments),
            "seats": len(scenario.model.seats),
        }
        parts[step] = "*" if siblings.get(parts[0]) == len(names) else f"{{{','.join(names)}}}"
    return ".".join(parts)


def _meaning(noun: type[ScenarioPart], field: str) -> str:
    """Return what a field's docstring says it is, without what it says after the first full stop, words in quotes."""
    return re.sub("`+([^`]*)`+", r"“\1”", noun.meanings().get(field, "").partition(". ")[0].rstrip("."))


def _is_carried(claims: Sequence[str], note: str) -> bool:
    return bool(claims) and "assumption" not in note.lower()


def _statements(scenario: LoadedScenario) -> Iterator[_Found]:
    for name, body in scenario.model.governments.items():
        for number, statement in enumerate(body.statements):
            place: Path = ("governments", name, "statements", number)
            total = sum(each.weight for each in statement.one_of or ())
            for side, each in enumerate(statement.one_of or ()):
                at = (*place, "one_of", side)
                meaning = _meaning(Alternative, "weight")
                yield _Found((*at, "weight"), f"{each.weight:g} of {total:g}", meaning, each.claims, note=each.note)
                if "margin" in each.model_fields_set:
                    yield _Found((*at, "margin"), measured(each.margin, " points"), _meaning(Alternative, "margin"))
            if statement.credence < 1:
                meaning, words = _meaning(Statement, "credence"), f"{statement.credence:g}"
                yield _Found((*place, "credence"), words, meaning, statement.claims, note=statement.note)
            if statement.others is not None:
                meaning, words = _meaning(Statement, "others"), f"{statement.others:g}"
                yield _Found((*place, "others"), words, meaning, statement.claims, note=statement.note)
            if "margin" in statement.model_fields_set:
                words = measured(statement.margin, " points")
                yield _Found((*place, "margin"), words, _meaning(Statement, "margin"), note=statement.note)
    if any(body.statements for body in scenario.model.governments.values()):
        margin = Statement.model_fields["margin"].default
        yield _Found(
            ("governments", "*", "statements", "*", "margin"),
            measured(margin, " points"),
            _meaning(Statement, "margin"),
        )


def _preferences(name: str, body: Government, scenario: LoadedScenario) -> Iterator[_Found]:
    place = ("governments", name)
    for number, adjustment in enumerate(body.adjustments):
        words = f"{adjustment.name}: {say_points(adjustment.points)}"
        meaning = _meaning(Government, "adjustments")
        yield _Found(
            (*place, "adjustments", number, "points"), words, meaning, adjustment.claims, bool(adjustment.claims)
        )
    if body.residual:
        yield _Found((*place, "residual"), measured(body.residual, " points"), _meaning(Government, "residual"))
    if body.points is None:
        low, high = body.no_deal_range
        meaning = _meaning(Government, "no_deal_range")
        yield _Found((*place, "no_deal_range"), f"{low:g} to {high:g} points", meaning)
        return
    meaning = "Points given outright"
    for issue, options in body.points.items():
        for option, points in options.items():
            yield _Found(
                (*place, "points", issue, option), say_quantity(points), meaning, body.claims, note=body.note
            )
    if body.no_deal is not None:
        yield _Found((*place, "no_deal"), say_quantity(body.no_deal), meaning, body.claims, note=body.note)


def _beliefs(name: str, body: Government, scenario: LoadedScenario) -> Iterator[_Found]:
    meaning = "Beliefs: the chance a government gives to an event"
    for event, details in scenario.model.events.items():
        path = ("governments", name, "beliefs", event)
        if event in body.beliefs:
            yield _Found(path, say_quantity(body.beliefs[event]), meaning)
        elif details.chance != 1:
            yield _Found(path, "the event's own chance", meaning)


def _conduct(name: str, body: Government, scenario: LoadedScenario) -> Iterator[_Found]:
    place = ("governments", name)
    yield _duration((*place, "reply_days"), body.reply_days, _meaning(Government, "reply_days"))
    for field, unit in (("review_days", " days"), ("legacy", ""), ("discount", " a day")):
        yield _Found((*place, field), measured(getattr(body, field), unit), _meaning(Government, field))
    words = say_quantity(body.cost_per_day, " points")
    yield _Found((*place, "cost_per_day"), words, _meaning(Government, "cost_per_day"))
    yield _Found((*place, "tactic"), say_tactic(body.tactic), _meaning(Government, "tactic"))
    if body.break_off is not None:
        words = (
            f"{measured(body.break_off.days, ' days')} after an offer {measured(body.break_off.below, ' points')} "
            f"too low, "
            f"chance {say_quantity(body.break_off.chance)}"
        )
        claims = body.break_off.claims
        yield _Found((*place, "break_off"), words, _meaning(Government, "break_off"), claims, bool(claims))


def _duration(path: Path, duration: object, meaning: str, claims: tuple[str, ...] = ()) -> _Found:
    """Return a duration; a spell's own claims carry it, others only bear on it."""
    words = say_days(duration)  # type: ignore[arg-type]
    if not isinstance(duration, RandomDuration):
        return _Found(path, words, meaning, claims)
    if duration.otherwise is not None:
        cited = isinstance(duration.otherwise, RandomDuration) and duration.otherwise.claims
        assumed = "" if cited else "assumed "
        words = f"{words}; {assumed}while its claims are not known: {say_days(duration.otherwise)}"
    carried = _is_carried(duration.claims, duration.note)
    return _Found(path, words, meaning, duration.claims or claims, carried, duration.note)


def _events(scenario: LoadedScenario) -> Iterator[_Found]:
    for name, event in scenario.model.events.items():
        for one in _event(("events", name), event):
            dated = one.path[2] == "date" and bool(event.claims)
            carried = dated or (one.path[2] == "chance" and _is_carried(event.claims, event.note))
            yield replace(one, claims=event.claims, carried=carried, note=event.note)


def _event(place: Path, event: Event) -> Iterator[_Found]:
    if event.chance != 1:
        yield _Found((*place, "chance"), say_quantity(event.chance), _meaning(Event, "chance"))
    day = (
        f"{event.date.between[0]} to {event.date.between[1]}" if isinstance(event.date, Between) else str(event.date)
    )
    yield _Found((*place, "date"), day, "Days of events")
    yield from _effects(place, event)


def _effects(place: Path, event: Event | Move) -> Iterator[_Found]:
    """Give the numbers of what an event or a move brings."""
    what = "events" if isinstance(event, Event) else "moves"
    for government, issues in event.shift.items():
        for issue, options in issues.items():
            for option, points in options.items():
                path = (*place, "shift", government, issue, option)
                yield _Found(path, say_quantity(points, " points"), f"Points that {what} shift")
    for government, points in event.shift_no_deal.items():
        path = (*place, "shift_no_deal", government)
        yield _Found(path, say_quantity(points, " points"), f"Points that {what} shift")
    for government, points in event.cost_per_day.items():
        path = (*place, "cost_per_day", government)
        yield _Found(path, say_quantity(points, " points"), _meaning(type(event), "cost_per_day"))
    if event.suspend is not None:
        yield _Found(
            (*place, "suspend", "days"), measured(event.suspend.days, " days"), _meaning(type(event), "suspend")
        )
    for other, chance in event.chances.items():
        yield _Found((*place, "chances", other), say_quantity(chance), _meaning(type(event), "chances"))


def _times(scenario: LoadedScenario) -> Iterator[_Found]:
    model, meaning = scenario.model, "Days from signature to force that options add (median)"
    instant = []
    for issue, body in model.issues.items():
        for option, details in body.options.items():
            place = ("issues", issue, "options", option)
            if details.draft_days != 0:
                words, about = say_quantity(details.draft_days, " days"), _meaning(Option, "draft_days")
                yield _Found((*place, "draft_days"), words, about, details.claims, note=details.note)
            if "lead_days" in details.model_fields_set:
                words = say_quantity(details.lead_days, " days")
                yield _Found((*place, "lead_days"), words, meaning, details.claims, note=details.note)
            else:
                instant.append(place)
            if details.lead_spread is not None and (details.draft_days != 0 or place not in instant):
                path = (*place, "lead_spread")
                yield _Found(path, f"{details.lead_spread:g}", _meaning(Option, "lead_spread"), details.claims)
    if instant:
        yield _Found(
            ("issues", "*", "options", "*", "lead_days"), f"0 days ({counted(len(instant), 'other option')})", meaning
        )
    for seat, chair in model.seats.items():
        meaning = "Days that a seat's own procedure adds (ratification, exchange of notes)"
        yield _duration(("seats", seat, "procedure_days"), chair.procedure_days, meaning, chair.claims)


def _prolongations(scenario: LoadedScenario) -> Iterator[_Found]:
    for name, step in scenario.model.prolongations.items():
        place, end = ("prolongations", name), "to" if step.to else "days"
        words = str(step.to) if step.to else measured(step.days or 0, " days")
        carried = bool(step.claims)
        yield _Found((*place, end), words, _meaning(Prolongation, end), step.claims, carried, step.note)
        words = measured(step.last_days, " days")
        yield _Found((*place, "last_days"), words, _meaning(Prolongation, "last_days"), step.claims, note=step.note)
        if step.chance is not None:
            words = say_quantity(step.chance)
            yield _Found((*place, "chance"), words, _meaning(Prolongation, "chance"), step.claims, note=step.note)
        found = [("cost", step.cost), ("gain", step.gain), ("shift_no_deal", step.shift_no_deal)]
        for key, each in found:
            for government, points in each.items():
                words, meaning = say_quantity(points, " points"), _meaning(Prolongation, key)
                yield _Found((*place, key, government), words, meaning, step.claims, note=step.note)
        for government, issues in step.shift.items():
            for issue, options in issues.items():
                for option, points in options.items():
                    path, meaning = (*place, "shift", government, issue, option), _meaning(Prolongation, "shift")
                    yield _Found(path, say_quantity(points, " points"), meaning, step.claims, note=step.note)


def _moves(scenario: LoadedScenario) -> Iterator[_Found]:
    for name, move in scenario.model.moves.items():
        place = ("moves", name)
        found = list(_effects(place, move))
        for end, day in (("from", move.from_), ("until", move.until), ("deadline", move.deadline)):
            if day is not None:
                found.append(_Found((*place, end), str(day), "Days of moves, and deadlines that they set"))
        for government, points in move.cost.items():
            found.append(
                _Found((*place, "cost", government), say_quantity(points, " points"), _meaning(Move, "cost"))
            )
        yield from (replace(one, claims=move.claims, note=move.note) for one in found)


def _reckoning(scenario: LoadedScenario) -> Iterator[_Found]:
    procedure, minds = scenario.model.procedure, scenario.model.minds
    skipped = {"imagined_rivals", "noise", "floor"} if minds.rivals_known else {"rivals_known"}
    if all(body.points is not None for body in scenario.model.governments.values()):
        skipped.add("prior")
    skipped |= set(type(minds).model_fields) - minds.assumed()
    for part, noun in (("procedure", procedure), ("minds", minds)):
        for field in type(noun).model_fields:
            value = getattr(noun, field)
            if field not in skipped:
                words = f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
                words = say_agreement(procedure.agreement) if field == "agreement" else words
                yield _Found((part, field), words, _meaning(type(noun), field), name=0)
