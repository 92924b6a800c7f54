"""How faithful a copy is: each member of a vendor's document in one word, and what of the order it cannot say. Pure.

The dialect's ledger says how a member comes about in general; what an order's own copy shows decides in particular.
What differs from the rendering was kept from the document it came with, and an empty member has nothing to say. What a
copy leaves out is found by reading it back: what the order says and the copy, read back, does not.
"""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from triplicate.core.documents import codec
from triplicate.core.documents.codec import STABLE, Mapping, Reading, View
from triplicate.core.failures import Refused
from triplicate.core.order.order import Order
from triplicate.dialects.native.document.encode import write
from triplicate.dialects.native.responses import Class, Faithfulness

CLASSES: dict[str, Class] = {word: word for word in get_args(Class)}
_ABOUT_US = ("id", "oid", "number", "version", "account", "origin", "words", "history", "updated_at", "created_at")


def members(mapping: Mapping, order: Order, shown: Any, view: View) -> list[Faithfulness]:
    """One entry per member of the dialect's document, in its ledger's order, and one per member that nobody knows."""
    ours = _rendered(mapping, order, view) if mapping.dialect in order.residue else shown
    found = [_member(path, how, list(_at(shown, path)), list(_at(ours, path))) for path, how in mapping.ledger.items()]
    return found + [
        Faithfulness(member=path, faithfulness="kept", because="a member that nobody here knows")
        for path in _unknown(mapping, shown)
    ]


def dropped(mapping: Mapping, order: Order) -> list[Faithfulness]:
    """What the order says and this copy cannot, by the names of the native document."""
    said = _native(order)
    try:
        read = codec.take_in(mapping, _rendered(mapping, order, STABLE), _reading(order)).order
    except Refused:
        return []
    back = _native(read)
    return [
        Faithfulness(member=path, faithfulness="dropped", because=f"{mapping.dialect} has no member for it")
        for path in _lost(said, back)
    ]


def _member(path: str, how: str, shown: list[Any], ours: list[Any]) -> Faithfulness:
    word, _, because = how.partition(":")
    compound = any(isinstance(value, dict | list) for value in shown + ours)
    if not compound and shown != ours:
        return Faithfulness(member=path, faithfulness="kept", because="as the document had it")
    if word != "fixed" and all(_is_empty(value) for value in shown):
        return Faithfulness(member=path, faithfulness="absent", because=None)
    return Faithfulness(member=path, faithfulness=CLASSES[word], because=because.strip() or None)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _at(value: Any, path: str) -> Iterator[Any]:
    """Every value under a dotted path; lists are walked through."""
    name, _, rest = path.partition(".")
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif isinstance(value, dict) and name in value:
        if rest:
            yield from _at(value[name], rest)
        else:
            yield value[name]


def _unknown(mapping: Mapping, shown: Any) -> list[str]:
    parents = {path.rpartition(".")[0] for path in mapping.ledger}
    return list(dict.fromkeys(path for path in _paths(shown, "", parents) if path not in mapping.ledger))


def _paths(value: Any, where: str, parents: set[str]) -> Iterator[str]:
    """The paths of all members of the objects whose members the ledger knows."""
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, where, parents)
    elif isinstance(value, dict) and where in parents:
        for name, member in value.items():
            path = f"{where}.{name}" if where else name
            yield path
            yield from _paths(member, path, parents)


def _rendered(mapping: Mapping, order: Order, view: View) -> Any:
    return msgspec.json.decode(msgspec.json.encode(mapping.write(order, view)))


def _native(order: Order) -> Any:
    return msgspec.json.decode(msgspec.json.encode(write(order, STABLE)))


def _reading(order: Order) -> Reading:
    return Reading(account=order.account, currency=order.currency or "", file_of=lambda _: None)


def _lost(said: dict[str, Any], back: dict[str, Any]) -> Iterator[str]:
    for name, value in said.items():
        if name in _ABOUT_US or _is_empty(value):
            continue
        if _is_empty(back.get(name)):
            yield name
        elif isinstance(value, dict) and isinstance(back[name], dict):
            yield from _lost_inside(name, [value], [back[name]])
        elif isinstance(value, list) and isinstance(value[0], dict) and name != "history":
            yield from _lost_inside(name, value, back[name])


def _lost_inside(name: str, said: list[Any], back: list[Any]) -> Iterator[str]:
    for inner in said[0]:
        if inner in _ABOUT_US:
            continue
        if any(not _is_empty(item.get(inner)) for item in said) and all(_is_empty(item.get(inner)) for item in back):
            yield f"{name}.{inner}"
