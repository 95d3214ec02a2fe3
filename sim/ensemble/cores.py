"""How many cores this process may use, and how many worker processes make sense on them."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from pathlib import Path, PurePosixPath

from sim.errors import whole_number

__all__ = ["MOST_PER_CORE", "cores_allowed", "usable_workers"]

MOST_PER_CORE = 4
"""Worker processes a core. ASSUMPTION: beyond a few they wait for each other and only take memory."""


def cores_allowed(*, proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> int:
    """Return how many cores this process may use: those it may run on, or fewer where a control group says so.

    Parameters
    ----------
    proc, sys : Path
        Where the system tells of processes and of control groups (Linux).

    Notes
    -----
    A batch system or a container gives a process some cores of a larger machine: by affinity (``taskset``, slurm) or
    by a quota of processor time in its control group or one above (docker, kubernetes): ``cpu.max`` of version 2,
    ``cpu.cfs_quota_us`` of version 1. A part of a core counts as a whole one.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for quota in _quotas(proc, sys / "fs" / "cgroup"):
        cores = min(cores, max(1, -int(-quota // 1)))
    return cores


def usable_workers(workers: object, executor: Executor | None = None, *, cores: int | None = None) -> int:
    """Return how many workers to start of those asked for: at most `MOST_PER_CORE` a core.

    None asks for all cores that this process may use. With an executor, which has cores of its own, that many.

    Raises
    ------
    SimError
        For a number that is not whole or below 1.

    Examples
    --------
    >>> usable_workers(3, cores=2), usable_workers(1000, cores=2), usable_workers(None, cores=2)
    (3, 8, 2)
    """
    if workers is None:
        return cores or cores_allowed()
    asked = whole_number("workers", workers, least=1)
    return asked if executor is not None else min(asked, MOST_PER_CORE * (cores or cores_allowed()))


def _quotas(proc: Path, groups: Path) -> list[float]:
    """Return the quotas in cores that hold for this process."""
    found = []
    for line in _text(proc / "self" / "cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        top = groups / "cpu" if controllers else groups
        inside = PurePosixPath(path.lstrip("/"))
        for folder in (inside, *inside.parents):  # a container may see its own group as the top
            found += _quota(top / folder)
    return found


def _quota(group: Path) -> list[float]:
    """Return the quota in cores of one control group; nothing where there is none."""
    fields = _text(group / "cpu.max").split() or [
        *_text(group / "cpu.cfs_quota_us").split(),
        *_text(group / "cpu.cfs_period_us").split(),
    ]
    try:
        quota, period = (int(number) for number in fields)
    except ValueError:  # "max", or no such file
        return []
    return [quota / period] if quota > 0 and period > 0 else []


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, ValueError):
        return ""
