"""What would have to be true for an outcome: sentences, then how each box of conditions did; data and picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.analysis.explanation.conditions import Restriction
from sim.analysis.explanation.words import say_condition
from sim.answer import Detail, as_of_data, plain_data
from sim.figures import counted, joined, margin_in_words, percent, run_size_in_words
from sim.rendering.page import Part, Rows
from sim.results.estimates import Z
from sim.results.explained_record import say_effective
from sim.results.naming import sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from sim.analysis.explanation.explanation import Explained, Explanation
    from sim.plots.saving import Drawing

__all__ = ["FORMAT", "data", "descriptions", "drawings", "frame", "parts", "pictures", "sentences"]

FORMAT = "negotiation-sim explanation 1"

_MEASURES = ("coverage", "density", "mass")
_COLUMNS = (
    *("box", "condition", "quasi_p"),
    *(f"{name}_{where}" for where in ("found", "held_out") for name in _MEASURES),
)

_LEGEND = (
    "Conditions were searched on half the worlds and judged on the other half, set aside; shares in the sentences "
    "are of the latter. Probability: of the outcome, where the conditions hold (± the 95% margin of Monte Carlo "
    "error, in points). Coverage: share of the plays in question that the conditions hold. Mass: share of all plays. "
    "Quasi-p: the chance of doing as well without the condition, on the worlds set aside (Bryant & Lempert 2010). A "
    "box after the first is of the plays that those before it left."
)


def parts(found: Explanation, detail: Detail) -> Iterator[Part]:
    """Yield sentences and a table of the boxes; in full also how they did on the worlds they were found on."""
    made = found.provenance
    kind = "unlikely" if found.unlikely else "likely"
    settings = "".join(f", {setting}" for setting in made.settings)
    yield "title", f"{made.dated_title}: what would make “{found.outcome}” {kind}"
    size = run_size_in_words(made.worlds, made.replications, made.seed) + settings
    size += say_effective(found.effective_worlds)
    yield "small", f"{size}; {counted(len(found.descriptions), 'factor')} searched"
    for place, each in enumerate(sentences(found)):
        yield "line" if place else "lead", each
    if found.boxes:
        yield _table(found, full=detail == "full")
        those = "do not end so" if found.unlikely else "end so"
        yield "small", f"The plays in question are those that {those}. {_LEGEND}"


def _table(found: Explanation, *, full: bool) -> Rows:
    rows: list[tuple[str, ...]] = []
    lines = set()
    for number, explained in enumerate(found.boxes, start=1):
        rows += _box(number, explained, found, full=full)
        lines.add(len(rows) - 1)
    head = ("box", "conditions", "quasi-p", "worlds", "probability", "coverage", "mass")
    return Rows(head, tuple(rows), words=frozenset({1, 3}), lines=frozenset(lines))


def _box(number: int, explained: Explained, found: Explanation, *, full: bool) -> Iterator[tuple[str, ...]]:
    """Yield a row for each condition; the first ones carry the measures."""
    conditions = [
        (say_condition(found.descriptions[each.name], each), "<0.001" if p < 0.001 else f"{p:.3f}")
        for each, p in zip(explained.box, explained.quasi_p, strict=True)
    ]
    measures = [("set aside", explained.held_out), ("searched", explained.found)][: 2 if full else 1]
    for row in range(max(len(conditions), len(measures))):
        words, p = conditions[row] if row < len(conditions) else ("", "")
        cells = ("", "", "", "")
        if row < len(measures):
            which, each = measures[row]
            likelihood = found.likelihood(each)
            share = f"{percent(likelihood)} {margin_in_words(likelihood, Z * each.density_error, sign='± ')}"
            cells = (which, share, percent(each.coverage), percent(each.mass))
        yield ("" if row else str(number), words, p, *cells)


def _say_box(explained: Explained, explanation: Explanation, *, first: bool = True) -> str:
    """Return in a sentence how likely the outcome is in a box, when that is, and how much it accounts for."""
    found, described = explained.held_out, explanation.descriptions
    when = joined([say_condition(described[each.name], each) for each in explained.box])
    such = "plays" if any(described[each.name].by_play for each in explained.box) else "worlds"
    share, mass = explanation.likelihood(found), percent(found.mass)
    likely, hold = _likely(share, unlikely=explanation.unlikely), _hold(found.coverage, explanation)
    if first:
        head = f"{explanation.outcome} is {likely} ({percent(share)}, against"
        head = f"{head} {percent(explanation.probability)} overall) when {when}"
        return sentence(f"{head}; these {such} are {mass} of all, and hold {hold}")
    return sentence(f"of the rest, it is {likely} ({percent(share)}) when {when}: a further {mass}, with {hold}")


def _hold(coverage: float, explanation: Explanation) -> str:
    share = "all" if coverage == 1 else percent(min(coverage, 1.0))
    return f"{share} of the plays that {'do not end' if explanation.unlikely else 'end'} so"


def _likely(share: float, *, unlikely: bool) -> str:
    if unlikely:
        return "unlikely" if share < 0.5 else "less likely"
    return "likely" if share >= 0.5 else "likelier"


def sentences(explanation: Explanation) -> list[str]:
    """Return what was found; shares are those on the worlds set aside."""
    return [*_say_boxes(explanation), *_unsearched(explanation.unsearched)]


def _say_boxes(explanation: Explanation) -> list[str]:
    if not explanation.boxes:
        return [_nothing(explanation)]
    sentences = [_say_box(each, explanation, first=place == 0) for place, each in enumerate(explanation.boxes)]
    if len(explanation.boxes) > 1:
        sentences.append(_together(explanation))
    luck, place = explanation.boxes[0].held_out.luck, "there" if len(explanation.boxes) == 1 else "in the first"
    if luck > 0.5:  # never so where it is not known
        sentences.append(
            f"Of what still varies {place}, {percent(luck)} is luck of the play, not what the worlds differ in."
        )
    return sentences


def _unsearched(events: tuple[str, ...]) -> Iterator[str]:
    """Yield which events were not searched, and why.

    Examples
    --------
    >>> list(_unsearched(("“a vote”",)))
    ['Not searched: “a vote”. It can happen only while talks are open, so it may follow from how a play goes.']
    """
    if events:
        it = "It can" if len(events) == 1 else "They can"
        so = "it" if len(events) == 1 else "they"
        yield (
            f"Not searched: {joined(events)}. {it} happen only while talks are open, so {so} may follow from how a "
            "play goes."
        )


def _together(explanation: Explanation) -> str:
    measures = [each.held_out for each in explanation.boxes]
    mass, coverage = sum(each.mass for each in measures), sum(each.coverage for each in measures)
    return f"Together that is {percent(min(mass, 1.0))} of all, with {_hold(coverage, explanation)}."


def _nothing(explanation: Explanation) -> str:
    share, name = explanation.probability, explanation.outcome
    if share in (0, 1):
        how = "none" if share == 0 else "every one"
        return f"There is nothing to explain: “{name}” is how {how} of {explanation.plays:,} plays ended."
    kind = "unlikely" if explanation.unlikely else "likely"
    overall = f"({percent(share)} overall)"
    line = f"Nothing found makes “{name}” {overall} {kind}: no conditions beat chance on the worlds set aside."
    if explanation.luck > 0:
        line += f" {percent(explanation.luck)} of its variance is luck of the play."
    four = 4 * explanation.provenance.worlds  # an error falls by the root
    return f"{line} Four times the worlds (--worlds {four}) would show what is about half as strong, if anything is."


def frame(explanation: Explanation) -> pd.DataFrame:
    """Return a row per condition, with the measures of its box."""
    import pandas as pd

    rows = [
        {
            "box": number,
            "condition": say_condition(explanation.descriptions[restriction.name], restriction),
            "quasi_p": p,
            **{f"{name}_found": getattr(explained.found, name) for name in _MEASURES},
            **{f"{name}_held_out": getattr(explained.held_out, name) for name in _MEASURES},
        }
        for number, explained in enumerate(explanation.boxes, start=1)
        for restriction, p in zip(explained.box, explained.quasi_p, strict=True)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def data(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation in plain data."""
    made = explanation.provenance
    return {
        "title": made.title,
        "scenario": made.scenario,
        **as_of_data(made.as_of),
        "settings": list(made.settings),
        "seed": made.seed,
        "worlds": made.worlds,
        "replications": made.replications,
        **({} if explanation.effective_worlds is None else {"effective_worlds": explanation.effective_worlds}),
        "outcome": explanation.outcome,
        "asked": "unlikely" if explanation.unlikely else "likely",
        "probability": explanation.probability,
        "luck": plain_data(explanation.luck),
        "sentences": explanation.sentences,
        "factors": len(explanation.descriptions),
        "unsearched": list(explanation.unsearched),
        "boxes": [
            {
                "conditions": [
                    {**_condition(restriction, explanation), "quasi_p": p}
                    for restriction, p in zip(explained.box, explained.quasi_p, strict=True)
                ],
                "found": plain_data(asdict(explained.found)),
                "held_out": plain_data(asdict(explained.held_out)),
            }
            for explained in explanation.boxes
        ],
    }


def _condition(restriction: Restriction, explanation: Explanation) -> dict[str, Any]:
    description = explanation.descriptions[restriction.name]
    known = {"factor": restriction.name, "words": say_condition(description, restriction)}
    if restriction.levels is not None:
        return {**known, "levels": [description.levels[level] for level in sorted(restriction.levels)]}
    return {**known, "low": plain_data(restriction.low), "high": plain_data(restriction.high)}


def pictures() -> dict[str, Callable[..., Axes]]:
    """Return the functions that draw it."""
    from sim.plots.explain import plot_explanation  # late: loads matplotlib

    return {"explanation": plot_explanation}


def descriptions() -> dict[str, Callable[..., str]]:
    """Return the function that says what it shows."""
    from sim.plots.explain import describe

    return {"explanation": describe}


def drawings(found: Explanation) -> Iterator[Drawing]:
    """Yield its picture."""
    from sim.plots.saving import Drawing

    title = f"What would have to be true: {found.outcome}"
    yield Drawing("explanation", found.plot, title)
