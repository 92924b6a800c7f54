"""`triplicate order move`: applies an action to an order; the action's arguments are NAME=VALUE, or JSON in --body."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

import msgspec
import typer
from msgspec import inspect

from triplicate.api import parameters
from triplicate.api.operation import Precondition
from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.orders.arguments import Id, Key, Words
from triplicate.cli.orders.rows import COLUMNS, row
from triplicate.cli.terminal.amount import parse_minor
from triplicate.cli.terminal.tables import show, show_json
from triplicate.client import ChangeOptions, Triplicate
from triplicate.core.engine.commands import MINOR_UNITS
from triplicate.core.engine.progress import STEPS
from triplicate.core.json import ijson
from triplicate.core.lifecycle import Step
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES, ROUTES_BY_NAME, CommandRoute

ACTION_NAMES = [name.replace(" ", "-") for name in ROUTES_BY_NAME]


def move(
    id: Id,
    action: Annotated[str, typer.Argument(metavar="ACTION", help=f"{', '.join(ACTION_NAMES)}.")],
    values: Annotated[
        Words, typer.Argument(metavar="[NAME=VALUE]...", help="Arguments of the action, as listed below.")
    ] = None,
    body: Annotated[
        str | None,
        typer.Option("--body", metavar="JSON", help="The arguments as JSON, as in the API: amounts in minor units."),
    ] = None,
    version: Annotated[int | None, typer.Option("--version", help="Fail unless the order has this version.")] = None,
    idempotency_key: Key = None,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Applies an action to an order, and prints the changed order."""
    route = ROUTES_BY_NAME.get(action.replace("-", " "))
    if route is None:
        raise typer.BadParameter(f"unknown action {action!r}: use one of {', '.join(ACTION_NAMES)}")
    if route.precondition is Precondition.IF_MATCH and version is None:
        raise typer.BadParameter(f"{action} requires --version: see `version` in `order show {id} --as native`")
    if body is not None and values:
        raise typer.BadParameter("pass either --body or NAME=VALUE")
    pairs = _parse_pairs(route, values or [])
    change_options: ChangeOptions = {}
    if version is not None:
        change_options["version"] = version
    if idempotency_key is not None:
        change_options["idempotency_key"] = idempotency_key
    with open_client(remote_server(url, token, data), data) as client:
        command_body = (
            _command_body(route, _with_minor_units(client, id, route, pairs))
            if body is None
            else ijson.convert(ijson.parse(body.encode()), route.body)
        )
        order = client.move_order(id, route.name, command_body, **change_options)
    show_json(order) if json else show(COLUMNS, [row(order)])


def help_text() -> str:
    """What each action takes, for `order move --help`."""
    lines = [f"{name}: {arguments}" for name, arguments in _argument_lines()]
    notes = (
        "Amounts are in major units of the order's currency (amount=25.00), several values are separated by commas, "
        "and * marks what is required. Arguments that are lists of objects (items) need --body."
    )
    return "\n\n".join(("Arguments of each action:", *lines, notes))


def _argument_lines() -> Iterator[tuple[str, str]]:
    for route in COMMAND_ROUTES:
        names = [f"{field.encode_name}{'*' if field.required else ''}" for field in msgspec.structs.fields(route.body)]
        version = ["--version*"] if route.precondition is Precondition.IF_MATCH else []
        yield route.name.replace(" ", "-"), ", ".join([*names, *version]) or "nothing"


def _parse_pairs(route: CommandRoute[Any], values: list[str]) -> list[tuple[str, str]]:
    """The names and values of arguments such as `method=cash`; raises typer.BadParameter."""
    pairs = []
    for argument in values:
        name, separator, value = argument.partition("=")
        if not separator:
            raise typer.BadParameter(f"{argument!r} is not NAME=VALUE: {route.name} takes {_arguments(route)}")
        if name not in route.body.__struct_encode_fields__:
            raise typer.BadParameter(f"unknown argument {name}: {route.name} takes {_arguments(route)}")
        pairs.append((name, value))
    return pairs


def _arguments(route: CommandRoute[Any]) -> str:
    return ", ".join(f"{name}=…" for name in route.body.__struct_encode_fields__) or "nothing"


def _with_minor_units(
    client: Triplicate, id: str, route: CommandRoute[Any], pairs: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The arguments with their amounts in minor units, for which the order's currency is read if there are any."""
    body_type: type[msgspec.Struct] = route.body
    names = _amount_names(body_type)
    if not any(name in names for name, _ in pairs):
        return pairs
    currency = client.get_order(id).currency
    return [(name, str(parse_minor(name, value, currency)) if name in names else value) for name, value in pairs]


def _command_body(route: CommandRoute[Any], pairs: list[tuple[str, str]]) -> msgspec.Struct:
    """The action's body; list values are comma-separated. Raises typer.BadParameter if something is missing."""
    body_type: type[msgspec.Struct] = route.body
    given_names = {name for name, _ in pairs}
    for field in msgspec.structs.fields(body_type):
        if field.required and field.encode_name not in given_names:
            raise typer.BadParameter(f"{route.name} requires {_example(field)}")
    list_names = parameters.list_members(body_type)
    split_pairs = [
        (name, part) for name, value in pairs for part in (value.split(",") if name in list_names else [value])
    ]
    return parameters.parse_parameters(body_type, {}, split_pairs, parameters.QueryRule.STRICT)


def _example(field: msgspec.structs.FieldInfo) -> str:
    """How to give an argument: `step=STEP, STEP being one of …` where only some values are valid."""
    name, kind = field.encode_name, inspect.type_info(field.type)
    if isinstance(kind, inspect.EnumType):
        choices = ", ".join(STEPS if kind.cls is Step else (str(member.value) for member in kind.cls))
        return f"{name}={name.upper()}, {name.upper()} being one of {choices}"
    return f"{name}={name.upper()}"


@cache
def _amount_names(body: type[msgspec.Struct]) -> frozenset[str]:
    """The arguments that are amounts: whole numbers in minor units in the API."""
    struct_type = inspect.type_info(body)
    assert isinstance(struct_type, inspect.StructType)
    return frozenset(field.encode_name for field in struct_type.fields if _is_amount(field.type))


def _is_amount(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.UnionType):
        return any(_is_amount(option) for option in kind.types)
    return isinstance(kind, inspect.Metadata) and (kind.extra or {}).items() >= MINOR_UNITS.items()


SETTINGS = {"epilog": help_text()}
"""What Typer is told of `move`."""
