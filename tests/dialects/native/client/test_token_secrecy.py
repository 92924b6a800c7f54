"""The client's token goes only to its server: it is in no text that a program might print or log."""

import logging
import traceback

import httpx
import pytest

from tests.dialects.native.client.client_fixtures import NO_BACKOFF, ClientFactory, new_card_order
from tests.http_client.transport_fixtures import LossyTransport
from triplicate.client import Triplicate, TriplicateError

SECRET = "tpl_native_do-not-tell-anybody"


def visible_text(error: BaseException) -> str:
    """All that a traceback would say, with the exceptions behind it, and what the exception holds."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error)) + repr(error.__cause__)


def test_no_text_has_the_token(client_factory: ClientFactory, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = client_factory.tokens["own"]
    client = client_factory.client(transport=LossyTransport(client_factory.transport, seed=1))
    client.place_order(new_card_order())
    for refused in (lambda: client.get_order("17"), lambda: client.list_orders(limit=0)):
        with pytest.raises(TriplicateError) as caught:
            refused()
        assert token not in visible_text(caught.value)
    assert token not in repr(client) + str(client)
    assert token not in caplog.text
    assert "retrying" in caplog.text


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
def test_not_even_when_nothing_answers(trouble: Exception) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise trouble

    client = Triplicate("http://x.test", SECRET, retry_policy=NO_BACKOFF, transport=httpx.MockTransport(fail))
    with pytest.raises(TriplicateError) as caught:
        client.count_orders()
    assert SECRET not in visible_text(caught.value)


@pytest.mark.parametrize("token", [f"{SECRET}\n\n{SECRET}", f"{SECRET}\u2026", ""])
def test_what_is_no_token_is_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="token must be") as caught:
        Triplicate("http://x.test", token)
    assert SECRET not in visible_text(caught.value)


def test_the_newline_of_a_file_is_no_part_of_it() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json={"events": [], "next": 0})

    Triplicate("http://x.test/", f"{SECRET}\n", transport=httpx.MockTransport(answer)).get_events()
    assert seen == [f"Bearer {SECRET}"]


@pytest.mark.parametrize(
    "url", ["", "x.test", "ftp://x.test", "http://", "http://ann:pa55word@x.test", "http://x.test?token=pa55word"]
)  # fmt: skip
def test_what_is_no_url_is_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="URL") as caught:
        Triplicate(url, SECRET)
    assert "pa55word" not in str(caught.value)


def test_a_url_may_have_a_path() -> None:
    """As behind a proxy that serves several things."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json={"events": [], "next": 0})

    for base in ("https://x.test/shop", "https://x.test/shop/"):
        Triplicate(base, "t", transport=httpx.MockTransport(answer)).get_events(after=3)
    assert seen == ["https://x.test/shop/v1/events?after=3"] * 2
