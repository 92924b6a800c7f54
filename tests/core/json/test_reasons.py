"""Validation reasons: every message of msgspec in plain words, without Python's type names."""

import datetime
import decimal
import enum
import uuid
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import pytest
from msgspec import Meta

from triplicate.core.json import reasons


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Known(msgspec.Struct, forbid_unknown_fields=True):
    x: int


class First(msgspec.Struct, tag="first"):
    pass


class Second(msgspec.Struct, tag="second"):
    pass


class Pair(NamedTuple):
    a: int
    b: int = 1


@pytest.mark.parametrize(
    ("value", "kind", "reason"),
    [
        ("x", int, "must be a whole number"),
        ("x", int | float, "must be a number"),
        (1, str, "must be text"),
        (1, str | None, "must be text or null"),
        (1, bool, "must be true or false"),
        (1, list[int], "must be a list"),
        ([], Known, "must be an object"),
        ({}, Known, "`x` is required"),
        ({"x": 1, "y": 1}, Known, "unknown field `y`"),
        (0, Annotated[int, Meta(ge=1)], "must be a whole number of at least 1"),
        (9, Annotated[int, Meta(le=5)], "must be a whole number of at most 5"),
        (0.0, Annotated[float, Meta(gt=0)], "must be a number greater than 0"),
        (2.0, Annotated[float, Meta(lt=1.5)], "must be a number less than 1.5"),
        (3, Annotated[int, Meta(multiple_of=2)], "must be a multiple of 2"),
        (3.0, Annotated[float, Meta(multiple_of=2.0)], "must be a multiple of 2"),
        ("", Annotated[str, Meta(min_length=1)], "must not be empty"),
        ("a", Annotated[str, Meta(min_length=2)], "must have at least 2 characters"),
        ("aa", Annotated[str, Meta(max_length=1)], "must have at most 1 character"),
        ("AA==", Annotated[bytes, Meta(min_length=2)], "must have at least 2 bytes"),
        ([1, 2, 3], Annotated[list[int], Meta(max_length=2)], "must have at most 2 items"),
        ({}, Annotated[dict[str, int], Meta(min_length=2)], "must have at least 2 entries"),
        ([1], tuple[int, int], "must have 2 items"),
        ([], Pair, "must have 1 to 2 items"),
        ("q", Annotated[str, Meta(pattern="^a$")], "must match the pattern '^a$'"),
        ("q", Annotated[str, Meta(pattern="^a$", examples=["a"])], "must have the form of a"),
        ("green", Colour, "must be one of red, blue"),
        ("c", Literal["a", "b"], "must be one of a, b"),
        ({"type": "third"}, First | Second, "is not an allowed value"),
        ("x", uuid.UUID, "must be a UUID"),
        ("x", decimal.Decimal, "must be a decimal number"),
        ("x", datetime.date, "must be a date such as 2024-07-01"),
        ("x", datetime.datetime, "must be a date and time such as 2024-07-01T09:26:55Z"),
        ("2024-07-01T09:26:55", Annotated[datetime.datetime, Meta(tz=True)], "must have a UTC offset"),
        ("2024-07-01T09:26:55Z", Annotated[datetime.datetime, Meta(tz=False)], "must not have a UTC offset"),
        ("x", datetime.timedelta, "must be an ISO 8601 duration such as PT1H"),
        ("!", bytes, "must be base64 text"),
        ({"a": "x"}, dict[str, int], "must be a whole number"),
    ],
)
def test_a_reason_is_plain(value: Any, kind: Any, reason: str) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert(value, kind)
    assert reasons.reason(error.value, kind) == reason
