"""Access control: every operation with no credential, a wrong one, another dialect's, and a stranger's."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conformance.operation_fixtures import (
    ACCOUNT_INDEPENDENT,
    DIALECTS,
    FILE_PATHS,
    OF_ONE_ACCOUNT,
    OPERATION_PATHS,
    ORDER_PATHS,
    READ_PATHS,
    UNKNOWN_ACCOUNT,
    WRITE_PATHS,
    OperationPath,
    auth_headers,
    error_message,
    minimal_body_of,
    own_parameters,
    send,
    token_for,
    url_of,
)
from tests.conformance.registry import CONFORMANCES, OPAQUE, SIGNED
from tests.conftest import Demo
from triplicate.api import demo as demo_api
from triplicate.api.bodies import JsonBody
from triplicate.api.messages import FailureKind
from triplicate.app.access.credentials import Grant, issue
from triplicate.core.access import ADMIN, READ, SECRETS, WRITE
from triplicate.core.json import ijson
from triplicate.demo import documents

_LINK = re.compile(r'/media/[^"]*')
routes = pytest.mark.parametrize("route", OPERATION_PATHS, ids=str)
ABSENT = {dialect: conformance.absent_status for dialect, conformance in CONFORMANCES.items()}
WRONG: list[dict[str, Any]] = [
    {"Authorization": ""},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic dXNlcjpwYXNz"},
    {"Authorization": "Bearer wrong"},
    {"Authorization": f"Bearer tpl_{OPAQUE[0]}_" + "A" * 43},
    {"Authorization": "Bearer a.b.c"},
    {"Authorization": "Bearer " + "A" * 10_000},
    {"Authorization": b"Bearer \xff\xfe\x80"},
    {"accessToken": ""},
    {"accessToken": "wrong"},
    {"accessToken": b"\xc3\x28"},
]


def issued(demo: Demo, grant: Grant) -> str:
    now = demo.installation.now()
    return demo.installation.store.run("token", lambda unit: issue(unit, grant, now, demo.installation.keys.jwt)[0])


def as_it_is(client: httpx.Client, demo: Demo, dialect: str) -> str:
    """The order that a dialect's requests are about, as its owner has it."""
    url = f"/v1/orders/{own_parameters(demo, dialect)['orderId']}"
    reply = client.get(url, headers=auth_headers("native", demo.token("native")))
    assert reply.status_code == 200, reply.text
    return _LINK.sub("", reply.text)


def newest(client: httpx.Client, demo: Demo) -> str:
    """The newest orders of the owner, without the signatures of links, which change every minute."""
    return _LINK.sub("", client.get("/v1/orders", headers=auth_headers("native", demo.token("native"))).text)


def test_there_is_something_to_sweep() -> None:
    assert {route.dialect.name for route in OPERATION_PATHS} == set(DIALECTS) == set(CONFORMANCES)
    assert len(DIALECTS) >= 4
    assert len(WRITE_PATHS) > 10


@pytest.mark.parametrize(
    "route", [route for route in WRITE_PATHS if isinstance(route.operation.body, JsonBody)], ids=str
)
def test_what_is_sent_here_is_valid(route: OperationPath) -> None:
    """Else a request would be refused for its body, and prove nothing about who may send it."""
    assert isinstance(route.operation.body, JsonBody)
    kind = route.operation.body.schema_type
    assert isinstance(ijson.convert(minimal_body_of(route), kind), kind)


