"""What a report holds, section by section: the answers to a reader's questions, in their order."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.bundled import typed_scenario
from sim.ensemble.execution import RunSize
from sim.errors import InputError, SimError, in_a_line
from sim.explorer.exploration import Exploration
from sim.explorer.section import explorer_html
from sim.figures import percent
from sim.present.story import ending
from sim.rendering.page import Part, Rows
from sim.results.narrative import Story
from sim.results.observation import DEFAULT
from sim.results.outcomes import Outcomes
from sim.results.showing import say_hindsight, say_margin
from sim.scenario.tactics import Plugin
from sim.version import VERSION

if TYPE_CHECKING:
    import pandas as pd

    from sim.answer import Answer
    from sim.plots.saving import Drawing
    from sim.scenario.load import LoadedScenario

__all__ = ["Section", "Step", "answer_sentences", "claims_of", "sections"]

Step = Callable[[str], object]
"""Called before each section with its heading."""

MOST_STORIES = 2
"""Plays told: one of each of the likeliest endings."""

LEAST_SHARE = 0.05
"""Endings less likely than this are not told: a reader would take one for typical."""

FEW_WORLDS = 100
"""Worlds of each forecast of the series, whose days are many; its picture shows the error."""


LEAST_WORLDS = 30
"""Worlds from which on it can be seen what matters."""

FEW_PLAYS = 20
"""Plays of each of the explorer's worlds."""

MOST_MOVED = 3
"""Quantities that the explorer moves: each multiplies its runs."""

GRID = 60
"""Runs at most that the explorer is made of."""


@dataclass(frozen=True)
class Section:
    """A question and what answers it.

    Parameters
    ----------
    key : str
        Its address in the page.
    heading : str
        The question.
    parts : tuple of Part
        Words and tables.
    drawings : tuple of Drawing
        Pictures, shown after the words.
    html : str
        Shown last, as it is.
    """

    key: str
    heading: str
    parts: tuple[Part, ...]
    drawings: tuple[Drawing, ...] = ()
    html: str = ""


def answer_sentences(outcomes: Outcomes) -> tuple[str, str]:
    """Return the answer in two sentences: the two likeliest outcomes, and how sure that is."""
    table = outcomes.probabilities().sort_values("probability", ascending=False, kind="stable")
    named = [
        f"“{name}” with {percent(row['probability'])} ({_margin(row)})" for name, row in table.head(2).iterrows()
    ]
    likeliest = f"The likeliest end is {', then comes '.join(named)}."
    share = float(table["share_between"].iloc[0])
    if math.isnan(share):
        return likeliest, "The margins are those of the simulation alone."
    return likeliest, (
        "The margins are those of the simulation alone: of the uncertainty about the likeliest end, "
        f"{percent(share)} is what the evidence leaves open, which better evidence would narrow; the rest is luck."
    )


def _margin(row: pd.Series[float]) -> str:
    """Return the margin as the table of outcomes has it."""
    words = say_margin(row["probability"], row["standard_error"], row["low"], row["high"])
    if words.startswith("("):
        return f"{words.strip('()')}%"
    return words if words.endswith("%") else f"{words} points"


def sections(outcomes: Outcomes, *, workers: int | None = 1, step: Step | None = None) -> Iterator[Section]:
    """Yield the sections of a report on a run.

    Parameters
    ----------
    outcomes : Outcomes
        The run.
    workers : int
        Cores to play on where more plays are needed; they change nothing.
    step : callable, optional
        Told of each section before it is worked out.
    """
    scenario = outcomes.scenario
    builders: tuple[tuple[str, str, Callable[[], Iterator[Answer]]], ...] = (
        ("ends", "How does it end?", lambda: iter([outcomes])),
        ("zone", "What could be agreed?", lambda: _agreed(outcomes)),
        ("plays", "How does it come to that?", lambda: _stories(outcomes, workers)),
        ("true", "What would have to be true?", lambda: _explanation(outcomes)),
        ("depends", "What does it depend on?", lambda: _sensitivity(outcomes)),
        ("days", "How did the forecast move?", lambda: _forecast(outcomes, workers)),
        ("evidence", "What does it rest on?", lambda: _evidence(outcomes)),
    )
    for key, heading, answers in builders:
        if step is not None:
            step(heading)
        try:
            found = list(answers())
        except InputError as error:  # of weighed worlds too few may be left for a question
            if outcomes.weights is None:
                raise
            yield Section(key, heading, (("line", f"Not told: {in_a_line(error)}"),))
            continue
        if found:
            parts = tuple(part for answer in found for part in _without_title(answer))
            yield Section(key, heading, (*parts, *_drawn(found)), tuple(_drawings(found)))
        if key == "depends":
            yield from _explorer(outcomes, step)
    if scenario.cited:
        yield Section("claims", "The claims", tuple(claims_of(scenario)))
    yield Section("again", "How to cite this and run it again", tuple(_again(outcomes)))


def _drawings(answers: list[Answer]) -> Iterator[Drawing]:
    """Yield the pictures of a section's first answer, but that of values: the zone's shows more of the same.

    That of a story is described by its end alone: the table above it says all the rest.
    """
    first = answers[0]
    for drawing in first.drawings():
        if isinstance(first, Story):
            words = f"The first table above says in words what it shows. {' '.join(ending(first))}"
            yield replace(drawing, describe=lambda words=words: words)
        elif drawing.stem != "values":
            yield drawing


def _drawn(answers: list[Answer]) -> Iterator[Part]:
    """Say which of several plays the picture shows, which stands after all of them."""
    first = answers[0]
    if isinstance(first, Story) and len(answers) > 1:
        yield "small", f"The picture shows the first of these plays, which ends so: {first.ending.outcome}."


