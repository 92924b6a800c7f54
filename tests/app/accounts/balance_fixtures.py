"""One account with a balance: places, changes, pays and refunds its orders, each in a transaction of its own."""

from decimal import Decimal
from typing import TypeVar

import msgspec

from triplicate.app.accounts import balance, directory
from triplicate.app.context import Context
from triplicate.app.orders.execute import execute
from triplicate.app.orders.place import place
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Account, LedgerEntry, Profile
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.engine.commands import Command, Pay, Refund
from triplicate.core.engine.place import NewLine, NewOrder
from triplicate.core.order.order import Order
from triplicate.main import Installation

T = TypeVar("T")


class AccountBalance:
    """One account in euros; amounts are cents."""

    def __init__(self, installation: Installation, paid_in: int = 0, **profile: object) -> None:
        self.installation = installation
        self.account = installation.store.run("account", self._create_account)
        known = msgspec.structs.replace(Profile(), **profile)
        installation.store.run("profile", lambda unit: unit.accounts.replace(self._set_profile(unit, known)))
        if paid_in:
            installation.store.run("top-up", lambda unit: balance.top_up(unit, self.context(), self.account, paid_in))

    def context(self, principal: Principal = OPERATOR) -> Context:
        """Somebody, now."""
        return self.installation.context(principal, "test")

    def order(self, price: str, reference: str | None = None, currency: str = "EUR") -> Order:
        """A new order for one thing at this price, which nobody has paid."""
        new = NewOrder(
            lines=(NewLine(quantity=Decimal(1), name="card", price=Decimal(price)),),
            reference=reference,
            currency=currency,
        )
        return self.installation.store.run(
            "place", lambda unit: place(unit, self.context(), self.account, "native", new)
        )

    def execute(self, order: Order, command: Command) -> Order:
        """The order after a command; raises Refused."""
        name = OrderName("guid", order.guid)
        return self.installation.store.run("do", lambda unit: execute(unit, self.context(), name, command))

    def pay(self, order: Order, amount: int | None = None, method: str | None = balance.BALANCE) -> Order:
        """The order after a payment."""
        return self.execute(order, Pay(amount, method))

    def refund(self, order: Order, amount: int | None = None) -> Order:
        """The order after money was given back."""
        return self.execute(order, Refund(amount))

    @property
    def entries(self) -> list[LedgerEntry]:
        """All movements, the oldest first."""
        result = self.installation.store.run("entries", lambda unit: unit.ledger.entries(self.account, None, 1000))
        return result[::-1]

    @property
    def movements(self) -> list[tuple[str, int]]:
        """The kinds and amounts of all movements, the oldest first."""
        return [(entry.kind, entry.amount) for entry in self.entries]

    @property
    def balance(self) -> int:
        """What the account can pay with."""
        return self.installation.store.run("balance", lambda unit: unit.ledger.balance(self.account))

    def total_for(self, order: Order) -> int:
        """The sum of all movements for an order."""
        return self.installation.store.run("of order", lambda unit: unit.ledger.order_sum(order.account, order.guid))

    def _create_account(self, uow: UnitOfWork) -> str:
        return directory.create_account(uow, None, "An account", "EUR", self.installation.now()).id

    def _set_profile(self, uow: UnitOfWork, known: Profile) -> Account:
        return msgspec.structs.replace(directory.get_account(uow, self.account), profile=known)
