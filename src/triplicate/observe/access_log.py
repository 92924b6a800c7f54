"""Access lines: one for each request, with its path and no query, since queries hold signatures and search words."""

import logging
from collections.abc import Mapping
from time import perf_counter

from triplicate.observe.request_record import RequestRecord

log = logging.getLogger("triplicate.access")


class AccessLog:
    """Writes a line when a request has ended."""

    def __init__(self) -> None:
        log.setLevel(logging.INFO)

    def begin(self, record: RequestRecord, headers: Mapping[bytes, bytes]) -> None:
        """Nothing is written before the end."""

    def end(self, record: RequestRecord, raw_path: bytes) -> None:
        """Writes the line."""
        milliseconds = round((perf_counter() - record.started_at) * 1000, 3)
        path = raw_path.decode("ascii", "backslashreplace")
        members = {
            "method": record.method,
            "path": path,
            "status": record.status,
            "duration_ms": milliseconds,
            "received_bytes": record.received_bytes,
            "sent_bytes": record.sent_bytes,
        }
        log.info("%s %s %d in %g ms", record.method, path, record.status, milliseconds, extra={"members": members})
