"""Files under `/v1`: documents of any kind and artwork, for their account, within its quota."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tests.app.files.artwork_fixtures import PDF, SVG, image
from tests.blobs.blob_store_fixtures import sha256
from tests.dialects.native.native_api_fixtures import NativeApi, error_code, problem_paths
from triplicate.api.http_errors import ClientDisconnected
from triplicate.app.accounts.profile import ProfileChanges, update_profile
from triplicate.app.files.purposes import ARTWORK, MIB
from triplicate.blobs.drafts import LocalDraft
from triplicate.core import times
from triplicate.core.failures import DomainError, Unavailable

ABSENT = "00000000-1111-4222-8333-444444444444"


def upload(api: NativeApi, content: bytes, name: str = "terms.pdf", who: str = "clerk", **more: Any) -> httpx.Response:
    """The answer to an upload, as httpx sends one: the purpose first."""
    path = more.pop("path", "/files")
    return api.request("POST", path, who=who, files={"file": (name, content)}, **more)


def uploaded(api: NativeApi, content: bytes, name: str = "terms.pdf", **more: Any) -> dict[str, Any]:
    """What is known of a file after its upload."""
    file: dict[str, Any] = upload(api, content, name, status=201, **more).json()
    return file


def set_quota(api: NativeApi, quota: int, account: str | None = None) -> None:
    """Gives an account a quota of its own, in bytes."""
    at, store = times.from_datetime(api.installation.now()), api.installation.store
    changes = ProfileChanges(file_quota=quota)
    store.run("quota", lambda uow: update_profile(uow, account or api.account, changes, at))


def usage(api: NativeApi) -> int:
    """How many bytes the account has, by the counter."""
    return int(api.installation.store.run("usage", lambda uow: uow.files.usage(api.account)))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (image(), "image/png"),
        (b"<html><script>alert(1)</script>", "application/octet-stream"),
        (SVG, "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"PK\x03\x04 and more", "application/zip"),
    ],
)
def test_a_document_may_be_anything(native_api: NativeApi, content: bytes, media_type: str) -> None:
    reply = upload(native_api, content, data={"purpose": "document"}, status=201)
    file = reply.json()
    assert file == {
        "id": file["id"],
        "account": native_api.account,
        "purpose": "document",
        "name": "terms.pdf",
        "media_type": media_type,
        "size": len(content),
        "sha256": sha256(content),
        "created_at": file["created_at"],
    }
    assert reply.headers["location"] == f"/v1/files/{file['id']}"
    assert native_api.request("GET", f"/files/{file['id']}", status=200).json() == file
    whole = native_api.request("GET", f"/files/{file['id']}/content", status=200)
    assert (whole.content, whole.headers["content-type"]) == (content, media_type)
    assert whole.headers["content-disposition"] == 'attachment; filename="terms.pdf"'
    assert whole.headers["x-content-type-options"] == "nosniff"


def test_artwork_is_inspected_and_shown(native_api: NativeApi) -> None:
    drawing = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    file = uploaded(native_api, drawing, "front.svg", data={"purpose": "artwork"})
    assert (file["purpose"], file["media_type"]) == ("artwork", "image/svg+xml")
    shown = native_api.request("GET", f"/files/{file['id']}/content", status=200)
    assert b"script" not in shown.content
    assert shown.headers["content-disposition"] == 'inline; filename="front.svg"'
    refused = upload(native_api, b"GIF89a", data={"purpose": "artwork"})
    assert problem_paths(refused) == ["file"]


def test_a_part_of_a_document(native_api: NativeApi) -> None:
    file = uploaded(native_api, PDF * 1000)
    path = f"/files/{file['id']}/content"
    part = native_api.request("GET", path, headers={"Range": "bytes=3-9"})
    assert (part.status_code, part.content) == (206, (PDF * 1000)[3:10])
    outside = native_api.request("GET", path, headers={"Range": "bytes=999999-"})
    assert error_code(outside) == (416, "range-not-satisfiable")
    assert outside.headers["content-range"] == f"bytes */{file['size']}"


@pytest.mark.parametrize(
    ("sent", "kept", "header"),
    [
        ("C:\\files\\terms.pdf", "terms.pdf", 'filename="terms.pdf"'),
        ("../../etc/passwd", "passwd", 'filename="passwd"'),
        ('a"b;c.pdf', 'a"b;c.pdf', "filename=\"a_b_c.pdf\"; filename*=UTF-8''a%22b%3Bc.pdf"),
        ("Grüße 名前.pdf", "Grüße 名前.pdf", "filename=\"Gr__e __.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20"),
        ("a\u202egnp.exe", "agnp.exe", 'filename="agnp.exe"'),
        ("x" * 300, "x" * 255, f'filename="{"x" * 255}"'),
    ],
)
def test_names_are_kept_without_folders(native_api_in_process: NativeApi, sent: str, kept: str, header: str) -> None:
    file = uploaded(native_api_in_process, PDF, sent)
    assert file["name"] == kept
    content = native_api_in_process.request("GET", f"/files/{file['id']}/content", status=200)
    assert header in content.headers["content-disposition"]


def test_the_same_document_again_is_the_one_that_is_there(native_api: NativeApi) -> None:
    first = uploaded(native_api, PDF)
    assert uploaded(native_api, PDF) == first
    others = [
        uploaded(native_api, PDF, "other.pdf"),
        uploaded(native_api, PDF, data={"purpose": "artwork"}),
        uploaded(native_api, PDF, who="stranger"),
        uploaded(native_api, PDF + b" ", "terms.pdf"),
    ]
    assert len({file["id"] for file in [first, *others]}) == 5


def test_a_key_makes_an_upload_safe_to_repeat(native_api: NativeApi) -> None:
    key = {"Idempotency-Key": "terms"}
    first, again = upload(native_api, PDF, headers=key), upload(native_api, PDF, headers=key)
    assert (first.status_code, first.content) == (201, again.content)
    assert again.headers["idempotent-replayed"] == "true"
    for changed in ({"name": "other.pdf"}, {"data": {"purpose": "artwork"}}):
        assert error_code(upload(native_api, PDF, headers=key, **changed)) == (422, "idempotency-key-reused")


def test_forms_that_are_no_uploads(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    assert problem_paths(upload(api, PDF, data={"purpose": "poem"})) == ["purpose"]
    assert problem_paths(upload(api, PDF, data={"purpose": "document" * 1000})) == ["purpose"]
    assert problem_paths(upload(api, PDF, data={"purpose": ["document", "document"]})) == ["purpose"]
    assert problem_paths(upload(api, PDF, data={"colour": "red"})) == ["colour"]
    assert problem_paths(api.request("POST", "/files", files={"file": (None, b"text")})) == ["file"]
    assert problem_paths(upload(api, PDF, path="/files?colour=red")) == ["colour"]


@pytest.mark.parametrize("purpose_first", [True, False])
def test_artwork_is_refused_by_its_own_limit(native_api: NativeApi, purpose_first: bool) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%s\r\n' % bytes(
        ARTWORK.max_bytes + 1
    )
    choice = b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nartwork\r\n'
    body = (choice + part if purpose_first else part + choice) + b"--b--\r\n"
    reply = native_api.request(
        "POST", "/files", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert error_code(reply) == (413, "body-too-large")
    assert str(ARTWORK.max_bytes) in reply.json()["detail"]


def test_files_are_listed_newest_first_page_by_page(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    files = [uploaded(api, b"%d" % number, f"{number}.txt") for number in range(7)]
    files.append(uploaded(api, image(), "front.png", data={"purpose": "artwork"}))
    uploaded(api, b"theirs", who="stranger")
    listed, path = [], "/files?limit=3"
    while path:
        page = api.request("GET", path, status=200).json()
        assert len(page["files"]) <= 3
        listed += page["files"]
        path = page["next"] and f"/files?limit=3&after={page['next']}"
    assert listed == sorted(files, key=lambda file: (file["created_at"], file["id"]), reverse=True)
    artwork = api.request("GET", "/files?purpose=artwork", status=200).json()
    assert artwork == {"files": [files[-1]], "next": None}
    of_operator = api.request("GET", f"/files?account={api.account}", who="operator", status=200).json()
    assert of_operator["files"] == listed
    for path in ("/files?after=x", "/files?after=2024-07-01T09:26:55.737Z_x"):
        assert problem_paths(api.request("GET", path)) == ["after"]


def test_whose_files_they_are(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    file = uploaded(api, PDF)
    for path in (f"/files/{file['id']}", f"/files/{file['id']}/content", f"/files/{ABSENT}", "/files/x"):
        assert error_code(api.request("GET", path, who="stranger")) == (404, "no-such-file")
    assert error_code(api.request("DELETE", f"/files/{file['id']}", who="stranger")) == (404, "no-such-file")
    assert error_code(api.request("GET", f"/files?account={api.account}", who="stranger")) == (404, "no-such-account")
    assert error_code(upload(api, PDF, who="stranger", path=f"/files?account={api.account}"))[1] == "no-such-account"
    assert error_code(upload(api, PDF, who="reader")) == (403, "missing-scope")
    assert error_code(api.request("DELETE", f"/files/{file['id']}", who="reader")) == (403, "missing-scope")
    for path in ("/files", f"/files/{file['id']}", f"/files/{file['id']}/content"):
        assert error_code(api.request("GET", path, who="writer")) == (403, "missing-scope")
    assert problem_paths(api.request("GET", "/files", who="operator")) == ["account"]
    assert problem_paths(upload(api, PDF, who="operator")) == ["account"]
    assert error_code(upload(api, PDF, who="operator", path=f"/files?account={ABSENT}"))[1] == "no-such-account"
    assert uploaded(api, PDF, who="operator", path=f"/files?account={api.account}") == file
    assert api.request("GET", f"/files/{file['id']}", who="operator", status=200).json() == file


def test_a_document_can_be_deleted_and_artwork_stays(native_api: NativeApi) -> None:
    file, same = uploaded(native_api, PDF), uploaded(native_api, PDF, "copy.pdf")
    artwork = uploaded(native_api, image(), data={"purpose": "artwork"})
    assert native_api.request("DELETE", f"/files/{file['id']}", status=200).json() == file
    for method in ("GET", "DELETE"):
        assert error_code(native_api.request(method, f"/files/{file['id']}")) == (404, "no-such-file")
    assert native_api.request("GET", f"/files/{same['id']}/content", status=200).content == PDF
    assert error_code(native_api.request("DELETE", f"/files/{artwork['id']}")) == (409, "permanent-file")
    assert uploaded(native_api, PDF)["id"] != file["id"]


def test_what_does_not_fit_into_the_quota_is_refused_and_not_stored(native_api: NativeApi) -> None:
    set_quota(native_api, 1000)
    first = uploaded(native_api, bytes(600))
    refused = upload(native_api, bytes(401))
    assert error_code(refused) == (409, "quota-exceeded")
    assert refused.json()["left"] == "400"
    assert "401 bytes" in refused.json()["detail"]
    assert native_api.installation.blobs.stat(native_api.account, sha256(bytes(401))) is None
    assert uploaded(native_api, bytes(600)) == first, "what is there takes no more"
    uploaded(native_api, bytes(400))
    assert usage(native_api) == 1000
    assert error_code(upload(native_api, b"x")) == (409, "quota-exceeded")
    native_api.request("DELETE", f"/files/{first['id']}", status=200)
    assert usage(native_api) == 400
    uploaded(native_api, b"x")
    set_quota(native_api, -1)
    uploaded(native_api, bytes(2000))
    assert usage(native_api) == 2401


def test_what_is_deleted_takes_no_disk_either(native_api: NativeApi) -> None:
    """Deleting frees the quota, so that its bytes must go as well; those of another file stay."""
    set_quota(native_api, 1000)
    first = uploaded(native_api, bytes(400))
    copy = uploaded(native_api, bytes(400), "copy.pdf")
    for number in range(3):
        file = uploaded(native_api, bytes([number + 1]) * 200)
        native_api.request("DELETE", f"/files/{file['id']}", status=200)
    native_api.request("DELETE", f"/files/{first['id']}", status=200)
    assert stored_bytes(native_api) == 400
    assert native_api.request("GET", f"/files/{copy['id']}/content", status=200).content == bytes(400)
    native_api.request("DELETE", f"/files/{copy['id']}", status=200)
    assert stored_bytes(native_api) == 0


def stored_bytes(api: NativeApi) -> int:
    """How many bytes of the account lie in the blob store."""
    return sum(blob.size for blob in api.installation.blobs.list() if blob.account == api.account)


@pytest.mark.parametrize("is_declared", [True, False])
def test_what_can_never_fit_does_not_reach_the_disk(
    native_api: NativeApi, monkeypatch: pytest.MonkeyPatch, is_declared: bool
) -> None:
    """Neither of a file whose Content-Length says so, nor of one that comes in chunks of any number."""
    set_quota(native_api, 0)
    sizes, append = [0], LocalDraft._append

    def counted(draft: LocalDraft, buffer: bytearray) -> None:
        append(draft, buffer)
        sizes.append(draft.size)

    monkeypatch.setattr(LocalDraft, "_append", counted)
    request = httpx.Request("POST", "http://service", files={"file": ("large", bytes(8 * MIB))})
    body = request.read()
    pieces = (body[at : at + 65536] for at in range(0, len(body), 65536))
    headers = {"Content-Type": request.headers["content-type"]}
    reply = native_api.request("POST", "/files", content=body if is_declared else pieces, headers=headers)
    assert error_code(reply) == ((409, "quota-exceeded") if is_declared else (413, "body-too-large"))
    assert max(sizes) < MIB


def test_a_name_more_for_the_same_bytes_counts_as_well(native_api_in_process: NativeApi) -> None:
    """It is refused in the transaction: the bytes are there, so that nothing tells earlier."""
    api = native_api_in_process
    set_quota(api, 1000)
    uploaded(api, bytes(600))
    assert error_code(upload(api, bytes(600), "other.pdf")) == (409, "quota-exceeded")
    assert usage(api) == 600
    assert api.installation.blobs.stat(api.account, sha256(bytes(600))) is not None


def test_of_many_that_fit_alone_only_those_are_taken_that_fit_together(native_api: NativeApi) -> None:
    set_quota(native_api, 5 * MIB)
    contents = [bytes([number]) * MIB for number in range(12)]
    with ThreadPoolExecutor(12) as crowd:
        replies = list(crowd.map(lambda content: upload(native_api, content), contents))
    assert sorted(reply.status_code for reply in replies) == [201] * 5 + [409] * 7
    assert usage(native_api) == 5 * MIB
    kept = {blob.digest for blob in native_api.installation.blobs.list() if blob.account == native_api.account}
    assert kept == {reply.json()["sha256"] for reply in replies if reply.status_code == 201}


@pytest.mark.parametrize("error", [ClientDisconnected(), DomainError(Unavailable())])
def test_what_was_stored_for_a_file_that_is_not_added_is_deleted(
    native_api_in_process: NativeApi, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The caller has left before the transaction began, or the database could not be reached."""
    api = native_api_in_process

    async def fail(*_: Any) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("triplicate.api.file_transaction.run_once", fail)
        with suppress(Exception):
            api.client.post(
                "/v1/files",
                headers={"Authorization": f"Bearer {api.tokens['clerk']}"},
                files={"file": ("terms.pdf", PDF)},
            )
    assert [blob for blob in api.installation.blobs.list() if blob.account == api.account] == []
    uploaded(api, PDF)
