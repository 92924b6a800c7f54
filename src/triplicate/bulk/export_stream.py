"""Renders a stream of stored orders, page by page, in several processes, in the order of the stream.

Orders whose document is stored verbatim are rendered here, and so are the orders of a single page: a child would take
longer to be asked than to answer.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from triplicate.bulk.pipeline import ordered_map
from triplicate.bulk.render_job import RenderJob, StoredText, render, stored_text
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.header import verbatim_dialect
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.core.order.order import Order
from triplicate.limited_child.failures import ChildFailure
from triplicate.limited_child.pool import Pool

log = logging.getLogger(__name__)
LIMITS = Limits(memory=2048 * MIB, cpu=60, wall=120.0, calls=1000, resident=256 * MIB, message=64 * MIB)


class ExportStream:
    """Renders orders in a dialect, with secrets or without; closes its processes when it is closed."""

    def __init__(
        self,
        document_codec: DocumentCodec[Order],
        secrets: bool,
        unseal: Callable[[str], bytes],
        processes: int,
        environment: Mapping[str, str],
        limits: Limits = LIMITS,
    ) -> None:
        self._codec = document_codec
        self._secrets = secrets
        self._unseal = unseal
        self._processes = processes
        self._pool = Pool(render, limits, processes, environment=environment)

    def documents(self, pages: Iterable[list[bytes]]) -> Iterator[bytes]:
        """The documents of all orders on pages of stored orders, without envelopes."""
        source = iter(pages)
        first_pages = list(islice(source, 2))
        if len(first_pages) < 2:
            for page in first_pages:
                yield from render(self._job(page))
            return
        jobs = map(self._job, chain(first_pages, source))
        for _, documents in ordered_map(self._render, jobs, self._processes):
            yield from documents

    def process_ids(self) -> tuple[int, ...]:
        """The ids of the child processes that there are."""
        return self._pool.process_ids()

    def close(self) -> None:
        """Kills and reaps every child."""
        self._pool.close()

    def _job(self, page: list[bytes]) -> RenderJob:
        orders = tuple(stored_text(self._codec, document, self._secrets, self._unseal) for document in page)
        return RenderJob(dialect=self._codec.dialect, secrets=self._secrets, orders=orders)

    def _render(self, job: RenderJob) -> list[bytes]:
        if all(self._is_verbatim(order) for order in job.orders):
            return render(job)
        try:
            return self._pool.run(job)
        except ChildFailure as error:
            log.warning("%d orders could not be rendered in a child process: %s", len(job.orders), type(error).__name__)
            return render(job)

    def _is_verbatim(self, order: StoredText) -> bool:
        return verbatim_dialect(order.document) == self._codec.dialect
