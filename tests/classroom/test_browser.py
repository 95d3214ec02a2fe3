"""Whole lessons in a real Chromium: with scripts, by keyboard alone, and without scripts."""

import re

import pytest

from benchmarks.class_server import ClassServer
from tests.classroom.browsers import check_looks, check_quiet, chromium, needs_browser, person
from tests.classroom.people import PORT

TREATY = "scenarios/new_start/baseline.yaml"


@pytest.fixture(scope="module")
def browser():
    needs_browser()
    with chromium() as found:
        yield found


@pytest.fixture
def server(tmp_path):
    with ClassServer(PORT, tmp_path / "a.class", "--seat", "firm", "--seat", "union") as found:
        yield found


def join(page, server, name):
    page.goto(server.join)
    page.fill("#name", name)
    page.check("[name=consent]")
    page.click("button.go")
    page.wait_for_url("**/brief")


def test_a_lesson_with_every_page_looked_at(browser, tmp_path):
    """axe-core finds nothing, in light and dark, at phone and laptop width; nothing is loaded from elsewhere."""
    with ClassServer(TREATY, tmp_path / "a.class") as server:
        teacher, ana, ben = (person(browser) for _ in range(3))
        teacher.goto(server.teacher)
        check_looks(teacher)
        teacher.goto(f"{server.base}/teacher/show")
        check_looks(teacher)
        ana.goto(server.join)
        check_looks(ana)
        join(ana, server, "Ana <b>Ω</b>")
        join(ben, server, "Ben")
        check_looks(ana)
        for path in ("forecast", "concepts/before", "table", "news", "advice", "me"):
            ana.goto(f"{server.base}/{path}")
            check_looks(ana)
        ana.goto(f"{server.base}/table")
        ana.select_option("#issue-extension", "one_year")
        ana.click("#put")
        ana.wait_for_selector(".message")
        ana.click("summary >> nth=0")
        check_looks(ana)
        teacher.goto(f"{server.base}/teacher")
        check_looks(teacher)
        teacher.click("#step-week")
        teacher.wait_for_selector("text=8 October 2020")
        ana.click("text=Look again")
        ana.wait_for_selector("#today >> text=/8 October 2020|talks are over/")
        teacher.click("#step-end")
        teacher.click("#open")
        for path in ("teacher", "teacher/debrief", "teacher/show", "teacher/table/1"):
            teacher.goto(f"{server.base}/{path}")
            check_looks(teacher)
        for path in ("table", "debrief", "news", "concepts/after"):
            ana.goto(f"{server.base}/{path}")
            check_looks(ana)
        ben.goto(f"{server.base}/debrief")
        assert "Your end among 1,000 plays" in ben.inner_text("main")
        check_quiet(teacher, ana, ben)


def test_news_comes_by_itself_and_leaves_what_is_being_typed(browser, server):
    teacher, ana, ben = (person(browser) for _ in range(3))
    join(ana, server, "Ana")
    join(ben, server, "Ben")
    for page in (ana, ben):
        page.goto(f"{server.base}/table")
    teacher.goto(server.teacher)
    chosen = ana.locator("select").first
    chosen.select_option(index=1)
    ana.wait_for_selector("#put")
    value = chosen.input_value()
    ben.locator("select").first.select_option(index=1)
    ben.click("#put")
    ana.wait_for_selector("text=offers")  # what Ben put on the table, without a reload
    ana.wait_for_function("document.querySelector('#word').textContent.length > 0")
    assert chosen.input_value() == value and ana.is_visible("#put")
    teacher.wait_for_selector("text=1 move by people")
    teacher.click("#step-week")
    ana.wait_for_selector("#today >> text=8 January 2024")
    check_quiet(teacher, ana, ben)


