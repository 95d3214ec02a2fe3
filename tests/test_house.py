"""House rules that a machine can keep: the direction of imports, and what start-up loads."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from tools.count_code import circles, imports, modules, upward

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "sim").rglob("*.py"))
IMPORTS = imports()
HEAVY = {"scipy", "pandas", "matplotlib", "pyarrow", "rich"}
SERVER = {"starlette", "uvicorn", "jinja2", "multipart", "python_multipart", "segno", "sqlite3"}


@pytest.mark.parametrize("module", modules())
@pytest.mark.quick
def test_a_module_imports_only_from_those_before_it(module):
    """Those inside functions, too; what presents an answer is found by name (`sim.answer.Answer`)."""
    for edge in upward([edge for edge in IMPORTS if edge.source == module]):
        pytest.fail(f"line {edge.line} imports {edge.target}, a later layer")


@pytest.mark.quick
def test_no_modules_import_each_other_in_a_circle():
    """Not even for type checkers, or inside functions."""
    assert not circles(IMPORTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.quick
def test_files_and_functions_keep_their_size(path):
    text = path.read_text()
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            described = node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0
            assert (node.end_lineno or 0) - node.lineno - described < 50, f"{path.name}: {node.name} is too long"


DIALECT = {"told", "said", "tell", "quarrel", "hinge", "hinges", "lever", "levers"}
"""Parts of names that do not say what they name.

`Scenario.tell` is the command's name, and `telling` a key of files.
"""


def named_in(tree: ast.AST) -> dict[str, int]:
    """Names that a module gives to variables, parameters, attributes, functions and classes, and where."""
    found = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                found[name] = node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = node.lineno
    return found


BESIDE = sorted(path for folder in ("tests", "tools", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
TWIN = ROOT / "tests" / "reference"
"""The slow twin's names are still to be gone through."""


@pytest.mark.parametrize(
    "path",
    [*FILES, *(path for path in BESIDE if TWIN not in path.parents)],
    ids=lambda path: str(path.relative_to(ROOT)),
)
@pytest.mark.quick
def test_names_say_what_they_name(path):
    for name, line in named_in(ast.parse(path.read_text(encoding="utf-8"))).items():
        if name != "tell" and not name.startswith("test_"):
            assert not DIALECT & set(name.strip("_").split("_")), f"line {line}: {name}"


@pytest.mark.parametrize(
    "phrase", ["hangs on", "hang on", "hung on", "quarrel", "is no tactic", "is no whole number"]
)
def test_texts_use_ordinary_words(phrase):
    places = [path for path in FILES if re.search(rf"\b{phrase}", path.read_text())]
    assert not places


def loaded_after(code: str) -> set[str]:
    """Top-level packages loaded by a fresh interpreter that runs `code`."""
    script = f"import sys; {code}; print(*{{name.split('.')[0] for name in sys.modules}})"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import sim",
        "import sim.cli",
        "from sim.scenario.load import load_scenario; load_scenario('tests/scenarios/valid/treaty.yaml')",
    ],
)
def test_start_up_loads_nothing_heavy(code):
    assert not loaded_after(code) & (HEAVY | SERVER | {"jsonschema", "simpy"})


def test_type_checkers_find_every_public_name_where_it_is_defined():
    tree = ast.parse((ROOT / "sim" / "__init__.py").read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    found = {alias.asname: node.module for node in block.body for alias in node.names if alias.asname == alias.name}
    assert found == sim._HOMES
    assert all(hasattr(sim, name) for name in sim.__all__)


def test_a_run_loads_nothing_heavy_but_what_prints_its_table(tmp_path, monkeypatch):
    """pandas and scipy take longer to be imported than many a run to be played."""
    monkeypatch.setenv("NEGOTIATION_SIM_CACHE", str(tmp_path))
    scenario = str(ROOT / "tests" / "scenarios" / "valid" / "minimal.yaml")
    run = f"import sim.cli; sim.cli.main(['run', {scenario!r}, '--worlds=2', '--workers=1'], standalone_mode=False)"
    assert loaded_after(run) & HEAVY == {"rich"}


ELSEWHERE = {"json.loads(": "whole_file.py", ".isdigit()": "errors.py", ".isdecimal()": "", ".isnumeric()": ""}


@pytest.mark.parametrize(("call", "home"), ELSEWHERE.items())
@pytest.mark.quick
def test_what_others_wrote_is_read_in_one_place(call, home):
    """`sim.errors.number_in` knows digits that are no number, `sim.whole_file.parse_json` what nests too deeply."""
    allowed = {home, "clock.py"} if call == ".isdigit()" else {home}
    assert [path.name for path in FILES if call in path.read_text() and path.name not in allowed] == []


def test_numbers_of_rows_are_flat_in_every_numpy():
    """numpy 2.0.0 gives `return_inverse` along an axis another shape than all others."""
    for path in FILES:
        lines = path.read_text().split("\n")
        for number, line in enumerate(lines):
            if "np.unique(" in line and "axis=" in line and "return_inverse=True" in line:
                after = "\n".join(lines[number : number + 6])
                assert ".ravel()" in after or ".reshape(" in after, f"{path}:{number + 1}"
