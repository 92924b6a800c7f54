"""The job that sweeps the blob store, once an hour (`app.files.sweep`)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from triplicate.app.files.sweep import sweep
from triplicate.app.jobs.handlers import AnyJobHandler, Effect, JobRun, handle
from triplicate.app.jobs.tidy import NoPayload
from triplicate.app.ports import Blobs, Store
from triplicate.core.jobs.kind import JobKind, Priority

INTERVAL = timedelta(hours=1)
SWEEP_FILES = JobKind(name="sweep-files", payload=NoPayload, priority=Priority.BULK)
log = logging.getLogger("triplicate")


def sweep_handler(store: Callable[[], Store], blobs: Callable[[], Blobs]) -> AnyJobHandler:
    """The kind with its handler, which opens store and blobs when it first runs."""

    def sweep_files(run: JobRun[NoPayload]) -> Effect:
        """Deletes in transactions of its own, a few blobs at a time: the effect writes nothing."""
        swept = sweep(store(), blobs(), datetime.fromisoformat(run.context.at), run.control.renew)
        if swept.blobs or swept.drafts:
            log.info("swept %d files without a record and %d drafts", swept.blobs, swept.drafts)
        return lambda uow, context: None

    return handle(SWEEP_FILES, sweep_files, INTERVAL)
