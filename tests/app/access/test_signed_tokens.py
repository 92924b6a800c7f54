"""Signed tokens (JWT): which claims they need, under which key, and whom they speak for."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.app.access.token_fixtures import ANN, BOB, HERE, THERE, Desk
from triplicate.app.access.credentials import KEY_ID
from triplicate.core.ids import derived_guid


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, body, _ = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    return json.loads(header), json.loads(body)


def forged(desk: Desk, token: str, key: bytes | None = None, algorithm: str = "HS256", **changes: Any) -> str:
    """A token like another one but for some changes; what becomes `...` is left out. Signed by hand."""
    header, body = parts(token)
    header |= {name[5:]: value for name, value in changes.items() if name.startswith("head_")} | {"alg": algorithm}
    body |= {name: value for name, value in changes.items() if not name.startswith("head_")}
    told = b".".join(
        encoded(json.dumps({name: value for name, value in of.items() if value is not ...})) for of in (header, body)
    )
    digest = {"HS512": "sha512", "HS384": "sha384"}.get(algorithm, "sha256")
    signature = hmac.digest(desk.house.keys.jwt if key is None else key, told, digest)
    return (told + b"." + encoded(signature)).decode()


def encoded(content: str | bytes) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


@pytest.fixture
def token(desk: Desk) -> str:
    return desk.issue("marketiger", user=ANN)[0]


def test_what_it_carries(desk: Desk, token: str) -> None:
    header, body = parts(token)
    assert header == {"alg": "HS256", "typ": "JWT", "kid": KEY_ID}
    assert body.keys() >= {"jti", "iat", "exp", "email"}
    assert body["email"] == ANN
    assert body["exp"] - body["iat"] == 60 * 60  # sixty minutes, where nothing else is said


def test_forging_it_unchanged_is_not_forging(desk: Desk, token: str) -> None:
    assert desk.show("marketiger", forged(desk, token)) is not None


FORGERIES: list[dict[str, Any]] = [
    {"key": b"another key of thirty-two bytes!"},
    {"key": b""},
    {"head_kid": "triplicate-2"},
    {"head_kid": ...},
    {"head_kid": ["triplicate-1"]},
    {"head_crit": ["x"], "head_x": 1},
    {"jti": ...},
    {"jti": "unknown"},
    {"jti": ""},
    {"jti": None},
    {"jti": 7},
    {"jti": ["x"]},
    {"exp": ...},
    {"exp": None},
    {"exp": "tomorrow"},
    {"exp": True},
    {"exp": 0},
    {"iat": ...},
    {"iat": "yesterday"},
    {"algorithm": "HS384"},
    {"algorithm": "HS512"},
    {"algorithm": "none"},
    {"algorithm": "RS256"},
]


def test_a_forged_token_is_a_wrong_one(desk: Desk, token: str) -> None:
    for change in FORGERIES:
        assert desk.show("marketiger", forged(desk, token, **change)) is None, change
        assert desk.show("marketiger", token) is not None


def test_a_token_without_a_signature(desk: Desk, token: str) -> None:
    _, body, _ = token.split(".")
    for algorithm in ("none", "None", "NONE", "nOnE", "HS256"):
        head = encoded(json.dumps({"alg": algorithm, "typ": "JWT", "kid": KEY_ID}))
        for signature in ("", "AA"):
            assert desk.show("marketiger", f"{head.decode()}.{body}.{signature}") is None


def test_a_body_that_was_changed_after_signing(desk: Desk, token: str) -> None:
    head, _, signature = token.split(".")
    changed = parts(token)[1] | {"email": BOB}
    assert desk.show("marketiger", f"{head}.{encoded(json.dumps(changed)).decode()}.{signature}") is None


def test_a_deeply_nested_token(desk: Desk) -> None:
    deep = encoded(b"[" * 100_000).decode()
    assert desk.show("marketiger", f"{deep}.{deep}.{deep}") is None


def test_expired_by_its_own_claim(desk: Desk, token: str) -> None:
    past = int((datetime.now(UTC) - timedelta(seconds=2)).timestamp())
    assert desk.show("marketiger", forged(desk, token, exp=past)) is None


def test_the_stored_expiry_counts_though_the_claim_says_later(desk: Desk) -> None:
    token, _ = desk.issue("marketiger", user=ANN, lifetime=timedelta(minutes=5))
    longer = forged(desk, token, exp=int((desk.now + timedelta(days=9)).timestamp()))
    desk.pass_(301)
    assert desk.show("marketiger", longer) is None


def test_whom_it_speaks_for(desk: Desk, token: str) -> None:
    principal = desk.show("marketiger", token)
    assert principal is not None
    assert (principal.email, principal.known, principal.account) == (ANN, True, HERE)
    bobs, _ = desk.issue("marketiger", account=THERE, user=BOB)
    assert desk.show("marketiger", bobs).account == THERE  # type: ignore[union-attr]


def test_the_case_of_an_address_does_not_matter(desk: Desk) -> None:
    token, _ = desk.issue("marketiger", user="Ann@EXAMPLE.com")
    principal = desk.show("marketiger", token)
    assert principal is not None
    assert (principal.known, principal.account) == (True, HERE)


def test_a_user_who_does_not_exist(desk: Desk) -> None:
    """Signed in, but as nobody: not even in the account that the token was made for."""
    token, _ = desk.issue("marketiger", user="nobody@example.com")
    principal = desk.show("marketiger", token)
    assert principal is not None
    assert not principal.known
    assert not principal.owns(HERE)


def test_no_email_claim(desk: Desk, token: str) -> None:
    without, _ = desk.issue("marketiger", user=ANN, email_claim=False)
    for one in (without, forged(desk, token, email=...), forged(desk, token, email=""), forged(desk, token, email=7)):
        principal = desk.show("marketiger", one)
        assert principal is not None
        assert principal.email is None
        assert not principal.owns(HERE)


def test_an_opaque_tokens_id_is_no_jti(desk: Desk, token: str) -> None:
    """A well-signed token that names a credential of another kind."""
    _, opaque = desk.issue("axim")
    assert desk.show("marketiger", forged(desk, token, jti=opaque.id)) is None
    assert desk.show("axim", forged(desk, token, jti=opaque.id)) is None


def test_a_name_that_was_derived_from_the_key(desk: Desk, token: str) -> None:
    assert desk.show("marketiger", forged(desk, token, jti=derived_guid("credential", "x"))) is None
