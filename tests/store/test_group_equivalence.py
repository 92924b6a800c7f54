"""Any mix of succeeding and failing units, in any grouping, leaves what they leave one by one."""

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.store.document_fixtures import Rollback, guid
from tests.store.group_fixtures import NamedUnit, advance_unit, fail_with, kinds, place_unit, record_event, run_all
from tests.strategies.orders import order
from triplicate.app.accounts.directory import create_account
from triplicate.app.ports import UnitOfWork
from triplicate.main import Installation

PLACES = 3
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["place", "advance", "place and fail", "advance and fail", "fail at the end"]),
        st.integers(0, PLACES - 1),
    ),
    max_size=12,
)
SIZES = st.lists(st.integers(1, 6), max_size=6)


class _Side(NamedTuple):
    """An account of its own, and the first of its orders' numbers."""

    account: str
    first: int

    def units(self, steps: list[tuple[str, int]]) -> list[NamedUnit]:
        return [self._unit(kind, self.first + place) for kind, place in steps]

    def _unit(self, kind: str, place: int) -> NamedUnit:
        make: Callable[..., NamedUnit] = place_unit if kind.startswith("place") else advance_unit
        if kind == "fail at the end":
            return place_unit(place, self.account, then=_record_impossible_event)
        return make(place, self.account, then=fail_with(Rollback()) if kind.endswith("fail") else lambda _: None)


def _record_impossible_event(uow: UnitOfWork) -> None:
    record_event(uow, order(account="nobody", guid=guid(9)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(steps=STEPS, sizes=SIZES)
def test_groups_leave_what_single_units_leave(
    installation: Installation, steps: list[tuple[str, int]], sizes: list[int]
) -> None:
    grouped, single = _new_side(installation), _new_side(installation)
    grouped_units, single_units = grouped.units(steps), single.units(steps)
    outcomes = run_all(installation, grouped_units, sizes)
    assert kinds(list(outcomes)) == kinds(list(run_all(installation, single_units, [1] * len(steps))))
    assert _stored(installation, grouped) == _stored(installation, single)
    for outcome, unit in zip(kinds(list(outcomes)), grouped_units, strict=True):
        assert outcome == "UnitFailure" or unit.result is not None
    if next(_examples) % 10 == 0:
        check_consistency(installation)


_examples = count()
_firsts = count(0, PLACES)


def _new_side(installation: Installation) -> _Side:
    first = next(_firsts)
    side = _Side(guid(10**9 + first), first)
    installation.store.run(
        "account", lambda uow: create_account(uow, side.account, "A side", "EUR", installation.now())
    )
    return side


def _stored(installation: Installation, side: _Side) -> tuple[list[Any], list[Any], list[Any]]:
    """The orders, events and counters of a side, without what tells it from the other."""
    orders = "SELECT guid, number, version FROM orders WHERE account = '{}' ORDER BY guid"
    events = "SELECT number, \"order\", version FROM events WHERE account = '{}' ORDER BY number"
    counters = "SELECT kind, next FROM counters WHERE account = '{}' ORDER BY kind"
    with installation.store.sql.connect() as connection:
        order_rows, event_rows, counter_rows = (
            connection.exec_driver_sql(query.format(side.account)).all() for query in (orders, events, counters)
        )
    return (
        [(_place(side, row[0]), *row[1:]) for row in order_rows],
        [(row[0], _place(side, row[1]), row[2]) for row in event_rows],
        [tuple(row) for row in counter_rows],
    )


def _place(side: _Side, order_guid: str) -> int:
    return int(order_guid[-12:]) - side.first
