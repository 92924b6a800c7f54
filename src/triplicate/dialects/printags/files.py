"""Printags' files: artwork that is uploaded, and got back as it is stored."""

from triplicate.app.acting import Acting
from triplicate.app.files import find_file, keep, take_in
from triplicate.app.ports import Unit
from triplicate.app.stored import File
from triplicate.core.failures import NoSuchFile, Refused
from triplicate.dialects.printags import answers, api, wire
from triplicate.dialects.printags.auth import in_account
from triplicate.http.answer import Answer, answer
from triplicate.http.change import change
from triplicate.http.files import file_answer
from triplicate.http.op import Call, Handler
from triplicate.http.uploads import in_turn

_CACHING = b"private, no-cache"
"""What a file holds never changes, but who may see it can."""


async def upload_file(call: Call) -> Answer:
    """A file of the account: its bytes are looked at and stored first, and then it is told in one transaction."""
    account = in_account(call.principal, call.parameters["accountId"]).account
    assert account is not None, "the path names one"
    content = await in_turn(lambda: take_in(call.services.blobs, call.upload.content()))

    def work(unit: Unit, acting: Acting) -> Answer:
        return answer(200, _told(keep(unit, acting, account, content)))

    return await change(call, "upload file", work)


def _told(file: File) -> answers.UploadedReply:
    found = wire.File(id=file.id, mimeType=file.mime, size=file.size, createdAt=file.created_at)
    return answers.UploadedReply(success=True, files=answers.Uploaded(file=found))


async def get_file(call: Call) -> Answer:
    """A file of the account by its GUID; one whose bytes are lost is one that does not exist."""
    principal = in_account(call.principal, call.parameters["accountId"])
    file = await find_file(call.services.reader, principal, call.parameters["fileId"])
    found = await file_answer(file, call.services.blobs, call.headers.get(b"if-none-match"), _CACHING)
    if found is None:
        raise Refused(NoSuchFile(call.parameters["fileId"]))
    return found


HANDLERS: dict[str, Handler] = {api.UPLOAD_FILE.name: upload_file, api.GET_FILE.name: get_file}
