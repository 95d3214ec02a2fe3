"""Every message that reading a scenario or a library can give is given by some file under tests/scenarios.

Messages are found in the source: every text of two words or more that is no docstring. Those that files cannot bring
about are listed here, each with the reason or the test that has it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.scenario.problems_found import INVALID, INVALID_CLAIMS, claim_problems, problems

SIM = Path(__file__).parents[2] / "sim"
FILES = [
    *[path for path in sorted((SIM / "reading").glob("*.py")) if path.name not in ("settings.py", "shown.py")],
    *[
        path
        for path in sorted((SIM / "scenario").glob("*.py"))
        if path.name not in ("as_of.py", "known.py", "remarks.py", "schema.py", "write.py")
    ],
    *[
        SIM / "scenario_part.py",
        SIM / "distributions.py",
        SIM / "quantity.py",
        SIM / "evidence" / "claims.py",
        SIM / "evidence" / "space.py",
    ],
]
"""What reads files. Left out are settings and as-of days, which no file gives, and what writes."""

ELSEWHERE = {
    # of whole files that no repository should hold, or that are not there
    "too large (allowed: {} bytes)": "tests/reading/test_text.py",
    "no such file.{}": "tests/reading/test_text.py",
    "cannot be read: {}": "tests/reading/test_text.py",
    "is a folder, not a file.{}": "tests/reading/test_text.py",
    " Did you mean {}?": "tests/reading/test_text.py",
    ": it is UTF-16 or UTF-32; save it as UTF-8": "tests/reading/test_text.py",
    " It is a link to a place where there is nothing.": "tests/test_api_manners.py",
    # of claims kept with results
    "claims cannot be read ({})": "tests/test_bundled.py",
    "holds no claims in the format '{}'": "tests/test_bundled.py",
    "{}: the evidence near it, in {}, is not that of {}: copy it to a folder without a folder seeds beside it or "
    "above": "tests/test_bundled.py",
    "negotiation-sim claims 1": "a format",
    "any day from {} to {}": "the words for a deadline",
    "no agreement": "an end, of three",
    # of texts, and of files far from any evidence
    "only a file can extend another": "test_invalid.py",
    "; the scenario has none, and no folder named seeds is near": "test_invalid.py",
    "no such {} (found {})": "test_invalid.py",
    # of other models than the scenario's
    "must be a multiple of {multiple_of:g}": "tests/reading/test_validation.py",
    "missing key '{}' (allowed: {})": "tests/reading/test_validation.py",
    "Value error, ": "taken away from what other models say",
    "Assertion failed, ": "taken away from what other models say",
    # of arguments from Python, which a file that was read has right
    "{} packages are more than {}: use fewer issues or options": "told before by check_packages",
    "an exclusion removes {}": "told before by check_packages",
    "order of {}: name every option once (found {}; options {})": "tests/evidence/test_space.py",
    "bounds of {}: need finite numbers, low to high (found {} to {})": "tests/evidence/test_space.py",
    "claim '{}' bears no day from which it was known: load it by load_library": "tests/evidence/test_claims.py",
    "no claim files here (*.yaml)": "tests/evidence/test_claims.py",
    "the orders, adjustments and the range of no deal contradict each other": "bounds alone leave room; a safeguard",
    "claim: no such claim (found {}).{}": "tests/test_api_manners.py",
    "the path of a schema, as text": "tests/test_api_manners.py",
    "by places in the scenario, such as 'events.vote.chance'": "tests/test_api_manners.py",
    "texts path=value, or mappings of paths to values": "tests/test_api_manners.py",
    "a mapping with the sections of a file, such as title and issues": "tests/test_python_manners.py",
    "path: must be the name of a file that ends in .yaml (found '{}')": "tests/test_python_manners.py",
    "{}: {} beside it is another scenario's; choose another folder": "tests/test_python_manners.py",
    "issues: no package is left without the options that nobody foresees: {}": "tests/scenario/test_known_options.py",
    "mixing: must be at least 0 and below 1 (found {})": "tests/results/test_weights.py",
    "nodes: must be at least 1 (found {})": "tests/results/test_weights.py",
    # of packages named at a table
    **dict.fromkeys(
        ["none; give issue=option instead", "package: the scenario excludes this combination of options (found {})",
         "package: must be a proposal's name or a mapping of issues to options (found {})",
         "package: must be issue=option, joined by commas (found '{}')",
         "package: names an issue twice (found '{}')",
         "package: no such issue (found {}; allowed {}).{}",
         "package: {} has no such option (found {}; allowed {}).{}"],
        "tests/play/test_table.py",
    ),
    # no messages
    "Scalar | list[Node] | dict[str, Entry]": "a type",
    "agreed too late": "a name",
    "no deal": "a name",
    "residual of {}": "a name",
    "did not happen": "what became of an event, in the table of the record",
    **dict.fromkeys(
        ["'<stream end>'", "'<document start>'", "unexpected end of stream", "expected ',' or", "unknown escape",
         "expected escape sequence", "<block end>", "mapping values", "could not find expected ':'"],
        "what the parser says, to be put in plain words",
    ),
}  # fmt: skip


def docstrings(tree: ast.AST) -> set[int]:
    bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
    return {id(line.value) for body in bodies for line in body if isinstance(line, ast.Expr)}


def words(tree: ast.AST) -> set[int]:
    """How a distribution is written and said, which is no message."""
    given = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    named = [node for node in given if ast.unparse(node.targets[0]) == "(signs, wording)"]
    return {id(part) for node in named for part in ast.walk(node.value)}


def texts(path: Path) -> Iterator[str]:
    """The texts of a module, with {} for what is filled in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    parts |= docstrings(tree) | words(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


def messages() -> list[str]:
    found = {text for path in FILES for text in texts(path) if len(text.replace("{}", "").split()) > 1}
    return sorted(found)


@cache
def given() -> str:
    """Everything the invalid files give."""
    lines = [*map(problems, INVALID), *map(claim_problems, INVALID_CLAIMS)]
    return "\n".join(line for given in lines for line in given)


def is_given(message: str) -> bool:
    pieces = re.split(r"\{[^{}]*\}", message)
    return re.search(".*".join(map(re.escape, pieces)), given()) is not None


@pytest.mark.parametrize("message", [each for each in messages() if each not in ELSEWHERE])
def test_a_message_is_given_by_an_invalid_file(message: str):
    assert is_given(message)


def test_nothing_is_excused_that_is_not_there():
    assert set(ELSEWHERE) <= set(messages())
