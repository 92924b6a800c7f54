"""One context for every use case: who acts stands on every event, also on those of imports."""

from pathlib import Path

import msgspec

from tests.strategies.complete_documents import complete_document
from tests.strategies.documents import CODECS
from tests.strategies.memory_account import ACCOUNT, IMPORT_CONTEXT
from tests.strategies.memory_unit_of_work import MemoryUnitOfWork
from triplicate import config
from triplicate.app.orders.import_document import import_document
from triplicate.app.price_list_cache import PriceListCache
from triplicate.app.records import PriceVersion
from triplicate.core.access import OPERATOR
from triplicate.core.catalog import price_list
from triplicate.core.catalog.price_list import PriceList
from triplicate.main import Installation

ANN = "ann@example.com"


def test_the_event_of_an_import_has_credential_and_user_and_the_dialect_of_the_document() -> None:
    uow = MemoryUnitOfWork()
    context = IMPORT_CONTEXT._replace(principal=msgspec.structs.replace(OPERATOR, email=ANN))
    import_document(uow, context, ACCOUNT, CODECS["native"], complete_document("native"))
    (event,) = uow.events
    assert (event.actor, event.user, event.dialect, event.request) == (OPERATOR.credential, ANN, "native", "test")


def test_a_price_list_is_decoded_once_for_each_version() -> None:
    cache = PriceListCache()
    first = cache.decode(version_of("a", 1))
    assert cache.decode(version_of("a", 1)) is first
    assert cache.decode(version_of("a", 2)) is not first
    assert cache.decode(version_of(None, 1)) is not first


def test_an_old_entry_of_the_cache_makes_room() -> None:
    cache = PriceListCache()
    first = cache.decode(version_of("a", 1))
    for number in range(2, 80):
        cache.decode(version_of("a", number))
    assert cache.decode(version_of("a", 1)) is not first


def version_of(account: str | None, number: int) -> PriceVersion:
    document = price_list.encode(PriceList(currency="EUR", models={}))
    return PriceVersion(
        account=account, version=number, digest=f"{number}", document=document, created_at="2026-01-01", actor="test"
    )


def test_a_context_loads_no_dialect_until_a_codec_is_looked_up(tmp_path: Path) -> None:
    """Most commands of the command line need no codec, and would wait for all of them."""
    installation = Installation(config.load(tmp_path))
    context = installation.context(OPERATOR, "test")
    assert "dialects" not in vars(installation)
    assert context.codecs["native"].dialect == "native"
    assert {*context.codecs} == {*CODECS}
