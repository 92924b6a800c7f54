"""Idempotency keys: a request repeated under its key runs once and always gets the same response."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import httpx
import pytest

from tests.api.sample_dialect_fixtures import ANN, SampleHandlers, SampleServer, application
from tests.server.application_fixtures import open_client
from triplicate.app.idempotency import key_owner
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.failures import invalid

CUP = b'{"name": "porcelain cup", "count": 2}'


def make(
    shop: SampleServer, key: str | None, who: str = "ann", path: str = "/things", content: bytes = CUP
) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return shop.request("POST", path, who, content=content, headers=headers)


def is_replay(reply: httpx.Response) -> bool:
    return reply.headers.get("idempotent-replayed") == "true"


def test_the_answer_comes_again_word_for_word(sample_server: SampleServer) -> None:
    first, second = make(sample_server, "k"), make(sample_server, "k")
    assert (is_replay(first), is_replay(second)) == (False, True)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    kept = ("content-type", "content-length", "etag", "location", "cache-control")
    assert {name: first.headers[name] for name in kept} == {name: second.headers[name] for name in kept}
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert (sample_server.created_count(), sample_server.handlers.begun) == (1, 1)


def test_without_a_key_every_request_counts(sample_server: SampleServer) -> None:
    assert [make(sample_server, None).json()["number"] for _ in range(3)] == [1, 2, 3]


def test_other_keys_are_other_requests(sample_server: SampleServer) -> None:
    assert [make(sample_server, key).json()["number"] for key in ("a", "b", "A", "a")] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("path", "content"), [("/things", CUP + b" "), ("/things", b'{"name":"jug","count":2}'), ("/things?x=1", CUP)]
)
def test_the_same_key_with_another_request_is_refused(sample_server: SampleServer, path: str, content: bytes) -> None:
    make(sample_server, "k")
    reply = make(sample_server, "k", path=path, content=content)
    assert (reply.status_code, reply.json()["failure"]) == (422, "IdempotencyKeyReused")
    assert sample_server.created_count() == 1


def test_the_method_and_the_path_belong_to_the_request(sample_server: SampleServer) -> None:
    headers = {"Idempotency-Key": "k"}
    assert sample_server.request("PUT", "/things/1/end", headers=headers).status_code == 201
    assert is_replay(sample_server.request("PUT", "/things/1/end", headers=headers))
    assert sample_server.request("PUT", "/things/2/end", headers=headers).json()["failure"] == "IdempotencyKeyReused"
    assert sample_server.request("DELETE", "/things/1", headers=headers).json()["failure"] == "IdempotencyKeyReused"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_every_method_that_changes_knows_keys(sample_server: SampleServer, method: str) -> None:
    path = "/things/1/end" if method == "PUT" else "/things/1"
    headers = {"Idempotency-Key": "k", "If-Match": "*"}
    first, second = (sample_server.request(method, path, headers=headers) for _ in range(2))
    assert (first.status_code, is_replay(second), sample_server.created_count()) == (201, True, 1)


def test_a_retry_after_the_version_moved_on_is_still_a_retry(sample_server: SampleServer) -> None:
    """The first answer got lost; the If-Match of the retry is by then of an old version, by the retry's own doing."""
    headers = {"Idempotency-Key": "k", "If-Match": '"0-x"'}
    assert sample_server.request("PATCH", "/things/1", headers=headers).status_code == 201
    again = sample_server.request("PATCH", "/things/1", headers=headers)
    assert (again.status_code, is_replay(again)) == (201, True)


def test_keys_are_the_callers_own(sample_server: SampleServer) -> None:
    callers = ("ann", "bob", "shop", "other", "operator", "second operator")
    assert [make(sample_server, "k", who).json()["number"] for who in callers] == [1, 2, 3, 4, 5, 6]
    assert not any(is_replay(make(sample_server, f"k{n}", who)) for n, who in enumerate(callers))


@pytest.mark.parametrize(("who", "renewed"), [("ann", "ann again"), ("shop", "shop again")])
def test_a_renewed_token_finds_what_the_one_before_did(sample_server: SampleServer, who: str, renewed: str) -> None:
    make(sample_server, "k", who)
    assert is_replay(make(sample_server, "k", renewed))
    assert sample_server.created_count() == 1


def test_whose_keys_do_not_depend_on_capital_letters() -> None:
    principal = Principal(credential="c", dialect="d", account="a", scopes=frozenset(), email=ANN)
    shouting = Principal(credential="e", dialect="d", account="a", scopes=frozenset(), email=ANN.upper())
    assert key_owner(principal) == key_owner(shouting)


def test_a_refused_change_leaves_its_key_free(sample_server: SampleServer) -> None:
    def refuse() -> None:
        raise invalid("$", "not today")

    sample_server.handlers.making = refuse
    assert [make(sample_server, "k").json()["failure"] for _ in range(2)] == ["InvalidInput"] * 2
    sample_server.handlers.making = lambda: None
    assert make(sample_server, "k").json()["number"] == 1
    assert is_replay(make(sample_server, "k"))


def test_an_accident_leaves_its_key_free(sample_server: SampleServer) -> None:
    def stumble() -> None:
        raise ZeroDivisionError("an accident")

    sample_server.handlers.making = stumble
    assert make(sample_server, "k").status_code == 500
    sample_server.handlers.making = lambda: None
    assert make(sample_server, "k").json()["number"] == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9", "a\tb"])
def test_what_is_no_key_is_refused_by_name(sample_server: SampleServer, key: str) -> None:
    reply = sample_server.request("POST", "/things", content=CUP, headers={"Idempotency-Key": key.encode()})
    assert reply.status_code == 422
    assert [path for path, _ in reply.json()["problems"]] == ["Idempotency-Key"]
    assert sample_server.created_count() == 0


