"""Copies: how a vendor's document becomes the canonical order, and how the order becomes a document again.

A dialect describes its document by a `Mapping` value: a wire type and two pure functions. This module does what is the
same for all of them: unwrapping, typing, setting secrets aside, keeping the residue, rendering.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

import msgspec

from triplicate.core import document, money, residue
from triplicate.core.failures import InvalidInput, Problem, Refused, invalid
from triplicate.core.order import Order

Ledger = dict[str, str]
T = TypeVar("T")
replace = msgspec.structs.replace
_EXPONENT = re.compile(rb"[0-9]e-?[0-9]")
_KINDS = {str: "string", list: "array", bool: "boolean", type(None): "null"}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a mapping may know of the world it reads into: the account, the currency it is billed in, its files.

    `file_of` gives the id of the account's stored file that a text names (an id, or a URL signed here), or None.
    """

    account: str
    currency: str
    file_of: Callable[[str], str | None]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody looks at an order: whether secrets are shown, and how the id of a stored file becomes a link."""

    secrets: bool
    link: Callable[[str], str]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect's document: its wire type, `read` and `write`, where it lies in the answer, and the ledger.

    `envelope` holds the member names that lead from the vendor's answer to the order; `secret_members` are never stored
    in the clear and shown only to those who may see secrets. `localise` names stored files by their stable id. What
    `growing` names are lists of what happened: a document's entries stay when ours are added.
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
    """A document on its way in: what it says in our terms, and the document itself without and with its secrets."""

    order: Order
    public: dict[str, Any]
    secret: residue.Patch | None
    digest: str


STABLE = View(secrets=True, link=str)
"""The view in which documents are compared and exported: stored files by their id."""


def take_in(mapping: Mapping, value: Any, reading: Reading) -> Incoming:
    """A parsed document, or the vendor's whole answer around it, as an order.

    Raises Refused(InvalidInput) with the JSON path of everything that the contract does not allow.
    """
    body, where = _unwrap(mapping, value)
    if not isinstance(body, dict):
        raise invalid(where, f"expected an order object, got `{_KINDS.get(type(body), 'number')}`")
    if mapping.localise is not None:
        mapping.localise(body, reading)
    public = _without(body, mapping.secret_members) if mapping.secret_members else body
    wire = document.typed(public, mapping.wire, where)
    return Incoming(
        order=_rooted(where, lambda: mapping.read(wire, reading)),
        public=public,
        secret=residue.difference(public, body),
        digest=document.digest(body),
    )


def said(incoming: Incoming) -> Any:
    """The whole document, with its secrets."""
    if incoming.secret is None:
        return incoming.public
    return residue.lay_over(deepcopy(incoming.public), incoming.secret)


def keep_whole(mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str]) -> Order:
    """A new order with the document that it is. Where the document shows stored files, whose links change, a patch."""
    if any(line.file for line in order.lines):
        kept = patched(mapping, order, incoming)
    else:
        kept = replace(order, whole=order.version, residue={mapping.dialect: msgspec.Raw(_text(incoming.public))})
    return with_secret(mapping, kept, incoming, seal)


def keep(mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str]) -> Order:
    """`order` with all that the document said beyond it, secrets too."""
    return with_secret(mapping, patched(mapping, order, incoming), incoming, seal)


def patched(mapping: Mapping, order: Order, incoming: Incoming) -> Order:
    """`order` with what the document said beyond it; `order` is what was read, with the identities it now has."""
    return replace(order, residue=_with(order.residue, mapping.dialect, _patch(mapping, order, incoming.public)))


def with_secret(mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str]) -> Order:
    """`order` with the document's secrets, sealed."""
    text = None if incoming.secret is None else seal(msgspec.json.encode(incoming.secret))
    return replace(order, sealed=_with(order.sealed, mapping.dialect, text))


def settled(mapping: Mapping, order: Order) -> Order:
    """The order before its first change: the document that it is becomes a patch over its rendering."""
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
    """The vendor's whole success answer around a rendered document; without an envelope, the document is the answer."""
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
    """What `read` gives; the paths of its refusals start at the document, so the way to it goes before them."""
    try:
        return read()
    except Refused as refused:
        if not isinstance(refused.failure, InvalidInput):
            raise
        problems = tuple(Problem(where + problem.path[1:], problem.reason) for problem in refused.failure.problems)
        raise Refused(InvalidInput(problems)) from None


def _unwrap(mapping: Mapping, value: Any) -> tuple[Any, str]:
    """The order inside the vendor's answer and its JSON path; a bare order is its own answer."""
    if not (isinstance(value, dict) and "success" in value and "id" not in value):
        return value, "$"
    if value["success"] is not True:
        raise invalid("$.success", "the answer reports a failure and holds no order")
    where = "$"
    for name in mapping.envelope:
        where = f"{where}.{name}"
        if not isinstance(value, dict) or name not in value:
            raise invalid(where, "missing from the answer")
        value = value[name]
    return value, where


def _without(value: Any, names: frozenset[str]) -> Any:
    """A copy of a JSON value without the members called by one of `names`, at any depth."""
    if isinstance(value, dict):
        return {name: _without(member, names) for name, member in value.items() if name not in names}
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    return value
