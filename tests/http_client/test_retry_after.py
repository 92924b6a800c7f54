"""Retry-After: seconds, or a date, which counts from the response's own Date."""

import httpx
import pytest

from triplicate.http_client.transport import retry_after

DATE = "Fri, 27 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("Fri, 27 Nov 2026 10:00:05 GMT", 5.0),
        ("Friday, 27-Nov-26 10:00:05 GMT", 5.0),
        ("Fri Nov 27 10:00:05 2026", 5.0),
        ("Fri, 27 Nov 2026 09:00:00 GMT", 0.0),
        ("Fri, 99 Nov 2026 10:00:00 GMT", 0.0),
        ("Fri, 27 Nov 99999999999999999999 10:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("999999", 0.0),
    ],
)
def test_a_delay_is_seconds_or_a_date(value: str, seconds: float) -> None:
    assert retry_after(httpx.Headers({"Retry-After": value, "Date": DATE})) == seconds


def test_without_a_date_of_the_response_the_clock_counts() -> None:
    assert retry_after(httpx.Headers({"Retry-After": "Fri, 27 Nov 1998 10:00:05 GMT"})) == 0.0
    assert retry_after(httpx.Headers({"Retry-After": "Fri, 27 Nov 2999 10:00:05 GMT"})) > 0.0
