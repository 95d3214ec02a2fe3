"""The lessons' pages are those that their prose and the model make now; they look well on screen and on paper."""

import re
import shlex

import pytest

import sim
from sim.scenario.load import load_scenario_text
from sim.scenario.starter import starter_scenario
from tests.classroom.browsers import check_looks, chromium, needs_browser, person
from tools.lessons.pages import FOLDER, PROSE, pages

LESSONS = sorted(path for path in FOLDER.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def written():
    return pages()


def test_pages_are_those_written_anew(written):
    """With every figure computed again: `python -m tools.lessons` writes them."""
    there = {*FOLDER.rglob("*.md"), *FOLDER.rglob("*.html")}
    assert there == {*written}
    stale = [path for path, text in written.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run python -m tools.lessons"


def test_prose_types_no_figure_of_the_model():
    """Shares in per cent come from the model; those in the prose are parts of the pie and of the class's time."""
    for path in PROSE.glob("*.yaml"):
        text = re.sub(r"\{\{.*?\}\}", "", path.read_text(encoding="utf-8"))
        assert not re.findall(r"\d+(?:\.\d+)?\s?%", text), path.name


@pytest.mark.quick
def test_there_are_six_lessons_with_all_their_parts():
    assert len(LESSONS) == 6
    for folder in LESSONS:
        assert {path.name for path in folder.iterdir()} == {"README.md", "slides.html", "briefs.html"}
        text = (folder / "README.md").read_text(encoding="utf-8")
        for words in ("## 45 minutes", "## Two periods", "## Debrief", "**Goals.**", "```sh\nsim class "):
            assert words in text
        assert text.count("\n**1. ") == 1 and "\n**4. " in text
        minutes = [int(each) for each in re.findall(r"(?m)^\| (\d+) \|", text)]
        assert sum(minutes) == 45


@pytest.mark.quick
@pytest.mark.parametrize("folder", LESSONS, ids=lambda path: path.name)
def test_links_and_commands_lead_somewhere(folder):
    text = (folder / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (folder / link).exists(), link
    command = shlex.split(re.search(r"```sh\n(sim class .*)\n```", text)[1])
    name, seats = command[2], [command[place + 1] for place, word in enumerate(command) if word == "--seat"]
    starter = name == "harbour.yaml"
    model = load_scenario_text(starter_scenario()).model if starter else sim.load(name).model
    assert {*seats} <= {*model.seats}


@pytest.fixture(scope="module")
def page():
    needs_browser()
    with chromium() as browser:
        yield person(browser)


def test_slides_briefs_and_forms_look_well(page, tmp_path):
    for path in [FOLDER / "concepts.html", *FOLDER.glob("*/*.html")]:
        page.goto(path.as_uri())
        check_looks(page)
        page.emulate_media(media="print")
        size = len(page.pdf(path=str(tmp_path / "print.pdf"), format="A4"))
        assert size > 5_000
        page.emulate_media(media="screen")
    assert all(noise.startswith("asked file:") for noise in page.noise), page.noise
