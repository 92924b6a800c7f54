"""The client's methods: one for each operation, requests, retries and errors."""

import pickle
import re
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from tests.app.files.artwork_fixtures import image
from tests.dialects.printags.client_fixtures import NO_BACKOFF, LibraryClient
from tests.dialects.printags.printags_api_fixtures import PrintagsApi, new_order
from tests.http_client.transport_fixtures import ScriptedTransport
from triplicate.api.operation import AnyOperation
from triplicate.dialects.printags.client import Printags, PrintagsError
from triplicate.dialects.printags.dialect import DIALECT
from triplicate.dialects.printags.orders import requests

URL = "http://x.test"
CREATED = {"success": True, "orderId": "00000000-0000-4000-8000-000000000001"}
STATUSES = {"success": True, "statuses": [{"id": 1, "name": "creating"}]}
BODY = {"to_country": "FR", "to_postal_code": "75001", "items": [{"modelId": "x"}]}
RATES = {"success": True, "weight": 1, "volume": 1, "envelope": {}, "rates": []}


def scripted(*script: httpx.Response | Exception) -> tuple[Printags, ScriptedTransport]:
    """A client of a server that answers by a script."""
    transport = ScriptedTransport(*script)
    return Printags(URL, "secret-token", retry_policy=NO_BACKOFF, transport=transport), transport


def busy() -> httpx.Response:
    """Somebody in between has no answer."""
    return httpx.Response(503, text="<html>Busy</html>")


def refusal(status: int, message: str, **headers: str) -> httpx.Response:
    """What the API answers instead."""
    return httpx.Response(status, json={"success": False, "message": message}, headers=headers)


@pytest.mark.parametrize("op", DIALECT.operations, ids=lambda op: op.name)
def test_a_method_for_each_operation(op: AnyOperation) -> None:
    method = getattr(Printags, re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", op.name))
    assert method.__doc__


def test_a_body_of_types_is_the_body_as_json(printags_api: PrintagsApi) -> None:
    """What nobody gave is not sent: whoever else serves this API may know no nulls."""
    client, transport = scripted(httpx.Response(200, json=CREATED))
    typed = msgspec.convert(new_order(metadata={"a": None}), requests.NewOrder)
    assert client.create_order(typed) == CREATED["orderId"]
    sent = msgspec.json.decode(transport.asked[0].content)
    group = {"modelId": "pvccard_white", "quantity": 2}
    assert sent == {**new_order(), "metadata": {"a": None}, "groups": [group]}
    id = LibraryClient(printags_api).api.create_order(typed)
    assert printags_api.order(id)["metadata"] == {"a": None}


def test_reading_is_tried_again() -> None:
    client, transport = scripted(httpx.ConnectError("nobody"), busy(), httpx.Response(200, json=STATUSES))
    assert client.get_statuses()[0].name == "creating"
    assert len(transport.asked) == 3
    client, transport = scripted(busy(), httpx.Response(200, json=RATES))
    assert client.calculate_rates(BODY).rates == []


@pytest.mark.parametrize("mishap", [httpx.ReadError("lost"), busy()], ids=["silence", "busy"])
def test_a_change_without_a_key_is_not_tried_again(mishap: Any) -> None:
    client, transport = scripted(mishap)
    with pytest.raises(PrintagsError) as caught:
        client.create_order(new_order())
    assert caught.value.status in (0, 503)
    assert transport.keys() == [None]


def test_a_change_with_a_key_is_tried_again_under_it() -> None:
    reading = refusal(409, "A request with this idempotency key is still in progress.")
    client, transport = scripted(httpx.ReadError("lost"), reading, busy(), httpx.Response(200, json=CREATED))
    assert client.create_order(new_order(), idempotency_key="k") == CREATED["orderId"]
    assert transport.keys() == ["k"] * 4
    assert len({request.content for request in transport.asked}) == 1


def test_an_upload_from_a_path_is_tried_again_whole(printags_api: PrintagsApi, tmp_path: Path) -> None:
    path = tmp_path / "front é.png"
    path.write_bytes(image(colour=33))
    file = {"id": "f", "mimeType": "image/png", "size": 1, "createdAt": "2024-07-01T09:26:55.737Z"}
    client, transport = scripted(busy(), httpx.Response(200, json={"success": True, "files": {"file": file}}))
    assert client.upload_file(path, idempotency_key="k").id == "f"
    assert [image(colour=33) in request.content for request in transport.asked] == [True, True]
    real = LibraryClient(printags_api).api
    stored = real.upload_file(path)
    assert (stored.mimeType, stored.size) == ("image/png", len(image(colour=33)))
    assert real.get_file(stored.id) == image(colour=33)


def test_what_the_server_says_of_a_refusal() -> None:
    client, _ = scripted(refusal(400, "$.groups[0].modelId: unknown model 'x'", **{"X-Request-Id": "r-1"}))
    with pytest.raises(PrintagsError) as caught:
        client.create_order(new_order())
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.status, error.message, error.request_id) == (400, "$.groups[0].modelId: unknown model 'x'", "r-1")
    assert str(error) == "$.groups[0].modelId: unknown model 'x' (400, request r-1)"


@pytest.mark.parametrize("answer", [
    httpx.Response(200, text="<html>Welcome</html>"),
    httpx.Response(200, json={"success": True}),
    httpx.Response(302, headers={"Location": "https://elsewhere.example.com/"}),
    httpx.Response(403, text="<html>Forbidden</html>"),
])  # fmt: skip
def test_somebody_else_answers(answer: httpx.Response) -> None:
    """It is not followed elsewhere, where the token would go with it."""
    client, transport = scripted(answer)
    with pytest.raises(PrintagsError) as caught:
        client.get_statuses()
    assert (caught.value.status, len(transport.asked)) == (answer.status_code, 1)


@pytest.mark.parametrize("name", ["", ".", "..", "../find", "a/b"])
def test_a_name_that_would_lead_elsewhere_names_nothing(name: str) -> None:
    client, transport = scripted()
    with pytest.raises(PrintagsError) as caught:
        client.get_order(name)
    assert (caught.value.status, transport.asked) == (404, [])


def test_nothing_shows_the_token() -> None:
    client, _ = scripted(httpx.ConnectError("nobody"), refusal(401, "The access token is missing, invalid or expired."))
    with pytest.raises(PrintagsError) as caught:
        client.get_own_account()
    assert "secret-token" not in f"{client!r} {caught.value!r} {caught.value}"
    with pytest.raises(ValueError, match="token") as wrong:
        Printags(URL, "secret\ntoken")
    assert "secret" not in str(wrong.value)


def test_the_context_closes_what_it_opened() -> None:
    with scripted()[0] as client:
        pass
    with pytest.raises(RuntimeError):
        client.get_statuses()


def test_the_account_can_be_named() -> None:
    """By those whose token is of several."""
    transport = ScriptedTransport(httpx.Response(200, json=CREATED))
    named = Printags(URL, "t", account="bbbbbbbb-0000-4000-8000-00000000000b", transport=transport)
    named.create_order(new_order())
    assert transport.asked[0].url.path == "/accounts/bbbbbbbb-0000-4000-8000-00000000000b/orders"
