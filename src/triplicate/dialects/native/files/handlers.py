"""Handlers of the operations on files."""

from typing import cast

import msgspec

from triplicate.api.dialect import serve
from triplicate.api.file_response import file_response
from triplicate.api.file_transaction import delete_content, run_once_with_content
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import NO_STORE, AnyResponse, Response
from triplicate.api.transaction import run_once
from triplicate.api.uploads import Upload
from triplicate.app import records
from triplicate.app.context import Context
from triplicate.app.files.purposes import PURPOSES
from triplicate.app.files.stored_files import add_file, delete_file, find_file, list_files, store_upload
from triplicate.app.ports import FileQuery, UnitOfWork
from triplicate.core import ids, times
from triplicate.core.failures import AccountNotFound, DomainError, FileNotFound, invalid
from triplicate.dialects.native.files import operations, responses
from triplicate.dialects.native.files.parameters import FileParameters, FilesParameters, PurposeName, UploadParameters

_CACHE_CONTROL = b"private, no-cache"
"""Revalidate each time: a file's content never changes, but the permission to read it can."""


async def upload_file(request: Request[UploadParameters, Upload]) -> Response:
    """Uploads a file: its content is inspected and stored first, then recorded in one transaction."""
    account, upload, services = _account(request, request.parameters.account), request.body, request.services
    purpose = PURPOSES[upload.choice]
    content = await store_upload(services.file_storage, services.reader, account, purpose, upload.draft)

    def work(uow: UnitOfWork, context: Context) -> Response:
        return _created(add_file(uow, context, services.file_storage, account, content, upload.file_name))

    return await run_once_with_content(request, operations.UPLOAD_FILE, account, content, work)


async def files(request: Request[FilesParameters, None]) -> responses.FilePage:
    """A page of the files of an account."""
    query = request.parameters
    account = _account(request, query.account)
    page = FileQuery(
        account=account,
        purpose=query.purpose,
        before=None if query.after is None else _position(query.after),
        limit=query.limit + 1,
    )
    stored = await list_files(request.services.reader, request.principal, page)
    last = stored[query.limit - 1] if len(stored) > query.limit else None
    following = None if last is None else f"{last.created_at}_{last.id}"
    return responses.FilePage(files=[_file(file) for file in stored[: query.limit]], next=following)


async def get_file(request: Request[FileParameters, None]) -> responses.File:
    """What is known of a file."""
    return _file(await find_file(request.services.reader, request.principal, request.parameters.fileId))


async def get_file_content(request: Request[FileParameters, None]) -> AnyResponse:
    """Downloads a file; 404 if its content is lost."""
    file = await find_file(request.services.reader, request.principal, request.parameters.fileId)
    response = await file_response(request.scope, file, request.services.blobs, _CACHE_CONTROL)
    if response is None:
        raise DomainError(FileNotFound(request.parameters.fileId))
    return response


async def delete(request: Request[FileParameters, None]) -> Response:
    """Deletes a file, and after its transaction the bytes that no other file of the account has."""
    id = ids.guid(request.parameters.fileId)
    file = None if id is None else await request.services.reader.file(id, request.principal.account)
    account = request.principal.account if file is None else file.account

    def work(uow: UnitOfWork, context: Context) -> responses.File:
        if id is None or account is None:
            raise DomainError(FileNotFound(request.parameters.fileId))
        return _file(delete_file(uow, context, account, id))

    response = await run_once(request, operations.DELETE_FILE, work)
    if file is not None:
        await delete_content(request.services, file.account, file.sha256)
    return response


def _account(request: AnyRequest, name: str | None) -> str:
    """The account that is meant; raises DomainError: InvalidInput if none is, AccountNotFound for another's."""
    if name is None:
        if request.principal.account is None:
            raise invalid("account", "is required, since the credential is of all accounts")
        return request.principal.account
    account = ids.guid(name)
    if account is None or not request.principal.owns(account):
        raise DomainError(AccountNotFound(name))
    return account


def _position(after: str) -> tuple[str, str]:
    at, _, id = after.partition("_")
    if times.canonical(at) != at or ids.guid(id) != id:
        raise invalid("after", "must be the `next` of an earlier page")
    return at, id


def _created(file: records.File) -> Response:
    location = (b"location", f"/v1/files/{file.id}".encode())
    return Response(201, msgspec.json.encode(_file(file)), (NO_STORE, location))


def _file(file: records.File) -> responses.File:
    return responses.File(
        id=file.id,
        account=file.account,
        purpose=cast(PurposeName, file.purpose),
        name=file.name,
        media_type=file.mime,
        size=file.size,
        sha256=file.sha256,
        created_at=file.created_at,
    )


ENDPOINTS = (
    serve(operations.UPLOAD_FILE, upload_file),
    serve(operations.LIST_FILES, files),
    serve(operations.GET_FILE, get_file),
    serve(operations.GET_FILE_CONTENT, get_file_content),
    serve(operations.DELETE_FILE, delete),
)
