"""Sweeping: blobs without a file go once they are old, and never one whose file is being added at the moment."""

import asyncio
import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.store import MemoryStore

from tests.blobs.blob_store_fixtures import ACCOUNT, OTHER_ACCOUNT, sha256, write
from triplicate.app.accounts import directory
from triplicate.app.files.purposes import ARTWORK, DOCUMENT, MIB, Purpose
from triplicate.app.files.stored_files import FileStorage, StoredContent, add_file, delete_file
from triplicate.app.files.sweep import Sweep, delete_orphan, sweep
from triplicate.app.jobs.handlers import JobRun
from triplicate.app.jobs.sweep_files import SWEEP_FILES
from triplicate.app.jobs.tidy import NoPayload
from triplicate.app.ports import BlobStat, StoredBlob, UnitOfWork
from triplicate.app.records import File
from triplicate.blobs.bucket import BucketBlobs
from triplicate.blobs.directory import DirectoryBlobs
from triplicate.core.access import WRITE, Principal
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.observe.metrics import Metrics

WRITER = Principal(credential="c", dialect="vendor", account=None, scopes=frozenset((WRITE,)), email=None)


@pytest.fixture
def blobs(installation: Installation) -> DirectoryBlobs:
    """The blob store of an installation with two accounts."""
    accounts(installation)
    blobs = installation.blobs
    assert isinstance(blobs, DirectoryBlobs)
    return blobs


def accounts(installation: Installation) -> None:
    """Creates two accounts."""

    def work(uow: UnitOfWork) -> None:
        for account in (ACCOUNT, OTHER_ACCOUNT):
            directory.create_account(uow, account, "An account", "EUR", installation.now())

    installation.store.run("accounts", work)


def add(
    installation: Installation, content: StoredContent, account: str = ACCOUNT, storage: FileStorage | None = None
) -> File:
    """Adds a file with this content."""
    context = installation.context(WRITER, "test")
    storage = storage or FileStorage(installation.blobs, installation.inspector, MIB)
    return installation.store.run("add", lambda uow: add_file(uow, context, storage, account, content))


def upload(installation: Installation, content: bytes, account: str = ACCOUNT) -> None:
    """Stores content and adds its file, as an upload does."""
    blob = write(installation.blobs, content, account=account)
    add(installation, content_of(blob), account)


def make_old(installation: Installation) -> None:
    """Makes everything in the blob store two hours old."""
    for path in files(installation):
        os.utime(path, (time.time() - 7200, time.time() - 7200))


def content_of(blob: StoredBlob, purpose: Purpose = ARTWORK) -> StoredContent:
    return StoredContent(purpose, "image/png", blob.size, blob.digest, is_new=True)


def files(installation: Installation) -> list[Path]:
    return [path for path in (installation.config.data / "files").rglob("*") if path.is_file()]


def digests(installation: Installation, account: str = ACCOUNT) -> set[str]:
    return {blob.digest for blob in installation.blobs.list() if blob.account == account}


def test_what_is_old_and_has_no_file_is_deleted(installation: Installation, blobs: DirectoryBlobs) -> None:
    upload(installation, b"with a file")
    upload(installation, b"of another account", OTHER_ACCOUNT)
    for account, content in ((ACCOUNT, b"orphan"), (OTHER_ACCOUNT, b"with a file"), (ACCOUNT, b"of another account")):
        write(blobs, content, account=account)
    draft = blobs.draft()
    asyncio.run(draft.write(b"x" * 2**20))
    assert sweep(installation.store, blobs, installation.now()) == Sweep(0, 0)
    make_old(installation)
    write(blobs, b"young orphan")
    assert sweep(installation.store, blobs, installation.now()) == Sweep(3, 1)
    assert digests(installation) == {sha256(b"with a file"), sha256(b"young orphan")}
    assert digests(installation, OTHER_ACCOUNT) == {sha256(b"of another account")}
    later = installation.now() + timedelta(hours=2)
    assert sweep(installation.store, blobs, later) == Sweep(1, 0)
    assert len(files(installation)) == 2


