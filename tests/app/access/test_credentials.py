"""Opaque tokens: their format, what is stored of them, expiry, and who may revoke them."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.app.access.token_fixtures import ACCOUNT, ANN, BOB, OTHER_ACCOUNT, TokenIssuer
from tests.conformance.registry import OPAQUE, SIGNED
from triplicate.core.access import READ, SECRETS
from triplicate.main import Installation

EVERY = (*OPAQUE, *SIGNED)
AT_MOST_S = 5.0
"""Within this time a revocation takes effect."""


def token_for(desk: TokenIssuer, dialect: str, **more: Any) -> str:
    token, _ = desk.issue(dialect, user=ANN if dialect in SIGNED else None, **more)
    return token


@pytest.mark.parametrize("dialect", OPAQUE)
def test_a_token_says_what_it_is_and_cannot_be_guessed(token_issuer: TokenIssuer, dialect: str) -> None:
    tokens = {token_for(token_issuer, dialect) for _ in range(20)}
    assert len(tokens) == 20
    for token in tokens:
        assert re.fullmatch(rf"tpl_{dialect}_[A-Za-z0-9_-]{{43}}", token)


@pytest.mark.parametrize("dialect", EVERY)
def test_the_token_itself_is_kept_nowhere(token_issuer: TokenIssuer, dialect: str) -> None:
    token, stored = token_issuer.issue(dialect, user=ANN if dialect in SIGNED else None)
    assert token_issuer.verify(dialect, token) is not None
    secret = token.removeprefix(f"tpl_{dialect}_") if dialect in OPAQUE else token.rpartition(".")[2]
    assert len(secret) >= 40
    everything = contents(token_issuer.installation)
    assert stored.id.encode() in everything  # it is looked for where it would be
    assert token.encode() not in everything
    assert secret.encode() not in everything


def contents(installation: Installation) -> bytes:
    """All that lies in the database: the rows, and the files where they are ours to read."""
    with installation.store.sql.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM credentials").fetchall()
    found = "".join(str(value) for row in rows for value in row).encode()
    return found + b"".join(file.read_bytes() for file in installation.config.data.glob("triplicate.db*"))


@pytest.mark.parametrize("dialect", OPAQUE)
def test_what_an_opaque_token_grants(token_issuer: TokenIssuer, dialect: str) -> None:
    token, stored = token_issuer.issue(dialect, scopes=(READ, SECRETS))
    principal = token_issuer.verify(dialect, token)
    assert principal is not None
    assert (principal.account, principal.dialect, principal.credential) == (ACCOUNT, dialect, stored.id)
    assert principal.scopes == {READ, SECRETS}
    everywhere, _ = token_issuer.issue(dialect, account=None)
    assert token_issuer.verify(dialect, everywhere).account is None  # type: ignore[union-attr]


@pytest.mark.parametrize("made_for", EVERY)
def test_a_token_of_another_dialect_is_a_wrong_one(token_issuer: TokenIssuer, made_for: str) -> None:
    token = token_for(token_issuer, made_for)
    for shown_to in (*EVERY, "nobody", "") * 2:
        assert (token_issuer.verify(shown_to, token) is not None) == (made_for == shown_to)
        assert (
            token_issuer.verify(made_for, token) is not None
        )  # and being remembered for one makes it good for no other


@pytest.mark.parametrize("dialect", EVERY)
def test_a_changed_token_is_a_wrong_one(token_issuer: TokenIssuer, dialect: str) -> None:
    token = token_for(token_issuer, dialect)
    assert token_issuer.verify(dialect, token) is not None
    for changed in (token[:-2], token + "A", token[1:], token.upper(), "x" + token, token[:20] + token[21:]):
        assert token_issuer.verify(dialect, changed) is None


def test_what_never_was_a_token(token_issuer: TokenIssuer) -> None:
    for token in (None, "", " ", "x", "\x00", "\udc80", "é", "tpl_native_", "..", "a.b.c", "A" * 100_000):
        for dialect in EVERY:
            assert token_issuer.verify(dialect, token) is None


@pytest.mark.parametrize("dialect", EVERY)
def test_what_is_stored_of_a_token_is_no_token(token_issuer: TokenIssuer, dialect: str) -> None:
    """Who reads the database cannot sign in with it."""
    _, stored = token_issuer.issue(dialect, user=ANN if dialect in SIGNED else None)
    for text in (stored.lookup, stored.lookup.partition(":")[2], stored.id, f"tpl_{dialect}_{stored.lookup}"):
        assert token_issuer.verify(dialect, text) is None


@pytest.mark.parametrize("dialect", EVERY)
def test_expiry_takes_effect_at_once(token_issuer: TokenIssuer, dialect: str) -> None:
    """Though the token was verified a moment before and is remembered."""
    token = token_for(token_issuer, dialect, lifetime=timedelta(seconds=10))
    for _ in range(9):
        assert token_issuer.verify(dialect, token) is not None
        token_issuer.advance_clock(1)
    token_issuer.advance_clock(0.999)
    assert token_issuer.verify(dialect, token) is not None
    token_issuer.advance_clock(0.002)
    assert token_issuer.verify(dialect, token) is None


def test_without_a_lifetime_it_is_good_until_revoked(token_issuer: TokenIssuer) -> None:
    token = token_for(token_issuer, "native")
    token_issuer.advance_clock(20 * 365 * 86400)
    assert token_issuer.verify("native", token) is not None


@pytest.mark.parametrize("dialect", EVERY)
@pytest.mark.parametrize("by", ["id", "user", "family"])
@pytest.mark.parametrize("asking_all_the_time", [True, False])
def test_a_revocation_takes_effect_within_five_seconds(
    token_issuer: TokenIssuer, dialect: str, by: str, asking_all_the_time: bool
) -> None:
    token, stored = token_issuer.issue(dialect, user=ANN)
    other, _ = token_issuer.issue(dialect, user=BOB, account=OTHER_ACCOUNT)
    for each in (token, other):
        assert token_issuer.verify(dialect, each) is not None
    assert token_issuer.revoke(**{by: {"id": stored.id, "user": ANN, "family": stored.family}[by]}) == 1
    for _ in range(49):
        token_issuer.advance_clock(AT_MOST_S / 50)
        if asking_all_the_time:
            token_issuer.verify(dialect, token)
    token_issuer.advance_clock(AT_MOST_S / 50)
    assert token_issuer.verify(dialect, token) is None
    assert token_issuer.verify(dialect, other) is not None


def test_a_revocation_before_first_use_takes_effect_at_once(token_issuer: TokenIssuer) -> None:
    token, stored = token_issuer.issue("native")
    token_issuer.revoke(id=stored.id)
    assert token_issuer.verify("native", token) is None


def test_revoking_by_user_takes_all_of_theirs_and_counts_them(token_issuer: TokenIssuer) -> None:
    tokens = {dialect: [token_issuer.issue(dialect, user="Ann@Example.com")[0] for _ in range(3)] for dialect in EVERY}
    assert token_issuer.revoke(user=ANN) == 3 * len(EVERY)
    assert token_issuer.revoke(user=ANN) == 0
    assert not any(token_issuer.verify(dialect, token) for dialect, of in tokens.items() for token in of)


def test_revoking_what_is_not_there(token_issuer: TokenIssuer) -> None:
    for criterion in ({"id": "x"}, {"user": BOB}, {"family": "x"}):
        assert token_issuer.revoke(**criterion) == 0


def test_many_wrong_tokens_do_not_push_out_the_good_ones(token_issuer: TokenIssuer) -> None:
    """Only what was verified is remembered: a flood of wrong tokens takes no memory."""
    token = token_for(token_issuer, "native")
    token_issuer.verify("native", token)
    for place in range(300):
        assert token_issuer.verify("native", f"tpl_native_{place}") is None
    assert len(token_issuer.verifier._cache) == 1
