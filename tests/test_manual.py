"""The manual is current, whole and true: generated pages, fields, links, examples, columns."""

import io
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import sim
from sim.analysis.validation.case_files import FactsFile
from sim.errors import SimError
from sim.evidence.claims import Document, load_library
from sim.quantity import Distribution
from sim.reading import load, load_text, resolve_extends, validate
from sim.reading.merging import merge
from sim.scenario.load import load_scenario, load_scenario_text
from sim.scenario.tactics import Choice
from tools.manual.commands import registered
from tools.manual.examples import excerpt
from tools.manual.fields import PARTS
from tools.manual.markdown import headings, slug
from tools.manual.pages import DOCS, PAGES, PROSE, make_page

ROOT = Path(__file__).parent.parent
EVERY_PAGE = sorted(DOCS.glob("*.md"))
BESIDE = [
    ROOT.glob("*.md"),
    *((ROOT / each).rglob("*.md") for each in ("benchmarks", "notebooks", "scenarios", "seeds")),
]
LINKED = [*EVERY_PAGE, *sorted(page for pages in BESIDE for page in pages)]
UPDATE = "a page of docs/ is not what the code says now: run `python -m tools.manual`, look at it, and commit it"

CASE = "tests/ensemble/port.yaml"
EXAMPLE = re.compile(r"```yaml\n(.*?)```\n\n<sub>From \[(.*?)\]", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def examples(name: str) -> list[tuple[str, str]]:
    return EXAMPLE.findall((DOCS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name):
    assert (DOCS / name).read_text(encoding="utf-8") == make_page(name), UPDATE


def test_examples_of_facts_load():
    assert [validate(load_text(text, name="example"), FactsFile).family for text, _ in examples("cases-format.md")]


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.name)
def test_rows_of_tables_have_as_many_cells_as_their_heads(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table


def test_every_noun_of_the_formats_has_its_place():
    prose = "".join((PROSE / name).read_text() for name in PAGES)
    found = set(re.findall(r"<!-- fields: (.*) -->", prose))
    assert "<!-- distributions -->" in prose
    # a choice of a tactic is told with the tactic it holds, and distributions in one table
    other = [name for name, model in PARTS.items() if not issubclass(model, Choice | Distribution)]
    assert set(other) == found


@pytest.mark.parametrize("name", PARTS)
def test_every_noun_and_field_says_what_it_means(name):
    assert PARTS[name].__doc__
    for field in PARTS[name].model_fields:
        assert PARTS[name].meanings().get(field), f"{name}.{field} has no docstring"


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for link in LINK.findall(re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link}: no such file"
        if anchor:
            known = [slug(heading) for heading in headings(target.read_text(encoding="utf-8")).values()]
            assert known.count(anchor) == 1, f"{link}: no such heading, or two"


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.name)
def test_pages_tell_nothing_of_the_machine(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(home|root|tmp|usr|work|Users)/", text)
    assert sim.__version__ not in text


def test_examples_of_scenarios_load():
    shown = examples("scenario-format.md")
    assert len(shown) > 30
    library = load_library(ROOT / "seeds")
    for text, name in shown:
        if text == (ROOT / name).read_text(encoding="utf-8"):
            load_scenario(ROOT / name)
            continue
        laid = merge(resolve_extends(ROOT / name), load_text(text, name="example"))
        whole = io.StringIO()
        YAML().dump(laid.data, whole)
        load_scenario_text(whole.getvalue(), name=f"example from {name}", library=library)


def test_examples_of_evidence_load():
    for text, name in examples("evidence-format.md"):
        validate(merge(load(ROOT / name), load_text(text, name="example")), Document)


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.name)
def test_command_lines_name_commands_and_options_there_are(page):
    for line in "".join(blocks(page, "sh")).splitlines():
        sim_word, name, *words = shlex.split(line)
        assert sim_word == "sim"
        known = {option for parameter in registered()[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_settings_shown_can_be_set():
    shown = [shlex.split(line) for block in blocks(DOCS / "scenario-format.md", "sh") for line in block.splitlines()]
    assert shown
    for words in shown:
        settings = [after for word, after in pairwise(words) if word == "--set"]
        load_scenario(ROOT / "scenarios/new_start" / words[2], settings=settings)


def test_python_shown_runs():
    shown = blocks(DOCS / "scenario-format.md", "python")
    assert shown
    for block in shown:
        exec(block, {"scenario": sim.load(ROOT / "scenarios/new_start/baseline.yaml")})


def documented(section: str) -> list[tuple[str, ...]]:
    """The rows of the table under a heading of the page on results, as cells."""
    text = (DOCS / "results.md").read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    rows = [re.split(r" \| ", line.strip("| ")) for line in text.splitlines() if line.startswith("| `")]
    return [tuple(cell.replace("`", "") for cell in row) for row in rows]


def type_name(dtype: object) -> str:
    for start, part in (("int", "integer"), ("bool", "true or false"), ("float", "number"), ("datetime", "date")):
        if str(dtype).lower().startswith(start):
            return part
    return str(dtype)


@pytest.fixture(scope="module", params=[CASE, "scenarios/new_start/baseline.yaml"], ids=["points", "statements"])
def outcomes(request):
    return sim.load(ROOT / request.param).run(worlds=4, replications=2)


@pytest.mark.parametrize("name", ["results", "worlds"])
def test_columns_are_as_documented(outcomes, name):
    frame = {"results": outcomes.table, "worlds": outcomes.worlds}[name]
    found = [(column.replace(">_<", ">[_.]<"), kind) for column, kind, _ in documented(f"{name}.parquet")]
    rows = [(re.sub(r"<\w+>", ".+", column), kind) for column, kind in found]
    for column, dtype in frame.dtypes.items():
        assert [kind for pattern, kind in rows if re.fullmatch(pattern, column)][:1] == [type_name(dtype)], column


def test_documented_columns_exist(outcomes):
    columns = [*outcomes.table, *outcomes.worlds]
    for name in ("results", "worlds"):
        for column, _, _ in documented(f"{name}.parquet"):
            pattern = re.sub(r"<\w+>", ".+", column)
            # distributions of days, and credences below 1: each in one of the two cases; costs of talks: in neither
            if not column.startswith(("procedure_days", "lead_days", "draft_days", "holds", "cost")):
                assert any(re.fullmatch(pattern, each) for each in columns), column


def test_the_summary_is_as_documented(outcomes):
    rows = documented("summary.json")
    found = [key for keys, _ in rows for key in keys.split(", ")]
    summary = outcomes.summary()
    assert set(found) == set(summary) | {"files"}  # which are hashed when they are saved
    text = (DOCS / "results.md").read_text(encoding="utf-8")
    inner = [*summary["provenance"], *summary["outcomes"][0], *summary["signed_before"][0]]
    assert all(f"`{key}`" in text for key in inner)


def test_an_excerpt_stands_under_its_keys():
    file = ROOT / "scenarios/new_start/baseline.yaml"
    assert excerpt(file, ["seats.china", "governments.xi.reply_days"]).splitlines() == [
        "seats:",
        "  china:",
        "    title: China",
        "    government: xi",
        "governments:",
        "  xi:",
        "    reply_days: 14",
    ]
    with pytest.raises(SimError, match=r"holds nothing at seats\.france"):
        excerpt(file, ["seats.france"])
