"""Fidelity of a copy: how each field of a vendor's document relates to the order, and which fields it drops. Pure.

The dialect's field coverage gives the rule of a field; the copy of this order decides. A value that differs from the
rendering was kept from the imported document, and an empty field is absent. Dropped fields are found by a round trip:
they are in the order, but not in the order decoded from the copy.
"""

from collections.abc import Iterator
from typing import Any, get_args

from triplicate.core.documents import codec
from triplicate.core.documents.codec import STABLE_OPTIONS, DocumentCodec, ImportContext, RenderOptions
from triplicate.core.failures import DomainError
from triplicate.core.order.order import Order
from triplicate.dialects.native.copies.responses import FidelityClass, MemberFidelity
from triplicate.dialects.native.document.codec import CODEC

FIDELITY_CLASSES: dict[str, FidelityClass] = {word: word for word in get_args(FidelityClass)}
_LOCAL_MEMBERS = ("id", "oid", "number", "version", "account", "origin", "words", "history", "updated_at", "created_at")


def member_fidelity(
    dialect_codec: DocumentCodec[Order], order: Order, document: Any, options: RenderOptions
) -> list[MemberFidelity]:
    """One entry per field of the dialect's document in coverage order, then one per unknown field of `document`."""
    is_patched = dialect_codec.dialect in order.sync.patches
    rendering = codec.rendering(dialect_codec, order, options) if is_patched else document
    entries = [
        _classify(path, how, list(_values_at(document, path)), list(_values_at(rendering, path)))
        for path, how in dialect_codec.fields.items()
    ]
    return entries + [
        MemberFidelity(member=path, faithfulness="kept", because="unknown field, kept from the imported document")
        for path in _unknown_paths(dialect_codec, document)
    ]


def dropped_members(dialect_codec: DocumentCodec[Order], order: Order) -> list[MemberFidelity]:
    """The fields of the native document that this copy cannot represent. Empty if the copy cannot be decoded."""
    original = _native_document(order)
    try:
        reimported = codec.decode(
            dialect_codec, codec.rendering(dialect_codec, order, STABLE_OPTIONS), _import_context(order)
        ).aggregate
    except DomainError:
        return []
    restored = _native_document(reimported)
    return [
        MemberFidelity(member=path, faithfulness="dropped", because=f"{dialect_codec.dialect} has no field for it")
        for path in _lost_members(original, restored)
    ]


def _classify(path: str, rule: str, values: list[Any], rendered_values: list[Any]) -> MemberFidelity:
    fidelity, _, reason = rule.partition(":")
    compound = any(isinstance(value, dict | list) for value in values + rendered_values)
    if not compound and values != rendered_values:
        return MemberFidelity(member=path, faithfulness="kept", because="as in the imported document")
    if fidelity != "fixed" and all(_is_empty(value) for value in values):
        return MemberFidelity(member=path, faithfulness="absent", because=None)
    return MemberFidelity(member=path, faithfulness=FIDELITY_CLASSES[fidelity], because=reason.strip() or None)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _values_at(value: Any, path: str) -> Iterator[Any]:
    """Every value at a dotted path, in each item of lists on the way."""
    name, _, remaining_path = path.partition(".")
    if isinstance(value, list):
        for item in value:
            yield from _values_at(item, path)
    elif isinstance(value, dict) and name in value:
        if remaining_path:
            yield from _values_at(value[name], remaining_path)
        else:
            yield value[name]


def _unknown_paths(dialect_codec: DocumentCodec[Order], document: Any) -> list[str]:
    parents = {path.rpartition(".")[0] for path in dialect_codec.fields}
    return list(
        dict.fromkeys(path for path in _member_paths(document, "", parents) if path not in dialect_codec.fields)
    )


def _member_paths(value: Any, prefix: str, parents: set[str]) -> Iterator[str]:
    """The paths of all fields of the objects whose fields the coverage lists."""
    if isinstance(value, list):
        for item in value:
            yield from _member_paths(item, prefix, parents)
    elif isinstance(value, dict) and prefix in parents:
        for name, member in value.items():
            path = f"{prefix}.{name}" if prefix else name
            yield path
            yield from _member_paths(member, path, parents)


def _native_document(order: Order) -> Any:
    return codec.rendering(CODEC, order, STABLE_OPTIONS)


def _import_context(order: Order) -> ImportContext:
    return ImportContext(account=order.account, currency=order.currency or "", file_of=lambda _: None)


def _lost_members(original: dict[str, Any], restored: dict[str, Any]) -> Iterator[str]:
    for name, value in original.items():
        if name in _LOCAL_MEMBERS or _is_empty(value):
            continue
        if _is_empty(restored.get(name)):
            yield name
        elif isinstance(value, dict) and isinstance(restored[name], dict):
            yield from _lost_nested_members(name, [value], [restored[name]])
        elif isinstance(value, list) and isinstance(value[0], dict) and name != "history":
            yield from _lost_nested_members(name, value, restored[name])


def _lost_nested_members(name: str, originals: list[Any], restored: list[Any]) -> Iterator[str]:
    for inner in originals[0]:
        if inner in _LOCAL_MEMBERS:
            continue
        if any(not _is_empty(item.get(inner)) for item in originals) and all(
            _is_empty(item.get(inner)) for item in restored
        ):
            yield f"{name}.{inner}"
