"""Stored files: equal bytes are one file of an account on both databases."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from tests.app.files.artwork_fixtures import SVG, image
from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.files.purposes import ARTWORK, MIB
from triplicate.app.files.stored_files import FileStorage, StoredContent, add_file, find_file, store_upload
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import File
from triplicate.blobs.bucket import BucketBlobs
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
        self.storage = FileStorage(installation.blobs, installation.inspector, MIB)
        installation.store.run("accounts", self._accounts)

    def _accounts(self, uow: UnitOfWork) -> None:
        for account in (HERE, THERE):
            directory.create_account(uow, account, "An account", "EUR", self.installation.now())

    def store(self, content: bytes, account: str = HERE) -> StoredContent:
        """Bytes that were inspected and stored for an account."""

        async def stored() -> StoredContent:
            draft = self.installation.blobs.draft()
            try:
                await draft.write(content)
                await draft.flush()
                reader = self.installation.reader()
                try:
                    return await store_upload(self.storage, reader, account, ARTWORK, draft)
                finally:
                    await reader.close()
            finally:
                await draft.discard()

        return asyncio.run(stored())

    def content(self, file: File) -> bytes:
        """The bytes of a file."""

        async def read() -> bytes:
            return b"".join([chunk async for chunk in self.installation.blobs.open(file.account, file.sha256)])

        return asyncio.run(read())

    def keep(self, content: StoredContent, account: str = HERE, principal: Principal | None = None) -> File:
        """A file of the account, as somebody of it keeps it."""
        acting = acting_for(
            principal or somebody(account), times.from_datetime(self.installation.now()), self.installation
        )
        return self.installation.store.run("keep", lambda unit: add_file(unit, acting, self.storage, account, content))

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


@pytest.mark.parametrize("place", ["directory", "bucket"])
def test_content_is_new_that_was_not_there(file_store: "FileStore", tmp_path: Path, place: str) -> None:
    """What is refused then is deleted at once, and leaves nothing to the sweep."""
    if place == "bucket":
        bucket = BucketBlobs(MemoryStore(), tmp_path / "drafts")
        file_store.storage = file_store.storage._replace(blobs=bucket)
    assert [file_store.store(image()).is_new for _ in range(3)] == [True, False, False]


def test_the_same_bytes_are_one_file_of_an_account(file_store: FileStore) -> None:
    content = file_store.store(image())
    first, again = file_store.keep(content), file_store.keep(content)
    elsewhere = file_store.keep(file_store.store(image(), THERE), THERE)
    assert first == again
    assert (first.mime, first.size, first.account) == ("image/png", len(image()), HERE)
    assert elsewhere.id != first.id
    assert (elsewhere.account, elsewhere.sha256) == (THERE, first.sha256)
    assert file_store.content(first) == file_store.content(elsewhere) == image()


def test_other_bytes_are_another_file(file_store: FileStore) -> None:
    first, second = (file_store.keep(file_store.store(image(colour=colour))) for colour in (1, 2))
    assert first.id != second.id


def test_of_a_drawing_what_is_kept_counts(file_store: FileStore) -> None:
    running = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    plain, cleaned = (file_store.keep(file_store.store(sent)) for sent in (SVG, running))
    assert plain == cleaned
    content = file_store.content(plain)
    assert b"script" not in content
    assert plain.size == len(content)


def test_twenty_who_keep_the_same_at_once_keep_one_file(file_store: FileStore) -> None:
    content = file_store.store(image())
    with ThreadPoolExecutor(20) as crowd:
        kept = list(crowd.map(lambda _: file_store.keep(content), range(20)))
    assert {file.id for file in kept} == {kept[0].id}


def test_who_may_keep_files(file_store: FileStore) -> None:
    content = file_store.store(image())
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
    file = file_store.keep(file_store.store(image()))
    assert file_store.find(somebody(HERE), file.id) == file
    assert file_store.find(somebody(None), file.id.upper()) == file
    with pytest.raises(DomainError) as excinfo:
        file_store.find(somebody(HERE, WRITE), file.id)
    assert refused(excinfo) == MissingScope(READ)
    for principal, id in ((somebody(THERE), file.id), (somebody(HERE), NOWHERE), (somebody(HERE), "no guid")):
        with pytest.raises(DomainError) as excinfo:
            file_store.find(principal, id)
        assert refused(excinfo) == FileNotFound(id)
