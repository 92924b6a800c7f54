"""The client covers the operation table: one method for each operation, with its parameters, body and response."""

import inspect
import re
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from tests.conformance.failure_fixtures import EVERY_FAILURE
from triplicate import client
from triplicate.api.bodies import JsonBody, UploadBody
from triplicate.api.operation import AnyOperation
from triplicate.client import ChangeOptions, Filters, Triplicate
from triplicate.dialects.native.client.errors import ERROR_CLASSES
from triplicate.dialects.native.dialect import DIALECT
from triplicate.dialects.native.failures import problem
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.orders.parameters import ListParameters

OPERATIONS = pytest.mark.parametrize("op", DIALECT.operations, ids=lambda op: op.name)
BESIDES = {
    "close",
    "iter_files",
    "iter_jobs",
    "iter_orders",
    "iter_pages",
    "move_order",
    "security",
    "watch",
    "watch_pages",
}
"""Methods that are no operation of their own."""
WHOLE = {"placeOrder": "order", "amendOrder": "amendment", "placeOrders": "orders", "moveOrders": "moves"}
"""Operations whose body is given as one value, and the parameter that it is."""


def method(op: AnyOperation) -> Any:
    return getattr(Triplicate, re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", op.name))


def taken(op: AnyOperation) -> set[str]:
    """The names of what a method takes, those of its keyword dictionaries among them."""
    names: set[str] = set()
    for name, parameter in list(inspect.signature(method(op)).parameters.items())[1:]:
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            names |= set(get_type_hints(get_args(parameter.annotation)[0]))
        else:
            names.add(name)
    return names


@OPERATIONS
def test_a_method_for_each_operation(op: AnyOperation) -> None:
    assert get_type_hints(method(op))["return"] is op.reply.kind
    assert method(op).__doc__


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len({op.name for op in DIALECT.operations}) == len(DIALECT.operations)


def test_no_method_too_many() -> None:
    public = {name for name in dir(Triplicate) if not name.startswith("_")}
    assert public - BESIDES == {method(op).__name__ for op in DIALECT.operations}


@OPERATIONS
def test_a_method_takes_what_its_operation_takes(op: AnyOperation) -> None:
    wanted = {name.removesuffix("Id") for name in op.parameters.__struct_fields__}
    if op.name in WHOLE:
        wanted.add(WHOLE[op.name])
    elif isinstance(op.body, UploadBody):
        wanted |= {"file", "name", "purpose"}
    elif isinstance(op.body, JsonBody):
        wanted |= set(op.body.kind.__struct_encode_fields__)
    if op.method != "GET":
        wanted.add("idempotency_key")
    if "{orderId}" in op.paths[0] and op.method != "GET":
        wanted.add("version")
    assert taken(op) == wanted


def test_filters_are_the_parameters_of_the_list() -> None:
    assert set(Filters.__annotations__) == set(ListParameters.__struct_fields__)
    assert set(ChangeOptions.__annotations__) == {"version", "idempotency_key"}


def test_what_an_order_is_made_of_can_be_imported_with_the_client() -> None:
    """Every type inside the bodies, by name."""
    components = msgspec.json.schema_components([requests.NewOrder, requests.Amendment, requests.Portion])[1]
    assert {"NewOrder", "NewLine", "Address", "Portion"} <= set(components)
    assert set(components) - set(client.__all__) == set()
    assert set(client.__all__) <= set(dir(client))


def test_the_codes_of_the_classes_are_codes_of_the_server() -> None:
    assert set(ERROR_CLASSES) <= {problem(failure).code for failure in EVERY_FAILURE}
