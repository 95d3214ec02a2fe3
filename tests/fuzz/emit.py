"""Plain data -> YAML text, now and then with anchors, aliases and merges where plain values would do."""

from __future__ import annotations

import json
import math
from datetime import date
from random import Random
from typing import Any

__all__ = ["emit"]


def emit(data: Any, rng: Random | None = None) -> str:
    """Write data in flow style, one top-level key a line; with `rng`, share some maps by alias."""
    writer = _Writer(rng)
    if not isinstance(data, dict) or not data:
        return writer.flow(data) + "\n"
    return "".join(f"{writer.flow(key)}: {writer.flow(value)}\n" for key, value in data.items())


class _Writer:
    def __init__(self, rng: Random | None) -> None:
        self._rng, self._anchors = rng, 0

    def _one_in(self, odds: int) -> bool:
        return self._rng is not None and self._rng.randrange(odds) == 0

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return self._map(value)
        if isinstance(value, list):
            return f"[{', '.join(self.flow(part) for part in value)}]"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float) and not math.isfinite(value):
            return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
        return json.dumps(value, ensure_ascii=self._one_in(2))

    def _map(self, value: dict[Any, Any]) -> str:
        parts = [f"{self.flow(key)}: {self.flow(part)}" for key, part in value.items()]
        anchor = ""
        if self._anchors and self._one_in(80):
            return f"*a{self._alias()} "
        if self._anchors and self._one_in(60):
            parts.insert(0, f"<<: *a{self._alias()} ")
        if self._one_in(40):
            self._anchors += 1
            anchor = f"&a{self._anchors} "
        return f"{anchor}{{{', '.join(parts)}}}"

    def _alias(self) -> int:
        assert self._rng is not None
        return self._rng.randint(1, self._anchors)
