"""Group commit: units share a transaction, and what fails in it is rolled back alone."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, add_accounts, guid
from tests.store.group_fixtures import (
    NamedUnit,
    advance_unit,
    fail_with,
    kinds,
    place_unit,
    record_event,
    run_all,
    stored_orders,
)
from tests.strategies.orders import order
from triplicate.app.units import UnitFailure
from triplicate.core.failures import DomainError, InvalidInput, Unavailable
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def test_units_are_committed_together(installation: Installation) -> None:
    commits: list[Any] = []
    event.listen(installation.store.sql, "commit", commits.append)
    units = [place_unit(place, account) for place, account in enumerate((ACCOUNT, OTHER_ACCOUNT, ACCOUNT))]
    assert kinds(installation.store.run_group(units)) == ["Success"] * 3
    assert len(commits) == 1
    assert [unit.result for unit in units] == [1, 1, 2]
    assert len(check_consistency(installation)) == 3


def test_a_group_of_none_is_nothing(installation: Installation) -> None:
    assert installation.store.run_group(()) == []
    assert installation.store.run_group((place_unit(1),)) != []


def test_a_unit_reads_what_the_ones_before_it_wrote(installation: Installation) -> None:
    units = [place_unit(1), advance_unit(1), advance_unit(1)]
    assert kinds(installation.store.run_group(units)) == ["Success"] * 3
    assert stored_orders(installation) == {guid(1): 3}
    check_consistency(installation)


@pytest.mark.parametrize("error", [Rollback(), DomainError(InvalidInput(())), KeyboardInterrupt(), SystemExit(1)])
def test_who_fails_takes_nobody_along(installation: Installation, error: BaseException) -> None:
    units = [
        place_unit(1),
        place_unit(2, then=fail_with(error)),
        advance_unit(1, then=fail_with(error)),
        place_unit(3),
    ]
    outcomes = installation.store.run_group(units)
    assert kinds(outcomes) == ["Success", "UnitFailure", "UnitFailure", "Success"]
    assert outcomes[1] == UnitFailure(error)
    assert stored_orders(installation) == {guid(1): 1, guid(3): 1}
    assert [unit.result for unit in units] == [1, None, None, 2]
    assert [unit.runs for unit in units] == [1, 1, 1, 1]
    check_consistency(installation)


def test_when_the_first_fails_no_other_is_taken(installation: Installation) -> None:
    units = iter([place_unit(1, then=fail_with(Rollback())), place_unit(2)])
    assert kinds(installation.store.run_group(units)) == ["UnitFailure"]
    assert [unit.name for unit in units] == ["place 2"]
    assert stored_orders(installation) == {}


def test_a_failure_is_known_only_after_the_commit(installation: Installation) -> None:
    """It may rest on what a neighbour wrote: here on an order that is not stored after all."""
    units = [place_unit(1), advance_unit(1, then=fail_with(Rollback())), unstorable_event()]
    assert kinds(installation.store.run_group(units)) == ["Interruption"] * 3
    assert [unit.runs for unit in units] == [1, 1, 1]
    assert stored_orders(installation) == {}


def unstorable_event() -> NamedUnit:
    """A unit that is found to be impossible only when the group writes its events: nobody has this account."""
    return NamedUnit("no account", lambda uow: record_event(uow, order(account="nobody", guid=guid(9))))


def test_what_fails_at_the_end_is_found_by_running_each_alone(installation: Installation) -> None:
    units = [place_unit(1), unstorable_event(), place_unit(2)]
    outcomes = run_all(installation, units, [3])
    assert kinds(list(outcomes)) == ["Success", "UnitFailure", "Success"]
    assert stored_orders(installation) == {guid(1): 1, guid(2): 1}
    assert [unit.runs for unit in units] == [2, 2, 2]
    check_consistency(installation)


def test_the_same_order_twice(installation: Installation) -> None:
    """The second is refused, as if the first had been committed before it began."""
    first, second, third = place_unit(1), place_unit(1), place_unit(2)
    outcomes = run_all(installation, [first, second, third], [3])
    assert kinds(list(outcomes)) == ["Success", "UnitFailure", "Success"]
    assert isinstance(outcomes[1].error, DomainError)  # type: ignore[union-attr]
    assert isinstance(outcomes[1].error.failure, InvalidInput)  # type: ignore[union-attr]
    assert stored_orders(installation) == {guid(1): 1, guid(2): 1}
    check_consistency(installation)


def test_an_aborted_transaction_that_a_unit_ignores(installation: Installation) -> None:
    """PostgreSQL refuses every statement after a failed one; SQLite fails the statement only."""

    def ignore_error(uow: Any) -> None:
        with pytest.raises(Exception, match="nowhere"):
            uow.connection.execute(text("SELECT 1 FROM nowhere"))

    units = [place_unit(1), NamedUnit("ignore", ignore_error), place_unit(2)]
    outcomes = installation.store.run_group(units)
    is_aborted = installation.engine.name == "postgresql"
    assert kinds(outcomes) == ["Success", "UnitFailure" if is_aborted else "Success", "Success"]
    alone = installation.store.run_group((NamedUnit("ignore", ignore_error),))
    assert kinds(alone) == ["UnitFailure" if is_aborted else "Success"]
    if is_aborted:
        assert [failed.error.failure for failed in (outcomes[1], *alone)] == [Unavailable()] * 2  # type: ignore[union-attr]
    check_consistency(installation)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("ignored", [(), (Exception,)])
def test_a_statement_that_fails_where_there_is_no_savepoint_yet(
    installation: Installation, ignored: tuple[type[Exception], ...]
) -> None:
    """It takes those before it along, which run again; only its own unit fails."""

    def read(uow: Any) -> None:
        with suppress(*ignored):
            uow.cursor.rows(text("SELECT 1 FROM nowhere"), {})

    units = [place_unit(1), place_unit(2), NamedUnit("read", read), place_unit(3)]
    assert kinds(installation.store.run_group(units)) == ["Interruption", "Interruption", "UnitFailure"]
    assert stored_orders(installation) == {}
    outcomes = run_all(installation, units, [4])
    assert kinds(list(outcomes)) == ["Success", "Success", "UnitFailure", "Success"]
    assert [unit.runs for unit in units] == [3, 3, 2, 1]
    assert stored_orders(installation) == {guid(1): 1, guid(2): 1, guid(3): 1}
    check_consistency(installation)
