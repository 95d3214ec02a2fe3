"""The explorer's module in a real browser: from a disk, without a network, by keyboard, light, dark, on a phone."""

import json
import re
import shlex
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path

import pytest

import sim
from sim.ensemble.execution import RunSize
from sim.explorer.exploration import Exploration
from sim.explorer.section import explorer_html
from sim.rendering.html import PAGE, as_html
from tests.classroom.browsers import AXE, axe_text, check_looks, chromium, needs_browser, person
from tests.cli.calls import PORT

HEAD = (
    '<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>x</title></head>'
)


@pytest.fixture(scope="module")
def exploration():
    quantities = {
        "chance.vote": [k / 10 for k in range(11)],
        "governments.union.reply_days": [2, 5, 9, 14, 20],
        "seats.firm.procedure_days": [0, 30],
    }
    found = Exploration(sim.load(PORT), quantities, size=RunSize(8, 4))
    found.fill()
    return found


@pytest.fixture(scope="module")
def page(exploration, tmp_path_factory):
    needs_browser()
    file = tmp_path_factory.mktemp("explorer") / "page.html"
    file.write_text(
        f"{HEAD}<body><main><h1>x</h1>{explorer_html(exploration)}</main></body></html>", encoding="utf-8"
    )
    with chromium() as browser:
        page = person(browser)
        page.context.set_offline(True)
        page.goto(file.as_uri())
        page.wait_for_selector(".nsx table tbody tr")
        yield page
        assert [line for line in page.noise if "blob:" not in line and not line.endswith("page.html")] == []


def shown(page):
    """The shares in the table, as words."""
    return page.locator(".nsx tbody strong").all_inner_texts()


def rounded(share):
    """A share in tenths of a per cent as the table has it."""
    return (
        "0%"
        if share == 0
        else f"{share / 10:.1f}%"
        if 0 < share < 99.5 or share > 990
        else f"{share / 10 + 1e-9:.0f}%"
    )


def test_it_shows_the_files_own_values_first(page, exploration):
    assert shown(page) == [rounded(share) for share in exploration.base[: len(exploration.names)]]
    assert page.locator(".nsx [role=status]").inner_text() == "Everything is as in the file."
    assert page.get_by_role("button", name="All as in the file").is_disabled()


def test_the_module_says_between_points_what_the_grid_says_here(page, exploration):
    text = page.locator("script[type=module]").text_content()
    module = text[: text.index("const data =")]
    blob = f"URL.createObjectURL(new Blob([{json.dumps(module)}], {{ type: 'text/javascript' }}))"
    positions = [(0, 1, 0), (3, 3, 1), (7, 2, 0), (10, 4, 1), (9, 1, 1)]
    ask = (
        f"async ([grid, all]) => {{ const m = await import({blob}); return all.map((p) => m.interpolate(grid, p)); }}"
    )
    found = page.evaluate(ask, [exploration.grid, positions])
    for position, row in zip(positions, found, strict=True):
        assert row == pytest.approx(exploration.between(position), abs=1e-6)


def test_it_is_moved_by_keyboard_and_says_what_changed(page, exploration):
    page.get_by_role("slider", name="Chance of “The members vote”").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")  # the button that puts it back
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    words = page.locator(".nsx [role=status]").inner_text()
    assert "Chance of “The members vote”: 100%" in words and "20 days" in words
    last = len(exploration.controls[1].values) - 1
    assert shown(page) == [rounded(share) for share in exploration.rows[10, last, 0][: len(exploration.names)]]
    assert page.get_by_role("slider").first.get_attribute("aria-valuetext") == "100%"
    page.get_by_role("radio", name="30").check()
    page.get_by_role("button", name="All as in the file").click()
    assert page.locator(".nsx [role=status]").inner_text() == "Everything is as in the file."


def test_bars_stand_on_the_same_axis_everywhere(page):
    boxes = page.locator(".nsx td.nsx-bar svg").evaluate_all("all => all.map((each) => each.getAttribute('viewBox'))")
    assert set(boxes) == {"0 0 100 20"}


def test_it_fits_every_width_light_and_dark_and_by_the_rules_of_access(page):
    check_looks(page)


