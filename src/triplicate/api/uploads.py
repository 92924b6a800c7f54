"""Uploads: multipart/form-data with one file, parsed as it arrives, and spooled to disk when it is large.

Errors are reported after the whole body is read, because the next request follows it on the connection; only a body
that is too large is rejected at once.
"""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from triplicate.api import request_body
from triplicate.api.http_errors import BodyTooLarge, Declined, UnsupportedMediaType
from triplicate.api.operation import Headers
from triplicate.api.response import Receive
from triplicate.core.failures import Refused, invalid

T = TypeVar("T")
MEDIA_TYPE = "multipart/form-data"
AT_ONCE = 2
"""How many uploads a process analyses at a time: decoding an image takes four bytes of memory a pixel."""
_ENVELOPE = 16 * 1024
"""How many bytes boundaries and headers may take, beside the file."""
_IN_MEMORY = 1024 * 1024
_LONGEST_BOUNDARY = 200
_desk = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="upload")


class Upload:
    """An uploaded file in a spooled temporary file. Deleted when its receiver closes it, or the process ends."""

    __slots__ = ("_file", "_found", "name", "size")

    def __init__(self, name: str) -> None:
        self.name = name
        self.size = 0
        self._found = hashlib.sha256()
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115

    def write(self, piece: bytes | bytearray) -> None:
        """Appends a chunk."""
        self._file.write(piece)
        self._found.update(piece)
        self.size += len(piece)

    def content(self) -> bytes:
        """All bytes of the file."""
        self._file.seek(0)
        return self._file.read()

    def fingerprint(self) -> bytes:
        """Identifies the upload for idempotency: the part's name and the SHA-256 of the bytes.

        The boundary differs each time the same file is sent, and the file name and type are not used.
        """
        return f"upload {self.name} {self._found.hexdigest()}".encode()

    def close(self) -> None:
        """Deletes the temporary file."""
        self._file.close()


async def read(receive: Receive, headers: Headers, name: str, most: int) -> Upload:
    """Reads the file of at most `max_bytes` in the part `part_name`, which must be the only part.

    Raises HttpError: UnsupportedMediaType, BodyTooLarge, BodyTimeout; DomainError(InvalidInput); ClientDisconnected.
    """
    taking = _Taking(name, most)
    try:
        taking.begin(headers)
        async for piece in request_body.pieces(receive, headers, most + _ENVELOPE):
            taking.feed(piece)
        return taking.whole()
    except BaseException:
        taking.upload.close()
        raise


async def in_turn(work: Callable[[], T]) -> T:
    """Runs `work`, which analyses an upload, in a thread; at most `MAX_CONCURRENT` at a time, to bound memory."""
    return await asyncio.get_running_loop().run_in_executor(_desk, work)


class _Taking:
    """Parses a multipart request chunk by chunk, and keeps the first error."""

    def __init__(self, name: str, most: int) -> None:
        self.upload = Upload(name)
        self._most = most
        self._parts = 0
        self._parser: PushMultipartParser | None = None
        self._wrong: Refused | Declined | None = None

    def begin(self, headers: Headers) -> None:
        """Checks Content-Type and Content-Encoding, and starts the parser."""
        given = headers.get(b"content-type", b"").decode("latin-1")
        media, options = parse_options_header(given)
        boundary = options.get("boundary", "")
        if media != MEDIA_TYPE or request_body.is_compressed(headers):
            self._wrong = Declined(UnsupportedMediaType(MEDIA_TYPE))
        elif not 0 < len(boundary) <= _LONGEST_BOUNDARY:
            self._wrong = invalid("Content-Type", f"must name a boundary of 1 to {_LONGEST_BOUNDARY} characters")
        else:
            self._parser = PushMultipartParser(boundary.encode("latin-1"))

    def feed(self, piece: bytes) -> None:
        """Parses a chunk; raises HttpError(BodyTooLarge)."""
        if self._wrong is not None or self._parser is None or self._parser.closed or not piece:
            return
        try:
            for event in self._parser.parse(piece):
                self._take(event)
        except MultipartError as error:
            self._refuse(_malformed(error))

    def whole(self) -> Upload:
        """The file, after the last chunk; raises DomainError or HttpError with the first error."""
        if self._wrong is None and self._parser is not None:
            try:
                self._parser.close()
            except MultipartError as error:
                self._refuse(_malformed(error))
        if self._wrong is None and self._parts == 0:
            self._wrong = invalid(self.upload.name, "is required: send one file in a part of this name")
        if self._wrong is not None:
            raise self._wrong
        return self.upload

    def _take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._refuse(self._unfit(event))
            self._parts += 1
        elif event is not None and self._wrong is None:
            if self.upload.size + len(event) > self._most:
                raise Declined(BodyTooLarge(self._most))
            self.upload.write(event)

    def _refuse(self, wrong: Refused | None) -> None:
        """Stores the error, unless there is an earlier one."""
        self._wrong = self._wrong or wrong

    def _unfit(self, part: MultipartSegment) -> Refused | None:
        """Why a part is not the expected file; None if it is."""
        name = part.name or ""
        if name != self.upload.name:
            return invalid(name[:64] or "parts", f"unknown part; the only one allowed is {self.upload.name}")
        if self._parts:
            return invalid(self.upload.name, "must be one file, not several")
        if not part.filename and "filename*=" not in part.header("Content-Disposition", "").lower():
            return invalid(self.upload.name, "must be a file, with a filename")
        return None


def _malformed(error: MultipartError) -> Refused:
    return invalid("$", f"is not valid {MEDIA_TYPE}: {str(error)[:100]}")