@pytest.mark.parametrize("key", ["x", "x" * 255, "a b", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
def test_what_is_a_key(sample_server: SampleServer, key: str) -> None:
    make(sample_server, key)
    assert is_replay(make(sample_server, key))


def test_kept_answers_expire(sample_server: SampleServer, monkeypatch: pytest.MonkeyPatch) -> None:
    make(sample_server, "k")
    began = sample_server.installation.now()
    for hours, again in ((23.9, True), (24.1, False), (47.9, True), (48.2, False)):
        late = began + timedelta(hours=hours)
        with open_client(_at(sample_server, late), "in process") as client:
            assert is_replay(make(sample_server._replace(client=client), "k")) is again


def _at(shop: SampleServer, moment):
    """The same shop at another time of day."""
    made = application(shop.installation, SampleHandlers())
    at = times.from_datetime(moment)
    context = shop.installation.context
    made._services = made._services._replace(context=lambda principal, id: context(principal, id)._replace(at=at))
    return made


def test_nothing_of_a_kept_answer_can_be_read_in_the_database(sample_server: SampleServer) -> None:
    make(sample_server, "k")
    with sample_server.installation.store.sql.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM idempotency").mappings()
    told = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    assert isinstance(row["sealed"], bytes)
    assert b"number" not in told
    assert b"porcelain" not in told


def test_an_event_knows_who_acted_when_and_in_which_request(sample_server: SampleServer) -> None:
    before = sample_server.installation.now()
    sample_server.request("POST", "/things", content=CUP, headers={"X-Request-Id": "find-me"})
    (acting,) = sample_server.handlers.acted
    assert (acting.principal.email, acting.request_id) == (ANN, "find-me")
    assert before.isoformat()[:19] <= acting.at[:19] <= sample_server.installation.now().isoformat()[:19]


def test_of_many_with_one_key_one_does_the_work(sample_server: SampleServer) -> None:
    """In one process the others are told that it is being worked on, or come late and are given its answer."""
    together = Barrier(8)

    def ask(_: int) -> httpx.Response:
        together.wait()
        return make(sample_server, "k")

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(ask, range(8)))
    statuses = Counter(reply.status_code for reply in replies)
    assert statuses[201] >= 1
    assert statuses[201] + statuses[409] == 8
    assert sum(reply.status_code == 201 and not is_replay(reply) for reply in replies) == 1
    assert {reply.json()["number"] for reply in replies if reply.status_code == 201} == {1}
    assert (sample_server.created_count(), sample_server.handlers.begun) == (1, 1)


def test_in_flight_is_said_at_once(sample_server: SampleServer) -> None:
    under_way, go_on = Event(), Event()

    def making() -> None:
        under_way.set()
        assert go_on.wait(20)

    sample_server.handlers.making = making
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(make, sample_server, "k")
        assert under_way.wait(20)
        other = make(sample_server, "k")
        go_on.set()
        assert first.result().status_code == 201
    assert (other.status_code, other.json()["failure"]) == (409, "IdempotencyKeyInUse")
    assert is_replay(make(sample_server, "k"))


def test_two_processes_with_one_key(sample_server: SampleServer) -> None:
    """Another process knows nothing of what is in flight here: the database decides. Nobody does the work twice."""
    under_way, go_on = Event(), Event()

    def making() -> None:
        under_way.set()
        assert go_on.wait(20)

    sample_server.handlers.making = making
    second = SampleHandlers()
    with (
        open_client(application(sample_server.installation, second), "in process") as client,
        ThreadPoolExecutor(2) as pool,
    ):
        first = pool.submit(make, sample_server, "k")
        assert under_way.wait(20)
        other = pool.submit(make, sample_server._replace(client=client), "k")
        if sample_server.installation.engine.name == "postgresql":
            assert other.result().json()["failure"] == "IdempotencyKeyInUse"
        go_on.set()
        assert first.result().status_code == 201
        later = (
            other.result()
            if sample_server.installation.engine.name == "sqlite"
            else make(sample_server._replace(client=client), "k")
        )
    assert is_replay(later)
    assert later.content == first.result().content
    assert (sample_server.created_count(), second.begun) == (1, 0)


def test_many_keys_of_many_callers_at_once(sample_server: SampleServer) -> None:
    """Every key is tried four times by its caller, all at once; each does its work once, whoever else is about.

    (What the work counts is read and written without a lock, so that on PostgreSQL the count itself may lag behind.)
    """

    def until_done(caller_and_key: tuple[str, str]) -> str:
        while (reply := make(sample_server, caller_and_key[1], caller_and_key[0])).status_code == 409:
            pass
        assert reply.status_code == 201, reply.text
        return f"{caller_and_key} {is_replay(reply)}"

    asked = [(who, f"key {n}") for n in range(4) for who in ("ann", "bob", "other")]
    with ThreadPoolExecutor(8) as pool:
        found = Counter(pool.map(until_done, asked * 4))
    assert found == {f"{one} {replayed}": (3 if replayed else 1) for one in asked for replayed in (True, False)}


def test_who_may_not_gets_no_kept_answer(sample_server: SampleServer) -> None:
    make(sample_server, "k", "shop")
    assert make(sample_server, "k", "reader").status_code == 403


@pytest.mark.parametrize(("first", "second"), [("confidant", "shop"), ("shop", "confidant")])
def test_an_answer_that_may_show_secrets_is_given_to_nobody_who_may_not_see_them(
    sample_server: SampleServer, first: str, second: str
) -> None:
    """Nor is the work done a second time: the key is known, and was another request's."""
    make(sample_server, "k", first)
    reply = make(sample_server, "k", second)
    assert (reply.status_code, reply.json()["failure"]) == (422, "IdempotencyKeyReused")
    assert sample_server.created_count() == 1
