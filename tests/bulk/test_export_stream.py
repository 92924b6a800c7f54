"""Exports in child processes: the same bytes as rendering one order after the other, in the same order."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.store.database_fixtures import DatabaseFactory
from tests.store.document_fixtures import add_accounts, import_each
from tests.strategies.documents import DIALECTS
from triplicate.bulk.export_stream import ExportStream
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.order import order as core
from triplicate.demo import documents as samples
from triplicate.main import Installation

PAGE = 7


@pytest.fixture(scope="module")
def installation(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Orders of every dialect, with secrets, verbatim and merged."""
    with databases.create("sqlite", tmp_path_factory.mktemp("data")) as database:
        made = Installation(database.config())
        made.ensure_ready()
        add_accounts(made)
        for dialect, document in samples.generate_documents(0, 60):
            import_each(made, dialect, document)
        for dialect in DIALECTS:
            complete = {**CONFORMANCES[dialect].complete}
            import_each(made, dialect, complete, {**complete, **CONFORMANCES[dialect].later})
        yield made
        made.store.close()


def stored_orders(installation: Installation) -> list[bytes]:
    page, _ = installation.store.run("page", lambda unit: unit.orders.page(OPERATOR, None, None))
    assert len(page) > 3 * PAGE
    return page


def pages(orders: list[bytes]) -> Iterator[list[bytes]]:
    return (orders[start : start + PAGE] for start in range(0, len(orders), PAGE))


@pytest.mark.parametrize("secrets", [True, False])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_bytes_are_those_of_one_after_the_other(installation: Installation, dialect: str, secrets: bool) -> None:
    document_codec, unseal = installation.dialects[dialect].codec, installation.keys.unseal
    options = RenderOptions(secrets=secrets, link=str)
    orders = stored_orders(installation)
    expected = [codec.render(document_codec, core.decode(order), options, unseal) for order in orders]
    with closing(ExportStream(document_codec, secrets, unseal, 2, {})) as stream:
        assert list(stream.documents(pages(orders))) == expected
        assert list(stream.documents([orders[:PAGE]])) == expected[:PAGE]
        assert list(stream.documents([])) == []


def test_a_child_that_is_killed_is_replaced_and_none_is_left(installation: Installation) -> None:
    orders = [order for order in stored_orders(installation) if b'"origin":"native"' not in order]
    stream = ExportStream(installation.dialects["native"].codec, True, installation.keys.unseal, 1, {})
    with closing(stream):
        documents = stream.documents(pages(orders * 3))
        first = [next(documents)]
        (process,) = stream.process_ids()
        os.kill(process, signal.SIGKILL)
        assert len([*first, *documents]) == 3 * len(orders)
        (other,) = stream.process_ids()
        assert other != process
    assert not Path(f"/proc/{other}").exists()
