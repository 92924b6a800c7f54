"""Timestamps: any ISO 8601 spelling is stored as UTC with milliseconds, and sorts as text."""

import re
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import scalars
from tests.strategies.json_values import texts
from triplicate.core import times

ZONES = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2024-07-01T09:26:55.737Z", "2024-07-01T09:26:55.737Z"),
        ("2024-07-01T09:26:55Z", "2024-07-01T09:26:55.000Z"),
        ("2024-07-01T09:26:55.737999Z", "2024-07-01T09:26:55.737Z"),
        ("2024-07-01T11:26:55.737+02:00", "2024-07-01T09:26:55.737Z"),
        ("2024-07-01T09:26:55", "2024-07-01T09:26:55.000Z"),
        ("2024-07-01 09:26:55+00:00", "2024-07-01T09:26:55.000Z"),
        ("2024-07-01", "2024-07-01T00:00:00.000Z"),
        ("20240701T092655Z", "2024-07-01T09:26:55.000Z"),
        ("2024-W27-1", "2024-07-01T00:00:00.000Z"),
        ("2024-W27-1T09:26:55.737Z", "2024-07-01T09:26:55.737Z"),
        ("0987-07-01T00:00:00Z", "0987-07-01T00:00:00.000Z"),
    ],
)
def test_every_spelling_has_one_canonical_form(text: str, canonical: str) -> None:
    assert times.canonical(text) == canonical


def test_without_an_offset_it_is_utc_wherever_the_server_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        assert times.canonical("2024-07-01T09:26:55") == "2024-07-01T09:26:55.000Z"
        assert times.canonical("2024-07-01T09:26:55+00:00") == "2024-07-01T09:26:55.000Z"
    time.tzset()


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2024", "2024-13-01", "2024-07-01T25:00:00Z", "1719826015", "01/07/2024"]
)
def test_what_names_no_moment_is_none(text: str) -> None:
    assert times.canonical(text) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_beyond_the_calendar_is_none(text: str) -> None:
    assert times.canonical(text) is None


@given(texts() | st.text("0123456789-:TZW.+ ", max_size=30))
def test_no_text_fails(text: str) -> None:
    canonical = times.canonical(text)
    assert canonical is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", canonical)


@given(scalars.moments())
def test_the_canonical_form_of_a_canonical_form_is_itself(text: str) -> None:
    canonical = times.canonical(text)
    assert canonical is not None
    assert times.canonical(canonical) == canonical


@given(MOMENTS, MOMENTS)
def test_canonical_moments_sort_as_they_follow_each_other(one: datetime, other: datetime) -> None:
    if one.replace(microsecond=0) != other.replace(microsecond=0):
        assert (times.from_datetime(one) < times.from_datetime(other)) == (one < other)


@given(MOMENTS)
def test_nothing_but_the_fraction_is_lost(moment: datetime) -> None:
    told = datetime.fromisoformat(times.from_datetime(moment))
    assert timedelta(0) <= moment - told < timedelta(milliseconds=1)
    whole = times.whole_seconds(times.from_datetime(moment))
    assert datetime.fromisoformat(whole) == told.astimezone(UTC).replace(microsecond=0)
    assert len(whole) == len("2024-07-01T09:26:55Z")
