"""Structural JSON patch with base values: keeps what a vendor's document contains beyond the canonical order.

An imported document is decoded to an order, and the order is rendered again in the same dialect. The patch is the
difference between rendering and document: unknown members, other spellings of timestamps, statuses that contradict the
quantities. Applied to the rendering, it restores the document exactly.

Each entry stores the base: the value in the rendering at the time of import. Where the rendering now has another value,
the order has changed there and the entry is skipped, as in a three-way merge that prefers our side. Until an order
changes for the first time, its document is stored verbatim in place of the patch (`core.documents.codec`).

A patch is JSON: `["=", base, new]` replaces, `["+", new]` adds, `["-", base]` removes, `["{", {name: patch}]` patches
the members of an object, `["#", key, {id: patch}]` the items of a list identified by their member `key`,
`["@", [[base, new], ...]]` replaces items of a list without such a member, at any position, and `["<", [item, ...]]`
prepends items to an append-only list: items appended to it later follow them.
"""

from typing import Any

import msgspec

from triplicate.core.json.equality import equal

Patch = list[Any]
_text = msgspec.json.Encoder(order="deterministic").encode
_ID_MEMBERS = ("id", "_id", "poId")


def difference(ours: Any, theirs: Any, append_only: frozenset[str] = frozenset()) -> Patch | None:
    """The patch from our rendering to their document; None when they are equal.

    `append_only` names top-level members that are append-only lists: their items go before ours, and none is lost.
    """
    if ours is theirs:
        return None
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _member_patch(ours, theirs, append_only)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return _item_patch(ours, theirs)
    return None if equal(ours, theirs) else ["=", ours, theirs]


def apply(ours: Any, patch: Patch) -> Any:
    """Our rendering with `patch` applied. Changes `ours` in place where possible; use the returned value."""
    kind = patch[0]
    if kind == "{":
        if isinstance(ours, dict):
            _apply_members(ours, patch[1])
        return ours
    if kind == "=":
        return patch[2] if equal(ours, patch[1]) else ours
    if kind == "<":
        return _prepend_missing(patch[1], ours) if isinstance(ours, list) else ours
    if isinstance(ours, list):
        _replace_items(ours, patch[1]) if kind == "@" else _apply_items(ours, patch[1], patch[2])
    return ours


def _member_patch(
    ours: dict[str, Any], theirs: dict[str, Any], append_only: frozenset[str] = frozenset()
) -> Patch | None:
    entries: dict[str, Patch] = {}
    for name, value in theirs.items():
        if name not in ours:
            entries[name] = ["+", value]
        elif name in append_only and isinstance(value, list) and isinstance(ours[name], list):
            if not equal(value, ours[name]):
                entries[name] = ["<", value]
        elif (patch := difference(ours[name], value)) is not None:
            entries[name] = patch
    for name, value in ours.items():
        if name not in theirs:
            entries[name] = ["-", value]
    return ["{", entries] if entries else None


def _item_patch(ours: list[Any], theirs: list[Any]) -> Patch | None:
    patches = [difference(a, b) for a, b in zip(ours, theirs, strict=True)]
    if not any(patches):
        return None
    key = _identifying_member(ours)
    if key is None:
        changed_items = {_text(item) for item, patch in zip(ours, patches, strict=True) if patch}
        return ["@", [[a, b] for a, b in zip(ours, theirs, strict=True) if _text(a) in changed_items]]
    return ["#", key, {str(item[key]): patch for item, patch in zip(ours, patches, strict=True) if patch}]


def _identifying_member(items: list[Any]) -> str | None:
    """The member that identifies the items of a list: present in all, with distinct values; None without one."""
    if not all(isinstance(item, dict) for item in items):
        return None
    for key in _ID_MEMBERS:
        values = [str(item[key]) for item in items if key in item]
        if len(values) == len(items) == len(set(values)):
            return key
    return None


def _apply_members(ours: dict[str, Any], entries: dict[str, Patch]) -> None:
    for name, patch in entries.items():
        kind = patch[0]
        if kind == "+":
            if name not in ours:
                ours[name] = patch[1]
        elif name in ours:
            if kind == "-":
                if equal(ours[name], patch[1]):
                    del ours[name]
            else:
                ours[name] = apply(ours[name], patch)


def _prepend_missing(items: list[Any], ours: list[Any]) -> list[Any]:
    return [item for item in items if not any(equal(item, own) for own in ours)] + ours


def _replace_items(ours: list[Any], entries: list[list[Any]]) -> None:
    """Replaces items that still equal their base, each entry once, in order."""
    replacements: dict[bytes, list[Any]] = {}
    for base, new in reversed(entries):
        replacements.setdefault(_text(base), []).append(new)
    for position, item in enumerate(ours):
        if candidates := replacements.get(_text(item)):
            ours[position] = candidates.pop()


def _apply_items(ours: list[Any], key: str, patches: dict[str, Patch]) -> None:
    """Applies the patches of items identified by a member."""
    for position, item in enumerate(ours):
        if isinstance(item, dict) and (inner := patches.get(str(item.get(key)))) is not None:
            ours[position] = apply(item, inner)
