"""Keeping files: the same bytes are one file of an account, on both databases, and what fails leaves nothing."""

import asyncio
import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.app.files.artwork_fixtures import SVG, picture
from triplicate.app.accounts import directory
from triplicate.app.context import Acting
from triplicate.app.files.stored_files import Content, find_file, keep, take_in
from triplicate.app.ports import Unit
from triplicate.app.records import File
from triplicate.blobs.directory import Directory
from triplicate.core import times
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.failures import Failure, MissingScope, NoSuchAccount, NoSuchFile, Refused
from triplicate.main import House

HERE, THERE = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
NOWHERE = "cccccccc-0000-4000-8000-000000000003"


@pytest.fixture
def desk(house: House) -> "Desk":
    return Desk(house)


class Desk:
    """Takes files for two accounts."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.store.run("accounts", self._accounts)

    def _accounts(self, unit: Unit) -> None:
        for account in (HERE, THERE):
            directory.create_account(unit, account, "An account", "EUR", self.house.now())

    def keep(self, content: Content, account: str = HERE, principal: Principal | None = None) -> File:
        """A file of the account, as somebody of it keeps it."""
        acting = acting_for(principal or somebody(account), times.of(self.house.now()), self.house)
        return self.house.store.run("keep", lambda unit: keep(unit, acting, account, content))

    def find(self, principal: Principal, id: str) -> File:
        """What somebody finds under an id."""

        async def found() -> File:
            reader = self.house.reader()
            try:
                return await find_file(reader, principal, id)
            finally:
                await reader.close()

        return asyncio.run(found())


def acting_for(principal: Principal, at: str, house: House) -> Acting:
    return Acting(principal, at, "test", house.keys)


def somebody(account: str | None, *scopes: str) -> Principal:
    return Principal(
        credential="c", dialect="printags", account=account, scopes=frozenset(scopes or (READ, WRITE)), email=None
    )


def refused(excinfo: pytest.ExceptionInfo[Refused]) -> Failure:
    return excinfo.value.failure


def test_the_same_bytes_are_one_file_of_an_account(desk: Desk) -> None:
    content = take_in(desk.house.blobs, picture())
    first, again, elsewhere = desk.keep(content), desk.keep(content), desk.keep(content, THERE)
    assert first == again
    assert (first.mime, first.size, first.account) == ("image/png", len(picture()), HERE)
    assert elsewhere.id != first.id
    assert (elsewhere.account, elsewhere.sha256) == (THERE, first.sha256)
    assert desk.house.blobs.get(first.sha256) == picture()


def test_other_bytes_are_another_file(desk: Desk) -> None:
    one, other = (desk.keep(take_in(desk.house.blobs, picture(colour=colour))) for colour in (1, 2))
    assert one.id != other.id


def test_of_a_drawing_what_is_kept_counts(desk: Desk) -> None:
    running = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    plain, cleaned = (desk.keep(take_in(desk.house.blobs, sent)) for sent in (SVG, running))
    assert plain == cleaned
    content = desk.house.blobs.get(plain.sha256)
    assert content is not None
    assert b"script" not in content
    assert plain.size == len(content)


def test_twenty_who_keep_the_same_at_once_keep_one_file(desk: Desk) -> None:
    content = take_in(desk.house.blobs, picture())
    with ThreadPoolExecutor(20) as crowd:
        kept = list(crowd.map(lambda _: desk.keep(content), range(20)))
    assert {file.id for file in kept} == {kept[0].id}


def test_who_may_keep_files(desk: Desk) -> None:
    content = take_in(desk.house.blobs, picture())
    with pytest.raises(Refused) as excinfo:
        desk.keep(content, principal=somebody(HERE, READ))
    assert refused(excinfo) == MissingScope(WRITE)
    with pytest.raises(Refused) as excinfo:
        desk.keep(content, account=THERE, principal=somebody(HERE))
    assert refused(excinfo) == NoSuchAccount(THERE)
    with pytest.raises(Refused) as excinfo:
        desk.keep(content, account=NOWHERE, principal=somebody(None))
    assert refused(excinfo) == NoSuchAccount(NOWHERE)


def test_who_finds_them(desk: Desk) -> None:
    file = desk.keep(take_in(desk.house.blobs, picture()))
    assert desk.find(somebody(HERE), file.id) == file
    assert desk.find(somebody(None), file.id.upper()) == file
    with pytest.raises(Refused) as excinfo:
        desk.find(somebody(HERE, WRITE), file.id)
    assert refused(excinfo) == MissingScope(READ)
    for principal, id in ((somebody(THERE), file.id), (somebody(HERE), NOWHERE), (somebody(HERE), "no guid")):
        with pytest.raises(Refused) as excinfo:
            desk.find(principal, id)
        assert refused(excinfo) == NoSuchFile(id)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    blobs = Directory(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(OSError, match="No space"):
            blobs.put(picture())
        assert everything(tmp_path) == []
    digest = blobs.put(picture())
    assert blobs.get(digest) == picture()
    assert len(everything(tmp_path)) == 1


def test_bytes_that_are_there_are_not_written_again(tmp_path: Path) -> None:
    blobs = Directory(tmp_path)
    digest = blobs.put(b"x")
    (place,) = everything(tmp_path)
    written = place.stat().st_mtime_ns, place.stat().st_ino
    assert blobs.put(b"x") == digest
    assert (place.stat().st_mtime_ns, place.stat().st_ino) == written