def test_a_bucket_is_swept_too_and_what_others_have_there_stays(installation: Installation, tmp_path: Path) -> None:
    accounts(installation)
    store, unknown_account = MemoryStore(), "cccccccc-0000-4000-8000-00000000000c"
    bucket = BucketBlobs(store, tmp_path / "drafts")
    orphan, named = write(bucket, b"orphan"), write(bucket, b"with a file")
    add(installation, content_of(named), storage=FileStorage(bucket, installation.inspector, MIB))
    write(bucket, b"of another installation", account=unknown_account)
    for key in ("top-level", "backups/2024/db.dump", f"{ACCOUNT}/notes.txt", f"{ACCOUNT}/{orphan.digest}/part"):
        obstore.put(store, key, b"precious")
    before = keys(store)
    assert sweep(installation.store, bucket, installation.now()) == Sweep(0, 0)
    assert sweep(installation.store, bucket, installation.now() + timedelta(hours=2)) == Sweep(1, 0)
    assert before - keys(store) == {f"{ACCOUNT}/{orphan.digest}"}


def keys(store: MemoryStore) -> set[str]:
    return {meta["path"] for page in obstore.list(store) for meta in page}


def test_a_directory_keeps_blobs_of_unknown_accounts(installation: Installation, blobs: DirectoryBlobs) -> None:
    """The database that knows them may be another one."""
    write(blobs, b"content", account="cccccccc-0000-4000-8000-00000000000c")
    assert sweep(installation.store, blobs, installation.now() + timedelta(hours=2)) == Sweep(0, 0)


def test_many_are_swept_in_batches(installation: Installation, blobs: DirectoryBlobs) -> None:
    for number in range(120):
        (upload if number % 4 == 0 else lambda i, content: write(i.blobs, content))(installation, b"%d" % number)
    make_old(installation)
    batches: list[None] = []
    assert sweep(installation.store, blobs, installation.now(), lambda: batches.append(None)) == Sweep(90, 0)
    assert len(batches) == 3
    assert digests(installation) == {sha256(b"%d" % number) for number in range(0, 120, 4)}


