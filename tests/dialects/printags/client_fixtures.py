"""Two programs that speak Printags' API to the same server: one by hand, with httpx, and one with the client."""

import json
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import msgspec

from tests.dialects.printags.printags_api_fixtures import Merchant
from triplicate.dialects.printags.client import Patience, Printags, PrintagsError

AT_ONCE = Patience(attempts=100, first_s=0.0, most_s=0.0)


class Said(Exception):
    """What was answered in place of a success."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


class Speaker(Protocol):
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


class ByHand:
    """With httpx, against the documented shapes."""

    def __init__(self, merchant: Merchant) -> None:
        self._merchant = merchant

    def account(self) -> Any:
        return self._ask("GET", "/accounts/@me")["account"]

    def models(self) -> Any:
        return self._ask("GET", "/models")["models"]

    def carriers(self) -> Any:
        return self._ask("GET", "/shipping/carriers")["carriers"]

    def statuses(self) -> Any:
        return self._ask("GET", "/statuses")["statuses"]

    def rates(self, wanted: Any) -> Any:
        return self._ask("POST", "/shipping/rates", json=wanted)

    def upload(self, content: bytes) -> str:
        part = ("front.png", content, "image/png")
        return self._ask("POST", f"{self._account}/files", files={"file": part})["files"]["file"]["id"]

    def file(self, id: str) -> bytes:
        return self._merchant.ask("GET", f"{self._account}/files/{id}").content

    def create(self, body: Any, key: str | None = None) -> str:
        return self._ask("POST", f"{self._account}/orders", json=body, headers=_key(key))["orderId"]

    def order(self, id: str) -> Any:
        return self._ask("GET", f"{self._account}/orders/{id}")["order"]

    def validate(self, id: str, key: str | None = None) -> Any:
        return self._ask("POST", f"{self._account}/orders/{id}/validate", headers=_key(key))["prices"]

    def find(self, **query: Any) -> Any:
        given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
        return self._ask("GET", f"{self._account}/orders/find", params=given)["orders"]

    @property
    def _account(self) -> str:
        return f"/accounts/{self._merchant.account}"

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        reply = self._merchant.ask(method, path, **more)
        told = reply.json()
        if reply.status_code != 200:
            assert told.keys() == {"success", "message"}
            raise Said(reply.status_code, told["message"])
        assert told["success"] is True
        return told


class WithClient:
    """With `triplicate.dialects.printags.client`."""

    def __init__(self, merchant: Merchant, transport: httpx.BaseTransport | None = None) -> None:
        base, token = str(merchant.client.base_url), merchant.tokens["merchant"]
        self.api = Printags(base, token, patience=AT_ONCE, transport=transport or Onward(merchant.client))

    def account(self) -> Any:
        assert self.api.get_account() == self.api.get_own_account()
        return _told(self.api.get_account)

    def models(self) -> Any:
        return _told(self.api.get_models)

    def carriers(self) -> Any:
        return _told(self.api.get_carriers)

    def statuses(self) -> Any:
        return _told(self.api.get_statuses)

    def rates(self, wanted: Any) -> Any:
        return _told(self.api.calculate_rates, wanted)

    def upload(self, content: bytes) -> str:
        id: str = _told(self.api.upload_file, content, "front.png")["id"]
        return id

    def file(self, id: str) -> bytes:
        return self.api.get_file(id)

    def create(self, body: Any, key: str | None = None) -> str:
        id: str = _told(self.api.create_order, body, idempotency_key=key)
        return id

    def order(self, id: str) -> Any:
        return _told(self.api.get_order, id)

    def validate(self, id: str, key: str | None = None) -> Any:
        return _told(self.api.validate_order, id, idempotency_key=key)

    def find(self, **query: Any) -> Any:
        return _told(self.api.find_orders, **query)


class Onward(httpx.BaseTransport):
    """Hands requests to a client that knows the way."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer."""
        reply = self._client.send(request)
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


SPEAKERS: tuple[type[ByHand] | type[WithClient], ...] = (ByHand, WithClient)


def _key(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}


def _told(method: Callable[..., Any], *given: Any, **more: Any) -> Any:
    try:
        return msgspec.to_builtins(method(*given, **more))
    except PrintagsError as error:
        raise Said(error.status, error.message) from error