def test_on_paper_it_is_dark_on_white_and_shows_what_is_chosen(page):
    page.get_by_role("radio", name="30").check()
    page.emulate_media(media="print", color_scheme="dark")
    try:
        look = "each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
        assert page.locator(".nsx").evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        shown = [each.inner_text() for each in page.locator(".nsx fieldset label").all() if each.is_visible()]
        assert len(shown) == 1 and "30" in shown[0]
    finally:
        page.emulate_media(media="screen", color_scheme="light")
        page.get_by_role("button", name="All as in the file").click()


def test_without_scripts_it_names_what_could_be_moved(exploration):
    text = explorer_html(exploration)
    assert "With scripts allowed, these may be moved here: Chance of “The members vote” (50%)" in text
    assert not re.search(r"^\s*//", text, re.M)


VIEWS = """async ([module, state]) => {
  const { default: { render } } = await import(URL.createObjectURL(new Blob([module], { type: "text/javascript" })));
  const calls = [];
  window.model = {
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      for (const [event, act] of calls) if (event === `change:${name}`) act();
    },
    save_changes: () => {}, on: (event, act) => calls.push([event, act]), off: () => {},
  };
  for (const id of ["first", "second"]) render({ model: window.model, el: document.getElementById(id) });
}"""


@pytest.fixture
def views(page, exploration):
    """A page with two views of the explorer of a notebook, which nobody answers yet."""
    state = {"about": exploration.about(live=True), "grid": {}, "status": "", "heard": []}
    state |= {"asked": [10, 1, 0], "exact": {"position": [10, 1, 0], "row": exploration.rows[10, 1, 0]}}
    module = files("sim.explorer").joinpath("explorer.js").read_text(encoding="utf-8")
    other = person(page.context.browser)
    other.clock.install()
    other.set_content('<div id="first"></div><div id="second"></div>')
    other.evaluate(VIEWS, [module, state])
    yield other
    other.context.close()


def test_a_view_made_later_stands_where_the_explorer_is_and_all_move_together(views):
    sliders = [views.locator(f"#{name}").get_by_role("slider").first for name in ("first", "second")]
    status = views.locator("#second [role=status]")
    assert [each.input_value() for each in sliders] == ["10", "10"]
    assert "Chance of “The members vote”: 100%" in status.inner_text() and "being played" not in status.inner_text()
    sliders[0].focus()
    views.keyboard.press("ArrowLeft")
    assert [each.input_value() for each in sliders] == ["9", "9"]


def test_where_nobody_hears_what_is_asked_it_says_so(views):
    status, deaf = views.locator("#first [role=status]"), "kernel does not answer"
    views.locator("#first").get_by_role("slider").first.focus()
    views.keyboard.press("ArrowLeft")
    assert status.inner_text() == "This is being played …"
    views.clock.run_for(6000)
    assert deaf in status.inner_text()
    views.evaluate("model.set('heard', model.get('asked'))")
    assert status.inner_text() == "This is being played …"
    views.clock.run_for(6000)
    assert deaf not in status.inner_text()


def test_back_where_an_answer_is_at_hand_it_is_asked_for_all_the_same(views):
    """The answer to what was asked before is on its way, and takes the place of the one at hand."""
    views.locator("#first").get_by_role("slider").first.focus()
    exact = views.evaluate("model.get('exact')")
    views.keyboard.press("ArrowLeft")
    views.keyboard.press("ArrowRight")
    assert views.evaluate("model.get('asked')") == [10, 1, 0]
    views.evaluate("row => model.set('exact', { position: [9, 1, 0], row })", exact["row"])
    views.evaluate("exact => model.set('exact', exact)", exact)
    assert (
        "Played:" in views.locator("#first").inner_text() and "under way" not in views.locator("#first").inner_text()
    )


def test_keys_stay_in_it_but_what_is_pressed_with_control_is_the_notebooks(views):
    """JupyterLab looks for the attribute before it looks at the key."""
    found = """() => { window.seen = []; window.addEventListener("keydown", (event) => window.seen.push([
      event.key, document.getElementById("first").firstChild.hasAttribute("data-lm-suppress-shortcuts")]), true); }"""
    views.evaluate(found)
    views.locator("#first").get_by_role("slider").first.focus()
    for key in ("ArrowLeft", "Control+b", "ArrowRight"):
        views.keyboard.press(key)
    seen = views.evaluate("window.seen")
    assert [key for key, _ in seen] == ["ArrowLeft", "Control", "b", "ArrowRight"]
    assert [held for _, held in seen] == [True, True, False, True]


