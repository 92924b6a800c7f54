"""Writes parsed documents into an account, many in one transaction, and says what became of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from triplicate.app.context import Context
from triplicate.app.documents.drafts import Rejection
from triplicate.app.documents.import_batch import BatchImport, BatchItem, Result
from triplicate.app.documents.import_document import build_import_context, lock_account
from triplicate.app.ports import Store, UnitOfWork
from triplicate.app.records import Account
from triplicate.bulk.document_kind import DocumentKind, target_of
from triplicate.bulk.input_documents import InputDocument
from triplicate.bulk.parse_job import TextItems, parse_text, rejection, split
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.failures import DomainError, InvalidInput


class DocumentItems(NamedTuple):
    """A document of the input, and what was made of its items."""

    source: InputDocument
    items: TextItems


class DocumentResult(NamedTuple):
    """A document of the input, and what the import of each of its items did."""

    source: InputDocument
    results: tuple[Result, ...]


class ImportRequest(NamedTuple):
    """What is imported: documents of one kind and dialect, into one account, by whom.

    `codecs` are those of the kind, by dialect.
    """

    context: Context
    account_id: str
    kind: DocumentKind
    dialect: str
    codecs: Mapping[str, DocumentCodec[Any]]


class ImportWriter:
    """Stores the documents of an import."""

    def __init__(self, store: Store, request: ImportRequest) -> None:
        self._store = store
        self._request = request

    def currency(self) -> str:
        """The currency of the account. Raises DomainError(AccountNotFound)."""
        return self._store.run("import", self._lock_account).currency

    def write(self, documents: Sequence[DocumentItems]) -> list[DocumentResult]:
        """Stores documents in one transaction; if one fails on commit, each half in a transaction of its own."""
        try:
            return self._store.run("import", lambda uow: self._write_within(uow, documents))
        except DomainError as error:
            if not isinstance(error.failure, InvalidInput):
                raise
            if len(documents) == 1:
                return [DocumentResult(documents[0].source, (Rejection(error.failure.problems),))]
        middle = len(documents) // 2
        return self.write(documents[:middle]) + self.write(documents[middle:])

    def _lock_account(self, uow: UnitOfWork) -> Account:
        return lock_account(uow, self._request.context.principal, self._request.account_id)

    def _write_within(self, uow: UnitOfWork, documents: Sequence[DocumentItems]) -> list[DocumentResult]:
        request, account = self._request, self._lock_account(uow)
        target = target_of(request.kind, uow, request.context, account, request.codecs)
        import_context = build_import_context(uow, account, request.context)
        values = DocumentValues()
        items = [
            (document, item.index, BatchItem(item.result, values.getter(document.source, item.index)))
            for document in documents
            for item in document.items
        ]
        batch = BatchImport(target, request.context, import_context, request.codecs[request.dialect])
        results = iter(batch.run([item for *_, item in items]))
        own_results = (_with_path(index, item.result, next(results)) for _, index, item in items)
        return [
            DocumentResult(document.source, tuple(next(own_results) for _ in document.items)) for document in documents
        ]


def _with_path(index: int | None, draft: object, result: Result) -> Result:
    """The result; a refusal that was made here gets the path of the item."""
    is_new_refusal = isinstance(result, Rejection) and result is not draft
    return rejection(index, result.problems) if isinstance(result, Rejection) and is_new_refusal else result


class DocumentValues:
    """The JSON values of documents, of which only the last one is kept."""

    def __init__(self) -> None:
        self._source: InputDocument | None = None
        self._items: dict[int | None, Any] = {}

    def getter(self, source: InputDocument, index: int | None) -> Callable[[], Any]:
        """A function that parses the document, if it is not the last one parsed, and returns this item."""
        return lambda: self._get(source, index)

    def _get(self, source: InputDocument, index: int | None) -> Any:
        if self._source is not source:
            self._items = dict(split(parse_text(source.text)))
            self._source = source
        return self._items[index]
