"""Python client of the Printags API, for Triplicate or any other server of it: one method per operation.

    with Printags("https://orders.example.com", token) as api:
        front = api.upload_file("front.png")
        id = api.create_order({"shipTo": …, "groups": [{"modelId": …, "printingVisuals": [front.id]}]})
        print(api.get_order(id).status)

Error responses and failed connections raise PrintagsError. Reads are retried when that can help. Writes are retried
only with an `idempotency_key`, which makes sure that they are applied once.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from triplicate.api.operation import Op
from triplicate.core.access import WRITE
from triplicate.dialects.printags import operations, responses
from triplicate.dialects.printags import requests as bodies
from triplicate.dialects.printags.client_errors import PrintagsError, error, read
from triplicate.dialects.printags.document import wire
from triplicate.http_client import request_builder
from triplicate.http_client.request_builder import Request, Unsendable, Values
from triplicate.http_client.transport import Outbound, Patience

T = TypeVar("T")
__all__ = ["Patience", "Printags", "PrintagsError"]


class Printags:
    """One account's API. Its methods may be called from several threads, and raise PrintagsError."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        account: str = "@me",
        patience: Patience = Patience(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`url` is the server's base URL; `account` is an account id, for tokens that cover several accounts.

        `transport` replaces the network, e.g. by an application in the same process. Raises ValueError for a malformed
        URL or token; the message does not repeat it.
        """
        self._outbound = Outbound(url, token, patience, transport)
        self._account = account

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._outbound.url)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections; the client cannot be used afterwards."""
        self._outbound.close()

    def get_own_account(self) -> responses.Account:
        """The token's own account, with its balance."""
        return self._ask(operations.GET_OWN_ACCOUNT, responses.AccountReply).account

    def get_account(self) -> responses.Account:
        """The client's account, with its balance."""
        return self._ask(operations.GET_ACCOUNT, responses.AccountReply, self._of()).account

    def find_orders(
        self,
        *,
        reference: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        fields: str | None = None,
        after: str | None = None,
    ) -> list[responses.FoundOrder]:
        """The newest matching orders, at most 100: with this reference, and with metadata that contains `metadata`.

        `fields` is a comma-separated list of members to return; the id always is. `iter_orders` returns more than 100.
        """
        return self._found(reference, metadata, fields, after)[0]

    def iter_orders(
        self,
        *,
        reference: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        fields: str | None = None,
    ) -> Iterator[responses.FoundOrder]:
        """Every matching order, newest first; pages are fetched lazily."""
        after: str | None = None
        while True:
            orders, after = self._found(reference, metadata, fields, after)
            yield from orders
            if after is None:
                return

    def get_order(self, order: str) -> wire.Order:
        """One order with its pieces, groups and parcels."""
        return self._ask(operations.GET_ORDER, wire.GetOrderReply, self._of(orderId=order)).order

    def create_order(self, order: bodies.NewOrder | Mapping[str, Any], *, idempotency_key: str | None = None) -> str:
        """Creates an order or a draft and returns its id. An order is paid from the balance at once."""
        body, key = _said(order), idempotency_key
        return self._ask(operations.CREATE_ORDER, responses.CreatedReply, self._of(), body, key).orderId

    def validate_order(self, order: str, *, idempotency_key: str | None = None) -> responses.Prices:
        """Validates a draft: pays it from the balance, starts production and returns its prices."""
        values, key = self._of(orderId=order), idempotency_key
        return self._ask(operations.VALIDATE_ORDER, responses.ValidatedReply, values, key=key).prices

    def upload_file(
        self, file: Path | str | bytes, name: str | None = None, *, idempotency_key: str | None = None
    ) -> wire.File:
        """Uploads artwork, from a path or bytes; `printingVisuals` refers to it by the returned id."""
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        called = name or ("file" if isinstance(file, bytes) else Path(file).name)
        request = self._request(operations.UPLOAD_FILE, self._of(), key=idempotency_key)
        request = request._replace(files={operations.UPLOAD_FILE.upload or "file": (called, content)})
        reply = self._send(operations.UPLOAD_FILE, request, idempotency_key)
        return read(reply, responses.UploadedReply).files.file

    def get_file(self, file: str) -> bytes:
        """The content of a file."""
        request = self._request(operations.GET_FILE, self._of(fileId=file))
        return self._send(operations.GET_FILE, request, None).content

    def get_statuses(self) -> list[responses.Status]:
        """Every status, with its number."""
        return self._ask(operations.GET_STATUSES, responses.StatusesReply).statuses

    def get_models(self) -> list[responses.ListedModel]:
        """Every model that can be ordered."""
        return self._ask(operations.GET_MODELS, responses.ModelsReply).models

    def get_carriers(self) -> list[responses.Carrier]:
        """Every carrier, with its services."""
        return self._ask(operations.GET_CARRIERS, responses.CarriersReply).carriers

    def calculate_rates(self, wanted: bodies.RateRequest | Mapping[str, Any]) -> responses.RatesReply:
        """The shipping rates of every carrier service to the destination."""
        return self._ask(operations.CALCULATE_RATES, responses.RatesReply, body=_said(wanted))

    def _of(self, **values: str) -> Values:
        return {"accountId": self._account, **values}

    def _found(
        self, reference: str | None, metadata: Mapping[str, Any] | None, fields: str | None, after: str | None
    ) -> tuple[list[responses.FoundOrder], str | None]:
        """One page of orders, and the `after` value of the next page (None: last page)."""
        wanted = None if metadata is None else json.dumps(metadata, ensure_ascii=False)
        values = {**self._of(), "reference": reference, "metadata": wanted, "fields": fields, "after": after}
        reply = self._send(operations.FIND_ORDERS, self._request(operations.FIND_ORDERS, values), None)
        following = parse_qs(urlsplit(reply.links.get("next", {}).get("url", "")).query)
        return read(reply, responses.FoundReply).orders, following.get("after", [None])[0]

    def _ask(self, op: Op, kind: type[T], values: Values = {}, body: object = None, key: str | None = None) -> T:  # noqa: B006
        return read(self._send(op, self._request(op, values, body, key), key), kind)

    def _request(self, op: Op, values: Values, body: object = None, key: str | None = None) -> Request:
        try:
            return request_builder.request(op, values, body, key)
        except Unsendable as wrong:
            raise PrintagsError(404 if wrong.segment else 400, f"{wrong}.") from None

    def _send(self, op: Op, request: Request, key: str | None) -> httpx.Response:
        """The success response. Retries reads, and writes with an idempotency key."""
        attempts = 1 if op.scope == WRITE and key is None else None
        return self._outbound.again(lambda: self._once(request), attempts)

    def _once(self, request: Request) -> httpx.Response:
        try:
            reply = self._outbound.send(request)
        except httpx.RequestError as silence:
            raise PrintagsError(0, self._outbound.silence(silence)) from silence
        if not reply.is_success:
            raise error(reply)
        return reply


def _said(value: Any) -> Any:
    """A request body without the members that are None."""
    match value:
        case msgspec.Struct():
            members = {name: getattr(value, name) for name in value.__struct_fields__}
            return {name: _said(member) for name, member in members.items() if member is not None}
        case list():
            return [_said(item) for item in value]
        case _:
            return value
