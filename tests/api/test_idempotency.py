"""Once: the same request under the same key does its work once, and is answered the same ever after."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import httpx
import pytest

from tests.api.sample_dialect_fixtures import ANN, Shop, Workshop, application
from tests.server.application_fixtures import asking
from triplicate.api.transaction import caller
from triplicate.core.access import Principal
from triplicate.core.failures import invalid

CUP = b'{"name": "porcelain cup", "count": 2}'


def make(shop: Shop, key: str | None, who: str = "ann", path: str = "/things", content: bytes = CUP) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return shop.ask("POST", path, who, content=content, headers=headers)


def is_replay(reply: httpx.Response) -> bool:
    return reply.headers.get("idempotent-replayed") == "true"


def test_the_answer_comes_again_word_for_word(shop: Shop) -> None:
    first, second = make(shop, "k"), make(shop, "k")
    assert (is_replay(first), is_replay(second)) == (False, True)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    kept = ("content-type", "content-length", "etag", "location", "cache-control")
    assert {name: first.headers[name] for name in kept} == {name: second.headers[name] for name in kept}
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert (shop.made(), shop.workshop.begun) == (1, 1)


def test_without_a_key_every_request_counts(shop: Shop) -> None:
    assert [make(shop, None).json()["number"] for _ in range(3)] == [1, 2, 3]


def test_other_keys_are_other_requests(shop: Shop) -> None:
    assert [make(shop, key).json()["number"] for key in ("a", "b", "A", "a")] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("path", "content"), [("/things", CUP + b" "), ("/things", b'{"name":"jug","count":2}'), ("/things?x=1", CUP)]
)
def test_the_same_key_with_another_request_is_refused(shop: Shop, path: str, content: bytes) -> None:
    make(shop, "k")
    reply = make(shop, "k", path=path, content=content)
    assert (reply.status_code, reply.json()["failure"]) == (422, "KeyReused")
    assert shop.made() == 1


def test_the_method_and_the_path_belong_to_the_request(shop: Shop) -> None:
    headers = {"Idempotency-Key": "k"}
    assert shop.ask("PUT", "/things/1/end", headers=headers).status_code == 201
    assert is_replay(shop.ask("PUT", "/things/1/end", headers=headers))
    assert shop.ask("PUT", "/things/2/end", headers=headers).json()["failure"] == "KeyReused"
    assert shop.ask("DELETE", "/things/1", headers=headers).json()["failure"] == "KeyReused"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_every_method_that_changes_knows_keys(shop: Shop, method: str) -> None:
    path = "/things/1/end" if method == "PUT" else "/things/1"
    headers = {"Idempotency-Key": "k", "If-Match": "*"}
    first, second = (shop.ask(method, path, headers=headers) for _ in range(2))
    assert (first.status_code, is_replay(second), shop.made()) == (201, True, 1)


def test_a_retry_after_the_version_moved_on_is_still_a_retry(shop: Shop) -> None:
    """The first answer got lost; the If-Match of the retry is by then of an old version, by the retry's own doing."""
    headers = {"Idempotency-Key": "k", "If-Match": '"0-x"'}
    assert shop.ask("PATCH", "/things/1", headers=headers).status_code == 201
    again = shop.ask("PATCH", "/things/1", headers=headers)
    assert (again.status_code, is_replay(again)) == (201, True)


def test_keys_are_the_callers_own(shop: Shop) -> None:
    callers = ("ann", "bob", "shop", "other", "operator", "second operator")
    assert [make(shop, "k", who).json()["number"] for who in callers] == [1, 2, 3, 4, 5, 6]
    assert not any(is_replay(make(shop, f"k{n}", who)) for n, who in enumerate(callers))


@pytest.mark.parametrize(("who", "renewed"), [("ann", "ann again"), ("shop", "shop again")])
def test_a_renewed_token_finds_what_the_one_before_did(shop: Shop, who: str, renewed: str) -> None:
    make(shop, "k", who)
    assert is_replay(make(shop, "k", renewed))
    assert shop.made() == 1


def test_whose_keys_do_not_depend_on_capital_letters() -> None:
    principal = Principal(credential="c", dialect="d", account="a", scopes=frozenset(), email=ANN)
    shouting = Principal(credential="e", dialect="d", account="a", scopes=frozenset(), email=ANN.upper())
    assert caller(principal) == caller(shouting)


def test_a_refused_change_leaves_its_key_free(shop: Shop) -> None:
    def refuse() -> None:
        raise invalid("$", "not today")

    shop.workshop.making = refuse
    assert [make(shop, "k").json()["failure"] for _ in range(2)] == ["InvalidInput"] * 2
    shop.workshop.making = lambda: None
    assert make(shop, "k").json()["number"] == 1
    assert is_replay(make(shop, "k"))


def test_an_accident_leaves_its_key_free(shop: Shop) -> None:
    def stumble() -> None:
        raise ZeroDivisionError("an accident")

    shop.workshop.making = stumble
    assert make(shop, "k").status_code == 500
    shop.workshop.making = lambda: None
    assert make(shop, "k").json()["number"] == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9", "a\tb"])
def test_what_is_no_key_is_refused_by_name(shop: Shop, key: str) -> None:
    reply = shop.ask("POST", "/things", content=CUP, headers={"Idempotency-Key": key.encode()})
    assert reply.status_code == 422
    assert [path for path, _ in reply.json()["problems"]] == ["Idempotency-Key"]
    assert shop.made() == 0


