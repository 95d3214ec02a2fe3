"""A story: plain text of any width, HTML for a notebook; its data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.answer import Detail, as_of_data, plain_data
from sim.figures import as_of_words, joined
from sim.rendering.page import Part, Rows
from sim.results.motives import points, say_points
from sim.results.naming import Naming, say_day, sentence
from sim.results.narrative import Story
from sim.results.titles import inside, the

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.engine.record import Move
    from sim.plots.saving import Drawing
    from sim.results.standing import Behind, Rests

__all__ = ["BEHIND", "FORMAT", "data", "descriptions", "drawings", "ending", "frame", "parts", "pictures"]

FORMAT = "negotiation-sim story 1"

_ANSWERS = ("assent", "veto", "ratified", "rejected", "more time", "no more time", "time granted", "time withheld")
"""What third parties do."""

BEHIND: Part = ("heading", "What stands behind this")
"""What comes after the story itself."""


def opening(story: Story) -> list[str]:
    """Return what a reader needs to know first: who sits at the table, what points are, where each side stands."""
    model, naming = story.scenario.model, Naming(story.scenario.model, story.scenario.packages)
    sides = []
    for seat, body in model.seats.items():
        if body.principal:
            named, title = naming.actor(seat, body.government), naming.government(body.government)
            worth = say_points(story.no_deal[body.government])
            alike = the(named) in (the(title), f"the {title}")
            who = the(named) if alike else f"{the(named)} ({inside(title)})"
            sides.append(f"{worth} to {who}")
    scale = (
        "Each government counts in points of its own: 0 for the worst option on every issue, 100 for the best."
        if all(body.points is None for body in model.governments.values())
        else "Each government counts in points of its own."
    )
    shifted = any(event.shift_no_deal for event in model.events.values())
    return [f"{scale} To have no agreement is worth {joined(sides)}{', before what events may change' * shifted}."]


def ending(story: Story) -> tuple[str, ...]:
    """Return how it ended, and what that is worth to each government that had a say."""
    end, naming = story.ending, Naming(story.scenario.model, story.scenario.packages)
    answered = {move.who for move in story.moves if move.kind in _ANSWERS}
    seats = story.scenario.model.seats
    governments = dict.fromkeys(
        term.government for term in story.terms if seats[term.seat].principal or term.seat in answered
    )
    if end.in_force < 0:
        sides = [f"{say_points(end.value[name])} to {the(naming.government(name))}" for name in governments]
        return (sentence(f"The end: {end.outcome}. To have no agreement is worth {joined(sides)}"),)
    sides = [
        f"{say_points(end.value[name])} to {the(naming.government(name))} ({points(end.no_deal[name])})"
        for name in governments
    ]
    return (sentence(f"The end: {end.outcome}. It is worth {joined(sides)}; in brackets what no agreement is worth"),)


def parts(story: Story, detail: Detail) -> Iterator[Part]:
    """Yield where each side stands, what happened by date, how it ended, and what stands behind it.

    In short of each claim its id alone.
    """
    yield "title", f"{story.scenario.model.title}{as_of_words(story.as_of)}"
    yield "small", f"World {story.world}, replication {story.replication}, seed {story.seed}. {story.chosen}"
    for text in opening(story):
        yield "lead", text
    days = [line.day for line in story.lines]
    rows = tuple(
        ("" if line.day == before else say_day(story.date(line.day)), line.text)
        for before, line in zip([-1, *days], story.lines, strict=False)
    )
    yield Rows(("day", "what happened"), rows, words=2)
    for text in ending(story):
        yield "line", text
    yield BEHIND
    for each in story.behind:
        yield from _behind(each, story, full=detail == "full")


def _behind(each: Behind, story: Story, *, full: bool) -> Iterator[Part]:
    if not each.statements and not each.left_out:
        yield "item", f"{each.title}: {_without_statements(each, story)}."
        return
    yield "item", f"{each.title} in this world"
    held = [_statement(rests, full=full) for rests in each.statements]
    left_out = [f"not in this world: {statement}" for statement in each.left_out]
    if not full:
        yield _points([*held, *left_out])
        return
    for rests, words in zip(each.statements, held, strict=True):
        yield _points([words])
        if rests.claims:
            claims = tuple(
                (f"{claim.id}, {claim.date}{f' ({claim.telling})' if claim.telling else ''}: {claim.text}",)
                for claim in rests.claims
            )
            yield Rows((), claims, indent=8)
    if left_out:
        yield _points(left_out)


def _statement(rests: Rests, *, full: bool) -> str:
    ids = ", ".join(claim.id for claim in rests.claims) or "an assumption: no claim"
    return rests.statement if full and rests.claims else f"{rests.statement} ({ids})"


def _points(lines: Iterable[str]) -> Rows:
    return Rows((), tuple(("-", text) for text in lines), words=2, indent=4)


def _without_statements(each: Behind, story: Story) -> str:
    """Say where the points of a government without statements come from."""
    body = story.scenario.model.governments[each.government]
    who = Naming(story.scenario.model, story.scenario.packages).pronoun(each.government)
    if body.points is not None:
        return f"{who.its} points are given in the scenario, without statements"
    if body.orders:
        return f"{who.its} points are drawn from {who.its} orders alone, without statements"
    return f"{who.its} points are drawn freely: the scenario has neither orders nor statements of {who.object}"


def data(story: Story) -> dict[str, Any]:
    """Return the story in plain data."""
    return {
        "title": story.scenario.model.title,
        "scenario": story.scenario.whole_digest,
        **as_of_data(story.as_of),
        "settings": list(story.scenario.settings),
        "seed": story.seed,
        "world": story.world,
        "replication": story.replication,
        "chosen": story.chosen,
        "moves": [_move(move, story) for move in story.moves],
        "sentences": list(story.sentences),
        "ending": {**asdict(story.ending), "package": _package(story.ending.package, story)}
        | {name: _day(getattr(story.ending, name), story) for name in ("signed", "in_force")},
        "behind": plain_data([asdict(each) for each in story.behind]),
    }


def _move(move: Move, story: Story) -> dict[str, Any]:
    return {
        "date": _day(move.day, story),
        "kind": move.kind,
        "who": move.who,
        "package": _package(move.package, story),
        "numbers": move.numbers,
    }


def _day(day: int, story: Story) -> str | None:
    return None if day < 0 else story.date(day).isoformat()


def _package(package: int, story: Story) -> dict[str, str] | None:
    return None if package < 0 else story.scenario.packages.package(package)


def frame(story: Story) -> pd.DataFrame:
    """Return a row per move: its date, kind, who made it, its package and numbers."""
    import pandas as pd

    return pd.DataFrame([_move(move, story) for move in story.moves])


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.timeline import plot_timeline  # late: loads matplotlib

    return {"timeline": plot_timeline}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    from sim.plots.timeline import describe_timeline

    return {"timeline": describe_timeline}


def drawings(story: Story, *, stem: str = "timeline") -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    yield Drawing(stem, story.plot, f"One play of {story.scenario.model.title}")
