"""Pages of a lesson from its prose: script, slides, briefs and forms to print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

import sim
from sim.classroom.concepts import CONCEPTS
from sim.results.naming import Naming, say_day, say_issue, say_option
from sim.results.titles import the
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from tools.lessons.figures import FUNCTIONS, ROOT, STARTER

__all__ = ["FOLDER", "PROSE", "pages"]

FOLDER = ROOT / "docs" / "lessons"
PROSE = Path(__file__).parent / "prose"

_SECTIONS = (
    ("talks", "The talks"),
    ("want", "What you want"),
    ("never", "What you will not have"),
    ("no deal", "Without an agreement"),
    ("worth", "What packages are worth to you"),
    ("others", "What you know of the others"),
    ("ahead", "What lies ahead"),
)


def pages() -> dict[Path, str]:
    """Return the text of every page by its path."""
    templates = _environment()
    lessons = [_lesson(path) for path in sorted(PROSE.glob("*.yaml"))]
    found = {
        FOLDER / "README.md": templates.get_template("index.md").render(lessons=lessons),
        FOLDER / "concepts.html": templates.get_template("concepts.html").render(concepts=CONCEPTS),
    }
    for lesson in lessons:
        folder = FOLDER / lesson["folder"]
        found[folder / "README.md"] = templates.get_template("script.md").render(**lesson)
        found[folder / "slides.html"] = templates.get_template("slides.html").render(**lesson)
        found[folder / "briefs.html"] = templates.get_template("briefs.html").render(**lesson, **_briefs(lesson))
    return found


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    found = Environment(
        loader=loader,
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"day": say_day, "the": the}
    return found


def _lesson(path: Path) -> dict[str, Any]:
    """Return a lesson's prose with its figures filled in."""
    raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    fill = Environment(undefined=StrictUndefined)
    fill.globals |= FUNCTIONS | {"case": raw["scenario"]}

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return " ".join(fill.from_string(value).render().split())
        if isinstance(value, dict):
            return {name: filled(each) for name, each in value.items()}
        return [filled(each) for each in value] if isinstance(value, list) else value

    number, _, name = path.stem.partition("_")
    return {"number": int(number), "folder": f"{number}-{name.replace('_', '-')}", **filled(raw)}


def _briefs(lesson: dict[str, Any]) -> dict[str, Any]:
    """Return the briefs of a lesson's seats, in the world that its command plays, and its issues."""
    if lesson["scenario"] == STARTER:
        scenario: Any = sim.Scenario(**vars(load_scenario_text(starter_scenario())))
    else:
        scenario = sim.load(ROOT / lesson["scenario"])
    table = sim.table(scenario, people=lesson["seats"], world=lesson["world"])
    model, naming = scenario.model, Naming(scenario.model, scenario.packages)
    briefs = [
        {
            "seat": naming.seat(seat),
            "government": naming.government((brief := table.brief(seat)).government),
            "sections": [
                (heading, lines)
                for section, heading in _SECTIONS
                if (lines := [line for line in brief.lines if line.section == section])
            ],
        }
        for seat in lesson["seats"]
    ]
    issues = [
        (body.title or say_issue(model, issue), [say_option(model, issue, option) for option in body.options])
        for issue, body in model.issues.items()
    ]
    return {"briefs": briefs, "issues": issues, "case_title": model.title, "start": model.start}
