"""Who asks with the entity tag of what they have is answered from memory, without a document being read."""

from collections.abc import Iterator

import httpx
import pytest

from tests.conformance.operation_fixtures import DIALECTS, get_order, id_in
from tests.conformance.operation_fixtures import own_parameters as asking_own
from tests.conformance.test_etags import WITH_IMAGES, WITH_LINKS
from tests.conformance.test_secrets_over_http import WITH_SECRETS
from tests.conftest import Demo
from tests.server.application_fixtures import open_client
from triplicate.api import order_response
from triplicate.api.copy_cache import CopyCache
from triplicate.app.files import signed_links

dialects = pytest.mark.parametrize("dialect", sorted(DIALECTS))


class Memory:
    """A client of a process that has just begun, and what that process has in memory."""

    def __init__(self, client: httpx.Client, demo: Demo, copies: CopyCache) -> None:
        self._client = client
        self._demo = demo
        self._copies = copies

    def get(self, dialect: str, order: str, etag: str | None = None) -> tuple[httpx.Response, bool]:
        """An order, and whether it came from memory."""
        hits, reads = self._copies.hits, self._copies.hits + self._copies.misses
        conditional = {} if etag is None else {"If-None-Match": etag}
        reply = get_order(self._client, self._demo, dialect, order, **conditional)
        assert self._copies.hits + self._copies.misses == reads + 1
        return reply, self._copies.hits > hits


@pytest.fixture
def memory(demo: Demo) -> Iterator[Memory]:
    application = demo.installation.application()
    with open_client(application, "in process") as client:
        yield Memory(client, demo, application._services.copies)


def own(demo: Demo, dialect: str) -> str:
    return asking_own(demo, dialect)["orderId"]


@dialects
@pytest.mark.parametrize("large_bytes", [0, 1 << 20])
def test_who_polls_with_a_tag_is_answered_from_memory(
    client: httpx.Client, demo: Demo, memory: Memory, monkeypatch: pytest.MonkeyPatch, dialect: str, large_bytes: int
) -> None:
    monkeypatch.setattr(order_response, "_LARGE_BYTES", large_bytes)
    etag = get_order(client, demo, dialect, own(demo, dialect)).headers["etag"]
    replies = [memory.get(dialect, own(demo, dialect), etag) for _ in range(5)]
    assert [from_memory for _, from_memory in replies] == [False, False, True, True, True]
    assert {(reply.status_code, reply.headers["etag"], reply.content) for reply, _ in replies} == {(304, etag, b"")}
    assert {tuple(sorted(reply.headers)) for reply, _ in replies} == {tuple(sorted(replies[0][0].headers))}


@dialects
def test_who_has_nothing_gets_the_whole_order_all_the_same(
    client: httpx.Client, demo: Demo, memory: Memory, dialect: str
) -> None:
    """And then that is what is kept, for both, unless it shows secrets."""
    whole = get_order(client, demo, dialect, own(demo, dialect))
    for _ in range(3):
        memory.get(dialect, own(demo, dialect), whole.headers["etag"])
    for other in (None, '"other"'):
        reply, from_memory = memory.get(dialect, own(demo, dialect), other)
        assert (reply.status_code, reply.content) == (200, whole.content)
        assert from_memory == (other is not None and dialect not in WITH_SECRETS)
    reply, from_memory = memory.get(dialect, own(demo, dialect), whole.headers["etag"])
    assert (reply.status_code, from_memory) == (304, True)


@pytest.mark.parametrize("dialect", WITH_LINKS)
def test_a_tag_of_links_that_expired_is_another_one(
    memory: Memory, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    order, now = id_in(dialect, WITH_IMAGES), signed_links.window()
    monkeypatch.setattr(signed_links, "window", lambda: now)
    etag = memory.get(dialect, order)[0].headers["etag"]
    assert [memory.get(dialect, order, etag)[1] for _ in range(3)] == [False, True, True]
    monkeypatch.setattr(signed_links, "window", lambda: now + 1)
    reply, from_memory = memory.get(dialect, order, etag)
    assert (reply.status_code, from_memory) == (200, False)
    assert reply.headers["etag"] != etag
