"""The version, in the one place that says it; rooms take it from here, not from the package's face above them."""

__all__ = ["VERSION"]

VERSION = "0.1.0"
