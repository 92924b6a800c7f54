"""The operations on files as data: upload, list, get, download and delete."""

from triplicate.api.bodies import NO_BODY, Choice, upload_with_choice
from triplicate.api.operation import WRITERS, HandlerCheck, Link, Operation
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import FILE, JsonReply
from triplicate.app.files.purposes import DOCUMENT, PURPOSES
from triplicate.core.access import READ
from triplicate.dialects.native.files import responses
from triplicate.dialects.native.files.parameters import FileParameters, FilesParameters, UploadParameters
from triplicate.dialects.native.paths import READ_STATUSES, WRITE_STATUSES

_FILE_PATH = "/v1/files/{fileId}"
_EXAMPLE = {
    "id": "5d1c2f64-7a0b-4c8e-9f3e-2b1a0c9d8e7f",
    "account": "123e4567-e89b-12d3-a456-426614174000",
    "purpose": "document",
    "name": "terms.pdf",
    "media_type": "application/pdf",
    "size": 48213,
    "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "created_at": "2024-07-01T09:26:55.737Z",
}
FILE_BODY = upload_with_choice(
    "file", Choice("purpose", DOCUMENT.name, {name: purpose.max_bytes for name, purpose in PURPOSES.items()})
)

UPLOAD_FILE = Operation(
    name="uploadFile",
    method="POST",
    paths=("/v1/files",),
    summary="Upload a file",
    description="A `document` may be anything; `artwork` is a PNG, JPEG, SVG or PDF, and inspected. The media type is "
    "read off the bytes. The same bytes with the same purpose and name are the file that is there. Send `purpose` "
    "before the file, so that a file that is too large is refused early.",
    parameters=UploadParameters,
    body=FILE_BODY,
    reply=JsonReply(responses.File),
    statuses=(201, *WRITE_STATUSES),
    access=WRITERS,
    query=QueryRule.STRICT,
    tags=("Files",),
    links=(Link("getFile", {"fileId": "$response.body#/id"}),),
    reply_example=_EXAMPLE,
)
LIST_FILES = Operation(
    name="listFiles",
    method="GET",
    paths=("/v1/files",),
    summary="List files",
    description="Those of one account, newest first.",
    parameters=FilesParameters,
    body=NO_BODY,
    reply=JsonReply(responses.FilePage),
    statuses=(200, *READ_STATUSES),
    access=HandlerCheck(READ),
    query=QueryRule.STRICT,
    tags=("Files",),
    reply_example={"files": [_EXAMPLE], "next": None},
)
GET_FILE = Operation(
    name="getFile",
    method="GET",
    paths=(_FILE_PATH,),
    summary="Get what is known of a file",
    parameters=FileParameters,
    body=NO_BODY,
    reply=JsonReply(responses.File),
    statuses=(200, *READ_STATUSES),
    access=HandlerCheck(READ),
    tags=("Files",),
    reply_example=_EXAMPLE,
)
GET_FILE_CONTENT = Operation(
    name="getFileContent",
    method="GET",
    paths=(f"{_FILE_PATH}/content",),
    summary="Download a file",
    description="With `Range`, a part of it; `If-Range` makes sure that it is a part of the same bytes.",
    parameters=FileParameters,
    body=NO_BODY,
    reply=FILE,
    statuses=(200, *READ_STATUSES),
    access=HandlerCheck(READ),
    tags=("Files",),
)
DELETE_FILE = Operation(
    name="deleteFile",
    method="DELETE",
    paths=(_FILE_PATH,),
    summary="Delete a file",
    description="Answers with it as it was. Artwork stays, since orders may show it. The account's quota is free again "
    "at once.",
    parameters=FileParameters,
    body=NO_BODY,
    reply=JsonReply(responses.File),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Files",),
    reply_example=_EXAMPLE,
)
