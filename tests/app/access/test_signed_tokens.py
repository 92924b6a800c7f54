"""Signed tokens (JWT): required claims, signing keys, and the user that a token stands for."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.app.access.token_fixtures import ACCOUNT, ANN, BOB, OTHER_ACCOUNT, TokenIssuer
from tests.conformance.registry import OPAQUE, SIGNED
from triplicate.app.access.credentials import KEY_ID
from triplicate.core.ids import derived_guid


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, body, _ = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    return json.loads(header), json.loads(body)


def forged(desk: TokenIssuer, token: str, key: bytes | None = None, algorithm: str = "HS256", **changes: Any) -> str:
    """A token like another one but for some changes; what becomes `...` is left out. Signed by hand."""
    header, body = parts(token)
    header |= {name[5:]: value for name, value in changes.items() if name.startswith("head_")} | {"alg": algorithm}
    body |= {name: value for name, value in changes.items() if not name.startswith("head_")}
    told = b".".join(
        encoded(json.dumps({name: value for name, value in of.items() if value is not ...})) for of in (header, body)
    )
    digest = {"HS512": "sha512", "HS384": "sha384"}.get(algorithm, "sha256")
    signature = hmac.digest(desk.installation.keys.jwt if key is None else key, told, digest)
    return (told + b"." + encoded(signature)).decode()


def encoded(content: str | bytes) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


@pytest.fixture
def token(token_issuer: TokenIssuer) -> str:
    return token_issuer.issue(SIGNED[0], user=ANN)[0]


def test_what_it_carries(token_issuer: TokenIssuer, token: str) -> None:
    header, body = parts(token)
    assert header == {"alg": "HS256", "typ": "JWT", "kid": KEY_ID}
    assert body.keys() >= {"jti", "iat", "exp", "email"}
    assert body["email"] == ANN
    assert body["exp"] - body["iat"] == 60 * 60  # sixty minutes, where nothing else is said


def test_forging_it_unchanged_is_not_forging(token_issuer: TokenIssuer, token: str) -> None:
    assert token_issuer.verify(SIGNED[0], forged(token_issuer, token)) is not None


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
    {"iss": ...},
    {"iss": "another"},
    {"iss": ["triplicate"]},
    {"iss": None},
    {"email": BOB},
    {"algorithm": "HS384"},
    {"algorithm": "HS512"},
    {"algorithm": "none"},
    {"algorithm": "RS256"},
]


def test_a_forged_token_is_a_wrong_one(token_issuer: TokenIssuer, token: str) -> None:
    for change in FORGERIES:
        assert token_issuer.verify(SIGNED[0], forged(token_issuer, token, **change)) is None, change
        assert token_issuer.verify(SIGNED[0], token) is not None


def test_a_token_without_a_signature(token_issuer: TokenIssuer, token: str) -> None:
    _, body, _ = token.split(".")
    for algorithm in ("none", "None", "NONE", "nOnE", "HS256"):
        head = encoded(json.dumps({"alg": algorithm, "typ": "JWT", "kid": KEY_ID}))
        for signature in ("", "AA"):
            assert token_issuer.verify(SIGNED[0], f"{head.decode()}.{body}.{signature}") is None


def test_a_body_that_was_changed_after_signing(token_issuer: TokenIssuer, token: str) -> None:
    head, _, signature = token.split(".")
    changed = parts(token)[1] | {"email": BOB}
    assert token_issuer.verify(SIGNED[0], f"{head}.{encoded(json.dumps(changed)).decode()}.{signature}") is None


def test_a_deeply_nested_token(token_issuer: TokenIssuer) -> None:
    deep = encoded(b"[" * 100_000).decode()
    assert token_issuer.verify(SIGNED[0], f"{deep}.{deep}.{deep}") is None


def test_expired_by_its_own_claim(token_issuer: TokenIssuer, token: str) -> None:
    past = int((token_issuer.now - timedelta(seconds=2)).timestamp())
    assert token_issuer.verify(SIGNED[0], forged(token_issuer, token, exp=past)) is None


def test_the_stored_expiry_counts_though_the_claim_says_later(token_issuer: TokenIssuer) -> None:
    token, _ = token_issuer.issue(SIGNED[0], user=ANN, lifetime=timedelta(minutes=5))
    longer = forged(token_issuer, token, exp=int((token_issuer.now + timedelta(days=9)).timestamp()))
    token_issuer.advance_clock(301)
    assert token_issuer.verify(SIGNED[0], longer) is None


def test_whom_it_speaks_for(token_issuer: TokenIssuer, token: str) -> None:
    principal = token_issuer.verify(SIGNED[0], token)
    assert principal is not None
    assert (principal.email, principal.user_exists, principal.account) == (ANN, True, ACCOUNT)
    bobs, _ = token_issuer.issue(SIGNED[0], account=OTHER_ACCOUNT, user=BOB)
    assert token_issuer.verify(SIGNED[0], bobs).account == OTHER_ACCOUNT  # type: ignore[union-attr]


def test_the_account_is_that_of_the_stored_credential(token_issuer: TokenIssuer) -> None:
    """Where the user's own account is another one, the token is refused; unknown users are answered as documented."""
    elsewhere, _ = token_issuer.issue(SIGNED[0], account=OTHER_ACCOUNT, user=ANN)
    assert token_issuer.verify(SIGNED[0], elsewhere) is None
    of_everybody, _ = token_issuer.issue(SIGNED[0], account=None, user=ANN)
    assert token_issuer.verify(SIGNED[0], of_everybody) is None
    token, _ = token_issuer.issue(SIGNED[0], user=ANN)
    unknown = token_issuer.verify(SIGNED[0], forged(token_issuer, token, email="nobody@example.com"))
    assert unknown is not None
    assert (unknown.user_exists, unknown.account) == (False, "")


