"""Opaque pagination cursors: a keyset position encoded as base64url."""

import base64
import binascii


def encode_cursor(sort: str, sort_key: tuple[int, ...] | None) -> str | None:
    """The cursor of the next page; None when there is none."""
    if sort_key is None:
        return None
    plain_text = f"{sort}:{':'.join(str(part) for part in sort_key)}"
    return base64.urlsafe_b64encode(plain_text.encode()).decode().rstrip("=")


def decode_cursor(sort: str, cursor: str) -> tuple[int, ...] | None:
    """The keyset position in a cursor; None if the cursor is malformed or belongs to another sort order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        cursor_sort, *parts = text.split(":")
        numbers = tuple(int(part) for part in parts)
    except (ValueError, binascii.Error):
        return None
    is_valid = cursor_sort == sort and len(numbers) == (1 if sort == "newest" else 2)
    return numbers if is_valid and all(0 <= number < 2**63 for number in numbers) else None
