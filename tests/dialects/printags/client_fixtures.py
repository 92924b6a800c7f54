"""Two clients of the Printags API with one interface: plain httpx, and the library's client."""

import json
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import msgspec

from tests.dialects.printags.printags_api_fixtures import PrintagsApi
from tests.http_client.transport_fixtures import ForwardingTransport
from triplicate.dialects.printags.client import Printags, PrintagsError, RetryPolicy

NO_BACKOFF = RetryPolicy(attempts=100, first_delay_s=0.0, max_delay_s=0.0)


class ErrorReply(Exception):
    """What was answered in place of a success."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


class PrintagsClient(Protocol):
    """What a program asks for in its working day; JSON values come back. Raises Said."""

    def account(self) -> Any: ...

    def models(self) -> Any: ...

    def carriers(self) -> Any: ...

    def statuses(self) -> Any: ...

    def rates(self, wanted: Any) -> Any: ...

    def upload(self, content: bytes) -> str: ...

    def file(self, id: str) -> bytes: ...

    def create(self, body: Any, key: str | None = None) -> str: ...

    def order(self, id: str) -> Any: ...

    def validate(self, id: str, key: str | None = None) -> Any: ...

    def find(self, **query: Any) -> Any: ...


class RawHttpClient:
    """With httpx, against the documented shapes."""

    def __init__(self, merchant: PrintagsApi) -> None:
        self._merchant = merchant

    def account(self) -> Any:
        return self._request("GET", "/accounts/@me")["account"]

    def models(self) -> Any:
        return self._request("GET", "/models")["models"]

    def carriers(self) -> Any:
        return self._request("GET", "/shipping/carriers")["carriers"]

    def statuses(self) -> Any:
        return self._request("GET", "/statuses")["statuses"]

    def rates(self, wanted: Any) -> Any:
        return self._request("POST", "/shipping/rates", json=wanted)

    def upload(self, content: bytes) -> str:
        part = ("front.png", content, "image/png")
        return self._request("POST", f"{self._account}/files", files={"file": part})["files"]["file"]["id"]

    def file(self, id: str) -> bytes:
        return self._merchant.request("GET", f"{self._account}/files/{id}").content

    def create(self, body: Any, key: str | None = None) -> str:
        return self._request("POST", f"{self._account}/orders", json=body, headers=_key(key))["orderId"]

    def order(self, id: str) -> Any:
        return self._request("GET", f"{self._account}/orders/{id}")["order"]

    def validate(self, id: str, key: str | None = None) -> Any:
        return self._request("POST", f"{self._account}/orders/{id}/validate", headers=_key(key))["prices"]

    def find(self, **query: Any) -> Any:
        given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
        return self._request("GET", f"{self._account}/orders/find", params=given)["orders"]

    @property
    def _account(self) -> str:
        return f"/accounts/{self._merchant.account}"

    def _request(self, method: str, path: str, **more: Any) -> Any:
        reply = self._merchant.request(method, path, **more)
        body = reply.json()
        if reply.status_code != 200:
            assert body.keys() == {"success", "message"}
            raise ErrorReply(reply.status_code, body["message"])
        assert body["success"] is True
        return body


class LibraryClient:
    """With `triplicate.dialects.printags.client`."""

    def __init__(self, merchant: PrintagsApi, transport: httpx.BaseTransport | None = None) -> None:
        base, token = str(merchant.client.base_url), merchant.tokens["merchant"]
        self.api = Printags(
            base, token, retry_policy=NO_BACKOFF, transport=transport or ForwardingTransport(merchant.client)
        )

    def account(self) -> Any:
        assert self.api.get_account() == self.api.get_own_account()
        return _call(self.api.get_account)

    def models(self) -> Any:
        return _call(self.api.get_models)

    def carriers(self) -> Any:
        return _call(self.api.get_carriers)

    def statuses(self) -> Any:
        return _call(self.api.get_statuses)

    def rates(self, wanted: Any) -> Any:
        return _call(self.api.calculate_rates, wanted)

    def upload(self, content: bytes) -> str:
        id: str = _call(self.api.upload_file, content, "front.png")["id"]
        return id

    def file(self, id: str) -> bytes:
        return self.api.get_file(id)

    def create(self, body: Any, key: str | None = None) -> str:
        id: str = _call(self.api.create_order, body, idempotency_key=key)
        return id

    def order(self, id: str) -> Any:
        return _call(self.api.get_order, id)

    def validate(self, id: str, key: str | None = None) -> Any:
        return _call(self.api.validate_order, id, idempotency_key=key)

    def find(self, **query: Any) -> Any:
        return _call(self.api.find_orders, **query)


CLIENTS: tuple[type[RawHttpClient] | type[LibraryClient], ...] = (RawHttpClient, LibraryClient)


def _key(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}


def _call(method: Callable[..., Any], *given: Any, **more: Any) -> Any:
    try:
        return msgspec.to_builtins(method(*given, **more))
    except PrintagsError as error:
        raise ErrorReply(error.status, error.message) from error
