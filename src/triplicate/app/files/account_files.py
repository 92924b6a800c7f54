"""The stored files of one account within a transaction; each is looked up once."""

from triplicate.app.files.purposes import ARTWORK
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import File
from triplicate.core import ids
from triplicate.core.order.line import Artwork


class AccountFiles:
    """Looks up files of the account by their ids, in any spelling of a GUID."""

    def __init__(self, uow: UnitOfWork, account: str) -> None:
        self._uow = uow
        self._account = account
        self._files: dict[str, File | None] = {}

    def find(self, id: str) -> File | None:
        """The account's file with this id, or None."""
        guid = ids.guid(id)
        if guid is None:
            return None
        if guid not in self._files:
            self._files[guid] = self._uow.files.get(self._account, guid)
        return self._files[guid]

    def artwork(self, id: str) -> Artwork | None:
        """The account's file with this id as artwork of a line; None also for files of other purposes, which nobody has
        inspected, and which can be deleted."""
        file = self.find(id)
        if file is None or file.purpose != ARTWORK.name:
            return None
        return Artwork(file=file.id, mime=file.mime, size=file.size, created_at=file.created_at)
