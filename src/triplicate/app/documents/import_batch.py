"""Imports a batch of documents in one unit of work, of which drafts were made elsewhere.

New aggregates are stored together; a document of an existing one is merged in its turn, after everything before it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from triplicate.app.context import Context
from triplicate.app.documents.drafts import Draft, Rejection, StoreLookup
from triplicate.app.documents.import_document import Outcome, Target, import_decoded
from triplicate.core.aggregate import Aggregate
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DocumentCodec, ImportContext
from triplicate.core.failures import DomainError, InvalidInput, OrderOfAnotherAccount, Problem

A = TypeVar("A", bound=Aggregate)
D = TypeVar("D", bound=Draft)
E = TypeVar("E", bound=Draft, contravariant=True)
Result = Outcome | Rejection


class BatchTarget(Target[A], Protocol[A, E]):
    """Where batches of drafts go: beyond what single documents need, several new aggregates together."""

    def names_in_use(self, drafts: Sequence[E]) -> set[str]:
        """Those of their GUIDs and 24-hex ids that are in use, in whatever account."""
        ...

    def add_drafts(self, drafts: Sequence[E]) -> None:
        """Numbers and stores new aggregates in this order, and records their events."""
        ...


class BatchItem(NamedTuple, Generic[D]):
    """A document of a batch: what was made of it, and how to get at its JSON value."""

    result: D | StoreLookup | Rejection
    value: Callable[[], Any]


class BatchImport(Generic[A, D]):
    """The import of one batch into one account."""

    def __init__(
        self,
        target: BatchTarget[A, D],
        context: Context,
        import_context: ImportContext,
        document_codec: DocumentCodec[A],
    ) -> None:
        self._target = target
        self._context = context
        self._import_context = import_context
        self._codec = document_codec
        self._names: set[str] = set()
        self._pending: list[D] = []

    def run(self, items: Sequence[BatchItem[D]]) -> list[Result]:
        """What the import of each document did. Raises DomainError when the batch cannot be imported at all."""
        drafts = [item.result for item in items if not isinstance(item.result, StoreLookup | Rejection)]
        self._names = self._target.names_in_use(drafts)
        results = [self._import(item) for item in items]
        self._store_pending()
        return results

    def _import(self, item: BatchItem[D]) -> Result:
        draft = item.result
        if isinstance(draft, Rejection):
            return draft
        if isinstance(draft, StoreLookup) or any(map(self._import_context.file_of, draft.file_texts)):
            self._store_pending()
            return self._refusing(lambda: self._import_value(item.value()))
        if draft.guid in self._names or draft.oid in self._names:
            self._store_pending()
            return self._refusing(lambda: self._merge(draft, item.value))
        self._names |= {draft.guid, draft.oid}
        self._pending.append(draft)
        return Outcome.NEW

    def _merge(self, draft: D, value: Callable[[], Any]) -> Outcome:
        current = self._target.find(draft.guid, draft.oid)
        newest = None if current is None else current.sync.documents.get(self._codec.dialect)
        if newest is not None and newest.digest == draft.digest:
            return Outcome.UNCHANGED
        return self._import_value(value())

    def _import_value(self, value: Any) -> Outcome:
        document = codec.decode(self._codec, value, self._import_context)
        self._names |= {document.aggregate.guid, document.aggregate.oid}
        return import_decoded(self._target, self._context, self._import_context, self._codec, document)

    def _store_pending(self) -> None:
        pending, self._pending = self._pending, []
        self._target.add_drafts(pending)

    def _refusing(self, work: Callable[[], Outcome]) -> Result:
        try:
            return work()
        except DomainError as error:
            return Rejection(problems_of(error))


def problems_of(error: DomainError) -> tuple[Problem, ...]:
    """Why a document is refused; raises the error again if it is not about the document."""
    match error.failure:
        case InvalidInput(problems):
            return problems
        case OrderOfAnotherAccount():
            return (Problem("$.id", "an order with this id belongs to another account"),)
        case _:
            raise error
