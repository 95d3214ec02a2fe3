"""What CONTRIBUTING says of adding a distribution, a tactic, a picture and so on is true: it is done in a copy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.count_code import circles, imports, upward

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEP = re.compile(r"`([\w/.-]+)`:\n\n```(diff|python)\n(.*?)```", re.DOTALL)
SCENARIO = """
title: What was added
start: 2024-01-01
deadline: 2024-03-01
issues: {price: {options: {low: {}, high: {}}}, size: {options: {small: {}, large: {}}}}
seats:
  buyer: {government: shop, principal: true}
  seller: {government: farm, principal: true}
governments:
  shop:
    orders: {price: low > high, size: large > small}
    statements: [{accepts_any: {price: low}, credence: 0.5}]
    tactic: {insist: {points: {loguniform: [1, 100]}}}
  farm: {tactic: insist}
outcomes: {deal: {}}
"""
USE = """
import pickle
import sys
import sim
from pathlib import Path
from sim.analysis.pace import pace
from sim.errors import SimError
from sim.scenario.load import check_scenario, load_scenario_text
from sim.scenario.preferences import compile_preferences, statement_key
from sim.scenario.schema import scenario_schema
from sim.scenario.vary import vary
from sim.analysis.comparison.differences import scenario_differences
from tools.manual.pages import make_page

text = Path(sys.argv[1]).read_text()
loaded = load_scenario_text(text)
check_scenario(loaded)
shop = loaded.model.governments["shop"]
print("read:", statement_key(shop.statements[0]), shop.tactic.insist.points.loguniform)
space, clauses = compile_preferences(loaded.model, loaded.packages, "shop")
print("compiled:", clauses[0].kind, len(clauses[0].packages), clauses[0].liked)
place = "governments.shop.tactic.insist.points"
print("differs:", scenario_differences(loaded, vary(loaded, place + "={loguniform: [2, 50]}")))
for wrong in ("governments.shop.statements.0={accepts_any: {prise: low}}", place + "={loguniform: [0, 1]}",
              "governments.farm.tactic=insists", place + "={loguniforn: [1, 2]}"):
    try:
        vary(loaded, wrong)
    except SimError as error:
        print("refused:", error)
definitions = scenario_schema()["$defs"]
print("schema:", sorted({"Insist", "InsistChoice", "Loguniform"} & definitions.keys()),
      "accepts_any" in definitions["Statement"]["properties"])
page = make_page("scenario-format.md")
print("manual:", *[line for line in page.splitlines() if "loguniform:" in line or "accepts_any:" in line
                   or line.startswith("| `points` | number or") and "10" in line], sep="\\n")
played = sim.load(sys.argv[1]).run(worlds=4, replications=2, workers=1)
print("played:", len(played.table))
print("pictures:", dir(played.plot), played.plot.breaks().get_xlabel())
found = pace(played)
drawn, = found.plot().lines
print("answer:", len(drawn.get_ydata()) == len(found.to_frame()), pickle.loads(pickle.dumps(found)) == found)
"""


def hunks(diff: str) -> list[tuple[str, str]]:
    """The texts before and after of each part of a diff."""
    pairs = []
    for part in re.split(r"^@@\n", diff, flags=re.MULTILINE):
        lines = part.splitlines(keepends=True)
        pairs.append(tuple("".join(line[1:] for line in lines if line[0] in signs) for signs in (" -", " +")))
    return pairs


@pytest.fixture(scope="module")
def follow(tmp_path_factory):
    """The code with every step of the guide done."""
    copy = tmp_path_factory.mktemp("copy")
    for name in ("sim", "tools"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("docs", "scenarios", "seeds", "tests", "pyproject.toml"):
        (copy / name).symlink_to(ROOT / name)
    for name, language, text in STEP.findall(GUIDE):
        path = copy / name
        if language == "python":
            assert not path.exists(), f"{name} is to be a new file"
            path.write_text(text, encoding="utf-8")
            continue
        code = path.read_text(encoding="utf-8")
        for before, after in hunks(text):
            before, after = (each.removesuffix("\n") for each in (before, after))
            assert code.count(before) == 1, f"CONTRIBUTING changes lines that {name} does not have once: {before}"
            code = code.replace(before, after)
        path.write_text(code, encoding="utf-8")
    return copy


def test_how_many_source_files_each_addition_touches():
    parts = re.split(r"^\*\*(?=An? )", GUIDE.split("## How to add a distribution")[1], flags=re.MULTILINE)[1:]
    sources = {part.partition("**")[0]: {name for name, _, _ in STEP.findall(part)} for part in parts}
    assert {title: sum(name.startswith("sim/") for name in names) for title, names in sources.items()} == {
        "A distribution": 1,
        "A tactic": 2,
        "A kind of statement": 2,
        "A field that names something": 0,
        "A picture": 2,
        "An analysis": 3,
    }


@pytest.fixture(scope="module")
def call(follow, tmp_path_factory):
    """Run Python in the copy, with the scenario that uses what was added as the last argument."""
    scenario = tmp_path_factory.mktemp("use") / "added.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments, scenario],
            capture_output=True, text=True, cwd=follow, check=False,
            env={"PYTHONPATH": str(follow), "NEGOTIATION_SIM_CACHE": "off", "PATH": ""},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def printed(call):
    """What a program prints that uses all that was added."""
    return call("-c", USE)


def test_what_is_added_is_read_checked_played_documented_and_in_the_schema(printed):
    assert "read: accepts anything with price low (1.0, 100.0)" in printed
    assert "compiled: accepts_any 2 True" in printed
    assert "1 to 100, evenly in logarithm -> 2 to 50, evenly in logarithm" in printed
    assert "no such issue (found 'prise'; allowed price, size). Did you mean 'price'?" in printed
    assert "loguniform: [a, b] needs 0 < a <= b" in printed
    assert "Did you mean 'insist'?" in printed
    assert "loguniform, uniform, triangular" in printed and "Did you mean 'loguniform'?" in printed
    assert "schema: ['Insist', 'InsistChoice', 'Loguniform'] True" in printed
    assert "`{loguniform: [a, b]}`" in printed and "`accepts_any: PATTERN`" in printed
    assert "Points above the no-deal value." in printed
    assert "played: 8" in printed


def test_what_is_added_is_drawn_asked_for_and_shown(call, printed, tmp_path):
    assert "pictures: ['breaks', 'outcomes', 'timing', 'values'] days without talks" in printed
    assert "answer: True True" in printed
    size = ("--worlds=4", "--replications=2", "--workers=1", "--set=governments.farm.tactic=aspiration")
    assert "Half of all agreements are signed by " in call("-m", "sim", "pace", *size, f"--out={tmp_path / 'saved'}")
    assert {path.name for path in (tmp_path / "saved").iterdir()} == {"pace.json", "pace.svg", "pace.png"}
    assert '"format": "negotiation-sim pace 1"' in call("-m", "sim", "pace", *size, "--json")


def test_what_is_added_keeps_to_its_layer(follow):
    edges = imports(follow)
    assert {"sim.analysis.pace", "sim.present.pace", "sim.cli.pace"} <= {edge.source for edge in edges}
    assert not circles(edges) and not upward(edges)
