"""Companies and customers in the store: by either id, in pages, each account its own, with events."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest

from tests.dialects.axim.buyer_documents import COMPLETE
from tests.dialects.axim.document.buyer_fixtures import KINDS
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts, import_context, principal_of
from triplicate.app.companies import find
from triplicate.app.companies.import_document import import_company, import_customer
from triplicate.app.documents.import_document import Outcome, lock_account
from triplicate.app.ports import Reader, UnitOfWork
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.documents import codec
from triplicate.core.documents.codec import STABLE_OPTIONS
from triplicate.core.failures import DomainError, InvalidInput, MissingScope
from triplicate.main import Installation

kinds = pytest.mark.parametrize("kind", KINDS)
FIND: dict[str, Any] = {"company": find.find_company, "customer": find.find_customer}
LIST: dict[str, Any] = {"company": find.list_companies, "customer": find.list_customers}


def oid(index: int) -> str:
    return f"664dec6cd5775459{index:08x}"


def imported(installation: Installation, kind: str, *documents: Any, account: str = ACCOUNT) -> list[Outcome]:
    """Imports documents in one transaction."""
    imports: Any = {"company": import_company, "customer": import_customer}[kind]
    codecs = {"company": installation.company_codecs, "customer": installation.customer_codecs}[kind]
    context = import_context(installation)

    def work(uow: UnitOfWork) -> list[Outcome]:
        into = lock_account(uow, OPERATOR, account)
        copies = msgspec.json.decode(msgspec.json.encode(documents))
        return [imports(uow, context, into, codecs, "axim", document) for document in copies]

    return installation.store.run("import", work)


def read(installation: Installation, ask: Callable[[Reader], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        reader = installation.reader()
        try:
            return await ask(reader)
        finally:
            await reader.close()

    return asyncio.run(run())


def listed(installation: Installation, kind: str, after: str | None) -> Iterator[str]:
    """The ids of all pages after an id, two to a page."""
    page = read(installation, lambda reader: LIST[kind](reader, principal_of(ACCOUNT), ACCOUNT, after, 2))
    assert len(page.items) <= 2
    yield from (one.oid for one in page.items)
    if page.next is not None:
        yield from listed(installation, kind, page.next)


def found(installation: Installation, kind: str, id: str, caller: str = ACCOUNT, account: str = ACCOUNT) -> Any:
    return read(installation, lambda reader: FIND[kind](reader, principal_of(caller), account, id))


@kinds
def test_a_document_is_stored_and_found_by_either_id(installation: Installation, kind: str) -> None:
    add_accounts(installation)
    assert imported(installation, kind, COMPLETE[kind]) == [Outcome.NEW]
    by_oid = found(installation, kind, COMPLETE[kind]["id"].upper())
    assert found(installation, kind, by_oid.guid) == by_oid
    codecs: Any = {"company": installation.company_codecs, "customer": installation.customer_codecs}[kind]
    text = codec.render(codecs["axim"], by_oid, STABLE_OPTIONS, installation.keys.unseal)
    assert msgspec.json.decode(text) == COMPLETE[kind]
    assert found(installation, kind, oid(1)) is None


@kinds
def test_a_later_document_updates_it_with_an_event(installation: Installation, kind: str) -> None:
    add_accounts(installation)
    later = {**COMPLETE[kind], "status": "inactive", "updatedAt": "2025-01-01T00:00:00.000Z", "rating": 5}
    assert imported(installation, kind, COMPLETE[kind]) == [Outcome.NEW]
    assert imported(installation, kind, later, later) == [Outcome.UPDATED, Outcome.UNCHANGED]
    buyer = found(installation, kind, later["id"])
    assert (buyer.status, buyer.version) == ("inactive", 2)
    page = read(installation, lambda reader: reader.events(principal_of(ACCOUNT), "0", 10))
    assert [(one.kind, one.order, one.version, one.seq) for one in page.events] == [
        (f"{kind} imported", buyer.guid, 1, 1),
        (f"{kind} updated", buyer.guid, 2, 2),
    ]


@kinds
def test_pages_list_each_once_in_the_order_of_ids(installation: Installation, kind: str) -> None:
    add_accounts(installation)
    ids = [oid(index) for index in (3, 1, 7, 5, 2)]
    imported(installation, kind, *({**COMPLETE[kind], "id": id} for id in ids))
    imported(installation, kind, {**COMPLETE[kind], "id": oid(4)}, account=OTHER_ACCOUNT)
    assert list(listed(installation, kind, None)) == sorted(ids)


@kinds
def test_each_account_has_its_own(installation: Installation, kind: str) -> None:
    """Two accounts can know the same company: a vendor's id is unique within an account."""
    add_accounts(installation)
    other = {**COMPLETE[kind], "email": "other@example.com"}
    assert imported(installation, kind, COMPLETE[kind]) == [Outcome.NEW]
    assert imported(installation, kind, other, account=OTHER_ACCOUNT) == [Outcome.NEW]
    id = COMPLETE[kind]["id"]
    mine, theirs = (found(installation, kind, id, account, account) for account in (ACCOUNT, OTHER_ACCOUNT))
    assert (mine.account, theirs.account) == (ACCOUNT, OTHER_ACCOUNT)
    assert found(installation, kind, id, ACCOUNT, OTHER_ACCOUNT) is None
    stolen = read(installation, lambda reader: LIST[kind](reader, principal_of(ACCOUNT), OTHER_ACCOUNT))
    assert stolen == ([], None)


@kinds
def test_reading_needs_the_scope(installation: Installation, kind: str) -> None:
    caller = Principal(credential="c", dialect="native", account=ACCOUNT, email=None, scopes=frozenset())
    with pytest.raises(DomainError) as refused:
        read(installation, lambda reader: FIND[kind](reader, caller, ACCOUNT, oid(1)))
    assert isinstance(refused.value.failure, MissingScope)
    with pytest.raises(DomainError) as refused:
        read(installation, lambda reader: LIST[kind](reader, caller, ACCOUNT))
    assert isinstance(refused.value.failure, MissingScope)


def test_what_was_not_settled_is_not_replaced(installation: Installation) -> None:
    add_accounts(installation)
    imported(installation, "company", COMPLETE["company"])

    def work(uow: UnitOfWork) -> None:
        company = uow.companies.get(OPERATOR, ACCOUNT, COMPLETE["company"]["id"])
        assert company is not None
        uow.companies.replace(msgspec.structs.replace(company, version=2, name="Other"))

    with pytest.raises(ValueError, match="settling"):
        installation.store.run("replace", work)


@kinds
@pytest.mark.parametrize("text", ["\x00", "", "x", "664dec6cd577545", "664dec6cd5775459152d49\x0022"])
def test_what_is_no_id_names_none_and_no_page(installation: Installation, kind: str, text: str) -> None:
    """Neither for a reader nor in a transaction: the database never sees it."""
    add_accounts(installation)
    imported(installation, kind, COMPLETE[kind])
    buyers = {"company": "companies", "customer": "customers"}[kind]
    assert found(installation, kind, text) is None
    assert installation.store.run("look", lambda uow: getattr(uow, buyers).get(OPERATOR, ACCOUNT, text)) is None
    with pytest.raises(DomainError) as refused:
        read(installation, lambda reader: LIST[kind](reader, principal_of(ACCOUNT), ACCOUNT, text))
    assert isinstance(refused.value.failure, InvalidInput)
