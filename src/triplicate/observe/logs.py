"""Log lines, as text or as JSON objects: each line of a request says which one, and for which operation and account.

Lines hold what the code writes: no bodies, no header fields, no query strings. Secrets are in none of these places.
"""

import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import msgspec

from triplicate.observe.request_record import CURRENT_REQUEST, RequestRecord


def configure(style: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Has all loggers write to the stream (default: stderr): warnings, errors, and access lines where they are on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


class TextFormatter(logging.Formatter):
    """Lines for people: time, level, the request in brackets, the message, and a traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without a traceback."""
        record.message = f"{_bracketed(CURRENT_REQUEST.get())}{_one_line(record.message)}"
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: a member that is not known is left out."""
        line: dict[str, Any] = {
            "time": _rfc3339(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_members(CURRENT_REQUEST.get()),
            **getattr(record, "members", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def _bracketed(request: RequestRecord | None) -> str:
    return "" if request is None else f"[{' '.join(_members(request).values())}] "


def _members(request: RequestRecord | None) -> Mapping[str, str]:
    """What is known of the request at hand."""
    if request is None:
        return {}
    members = {"request_id": request.request_id.decode(), "dialect": request.dialect, "operation": request.operation}
    return members if request.account is None else {**members, "account": request.account}


def _one_line(text: str) -> str:
    """The message with its line breaks escaped, so that nothing can pass for another line."""
    return (
        text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n") if "\n" in text or "\r" in text else text
    )


def _rfc3339(seconds: float) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{int(seconds % 1 * 1000):03d}Z"