def test_the_case_of_an_address_does_not_matter(token_issuer: TokenIssuer) -> None:
    token, _ = token_issuer.issue(SIGNED[0], user="Ann@EXAMPLE.com")
    principal = token_issuer.verify(SIGNED[0], token)
    assert principal is not None
    assert (principal.user_exists, principal.account) == (True, ACCOUNT)


def test_a_user_who_does_not_exist(token_issuer: TokenIssuer) -> None:
    """Signed in, but as nobody: not even in the account that the token was made for."""
    token, _ = token_issuer.issue(SIGNED[0], user="nobody@example.com")
    principal = token_issuer.verify(SIGNED[0], token)
    assert principal is not None
    assert not principal.user_exists
    assert not principal.owns(ACCOUNT)


def test_no_email_claim(token_issuer: TokenIssuer, token: str) -> None:
    without, _ = token_issuer.issue(SIGNED[0], user=ANN, email_claim=False)
    for each in (
        without,
        forged(token_issuer, token, email=...),
        forged(token_issuer, token, email=""),
        forged(token_issuer, token, email=7),
    ):
        principal = token_issuer.verify(SIGNED[0], each)
        assert principal is not None
        assert principal.email is None
        assert not principal.owns(ACCOUNT)


def test_an_opaque_tokens_id_is_no_jti(token_issuer: TokenIssuer, token: str) -> None:
    """A well-signed token that names a credential of another kind."""
    _, opaque = token_issuer.issue(OPAQUE[0])
    assert token_issuer.verify(SIGNED[0], forged(token_issuer, token, jti=opaque.id)) is None
    assert token_issuer.verify(OPAQUE[0], forged(token_issuer, token, jti=opaque.id)) is None


def test_a_name_that_was_derived_from_the_key(token_issuer: TokenIssuer, token: str) -> None:
    assert token_issuer.verify(SIGNED[0], forged(token_issuer, token, jti=derived_guid("credential", "x"))) is None
