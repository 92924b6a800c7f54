"""Log lines, as text or as JSON objects: each line of a request says which one, and for which operation and account.

Lines hold what the code writes: no bodies, no header fields, no query strings. Secrets are in none of these places.
"""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import msgspec

from triplicate.observe.request_record import CURRENT_REQUEST, RequestRecord

_INDENT = "  "


def configure(style: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Has all loggers write to the stream (default: stderr): warnings, errors, and access lines where they are on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


class TextFormatter(logging.Formatter):
    """Lines for people: time, level, the request in brackets, the message; below it a traceback, which is indented."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and those of its traceback: only lines of the log begin at the margin."""
        message = f"{_bracketed(CURRENT_REQUEST.get())}{record.getMessage()}"
        line = f"{self.formatTime(record)} {record.levelname} {_escaped(message)}"
        traceback = _traceback(self, record)
        return "\n".join((line, *(_INDENT + _escaped(text) for text in traceback.split("\n")))) if traceback else line


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
        if traceback := _traceback(self, record):
            line["traceback"] = traceback
        return _escaped_json(msgspec.json.encode({name: _unicode(value) for name, value in line.items()}).decode())


def _bracketed(request: RequestRecord | None) -> str:
    return "" if request is None else f"[{' '.join(_members(request).values())}] "


def _members(request: RequestRecord | None) -> Mapping[str, str]:
    """What is known of the request at hand."""
    if request is None:
        return {}
    members = {"request_id": request.request_id.decode(), "dialect": request.dialect, "operation": request.operation}
    return members if request.account is None else {**members, "account": request.account}


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """The traceback of the record's error, and the stack that it was logged from, as far as it has them."""
    error = formatter.formatException(record.exc_info) if record.exc_info else ""
    stack = formatter.formatStack(record.stack_info) if record.stack_info else ""
    return "\n".join(filter(None, (error, stack)))


def _escaped(text: str) -> str:
    """The text with what is not printable escaped: it neither passes for another line nor moves a cursor."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() and character != "\\" else character.encode("unicode_escape").decode()
        for character in text
    )


def _escaped_json(text: str) -> str:
    """The same for JSON, where such characters are within strings only."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in text)


def _unicode(value: Any) -> Any:
    """The value; a string's lone surrogates, which UTF-8 does not have, are escaped."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value


def _rfc3339(seconds: float) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{int(seconds % 1 * 1000):03d}Z"
