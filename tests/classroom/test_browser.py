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


def test_a_long_option_without_a_space_fits_on_a_phone(browser, tmp_path):
    scenario, name = tmp_path / "long.yaml", "short_notice_" + "inspections" * 4
    scenario.write_text(
        "{title: Long, start: 2024-01-01, deadline: 2024-03-01, issues: {checks: {options: {none: {}, "
        + name.replace("_", "")
        + ": {}}}}, seats: {first: {government: f, principal: true}, second: {government: s, principal: true}}, "
        "governments: {f: {}, s: {}}, outcomes: {deal: {}}}"
    )
    with ClassServer(scenario, tmp_path / "a.class") as server:
        ana = person(browser)
        join(ana, server, "Ana")
        ana.goto(f"{server.base}/table")
        ana.locator("select").first.select_option(index=1)
        ana.click("#put")
        ana.wait_for_selector("text=Your offer is on the table")
        check_looks(ana)


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


def test_what_is_put_together_keeps_its_place_and_its_figures_are_todays(browser, server):
    ana, teacher = person(browser), person(browser)
    join(ana, server, "Ana")
    teacher.goto(server.teacher)
    ana.goto(f"{server.base}/table")
    chosen = ana.locator("select").first
    chosen.select_option("high")
    ana.wait_for_selector("#put")
    first = ana.locator("#worth dd").all_inner_texts()
    ana.reload()
    assert ana.locator("#worth dd").all_inner_texts() == first and chosen.input_value() == "high"
    for day in ("10 January 2024", "20 January 2024", "1 February 2024"):
        teacher.click("#step-event")
        ana.wait_for_selector(f"#today >> text={day}")
    shown = ana.locator("#worth dd").all_inner_texts()
    ana.reload()
    assert ana.locator("#worth dd").all_inner_texts() == shown != first and chosen.input_value() == "high"
    teacher.click("#step-end")
    ana.wait_for_selector("#today >> text=talks are over")
    assert ana.locator("select").count() == ana.locator("#put").count() == 0
    check_quiet(teacher, ana)


def test_news_that_came_while_an_answer_was_being_thought_over_is_shown_after_it(browser, server):
    ana, ben = person(browser), person(browser)
    join(ana, server, "Ana")
    join(ben, server, "Ben")
    for page in (ana, ben):
        page.goto(f"{server.base}/table")
    for number in (1, 2):
        ben.locator("select").first.select_option(index=number)
        ben.click("#put")
        ben.wait_for_load_state()
        if number == 1:
            ana.click("details.sure summary >> nth=0")
            offers = ana.locator(".offer:not(.own)").count()
    ana.wait_for_timeout(1000)
    assert ana.locator(".offer:not(.own)").count() == offers  # what is being thought over stays in its place
    ana.click("details.sure[open] summary")
    ana.wait_for_function("n => document.querySelectorAll('#offers .offer:not(.own)').length > n", arg=offers)
    check_quiet(ana, ben)


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
