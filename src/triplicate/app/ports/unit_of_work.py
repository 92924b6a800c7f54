"""The database for writes: transactions with their repositories."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from triplicate.app.ports.accounts import Accounts, Credentials, Ledger, Prices
from triplicate.app.ports.buyers import Buyers
from triplicate.app.ports.files import Files
from triplicate.app.ports.idempotency import Idempotency
from triplicate.app.ports.jobs import Jobs
from triplicate.app.ports.orders import Orders
from triplicate.app.records import Event
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer

T = TypeVar("T")


class UnitOfWork(Protocol):
    """Unit of work: one atomic transaction with its repositories."""

    orders: Orders
    accounts: Accounts
    companies: Buyers[Company]
    customers: Buyers[Customer]
    credentials: Credentials
    files: Files
    ledger: Ledger
    prices: Prices
    idempotency: Idempotency
    jobs: Jobs

    def record_event(self, event: Event) -> None:
        """Appends an event; its `seq` is assigned at the end of the transaction."""

    def run_in_savepoint(self, work: Callable[[], T]) -> T:
        """Runs `work` in a savepoint, which is rolled back when it raises."""

    def ensure_setting(self, name: str, value: str) -> str:
        """The value stored under a name; stores the given one if there is none."""
        ...

    def store_setting(self, name: str, value: str) -> None:
        """Stores or replaces the value under a name."""


class Store(Protocol):
    """The database for writes."""

    def run(self, name: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs `work` in one transaction, which commits or rolls back as a whole; retried on a conflict."""
