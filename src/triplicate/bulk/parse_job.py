"""Parses a batch of documents: a pure function of one message, which child processes run.

Everything that can be computed of a document without the store is computed here (`app.orders.order_draft`).
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from triplicate.api.dialect import Dialect
from triplicate.app.companies.buyer_draft import BuyerDraft, draft_buyer
from triplicate.app.documents.drafts import DraftContext, Rejection, StoreLookup
from triplicate.app.documents.template import Placeholders
from triplicate.app.orders.order_draft import OrderDraft, draft_order
from triplicate.bulk.document_kind import DocumentKind
from triplicate.core.company import company, customer
from triplicate.core.failures import DomainError, InvalidInput, Problem, invalid
from triplicate.core.json import ijson
from triplicate.discovery import load_dialect

ParseResult = OrderDraft | BuyerDraft | StoreLookup | Rejection
DraftFunction = Callable[[Any, DraftContext], OrderDraft | BuyerDraft | StoreLookup]


class ParseJob(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of one kind and dialect, to be imported into an account with this currency.

    A text is None where the document is too large. `series` are the random digits of
    the placeholders (`app.documents.template`).
    """

    dialect: str
    kind: DocumentKind
    account: str
    currency: str
    series: int
    texts: tuple[bytes | None, ...]


class TextItem(msgspec.Struct, frozen=True, array_like=True):
    """What was made of a document: of the whole text (`index` is None), or of an item of the array that it is."""

    index: int | None
    result: ParseResult


TextItems = tuple[TextItem, ...]


def parse(job: ParseJob) -> list[TextItems]:
    """The items of each text, in order."""
    with _without_garbage_collection():
        parser = _Parser(job)
        return [tuple(parser.items(text)) for text in job.texts]


def split(value: Any) -> list[tuple[int | None, Any]]:
    """The documents in a JSON value: the value itself, or the items of an array with their indexes."""
    return list(enumerate(value)) if isinstance(value, list) else [(None, value)]


def parse_text(text: bytes | None) -> Any:
    """The JSON value of a text. Raises DomainError(InvalidInput)."""
    if text is None:
        raise invalid("$", f"the document must have at most {ijson.MAX_BYTES} bytes")
    return ijson.parse(text)


def rejection(index: int | None, problems: tuple[Problem, ...]) -> Rejection:
    """The refusal of an item, with paths that begin at the whole text."""
    path = "$" if index is None else f"$[{index}]"
    return Rejection(tuple(Problem(path + problem.path[1:], problem.reason) for problem in problems))


class _Parser:
    def __init__(self, job: ParseJob) -> None:
        self._draft = _draft_function(load_dialect(job.dialect), job.kind)
        self._context = DraftContext(job.account, job.currency, Placeholders(job.series))

    def items(self, text: bytes | None) -> Iterator[TextItem]:
        try:
            value = parse_text(text)
        except DomainError as error:
            yield TextItem(None, _rejection_of(error, None))
            return
        for index, item in split(value):
            yield TextItem(index, self._parse(item, index))

    def _parse(self, value: Any, index: int | None) -> ParseResult:
        try:
            return self._draft(value, self._context)
        except DomainError as error:
            return _rejection_of(error, index)


def _draft_function(dialect: Dialect, kind: DocumentKind) -> DraftFunction:
    """What makes a draft of a value. Raises ValueError if the dialect has no documents of this kind."""
    if kind is DocumentKind.ORDERS:
        return partial(draft_order, dialect.codec)
    if kind is DocumentKind.COMPANIES and dialect.company_codec is not None:
        return partial(draft_buyer, dialect.company_codec, company.encode)
    if kind is DocumentKind.CUSTOMERS and dialect.customer_codec is not None:
        return partial(draft_buyer, dialect.customer_codec, customer.encode)
    raise ValueError(f"{dialect.name} has no documents of {kind.value}")


def _rejection_of(error: DomainError, index: int | None) -> Rejection:
    if not isinstance(error.failure, InvalidInput):
        raise error
    return rejection(index, error.failure.problems)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Parsed documents have no cycles, and looking for some takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
