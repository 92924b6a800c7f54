"""Places the keys of chips in Printags' document: one pair for each product group, beside its record. Pure."""

from triplicate.core.documents.codec import LineKeys
from triplicate.core.documents.patch import Patch

MEMBERS = ("publicKey", "privateKey")


def keys_patch(keys: LineKeys) -> Patch:
    """The patch that adds a key pair to the product group of each line."""
    groups = {line: _group_patch(pair) for line, pair in keys.items()}
    return _member_patch("product_groups", ["#", "id", groups])


def _group_patch(pair: tuple[str, str]) -> Patch:
    members: Patch = ["{", {name: ["+", key] for name, key in zip(MEMBERS, pair, strict=True)}]
    return _member_patch("nfc", _member_patch("dynamic", _member_patch("records", members)))


def _member_patch(name: str, patch: Patch) -> Patch:
    return ["{", {name: patch}]
