"""A scenario at a glance: what is bargained over, who sits at the table, what is dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.analysis.wording import say_days, say_quantity
from sim.figures import counted, plain
from sim.rendering.page import Part, Rows
from sim.scenario.bargain import Issue
from sim.scenario.deadline import say_deadline
from sim.scenario.event import Between, Event
from sim.scenario.load import LoadedScenario, load_scenario
from sim.scenario.scenario import ScenarioModel

__all__ = ["say_examples", "say_scenario"]


def say_scenario(scenario: LoadedScenario) -> Iterator[Part]:
    """Yield its parts; statements are shown by `sim.Scenario.evidence`.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario_text
    >>> from sim.scenario.starter import starter_scenario
    >>> title, summary, size, heading, issues, *_ = say_scenario(load_scenario_text(starter_scenario()))
    >>> size[1]
    '2024-08-01 to 2024-09-30, 60 days; 9 packages, 4 of them with a name.'
    >>> issues.body[1]
    ('cranes', 'manual; automatic with guarantee (21 days); automatic (7 days)')
    """
    model = scenario.model
    yield "title", model.title
    if model.summary:
        yield "line", model.summary
    packages = f"{counted(len(scenario.packages), 'package')}, {len(model.proposals)} of them with a name"
    length = counted(model.days, "day") + ("" if model.deadline_is_certain else " at most")
    yield "line", f"{model.start} to {say_deadline(model.deadline)}, {length}; {packages}."
    yield "heading", "What is bargained over, and the days an option needs"
    issues = [(issue.title or plain(name), _options(issue)) for name, issue in model.issues.items()]
    yield Rows(("issue", "options"), tuple(issues), words=2)
    yield "heading", "Who sits at the table"
    yield Rows(("seat", "government", "must agree to", "days its procedure takes"), tuple(_seats(model)), words=4)
    if model.events:
        yield "heading", "What is dated"
        yield Rows(
            ("event", "date", "chance"), tuple(_event(name, event) for name, event in model.events.items()), words=3
        )


def say_examples(paths: Mapping[str, Path]) -> Iterator[Part]:
    """Yield a table of scenarios by name: what each is called, and how long its talks last."""
    models = {name: load_scenario(path).model for name, path in paths.items()}
    rows = tuple((name, model.title, f"{model.start}", f"{model.deadline_day}") for name, model in models.items())
    yield Rows(("example", "title", "start", "deadline"), rows, words=4)
    first = next(iter(paths), None)
    if first is not None:
        yield "line", f"Run one: sim run example:{first}; begin from one: sim new my_case --from {first}"


def _options(issue: Issue) -> str:
    options = []
    for name, option in issue.options.items():
        days = "" if option.lead_days == 0 else f" ({say_days(option.lead_days)})"
        days += "" if option.draft_days == 0 else f" (drafted in {say_days(option.draft_days)})"
        options.append(f"{option.title or plain(name)}{days}")
    return "; ".join(options)


def _seats(model: ScenarioModel) -> Iterator[tuple[str, ...]]:
    needed = {seat for issue in model.issues.values() for option in issue.options.values() for seat in option.needs}
    for name, seat in model.seats.items():
        agrees = (
            "everything"
            if seat.principal
            else "nothing: tables packages"
            if seat.mediator
            else "what needs it"
            if name in needed
            else "nothing"
        )
        title = model.governments[seat.government].title or plain(seat.government)
        days = "-" if seat.procedure_days == 0 else say_days(seat.procedure_days)
        yield seat.title or plain(name), title, agrees, days


def _event(name: str, event: Event) -> tuple[str, ...]:
    day = (
        f"{event.date.between[0]} to {event.date.between[1]}" if isinstance(event.date, Between) else f"{event.date}"
    )
    conditions = [*(f"if {plain(each)}" for each in event.if_), *(f"unless {plain(each)}" for each in event.unless)]
    certain = event.chance == 1
    parts = (
        conditions if certain and conditions else ["certain" if certain else say_quantity(event.chance), *conditions]
    )
    return event.title or plain(name), day, ", ".join(parts)