def test_two_of_one_scenario_in_a_notebook_are_told_apart_or_not_landmarks(views):
    views.evaluate(axe_text())
    lines, _ = views.evaluate(AXE.replace("axe.run(document)", "axe.run(document, { runOnly: ['landmark-unique'] })"))
    assert not lines


def test_it_names_the_line_that_plays_the_same_in_a_terminal(page, exploration):
    line = page.locator(".nsx code")
    plain = f"sim run {Path(PORT).name} --worlds 8 --replications 4 --seed 1"
    assert line.inner_text() == plain
    page.get_by_role("slider", name="Chance of “The members vote”").press("End")
    page.get_by_role("radio", name="30").check()
    assert line.inner_text() == f"{plain} --set events.vote.chance=1 --set seats.firm.procedure_days=30"
    settings = [word for word in line.inner_text().split() if "=" in word]
    assert settings == [*exploration.settings((10, exploration.start[1], 1))]
    page.get_by_role("button", name="All as in the file").click()


def test_a_shell_reads_every_value_of_the_line_as_it_is(page, tmp_path):
    text = page.locator("script[type=module]").text_content()
    module = text[: text.index("const data =")]
    blob = f"URL.createObjectURL(new Blob([{json.dumps(module)}], {{ type: 'text/javascript' }}))"
    about = {"command": "sim run x", "controls": [{"paths": ["a.b"], "values": ["{uniform: [0, 1]}", "it's $1"]}]}
    ask = f"async (about) => {{ const m = await import({blob}); return [0, 1].map((p) => m.command(about, [p])); }}"
    words = [shlex.split(line)[-1] for line in page.evaluate(ask, about)]
    assert words == ["a.b={uniform: [0, 1]}", "a.b=it's $1"]


def test_the_widget_plays_what_is_asked_first_and_the_grid_meanwhile():
    pytest.importorskip("anywidget")
    widget = sim.load(PORT).explore({"chance.vote": [0, 0.25, 0.5, 0.75, 1]}, worlds=8, replications=4)
    whole, asked = threading.Event(), threading.Event()
    widget.observe(lambda change: whole.set(), names="grid")
    widget.observe(lambda change: change["new"]["position"] == [3] and asked.set(), names="exact")
    widget.asked = [3]
    assert widget.heard == [3]
    assert asked.wait(60) and whole.wait(60)
    assert widget.exact["row"] == widget.exploration._row(sim.load(PORT).with_({"chance.vote": 0.75}).run(8, 4))
    assert widget.grid["points"] and widget.position == {"Chance of “The members vote”": "75%"}
    assert widget.scenario.digest == sim.load(PORT).with_({"chance.vote": 0.75}).digest
    widget.close()
    widget.player.thread.join(10)
    assert not widget.player.thread.is_alive()


def test_without_anywidget_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "anywidget", None)
    with pytest.raises(sim.MissingDependencyError, match=r"negotiation-sim\[notebooks\]"):
        sim.load(PORT).explore()


ORDER = """each => {
  const text = each.firstChild, at = (words) => {
    const range = document.createRange(), from = text.data.indexOf(words);
    range.setStart(text, from); range.setEnd(text, from + words.length);
    return range.getBoundingClientRect().left; };
  return at("14%") < at("→") && at("→") < at("2.7%"); }"""


def test_names_written_from_right_to_left_leave_numbers_beside_them_in_their_order(page):
    """Of a name alone browsers would make "62% → 51%"."""
    text = Path(PORT).read_text(encoding="utf-8").replace("short hours", "ملف")
    exploration = Exploration(sim.load(text), {"chance.vote": [0, 0.5, 1]}, size=RunSize(4, 2))
    name = exploration.about(live=False)["outcomes"][1]
    assert "ملف" in name
    opened = person(page.context.browser)
    try:
        for words in (f"<p>“{name}” 14% → 2.7%</p>", as_html([("line", "“ملف” 14% → 2.7%")], PAGE)):
            opened.set_content(words)
            assert opened.locator("p").evaluate(ORDER)
    finally:
        opened.context.close()


@pytest.mark.parametrize("seconds", [0.0, 0.7])
def test_a_script_that_ends_while_an_explorer_plays_ends_well(seconds):
    shows = 'shown = sim.example("new_start").explore(["events.biden_wins.chance"])'
    code = f"import time, sim\n{shows}\ntime.sleep({seconds})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
