"""Opaque pagination cursors: a keyset position encoded as base64url."""

import base64
import binascii


def cursor(sort: str, place: tuple[int, ...] | None) -> str | None:
    """The cursor of the next page; None when there is none."""
    if place is None:
        return None
    text = f"{sort}:{':'.join(str(part) for part in place)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place(sort: str, cursor: str) -> tuple[int, ...] | None:
    """The keyset position in a cursor; None if the cursor is malformed or belongs to another sort order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        told, *parts = text.split(":")
        numbers = tuple(int(part) for part in parts)
    except (ValueError, binascii.Error):
        return None
    good = told == sort and len(numbers) == (1 if sort == "newest" else 2)
    return numbers if good and all(0 <= number < 2**63 for number in numbers) else None
