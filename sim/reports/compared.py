"""A report on a comparison: what differs between scenarios, and what that does, in one HTML page."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.bundled import typed_scenario
from sim.figures import joined, percent
from sim.rendering.page import Part, Rows
from sim.reports.sections import Section, claims_of
from sim.results.estimates import Z
from sim.version import VERSION

if TYPE_CHECKING:
    from sim.analysis.comparison.comparison import Comparison

__all__ = ["comparison_answer", "comparison_sections", "comparison_title"]


def comparison_title(comparison: Comparison) -> str:
    """Return what is compared, in a line."""
    day = comparison.runs[comparison.base].provenance.as_of
    return f"{joined(comparison.variations)} against {comparison.base}{f', as of {day}' if day else ''}"


def comparison_answer(comparison: Comparison) -> Iterator[str]:
    """Yield a sentence for each scenario but the first: the outcome that moves most, with its paired error."""
    differences: Any = comparison.differences()
    for name in comparison.variations:
        rows = differences.loc[name].dropna(subset=["difference"])
        moved = rows.loc[rows["difference"].abs().idxmax()] if len(rows) else None
        if moved is None or not moved["difference"]:
            yield f"In “{name}” nothing ends otherwise."
            continue
        sure = "" if moved["flagged"] else ", which luck alone may make"
        yield (
            f"In “{name}”, “{moved.name}” goes from {percent(moved['base'])} to {percent(moved['probability'])} "
            f"(± {100 * Z * moved['standard_error']:.2g} points{sure})."
        )


def comparison_sections(comparison: Comparison) -> Iterator[Section]:
    """Yield the sections: the comparison with its pictures, how each scenario ends, the claims, how to rerun it."""
    parts = tuple(part for part in comparison.parts("full") if isinstance(part, Rows) or part[0] != "title")
    yield Section("compared", "What differs, and what comes of it?", parts, tuple(comparison.drawings()))
    yield Section("ends", "How does each end?", tuple(_ends(comparison)))
    cited = [run.scenario for run in comparison.runs.values() if run.scenario.cited]
    if cited:
        yield Section("claims", "The claims", tuple(claims_of(*cited)))
    yield Section("again", "How to cite this and run it again", tuple(_again(comparison)))


def _ends(comparison: Comparison) -> Iterator[Part]:
    for name, outcomes in comparison.runs.items():
        yield "heading", name
        yield from (part for part in outcomes.parts() if isinstance(part, Rows) or part[0] not in ("title", "small"))


def _again(comparison: Comparison) -> Iterator[Part]:
    """Yield what a reader needs to cite the page and to make it again."""
    runs = comparison.runs
    scenarios = joined([f"{name} {run.provenance.scenario}" for name, run in runs.items()])
    worlds, replications, seed = comparison.made
    yield "line", f"negotiation-sim {VERSION}, scenarios {scenarios}, seed {seed}."
    yield "line", "The same version, scenarios and seed give the same figures on any machine."
    first = runs[comparison.base].provenance
    as_of = f" --as-of {first.as_of}" if first.as_of else ""
    as_of += " --weights" if first.weights else ""
    size = f"--worlds {worlds} --replications {replications} --seed {seed}"
    command = _command(comparison)
    if command is None:
        command = "sim compare FILES --vary PATH=VALUE"
        for name, run in runs.items():
            if run.provenance.settings:
                yield "item", f"{name}: {', '.join(run.provenance.settings)} set"
    yield "code", f"{command} {size}{as_of} --report report.html"


def _command(comparison: Comparison) -> str | None:
    """Return what makes the comparison again, but for its size; None where no command does."""
    runs = [(run.scenario.path, run.provenance.settings) for run in comparison.runs.values()]
    (base, common), files, varied = runs[0], list[str](), list[str]()
    for path, settings in runs:
        if settings == common and path is not None and not varied:
            files.append(typed_scenario(path))
        elif path == base and settings[:-1] == common:
            varied.append(f" --vary {shlex.quote(settings[-1])}")
        else:
            return None
    sets = "".join(f" --set {shlex.quote(setting)}" for setting in common)
    return f"sim compare {' '.join(files)}{''.join(varied)}{sets}" if files else None
