"""Entity tags in If-Match and If-None-Match (RFC 9110, 8.8.3, 13.1.1 and 13.1.2)."""

import re
from typing import NamedTuple

_ENTITY_TAG = re.compile(rb'(?:^|,)\s*(W/)?"([^"]*)"\s*(?=,|$)')
_ORDER_TAG = re.compile(rb"(\d{1,18})-.*")


class EntityTag(NamedTuple):
    """One entity tag of a header: `"value"`, or `W/"value"` if it is weak."""

    is_weak: bool
    value: bytes


def parse_entity_tags(header: bytes) -> tuple[EntityTag, ...] | None:
    """The entity tags of a header, in order; None for `*`, which matches any. What is not an entity tag is skipped."""
    if header.strip() == b"*":
        return None
    return tuple(EntityTag(bool(weak), value) for weak, value in _ENTITY_TAG.findall(header))


def if_none_match(header: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match header matches the quoted tag `etag`, by weak comparison."""
    tags = parse_entity_tags(header)
    return tags is None or any(tag.value == etag[1:-1] for tag in tags)


def may_match(header: bytes, beginning: bytes) -> bool:
    """Whether an If-None-Match header can match a tag with this beginning: False only if it cannot."""
    return beginning in header or b"*" in header


def if_match_versions(header: bytes | None) -> frozenset[int] | None:
    """The order versions that an If-Match header accepts; None accepts any (no header, or `*`).

    The comparison is strong: weak tags, and tags that are not of an order, match no version.
    """
    tags = None if header is None else parse_entity_tags(header)
    if tags is None:
        return None
    return frozenset(
        int(version[1]) for tag in tags if not tag.is_weak and (version := _ORDER_TAG.fullmatch(tag.value))
    )
