"""Says what an import would do, without holding the account: into a scratch database with copies of what it meets.

Of each batch, the orders (or companies, or customers) that the documents describe and the stored files that they name
are read in a short transaction, and copied unless an earlier batch has changed their copies. Then the batch is imported
there. So later documents meet what earlier ones made, and memory does not grow with the input.
"""

from collections.abc import Callable, Sequence

import msgspec

from triplicate.app.documents.drafts import Rejection, StoreLookup
from triplicate.app.documents.import_batch import problems_of
from triplicate.app.documents.import_document import build_import_context
from triplicate.app.ports import Store, UnitOfWork
from triplicate.app.records import Account, File
from triplicate.bulk.document_kind import target_of
from triplicate.bulk.import_writer import DocumentItems, DocumentResult, DocumentValues, ImportRequest, ImportWriter
from triplicate.bulk.parse_job import TextItem, rejection
from triplicate.core.aggregate import Aggregate
from triplicate.core.documents import codec
from triplicate.core.failures import AccountNotFound, DomainError
from triplicate.core.order.order import Order

_FIRST_NUMBER = 10**14
"""Numbers of new orders and lines in the scratch database, beyond those of copies."""


class DryRunWriter:
    """Takes the place of an `ImportWriter`: `scratch` is an empty database of its own."""

    def __init__(self, store: Store, scratch: Store, request: ImportRequest) -> None:
        self._store = store
        self._scratch = scratch
        self._request = request
        self._writer = ImportWriter(scratch, request)

    def currency(self) -> str:
        """The currency of the account. Raises DomainError(AccountNotFound)."""
        return self._store.run("dry run", self._account).currency

    def write(self, documents: Sequence[DocumentItems]) -> list[DocumentResult]:
        """What the import of these documents would do."""
        lookup = self._store.run("dry run", lambda uow: self._look_up(uow, documents))
        self._scratch.run("dry run", lambda uow: self._copy(uow, lookup))
        return self._writer.write(lookup.documents)

    def _account(self, uow: UnitOfWork) -> Account:
        context, account_id = self._request.context, self._request.account_id
        account = uow.accounts.get(account_id) if context.principal.owns(account_id) else None
        if account is None:
            raise DomainError(AccountNotFound(account_id))
        return account

    def _look_up(self, uow: UnitOfWork, documents: Sequence[DocumentItems]) -> "_Lookup":
        lookup = _Lookup(uow, self._account(uow), self._request)
        lookup.run(documents)
        return lookup

    def _copy(self, uow: UnitOfWork, lookup: "_Lookup") -> None:
        account = lookup.account
        if uow.accounts.get(account.id) is None:
            uow.accounts.add(account)
            uow.orders.take_number(account.id, "order", _FIRST_NUMBER)
            uow.orders.take_number(account.id, "line", _FIRST_NUMBER)
        for file in lookup.files.records.values():
            if uow.files.get(account.id, file.id) is None:
                uow.files.add(file)
        target = target_of(self._request.kind, uow, self._request.context, account, self._request.codecs)
        for aggregate in lookup.aggregates.values():
            if target.find(aggregate.guid, aggregate.oid) is None:
                copy = _with_free_number(uow, aggregate)
                target.add(copy, copy)


class _Lookup:
    """What a batch needs of the real database, and its documents with rejections of what belongs to others."""

    def __init__(self, uow: UnitOfWork, account: Account, request: ImportRequest) -> None:
        self.account = account
        self.aggregates: dict[str, Aggregate] = {}
        self.documents: list[DocumentItems] = []
        self._target = target_of(request.kind, uow, request.context, account, request.codecs)
        self._codec = request.codecs[request.dialect]
        import_context = build_import_context(uow, account, request.context)
        self.files = _FileLookup(uow, account, import_context.file_of)
        self._import_context = msgspec.structs.replace(import_context, file_of=self.files)
        self._names: set[str] = set()

    def run(self, documents: Sequence[DocumentItems]) -> None:
        """Looks up what the documents need."""
        items = [item.result for document in documents for item in document.items]
        drafts = [result for result in items if not isinstance(result, Rejection | StoreLookup)]
        self._names = self._target.names_in_use(drafts)
        values = DocumentValues()
        self.documents = [
            DocumentItems(document.source, tuple(self._item(document, item, values) for item in document.items))
            for document in documents
        ]

    def _item(self, document: DocumentItems, item: TextItem, values: DocumentValues) -> TextItem:
        result = item.result
        try:
            if isinstance(result, StoreLookup):
                value = values.getter(document.source, item.index)()
                decoded = codec.decode(self._codec, value, self._import_context).aggregate
                self._find(decoded.guid, decoded.oid)
            elif not isinstance(result, Rejection):
                for text in result.file_texts:
                    self.files(text)
                if result.guid in self._names or result.oid in self._names:
                    self._find(result.guid, result.oid)
        except DomainError as error:
            return TextItem(item.index, rejection(item.index, problems_of(error)))
        return item

    def _find(self, guid: str, oid: str) -> None:
        aggregate = self._target.find(guid, oid)
        if aggregate is not None:
            self.aggregates[aggregate.guid] = aggregate


class _FileLookup:
    """Answers which stored file a text names, and keeps the records of these files."""

    def __init__(self, uow: UnitOfWork, account: Account, file_of: Callable[[str], str | None]) -> None:
        self.records: dict[str, File] = {}
        self._uow = uow
        self._account = account
        self._file_of = file_of

    def __call__(self, text: str) -> str | None:
        """The id of the file, or None."""
        file_id = self._file_of(text)
        file = self._uow.files.get(self._account.id, file_id) if file_id is not None else None
        if file is not None:
            self.records[file.id] = file
        return file_id


def _with_free_number(uow: UnitOfWork, aggregate: Aggregate) -> Aggregate:
    """A copy of an order with another number, if a new order has taken its own in the scratch database."""
    if not isinstance(aggregate, Order):
        return aggregate
    number = uow.orders.take_number(aggregate.account, "order", aggregate.number)
    return msgspec.structs.replace(aggregate, number=number)
