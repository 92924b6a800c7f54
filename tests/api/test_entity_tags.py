"""Entity tags: one grammar for If-Match and If-None-Match."""

import pytest

from triplicate.api.entity_tags import if_match_versions, if_none_match, may_match

ETAG = b'"7-a,b"'


@pytest.mark.parametrize(
    "header", [ETAG, b"W/" + ETAG, b"*", b" * ", b'"1-x", ' + ETAG, ETAG + b',"2-y"', b'W/"1-x"\t,\tW/' + ETAG]
)
def test_if_none_match(header: bytes) -> None:
    assert if_none_match(header, ETAG)


@pytest.mark.parametrize(
    "header", [b"", b'"7-a"', b"7-a,b", b'"7-a', b'w/"7-a,b"', ETAG + b"x", b"x" + ETAG, b"**", b'"*"', b'"7-a,b "']
)
def test_if_none_match_of_another(header: bytes) -> None:
    assert not if_none_match(header, ETAG)


@pytest.mark.parametrize(
    ("header", "versions"),
    [
        (None, None),
        (b"*", None),
        (b'"7-abc-1"', {7}),
        (b'"7-a,b", "8-c"', {7, 8}),
        (b'W/"7-abc"', set()),
        (b'"abc"', set()),
        (b'"7"', set()),
        (b'"1234567890123456789-x"', set()),
        (b"7-abc", set()),
        (b"", set()),
    ],
)
def test_if_match(header: bytes | None, versions: set[int] | None) -> None:
    assert if_match_versions(header) == versions


@pytest.mark.parametrize("header", [b'"3-ab-1"', b'W/"3-ab-1"', b'"x", "3-ab-1"', b"*", b'"x",  W/"3-ab-1" ,"y"'])
def test_what_matches_may_match(header: bytes) -> None:
    assert if_none_match(header, b'"3-ab-1"')
    assert may_match(header, b"3-ab-")


@pytest.mark.parametrize("header", [b'"2-ab-1"', b'"3-ac-1"', b'"x"', b"", b'"3-a"'])
def test_a_tag_of_another_version_cannot_match(header: bytes) -> None:
    """So the order's header need not be decoded to find that out."""
    assert not may_match(header, b"3-ab-")
    assert not if_none_match(header, b'"3-ab-1"')
