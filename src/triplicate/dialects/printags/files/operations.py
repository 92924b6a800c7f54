"""Declares Printags' operations on files."""

from triplicate.api.bodies import NO_BODY, upload
from triplicate.api.operation import WRITERS, HandlerCheck, Link, Operation
from triplicate.api.replies import FILE, JsonReply
from triplicate.app.files.purposes import ARTWORK
from triplicate.core.access import READ
from triplicate.dialects.printags.files import responses
from triplicate.dialects.printags.files.parameters import FileParameters
from triplicate.dialects.printags.parameters import AccountParameters
from triplicate.dialects.printags.paths import ACCOUNT_PATH, COMMON_STATUSES, WRITE_STATUSES

FILE_BODY = upload("file", ARTWORK.max_bytes)


UPLOAD_FILE = Operation(
    name="uploadFile",
    method="POST",
    paths=(f"{ACCOUNT_PATH}/files",),
    summary="Upload artwork: a PNG, JPEG, SVG or PDF",
    description="The file type is detected from the content, not the name or Content-Type. An SVG is sanitised. "
    "Uploading the same file again returns the existing one.",
    parameters=AccountParameters,
    body=FILE_BODY,
    reply=JsonReply(responses.UploadFileReply),
    statuses=(200, *WRITE_STATUSES, 415),
    access=WRITERS,
    tags=("Files",),
    links=(Link("getFile", {"accountId": "@me", "fileId": "$response.body#/files/file/id"}),),
    reply_example={
        "success": True,
        "files": {
            "file": {
                "id": "5d1c2f64-7a0b-4c8e-9f3e-2b1a0c9d8e7f",
                "mimeType": "image/png",
                "size": 48213,
                "createdAt": "2024-07-01T09:26:55.737Z",
            }
        },
    },
)
GET_FILE = Operation(
    name="getFile",
    method="GET",
    paths=(f"{ACCOUNT_PATH}/files/{{fileId}}",),
    summary="Download a file",
    parameters=FileParameters,
    body=NO_BODY,
    reply=FILE,
    statuses=(200, 404, *COMMON_STATUSES),
    access=HandlerCheck(READ),
    tags=("Files",),
)
