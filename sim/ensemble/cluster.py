"""Batches played on a cluster: an executor over dask.distributed, which need not be installed."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sim.errors import ExecutionError, InputError, MissingDependencyError

__all__ = ["cluster_executor"]

_ADDRESS = re.compile(r"(\w+://)?[^\s/]+:\d+")

_PATIENCE = 10
"""Seconds a scheduler may take to answer (ASSUMPTION: one that takes longer is not there)."""

_FRESH = 5.0
"""Seconds for which the number of workers is taken to be what it was."""

_RETRIES = 2
"""How often a batch that failed is tried again, on top of those whose worker was lost."""


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Give an executor that plays on the workers of a dask cluster.

    Parameters
    ----------
    address : str
        Of its scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    InputError
        If the address cannot be one.
    ExecutionError
        If no scheduler answers, or it has no workers.
    MissingDependencyError
        If dask.distributed is not installed.

    Notes
    -----
    Workers may come and go: what a lost one had in hand is played by others, with the same results.
    """
    if not _ADDRESS.fullmatch(address):
        raise InputError(f"cluster: must be a scheduler's address, as in tcp://10.0.0.1:8786 (found '{address}')")
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingDependencyError(
            "a cluster takes dask.distributed, which is not installed: pip install 'negotiation-sim[cluster]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ExecutionError(f"{address}: no scheduler of a dask cluster answers ({_first_line(error)})") from None
    with _quiet(), client:
        if not client.nthreads():
            raise ExecutionError(f"{address}: has no workers yet. Start some: dask worker {address}")
        yield _ClusterExecutor(client, lost=(distributed.KilledWorker, ImportError, OSError))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask from logging, with tracebacks, what the run reports in a line."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


class _ClusterExecutor(Executor):
    """Hands calls to a cluster; what is called is sent to each worker once, not with every call.

    Parameters
    ----------
    client : distributed.Client
        Connected to the cluster.
    lost : tuple of exception types
        What is raised, beyond what any executor raises, where the cluster and not the call went wrong.
    """

    def __init__(self, client: Any, *, lost: tuple[type[Exception], ...]) -> None:
        self._client, self.lost = client, lost
        self._inner = client.get_executor(pure=False, retries=_RETRIES)
        self._sent: dict[int, tuple[object, object]] = {}
        self._counted, self._count = -_FRESH, 0

    @property
    def _max_workers(self) -> int:
        """How many calls the cluster carries out at once, as it is now."""
        if time.monotonic() - self._counted > _FRESH:
            self._count = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._count

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called on the cluster."""
        if id(fn) not in self._sent:  # the function is kept with what stands for it, so that its id stays its own
            self._sent[id(fn)] = fn, self._client.scatter(fn, broadcast=True, hash=False)
        future: Future[Any] = self._inner.submit(_call, self._sent[id(fn)][1], *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the calls; the cluster stays."""
        self._inner.shutdown(wait=wait)


def _call(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return fn(*args, **kwargs)
