"""A right but odd scenario is asked a few questions, with odd sizes and days: an answer that shows, or a line."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sim
from sim.answer import Answer
from sim.errors import ProblemsError, SimError, SimWarning
from sim.negotiation import Scenario, load
from sim.scenario.load import check_scenario
from tests.fuzz.trial import Verdict, as_found, work

__all__ = ["QUESTIONS", "try_questions"]

ASKED = 3
"""Questions a scenario is asked."""

PYTHON = ("nan%", " nan", "<function", "np.float", "np.int", "np.str", "dtype", "None,", "array(", "Timestamp(")
"""What nobody should be shown."""


SMALL = 2e6
"""Work (`tests.fuzz.trial.work`) beyond which a scenario is asked nothing."""

LONG = 400
"""Grid days beyond which a scenario is asked nothing."""


def try_questions(path: Path, rng: Random) -> Verdict:
    """Ask a scenario file some questions, if it is right and small."""
    try:
        scenario = load(path)
        check_scenario(scenario)
    except ProblemsError:
        return Verdict("refused")
    if work(scenario) > SMALL or scenario.model.days > LONG * scenario.model.procedure.grid_days:
        return Verdict("too large to play here")
    try:
        return Verdict("asked", "\n".join(ask_some(scenario, rng)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the find
        return Verdict("found", as_found(error))


def ask_some(scenario: Scenario, rng: Random) -> list[str]:
    """Ask a scenario some questions, every warning a fault but the product's own; return the refusals."""
    refused = []
    for question in rng.sample(list(QUESTIONS), ASKED):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", SimWarning)
            try:
                show_all(QUESTIONS[question](scenario, rng), rng)
            except SimError as error:
                refused.append(f"{question}: {error}")
            except Exception as error:
                error.add_note(f"asked: {question}")
                raise
    return refused


def show_all(answer: Answer, rng: Random) -> None:
    """Have an answer show itself in every way there is."""
    shown = [str(answer), answer.text(width=rng.choice([40, 80, 200])), answer._repr_html_(), repr(answer)]
    json.dumps(answer.to_dict(), allow_nan=False)
    answer.to_frame()
    pictures = (getattr(answer.plot, name)() for name in dir(answer.plot))
    shown.extend(axes.get_figure(root=True).describe() for axes in pictures)
    with tempfile.TemporaryDirectory() as folder:
        answer.save(Path(folder) / "saved")
    for text in shown:
        _require_plain(text)


def _require_plain(text: str) -> None:
    """Raise where Python's own words are shown."""
    for word in PYTHON:
        if word in text:
            raise AssertionError(f"{word!r} is shown: {text[max(0, text.index(word) - 150) :][:400]!r}")


def _day(scenario: Scenario, rng: Random) -> date:
    model = scenario.model
    days = [0, 1, model.days // 2, model.days - 1, model.days, rng.randint(0, model.days)]
    return model.start + timedelta(days=rng.choice(days))


def _as_of(scenario: Scenario, rng: Random) -> dict[str, Any]:
    return rng.choice([{}, {}, {"as_of": _day(scenario, rng)}])


def _size(rng: Random) -> dict[str, int]:
    return {"worlds": rng.choice([1, 2, 5, 12]), "replications": rng.choice([1, 2, 3])}


def _seat(scenario: Scenario, rng: Random) -> str:
    return rng.choice([*scenario.model.seats])


def _path(scenario: Scenario, rng: Random) -> str:
    model = scenario.model
    return rng.choice(["minds.noise", "minds.offer_cost", *(f"chance.{name}" for name in model.events)])


def _one_play(scenario: Scenario, rng: Random) -> Answer:
    return scenario.tell(**rng.choice([{}, {"world": 0, "replication": 0}]), **_as_of(scenario, rng))


def _explanation(scenario: Scenario, rng: Random) -> Answer:
    outcomes = scenario.run(worlds=rng.choice([5, 20, 40]), replications=2)
    return sim.explain(outcomes, outcome=rng.choice(outcomes.names))


def _comparison(scenario: Scenario, rng: Random) -> Answer:
    other = scenario.with_({_path(scenario, rng): rng.choice([0, 1, 0.25])})
    return sim.compare({"as it is": scenario, "other": other}, **_size(rng))


def _sweep(scenario: Scenario, rng: Random) -> Answer:
    places = dict.fromkeys(_path(scenario, rng) for _ in range(rng.choice([1, 2])))
    return sim.sweep(scenario, {place: [0, 0.5, 1] for place in places}, **_size(rng))


def _table(scenario: Scenario, rng: Random) -> Answer:
    played = sim.table(scenario, world=rng.randint(0, 5))
    for _ in range(rng.choice([1, 6])):
        if played.ending is not None:
            break
        seat = rng.choice([*played.people])
        show_all(played.brief(seat), rng)
        show_all(played.advice(seat), rng)
        package = {name: rng.choice([*issue.options]) for name, issue in scenario.model.issues.items()}
        with suppress(SimError):  # what cannot be done is refused
            show_all(played.move(seat, rng.choice([*played.what_to_do(seat)]), rng.choice([package, 0, None])), rng)
        if played.ending is None:
            show_all(played.advance(rng.choice([1, 3, 10])), rng)
    show_all(played.advance("end"), rng)
    return played.placement(rng.choice([*played.people]), plays=20)


def _report(scenario: Scenario, rng: Random) -> Answer:
    outcomes = scenario.run(**_size(rng), **_as_of(scenario, rng))
    with tempfile.TemporaryDirectory() as folder:
        sim.report(outcomes, page := Path(folder) / "page.html")
        _require_plain(page.read_text(encoding="utf-8"))
    return outcomes


QUESTIONS: dict[str, Callable[[Scenario, Random], Answer]] = {
    "run": lambda s, rng: s.run(**_size(rng), **_as_of(s, rng)),
    "weights": lambda s, rng: s.run(**_size(rng), as_of=_day(s, rng), weights=True),
    "analyse": lambda s, rng: s.analyse(worlds=rng.choice([1, 2, 20]), **_as_of(s, rng)),
    "analyse a day": lambda s, rng: s.analyse(worlds=5, day=_day(s, rng)),
    "advise": lambda s, rng: s.advise(_seat(s, rng), worlds=8, replications=2, **_as_of(s, rng)),
    "conduct": lambda s, rng: s.conduct(worlds=4, replications=2, window=rng.choice([1, 7, 30])),
    "tell": _one_play,
    "explain": _explanation,
    "compare": _comparison,
    "sweep": _sweep,
    "evidence": lambda s, rng: s.evidence(),
    "influence": lambda s, rng: sim.influence(s, worlds=4, replications=2),
    "sensitivity": lambda s, rng: s.run(worlds=30, replications=2).sensitivity(),
    "forecast": lambda s, rng: sim.forecast(s, every=rng.choice([10, 30, 400]), worlds=4, replications=2),
    "variance": lambda s, rng: s.run(**_size(rng)).variance(),
    "table": _table,
    "report": _report,
}
