"""Negotiations toward a deadline, simulated from sourced evidence."""

__version__ = "0.1.0"
