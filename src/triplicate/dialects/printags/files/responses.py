"""The response to an upload."""

import msgspec

from triplicate.dialects.printags.document.wire import File


class UploadedFiles(msgspec.Struct):
    """The stored file, keyed by the name of its multipart part."""

    file: File


class UploadFileReply(msgspec.Struct):
    """The response to an upload."""

    success: bool
    files: UploadedFiles
