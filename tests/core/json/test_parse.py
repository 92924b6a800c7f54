"""I-JSON parsing (RFC 7493): at most 8 MiB and 64 levels; anything else is refused with its position."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.json_values import json_values, same_json, to_json
from tests.strategies.validation import problems_of
from triplicate.core.failures import DomainError
from triplicate.core.json import ijson

MIB = 1024 * 1024


def nested(levels: int, heart: str = "1") -> bytes:
    """Arrays within arrays, `levels` of them, around a scalar."""
    return b"[" * levels + heart.encode() + b"]" * levels


@given(json_values(20))
def test_every_json_value_is_read_as_it_is(value: Any) -> None:
    assert same_json(ijson.parse(to_json(value)), value)
    assert same_json(ijson.parse(json.dumps(value, indent=1).encode()), value)


@pytest.mark.parametrize("text", ["1.0", "1e0", "10E-1", "0.1e1", "1.000"])
def test_whole_numbers_become_integers_however_they_are_written(text: str) -> None:
    value = ijson.parse(text.encode())
    assert (value, type(value)) == (1, int)


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (b'{"a":1,"a":2}', "$", 'duplicate field "a"'),
        (b'{"a":1,"\\u0061":1}', "$", 'duplicate field "a"'),
        (b'[{"b":[{"c":1,"c":1}]}]', "$", 'duplicate field "c"'),
        (b"NaN", "$", "NaN"),
        (b'{"a":-Infinity}', "$", "-Infinity"),
        (b"[Infinity]", "$", "Infinity"),
        (b"1e400", "$", "1e400"),
        (b"-1e400", "$", "-1e400"),
        (b"1" + b"0" * 309, "$", "must fit an IEEE 754 double"),
        (b"1" * 5000, "$", "must fit an IEEE 754 double"),
        (b'{"a":{"b":["x\\u0000"]}}', "$.a.b[0]", "U+0000"),
        (b'{"a":{"\\u0000":1}}', "$.a", "U+0000"),
        (b'"\\u0000"', "$", "U+0000"),
        (b'{"a":["x","\\ud800"]}', "$.a[1]", "surrogate"),
        (b'{"a":"\\udc00\\ud800"}', "$.a", "surrogate"),
        (b'{"\\ud800":1}', "$", "surrogate"),
        (b'{"a":"\\uDFFF"}', "$.a", "surrogate"),
        (b'{"a":["\\uFFFE"]}', "$.a[0]", "noncharacter"),
        (b'{"a":"\\uFdEf"}', "$.a", "noncharacter"),
        (b'"\xed\xa0\x80"', "$", "not UTF-8"),
        (b'"\xff"', "$", "not UTF-8 at byte 1"),
        (b'"\xc0\x80"', "$", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "$", "not JSON"),
        ("{}".encode("utf-16"), "$", "not UTF-8"),
        (b"", "$", "not JSON"),
        (b"{} {}", "$", "not JSON"),
        (b"{'a':1}", "$", "not JSON"),
        (b'{"a":1,}', "$", "not JSON"),
        (b"[1,]", "$", "not JSON"),
        (b'"a\nb"', "$", "not JSON"),
        (b"01", "$", "not JSON"),
        (b"// x\n{}", "$", "not JSON"),
    ],
)
def test_what_is_not_i_json_is_refused(text: bytes, path: str, reason: str) -> None:
    (problem,) = problems_of(lambda: ijson.parse(text))
    assert problem.path == path
    assert reason in problem.reason


@pytest.mark.parametrize("point", [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF])
def test_noncharacters_are_refused(point: int) -> None:
    """RFC 7493, 2.1: names and texts must not include code points that identify surrogates or noncharacters."""
    problems_of(lambda: ijson.parse(to_json({"a": chr(point)})))
    problems_of(lambda: ijson.parse(to_json({chr(point): 1})))
    problems_of(lambda: ijson.parse(f'{{"a":"é{chr(point)}"}}'.encode()))
    problems_of(lambda: ijson.parse(f'{{"a":{json.dumps(chr(point))}}}'.encode()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'"R\\u00e9publique"', "République"),
        (b'"\\\\u0000"', "\\u0000"),
        (b'"\\\\\\u0041"', "\\A"),
        (b'"\\ufffd\\ufdcf\\uefff"', "\ufffd\ufdcf\uefff"),
    ],
)
def test_escaped_text_is_read(text: bytes, value: str) -> None:
    assert ijson.parse(text) == value


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert ijson.parse(b'"\\ud83c\\udf89"') == "🎉"


@pytest.mark.parametrize("heart", ["", "1", '"x"', "{}"])
def test_64_levels_are_read_and_65_are_not(heart: str) -> None:
    levels = 63 if heart == "{}" else 64
    assert ijson.parse(nested(levels, heart)) is not None
    problems_of(lambda: ijson.parse(nested(levels + 1, heart)))


@pytest.mark.parametrize("levels", [66, 1000, 100_000, 4_000_000])
def test_any_depth_beyond_is_refused(levels: int) -> None:
    (problem,) = problems_of(lambda: ijson.parse(nested(levels)))
    assert "64 levels" in problem.reason
    problems_of(lambda: ijson.parse(b'{"a":' * (levels // 2)))


def test_objects_count_as_levels_too() -> None:
    assert ijson.parse(b'{"a":' * 64 + b"1" + b"}" * 64)
    problems_of(lambda: ijson.parse(b'{"a":' * 65 + b"1" + b"}" * 65))


def test_many_brackets_side_by_side_are_no_depth() -> None:
    assert ijson.parse(b"[" + b"[{}]," * 1000 + b"1]")[:2] == [[{}], [{}]]
    assert ijson.parse(b'"' + b"[" * 1000 + b'"') == "[" * 1000


def test_8_mib_are_read_and_one_byte_more_is_not() -> None:
    assert len(ijson.parse(b'"' + b"x" * (8 * MIB - 2) + b'"')) == 8 * MIB - 2
    (problem,) = problems_of(lambda: ijson.parse(b'"' + b"x" * (8 * MIB - 1) + b'"'))
    assert str(8 * MIB) in problem.reason


@given(st.binary(max_size=40) | st.text('{}[]",:0123456789.eE+-truefalsn\\u \n', max_size=40).map(str.encode))
def test_arbitrary_bytes_are_read_or_refused(text: bytes) -> None:
    with suppress(DomainError):
        assert same_json(ijson.parse(text), json.loads(text.decode()))
