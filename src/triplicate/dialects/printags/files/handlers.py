"""Request handlers of files: upload and download of artwork."""

from triplicate.api.dialect import serve
from triplicate.api.file_response import file_response
from triplicate.api.file_transaction import run_once_with_content
from triplicate.api.request import Request
from triplicate.api.response import AnyResponse, Response
from triplicate.api.uploads import Upload
from triplicate.app.context import Context
from triplicate.app.files.purposes import ARTWORK
from triplicate.app.files.stored_files import add_file, find_file, store_upload
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import File
from triplicate.core.failures import DomainError, FileNotFound
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.files import responses
from triplicate.dialects.printags.files.operations import GET_FILE, UPLOAD_FILE
from triplicate.dialects.printags.files.parameters import FileParameters
from triplicate.dialects.printags.parameters import AccountParameters

_CACHE_CONTROL = b"private, no-cache"
"""Revalidate each time: a file's content never changes, but the permission to read it can."""


async def upload_file(request: Request[AccountParameters, Upload]) -> Response:
    """Uploads a file: its content is inspected and stored first, then recorded in one transaction."""
    account = bind_to_account(request.principal, request.parameters.accountId).account
    assert account is not None, "the path names one"
    services = request.services
    content = await store_upload(services.file_storage, services.reader, account, ARTWORK, request.body.draft)

    def work(uow: UnitOfWork, context: Context) -> responses.UploadFileReply:
        return _upload_reply(add_file(uow, context, services.file_storage, account, content))

    return await run_once_with_content(request, UPLOAD_FILE, account, content, work)


def _upload_reply(file: File) -> responses.UploadFileReply:
    uploaded = wire.File(id=file.id, mimeType=file.mime, size=file.size, createdAt=file.created_at)
    return responses.UploadFileReply(success=True, files=responses.UploadedFiles(file=uploaded))


async def get_file(request: Request[FileParameters, None]) -> AnyResponse:
    """Downloads a file of the account by its GUID; 404 if its content is lost."""
    principal = bind_to_account(request.principal, request.parameters.accountId)
    file = await find_file(request.services.reader, principal, request.parameters.fileId)
    response = await file_response(request.scope, file, request.services.blobs, _CACHE_CONTROL)
    if response is None:
        raise DomainError(FileNotFound(request.parameters.fileId))
    return response


ENDPOINTS = (serve(UPLOAD_FILE, upload_file), serve(GET_FILE, get_file))
