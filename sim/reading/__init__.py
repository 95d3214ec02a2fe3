"""YAML files -> validated models, with every mistake told at its file, line and column."""

from sim.reading.located import Located, Mark, Path, problem, spell
from sim.reading.text import load, load_text
from sim.reading.validation import read_model, validate

__all__ = ["Located", "Mark", "Path", "load", "load_text", "problem", "read_model", "spell", "validate"]
