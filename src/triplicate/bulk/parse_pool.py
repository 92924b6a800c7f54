"""Parses batches of documents in child processes.

A batch whose process dies is tried again once (`limited_child.pool`), and then document by document, so that
a document which no process survives is the only one to be refused. An array of so many documents that what is made of
them does not fit into a message is parsed in this process, which a child has shown to be possible within its limits.
"""

import logging
import threading
from collections.abc import Mapping

import msgspec

from triplicate.app.documents.drafts import Rejection
from triplicate.bulk.parse_job import ParseJob, TextItem, TextItems, parse
from triplicate.core.failures import Problem
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.limited_child.failures import ChildFailure, MemoryLimit, SizeLimit, TimeLimit
from triplicate.limited_child.pool import Pool

log = logging.getLogger(__name__)
LIMITS = Limits(memory=2048 * MIB, cpu=60, wall=120.0, calls=1000, resident=256 * MIB, message=64 * MIB)


class ParsePool:
    """Parses in at most `processes` children; several threads may share it. `environment` is that of the children."""

    def __init__(self, processes: int, environment: Mapping[str, str], limits: Limits = LIMITS) -> None:
        self._pool = Pool(parse, limits, processes, environment=environment)
        self._long_replies = threading.Lock()

    def parse(self, job: ParseJob) -> list[TextItems]:
        """The items of each text, in order. Raises StartFailure when no process can be started.

        Messages of failures may quote documents, and are not logged.
        """
        if len(job.texts) == 1:
            return [self._parse_alone(job)]
        try:
            return self._pool.run(job)
        except ChildFailure as error:
            log.warning("%d documents could not be parsed together: %s", len(job.texts), type(error).__name__)
        return [self._parse_alone(msgspec.structs.replace(job, texts=(text,))) for text in job.texts]

    def process_ids(self) -> tuple[int, ...]:
        """The ids of the child processes that there are."""
        return self._pool.process_ids()

    def close(self) -> None:
        """Kills and reaps every child."""
        self._pool.close()

    def _parse_alone(self, job: ParseJob) -> TextItems:
        try:
            return self._pool.run(job)[0]
        except SizeLimit:
            return self._parse_here(job)
        except ChildFailure as error:
            return (TextItem(None, Rejection((Problem("$", _reason(error)),))),)

    def _parse_here(self, job: ParseJob) -> TextItems:
        """The items of a text, in this process: of one text at a time, since each takes much memory."""
        with self._long_replies:
            return parse(job)[0]


def _reason(error: ChildFailure) -> str:
    match error:
        case TimeLimit():
            return "takes too long to read"
        case MemoryLimit():
            return "takes too much memory to read"
        case _:
            return "cannot be read: the process that read it failed"
