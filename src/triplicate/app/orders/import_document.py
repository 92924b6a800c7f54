"""Imports a vendor's document as a new order, or merges it into the order that already exists.

The first document of an order is stored verbatim. Importing the same document again is a no-op; a later, different one
is merged (`core.documents.merge`). All writes, the event included, belong to the caller's unit of work.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import msgspec

from triplicate.app.ports import Reference, Unit
from triplicate.app.records import Account, Event
from triplicate.core import ids
from triplicate.core.access import Principal
from triplicate.core.documents import codec, merge, patch
from triplicate.core.documents.codec import Incoming, Mapping, Reading, View
from triplicate.core.failures import NoSuchAccount, NoSuchOrder, Refused
from triplicate.core.order import totals
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


class Outcome(StrEnum):
    """What the import of a document did to the order."""

    NEW = "new"
    UPDATED = "updated"
    STALE = "stale"
    UNCHANGED = "unchanged"


class Circumstances(NamedTuple):
    """Who imports documents, when, and with which codecs and keys. `file_of_link` resolves our own signed links."""

    principal: Principal
    at: str
    request: str
    mappings: dict[str, Mapping]
    seal: Callable[[bytes], str]
    unseal: Callable[[str], bytes]
    file_of_link: Callable[[str], str | None]


def reading(unit: Unit, account: Account, circumstances: Circumstances) -> Reading:
    """What a codec may use while it decodes documents for `account`."""

    @cache
    def file_of(text: str) -> str | None:
        id = circumstances.file_of_link(text) or ids.guid(text)
        file = unit.files.get(id) if id else None
        return file.id if file is not None and file.account == account.id else None

    return Reading(account=account.id, currency=account.currency, file_of=file_of)


def account(unit: Unit, principal: Principal, id: str) -> Account:
    """The account, locked, if the caller may act in it. Raises DomainError(AccountNotFound).

    The lock serialises imports per account: two that locked the same orders in different order could deadlock.
    """
    if principal.owns(id):
        unit.accounts.lock(id)
    found = unit.accounts.get(id) if principal.owns(id) else None
    if found is None:
        raise Refused(NoSuchAccount(id))
    return found


def bring_in(unit: Unit, circumstances: Circumstances, into: Account, mapping: Mapping, value: Any) -> Outcome:
    """Imports one document.

    Raises DomainError, with nothing stored: InvalidInput; OrderOfAnotherAccount for an id of another account.
    """
    world = reading(unit, into, circumstances)
    incoming = codec.take_in(mapping, value, world)
    told = merge.first(incoming.order, incoming.digest)
    current = _known(unit, circumstances.principal.within(into.id), told)
    if current is None:
        return _first(unit, circumstances, mapping, incoming, told)
    return _later(unit, circumstances, mapping, incoming, told, current, world)


def _known(unit: Unit, principal: Principal, told: Order) -> Order | None:
    """The stored order that a document describes, looked up by GUID, then by 24-hex id; None for a new order."""
    for name in (Reference("guid", told.guid), Reference("oid", told.oid)):
        try:
            return unit.orders.get(principal, name)
        except Refused as refused:
            if not isinstance(refused.failure, NoSuchOrder):
                raise
    return None


def _first(unit: Unit, circumstances: Circumstances, mapping: Mapping, incoming: Incoming, told: Order) -> Outcome:
    shown = told.number
    number = unit.orders.take_number(told.account, "order", shown)
    order = _numbered(unit, replace(told, number=number))
    order = codec.keep_whole(mapping, order, incoming, circumstances.seal)
    if incoming.secret is not None:
        order = replace(order, sources={**order.sources, f"{mapping.dialect} secrets": told.sources[told.origin]})
    unit.orders.add(order)
    if shown and shown != number:
        unit.orders.note_number(order, shown)
    _record(unit, circumstances, mapping, "imported", order, incoming)
    return Outcome.NEW


def _later(
    unit: Unit,
    circumstances: Circumstances,
    mapping: Mapping,
    incoming: Incoming,
    told: Order,
    current: Order,
    world: Reading,
) -> Outcome:
    known = current.sources.get(mapping.dialect)
    if known is not None and known.digest == incoming.digest:
        return Outcome.UNCHANGED
    if _is_our_copy(circumstances, mapping, current, incoming):
        return Outcome.UNCHANGED
    current = codec.settled(circumstances.mappings[current.origin], current)
    told = merge.identified(told, current)
    if mapping.dialect == current.origin:
        told = heard = _numbered(unit, told, frozenset(line.guid for line in current.lines))
    else:
        heard = told
        told = merge.news(told, _echo(circumstances, mapping, current, world), current)
    after = merge.absorb(current, told, mapping.dialect)
    newest = after.sources[mapping.dialect] != known
    if newest:
        kept = codec.patched(mapping, heard, incoming)
        after = replace(
            after,
            residue=_swapped(current.residue, kept.residue, mapping.dialect),
        )
    after = _with_secrets(after, circumstances, mapping, incoming, told)
    if _same(mapping, circumstances, current, after):
        if after != current:
            unit.orders.replace(after)
        return Outcome.UNCHANGED if newest else Outcome.STALE
    after = replace(after, version=current.version + 1)
    unit.orders.replace(after)
    _record(unit, circumstances, mapping, "updated", after, incoming)
    return Outcome.UPDATED


def _is_our_copy(circumstances: Circumstances, mapping: Mapping, current: Order, incoming: Incoming) -> bool:
    """Whether a document equals our current rendering of the order, and so holds no news."""
    view = View(secrets=incoming.secret is not None, link=codec.STABLE.link)
    ours = msgspec.json.decode(codec.render(mapping, current, view, circumstances.unseal))
    return patch.same(codec.said(incoming), ours)


def _echo(circumstances: Circumstances, mapping: Mapping, current: Order, world: Reading) -> Order:
    """Our own rendering of the order, decoded again: the base of the merge for a dialect that is not the origin's."""
    said = msgspec.json.decode(codec.render(mapping, current, codec.STABLE, circumstances.unseal))
    return codec.take_in(mapping, said, world).order


