"""Run the command line while watching it: `python -m benchmarks.watched REPORT BEGAN [sim's arguments]`.

The report says what memory it took and where its seconds went. Imports nothing of the package before it watches.

Seconds are found by looking every millisecond at what runs on the main thread; each look counts for the time since
the last one, which a long step of numpy may have stretched. Unlike a profiler that notes every call this slows
nothing down, and cannot make code of many small calls look dearer than it is.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

__all__ = ["IMPORTS", "INTERPRETER", "REST", "STATIONS", "station"]

IMPORTS, INTERPRETER, REST = "imports", "starting Python", "the rest"

STATIONS = {
    "evidence/claims.py": "reading and checking the scenario",
    "reading/": "reading and checking the scenario",
    "scenario/": "reading and checking the scenario",
    "evidence/": "pools of preference models",
    "worlds/": "drawing worlds",
    "minds/foresight_tactic.py": "minds, at reviews",
    "minds/foresight": "foresight",
    "minds/games.py": "foresight",
    "minds/outlook.py": "foresight",
    "minds/appraisal.py": "tables of values and chances",
    "minds/clock.py": "tables of values and chances",
    "minds/": "minds, at reviews",
    "engine/": "engine",
    "ensemble/": "putting batches together",
    "results/saving.py": "saving",
    "plots/": "pictures",
    "present/": "results",
    "reports/": "results",
    "rendering/": "results",
    "play/": "people at the table",
    "classroom/": "people at the table",
    "explorer/": "results",
    "cli/pictures.py": "pictures",
    "results/": "results",
    "analysis/": "results",
    "cli/": "command line",
    "negotiation.py": "command line",
    "__init__.py": "command line",
    "__main__.py": "command line",
}
"""Which station the files of sim/ belong to: the first prefix that fits."""

GROUND = tuple(
    f"{module}.py"
    for module in (
        *("version", "errors", "arguments", "paths", "by_value", "answer", "figures", "streams"),
        *("arrays", "elementary", "normal", "scenario_part", "bundled", "distributions", "quantity", "memory"),
        *("whole_file", "alike"),
    )
)
"""Files that work for whoever calls them."""

_EVERY = 0.001
_OPTIMIZED = 0x1
"""CO_OPTIMIZED: set for functions, not for the bodies of modules and classes, which run when imported."""

ROOT = str(Path(__file__).parent.parent / "sim") + "/"


def station(file: str) -> str | None:
    """Return the station of a file given relative to sim/; None for one that works for its caller."""
    if file in GROUND:
        return None
    return next((name for prefix, name in STATIONS.items() if file.startswith(prefix)), REST)


class Watch:
    """Looks at the main thread every millisecond."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._last = time.perf_counter()
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, _EVERY, _EVERY)

    def _look(self, _: int, frame: FrameType | None) -> None:
        now = time.perf_counter()
        self.seconds[_doing(frame)] += now - self._last
        self._last = now

    def stop(self) -> None:
        """Look no more."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._look(0, None)


def _doing(frame: FrameType | None) -> str:
    """Return the station at work: that of the innermost function that belongs to one, unless it imports."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith("<frozen importlib"):
            return IMPORTS
        if code.co_filename.startswith(ROOT):
            if not code.co_flags & _OPTIMIZED:
                return IMPORTS
            found = station(code.co_filename[len(ROOT) :])
            if found is not None:
                return found
        frame = frame.f_back
    return REST


def _own_peak() -> int:
    """Return the most memory this process had, in bytes.

    Where Linux tells it by itself: what rusage calls the peak includes the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().split("VmHWM:")[1].split()[0])
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(report: str, began: str, *arguments: str) -> None:
    """Run the command line with `arguments` and write the report."""
    started = time.time() - float(began)  # by the wall's clock: another process looked at it
    watch = Watch()
    from sim.cli import main as command

    try:
        command(list(arguments), prog_name="sim")
    except SystemExit as ended:
        status = ended.code
    watch.stop()
    found = {
        "status": status or 0,
        "seconds": {INTERPRETER: started, **watch.seconds},
        "own_peak_bytes": _own_peak(),
        "largest_child_peak_bytes": 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }
    Path(report).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