def test_no_transaction_waits_for_more_than_one_deletion(
    installation: Installation, blobs: DirectoryBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a request to a bucket, and every other write waits for the transaction."""
    for number in range(5):
        write(blobs, b"%d" % number)
    deletions: list[str] = []
    delete_blob, run = blobs.delete, installation.store.run
    by_transaction: list[int] = []

    def counted_delete(account: str, digest: str) -> None:
        deletions.append(digest)
        delete_blob(account, digest)

    def counted_run(name: str, work: Any) -> Any:
        before = len(deletions)
        result = run(name, work)
        by_transaction.append(len(deletions) - before)
        return result

    monkeypatch.setattr(blobs, "delete", counted_delete)
    monkeypatch.setattr(installation.store, "run", counted_run)
    assert sweep(installation.store, blobs, installation.now() + timedelta(hours=2)) == Sweep(5, 0)
    assert (sum(by_transaction), max(by_transaction)) == (5, 1)


def test_a_blob_that_became_young_meanwhile_stays(installation: Installation, blobs: DirectoryBlobs) -> None:
    """An upload has stored the same bytes again after the sweep has listed them."""
    write(blobs, b"content")
    make_old(installation)
    assert sweep(installation.store, blobs, installation.now(), lambda: _store_again(blobs)) == Sweep(0, 0)
    assert digests(installation) == {sha256(b"content")}


def _store_again(blobs: DirectoryBlobs) -> None:
    write(blobs, b"content")


def test_an_upload_in_the_moment_of_deletion_is_refused_and_not_lost(
    installation: Installation, blobs: DirectoryBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep holds the account and has just found the blob old; the upload makes it young, and waits."""
    write(blobs, b"content")
    make_old(installation)
    found, stored = threading.Event(), threading.Event()
    stat = blobs.stat

    def slow_stat(account: str, digest: str) -> BlobStat | None:
        blob = stat(account, digest)
        found.set()
        stored.wait(20)
        return blob

    with ThreadPoolExecutor(2) as threads:
        with monkeypatch.context() as patch:
            patch.setattr(blobs, "stat", slow_stat)
            sweeping = threads.submit(sweep, installation.store, blobs, installation.now())
            assert found.wait(20)
        blob = write(blobs, b"content")
        content = content_of(blob)
        adding = threads.submit(add, installation, content)
        stored.set()
        assert sweeping.result(30) == Sweep(1, 0)
        with pytest.raises(DomainError) as excinfo:
            adding.result(30)
    assert excinfo.value.failure == Unavailable()
    upload(installation, b"content")
    make_old(installation)
    assert sweep(installation.store, blobs, installation.now()) == Sweep(0, 0)
    assert digests(installation) == {sha256(b"content")}


def test_bytes_made_anew_after_a_deletion_are_looked_for(installation: Installation, blobs: DirectoryBlobs) -> None:
    """Somebody else's deletion of equal bytes comes between an upload and its file: the bytes are gone."""
    content = content_of(write(blobs, b"content"))
    installation.store.run("delete", lambda uow: delete_orphan(uow, blobs, ACCOUNT, content.sha256))
    with pytest.raises(DomainError) as excinfo:
        add(installation, content)
    assert excinfo.value.failure == Unavailable()


@pytest.mark.slow
def test_no_file_ever_loses_its_bytes(
    installation: Installation, blobs: DirectoryBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uploads, refused uploads, deletions and sweeps of the same few contents at once; all blobs are always old."""
    monkeypatch.setattr(blobs, "delete_drafts", lambda before: 0)
    contents = [b"content %d" % number for number in range(4)]
    over = time.monotonic() + 3
    counts: Counter[str] = Counter()

    def remove(digest: str) -> None:
        work = partial(delete_orphan, blobs=blobs, account=ACCOUNT, digest=digest)
        installation.store.run("refuse", work)

    def uploads(seed: int) -> None:
        chance = random.Random(seed)
        while time.monotonic() < over:
            blob = write(blobs, chance.choice(contents))
            if chance.random() < 0.3:
                remove(blob.digest)
                continue
            with suppress(DomainError):
                file = add(installation, content_of(blob, DOCUMENT))
                counts["added"] += 1
                counts["lost"] += is_lost(installation, file.sha256)
                delete(installation, file)
                counts["deleted"] += 1
                if chance.random() < 0.5:
                    remove(blob.digest)

    def sweeps() -> None:
        while time.monotonic() < over:
            counts["swept"] += sweep(installation.store, blobs, installation.now() + timedelta(hours=2)).blobs

    with ThreadPoolExecutor(4) as threads:
        for job in [*(threads.submit(uploads, seed) for seed in range(3)), threads.submit(sweeps)]:
            job.result(60)
    assert counts["lost"] == 0, counts
    assert min(counts["added"], counts["deleted"], counts["swept"]) >= 5, counts


def is_lost(installation: Installation, digest: str) -> bool:
    """Whether a file names this content, which is not there."""

    def work(uow: UnitOfWork) -> bool:
        uow.accounts.lock(ACCOUNT)
        is_named = digest in uow.files.stored_contents(ACCOUNT, [digest])
        return is_named and installation.blobs.stat(ACCOUNT, digest) is None

    return installation.store.run("look", work)


def delete(installation: Installation, file: File) -> None:
    """Deletes a file, but not its bytes."""
    context = installation.context(WRITER, "test")
    installation.store.run("delete", lambda uow: delete_file(uow, context, file.account, file.id))


class FakeControl:
    """The control of a worker that never stops."""

    def renew(self) -> None:
        """Nothing is leased."""

    def compute(self, function: Any, request: Any) -> Any:
        """Nothing is computed."""
        raise NotImplementedError


def test_the_job_that_sweeps_is_counted_like_all_writes(installation: Installation, blobs: DirectoryBlobs) -> None:
    write(blobs, b"orphan", account=ACCOUNT)
    make_old(installation)
    metrics = Metrics()
    measured = Installation(installation.config, metrics=metrics)
    handler = next(each for each in measured.job_handlers if each.kind is SWEEP_FILES)
    handler.handler(JobRun(NoPayload(), "", 1, measured.context(WRITER, "test"), FakeControl()))
    measured.store.close()
    assert digests(installation) == set()
    assert b'unit="sweep files"' in metrics.render()
