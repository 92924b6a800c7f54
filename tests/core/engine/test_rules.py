"""The rules table is what happens: each action is refused in exactly the states that the table lists."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.core.engine.engine_fixtures import engine_context
from tests.strategies.orders import line, order
from triplicate.core import lifecycle
from triplicate.core.engine import commands
from triplicate.core.engine.apply import KINDS, apply
from triplicate.core.engine.commands import Command, Portion
from triplicate.core.failures import ActionNotPossible, DomainError
from triplicate.core.lifecycle import RULES, STEP_RANK, Action, Ending, Obstacle, Payment, Rule, Step
from triplicate.core.order.history import Hold
from triplicate.core.order.order import Order
from triplicate.core.order.party import Party, Person
from triplicate.core.order.payments import PaymentRecord
from triplicate.core.order.shipments import Shipment

COMMANDS: dict[Action, Command] = {
    Action.PLACE: commands.Place(),
    Action.ACCEPT: commands.Accept(),
    Action.ADVANCE: commands.Advance(Step.READY_FOR_SHIPPING),
    Action.SHIP: commands.Ship(items=(Portion("1", Decimal(1)),)),
    Action.TRACK: commands.Track(tracking_number="1Z1"),
    Action.DELIVER: commands.Deliver(),
    Action.RETURN: commands.Return((Portion("1", Decimal(1)),)),
    Action.HOLD: commands.Hold("artwork"),
    Action.RELEASE: commands.Release(),
    Action.CANCEL: commands.Cancel(),
    Action.EXPIRE: commands.Expire(),
    Action.FAIL: commands.Fail(),
    Action.REQUEST_PAYMENT: commands.RequestPayment("https://pay.example/1"),
    Action.PAY: commands.Pay(),
    Action.REFUND: commands.Refund(100),
    Action.AMEND: commands.Amend(reference="other", metadata={"a": 1}, buyer=Person(full="Ann")),
    Action.AMEND_ADDRESS: commands.Amend(ship_to=Party(city="Delft")),
    Action.AMEND_CONTENT: commands.Amend(shipping_amount=495),
    Action.APPROVE: commands.Approve(),
    Action.COMMENT: commands.AddComment("Thank you"),
    Action.OVERRIDE: commands.Override(reason="by mistake", payment=Payment.PENDING),
}
WHOLE: dict[Action, Command] = {Action.SHIP: commands.Ship(), Action.RETURN: commands.Return()}
"""Commands that concern all of an order, where the one above concerns a part."""
PAID = PaymentRecord(guid="p", amount=3000, at="2024-07-01T00:00:00.000Z")
PARCEL = Shipment(guid="f23e4567-e89b-12d3-a456-426614174000", carrier="UPS")
NEEDS: dict[Action, dict[str, Any]] = {
    Action.SHIP: {"sent": 1},
    Action.TRACK: {"sent": 3, "shipments": (PARCEL,)},
    Action.DELIVER: {"sent": 3, "shipments": (PARCEL,)},
    Action.RETURN: {"sent": 3},
    Action.REFUND: {"payments": (PAID,), "payment": Payment.PAID},
}
"""What else an order needs for a verb: something sent, a parcel, money. The others want an order without these."""
STATES = list(product([None, *Step], [False, True], [None, Ending.CANCELLED]))


def ready(verb: Action, step: Step | None, held: bool, ending: Ending | None) -> Order:
    """An order of three pieces for 30 euros with which nothing is in the way of the verb but its state."""
    needs = dict(NEEDS.get(verb, {}))
    only_line = line(0, name="card", quantity=Decimal(3), price=Decimal(10), fulfilled=Decimal(needs.pop("sent", 0)))
    hold = Hold(reason="artwork", since="2024-07-01T00:00:00.000Z") if held else None
    return order(step=step, hold=hold, ending=ending, lines=(only_line,), currency="EUR", **needs)


def test_every_verb_has_a_rule_a_command_and_a_name_for_what_it_did() -> None:
    assert set(RULES) == set(COMMANDS) == set(Action)
    assert {type(command) for command in COMMANDS.values()} == set(KINDS)


@pytest.mark.parametrize("verb", Action)
def test_a_verb_is_refused_exactly_where_its_rule_says(verb: Action) -> None:
    for step, held, ending in STATES:
        due = lifecycle.obstacle(verb, step, held, ending is not None)
        if verb is Action.RELEASE and not held and due is None:
            due = Obstacle.NOT_HELD
        assert (step, held, ending, refusal(ready(verb, step, held, ending), verb)) == (step, held, ending, due)


def refusal(order: Order, verb: Action) -> Obstacle | None:
    """Why the verb is refused, or None when it is done."""
    try:
        assert apply(order, COMMANDS[verb], engine_context()) is not None
    except DomainError as refused:
        fact = refused.failure
    else:
        return None
    assert isinstance(fact, ActionNotPossible)
    assert (fact.action, fact.path) == (verb, "$")
    return fact.obstacle


@pytest.mark.parametrize("verb", [verb for verb in Action if RULES[verb].to])
def test_a_verb_leads_to_the_step_of_its_rule(verb: Action) -> None:
    """When it concerns all of the order."""
    for step in Step:
        if lifecycle.obstacle(verb, step, held=False, ended=False) is None:
            done = apply(ready(verb, step, held=False, ending=None), WHOLE.get(verb, COMMANDS[verb]), engine_context())
            assert done is not None
            assert done.order.step is RULES[verb].to


@pytest.mark.parametrize("verb", [verb for verb in Action if RULES[verb].ends])
def test_a_verb_leads_to_the_ending_of_its_rule(verb: Action) -> None:
    """When it concerns all of the order; a hold ends with it."""
    for step, held in product(Step, [False, True]):
        if lifecycle.obstacle(verb, step, held, ended=False) is None:
            done = apply(ready(verb, step, held, None), WHOLE.get(verb, COMMANDS[verb]), engine_context())
            assert done is not None
            assert (done.order.ending, done.order.hold) == (RULES[verb].ends, None)


@pytest.mark.parametrize("verb", [verb for verb in Action if not RULES[verb].to and verb is not Action.ADVANCE])
def test_other_verbs_leave_the_step_alone(verb: Action) -> None:
    for step in [None, *Step]:
        if lifecycle.obstacle(verb, step, verb is Action.RELEASE, ended=False) is None:
            done = apply(ready(verb, step, verb is Action.RELEASE, None), COMMANDS[verb], engine_context())
            assert done is not None
            assert done.order.step is step


def test_the_bounds_of_every_rule_leave_room() -> None:
    for verb, rule in RULES.items():
        if rule.since and rule.before:
            assert STEP_RANK[rule.since] < STEP_RANK[rule.before], verb
        if rule.before and rule.to:
            assert STEP_RANK[rule.to] <= STEP_RANK[rule.before], verb


def test_these_are_possible_at_all_times() -> None:
    free = Rule(held=True, ended=True)
    assert {verb for verb, rule in RULES.items() if rule == free} == {
        Action.RELEASE,
        Action.AMEND,
        Action.COMMENT,
        Action.OVERRIDE,
    }
