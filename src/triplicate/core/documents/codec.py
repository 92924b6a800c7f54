"""Document codec: converts a vendor's JSON document to the canonical order and back, without losing a field.

A dialect describes its document with a `DocumentCodec`: a wire type and two pure functions. This module does what all
dialects share: unwrapping, conversion, separating secrets, patches for fields the order cannot hold, rendering.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

import msgspec

from triplicate.core import money
from triplicate.core.documents import patch as residue
from triplicate.core.failures import InvalidInput, Problem, Refused, invalid
from triplicate.core.json import ijson
from triplicate.core.order.order import Order

Ledger = dict[str, str]
T = TypeVar("T")
replace = msgspec.structs.replace
_EXPONENT = re.compile(rb"[0-9]e-?[0-9]")
_KINDS = {str: "string", list: "array", bool: "boolean", type(None): "null"}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What decoding a document depends on: the account, its billing currency, its stored files.

    `file_of` resolves a text (a file id, or a URL signed by this installation) to the id of a stored file, or None.
    """

    account: str
    currency: str
    file_of: Callable[[str], str | None]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """How an order is rendered: whether secrets are included, and how a stored file's id becomes a link."""

    secrets: bool
    link: Callable[[str], str]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect's document: its wire type, `decode` and `encode`, its envelope, and the coverage of its `fields`.

    `envelope` holds the member names that lead from the vendor's response to the order; `secret_members` are stored
    encrypted and rendered only with secrets. `localise_files` replaces links to stored files by their ids. The members
    named in `append_only` are append-only lists: a document's entries stay when ours are added.
    """

    dialect: str
    revision: int
    wire: type[msgspec.Struct]
    envelope: tuple[str, ...]
    read: Callable[[Any, Reading], Order]
    write: Callable[[Order, View], msgspec.Struct]
    ledger: Ledger
    secret_members: frozenset[str] = frozenset()
    localise: Callable[[dict[str, Any], Reading], None] | None = None
    growing: frozenset[str] = frozenset()


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A decoded document: the order, the document without its secrets, and the patch that adds the secrets."""

    order: Order
    public: dict[str, Any]
    secret: residue.Patch | None
    digest: str


STABLE = View(secrets=True, link=str)
"""The options for comparing and exporting documents: with secrets, stored files by their id."""


def take_in(mapping: Mapping, value: Any, reading: Reading) -> Incoming:
    """Decodes a parsed document, or the vendor's response around it.

    Raises DomainError(InvalidInput) with the JSON path of every violation of the contract.
    """
    body, where = _unwrap(mapping, value)
    if not isinstance(body, dict):
        raise invalid(where, f"must be an order object, not a {_KINDS.get(type(body), 'number')}")
    if mapping.localise is not None:
        mapping.localise(body, reading)
    public = _without(body, mapping.secret_members) if mapping.secret_members else body
    wire = ijson.typed(public, mapping.wire, where)
    return Incoming(
        order=_rooted(where, lambda: mapping.read(wire, reading)),
        public=public,
        secret=residue.difference(public, body),
        digest=ijson.digest(body),
    )


def said(incoming: Incoming) -> Any:
    """The complete document, with its secrets."""
    if incoming.secret is None:
        return incoming.public
    return residue.lay_over(deepcopy(incoming.public), incoming.secret)


def keep_whole(mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str]) -> Order:
    """A new order that keeps its document verbatim; as a patch where that links to stored files (links change)."""
    if any(line.file for line in order.lines):
        kept = patched(mapping, order, incoming)
    else:
        kept = replace(order, whole=order.version, residue={mapping.dialect: msgspec.Raw(_text(incoming.public))})
    return with_secret(mapping, kept, incoming, seal)


def keep(mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str]) -> Order:
    """`order` with the patch of everything in the document that it cannot hold, and the encrypted secrets."""
    return with_secret(mapping, patched(mapping, order, incoming), incoming, seal)


def patched(mapping: Mapping, order: Order, incoming: Incoming) -> Order:
    """`order` with the patch from its rendering to the document; `order` is as decoded, with its final identities."""
    return replace(order, residue=_with(order.residue, mapping.dialect, _patch(mapping, order, incoming.public)))


