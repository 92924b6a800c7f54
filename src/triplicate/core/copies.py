"""Copies: how a vendor's document becomes the canonical order, and how the order becomes a document again.

A dialect describes its document by a `Mapping` value: a wire type and two pure functions. This module does what is the
same for all of them: unwrapping, typing, setting secrets aside, keeping the residue, rendering.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from triplicate.core import document, residue
from triplicate.core.failures import InvalidInput, Problem, Refused, invalid
from triplicate.core.order import Order

Ledger = dict[str, str]
_WITH_VERSION = 3
"""Members of an object's patch that notes the version of the order it was made with."""
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
    in the clear and shown only to those who may see secrets. `localise` names stored files by their stable id.
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


def keep(
    mapping: Mapping, order: Order, incoming: Incoming, seal: Callable[[bytes], str], whole: bool = False
) -> Order:
    """`order` with what the document said beyond it; `order` is what was read, with the identities it now has.

    `whole` says that the order is this document and nothing else: its version is noted, and while the order has this
    version its rendering needs no comparing.
    """
    rendered = msgspec.to_builtins(mapping.write(order, STABLE))
    patch = residue.difference(rendered, incoming.public)
    kept = {name: raw for name, raw in order.residue.items() if name != mapping.dialect}
    sealed = {name: text for name, text in order.sealed.items() if name != mapping.dialect}
    if patch is not None:
        patch = [*patch, order.version] if whole else patch
        kept[mapping.dialect] = msgspec.Raw(msgspec.json.encode(patch))
    if incoming.secret is not None:
        sealed[mapping.dialect] = seal(msgspec.json.encode(incoming.secret))
    return msgspec.structs.replace(order, residue=kept, sealed=sealed)


def render(mapping: Mapping, order: Order, view: View, unseal: Callable[[str], bytes]) -> bytes:
    """The order as JSON text of the dialect's document, without the envelope."""
    wire = mapping.write(order, view)
    patch = order.residue.get(mapping.dialect)
    sealed = order.sealed.get(mapping.dialect) if view.secrets else None
    if patch is None and sealed is None:
        return msgspec.json.encode(wire)
    body = msgspec.to_builtins(wire)
    if patch is not None:
        decoded = msgspec.json.decode(patch)
        unchanged = len(decoded) == _WITH_VERSION and decoded[-1] == order.version
        body = residue.restore(body, decoded) if unchanged else residue.lay_over(body, decoded)
    if sealed is not None:
        body = residue.lay_over(body, msgspec.json.decode(unseal(sealed)))
    return msgspec.json.encode(body)


def enclose(mapping: Mapping, body: bytes) -> bytes:
    """The vendor's whole success answer around a rendered document."""
    opening = b'{"success":true,' + b"{".join(b'"%s":' % name.encode() for name in mapping.envelope)
    return opening + body + b"}" * len(mapping.envelope)


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
    if not (isinstance(value, dict) and "success" in value):
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
