"""Tokens: what they look like, what is kept of them, when they stop being good, and who may take them back."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.app.access.token_fixtures import ANN, BOB, HERE, THERE, Desk
from triplicate.core.access import READ, SECRETS
from triplicate.main import House

OPAQUE = ("printags", "axim")
EVERY = (*OPAQUE, "marketiger")
AT_MOST_S = 5.0
"""Within this time a revocation takes effect."""


def token_for(desk: Desk, dialect: str, **more: Any) -> str:
    token, _ = desk.issue(dialect, user=ANN if dialect == "marketiger" else None, **more)
    return token


@pytest.mark.parametrize("dialect", OPAQUE)
def test_a_token_says_what_it_is_and_cannot_be_guessed(desk: Desk, dialect: str) -> None:
    tokens = {token_for(desk, dialect) for _ in range(20)}
    assert len(tokens) == 20
    for token in tokens:
        assert re.fullmatch(rf"tpl_{dialect}_[A-Za-z0-9_-]{{43}}", token)


@pytest.mark.parametrize("dialect", EVERY)
def test_the_token_itself_is_kept_nowhere(desk: Desk, dialect: str) -> None:
    token, stored = desk.issue(dialect, user=ANN if dialect == "marketiger" else None)
    assert desk.show(dialect, token) is not None
    secret = token.removeprefix(f"tpl_{dialect}_") if dialect in OPAQUE else token.rpartition(".")[2]
    assert len(secret) >= 40
    everything = contents(desk.house)
    assert stored.id.encode() in everything  # it is looked for where it would be
    assert token.encode() not in everything
    assert secret.encode() not in everything


def contents(house: House) -> bytes:
    """All that lies in the database: the rows, and the files where they are ours to read."""
    with house.store.sql.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM credentials").fetchall()
    found = "".join(str(value) for row in rows for value in row).encode()
    return found + b"".join(file.read_bytes() for file in house.config.data.glob("triplicate.db*"))


@pytest.mark.parametrize("dialect", OPAQUE)
def test_what_an_opaque_token_grants(desk: Desk, dialect: str) -> None:
    token, stored = desk.issue(dialect, scopes=(READ, SECRETS))
    principal = desk.show(dialect, token)
    assert principal is not None
    assert (principal.account, principal.dialect, principal.credential) == (HERE, dialect, stored.id)
    assert principal.scopes == {READ, SECRETS}
    everywhere, _ = desk.issue(dialect, account=None)
    assert desk.show(dialect, everywhere).account is None  # type: ignore[union-attr]


@pytest.mark.parametrize("made_for", EVERY)
def test_a_token_of_another_dialect_is_a_wrong_one(desk: Desk, made_for: str) -> None:
    token = token_for(desk, made_for)
    for shown_to in (*EVERY, "native", "nobody", "") * 2:
        assert (desk.show(shown_to, token) is not None) == (made_for == shown_to)
        assert desk.show(made_for, token) is not None  # and being remembered for one makes it good for no other


@pytest.mark.parametrize("dialect", EVERY)
def test_a_changed_token_is_a_wrong_one(desk: Desk, dialect: str) -> None:
    token = token_for(desk, dialect)
    assert desk.show(dialect, token) is not None
    for changed in (token[:-2], token + "A", token[1:], token.upper(), "x" + token, token[:20] + token[21:]):
        assert desk.show(dialect, changed) is None


def test_what_never_was_a_token(desk: Desk) -> None:
    for token in (None, "", " ", "x", "\x00", "\udc80", "é", "tpl_printags_", "..", "a.b.c", "A" * 100_000):
        for dialect in EVERY:
            assert desk.show(dialect, token) is None


@pytest.mark.parametrize("dialect", EVERY)
def test_what_is_stored_of_a_token_is_no_token(desk: Desk, dialect: str) -> None:
    """Who reads the database cannot sign in with it."""
    _, stored = desk.issue(dialect, user=ANN if dialect == "marketiger" else None)
    for text in (stored.lookup, stored.lookup.partition(":")[2], stored.id, f"tpl_{dialect}_{stored.lookup}"):
        assert desk.show(dialect, text) is None


@pytest.mark.parametrize("dialect", EVERY)
def test_expiry_takes_effect_at_once(desk: Desk, dialect: str) -> None:
    """Though the token was verified a moment before and is remembered."""
    token = token_for(desk, dialect, lifetime=timedelta(seconds=10))
    for _ in range(9):
        assert desk.show(dialect, token) is not None
        desk.pass_(1)
    desk.pass_(0.999)
    assert desk.show(dialect, token) is not None
    desk.pass_(0.002)
    assert desk.show(dialect, token) is None


def test_without_a_lifetime_it_is_good_until_revoked(desk: Desk) -> None:
    token = token_for(desk, "axim")
    desk.pass_(20 * 365 * 86400)
    assert desk.show("axim", token) is not None


@pytest.mark.parametrize("dialect", EVERY)
@pytest.mark.parametrize("by", ["id", "user", "family"])
@pytest.mark.parametrize("asking_all_the_time", [True, False])
def test_a_revocation_takes_effect_within_five_seconds(
    desk: Desk, dialect: str, by: str, asking_all_the_time: bool
) -> None:
    token, stored = desk.issue(dialect, user=ANN)
    other, _ = desk.issue(dialect, user=BOB, account=THERE)
    for one in (token, other):
        assert desk.show(dialect, one) is not None
    assert desk.revoke(**{by: {"id": stored.id, "user": ANN, "family": stored.family}[by]}) == 1
    for _ in range(49):
        desk.pass_(AT_MOST_S / 50)
        if asking_all_the_time:
            desk.show(dialect, token)
    desk.pass_(AT_MOST_S / 50)
    assert desk.show(dialect, token) is None
    assert desk.show(dialect, other) is not None


def test_a_revocation_before_first_use_takes_effect_at_once(desk: Desk) -> None:
    token, stored = desk.issue("axim")
    desk.revoke(id=stored.id)
    assert desk.show("axim", token) is None


def test_revoking_by_user_takes_all_of_theirs_and_counts_them(desk: Desk) -> None:
    tokens = {dialect: [desk.issue(dialect, user="Ann@Example.com")[0] for _ in range(3)] for dialect in EVERY}
    assert desk.revoke(user=ANN) == 9
    assert desk.revoke(user=ANN) == 0
    assert not any(desk.show(dialect, token) for dialect, of in tokens.items() for token in of)


def test_revoking_what_is_not_there(desk: Desk) -> None:
    for criterion in ({"id": "x"}, {"user": BOB}, {"family": "x"}):
        assert desk.revoke(**criterion) == 0


def test_many_wrong_tokens_do_not_push_out_the_good_ones(desk: Desk) -> None:
    """Only what was verified is remembered: a flood of wrong tokens takes no memory."""
    token = token_for(desk, "axim")
    desk.show("axim", token)
    for place in range(300):
        assert desk.show("axim", f"tpl_axim_{place}") is None
    assert len(desk.verifier._remembered) == 1
