"""The OpenAPI description of uploads and downloads."""

from tests.conformance.operation_fixtures import DIALECTS
from tests.conformance.test_openapi import sent_document


def test_files_are_described_as_they_are_sent_and_answered() -> None:
    paths = sent_document(DIALECTS["printags"])["paths"]
    upload = paths["/accounts/{accountId}/files"]["post"]
    (content,) = upload["requestBody"]["content"].items()
    assert upload["requestBody"]["required"] is True
    assert content[0] == "multipart/form-data"
    assert content[1]["schema"]["required"] == ["file"]
    assert content[1]["schema"]["properties"]["file"]["format"] == "binary"
    assert {"400", "408", "413", "415"} <= upload["responses"].keys()
    replies = paths["/accounts/{accountId}/files/{fileId}"]["get"]["responses"]
    assert replies["200"]["content"] == {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    assert replies["200"]["headers"]["ETag"]["description"] == "The file's entity tag, for If-None-Match"
    assert {"304", "404"} <= replies.keys()
