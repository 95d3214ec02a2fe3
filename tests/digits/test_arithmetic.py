"""What plays are computed from keeps to arithmetic that is the same everywhere."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "sim"
COMPUTING = [path for path in sorted(ROOT.rglob("*.py")) if "plots" not in path.parts]
ELSEWHERE = {  # functions of numpy whose last bits depend on processor or version, or whose order does
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "float_power", "cbrt", "sin", "cos", "tan"),
    *("arctan", "arctan2", "hypot", "sinh", "cosh", "tanh", "linalg", "dot", "matmul", "inner", "tensordot"),
    *("einsum", "vdot", "convolve", "correlate", "cov", "corrcoef", "interp", "argpartition", "fft", "polyfit"),
}
OF_CHANCE = {  # what numpy draws with these may change with its version
    *("permutation", "permuted", "shuffle", "multinomial", "binomial", "poisson", "standard_normal", "integers"),
}


def faults(tree):
    """Yield line and name of what is not the same everywhere."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name("np"), attr=name) if name in ELSEWHERE:
                yield node.lineno, name
            case ast.BinOp(op=ast.MatMult()):
                yield node.lineno, "@"
            case ast.Call(func=ast.Attribute(attr="argsort"), keywords=given):
                if not any(word.arg == "kind" and getattr(word.value, "value", "") == "stable" for word in given):
                    yield node.lineno, "argsort of no stable kind"
            case ast.Attribute(attr=name) if name in OF_CHANCE:
                yield node.lineno, name
            case ast.Attribute(value=ast.Name("generator"), attr=name) if name not in ("random", "Generator"):
                yield node.lineno, f"generator.{name}"


@pytest.mark.parametrize("path", COMPUTING, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_used_whose_last_bits_depend_on_the_machine(path):
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code", ["np.exp(x)", "a @ b", "np.argsort(x)", "x.argsort()", "np.linalg.svd(x)", "luck.permuted(x)"]
)
def test_the_rule_finds_what_it_forbids(code):
    assert list(faults(ast.parse(code)))
