"""Vendors' documents for the store's tests, small and exact, and how they are brought in."""

from contextlib import suppress
from typing import Any

import msgspec

from triplicate.app.accounts.directory import create_account
from triplicate.app.orders import import_document
from triplicate.app.orders.import_document import Circumstances, Outcome
from triplicate.app.ports import Reference, Unit
from triplicate.core import times
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.documents.codec import STABLE, render
from triplicate.core.order.order import Order
from triplicate.demo import documents as samples
from triplicate.main import House

HERE, THERE = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
"""Two accounts."""


def guid(number: int) -> str:
    """The GUID that the tests know as a number."""
    return f"00000000-0000-4000-8000-{number:012}"


def oid(number: int) -> str:
    """The 24-hex id that the tests know as a number."""
    return f"{number:024x}"


def marketiger(number: int, **members: Any) -> dict[str, Any]:
    """A Marketiger order without lines, but for `members`."""
    document: dict[str, Any] = samples.vendors_own("marketiger")["data"]["order"]
    return {**document, "id": guid(number), "orderModels": [], **members}


def model(po: int, **members: Any) -> dict[str, Any]:
    """One of Marketiger's order models."""
    (sample,) = samples.vendors_own("marketiger")["data"]["order"]["orderModels"]
    return {**sample, "poId": po, **members}


def printags(number: int, **members: Any) -> dict[str, Any]:
    """A Printags order as in the sample, but for `members`."""
    return {**samples.vendors_own("printags")["order"], "id": guid(number), **members}


def axim(number: int, entity: str | int | None, **members: Any) -> dict[str, Any]:
    """An Axim order as in the sample, but for `members`."""
    return {**samples.vendors_own("axim")["data"], "id": oid(number), "entityId": entity, **members}


def accounts(house: House) -> None:
    """Makes the two accounts."""

    def work(unit: Unit) -> None:
        for id in (HERE, THERE):
            create_account(unit, id, id[:4], "EUR", house.now())

    house.store.run("accounts", work)


def caller(account: str | None) -> Principal:
    """Somebody bound to an account, or to none."""
    return msgspec.structs.replace(OPERATOR, account=account)


def circumstances(house: House) -> Circumstances:
    """The operator brings in, now."""
    return Circumstances(
        principal=OPERATOR,
        at=times.of(house.now()),
        request="test",
        mappings=house.mappings,
        seal=house.keys.seal,
        unseal=house.keys.unseal,
        file_of_link=lambda text: None,
    )


def take(house: House, unit: Unit, dialect: str, document: Any, account: str = HERE) -> Outcome:
    """Brings a document in within a transaction."""
    into = import_document.account(unit, OPERATOR, account)
    parsed = msgspec.json.decode(msgspec.json.encode(document))
    return import_document.bring_in(unit, circumstances(house), into, house.dialects[dialect].copies, parsed)


def bring(house: House, dialect: str, *documents: Any, account: str = HERE) -> list[Outcome]:
    """Brings documents in, each in a transaction of its own."""

    def one(document: Any) -> Outcome:
        return house.store.run("bring", lambda unit: take(house, unit, dialect, document, account))

    return [one(document) for document in documents]


def order(house: House, kind: str, value: str | int, account: str | None = HERE) -> Order:
    """An order as somebody of an account finds it."""
    return house.store.run("look", lambda unit: unit.orders.get(caller(account), Reference(kind, value)))  # type: ignore[arg-type]


def shown(house: House, found: Order, dialect: str) -> Any:
    """The order as a document of a dialect."""
    return msgspec.json.decode(render(house.dialects[dialect].copies, found, STABLE, house.keys.unseal))


def put(house: House, *orders: Order) -> None:
    """Stores orders that nobody imported, together."""

    def work(unit: Unit) -> None:
        for one in orders:
            unit.orders.add(one)

    house.store.run("put", work)


class Undone(Exception):
    """Raised to leave a transaction without its changes."""


def undone(house: House, work: Any) -> Any:
    """What `work` gives in a transaction that is taken back."""
    results = []

    def and_back(unit: Unit) -> None:
        results.append(work(unit))
        raise Undone

    with suppress(Undone):
        house.store.run("undone", and_back)
    return results[-1]
