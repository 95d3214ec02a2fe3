"""The documentation site: its pages are there, their commands are known, and outputs of lectures are shown."""

import base64
import re
import shlex
from pathlib import Path

import click
import nbformat
import pytest

from sim.cli.group import main
from tools.site.gallery import FIRST, LINES
from tools.site.lectures import NOTEBOOKS, _run, page_of
from tools.site.pages import ROOT, gather

CONFIG = Path("tools/site/mkdocs.yml").read_text(encoding="utf-8")
NAMED = re.findall(r": ([\w/-]+\.md)$", CONFIG, re.MULTILINE)
MADE = {"docs/gallery.md", "docs/python-names.md"}
PAGES = ("start", "how-to", "faq")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    pytest.importorskip("latex2mathml")
    folder = tmp_path_factory.mktemp("pages")
    return folder, {path.as_posix() for path in gather(folder)}


def test_every_page_of_the_contents_is_gathered_or_made(gathered):
    lectures = {f"docs/lectures/{path.stem}.md" for path in NOTEBOOKS.glob("*.ipynb")}
    assert set(NAMED) <= gathered[1] | lectures | MADE
    assert lectures <= set(NAMED)


def test_formulas_need_no_script_and_no_network(gathered):
    page = (gathered[0] / "docs" / "model.md").read_text(encoding="utf-8")
    assert page.count("<math") > 200
    assert not re.search(r"```math|\$`|\\frac", page)


@pytest.mark.quick
def test_nothing_is_fetched():
    assert "font: false" in CONFIG
    assert not re.search(r"https?://", CONFIG)


def commands():
    for name in PAGES:
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        for line in re.findall(r"^sim (.+)$|`sim ([a-z][^`]*)`", text, re.MULTILINE):
            yield pytest.param(shlex.split("".join(line)), id="".join(line))


@pytest.mark.quick
@pytest.mark.parametrize("words", list(commands()))
def test_a_command_on_a_page_is_one_with_these_options(words):
    context = click.Context(main, info_name="sim")
    command = main.get_command(context, words[0])
    assert command is not None
    known = {option for each in command.params for option in each.opts}
    assert {word for word in words[1:] if word.startswith("--")} <= known


@pytest.mark.quick
def test_a_lecture_is_a_page_with_its_outputs(tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell("# A lecture"),
        nbformat.v4.new_code_cell(
            "picture()",
            outputs=[
                nbformat.v4.new_output("stream", text="said\n"),
                nbformat.v4.new_output("display_data", {"image/png": base64.b64encode(b"png").decode()}),
                nbformat.v4.new_output("execute_result", {"text/html": "<table>\n\n<tr></tr></table>"}),
            ],
        ),
        nbformat.v4.new_code_cell("1", metadata={"jupyter": {"source_hidden": True}}),
    ]
    text = page_of(nbformat.v4.new_notebook(cells=cells), tmp_path, "01").read_text(encoding="utf-8")
    order = [text.index(each) for each in ("# A lecture", "picture()", "said", "01_1_1.png", "<table>", "The code")]
    assert order == sorted(order)
    assert (tmp_path / "01_1_1.png").read_bytes() == b"png"


@pytest.mark.quick
@pytest.mark.parametrize("line", list(LINES.values()), ids=list(LINES))
def test_a_line_of_the_gallery_is_one_expression(line):
    compile(line, "gallery", "eval")
    compile(FIRST, "gallery", "exec")


def test_a_lecture_that_does_not_run_says_why(monkeypatch, tmp_path):
    monkeypatch.setattr("tools.site.lectures._RUN", "import sys; sys.exit('the reason')")
    with pytest.raises(RuntimeError, match=r"01_first_run.ipynb does not run:\nthe reason"):
        _run("01_first_run.ipynb", tmp_path)
