"""Cases tried in child processes, with a limit on time and memory; what kills a child is a find like any other."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import select
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from tests.fuzz.cases import Cases
from tests.fuzz.trial import Verdict, try_file

__all__ = ["MEMORY", "SECONDS", "try_numbers"]

SECONDS = 20.0
"""Time of the processor that a case may take."""

PATIENCE = 90.0
"""Seconds by the clock, on a machine that may be busy, after which a case is taken to wait for ever."""

MEMORY = 1 << 30
"""Bytes a child may take more than it begins with."""


def try_numbers(cases: Cases, numbers: list[int], scratch: Path) -> Iterator[tuple[int, Verdict, float]]:
    """Try cases one after another in a child; go on in another one where a case ends its child."""
    while numbers:
        done = 0
        for verdict, seconds in _in_child(cases, numbers, scratch):
            yield numbers[done], verdict, seconds
            done += 1
        numbers = numbers[done:]


def _in_child(cases: Cases, numbers: list[int], scratch: Path) -> Iterator[tuple[Verdict, float]]:
    """Yield the verdicts of one child, the last one that of its death if it dies."""
    reader, writer = os.pipe()
    stacks = scratch / f"stack-{os.getpid()}.txt"
    child = os.fork()
    if child == 0:
        os.close(reader)
        _live(cases, numbers, scratch, writer, stacks)
    os.close(writer)
    done = 0
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        began = monotonic()
        for line in _lines(pipe.fileno(), PATIENCE + 10):
            yield Verdict(*json.loads(line)), monotonic() - began
            began = monotonic()
            done += 1
    if done < len(numbers):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if done < len(numbers):
        found = stacks.read_text()[-3000:] if stacks.exists() else ""
        yield Verdict("found", f"{_death(status, found)}\n{found}"), monotonic() - began


def _death(status: int, stack: str) -> str:
    ours = [line.strip() for line in stack.splitlines() if "/sim/" in line]
    how = "took too long" if ours else f"died (status {status})"
    return f"{how}: {ours[0].replace(str(Path.cwd()), '') if ours else ''}"


def _lines(pipe: int, patience: float) -> Iterator[bytes]:
    """Yield whole lines from a pipe until it ends or keeps silent for too long."""
    held = b""
    while select.select([pipe], [], [], patience)[0]:
        piece = os.read(pipe, 65536)
        if not piece:
            return
        *lines, held = (held + piece).split(b"\n")
        yield from lines


def _live(cases: Cases, numbers: list[int], scratch: Path, writer: int, stacks: Path) -> None:
    """Try the cases in this child process, which ends here."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    with stacks.open("w") as stack:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        faulthandler.register(signal.SIGPROF, file=stack, chain=True)  # tells where it is, and ends the child
        for number in numbers:
            stack.truncate(0)
            faulthandler.dump_traceback_later(PATIENCE, exit=True, file=stack)
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                verdict = try_file(cases.write(number, Path(folder)))
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()
            os.write(writer, json.dumps(verdict).encode() + b"\n")
    os._exit(0)
