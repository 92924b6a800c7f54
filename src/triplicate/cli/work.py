"""`triplicate work`: processes that run jobs and serve nothing."""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Annotated

import typer

from triplicate.app.jobs.handlers import AnyJobHandler
from triplicate.cli.options import Data, open_installation
from triplicate.main import Installation, NotReady
from triplicate.observe import logs

GRACE_S = 10.0
"""How long a job may go on when the process is to end."""
_LOOK_S = 1.0
log = logging.getLogger("triplicate")
Kinds = Annotated[list[str] | None, typer.Option("--kinds", help="Only jobs of this kind; may be repeated.")]
Processes = Annotated[int, typer.Option("--processes", min=1, max=256, help="The number of processes (PostgreSQL).")]


def work(kinds: Kinds = None, processes: Processes = 1, data: Data = None) -> None:
    """Runs jobs until Ctrl-C or SIGTERM: by itself, or beside servers."""
    names = tuple(kinds or ())
    installation = open_installation(data)
    handlers = _handlers(installation, names)
    if processes > 1 and not installation.config.database_url:
        raise typer.BadParameter("SQLite has one writer: use --processes 1, or PostgreSQL")
    logs.configure(installation.config.log_style)
    stopping = _stop_signals()
    number = "" if processes == 1 else f" in {processes} processes"
    print(f"Triplicate runs the jobs of {installation.engine.describe()}{number}", flush=True)
    if processes == 1:
        _run_worker(installation, handlers, stopping, lambda: True)
    else:
        _supervise(processes, installation.config.data, names, stopping)


def work_in_child(data: Path, names: tuple[str, ...]) -> None:
    """What each of several processes does: runs jobs until it is told to end, or its parent has ended."""
    parent = parent_process()
    try:
        installation = open_installation(data)
    except NotReady as error:
        sys.exit(f"triplicate: {error}")
    logs.configure(installation.config.log_style)
    _run_worker(
        installation, _handlers(installation, names), _stop_signals(), lambda: parent is not None and parent.is_alive()
    )


def _run_worker(
    installation: Installation,
    handlers: tuple[AnyJobHandler, ...],
    stopping: threading.Event,
    is_needed: Callable[[], bool],
) -> None:
    worker = installation.worker(handlers)
    worker.start()
    while not stopping.wait(_LOOK_S) and is_needed():
        pass
    worker.stop(GRACE_S)
    installation.store.close()


def _supervise(processes: int, data: Path, names: tuple[str, ...], stopping: threading.Event) -> None:
    """Keeps so many processes running, and ends them in the end."""
    running = [_start(data, names) for _ in range(processes)]
    while not stopping.wait(_LOOK_S):
        ended = [process for process in running if not process.is_alive()]
        for process in ended:
            log.warning("a worker process ended with exit status %s, and is started again", process.exitcode)
        running = [process for process in running if process not in ended] + [_start(data, names) for _ in ended]
    for process in running:
        process.terminate()
    for process in running:
        process.join(GRACE_S + 5)
        process.kill()


def _start(data: Path, names: tuple[str, ...]) -> SpawnProcess:
    process = get_context("spawn").Process(target=work_in_child, args=(data, names), name="triplicate work")
    process.start()
    return process


def _handlers(installation: Installation, names: tuple[str, ...]) -> tuple[AnyJobHandler, ...]:
    """The handlers of these kinds, or of all; raises typer.BadParameter."""
    handlers = {each.kind.name: each for each in installation.job_handlers}
    for name in names:
        if name not in handlers:
            raise typer.BadParameter(f"unknown kind {name!r}: use {', '.join(handlers)}")
    return tuple(handlers[name] for name in dict.fromkeys(names)) if names else installation.job_handlers


def _stop_signals() -> threading.Event:
    """An event that is set by Ctrl-C and SIGTERM."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
