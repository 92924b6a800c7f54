"""`triplicate account`, `user` and `token`: manages access to an installation."""

import asyncio
import re

import pytest

from tests.cli.program_fixtures import Program
from tests.conformance.registry import CONFORMANCES, SIGNED
from tests.store.database_fixtures import Database
from triplicate.app.access.sign_in import TokenVerifier
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError
from triplicate.main import Installation

ABSENT = "00000000-0000-4000-8000-000000000009"
ANN = "ann@example.com"


@pytest.fixture
def user(program: Program, account: str) -> str:
    assert program.succeeds("user", "create", "Ann@Example.com", "--account", account, "--name", "Ann").text == ANN
    return ANN


def signed_in(database: Database, dialect: str, token: str) -> Principal | None:
    """Whom a server of this database takes the token for, now."""

    async def ask() -> Principal:
        reader = installation.reader()
        try:
            return await TokenVerifier(reader, installation.keys.jwt, installation.now).verify(dialect, token)
        finally:
            await reader.close()

    installation = Installation(database.config())
    try:
        return asyncio.run(ask())
    except DomainError:
        return None


def test_accounts(program: Program, account: str) -> None:
    made = program.succeeds("account", "create", "Second", "--currency", "USD").text
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made)
    rows = program.succeeds("account", "list").rows
    assert [row[:3] for row in rows] == [[account, "Ours", "EUR"], [made, "Second", "USD"]]


def test_accounts_that_cannot_be(program: Program, account: str) -> None:
    assert "GUID" in program.fails("account", "create", "X", "--id", "nonsense")
    assert "already exists" in program.fails("account", "create", "X", "--id", account.upper())
    for name in ("", "  "):
        assert "name" in program.fails("account", "create", name)
    for currency in ("euro", "eur", "E", "€€€", ""):
        assert "currency" in program.fails("account", "create", "X", "--currency", currency), currency
    assert len(program.succeeds("account", "list").rows) == 1


