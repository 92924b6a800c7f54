"""Executes a command on an order: stores the next version, its ledger entry and its event in one transaction."""

import collections.abc
import uuid
from collections.abc import Callable, Collection
from typing import Any

from triplicate.app.accounts import balance
from triplicate.app.context import Acting
from triplicate.app.orders.nfc_provisioning import furnish
from triplicate.app.ports import Reference, Unit
from triplicate.app.records import Account, Event
from triplicate.core.access import WRITE
from triplicate.core.documents import codec
from triplicate.core.documents.codec import Mapping
from triplicate.core.engine.apply import apply
from triplicate.core.engine.commands import Command
from triplicate.core.engine.transitions import Act
from triplicate.core.failures import MissingScope, NotThisVersion, ReferenceTaken, Refused
from triplicate.core.order.order import Order

Dialects = collections.abc.Mapping[str, Mapping]
"""The document codec of each dialect, by the dialect's name."""
Wish = Command | Callable[[Order], Command]
"""A command, or a function that derives it from the current order."""


def change(
    unit: Unit,
    acting: Acting,
    mappings: Dialects,
    name: Reference,
    wish: Wish,
    versions: Collection[int] | None = None,
) -> Order:
    """The order after the command; unchanged where the command has no effect.

    `expected_versions` is the precondition (None: any version). Raises DomainError, with nothing stored: MissingScope,
    OrderNotFound, OrderOfAnotherAccount, VersionConflict, ActionNotPossible, InvalidInput, InsufficientBalance,
    ReferenceInUse.
    """
    if not acting.principal.may(WRITE):
        raise Refused(MissingScope(WRITE))
    found = unit.orders.get(acting.principal, name)
    if versions is not None and found.version not in versions:
        raise Refused(NotThisVersion(found.version))
    order = codec.settled(mappings[found.origin], found)
    command = wish(order) if callable(wish) else wish
    applied = apply(order, command, act(acting))
    if applied is None:
        return found
    if applied.order.reference != order.reference:
        only_one(unit, unit.accounts.get(order.account), applied.order.reference)
    after = furnish(unit, acting.keys.seal, acting.keys.unseal, applied.order)
    unit.orders.replace(after)
    balance.follow(unit, acting, order, after)
    unit.record(event(acting, after, applied.kind, applied.data))
    return after


def only_one(unit: Unit, account: Account | None, reference: str | None) -> None:
    """Raises DomainError(ReferenceInUse) if the account requires unique references and has an order with this one."""
    if reference and account is not None and account.profile.one_order_per_reference:
        known = unit.orders.referring(account.id, reference)
        if known is not None:
            raise Refused(ReferenceTaken(reference, known))


def act(acting: Acting) -> Act:
    """The engine's context: time, actor (the user, or else the credential) and a source of new GUIDs."""
    return Act(acting.at, acting.principal.email or acting.principal.credential, lambda: str(uuid.uuid4()))


def event(acting: Acting, order: Order, kind: str, data: dict[str, Any]) -> Event:
    """The event that a change of an order records."""
    return Event(
        order=order.guid,
        account=order.account,
        kind=kind,
        at=acting.at,
        actor=acting.principal.credential,
        user=acting.principal.email,
        dialect=acting.principal.dialect,
        request=acting.request,
        version=order.version,
        data=data,
    )