@pytest.mark.parametrize("route", READ_PATHS, ids=str)
def test_its_owner_gets_it(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    name = route.dialect.name
    reply = send(client, route, url_of(route, demo), auth_headers(name, token_for(demo, name, route.operation)))
    assert reply.status_code == 200, reply.text
    if name != "native" and route in ORDER_PATHS:
        assert reply.json() == documents.vendor_sample(name)


@routes
def test_no_credential(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    error_message(send(client, route, url_of(route, demo), {}), route.dialect.name, 401)
    if route.operation.method == "GET":
        assert client.head(url_of(route, demo)).status_code == 401


@routes
def test_a_wrong_credential(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    for header in WRONG:
        error_message(send(client, route, url_of(route, demo), header), route.dialect.name, 401)


@routes
def test_the_credential_of_another_dialect(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    name = route.dialect.name
    for other in DIALECTS.keys() - {name}:
        for carrier in (name, other):
            reply = send(client, route, url_of(route, demo), auth_headers(carrier, demo.token(other)))
            error_message(reply, name, 401)


@routes
def test_an_operators_credential_of_another_dialect(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    name = route.dialect.name
    other = next(dialect for dialect in OPAQUE if dialect != name)
    token = issued(demo, Grant(other, None, scopes=(ADMIN, SECRETS, READ, WRITE)))
    error_message(send(client, route, url_of(route, demo), auth_headers(name, token)), name, 401)


@pytest.mark.parametrize("route", ORDER_PATHS, ids=str)
def test_a_strangers_credential(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    """Another account's order answers exactly as one that does not exist; unless its vendor tells the two apart."""
    name = route.dialect.name
    before = as_it_is(client, demo, name)
    stranger = auth_headers(name, demo.token(name, "stranger_token"))
    reply = send(client, route, url_of(route, demo), stranger)
    absent_id = UNKNOWN_ACCOUNT if CONFORMANCES[name].id_kind == "guid" else "0123456789abcdef01234567"
    account = demo_api.STRANGER_ACCOUNT
    absent = send(client, route, url_of(route, demo, orderId=absent_id, accountId=account), stranger)
    if (sentences := CONFORMANCES[name].foreign_refusals) is not None:
        assert tuple(error_message(refusal, name, ABSENT[name]) for refusal in (reply, absent)) == sentences
        return
    error_message(reply, name, ABSENT[name])
    inside = send(client, route, url_of(route, demo, accountId=account), stranger)
    message = error_message(inside, name, ABSENT[name]).replace(own_parameters(demo, name)["orderId"], "ID")
    assert message == error_message(absent, name, ABSENT[name]).replace(absent_id, "ID")
    assert inside.headers.keys() == absent.headers.keys()
    assert as_it_is(client, demo, name) == before


@pytest.mark.parametrize("route", [route for route in READ_PATHS if route not in ORDER_PATHS + FILE_PATHS], ids=str)
def test_a_stranger_finds_nothing_of_it_in_lists(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    name = route.dialect.name
    mine, theirs = (
        send(
            client, route, url_of(route, demo), auth_headers(name, token_for(demo, name, route.operation, kind))
        ).json()
        for kind in ("token", "stranger_token")
    )
    if route.operation.name in ACCOUNT_INDEPENDENT:
        assert mine == theirs
    else:
        assert mine != theirs
        assert _ids(mine).isdisjoint(_ids(theirs))
    unbound = issued(demo, Grant(name, None, scopes=(READ, WRITE, ADMIN)))
    reply = send(client, route, url_of(route, demo), auth_headers(name, unbound))
    assert reply.status_code == unbound_status(route)


def unbound_status(route: OperationPath) -> int:
    """What a credential of all accounts is answered with that names none."""
    if route.operation.name in OF_ONE_ACCOUNT:
        return 400
    return 404 if route.path.endswith("/@me") else 200


def _ids(value: Any) -> set[str]:
    """Every id and order that a document names."""
    if isinstance(value, dict):
        own_ids = {str(value[name]) for name in ("id", "order", "oid") if isinstance(value.get(name), str)}
        return own_ids.union(*(_ids(member) for member in value.values()))
    return set().union(*(_ids(item) for item in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("route", [route for route in WRITE_PATHS if route not in ORDER_PATHS], ids=str)
def test_a_stranger_changes_no_order_by_naming_it(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    """Requests that name orders in their body: the example, with the order of somebody else in it."""
    name = route.dialect.name
    before, listed = as_it_is(client, demo, name), newest(client, demo)
    body = _naming(route.operation.example, own_parameters(demo, name)["orderId"])
    headers = auth_headers(name, token_for(demo, name, route.operation, "stranger_token"))
    reply = send(client, route, url_of(route, demo), headers, json=body)
    assert reply.status_code < 500, reply.text
    assert own_parameters(demo, name)["orderId"] not in _ids(reply.json())
    assert (as_it_is(client, demo, name), newest(client, demo)) == (before, listed)


def _naming(value: Any, order: str) -> Any:
    if isinstance(value, dict):
        return {name: order if name == "order" else _naming(member, order) for name, member in value.items()}
    return [_naming(item, order) for item in value] if isinstance(value, list) else value


@routes
def test_a_stranger_may_not_ask_by_me(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    if "{accountId}" not in route.path or route not in ORDER_PATHS + FILE_PATHS:
        return
    name = route.dialect.name
    stranger = auth_headers(name, demo.token(name, "stranger_token"))
    error_message(send(client, route, url_of(route, demo, accountId="@me"), stranger), name, ABSENT[name])
    if route.operation.method == "GET":
        reply = send(client, route, url_of(route, demo, accountId="@me"), auth_headers(name, demo.token(name)))
        assert reply.status_code == 200


OF_AN_ACCOUNT = [route for route in OPERATION_PATHS if "{accountId}" in route.path]


@pytest.mark.parametrize("route", OF_AN_ACCOUNT, ids=str)
def test_another_account_answers_as_one_that_does_not_exist(
    client: httpx.Client, demo: Demo, route: OperationPath
) -> None:
    name = route.dialect.name
    before, listed = as_it_is(client, demo, name), newest(client, demo)
    stranger = auth_headers(name, demo.token(name, "stranger_token"))
    theirs = error_message(send(client, route, url_of(route, demo), stranger), name, 404)
    nobodys = error_message(send(client, route, url_of(route, demo, accountId=UNKNOWN_ACCOUNT), stranger), name, 404)
    assert theirs.replace(demo_api.ACCOUNT, "ID") == nobodys.replace(UNKNOWN_ACCOUNT, "ID")
    assert (as_it_is(client, demo, name), newest(client, demo)) == (before, listed)


@routes
def test_a_credential_without_the_scope(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    """The refusal names the scope, unless its vendor has one sentence for all of them; and nothing is done."""
    name = route.dialect.name
    before, listed = as_it_is(client, demo, name), newest(client, demo)
    user = demo_api.USER if name in SIGNED else None
    others = tuple({READ, WRITE, SECRETS, ADMIN} - {route.operation.access.scope})
    grant = Grant(name, demo_api.ACCOUNT, user, scopes=others, lifetime=timedelta(minutes=5))
    reply = send(client, route, url_of(route, demo), auth_headers(name, issued(demo, grant)))
    message = error_message(reply, name, route.dialect.statuses[FailureKind.MISSING_SCOPE])
    assert (route.operation.access.scope in message) is CONFORMANCES[name].names_missing_scope
    assert (as_it_is(client, demo, name), newest(client, demo)) == (before, listed)


@routes
def test_revoked_and_expired_credentials(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    name = route.dialect.name
    user = demo_api.USER if name in SIGNED else None
    long_ago = demo.installation.now() - timedelta(hours=2)

    def work(unit):
        grant = Grant(name, demo_api.ACCOUNT, user, scopes=(READ, WRITE), lifetime=timedelta(hours=1))
        expired, _ = issue(unit, grant, long_ago, demo.installation.keys.jwt)
        revoked, stored = issue(unit, grant, demo.installation.now(), demo.installation.keys.jwt)
        assert unit.credentials.revoke("2025-01-01T00:00:00.000Z", id=stored.id) == 1
        return expired, revoked

    for token in demo.installation.store.run("tokens", work):
        error_message(send(client, route, url_of(route, demo), auth_headers(name, token)), name, 401)


@pytest.mark.parametrize("route", READ_PATHS, ids=str)
def test_an_operators_credential_sees_every_account(client: httpx.Client, demo: Demo, route: OperationPath) -> None:
    name = route.dialect.name
    if name in SIGNED:
        return  # its tokens name a user, and a user has one account
    reply = send(
        client, route, url_of(route, demo), auth_headers(name, issued(demo, Grant(name, None, scopes=(READ, ADMIN))))
    )
    assert reply.status_code == unbound_status(route)
