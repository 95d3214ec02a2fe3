"""Pictures in pages: vector drawings whose colours are the page's, without styles of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno
from markupsafe import Markup, escape

from sim.figures import percent
from sim.results.naming import say_day

__all__ = ["Curve", "bars", "qr_code", "signing_curves"]

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 300, 70, 34, 20
"""The margin holds "100%" in a phone's larger letters."""


def qr_code(text: str, title: str) -> Markup:
    """Return a QR code as a drawing, dark on white whatever the page's colours are: readers want that."""
    out = BytesIO()
    segno.make(text, micro=False, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=3, dark="#000", light="#fff", nl=False
    )
    svg = out.getvalue().decode()
    head = f'<svg role="img" aria-label="{escape(title)}" '
    return Markup(svg.replace("<svg ", head, 1))


@dataclass(frozen=True)
class Curve:
    """Shares of signatures by day: the class's steps, and the model's line with its margins."""

    first: date
    last: date
    days: Sequence[date]
    tables: int
    model: Sequence[tuple[date, float, float, float]]


def signing_curves(curve: Curve) -> Markup:
    """Return the share of the class's tables that had signed by each day, over the model's plays.

    Parameters
    ----------
    curve : Curve
        ``days`` on which tables signed; ``model``: day, share signed by then, and its margins.
    """
    span = max(1, (curve.last - curve.first).days)

    def x(day: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - 8) * (day - curve.first).days / span

    def y(share: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * share

    line = " ".join(f"{x(day):.1f},{y(share):.1f}" for day, share, _, _ in curve.model)
    upper = [f"{x(day):.1f},{y(high):.1f}" for day, _, _, high in curve.model]
    lower = [f"{x(day):.1f},{y(low):.1f}" for day, _, low, _ in reversed(curve.model)]
    steps = [f"M{x(curve.first):.1f} {y(0):.1f}"]
    for count, day in enumerate(curve.days, 1):
        steps += [f"H{x(day):.1f}", f"V{y(count / max(1, curve.tables)):.1f}"]
    steps.append(f"H{x(curve.last):.1f}")
    ticks = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - 8}" y1="{y(share):.1f}" y2="{y(share):.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    ends = "".join(
        f'<text x="{x(day):.1f}" y="{_HEIGHT - 10}" text-anchor="{anchor}">{escape(say_day(day))}</text>'
        for day, anchor in ((curve.first, "start"), (curve.last, "end"))
    )
    signed, model = len(curve.days) / max(1, curve.tables), curve.model[-1][1] if curve.model else 0
    label = (
        f"By the end {percent(signed)} of the class's {curve.tables} tables had signed (steps), and "
        f"{percent(model)} of the model's plays (line, with its 95% margin)."
    )
    return Markup(
        f'<svg class="curve" role="img" aria-label="{escape(label)}" viewBox="0 0 {_WIDTH} {_HEIGHT}">{ticks}'
        f'<polygon class="band" points="{" ".join(upper + lower)}"/><polyline class="model" points="{line}"/>'
        f'<path class="class" d="{" ".join(steps)}"/>{ends}</svg>'
    )


def bars(rows: Sequence[tuple[str, Sequence[float | None]]], names: Sequence[str]) -> Markup:
    """Return a table of shares with a bar in each cell.

    Parameters
    ----------
    rows : sequence of (str, sequence of float or None)
        What each row is of, and its shares; None where there is none. A column without any is left out.
    names : sequence of str
        Of the columns.
    """
    kept = [number for number in range(len(names)) if any(shares[number] is not None for _, shares in rows)]
    head = "".join(f'<th scope="col">{escape(names[number])}</th>' for number in kept)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_bar(shares[number]) for number in kept)}</tr>'
        for name, shares in rows
    )
    return Markup(
        f'<table class="bars"><thead><tr><th scope="col">end</th>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _bar(share: float | None) -> str:
    if share is None:
        return "<td></td>"
    width = 100 * min(1.0, max(0.0, share))
    return (
        f'<td>{percent(share)}<svg class="bar" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">'
        f'<rect width="{width:.1f}" height="6"/></svg></td>'
    )
