"""Hypothesis strategies of ids, timestamps, amounts and keys, in every valid spelling."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

_POOL = [f"{n:08x}-e89b-12d3-a456-42661417400{n}" for n in range(4)]
_OIDS = [f"664f2310d5775459152d6d{n:02x}" for n in range(4)]
_START = datetime(2024, 1, 1, tzinfo=UTC)


def guids() -> st.SearchStrategy[str]:
    """GUIDs of any version, in any case."""
    known = st.sampled_from(_POOL) | st.uuids().map(str)
    return known | known.map(str.upper)


def repeating_guids() -> st.SearchStrategy[str]:
    """What may stand as an id in a list: a GUID, one that stands there already, something else, nothing."""
    return st.sampled_from(_POOL[:3]) | guids() | st.sampled_from(["", "line-1", "place 0", "place 1", "12"])


def oids() -> st.SearchStrategy[str]:
    """24-hex ids, in any case."""
    known = st.sampled_from(_OIDS) | st.integers(0, 16**24 - 1).map(lambda number: f"{number:024x}")
    return known | known.map(str.upper)


def repeating_oids() -> st.SearchStrategy[str]:
    """What may stand as an id in a list, of 24-hex ids."""
    return st.sampled_from(_OIDS[:3]) | oids() | st.sampled_from(["", "line-1", "place 0", "place 1", "12"])


def moments() -> st.SearchStrategy[str]:
    """Moments of the year 2024, in every spelling that ISO 8601 has for them."""
    return st.builds(_format_moment, st.integers(0, 365 * 86400), st.sampled_from(sorted(_SPELLINGS)))


def usual_moments() -> st.SearchStrategy[str]:
    """Moments of 2024 with milliseconds and `Z`, as two of the vendors write them."""
    return st.integers(0, 365 * 86400).map(lambda second: _format_moment(second, "usual"))


def _format_moment(second: int, spelling: str) -> str:
    return _SPELLINGS[spelling](_START + timedelta(seconds=second))


_EAST = timezone(timedelta(hours=5, minutes=45))
_SPELLINGS = {
    "usual": lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.550Z"),
    "whole seconds": lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "microseconds": lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.123456Z"),
    "offset": lambda at: at.astimezone(_EAST).isoformat(),
    "negative offset": lambda at: at.strftime("%Y-%m-%dT%H:%M:%S-11:30"),
    "no offset": lambda at: at.strftime("%Y-%m-%dT%H:%M:%S"),
    "no seconds": lambda at: at.strftime("%Y-%m-%dT%H:%MZ"),
    "space": lambda at: at.strftime("%Y-%m-%d %H:%M:%S+00:00"),
    "date": lambda at: at.strftime("%Y-%m-%d"),
    "basic": lambda at: at.strftime("%Y%m%dT%H%M%SZ"),
    "week": lambda at: at.strftime("%G-W%V-%u"),
}


def urls() -> st.SearchStrategy[str]:
    """Foreign URLs."""
    return st.sampled_from(["https://cdn.example.com/thumb.png", "https://cdn.example.com/a%20b?x=1&y=%3A#z", "//x/y"])


def amounts() -> st.SearchStrategy[int | float]:
    """Prices and sums: whole, with cents, with more decimals than any currency has, whole ones with a fraction."""
    cents = st.integers(0, 10**7).map(lambda cents: cents / 100)
    return st.integers(0, 10**6) | cents | st.sampled_from([0.1, 10.505, 1e-7, 900.0, 1234567.891, 2.675])


def prices() -> st.SearchStrategy[str]:
    """Exact decimals as text, with zeros that say nothing, and with more digits than any double has."""
    cents = st.integers(0, 10**7).map(lambda cents: f"{cents / 100:.2f}")
    return cents | st.sampled_from(["12.50", "0", "-3.10", "007.5", "0.00001", "1200", "12.5000", "9" * 40 + ".1"])


def quantities() -> st.SearchStrategy[int | float]:
    """How many: whole mostly, fractions where a vendor allows them."""
    return st.integers(0, 20) | st.sampled_from([1.0, 2.5, 0.25])


def keys() -> st.SearchStrategy[str]:
    """NFC keys: 32 upper-case hex digits, a letter among them."""
    return st.binary(min_size=15, max_size=15).map(lambda raw: "A5" + raw.hex().upper())
