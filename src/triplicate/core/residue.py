"""Residue: what a vendor's document said beyond the canonical order, kept as a patch over our own rendering of it.

When a document comes in, it is read into an order and that order is rendered again in the same dialect. Whatever
differs between the rendering and the document is the residue: members we do not know, another spelling of a moment,
words that contradict the quantities. Laid over the rendering, it gives back the document, whatever it contained.

Each entry remembers what our rendering said when the document came in (its base). If the rendering says something
else today, the order has changed there, and the entry gives way: after a change only the members it concerns differ.
Until an order changes for the first time, its document itself lies in the place of the patch (`core.copies`).

A patch is JSON: `["=", base, new]` replaces, `["+", new]` adds, `["-", base]` removes, `["{", {name: patch}]` goes into
an object, `["#", key, {id: patch}]` into the items of a list told apart by their member `key`,
`["@", [[base, new], ...]]` replaces items of a list that have no such member, wherever they stand, and `["<", [item,
...]]` puts items before those of a list that only ever grows: what is appended to it later stands behind them.
"""

from typing import Any

import msgspec

Patch = list[Any]
_text = msgspec.json.Encoder(order="deterministic").encode
_KEYS = ("id", "_id", "poId")


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true is not 1."""
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(same(value, other[name]) for name, value in one.items())
        )
    if isinstance(one, list):
        return (
            isinstance(other, list)
            and len(one) == len(other)
            and all(same(a, b) for a, b in zip(one, other, strict=True))
        )
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def difference(ours: Any, theirs: Any, growing: frozenset[str] = frozenset()) -> Patch | None:
    """The patch that turns our rendering into their document; None when they are the same.

    `growing` names members, at the top, that are lists which only ever grow: theirs come before ours, and none is lost.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _members(ours, theirs, growing)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return _items(ours, theirs)
    return None if same(ours, theirs) else ["=", ours, theirs]


def lay_over(ours: Any, patch: Patch) -> Any:
    """The document that `patch` makes of our rendering. Changes `ours` in place where it can; use what it returns."""
    kind = patch[0]
    if kind == "{":
        if isinstance(ours, dict):
            _lay_members(ours, patch[1])
        return ours
    if kind == "=":
        return patch[2] if same(ours, patch[1]) else ours
    if kind == "<":
        return _before(patch[1], ours) if isinstance(ours, list) else ours
    if isinstance(ours, list):
        _replace_items(ours, patch[1]) if kind == "@" else _lay_items(ours, patch[1], patch[2])
    return ours


def _members(ours: dict[str, Any], theirs: dict[str, Any], growing: frozenset[str] = frozenset()) -> Patch | None:
    entries: dict[str, Patch] = {}
    for name, value in theirs.items():
        if name not in ours:
            entries[name] = ["+", value]
        elif name in growing and isinstance(value, list) and isinstance(ours[name], list):
            if not same(value, ours[name]):
                entries[name] = ["<", value]
        elif (patch := difference(ours[name], value)) is not None:
            entries[name] = patch
    for name, value in ours.items():
        if name not in theirs:
            entries[name] = ["-", value]
    return ["{", entries] if entries else None


def _items(ours: list[Any], theirs: list[Any]) -> Patch | None:
    patches = [difference(a, b) for a, b in zip(ours, theirs, strict=True)]
    if not any(patches):
        return None
    key = _telling_key(ours)
    if key is None:
        changed = {_text(item) for item, patch in zip(ours, patches, strict=True) if patch}
        return ["@", [[a, b] for a, b in zip(ours, theirs, strict=True) if _text(a) in changed]]
    return ["#", key, {str(item[key]): patch for item, patch in zip(ours, patches, strict=True) if patch}]


def _telling_key(items: list[Any]) -> str | None:
    """The member by which the items of a list can be told apart, if they all have one."""
    if not all(isinstance(item, dict) for item in items):
        return None
    for key in _KEYS:
        values = [str(item[key]) for item in items if key in item]
        if len(values) == len(items) == len(set(values)):
            return key
    return None


def _lay_members(ours: dict[str, Any], entries: dict[str, Patch]) -> None:
    for name, patch in entries.items():
        kind = patch[0]
        if kind == "+":
            if name not in ours:
                ours[name] = patch[1]
        elif name in ours:
            if kind == "-":
                if same(ours[name], patch[1]):
                    del ours[name]
            else:
                ours[name] = lay_over(ours[name], patch)


def _before(items: list[Any], ours: list[Any]) -> list[Any]:
    return [item for item in items if not any(same(item, own) for own in ours)] + ours


def _replace_items(ours: list[Any], entries: list[list[Any]]) -> None:
    """Replaces items that are what they were when the document came in, each entry once, in their order."""
    replacements: dict[bytes, list[Any]] = {}
    for base, new in reversed(entries):
        replacements.setdefault(_text(base), []).append(new)
    for position, item in enumerate(ours):
        if waiting := replacements.get(_text(item)):
            ours[position] = waiting.pop()


def _lay_items(ours: list[Any], key: str, patches: dict[str, Patch]) -> None:
    """Lays the patches of items that are told apart by a member."""
    for position, item in enumerate(ours):
        if isinstance(item, dict) and (inner := patches.get(str(item.get(key)))) is not None:
            ours[position] = lay_over(item, inner)