def tab_to(page, wanted: str, *, most: int = 80) -> None:
    """Go from element to element by the tabulator key until the one with an id, or a text, has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if wanted in found:
            shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none", f"{wanted}: the focus cannot be seen"
            return
    raise AssertionError(f"no way to {wanted} by the keyboard on {page.url}")


def test_the_whole_game_by_keyboard_alone(browser, server):
    teacher, ana, ben = (person(browser) for _ in range(3))
    for page, name in ((ana, "Ana"), (ben, "Ben")):
        page.goto(server.join)
        tab_to(page, "name")
        page.keyboard.type(name)
        tab_to(page, "Take a seat")
        page.keyboard.press("Enter")
        page.wait_for_url("**/brief")
        tab_to(page, "your forecast")
        page.keyboard.press("Enter")
        page.wait_for_url("**/forecast")
        tab_to(page, "share0")
        page.keyboard.type("100")
        page.keyboard.press("Enter")
        page.wait_for_url("**/table")
    select = ana.locator("select").first.get_attribute("id")
    tab_to(ana, select)
    ana.keyboard.press("ArrowDown")
    ana.wait_for_selector("#put")
    tab_to(ana, "put")
    ana.keyboard.press("Enter")
    ana.wait_for_selector("text=Your offer is on the table")
    ben.wait_for_selector("#refuse-1")
    tab_to(ben, "accept-1")
    ben.keyboard.press("Enter")
    tab_to(ben, "Yes, accept it")
    ben.keyboard.press("Enter")
    ben.wait_for_selector("text=You have accepted")
    assert "The talks are over" in ben.inner_text("#today")
    teacher.goto(server.teacher)
    tab_to(teacher, "step-end")
    teacher.keyboard.press("Enter")
    teacher.wait_for_selector("#open")
    tab_to(teacher, "open")
    teacher.keyboard.press("Enter")
    teacher.wait_for_selector("text=The debrief is open")
    ben.wait_for_selector("text=What came of it")
    tab_to(ben, "to-debrief")
    ben.keyboard.press("Enter")
    ben.wait_for_url("**/debrief")
    assert "Your end among 1,000 plays" in ben.inner_text("main")
    check_quiet(teacher, ana, ben)


def test_the_whole_game_without_scripts(browser, server):
    teacher, ana, ben = (person(browser, scripts=False) for _ in range(3))
    join(ana, server, "Ana")
    join(ben, server, "Ben")
    ana.goto(f"{server.base}/forecast")
    ana.fill("#share0", "100")
    ana.click("text=Keep my forecast")
    ana.wait_for_url("**/table")
    ana.locator("select").first.select_option(index=1)
    ana.click("text=Show what it is worth")
    ana.click("#put")
    ana.wait_for_selector("text=Your offer is on the table")
    ben.goto(f"{server.base}/table")
    ben.click("#refuse-1")
    ben.wait_for_selector("text=You have refused")
    teacher.goto(server.teacher)
    teacher.click("#step-week")
    teacher.wait_for_selector("text=8 January 2024")
    ana.click("text=Look again")
    assert "8 January 2024" in ana.inner_text("#today")
    ben.click("text=Look again")
    ben.click("#accept-1")
    ben.click("text=Yes, accept it")
    ben.wait_for_selector("text=You have accepted")
    teacher.click("#step-end")
    teacher.click("#open")
    ben.click("text=Look again")
    ben.click("text=What came of it")
    assert "Your end among 1,000 plays" in ben.inner_text("main")
    assert ben.locator("details summary").count() >= 1
    check_quiet(teacher, ana, ben)


def test_a_page_that_was_cut_off_catches_up(browser, tmp_path):
    """The server is killed and comes back: open pages find it again, and show what happened meanwhile."""
    path = tmp_path / "a.class"
    with ClassServer(PORT, path) as server:
        ana, teacher = person(browser), person(browser)
        join(ana, server, "Ana")
        ana.goto(f"{server.base}/table")
        teacher.goto(server.teacher)
        ana.wait_for_timeout(300)
        server.kill()
        with ClassServer(PORT, path, port=server.port) as again:
            assert again.join == server.join and again.teacher == server.teacher
            ana.wait_for_timeout(4000)
            teacher.goto(server.teacher)
            teacher.click("#step-week")
            ana.wait_for_selector("#today >> text=8 January 2024")
        assert all(re.search("ERR_|Failed to load", noise) for noise in ana.noise)
