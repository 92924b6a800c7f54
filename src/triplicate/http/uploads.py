"""Uploads: multipart/form-data with one file in it, taken as it arrives, and kept on disk when it is large.

What is wrong with a request is said when all of it is read, since what follows it on the connection is the next one;
only what is too large is refused at once.
"""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from triplicate.core.failures import Refused, invalid
from triplicate.http import body
from triplicate.http.answer import Receive
from triplicate.http.op import Headers
from triplicate.http.refusals import BodyTooLarge, Declined, UnsupportedMediaType

T = TypeVar("T")
MEDIA_TYPE = "multipart/form-data"
AT_ONCE = 2
"""How many uploads a process looks at in the same moment: a picture takes four bytes a pixel while it is decoded."""
_ENVELOPE = 16 * 1024
"""What boundaries and headers may take beside the file."""
_IN_MEMORY = 1024 * 1024
_LONGEST_BOUNDARY = 200
_desk = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="upload")


class Upload:
    """A file as it was sent. Whoever was given it closes it; nothing is left on disk then, or when the process dies."""

    __slots__ = ("_file", "_found", "name", "size")

    def __init__(self, name: str) -> None:
        self.name = name
        self.size = 0
        self._found = hashlib.sha256()
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115

    def write(self, piece: bytes | bytearray) -> None:
        """Appends what has arrived."""
        self._file.write(piece)
        self._found.update(piece)
        self.size += len(piece)

    def content(self) -> bytes:
        """All of its bytes."""
        self._file.seek(0)
        return self._file.read()

    def fingerprint(self) -> bytes:
        """What tells this upload from another one: the part's name and the bytes.

        The boundary is another one each time that the same is sent, and nothing depends on the names that the caller
        gave the file and its type.
        """
        return f"upload {self.name} {self._found.hexdigest()}".encode()

    def close(self) -> None:
        """Forgets the bytes."""
        self._file.close()


async def read(receive: Receive, headers: Headers, name: str, most: int) -> Upload:
    """The file of at most so many bytes in the part `name`, the only one of the request.

    Raises Declined: UnsupportedMediaType, BodyTooLarge, BodyTooSlow; Refused(InvalidInput); Gone.
    """
    taking = _Taking(name, most)
    try:
        taking.begin(headers)
        async for piece in body.pieces(receive, headers, most + _ENVELOPE):
            taking.feed(piece)
        return taking.whole()
    except BaseException:
        taking.upload.close()
        raise


async def in_turn(work: Callable[[], T]) -> T:
    """Does `work`, which looks at an upload, in a thread: so few at a time that memory lasts."""
    return await asyncio.get_running_loop().run_in_executor(_desk, work)


class _Taking:
    """A request's file, part by part; `wrong` is the first thing that is."""

    def __init__(self, name: str, most: int) -> None:
        self.upload = Upload(name)
        self._most = most
        self._parts = 0
        self._parser: PushMultipartParser | None = None
        self._wrong: Refused | Declined | None = None

    def begin(self, headers: Headers) -> None:
        """Looks at what the headers say of the body."""
        given = headers.get(b"content-type", b"").decode("latin-1")
        media, options = parse_options_header(given)
        boundary = options.get("boundary", "")
        if media != MEDIA_TYPE or body.is_compressed(headers):
            self._wrong = Declined(UnsupportedMediaType(MEDIA_TYPE))
        elif not 0 < len(boundary) <= _LONGEST_BOUNDARY:
            self._wrong = invalid("Content-Type", f"must name a boundary of 1 to {_LONGEST_BOUNDARY} characters")
        else:
            self._parser = PushMultipartParser(boundary.encode("latin-1"))

    def feed(self, piece: bytes) -> None:
        """Takes what has arrived; raises Declined(BodyTooLarge)."""
        if self._wrong is not None or self._parser is None or self._parser.closed or not piece:
            return
        try:
            for event in self._parser.parse(piece):
                self._take(event)
        except MultipartError as error:
            self._refuse(_malformed(error))

    def whole(self) -> Upload:
        """The file, now that there is no more; raises Refused or Declined with the first thing that was wrong."""
        if self._wrong is None and self._parser is not None:
            try:
                self._parser.close()
            except MultipartError as error:
                self._refuse(_malformed(error))
        if self._wrong is None and self._parts == 0:
            self._wrong = invalid(self.upload.name, "is required: one file, as a part of this name")
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
        """Notes what is wrong, unless something was before."""
        self._wrong = self._wrong or wrong

    def _unfit(self, part: MultipartSegment) -> Refused | None:
        """Why a part is not the file that is asked for."""
        name = part.name or ""
        if name != self.upload.name:
            return invalid(name[:64] or "parts", f"is no part of this request; {self.upload.name} is the only one")
        if self._parts:
            return invalid(self.upload.name, "must be one file, not several")
        if not part.filename and "filename*=" not in part.header("Content-Disposition", "").lower():
            return invalid(self.upload.name, "must be a file, with a filename")
        return None


def _malformed(error: MultipartError) -> Refused:
    return invalid("$", f"is no {MEDIA_TYPE} that can be read: {str(error)[:100]}")
