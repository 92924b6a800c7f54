"""Mine only: every operation of the route table with no credential, a wrong one, another dialect's, a stranger's."""

from datetime import timedelta

import httpx
import pytest

from tests.conftest import Demo
from tests.http.asking import DIALECTS, ROUTES, SOMEBODY, Route, message, signed_in, target
from triplicate.app.credentials import Grant, issue
from triplicate.cli import samples
from triplicate.core.access import ADMIN, SECRETS, WRITE

routes = pytest.mark.parametrize("route", ROUTES, ids=str)


def issued(demo: Demo, grant: Grant) -> str:
    now = demo.house.now()
    return demo.house.store.run("token", lambda unit: issue(unit, grant, now, demo.house.keys.jwt)[0])


def ask(client: httpx.Client, route: Route, url: str, headers: dict[str, str]) -> httpx.Response:
    return client.request(route.op.method, url, headers=headers)


def test_there_is_something_to_sweep() -> None:
    assert {route.dialect.name for route in ROUTES} == set(DIALECTS) == {"axim", "marketiger", "printags"}


@routes
def test_its_owner_gets_it(client: httpx.Client, demo: Demo, route: Route) -> None:
    name = route.dialect.name
    reply = ask(client, route, target(route, demo), signed_in(name, demo.token(name)))
    assert reply.status_code == 200
    assert reply.json() == samples.vendors_own(name)


@routes
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_credential(client: httpx.Client, demo: Demo, route: Route, method: str) -> None:
    reply = client.request(method, target(route, demo))
    assert reply.status_code == 401
    if method != "HEAD":
        message(reply, route.dialect.name, 401)


@routes
@pytest.mark.parametrize(
    "header",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer tpl_printags_" + "A" * 43},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Bearer " + "A" * 10_000},
        {"Authorization": b"Bearer \xff\xfe\x80"},
        {"accessToken": ""},
        {"accessToken": "wrong"},
        {"accessToken": b"\xc3\x28"},
    ],
    ids=repr,
)
def test_a_wrong_credential(client: httpx.Client, demo: Demo, route: Route, header: dict) -> None:
    message(ask(client, route, target(route, demo), header), route.dialect.name, 401)


@routes
def test_the_credential_of_another_dialect(client: httpx.Client, demo: Demo, route: Route) -> None:
    name = route.dialect.name
    for other in DIALECTS.keys() - {name}:
        reply = ask(client, route, target(route, demo), signed_in(name, demo.token(other)))
        message(reply, name, 401)
        reply = ask(client, route, target(route, demo), signed_in(other, demo.token(other)))
        message(reply, name, 401)


@routes
def test_an_operators_credential_of_another_dialect(client: httpx.Client, demo: Demo, route: Route) -> None:
    name = route.dialect.name
    other = "axim" if name == "printags" else "printags"
    token = issued(demo, Grant(other, None, scopes=(ADMIN, SECRETS, "orders:read")))
    message(ask(client, route, target(route, demo), signed_in(name, token)), name, 401)


@routes
def test_a_strangers_credential(client: httpx.Client, demo: Demo, route: Route) -> None:
    """Another account's order answers exactly as one that does not exist; only Marketiger tells the two apart."""
    name = route.dialect.name
    stranger = signed_in(name, demo.token(name, "stranger_token"))
    reply = ask(client, route, target(route, demo), stranger)
    absent_id = SOMEBODY if name != "axim" else "0123456789abcdef01234567"
    own = samples.STRANGER_ACCOUNT
    absent = ask(client, route, target(route, demo, orderId=absent_id, accountId=own), stranger)
    if name == "marketiger":
        assert message(reply, name, 400) == "You are not allowed to view this order."
        assert message(absent, name, 400) == "Order id not found"
        return
    status = 404 if name == "printags" else 400
    message(reply, name, status)
    inside = ask(client, route, target(route, demo, accountId=own), stranger)
    found = message(inside, name, status).replace(demo.known[name]["order_id"], "ID")
    assert found == message(absent, name, status).replace(absent_id, "ID")
    assert inside.headers.keys() == absent.headers.keys()


@routes
def test_a_stranger_may_not_ask_by_me(client: httpx.Client, demo: Demo, route: Route) -> None:
    if "{accountId}" not in route.path:
        return
    stranger = signed_in("printags", demo.token("printags", "stranger_token"))
    message(ask(client, route, target(route, demo, accountId="@me"), stranger), "printags", 404)
    reply = ask(client, route, target(route, demo, accountId="@me"), signed_in("printags", demo.token("printags")))
    assert reply.status_code == 200


@routes
def test_a_credential_that_may_not_read(client: httpx.Client, demo: Demo, route: Route) -> None:
    name = route.dialect.name
    user = samples.USER if name == "marketiger" else None
    grant = Grant(name, samples.ACCOUNT, user, scopes=(WRITE,), lifetime=timedelta(minutes=5))
    reply = ask(client, route, target(route, demo), signed_in(name, issued(demo, grant)))
    message(reply, name, 400 if name == "marketiger" else 401)


@routes
def test_revoked_and_expired_credentials(client: httpx.Client, demo: Demo, route: Route) -> None:
    name = route.dialect.name
    user = samples.USER if name == "marketiger" else None
    long_ago = demo.house.now() - timedelta(hours=2)

    def work(unit):
        grant = Grant(name, samples.ACCOUNT, user, lifetime=timedelta(hours=1))
        expired, _ = issue(unit, grant, long_ago, demo.house.keys.jwt)
        revoked, stored = issue(unit, grant, demo.house.now(), demo.house.keys.jwt)
        assert unit.credentials.revoke("2025-01-01T00:00:00.000Z", id=stored.id) == 1
        return expired, revoked

    for token in demo.house.store.run("tokens", work):
        message(ask(client, route, target(route, demo), signed_in(name, token)), name, 401)


@routes
def test_an_operators_credential_sees_every_account(client: httpx.Client, demo: Demo, route: Route) -> None:
    name = route.dialect.name
    if name == "marketiger":
        return  # its tokens name a user, and a user has one account
    token = issued(demo, Grant(name, None))
    reply = ask(client, route, target(route, demo), signed_in(name, token))
    assert reply.status_code == 200
