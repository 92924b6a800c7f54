"""Clients: one for each dialect, with a method for each operation, that sends the token as the dialect wants."""

import re
from typing import Any

import httpx
import msgspec
import pytest

from tests.conformance.operation_fixtures import DIALECTS, get_order, own_parameters
from tests.conformance.registry import CONFORMANCES
from tests.conftest import Demo
from tests.http_client.transport_fixtures import ForwardingTransport
from triplicate import client as clients
from triplicate.api.dialect import Dialect
from triplicate.core.json import ijson
from triplicate.http_client.transport import CallError

CLIENTS: dict[str, Any] = {name: conformance.client for name, conformance in CONFORMANCES.items()}
each_dialect = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=sorted(DIALECTS))


def method_name(operation: str) -> str:
    """The name of an operation in snake case, whatever case it begins with."""
    return re.sub(r"(?<!^)[A-Z]", lambda found: f"_{found[0]}", operation).lower()


def test_clients_of_this_distribution_are_exported() -> None:
    exported = [getattr(clients, name) for name in clients.__all__]
    own = [client for client in CLIENTS.values() if client.__module__.startswith("triplicate.")]
    assert [client for client in own if client not in exported] == []


@each_dialect
def test_it_has_the_sign_in_of_its_dialect(dialect: Dialect) -> None:
    assert CLIENTS[dialect.name].security is dialect.security


@each_dialect
def test_a_method_for_each_operation(dialect: Dialect) -> None:
    methods = {method_name(operation.name) for operation in dialect.operations}
    assert [name for name in sorted(methods) if not getattr(CLIENTS[dialect.name], name, None).__doc__] == []


@each_dialect
def test_it_reads_an_order_as_the_api_has_it(client: httpx.Client, demo: Demo, dialect: Dialect) -> None:
    id = own_parameters(demo, dialect.name)["orderId"]
    api = CLIENTS[dialect.name](str(client.base_url), demo.token(dialect.name), transport=ForwardingTransport(client))
    with api:
        order = api.get_order(id)
    read = ijson.parse(get_order(client, demo, dialect.name, id).content)
    for member in dialect.codec.envelope:
        read = read[member]
    assert order == msgspec.convert(read, type(order))


@each_dialect
def test_a_token_that_is_not_good(client: httpx.Client, demo: Demo, dialect: Dialect) -> None:
    id = own_parameters(demo, dialect.name)["orderId"]
    api = CLIENTS[dialect.name](str(client.base_url), "wrong", transport=ForwardingTransport(client))
    with api, pytest.raises(CallError) as caught:
        api.get_order(id)
    assert caught.value.status == 401
    assert "access token" in str(caught.value)


@each_dialect
def test_the_token_is_found_where_it_is_sent(dialect: Dialect) -> None:
    sent = {name.lower().encode(): value.encode() for name, value in dialect.security.headers("secret").items()}
    assert dialect.security.token(sent) == "secret"