def with_secret(mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str]) -> Order:
    """`order` with the document's secrets, encrypted."""
    text = None if incoming.secret is None else seal(msgspec.json.encode(incoming.secret))
    return replace(order, sealed=_with(order.sealed, mapping.dialect, text))


def settled(mapping: Mapping, order: Order) -> Order:
    """The order ready for its first change: the verbatim document becomes a patch over its rendering."""
    if not order.whole:
        return order
    said = msgspec.json.decode(order.residue[mapping.dialect])
    return replace(order, whole=0, residue=_with(order.residue, mapping.dialect, _patch(mapping, order, said)))


def render(mapping: Mapping, order: Order, view: View, unseal: Callable[[str], bytes]) -> bytes:
    """The order as JSON text of the dialect's document, without the envelope."""
    kept = order.residue.get(mapping.dialect)
    sealed = order.sealed.get(mapping.dialect) if view.secrets else None
    whole = order.whole == order.version and mapping.dialect == order.origin
    text = bytes(kept) if kept is not None and whole else msgspec.json.encode(mapping.write(order, view))
    if (kept is None or whole) and sealed is None:
        return text
    body = msgspec.json.decode(text)
    if kept is not None and not whole:
        body = residue.lay_over(body, msgspec.json.decode(kept))
    if sealed is not None:
        body = residue.lay_over(body, msgspec.json.decode(unseal(sealed)))
    return _text(body)


def enclose(mapping: Mapping, body: bytes) -> bytes:
    """The vendor's success response around a rendered document; without an envelope, the document itself."""
    if not mapping.envelope:
        return body
    opening, closing = _around(mapping.envelope)
    return opening + body + closing


@cache
def _around(envelope: tuple[str, ...]) -> tuple[bytes, bytes]:
    opening = b'{"success":true,' + b"{".join(b'"%s":' % name.encode() for name in envelope)
    return opening, b"}" * len(envelope)


def _text(body: Any) -> bytes:
    """JSON text in which no number has an exponent."""
    text = msgspec.json.encode(body)
    return msgspec.json.encode(_plainly(body)) if _EXPONENT.search(text) else text


def _plainly(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plainly(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plainly(item) for item in value]
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else money.plain(money.exact(value))


def _patch(mapping: Mapping, order: Order, said: Any) -> msgspec.Raw | None:
    rendered = msgspec.json.decode(msgspec.json.encode(mapping.write(order, STABLE)))
    patch = residue.difference(rendered, said, mapping.growing)
    return None if patch is None else _raw(patch)


def _with(values: dict[str, T], name: str, value: T | None) -> dict[str, T]:
    others = {key: known for key, known in values.items() if key != name}
    return others if value is None else {**others, name: value}


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def _rooted(where: str, read: Callable[[], Order]) -> Order:
    """The result of `decode_order`; the paths of its problems are prefixed with the document's path."""
    try:
        return read()
    except Refused as refused:
        if not isinstance(refused.failure, InvalidInput):
            raise
        problems = tuple(Problem(where + problem.path[1:], problem.reason) for problem in refused.failure.problems)
        raise Refused(InvalidInput(problems)) from None


def _unwrap(mapping: Mapping, value: Any) -> tuple[Any, str]:
    """The order inside the vendor's response, and its JSON path; a document without an envelope is at `$`."""
    if not (isinstance(value, dict) and "success" in value and "id" not in value):
        return value, "$"
    if value["success"] is not True:
        raise invalid("$.success", "the response reports a failure and contains no order")
    where = "$"
    for name in mapping.envelope:
        where = f"{where}.{name}"
        if not isinstance(value, dict) or name not in value:
            raise invalid(where, "is required")
        value = value[name]
    return value, where


def _without(value: Any, names: frozenset[str]) -> Any:
    """A copy of a JSON value without the members named in `names`, at any depth."""
    if isinstance(value, dict):
        return {name: _without(member, names) for name, member in value.items() if name not in names}
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    return value
