"""The table of rules is what happens: each verb is refused in exactly the states that the table says, and no others."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.core.engine.engine_fixtures import act
from tests.strategies.orders import line, order
from triplicate.core import lifecycle
from triplicate.core.engine import commands
from triplicate.core.engine.apply import KINDS, apply
from triplicate.core.engine.commands import Command, Portion
from triplicate.core.failures import NotPossible, Refused
from triplicate.core.lifecycle import RULES, STEP_RANK, Ending, Obstacle, Payment, Rule, Step, Verb
from triplicate.core.order.history import Hold, PaymentRecord, Shipment
from triplicate.core.order.order import Order
from triplicate.core.order.party import Party, Person

COMMANDS: dict[Verb, Command] = {
    Verb.PLACE: commands.Place(),
    Verb.ACCEPT: commands.Accept(),
    Verb.ADVANCE: commands.Advance(Step.READY_FOR_SHIPPING),
    Verb.SHIP: commands.Ship(items=(Portion("1", Decimal(1)),)),
    Verb.TRACK: commands.Track(tracking_number="1Z1"),
    Verb.DELIVER: commands.Deliver(),
    Verb.RETURN: commands.Return((Portion("1", Decimal(1)),)),
    Verb.HOLD: commands.Hold("artwork"),
    Verb.RELEASE: commands.Release(),
    Verb.CANCEL: commands.Cancel(),
    Verb.EXPIRE: commands.Expire(),
    Verb.FAIL: commands.Fail(),
    Verb.REQUEST_PAYMENT: commands.RequestPayment("https://pay.example/1"),
    Verb.PAY: commands.Pay(),
    Verb.REFUND: commands.Refund(100),
    Verb.AMEND: commands.Amend(reference="other", metadata={"a": 1}, buyer=Person(full="Ann")),
    Verb.AMEND_ADDRESS: commands.Amend(ship_to=Party(city="Delft")),
    Verb.AMEND_CONTENT: commands.Amend(shipping_amount=495),
    Verb.APPROVE: commands.Approve(),
    Verb.COMMENT: commands.AddComment("Thank you"),
    Verb.OVERRIDE: commands.Override(reason="by mistake", payment=Payment.PENDING),
}
WHOLE: dict[Verb, Command] = {Verb.SHIP: commands.Ship(), Verb.RETURN: commands.Return()}
"""Commands that concern all of an order, where the one above concerns a part."""
PAID = PaymentRecord(guid="p", amount=3000, at="2024-07-01T00:00:00.000Z")
PARCEL = Shipment(guid="f23e4567-e89b-12d3-a456-426614174000", carrier="UPS")
NEEDS: dict[Verb, dict[str, Any]] = {
    Verb.SHIP: {"sent": 1},
    Verb.TRACK: {"sent": 3, "shipments": (PARCEL,)},
    Verb.DELIVER: {"sent": 3, "shipments": (PARCEL,)},
    Verb.RETURN: {"sent": 3},
    Verb.REFUND: {"payments": (PAID,), "payment": Payment.PAID},
}
"""What else an order needs for a verb: something sent, a parcel, money. The others want an order without these."""
STATES = list(product([None, *Step], [False, True], [None, Ending.CANCELLED]))


def ready(verb: Verb, step: Step | None, held: bool, ending: Ending | None) -> Order:
    """An order of three pieces for 30 euros with which nothing is in the way of the verb but its state."""
    needs = dict(NEEDS.get(verb, {}))
    one = line(0, name="card", quantity=Decimal(3), price=Decimal(10), fulfilled=Decimal(needs.pop("sent", 0)))
    hold = Hold(reason="artwork", since="2024-07-01T00:00:00.000Z") if held else None
    return order(step=step, hold=hold, ending=ending, lines=(one,), currency="EUR", **needs)


def test_every_verb_has_a_rule_a_command_and_a_name_for_what_it_did() -> None:
    assert set(RULES) == set(COMMANDS) == set(Verb)
    assert {type(command) for command in COMMANDS.values()} == set(KINDS)


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_is_refused_exactly_where_its_rule_says(verb: Verb) -> None:
    for step, held, ending in STATES:
        due = lifecycle.obstacle(verb, step, held, ending is not None)
        if verb is Verb.RELEASE and not held and due is None:
            due = Obstacle.NOT_HELD
        assert (step, held, ending, refusal(ready(verb, step, held, ending), verb)) == (step, held, ending, due)


def refusal(order: Order, verb: Verb) -> Obstacle | None:
    """Why the verb is refused, or None when it is done."""
    try:
        assert apply(order, COMMANDS[verb], act()) is not None
    except Refused as refused:
        fact = refused.failure
    else:
        return None
    assert isinstance(fact, NotPossible)
    assert (fact.verb, fact.path) == (verb, "$")
    return fact.because


@pytest.mark.parametrize("verb", [verb for verb in Verb if RULES[verb].to])
def test_a_verb_leads_to_the_step_of_its_rule(verb: Verb) -> None:
    """When it concerns all of the order."""
    for step in Step:
        if lifecycle.obstacle(verb, step, held=False, ended=False) is None:
            done = apply(ready(verb, step, held=False, ending=None), WHOLE.get(verb, COMMANDS[verb]), act())
            assert done is not None
            assert done.order.step is RULES[verb].to


@pytest.mark.parametrize("verb", [verb for verb in Verb if RULES[verb].ends])
def test_a_verb_leads_to_the_ending_of_its_rule(verb: Verb) -> None:
    """When it concerns all of the order; a hold ends with it."""
    for step, held in product(Step, [False, True]):
        if lifecycle.obstacle(verb, step, held, ended=False) is None:
            done = apply(ready(verb, step, held, None), WHOLE.get(verb, COMMANDS[verb]), act())
            assert done is not None
            assert (done.order.ending, done.order.hold) == (RULES[verb].ends, None)


@pytest.mark.parametrize("verb", [verb for verb in Verb if not RULES[verb].to and verb is not Verb.ADVANCE])
def test_other_verbs_leave_the_step_alone(verb: Verb) -> None:
    for step in [None, *Step]:
        if lifecycle.obstacle(verb, step, verb is Verb.RELEASE, ended=False) is None:
            done = apply(ready(verb, step, verb is Verb.RELEASE, None), COMMANDS[verb], act())
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
        Verb.RELEASE,
        Verb.AMEND,
        Verb.COMMENT,
        Verb.OVERRIDE,
    }
