"""The report: whole in one file, the same bytes for the same run, readable by people and by screen readers."""

import html
import re
import shlex
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import sim
from sim.errors import SimError
from sim.reports.sections import answer_sentences
from sim.reports.shorter import shorter
from sim.results.showing import rows
from tests.classroom.browsers import check_looks, chromium, needs_browser, person
from tests.cli.calls import PORT, call
from tests.results.test_weights import TEXT

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """What is in a page: its tags must close in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.words, self.refs, self.tags = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href", "srcset", "data", "action"):
                self.refs.append(value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def outcomes():
    return sim.load(PORT).run(worlds=40, replications=6)


@pytest.fixture(scope="module")
def text(outcomes):
    return sim.report(outcomes)


@pytest.mark.quick
def test_the_page_is_whole_and_needs_no_other(text):
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    inside = {ref[1:] for ref in page.refs if ref.startswith("#")} | set(re.findall(r"url\(#([^)]*)\)", text))
    assert inside <= set(page.ids) and all(ref.startswith("#") for ref in page.refs)
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object"}
    assert [attrs.get("type") for tag, attrs in page.tags if tag == "script"] == ["application/json", "module"]
    assert not re.search(r"(?:https?:)?//(?!www\.w3\.org)", re.sub(r"<td[^>]*>[^<]*</td>", "", text))


def test_headings_tables_and_pictures_say_what_they_are(text):
    page = Page(text)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") == "col" for tag, attrs in page.tags if tag == "th")
    for tag, attrs in page.tags:
        if tag == "svg":
            assert attrs["role"] == "img" and set(attrs["aria-labelledby"].split()) <= set(page.ids)


@pytest.fixture
def opened(text, tmp_path):
    """The page in a browser, from a disk without a network."""
    needs_browser()
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    with chromium() as browser:
        page = person(browser)
        page.context.set_offline(True)
        page.goto(file.as_uri())
        yield page


def test_from_a_disk_without_a_network_axe_finds_nothing_in_any_width_light_or_dark(opened):
    check_looks(opened)
    assert [line for line in opened.noise if "blob:" not in line and not line.endswith("page.html")] == []


def test_on_paper_the_line_that_makes_it_again_is_not_cut(opened):
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": 480, "height": 800})
    assert opened.locator("pre").evaluate("each => each.scrollWidth - each.clientWidth") <= 0


def test_it_answers_first_and_says_how_sure(text, outcomes):
    answer = re.search(r'<div class="answer">(.*?)</div>', text, re.S)[1]
    likeliest = outcomes.probabilities()["probability"].idxmax()
    assert f"The likeliest end is “{likeliest}”" in answer and "points)" in answer
    margins = {row[0]: row[2] for row in rows(outcomes)}
    for name, share, *_ in likeliest_two(outcomes):
        margin = f"{margins[name].strip('()')}%" if "(" in margins[name] else f"{margins[name]} points"
        assert f"“{name}” with {share} ({margin})" in answer


def test_it_says_which_of_several_plays_is_drawn(text):
    endings = re.findall("A play that ends so: ([^<]*)<", text)
    assert len(endings) > 1
    assert text.count(f"The picture shows the first of these plays, which ends so: {endings[0]}.") == 1


def likeliest_two(outcomes):
    return sorted(rows(outcomes), key=lambda row: -float(row[1].strip("<>%")))[:2]


def test_a_sure_answer_is_told_with_its_limit():
    first, _ = answer_sentences(sim.example("theory/fixed_costs").run(worlds=2, replications=2))
    assert re.search(r"“[^”]*” with 100% \(≥ \d+%\), then comes “[^”]*” with 0% \(≤ \d+%\)", first)


def test_the_same_run_gives_the_same_bytes(text, outcomes, tmp_path):
    again = sim.load(PORT).run(worlds=40, replications=6, workers=1)
    assert sim.report(again, tmp_path / "a.html", workers=2) == text
    assert (tmp_path / "a.html").read_bytes() == text.encode()


def test_new_start_is_below_200_kb_and_names_hindsight_and_every_claim():
    outcomes = sim.example("new_start").run(worlds=30, replications=1)
    steps = []
    text = sim.report(outcomes, progress=steps.append)
    assert len(text.encode()) < 195_000  # 5 kB fewer than of a run of the usual size
    words = " ".join(Page(text).words)
    assert all(name in words for name in outcomes.scenario.cited)
    answer = re.search(r'<div class="answer">(.*?)</div>', text, re.S)[1]
    assert "known after the start, 2020-10-01.<" in answer and "--" not in answer  # a reader has no options
    assert len(steps) == len(set(steps)) == 8 and "What if?" in steps
    likeliest = outcomes.probabilities()["probability"].idxmax()
    assert "How did the forecast move?" in steps and f"A play that ends so: {likeliest}" in words


def test_as_of_a_day_it_says_so_and_tells_no_series():
    text = sim.report(sim.example("new_start").run(worlds=30, replications=2, as_of="2020-12-24"))
    assert "<h1>New START, from 1 October 2020, as of 2020-12-24</h1>" in text
    assert "How did the forecast move?" not in text and "known after the start" not in text


def test_of_weighed_worlds_all_of_it_is_weighed_or_not_told():
    text = sim.report(sim.load(TEXT % "").run(worlds=30, replications=2, as_of="2020-01-20", weights=True))
    words = " ".join(re.sub("<[^>]+>", " ", text).split())
    assert "weighed by the record, as good as" in words
    assert "--as-of 2020-01-20 --weights --out" in words
    assert "Not told: weights: the worlds weighed are as good as" in words


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 3), (29, 2)])
def test_a_small_run_has_a_page_too(size):
    worlds, replications = size
    Page(sim.report(sim.load(PORT).run(worlds=worlds, replications=replications)))


def test_a_sure_outcome_is_not_explained():
    Page(sim.report(sim.example("theory/rubinstein").run(worlds=30, replications=2)))


def test_names_are_data(tmp_path):
    port = Path(PORT).read_text(encoding="utf-8")
    file = tmp_path / "odd.yaml"
    title = "<script>alert(1)</script> $x$ & [bold] {y}"
    file.write_text(re.sub(r"^title: .*$", f"title: '{title}'", port, count=1, flags=re.M), encoding="utf-8")
    text = sim.report(sim.load(file).run(worlds=4, replications=2))
    assert "<script" not in text and title in Page(text).words


def test_the_command_writes_it_and_shows_progress(tmp_path):
    out = tmp_path / "page.html"
    found = call("report", PORT, "--out", out, "--worlds", "5", "--replications", "2", "--workers", "1")
    assert found.exit_code == 0 and f"Wrote {out}" in found.stdout and "How does it end?" in found.stderr
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, outcomes):
    steps = []
    with pytest.raises(SimError, match="cannot be written to"):
        sim.report(outcomes, tmp_path, progress=steps.append)
    assert steps == []
    (tmp_path / "file").touch()
    found = call("report", PORT, "--out", tmp_path / "file" / "x.html", "--worlds", "2")
    assert found.exit_code == 2 and "file" in found.stderr and "Traceback" not in found.stderr


@pytest.mark.quick
def test_a_page_takes_the_place_of_pages_alone(tmp_path, outcomes):
    file = tmp_path / "mine.yaml"
    file.write_text(TEXT % "", encoding="utf-8")
    for command in (["report", file, "--out", file], ["compare", file, "--vary", "minds.noise=1", "--report", file]):
        found = call(*command, "--worlds", "2", "--replications", "1")
        assert found.exit_code == 2 and found.stderr.startswith(f"{command[-2]}: a page's name ends in .html or .htm")
    with pytest.raises(SimError, match=r"^out: a page's name ends .* \(found '.*mine.yaml'\)$"):
        sim.report(outcomes, file)
    assert file.read_text(encoding="utf-8") == TEXT % ""


@pytest.mark.quick
def test_the_line_that_makes_it_again_can_be_typed():
    scenario = sim.example("theory/fixed_costs").with_("title=It's a pie")
    size, title = "--worlds 3 --replications 1 --seed 1", ["--set", "title=It's a pie"]
    command = typed(scenario.run(worlds=3, replications=1))
    assert command == [*f"sim report example:theory/fixed_costs {size}".split(), *title, "--out", "report.html"]
    found = sim.compare({"a": scenario, "b": scenario.with_("minds.choice=exact")}, worlds=3, replications=1)
    vary = ["sim", "compare", "example:theory/fixed_costs", "--vary", "minds.choice=exact"]
    assert typed(found) == [*vary, *title, *f"{size} --report report.html".split()]


def typed(found):
    """The last command of a page, in the words that a shell makes of it."""
    return shlex.split(html.unescape(re.findall(r">(sim (?:report|compare) [^<]*)<", sim.report(found))[-1]))


def test_a_comparison_has_a_page_too(tmp_path):
    out = tmp_path / "page.html"
    words = ("compare", PORT, "--vary", "chance.vote=0", "--worlds", 6, "--replications", 4, "--report", out)
    found = call(*words)
    assert found.exit_code == 0, found.output
    text = out.read_text(encoding="utf-8")
    page = Page(text)
    assert "events.vote.chance: 0.5 → 0" in " ".join(page.words) or "events.vote.chance: 0.5 -> 0" in " ".join(
        page.words
    )
    assert len(page.ids) == len(set(page.ids)) and "<h1>chance.vote=0 against port</h1>" in text
    again = sim.compare(
        {"port": sim.load(PORT), "chance.vote=0": sim.load(PORT).with_("chance.vote=0")}, worlds=6, replications=4
    )
    assert sim.report(again).partition("How to cite")[0] == text.partition("How to cite")[0]


def test_circles_and_marks_keep_their_places():
    """Each mark of a cloud, drawn by eight curves or by reference, stays within a twentieth of a point."""
    arcs = "C 1 2 3 4 {} {} " * 8
    spots = [(-2, 0), (0, 2), (2, 0), (0, -2)] * 2
    at = (30.04, 50.06)
    placed = [value for x, y in spots for value in (at[0] + x, at[1] + y)]
    path = (
        f"M {at[0]} {at[1] + 2} " + arcs.replace("1 2 3 4", f"{at[0]} {at[1]} {at[0]} {at[1]}").format(*placed) + "z"
    )
    found = shorter(f'<svg viewBox="0 0 9 9"><g><path d="{path}" class="k"/></g></svg>', "n")
    assert '<g class="k"><circle cx="30" cy="50.1" r="2"/></g>' in found
    uses = "".join(f'<use xlink:href="#m0123456789" x="{10 + 3 * n}" y="5.25" style="fill: red"/>' for n in range(9))
    found = shorter(f'<svg viewBox="0 0 9 9"><defs><style type="text/css"></style></defs><g>{uses}</g></svg>', "n")
    assert 'd="M10 5.2h3h3h3h3h3h3h3h3"' in found.replace("5.3", "5.2") and 'marker-mid="url(#nl0)"' in found


def test_tables_are_named_by_the_heading_above_them_and_their_columns(text):
    names = re.findall(r'role="group" tabindex="0" aria-label="([^"]*)"', text)
    assert names and not [name for name in names if name.startswith(("*", "told by by", "day by"))]
    assert any(re.fullmatch(r"A play that ends so: [^:]*: day, what happened", name) for name in names), names


def test_on_paper_no_heading_is_left_behind_and_on_a_phone_pictures_say_that_they_go_on(text):
    needs_browser()
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 360, "height": 800})
        opened.set_content(text)
        before = "getComputedStyle(document.querySelector('figure'), '::before').content"
        assert "to the right" in opened.evaluate(before)
        opened.set_viewport_size({"width": 1280, "height": 800})
        assert opened.evaluate(before) == "none"
        opened.emulate_media(media="print")
        kept = "[...document.querySelectorAll('h2, h3, thead')].map((each) => getComputedStyle(each).breakAfter)"
        assert set(opened.evaluate(kept)) == {"avoid"}


ONE = """
title: One package
start: 2024-01-01
deadline: 2024-01-02
issues: {prize: {title: what is at stake, options: {whole: {}}}}
seats:
  ann: {government: ann, principal: true}
  bob: {government: bob, principal: true}
governments:
  ann: {title: The government of Ann of the north, points: {prize: {whole: 50}}, no_deal: {uniform: [0, 80]}}
  bob: {title: The government of Bob of the south, points: {prize: {whole: 50}}, no_deal: {uniform: [0, 80]}}
outcomes: {deal: {prize: whole}}
"""


def test_one_package_is_not_packages_and_columns_of_words_keep_a_width_on_a_phone():
    scenario = sim.load(ONE)
    text = sim.report(scenario.run(worlds=30, replications=2))
    words = " ".join(re.sub("<[^>]+>", " ", text).split()) + str(scenario)
    assert "1 package," in words and "1 day;" in words and not re.search(r"\b1 (?:packages|days)\b", words)
    needs_browser()
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 360, "height": 800})
        opened.set_content(text)
        width = "[...document.querySelectorAll('.w1:not(.t) td:first-child')].map((each) => each.offsetWidth)"
        assert min(opened.evaluate(width)) > 120
