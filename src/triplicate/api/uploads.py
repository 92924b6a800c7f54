"""Uploads: multipart/form-data with one file, parsed as it arrives, and written to a draft of the blob store.

Errors are reported after the whole body is read, because the next request follows it on the connection; only a body
that is too large is rejected at once.
"""

from collections.abc import Mapping

import msgspec
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from triplicate.api import request_body
from triplicate.api.http_errors import BodyTooLarge, HttpError, UnsupportedMediaType
from triplicate.api.response import Headers, Receive
from triplicate.app.ports.blobs import Draft
from triplicate.core.failures import DomainError, invalid

MEDIA_TYPE = "multipart/form-data"
ENVELOPE_BYTES = 16 * 1024
"""How many bytes boundaries and headers may take, beside the file."""
_MAX_BOUNDARY_LENGTH = 200
_MAX_CHOICE_BYTES = 100
_MAX_NAME_LENGTH = 255


class Choice(msgspec.Struct, frozen=True):
    """A field of the form beside the file: one of some words, each with the size that it allows a file, in bytes."""

    name: str
    default: str
    limits: Mapping[str, int]


class Upload:
    """An uploaded file: the name of its part, and its bytes as a draft, which is discarded when the request ends.

    `file_name` is what the caller calls it, without folders and unprintable characters; `choice` the word that was
    chosen, if the form has a choice.
    """

    __slots__ = ("choice", "draft", "file_name", "name")

    def __init__(self, name: str, draft: Draft) -> None:
        self.name = name
        self.draft = draft
        self.file_name = ""
        self.choice = ""

    @property
    def size(self) -> int:
        """The number of its bytes."""
        return self.draft.size

    def fingerprint(self) -> bytes:
        """Identifies the upload for idempotency: the part's name and the SHA-256 of the bytes.

        The boundary differs each time the same file is sent, and the type is not used. The file's name counts where
        the form has a choice.
        """
        chosen = f" {self.choice} {self.file_name}" if self.choice else ""
        return f"upload {self.name} {self.draft.digest()}{chosen}".encode()


async def read(
    receive: Receive, headers: Headers, part_name: str, max_bytes: int, draft: Draft, choice: Choice | None = None
) -> Upload:
    """Reads the file of at most `max_bytes` in the part `part_name` into a draft; only a choice may stand beside it.

    Raises HttpError: UnsupportedMediaType, BodyTooLarge, BodyTimeout; DomainError(InvalidInput); ClientDisconnected;
    OSError when the disk is full. Discarding the draft is up to the caller.
    """
    reader = _UploadReader(Upload(part_name, draft), max_bytes, choice)
    reader.begin(headers)
    async for chunk in request_body.iter_chunks(receive, headers, max_bytes + ENVELOPE_BYTES):
        await reader.feed(chunk)
    upload = reader.finish()
    await draft.flush()
    return upload


class _UploadReader:
    """Parses a multipart request chunk by chunk, and keeps the first error."""

    def __init__(self, upload: Upload, max_bytes: int, choice: Choice | None) -> None:
        self.upload = upload
        self._max_bytes = max_bytes
        self._choice = choice
        self._chosen: bytearray | None = None
        self._is_in_choice = False
        self._file_count = 0
        self._parser: PushMultipartParser | None = None
        self._error: DomainError | HttpError | None = None

    def begin(self, headers: Headers) -> None:
        """Checks Content-Type and Content-Encoding, and starts the parser."""
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        media_type, options = parse_options_header(content_type)
        boundary = options.get("boundary", "")
        if media_type != MEDIA_TYPE or request_body.is_compressed(headers):
            self._error = HttpError(UnsupportedMediaType(MEDIA_TYPE))
        elif not 0 < len(boundary) <= _MAX_BOUNDARY_LENGTH:
            self._error = invalid("Content-Type", f"must name a boundary of 1 to {_MAX_BOUNDARY_LENGTH} characters")
        else:
            self._parser = PushMultipartParser(boundary.encode("latin-1"))

    async def feed(self, chunk: bytes) -> None:
        """Parses a chunk; raises HttpError(BodyTooLarge)."""
        if self._error is not None or self._parser is None or self._parser.closed or not chunk:
            return
        try:
            for event in self._parser.parse(chunk):
                await self._handle_event(event)
        except MultipartError as error:
            self._set_error(_malformed(error))

    def finish(self) -> Upload:
        """The file, after the last chunk; raises DomainError or HttpError with the first error."""
        if self._error is None and self._parser is not None:
            try:
                self._parser.close()
            except MultipartError as error:
                self._set_error(_malformed(error))
        if self._error is None and self._file_count == 0:
            self._error = invalid(self.upload.name, "is required: send one file in a part of this name")
        if self._error is not None:
            raise self._error
        if self._choice is not None and not self.upload.choice:
            self._choose(self._choice, self._choice.default)
        return self.upload

    async def _handle_event(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        match event:
            case None:
                self._end_part()
            case MultipartSegment():
                self._begin_part(event)
            case _ if self._error is not None:
                return
            case _ if self._is_in_choice and self._chosen is not None:
                self._chosen += event[: _MAX_CHOICE_BYTES + 1 - len(self._chosen)]
            case _:
                self._check_size(self.upload.size + len(event))
                await self.upload.draft.write(event)

    def _begin_part(self, part: MultipartSegment) -> None:
        self._is_in_choice = self._choice is not None and part.name == self._choice.name
        if not self._is_in_choice:
            self._set_error(self._file_error(part))
            self._file_count += 1
            self.upload.file_name = _plain_name(part.filename or "")
        elif self._chosen is not None:
            self._set_error(invalid(part.name or "", "must be given once"))
        else:
            self._chosen = bytearray()

    def _end_part(self) -> None:
        if self._is_in_choice and self._choice is not None and self._error is None:
            self._choose(self._choice, (self._chosen or b"").decode("utf-8", "replace"))
        self._is_in_choice = False

    def _choose(self, choice: Choice, word: str) -> None:
        """Takes a choice, with its limit of size, which what has come of the file may exceed already."""
        if word not in choice.limits:
            self._set_error(invalid(choice.name, f"must be one of: {', '.join(choice.limits)}"))
            return
        self.upload.choice = word
        self._max_bytes = min(self._max_bytes, choice.limits[word])
        self._check_size(self.upload.size)

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise HttpError(BodyTooLarge(self._max_bytes))

    def _set_error(self, problem: DomainError | None) -> None:
        """Stores the error, unless there is an earlier one."""
        self._error = self._error or problem

    def _file_error(self, part: MultipartSegment) -> DomainError | None:
        """Why a part is not the expected file; None if it is."""
        name = part.name or ""
        if name != self.upload.name:
            return invalid(name[:64] or "parts", f"unknown part; {self._allowed_parts()}")
        if self._file_count:
            return invalid(self.upload.name, "must be one file, not several")
        if not part.filename and "filename*=" not in part.header("Content-Disposition", "").lower():
            return invalid(self.upload.name, "must be a file, with a filename")
        return None

    def _allowed_parts(self) -> str:
        if self._choice is None:
            return f"the only one allowed is {self.upload.name}"
        return f"allowed are {self.upload.name} and {self._choice.name}"


def _plain_name(name: str) -> str:
    """A file name without folders and unprintable characters, of at most 255 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:_MAX_NAME_LENGTH]


def _malformed(error: MultipartError) -> DomainError:
    return invalid("$", f"is not valid {MEDIA_TYPE}: {str(error)[:100]}")
