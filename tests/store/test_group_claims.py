"""Idempotency keys in a group: claimed together, answered as if their units ran one after the other."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.store.document_fixtures import ACCOUNT, Rollback, add_accounts
from tests.store.group_fixtures import NamedUnit, fail_with, kinds, place_unit
from tests.store.statement_fixtures import recorded_statements
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.app.units import ResponseKey
from triplicate.core.failures import DomainError, IdempotencyKeyInUse
from triplicate.main import Installation

LATER, NOW, EARLIER = "2099-01-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z"


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def response_key(key: str) -> ResponseKey:
    """What a key of the tests' caller is stored under."""
    return (ACCOUNT, "caller", key)


def keyed_unit(key: str = "key", then: Any = lambda _: None, expires_at: str = LATER) -> NamedUnit:
    """A unit under an idempotency key; its result is its response."""

    def work(uow: UnitOfWork) -> bytes:
        account, caller, name = response_key(key)
        existing = uow.idempotency.claim(account, caller, name, NOW)
        if existing is not None:
            return existing.sealed
        answer = b"answer %d" % uow.orders.take_number(ACCOUNT, "order", 0)
        uow.idempotency.store(
            StoredResponse(
                account=account, caller=caller, key=name, fingerprint="f", sealed=answer, expires_at=expires_at
            )
        )
        then(uow)
        return answer

    return NamedUnit("keyed", work)


def stored_keys(installation: Installation) -> list[str]:
    """The keys with a row, in order."""
    with installation.store.sql.connect() as connection:
        return [str(row.key) for row in connection.execute(text("SELECT key FROM idempotency ORDER BY key"))]


def keys_ahead(*keys: str) -> Any:
    """What an executor says of the units that wait."""
    return lambda: [response_key(key) for key in keys]


def test_the_same_key_twice_is_a_replay(installation: Installation) -> None:
    units = [place_unit(1), keyed_unit(), keyed_unit(), place_unit(2)]
    assert kinds(installation.store.run_group(units, keys_ahead("key"))) == ["Success"] * 4
    assert [units[1].result, units[2].result] == [b"answer 2"] * 2


def test_a_key_whose_work_failed_is_free_for_the_next(installation: Installation) -> None:
    units = [place_unit(1), keyed_unit(then=fail_with(Rollback())), keyed_unit()]
    assert kinds(installation.store.run_group(units)) == ["Success", "UnitFailure", "Success"]
    assert units[2].result == b"answer 2"


def test_keys_are_claimed_together(installation: Installation) -> None:
    """One statement claims them all where claims are rows, one stores all responses; a key used before is found."""
    installation.store.run("before", keyed_unit("b").run)
    units = [keyed_unit(key) for key in "abcd"]
    with recorded_statements() as statements:
        outcomes = installation.store.run_group(units, keys_ahead("b", "c", "d"))
    assert kinds(outcomes) == ["Success"] * 4
    assert [unit.result for unit in units] == [b"answer 2", b"answer 1", b"answer 3", b"answer 4"]
    expected = {"sqlite": 1, "postgresql": 2}[installation.engine.name]
    assert sum("INTO idempotency" in sql for sql in statements) == expected
    assert stored_keys(installation) == list("abcd")


def test_a_claim_that_nobody_used_is_given_up(installation: Installation) -> None:
    """The unit failed, or was left for the next group: its key is as free as before."""
    units = [keyed_unit("a"), keyed_unit("b", then=fail_with(Rollback()))]
    outcomes = installation.store.run_group(units, keys_ahead("b", "c"))
    assert kinds(outcomes) == ["Success", "UnitFailure"]
    assert stored_keys(installation) == ["a"]
    for key, answer in (("b", b"answer 2"), ("c", b"answer 3")):
        unit = keyed_unit(key)
        installation.store.run("again", unit.run)
        assert unit.result == answer


def test_a_unit_that_claimed_for_others_fails(installation: Installation) -> None:
    """Its claims go with it, and the next unit claims again."""
    units = [place_unit(1), keyed_unit("a", then=fail_with(Rollback())), keyed_unit("b"), keyed_unit("c")]
    outcomes = installation.store.run_group(units, keys_ahead("b", "c"))
    assert kinds(outcomes) == ["Success", "UnitFailure", "Success", "Success"]
    assert [unit.result for unit in units[2:]] == [b"answer 2", b"answer 3"]
    assert stored_keys(installation) == ["b", "c"]


def test_an_expired_response_is_replaced(installation: Installation) -> None:
    installation.store.run("before", keyed_unit("a", expires_at=EARLIER).run)
    units = [keyed_unit("b"), keyed_unit("a")]
    installation.store.run_group(units, keys_ahead("a"))
    assert units[1].result == b"answer 3"
    assert stored_keys(installation) == ["a", "b"]


# ---- PostgreSQL: other transactions ----


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_claim_leaves_the_lock_timeout_as_it_was(installation: Installation) -> None:
    """Whether it claimed all keys, some or none, and also when its unit failed."""

    def look(uow: Any) -> Any:
        return uow.cursor.rows(text("SELECT current_setting('lock_timeout')"), {})

    def looking() -> NamedUnit:
        return NamedUnit("look", look)

    units = [keyed_unit("a"), looking(), keyed_unit("a"), looking()]
    units += [keyed_unit("b", then=fail_with(Rollback())), looking()]
    installation.store.run_group(units, keys_ahead("c", "d"))
    again = [keyed_unit("a"), looking()]
    installation.store.run_group(again)
    assert [unit.result for unit in [*units, *again] if unit.name == "look"] == [[("10s",)]] * 4


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_key_that_another_transaction_holds(installation: Installation) -> None:
    """Together they cannot be claimed; alone, only the one that is in use is refused."""
    other = Installation(installation.config)
    outcomes: list[Any] = []

    def run_others(_: UnitOfWork) -> None:
        units = [keyed_unit("b"), keyed_unit("a")]
        outcomes.append(other.store.run_group(units, keys_ahead("a")))
        outcomes.append([other.store.run_again(unit, outcomes[0][0]) for unit in units])

    def hold(uow: UnitOfWork) -> None:
        account, caller, key = response_key("a")
        uow.idempotency.claim(account, caller, key, NOW)
        run_others(uow)
        raise Rollback

    with pytest.raises(Rollback):
        installation.store.run("hold", hold)
    together, alone = outcomes
    assert kinds(together) == ["Interruption"]
    assert kinds(alone) == ["Success", "UnitFailure"]
    assert isinstance(alone[1].error, DomainError)
    assert alone[1].error.failure == IdempotencyKeyInUse()
    other.store.close()
