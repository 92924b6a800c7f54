"""Uploads: multipart/form-data with one file, parsed as it arrives, and written to a draft of the blob store.

Errors are reported after the whole body is read, because the next request follows it on the connection; only a body
that is too large is rejected at once.
"""

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from triplicate.api import request_body
from triplicate.api.http_errors import BodyTooLarge, HttpError, UnsupportedMediaType
from triplicate.api.response import Headers, Receive
from triplicate.app.ports.blobs import Draft
from triplicate.core.failures import DomainError, invalid

MEDIA_TYPE = "multipart/form-data"
_ENVELOPE_BYTES = 16 * 1024
"""How many bytes boundaries and headers may take, beside the file."""
_MAX_BOUNDARY_LENGTH = 200


class Upload:
    """An uploaded file: the name of its part, and its bytes as a draft, which is discarded when the request ends."""

    __slots__ = ("draft", "name")

    def __init__(self, name: str, draft: Draft) -> None:
        self.name = name
        self.draft = draft

    @property
    def size(self) -> int:
        """The number of its bytes."""
        return self.draft.size

    def fingerprint(self) -> bytes:
        """Identifies the upload for idempotency: the part's name and the SHA-256 of the bytes.

        The boundary differs each time the same file is sent, and the file name and type are not used.
        """
        return f"upload {self.name} {self.draft.digest()}".encode()


async def read(receive: Receive, headers: Headers, part_name: str, max_bytes: int, draft: Draft) -> Upload:
    """Reads the file of at most `max_bytes` in the part `part_name`, which must be the only part, into a draft.

    Raises HttpError: UnsupportedMediaType, BodyTooLarge, BodyTimeout; DomainError(InvalidInput); ClientDisconnected;
    OSError when the disk is full. Discarding the draft is up to the caller.
    """
    reader = _UploadReader(Upload(part_name, draft), max_bytes)
    reader.begin(headers)
    async for chunk in request_body.iter_chunks(receive, headers, max_bytes + _ENVELOPE_BYTES):
        await reader.feed(chunk)
    upload = reader.finish()
    await draft.flush()
    return upload


class _UploadReader:
    """Parses a multipart request chunk by chunk, and keeps the first error."""

    def __init__(self, upload: Upload, max_bytes: int) -> None:
        self.upload = upload
        self._max_bytes = max_bytes
        self._part_count = 0
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
        if self._error is None and self._part_count == 0:
            self._error = invalid(self.upload.name, "is required: send one file in a part of this name")
        if self._error is not None:
            raise self._error
        return self.upload

    async def _handle_event(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._set_error(self._part_error(event))
            self._part_count += 1
        elif event is not None and self._error is None:
            if self.upload.size + len(event) > self._max_bytes:
                raise HttpError(BodyTooLarge(self._max_bytes))
            await self.upload.draft.write(event)

    def _set_error(self, problem: DomainError | None) -> None:
        """Stores the error, unless there is an earlier one."""
        self._error = self._error or problem

    def _part_error(self, part: MultipartSegment) -> DomainError | None:
        """Why a part is not the expected file; None if it is."""
        name = part.name or ""
        if name != self.upload.name:
            return invalid(name[:64] or "parts", f"unknown part; the only one allowed is {self.upload.name}")
        if self._part_count:
            return invalid(self.upload.name, "must be one file, not several")
        if not part.filename and "filename*=" not in part.header("Content-Disposition", "").lower():
            return invalid(self.upload.name, "must be a file, with a filename")
        return None


def _malformed(error: MultipartError) -> DomainError:
    return invalid("$", f"is not valid {MEDIA_TYPE}: {str(error)[:100]}")
