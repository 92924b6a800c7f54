"""Files: upload, list, get, download and delete."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import httpx

from triplicate.dialects.native.client import calls as native
from triplicate.dialects.native.client.connection import Connection
from triplicate.dialects.native.client.errors import unreachable
from triplicate.dialects.native.files import operations
from triplicate.dialects.native.files.parameters import FileParameters, UploadParameters
from triplicate.dialects.native.files.responses import File, FilePage
from triplicate.http_client.request_builder import OutboundRequest

FileOrId = File | str
"""A file, or its id."""


class FileFilters(TypedDict, total=False):
    """Which files to list: of an account, with a purpose. `limit` is the page size."""

    account: str
    purpose: Literal["artwork", "document"]
    after: str
    limit: int


class Files(Connection):
    """Operations on files."""

    def upload_file(
        self,
        file: Path | str | bytes,
        name: str | None = None,
        *,
        purpose: Literal["artwork", "document"] = "document",
        account: str | None = None,
        idempotency_key: str | None = None,
    ) -> File:
        """Uploads a file, given by its path, or its content; a file on disk is sent as it is read.

        Raises InsufficientStorage, InvalidInput.
        """
        key = idempotency_key or str(uuid.uuid4())
        request = native.build_request(operations.UPLOAD_FILE, UploadParameters(account=account), key=key)
        request = request._replace(fields={"purpose": purpose})
        if isinstance(file, bytes):
            return self._upload(request._replace(files={operations.FILE_BODY.part: (name or "file", file)}))
        path = Path(file)

        def attempt() -> File:
            with path.open("rb") as content:
                part = (name or path.name, content)
                return self._send(request._replace(files={operations.FILE_BODY.part: part}), File, 0.0)

        return self._transport.retry(attempt)

    def get_file(self, file: FileOrId) -> File:
        """What is known of a file; raises NotFound."""
        return self._call(operations.GET_FILE, FileParameters(_id(file)))

    def get_file_content(self, file: FileOrId) -> bytes:
        """The content of a file, in memory."""
        request = native.build_request(operations.GET_FILE_CONTENT, FileParameters(_id(file)))
        return self._transport.retry(lambda: self._content(request))

    def list_files(self, **filters: Unpack[FileFilters]) -> FilePage:
        """One page of files, newest first; its `next` is the `after` of the next page."""
        return self._call(operations.LIST_FILES, dict(filters))

    def iter_files(self, **filters: Unpack[FileFilters]) -> Iterator[File]:
        """Iterates over every matching file, through all pages."""
        while True:
            page = self.list_files(**filters)
            yield from page.files
            if page.next is None:
                return
            filters["after"] = page.next

    def delete_file(self, file: FileOrId, *, idempotency_key: str | None = None) -> File:
        """Deletes a file, and returns it as it was; raises PermanentFile for artwork."""
        return self._call(operations.DELETE_FILE, FileParameters(_id(file)), key=idempotency_key)

    def _upload(self, request: OutboundRequest) -> File:
        return self._transport.retry(lambda: self._send(request, File, 0.0))

    def _content(self, request: OutboundRequest) -> bytes:
        try:
            response = self._transport.send(request)
        except httpx.RequestError as error:
            raise unreachable(self._transport.no_response_message(error)) from error
        if not response.is_success:
            raise native.parse_error(response)
        return response.content


def _id(file: FileOrId) -> str:
    return file.id if isinstance(file, File) else file
