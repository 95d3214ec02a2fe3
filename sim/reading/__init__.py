"""YAML files -> validated models, with every mistake reported at its file, line and column."""

from sim.reading.extends import resolve_extends
from sim.reading.located import Located, Mark, Path, problem, spell, walk
from sim.reading.merging import merge
from sim.reading.settings import assign
from sim.reading.shown import listed, one_of, show
from sim.reading.text import load, load_text, read_text
from sim.reading.validation import validate

__all__ = [
    "Located",
    "Mark",
    "Path",
    "assign",
    "listed",
    "load",
    "load_text",
    "merge",
    "one_of",
    "problem",
    "read_text",
    "resolve_extends",
    "show",
    "spell",
    "validate",
    "walk",
]