def _without_title(answer: Answer) -> Iterator[Part]:
    """Yield the parts of an answer; the page has a title of its own, and a play is named by how it ends."""
    if isinstance(answer, Story):
        yield "heading", f"A play that ends so: {answer.ending.outcome}"
    hindsight = say_hindsight(answer) if isinstance(answer, Outcomes) else ""  # above, without options of commands
    yield from (
        part for part in answer.parts() if isinstance(part, Rows) or (part[0] != "title" and part[1] != hindsight)
    )


def _agreed(outcomes: Outcomes) -> Iterator[Answer]:
    from sim.analysis.bargaining.bargaining_set import bargaining_set

    made = outcomes.provenance
    weights: str | bool = made.weights or False
    yield bargaining_set(outcomes.scenario, worlds=made.worlds, seed=made.seed, as_of=made.as_of, weights=weights)


def _stories(outcomes: Outcomes, workers: int | None) -> Iterator[Answer]:
    from sim.results.narrative import typical_stories

    table = outcomes.probabilities()["probability"].sort_values(ascending=False, kind="stable")
    made = outcomes.provenance
    asked: dict[str, Any] = {"as_of": made.as_of, "weights": made.weights or False}
    likely = [str(name) for name in table.index[table >= LEAST_SHARE][:MOST_STORIES]]
    yield from typical_stories(outcomes.scenario, likely, seed=made.seed, workers=workers, **asked)


def _likeliest(outcomes: Outcomes) -> str:
    return str(outcomes.probabilities()["probability"].idxmax())


def _explanation(outcomes: Outcomes) -> Iterator[Answer]:
    from sim.analysis.explanation.explanation import explain

    if outcomes.provenance.worlds >= 30 and 0 < outcomes.probabilities()["probability"].max() < 1:
        yield explain(outcomes, outcome=_likeliest(outcomes))


def _sensitivity(outcomes: Outcomes) -> Iterator[Answer]:
    from sim.analysis.sensitivity.sensitivity import sensitivity

    if outcomes.provenance.worlds >= 30:
        yield sensitivity(outcomes)


def _explorer(outcomes: Outcomes, step: Step | None) -> Iterator[Section]:
    """Yield the explorer, where worlds are enough to see what matters and the run is one that can be played again."""
    made = outcomes.provenance
    plain = made.as_of is None and made.settings == outcomes.scenario.settings and not _has_plugins(outcomes)
    if made.worlds < LEAST_WORLDS or not plain:
        return
    heading = "What if?"
    if step is not None:
        step(heading)
    size = RunSize(min(made.worlds, FEW_WORLDS), min(made.replications, FEW_PLAYS), made.seed)
    exploration = Exploration(outcomes.scenario, size=size, most=MOST_MOVED, points=GRID)
    try:
        exploration.fill()
    except SimError as error:  # values that cannot be together: the rest of the page counts for more
        yield Section("explore", heading, (("small", f"The explorer was not made: {in_a_line(error)}"),))
        return
    words = (
        "Move what the likeliest end depends on most, and see what becomes of all ends. It was played beforehand, on "
        f"the first {size.worlds} worlds of this run, {size.replications} times each."
    )
    yield Section("explore", heading, (("line", words),), html=explorer_html(exploration))


def _has_plugins(outcomes: Outcomes) -> bool:
    return any(isinstance(each.tactic, Plugin) for each in outcomes.scenario.model.governments.values())


def _forecast(outcomes: Outcomes, workers: int | None) -> Iterator[Answer]:
    from sim.analysis.forecasts.forecast import forecast

    made = outcomes.provenance
    if outcomes.scenario.model.record and made.as_of is None:
        yield forecast(
            outcomes.scenario,
            worlds=min(made.worlds, FEW_WORLDS),
            replications=made.replications,
            seed=made.seed,
            workers=workers,
        )


def _evidence(outcomes: Outcomes) -> Iterator[Answer]:
    from sim.analysis.evidence.report import evidence_report

    yield evidence_report(outcomes.scenario, seed=outcomes.provenance.seed)


def claims_of(*scenarios: LoadedScenario) -> Iterator[Part]:
    """Yield each claim that scenarios cite, once, with its day and where it comes from."""
    rows, cited = [], {name: scenario for scenario in scenarios[::-1] for name in scenario.cited}
    for name, scenario in cited.items():
        claim = scenario.claims[name]
        document = scenario.library.document(name) if name in scenario.library else None
        source = claim.source or (f"{document.outlet}, {document.title}" if document is not None else "")
        rows.append((name, str(claim.date), claim.claim, claim.telling, source))
    yield "line", f"{len(rows)} claims are cited: dated facts, each with whose account it is and where to check it."
    yield Rows(("claim", "day", "what it says", "told by", "source"), tuple(rows), words=5)


def _again(outcomes: Outcomes) -> Iterator[Part]:
    """Yield what a reader needs to cite the report and to make it again."""
    made = outcomes.provenance
    yield "line", f"negotiation-sim {VERSION}, scenario {made.scenario}, seed {made.seed}."
    yield "line", "The same version, scenario and seed give the same figures on any machine. To make them again:"
    settings = "".join(f" --set {shlex.quote(setting)}" for setting in made.settings)
    as_of = f" --as-of {made.as_of}" if made.as_of else ""
    as_of += " --weights" if made.weights else ""
    size = f"--worlds {made.worlds} --replications {made.replications} --seed {made.seed}"
    if made.weights not in (None, DEFAULT):
        yield "line", f"Worlds are weighed by {made.weights}: in Python, weights={made.weights!r}."
    yield "code", f"sim report {typed_scenario(outcomes.scenario.path)} {size}{as_of}{settings} --out report.html"
