"""Moments: UTC text with milliseconds, `2024-07-01T09:26:55.737Z`, which sorts as it reads."""

from datetime import UTC, datetime


def canonical(text: str) -> str | None:
    """The moment an ISO 8601 `text` names, in canonical form; None when it names none. Without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def of(moment: datetime) -> str:
    """An aware datetime in canonical form; finer than a millisecond is cut off."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_seconds(moment: str) -> str:
    """A canonical moment without its fraction: `2024-07-01T09:26:55Z`."""
    return moment[:19] + "Z"
