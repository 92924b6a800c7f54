"""Small native documents for tests of the store, and functions that import and read them."""

from contextlib import suppress
from typing import Any

import msgspec

from tests.strategies import numbered_ids
from triplicate.app.accounts.directory import create_account
from triplicate.app.context import Context
from triplicate.app.documents.import_document import Outcome, lock_account
from triplicate.app.orders import import_document
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.documents.codec import STABLE_OPTIONS, render
from triplicate.core.order.order import Order
from triplicate.main import Installation

guid, oid = numbered_ids.guid, numbered_ids.oid
ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
"""Two accounts."""


def native_order(number: int, /, **members: Any) -> dict[str, Any]:
    """A native order without lines, but for `members`."""
    return {"id": guid(number), "lines": [], **members}


def native_lines(*numbers: int, **members: Any) -> list[dict[str, Any]]:
    """Lines of a native order, each with its number; 0 leaves the number to the account's counter."""
    return [{"number": number, "name": "Card", "quantity": 1, **members} for number in numbers]


def add_accounts(installation: Installation) -> None:
    """Makes the two accounts."""

    def work(unit: UnitOfWork) -> None:
        for id in (ACCOUNT, OTHER_ACCOUNT):
            create_account(unit, id, id[:4], "EUR", installation.now())

    installation.store.run("accounts", work)


def principal_of(account: str | None) -> Principal:
    """Somebody bound to an account, or to none."""
    return msgspec.structs.replace(OPERATOR, account=account)


def import_context(installation: Installation) -> Context:
    """The operator brings in, now."""
    return installation.context(OPERATOR, "test")


def import_in(
    installation: Installation, uow: UnitOfWork, dialect: str, document: Any, account: str = ACCOUNT
) -> Outcome:
    """Brings a document in within a transaction."""
    into = lock_account(uow, OPERATOR, account)
    parsed = msgspec.json.decode(msgspec.json.encode(document))
    return import_document.import_document(
        uow, import_context(installation), into, installation.dialects[dialect].codec, parsed
    )


def import_each(installation: Installation, dialect: str, *documents: Any, account: str = ACCOUNT) -> list[Outcome]:
    """Brings documents in, each in a transaction of its own."""

    def one(document: Any) -> Outcome:
        return installation.store.run("bring", lambda unit: import_in(installation, unit, dialect, document, account))

    return [one(document) for document in documents]


def find_order(installation: Installation, kind: str, value: str | int, account: str | None = ACCOUNT) -> Order:
    """An order as somebody of an account finds it."""
    return installation.store.run("look", lambda unit: unit.orders.get(principal_of(account), OrderName(kind, value)))  # type: ignore[arg-type]


def rendered(installation: Installation, found: Order, dialect: str) -> Any:
    """The order as a document of a dialect."""
    return msgspec.json.decode(
        render(installation.dialects[dialect].codec, found, STABLE_OPTIONS, installation.keys.unseal)
    )


def add_orders(installation: Installation, *orders: Order) -> None:
    """Stores orders that nobody imported, together."""

    def work(unit: UnitOfWork) -> None:
        for each in orders:
            unit.orders.add(each)

    installation.store.run("put", work)


class Rollback(Exception):
    """Raised to leave a transaction without its changes."""


def rolled_back(installation: Installation, work: Any) -> Any:
    """What `work` gives in a transaction that is taken back."""
    results = []

    def and_back(unit: UnitOfWork) -> None:
        results.append(work(unit))
        raise Rollback

    with suppress(Rollback):
        installation.store.run("undone", and_back)
    return results[-1]