@pytest.mark.parametrize("key", ["x", "x" * 255, "a b", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
def test_what_is_a_key(shop: Shop, key: str) -> None:
    make(shop, key)
    assert is_replay(make(shop, key))


def test_kept_answers_expire(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    make(shop, "k")
    began = shop.house.now()
    for hours, again in ((23.9, True), (24.1, False), (47.9, True), (48.2, False)):
        late = began + timedelta(hours=hours)
        with asking(_at(shop, late), "in process") as client:
            assert is_replay(make(shop._replace(client=client), "k")) is again


def _at(shop: Shop, moment):
    """The same shop at another time of day."""
    made = application(shop.house, Workshop())
    made._services = made._services._replace(now=lambda: moment)
    return made


def test_nothing_of_a_kept_answer_can_be_read_in_the_database(shop: Shop) -> None:
    make(shop, "k")
    with shop.house.store.sql.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM idempotency").mappings()
    told = " ".join(str(value) for value in row.values())
    assert "number" not in told
    assert "porcelain" not in told


def test_an_event_knows_who_acted_when_and_in_which_request(shop: Shop) -> None:
    before = shop.house.now()
    shop.ask("POST", "/things", content=CUP, headers={"X-Request-Id": "find-me"})
    (acting,) = shop.workshop.acted
    assert (acting.principal.email, acting.request) == (ANN, "find-me")
    assert before.isoformat()[:19] <= acting.at[:19] <= shop.house.now().isoformat()[:19]


def test_of_many_with_one_key_one_does_the_work(shop: Shop) -> None:
    """In one process the others are told that it is being worked on, or come late and are given its answer."""
    together = Barrier(8)

    def ask(_: int) -> httpx.Response:
        together.wait()
        return make(shop, "k")

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(ask, range(8)))
    statuses = Counter(reply.status_code for reply in replies)
    assert statuses[201] >= 1
    assert statuses[201] + statuses[409] == 8
    assert sum(reply.status_code == 201 and not is_replay(reply) for reply in replies) == 1
    assert {reply.json()["number"] for reply in replies if reply.status_code == 201} == {1}
    assert (shop.made(), shop.workshop.begun) == (1, 1)


def test_in_flight_is_said_at_once(shop: Shop) -> None:
    under_way, go_on = Event(), Event()

    def making() -> None:
        under_way.set()
        assert go_on.wait(20)

    shop.workshop.making = making
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(make, shop, "k")
        assert under_way.wait(20)
        other = make(shop, "k")
        go_on.set()
        assert first.result().status_code == 201
    assert (other.status_code, other.json()["failure"]) == (409, "KeyInFlight")
    assert is_replay(make(shop, "k"))


def test_two_processes_with_one_key(shop: Shop) -> None:
    """Another process knows nothing of what is in flight here: the database decides. Nobody does the work twice."""
    under_way, go_on = Event(), Event()

    def making() -> None:
        under_way.set()
        assert go_on.wait(20)

    shop.workshop.making = making
    second = Workshop()
    with asking(application(shop.house, second), "in process") as client, ThreadPoolExecutor(2) as pool:
        first = pool.submit(make, shop, "k")
        assert under_way.wait(20)
        other = pool.submit(make, shop._replace(client=client), "k")
        if shop.house.engine.name == "postgresql":
            assert other.result().json()["failure"] == "KeyInFlight"
        go_on.set()
        assert first.result().status_code == 201
        later = other.result() if shop.house.engine.name == "sqlite" else make(shop._replace(client=client), "k")
    assert is_replay(later)
    assert later.content == first.result().content
    assert (shop.made(), second.begun) == (1, 0)


def test_many_keys_of_many_callers_at_once(shop: Shop) -> None:
    """Every key is tried four times by its caller, all at once; each does its work once, whoever else is about.

    (What the work counts is read and written without a lock, so that on PostgreSQL the count itself may lag behind.)
    """

    def until_done(caller_and_key: tuple[str, str]) -> str:
        while (reply := make(shop, caller_and_key[1], caller_and_key[0])).status_code == 409:
            pass
        assert reply.status_code == 201, reply.text
        return f"{caller_and_key} {is_replay(reply)}"

    asked = [(who, f"key {n}") for n in range(4) for who in ("ann", "bob", "other")]
    with ThreadPoolExecutor(8) as pool:
        found = Counter(pool.map(until_done, asked * 4))
    assert found == {f"{one} {replayed}": (3 if replayed else 1) for one in asked for replayed in (True, False)}


def test_who_may_not_gets_no_kept_answer(shop: Shop) -> None:
    make(shop, "k", "shop")
    assert make(shop, "k", "reader").status_code == 403


@pytest.mark.parametrize(("first", "second"), [("confidant", "shop"), ("shop", "confidant")])
def test_an_answer_that_may_show_secrets_is_given_to_nobody_who_may_not_see_them(
    shop: Shop, first: str, second: str
) -> None:
    """Nor is the work done a second time: the key is known, and was another request's."""
    make(shop, "k", first)
    reply = make(shop, "k", second)
    assert (reply.status_code, reply.json()["failure"]) == (422, "KeyReused")
    assert shop.made() == 1
