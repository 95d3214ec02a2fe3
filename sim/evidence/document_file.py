"""A file of claims: read and checked once, and taken from the cache as long as its text stays the same."""

from __future__ import annotations

import hashlib
import pathlib
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from pydantic import BaseModel

from sim.evidence.cache import Cache
from sim.reading import Located, load_text, read_text, validate
from sim.version import VERSION

__all__ = ["DocumentFile"]

Model = TypeVar("Model", bound=BaseModel)

_ALGORITHM = 2
"""Raised when the same text comes to be read as other data, so that what was kept before is not taken for it."""


class DocumentFile(Generic[Model]):
    """What a YAML file says, and where it says it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    model : type
        What it holds; written as JSON it must read back as the same.
    cache : Cache, optional
        Where to look first and to keep it.

    Attributes
    ----------
    document : Model
        What it says.

    Raises
    ------
    ProblemsError
        With every problem of this file alone; a file with any is never kept.

    Notes
    -----
    Reading YAML with the place of every word takes far longer than reading JSON, and the places are wanted only for
    messages.
    """

    def __init__(self, path: pathlib.Path, model: type[Model], *, cache: Cache | None) -> None:
        self.path, self._text = path, read_text(path)
        key = self._key()
        kept = _kept(cache, key, model) if cache else None
        self.document: Model = kept or validate(self.located, model)
        if cache and kept is None:
            text = self.document.model_dump_json(by_alias=True)
            cache.save(key, {"json": np.frombuffer(text.encode(), dtype=np.uint8)})

    @cached_property
    def located(self) -> Located:
        """Its data with the place of every part."""
        return load_text(self._text, name=str(self.path))

    def _key(self) -> str:
        text = f"{_ALGORITHM} {VERSION}\n{self._text}"
        return f"claims-{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"


def _kept(cache: Cache, key: str, model: type[Model]) -> Model | None:
    """Return the document kept under `key`; None where there is none, or a model has changed since."""
    arrays = cache.load(key)
    try:
        return model.model_validate_json(arrays["json"].tobytes()) if arrays else None
    except (KeyError, ValueError):
        return None
