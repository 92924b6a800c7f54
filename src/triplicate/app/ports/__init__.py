"""Ports: the protocols that use cases need of the database, the keys and the file storage."""

from triplicate.app.ports.accounts import Accounts, Credentials, Ledger, Prices
from triplicate.app.ports.blobs import Blobs, BlobStat, Draft, StoredBlob
from triplicate.app.ports.buyers import Buyers, BuyerTable, StoredBuyer, StoredBuyers
from triplicate.app.ports.files import FileQuery, Files
from triplicate.app.ports.idempotency import Idempotency
from triplicate.app.ports.jobs import Jobs
from triplicate.app.ports.keys import Keys
from triplicate.app.ports.orders import OrderCursor, OrderName, OrderPage, OrderQuery, Orders, OrderVersion, StoredOrder
from triplicate.app.ports.reader import CursorOutOfRange, EventPage, Reader
from triplicate.app.ports.unit_of_work import Store, UnitOfWork

__all__ = [
    "Accounts",
    "BlobStat",
    "Blobs",
    "BuyerTable",
    "Buyers",
    "Credentials",
    "CursorOutOfRange",
    "Draft",
    "EventPage",
    "FileQuery",
    "Files",
    "Idempotency",
    "Jobs",
    "Keys",
    "Ledger",
    "OrderCursor",
    "OrderName",
    "OrderPage",
    "OrderQuery",
    "OrderVersion",
    "Orders",
    "Prices",
    "Reader",
    "Store",
    "StoredBlob",
    "StoredBuyer",
    "StoredBuyers",
    "StoredOrder",
    "UnitOfWork",
]
