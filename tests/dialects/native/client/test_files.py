"""Files through the client: from disk or memory, page by page, and what is refused."""

from pathlib import Path

import pytest

from tests.app.files.artwork_fixtures import PDF, image
from tests.dialects.native.client.client_fixtures import ACCOUNT, ClientFactory
from triplicate.app.accounts.profile import ProfileChanges, update_profile
from triplicate.client import InsufficientStorage, InvalidInput, NotFound, PermanentFile, Triplicate


def test_a_file_from_disk_and_from_memory(account_client: Triplicate, tmp_path: Path) -> None:
    path = tmp_path / "terms.pdf"
    path.write_bytes(PDF)
    file = account_client.upload_file(path)
    assert (file.name, file.purpose, file.media_type, file.size) == (
        "terms.pdf",
        "document",
        "application/pdf",
        len(PDF),
    )
    assert account_client.upload_file(str(path)) == file == account_client.upload_file(PDF, "terms.pdf")
    assert account_client.get_file(file) == account_client.get_file(file.id) == file
    assert account_client.get_file_content(file) == PDF
    picture = account_client.upload_file(image(), "front.png", purpose="artwork")
    assert account_client.list_files(limit=1).files == [picture]
    assert list(account_client.iter_files(limit=1)) == [picture, file]
    assert list(account_client.iter_files(purpose="document")) == [file]
    assert account_client.delete_file(file) == file
    with pytest.raises(NotFound):
        account_client.get_file_content(file)
    with pytest.raises(PermanentFile):
        account_client.delete_file(picture)


def test_a_key_makes_an_upload_once(account_client: Triplicate) -> None:
    file = account_client.upload_file(PDF, "a.pdf", idempotency_key="a")
    account_client.delete_file(file)
    assert account_client.upload_file(PDF, "a.pdf", idempotency_key="a") == file, "the stored response"


def test_what_is_refused(client_factory: ClientFactory, account_client: Triplicate) -> None:
    with pytest.raises(InvalidInput) as excinfo:
        account_client.upload_file(b"GIF89a", purpose="artwork")
    assert [error.path for error in excinfo.value.errors] == ["file"]
    store = client_factory.installation.store
    store.run("quota", lambda uow: update_profile(uow, ACCOUNT, ProfileChanges(file_quota=10), ""))
    with pytest.raises(InsufficientStorage) as storage:
        account_client.upload_file(PDF)
    assert storage.value.problem.left == "10"
    operator = client_factory.client("operator")
    with pytest.raises(InvalidInput):
        operator.upload_file(b"x")
    assert operator.upload_file(b"x", account=ACCOUNT).account == ACCOUNT
