"""Request handlers of files: upload and download of artwork."""

from triplicate.api.file_response import file_answer
from triplicate.api.operation import Call, Handler
from triplicate.api.response import Answer, answer
from triplicate.api.transaction import change
from triplicate.api.uploads import in_turn
from triplicate.app.context import Acting
from triplicate.app.files.stored_files import find_file, keep, take_in
from triplicate.app.ports import Unit
from triplicate.app.records import File
from triplicate.core.failures import NoSuchFile, Refused
from triplicate.dialects.printags import operations, responses
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.document import wire

_CACHING = b"private, no-cache"
"""Revalidate each time: a file's content never changes, but the permission to read it can."""


async def upload_file(call: Call) -> Answer:
    """Uploads a file: its content is checked and stored first, then recorded in one transaction."""
    account = in_account(call.principal, call.parameters["accountId"]).account
    assert account is not None, "the path names one"
    content = await in_turn(lambda: take_in(call.services.blobs, call.upload.content()))

    def work(unit: Unit, acting: Acting) -> Answer:
        return answer(200, _told(keep(unit, acting, account, content)))

    return await change(call, "upload file", work)


def _told(file: File) -> responses.UploadedReply:
    found = wire.File(id=file.id, mimeType=file.mime, size=file.size, createdAt=file.created_at)
    return responses.UploadedReply(success=True, files=responses.Uploaded(file=found))


async def get_file(call: Call) -> Answer:
    """Downloads a file of the account by its GUID; 404 if its content is lost."""
    principal = in_account(call.principal, call.parameters["accountId"])
    file = await find_file(call.services.reader, principal, call.parameters["fileId"])
    found = await file_answer(file, call.services.blobs, call.headers.get(b"if-none-match"), _CACHING)
    if found is None:
        raise Refused(NoSuchFile(call.parameters["fileId"]))
    return found


HANDLERS: dict[str, Handler] = {operations.UPLOAD_FILE.name: upload_file, operations.GET_FILE.name: get_file}
