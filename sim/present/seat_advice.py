"""Advice to a seat: in sentences and tables; data and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.advice.words import say_change, say_events
from sim.answer import Detail, plain_data
from sim.figures import bracketed, margin_in_words, percent, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.results.csv_text import csv_text
from sim.results.estimates import Z
from sim.results.naming import Naming, Pronoun, say_day, sentence
from sim.results.titles import inside, the

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.analysis.advice.advise import SeatAdvice, Wait
    from sim.analysis.advice.changes import TriedChange
    from sim.analysis.advice.effect import Effect
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "files", "frame", "parts", "pictures"]

FORMAT = "negotiation-sim seat advice 1"

_LEGEND = (
    "In points of the advised government, by how much the end is worth more or less than with {} own course, all "
    "luck being the same, ± the 95% margin over paired worlds; * the interval excludes 0. agreement: by how many "
    "percentage points one in force becomes likelier. A 0 alone: nothing is otherwise in any play."
)
_MODEL = (
    "The others keep to their model: they answer what is tabled as their minds would in any play, and neither see "
    "through a plan nor make plans against it. People may."
)
_HALVES = "What is recommended was picked by one half of the worlds; its figure is from the other half."
_OWN_MIND = "A package is tabled only in worlds where it is worth no less than no deal to the government that day."
_RED_LINES = "Points by the preferences {} now, with the red line: below 0, the line is worth more than it costs."


def parts(advice: SeatAdvice, detail: Detail) -> Iterator[Part]:
    """Yield the advice in sentences, and what was tried in tables.

    Parameters
    ----------
    advice : SeatAdvice
    detail : {"short", "full"}
        In short, changes that change nothing are left out of the tables.
    """
    model, naming = advice.scenario.model, Naming(advice.scenario.model, advice.scenario.packages)
    who = naming.pronoun(advice.government)
    government, seat = naming.government(advice.government), naming.seat(advice.seat)
    yield "title", f"{model.title}: advice to {inside(government)}{'' if seat == government else f', {inside(seat)}'}"
    size = run_size_in_words(advice.size.worlds, advice.size.replications, advice.size.seed)
    yield "small", f"from {say_day(advice.first)}; {size}" + (f"; as of {advice.as_of}" if advice.as_of else "")
    for words in _sentences(advice, naming):
        yield "line", words
    yield "warning", _MODEL
    if advice.tablings:
        yield "heading", "To table a package and stand by it"
        yield _tablings(advice, naming)
        yield "small", _OWN_MIND
    if advice.waits:
        yield "heading", "To say nothing before"
        waits = ((say_events(naming, each.events), say_day(each.day), *_cells(each.effect)) for each in advice.waits)
        yield Rows(("Event", "day", "points", "agreement"), tuple(waits), words=2)
    for heading, changes in ((f"{_own(who)} red lines given up", advice.red_lines), ("Others' minds", advice.minds)):
        shown = [tried for tried in changes if detail == "full" or tried.effect.changes]
        if shown:
            yield "heading", heading
            yield _changes(advice, shown)
            if changes is advice.red_lines:
                yield "small", _RED_LINES.format(who.does("has"))
    yield "small", _LEGEND.format(who.its)
    yield "small", _HALVES
    if advice.undone:
        yield "warning", f"Interrupted: {advice.undone} runs not done."


def _sentences(advice: SeatAdvice, naming: Naming) -> Iterator[str]:
    """Yield what to table, what to wait for, which red line costs most and whose mind to work on."""
    it, who = the(naming.government(advice.government)), naming.pronoun(advice.government)
    several = it.endswith("s") and (who.plural or (it[:1].islower() and not it.startswith("the ")))  # or a bare key
    whose = f"{it}'" if several else f"{it}'s"
    own = f"{advice.points:.1f} ±{Z * advice.points_error:.1f} points"
    agreed = f"an agreement takes effect in {percent(advice.agreed)} of plays{_agreed_margin(advice)}"
    yield sentence(f"{whose} own course is worth {own} to {who.object}; {agreed}")
    if advice.tablings:
        yield _say_tabling(advice, naming, who)
    if advice.waits:
        yield _say_wait(advice, naming, who)
    if advice.red_lines:
        yield _say_red_line(advice, who)
    if advice.minds:
        yield _say_mind(advice, who)


def _agreed_margin(advice: SeatAdvice) -> str:
    """Return the 95% margin of how often an agreement takes effect, in brackets; nothing where it is not known."""
    if advice.agreed in (0, 1) or not advice.agreed_error:
        return ""
    return f" {bracketed(margin_in_words(advice.agreed, Z * advice.agreed_error))}"


def _own(who: Pronoun) -> str:
    return f"{who.its.capitalize()} own"


def _say_tabling(advice: SeatAdvice, naming: Naming, who: Pronoun) -> str:
    chosen = advice.chosen("tablings")
    if chosen is None:
        return f"What to table: nothing of what was tried does better than {who.its} own course."
    tabling, effect = chosen
    package = naming.package(tabling.package, whole=True)
    taken = ", which another has tabled," if tabling.offered else ""
    return f"What to table: {_best(f'{package}{taken} on {say_day(tabling.day)}', effect, who)}"


def _say_wait(advice: SeatAdvice, naming: Naming, who: Pronoun) -> str:
    chosen = advice.chosen("waits")
    if chosen is not None:
        wait, effect = chosen
        return f"What to wait for: {_best(f'{say_events(naming, wait.events)}, {say_day(wait.day)}', effect, who)}"
    worst: Wait = min(advice.waits, key=lambda each: each.effect.points)
    if not worst.effect.is_clear:
        return (
            f"What to wait for: nothing; to say nothing before an event is worth no more than {who.its} own course."
        )
    cost = f"{say_events(naming, worst.events)} costs {_points(-worst.effect.points, worst.effect.margin)}"
    return f"What to wait for: nothing; to say nothing before {cost}."


def _say_red_line(advice: SeatAdvice, who: Pronoun) -> str:
    chosen = advice.chosen("red_lines")
    if chosen is None:
        return f"{_own(who)} red lines: without any of them agreements become no likelier."
    tried, effect = chosen
    line, margin = say_change(advice.scenario, tried.change, bare=True), 100 * Z * effect.agreed_error
    if effect.agreed <= 0:
        return f"{_own(who)} red lines: none costs agreements as far as these plays can tell."
    if 100 * effect.agreed <= margin:
        return (
            f"{_own(who)} red lines: none costs agreements as far as these plays can tell; most would come if "
            f"{who.it} no longer {who.conjugated(line)} ({_signed(100 * effect.agreed)} ±{margin:.1f} percentage "
            "points)."
        )
    more = f"without it they are {100 * effect.agreed:.1f} ±{margin:.1f} percentage points likelier"
    than = f"worth {_points(abs(effect.points), effect.margin)} {'less' if effect.points < 0 else 'more'}"
    worth = than if effect.is_clear else "worth as much, as far as these plays can tell"
    return (
        f"{_own(who)} red lines: that {who.does(line)} costs most agreements: {more}, and the end is {worth} to "
        f"{who.object} as {who.does('is')} now."
    )


def _say_mind(advice: SeatAdvice, who: Pronoun) -> str:
    chosen = advice.chosen("minds")
    if chosen is None:
        return f"Whose mind to work on: nobody's; no change that was tried is worth anything to {who.object}."
    tried, effect = chosen
    return f"Whose mind to work on: {_best(say_change(advice.scenario, tried.change), effect, who)}"


def _best(what: str, effect: Effect, who: Pronoun) -> str:
    """Say what is best of its kind, and how much it does; nothing is where the worlds that judge it say so."""
    points = f"{_signed(effect.points)} ±{effect.margin:.1f} points"
    if not effect.is_clear or effect.points < 0:
        return (
            f"nothing does better than {who.its} own course as far as these plays can tell; best was: "
            f"{what} ({points})."
        )
    agreed = f"{_signed(100 * effect.agreed)} ±{100 * Z * effect.agreed_error:.1f} percentage points"
    return f"{what}: {points}, and {agreed} to the chance of an agreement."


def _points(value: float, margin: float) -> str:
    return f"{value:.1f} ±{margin:.1f} points"


def _signed(value: float) -> str:
    """Return a number with its sign; nothing that rounds to 0 has one.

    Examples
    --------
    >>> _signed(1.26), _signed(-2.0), _signed(-0.01)
    ('+1.3', '-2.0', '0.0')
    """
    return f"{value:+.1f}" if abs(value) >= 0.05 else "0.0"


def _tablings(advice: SeatAdvice, naming: Naming) -> Rows:
    """Return a row for each package, in it a line for each day."""
    body = []
    for package in advice.packages:
        tried = [each for each in advice.tablings if each.package == package]
        name = naming.package(package, whole=True) + (", on the table: to take it" if tried[0].offered else "")
        points, agreed = zip(*(_cells(each.effect) for each in tried), strict=True)
        body.append((name, "\n".join(say_day(each.day) for each in tried), "\n".join(points), "\n".join(agreed)))
    return Rows(("Package", "day", "points", "agreement"), tuple(body), words=2)


def _changes(advice: SeatAdvice, changes: Sequence[TriedChange]) -> Rows:
    """Return a row for each change of mind."""
    described = (say_change(advice.scenario, tried.change) for tried in changes)
    rows = (
        (f"{words[:1].upper()}{words[1:]}", *_cells(each.effect))
        for words, each in zip(described, changes, strict=True)
    )
    return Rows(("Change", "points", "agreement"), tuple(rows))


def _cells(effect: Effect) -> tuple[str, str]:
    """Return the points and the agreements of an effect."""
    if not effect.changes:
        return "0  ", "0"
    star, agreed = "*" if effect.is_clear else " ", 100 * effect.agreed
    margin = 100 * Z * effect.agreed_error
    return f"{_signed(effect.points)} ±{effect.margin:.1f} {star}", f"{_signed(agreed)} ±{margin:.1f}"


def data(advice: SeatAdvice) -> dict[str, Any]:
    """Return the advice in plain data."""
    packages = advice.scenario.packages
    return {
        "title": advice.scenario.model.title,
        "scenario": advice.scenario.whole_digest,
        **vars(advice.size),
        "as_of": plain_data(advice.as_of),
        "first": plain_data(advice.first),
        "seat": advice.seat,
        "government": advice.government,
        "points": advice.points,
        "points_error": advice.points_error,
        "agreed": advice.agreed,
        "agreed_error": plain_data(advice.agreed_error),
        "tablings": [
            {
                "package": packages.package(each.package),
                "day": plain_data(each.day),
                "offered": each.offered,
                "effect": vars(each.effect),
            }
            for each in advice.tablings
        ],
        "waits": [
            {"events": list(each.events), "day": plain_data(each.day), "effect": vars(each.effect)}
            for each in advice.waits
        ],
        "red_lines": [{**vars(each.change), "effect": vars(each.effect)} for each in advice.red_lines],
        "minds": [{**vars(each.change), "effect": vars(each.effect)} for each in advice.minds],
        "best": {
            kind: {"place": choice.place, "effect": vars(choice.effect)}
            if (choice := advice.best.get(kind))
            else None
            for kind in ("tablings", "waits", "red_lines", "minds")
        },
        "others": _MODEL,
        "undone": advice.undone,
    }


def frame(advice: SeatAdvice) -> pd.DataFrame:
    """Return a row for everything that was tried."""
    import pandas as pd

    naming = Naming(advice.scenario.model, advice.scenario.packages)
    rows = [
        *(("tabling", naming.package(each.package), each.day, each.effect) for each in advice.tablings),
        *(("wait", say_events(naming, each.events), each.day, each.effect) for each in advice.waits),
        *(("red line", say_change(advice.scenario, each.change), None, each.effect) for each in advice.red_lines),
        *(("mind", say_change(advice.scenario, each.change), None, each.effect) for each in advice.minds),
    ]
    return pd.DataFrame(
        [
            {"kind": kind, "tried": tried, "day": day, **vars(effect), "clear": effect.is_clear}
            for kind, tried, day, effect in rows
        ]
    )


def files(advice: SeatAdvice) -> dict[str, str]:
    """Return its JSON and its table."""
    return {"advice.csv": csv_text(advice.to_frame()), "advice.json": advice.to_json()}


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.seat_advice import plot_changes, plot_tablings  # late: loads matplotlib

    return {"tablings": plot_tablings, "changes": plot_changes}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the functions that say what pictures show."""
    return {"tablings": _describe, "changes": _describe_changes}


def _describe(advice: SeatAdvice) -> str:
    return " ".join(_sentences(advice, Naming(advice.scenario.model, advice.scenario.packages)))


def _describe_changes(advice: SeatAdvice) -> str:
    from sim.plots.seat_advice import NO_CHANGES

    changing = any(tried.effect.changes for tried in (*advice.red_lines, *advice.minds))
    return _describe(advice) if changing else f"{_describe(advice)} {NO_CHANGES}"


def drawings(advice: SeatAdvice) -> Iterator[Drawing]:
    """Yield its pictures."""
    from sim.plots.saving import Drawing

    naming = Naming(advice.scenario.model, advice.scenario.packages)
    title = f"Advice to {inside(naming.seat(advice.seat))}: {advice.scenario.model.title}"
    if advice.tablings or advice.waits:
        yield Drawing("advice_tablings", advice.plot.tablings, title)
    if advice.red_lines or advice.minds:
        yield Drawing("advice_changes", advice.plot.changes, title)