def _with_secrets(
    after: Order, circumstances: Circumstances, mapping: Mapping, incoming: Incoming, told: Order
) -> Order:
    """The order with the secrets of the newest document that had any; a document without secrets removes none."""
    name = f"{mapping.dialect} secrets"
    source = told.sources[told.origin]
    known = after.sources.get(name)
    if incoming.secret is None or (known is not None and known.key >= source.key):
        return after
    sealed = codec.with_secret(mapping, after, incoming, circumstances.seal).sealed
    return replace(after, sealed=sealed, sources={**after.sources, name: source})


def _numbered(unit: Unit, order: Order, known: frozenset[str] = frozenset()) -> Order:
    """The order with all lines numbered: existing lines keep theirs, others get the document's number if it is free."""
    numbers = {line.guid: line.number for line in order.lines if line.guid in known}
    taken = set(numbers.values())
    for line in order.lines:
        if line.guid not in numbers:
            wanted = 0 if line.number in taken else line.number
            numbers[line.guid] = unit.orders.take_number(order.account, "line", wanted)
            taken.add(numbers[line.guid])
    return replace(order, lines=tuple(replace(line, number=numbers[line.guid]) for line in order.lines))


def _swapped(current: dict[str, Any], kept: dict[str, Any], dialect: str) -> dict[str, Any]:
    others = {name: value for name, value in current.items() if name != dialect}
    return {**others, dialect: kept[dialect]} if dialect in kept else others


def _same(mapping: Mapping, circumstances: Circumstances, before: Order, after: Order) -> bool:
    """Whether two versions are equal, both as orders and as rendered in the dialect of the document."""
    if not merge.unchanged(before, after):
        return False
    texts = [codec.render(mapping, order, codec.STABLE, circumstances.unseal) for order in (before, after)]
    return patch.same(*(msgspec.json.decode(text) for text in texts))


def _contradiction(order: Order) -> dict[str, int]:
    """Event data with the difference between stated and computed total, in minor units; empty if there is none."""
    difference = totals.mismatch(order)
    return {"total_mismatch": difference} if difference else {}


def _record(
    unit: Unit, circumstances: Circumstances, mapping: Mapping, kind: str, order: Order, incoming: Incoming
) -> None:
    unit.record(
        Event(
            order=order.guid,
            account=order.account,
            kind=kind,
            at=circumstances.at,
            actor=circumstances.principal.credential,
            dialect=mapping.dialect,
            request=circumstances.request,
            version=order.version,
            data={"document": incoming.digest, **_contradiction(order)},
        )
    )
