"""``sim run``: simulate a scenario, print its outcomes, and save them if asked."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from sim.cli.arguments import (
    Printed,
    ScenarioPath,
    UserPath,
    json_option,
    load_with_remarks,
    replications_option,
    seed_option,
    settings,
    weights_option,
    workers_option,
    worlds_option,
)
from sim.cli.long_runs import counting_bar, give, say_data
from sim.cli.stopping import ENDED
from sim.cli.terminal import INTERRUPTED, notice, say_json, show

if TYPE_CHECKING:
    from sim.negotiation import Scenario
    from sim.plots.saving import Drawing
    from sim.results.outcomes import Outcomes
    from sim.results.planned import RunInterrupted

__all__ = ["cluster_of", "run"]

_WITH_RESUME = {"resume_from", "plugins", "printed", "workers", "cluster"}
"""What may be given anew for a run that is taken up again; the rest is as it began."""


@click.command(short_help="Simulate a scenario and print its outcomes.")
@click.argument("file", metavar="FILE", required=False, type=ScenarioPath())
@worlds_option(500)
@replications_option()
@seed_option()
@settings
@click.option("--as-of", metavar="DATE", help="Fix what the record says by this day, and simulate the rest.")
@weights_option(default=False)
@click.option("--plugins", is_flag=True, help="Let the scenario run tactics of its own code. Only if you trust it.")
@click.option("--out", metavar="DIR", type=UserPath(), help="Save tables, summary and pictures here.")
@click.option(
    "--resume",
    "resume_from",
    metavar="DIR",
    type=UserPath(),
    help="Finish the run with --out DIR that was cut short. Takes no FILE.",
)
@json_option
@workers_option
@click.option(
    "--cluster", metavar="ADDRESS", is_eager=True, help="Play on a dask cluster instead, as in tcp://10.0.0.1:8786."
)
@click.pass_context
def run(
    context: click.Context,
    /,
    file: Path | None,
    out: Path | None,
    resume_from: Path | None,
    printed: Printed | None,
    workers: int,
    cluster: str | None,
    plugins: bool,
    **asked: Any,
) -> None:
    """Simulate a scenario and print the probability of each outcome.

    Nothing is written without --out, but for what later runs read again, pools of preference models and claims once
    checked: they stay in your cache folder, at most 200 MB of them. NEGOTIATION_SIM_CACHE names another folder, or is
    "off".

    Ctrl-C keeps the worlds that are complete. With --out whatever ends the run, what is done is kept in DIR:
    sim run --resume DIR finishes it, with the results of a run that was never cut short.
    """
    _check_arguments(context, file, resume_from)
    from sim.results.planned import RunInterrupted

    folder = out or resume_from
    try:
        with (
            _stoppable(waits=workers > 1 or cluster is not None),
            cluster_of(cluster) as executor,
            counting_bar("plays") as progress,
        ):
            how = {"workers": workers, "executor": executor, "progress": progress, "plugins": plugins}
            if resume_from is not None:
                outcomes = _resume(resume_from, how)
            else:
                outcomes = _begin(Path(file or ""), out, asked, how, printed=printed)
    except RunInterrupted as interrupted:
        if interrupted.outcomes is None and interrupted.folder is None:
            raise
        _report_interrupted(interrupted, folder, printed=printed)
        raise SystemExit(INTERRUPTED) from None
    except _Ended:
        notice(_kept("Ended from outside", folder))
        raise SystemExit(ENDED) from None
    _report(outcomes, folder, printed=printed, done=f"Results are in {folder}." if resume_from else None)


def _check_arguments(context: click.Context, file: Path | None, resume_from: Path | None) -> None:
    """Refuse a command line that says nothing to run, or what a run taken up again cannot change."""
    if resume_from is None:
        if file is None:
            raise click.UsageError("Missing argument 'FILE'.", context)
        return
    for name in context.params:
        if name not in _WITH_RESUME and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = (
                "FILE"
                if name == "file"
                else next(each.opts[0] for each in context.command.params if each.name == name)
            )
            raise click.UsageError(f"--resume finishes the run as it began: leave out {option}.", context)


def _begin(
    file: Path, out: Path | None, asked: dict[str, Any], how: dict[str, Any], *, printed: Printed | None
) -> Outcomes:
    from sim.results.run import run as play

    if out is not None:
        from sim.results.saving import check_folder

        check_folder(out)  # before the work, not after
    in_words = asked["as_of"] is None and printed is None  # then the outcomes say what is hindsight
    scenario = load_with_remarks(file, asked.pop("settings"), as_of=False if in_words else asked["as_of"])
    if how["executor"] is None:
        _announce(scenario, asked["worlds"], asked["replications"], workers=how["workers"], kept=out is not None)
    saving: dict[str, Any] = {} if out is None else {"out": out}
    return play(scenario, **asked, **how, **saving)


def _announce(scenario: Scenario, worlds: int, replications: int, *, workers: int, kept: bool) -> None:
    """Say beforehand what a large run takes, and what to reduce."""
    from sim.ensemble.batches import run_size
    from sim.ensemble.footprint import Footprint

    size = run_size(worlds, replications)
    footprint = Footprint.of(scenario.model, scenario.packages)
    if announced := footprint.announcement(*size, workers=workers, kept=kept):
        notice(announced)


def _resume(folder: Path, how: dict[str, Any]) -> Outcomes:
    from sim.results.resume import resume
    from sim.results.unfinished import UNFINISHED

    begun = (folder / UNFINISHED).exists()
    outcomes = resume(folder, **how)
    if not begun:
        notice("The run was finished already.")
    return outcomes


class _Ended(SystemExit):
    """The system, or a batch system, ends the program."""


@contextmanager
def _stoppable(*, waits: bool) -> Iterator[None]:
    """Let what is done be kept, and workers be stopped, at Ctrl-C and when the program is ended by SIGTERM.

    Whether what is in hand then must be waited for is announced at once: it may take a while.
    """

    def end(*_: object) -> None:
        raise _Ended

    from sim.ensemble.executors import do_not_wait

    def end_at_once(*_: object) -> None:
        import multiprocessing

        # where the first has not been raised yet the two become one: so what it would wait for ends here
        do_not_wait.set()
        for process in multiprocessing.active_children():
            process.terminate()
        raise KeyboardInterrupt

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, end_at_once)
        if waits:
            notice("Stopping when what is being played is done. Ctrl-C again does not wait.")
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end), signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
        do_not_wait.clear()


@contextmanager
def cluster_of(cluster: str | None) -> Iterator[Executor | None]:
    """Give the executor of a dask cluster at an address, or None where there is none."""
    if cluster is None:
        yield None
        return
    from sim.ensemble.cluster import cluster_executor

    with cluster_executor(cluster) as executor:
        yield executor


def _report_interrupted(interrupted: RunInterrupted, folder: Path | None, *, printed: Printed | None) -> None:
    """Print what is complete, and how to go on."""
    if interrupted.outcomes is None:
        notice(_kept("Interrupted before it was saved; what is done is kept", folder))
        return
    message = f"{str(interrupted).capitalize()}: what is shown{' and saved' if folder else ''} is theirs"
    message = _kept(message, folder) if interrupted.folder else f"{message}."
    _report(interrupted.outcomes, folder, printed=printed, done=message)
    if folder is None:
        notice(message)


def _kept(message: str, folder: Path | None) -> str:
    """Return a message with how to go on, if there is anything to go on from."""
    from sim.paths import typed
    from sim.results.unfinished import UNFINISHED

    if folder is None or not (folder / UNFINISHED).exists():
        return f"{message}: nothing was written."
    return f"{message}. Go on with: sim run --resume {typed(folder)}"


def _report(outcomes: Outcomes, folder: Path | None, *, printed: Printed | None, done: str | None = None) -> None:
    """Print outcomes, and draw them beside their tables, which are there."""
    gc.freeze()  # what is there stays to the end: no garbage is looked for in it while pictures are drawn
    try:
        give(
            lambda: _print(outcomes, printed),
            folder,
            dict,
            lambda: _drawings(outcomes, folder or Path()),
            done=done,
        )
    finally:
        gc.unfreeze()


def _print(outcomes: Outcomes, printed: Printed | None) -> None:
    """Print outcomes; as JSON with all that is known of the run."""
    if printed is None:
        show([outcomes])
    elif printed == "json":
        say_json(outcomes.summary())
    else:
        say_data(outcomes, printed)


def _drawings(outcomes: Outcomes, folder: Path) -> Iterator[Drawing]:
    """Give `sim.results.saving.PLOTS`, and keep other runs out of the folder meanwhile."""
    from sim.results.lock import held

    with held(folder):
        yield from outcomes.drawings()
