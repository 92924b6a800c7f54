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
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from triplicate.api.parameters import NoParameters
from triplicate.dialects.printags.accounts import operations as accounts
from triplicate.dialects.printags.accounts.responses import Account
from triplicate.dialects.printags.auth import SECURITY
from triplicate.dialects.printags.catalog import operations as catalog
from triplicate.dialects.printags.catalog.requests import RateRequest
from triplicate.dialects.printags.catalog.responses import Carrier, ListedModel, RatesReply, Status
from triplicate.dialects.printags.document import wire
from triplicate.dialects.printags.files import operations as files
from triplicate.dialects.printags.files.parameters import FileParameters
from triplicate.dialects.printags.files.responses import UploadFileReply
from triplicate.dialects.printags.orders import operations as orders
from triplicate.dialects.printags.orders.parameters import FindOrdersParameters
from triplicate.dialects.printags.orders.requests import NewOrder
from triplicate.dialects.printags.orders.responses import FindOrdersReply, PartialOrder, Prices
from triplicate.dialects.printags.parameters import AccountParameters, OrderParameters
from triplicate.http_client.transport import RetryPolicy
from triplicate.http_client.vendor_client import ErrorBody, VendorClient, VendorError

__all__ = ["Printags", "PrintagsError", "RetryPolicy"]


class PrintagsError(VendorError):
    """A failed call."""


class Printags(VendorClient):
    """One account's API. Its methods may be called from several threads, and raise PrintagsError."""

    security = SECURITY
    error_type = PrintagsError

    def __init__(
        self,
        url: str,
        token: str,
        *,
        account: str = "@me",
        retry_policy: RetryPolicy = RetryPolicy(),  # noqa: B008
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`account` is an account id, for tokens that cover several accounts. See ApiClient for the rest."""
        super().__init__(url, token, retry_policy=retry_policy, transport=transport)
        self._account = account

    def get_own_account(self) -> Account:
        """The token's own account, with its balance."""
        return self._call(accounts.GET_OWN_ACCOUNT, NoParameters()).account

    def get_account(self) -> Account:
        """The client's account, with its balance."""
        return self._call(accounts.GET_ACCOUNT, AccountParameters(self._account)).account

    def find_orders(
        self,
        *,
        reference: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        fields: str | None = None,
        after: str | None = None,
    ) -> list[PartialOrder]:
        """The newest matching orders, at most 100: with this reference, and with metadata that contains `metadata`.

        `fields` is a comma-separated list of members to return; the id always is. `iter_orders` returns more than 100.
        """
        return self._find_page(reference, metadata, fields, after)[0]

    def iter_orders(
        self,
        *,
        reference: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        fields: str | None = None,
    ) -> Iterator[PartialOrder]:
        """Every matching order, newest first; pages are fetched lazily."""
        after: str | None = None
        while True:
            orders, after = self._find_page(reference, metadata, fields, after)
            yield from orders
            if after is None:
                return

    def get_order(self, order_id: str) -> wire.Order:
        """One order with its pieces, groups and parcels."""
        return self._call(orders.GET_ORDER, OrderParameters(self._account, order_id)).order

    def create_order(self, order: NewOrder | Mapping[str, Any], *, idempotency_key: str | None = None) -> str:
        """Creates an order or a draft and returns its id. An order is paid from the balance at once."""
        body, key = _without_none(order), idempotency_key
        return self._call(orders.CREATE_ORDER, AccountParameters(self._account), body, key).orderId

    def validate_order(self, order_id: str, *, idempotency_key: str | None = None) -> Prices:
        """Validates a draft: pays it from the balance, starts production and returns its prices."""
        path, key = OrderParameters(self._account, order_id), idempotency_key
        return self._call(orders.VALIDATE_ORDER, path, key=key).prices

    def upload_file(
        self, file: Path | str | bytes, name: str | None = None, *, idempotency_key: str | None = None
    ) -> wire.File:
        """Uploads artwork, from a path or bytes; `printingVisuals` refers to it by the returned id."""
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        file_name = name or ("file" if isinstance(file, bytes) else Path(file).name)
        request = self._build_request(files.UPLOAD_FILE, AccountParameters(self._account), key=idempotency_key)
        request = request._replace(files={files.FILE_BODY.part: (file_name, content)})
        response = self._send(files.UPLOAD_FILE, request, idempotency_key)
        return self._decode(response, UploadFileReply).files.file

    def get_file(self, file_id: str) -> bytes:
        """The content of a file."""
        request = self._build_request(files.GET_FILE, FileParameters(self._account, file_id))
        return self._send(files.GET_FILE, request, None).content

    def get_statuses(self) -> list[Status]:
        """Every status, with its number."""
        return self._call(catalog.GET_STATUSES, NoParameters()).statuses

    def get_models(self) -> list[ListedModel]:
        """Every model that can be ordered."""
        return self._call(catalog.GET_MODELS, NoParameters()).models

    def get_carriers(self) -> list[Carrier]:
        """Every carrier, with its services."""
        return self._call(catalog.GET_CARRIERS, NoParameters()).carriers

    def calculate_rates(self, request: RateRequest | Mapping[str, Any]) -> RatesReply:
        """The shipping rates of every carrier service to the destination."""
        return self._call(catalog.CALCULATE_RATES, NoParameters(), body=_without_none(request))

    def _find_page(
        self, reference: str | None, metadata: Mapping[str, Any] | None, fields: str | None, after: str | None
    ) -> tuple[list[PartialOrder], str | None]:
        """One page of orders, and the `after` value of the next page (None: last page)."""
        metadata_json = None if metadata is None else json.dumps(metadata, ensure_ascii=False)
        parameters = FindOrdersParameters(
            accountId=self._account, reference=reference, metadata=metadata_json, fields=fields, after=after
        )
        response = self._send(orders.FIND_ORDERS, self._build_request(orders.FIND_ORDERS, parameters), None)
        next_query = parse_qs(urlsplit(response.links.get("next", {}).get("url", "")).query)
        return self._decode(response, FindOrdersReply).orders, next_query.get("after", [None])[0]

    def _parse_error(self, content: bytes) -> ErrorBody:
        return ErrorBody(msgspec.json.decode(content, type=wire.ErrorReply).message)


def _without_none(value: Any) -> Any:
    """A request body without the members that are None."""
    match value:
        case msgspec.Struct():
            members = {name: getattr(value, name) for name in value.__struct_fields__}
            return {name: _without_none(member) for name, member in members.items() if member is not None}
        case list():
            return [_without_none(item) for item in value]
        case _:
            return value
