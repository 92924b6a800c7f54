"""Log lines: as text and as JSON, each with the request at hand; nothing that is logged can pass for another line."""

import io
import json
import logging
from collections.abc import Iterator
from contextvars import copy_context
from typing import Literal

import msgspec
import pytest

from triplicate.observe import logs
from triplicate.observe.access_log import AccessLog
from triplicate.observe.request_record import CURRENT_REQUEST, RequestRecord

log = logging.getLogger("triplicate.tests")


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root, access = logging.getLogger(), logging.getLogger("triplicate.access")
    handlers, level, access_level = list(root.handlers), root.level, access.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    access.setLevel(access_level)


def written(style: Literal["text", "json"], message: str, *arguments: object, error: Exception | None = None) -> str:
    """What a line with this message looks like in a request."""
    stream = io.StringIO()
    logs.configure(style, stream)
    record = RequestRecord(b"id-1", "GET")
    record.dialect, record.operation, record.account = "native", "getOrder", "acme"

    def act() -> None:
        CURRENT_REQUEST.set(record)
        log.warning(message, *arguments, exc_info=error)

    copy_context().run(act)
    return stream.getvalue()


def test_a_line_says_of_which_request_it_is() -> None:
    assert written("text", "no %s", "cellar").endswith(" WARNING [id-1 native getOrder acme] no cellar\n")


def test_the_same_as_json() -> None:
    line = json.loads(written("json", "no %s", "cellar"))
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "triplicate.tests",
        "message": "no cellar",
        "request_id": "id-1",
        "dialect": "native",
        "operation": "getOrder",
        "account": "acme",
    }


def test_a_line_outside_of_requests_says_of_none() -> None:
    stream = io.StringIO()
    logs.configure("text", stream)
    copy_context().run(log.warning, "by itself")
    assert stream.getvalue().endswith(" WARNING by itself\n")


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_message_of_several_lines_is_one_line(style: Literal["text", "json"]) -> None:
    text = written(style, "%s", "first\n2026-01-01 00:00:00,000 ERROR forged\r\nlast")
    assert text.count("\n") == 1
    assert "\r" not in text


def test_a_traceback_is_below_its_line_and_within_its_object() -> None:
    try:
        raise ZeroDivisionError("divided")
    except ZeroDivisionError as error:
        text = written("text", "broken", error=error)
        line = json.loads(written("json", "broken", error=error))
    assert "WARNING [id-1 native getOrder acme] broken\n  Traceback" in text
    assert text.endswith("\n  ZeroDivisionError: divided\n")
    assert "ZeroDivisionError: divided" in line["traceback"]


@pytest.mark.parametrize("style", ["text", "json"])
def test_the_stack_that_a_line_asks_for_is_below_its_error(style: Literal["text", "json"]) -> None:
    stream = io.StringIO()
    logs.configure(style, stream)
    log.warning("broken", exc_info=ZeroDivisionError("divided"), stack_info=True)
    log.warning("whole", stack_info=True)
    text = stream.getvalue()
    assert text.index("ZeroDivisionError: divided") < text.index("Stack (most recent call last)")
    assert text.count("Stack (most recent call last)") == 2
    assert style == "json" or "\n  Stack (most recent call last)" in text


UNPRINTABLE = "\x1b[2K \x0b \x0c \x7f \x85 \x9b \u2028 \u2029 \u202e \udc80 \U000e0001 \r"
"""Line breaks, escape sequences, and others that terminals and tools obey or refuse."""


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("text", [*UNPRINTABLE.split(" "), UNPRINTABLE, UNPRINTABLE + "\nlast"])
def test_nothing_in_a_message_is_a_control_of_the_terminal_or_breaks_the_line(
    style: Literal["text", "json"], text: str
) -> None:
    line = written(style, "before %s after", text)
    assert line.endswith("\n")
    assert line[:-1].isprintable()
    assert "before" in line
    assert "after" in line
    if style == "json":
        expected = text.replace("\udc80", "\\udc80")
        assert msgspec.json.decode(line)["message"] == f"before {expected} after"


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_error_that_quotes_a_log_line_does_not_write_one(style: Literal["text", "json"]) -> None:
    forged = "2026-01-01 00:00:00,000 ERROR forged"
    breaks = ("\n", "\r", "\x0b", "\x85", "\u2028", "\udc80\n")
    text = written(style, "broken", error=ValueError("".join(line_break + forged for line_break in breaks)))
    lines = text.splitlines()
    assert len(lines) == (4 if style == "text" else 1)
    assert sum(forged in line for line in lines) > 0
    assert not any(line.startswith("2026-01-01 ") for line in lines)
    assert all(line.isprintable() for line in lines)


def test_access_lines_have_the_path_and_no_query() -> None:
    stream = io.StringIO()
    logs.configure("json", stream)
    record = RequestRecord(b"id-1", "GET")
    record.status, record.sent_bytes = 200, 12
    AccessLog().end(record, b"/v1/orders")
    line = json.loads(stream.getvalue())
    assert (line["method"], line["path"], line["status"], line["sent_bytes"]) == ("GET", "/v1/orders", 200, 12)
    assert line["duration_ms"] >= 0
