"""Keys of chips in the database: sealed, and in the document again when it is rendered."""

from tests.store.document_fixtures import add_accounts, find_order, guid, import_each, rendered
from triplicate.demo import documents
from triplicate.main import Installation

SAMPLE = {**documents.vendor_sample("printags")["order"], "id": guid(1)}


def test_secrets_lie_sealed(installation: Installation) -> None:
    add_accounts(installation)
    import_each(installation, "printags", SAMPLE)
    with installation.store.sql.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT document FROM orders").fetchall()
    assert b"82F87EB3" not in bytes(row[0])
    assert rendered(installation, find_order(installation, "guid", guid(1)), "printags") == SAMPLE
