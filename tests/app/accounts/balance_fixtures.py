"""A till: an account with a balance, its orders, and what is done to them, each in a transaction of its own."""

from decimal import Decimal
from typing import TypeVar

import msgspec

from triplicate.app.accounts import balance, directory
from triplicate.app.context import Acting
from triplicate.app.orders.execute import change
from triplicate.app.orders.place import place
from triplicate.app.ports import Reference, Unit
from triplicate.app.records import Account, Entry, Profile
from triplicate.core import times
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.engine.commands import Command, Pay, Refund
from triplicate.core.engine.place import NewLine, NewOrder
from triplicate.core.order.order import Order
from triplicate.main import House

T = TypeVar("T")


class Till:
    """One account in euros; amounts are cents."""

    def __init__(self, house: House, paid_in: int = 0, **profile: object) -> None:
        self.house = house
        self.account = house.store.run("account", self._made)
        known = msgspec.structs.replace(Profile(), **profile)
        house.store.run("profile", lambda unit: unit.accounts.replace(self._with(unit, known)))
        if paid_in:
            house.store.run("top-up", lambda unit: balance.top_up(unit, self.acting(), self.account, paid_in))

    def acting(self, principal: Principal = OPERATOR) -> Acting:
        """Somebody, now."""
        return Acting(principal, times.of(self.house.now()), "test", self.house.keys)

    def order(self, price: str, reference: str | None = None, currency: str = "EUR") -> Order:
        """A new order for one thing at this price, which nobody has paid."""
        new = NewOrder(
            lines=(NewLine(quantity=Decimal(1), name="card", price=Decimal(price)),),
            reference=reference,
            currency=currency,
        )
        return self.house.store.run("place", lambda unit: place(unit, self.acting(), self.account, "native", new))

    def do(self, order: Order, command: Command) -> Order:
        """The order after a command; raises Refused."""
        name = Reference("guid", order.guid)
        return self.house.store.run("do", lambda unit: change(unit, self.acting(), self.house.mappings, name, command))

    def pay(self, order: Order, amount: int | None = None, method: str | None = balance.BALANCE) -> Order:
        """The order after a payment."""
        return self.do(order, Pay(amount, method))

    def refund(self, order: Order, amount: int | None = None) -> Order:
        """The order after money was given back."""
        return self.do(order, Refund(amount))

    @property
    def entries(self) -> list[Entry]:
        """All movements, the oldest first."""
        found = self.house.store.run("entries", lambda unit: unit.ledger.entries(self.account, None, 1000))
        return found[::-1]

    @property
    def moved(self) -> list[tuple[str, int]]:
        """The kinds and amounts of all movements, the oldest first."""
        return [(entry.kind, entry.amount) for entry in self.entries]

    @property
    def balance(self) -> int:
        """What the account can pay with."""
        return self.house.store.run("balance", lambda unit: unit.ledger.balance(self.account))

    def of(self, order: Order) -> int:
        """The sum of all movements for an order."""
        return self.house.store.run("of order", lambda unit: unit.ledger.of_order(order.guid))

    def _made(self, unit: Unit) -> str:
        return directory.create_account(unit, None, "An account", "EUR", self.house.now()).id

    def _with(self, unit: Unit, known: Profile) -> Account:
        return msgspec.structs.replace(directory.account(unit, self.account), profile=known)
