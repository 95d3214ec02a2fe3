"""``python -m tools.count_code``: lines of code in ``sim/`` by folder, import circles, and imports of later layers.

A line of code is one that is not blank and not wholly comment, docstring (of a field, too) or import. Imports for
type checkers alone (``if TYPE_CHECKING``) count for circles, but not as imports of a later layer: they never run.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

ROOT = Path(__file__).parents[1]

LAYERS = (
    {
        "version",
        "answer",
        "errors",
        "streams",
        "elementary",
        "normal",
        "scenario_part",
        "distributions",
        "quantity",
        "figures",
        "memory",
        "arguments",
        "by_value",
        "arrays",
        "alike",
        "paths",
        "bundled",
        "whole_file",
        "rendering",
    },
    {"reading"},
    {"evidence"},
    {"scenario"},
    {"worlds"},
    {"minds"},
    {"engine"},
    {"ensemble"},
    {"results"},
    {"analysis"},
    {"play"},
    {"plots"},
    {"present"},
    {"explorer"},
    {"reports"},
    {"classroom"},
)
"""Modules and folders of ``sim/`` in the order in which data flows; the entry points (cli, the package) come last."""

_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
}


Kind = Literal["early", "late", "types"]
"""When an import is carried out: as the module loads, inside a function, or by type checkers alone."""


class Import(NamedTuple):
    """One module imports another.

    Attributes
    ----------
    source, target : str
        Dotted names; `source` holds the statement.
    line : int
        Of the statement, from 1.
    kind : {"early", "late", "types"}
        When it is carried out.
    """

    source: str
    target: str
    line: int
    kind: Kind


def layer(module: str) -> int:
    """Return the number of the layer a module belongs to; entry points come last."""
    part = module.split(".")[1] if "." in module else ""
    return next((number for number, parts in enumerate(LAYERS) if part in parts), len(LAYERS))


def count_lines(text: str) -> int:
    """Return how many lines of code a module has."""
    apart: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str())) | ast.Import() | ast.ImportFrom():
                apart.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - apart)


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Return the modules of ``sim/`` by their dotted names."""
    return {_dotted(path, root): path for path in sorted((root / "sim").rglob("*.py"))}


def imports(root: Path = ROOT) -> list[Import]:
    """Return all imports of one module of ``sim/`` by another."""
    files = modules(root)
    found = []
    for source, path in files.items():
        for node, kind in _statements(ast.parse(path.read_text(encoding="utf-8")), "early"):
            found += [
                Import(source, target, node.lineno, kind) for target in _targets(node, files) if target != source
            ]
    return found


def upward(edges: list[Import]) -> list[Import]:
    """Return the imports of a module from a later layer, type checkers' apart."""
    return [edge for edge in edges if edge.kind != "types" and layer(edge.target) > layer(edge.source)]


def circles(edges: list[Import]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle, directly or by way of others."""
    ahead: dict[str, set[str]] = {}
    for edge in edges:
        ahead.setdefault(edge.source, set()).add(edge.target)
    reach = {module: _reached(module, ahead) for module in ahead}
    groups = {frozenset(other for other in reach[one] if one in reach.get(other, ())) for one in reach}
    return sorted(sorted(group) for group in groups if group)


def _reached(start: str, ahead: dict[str, set[str]]) -> set[str]:
    """Return the modules that one leads to."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = ahead.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _statements(tree: ast.AST, kind: Kind) -> Iterator[tuple[ast.Import | ast.ImportFrom, Kind]]:
    """Yield the import statements below a node, and when each is carried out."""
    for node in ast.iter_child_nodes(tree):
        inner = kind
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            inner = "types"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = "late"
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, kind
        else:
            yield from _statements(node, inner)


def _targets(node: ast.Import | ast.ImportFrom, files: dict[str, Path]) -> list[str]:
    """Return the modules of ``sim/`` that a statement imports: `from sim.plots import sweep` a module or a name."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [each if each in files else node.module or "" for each in inner]
    return sorted({name for name in names if name in files})


def _dotted(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@click.command()
@click.option("--root", type=click.Path(exists=True, path_type=Path), default=ROOT, help="Checkout to count in.")
def main(root: Path) -> None:
    """Count lines of code in sim/, import circles, and imports of later layers."""
    counts: Counter[str] = Counter()
    for path in modules(root).values():
        parts = path.relative_to(root / "sim").parts
        counts[parts[0] if len(parts) > 1 else "."] += count_lines(path.read_text(encoding="utf-8"))
    for folder, lines in counts.most_common():
        click.echo(f"{lines:7,}  sim/{folder}")
    click.echo(f"{counts.total():7,}  in all")
    edges = imports(root)
    found = circles(edges)
    at_run_time = len(circles([edge for edge in edges if edge.kind != "types"]))
    click.echo(f"\n{len(found)} import circles, {at_run_time} of them without the imports for type checkers")
    for group in found:
        click.echo(f"  {', '.join(group)}")
    against = upward(edges)
    click.echo(f"\n{len(against)} imports of a later layer")
    for edge in against:
        click.echo(f"  {edge.source}:{edge.line} imports {edge.target}")


if __name__ == "__main__":
    main()
