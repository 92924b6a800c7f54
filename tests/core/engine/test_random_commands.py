"""Random commands in random states: the invariants hold, and every failure is one of two with a path."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.core.engine import invariant_fixtures
from tests.core.engine.command_fixtures import commands_for
from tests.core.engine.engine_fixtures import engine_context
from tests.core.engine.order_fixtures import imported_orders, placed_orders
from triplicate.core.engine.apply import apply
from triplicate.core.failures import ActionNotPossible, DomainError, InvalidInput
from triplicate.core.order.order import Order


class RandomCommands(RuleBasedStateMachine):
    """One order, and one command after the other."""

    order: Order
    second = 0
    overrode_payment = False

    @rule(data=st.data(), passes=st.sampled_from([1, 1, 1, 0, 60, -3600]))
    def ask(self, data: st.DataObject, passes: int) -> None:
        """Somebody asks for something, at about the time that it is."""
        self.second = max(0, self.second + passes)
        command = data.draw(commands_for(self.order))
        at = f"2024-07-01T{self.second // 3600:02}:{self.second // 60 % 60:02}:{self.second % 60:02}.000Z"
        kept = self.order
        try:
            done = apply(self.order, command, engine_context(at))
        except DomainError as refused:
            self.is_a_fact(refused)
            return
        if done is not None:
            invariant_fixtures.version_and_event_advance(kept, done, command)
            self.overrode_payment |= invariant_fixtures.overrides(command, "payment")
            if not self.overrode_payment:
                invariant_fixtures.payment_follows_the_rules(kept, done.order, command)
            self.order = done.order

    def is_a_fact(self, refused: DomainError) -> None:
        """A refusal says what is wrong, and where."""
        failure = refused.failure
        if isinstance(failure, ActionNotPossible):
            assert failure.path.startswith("$")
        else:
            assert isinstance(failure, InvalidInput)
            assert failure.problems
            assert all(problem.path.startswith("$") and problem.reason for problem in failure.problems)


class PlacedOrderCommands(RandomCommands):
    """An order that was placed here, of which everything is known."""

    @initialize(order=placed_orders())
    def start(self, order: Order) -> None:
        self.order = order

    @invariant()
    def pieces_agree(self) -> None:
        if self.order.pieces is not None:
            invariant_fixtures.pieces_match_lines(self.order)

    @invariant()
    def copies_add_up(self) -> None:
        invariant_fixtures.copies_sum_to_totals(self.order)

    @invariant()
    def payment_agrees(self) -> None:
        if not self.overrode_payment:
            invariant_fixtures.payment_matches_records(self.order)


class ImportedOrderCommands(RandomCommands):
    """An order as some document told it, contradictions and all."""

    @initialize(order=imported_orders())
    def start(self, order: Order) -> None:
        self.order = order


TestPlacedHere = PlacedOrderCommands.TestCase
TestToldByADocument = ImportedOrderCommands.TestCase
TestPlacedHere.settings = TestToldByADocument.settings = settings(stateful_step_count=30)
