"""A class's server in a process of its own, started, killed and measured."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

__all__ = ["ClassServer"]


class ClassServer:
    """``sim class`` as a teacher starts it, on a free port.

    Parameters
    ----------
    scenario : Path
        What is played.
    path : Path
        The class's file.
    options : str
        More of the command line.

    Attributes
    ----------
    teacher, join : str
        The links it printed.
    ready : float
        Seconds until it had printed them: a class that is kept is then played again.
    """

    def __init__(self, scenario: Path | str, path: Path, *options: str, port: int = 0) -> None:
        began = monotonic()
        command = [sys.executable, "-m", "sim", "class", str(scenario), "--class", str(path), "--port", str(port)]
        self._process = subprocess.Popen(
            [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.teacher = self.join = ""
        lines = []
        assert self._process.stdout is not None
        for line in self._process.stdout:
            lines.append(line)
            word, _, rest = line.partition(": ")
            if word == "Teacher":
                self.teacher = rest.strip()
            elif word == "Students":
                self.join = rest.strip()
            elif line.startswith("Kept in"):
                break
        else:
            self.kill()
            raise RuntimeError("".join(lines))
        self.ready = monotonic() - began

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.join.split("/")[2].rpartition(":")[2])

    @property
    def base(self) -> str:
        """Its address without a page."""
        return self.join.rpartition("/join/")[0]

    def cpu_seconds(self) -> float:
        """Return the seconds of processors used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def most_megabytes(self) -> float:
        """Return the most memory it held so far, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1000

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Stop it as Ctrl-C does, and return its exit status."""
        return self.stop_and_read()[0]

    def stop_and_read(self) -> tuple[int, str]:
        """Stop it as Ctrl-C does, and return its exit status and what it said after its links."""
        return self._end(signal.SIGINT)

    def _end(self, number: signal.Signals) -> tuple[int, str]:
        if self._process.poll() is None:
            self._process.send_signal(number)
        status, output = self._process.wait(timeout=20), self._process.stdout
        if output is None or output.closed:
            return status, ""
        with output:
            return status, output.read()

    def __enter__(self) -> ClassServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
