"""Stored files: equal bytes are one file of an account on both databases, and a failure leaves nothing behind."""

import asyncio
import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.app.files.artwork_fixtures import SVG, image
from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.files.stored_files import StoredContent, add_file, find_file, store_upload
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import File
from triplicate.blobs.directory import DirectoryBlobs
from triplicate.core import times
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.failures import AccountNotFound, DomainError, Failure, FileNotFound, MissingScope
from triplicate.main import Installation

HERE, THERE = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
NOWHERE = "cccccccc-0000-4000-8000-000000000003"


@pytest.fixture
def file_store(installation: Installation) -> "FileStore":
    return FileStore(installation)


class FileStore:
    """Takes files for two accounts."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        installation.store.run("accounts", self._accounts)

    def _accounts(self, uow: UnitOfWork) -> None:
        for account in (HERE, THERE):
            directory.create_account(uow, account, "An account", "EUR", self.installation.now())

    def keep(self, content: StoredContent, account: str = HERE, principal: Principal | None = None) -> File:
        """A file of the account, as somebody of it keeps it."""
        acting = acting_for(
            principal or somebody(account), times.from_datetime(self.installation.now()), self.installation
        )
        return self.installation.store.run("keep", lambda unit: add_file(unit, acting, account, content))

    def find(self, principal: Principal, id: str) -> File:
        """What somebody finds under an id."""

        async def found() -> File:
            reader = self.installation.reader()
            try:
                return await find_file(reader, principal, id)
            finally:
                await reader.close()

        return asyncio.run(found())


def acting_for(principal: Principal, at: str, installation: Installation) -> Context:
    return installation.context(principal, "test")._replace(at=at)


def somebody(account: str | None, *scopes: str) -> Principal:
    return Principal(
        credential="c", dialect="vendor", account=account, scopes=frozenset(scopes or (READ, WRITE)), email=None
    )


def refused(excinfo: pytest.ExceptionInfo[DomainError]) -> Failure:
    return excinfo.value.failure


def test_the_same_bytes_are_one_file_of_an_account(file_store: FileStore) -> None:
    content = store_upload(file_store.installation.inspector, file_store.installation.blobs, image())
    first, again, elsewhere = file_store.keep(content), file_store.keep(content), file_store.keep(content, THERE)
    assert first == again
    assert (first.mime, first.size, first.account) == ("image/png", len(image()), HERE)
    assert elsewhere.id != first.id
    assert (elsewhere.account, elsewhere.sha256) == (THERE, first.sha256)
    assert file_store.installation.blobs.get(first.sha256) == image()


def test_other_bytes_are_another_file(file_store: FileStore) -> None:
    one, other = (
        file_store.keep(
            store_upload(file_store.installation.inspector, file_store.installation.blobs, image(colour=colour))
        )
        for colour in (1, 2)
    )
    assert one.id != other.id


def test_of_a_drawing_what_is_kept_counts(file_store: FileStore) -> None:
    running = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    plain, cleaned = (
        file_store.keep(store_upload(file_store.installation.inspector, file_store.installation.blobs, sent))
        for sent in (SVG, running)
    )
    assert plain == cleaned
    content = file_store.installation.blobs.get(plain.sha256)
    assert content is not None
    assert b"script" not in content
    assert plain.size == len(content)


def test_twenty_who_keep_the_same_at_once_keep_one_file(file_store: FileStore) -> None:
    content = store_upload(file_store.installation.inspector, file_store.installation.blobs, image())
    with ThreadPoolExecutor(20) as crowd:
        kept = list(crowd.map(lambda _: file_store.keep(content), range(20)))
    assert {file.id for file in kept} == {kept[0].id}


def test_who_may_keep_files(file_store: FileStore) -> None:
    content = store_upload(file_store.installation.inspector, file_store.installation.blobs, image())
    with pytest.raises(DomainError) as excinfo:
        file_store.keep(content, principal=somebody(HERE, READ))
    assert refused(excinfo) == MissingScope(WRITE)
    with pytest.raises(DomainError) as excinfo:
        file_store.keep(content, account=THERE, principal=somebody(HERE))
    assert refused(excinfo) == AccountNotFound(THERE)
    with pytest.raises(DomainError) as excinfo:
        file_store.keep(content, account=NOWHERE, principal=somebody(None))
    assert refused(excinfo) == AccountNotFound(NOWHERE)


def test_who_finds_them(file_store: FileStore) -> None:
    file = file_store.keep(store_upload(file_store.installation.inspector, file_store.installation.blobs, image()))
    assert file_store.find(somebody(HERE), file.id) == file
    assert file_store.find(somebody(None), file.id.upper()) == file
    with pytest.raises(DomainError) as excinfo:
        file_store.find(somebody(HERE, WRITE), file.id)
    assert refused(excinfo) == MissingScope(READ)
    for principal, id in ((somebody(THERE), file.id), (somebody(HERE), NOWHERE), (somebody(HERE), "no guid")):
        with pytest.raises(DomainError) as excinfo:
            file_store.find(principal, id)
        assert refused(excinfo) == FileNotFound(id)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    blobs = DirectoryBlobs(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(OSError, match="No space"):
            blobs.put(image())
        assert everything(tmp_path) == []
    digest = blobs.put(image())
    assert blobs.get(digest) == image()
    assert len(everything(tmp_path)) == 1


def test_bytes_that_are_there_are_not_written_again(tmp_path: Path) -> None:
    blobs = DirectoryBlobs(tmp_path)
    digest = blobs.put(b"x")
    (place,) = everything(tmp_path)
    written = place.stat().st_mtime_ns, place.stat().st_ino
    assert blobs.put(b"x") == digest
    assert (place.stat().st_mtime_ns, place.stat().st_ino) == written
