"""Request ids: the caller's own if it is valid, else a new one."""

import os
import re

from triplicate.api.response import Headers

_VALID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")


class RequestIds:
    """The request ids of one process: new ones are unique in it, and very likely across processes."""

    def __init__(self) -> None:
        self._prefix = f"{os.urandom(4).hex()}-".encode()
        self._count = 0

    def of(self, headers: Headers) -> bytes:
        """The value of X-Request-Id if it is valid, else a new id."""
        value = headers.get(b"x-request-id")
        if value is not None and _VALID.fullmatch(value):
            return value
        return self.new()

    def new(self) -> bytes:
        """A new id."""
        self._count += 1
        return b"%s%x" % (self._prefix, self._count)
