"""A story: plain text of any width, HTML for a notebook; its data and picture."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.answer import Detail, plain_data
from sim.present.page import Part, Rows
from sim.results.endings import LAPSED, TOO_LATE
from sim.results.motives import points, say_points
from sim.results.naming import Naming, joined, say_day, sentence, the
from sim.results.narrative import MOST_COLUMNS, Story

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.engine.record import Move
    from sim.plots.saving import Drawing
    from sim.results.standing import Behind, Rests

__all__ = ["FORMAT", "as_html", "as_text", "data", "drawings", "ending", "frame", "parts", "pictures"]

FORMAT = "negotiation-sim story 1"

_DAY_WIDTH = 19


def opening(story: Story) -> list[str]:
    """Return what a reader needs to know first: who sits at the table, what points are, where each side stands."""
    model, naming = story.scenario.model, Naming(story.scenario.model, story.scenario.packages)
    told = []
    for seat, body in model.seats.items():
        if body.principal:
            named, title = naming.actor(seat, body.government), naming.government(body.government)
            worth = say_points(story.no_deal[body.government])
            who = the(named) if named == title else f"{the(named)} ({title})"
            told.append(f"{worth} to {who}")
    scale = (
        "Each government counts in points of its own: 0 for the worst option on every issue, 100 for the best."
        if all(body.points is None for body in model.governments.values())
        else "Each government counts in points of its own."
    )
    return [f"{scale} To have no agreement is worth {joined(told)}."]


def ending(story: Story) -> tuple[str, ...]:
    """Return how it ended, and what that is worth to each government that had a say."""
    end, naming = story.ending, Naming(story.scenario.model, story.scenario.packages)
    answered = {move.who for move in story.moves if move.kind in ("assent", "veto")}
    seats = story.scenario.model.seats
    governments = dict.fromkeys(
        term.government for term in story.terms if seats[term.seat].principal or term.seat in answered
    )
    if end.outcome in (LAPSED, TOO_LATE):
        told = [f"{say_points(end.value[name])} to {the(naming.government(name))}" for name in governments]
        return (sentence(f"The end: {end.outcome}. To have no agreement is worth {joined(told)}"),)
    told = [
        f"{say_points(end.value[name])} to {the(naming.government(name))} ({points(end.no_deal[name])})"
        for name in governments
    ]
    return (sentence(f"The end: {end.outcome}. It is worth {joined(told)}; in brackets what no agreement is worth"),)


def parts(story: Story, detail: Detail) -> Iterator[Part]:
    """Yield where each side stands, what happened by date, and how it ended."""
    yield "title", story.scenario.model.title
    yield "small", _which(story)
    for text in opening(story):
        yield "lead", text
    rows = tuple((say_day(story.date(each.day)), each.text) for each in story.lines)
    yield Rows(("day", "what happened"), rows, words=2)
    for text in ending(story):
        yield "line", text


def as_text(story: Story, *, width: int = MOST_COLUMNS) -> str:
    """Return the story as plain text, `width` columns wide at most."""
    wrapped = partial(_wrapped, width=max(width, _DAY_WIDTH + 20))
    parts = [story.scenario.model.title, wrapped(_which(story)), "", *(wrapped(text) for text in opening(story)), ""]
    last = -1
    for line in story.lines:
        day = "" if line.day == last else say_day(story.date(line.day))
        last = line.day
        parts.append(wrapped(line.text, first=day.ljust(_DAY_WIDTH), rest=" " * _DAY_WIDTH))
    parts += ["", *(wrapped(text) for text in ending(story)), "", "What stands behind this"]
    for each in story.behind:
        parts += _behind(each, story, wrapped)
    return "\n".join(parts)


def _which(story: Story) -> str:
    return f"World {story.world}, replication {story.replication}, seed {story.seed}. {story.chosen}"


def _wrapped(text: str, *, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )


def _behind(each: Behind, story: Story, wrapped: Callable[..., str]) -> list[str]:
    if not each.statements and not each.left_out:
        return [wrapped(f"{each.title}: {_without_statements(each, story)}.", first="  ", rest="    ")]
    parts = [f"  {each.title} in this world"]
    for rests in each.statements:
        assumed = "" if rests.claims else " (an assumption: no claim)"
        parts.append(wrapped(f"{rests.statement}{assumed}", first="    - ", rest="      "))
        for claim in rests.claims:
            words = f"{claim.id}, {claim.date}{_telling(claim.telling)}: {claim.text}"
            parts.append(wrapped(words, first="        ", rest="          "))
    left_out = [f"not in this world: {statement}" for statement in each.left_out]
    return [*parts, *(wrapped(words, first="    - ", rest="      ") for words in left_out)]


def _without_statements(each: Behind, story: Story) -> str:
    """Say where the points of a government without statements come from."""
    body = story.scenario.model.governments[each.government]
    if body.points is not None:
        return "its points are given in the scenario, without statements"
    if body.orders:
        return "its points are drawn from its orders alone, without statements"
    return "its points are drawn freely: the scenario has neither orders nor statements of it"


def _telling(telling: str) -> str:
    return f" ({telling})" if telling else ""


def as_html(story: Story) -> str:
    """Return the story as HTML."""
    rows, last = [], -1
    for line in story.lines:
        day = "" if line.day == last else say_day(story.date(line.day))
        last = line.day
        rows.append(
            f'<tr><td style="white-space:nowrap;vertical-align:top;text-align:left">{day}</td>'
            f'<td style="text-align:left">{html.escape(line.text)}</td></tr>'
        )
    lead = "".join(f"<p>{html.escape(text)}</p>" for text in opening(story))
    end = "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in ending(story))
    behind = "".join(_behind_html(each, story) for each in story.behind)
    return (
        f"<h3>{html.escape(story.scenario.model.title)}</h3><p>{html.escape(_which(story))}</p>{lead}"
        f"<table><tbody>{''.join(rows)}</tbody></table>{end}"
        f"<details><summary>What stands behind this</summary>{behind}</details>"
    )


def _behind_html(each: Behind, story: Story) -> str:
    if not each.statements and not each.left_out:
        return f"<p><strong>{html.escape(each.title)}</strong>: {html.escape(_without_statements(each, story))}.</p>"
    statements = "".join(_rests_html(rests) for rests in each.statements)
    left_out = "".join(f"<li>not in this world: {html.escape(words)}</li>" for words in each.left_out)
    return f"<p><strong>{html.escape(each.title)}</strong></p><ul>{statements}{left_out}</ul>"


def _rests_html(rests: Rests) -> str:
    claims = "".join(
        f"<li>{html.escape(f'{claim.id}, {claim.date}{_telling(claim.telling)}: {claim.text}')}</li>"
        for claim in rests.claims
    )
    return f"<li>{html.escape(rests.statement)}<ul>{claims or '<li>an assumption: no claim</li>'}</ul></li>"


def data(story: Story) -> dict[str, Any]:
    """Return the story in plain data."""
    return {
        "title": story.scenario.model.title,
        "scenario": story.scenario.digest,
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


def drawings(story: Story, *, stem: str = "timeline") -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing
    from sim.plots.timeline import describe_timeline

    yield Drawing(stem, story.plot, f"One play of {story.scenario.model.title}", lambda: describe_timeline(story))
