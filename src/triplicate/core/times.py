"""Timestamps: UTC text with milliseconds, `2024-07-01T09:26:55.737Z`; text order is time order."""

import re
from datetime import UTC, datetime

_CANONICAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def canonical(text: str) -> str | None:
    """An ISO 8601 `text` as a canonical timestamp; None when it is not one. Without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        if _CANONICAL.fullmatch(text) is not None:
            return text
        return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def from_datetime(moment: datetime) -> str:
    """An aware datetime as a canonical timestamp, truncated to milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_seconds(moment: str) -> str:
    """A canonical timestamp truncated to seconds: `2024-07-01T09:26:55Z`."""
    return moment[:19] + "Z"
