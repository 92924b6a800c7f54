"""The request that a handler gets: typed parameters and body, the caller, and the services that it may use."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from triplicate.api import entity_tags
from triplicate.api.copy_cache import CopyCache
from triplicate.api.operation import Operation
from triplicate.api.parameters import Query, parse_parameters, parse_query, plain_text_members
from triplicate.api.response import Headers, Receive
from triplicate.api.write_executor import WriteExecutor
from triplicate.app.context import Context
from triplicate.app.files.artwork import Inspector
from triplicate.app.files.stored_files import FileStorage
from triplicate.app.orders.event_watcher import EventWatcher
from triplicate.app.ports import Keys, Reader, Store
from triplicate.app.ports.blobs import Blobs
from triplicate.app.price_list_cache import PriceListCache
from triplicate.core.access import Principal
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.order.order import Order

P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")


class Services(NamedTuple):
    """The dependencies of handlers. `idempotency_hours` is how long responses are kept for replay,
    `file_quota` how many bytes of files an account may have.

    `context` makes the context of a use case, now, of a principal and a request id; `price_lists` are the decoded ones,
    `copies` the rendered ones.
    `codecs` are the document codecs of all served dialects, by name.
    """

    reader: Reader
    keys: Keys
    public_url: str
    store: Store
    write_executor: WriteExecutor
    blobs: Blobs
    inspector: Inspector
    event_watcher: EventWatcher
    context: Callable[[Principal, str], Context]
    price_lists: PriceListCache
    copies: CopyCache
    file_quota: int
    idempotency_hours: int = 24
    codecs: Mapping[str, DocumentCodec[Order]] = {}

    @property
    def file_storage(self) -> FileStorage:
        """What use cases of files need beside the database."""
        return FileStorage(self.blobs, self.inspector, self.file_quota)

    async def close(self) -> None:
        """Ends what runs beside the event loop, finishing started writes, and closes the reader's connections."""
        self.inspector.close()
        await self.write_executor.close()
        await self.reader.close()


class Request(Generic[P, B]):
    """One authenticated request to an operation: parameters, body, principal, headers, and services.

    `body` is what the operation takes: a value of its type, an upload (open until the response is sent), or None.
    Unless the operation is a GET, `raw` is the body's bytes; of an upload its fingerprint. `document` is the JSON value
    of a JSON body, with the members that its type does not have.
    """

    __slots__ = (
        "_id",
        "_parameters",
        "_path_parameters",
        "body",
        "document",
        "headers",
        "operation",
        "principal",
        "raw",
        "receive",
        "scope",
        "services",
    )
    body: B
    document: Any
    raw: bytes

    def __init__(
        self,
        operation: Operation[P, B, Any],
        scope: Any,
        receive: Receive,
        headers: Headers,
        id: bytes,
        principal: Principal,
        path_parameters: dict[str, str],
        services: Services,
    ) -> None:
        self.operation = operation
        self.scope = scope
        self.receive = receive
        self.headers = headers
        self._id = id
        self.principal = principal
        self._path_parameters = path_parameters
        self._parameters: P | None = None
        self.services = services
        self.body = None  # type: ignore[assignment]  # until it is read

    @property
    def request_id(self) -> str:
        """The id of this request in responses, events and the log."""
        return self._id.decode()

    @property
    def parameters(self) -> P:
        """Path and query parameters, converted when they are first read. Raises what `parse_parameters` raises."""
        if self._parameters is not None:
            return self._parameters
        kind, query = self.operation.parameters, self.scope["query_string"]
        values = self._path_parameters if not query else _with_one_value(self._path_parameters, query)
        if values.keys() == plain_text_members(kind):
            self._parameters = kind(**values)
            return self._parameters
        return self.parse_parameters()

    def parse_parameters(self) -> P:
        """Converts the path and query parameters. Raises DomainError(InvalidInput) with every problem.

        Lists take several values, repeated or comma-separated.
        """
        operation = self.operation
        self._parameters = parse_parameters(
            operation.parameters, self._path_parameters, self.query_pairs(), operation.query
        )
        return self._parameters

    def query_pairs(self) -> Query:
        """The query's names and values, decoded, in order."""
        return parse_query(self.scope["query_string"])

    def if_match_versions(self) -> frozenset[int] | None:
        """The order versions that If-Match accepts; None accepts any. See `entity_tags.if_match_versions`."""
        return entity_tags.if_match_versions(self.headers.get(b"if-match"))

    def base_url(self) -> str:
        """The base URL for links: the configured public URL, or the scheme and host of this request."""
        if self.services.public_url:
            return self.services.public_url
        host = self.headers.get(b"host", b"localhost").decode("latin-1")
        return f"{self.scope['scheme']}://{host}"


def _with_one_value(path: dict[str, str], query: bytes) -> dict[str, str]:
    """The path parameters and the only query parameter; nothing if the query has several, or one that is encoded."""
    name, _, value = query.decode("latin-1").partition("=")
    if b"%" in query or b"+" in query or b"&" in query or name in path:
        return {}
    return {**path, name: value}


AnyRequest = Request[Any, Any]
