"""Where a play might have gone another way: narrow refusals, and answers that the model would not have given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.engine.record import Move
from sim.results.motives import say_points
from sim.results.narrative import Story
from sim.results.telling import narrate_moves

__all__ = ["TurningPoint", "turning_points"]

_FAR = 20.0
"""Points short by which a refusal was not close. ASSUMPTION: a fifth of the scale."""


@dataclass(frozen=True)
class TurningPoint:
    """A moment of a play.

    Parameters
    ----------
    day : date
        When.
    heading : str
        What it was.
    text : str
        What happened, with the reasons of who did it.
    margin : float
        Points by which it went that way.
    """

    day: date
    heading: str
    text: str
    margin: float


def turning_points(story: Story, seat: str) -> tuple[TurningPoint, ...]:
    """Return the moments that mattered most to who sat in a seat, by date: at most three.

    Parameters
    ----------
    story : Story
        Of the table.
    seat : str
        Through whose eyes.

    Notes
    -----
    The closest refusal by another seat, of what this seat stood by; the answer of this seat that lay farthest from
    what the mind of its government would have insisted on; and the acceptance that made the agreement.
    """
    own: set[int] = set()
    near: list[tuple[float, Move]] = []
    astray: list[tuple[float, Move]] = []
    for move in story.moves:
        if move.who == seat and move.kind == "offer":
            own.add(move.package)
        elif move.kind == "refuse" and move.who != seat and move.package in own and "demand" in move.numbers:
            near.append((move.numbers["demand"] - move.numbers["worth"], move))
        elif move.who == seat and move.kind in ("accept", "refuse") and "advised" in move.numbers:
            gap = move.numbers["worth"] - move.numbers["advised"]
            astray.append((gap if move.kind == "refuse" else -gap, move))
    found: list[tuple[Move, str, float]] = []
    if near and (closest := min(near, key=lambda each: each[0]))[0] < _FAR:
        found.append((closest[1], f"Closest to yes: {_say_short(closest[0])}", closest[0]))
    if astray and (farthest := max(astray, key=lambda each: each[0]))[0] >= 1:
        gap, move = farthest
        done = "You accepted" if move.kind == "accept" else "You refused"
        less = "less" if move.kind == "accept" else "more"
        heading = f"{done} {say_points(gap)} {less} than the model would have insisted on"
        found.append((move, heading, gap))
    agreed = [move for move in story.moves if move.kind == "accept" and move.package == story.ending.package]
    if story.ending.package >= 0 and agreed and all(agreed[-1] is not move for move, _, _ in found):
        margin = agreed[-1].numbers.get("worth", 0.0) - agreed[-1].numbers.get("demand", 0.0)
        found.append((agreed[-1], "The answer that made the agreement", margin))
    return tuple(_point(story, *each) for each in sorted(found, key=lambda each: each[0].day))


def _say_short(gap: float) -> str:
    """Return by how much a package missed what was demanded of it: one worth enough was refused as the other leaned.

    Examples
    --------
    >>> _say_short(3.2), _say_short(0.2), _say_short(-1.0)
    ('3 points short', 'less than a point short', 'worth enough, but leaned against')
    """
    if gap <= 0:
        return "worth enough, but leaned against"
    return f"{say_points(gap) if round(gap) else 'less than a point'} short"


def _point(story: Story, move: Move, heading: str, margin: float) -> TurningPoint:
    lines = narrate_moves(story.scenario, [move], reviews=(), terms=story.terms)  # alone: its reasons are given whole
    return TurningPoint(story.date(move.day), heading, " ".join(line.text for line in lines), margin)