def test_a_currency_that_nobody_has(program: Program) -> None:
    """Its exponent would be a guess, and with it every sum."""
    assert "currency" in program.fails("account", "create", "X", "--currency", "XXQ")


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\x1b[2Jb", "\udcff"], ids=ascii)
def test_names_that_would_break_a_line(program: Program, account: str, text: str) -> None:
    """Lists are lines of tabs for pipes, and go to terminals: what people type into them is text."""
    program.fails("account", "create", text)
    program.fails("user", "create", "ann@example.com", "--account", account, "--name", text)
    program.fails("token", "create", "native", "--account", account, "--label", text)


def test_users(program: Program, account: str, user: str) -> None:
    other = program.succeeds("account", "create", "Second").text
    program.succeeds("user", "create", "bob@example.com", "--account", other)
    assert [row[:3] for row in program.succeeds("user", "list").rows] == [
        [user, account, "Ann"],
        ["bob@example.com", other, ""],
    ]
    assert [row[0] for row in program.succeeds("user", "list", "--account", account).rows] == [user]


def test_users_that_cannot_be(program: Program, account: str, user: str) -> None:
    for email in ("", "x", "@", "a@", "a b@example.com", "a@b@c", "a\n@example.com"):
        assert "mail" in program.fails("user", "create", email, "--account", account)
    assert "already exists" in program.fails("user", "create", "ANN@example.com", "--account", account)
    assert ABSENT in program.fails("user", "create", "new@example.com", "--account", ABSENT)


def test_users_of_an_account_by_any_spelling_of_its_id(program: Program, account: str, user: str) -> None:
    assert [row[0] for row in program.succeeds("user", "list", "--account", account.upper()).rows] == [user]
    assert ABSENT in program.fails("user", "list", "--account", ABSENT)


def test_an_opaque_token(program: Program, database: Database, account: str) -> None:
    token = program.succeeds(
        "token", "create", "native", "--account", account, "--label", "shop", "--expires-in", "30d"
    ).text
    assert re.fullmatch(r"tpl_native_[\w-]{43}", token)
    principal = signed_in(database, "native", token)
    assert principal is not None
    assert (principal.account, principal.scopes) == (account, {"orders:read"})
    assert all(signed_in(database, dialect, token) is None for dialect in CONFORMANCES if dialect != "native")
    ((id, *row),) = program.succeeds("token", "list").rows
    assert row[:5] == ["native", account, "", "orders:read", "shop"]
    assert row[5].startswith("valid until ")
    assert token not in program.succeeds("token", "list").text
    assert program.succeeds("token", "revoke", id).text == "revoked: 1"
    assert signed_in(database, "native", token) is None
    assert program.succeeds("token", "list").rows[0][6].startswith("revoked ")


def test_a_signed_token(program: Program, database: Database, account: str, user: str) -> None:
    token = program.succeeds("token", "create", SIGNED[0], "--user", "ANN@example.com").text
    assert token.count(".") == 2
    principal = signed_in(database, SIGNED[0], token)
    assert principal is not None
    assert (principal.account, principal.user_exists) == (account, True)
    assert program.succeeds("token", "revoke", "--user", "Ann@EXAMPLE.com").text == "revoked: 1"
    assert signed_in(database, SIGNED[0], token) is None


def test_a_token_for_all_accounts_and_its_scopes(program: Program, database: Database) -> None:
    words = ("token", "create", "native", "--all-accounts", "--scope", "orders:read", "--scope", "orders:secrets")
    principal = signed_in(database, "native", program.succeeds(*words).text)
    assert principal is not None
    assert principal.account is None
    assert principal.scopes == {"orders:read", "orders:secrets"}
    ((id, _, account, *_),) = program.succeeds("token", "list").rows
    assert account == "all accounts"
    assert program.succeeds("token", "revoke", "--family", id).text == "revoked: 1"


def test_a_token_that_expired(program: Program, database: Database, account: str) -> None:
    token = program.succeeds("token", "create", "native", "--account", account, "--expires-in", "0s").text
    assert signed_in(database, "native", token) is None
    assert program.succeeds("token", "list").rows[0][6].startswith("expired ")


@pytest.mark.parametrize(
    "words",
    [
        ("nobody", "--all-accounts"),
        ("native",),
        ("native", "--account", "{account}", "--all-accounts"),
        ("native", "--account", "{account}", "--user", ANN),
        ("native", "--account", "{account}", "--scope", "everything"),
        ("native", "--account", "{account}", "--expires-in", "soon"),
        ("native", "--account", "{account}", "--expires-in", "-1d"),
        ("native", "--account", "{account}", "--expires-in", "999999999d"),
        (SIGNED[0],),
        (SIGNED[0], "--account", "{account}"),
        (SIGNED[0], "--user", ANN, "--all-accounts"),
    ],
)
def test_tokens_that_make_no_sense(program: Program, account: str, user: str, words: tuple[str, ...]) -> None:
    result = program("token", "create", *(word.format(account=account) for word in words))
    assert result.status in (1, 2), result
    assert "Traceback" not in result.errors
    assert result.output == b""
    assert program.succeeds("token", "list").output == b""


def test_tokens_that_last_too_long(program: Program, account: str) -> None:
    """No traceback, whatever number is asked for."""
    result = program("token", "create", "native", "--account", account, "--expires-in", "999999d")
    assert result.status in (0, 1, 2)
    result = program("token", "create", "native", "--account", account, "--expires-in", "9" * 30 + "d")
    assert result.status == 2


def test_tokens_for_nobody(program: Program, account: str) -> None:
    assert ABSENT in program.fails("token", "create", "native", "--account", ABSENT)
    assert "nobody@example.com" in program.fails("token", "create", SIGNED[0], "--user", "nobody@example.com")
    assert program.succeeds("token", "list").output == b""


def test_revoking_what_is_not_there(program: Program, user: str) -> None:
    for words in (["no-such-id"], ["--user", user], ["--family", "x"]):
        result = program("token", "revoke", *words)
        assert (result.status, result.text) == (1, "revoked: 0")
    for words in ([], ["x", "--user", user], ["--user", user, "--family", "x"]):
        assert program("token", "revoke", *words).status == 2
